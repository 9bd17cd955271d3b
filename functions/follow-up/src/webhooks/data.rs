//! What an event is about, as it is when a request is made. `None` if it was erased.

use domain::{
    id::CallSid,
    webhook::{WebhookEvent, WebhookSubject},
};
use store::{CustomerScope, SummaryItem, TenantScope};
use webhooks::{
    AppointmentData, CallData, EmergencyData, EventData, MessageData, Payload, ReceivedMessageData, SummaryData,
    masked, sample,
};

use super::DeliveryError;
use crate::{FollowUp, JobError};

impl FollowUp {
    /// The body of an event's request.
    pub(super) async fn payload(
        &self,
        customers: &CustomerScope,
        scope: &TenantScope,
        event: &WebhookEvent,
    ) -> Result<Option<Payload>, JobError> {
        let store = &self.store;
        let tenant = scope.tenant().clone();
        let data = match &event.subject {
            WebhookSubject::Sample { event: event_type, .. } => {
                let data = sample(*event_type).map_err(DeliveryError::Json)?;
                return Ok(Some(Payload::of_test(event, tenant, data)));
            }
            WebhookSubject::CallCompleted(call) => Box::pin(self.call(customers, call)).await?.map(EventData::Call),
            WebhookSubject::AppointmentBooked(id) => {
                let visit = store.get_appointment(scope, id).await?;
                visit.map(|visit| EventData::Appointment(Box::new(AppointmentData::of(&visit, None))))
            }
            WebhookSubject::AppointmentChanged { appointment, version }
            | WebhookSubject::AppointmentCancelled { appointment, version } => {
                let visit = store.get_appointment(scope, appointment).await?;
                visit.map(|visit| EventData::Appointment(Box::new(AppointmentData::of(&visit, Some(*version)))))
            }
            WebhookSubject::EmergencyRaised(id) | WebhookSubject::EmergencyAcknowledged(id) => {
                let item = store.get_emergency(scope, id).await?;
                item.map(|item| {
                    EventData::Emergency(Box::new(EmergencyData::of(&item.emergency, item.acknowledged_at)))
                })
            }
            WebhookSubject::MessageTaken(id) => {
                let message = store.get_message(scope, id).await?;
                message.map(|message| EventData::Message(Box::new(MessageData::of(&message))))
            }
            WebhookSubject::MessageReceived(id) => {
                let message = store.get_message(scope, id).await?;
                let received = message.and_then(|message| ReceivedMessageData::of(&message));
                received.map(|received| EventData::Received(Box::new(received)))
            }
        };
        Ok(data.map(|data| Payload::new(event, tenant, data)))
    }

    async fn call(&self, customers: &CustomerScope, call: &CallSid) -> Result<Option<Box<CallData>>, JobError> {
        let Some(counted) = self.store.get_counted_call(customers, call).await? else { return Ok(None) };
        let summary = self.store.get_summary(customers, call).await?;
        let facts = counted.facts.as_ref();
        Ok(Some(Box::new(CallData {
            call_id: call.clone(),
            caller: counted.caller.clone(),
            started_at: counted.started_at,
            ended_at: counted.ended_at(),
            duration_seconds: counted.usage.call_seconds,
            outcome: facts.map(|facts| facts.outcome),
            after_hours: facts.map(|facts| facts.after_hours),
            language: facts.map(|facts| facts.language),
            booked: facts.map(|facts| facts.booked.clone()).unwrap_or_default(),
            changed: facts.map(|facts| facts.moved.clone()).unwrap_or_default(),
            cancelled: facts.map(|facts| facts.cancelled.clone()).unwrap_or_default(),
            summary: summary.map(of_summary),
        })))
    }
}

fn of_summary(SummaryItem { summary, .. }: SummaryItem) -> SummaryData {
    SummaryData {
        text: masked(&summary.text),
        reason: summary.reason.as_deref().map(masked),
        urgency: summary.urgency,
        next_step: summary.next_step.as_deref().map(masked),
    }
}
