//! Visits that the office books, moves, cancels, corrects and annotates. Each change has an entry in the audit log.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    booking::{Appointment, AppointmentStatus, ChangedBy, VisitCorrection, VisitEvent},
    id::AppointmentId,
    redaction::MaskedText,
    slot::Slot,
    webhook::WebhookEvent,
};
use messages::{FollowUpJob, JobKind};
use platform::boxed;
use serde_json::json;

use super::{
    Booking,
    change::{ATTEMPTS, AttemptOutcome, Occasion},
};
use crate::{ChangeContext, ChangeError, Conflict, DueId, DueJob, Store, StoreError, TenantScope, audit::AuditEvent};

/// What the office changes about a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeChange {
    /// It moves to a slot with `capacity` places.
    Move {
        /// The new slot.
        to: Slot,
        /// The places of the new slot.
        capacity: u32,
        /// Whether to text the customer.
        notify_customer: bool,
    },
    /// It is cancelled.
    Cancel {
        /// Why.
        reason: MaskedText<300>,
        /// Whether to text the customer.
        notify_customer: bool,
    },
    /// Its notes are replaced, and details corrected. What is missing stays.
    Edit {
        /// The notes.
        notes: VisitNotes,
        /// The corrected details.
        correction: Option<VisitCorrection>,
    },
}

/// The notes of a visit. A missing one stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitNotes {
    /// The office's own note.
    pub note: Option<MaskedText<1000>>,
    /// What the technician has to know: gate codes, dogs, parking.
    pub access_notes: Option<MaskedText<300>>,
}

impl OfficeChange {
    /// The entry in the audit log, without a word about the customer.
    fn event(&self, before: &Appointment) -> AuditEvent {
        let slot = |slot: &Slot| json!({"slot": slot.id});
        match self {
            Self::Move { to, notify_customer, .. } => AuditEvent::new("appointment.moved")
                .from(slot(&before.visit.slot))
                .to(json!({"slot": to.id, "notify_customer": notify_customer})),
            Self::Cancel { notify_customer, .. } => AuditEvent::new("appointment.cancelled")
                .from(slot(&before.visit.slot))
                .to(json!({"notify_customer": notify_customer})),
            Self::Edit { notes: VisitNotes { note, access_notes }, correction } => {
                let action = if correction.is_some() { "appointment.corrected" } else { "appointment.noted" };
                AuditEvent::new(action).to(json!({"note": note.is_some(), "access_notes": access_notes.is_some()}))
            }
        }
        .about(&before.id)
    }
}

impl Store {
    /// Books a visit of the office into a slot with `capacity` places.
    #[must_use]
    #[boxed]
    pub async fn book_for_office(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
        capacity: u32,
        context: &ChangeContext,
    ) -> Result<Appointment, ChangeError> {
        let event = AuditEvent::new("appointment.booked").about(&appointment.id);
        let audited = self.audited(scope, context, event.to(json!({"slot": appointment.visit.slot.id})))?;
        let mut further = audited;
        further.extend(self.announced(scope, &WebhookEvent::booked(appointment))?);
        further.extend(self.notify_of_visit(scope, &appointment.id, context)?);
        let customer = Some(&appointment.visit.callback);
        match self.book_with(scope, appointment, capacity, customer, further).await? {
            Booking::Booked(appointment) => Ok(appointment),
            Booking::Full => Err(Conflict::SlotFull.into()),
        }
    }

    /// Changes a visit for the office. `matched` checks the version that the client has seen.
    pub async fn change_visit<E: From<ChangeError>>(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
        change: &OfficeChange,
        context: &ChangeContext,
        matched: impl Fn(u64) -> Result<u64, E>,
    ) -> Result<Appointment, E> {
        for _ in 0..ATTEMPTS {
            let before = self.get_appointment(scope, id).await.map_err(ChangeError::from)?;
            let before = before.ok_or(ChangeError::Missing)?;
            matched(before.log.version)?;
            match self.try_change(scope, before, change, context).await? {
                AttemptOutcome::Done(appointment) => return Ok(appointment),
                AttemptOutcome::Full => return Err(ChangeError::from(Conflict::SlotFull).into()),
                AttemptOutcome::Overtaken => {}
            }
        }
        Err(ChangeError::from(StoreError::Contended).into())
    }

    /// The writes of the job that notifies the people of the company of a change. They are in the transaction of the change, so
    /// that neither exists without the other.
    fn notify_of_visit(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
        context: &ChangeContext,
    ) -> Result<[TransactWriteItem; 2], StoreError> {
        let (appointment, at, by) = (id.clone(), context.at, context.actor.name.clone());
        let kind = JobKind::NotifyOfVisit { appointment, at, by };
        let job = FollowUpJob::of_tenant(scope.tenant().clone(), kind);
        self.due_writes(&DueJob::new(context.at, DueId::of_visit(id), &job)?)
    }

    /// The writes of the job that texts the customer, in the transaction of the change too.
    fn text_customer(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
        context: &ChangeContext,
    ) -> Result<[TransactWriteItem; 2], StoreError> {
        let kind = JobKind::TextCustomer { appointment: id.clone(), at: context.at };
        let job = FollowUpJob::of_tenant(scope.tenant().clone(), kind);
        self.due_writes(&DueJob::new(context.at, DueId::of_customer_text(id), &job)?)
    }

    async fn try_change(
        &self,
        scope: &TenantScope,
        before: Appointment,
        change: &OfficeChange,
        context: &ChangeContext,
    ) -> Result<AttemptOutcome, ChangeError> {
        let occasion = &Occasion { by: ChangedBy::Office(context.actor.name.clone()), at: context.at };
        let stands = before.status == AppointmentStatus::Booked;
        let audited = self.audited(scope, context, change.event(&before))?;
        let followed = |notify_customer: bool| -> Result<Vec<TransactWriteItem>, StoreError> {
            let jobs = self.notify_of_visit(scope, &before.id, context)?;
            let mut further: Vec<_> = audited.iter().cloned().chain(jobs).collect();
            if notify_customer {
                further.extend(self.text_customer(scope, &before.id, context)?);
            }
            Ok(further)
        };
        Ok(match change {
            OfficeChange::Move { .. }
            | OfficeChange::Cancel { .. }
            | OfficeChange::Edit { correction: Some(_), .. }
                if !stands =>
            {
                return Err(Conflict::VisitCancelled.into());
            }
            OfficeChange::Move { to, .. } if before.visit.slot == *to => AttemptOutcome::Done(before),
            OfficeChange::Move { to, capacity, notify_customer } => {
                let event = (occasion, *notify_customer);
                self.try_move(scope, &before, (to, *capacity), event, followed(*notify_customer)?).await?
            }
            OfficeChange::Cancel { reason, notify_customer } => {
                let event = VisitEvent::Cancelled { reason: Some(reason.clone()), notify_customer: *notify_customer };
                self.try_cancel(scope, &before, occasion, event, followed(*notify_customer)?).await?
            }
            OfficeChange::Edit { notes: VisitNotes { note, access_notes }, correction } => {
                let mut after = before.clone();
                after.log.note = note.clone().or(after.log.note);
                if let Some(correction) = correction {
                    after.visit = correction.of(&before.visit);
                }
                after.visit.access_notes = access_notes.clone().map(Into::into).or(after.visit.access_notes);
                let event = if correction.is_some() { VisitEvent::Corrected } else { VisitEvent::Noted };
                self.try_edit(scope, &before, after, occasion, event, audited).await?
            }
        })
    }
}
