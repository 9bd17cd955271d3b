//! The list of open calls: calls that are not counted yet, of all companies, the oldest first. It finds calls that lack
//! their end event, and ended calls whose message was lost, without a scan of all calls.
//!
//! A call is in the list from its greeting until its usage is counted.

use std::collections::HashMap;

use aws_sdk_dynamodb::{operation::delete_item::DeleteItemError, types::AttributeValue};
use domain::id::{CallSid, TenantId};
use jiff::{SignedDuration, Timestamp};
use messages::FinishedCall;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    CallRecord, OpenCallPlace, Page, Store, StoreError, TenantScope,
    call::{CallForm, StepForm},
    form::{self, Versioned, item_with_key},
    key::{Key, OPEN_CALLS, STARTED},
    page::Range,
};

/// Much longer than any call, and than the repair of a fault that keeps calls from being finished.
const LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A call that is not counted yet, or that may be longer than it was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCall {
    tenant: TenantId,
    /// The call.
    pub call: CallSid,
    /// When it arrived.
    pub started_at: Timestamp,
    /// The longest length that was reported after its end, if one was. The call stays in the list until it is counted with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_seconds: Option<u64>,
    /// When the sweep last queued its usage again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requeued_at: Option<Timestamp>,
    /// How often the sweep has queued its usage again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub requeues: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
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
        (!record.test).then(|| Self::new(scope, call, started_at))
    }

    fn new(scope: &TenantScope, call: CallSid, started_at: Timestamp) -> Self {
        let tenant = scope.tenant().clone();
        Self { tenant, call, started_at, reported_seconds: None, requeued_at: None, requeues: 0 }
    }

    /// The entry with a length that was reported after the call's end.
    #[must_use]
    pub fn reported(self, seconds: u64) -> Self {
        Self { reported_seconds: Some(seconds), ..self }
    }

    /// The entry after the usage is queued again.
    #[must_use]
    pub fn requeued(self, now: Timestamp) -> Self {
        Self { requeued_at: Some(now), requeues: self.requeues.saturating_add(1), ..self }
    }

    /// The list entry of the call in a call's item, if the item contains the start of the call.
    pub(super) fn of_item(scope: &TenantScope, item: HashMap<String, AttributeValue>) -> Option<Self> {
        let began = if form::version_of(&item) == 1 {
            form::read::<CallForm>(item).ok().filter(|call| !call.finished)?.began()
        } else {
            form::read::<StepForm>(item).ok()?.began()?
        };
        let (call, started_at) = began;
        Some(Self::new(scope, call, started_at))
    }

    /// The scope of its tenant. The call's own webhook wrote the entry.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope::of_function(self.tenant.clone())
    }

    /// Its place among the open calls of its tenant.
    #[must_use]
    pub fn place(&self) -> OpenCallPlace {
        OpenCallPlace { started_at: self.started_at, call: self.call.clone() }
    }

    pub(super) fn key(&self) -> Key {
        Key::open_call(self.started_at, &self.tenant, &self.call)
    }
}

impl Versioned for OpenCall {}
impl Versioned for OpenCallItem<'_> {}

impl Store {
    /// Adds a call to the list.
    #[must_use]
    #[boxed]
    pub async fn put_open_call(&self, open: &OpenCall) -> Result<(), StoreError> {
        let expires_at = open.started_at.saturating_add(LIFETIME).unwrap_or(open.started_at).as_second();
        let item = item_with_key(open.key(), &OpenCallItem { open, expires_at })?;
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await?;
        Ok(())
    }

    /// Removes a call from the list, if it is there.
    #[must_use]
    #[boxed]
    pub async fn remove_open_call(&self, open: &OpenCall) -> Result<(), StoreError> {
        self.remove(open.key()).await
    }

    /// Removes a counted call from the list, unless a greater length than the counted one was reported. The message of the
    /// call is the proof of its tenant.
    #[must_use]
    #[boxed]
    pub async fn remove_counted_call(&self, finished: &FinishedCall) -> Result<(), StoreError> {
        let key = Key::open_call(finished.started_at, &finished.tenant, &finished.call);
        let counted = AttributeValue::N(finished.usage.call_seconds.to_string());
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key.attributes()));
        let delete = delete
            .condition_expression("attribute_not_exists(reported_seconds) OR reported_seconds <= :counted")
            .expression_attribute_values(":counted", counted);
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error)
                if matches!(error.as_service_error(), Some(DeleteItemError::ConditionalCheckFailedException(_))) =>
            {
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Gets the time when a call arrived, from its first item.
    #[must_use]
    #[boxed]
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
    #[must_use]
    #[boxed]
    pub async fn list_open_calls(&self, after: Option<&str>, limit: usize) -> Result<Page<OpenCall>, StoreError> {
        self.page(&Range::in_order(OPEN_CALLS, STARTED), after, limit).await
    }
}
