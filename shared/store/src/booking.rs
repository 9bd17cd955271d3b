//! Visits. Each takes a place in its slot, and gives it back, in one transaction with the visit itself. Two callers
//! never get the same last place.

mod change;
mod customer;
mod form;
mod office;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{Appointment, AppointmentStatus, VisitEvent},
    dates::DateRange,
    id::AppointmentId,
    phone::PhoneNumber,
    slot::{Slot, SlotId, Taken},
};
use platform::boxed;
use serde::Deserialize;

use self::change::{ATTEMPTS, AttemptOutcome};
pub(super) use self::form::AppointmentForm;
pub use self::{
    change::Occasion,
    office::{OfficeChange, VisitNotes},
};
use super::{
    Store, StoreError, TenantScope, Transaction,
    form::{self as item_form, Versioned},
    key::{self, Key},
};

/// The place of the customer's record among the writes of a booking.
const CUSTOMER_WRITE: usize = 4;

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

impl Versioned for CapacityItem {}

impl Store {
    /// Reads the number of visits in each slot of these days. Slots without visits are left out.
    #[must_use]
    #[boxed]
    pub async fn read_capacity(&self, scope: &TenantScope, days: DateRange) -> Result<Taken, StoreError> {
        let (first, last) = key::capacity_between(days);
        let mut items = self.query_between(scope, first, last).into_paginator().items().send();
        let mut taken = Taken::new();
        while let Some(item) = items.next().await {
            let item: CapacityItem = item_form::read(item?)?;
            if let Some(slot) = key::slot_of_capacity(&item.sk) {
                taken.insert(slot, item.taken);
            }
        }
        Ok(taken)
    }

    /// Books a visit into a slot with `capacity` places. `customer` is the phone number that the customer is filed under.
    ///
    /// A caller whose number is a claim gets a customer record and changes none that exists. Idempotent by the appointment's id.
    #[must_use]
    #[boxed]
    pub async fn book(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
        capacity: u32,
        customer: Option<&PhoneNumber>,
    ) -> Result<Booking, StoreError> {
        self.book_with(scope, appointment, capacity, customer, Vec::new()).await
    }

    /// The same. `further` is written with the visit.
    async fn book_with(
        &self,
        scope: &TenantScope,
        appointment: &Appointment,
        capacity: u32,
        customer: Option<&PhoneNumber>,
        further: Vec<TransactWriteItem>,
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
        writes.extend(further.clone());
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(Booking::Booked(appointment.clone())),
            // The visit exists: this is a repeated request, which must not take a second place.
            Transaction::Refused(places) if places.contains(&0) => {
                let existing = self.get_appointment(scope, &appointment.id).await?;
                existing.map(Booking::Booked).ok_or(StoreError::Contended)
            }
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            // The number is a claim and belongs to a customer on file. The visit is booked, and their record stays as it is.
            Transaction::Refused(places) if customer.is_some() && places == [CUSTOMER_WRITE] => {
                Box::pin(self.book_with(scope, appointment, capacity, None, further)).await
            }
            Transaction::Refused(_) => Ok(Booking::Full),
        }
    }

    /// Gets one visit.
    #[must_use]
    #[boxed]
    pub async fn get_appointment(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
    ) -> Result<Option<Appointment>, StoreError> {
        Ok(self.within(scope).get::<AppointmentForm>(Key::appointment(scope, id)).await?.map(Appointment::from))
    }

    /// Moves a visit to a slot with `capacity` places. A move to the current slot changes nothing and succeeds.
    #[must_use]
    #[boxed]
    pub async fn reschedule(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
        slot: &Slot,
        capacity: u32,
        occasion: &Occasion,
    ) -> Result<Moved, StoreError> {
        for _ in 0..ATTEMPTS {
            let Some(before) = self.standing(scope, id).await? else { return Ok(Moved::Gone) };
            if before.visit.slot == *slot {
                return Ok(Moved::Done(before));
            }
            match self.try_move(scope, &before, (slot, capacity), (occasion, false), Vec::new()).await? {
                AttemptOutcome::Done(appointment) => return Ok(Moved::Done(appointment)),
                AttemptOutcome::Full => return Ok(Moved::Full),
                AttemptOutcome::Overtaken => {}
            }
        }
        Err(StoreError::Contended)
    }

    /// Cancels a visit and gives its place back. A visit that the same call has cancelled stays so, and succeeds.
    #[must_use]
    #[boxed]
    pub async fn cancel(
        &self,
        scope: &TenantScope,
        id: &AppointmentId,
        occasion: &Occasion,
    ) -> Result<Moved, StoreError> {
        for _ in 0..ATTEMPTS {
            let Some(before) = self.get_appointment(scope, id).await? else { return Ok(Moved::Gone) };
            if before.status != AppointmentStatus::Booked {
                // The process may have been lost after it.
                let is_done = before.log.was_cancelled_by(&occasion.by);
                return Ok(if is_done { Moved::Done(before) } else { Moved::Gone });
            }
            let event = VisitEvent::Cancelled { reason: None, notify_customer: false };
            if let AttemptOutcome::Done(appointment) =
                self.try_cancel(scope, &before, occasion, event, Vec::new()).await?
            {
                return Ok(Moved::Done(appointment));
            }
        }
        Err(StoreError::Contended)
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

    pub(super) fn give_back_place(&self, scope: &TenantScope, slot: &SlotId) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(Key::capacity(scope, slot))
            .update_expression("ADD taken :minus_one")
            .condition_expression("taken > :zero")
            .expression_attribute_values(":minus_one", AttributeValue::N("-1".to_owned()))
            .expression_attribute_values(":zero", AttributeValue::N("0".to_owned()))
            .build()?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}
