//! What a company has on file about the number of a caller: the customer, their visits and what their earlier calls were about.
//!
//! Whether a call may use it is not decided here: [`crate::conversation`] decides by the caller's identity.

use jiff::{SignedDuration, Timestamp};

use crate::{
    booking::{Appointment, CallerIdentity, Customer},
    call_facts::{CallFacts, Outcome},
    text::Text,
};

/// How long an earlier call is of use to the next one.
const CALLS_LAST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a company has on file about the number of a caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallerOnFile {
    /// The customer who has booked from this number, or from another number of theirs.
    pub customer: Option<Customer>,
    /// The office blocks the number: its calls are rejected.
    pub blocked: bool,
    /// The customer's latest visits, in any order. Empty if they were not read.
    pub visits: Vec<Appointment>,
    /// The latest calls from the number, the latest first. Empty if they were not read.
    pub calls: Vec<EarlierCall>,
}

#[cfg(test)]
impl CallerOnFile {
    /// One visit, without a customer.
    pub(crate) fn with_visit(visit: Appointment) -> Self {
        Self { visits: vec![visit], ..Self::default() }
    }
}

/// An earlier call from a number, by a caller who was proven to be its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierCall {
    /// When it arrived.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: Outcome,
    /// Why the caller called, once its summary is written.
    pub about: Option<Text<500>>,
}

impl EarlierCall {
    /// Whether a call with these facts may be recalled when its number calls again at `now`. A call of an unproven caller is not: anyone
    /// can claim a number.
    #[must_use]
    pub fn may_be_recalled(started_at: Timestamp, facts: &CallFacts, now: Timestamp) -> bool {
        matches!(facts.identity, CallerIdentity::Attested | CallerIdentity::Matched)
            && !facts.is_spam()
            && now.duration_since(started_at) < CALLS_LAST
    }
}
