//! The items that imported records share with others: the places of slots, the customers, the counters of days.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{booking::Appointment, phone::PhoneNumber, slot::SlotId};

use super::{BeforeForm, SharedChanges, is_imported};
use crate::{
    CustomerItem, Store, StoreError, TenantScope, form,
    key::{Key, SORT},
};

/// The most writes of a transaction.
pub(super) const MOST_WRITES: usize = 100;

/// The attributes of an item.
pub(super) type Attributes = HashMap<String, AttributeValue>;

/// The names of the counters in an item that are 0.
fn zeros(item: Option<&Attributes>) -> Vec<String> {
    let mut names: Vec<String> =
        item.into_iter().flatten().filter(|(_, value)| is_zero(value)).map(|(name, _)| name.clone()).collect();
    names.sort();
    names
}

fn is_zero(value: &AttributeValue) -> bool {
    value.as_n().is_ok_and(|number| number == "0")
}

pub(super) fn text(value: &impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

pub(super) fn number(value: &impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

impl Store {
    /// The writes of the items that the records of a batch share, and what these had before.
    pub(super) async fn change_shared(
        &self,
        scope: &TenantScope,
        changes: SharedChanges,
        before: &mut BeforeForm,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut writes = Vec::new();
        for (day, counts) in &changes.days {
            let (own, all) = (Key::day_usage(scope, *day), self.platform_day_of(scope, *day));
            let (own, all) = (zeros(self.raw(scope, own).await?.as_ref()), zeros(self.raw(scope, all).await?.as_ref()));
            before.zeros.extend((!own.is_empty()).then_some((*day, own)));
            before.platform_zeros.extend((!all.is_empty()).then_some((*day, all)));
            writes.extend(self.add_to_day(scope, *day, counts)?);
        }
        for (slot, visits) in &changes.places {
            let known = self.raw(scope, Key::capacity(scope, slot)).await?;
            if known.is_some_and(|item| item.get("taken").is_some_and(is_zero)) {
                before.empty_slots.push(slot.clone());
            }
            writes.push(self.take_places(scope, slot, *visits)?);
        }
        for (customer, visits) in &changes.customers {
            let known: Option<CustomerItem> =
                self.raw(scope, Key::customer(scope, customer)).await?.map(form::read).transpose()?;
            writes.push(self.file_visits(scope, customer, known.as_ref(), visits)?);
        }
        Ok(writes)
    }

    /// The attributes of an item, if it exists.
    pub(super) async fn raw(&self, scope: &TenantScope, key: Key) -> Result<Option<Attributes>, StoreError> {
        let get = self.client_of(scope).get_item().table_name(&self.table).set_key(Some(key.attributes()));
        Ok(get.consistent_read(true).send().await?.item)
    }

    /// Takes places, also more than the slot has: a booked visit of the earlier system stays booked.
    fn take_places(&self, scope: &TenantScope, slot: &SlotId, visits: u32) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(Key::capacity(scope, slot))
            .update_expression("ADD taken :visits")
            .expression_attribute_values(":visits", number(&visits))
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Files visits under the number of their customer. They come before those that the product booked, and their details count only
    /// while it booked none.
    fn file_visits(
        &self,
        scope: &TenantScope,
        customer: &PhoneNumber,
        known: Option<&CustomerItem>,
        visits: &[Appointment],
    ) -> Result<TransactWriteItem, StoreError> {
        let known_visits = known.map(|item| item.appointments.clone()).unwrap_or_default();
        let imported = known_visits.iter().take_while(|id| is_imported(id)).count();
        let mut all = known_visits.clone();
        all.splice(imported..imported, visits.iter().map(|visit| visit.id.clone()));
        let mut update = self
            .update(Key::customer(scope, customer))
            .expression_attribute_names("#number", "number")
            .expression_attribute_values(":number", text(customer))
            .expression_attribute_values(":all", serde_dynamo::to_attribute_value(&all)?);
        let mut assigned = "SET #number = :number, appointments = :all".to_owned();
        let latest = visits.last().filter(|_| imported == known_visits.len()).map(|latest| &latest.visit);
        if let Some(latest) = latest {
            assigned.push_str(", #name = :name, street = :street, zip = :zip");
            update = update
                .expression_attribute_names("#name", "name")
                .expression_attribute_values(":name", text(&latest.name))
                .expression_attribute_values(":street", text(&latest.street))
                .expression_attribute_values(":zip", text(&latest.zip));
        }
        let unchanged = if known.is_some() {
            update = update.expression_attribute_values(":known", serde_dynamo::to_attribute_value(&known_visits)?);
            let none = if known_visits.is_empty() { " OR attribute_not_exists(appointments)" } else { "" };
            format!("attribute_exists({SORT}) AND (appointments = :known{none})")
        } else {
            format!("attribute_not_exists({SORT})")
        };
        let update = update.update_expression(assigned).condition_expression(unchanged).build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}
