//! What has changed since a time: ids only, for a page that decides whether to read again.
//!
//! Calls, messages and emergencies are found in their lists, visits in the facts of the calls that changed them, and what the office
//! did in the audit log. Each is one bounded query; nothing that a caller said is read.

use std::collections::BTreeSet;

use domain::id::{AppointmentId, CallSid, EmergencyId, MessageId};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Handling, LARGEST_PAGE, Page, Store, StoreError, TenantScope,
    form::Versioned,
    key::{self, microseconds},
    page::Range,
};

/// How much further back changes are looked for: a row is written seconds after the time in its key.
const OVERLAP: SignedDuration = SignedDuration::from_mins(2);

/// What has changed of a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The ids, the newest first.
    pub ids: Vec<String>,
    /// Whether there may be more.
    pub is_more: bool,
}

/// What has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Calls that ended.
    pub calls: Changed,
    /// Visits.
    pub appointments: Changed,
    /// Messages.
    pub messages: Changed,
    /// Emergencies.
    pub emergencies: Changed,
}

#[derive(Deserialize)]
struct CallRow {
    call: CallSid,
    #[serde(default)]
    facts: VisitFacts,
    #[serde(default)]
    test: bool,
}

/// The visits in the facts of a call.
#[derive(Default, Deserialize)]
#[serde(default)]
struct VisitFacts {
    booked: Vec<AppointmentId>,
    moved: Vec<AppointmentId>,
    cancelled: Vec<AppointmentId>,
}

#[derive(Deserialize)]
struct MessageIdRow {
    message: MessageId,
}

#[derive(Deserialize)]
struct EmergencyIdRow {
    emergency: EmergencyId,
}

#[derive(Deserialize)]
struct AuditRow {
    action: String,
    #[serde(default)]
    about: Option<String>,
}

#[derive(Deserialize)]
struct HandledRow {
    #[serde(default)]
    handling: Handling,
}

impl Versioned for CallRow {}
impl Versioned for MessageIdRow {}
impl Versioned for EmergencyIdRow {}
impl Versioned for AuditRow {}
impl Versioned for HandledRow {}

/// Ids without repetition, in order.
fn changed<T>(rows: &Page<T>, also: &Page<AuditRow>, ids: Vec<String>) -> Changed {
    let mut seen = BTreeSet::new();
    let ids = ids.into_iter().filter(|id| seen.insert(id.clone())).collect();
    Changed { ids, is_more: rows.next.is_some() || also.next.is_some() }
}

/// What the office changed of a kind: the entries of changes, and not those of reads.
fn handled<'a>(audit: &'a Page<AuditRow>, kind: &'a str) -> impl Iterator<Item = String> + 'a {
    let is_change =
        move |row: &&AuditRow| row.action.split_once('.').is_some_and(|(of, what)| of == kind && what != "read");
    audit.items.iter().filter(is_change).filter_map(|row| row.about.clone())
}

impl Store {
    /// Finds what has changed since a time, and in the two minutes before it.
    #[must_use]
    #[boxed]
    pub async fn changes_since(&self, scope: &TenantScope, since: Timestamp) -> Result<Changes, StoreError> {
        let from = since.saturating_sub(OVERLAP).unwrap_or(since);
        let (calls, messages, emergencies, audit) = tokio::try_join!(
            self.rows_since::<CallRow>(scope, (key::CALL_ENTRY, "#call, facts, #test"), from),
            self.rows_since::<MessageIdRow>(scope, (key::MESSAGE_ENTRY, "message"), from),
            self.rows_since::<EmergencyIdRow>(scope, (key::EMERGENCY_ENTRY, "emergency"), from),
            self.rows_since::<AuditRow>(scope, (key::AUDIT, "#action, about"), from),
        )?;
        let real = || calls.items.iter().filter(|row| !row.test);
        let visits = real().flat_map(|row| {
            let VisitFacts { booked, moved, cancelled } = &row.facts;
            booked.iter().chain(moved).chain(cancelled).map(ToString::to_string)
        });
        let left = messages.items.iter().map(|row| row.message.to_string());
        let heard = emergencies.items.iter().map(|row| row.emergency.to_string());
        Ok(Changes {
            calls: Changed { ids: real().map(|row| row.call.to_string()).collect(), is_more: calls.next.is_some() },
            appointments: changed(&calls, &audit, handled(&audit, "appointment").chain(visits).collect()),
            messages: changed(&messages, &audit, left.chain(handled(&audit, "message")).collect()),
            emergencies: changed(&emergencies, &audit, heard.chain(handled(&audit, "emergency")).collect()),
        })
    }

    async fn rows_since<T: Versioned + DeserializeOwned>(
        &self,
        scope: &TenantScope,
        (list, attributes): (&'static str, &'static str),
        from: Timestamp,
    ) -> Result<Page<T>, StoreError> {
        let range = Range::newest_first(scope.tenant().as_str(), list);
        let range = range.between(microseconds(from), String::new()).reading(attributes);
        self.within(scope).page(&range, None, LARGEST_PAGE).await
    }

    /// Counts the messages and the emergencies that are not done: a hundred of each at most.
    #[must_use]
    #[boxed]
    pub async fn count_open(&self, scope: &TenantScope) -> Result<(usize, usize), StoreError> {
        let count = async |list: &'static str| {
            let range = Range::newest_first(scope.tenant().as_str(), list).reading("handling");
            let open = |row: &HandledRow| row.handling.done.is_none();
            Ok::<_, StoreError>(self.within(scope).page_where(&range, None, LARGEST_PAGE, open).await?.items.len())
        };
        tokio::try_join!(count(key::MESSAGE_ENTRY), count(key::EMERGENCY_ENTRY))
    }
}
