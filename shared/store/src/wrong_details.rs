//! How many wrong details the callers from a number gave in a day, so that an address cannot be guessed over several calls.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::phone::PhoneNumber;
use jiff::{Timestamp, tz::TimeZone};
use platform::boxed;

use super::{
    Store, StoreError, TenantScope,
    key::{EXPIRES_AT, Key},
};

const WRONG: &str = "wrong";
/// DynamoDB may delete a counter this many seconds after its latest change.
const KEPT_SECONDS: i64 = 2 * 24 * 60 * 60;

fn key(scope: &TenantScope, number: &PhoneNumber, now: Timestamp) -> Key {
    Key::wrong_details(scope, number, TimeZone::UTC.to_datetime(now).date())
}

impl Store {
    /// Adds wrong details of a call from a number to those of the day, in UTC.
    #[must_use]
    #[boxed]
    pub async fn count_wrong_details(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        wrong: usize,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(scope, number, now).attributes()))
            .update_expression(format!("ADD {WRONG} :wrong SET {EXPIRES_AT} = :expires"))
            .expression_attribute_values(":wrong", AttributeValue::N(wrong.to_string()))
            .expression_attribute_values(":expires", AttributeValue::N((now.as_second() + KEPT_SECONDS).to_string()))
            .send()
            .await?;
        Ok(())
    }

    /// The wrong details of the day's earlier calls from a number.
    #[must_use]
    #[boxed]
    pub async fn get_wrong_details(
        &self,
        scope: &TenantScope,
        number: &PhoneNumber,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let key = key(scope, number, now).attributes();
        let item = self.client_of(scope).get_item().table_name(&self.table).set_key(Some(key)).send().await?.item;
        let wrong = item.as_ref().and_then(|item| item.get(WRONG)).and_then(|value| value.as_n().ok());
        Ok(wrong.and_then(|number| number.parse().ok()).unwrap_or(0))
    }
}
