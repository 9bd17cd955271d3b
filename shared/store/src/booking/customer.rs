//! The part of a customer's record that a booking writes. [`crate::customer_record`] reads it.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{Appointment, CallerIdentity},
    phone::PhoneNumber,
};

use crate::{Store, StoreError, TenantScope, key::Key};

/// Whether nothing proves that the number belongs to the caller who booked.
fn is_claim(appointment: &Appointment) -> bool {
    appointment.origin.caller().is_some_and(|caller| caller.identity == CallerIdentity::Claimed)
}

impl Store {
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
            .set_condition_expression(is_claim(appointment).then(|| "attribute_not_exists(#name)".to_owned()))
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
