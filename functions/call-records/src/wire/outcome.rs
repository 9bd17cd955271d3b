//! The JSON of what callers left: messages and emergencies.

use domain::{
    booking::{CallerMessage, MessageBody, MessageKind},
    id::{CallSid, EmergencyId, MessageId, RecordingSid},
    phone::PhoneNumber,
    text::Text,
    triage::Hazard,
};
use jiff::Timestamp;
use serde::Serialize;
use store::{EmergencyItem, MessageItem};
use utoipa::ToSchema;

use super::handling::HandlingView;

/// A message: words, a voicemail or a text message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message, example = json!({
    "message_id": "msg_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0", "kind": "words", "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0",
    "name": "Dana Smith", "callback": "+12145550142", "words": "The gate is locked, please call before you come.",
    "urgent": false, "left_at": "2026-11-23T15:05:40Z", "handling": {"version": 1},
}))]
pub(crate) struct MessageView {
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
    /// The words that the agent took down, or the text message; missing for a voicemail.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    /// The company's number that a text message was sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<PhoneNumber>,
    /// The recording; missing for words.
    #[serde(skip_serializing_if = "Option::is_none")]
    voicemail: Option<VoicemailView>,
    /// Whether it cannot wait until the office opens.
    urgent: bool,
    /// When it was left.
    #[schema(value_type = String, format = DateTime)]
    left_at: Timestamp,
    handling: HandlingView,
}

/// A recording that the caller left after the tone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Voicemail)]
struct VoicemailView {
    /// The recording's id: Twilio's `RecordingSid`.
    recording_id: RecordingSid,
    /// The length of the recording.
    duration_seconds: u32,
}

impl From<MessageItem> for MessageView {
    fn from(MessageItem { message, handling }: MessageItem) -> Self {
        let CallerMessage { id, call, name, callback, body, urgent, left_at } = message;
        let kind = body.kind();
        let (words, to, voicemail) = match body {
            MessageBody::Words(words) => (Some(words.to_string()), None, None),
            MessageBody::Received(text) => (Some(text.words.to_string()), Some(text.to), None),
            MessageBody::Voicemail(voicemail) => {
                let (recording_id, duration_seconds) = (voicemail.recording, voicemail.duration_seconds);
                (None, None, Some(VoicemailView { recording_id, duration_seconds }))
            }
        };
        let handling = handling.into();
        Self { message_id: id, kind, call_id: call, name, callback, words, to, voicemail, urgent, left_at, handling }
    }
}

/// An emergency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Emergency, example = json!({
    "emergency_id": "emg_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0", "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0",
    "hazard": "gas_leak", "callback": "+12145550142", "heard_at": "2026-11-23T15:04:20Z", "heard": "I smell gas in the basement",
    "acknowledged_at": "2026-11-23T15:05:02Z", "handling": {"version": 1},
}))]
pub(crate) struct EmergencyView {
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
    /// The caller's words; missing if they are unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<Text<300>>,
    /// The caller's name, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The address, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Text<200>>,
    /// When it was accepted, on the telephone or by API; missing until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledged_at: Option<Timestamp>,
    handling: HandlingView,
}

impl From<EmergencyItem> for EmergencyView {
    fn from(EmergencyItem { emergency, acknowledged_at, handling, .. }: EmergencyItem) -> Self {
        let report = emergency.report;
        Self {
            emergency_id: emergency.id,
            call_id: emergency.call,
            hazard: emergency.hazard,
            callback: emergency.callback,
            heard_at: emergency.heard_at,
            heard: report.heard,
            name: report.name,
            place: report.place,
            acknowledged_at,
            handling: handling.into(),
        }
    }
}
