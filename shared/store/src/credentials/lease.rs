//! The lease on a tenant's secret. Secrets Manager has no conditional writes, so one of two concurrent changes would be
//! lost without it.

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, put_item::PutItemError},
    types::AttributeValue,
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::Serialize;

use crate::{
    Store, StoreError, TenantScope,
    form::{Versioned, item_with_key},
    key::Key,
};

/// Longer than a request to change credentials takes: Lambda ends it after 29 seconds.
const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// A lease on a tenant's secret, for half a minute.
#[derive(Debug)]
#[must_use]
pub struct Lease(String);

#[derive(Serialize)]
struct LeaseItem<'a> {
    holder: &'a str,
    /// When it expires, in seconds.
    expires_at: i64,
}

impl Versioned for LeaseItem<'_> {}

impl Store {
    /// Takes the lease on the tenant's secret. `None` if another request holds it.
    #[must_use]
    #[boxed]
    pub async fn lease_credentials(&self, scope: &TenantScope, now: Timestamp) -> Result<Option<Lease>, StoreError> {
        let holder = platform::random::id_body()?;
        let until = now.saturating_add(LEASE).unwrap_or(now).as_second();
        let item = item_with_key(Key::credentials_lease(scope), &LeaseItem { holder: &holder, expires_at: until })?;
        let taken = self
            .client_of(scope)
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(sk) OR expires_at <= :now")
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .send()
            .await;
        match taken {
            Ok(_) => Ok(Some(Lease(holder))),
            Err(error)
                if matches!(error.as_service_error(), Some(PutItemError::ConditionalCheckFailedException(_))) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Releases the lease.
    #[must_use]
    #[boxed]
    pub async fn end_lease(&self, scope: &TenantScope, lease: Lease) -> Result<(), StoreError> {
        let ended = self
            .client_of(scope)
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(Key::credentials_lease(scope).attributes()))
            .condition_expression("holder = :holder")
            .expression_attribute_values(":holder", AttributeValue::S(lease.0))
            .send()
            .await;
        match ended {
            Err(error)
                if !error.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }
}
