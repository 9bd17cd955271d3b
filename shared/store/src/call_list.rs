//! The list of the calls that ended, the latest first, and its facets: the calls of a caller, and the calls with a rare mark.
//!
//! A row and its facets contain the same entry, and are written and deleted together, so a page of any of them is read without
//! a look at the others. A mark is worth a facet if it picks under about 5 % of the calls; [`super::call_filter`] reads the rest
//! from the rows.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    call_facts::{CallFacts, Outcome},
    id::CallSid,
    money::MicroUsd,
    phone::PhoneNumber,
    usage::CallUsage,
};
use jiff::{SignedDuration, Timestamp};
use messages::{FactsForm, FinishedCall};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_with::{FromInto, serde_as};

use super::{
    CountedCall, CustomerScope, Page, Store, StoreError, TenantScope,
    form::Versioned,
    key::{self, Key, place_in_time},
    page::Range,
};

/// The list entry of a call that ended.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEntry {
    /// The call.
    pub call: CallSid,
    /// The caller's number, unless it is withheld. Missing for calls that version 0.1.0 ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<PhoneNumber>,
    /// When it arrived.
    pub started_at: Timestamp,
    /// The length of the call.
    pub call_seconds: u64,
    /// The number of times that the agent listened to the caller.
    pub turns: u64,
    /// Visits booked in it.
    pub appointments: u64,
    /// Messages taken in it.
    pub messages: u64,
    /// Emergencies detected in it.
    pub emergencies: u64,
    /// Its cost. Nothing for a call in test mode.
    pub cost_micro_usd: MicroUsd,
    /// What is known about it. Missing for a call that only Twilio reported, and for calls of earlier releases.
    #[serde_as(as = "Option<FromInto<FactsForm>>")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<CallFacts>,
    /// A call in test mode. It is listed, and counted nowhere.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
    /// A call of an earlier system, which was imported. It is in no bill.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub imported: bool,
}

impl Versioned for CallEntry {}

/// A property of few calls. The calls with a mark are listed for it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallMark {
    /// A danger was detected.
    Emergency,
    /// A visit was moved.
    Changed,
    /// A visit was cancelled.
    Cancelled,
    /// The caller is blocked.
    Spam,
    /// The company was in test mode.
    Test,
}

impl CallMark {
    /// The name in keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Spam => "spam",
            Self::Test => "test",
        }
    }

    /// The mark of an outcome that few calls have.
    #[must_use]
    pub fn of(outcome: Outcome) -> Option<Self> {
        match outcome {
            Outcome::Emergency => Some(Self::Emergency),
            Outcome::Changed => Some(Self::Changed),
            Outcome::Cancelled => Some(Self::Cancelled),
            Outcome::Spam => Some(Self::Spam),
            Outcome::Booked | Outcome::Transferred | Outcome::Message | Outcome::Information | Outcome::Abandoned => {
                None
            }
        }
    }
}

impl CallEntry {
    pub(super) fn of(finished: &FinishedCall, cost: MicroUsd) -> Self {
        let FinishedCall { call, caller, started_at, usage, facts, test, .. } = finished;
        Self::new(call, caller.as_ref(), *started_at, usage, cost, facts.as_ref(), *test)
    }

    /// The entry of a call as it was counted. A call in test mode is not counted.
    pub(super) fn of_counted(counted: &CountedCall) -> Self {
        let CountedCall { call, caller, started_at, usage, cost_micro_usd, facts, imported, .. } = counted;
        let entry = Self::new(call, caller.as_ref(), *started_at, usage, *cost_micro_usd, facts.as_ref(), false);
        Self { imported: *imported, ..entry }
    }

    fn new(
        call: &CallSid,
        caller: Option<&PhoneNumber>,
        started_at: Timestamp,
        usage: &CallUsage,
        cost_micro_usd: MicroUsd,
        facts: Option<&CallFacts>,
        test: bool,
    ) -> Self {
        Self {
            call: call.clone(),
            caller: caller.cloned(),
            started_at,
            call_seconds: usage.call_seconds,
            turns: usage.turns,
            appointments: usage.appointments,
            messages: usage.messages,
            emergencies: usage.emergencies,
            cost_micro_usd,
            facts: facts.cloned(),
            test,
            imported: false,
        }
    }

    /// When the call ended.
    #[must_use]
    pub fn ended_at(&self) -> Timestamp {
        ended_at(self.started_at, self.call_seconds)
    }

    /// The place of the call in the list.
    pub(super) fn place(&self) -> String {
        place_in_time(self.ended_at(), &self.call)
    }

    /// The marks of the call.
    pub fn marks(&self) -> impl Iterator<Item = CallMark> {
        let of_outcome = self.facts.as_ref().and_then(|facts| CallMark::of(facts.outcome));
        of_outcome.into_iter().chain(self.test.then_some(CallMark::Test))
    }

    /// The keys of the row and of its facets.
    fn keys(&self, scope: &TenantScope) -> Vec<Key> {
        let ended_at = self.ended_at();
        let mut keys = vec![Key::call_entry(scope, ended_at, &self.call)];
        keys.extend(self.caller.as_ref().map(|caller| Key::call_of_caller(scope, caller, ended_at, &self.call)));
        keys.extend(self.marks().map(|mark| Key::call_with_mark(scope, mark, ended_at, &self.call)));
        keys
    }
}

/// When a call ended.
pub(super) fn ended_at(started_at: Timestamp, call_seconds: u64) -> Timestamp {
    let seconds = i64::try_from(call_seconds).unwrap_or(i64::MAX);
    started_at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(started_at)
}

impl Store {
    /// Adds a call to the list and to its facets.
    pub(super) fn list_call(
        &self,
        scope: &TenantScope,
        entry: &CallEntry,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        entry.keys(scope).into_iter().map(|key| self.put_over(key, entry)).collect()
    }

    /// Removes a call from the list and from its facets.
    pub(super) fn unlist_call(
        &self,
        scope: &TenantScope,
        entry: &CallEntry,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        entry.keys(scope).into_iter().map(|key| self.delete(key)).collect()
    }

    /// Lists all calls of a number, those in test mode too, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_calls_of(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<CallEntry>, StoreError> {
        let (scope, prefix) = (customers.tenant_scope(), key::calls_of_caller(number));
        self.within(scope).page(&Range::newest_first(scope.tenant().as_str(), &prefix), after, limit).await
    }

    /// Gets the entry of a call that arrived and lasted as given. `None` if it is not listed (yet).
    #[must_use]
    #[boxed]
    pub async fn get_call_entry(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        (started_at, call_seconds): (Timestamp, u64),
    ) -> Result<Option<CallEntry>, StoreError> {
        let scope = customers.tenant_scope();
        self.within(scope).get(Key::call_entry(scope, ended_at(started_at, call_seconds), call)).await
    }
}

#[cfg(test)]
mod tests;
