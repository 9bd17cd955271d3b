//! Takes an import back, the latest batch first. Each batch is one transaction, so an interrupted undo goes on where it was.
//!
//! A record that the office has changed since is no longer what the import wrote: it stays, and its batch keeps naming it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, Delete, DeleteRequest, TransactWriteItem, WriteRequest};
use domain::{
    booking::{Appointment, VisitLog},
    day_counts::DayCounts,
    id::{AppointmentId, CallSid},
    phone::PhoneNumber,
    slot::SlotId,
};
use jiff::civil::Date;
use platform::boxed;

use super::{
    BatchForm, BeforeForm, ImportName, ImportedBefore, UNCHANGED_VISIT, customers_of, shared::Attributes, takes_place,
};
use crate::{
    CallEntry, CountedCall, CustomerScope, Handling, Store, StoreError, TenantScope, Transaction,
    key::{self, Key, SORT},
};

mod shared;

/// How often a batch is tried while its items change.
const ATTEMPTS: usize = 8;

/// What the undo of a batch did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndoneBatch {
    /// The number of the batch. The next one to undo is before it.
    pub number: u32,
    /// How many records it removed.
    pub removed: usize,
    /// The ids of the records that the office has changed since. They stay.
    pub kept: Vec<String>,
}

/// The sort key of an item.
pub(super) fn sort_of(item: &Attributes) -> String {
    item.get(SORT).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

/// What the removal of a batch takes from the items that its records share.
#[derive(Debug, Default)]
pub(super) struct TakenBack {
    days: BTreeMap<Date, DayCounts>,
    places: BTreeMap<SlotId, u32>,
    visits: Vec<Appointment>,
}

impl TakenBack {
    /// What the removal of a visit takes.
    pub(super) fn of_visit(visit: Appointment) -> Self {
        Self { visits: vec![visit], ..Self::default() }
    }

    fn customers(&self) -> BTreeSet<PhoneNumber> {
        customers_of(&self.visits)
    }

    fn has(&self, id: &AppointmentId) -> bool {
        self.visits.iter().any(|visit| visit.id == *id)
    }
}

/// Whether the office or a caller has changed a visit since it was imported.
pub(super) fn is_changed(visit: &Appointment) -> bool {
    !visit.log.changes.is_empty() || visit.log.version > VisitLog::UNCHANGED
}

impl Store {
    /// Takes back the latest batch of an import before the one with this number. `None` if there is none. `before` is what the whole import
    /// found.
    #[must_use]
    #[boxed]
    pub async fn undo_import_batch(
        &self,
        scope: &TenantScope,
        (import, last): (&ImportName, Option<u32>),
        before: &ImportedBefore,
    ) -> Result<Option<UndoneBatch>, StoreError> {
        for _ in 0..ATTEMPTS {
            let Some((number, batch)) = self.latest_batch(scope, import, last).await? else { return Ok(None) };
            if !batch.calls.is_empty() {
                self.forget_import_index(scope, import).await?;
            }
            for call in &batch.calls {
                self.unindex(scope, call).await?;
            }
            let (mut writes, mut left) = self.take_out(scope, &batch, &before.0).await?;
            let key = Key::import_batch(scope, import, number);
            let (total, kept): (usize, Vec<String>) =
                (batch.ids().filter(|id| !batch.is_out(id)).count(), left.ids().map(str::to_owned).collect());
            if left.is_empty() {
                writes.push(self.delete(key)?);
            } else {
                left.prints = batch.prints;
                left.prints.retain(|id, _| kept.contains(id));
                left.before = batch.before;
                writes.push(self.put_over(key, &left)?);
            }
            if self.within(scope).transact(writes).await? == Transaction::Done {
                return Ok(Some(UndoneBatch { number, removed: total.saturating_sub(kept.len()), kept }));
            }
        }
        Err(StoreError::Contended)
    }

    /// The writes that take the records of a batch out of the table, and the records that stay because they were changed.
    pub(super) async fn take_out(
        &self,
        scope: &TenantScope,
        batch: &BatchForm,
        before: &BeforeForm,
    ) -> Result<(Vec<TransactWriteItem>, BatchForm), StoreError> {
        let (mut writes, mut left, mut taken) = (Vec::new(), BatchForm::default(), TakenBack::default());
        writes.extend(self.remove_calls(scope, &batch.calls, &mut taken).await?);
        writes.extend(self.remove_visits(scope, &batch.visits, (&mut left, &mut taken)).await?);
        writes.extend(self.remove_reports(scope, batch, &mut left).await?);
        writes.extend(self.take_back_shared(scope, &taken, before).await?);
        Ok((writes, left))
    }

    async fn latest_batch(
        &self,
        scope: &TenantScope,
        import: &ImportName,
        before: Option<u32>,
    ) -> Result<Option<(u32, BatchForm)>, StoreError> {
        let prefix = key::import_batches(import);
        let last =
            before.map_or_else(|| format!("{prefix}~"), |number| format!("{prefix}{:08}", number.saturating_sub(1)));
        let query = self.query_between(scope, prefix.clone(), last).scan_index_forward(false).limit(1);
        let Some(item) = query.send().await?.items.unwrap_or_default().pop() else { return Ok(None) };
        let number = sort_of(&item).strip_prefix(&prefix).and_then(|number| number.parse().ok());
        number.map(|number| Ok((number, crate::form::read(item)?))).transpose()
    }

    async fn remove_calls(
        &self,
        scope: &TenantScope,
        calls: &[CallSid],
        taken: &mut TakenBack,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let customers = CustomerScope::of_import(scope);
        let mut writes = Vec::new();
        for call in calls {
            let Some(counted): Option<CountedCall> = self.get_counted_call(&customers, call).await? else { continue };
            taken.days.entry(counted.day).or_default().add(&counted.counts());
            writes.push(self.delete_existing(Key::call_usage(scope, call))?);
            writes.extend(self.unlist_call(scope, &CallEntry::of_counted(&counted))?);
            writes.push(self.delete(Key::call_step(scope, call, 0))?);
        }
        Ok(writes)
    }

    async fn remove_visits(
        &self,
        scope: &TenantScope,
        ids: &[AppointmentId],
        (left, taken): (&mut BatchForm, &mut TakenBack),
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut writes = Vec::new();
        for id in ids {
            let Some(visit) = self.get_appointment(scope, id).await? else { continue };
            if is_changed(&visit) {
                left.visits.push(id.clone());
                continue;
            }
            writes.push(self.delete_unchanged_visit(scope, id)?);
            writes.push(self.delete(Key::visit_entry(scope, &visit.visit.slot, id))?);
            if takes_place(&visit) {
                *taken.places.entry(visit.visit.slot.id.clone()).or_default() += 1;
            }
            taken.visits.push(visit);
        }
        Ok(writes)
    }

    fn delete_unchanged_visit(&self, scope: &TenantScope, id: &AppointmentId) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(Key::appointment(scope, id).attributes()))
            .condition_expression(UNCHANGED_VISIT)
            .expression_attribute_names("#log", "log")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":first", AttributeValue::N("1".to_owned()))
            .build()?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Emergencies and messages.
    async fn remove_reports(
        &self,
        scope: &TenantScope,
        batch: &BatchForm,
        left: &mut BatchForm,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut writes = Vec::new();
        for id in &batch.emergencies {
            let Some(item) = self.get_emergency(scope, id).await? else { continue };
            if item.handling.version > Handling::IMPORTED {
                left.emergencies.push(id.clone());
                continue;
            }
            writes.push(self.delete_existing(Key::emergency(scope, id))?);
            writes.push(self.delete(Key::emergency_entry(scope, item.emergency.heard_at, id))?);
        }
        for id in &batch.notes {
            let Some(item) = self.get_message_item(scope, id).await? else { continue };
            if item.handling.version > Handling::UNTOUCHED {
                left.notes.push(id.clone());
                continue;
            }
            writes.push(self.delete_existing(Key::message(scope, id))?);
            writes.push(self.delete(Key::message_entry(scope, item.message.left_at, id))?);
        }
        Ok(writes)
    }

    fn delete_existing(&self, key: Key) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(key.attributes()));
        let delete = delete.condition_expression(format!("attribute_exists({SORT})")).build()?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    pub(super) async fn delete_in_batches(&self, scope: &TenantScope, keys: Vec<Key>) -> Result<(), StoreError> {
        let delete = |key: Key| -> Result<_, StoreError> {
            let delete = DeleteRequest::builder().set_key(Some(key.attributes())).build()?;
            Ok(WriteRequest::builder().delete_request(delete).build())
        };
        self.write_in_batches(scope, keys.into_iter().map(delete).collect::<Result<_, _>>()?).await
    }
}

/// The value of a number in an item; 0 without it.
fn value_of(item: &HashMap<String, AttributeValue>, name: &str) -> i64 {
    item.get(name).and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok()).unwrap_or(0)
}
