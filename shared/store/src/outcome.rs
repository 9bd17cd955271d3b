//! What came of a call: the visits, messages and emergencies that it stored.
//!
//! Their ids derive from the call and a count, so they need no list of their own. A visit that the call moved or cancelled
//! belongs to the call that booked it; the facts of the call name it.

use std::collections::BTreeSet;

use domain::{
    booking::{Appointment, ChangedBy, VisitEvent},
    call_facts::CallFacts,
    id::{AppointmentId, CallSid, EmergencyId, MessageId},
    notification::NotificationEvent,
    usage::CallUsage,
    webhook::{WebhookEvent, WebhookSubject},
};
use platform::boxed;

use super::{CustomerScope, EmergencyItem, MessageItem, RecordingItem, Store, StoreError};

/// The most items of a kind that are read. A call with more of them is not one of a customer.
const MOST: u32 = 20;

/// What came of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallOutcome {
    /// The visits that it booked, as they are now; and after [`Store::with_changed_visits`] those that it moved or cancelled.
    pub appointments: Vec<Appointment>,
    /// The messages, and the voicemails among its recordings.
    pub messages: Vec<MessageItem>,
    /// The emergencies.
    pub emergencies: Vec<EmergencyItem>,
}

impl CallOutcome {
    /// The events that webhooks get of the call, except that it is completed.
    #[must_use]
    pub fn webhook_events(&self, call: &CallSid) -> Vec<WebhookEvent> {
        let of_visits = self.appointments.iter().flat_map(|visit| WebhookEvent::of_call(visit, call));
        let of_messages = self.messages.iter().map(|item| WebhookEvent::taken(&item.message));
        self.emergencies.iter().flat_map(events_of_emergency).chain(of_visits).chain(of_messages).collect()
    }

    /// What the company's people can have been notified of because of the call.
    #[must_use]
    pub fn notification_events(&self, call: &CallSid) -> Vec<NotificationEvent> {
        let of_emergencies = self
            .emergencies
            .iter()
            .map(|item| NotificationEvent::EmergencyHeard { emergency: item.emergency.id.clone() });
        let of_visits = self.appointments.iter().flat_map(|visit| notifications_of_visit(visit, call));
        let of_messages =
            self.messages.iter().map(|item| NotificationEvent::MessageLeft { message: item.message.id.clone() });
        of_emergencies.chain(of_visits).chain(of_messages).collect()
    }
}

fn events_of_emergency(item: &EmergencyItem) -> Vec<WebhookEvent> {
    let id = &item.emergency.id;
    let acknowledged =
        item.acknowledged_at.map(|at| WebhookEvent { at, subject: WebhookSubject::EmergencyAcknowledged(id.clone()) });
    std::iter::once(WebhookEvent::raised(&item.emergency)).chain(acknowledged).collect()
}

fn notifications_of_visit(visit: &Appointment, call: &CallSid) -> Vec<NotificationEvent> {
    let booked =
        (visit.origin.call() == Some(call)).then(|| NotificationEvent::Booked { appointment: visit.id.clone() });
    let changes = visit.log.changes.iter().filter(|change| change.by == ChangedBy::Call(call.clone()));
    let changed = changes.filter_map(|change| {
        let (appointment, at) = (visit.id.clone(), change.at);
        match change.change {
            VisitEvent::Moved { .. } => Some(NotificationEvent::Moved { appointment, at }),
            VisitEvent::Cancelled { .. } => Some(NotificationEvent::Cancelled { appointment, at }),
            VisitEvent::Noted | VisitEvent::Corrected => None,
        }
    });
    booked.into_iter().chain(changed).collect()
}

/// The counts below a number that the call reports.
fn below(count: u64) -> std::ops::Range<u32> {
    0..u32::try_from(count).unwrap_or(MOST).min(MOST)
}

impl Store {
    /// Gets what came of a call. The usage says how many items of each kind there may be. A dry run stored none.
    #[must_use]
    #[boxed]
    pub async fn get_outcome(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        usage: &CallUsage,
        recordings: &[RecordingItem],
    ) -> Result<CallOutcome, StoreError> {
        let scope = customers.tenant_scope();
        let mut outcome = CallOutcome::default();
        for nth in below(usage.appointments) {
            outcome.appointments.extend(self.get_appointment(scope, &AppointmentId::of_call(call, nth)).await?);
        }
        for nth in below(usage.messages) {
            outcome.messages.extend(self.get_message_item(scope, &MessageId::of_call(call, nth)).await?);
        }
        for recording in recordings.iter().take(MOST as usize) {
            outcome
                .messages
                .extend(self.get_message_item(scope, &MessageId::of_recording(&recording.recording)).await?);
        }
        for nth in below(usage.emergencies) {
            outcome.emergencies.extend(self.get_emergency(scope, &EmergencyId::of_call(call, nth)).await?);
        }
        Ok(outcome)
    }

    /// The same outcome with the visits that the call moved or cancelled, each once.
    #[must_use]
    #[boxed]
    pub async fn with_changed_visits(
        &self,
        customers: &CustomerScope,
        mut outcome: CallOutcome,
        facts: Option<&CallFacts>,
    ) -> Result<CallOutcome, StoreError> {
        let changed =
            facts.into_iter().flat_map(|facts| facts.booked.iter().chain(&facts.moved).chain(&facts.cancelled));
        let changed: BTreeSet<_> = changed.take(MOST as usize).collect();
        for id in changed {
            if outcome.appointments.iter().all(|visit| visit.id != *id) {
                outcome.appointments.extend(self.get_appointment(customers.tenant_scope(), id).await?);
            }
        }
        Ok(outcome)
    }
}
