//! The part of a customer's record that a booking writes. [`crate::customer_record`] reads it.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{Appointment, CallerIdentity},
    phone::PhoneNumber,
};

use crate::{CustomerItem, Store, StoreError, TenantScope, key::Key};

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

    /// Corrects the record of the customer, if it has the name and the address of the visit as it was before.
    pub(super) async fn correct_customer(
        &self,
        scope: &TenantScope,
        before: &Appointment,
        after: &Appointment,
    ) -> Result<Option<TransactWriteItem>, StoreError> {
        let (old, new) = (&before.visit, &after.visit);
        let number = before.origin.caller().and_then(|caller| caller.number.as_ref()).unwrap_or(&old.callback);
        let key = || Key::customer(scope, number);
        let Some(record) = self.within(scope).get::<CustomerItem>(key()).await? else { return Ok(None) };
        if !record.is_of(old) {
            return Ok(None);
        }
        let update = self
            .update(key())
            .update_expression("SET #name = :name, street = :street, zip = :zip")
            .condition_expression("#name = :old_name AND street = :old_street AND zip = :old_zip")
            .expression_attribute_names("#name", "name")
            .expression_attribute_values(":name", AttributeValue::S(new.name.to_string()))
            .expression_attribute_values(":street", AttributeValue::S(new.street.to_string()))
            .expression_attribute_values(":zip", AttributeValue::S(new.zip.to_string()))
            .expression_attribute_values(":old_name", AttributeValue::S(old.name.to_string()))
            .expression_attribute_values(":old_street", AttributeValue::S(old.street.to_string()))
            .expression_attribute_values(":old_zip", AttributeValue::S(old.zip.to_string()))
            .build()?;
        Ok(Some(TransactWriteItem::builder().update(update).build()))
    }
}
