//! The message of a recording that could not be stored when Twilio reported it, because the table failed.

use domain::{
    id::{CallSid, RecordingSid, TenantId},
    phone::PhoneNumber,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{FinishedCall, MessageError};

/// A recording that waits to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRecording {
    /// The company. Only our own functions can write to the queue.
    pub tenant: TenantId,
    /// The call.
    pub call: CallSid,
    /// Twilio's id of the recording.
    pub recording: RecordingSid,
    /// Its URL at Twilio.
    pub url: String,
    /// Its length as Twilio reported it.
    pub duration_seconds: u32,
    /// When it began, as Twilio reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When Twilio reported it.
    pub reported_at: Timestamp,
    /// Whether it is a voicemail: a message for the company.
    pub voicemail: bool,
    /// The number to call back, unless it is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
}

/// A message in the post-call queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostCallMessage {
    /// A finished call.
    FinishedCall(Box<FinishedCall>),
    /// A recording that waits to be stored.
    KeptRecording(KeptRecording),
}

/// The serialized form. A finished call has no `kind`.
#[derive(Serialize, Deserialize)]
struct RecordingEnvelope<T> {
    v: u32,
    kind: String,
    #[serde(flatten)]
    message: T,
}

const KIND: &str = "recording";

impl KeptRecording {
    /// The version that is sent. Earlier releases know version 2 and send the message back to the queue.
    pub const VERSION: u32 = 3;

    /// The message's body.
    pub fn to_body(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&RecordingEnvelope { v: Self::VERSION, kind: KIND.to_owned(), message: self })
    }
}

impl PostCallMessage {
    /// Parses a message's body of any kind and version.
    pub fn from_body(body: &str) -> Result<Self, MessageError> {
        let value: serde_json::Value = serde_json::from_str(body)?;
        if value["kind"] != KIND {
            return Ok(Self::FinishedCall(Box::new(FinishedCall::from_body(body)?)));
        }
        let RecordingEnvelope { v, message, .. } =
            serde_json::from_value::<RecordingEnvelope<serde_json::Value>>(value)?;
        if v > KeptRecording::VERSION {
            return Err(MessageError::NewerVersion(v));
        }
        Ok(Self::KeptRecording(serde_json::from_value(message)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"v":3,"kind":"recording","tenant":"ten_acme","call":"CA1",
        "recording":"RE00000000000000000000000000000001","url":"https://api.twilio.com/RE1","duration_seconds":9,
        "started_at":"2026-11-23T15:59:50Z","reported_at":"2026-11-23T16:00:00Z","voicemail":true,"callback":"+12145550142"}"#;

    #[test]
    fn kept_recording_round_trips_unchanged() {
        let Ok(PostCallMessage::KeptRecording(read)) = PostCallMessage::from_body(BODY) else { panic!("a recording") };
        let written: serde_json::Value = serde_json::from_str(&read.to_body().expect("JSON")).expect("JSON");
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(BODY).expect("JSON"));
    }

    #[test]
    fn kept_recording_of_a_later_version_is_rejected_by_this_and_earlier_releases() {
        let later = BODY.replacen("\"v\":3", "\"v\":4", 1);
        assert!(matches!(PostCallMessage::from_body(&later), Err(MessageError::NewerVersion(4))));
        assert!(FinishedCall::from_body(BODY).is_err(), "a recording is read as a call");
    }
}
