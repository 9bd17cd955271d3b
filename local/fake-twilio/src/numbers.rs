//! The account's numbers and their URLs. The URLs are stored and never requested.

use axum::{Json, extract::State, http::StatusCode};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    PurchaseFault, SharedLedger,
    ledger::{AccountState, Held, date, formatted},
    page::page,
    problem::TwilioError,
    request::{AuthenticatedAccount, NamedResource, RequestParams},
    settings::NumberSettings,
};

/// `GET /Accounts/{account}/IncomingPhoneNumbers.json`
pub(super) async fn list(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let account = &ledger.accounts[owner.0];
    let (pattern, name) = (params.filled("PhoneNumber"), params.filled("FriendlyName"));
    let fits = |number: &&Held| {
        pattern.is_none_or(|pattern| matches(pattern, number.number.as_str()))
            && name.is_none_or(|name| name == number.settings.friendly_name)
    };
    let numbers: Vec<&Held> = account.numbers.iter().filter(fits).collect();
    let sids: Vec<String> = numbers.iter().map(|number| number.sid.clone()).collect();
    let path = format!("{}/IncomingPhoneNumbers.json", account.path());
    let filters = ["FriendlyName", "PhoneNumber"];
    page(&path, &params, &filters, ("incoming_phone_numbers", &sids), |at| to_json(account, numbers[at])).map(Json)
}

/// `GET /Accounts/{account}/IncomingPhoneNumbers/{sid}.json`
pub(super) async fn get(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    named: NamedResource,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let account = &ledger.accounts[owner.0];
    let number = account.numbers.iter().find(|number| number.sid == named.sid);
    Ok(Json(to_json(account, number.ok_or_else(|| named.not_found())?)))
}

/// `POST /Accounts/{account}/IncomingPhoneNumbers/{sid}.json`: applies all changes or none.
pub(super) async fn update(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    named: NamedResource,
    params: RequestParams,
) -> Result<Json<Value>, TwilioError> {
    let mut ledger = shared.ledger();
    let at = ledger.accounts[owner.0].numbers.iter().position(|number| number.sid == named.sid);
    let at = at.ok_or_else(|| named.not_found())?;
    let mut settings = ledger.accounts[owner.0].numbers[at].settings.clone();
    for (parameter, value) in params.iter() {
        settings.set(parameter, value)?;
    }
    settings.date_updated = Timestamp::now();
    ledger.change(owner.0, at, settings)?;
    let account = &ledger.accounts[owner.0];
    Ok(Json(to_json(account, &account.numbers[at])))
}

/// `POST /Accounts/{account}/IncomingPhoneNumbers.json`: buys a number that no account holds.
pub(super) async fn buy(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    params: RequestParams,
) -> Result<(StatusCode, Json<Value>), TwilioError> {
    let mut ledger = shared.ledger();
    let number = params.filled("PhoneNumber").and_then(|number| PhoneNumber::parse(number).ok());
    let number = number.ok_or(TwilioError::NUMBER_INVALID)?;
    if ledger.is_held(&number) {
        return Err(TwilioError::NUMBER_NOT_AVAILABLE);
    }
    let mut settings = NumberSettings::new(formatted(&number), Timestamp::now());
    for (parameter, value) in params.iter() {
        settings.set(parameter, value)?;
    }
    let fault = ledger.accounts[owner.0].purchase_fault;
    match fault {
        Some(PurchaseFault::Refused(code)) => return Err(TwilioError::purchase(code)),
        Some(PurchaseFault::UnsoldWithoutAnswer) => return Err(TwilioError::INTERNAL),
        Some(PurchaseFault::SoldWithoutAnswer) | None => {}
    }
    let at = ledger.add_number(owner.0, number, settings)?;
    if fault.is_some() {
        return Err(TwilioError::INTERNAL);
    }
    let account = &ledger.accounts[owner.0];
    Ok((StatusCode::CREATED, Json(to_json(account, &account.numbers[at]))))
}

/// `DELETE /Accounts/{account}/IncomingPhoneNumbers/{sid}.json`: releases a number. One that the account had at the start is
/// back in the next run.
pub(super) async fn release(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    named: NamedResource,
) -> Result<StatusCode, TwilioError> {
    let mut ledger = shared.ledger();
    let numbers = &mut ledger.accounts[owner.0].numbers;
    let at = numbers.iter().position(|number| number.sid == named.sid);
    numbers.remove(at.ok_or_else(|| named.not_found())?);
    ledger.write()?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a number contains these digits in sequence; `*` matches any digit.
pub(super) fn matches(pattern: &str, number: &str) -> bool {
    let wanted: Vec<u8> = pattern.bytes().filter(|b| b.is_ascii_digit() || *b == b'*').collect();
    let digits = &number.as_bytes()[1..];
    wanted.is_empty()
        || digits.windows(wanted.len()).any(|part| part.iter().zip(&wanted).all(|(d, w)| *w == b'*' || d == w))
}

fn to_json(account: &AccountState, number: &Held) -> Value {
    let settings = &number.settings;
    json!({
        "account_sid": account.sid(),
        "address_requirements": "none",
        "address_sid": null,
        "api_version": "2010-04-01",
        "beta": false,
        "bundle_sid": null,
        "capabilities": {"voice": true, "sms": true, "mms": true, "fax": false},
        "date_created": date(settings.date_created),
        "date_updated": date(settings.date_updated),
        "emergency_address_sid": null,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": settings.friendly_name,
        "identity_sid": null,
        "origin": "twilio",
        "phone_number": number.number,
        "sid": number.sid,
        "sms_application_sid": settings.sms_application_sid,
        "sms_fallback_method": settings.sms_fallback_method,
        "sms_fallback_url": settings.sms_fallback_url,
        "sms_method": settings.sms_method,
        "sms_url": settings.sms_url,
        "status": "in-use",
        "status_callback": settings.status_callback,
        "status_callback_method": settings.status_callback_method,
        "trunk_sid": settings.trunk_sid,
        "type": "local",
        "uri": format!("{}/IncomingPhoneNumbers/{}.json", account.path(), number.sid),
        "voice_application_sid": settings.voice_application_sid,
        "voice_caller_id_lookup": settings.voice_caller_id_lookup,
        "voice_fallback_method": settings.voice_fallback_method,
        "voice_fallback_url": settings.voice_fallback_url,
        "voice_method": settings.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": settings.voice_url,
    })
}
