//! Auth tokens: creating and deleting the secondary one, and promoting it. Both tokens authenticate requests; a
//! promotion deletes the primary one. The tokens of a promotion last for this run. Source: Twilio, "REST API: Auth
//! Token" and "Secondary Auth Token", on `accounts.twilio.com`.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::Timestamp;
use localhost::random_hex;
use serde_json::{Value, json};

use super::{SharedLedger, ledger::Ledger, problem::TwilioError, request::authenticated};

/// The path of the API, without its host.
pub(super) const PATH: &str = "/v1/AuthTokens";

/// The account whose id and token a request has.
pub(super) fn account(ledger: &Ledger, headers: &HeaderMap) -> Result<usize, TwilioError> {
    let account = (0..ledger.accounts.len()).find(|at| authenticated(&ledger.accounts[*at], headers));
    account.ok_or(TwilioError::CREDENTIALS)
}

/// `POST /v1/AuthTokens/Secondary`
pub(super) async fn create(
    State(shared): State<SharedLedger>,
    headers: HeaderMap,
) -> Result<(StatusCode, Json<Value>), TwilioError> {
    let mut ledger = shared.ledger();
    let at = account(&ledger, &headers)?;
    let token = random_hex::<16>().map_err(|_| TwilioError::INTERNAL)?;
    let account = &mut ledger.accounts[at];
    account.secondary_token = Some(token.clone());
    let answer = to_json(account.sid().as_str(), ("secondary_auth_token", &token), "Secondary");
    Ok((StatusCode::CREATED, Json(answer)))
}

/// `DELETE /v1/AuthTokens/Secondary`
pub(super) async fn delete(State(shared): State<SharedLedger>, headers: HeaderMap) -> Result<StatusCode, TwilioError> {
    let mut ledger = shared.ledger();
    let at = account(&ledger, &headers)?;
    let deleted = ledger.accounts[at].secondary_token.take();
    deleted.map(|_| StatusCode::NO_CONTENT).ok_or_else(|| TwilioError::not_found(&format!("{PATH}/Secondary")))
}

/// `POST /v1/AuthTokens/Promote`
pub(super) async fn promote(
    State(shared): State<SharedLedger>,
    headers: HeaderMap,
) -> Result<Json<Value>, TwilioError> {
    let mut ledger = shared.ledger();
    let at = account(&ledger, &headers)?;
    let account = &mut ledger.accounts[at];
    let token = account.secondary_token.take().ok_or_else(|| TwilioError::not_found(&format!("{PATH}/Promote")))?;
    account.who.account.auth_token.clone_from(&token);
    Ok(Json(to_json(account.sid().as_str(), ("auth_token", &token), "Promote")))
}

fn to_json(account: &str, (field, token): (&str, &str), resource: &str) -> Value {
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    json!({
        "account_sid": account,
        field: token,
        "date_created": now,
        "date_updated": now,
        "url": format!("https://accounts.twilio.com{PATH}/{resource}"),
    })
}
