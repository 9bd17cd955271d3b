//! Calls between two webhooks.

use aws_sdk_dynamodb::{operation::put_item::PutItemError, types::AttributeValue};
use domain::{
    conversation::{Conversation, TurnEnd},
    id::CallSid,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError, TenantScope,
    form::{Form, item_with_key},
    key::Key,
};

/// How a webhook was answered: words, then what comes after them. Kept, so that a repeated webhook hears the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// To be spoken, in order.
    pub say: Vec<String>,
    /// What comes after.
    pub answer: TurnEnd,
}

/// A call as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallRecord {
    /// Where the conversation stands.
    pub conversation: Conversation,
    /// Every reply so far; the reply to step `n` is at `n`, and the next step is the number of replies.
    pub replies: Vec<Reply>,
    /// The configuration the call began with, and keeps.
    pub config_version: u32,
    /// Nothing is booked in it and nothing counted.
    #[serde(default)]
    pub test: bool,
    /// When the latest step was dealt with: the call took at least until then. Not known of a call that is older than this.
    #[serde(default)]
    pub last_step_at: Option<Timestamp>,
    /// What it used has been queued.
    pub finished: bool,
}

impl CallRecord {
    /// A call that has just arrived. Nothing is booked and nothing counted in a `test`.
    #[must_use]
    pub fn new(conversation: Conversation, config_version: u32, test: bool) -> Self {
        Self { conversation, replies: Vec::new(), config_version, test, last_step_at: None, finished: false }
    }

    /// The step that has not been answered yet.
    #[must_use]
    pub fn next_step(&self) -> usize {
        self.replies.len()
    }
}

/// Why a call was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another webhook of the same call was quicker: nothing was written.
    #[error("another webhook of the same call was quicker")]
    Overtaken,
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[derive(Serialize)]
struct CallItem<'a> {
    #[serde(flatten)]
    record: &'a CallRecord,
    step: usize,
}

impl Form for CallRecord {}
impl Form for CallItem<'_> {}

impl Store {
    /// A call between two webhooks.
    pub async fn get_call(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<CallRecord>, StoreError> {
        self.get(Key::call(scope, call)).await
    }

    /// Saves a call that was loaded at `step` (0: that did not exist), unless someone else has saved it since.
    pub async fn save_call(&self, scope: &TenantScope, record: &CallRecord, step: usize) -> Result<(), SaveError> {
        let key = Key::call(scope, record.conversation.call());
        let item = item_with_key(key, &CallItem { record, step: record.next_step() })?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let put = if step == 0 {
            put.condition_expression("attribute_not_exists(sk)")
        } else {
            put.condition_expression("step = :step AND finished = :false")
                .expression_attribute_values(":step", AttributeValue::N(step.to_string()))
                .expression_attribute_values(":false", AttributeValue::Bool(false))
        };
        match put.send().await {
            Ok(_) => Ok(()),
            Err(error)
                if matches!(error.as_service_error(), Some(PutItemError::ConditionalCheckFailedException(_))) =>
            {
                Err(SaveError::Overtaken)
            }
            Err(error) => Err(StoreError::from(error).into()),
        }
    }
}
