//! Writes records again whose row has changed in the earlier system since they were imported.
//!
//! Only what the import itself wrote is written again: a record that the office or a caller has changed here stays as it is. A visit
//! changes in one transaction with its place and its customer. Any other record is taken out first, which its batch says, and
//! then written as a new one is: if this is interrupted, the next import finds that it is missing and goes on.

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use domain::{booking::Appointment, id::CallSid};
use platform::boxed;

use super::{
    BatchForm, BeforeForm, ImportFault, ImportName, ImportedBefore, ImportedRecord, OUT, SharedChanges,
    UNCHANGED_VISIT, takes_place,
    undo::{TakenBack, is_changed},
};
use crate::{
    CustomerItem, Store, StoreError, TenantScope, Transaction,
    booking::AppointmentForm,
    form::{self, item_with_key},
    key::{Key, SORT},
};

/// What became of a record that an import wrote before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewritten {
    /// It is written, or taken out.
    Done,
    /// The office or a caller has changed it since, so it stays as it is.
    ChangedHere,
    /// It is not in the table: it was erased here, and stays erased.
    Gone,
}

/// A batch of an import.
#[derive(Clone, Copy)]
struct BatchPlace<'a> {
    scope: &'a TenantScope,
    import: &'a ImportName,
    number: u32,
}

impl BatchForm {
    /// A batch of one of its records.
    fn only(&self, id: &str) -> Self {
        Self {
            calls: self.calls.iter().filter(|call| call.as_str() == id).cloned().collect(),
            visits: self.visits.iter().filter(|visit| visit.as_str() == id).cloned().collect(),
            emergencies: self.emergencies.iter().filter(|emergency| emergency.as_str() == id).cloned().collect(),
            notes: self.notes.iter().filter(|note| note.as_str() == id).cloned().collect(),
            ..Self::default()
        }
    }

    /// The same batch with another fingerprint of a record.
    fn with(&self, id: &str, print: String) -> Self {
        let mut batch = self.clone();
        batch.prints.insert(id.to_owned(), print);
        batch
    }
}

impl Store {
    /// Writes a record again that an import wrote before, in the batch with this number.
    #[must_use]
    #[boxed]
    pub async fn rewrite_imported(
        &self,
        scope: &TenantScope,
        (import, number): (&ImportName, u32),
        record: &ImportedRecord,
        before: &ImportedBefore,
    ) -> Result<Rewritten, ImportFault> {
        let place = BatchPlace { scope, import, number };
        let batch = self.import_batch_at(place).await?;
        if let ImportedRecord::Visit(visit) = record
            && !batch.is_out(record.id())
        {
            return self.rewrite_visit(place, &batch, visit, (record.fingerprint(), before)).await;
        }
        match self.take_out_of(place, batch, record.id(), before).await? {
            Rewritten::Done => self.put_back(place, record).await,
            other => Ok(other),
        }
    }

    /// Takes a record out that an import wrote before, in the batch with this number.
    #[must_use]
    #[boxed]
    pub async fn withdraw_imported(
        &self,
        scope: &TenantScope,
        (import, number): (&ImportName, u32),
        id: &str,
        before: &ImportedBefore,
    ) -> Result<Rewritten, ImportFault> {
        let place = BatchPlace { scope, import, number };
        let batch = self.import_batch_at(place).await?;
        self.take_out_of(place, batch, id, before).await
    }

    async fn import_batch_at(&self, place: BatchPlace<'_>) -> Result<BatchForm, ImportFault> {
        let key = Key::import_batch(place.scope, place.import, place.number);
        self.within(place.scope).get(key).await?.ok_or(ImportFault::Overtaken)
    }

    async fn take_out_of(
        &self,
        place: BatchPlace<'_>,
        batch: BatchForm,
        id: &str,
        before: &ImportedBefore,
    ) -> Result<Rewritten, ImportFault> {
        let only = batch.only(id);
        for call in &only.calls {
            self.unindex(place.scope, call).await?;
        }
        let (mut writes, left) = self.take_out(place.scope, &only, &before.0).await?;
        if !left.is_empty() {
            return Ok(Rewritten::ChangedHere);
        }
        if writes.is_empty() {
            return Ok(if batch.is_out(id) { Rewritten::Done } else { Rewritten::Gone });
        }
        writes.push(self.put_batch(place, &batch, &batch.with(id, OUT.to_owned()))?);
        self.transact_import(place.scope, writes).await
    }

    /// Writes a record that was taken out.
    async fn put_back(&self, place: BatchPlace<'_>, record: &ImportedRecord) -> Result<Rewritten, ImportFault> {
        let (scope, batch) = (place.scope, self.import_batch_at(place).await?);
        let (mut shared, mut fresh) = (SharedChanges::default(), BeforeForm::default());
        let mut writes = vec![self.check_exists(Key::tenant(scope))?];
        writes.extend(self.import_record(scope, record, &mut shared)?);
        writes.extend(self.change_shared(scope, shared, &mut fresh).await?);
        let call = match record {
            ImportedRecord::Call(call) => Some(&call.finished.call),
            _ => None,
        };
        // The words of a call come last, and only then is the call whole.
        let print = if call.is_some() { OUT.to_owned() } else { record.fingerprint() };
        let mut after = batch.with(record.id(), print);
        after.before.add(fresh);
        writes.push(self.put_batch(place, &batch, &after)?);
        match (self.transact_import(scope, writes).await?, call) {
            (Rewritten::Done, Some(call)) => self.index_again(place, &after, (call, record.fingerprint())).await,
            (done, _) => Ok(done),
        }
    }

    async fn index_again(
        &self,
        place: BatchPlace<'_>,
        batch: &BatchForm,
        (call, print): (&CallSid, String),
    ) -> Result<Rewritten, ImportFault> {
        self.index_imported_call(place.scope, call).await?;
        let write = self.put_batch(place, batch, &batch.with(call.as_str(), print))?;
        self.transact_import(place.scope, vec![write]).await
    }

    async fn rewrite_visit(
        &self,
        place: BatchPlace<'_>,
        batch: &BatchForm,
        visit: &Appointment,
        (print, before): (String, &ImportedBefore),
    ) -> Result<Rewritten, ImportFault> {
        let scope = place.scope;
        let Some(old) = self.get_appointment(scope, &visit.id).await? else { return Ok(Rewritten::Gone) };
        if is_changed(&old) {
            return Ok(Rewritten::ChangedHere);
        }
        let mut after = batch.with(visit.id.as_str(), print);
        let mut writes = vec![self.check_exists(Key::tenant(scope))?, self.put_over_unchanged(scope, visit)?];
        let key_of = |visit: &Appointment| Key::visit_entry(scope, &visit.visit.slot, &visit.id);
        if key_of(&old) != key_of(visit) {
            writes.push(self.delete(key_of(&old))?);
        }
        writes.push(self.list_visit(scope, visit)?);
        writes.extend(self.change_place(scope, (&old, visit), before, &mut after.before).await?);
        writes.extend(self.change_customer(scope, (&old, visit), &mut after.before).await?);
        writes.push(self.put_batch(place, batch, &after)?);
        self.transact_import(scope, writes).await
    }

    /// A visit that moves gives its place back and takes another one.
    async fn change_place(
        &self,
        scope: &TenantScope,
        (old, new): (&Appointment, &Appointment),
        before: &ImportedBefore,
        fresh: &mut BeforeForm,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let place_of = |visit: &Appointment| takes_place(visit).then(|| visit.visit.slot.id.clone());
        let (from, to) = (place_of(old), place_of(new));
        let mut writes = Vec::new();
        if from == to {
            return Ok(writes);
        }
        if let Some(from) = from {
            writes.push(self.take_back_places(scope, (&from, 1), &before.0).await?);
        }
        if let Some(to) = to {
            let shared = SharedChanges { places: [(to, 1)].into(), ..SharedChanges::default() };
            writes.extend(self.change_shared(scope, shared, fresh).await?);
        }
        Ok(writes)
    }

    /// A visit of another number moves to the record of that customer.
    async fn change_customer(
        &self,
        scope: &TenantScope,
        (old, new): (&Appointment, &Appointment),
        fresh: &mut BeforeForm,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        if old.visit.callback == new.visit.callback {
            return Ok(self.correct_imported_customer(scope, (old, new)).await?.into_iter().collect());
        }
        let taken = TakenBack::of_visit(old.clone());
        let back = self.take_back_visits(scope, &old.visit.callback, &taken).await?;
        let shared = SharedChanges {
            customers: [(new.visit.callback.clone(), vec![new.clone()])].into(),
            ..SharedChanges::default()
        };
        let mut writes: Vec<_> = back.into_iter().collect();
        writes.extend(self.change_shared(scope, shared, fresh).await?);
        Ok(writes)
    }

    /// The customer's record has the details of its latest visit.
    async fn correct_imported_customer(
        &self,
        scope: &TenantScope,
        (old, new): (&Appointment, &Appointment),
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let details =
            |visit: &Appointment| (visit.visit.name.clone(), visit.visit.street.clone(), visit.visit.zip.clone());
        if details(old) == details(new) {
            return Ok(None);
        }
        let key = Key::customer(scope, &new.visit.callback);
        let known: Option<CustomerItem> = self.raw(scope, key.clone()).await?.map(form::read).transpose()?;
        let Some(known) = known.filter(|known| known.appointments.last() == Some(&new.id)) else { return Ok(None) };
        let text = |text: String| AttributeValue::S(text);
        let update = self
            .update(key)
            .update_expression("SET #name = :name, street = :street, zip = :zip")
            .condition_expression("appointments = :known")
            .expression_attribute_names("#name", "name")
            .expression_attribute_values(":name", text(new.visit.name.to_string()))
            .expression_attribute_values(":street", text(new.visit.street.to_string()))
            .expression_attribute_values(":zip", text(new.visit.zip.to_string()))
            .expression_attribute_values(":known", serde_dynamo::to_attribute_value(&known.appointments)?)
            .build()?;
        Ok(Some(TransactWriteItem::builder().update(update).build()))
    }

    /// Writes a visit over the one that an import wrote, unless it was changed since.
    fn put_over_unchanged(&self, scope: &TenantScope, visit: &Appointment) -> Result<TransactWriteItem, StoreError> {
        let item = item_with_key(Key::appointment(scope, &visit.id), &AppointmentForm::from(visit))?;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(UNCHANGED_VISIT)
            .expression_attribute_names("#log", "log")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":first", AttributeValue::N("1".to_owned()))
            .build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Writes a batch over the one that was read.
    fn put_batch(
        &self,
        BatchPlace { scope, import, number }: BatchPlace<'_>,
        read: &BatchForm,
        after: &BatchForm,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(Key::import_batch(scope, import, number), after)?));
        let put = if read.prints.is_empty() {
            put.condition_expression(format!("attribute_exists({SORT}) AND attribute_not_exists(prints)"))
        } else {
            put.condition_expression("prints = :prints")
                .expression_attribute_values(":prints", serde_dynamo::to_attribute_value(&read.prints)?)
        };
        Ok(TransactWriteItem::builder().put(put.build()?).build())
    }

    async fn transact_import(
        &self,
        scope: &TenantScope,
        writes: Vec<TransactWriteItem>,
    ) -> Result<Rewritten, ImportFault> {
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(Rewritten::Done),
            Transaction::Refused(_) => Err(ImportFault::Overtaken),
        }
    }
}
