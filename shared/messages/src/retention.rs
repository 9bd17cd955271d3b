//! What a job of retention looks at.

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
}

impl RetainedKind {
    /// What comes after it on the same day.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Recordings => Some(Self::Calls),
            Self::Calls => Some(Self::Texts),
            Self::Texts => Some(Self::Visits),
            Self::Visits => None,
        }
    }
}

impl RetentionPart {
    /// The first page of a kind.
    #[must_use]
    pub fn beginning_of(kind: RetainedKind) -> Self {
        Self { kind, after: None }
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
