//! What came of a call: what its history does not show is noted here, and the facts at the end are derived.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::{CaughtSentence, Context, Conversation, HistoryEntry, Phase, ToolRequest};
use crate::{
    booking::Appointment,
    call_facts::{CallFacts, Outcome, Transfers},
    hours::OpenStatus,
    id::AppointmentId,
    non_customer::NonCustomer,
    tenant::{JobTypeId, TenantConfig},
    text_consent::TextOffer,
    tool::{Tool, ToolError},
};

/// The most visits of a kind that are noted. A caller has fewer.
const MOST_VISITS: usize = 20;

/// What came of a call so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// The visits that were moved.
    pub moved: Vec<AppointmentId>,
    /// The visits that were cancelled.
    pub cancelled: Vec<AppointmentId>,
    /// The kinds of visits that the caller asked for.
    pub job_types: BTreeSet<JobTypeId>,
    /// Whether the caller asked for a visit.
    pub visit: VisitRequest,
    /// The caller left a message or a voicemail.
    pub message_left: bool,
    /// The telephones that rang for the caller.
    pub transfers: Transfers,
    /// Nothing was left open when the call ended.
    pub concluded: bool,
    /// How far the call has come with the question about texts.
    pub texts: TextOffer,
    /// What the caller is, if they are not a customer.
    pub non_customer: Option<NonCustomer>,
    /// The day of the caller's last visit, once they are looked up.
    pub last_visit: Option<Date>,
    /// The sentences of the model that were not spoken.
    pub caught: Vec<CaughtSentence>,
}

/// Whether the caller asked for a visit, and where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum VisitRequest {
    /// They did not ask for one.
    #[default]
    None,
    /// They asked for one in the service area, or have not said where.
    Asked,
    /// The latest place that they named is outside the service area.
    OutOfArea,
}

#[derive(Deserialize)]
struct JobTypeArgument {
    job_type: String,
}

impl Conversation {
    /// What is known about the call, once it has ended. `config` is the configuration at the start of the call.
    #[must_use]
    pub fn facts(&self, config: &TenantConfig) -> CallFacts {
        let progress = &self.progress;
        let closed = !matches!(config.hours.status(self.started_at, &config.time_zone), OpenStatus::Open { .. });
        let booked = (0..u32::try_from(self.usage.appointments).unwrap_or(u32::MAX)).take(MOST_VISITS);
        let outcome = self.outcome(config);
        CallFacts {
            outcome,
            job_types: progress.job_types.clone(),
            after_hours: closed,
            language: self.language(),
            bookable: progress.visit == VisitRequest::Asked,
            booked: booked.map(|nth| AppointmentId::of_call(&self.call, nth)).collect(),
            moved: progress.moved.clone(),
            cancelled: progress.cancelled.clone(),
            transfers: progress.transfers,
            identity: self.identity(),
            non_customer: progress.non_customer,
        }
    }

    /// How many sentences of the model were not spoken since the call was loaded: also those that are not recorded.
    #[must_use]
    pub fn caught_now(&self) -> u32 {
        self.caught_now
    }

    fn outcome(&self, config: &TenantConfig) -> Outcome {
        let Progress { moved, cancelled, message_left, transfers, concluded, non_customer, .. } = &self.progress;
        if self.is_blocked(config) {
            Outcome::Spam
        } else if self.usage.emergencies > 0 {
            Outcome::Emergency
        } else if !self.booked.is_empty() {
            Outcome::Booked
        } else if moved.iter().any(|visit| !cancelled.contains(visit)) {
            Outcome::Changed
        } else if !cancelled.is_empty() {
            Outcome::Cancelled
        } else if transfers.reached > 0 {
            Outcome::Transferred
        } else if *message_left {
            Outcome::Message
        } else if non_customer.is_some() {
            Outcome::Spam
        } else if *concluded && self.has_answered() {
            Outcome::Information
        } else {
            Outcome::Abandoned
        }
    }

    /// Whether the company blocks the caller's number, in its configuration or in its customers' records.
    pub(super) fn is_blocked(&self, config: &TenantConfig) -> bool {
        self.blocked || self.caller.number().is_some_and(|number| config.blocked_callers.contains(number))
    }

    /// Whether the model has answered something that the caller said.
    fn has_answered(&self) -> bool {
        let asked =
            |entry: &HistoryEntry| matches!(entry, HistoryEntry::CallerSaid { .. } | HistoryEntry::CallerKeyed { .. });
        self.usage.model_requests > 0 && self.history.iter().any(asked)
    }

    /// Notes whether anything is left open, at the first end of the call.
    pub(super) fn note_end(&mut self) {
        let idle = self.phase == Phase::Talking && self.turn.pending.is_none();
        self.progress.concluded |= idle && self.progress.visit == VisitRequest::None;
    }

    /// Notes that the caller asks for a visit, if the model's request shows it.
    pub(super) fn note_visit_request(
        &mut self,
        request: &ToolRequest,
        parsed: &Result<Tool, ToolError>,
        context: Context<'_>,
    ) {
        let books = request.name == "book_appointment";
        if !books && request.name != "check_availability" {
            return;
        }
        if books && let Ok(JobTypeArgument { job_type }) = serde_json::from_str(&request.arguments) {
            let known = JobTypeId::parse(&job_type).ok().filter(|id| context.config.job_type(id).is_some());
            self.progress.job_types.extend(known);
        }
        let is_placed = matches!(parsed, Ok(Tool::BookAppointment(_) | Tool::CheckAvailability { zip: Some(_), .. }));
        let visit = &mut self.progress.visit;
        *visit = match (parsed, *visit) {
            (Err(ToolError::OutOfArea(_)), _) => VisitRequest::OutOfArea,
            (_, VisitRequest::OutOfArea) if !is_placed => VisitRequest::OutOfArea,
            _ => VisitRequest::Asked,
        };
    }

    pub(super) fn note_moved(&mut self, appointment: &Appointment) {
        note(&mut self.progress.moved, appointment);
        self.progress.job_types.insert(appointment.visit.job_type.clone());
    }

    pub(super) fn note_cancelled(&mut self, appointment: &Appointment) {
        note(&mut self.progress.cancelled, appointment);
        self.progress.job_types.insert(appointment.visit.job_type.clone());
    }
}

fn note(visits: &mut Vec<AppointmentId>, appointment: &Appointment) {
    if visits.len() < MOST_VISITS && !visits.contains(&appointment.id) {
        visits.push(appointment.id.clone());
    }
}
