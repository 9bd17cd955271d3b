//! The end of what is on file about numbers without a visit: records that the office merged or marked, and notes. They go when the number
//! was last seen long enough ago: its last call, note, mark or merge.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::AppointmentId;
use jiff::Timestamp;
use messages::ErasedCounts;

use crate::{
    CustomerItem, CustomerNote, CustomerRecord, CustomerScope, LARGEST_PAGE, PersonErasure, Store, StoreError,
    TenantScope,
    key::{self, Key, SORT},
    page::Range,
};

impl Store {
    /// Erases the records of a page that have no visit and were last seen until an instant. Returns the place after the page.
    pub(super) async fn erase_unvisited(
        &self,
        customers: &CustomerScope,
        after: Option<&str>,
        until: Timestamp,
        erased: &mut ErasedCounts,
    ) -> Result<Option<String>, StoreError> {
        let scope = customers.tenant_scope();
        let range = Range::in_order(scope.tenant().as_str(), key::CUSTOMER);
        let page = self.within(scope).page::<CustomerItem>(&range, after, LARGEST_PAGE).await?;
        let latest = page.items.iter().filter_map(|item| item.appointments.last());
        let visits = self.existing_visits(scope, latest).await?;
        for item in page.items {
            // A number that was merged goes with the first one.
            let has_visit = item.appointments.last().is_some_and(|visit| visits.contains(visit));
            if has_visit || item.merged_into.is_some() {
                continue;
            }
            let Some(record) = self.customer_record(scope, &item.number).await? else { continue };
            let all = record.items().flat_map(|item| &item.appointments);
            if !self.existing_visits(scope, all).await?.is_empty() || self.last_seen(customers, &record).await? > until
            {
                continue;
            }
            let notes = self.get_notes_of(customers, &record, 1).await?;
            if (record.has_more_than_marks() || !notes.is_empty()) && self.forget_record(scope, &record).await? {
                erased.customers += 1;
            }
        }
        Ok(page.next)
    }

    /// Erases the notes about the numbers of a page that have no record and were last seen until an instant. Returns the place after the
    /// page.
    pub(super) async fn erase_notes(
        &self,
        customers: &CustomerScope,
        after: Option<&str>,
        until: Timestamp,
        erased: &mut ErasedCounts,
    ) -> Result<Option<String>, StoreError> {
        let scope = customers.tenant_scope();
        let range = Range::in_order(scope.tenant().as_str(), key::CUSTOMER_NOTE);
        let page = self.within(scope).page::<CustomerNote>(&range, after, LARGEST_PAGE).await?;
        let mut latest = BTreeMap::new();
        for note in page.items {
            latest.insert(note.number, note.at);
        }
        for (number, noted_at) in latest {
            if noted_at > until || self.customer_record(scope, &number).await?.is_some() {
                continue;
            }
            let record = CustomerRecord::without_visits(&number);
            if self.last_seen(customers, &record).await? <= until {
                self.delete_below(scope, &key::notes_of_customer(&number), &mut PersonErasure::default()).await?;
                erased.customers += 1;
            }
        }
        Ok(page.next)
    }

    /// Deletes what is on file about the numbers of a customer without a visit, but not that the company blocks one or must not contact
    /// it. Returns whether it did: a visit may have been booked meanwhile, and the record stays until that one goes.
    pub(super) async fn forget_record(&self, scope: &TenantScope, record: &CustomerRecord) -> Result<bool, StoreError> {
        for number in record.numbers() {
            self.delete_below(scope, &key::notes_of_customer(number), &mut PersonErasure::default()).await?;
        }
        let mut writes = Vec::new();
        for item in record.items() {
            writes.push(self.delete(Key::latest_text(scope, &item.number))?);
            writes.push(self.forget_customer(scope, item)?);
        }
        Ok(self.within(scope).transact(writes).await? == crate::Transaction::Done)
    }

    /// When the customer last called, or the office last noted, marked or merged something.
    async fn last_seen(&self, customers: &CustomerScope, record: &CustomerRecord) -> Result<Timestamp, StoreError> {
        let mut seen = record.decided_at();
        for number in record.numbers() {
            let call = self.list_calls_of(customers, number, None, 1).await?.items.into_iter().next();
            let note = self.list_customer_notes(customers, number, None, 1).await?.items.into_iter().next();
            seen = seen.max(call.map(|call| call.started_at)).max(note.map(|note| note.at));
        }
        Ok(seen.unwrap_or(Timestamp::MIN))
    }

    /// The visits among these that exist.
    async fn existing_visits(
        &self,
        scope: &TenantScope,
        visits: impl Iterator<Item = &AppointmentId>,
    ) -> Result<BTreeSet<AppointmentId>, StoreError> {
        let keys: Vec<_> = visits.map(|visit| Key::appointment(scope, visit)).collect();
        if keys.is_empty() {
            return Ok(BTreeSet::new());
        }
        let found = self.read_in_batches(scope, keys).await?;
        let ids = found.iter().filter_map(|item| item.get(SORT)?.as_s().ok()?.split('#').nth(1));
        Ok(ids.filter_map(|id| AppointmentId::parse(id).ok()).collect())
    }
}
