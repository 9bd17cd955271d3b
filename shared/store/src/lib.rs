//! The one table: what is kept of every company, and the only way to it.
//!
//! Every method on a tenant's items takes a [`TenantScope`] first, and a scope is only made from what proves the tenant: a
//! route found by the called number, a person or API key that has proven who they are, an invitation's code, an operator, or what our own
//! functions wrote down: a message of the queue, a call in the list of open ones. Keys are formatted in [`key`] alone.

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, TransactWriteItem},
};
use domain::{id::TenantId, phone::PhoneNumber};
use messages::FinishedCall;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

mod api_key;
mod audit;
mod booking;
mod call;
mod change;
mod config;
mod credentials;
mod directory;
mod erase;
pub(crate) mod form;
mod idempotency;
mod invitation;
pub mod key;
mod lists;
mod open_call;
mod operator;
mod page;
mod people;
mod rate_limit;
mod records;
pub mod secret_token;
mod tenant;
mod tenant_update;
mod test_call;
mod transaction;
mod usage;
mod visit;

pub use api_key::{ApiKeyItem, KeyHolderItem, NewApiKey};
pub use audit::{Actor, AuditEntry, ChangeContext};
pub use booking::{Booking, Moved};
pub use call::{CallRecord, Reply, ReplyEnd, SaveError};
pub use change::{ChangeError, Conflict};
pub use config::{ConfigVersion, Stamp, VersionInfo};
pub use credentials::{Credential, CredentialsItem, Health, KnownCredential, Lease};
pub use directory::TenantSummary;
pub use erase::Erased;
pub use idempotency::{StoredRequest, StoredResponse};
pub use lists::{CallEntry, EmergencyEntry, MessageEntry, VisitEntry};
pub use open_call::OpenCall;
pub use operator::{Operators, PlatformOperator};
pub use page::{LARGEST_PAGE, Page};
pub use people::{Founder, FounderProof, PersonItem, PersonState, SubjectItem};
pub use records::{EmergencyItem, RecordingItem};
pub use tenant::{NewTenant, Profile, TenantItem, TenantStatus};
pub use test_call::TestCallItem;
pub use usage::{Counted, DayUsage};

use form::Form;
use key::{Key, PARTITION, SORT};
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

    /// The way to the tenant of a message. Only our own functions can write to the queue that it comes from.
    #[must_use]
    pub fn of_finished_call(finished: &FinishedCall) -> Self {
        Self(finished.tenant.clone())
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
    /// A later release wrote the item.
    #[error("an item has version {version} of its form, which this release does not know")]
    NewerForm {
        /// The item's version.
        version: u32,
    },
    /// The tenant was erased meanwhile; nothing was written.
    #[error("the tenant is not there any more")]
    TenantGone,
    /// Others kept changing the same items.
    #[error("the items are contended; the attempts ran out")]
    Contended,
    /// The machine gives no randomness.
    #[error("no random id could be had")]
    Randomness(#[from] getrandom::Error),
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

/// Which tenant answers a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberRoute {
    tenant: TenantId,
    /// Whether calls to it are answered.
    pub active: bool,
    /// The version of the configuration that new calls begin with.
    pub config_version: u32,
    /// Whether calls to it are rehearsals.
    #[serde(default)]
    pub test_mode: bool,
}

impl NumberRoute {
    /// The way to the items of the tenant that answers the number.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope(self.tenant.clone())
    }
}

impl Form for NumberRoute {}

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

    async fn get<T: Form + DeserializeOwned>(&self, key: Key) -> Result<Option<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await?;
        answer.item.map(form::read).transpose()
    }

    /// A query of a tenant's items from one sort key to another, in order.
    fn query_between(&self, scope: &TenantScope, first: String, last: String) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!("{PARTITION} = :tenant AND {SORT} BETWEEN :first AND :last"))
            .expression_attribute_values(":tenant", AttributeValue::S(scope.tenant().to_string()))
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(last))
    }

    async fn remove(&self, key: Key) -> Result<(), StoreError> {
        self.client.delete_item().table_name(&self.table).set_key(Some(key.attributes())).send().await?;
        Ok(())
    }

    /// Writes an item that must not exist yet and its entry in a list, while their tenant exists: what a call leaves behind
    /// may come when its company was erased meanwhile. An item that exists stays as it is.
    async fn put_once(
        &self,
        scope: &TenantScope,
        key: Key,
        item: &(impl Form + Serialize),
        entry: Option<TransactWriteItem>,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.put_new(key, item)?, self.check_exists(Key::tenant(scope))?];
        writes.extend(entry);
        match self.transact(writes).await? {
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }
}
