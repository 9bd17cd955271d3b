//! Counters for the rate limits: requests of a minute, and orders of numbers of a day.

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, ReturnValue},
};
use jiff::Timestamp;
use platform::boxed;

use super::{
    Store, StoreError, TenantScope,
    key::{EXPIRES_AT, Key, RateLimitSubject},
};

/// The name under which a tenant's orders of numbers are counted. No caller has it.
const NUMBER_ORDERS: &str = "number_orders";
const DAY_MINUTES: i64 = 24 * 60;
/// DynamoDB may delete a counter this many seconds after its period, when it is no longer used.
const KEPT_SECONDS: i64 = 120;

impl Store {
    /// The client with access to the items of a subject: of its tenant, or of a person without one.
    pub(super) fn client_for<'a>(&'a self, subject: &RateLimitSubject<'a>) -> &'a Client {
        subject.scope.map_or(&self.client, |scope| self.client_of(scope))
    }

    /// Counts a request in the minute of `now`, and returns the count, including this request.
    #[must_use]
    #[boxed]
    pub async fn count_request(&self, subject: &RateLimitSubject<'_>, now: Timestamp) -> Result<u64, StoreError> {
        self.count_within(subject, now, 1).await
    }

    /// Counts an order of a number in the day of `now`, in UTC, and returns the tenant's count, including this order.
    #[must_use]
    #[boxed]
    pub async fn count_order(&self, scope: &TenantScope, now: Timestamp) -> Result<u64, StoreError> {
        self.count_within(&RateLimitSubject { scope: Some(scope), name: NUMBER_ORDERS }, now, DAY_MINUTES).await
    }

    /// Counts in the period of this many minutes that `now` is in.
    async fn count_within(
        &self,
        subject: &RateLimitSubject<'_>,
        now: Timestamp,
        minutes: i64,
    ) -> Result<u64, StoreError> {
        let begin = now.as_second().div_euclid(minutes * 60) * minutes;
        let expires_at = (begin + minutes) * 60 + KEPT_SECONDS;
        let counted = self
            .client_for(subject)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::requests(subject, begin).attributes()))
            .update_expression(format!("ADD requests :one SET {EXPIRES_AT} = :expires"))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":expires", AttributeValue::N(expires_at.to_string()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await?;
        let requests = counted.attributes.as_ref().and_then(|attributes| attributes.get("requests"));
        let requests = requests.and_then(|value| value.as_n().ok()).and_then(|number| number.parse().ok());
        Ok(requests.unwrap_or(u64::MAX))
    }
}
