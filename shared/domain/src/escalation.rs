//! What happens to an emergency that no one has accepted: when it is announced again, to whom, and with which words.
//!
//! The steps are at fixed times after the danger was heard, so a job that runs late or twice comes to the same plan. Does not know
//! how a text or a ring is sent.

mod words;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use words::{accepted_text, accepted_words, page_text, ring_words};

use crate::{booking::Emergency, id::CallSid, phone::PhoneNumber, triage::Hazard};

/// When the people on call are paged again.
const ON_CALL_AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// When everybody is paged.
const EVERYBODY: SignedDuration = SignedDuration::from_mins(10);
/// When the operator's alarm is raised.
const OPERATOR: SignedDuration = SignedDuration::from_mins(15);
/// The time between two of the later steps.
const BETWEEN_REPEATS: SignedDuration = SignedDuration::from_mins(30);
/// The last step, half a day after the danger was heard.
const LAST: u8 = 26;
/// Two reports of one danger by one caller, this far apart at most, are one: the people on call get one page for them.
const SAME_DANGER: SignedDuration = SignedDuration::from_mins(10);

/// A step of the escalation of an emergency, counted from 1. 0 is the pages and rings of the call itself.
///
/// ```
/// use domain::escalation::{Audience, EscalationStep};
/// use jiff::{SignedDuration, Timestamp};
///
/// let heard_at: Timestamp = "2026-11-23T02:00:00Z".parse()?;
/// let minutes = |minutes| heard_at + SignedDuration::from_mins(minutes);
/// let mut steps = std::iter::successors(Some(EscalationStep::FIRST), |step| step.next());
///
/// let first = steps.next().ok_or("no step")?;
/// assert_eq!((first.due_at(heard_at), first.audience()), (minutes(5), Audience::OnCall));
/// let second = steps.next().ok_or("no step")?;
/// assert_eq!((second.due_at(heard_at), second.audience()), (minutes(10), Audience::Everybody));
/// let third = steps.next().ok_or("no step")?;
/// assert_eq!((third.due_at(heard_at), third.alarms_operator()), (minutes(15), true));
/// assert!(steps.last().is_some_and(|last| last.due_at(heard_at) < minutes(12 * 60)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EscalationStep(u8);

/// Who is paged in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The people on call.
    OnCall,
    /// The people on call, and every person of the company with a mobile number.
    Everybody,
}

impl EscalationStep {
    /// The pages and rings of the call.
    pub const OF_CALL: Self = Self(0);
    /// The first step after the call.
    pub const FIRST: Self = Self(1);

    /// The number of the step.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// When the step is due.
    #[must_use]
    pub fn due_at(self, heard_at: Timestamp) -> Timestamp {
        let after = match self.0 {
            0 => SignedDuration::ZERO,
            1 => ON_CALL_AGAIN,
            2 => EVERYBODY,
            step => OPERATOR + BETWEEN_REPEATS * i32::from(step - 3),
        };
        heard_at.saturating_add(after).unwrap_or(heard_at)
    }

    /// Who is paged.
    #[must_use]
    pub fn audience(self) -> Audience {
        if self.0 < 2 { Audience::OnCall } else { Audience::Everybody }
    }

    /// Whether the operator's alarm is raised.
    #[must_use]
    pub fn alarms_operator(self) -> bool {
        self.0 >= 3
    }

    /// The next step; `None` after half a day.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        (self.0 < LAST).then(|| Self(self.0 + 1))
    }
}

/// How a person is paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PageWay {
    /// By text message.
    Text,
    /// By a telephone call that asks for the key 1.
    Ring,
}

impl PageWay {
    /// The name, as stored and as shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Ring => "ring",
        }
    }
}

/// Who accepted an emergency, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum AcceptedBy {
    /// A person who was rung pressed 1.
    Key {
        /// The number that was rung, if it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<PhoneNumber>,
    },
    /// A person replied to the text.
    Reply {
        /// The number that replied.
        number: PhoneNumber,
    },
    /// A person or a program accepted it by API.
    Api {
        /// As the audit log names them.
        by: String,
    },
}

/// What identifies a danger: one that is reported twice is paged once.
#[derive(Debug, Clone, Copy)]
pub struct Danger<'a> {
    /// The call.
    pub call: &'a CallSid,
    /// The kind.
    pub hazard: Hazard,
    /// The caller's number, if it is known.
    pub callback: Option<&'a PhoneNumber>,
    /// When it was heard.
    pub heard_at: Timestamp,
}

impl<'a> From<&'a Emergency> for Danger<'a> {
    fn from(emergency: &'a Emergency) -> Self {
        let Emergency { call, hazard, callback, heard_at, .. } = emergency;
        Self { call, hazard: *hazard, callback: callback.as_ref(), heard_at: *heard_at }
    }
}

impl Danger<'_> {
    /// Whether a person who accepts one of the two has accepted the other: they are of one call, or repeats of one danger.
    #[must_use]
    pub fn is_accepted_with(&self, other: &Danger<'_>) -> bool {
        self.call == other.call || self.is_repeat_of(other)
    }

    /// Whether the two are reports of one danger by one caller.
    #[must_use]
    pub fn is_repeat_of(&self, other: &Danger<'_>) -> bool {
        self.hazard == other.hazard
            && self.callback.is_some()
            && self.callback == other.callback
            && self.heard_at.duration_since(other.heard_at).abs() <= SAME_DANGER
    }
}

#[cfg(test)]
mod tests;
