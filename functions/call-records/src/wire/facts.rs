//! The JSON of what is known about a call.

use std::collections::BTreeSet;

use domain::{
    booking::CallerIdentity,
    call_facts::{CallFacts, Outcome, Transfers},
    id::AppointmentId,
    non_customer::NonCustomer,
    tenant::JobTypeId,
    triage::Language,
};
use serde::Serialize;
use utoipa::ToSchema;

/// What is known about a call that ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallFacts)]
pub(crate) struct FactsView {
    /// What came of the call: the first of these that holds. `spam`: the company blocks the number, or the caller is not a customer and left no message. `emergency`: a danger was
    /// detected. `booked`, `changed`, `cancelled`: a visit. `transferred`: the caller spoke with a person. `message`: the caller
    /// left one, or a voicemail. `information`: the agent answered, and nothing was left open. `abandoned`: the caller hung up
    /// before anything was agreed.
    outcome: Outcome,
    /// Whether the call is spam.
    spam: bool,
    /// The kinds of visits that the caller asked to book, moved or cancelled.
    job_types: BTreeSet<JobTypeId>,
    /// Whether the office was closed when the call arrived.
    after_hours: bool,
    /// The language of the caller; English if their words do not show it.
    language: Language,
    /// Whether the caller asked for a visit, and not only outside the service area.
    bookable: bool,
    /// How far the caller's identity is proven.
    caller_identity: CallerIdentity,
    /// What the caller is, if they are not a customer. Such a call costs nothing.
    non_customer: Option<NonCustomer>,
    /// The telephones that rang for the caller.
    transfers: Transfers,
    /// The visits that the call booked, also those that it cancelled again.
    booked: Vec<AppointmentId>,
    /// The visits that the call moved.
    moved: Vec<AppointmentId>,
    /// The visits that the call cancelled.
    cancelled: Vec<AppointmentId>,
}

impl From<CallFacts> for FactsView {
    fn from(facts: CallFacts) -> Self {
        let spam = facts.is_spam();
        let CallFacts { outcome, job_types, after_hours, language, bookable, .. } = facts;
        let CallFacts { booked, moved, cancelled, transfers, identity, non_customer, .. } = facts;
        Self {
            outcome,
            spam,
            job_types,
            after_hours,
            language,
            bookable,
            caller_identity: identity,
            non_customer,
            transfers,
            booked,
            moved,
            cancelled,
        }
    }
}

/// The facts of a call that booked a visit.
pub(super) fn example() -> serde_json::Value {
    serde_json::json!({
        "outcome": "booked", "spam": false, "job_types": ["repair"], "after_hours": false, "language": "english",
        "bookable": true, "caller_identity": "attested", "transfers": {"reached": 0, "missed": 0},
        "booked": ["apt_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0"], "moved": [], "cancelled": [],
    })
}
