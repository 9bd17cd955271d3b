//! The stored form of a call in one item.
//!
//! Version 1 stored every call like this and rewrote the item at each step. Test calls are short, and are still stored like
//! this.

use domain::{
    attestation::Attestation,
    booking::Customer,
    conversation::HistoryEntry,
    day_counts::TurnTimes,
    id::CallSid,
    phone::{Caller, PhoneNumber},
    triage::Language,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BegunForm, StateForm, conversation, is_english, unrecorded};
use crate::{
    call::{
        CallRecord, Reply, StoredPart,
        parts::{ClosingForm, EntryForm, PhaseForm, ReplyEndForm},
    },
    form::Versioned,
};

/// A call in one item.
#[derive(Serialize, Deserialize)]
pub(crate) struct CallForm {
    conversation: ConversationForm,
    replies: Vec<ReplyForm>,
    config_version: u32,
    #[serde(default)]
    test: bool,
    #[serde(default)]
    last_step_at: Option<Timestamp>,
    #[serde(default)]
    awaiting_model: bool,
    pub(crate) finished: bool,
}

#[derive(Serialize, Deserialize)]
struct ConversationForm {
    call: CallSid,
    caller: Caller,
    called: PhoneNumber,
    started_at: Timestamp,
    #[serde(default = "unrecorded")]
    attestation: Attestation,
    customer: Option<Customer>,
    history: Vec<EntryForm>,
    #[serde(flatten)]
    state: StateForm,
    turn: TurnForm,
}

#[derive(Serialize, Deserialize)]
struct TurnForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending: Option<ClosingForm>,
}

#[derive(Serialize, Deserialize)]
struct ReplyForm {
    say: Vec<String>,
    #[serde(default, skip_serializing_if = "is_english")]
    language: Language,
    answer: ReplyEndForm,
}

impl Versioned for CallForm {
    const VERSION: u32 = 3;
}

impl From<Reply> for ReplyForm {
    fn from(Reply { say, language, end }: Reply) -> Self {
        Self { say, language, answer: end.into() }
    }
}

impl From<ReplyForm> for Reply {
    fn from(ReplyForm { say, language, answer }: ReplyForm) -> Self {
        Self { say, language, end: answer.into() }
    }
}

impl CallForm {
    pub(crate) fn of(record: &CallRecord) -> Self {
        let snapshot = record.conversation.snapshot();
        Self {
            conversation: ConversationForm {
                call: snapshot.call.clone(),
                caller: snapshot.caller.clone(),
                called: snapshot.called.clone(),
                started_at: snapshot.started_at,
                attestation: snapshot.attestation,
                customer: snapshot.customer.clone(),
                history: snapshot.history.iter().cloned().map(EntryForm::from).collect(),
                turn: TurnForm { pending: snapshot.pending.clone().map(ClosingForm::from) },
                state: StateForm::from(snapshot),
            },
            replies: record.replies.iter().cloned().map(ReplyForm::from).collect(),
            config_version: record.config_version,
            test: record.test,
            last_step_at: record.last_step_at,
            awaiting_model: record.awaiting_model,
            finished: record.finished,
        }
    }

    /// The constant part, the history and the replies.
    pub(super) fn into_beginning(self) -> (BegunForm, Vec<HistoryEntry>, Vec<Reply>) {
        let ConversationForm { call, caller, called, started_at, attestation, customer, history, .. } =
            self.conversation;
        let (config_version, test) = (self.config_version, self.test);
        let begun = BegunForm {
            call,
            caller,
            called,
            started_at,
            attestation,
            blocked: false,
            wrong_before: 0,
            customer,
            config_version,
            test,
            place: None,
        };
        let history = history.into_iter().map(HistoryEntry::from).collect();
        (begun, history, self.replies.into_iter().map(Reply::from).collect())
    }

    /// The call and its start.
    pub(crate) fn began(self) -> (CallSid, Timestamp) {
        (self.conversation.call, self.conversation.started_at)
    }
}

impl From<CallForm> for CallRecord {
    fn from(form: CallForm) -> Self {
        let ConversationForm { call, caller, called, started_at, attestation, customer, history, state, turn } =
            form.conversation;
        let begun = BegunForm {
            call,
            caller,
            called,
            started_at,
            attestation,
            blocked: false,
            wrong_before: 0,
            customer,
            config_version: form.config_version,
            test: form.test,
            place: None,
        };
        let held = matches!(state.phase, PhaseForm::Holding);
        let history: Vec<_> = history.into_iter().map(HistoryEntry::from).collect();
        Self {
            stored: Some(StoredPart { latest_item: 0, entries: history.len(), history: Vec::new() }),
            config_version: begun.config_version,
            test: begun.test,
            conversation: conversation(begun, history, state, turn.pending),
            replies: form.replies.into_iter().map(Reply::from).collect(),
            last_step_at: form.last_step_at,
            measured: None,
            answered_by: None,
            times: TurnTimes::default(),
            awaiting_model: form.awaiting_model || held,
            recording_paused: false,
            finished: form.finished,
            reservation: None,
            place: None,
        }
    }
}
