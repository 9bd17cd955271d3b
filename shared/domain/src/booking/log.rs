//! Where a visit comes from, and what happened to it since it was booked.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::BookedBy;
use crate::{id::CallSid, redaction::MaskedText, slot::Slot};

/// Where a visit comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Origin {
    /// A caller booked it.
    Call {
        /// The call.
        call: CallSid,
        /// The caller. Missing for appointments that are older than this field.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        booked_by: Option<BookedBy>,
    },
    /// The office booked it.
    Office {
        /// The person, key or operator, as the audit log names them.
        office: String,
    },
}

impl Origin {
    /// The call that booked the visit.
    #[must_use]
    pub fn call(&self) -> Option<&CallSid> {
        match self {
            Self::Call { call, .. } => Some(call),
            Self::Office { .. } => None,
        }
    }

    /// The caller who booked the visit, if known.
    #[must_use]
    pub fn caller(&self) -> Option<&BookedBy> {
        match self {
            Self::Call { booked_by, .. } => booked_by.as_ref(),
            Self::Office { .. } => None,
        }
    }
}

/// Who changed a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangedBy {
    /// The caller, in this call.
    Call(CallSid),
    /// The person, key or operator, as the audit log names them.
    Office(String),
}

/// A change of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitChange {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: ChangedBy,
    /// What.
    pub change: VisitEvent,
}

/// What changed about a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitEvent {
    /// It moved to another slot.
    Moved {
        /// The slot before.
        from: Slot,
        /// Whether the office wants the customer to be notified. A caller knows already.
        notify_customer: bool,
    },
    /// It was cancelled.
    Cancelled {
        /// Why, if the office did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<MaskedText<300>>,
        /// Whether the office wants the customer to be notified. A caller knows already.
        notify_customer: bool,
    },
    /// The office changed the notes.
    Noted,
    /// The office corrected the name, the address, the kind of job or the problem.
    Corrected,
}

/// What happened to a visit since it was booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLog {
    /// Counts the changes, from [`VisitLog::UNCHANGED`].
    pub version: u64,
    /// The office's own note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<MaskedText<1000>>,
    /// The latest changes, the oldest first: at most [`VisitLog::MOST_CHANGES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<VisitChange>,
}

impl Default for VisitLog {
    fn default() -> Self {
        Self { version: Self::UNCHANGED, note: None, changes: Vec::new() }
    }
}

impl VisitLog {
    /// The version of an unchanged visit.
    pub const UNCHANGED: u64 = 1;
    /// The most changes that are kept.
    pub const MOST_CHANGES: usize = 50;

    /// Whether the visit is unchanged.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the latest change is a cancellation by this caller or person.
    #[must_use]
    pub fn was_cancelled_by(&self, by: &ChangedBy) -> bool {
        let is_cancelled = |change: &VisitEvent| matches!(change, VisitEvent::Cancelled { .. });
        self.changes.last().is_some_and(|last| last.by == *by && is_cancelled(&last.change))
    }

    /// Adds a change. The oldest one goes if there are too many.
    pub fn record(&mut self, change: VisitChange) {
        self.version += 1;
        self.changes.push(change);
        let too_many = self.changes.len().saturating_sub(Self::MOST_CHANGES);
        self.changes.drain(..too_many);
    }

    /// When the visit last changed; `None` if it never did.
    #[must_use]
    pub fn changed_at(&self) -> Option<Timestamp> {
        self.changes.last().map(|change| change.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_counts_every_change_and_keeps_the_latest() {
        let mut log = VisitLog::default();
        assert!(log.is_unchanged());
        for second in 0..60 {
            let at = Timestamp::from_second(second).expect("an instant");
            log.record(VisitChange { at, by: ChangedBy::Office("usr_dana".to_owned()), change: VisitEvent::Noted });
        }
        assert_eq!((log.version, log.changes.len()), (61, VisitLog::MOST_CHANGES));
        let ends = (log.changes[0].at.as_second(), log.changed_at().map(Timestamp::as_second));
        assert_eq!(ends, (10, Some(59)));
    }
}
