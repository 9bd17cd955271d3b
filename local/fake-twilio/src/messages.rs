//! Text messages: stored for this run, and never delivered. They stay `queued`, or are `undelivered` if the fake was made to fail them.

use axum::{Json, extract::State, http::StatusCode};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    SharedLedger, TextMessage,
    ledger::{Ledger, date, new_sid},
    page::page,
    problem::TwilioError,
    request::{AuthenticatedAccount, NamedResource, RequestParams},
};

/// The longest text, in characters.
const LONGEST_BODY: usize = 1600;

/// A stored message.
pub(super) struct StoredMessage {
    account: usize,
    sid: String,
    pub(super) text: TextMessage,
}

/// `POST /Accounts/{account}/Messages.json`
pub(super) async fn send(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<(StatusCode, Json<Value>), TwilioError> {
    let mut ledger = shared.ledger();
    let to = params.filled("To").ok_or(TwilioError::MESSAGE_TO_MISSING)?;
    let service = params.filled("MessagingServiceSid").map(str::to_owned);
    let from = match &service {
        Some(service) => number_of(&ledger, owner.0, service)?,
        None => params.filled("From").ok_or(TwilioError::MESSAGE_FROM_MISSING)?.to_owned(),
    };
    let body = params.filled("Body").ok_or(TwilioError::BODY_MISSING)?;
    let to = PhoneNumber::parse(to).map_err(|_| TwilioError::TO_INVALID)?;
    let from = PhoneNumber::parse(&from).map_err(|_| TwilioError::FROM_INVALID)?;
    if body.chars().count() > LONGEST_BODY {
        return Err(TwilioError::BODY_TOO_LONG);
    }
    if !ledger.accounts[owner.0].holds(&from) {
        return Err(TwilioError::MESSAGE_FROM_FOREIGN);
    }
    let text = TextMessage {
        at: Timestamp::now(),
        to: to.into(),
        from: from.into(),
        body: body.to_owned(),
        messaging_service: service,
    };
    let message = StoredMessage { account: owner.0, sid: new_sid("SM")?, text };
    tracing::info!("fake Twilio: a text message was accepted and is not delivered");
    let answer = to_json(&ledger, &message);
    ledger.messages.push(message);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The number that a messaging service of an account sends from.
fn number_of(ledger: &Ledger, owner: usize, service: &str) -> Result<String, TwilioError> {
    let account = &ledger.accounts[owner];
    let found = ledger.messaging_services.get(service).filter(|found| found.account == *account.sid());
    let found = found.ok_or(TwilioError::MESSAGING_SERVICE_UNKNOWN)?;
    let (_, number) = found.senders(ledger, owner).next().ok_or(TwilioError::MESSAGING_SERVICE_EMPTY)?;
    Ok(number.to_owned())
}

/// `GET /Accounts/{account}/Messages.json`, the newest first. It supports the filters `To` and `From`.
pub(super) async fn list(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let account = &ledger.accounts[owner.0];
    let (to, from) = (params.filled("To"), params.filled("From"));
    let fits = |message: &&StoredMessage| {
        message.account == owner.0
            && to.is_none_or(|to| to == message.text.to)
            && from.is_none_or(|from| from == message.text.from)
    };
    let messages: Vec<&StoredMessage> = ledger.messages.iter().rev().filter(fits).collect();
    let sids: Vec<String> = messages.iter().map(|message| message.sid.clone()).collect();
    let path = format!("{}/Messages.json", account.path());
    page(&path, &params, &["To", "From"], ("messages", &sids), |at| to_json(&ledger, messages[at])).map(Json)
}

/// `GET /Accounts/{account}/Messages/{sid}.json`
pub(super) async fn get(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    named: NamedResource,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let found = ledger.messages.iter().find(|message| message.account == owner.0 && message.sid == named.sid);
    Ok(Json(to_json(&ledger, found.ok_or_else(|| named.not_found())?)))
}

fn to_json(ledger: &Ledger, message: &StoredMessage) -> Value {
    let account = &ledger.accounts[message.account];
    let failure = ledger.failing_texts.get(&message.text.to);
    let uri = format!("{}/Messages/{}", account.path(), message.sid);
    json!({
        "account_sid": account.sid(),
        "api_version": "2010-04-01",
        "body": message.text.body,
        "date_created": date(message.text.at),
        "date_sent": null,
        "date_updated": date(message.text.at),
        "direction": "outbound-api",
        "error_code": failure,
        "error_message": null,
        "from": message.text.from,
        "messaging_service_sid": message.text.messaging_service,
        "num_media": "0",
        "num_segments": segments(&message.text.body).to_string(),
        "price": null,
        "price_unit": "USD",
        "sid": message.sid,
        "status": if failure.is_some() { "undelivered" } else { "queued" },
        "subresource_uris": {"media": format!("{uri}/Media.json")},
        "to": message.text.to,
        "uri": format!("{uri}.json"),
    })
}

/// The number of segments of a text. A character beyond ASCII counts as UCS-2, which is close enough.
fn segments(body: &str) -> usize {
    let (alone, joined, length) =
        if body.is_ascii() { (160, 153, body.len()) } else { (70, 67, body.encode_utf16().count()) };
    if length <= alone { 1 } else { length.div_ceil(joined) }
}
