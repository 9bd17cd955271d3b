//! Calls between two webhooks. Each step of a call is stored in its own item; the latest step contains the state.

use aws_sdk_dynamodb::{operation::put_item::PutItemError, types::TransactWriteItem};
use domain::{
    conversation::{Conversation, TurnEnd},
    day_counts::TurnTimes,
    id::CallSid,
    triage::Language,
};
use jiff::Timestamp;
use platform::boxed;

mod correction;
mod form;
mod measure;
mod parts;

use super::{
    CallPlace, CustomerScope, Reservation, Store, StoreError, TenantScope, Transaction,
    form::{item_with_key, read, version_of},
    key::{self, Key},
};

use correction::{StoredEntry, changed_entries};

pub use form::{CallStep, CallTranscript};
pub(super) use form::{StepForm, whole::CallForm};
pub use measure::{FirstWordsTimes, StageTimes, StepMeasure};

/// The reply to a webhook. It is stored, so a repeated webhook gets the same reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The words to speak, in order.
    pub say: Vec<String>,
    /// The language of the call after this step.
    pub language: Language,
    /// What follows the words.
    pub end: ReplyEnd,
}

impl Reply {
    /// Whether the call ends without a word. As the first reply, this rejects the call.
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
    /// The turn continues at once with another webhook, since the model takes longer than one webhook may.
    Hold,
}

impl CallRecord {
    /// The latest step, if a streamed call leaves its socket with it.
    #[must_use]
    pub fn step_of_session_end(&self) -> Option<usize> {
        let last = self.replies.last().filter(|reply| reply.end.ends_session());
        last.map(|_| self.replies.len().saturating_sub(1))
    }
}

impl ReplyEnd {
    /// Whether a streamed call leaves its socket: the `action` of `<Connect>` does what follows.
    #[must_use]
    pub fn ends_session(&self) -> bool {
        matches!(self, Self::TurnEnd(TurnEnd::Transfer(_) | TurnEnd::TakeVoicemail | TurnEnd::HangUp))
    }
}

/// A call between two webhooks.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "they are facts that do not exclude one another")]
pub struct CallRecord {
    /// The state of the conversation.
    pub conversation: Conversation,
    /// Every reply so far; the reply to step `n` is at `n`, and the next step is the number of replies.
    pub replies: Vec<Reply>,
    /// The version of the configuration at the start of the call. It stays the same during the call.
    pub config_version: u32,
    /// A dry run: nothing is booked and nothing is counted.
    pub test: bool,
    /// When the latest step was answered, which is the minimum length of the call. Missing for calls that are older
    /// than this field.
    pub last_step_at: Option<Timestamp>,
    /// What was measured in the step that is to be saved.
    pub measured: Option<StepMeasure>,
    /// The model that answered in that step.
    pub answered_by: Option<String>,
    /// How long the stages of its stored steps took.
    pub times: TurnTimes,
    /// The latest reply was a hold. The turn continues after the caller has heard it.
    pub awaiting_model: bool,
    /// Its recording is paused, while the caller gives the number of a card.
    pub recording_paused: bool,
    /// It has ended. Its usage is queued after this is saved.
    pub finished: bool,
    /// The most that the next turn can cost, which is counted already.
    pub reservation: Option<Reservation>,
    /// Its place among the calls that are open at once, if it was counted.
    pub place: Option<CallPlace>,
    /// The stored part; `None` for a new call.
    stored: Option<StoredPart>,
}

impl CallRecord {
    /// A new call. Nothing is booked or counted if `test` is set.
    #[must_use]
    pub fn new(conversation: Conversation, config_version: u32, test: bool) -> Self {
        Self {
            conversation,
            replies: Vec::new(),
            config_version,
            test,
            last_step_at: None,
            measured: None,
            answered_by: None,
            times: TurnTimes::default(),
            awaiting_model: false,
            recording_paused: false,
            finished: false,
            reservation: None,
            place: None,
            stored: None,
        }
    }

    /// The number of the next step.
    #[must_use]
    pub fn next_step(&self) -> usize {
        self.replies.len()
    }

    /// The step is stored as this is: the next one adds to it.
    pub fn mark_saved(&mut self, step: usize) {
        let history = self.conversation.history();
        let mut stored = self.stored.take().map(|stored| stored.history).unwrap_or_default();
        for entry in &mut stored {
            if let Some(now) = history.get(entry.place) {
                entry.entry.clone_from(now);
            }
        }
        let first = stored.last().map_or(0, |last| last.place + 1);
        let added = history.iter().enumerate().skip(first);
        stored.extend(added.map(|(place, entry)| StoredEntry {
            item: step,
            nth: place - first,
            place,
            entry: entry.clone(),
        }));
        self.stored = Some(StoredPart { latest_item: step, entries: history.len(), history: stored });
    }

    /// Continues at a later step: the replies to the steps before it were spoken but not saved. The latest saved reply
    /// stands for them.
    pub fn skip_lost_steps(&mut self, next: usize) {
        if let Some(latest) = self.replies.last().cloned() {
            self.replies.resize(next.max(self.replies.len()), latest);
        }
    }
}

/// The stored part of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
struct StoredPart {
    /// The step of the latest item. Version 0.1.0 stored all steps in the item of the first one.
    latest_item: usize,
    /// The number of stored entries of the history.
    entries: usize,
    /// The entries in the items of steps, as they are stored.
    history: Vec<StoredEntry>,
}

/// Why a call was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another webhook of the same call saved the step first. Nothing was written.
    #[error("another webhook of the same call saved the step first")]
    Overtaken,
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Gets a call.
    #[must_use]
    #[boxed]
    pub async fn get_call(&self, scope: &TenantScope, call: &CallSid) -> Result<Option<CallRecord>, StoreError> {
        let (whole, steps) = self.get_steps(scope, call).await?;
        Ok(form::restore(whole, steps))
    }

    /// Gets what happened in a call, for people who read it later.
    #[must_use]
    #[boxed]
    pub async fn get_transcript(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
    ) -> Result<Option<CallTranscript>, StoreError> {
        let (whole, steps) = self.get_steps(customers.tenant_scope(), call).await?;
        Ok(form::transcript::transcript(whole, steps))
    }

    /// The stored parts of a call: the item of version 1, and the steps in order.
    async fn get_steps(
        &self,
        scope: &TenantScope,
        call: &CallSid,
    ) -> Result<(Option<CallForm>, Vec<StepForm>), StoreError> {
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
        Ok((whole, steps))
    }

    /// Saves the step `step` of a call, unless another webhook has saved it or the call was erased after it was loaded.
    #[must_use]
    #[boxed]
    pub async fn save_call(&self, scope: &TenantScope, record: &CallRecord, step: usize) -> Result<(), SaveError> {
        if record.stored.is_none() {
            let form = StepForm::of(record, step);
            return self.put_first_step(scope, Key::call_step(scope, record.conversation.call(), step), &form).await;
        }
        let writes = self.step_writes(scope, record, step).await?;
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(SaveError::Overtaken),
        }
    }

    /// The writes of a later step. They are refused if another process has saved it or the call was erased after it was loaded.
    pub(super) async fn step_writes(
        &self,
        scope: &TenantScope,
        record: &CallRecord,
        step: usize,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let key = |step| Key::call_step(scope, record.conversation.call(), step);
        let mut writes = vec![self.put_new(key(step), &StepForm::of(record, step))?];
        let Some(stored) = &record.stored else { return Ok(writes) };
        self.mask_reports(scope, record).await?;
        let changed = changed_entries(record, &stored.history);
        if !changed.contains_key(&stored.latest_item) {
            writes.push(self.check_exists(key(stored.latest_item))?);
        }
        for (step, entries) in changed {
            writes.push(self.correct_entries(key(step), &entries)?);
        }
        Ok(writes)
    }

    /// The write of a whole call in one step.
    pub(super) fn put_whole_call(
        &self,
        scope: &TenantScope,
        record: &CallRecord,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_new(Key::call_step(scope, record.conversation.call(), 0), &StepForm::of(record, 0))
    }

    /// A single write costs half as much as one in a transaction.
    async fn put_first_step(&self, scope: &TenantScope, key: Key, form: &StepForm) -> Result<(), SaveError> {
        let put = self.client_of(scope).put_item().table_name(&self.table).set_item(Some(item_with_key(key, form)?));
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
