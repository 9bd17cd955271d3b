//! Visits. Each takes a place in its slot, and gives it back, in one transaction with the visit itself. Two callers
//! never get the same last place.

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, TransactWriteItem};
use domain::{
    booking::{Appointment, AppointmentStatus, BookedBy, CallerIdentity, Customer},
    dates::DateRange,
    id::{AppointmentId, CallSid},
    phone::PhoneNumber,
    slot::{Slot, SlotId, Taken},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CustomerScope, Store, StoreError, TenantScope, Transaction,
    form::{self, Versioned},
    key::{self, Key},
    visit::VisitForm,
};

/// The stored form of an appointment.
#[derive(Serialize, Deserialize)]
struct AppointmentForm {
    id: AppointmentId,
    call: CallSid,
    visit: VisitForm,
    status: AppointmentStatus,
    booked_at: Timestamp,
    /// Since version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    booked_by: Option<BookedBy>,
}

impl Versioned for AppointmentForm {
    const VERSION: u32 = 2;
}

impl From<&Appointment> for AppointmentForm {
    fn from(appointment: &Appointment) -> Self {
        let Appointment { id, call, visit, status, booked_at, booked_by } = appointment.clone();
        Self { id, call, visit: visit.into(), status, booked_at, booked_by }
    }
}

impl From<AppointmentForm> for Appointment {
    fn from(AppointmentForm { id, call, visit, status, booked_at, booked_by }: AppointmentForm) -> Self {
        Self { id, call, visit: visit.into(), status, booked_at, booked_by }
    }
}

/// The place of the customer's record among the writes of a booking.
const CUSTOMER_WRITE: usize = 4;

/// Whether nothing proves that the number belongs to the caller who booked.
fn is_claim(appointment: &Appointment) -> bool {
    appointment.booked_by.as_ref().is_some_and(|booked_by| booked_by.identity == CallerIdentity::Claimed)
}

/// The most visits in a lookup of a customer: the latest ones.
const VISITS_LOOKED_UP: usize = 10;

/// The outcome of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Booking {
    /// The visit is booked, now or by an earlier request with the same id.
    Booked(Appointment),
    /// The slot is full.
    Full,
}

/// The outcome of a change to a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// The changed visit.
    Done(Appointment),
    /// The new slot is full. The visit is unchanged.
    Full,
    /// The visit does not exist, or is cancelled.
    Gone,
}

#[derive(Deserialize)]
struct CapacityItem {
    sk: String,
    taken: u32,
}

#[derive(Deserialize)]
struct CustomerItem {
    #[serde(flatten)]
    customer: Customer,
    appointments: Vec<AppointmentId>,
}

impl Versioned for CapacityItem {}
impl Versioned for CustomerItem {}

impl Store {
    /// Reads the number of visits in each slot of these days. Slots without visits are left out.
    pub async fn read_capacity(&self, scope: &TenantScope, days: DateRange) -> Result<Taken, StoreError> {
        let (first, last) = key::capacity_between(days);
        let mut items = self.query_between(scope, first, last).into_paginator().items().send();
        let mut taken = Taken::new();
        while let Some(item) = items.next().await {
            let item: CapacityItem = form::read(item?)?;
            if let Some(slot) = key::slot_of_capacity(&item.sk) {
                taken.insert(slot, item.taken);
            }
        }
        Ok(taken)
    }

    /// Books a visit into a slot with `capacity` places. `customer` is the phone number that the customer is filed under.
    ///
    /// A caller whose number is a claim gets a customer record and changes none that exists. Idempotent by the appointment's id.
    pub async fn book(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
        capacity: u32,
        customer: Option<&PhoneNumber>,
    ) -> Result<Booking, StoreError> {
        let mut writes = vec![
            self.put_new(Key::appointment(scope, &appointment.id), &AppointmentForm::from(appointment))?,
            self.check_exists(Key::tenant(scope))?,
            self.take_place(scope, &appointment.visit.slot.id, capacity)?,
            self.list_visit(scope, appointment)?,
        ];
        if let Some(number) = customer {
            writes.push(self.remember_customer(scope, number, appointment)?);
        }
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(Booking::Booked(appointment.clone())),
            // The visit exists: this is a repeated request, which must not take a second place.
            Transaction::Refused(places) if places.contains(&0) => {
                let existing = self.get_appointment(scope, &appointment.id).await?;
                existing.map(Booking::Booked).ok_or(StoreError::Contended)
            }
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            // The number is a claim and belongs to a customer on file. The visit is booked, and their record stays as it is.
            Transaction::Refused(places) if places == [CUSTOMER_WRITE] => {
                Box::pin(self.book(scope, appointment, capacity, None)).await
            }
            Transaction::Refused(_) => Ok(Booking::Full),
        }
    }

    /// Gets one visit.
    pub async fn get_appointment(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
    ) -> Result<Option<Appointment>, StoreError> {
        Ok(self.within(scope).get::<AppointmentForm>(Key::appointment(scope, id)).await?.map(Appointment::from))
    }

    /// Moves a visit to a slot with `capacity` places. A move to the current slot changes nothing and succeeds.
    pub async fn reschedule(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
        slot: &Slot,
        capacity: u32,
    ) -> Result<Moved, StoreError> {
        let Some(mut appointment) = self.standing(scope, id).await? else {
            return Ok(Moved::Gone);
        };
        if appointment.visit.slot == *slot {
            return Ok(Moved::Done(appointment));
        }
        let old = std::mem::replace(&mut appointment.visit.slot, slot.clone());
        let to = AttributeValue::M(serde_dynamo::to_item(slot)?);
        let change = self
            .update(Key::appointment(scope, id))
            .update_expression("SET visit.#slot = :to")
            .condition_expression("#status = :booked AND visit.#slot.#id = :from")
            .expression_attribute_names("#slot", "slot")
            .expression_attribute_names("#id", "id")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":to", to)
            .expression_attribute_values(":booked", AttributeValue::S("booked".to_owned()))
            .expression_attribute_values(":from", AttributeValue::S(old.id.to_string()))
            .build()?;
        let writes = [
            TransactWriteItem::builder().update(change).build(),
            self.take_place(scope, &slot.id, capacity)?,
            self.give_back_place(scope, &old.id)?,
            self.list_moved_visit(scope, &old, &appointment)?,
            self.list_visit(scope, &appointment)?,
        ];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(Moved::Done(appointment)),
            Transaction::Refused(places) if places.contains(&0) => Ok(Moved::Gone),
            Transaction::Refused(_) => Ok(Moved::Full),
        }
    }

    /// Cancels a visit and gives its place back.
    pub async fn cancel(&self, scope: &TenantScope, id: &AppointmentId) -> Result<Moved, StoreError> {
        let Some(mut appointment) = self.standing(scope, id).await? else {
            return Ok(Moved::Gone);
        };
        appointment.status = AppointmentStatus::Cancelled;
        let change = self
            .update(Key::appointment(scope, id))
            .update_expression("SET #status = :cancelled")
            .condition_expression("#status = :booked AND visit.#slot.#id = :from")
            .expression_attribute_names("#slot", "slot")
            .expression_attribute_names("#id", "id")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":booked", AttributeValue::S("booked".to_owned()))
            .expression_attribute_values(":cancelled", AttributeValue::S("cancelled".to_owned()))
            .expression_attribute_values(":from", AttributeValue::S(appointment.visit.slot.id.to_string()))
            .build()?;
        let writes = [
            TransactWriteItem::builder().update(change).build(),
            self.give_back_place(scope, &appointment.visit.slot.id)?,
            self.list_visit(scope, &appointment)?,
        ];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(Moved::Done(appointment)),
            Transaction::Refused(_) => Ok(Moved::Gone),
        }
    }

    /// Gets the customer of a phone number.
    pub async fn get_customer(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
    ) -> Result<Option<Customer>, StoreError> {
        let scope = customers.tenant_scope();
        let item: Option<CustomerItem> = self.within(scope).get(Key::customer(scope, number)).await?;
        Ok(item.map(|item| item.customer))
    }

    /// Gets the customer of a phone number, with the latest visits.
    pub async fn get_customer_with_visits(
        &self,
        customers: &CustomerScope,
        number: &PhoneNumber,
    ) -> Result<(Option<Customer>, Vec<Appointment>), StoreError> {
        let scope = customers.tenant_scope();
        let item: Option<CustomerItem> = self.within(scope).get(Key::customer(scope, number)).await?;
        let Some(CustomerItem { customer, appointments }) = item else {
            return Ok((None, Vec::new()));
        };
        let latest = appointments.iter().rev().take(VISITS_LOOKED_UP);
        let keys = latest.map(|id| Key::appointment(scope, id).attributes()).collect();
        let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build()?;
        let answer = self.client_of(scope).batch_get_item().request_items(&self.table, wanted).send().await?;
        let found = answer.responses.and_then(|mut tables| tables.remove(&self.table)).unwrap_or_default();
        let found = found.into_iter().map(|item| form::read::<AppointmentForm>(item).map(Appointment::from));
        Ok((Some(customer), found.collect::<Result<_, _>>()?))
    }

    async fn standing(&self, scope: &TenantScope, id: &AppointmentId) -> Result<Option<Appointment>, StoreError> {
        let appointment = self.get_appointment(scope, id).await?;
        Ok(appointment.filter(|appointment| appointment.status == AppointmentStatus::Booked))
    }

    fn take_place(&self, scope: &TenantScope, slot: &SlotId, capacity: u32) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(Key::capacity(scope, slot))
            .update_expression("ADD taken :one")
            .condition_expression("attribute_not_exists(taken) OR taken < :capacity")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":capacity", AttributeValue::N(capacity.to_string()))
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn give_back_place(&self, scope: &TenantScope, slot: &SlotId) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(Key::capacity(scope, slot))
            .update_expression("ADD taken :minus_one")
            .condition_expression("taken > :zero")
            .expression_attribute_values(":minus_one", AttributeValue::N("-1".to_owned()))
            .expression_attribute_values(":zero", AttributeValue::N("0".to_owned()))
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn remember_customer(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        appointment: &Appointment,
    ) -> Result<TransactWriteItem, StoreError> {
        let visit = &appointment.visit;
        let id = AttributeValue::S(appointment.id.to_string());
        let update = self
            .update(Key::customer(scope, number))
            .update_expression(
                "SET #number = :number, #name = :name, street = :street, zip = :zip, \
                 appointments = list_append(if_not_exists(appointments, :none), :this)",
            )
            .set_condition_expression(is_claim(appointment).then(|| "attribute_not_exists(sk)".to_owned()))
            .expression_attribute_names("#number", "number")
            .expression_attribute_names("#name", "name")
            .expression_attribute_values(":number", AttributeValue::S(number.to_string()))
            .expression_attribute_values(":name", AttributeValue::S(visit.name.to_string()))
            .expression_attribute_values(":street", AttributeValue::S(visit.street.to_string()))
            .expression_attribute_values(":zip", AttributeValue::S(visit.zip.to_string()))
            .expression_attribute_values(":none", AttributeValue::L(Vec::new()))
            .expression_attribute_values(":this", AttributeValue::L(vec![id]))
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}
