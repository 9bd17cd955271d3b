//! The JSON of the messages to an application.

use serde_json::{Value, json};

use crate::{RelayAttributes, RelayCallFacts};

pub(crate) fn setup(facts: &RelayCallFacts) -> Value {
    json!({
        "type": "setup",
        "sessionId": facts.session_id,
        "callSid": facts.call_sid,
        "parentCallSid": "",
        "from": facts.from,
        "to": facts.to,
        "forwardedFrom": null,
        "callerName": "",
        "direction": "inbound",
        "callType": "PSTN",
        "callStatus": "RINGING",
        "accountSid": facts.account_sid,
        "applicationSid": null,
        "customParameters": facts.custom_parameters,
    })
}

pub(crate) fn prompt(words: &str, language: &str, is_last: bool) -> Value {
    json!({"type": "prompt", "voicePrompt": words, "lang": language, "last": is_last})
}

pub(crate) fn dtmf(digit: char) -> Value {
    json!({"type": "dtmf", "digit": digit.to_string()})
}

pub(crate) fn interrupt(attributes: &RelayAttributes, utterance: &str, duration_ms: u64) -> Value {
    let duration = if attributes.duration_as_text { json!(duration_ms.to_string()) } else { json!(duration_ms) };
    json!({"type": "interrupt", "utteranceUntilInterrupt": utterance, "durationUntilInterruptMs": duration})
}

pub(crate) fn info(name: &str, value: &str, at_ms: u64) -> Value {
    json!({"type": "info", "name": name, "value": value, "ts": at_ms})
}

pub(crate) fn error(description: &str) -> Value {
    json!({"type": "error", "description": description})
}
