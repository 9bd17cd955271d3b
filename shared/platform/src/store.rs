//! The one table: what is kept of every company, and the only way to it.
//!
//! Every method on a tenant's items takes a [`TenantScope`] first, and a scope is only made from what proves the tenant: a
//! route found by the called number, or a message of our own queue. Keys are formatted in [`key`] alone.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    types::AttributeValue,
};
use domain::{id::TenantId, phone::PhoneNumber, tenant::TenantConfig};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

mod booking;
mod call;
pub mod key;
mod records;
mod transaction;
mod usage;

pub use booking::{Booking, Moved};
pub use call::{CallRecord, Reply, SaveError};
pub use records::{EmergencyItem, RecordingItem};
pub use usage::{Counted, DayUsage, FinishedCall};

use key::Key;
use transaction::Transaction;

/// The way to one tenant's items.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TenantScope(TenantId);

impl TenantScope {
    /// Whose items these are.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.0
    }
}

/// Why the table could not be asked. None of these is the caller's fault.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The request did not succeed.
    #[error("the table did not answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A request could not be built.
    #[error("the request to the table could not be built")]
    Request(#[from] BuildError),
    /// An item does not have the shape it should.
    #[error("an item in the table cannot be read or written")]
    Item(#[from] serde_dynamo::Error),
    /// Others kept changing the same items.
    #[error("the items are contended; the attempts ran out")]
    Contended,
}

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

/// The version of a tenant's first configuration.
const FIRST_VERSION: u32 = 1;

/// Which tenant answers a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberRoute {
    tenant: TenantId,
    /// Whether calls to it are answered.
    pub active: bool,
    /// The version of the configuration that new calls begin with.
    pub config_version: u32,
}

impl NumberRoute {
    /// The way to the items of the tenant that answers the number.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope(self.tenant.clone())
    }
}

/// The table.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// A table reached through `client`.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// Which tenant answers this number?
    pub async fn get_number_route(&self, number: &PhoneNumber) -> Result<Option<NumberRoute>, StoreError> {
        self.get(Key::number_route(number)).await
    }

    /// One version of the tenant's configuration; versions never change.
    pub async fn get_config(&self, scope: &TenantScope, version: u32) -> Result<Option<TenantConfig>, StoreError> {
        let item: Option<ConfigItem> = self.get(Key::config(scope, version)).await?;
        Ok(item.map(|item| item.config))
    }

    /// Has one more number answered by a tenant that exists; one that is routed already stays as it is.
    ///
    /// Returns `false`, having written nothing, if the number is routed or the tenant is not there.
    pub async fn route_number(&self, tenant: &TenantId, number: &PhoneNumber) -> Result<bool, StoreError> {
        let scope = TenantScope(tenant.clone());
        let route = NumberRoute { tenant: tenant.clone(), active: true, config_version: FIRST_VERSION };
        let writes =
            [self.put_new(Key::number_route(number), &route)?, self.check_exists(Key::config(&scope, FIRST_VERSION))?];
        Ok(self.transact(writes).await? == Transaction::Done)
    }

    /// Creates a tenant: its first configuration and the route of its number, both or neither.
    ///
    /// Returns `false`, having written nothing, if the number is routed already.
    pub async fn create_tenant(
        &self,
        tenant: &TenantId,
        number: &PhoneNumber,
        config: &TenantConfig,
    ) -> Result<bool, StoreError> {
        let scope = TenantScope(tenant.clone());
        let route = NumberRoute { tenant: tenant.clone(), active: true, config_version: FIRST_VERSION };
        let config = ConfigItem { config: config.clone() };
        let writes = [
            self.put_new(Key::number_route(number), &route)?,
            self.put_new(Key::config(&scope, FIRST_VERSION), &config)?,
        ];
        Ok(self.transact(writes).await? == Transaction::Done)
    }

    /// Answers calls to a number, or stops answering them.
    pub async fn set_number_active(&self, number: &PhoneNumber, active: bool) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::number_route(number).attributes()))
            .update_expression("SET active = :active")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":active", AttributeValue::Bool(active))
            .send()
            .await?;
        Ok(())
    }

    async fn get<T: DeserializeOwned>(&self, key: Key) -> Result<Option<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await?;
        Ok(answer.item.map(serde_dynamo::from_item).transpose()?)
    }

    async fn put(&self, key: Key, item: &impl Serialize) -> Result<(), StoreError> {
        let item = item_with_key(key, item)?;
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
struct ConfigItem {
    config: TenantConfig,
}

fn item_with_key(key: Key, item: &impl Serialize) -> Result<HashMap<String, AttributeValue>, StoreError> {
    let mut attributes: HashMap<String, AttributeValue> = serde_dynamo::to_item(item)?;
    attributes.extend(key.attributes());
    Ok(attributes)
}
