//! Calls that are asked for: taken, kept for this run, and rung nowhere. They stay `queued` until they are ended.

use axum::{Json, extract::State, http::StatusCode};
use domain::phone::PhoneNumber;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Shared,
    ledger::{Account, date, formatted, new_sid},
    problem::Problem,
    request::{Asker, Named, Params},
    settings,
};

/// The longest document that can be given with the request.
const LONGEST_TWIML: usize = 4000;

/// A call that was taken.
pub(super) struct Call {
    account: usize,
    sid: String,
    at: Timestamp,
    updated: Timestamp,
    to: PhoneNumber,
    from: PhoneNumber,
    status: &'static str,
}

/// `POST /Accounts/{account}/Calls.json`
pub(super) async fn place(
    State(shared): State<Shared>,
    asker: Asker,
    params: Params,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let mut ledger = shared.ledger();
    let to = params.filled("To").ok_or(Problem::CALL_TO_MISSING)?;
    let from = params.filled("From").ok_or(Problem::CALL_FROM_MISSING)?;
    let to = PhoneNumber::parse(to).map_err(|_| Problem::TO_INVALID)?;
    let from = PhoneNumber::parse(from).map_err(|_| Problem::FROM_INVALID)?;
    if !ledger.accounts[asker.0].holds(&from) {
        return Err(Problem::CALL_FROM_FOREIGN);
    }
    if !directed(&params)? && params.filled("ApplicationSid").is_none() {
        return Err(Problem::CALL_URL_MISSING);
    }
    let now = Timestamp::now();
    let call = Call { account: asker.0, sid: new_sid("CA")?, at: now, updated: now, to, from, status: "queued" };
    tracing::info!("stand-in for Twilio: a call was taken and rings nobody");
    let answer = told(&ledger.accounts[asker.0], &call);
    ledger.calls.push(call);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `POST /Accounts/{account}/Calls/{sid}.json`: ends it, or has it go on with another document.
pub(super) async fn update(
    State(shared): State<Shared>,
    asker: Asker,
    named: Named,
    params: Params,
) -> Result<Json<Value>, Problem> {
    let mut ledger = shared.ledger();
    let found = ledger.calls.iter().position(|call| call.account == asker.0 && call.sid == named.sid);
    let at = found.ok_or_else(|| named.not_found())?;
    let ended = match params.filled("Status") {
        None => None,
        Some("completed") => Some("completed"),
        Some("canceled") => Some("canceled"),
        Some(_) => return Err(Problem::FORM),
    };
    directed(&params)?;
    let call = &mut ledger.calls[at];
    if call.status != "queued" {
        return Err(Problem::CALL_OVER);
    }
    call.status = ended.unwrap_or(call.status);
    call.updated = Timestamp::now();
    Ok(Json(told(&ledger.accounts[asker.0], &ledger.calls[at])))
}

/// Whether it is said how the call goes on.
fn directed(params: &Params) -> Result<bool, Problem> {
    if params.filled("Twiml").is_some_and(|twiml| twiml.chars().count() > LONGEST_TWIML) {
        return Err(Problem::FORM);
    }
    if let Some(url) = params.filled("Url") {
        settings::url("Url", url)?;
    }
    Ok(params.filled("Url").or(params.filled("Twiml")).is_some())
}

fn told(account: &Account, call: &Call) -> Value {
    json!({
        "account_sid": account.sid(),
        "answered_by": null,
        "api_version": "2010-04-01",
        "caller_name": null,
        "date_created": date(call.at),
        "date_updated": date(call.updated),
        "direction": "outbound-api",
        "duration": null,
        "end_time": null,
        "forwarded_from": null,
        "from": call.from,
        "from_formatted": formatted(&call.from),
        "group_sid": null,
        "parent_call_sid": null,
        "phone_number_sid": account.numbers.iter().find(|held| held.number == call.from).map(|held| &held.sid),
        "price": null,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": null,
        "status": call.status,
        "subresource_uris": {},
        "to": call.to,
        "to_formatted": formatted(&call.to),
        "trunk_sid": null,
        "uri": format!("{}/Calls/{}.json", account.path(), call.sid),
    })
}
