//! Outbound calls: stored for this run, and never placed. They stay `queued` until a request ends them. Inbound calls are
//! listed too, if the system reports them: the telephone does not go through the fake. Lists are the newest call first, and
//! filters by time take whole days, as in Twilio's API reference.

use axum::{Json, extract::State, http::StatusCode};
use domain::{id::CallSid, phone::PhoneNumber};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    SharedLedger,
    days::DateFilter,
    ledger::{AccountState, Ledger, date, formatted, new_sid},
    page::page,
    problem::TwilioError,
    request::{AuthenticatedAccount, NamedResource, RequestParams},
    settings,
};

/// The longest TwiML document in a request.
const LONGEST_TWIML: usize = 4000;

/// A stored call.
pub(super) struct StoredCall {
    pub(super) account: usize,
    pub(super) sid: String,
    at: Timestamp,
    updated: Timestamp,
    to: PhoneNumber,
    from: PhoneNumber,
    status: &'static str,
    direction: &'static str,
    seconds: Option<u32>,
    started_at: Option<Timestamp>,
    parent: Option<CallSid>,
    price: Option<&'static str>,
    twiml: Option<String>,
}

/// A call that would have been placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlacedCall {
    /// Its id.
    pub sid: String,
    /// When it was accepted, by the clock of this machine.
    pub at: Timestamp,
    /// The number that would have been rung.
    pub to: String,
    /// The number that would have rung it.
    pub from: String,
    /// What the call does when it is answered, if the request says it.
    pub twiml: Option<String>,
}

/// The calls that requests placed, in order.
pub(super) fn placed(ledger: &Ledger) -> Vec<PlacedCall> {
    let outbound = ledger.calls.iter().filter(|call| call.direction == "outbound-api");
    let placed = outbound.map(|call| PlacedCall {
        sid: call.sid.clone(),
        at: call.at,
        to: call.to.to_string(),
        from: call.from.to_string(),
        twiml: call.twiml.clone(),
    });
    placed.collect()
}

/// An inbound call.
#[derive(Debug, Clone)]
pub struct ArrivedCall {
    /// Its id.
    pub sid: CallSid,
    /// The caller.
    pub from: PhoneNumber,
    /// The number.
    pub to: PhoneNumber,
    /// Its duration in seconds; `None` while it is in progress.
    pub seconds: Option<u32>,
    /// When it began.
    pub started_at: Timestamp,
    /// The call that it is a transfer of.
    pub parent: Option<CallSid>,
    /// Its price as Twilio writes it, such as `-0.00850`.
    pub price: Option<&'static str>,
}

/// Stores a call in place of its earlier state. Returns whether an account holds its number, or that of a transfer's caller.
pub(super) fn arrived(ledger: &mut Ledger, call: ArrivedCall) -> bool {
    let ArrivedCall { sid, from, to, seconds, started_at, parent, price } = call;
    let ours = if parent.is_some() { &from } else { &to };
    let Some(account) = ledger.accounts.iter().position(|account| account.holds(ours)) else { return false };
    let status = if seconds.is_some() { "completed" } else { "in-progress" };
    let direction = if parent.is_some() { "outbound-dial" } else { "inbound" };
    let (sid, now, started_at) = (sid.to_string(), Timestamp::now(), Some(started_at));
    ledger.calls.retain(|known| known.sid != sid);
    let (at, updated) = (now, now);
    ledger.calls.push(StoredCall {
        account,
        sid,
        at,
        updated,
        to,
        from,
        status,
        direction,
        seconds,
        started_at,
        parent,
        price,
        twiml: None,
    });
    true
}

/// `GET /Accounts/{account}/Calls.json`
pub(super) async fn list(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let account = &ledger.accounts[owner.0];
    let days = DateFilter::of(&params, "StartTime")?;
    let fits = |name: &str, value: &str| params.filled(name).is_none_or(|wanted| wanted == value);
    let mut found: Vec<&StoredCall> = ledger
        .calls
        .iter()
        .filter(|call| call.account == owner.0)
        .filter(|call| fits("To", call.to.as_str()) && fits("From", call.from.as_str()) && fits("Status", call.status))
        .filter(|call| fits("ParentCallSid", call.parent.as_ref().map_or("", CallSid::as_str)))
        .filter(|call| days.contain(call.started_at))
        .collect();
    found.sort_by_key(|call| std::cmp::Reverse(call.started_at.unwrap_or(call.at)));
    let sids: Vec<String> = found.iter().map(|call| call.sid.clone()).collect();
    let path = format!("{}/Calls.json", account.path());
    let filters = ["To", "From", "ParentCallSid", "Status", "StartTime", "StartTime<", "StartTime>"];
    Ok(Json(page(&path, &params, &filters, ("calls", &sids), |at| to_json(account, found[at]))?))
}

/// `POST /Accounts/{account}/Calls.json`
pub(super) async fn place(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<(StatusCode, Json<Value>), TwilioError> {
    let mut ledger = shared.ledger();
    let to = params.filled("To").ok_or(TwilioError::CALL_TO_MISSING)?;
    let from = params.filled("From").ok_or(TwilioError::CALL_FROM_MISSING)?;
    let to = PhoneNumber::parse(to).map_err(|_| TwilioError::TO_INVALID)?;
    let from = PhoneNumber::parse(from).map_err(|_| TwilioError::FROM_INVALID)?;
    if !ledger.accounts[owner.0].holds(&from) {
        return Err(TwilioError::CALL_FROM_FOREIGN);
    }
    if !directed(&params)? && params.filled("ApplicationSid").is_none() {
        return Err(TwilioError::CALL_URL_MISSING);
    }
    let now = Timestamp::now();
    let (account, sid) = (owner.0, new_sid("CA")?);
    let (status, direction) = ("queued", "outbound-api");
    let call = StoredCall {
        account,
        sid,
        at: now,
        updated: now,
        to,
        from,
        status,
        direction,
        seconds: None,
        started_at: None,
        parent: None,
        price: None,
        twiml: params.filled("Twiml").map(str::to_owned),
    };
    tracing::info!("fake Twilio: a call was accepted and is not placed");
    let answer = to_json(&ledger.accounts[owner.0], &call);
    ledger.calls.push(call);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `GET /Accounts/{account}/Calls/{sid}.json`
pub(super) async fn get(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    named: NamedResource,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let found = ledger.calls.iter().find(|call| call.account == owner.0 && call.sid == named.sid);
    Ok(Json(to_json(&ledger.accounts[owner.0], found.ok_or_else(|| named.not_found())?)))
}

/// `POST /Accounts/{account}/Calls/{sid}.json`: ends the call or continues it with another document.
pub(super) async fn update(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    named: NamedResource,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let mut ledger = shared.ledger();
    let found = ledger.calls.iter().position(|call| call.account == owner.0 && call.sid == named.sid);
    let at = found.ok_or_else(|| named.not_found())?;
    let ended = match params.filled("Status") {
        None => None,
        Some("completed") => Some("completed"),
        Some("canceled") => Some("canceled"),
        Some(_) => return Err(TwilioError::FORM),
    };
    directed(&params)?;
    let call = &mut ledger.calls[at];
    if call.status != "queued" {
        return Err(TwilioError::CALL_OVER);
    }
    call.status = ended.unwrap_or(call.status);
    call.updated = Timestamp::now();
    Ok(Json(to_json(&ledger.accounts[owner.0], &ledger.calls[at])))
}

/// Whether the request says how the call continues.
fn directed(params: &RequestParams) -> Result<bool, TwilioError> {
    if params.filled("Twiml").is_some_and(|twiml| twiml.chars().count() > LONGEST_TWIML) {
        return Err(TwilioError::FORM);
    }
    if let Some(url) = params.filled("Url") {
        settings::url("Url", url)?;
    }
    Ok(params.filled("Url").or(params.filled("Twiml")).is_some())
}

fn to_json(account: &AccountState, call: &StoredCall) -> Value {
    let number = account.numbers.iter().find(|held| [&call.from, &call.to].contains(&&held.number));
    json!({
        "account_sid": account.sid(),
        "answered_by": null,
        "api_version": "2010-04-01",
        "caller_name": null,
        "date_created": date(call.at),
        "date_updated": date(call.updated),
        "direction": call.direction,
        "duration": call.seconds.map(|seconds| seconds.to_string()),
        "end_time": null,
        "forwarded_from": null,
        "from": call.from,
        "from_formatted": formatted(&call.from),
        "group_sid": null,
        "parent_call_sid": call.parent,
        "phone_number_sid": number.map(|held| &held.sid),
        "price": call.price,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": call.started_at.map(date),
        "status": call.status,
        "subresource_uris": {},
        "to": call.to,
        "to_formatted": formatted(&call.to),
        "trunk_sid": null,
        "uri": format!("{}/Calls/{}.json", account.path(), call.sid),
    })
}
