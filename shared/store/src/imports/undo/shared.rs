//! Takes back what imported records added to items that they share with others.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem, builders::UpdateBuilder};
use domain::{day_counts::DayCounts, id::AppointmentId, phone::PhoneNumber, slot::SlotId};
use jiff::civil::Date;

use super::{TakenBack, value_of};
use crate::{
    CustomerItem, Store, StoreError, TenantScope,
    days::{CHANGES, COMPANIES},
    form,
    imports::{
        BeforeForm,
        shared::{Attributes, number, text},
    },
    key::{Key, PARTITION, SORT},
};

/// The attributes of a customer's record that bookings write.
const OF_VISITS: [&str; 7] = [PARTITION, SORT, "number", "name", "street", "zip", "appointments"];

/// The counters of a day after an import took its part back.
struct DayLeft {
    /// What changes, by name: the value before, and what is taken.
    taken: Vec<(String, i64, i64)>,
    /// The counters that go, because they come to 0.
    gone: Vec<String>,
    /// No counter is left.
    is_empty: bool,
}

impl DayLeft {
    fn of(item: &Attributes, counts: &DayCounts, more: &[(&str, i64)], zeros: Option<&Vec<String>>) -> Self {
        let counted = counts.iter().chain(more.iter().copied());
        let taken: Vec<_> = counted.map(|(name, amount)| (name.to_owned(), value_of(item, name), amount)).collect();
        let was_zero = |name: &String| zeros.is_some_and(|zeros| zeros.contains(name));
        let comes_to_zero = taken.iter().filter(|(name, before, amount)| before == amount && !was_zero(name));
        let gone: Vec<String> = comes_to_zero.map(|(name, ..)| name.clone()).collect();
        let stays = |name: &&String| ![PARTITION, SORT, COMPANIES].contains(&name.as_str()) && !gone.contains(name);
        let is_empty = item.keys().find(stays).is_none();
        Self { taken, gone, is_empty }
    }

    /// The condition that the counters that go still have their values.
    fn unchanged(&self) -> String {
        let of_gone = self.taken.iter().enumerate().filter(|(_, (name, ..))| self.gone.contains(name));
        of_gone.map(|(nth, (name, ..))| format!("{name} = :b{nth}")).collect::<Vec<_>>().join(" AND ")
    }

    fn conditions(&self) -> Vec<(String, AttributeValue)> {
        let of_gone = self.taken.iter().enumerate().filter(|(_, (name, ..))| self.gone.contains(name));
        of_gone.map(|(nth, (_, before, _))| (format!(":b{nth}"), number(before))).collect()
    }

    /// Completes an update of the item. `set` is removed from the companies.
    fn update(&self, update: UpdateBuilder, set: Option<&str>) -> UpdateBuilder {
        let left = self.taken.iter().enumerate().filter(|(_, (name, ..))| !self.gone.contains(name));
        let left: Vec<_> = left.collect();
        let added: Vec<String> = left.iter().map(|(nth, (name, ..))| format!("{name} :m{nth}")).collect();
        let mut parts = Vec::new();
        parts.extend((!added.is_empty()).then(|| format!("ADD {}", added.join(", "))));
        parts.extend((!self.gone.is_empty()).then(|| format!("REMOVE {}", self.gone.join(", "))));
        parts.extend(set.map(|_| format!("DELETE {COMPANIES} :company")));
        let mut update = update.update_expression(parts.join(" "));
        for (nth, (_, _, amount)) in left {
            update = update.expression_attribute_values(format!(":m{nth}"), number(&-amount));
        }
        if let Some(company) = set {
            update = update.expression_attribute_values(":company", AttributeValue::Ss(vec![company.to_owned()]));
        }
        if !self.gone.is_empty() {
            update = update.condition_expression(self.unchanged());
            for (name, value) in self.conditions() {
                update = update.expression_attribute_values(name, value);
            }
        }
        update
    }
}

impl Store {
    pub(super) async fn take_back_shared(
        &self,
        scope: &TenantScope,
        taken: &TakenBack,
        before: &BeforeForm,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut writes = Vec::new();
        for (day, counts) in &taken.days {
            writes.extend(self.take_back_day(scope, (*day, counts), before).await?);
        }
        for (slot, visits) in &taken.places {
            writes.push(self.take_back_places(scope, (slot, *visits), before).await?);
        }
        for customer in taken.customers() {
            writes.extend(self.take_back_visits(scope, &customer, taken).await?);
        }
        Ok(writes)
    }

    async fn take_back_day(
        &self,
        scope: &TenantScope,
        (day, counts): (Date, &DayCounts),
        before: &BeforeForm,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let (own_key, all_key) = (Key::day_usage(scope, day), self.platform_day_of(scope, day));
        let own = self.raw(scope, own_key.clone()).await?.unwrap_or_default();
        let all = self.raw(scope, all_key.clone()).await?.unwrap_or_default();
        let own_left = DayLeft::of(&own, counts, &[(CHANGES, 1)], before.zeros.get(&day));
        let all_left = DayLeft::of(&all, counts, &[], before.platform_zeros.get(&day));
        let company = own_left.is_empty.then(|| self.fingerprint(scope));
        let others = all.get(COMPANIES).and_then(|value| value.as_ss().ok());
        let is_alone = others.is_none_or(|others| others.iter().all(|other| Some(other) == company.as_ref()));
        let of_day = |left: &DayLeft, key: Key, company: Option<&str>, goes: bool| -> Result<_, StoreError> {
            if goes {
                return self.delete_day(key, left);
            }
            let update = left.update(self.update(key), company).build()?;
            Ok(TransactWriteItem::builder().update(update).build())
        };
        Ok(vec![
            of_day(&own_left, own_key, None, own_left.is_empty)?,
            of_day(&all_left, all_key, company.as_deref(), all_left.is_empty && is_alone)?,
        ])
    }

    fn delete_day(&self, key: Key, left: &DayLeft) -> Result<TransactWriteItem, StoreError> {
        let mut delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .condition_expression(left.unchanged());
        for (name, value) in left.conditions() {
            delete = delete.expression_attribute_values(name, value);
        }
        Ok(TransactWriteItem::builder().delete(delete.build()?).build())
    }

    pub(in crate::imports) async fn take_back_places(
        &self,
        scope: &TenantScope,
        (slot, visits): (&SlotId, u32),
        before: &BeforeForm,
    ) -> Result<TransactWriteItem, StoreError> {
        let key = Key::capacity(scope, slot);
        let item = self.raw(scope, key.clone()).await?.unwrap_or_default();
        let is_last = value_of(&item, "taken") == i64::from(visits) && !before.empty_slots.contains(slot);
        if is_last {
            let delete = Delete::builder()
                .table_name(&self.table)
                .set_key(Some(key.attributes()))
                .condition_expression("taken = :visits")
                .expression_attribute_values(":visits", number(&visits))
                .build()?;
            return Ok(TransactWriteItem::builder().delete(delete).build());
        }
        let update = self
            .update(key)
            .update_expression("ADD taken :minus")
            .condition_expression("taken >= :visits")
            .expression_attribute_values(":minus", number(&-i64::from(visits)))
            .expression_attribute_values(":visits", number(&visits));
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    /// Takes the visits out of the record of their customer. A record that has nothing else goes, whichever import made it. It then has the details of the visit that is the latest now.
    pub(in crate::imports) async fn take_back_visits(
        &self,
        scope: &TenantScope,
        customer: &PhoneNumber,
        taken: &TakenBack,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let key = Key::customer(scope, customer);
        let Some(attributes) = self.raw(scope, key.clone()).await? else { return Ok(None) };
        let has_no_more = attributes.keys().all(|name| OF_VISITS.contains(&name.as_str()));
        let item: CustomerItem = form::read(attributes)?;
        let left: Vec<AppointmentId> = item.appointments.iter().filter(|id| !taken.has(id)).cloned().collect();
        let unchanged = serde_dynamo::to_attribute_value(&item.appointments)?;
        if left.is_empty() && has_no_more {
            let delete = Delete::builder()
                .table_name(&self.table)
                .set_key(Some(key.attributes()))
                .condition_expression("appointments = :known")
                .expression_attribute_values(":known", unchanged)
                .build()?;
            return Ok(Some(TransactWriteItem::builder().delete(delete).build()));
        }
        let mut update = self
            .update(key)
            .condition_expression("appointments = :known")
            .expression_attribute_values(":known", unchanged);
        let details_go = item.appointments.last().is_some_and(|last| taken.has(last));
        let latest = match left.last() {
            Some(latest) if details_go => self.get_appointment(scope, latest).await?,
            _ => None,
        };
        if left.is_empty() {
            update = update.update_expression("REMOVE appointments, #name, street, zip");
            update = update.expression_attribute_names("#name", "name");
        } else {
            let mut assigned = "SET appointments = :left".to_owned();
            update = update.expression_attribute_values(":left", serde_dynamo::to_attribute_value(&left)?);
            if let Some(latest) = latest {
                assigned.push_str(", #name = :name, street = :street, zip = :zip");
                update = update
                    .expression_attribute_names("#name", "name")
                    .expression_attribute_values(":name", text(&latest.visit.name))
                    .expression_attribute_values(":street", text(&latest.visit.street))
                    .expression_attribute_values(":zip", text(&latest.visit.zip));
            }
            update = update.update_expression(assigned);
        }
        Ok(Some(TransactWriteItem::builder().update(update.build()?).build()))
    }
}
