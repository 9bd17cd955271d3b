//! The JSON of what the office does about messages and emergencies, and the rows of their lists.

use api::{PageQuery, PageSize, Problem};
use domain::{
    booking::MessageKind,
    id::{CallSid, EmergencyId, MessageId},
    phone::PhoneNumber,
    redaction::MaskedText,
    text::Text,
    triage::Hazard,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{EmergencyEntry, Handled, Handling, HandlingChange, MessageEntry, MessageFilter};
use utoipa::{IntoParams, ToSchema};

/// What to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    cursor: Option<String>,
    /// The most items of the page: 1 to 100, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
    limit: Option<PageSize>,
    /// `open` for those that are not done; all if missing.
    #[param(value_type = Option<String>, pattern = "^(open|all)$", example = "open")]
    state: Option<ListState>,
}

/// Which items a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ListState {
    Open,
    All,
}

impl ListQuery {
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    pub(crate) fn limit(&self) -> usize {
        PageQuery { cursor: None, limit: self.limit }.limit()
    }

    pub(crate) fn only_open(&self) -> bool {
        self.state == Some(ListState::Open)
    }
}

/// Which messages to list. All conditions must hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessagesQuery {
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    cursor: Option<String>,
    /// The most items of the page: 1 to 100, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
    limit: Option<PageSize>,
    /// `open` for those that are not done; all if missing.
    #[param(value_type = Option<String>, pattern = "^(open|all)$", example = "open")]
    state: Option<ListState>,
    /// Those of this kind only: words that the agent took down, voicemails, or texts from customers.
    #[param(value_type = Option<String>, pattern = "^(words|voicemail|text)$", example = "text")]
    kind: Option<MessageKind>,
}

impl MessagesQuery {
    pub(crate) fn filter(&self) -> MessageFilter {
        MessageFilter { only_open: self.state == Some(ListState::Open), kind: self.kind }
    }

    pub(crate) fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

/// What the office has done about a message or an emergency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Handling, example = json!({
    "version": 3, "taken": {"by": "usr_dana", "at": "2026-11-23T15:10:00Z"}, "note": "Called back, visit on Friday.",
}))]
pub(crate) struct HandlingView {
    /// Counts the changes: 1 if nothing was done.
    version: u64,
    /// Who has taken it on; missing if no one has.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<HandledView>,
    /// Who closed it; missing while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<HandledView>,
    /// The note; missing if there is none, and for a caller without the permission `read_calls`.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<MaskedText<1000>>,
}

/// Who did something, and when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Handled)]
struct HandledView {
    /// The person, key or operator, as the audit log names them.
    by: String,
    /// The time.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl HandlingView {
    /// The same for a caller who may not read what the office notes.
    pub(crate) fn without_note(self) -> Self {
        Self { note: None, ..self }
    }
}

impl From<Handling> for HandlingView {
    fn from(Handling { version, taken, done, note }: Handling) -> Self {
        let view = |Handled { by, at }| HandledView { by, at };
        Self { version, taken: taken.map(view), done: done.map(view), note }
    }
}

/// What to change of a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HandleMessage, example = json!({"taken": true, "note": "Called back, visit on Friday."}))]
pub(crate) struct HandleMessageBody {
    /// Take it on, or give it back.
    taken: Option<bool>,
    /// Close it, or reopen it.
    done: Option<bool>,
    /// The note, in place of the one before.
    note: Option<MaskedText<1000>>,
}

impl From<HandleMessageBody> for HandlingChange {
    fn from(HandleMessageBody { taken, done, note }: HandleMessageBody) -> Self {
        Self { taken, done, note, acknowledged: false }
    }
}

/// What to change of an emergency.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HandleEmergency, example = json!({"acknowledged": true, "taken": true}))]
pub(crate) struct HandleEmergencyBody {
    /// `true` accepts the emergency. It cannot be withdrawn.
    acknowledged: Option<bool>,
    /// Take it on, or give it back.
    taken: Option<bool>,
    /// Close it, or reopen it.
    done: Option<bool>,
    /// The note, in place of the one before.
    note: Option<MaskedText<1000>>,
}

impl HandleEmergencyBody {
    pub(crate) fn change(self) -> Result<HandlingChange, Problem> {
        let Self { acknowledged, taken, done, note } = self;
        if acknowledged == Some(false) {
            return Err(Problem::field("/acknowledged", "an acknowledgement cannot be withdrawn"));
        }
        Ok(HandlingChange { taken, done, note, acknowledged: acknowledged.is_some() })
    }
}

/// A message in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageSummary, example = json!({
    "message_id": "msg_7f1c_0", "kind": "words", "call_id": "CA7f1c", "name": "Dana Smith", "callback": "+12145550142",
    "words": "The gate is locked", "urgent": false, "left_at": "2026-11-23T15:05:40Z", "handling": {"version": 1},
}))]
pub(crate) struct MessageRow {
    /// The message's id.
    message_id: MessageId,
    /// The kind.
    kind: MessageKind,
    /// The call in which it was left; missing for a text message.
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<CallSid>,
    /// The caller's name, if they gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The number to call back, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    /// The first 200 characters; missing for a voicemail.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    /// Whether it cannot wait until the office opens.
    urgent: bool,
    /// When it was left.
    #[schema(value_type = String, format = DateTime)]
    left_at: Timestamp,
    handling: HandlingView,
}

impl From<MessageEntry> for MessageRow {
    fn from(entry: MessageEntry) -> Self {
        let kind = entry.kind();
        let MessageEntry { message, call, name, callback, words, urgent, left_at, handling, .. } = entry;
        let handling = handling.into();
        Self { message_id: message, kind, call_id: call, name, callback, words, urgent, left_at, handling }
    }
}

/// An emergency in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencySummary, example = json!({
    "emergency_id": "emg_7f1c_0", "call_id": "CA7f1c", "hazard": "gas_leak", "callback": "+12145550142",
    "heard_at": "2026-11-23T15:04:20Z", "handling": {"version": 1},
}))]
pub(crate) struct EmergencyRow {
    /// The emergency's id.
    emergency_id: EmergencyId,
    /// The call in which it was heard.
    call_id: CallSid,
    /// The kind of danger.
    hazard: Hazard,
    /// The number to call back, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<PhoneNumber>,
    /// When it was heard.
    #[schema(value_type = String, format = DateTime)]
    heard_at: Timestamp,
    /// When it was accepted, on the telephone or by API; missing until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledged_at: Option<Timestamp>,
    handling: HandlingView,
}

impl From<EmergencyEntry> for EmergencyRow {
    fn from(entry: EmergencyEntry) -> Self {
        let EmergencyEntry { emergency, call, hazard, callback, heard_at, acknowledged_at, handling, .. } = entry;
        let handling = handling.into();
        Self { emergency_id: emergency, call_id: call, hazard, callback, heard_at, acknowledged_at, handling }
    }
}
