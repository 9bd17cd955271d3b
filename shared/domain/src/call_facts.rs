//! What is known about a call when it ends: its outcome, and the facts by which calls are listed and counted.
//!
//! [`Conversation::facts`](crate::conversation::Conversation::facts) derives them. Does not know how they are stored.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    booking::CallerIdentity, id::AppointmentId, non_customer::NonCustomer, tenant::JobTypeId, triage::Language,
};

/// What came of a call. A call has one outcome: the first one in this order that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The company blocks the caller's number, and the call was rejected; or the caller is not a customer and left no message.
    Spam,
    /// A danger was detected.
    Emergency,
    /// A visit was booked, and not cancelled again in the call.
    Booked,
    /// A visit was moved, and not cancelled again in the call.
    Changed,
    /// A visit was cancelled.
    Cancelled,
    /// The caller spoke with a person.
    Transferred,
    /// The caller left a message or a voicemail.
    Message,
    /// The agent answered the caller, and nothing was left open: the agent said goodbye, or the caller hung up when they had
    /// asked for no visit and no question to them was waiting for an answer.
    Information,
    /// The caller hung up before anything was agreed.
    Abandoned,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 9] = [
        Self::Spam,
        Self::Emergency,
        Self::Booked,
        Self::Changed,
        Self::Cancelled,
        Self::Transferred,
        Self::Message,
        Self::Information,
        Self::Abandoned,
    ];

    /// The name, as stored and as shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Emergency => "emergency",
            Self::Booked => "booked",
            Self::Changed => "changed",
            Self::Cancelled => "cancelled",
            Self::Transferred => "transferred",
            Self::Message => "message",
            Self::Information => "information",
            Self::Abandoned => "abandoned",
        }
    }
}

/// The telephones that rang for the caller, if their result was reported before the call ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Transfers {
    /// Someone answered, and spoke with the caller.
    pub reached: u8,
    /// No one answered or accepted the call.
    pub missed: u8,
}

/// What is known about a call when it ends.
///
/// ```
/// use domain::{
///     call_facts::Outcome,
///     conversation::{Context, Conversation, Event, Speech},
///     id::CallSid,
///     phone::{Caller, PhoneNumber},
///     tenant::starter,
///     text::Text,
/// };
/// use jiff::tz::TimeZone;
///
/// let config = starter(&Text::parse("Peak Heating")?, &TimeZone::get("America/Denver")?)?;
/// let sunday = "2026-11-22T12:00-07".parse()?;
/// let (call, called) = (CallSid::parse("CA1")?, PhoneNumber::parse("+13035550100")?);
/// let mut conversation = Conversation::new(call, Caller::from_twilio("+13035550142"), called, None, sunday);
/// let context = Context { config: &config, now: sunday };
/// conversation.step(Event::CallStarted, context);
///
/// let facts = conversation.facts(&config);
/// assert_eq!((facts.outcome, facts.after_hours), (Outcome::Abandoned, true));
///
/// let text = "I smell gas!".to_owned();
/// conversation.step(Event::CallerSaid(Speech { text, confidence: None }), context);
/// assert_eq!(conversation.facts(&config).outcome, Outcome::Emergency);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFacts {
    /// What came of it.
    pub outcome: Outcome,
    /// The kinds of visits that the caller asked to book, moved or cancelled, among those of the company.
    pub job_types: BTreeSet<JobTypeId>,
    /// The office was closed when the call arrived.
    pub after_hours: bool,
    /// The language of the caller; English if their words do not show it.
    pub language: Language,
    /// The caller asked for a visit, and not only outside the service area.
    pub bookable: bool,
    /// The visits that the call booked, also those that it cancelled again.
    pub booked: Vec<AppointmentId>,
    /// The visits that the call moved.
    pub moved: Vec<AppointmentId>,
    /// The visits that the call cancelled.
    pub cancelled: Vec<AppointmentId>,
    /// The telephones that rang for the caller.
    pub transfers: Transfers,
    /// How far the caller's identity is proven.
    pub identity: CallerIdentity,
    /// What the caller is, if they are not a customer. Such a call costs the company nothing.
    pub non_customer: Option<NonCustomer>,
}

impl CallFacts {
    /// Whether the call is spam.
    #[must_use]
    pub fn is_spam(&self) -> bool {
        self.outcome == Outcome::Spam
    }
}
