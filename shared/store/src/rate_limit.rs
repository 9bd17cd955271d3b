//! Request counters for the rate limits.

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, ReturnValue},
};
use jiff::Timestamp;
use platform::boxed;

use super::{
    Store, StoreError,
    key::{EXPIRES_AT, Key, RateLimitSubject},
};

/// DynamoDB may delete a counter this many seconds after its minute, when it is no longer used.
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
        let minute = now.as_second().div_euclid(60);
        let expires_at = (minute + 1) * 60 + KEPT_SECONDS;
        let counted = self
            .client_for(subject)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::requests(subject, minute).attributes()))
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
