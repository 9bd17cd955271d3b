//! The record of a customer, which a booking writes and the next call reads.

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, TransactWriteItem};
use domain::{
    booking::{Appointment, CallerIdentity, Customer},
    id::AppointmentId,
    phone::PhoneNumber,
};
use platform::boxed;
use serde::Deserialize;

use super::form::AppointmentForm;
use crate::{
    CustomerScope, Store, StoreError, TenantScope,
    form::{self, Versioned},
    key::Key,
};

/// The most visits in a lookup of a customer: the latest ones.
const VISITS_LOOKED_UP: usize = 10;

#[derive(Deserialize)]
struct CustomerItem {
    #[serde(flatten)]
    customer: Customer,
    appointments: Vec<AppointmentId>,
}

impl Versioned for CustomerItem {}

/// Whether nothing proves that the number belongs to the caller who booked.
fn is_claim(appointment: &Appointment) -> bool {
    appointment.origin.caller().is_some_and(|caller| caller.identity == CallerIdentity::Claimed)
}

impl Store {
    /// Gets the customer of a phone number.
    #[must_use]
    #[boxed]
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
    #[must_use]
    #[boxed]
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

    /// Files a visit under the customer's number.
    pub(super) fn remember_customer(
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
