//! Time-ordered lists of calls, visits, messages and emergencies.
//!
//! Each thing has an entry in its list, written in the same transaction as the thing and holding what a list shows, so that
//! a page is one query. What the things are is in the modules that write them.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    booking::{Appointment, AppointmentStatus, CallerMessage, Emergency, MessageBody},
    dates::DateRange,
    id::{AppointmentId, CallSid, EmergencyId, MessageId},
    money::MicroUsd,
    phone::PhoneNumber,
    slot::Slot,
    tenant::{JobTypeId, Zip},
    text::Text,
    triage::Hazard,
};
use jiff::{SignedDuration, Timestamp};
use messages::FinishedCall;
use serde::{Deserialize, Serialize};

use super::{
    Page, Store, StoreError, TenantScope,
    form::Form,
    key::{self, Key},
    page::Range,
};

/// As much of a message's words as its list shows.
const SHOWN_CHARACTERS: usize = 200;

/// A call that ended, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEntry {
    /// The call.
    pub call: CallSid,
    /// The caller's number, unless it is withheld. Not known of calls that version 0.1.0 ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<PhoneNumber>,
    /// When it arrived.
    pub started_at: Timestamp,
    /// How long it took.
    pub call_seconds: u64,
    /// Times the caller was listened to.
    pub turns: u64,
    /// Visits booked in it.
    pub appointments: u64,
    /// Messages taken in it.
    pub messages: u64,
    /// Emergencies heard in it.
    pub emergencies: u64,
    /// What it cost.
    pub cost_micro_usd: MicroUsd,
}

/// A visit, as the list of its day shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitEntry {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The call that booked it.
    pub call: CallSid,
    /// When the technician arrives.
    pub slot: Slot,
    /// What for.
    pub job_type: JobTypeId,
    /// Who for.
    pub name: Text<80>,
    /// Where they are reached.
    pub callback: PhoneNumber,
    /// Where to.
    pub street: Text<160>,
    /// Where to.
    pub zip: Zip,
    /// Whether it still stands.
    pub status: AppointmentStatus,
    /// Where it is now, on a day that it has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<Slot>,
}

/// A message, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageEntry {
    /// The message.
    pub message: MessageId,
    /// The call it was left in.
    pub call: CallSid,
    /// Who left it, if they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<80>>,
    /// Where they are reached, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// Its first words; none of a voicemail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Whether it cannot wait until the office opens.
    pub urgent: bool,
    /// When it was left.
    pub left_at: Timestamp,
}

/// An emergency, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyEntry {
    /// The emergency.
    pub emergency: EmergencyId,
    /// The call it was heard in.
    pub call: CallSid,
    /// Which danger.
    pub hazard: Hazard,
    /// Where the caller is reached, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// When it was heard.
    pub heard_at: Timestamp,
    /// When a person on call accepted it, if one has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
}

impl Form for CallEntry {}
impl Form for VisitEntry {}
impl Form for MessageEntry {}
impl Form for EmergencyEntry {}

impl CallEntry {
    fn of(finished: &FinishedCall, cost: MicroUsd) -> Self {
        let usage = &finished.usage;
        Self {
            call: finished.call.clone(),
            caller: finished.caller.clone(),
            started_at: finished.started_at,
            call_seconds: usage.call_seconds,
            turns: usage.turns,
            appointments: usage.appointments,
            messages: usage.messages,
            emergencies: usage.emergencies,
            cost_micro_usd: cost,
        }
    }

    /// When the call ended.
    #[must_use]
    pub fn ended_at(&self) -> Timestamp {
        let seconds = i64::try_from(self.call_seconds).unwrap_or(i64::MAX);
        self.started_at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(self.started_at)
    }
}

impl VisitEntry {
    fn of(Appointment { id, call, visit, status, .. }: &Appointment) -> Self {
        Self {
            appointment: id.clone(),
            call: call.clone(),
            slot: visit.slot.clone(),
            job_type: visit.job_type.clone(),
            name: visit.name.clone(),
            callback: visit.callback.clone(),
            street: visit.street.clone(),
            zip: visit.zip.clone(),
            status: *status,
            moved_to: None,
        }
    }
}

impl MessageEntry {
    fn of(message: &CallerMessage) -> Self {
        let words = match &message.body {
            MessageBody::Words(words) => Some(words.to_string().chars().take(SHOWN_CHARACTERS).collect()),
            MessageBody::Voicemail(_) => None,
        };
        Self {
            message: message.id.clone(),
            call: message.call.clone(),
            name: message.name.clone(),
            callback: message.callback.clone(),
            words,
            urgent: message.urgent,
            left_at: message.left_at,
        }
    }
}

impl EmergencyEntry {
    fn of(emergency: &Emergency) -> Self {
        Self {
            emergency: emergency.id.clone(),
            call: emergency.call.clone(),
            hazard: emergency.hazard,
            callback: emergency.callback.clone(),
            heard_at: emergency.heard_at,
            acknowledged_at: None,
        }
    }
}

impl Store {
    pub(super) fn list_call(
        &self,
        scope: &TenantScope,
        finished: &FinishedCall,
        cost: MicroUsd,
    ) -> Result<TransactWriteItem, StoreError> {
        let entry = CallEntry::of(finished, cost);
        self.put_over(Key::call_entry(scope, entry.ended_at(), &entry.call), &entry)
    }

    /// Lists a visit on its day, or shows there what it is now.
    pub(super) fn list_visit(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::visit_entry(scope, &appointment.visit.slot, &appointment.id);
        self.put_over(key, &VisitEntry::of(appointment))
    }

    /// Shows on the day that a visit has left where it is now.
    pub(super) fn list_moved_visit(
        &self,
        scope: &TenantScope,
        from: &Slot,
        appointment: &Appointment,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::visit_entry(scope, from, &appointment.id);
        let moved_to = Some(appointment.visit.slot.clone());
        self.put_over(key, &VisitEntry { slot: from.clone(), moved_to, ..VisitEntry::of(appointment) })
    }

    pub(super) fn list_message(
        &self,
        scope: &TenantScope,
        message: &CallerMessage,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_over(Key::message_entry(scope, message.left_at, &message.id), &MessageEntry::of(message))
    }

    pub(super) fn list_emergency(
        &self,
        scope: &TenantScope,
        emergency: &Emergency,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::emergency_entry(scope, emergency.heard_at, &emergency.id);
        self.put_over(key, &EmergencyEntry::of(emergency))
    }

    /// Shows in the list when a person on call accepted an emergency.
    pub(super) fn list_acknowledged(
        &self,
        scope: &TenantScope,
        emergency: &Emergency,
        at: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::emergency_entry(scope, emergency.heard_at, &emergency.id);
        self.put_over(key, &EmergencyEntry { acknowledged_at: Some(at), ..EmergencyEntry::of(emergency) })
    }

    /// The calls that ended, the latest first.
    pub async fn list_calls(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<CallEntry>, StoreError> {
        self.page(&Range::newest_first(scope.tenant().as_str(), key::CALL_ENTRY), after, limit).await
    }

    /// The visits of these days by day, time and appointment, with those that were cancelled or moved away.
    pub async fn list_visits(
        &self,
        scope: &TenantScope,
        days: DateRange,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<VisitEntry>, StoreError> {
        let range = Range::in_order(scope.tenant().as_str(), key::VISIT_ENTRY)
            .between(days.first().to_string(), days.last().to_string());
        self.page(&range, after, limit).await
    }

    /// The messages, the latest first.
    pub async fn list_messages(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<MessageEntry>, StoreError> {
        self.page(&Range::newest_first(scope.tenant().as_str(), key::MESSAGE_ENTRY), after, limit).await
    }

    /// The emergencies, the latest first.
    pub async fn list_emergencies(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<EmergencyEntry>, StoreError> {
        self.page(&Range::newest_first(scope.tenant().as_str(), key::EMERGENCY_ENTRY), after, limit).await
    }
}
