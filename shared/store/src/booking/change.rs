//! One attempt to change a visit that was read before: the visit, its places and its list entries in one transaction.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::{
    booking::{Appointment, AppointmentStatus, ChangedBy, VisitChange, VisitEvent, VisitLog},
    slot::Slot,
    webhook::WebhookEvent,
};
use jiff::Timestamp;

use super::form::AppointmentForm;
use crate::{Store, StoreError, TenantScope, Transaction, form::item_with_key, key::Key};

/// How often a change is tried while others change the same visit.
pub(super) const ATTEMPTS: usize = 5;

/// Who changes a visit, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Who.
    pub by: ChangedBy,
    /// When.
    pub at: Timestamp,
}

impl Occasion {
    fn of(&self, change: VisitEvent) -> VisitChange {
        VisitChange { at: self.at, by: self.by.clone(), change }
    }
}

/// The outcome of an attempt.
pub(super) enum AttemptOutcome {
    Done(Appointment),
    /// The new slot has no place left.
    Full,
    /// The visit is not as it was read.
    Overtaken,
}

impl Store {
    /// Moves a visit. `further` is written with it.
    pub(super) async fn try_move(
        &self,
        scope: &TenantScope,
        before: &Appointment,
        (to, capacity): (&Slot, u32),
        (occasion, notify_customer): (&Occasion, bool),
        audited: Vec<TransactWriteItem>,
    ) -> Result<AttemptOutcome, StoreError> {
        let from = before.visit.slot.clone();
        let mut after = before.clone();
        after.visit.slot = to.clone();
        after.log.record(occasion.of(VisitEvent::Moved { from: from.clone(), notify_customer }));
        let mut writes = vec![self.write_visit(scope, before, &after)?, self.list_visit(scope, &after)?];
        if (&from.id, from.starts) != (&to.id, to.starts) {
            writes.push(self.list_moved_visit(scope, &from, &after)?);
        }
        let mut takes = None;
        // A company that changes the hours of a window keeps its places.
        if from.id != to.id {
            takes = Some(writes.len());
            writes.push(self.take_place(scope, &to.id, capacity)?);
            writes.push(self.give_back_place(scope, &from.id)?);
        }
        writes.extend(self.further(scope, &after, audited)?);
        Ok(match self.within(scope).transact(writes).await? {
            Transaction::Done => AttemptOutcome::Done(after),
            Transaction::Refused(places) if places.contains(&0) => AttemptOutcome::Overtaken,
            Transaction::Refused(places) if takes.is_some_and(|takes| places.contains(&takes)) => AttemptOutcome::Full,
            Transaction::Refused(_) => AttemptOutcome::Overtaken,
        })
    }

    /// Cancels a visit and gives its place back. `further` is written with it.
    pub(super) async fn try_cancel(
        &self,
        scope: &TenantScope,
        before: &Appointment,
        occasion: &Occasion,
        event: VisitEvent,
        audited: Vec<TransactWriteItem>,
    ) -> Result<AttemptOutcome, StoreError> {
        let mut after = before.clone();
        after.status = AppointmentStatus::Cancelled;
        after.log.record(occasion.of(event));
        let mut writes = vec![
            self.write_visit(scope, before, &after)?,
            self.list_visit(scope, &after)?,
            self.give_back_place(scope, &before.visit.slot.id)?,
        ];
        writes.extend(self.further(scope, &after, audited)?);
        Ok(match self.within(scope).transact(writes).await? {
            Transaction::Done => AttemptOutcome::Done(after),
            Transaction::Refused(_) => AttemptOutcome::Overtaken,
        })
    }

    /// The entry of a change of the office in the audit log, and the writes that keep the change from being announced to no one. A call
    /// announces its changes when it is counted.
    fn further(
        &self,
        scope: &TenantScope,
        after: &Appointment,
        audited: Vec<TransactWriteItem>,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut further = audited;
        if let Some(event) = WebhookEvent::latest_change(after).filter(|_| !further.is_empty()) {
            further.extend(self.announced(scope, &event)?);
        }
        Ok(further)
    }

    /// Writes the notes and the details of a visit, which `after` has. `audited` is written with it. A customer's record that has the
    /// name and the address of this visit is corrected too.
    pub(super) async fn try_edit(
        &self,
        scope: &TenantScope,
        before: &Appointment,
        mut after: Appointment,
        occasion: &Occasion,
        event: VisitEvent,
        audited: Vec<TransactWriteItem>,
    ) -> Result<AttemptOutcome, StoreError> {
        let is_corrected = event == VisitEvent::Corrected;
        after.log.record(occasion.of(event));
        let mut writes = vec![self.write_visit(scope, before, &after)?];
        if is_corrected {
            writes.push(self.correct_listed_visit(scope, &after)?);
            writes.extend(self.correct_customer(scope, before, &after).await?);
        }
        writes.extend(self.further(scope, &after, audited)?);
        Ok(match self.within(scope).transact(writes).await? {
            Transaction::Done => AttemptOutcome::Done(after),
            Transaction::Refused(_) => AttemptOutcome::Overtaken,
        })
    }

    /// Writes a changed visit, if it still is as it was read. A release that keeps no log changes the slot or the status.
    fn write_visit(
        &self,
        scope: &TenantScope,
        before: &Appointment,
        after: &Appointment,
    ) -> Result<TransactWriteItem, StoreError> {
        let same = "#status = :status AND visit.#slot.#id = :slot AND";
        let status = serde_dynamo::to_attribute_value(before.status)?;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(Key::appointment(scope, &before.id), &AppointmentForm::from(after))?))
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#slot", "slot")
            .expression_attribute_names("#id", "id")
            .expression_attribute_names("#log", "log")
            .expression_attribute_values(":status", status)
            .expression_attribute_values(":slot", AttributeValue::S(before.visit.slot.id.to_string()));
        // A visit of an earlier system has a note from the start, and so a log of an unchanged visit.
        let none = if before.log.version == VisitLog::UNCHANGED { "attribute_not_exists(#log) OR " } else { "" };
        let put = put
            .condition_expression(format!("{same} ({none}#log.version = :version)"))
            .expression_attribute_values(":version", AttributeValue::N(before.log.version.to_string()));
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }
}
