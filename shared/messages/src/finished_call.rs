//! The message of a finished call in the post-call queue.

use domain::{
    id::{CallSid, TenantId},
    money::MicroUsd,
    phone::PhoneNumber,
    usage::CallUsage,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::envelope;

/// A finished call and its usage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishedCall {
    /// The company. Only our own functions can write to the queue.
    pub tenant: TenantId,
    /// The call.
    pub call: CallSid,
    /// The caller's number, unless it is withheld. Missing in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<PhoneNumber>,
    /// The date of the call in the company's time zone. The usage counts on this day.
    pub day: Date,
    /// When it arrived.
    pub started_at: Timestamp,
    /// Its usage.
    pub usage: CallUsage,
    /// What Twilio charges for the call and its transfers. Only for a call that was found at Twilio and has no other
    /// cost, and only if Twilio states a price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_micro_usd: Option<MicroUsd>,
}

/// Why a message is not valid. The errors contain no part of the message.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// It is not the JSON of a message of its queue.
    #[error("the message is not one of its queue")]
    Malformed(#[from] serde_json::Error),
    /// A later release sent it.
    #[error("the message has version {0}, which this release does not know")]
    NewerVersion(u32),
}

impl FinishedCall {
    /// The version that is sent. All versions up to it are read.
    pub const VERSION: u32 = 2;

    /// The message's body.
    pub fn to_body(&self) -> Result<String, serde_json::Error> {
        envelope::to_body(Self::VERSION, self)
    }

    /// Parses a message's body of any version.
    pub fn from_body(body: &str) -> Result<Self, MessageError> {
        envelope::from_body(Self::VERSION, body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION_1: &str = include_str!("../../../tests/fixtures/v1/messages/finished_call.json");
    const VERSION_2: &str = include_str!("../../../tests/fixtures/v2/messages/finished_call.json");

    #[test]
    fn version_1_message_has_no_caller() {
        let read = FinishedCall::from_body(VERSION_1).expect("version 1");
        assert_eq!((read.tenant.as_str(), read.caller, read.usage.turns), ("ten_acme", None, 3));
    }

    #[test]
    fn version_2_message_round_trips_unchanged() {
        let read = FinishedCall::from_body(VERSION_2).expect("version 2");
        assert_eq!(read.caller.as_ref().map(PhoneNumber::as_str), Some("+12145550142"));
        let written: serde_json::Value = serde_json::from_str(&read.to_body().expect("JSON")).expect("JSON");
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(VERSION_2).expect("JSON"));
    }

    #[test]
    fn message_of_unknown_version_or_kind_is_rejected() {
        let later = VERSION_2.replacen("\"v\": 2", "\"v\": 3", 1);
        assert!(matches!(FinishedCall::from_body(&later), Err(MessageError::NewerVersion(3))));
        for other in ["", "{}", "[]", "{\"v\": 2}"] {
            assert!(matches!(FinishedCall::from_body(other), Err(MessageError::Malformed(_))), "{other}");
        }
    }
}
