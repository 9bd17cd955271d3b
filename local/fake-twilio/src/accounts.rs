//! The account resource. Clients request it to check credentials.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{
    SharedLedger,
    ledger::date,
    problem::TwilioError,
    request::{AuthenticatedAccount, NamedResource},
};

/// `GET /Accounts/{sid}.json`
pub(super) async fn get(
    State(shared): State<SharedLedger>,
    owner: AuthenticatedAccount,
    _: NamedResource,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let account = &ledger.accounts[owner.0];
    let path = account.path();
    Ok(Json(json!({
        "auth_token": account.who.account.auth_token,
        "date_created": date(account.since),
        "date_updated": date(account.since),
        "friendly_name": account.who.friendly_name,
        "owner_account_sid": account.sid(),
        "sid": account.sid(),
        "status": "active",
        "subresource_uris": {
            "calls": format!("{path}/Calls.json"),
            "incoming_phone_numbers": format!("{path}/IncomingPhoneNumbers.json"),
            "messages": format!("{path}/Messages.json"),
        },
        "type": "Full",
        "uri": format!("{path}.json"),
    })))
}
