//! Calls between two webhooks. A call is stored step by step; the latest step holds its state.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use domain::{
    conversation::{Conversation, TurnEnd},
    id::CallSid,
};
use jiff::Timestamp;

mod form;
mod parts;

use super::{
    Store, StoreError, TenantScope, Transaction,
    form::{item_with_key, read, version_of},
    key::{self, Key},
};

pub(super) use form::{CallForm, StepForm};

/// How a webhook was answered. Kept, so that a repeated webhook gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The words to speak, in order.
    pub say: Vec<String>,
    /// What follows them.
    pub end: ReplyEnd,
}

impl Reply {
    /// Whether the call ends without a word. As the first reply it rejects the call.
    #[must_use]
    pub fn is_silent_end(&self) -> bool {
        self.say.is_empty() && self.end == ReplyEnd::TurnEnd(TurnEnd::HangUp)
    }
}

/// What follows the words of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyEnd {
    /// The turn ends.
    TurnEnd(TurnEnd),
    /// The turn goes on with another webhook at once: the model takes longer than a webhook may.
    Hold,
}

/// A call between two webhooks.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRecord {
    /// The state of the conversation.
    pub conversation: Conversation,
    /// Every reply so far; the reply to step `n` is at `n`, and the next step is the number of replies.
    pub replies: Vec<Reply>,
    /// The version of the configuration that the call began with, and keeps.
    pub config_version: u32,
    /// Nothing is booked in it and nothing counted.
    pub test: bool,
    /// When the latest step was answered: the call took at least until then. Not known of calls older than this field.
    pub last_step_at: Option<Timestamp>,
    /// The latest reply was a hold: the turn goes on when the caller has heard it.
    pub awaiting_model: bool,
    /// What it used has been queued.
    pub finished: bool,
    /// What is stored of it; nothing of a call that has just arrived.
    stored: Option<Stored>,
}

impl CallRecord {
    /// A call that has just arrived. Nothing is booked and nothing counted in a `test`.
    #[must_use]
    pub fn new(conversation: Conversation, config_version: u32, test: bool) -> Self {
        Self {
            conversation,
            replies: Vec::new(),
            config_version,
            test,
            last_step_at: None,
            awaiting_model: false,
            finished: false,
            stored: None,
        }
    }

    /// The step that has not been answered yet.
    #[must_use]
    pub fn next_step(&self) -> usize {
        self.replies.len()
    }
}

/// What is stored of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stored {
    /// The step whose item is the latest. Version 0.1.0 stored all steps as the first one.
    latest_item: usize,
    /// How many entries of the history.
    entries: usize,
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

impl Store {
    /// A call between two webhooks.
    pub async fn get_call(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<CallRecord>, StoreError> {
        let (first, last) = key::call_between(call);
        let mut items = self.query_between(scope, first, last).into_paginator().items().send();
        let (mut whole, mut steps) = (None, Vec::new());
        while let Some(item) = items.next().await {
            let item = item?;
            if version_of(&item) == 1 {
                whole = Some(read::<CallForm>(item)?);
            } else {
                steps.push(read::<StepForm>(item)?);
            }
        }
        Ok(form::restore(whole, steps))
    }

    /// Saves the step `step` of a call, unless another webhook has saved it, or the call was erased since it was loaded.
    pub async fn save_call(&self, scope: &TenantScope, record: &CallRecord, step: usize) -> Result<(), SaveError> {
        let key = |step| Key::call_step(scope, record.conversation.call(), step);
        let form = StepForm::of(record, step);
        let Some(stored) = record.stored else { return self.put_first_step(key(step), &form).await };
        let writes = [self.put_new(key(step), &form)?, self.check_exists(key(stored.latest_item))?];
        match self.transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(SaveError::Overtaken),
        }
    }

    /// A single write costs half of a transaction's.
    async fn put_first_step(&self, key: Key, form: &StepForm) -> Result<(), SaveError> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item_with_key(key, form)?));
        match put.condition_expression("attribute_not_exists(sk)").send().await {
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

#[cfg(test)]
mod tests;
