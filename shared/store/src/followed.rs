//! What was sent because of a call: to the company's people, to the customers of its visits, and to webhooks.
//!
//! The keys derive from what came of the call, so the reads are bounded: a query for each event and each visit, and the deliveries in
//! batches.

use domain::{
    booking::{Appointment, ChangedBy, VisitEvent},
    customer_text::CustomerTextKind,
    id::{AppointmentId, CallSid, PersonId},
    notification::NotificationKind,
    webhook::{WebhookEvent, WebhookSubject},
};
use platform::boxed;

use super::{
    CallOutcome, CustomerScope, CustomerTextItem, DeliveryItem, Notified, Store, StoreError, SummaryItem, TenantScope,
};

/// What was sent because of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    /// Who was notified of what. Kept for 90 days.
    pub notifications: Vec<(NotificationKind, PersonId, Notified)>,
    /// The texts to customers about the visits that the call booked, moved or cancelled.
    pub texts: Vec<(AppointmentId, CustomerTextItem)>,
    /// The deliveries to webhooks, in the order of time. Kept for 30 days.
    pub deliveries: Vec<DeliveryItem>,
}

/// Whether a text is about what a call did to a visit, or the reminder of a visit that the call arranged last.
fn is_of_call(text: &CustomerTextItem, visit: &Appointment, call: &CallSid) -> bool {
    let booked = visit.origin.call() == Some(call);
    let mut by_call = visit.log.changes.iter().filter(|change| change.by == ChangedBy::Call(call.clone()));
    if text.kind != CustomerTextKind::Reminder {
        return (booked && text.change == visit.booked_at) || by_call.any(|change| change.at == text.change);
    }
    let last_move = visit.log.changes.iter().rfind(|change| matches!(change.change, VisitEvent::Moved { .. }));
    last_move.map_or(booked, |change| change.by == ChangedBy::Call(call.clone()))
}

impl Store {
    /// Gets what was sent because of a call. `outcome` has the visits that it changed too; `summary` is the one of the call, if it is
    /// written.
    #[must_use]
    #[boxed]
    pub async fn get_followed(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
        outcome: &CallOutcome,
        summary: Option<&SummaryItem>,
    ) -> Result<Followed, StoreError> {
        let scope = customers.tenant_scope();
        let mut followed =
            Followed { deliveries: self.deliveries_of(scope, call, outcome, summary).await?, ..Followed::default() };
        for event in outcome.notification_events(call) {
            let marks = self.list_notified(scope, &event).await?.into_iter();
            followed.notifications.extend(marks.map(|(person, mark)| (event.kind(), person, mark)));
        }
        for visit in &outcome.appointments {
            let texts = self.list_customer_texts(scope, &visit.id).await?.into_iter();
            let texts = texts.filter(|text| is_of_call(text, visit, call));
            followed.texts.extend(texts.map(|text| (visit.id.clone(), text)));
        }
        Ok(followed)
    }

    async fn deliveries_of(
        &self,
        scope: &TenantScope,
        call: &CallSid,
        outcome: &CallOutcome,
        summary: Option<&SummaryItem>,
    ) -> Result<Vec<DeliveryItem>, StoreError> {
        let endpoints = self.list_endpoints(scope).await?;
        let completed = summary.map(|summary| WebhookEvent {
            at: summary.written_at,
            subject: WebhookSubject::CallCompleted(call.clone()),
        });
        let mut events = outcome.webhook_events(call);
        events.extend(completed);
        if endpoints.is_empty() || events.is_empty() {
            return Ok(Vec::new());
        }
        self.get_deliveries_of(scope, &endpoints, &events).await
    }
}
