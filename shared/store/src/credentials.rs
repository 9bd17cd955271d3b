//! The visible state of a tenant's credentials: their last characters, and whether they work. The credentials
//! themselves are in Secrets Manager.

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, put_item::PutItemError, update_item::UpdateItemError},
    types::AttributeValue,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, Store, StoreError, TenantScope,
    audit::AuditEvent,
    form::{Versioned, item_with_key},
    key::Key,
    tenant_update::TenantUpdate,
};

/// Longer than it takes to store credentials.
const LEASE: SignedDuration = SignedDuration::from_secs(30);

/// The result of the latest check of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// It worked.
    Works,
    /// The service rejected it.
    Refused,
    /// The check could not be made.
    Unknown,
}

/// The visible state of one credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownCredential {
    /// What it belongs to, such as the account's id, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Its last four characters.
    pub last_four: String,
    /// The result of the latest check.
    pub health: Health,
    /// The time of the latest check.
    pub checked_at: Timestamp,
    /// When it was stored.
    pub stored_at: Timestamp,
}

/// The visible state of a tenant's credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialsItem {
    /// For Twilio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twilio: Option<KnownCredential>,
    /// For the model. Without them, the platform's own are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openai: Option<KnownCredential>,
}

/// The credentials of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// For Twilio.
    Twilio,
    /// For the model.
    OpenAi,
}

impl Credential {
    fn as_str(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::OpenAi => "openai",
        }
    }
}

/// A lease on a tenant's secret, for half a minute. Secrets Manager has no conditional writes, so one of two concurrent
/// changes would be lost without it.
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
impl Versioned for CredentialsItem {}

impl Store {
    /// Gets the visible state of a tenant's credentials.
    pub async fn get_credentials(&self, scope: &TenantScope) -> Result<CredentialsItem, StoreError> {
        Ok(self.within(scope).get(Key::credentials(scope)).await?.unwrap_or_default())
    }

    /// Records the visible state of credentials that were stored in the tenant's secret.
    pub async fn note_credentials(
        &self,
        scope: &TenantScope,
        which: Credential,
        known: impl Fn(CredentialsItem) -> CredentialsItem,
        change: &ChangeContext,
    ) -> Result<CredentialsItem, ChangeError> {
        let known = &known;
        self.update_tenant_with(scope, change, |tenant| async move {
            let before = self.get_credentials(scope).await?;
            let after = known(before.clone());
            let writes = vec![self.put_over(Key::credentials(scope), &after)?];
            let event =
                AuditEvent::new("credentials.stored").about(which.as_str()).from(json!(before)).to(json!(after));
            Ok(TenantUpdate { tenant, writes, event })
        })
        .await?;
        Ok(self.get_credentials(scope).await?)
    }

    /// Records whether a credential works, if it is still the one with these last characters. This is no change by a
    /// person, so it is not audited.
    pub async fn note_health(
        &self,
        scope: &TenantScope,
        which: Credential,
        last_four: &str,
        health: Health,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let noted = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::credentials(scope).attributes()))
            .update_expression("SET #which.health = :health, #which.checked_at = :now")
            .condition_expression("#which.last_four = :last_four")
            .expression_attribute_names("#which", which.as_str())
            .expression_attribute_values(":health", serde_dynamo::to_attribute_value(health)?)
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":last_four", AttributeValue::S(last_four.to_owned()))
            .send()
            .await;
        match noted {
            Err(error)
                if !error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Err(error.into())
            }
            _ => Ok(()),
        }
    }

    /// Takes the lease on the tenant's secret. `None` if another request holds it.
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
