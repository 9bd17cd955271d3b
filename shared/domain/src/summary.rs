//! The summary of a call, in English whatever its language: what came of it, why the caller called, how urgent it is, what to
//! do next, and what the caller said of themselves.
//!
//! Code writes a summary of every call, from what the call stored and not from what anybody claims in it. Does not know who
//! reads it.

use serde::{Deserialize, Serialize};

use model::ModelSummary;

use crate::{
    booking::{Appointment, CallerMessage, Emergency},
    conversation::HistoryEntry,
    phone::PhoneNumber,
    tenant::{JobTypeId, Zip},
    text::Text,
    triage::{Findings, Language},
    usage::CallUsage,
};

mod changes;
mod facts;
pub mod model;
mod sentences;

/// What a call stored, as far as a summary needs it.
#[derive(Debug, Clone, Copy)]
pub struct SummaryInput<'a> {
    /// The caller's number, unless it is withheld.
    pub caller: Option<&'a PhoneNumber>,
    /// Words and tools, in order. `None` for a call that only Twilio reported.
    pub history: Option<&'a [HistoryEntry]>,
    /// The dangers and risks heard in it.
    pub findings: &'a Findings,
    /// What it used.
    pub usage: &'a CallUsage,
    /// The visits that it booked, as they are now.
    pub appointments: &'a [Appointment],
    /// The messages and voicemails that it left.
    pub messages: &'a [CallerMessage],
    /// The dangers that it recorded, in the order in which they were heard.
    pub emergencies: &'a [Emergency],
}

/// The most important result of a call, the most important one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallResult {
    /// A danger was reported.
    Emergency,
    /// A visit was booked.
    Booked,
    /// A visit was moved.
    Moved,
    /// A visit was cancelled.
    Cancelled,
    /// The agent took a message.
    Message,
    /// The caller left a recording.
    Voicemail,
    /// A person spoke with the caller.
    Transferred,
    /// The caller spoke, and nothing was agreed.
    NothingAgreed,
    /// The caller said nothing.
    Silent,
    /// Only Twilio reported the call: the agent did not take part.
    Unanswered,
}

/// How urgent a call is for the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// It can wait until the office works.
    Routine,
    /// It should not wait.
    Urgent,
    /// A danger was reported.
    Emergency,
}

/// What the caller said of themselves and of the job. Each part may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<80>>,
    /// The number to call back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// House number, street and apartment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<Text<200>>,
    /// The city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Text<60>>,
    /// The ZIP code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zip: Option<Zip>,
    /// The kind of visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_type: Option<JobTypeId>,
    /// The problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Text<500>>,
    /// Gate codes, dogs, parking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_notes: Option<Text<300>>,
    /// The language that the caller spoke; unknown if they hardly spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// The summary of a call.
///
/// ```
/// use domain::{
///     conversation::HistoryEntry,
///     phone::PhoneNumber,
///     summary::{CallResult, CallSummary, SummaryInput, Urgency},
///     triage::assess,
///     usage::CallUsage,
/// };
///
/// let words = "My furnace died.";
/// let summary = CallSummary::of(&SummaryInput {
///     caller: Some(&PhoneNumber::parse("+12145550142")?),
///     history: Some(&[HistoryEntry::CallerSaid { text: words.to_owned() }]),
///     findings: &assess(words),
///     usage: &CallUsage::default(),
///     appointments: &[],
///     messages: &[],
///     emergencies: &[],
/// });
/// assert_eq!((summary.result, summary.urgency), (CallResult::NothingAgreed, Urgency::Urgent));
/// assert!(summary.text.starts_with("A caller from +12145550142 called, and nothing was agreed"));
/// assert_eq!(summary.reason.as_deref(), Some(words));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSummary {
    /// What happened, in one or a few sentences.
    pub text: Text<1000>,
    /// The most important result.
    pub result: CallResult,
    /// Why the caller called, if they said so.
    pub reason: Option<Text<500>>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What the company should do, if anything.
    pub next_step: Option<Text<300>>,
    /// What the caller said of themselves and of the job.
    pub intake: Intake,
    /// What a model wrote about the call, if one was asked and answered.
    pub by_model: Option<ModelSummary>,
}

impl CallSummary {
    /// The summary of a call, from what it stored.
    #[must_use]
    pub fn of(facts: &SummaryInput<'_>) -> Self {
        let changes = changes::made_in(facts.history.unwrap_or_default());
        let intake = facts.intake();
        let (text, result) = sentences::what_happened(facts, &changes, &intake);
        Self {
            text,
            result,
            reason: facts.reason(),
            urgency: facts.urgency(),
            next_step: sentences::next_step(result, facts, &intake),
            intake,
            by_model: None,
        }
    }

    /// Adds what a model wrote. It can raise the urgency, and changes nothing else.
    #[must_use]
    pub fn with_model(self, model: ModelSummary) -> Self {
        let urgency = self.urgency.max(model.urgency);
        Self { urgency, by_model: Some(model), ..self }
    }
}

#[cfg(test)]
mod tests;
