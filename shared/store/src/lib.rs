//! The table: everything that is stored about companies, and the only code that reads and writes it.
//!
//! Every method on a tenant's items takes a [`TenantScope`] first. A scope is made only from a proof of the tenant: the
//! route of a called number, an authenticated person or API key, an invitation code, an operator, or a record that our
//! own functions wrote (a message of the queue, an entry in the list of open calls, an entry in the list of tenants for the
//! sweep). Only [`key`] formats keys.
//!
//! A scope also selects the credentials: those of a tenant's session, or the function's own. Items of no tenant are reached
//! with the function's own credentials.

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, TransactWriteItem},
};
use domain::id::IdError;
use platform::aws::tagged_role::AssumeRoleError;
use serde::{Serialize, de::DeserializeOwned};

mod account_sweep;
mod actor_names;
mod alarms;
mod api_key;
mod arrival;
mod audit;
mod audit_filter;
mod batch;
mod booking;
mod built_in;
mod calendar_feed;
mod call;
mod call_filter;
mod call_list;
mod call_search;
mod change;
mod changes;
mod company_export;
mod company_health;
mod config;
mod credentials;
mod customer_query;
mod customer_record;
mod customer_texts;
mod customers;
mod days;
mod deliveries;
mod dialed_numbers;
mod directory;
mod due;
mod emergency_pages;
mod erase;
mod followed;
pub(crate) mod form;
mod founded;
mod handling;
mod idempotency;
mod imports;
mod indexed_call;
mod invitation;
pub mod key;
mod lists;
mod live_call;
mod notifications;
mod notified;
mod number_route;
mod numbers;
mod on_file;
mod open_call;
mod operator;
mod opt_out;
mod outcome;
mod page;
mod page_limit;
mod people;
mod person;
mod rate_limit;
mod recordings;
mod records;
mod retention;
mod scenario_runs;
mod scenarios;
mod scope;
pub mod secret_token;
mod sending;
mod session;
mod spend;
mod step_claim;
mod summary;
mod tenant;
mod tenant_update;
mod test_call;
mod test_call_list;
mod text_back;
mod text_consent;
mod text_limit;
mod transaction;
mod undelivered;
mod unsubscribe;
mod usage;
mod visit;
mod visits;
mod walk;
mod webhooks;
mod wrong_details;

pub use account_sweep::{AccountSweep, OpenCallPlace, SweepRest, SweptTenant};
pub use actor_names::ActorName;
pub use alarms::{AlarmState, CloudWatchAlarm};
pub use api_key::{ApiKeyItem, KeyHolderItem, NewApiKey};
pub use arrival::{Arrival, CallPlace};
pub use audit::{Actor, AuditEntry, ChangeContext};
pub use audit_filter::AuditFilter;
pub use booking::{Booking, Moved, Occasion, OfficeChange, VisitNotes};
pub use built_in::{BuiltInCompany, BuiltInError};
pub use calendar_feed::{CalendarFeedItem, CalendarHolderItem, CalendarOf};
pub use call::{
    CallRecord, CallStep, CallTranscript, FirstWordsTimes, Reply, ReplyEnd, SaveError, StageTimes, StepMeasure,
};
pub use call_filter::CallFilter;
pub use call_list::{CallEntry, CallMark};
pub use call_search::{FoundCall, FoundCalls, MOST_FOUND, SearchError};
pub use change::{ChangeError, Conflict};
pub use changes::{Changed, Changes};
pub use company_export::{CompanyExport, ExportPart, ExportState, Exported, ExportedFile, FETCHED_FOR, exported};
pub use company_health::CompanyHealth;
pub use config::{ConfigVersion, DraftPlace, Stamp, VersionInfo};
pub use credentials::{
    ConnectedNumbers, Credential, CredentialsChange, CredentialsItem, Health, KnownCredential, Lease, PreviousToken,
    RefusedToken,
};
pub use customer_query::{CustomerQuery, CustomerQueryError};
pub use customer_record::{
    ContactRule, CustomerItem, CustomerMarks, CustomerNote, CustomerRecord, MOST_NUMBERS_OF_A_CUSTOMER, MergedNumber,
};
pub use customer_texts::{CustomerTextItem, LatestText};
pub use customers::{CustomerScope, PersonalData};
pub use days::{CountedDay, PlatformDays};
pub use deliveries::{DeliveryAttempt, DeliveryItem, DeliveryState};
pub use directory::TenantSummary;
pub use due::{DueId, DueJob};
pub use emergency_pages::{EmergencyPageId, EmergencyPageItem, PagedPerson};
pub use erase::Erased;
pub use followed::Followed;
pub use founded::NewFounder;
pub use handling::{Handled, Handling, HandlingChange};
pub use idempotency::{StoredRequest, StoredResponse};
pub use imports::{
    IMPORTER, ImportCounts, ImportFault, ImportName, ImportStep, ImportedBefore, ImportedCall, ImportedIds,
    ImportedPlace, ImportedRecord, Leftover, MOST_IN_A_BATCH, Rewritten, StoredRecord, UndoneBatch,
};
pub use lists::{EmergencyEntry, MessageEntry, MessageFilter, VisitEntry};
pub use live_call::{
    ArrivedInput, CallerInput, ConnectionId, Interruption, InvalidConnectionId, LiveCall, LiveClaim, LiveSave,
    LiveTurn, LiveUsage, MayAct, RecentInput, RelayConnection, StepOfTurn, TurnKey, TurnToClaim, WORDS_IN_FLIGHT,
};
pub use notifications::NotifiedPerson;
pub use notified::{NotificationAttempt, NotificationClaim, NotificationLease, NotificationOutcome, Notified};
pub use number_route::NumberRoute;
pub use numbers::NumberClaim;
pub use open_call::OpenCall;
pub use operator::{OPERATOR_GROUP, PlatformOperator};
pub use opt_out::{OptOutItem, TextRule};
pub use outcome::CallOutcome;
pub use page::{LARGEST_PAGE, Page};
pub use page_limit::UnpagedDangers;
pub use people::{Founder, FounderProof, PersonItem, PersonState, SubjectItem};
pub use person::{HeldKind, MOST_PAGES, PersonErasure, continues_texts, held_kind};
pub use recordings::{RecordingItem, Sound, StoredSound};
pub use records::{EmergencyItem, MessageItem};
pub use retention::{Forecast, NextRetention};
pub use scenario_runs::{RunPurpose, RunScenario, RunState, ScenarioResult, ScenarioRunItem};
pub use scenarios::{MOST_SCENARIOS, ScenarioItem};
pub use scope::TenantScope;
pub use sending::{SendClaim, SendOutcome, SendState, Sending};
pub use session::{ConfinedScope, TENANT_TAG, TenantSessions};
pub use spend::{Reservation, SpendChange};
pub use summary::SummaryItem;
pub use tenant::{NewTenant, Profile, StatusAuthority, TenantItem, TenantStatus};
pub use test_call::TestCallItem;
pub use test_call_list::TestCallEntry;
pub use text_back::TextBackItem;
pub use text_consent::TextConsentItem;
pub use text_limit::TextAdmission;
pub use undelivered::{CustomerTextAbout, EmailBlock, Undelivered, UndeliveredItem, UndeliveredText};
pub use unsubscribe::DigestSubscription;
pub use usage::{Counted, CountedCall, DayUsage};
pub use visits::VisitFilter;
pub use webhooks::{
    Disabled, DisabledReason, EndpointChange, MOST_ENDPOINTS, PreviousSecret, SealedSecret, WebhookEndpointItem,
};

use form::Versioned;
use key::{Key, PARTITION, SORT};
use transaction::Transaction;

/// Why a request to the table failed. The caller of the API causes none of these but [`StoreError::Cursor`].
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The request failed.
    #[error("the request to the table failed")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A request could not be built.
    #[error("the request to the table could not be built")]
    Request(#[from] BuildError),
    /// An item has an unexpected form.
    #[error("an item in the table cannot be read or written")]
    Item(#[from] serde_dynamo::Error),
    /// A later release wrote the item.
    #[error("an item has version {version} of its form, which this release does not know")]
    NewerForm {
        /// The item's version.
        version: u32,
    },
    /// The tenant was erased in the meantime. Nothing was written.
    #[error("the tenant no longer exists")]
    TenantGone,
    /// Other requests kept changing the same items.
    #[error("the items are contended; the attempts ran out")]
    Contended,
    /// The cursor is not one of this list.
    #[error("the cursor is not one of this list")]
    Cursor,
    /// A message that waits in the table cannot be written as JSON.
    #[error("a message could not be serialized")]
    Message(#[from] serde_json::Error),
    /// The operating system provides no random numbers.
    #[error("no random id could be generated")]
    Randomness(#[from] getrandom::Error),
    /// A new id is not valid.
    #[error("a new id is not valid")]
    Id(#[from] IdError),
    /// There are no credentials for the tenant's items: AWS gave none, now or within the last second.
    #[error("no session for the tenant could be begun")]
    NoSession(#[source] Option<AssumeRoleError>),
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

fn is_zero<T: Default + PartialEq>(count: &T) -> bool {
    *count == T::default()
}

/// The table.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// A table that is reached through `client`.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// The client with access to a tenant's items.
    fn client_of<'a>(&'a self, scope: &'a TenantScope) -> &'a Client {
        scope.session.as_deref().map_or(&self.client, |session| &session.dynamodb)
    }

    /// The same table, reached with the credentials of a tenant's scope.
    fn within(&self, scope: &TenantScope) -> Self {
        Self { client: self.client_of(scope).clone(), table: self.table.clone() }
    }

    async fn get<T: Versioned + DeserializeOwned>(&self, key: Key) -> Result<Option<T>, StoreError> {
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

    /// A query of a tenant's items between two sort keys, in order.
    fn query_between(&self, scope: &TenantScope, first: String, last: String) -> QueryFluentBuilder {
        self.client_of(scope)
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

    /// Writes a new item and its list entry on the condition that their tenant exists, since the company may be erased
    /// during the call. An existing item stays as it is.
    async fn put_once(
        &self,
        scope: &TenantScope,
        key: Key,
        item: &(impl Versioned + Serialize),
        more: impl IntoIterator<Item = TransactWriteItem>,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.put_new(key, item)?, self.check_exists(Key::tenant(scope))?];
        writes.extend(more);
        match self.within(scope).transact(writes).await? {
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }
}
