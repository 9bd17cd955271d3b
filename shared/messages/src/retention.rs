//! What a job of retention looks at.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A page of a company's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionPart {
    /// The kind of data.
    #[serde(rename = "part")]
    pub kind: RetainedKind,
    /// The place after which the page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// When the first part of the day began. `None` for that part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<Timestamp>,
    /// What the parts before erased.
    #[serde(default, skip_serializing_if = "ErasedCounts::is_nothing")]
    pub erased: ErasedCounts,
}

/// How much a job of retention erased, by kind. A job that is repeated after a crash does not count what it erased before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErasedCounts {
    /// Calls, each with everything that was said.
    #[serde(skip_serializing_if = "is_zero")]
    pub calls: u64,
    /// Text messages.
    #[serde(skip_serializing_if = "is_zero")]
    pub texts: u64,
    /// Visits.
    #[serde(skip_serializing_if = "is_zero")]
    pub visits: u64,
    /// Records of customers, with their notes.
    #[serde(skip_serializing_if = "is_zero")]
    pub customers: u64,
}

impl ErasedCounts {
    /// Whether nothing was erased.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// The kinds of data that a company keeps for a time of its choice, in the order in which a job looks at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetainedKind {
    /// Recordings: how long they stay.
    Recordings,
    /// Calls that are due.
    Calls,
    /// Text messages that are due.
    Texts,
    /// Visits that are due.
    Visits,
    /// Records of customers without a visit.
    Customers,
    /// Notes about numbers without a record.
    Notes,
}

impl RetainedKind {
    /// What comes after it on the same day.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Recordings => Some(Self::Calls),
            Self::Calls => Some(Self::Texts),
            Self::Texts => Some(Self::Visits),
            Self::Visits => Some(Self::Customers),
            Self::Customers => Some(Self::Notes),
            Self::Notes => None,
        }
    }
}

impl RetentionPart {
    /// The first page of a kind.
    #[must_use]
    pub fn beginning_of(kind: RetainedKind) -> Self {
        Self { kind, after: None, began_at: None, erased: ErasedCounts::default() }
    }

    /// The part that comes first after a change of the setting.
    #[must_use]
    pub fn first() -> Self {
        Self::beginning_of(RetainedKind::Recordings)
    }

    /// The part that comes first on each day.
    #[must_use]
    pub fn of_the_day() -> Self {
        Self::beginning_of(RetainedKind::Calls)
    }
}
