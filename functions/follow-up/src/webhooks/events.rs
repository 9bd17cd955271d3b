//! Which events a call led to, from what it stored.

use domain::{
    booking::{Appointment, ChangedBy, VisitEvent},
    id::{AppointmentId, CallSid},
    webhook::{WebhookEvent, WebhookSubject},
};
use messages::FollowUpJob;
use store::{CustomerScope, EmergencyItem, StoreError, TenantScope};

use crate::{FollowUp, JobError};

impl FollowUp {
    /// Makes the deliveries of what a call led to, except the call itself, which waits for its summary.
    pub(crate) async fn announce_call(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let scope = &TenantScope::of_follow_up(job);
        if self.store.list_endpoints(scope).await?.is_empty() {
            return Ok(());
        }
        for event in Box::pin(self.events_of(job, scope, call)).await? {
            self.fan_out(job, &event).await?;
        }
        Ok(())
    }

    /// Queues the event of a call that has its summary.
    pub(crate) async fn announce_summary(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let Some(summary) = self.store.get_summary(&CustomerScope::of_follow_up(job), call).await? else {
            return Ok(());
        };
        let event = WebhookEvent { at: summary.written_at, subject: WebhookSubject::CallCompleted(call.clone()) };
        self.fan_out(job, &event).await
    }

    async fn events_of(
        &self,
        job: &FollowUpJob,
        scope: &TenantScope,
        call: &CallSid,
    ) -> Result<Vec<WebhookEvent>, StoreError> {
        let (store, customers) = (&self.store, CustomerScope::of_follow_up(job));
        let Some(counted) = store.get_counted_call(&customers, call).await? else { return Ok(Vec::new()) };
        let recordings = store.list_recordings(&customers, call).await?;
        let outcome = store.get_outcome(&customers, call, &counted.usage, &recordings).await?;
        let mut visits = outcome.appointments;
        let changed = counted.facts.iter().flat_map(|facts| facts.moved.iter().chain(&facts.cancelled));
        for id in changed.collect::<std::collections::BTreeSet<&AppointmentId>>() {
            if visits.iter().all(|visit| visit.id != *id) {
                visits.extend(store.get_appointment(scope, id).await?);
            }
        }
        let of_visits = visits.iter().flat_map(|visit| events_of_visit(visit, call));
        let of_emergencies = outcome.emergencies.iter().flat_map(events_of_emergency);
        let of_messages = outcome.messages.iter().map(|item| WebhookEvent::taken(&item.message));
        Ok(of_emergencies.chain(of_visits).chain(of_messages).collect())
    }
}

/// What a call did to a visit: it booked, moved or cancelled it.
fn events_of_visit(visit: &Appointment, call: &CallSid) -> Vec<WebhookEvent> {
    let booked = visit.origin.call() == Some(call);
    let mut events: Vec<_> = booked.then(|| WebhookEvent::booked(visit)).into_iter().collect();
    let later = (0_u64..).zip(visit.log.changes.iter().rev());
    let changes = later.filter_map(|(later, change)| {
        let (id, version) = (visit.id.clone(), visit.log.version.checked_sub(later)?);
        let subject = match (&change.by, &change.change) {
            (ChangedBy::Call(by), _) if by != call => return None,
            (ChangedBy::Office(_), _) | (_, VisitEvent::Noted) => return None,
            (_, VisitEvent::Moved { .. }) => WebhookSubject::AppointmentChanged { appointment: id, version },
            (_, VisitEvent::Cancelled { .. }) => WebhookSubject::AppointmentCancelled { appointment: id, version },
        };
        Some(WebhookEvent { at: change.at, subject })
    });
    let mut changes: Vec<_> = changes.collect();
    changes.reverse();
    events.extend(changes);
    events
}

fn events_of_emergency(item: &EmergencyItem) -> Vec<WebhookEvent> {
    let id = &item.emergency.id;
    let acknowledged =
        item.acknowledged_at.map(|at| WebhookEvent { at, subject: WebhookSubject::EmergencyAcknowledged(id.clone()) });
    std::iter::once(WebhookEvent::raised(&item.emergency)).chain(acknowledged).collect()
}
