//! The erasure of what was kept long enough, a page at a time. A repeated page erases what is left of it.
//!
//! A call goes as a whole: what was said, summary, recordings, messages, emergencies. How it was counted stays, without its caller. A
//! visit stays until the customer's data goes: some days after its day, and the record of its customer with the last one.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use domain::{id::AppointmentId, phone::PhoneNumber, retention::RecordingRetention};
use jiff::{Timestamp, civil::Date};
use messages::ErasedCounts;

use crate::{
    CallEntry, CustomerItem, CustomerScope, LARGEST_PAGE, MessageEntry, PersonErasure, RecordingItem, Sound, Store,
    StoreError, TenantScope, VisitEntry,
    key::{self, Key},
    page::Range,
    person::VisitsOfCall,
};

/// The calls or visits that a job erases at once. Each takes some ten requests.
const ERASED_AT_ONCE: usize = 20;

impl Store {
    /// Erases the calls of a page that ended until an instant. Returns the place after the page.
    pub(super) async fn erase_calls(
        &self,
        customers: &CustomerScope,
        after: Option<&str>,
        (until, now): (Timestamp, Timestamp),
        erased: &mut ErasedCounts,
    ) -> Result<Option<String>, StoreError> {
        let scope = customers.tenant_scope();
        let range = calls_until(scope, until);
        let page = self.within(scope).page::<CallEntry>(&range, after, ERASED_AT_ONCE).await?;
        for entry in page.items {
            let mut erasure = PersonErasure::default();
            Box::pin(self.erase_call(customers, (&entry.call, VisitsOfCall::Stay), (&mut erasure, now))).await?;
            // Its place in the list goes last: until then, a repeated job finds the call.
            if erasure.calls_in_progress.is_empty() {
                self.within(scope).transact(self.unlist_call(scope, &entry)?).await?;
                erased.calls += 1;
            }
        }
        Ok(page.next)
    }

    /// Erases the text messages of a page that arrived until an instant. Returns the place after the page. The messages of calls go with
    /// their calls.
    pub(super) async fn erase_texts(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        (until, now): (Timestamp, Timestamp),
        erased: &mut ErasedCounts,
    ) -> Result<Option<String>, StoreError> {
        let range = Range::in_order(scope.tenant().as_str(), key::MESSAGE_ENTRY)
            .between("0".to_owned(), key::microseconds(until));
        let page = self.within(scope).page::<MessageEntry>(&range, after, ERASED_AT_ONCE).await?;
        for entry in page.items.into_iter().filter(|entry| entry.call.is_none()) {
            let message = format!("message#{}", entry.message);
            self.erase_report(scope, &message, (&mut PersonErasure::default(), now)).await?;
            erased.texts += 1;
        }
        Ok(page.next)
    }

    /// Erases the visits of a page until a day, and with the last visit of a customer their record. Returns the place after the page.
    pub(super) async fn erase_visits(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        last: Date,
        erased: &mut ErasedCounts,
    ) -> Result<Option<String>, StoreError> {
        let page = self.within(scope).page::<VisitEntry>(&visits_until(scope, last), after, ERASED_AT_ONCE).await?;
        for entry in page.items {
            let Some(visit) = self.get_appointment(scope, &entry.appointment).await? else { continue };
            // It was moved to a later day.
            if visit.visit.slot.id.date > last {
                continue;
            }
            // The record comes first: until the visit is erased, a repeated job finds it.
            let caller = visit.origin.caller().and_then(|caller| caller.number.clone());
            let numbers: BTreeSet<_> = caller.into_iter().chain([visit.visit.callback.clone()]).collect();
            for number in numbers {
                erased.customers += u64::from(self.forget_visit(scope, &number, &visit.id).await?);
            }
            self.erase_visit(scope, &visit.id, &mut PersonErasure::default()).await?;
            erased.visits += 1;
        }
        Ok(page.next)
    }

    /// Removes a visit from the record of a number. If it is the last visit of the customer, removes what is on file about all their
    /// numbers, but not that the company blocks one or must not contact it. Returns whether it removed a record.
    async fn forget_visit(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        visit: &AppointmentId,
    ) -> Result<bool, StoreError> {
        let Some(record) = self.customer_record(scope, number).await? else { return Ok(false) };
        let names_it = |item: &CustomerItem| item.appointments.contains(visit);
        if !record.items().any(names_it) {
            return Ok(false);
        }
        let is_last = record.items().all(|item| item.appointments.iter().all(|other| other == visit));
        if !is_last {
            for item in record.items().filter(|item| names_it(item)) {
                let left: Vec<_> = item.appointments.iter().filter(|other| *other != visit).cloned().collect();
                self.within(scope).transact([self.keep_visits(scope, item, &left)?]).await?;
            }
            return Ok(false);
        }
        self.forget_record(scope, &record).await
    }

    /// Leaves these visits in a record, unless one was booked meanwhile.
    fn keep_visits(
        &self,
        scope: &TenantScope,
        item: &CustomerItem,
        left: &[AppointmentId],
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(Key::customer(scope, &item.number))
            .update_expression("SET appointments = :left")
            .condition_expression("appointments = :seen")
            .expression_attribute_values(":left", serde_dynamo::to_attribute_value(left)?)
            .expression_attribute_values(":seen", serde_dynamo::to_attribute_value(&item.appointments)?)
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Deletes the record of a number, or all of it but its marks, unless a visit was booked meanwhile.
    pub(super) fn forget_customer(
        &self,
        scope: &TenantScope,
        item: &CustomerItem,
    ) -> Result<TransactWriteItem, StoreError> {
        let (key, writes) = (Key::customer(scope, &item.number), TransactWriteItem::builder());
        // A record without a visit has no list of them, or an empty one.
        let condition = if item.appointments.is_empty() {
            "attribute_not_exists(appointments) OR appointments = :seen"
        } else {
            "appointments = :seen"
        };
        let seen = serde_dynamo::to_attribute_value(&item.appointments)?;
        if item.blocked.is_none() && item.do_not_call.is_none() {
            let delete = Delete::builder().table_name(&self.table).set_key(Some(key.attributes()));
            let delete = delete.condition_expression(condition).expression_attribute_values(":seen", seen).build()?;
            return Ok(writes.delete(delete).build());
        }
        let update = self
            .update(key)
            .update_expression("REMOVE #name, street, zip, appointments, merged, merged_into")
            .condition_expression(condition)
            .expression_attribute_names("#name", "name")
            .expression_attribute_values(":seen", seen)
            .build()?;
        Ok(writes.update(update).build())
    }

    /// Plans the deletion of the sounds of a page that the setting keeps for a shorter time than their class. Returns the place
    /// after the page.
    pub(super) async fn shorten_recordings(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        kept: RecordingRetention,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let range = Range::in_order(scope.tenant().as_str(), key::RECORDING);
        let page = self.within(scope).page::<RecordingItem>(&range, after, LARGEST_PAGE).await?;
        for RecordingItem { call, recording, sound, .. } in page.items {
            let Sound::Stored(stored) = sound else { continue };
            let Some(shortened) = stored.shortened_to(kept) else { continue };
            let at = shortened.deleted_at();
            // The deletion is planned before the item says so: a repeated job plans it again.
            self.plan_deletion_of_sound(scope, (&call, &recording), at.max(now)).await?;
            let update = self
                .update(Key::recording(scope, &call, &recording))
                .update_expression("SET sound = :sound, expires_at = :expires")
                .condition_expression("attribute_exists(sk)")
                .expression_attribute_values(":sound", serde_dynamo::to_attribute_value(Sound::Stored(shortened))?)
                .expression_attribute_values(":expires", AttributeValue::N(at.as_second().to_string()))
                .build()?;
            // A refused condition: the recording was erased meanwhile.
            self.within(scope).transact([TransactWriteItem::builder().update(update).build()]).await?;
        }
        Ok(page.next)
    }
}

/// The list entries of the calls that ended until an instant, the oldest first.
pub(super) fn calls_until(scope: &TenantScope, until: Timestamp) -> Range<'_> {
    Range::in_order(scope.tenant().as_str(), key::CALL_ENTRY).between("0".to_owned(), key::microseconds(until))
}

/// The list entries of the visits until a day, the oldest first.
pub(super) fn visits_until(scope: &TenantScope, last: Date) -> Range<'_> {
    Range::in_order(scope.tenant().as_str(), key::VISIT_ENTRY).between("0".to_owned(), last.to_string())
}
