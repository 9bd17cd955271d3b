//! The message of a finished call in the post-call queue.

use domain::{
    call_facts::CallFacts,
    day_counts::TurnTimes,
    id::{CallSid, TenantId},
    money::MicroUsd,
    phone::PhoneNumber,
    usage::CallUsage,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_with::{FromInto, serde_as};

use crate::{FactsForm, UsageForm, envelope};

/// A finished call and its usage.
#[serde_as]
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
    /// The hour of its arrival in the company's time zone. Missing in messages of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<u8>,
    /// When it arrived.
    pub started_at: Timestamp,
    /// Its usage.
    #[serde_as(as = "FromInto<UsageForm>")]
    pub usage: CallUsage,
    /// What Twilio charges for the call and its transfers. Only for a call that was found at Twilio and has no other
    /// cost, and only if Twilio states a price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_micro_usd: Option<MicroUsd>,
    /// What is known about it. Missing for a call that only Twilio reported, and in messages of earlier releases.
    #[serde_as(as = "Option<FromInto<FactsForm>>")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<CallFacts>,
    /// How long the stages of its turns took.
    #[serde(default, skip_serializing_if = "TurnTimes::is_empty")]
    pub times: TurnTimes,
    /// The company was in test mode: the call is listed, and not counted. Since version 3.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

/// Why a message cannot be read. The errors contain no part of the message.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// It is not the JSON of a message.
    #[error("the message is malformed: {category:?} error at line {line}, column {column}")]
    Malformed {
        /// Whether it is no JSON, or JSON of another form.
        category: serde_json::error::Category,
        /// Where; 0 if the place is not known.
        line: usize,
        /// Where in the line.
        column: usize,
    },
    /// A later release sent it.
    #[error("the message has version {0}, which this release does not know")]
    NewerVersion(u32),
}

/// The error of `serde_json` is not kept: it can quote the message, which contains personal data.
impl From<serde_json::Error> for MessageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Malformed { category: error.classify(), line: error.line(), column: error.column() }
    }
}

impl FinishedCall {
    /// The latest version. All versions up to it are read.
    pub const VERSION: u32 = 3;
    /// The version of a call that is counted: earlier releases count it too, and ignore its facts. They would count a call in
    /// test mode as well, so that one has a version that they send back to the queue.
    const COUNTED: u32 = 2;

    /// The message's body.
    pub fn to_body(&self) -> Result<String, serde_json::Error> {
        envelope::to_body(if self.test { Self::VERSION } else { Self::COUNTED }, self)
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
    const VERSION_3: &str = include_str!("../../../tests/fixtures/v3/messages/finished_call.json");

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
    fn version_3_message_is_one_of_test_mode_and_round_trips_unchanged() {
        let read = FinishedCall::from_body(VERSION_3).expect("version 3");
        assert!(read.test && read.facts.is_some(), "{read:?}");
        let written: serde_json::Value = serde_json::from_str(&read.to_body().expect("JSON")).expect("JSON");
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(VERSION_3).expect("JSON"));
        let counted = FinishedCall { test: false, ..read }.to_body().expect("JSON");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&counted).expect("JSON")["v"],
            2,
            "an earlier release counts it"
        );
    }

    #[test]
    fn message_of_unknown_version_or_kind_is_rejected() {
        let later = VERSION_3.replacen("\"v\": 3", "\"v\": 4", 1);
        assert!(matches!(FinishedCall::from_body(&later), Err(MessageError::NewerVersion(4))));
        for other in ["", "{}", "[]", "{\"v\": 2}"] {
            assert!(matches!(FinishedCall::from_body(other), Err(MessageError::Malformed { .. })), "{other}");
        }
    }
}
