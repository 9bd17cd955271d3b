//! Messaging services and the numbers that they send from. Source: Twilio's API reference, "Services resource" and "`PhoneNumber`
//! resource", on `messaging.twilio.com`.

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, Uri},
};
use serde_json::{Value, json};
use twilio::sid::AccountSid;

use super::{SharedLedger, auth_tokens::account, ledger::Ledger, problem::TwilioError};

/// A messaging service.
#[derive(Debug, Clone)]
pub(super) struct MessagingService {
    pub(super) account: AccountSid,
    /// The numbers that it sends from; all of the account without a choice.
    pub(super) senders: Option<BTreeSet<String>>,
    /// Whether texts that arrive go to the URL of the number.
    pub(super) defers_to_numbers: bool,
}

impl MessagingService {
    /// The numbers of an account that it sends from: their ids and numbers.
    pub(super) fn senders<'a>(&'a self, ledger: &'a Ledger, owner: usize) -> impl Iterator<Item = (&'a str, &'a str)> {
        let held = ledger.accounts[owner].numbers.iter();
        let held = held.map(|held| (held.sid.as_str(), held.number.as_str()));
        held.filter(|(_, number)| self.senders.as_ref().is_none_or(|senders| senders.contains(*number)))
    }
}

/// The account of a request, and its service.
fn service<'a>(
    ledger: &'a Ledger,
    headers: &HeaderMap,
    (sid, uri): (&str, &Uri),
) -> Result<(usize, &'a MessagingService), TwilioError> {
    let owner = account(ledger, headers)?;
    let found = ledger.messaging_services.get(sid).filter(|found| found.account == *ledger.accounts[owner].sid());
    found.map(|found| (owner, found)).ok_or_else(|| TwilioError::not_found(uri.path()))
}

/// `GET /v1/Services/{service}`
pub(super) async fn get(
    State(shared): State<SharedLedger>,
    Path(sid): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let (_, service) = service(&ledger, &headers, (&sid, &uri))?;
    Ok(Json(json!({
        "account_sid": service.account,
        "friendly_name": "Front desk",
        "inbound_request_url": null,
        "sid": sid,
        "use_inbound_webhook_on_number": service.defers_to_numbers,
    })))
}

/// `GET /v1/Services/{service}/PhoneNumbers`, on one page.
pub(super) async fn senders(
    State(shared): State<SharedLedger>,
    Path(sid): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Json<Value>, TwilioError> {
    let ledger = shared.ledger();
    let (owner, service) = service(&ledger, &headers, (&sid, &uri))?;
    let senders = service.senders(&ledger, owner).map(|(number_sid, number)| {
        json!({
            "account_sid": service.account,
            "capabilities": ["Voice", "SMS"],
            "country_code": "US",
            "phone_number": number,
            "service_sid": sid,
            "sid": number_sid,
        })
    });
    let senders: Vec<_> = senders.collect();
    Ok(Json(json!({
        "meta": {"key": "phone_numbers", "next_page_url": null, "page": 0, "page_size": 1_000, "previous_page_url": null},
        "phone_numbers": senders,
    })))
}
