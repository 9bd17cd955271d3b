//! The list of open calls: calls with no end event yet, of all companies, the oldest first. It finds calls that lack
//! their end event without a scan of all calls.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::id::{CallSid, TenantId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    CallRecord, Page, Store, StoreError, TenantScope,
    call::{CallForm, StepForm},
    form::{self, Versioned, item_with_key},
    key::{Key, OPEN_CALLS, STARTED},
    page::Range,
};

/// Much longer than any call, and than the repair of a fault that keeps calls from being finished.
const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A call with no end event yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCall {
    tenant: TenantId,
    /// The call.
    pub call: CallSid,
    /// When it arrived.
    pub started_at: Timestamp,
}

#[derive(Serialize)]
struct OpenCallItem<'a> {
    #[serde(flatten)]
    open: &'a OpenCall,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

impl OpenCall {
    /// The list entry of a call. `None` for a dry run, which is never counted.
    #[must_use]
    pub fn of(scope: &TenantScope, record: &CallRecord) -> Option<Self> {
        let (call, started_at) = (record.conversation.call().clone(), record.conversation.started_at());
        (!record.test).then(|| Self { tenant: scope.tenant().clone(), call, started_at })
    }

    /// The list entry of the call in a call's item, if the item contains the start of the call.
    pub(super) fn of_item(scope: &TenantScope, item: HashMap<String, AttributeValue>) -> Option<Self> {
        let began = if form::version_of(&item) == 1 {
            form::read::<CallForm>(item).ok().filter(|call| !call.finished)?.began()
        } else {
            form::read::<StepForm>(item).ok()?.began()?
        };
        let (call, started_at) = began;
        Some(Self { tenant: scope.tenant().clone(), call, started_at })
    }

    /// The scope of its tenant. The call's own webhook wrote the entry.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope::of_function(self.tenant.clone())
    }

    pub(super) fn key(&self) -> Key {
        Key::open_call(self.started_at, &self.tenant, &self.call)
    }
}

impl Versioned for OpenCall {}
impl Versioned for OpenCallItem<'_> {}

impl Store {
    /// Adds a call to the list.
    pub async fn put_open_call(&self, open: &OpenCall) -> Result<(), StoreError> {
        let expires_at = open.started_at.saturating_add(LIFETIME).unwrap_or(open.started_at).as_second();
        let item = item_with_key(open.key(), &OpenCallItem { open, expires_at })?;
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Removes a call from the list, if it is there.
    pub async fn remove_open_call(&self, open: &OpenCall) -> Result<(), StoreError> {
        self.remove(open.key()).await
    }

    /// Gets the time when a call arrived, from its first item.
    pub async fn get_call_start(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<Timestamp>, StoreError> {
        let key = Key::call_step(scope, call, 0);
        let get = self
            .client_of(scope)
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(true);
        let item = get.send().await?.item;
        Ok(item.and_then(|item| OpenCall::of_item(scope, item)).map(|open| open.started_at))
    }

    /// Lists a page of the open calls, the oldest first.
    pub async fn list_open_calls(&self, after: Option<&str>, limit: usize) -> Result<Page<OpenCall>, StoreError> {
        self.page(&Range::in_order(OPEN_CALLS, STARTED), after, limit).await
    }
}
