//! The messages of an application, parsed as strictly as Twilio does.

use serde::Deserialize;
use serde_json::Value;

use crate::InputKinds;

/// A message that the client carries out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FromApplication {
    /// Speaks `token`; the last one ends the talk cycle.
    Text {
        token: String,
        is_last: bool,
        language: Option<String>,
        interruptible: Option<InputKinds>,
        preemptible: Option<bool>,
    },
    /// Plays a sound, as a talk cycle of its own.
    Play { source: String, interruptible: Option<InputKinds>, preemptible: Option<bool> },
    /// Plays the tones of keys.
    SendDigits(String),
    /// Changes the languages.
    Language { speech: Option<String>, transcription: Option<String> },
    /// Changes attributes of the session. Its fields are not published; it changes nothing here.
    Config,
    /// Ends the session.
    End { handoff_data: Option<String> },
}

/// Why a message is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MessageFault {
    /// Not JSON, without a type, or with a field of the wrong type: counted, and ten in a row end the session.
    #[error("Invalid message received: {0}")]
    Malformed(String),
    /// A type that Twilio does not know.
    #[error("Unknown message type: {0}")]
    UnknownType(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TextFields {
    token: String,
    #[serde(default)]
    last: bool,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    interruptible: Option<Value>,
    #[serde(default)]
    preemptible: Option<bool>,
}

#[derive(Deserialize)]
struct PlayFields {
    source: String,
    #[serde(default)]
    interruptible: Option<Value>,
    #[serde(default)]
    preemptible: Option<bool>,
}

#[derive(Deserialize)]
struct DigitsFields {
    digits: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LanguageFields {
    #[serde(default)]
    tts_language: Option<String>,
    #[serde(default)]
    transcription_language: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EndFields {
    #[serde(default)]
    handoff_data: Option<String>,
}

impl FromApplication {
    pub(crate) fn parse(text: &str) -> Result<Self, MessageFault> {
        let malformed = |error: serde_json::Error| MessageFault::Malformed(error.to_string());
        let message: Value = serde_json::from_str(text).map_err(malformed)?;
        let Some(kind) = message["type"].as_str().map(str::to_owned) else {
            return Err(MessageFault::Malformed("no type".to_owned()));
        };
        match kind.as_str() {
            "text" => {
                let TextFields { token, last: is_last, lang: language, interruptible, preemptible } =
                    serde_json::from_value(message).map_err(malformed)?;
                Ok(Self::Text { token, is_last, language, interruptible: kinds(interruptible)?, preemptible })
            }
            "play" => {
                let PlayFields { source, interruptible, preemptible } =
                    serde_json::from_value(message).map_err(malformed)?;
                Ok(Self::Play { source, interruptible: kinds(interruptible)?, preemptible })
            }
            "sendDigits" => {
                let DigitsFields { digits } = serde_json::from_value(message).map_err(malformed)?;
                Ok(Self::SendDigits(digits))
            }
            "language" => {
                let LanguageFields { tts_language: speech, transcription_language: transcription } =
                    serde_json::from_value(message).map_err(malformed)?;
                Ok(Self::Language { speech, transcription })
            }
            "config" => Ok(Self::Config),
            "end" => {
                let EndFields { handoff_data } = serde_json::from_value(message).map_err(malformed)?;
                Ok(Self::End { handoff_data })
            }
            _ => Err(MessageFault::UnknownType(kind)),
        }
    }
}

/// A flag, or the text of an attribute.
fn kinds(value: Option<Value>) -> Result<Option<InputKinds>, MessageFault> {
    let wrong = || MessageFault::Malformed("interruptible is neither a flag nor a known text".to_owned());
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(true)) => Ok(Some(InputKinds::ANY)),
        Some(Value::Bool(false)) => Ok(Some(InputKinds::NONE)),
        Some(Value::String(text)) => InputKinds::parse(&text).map(Some).ok_or_else(wrong),
        Some(_) => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_its_flags() {
        let text =
            r#"{"type":"text","token":"One. ","last":true,"lang":"es-US","interruptible":false,"preemptible":true}"#;
        let expected = FromApplication::Text {
            token: "One. ".to_owned(),
            is_last: true,
            language: Some("es-US".to_owned()),
            interruptible: Some(InputKinds::NONE),
            preemptible: Some(true),
        };
        assert_eq!(FromApplication::parse(text), Ok(expected));
        let bare = FromApplication::Text {
            token: String::new(),
            is_last: false,
            language: None,
            interruptible: None,
            preemptible: None,
        };
        assert_eq!(FromApplication::parse(r#"{"type":"text","token":""}"#), Ok(bare));
    }

    #[test]
    fn what_twilio_cannot_read_is_malformed() {
        for text in [
            "",
            "text",
            "[]",
            r#"{"token":"x"}"#,
            r#"{"type":"text","token":null}"#,
            r#"{"type":"text","token":"x","last":"true"}"#,
            r#"{"type":"text","token":"x","interruptible":"sometimes"}"#,
            r#"{"type":"end","handoffData":{"step":1}}"#,
            r#"{"message":"Internal server error","connectionId":"a","requestId":"b"}"#,
        ] {
            assert!(matches!(FromApplication::parse(text), Err(MessageFault::Malformed(_))), "{text}");
        }
        let unknown = FromApplication::parse(r#"{"type":"interrupt"}"#);
        assert_eq!(unknown, Err(MessageFault::UnknownType("interrupt".to_owned())));
    }

    #[test]
    fn other_messages_are_read() {
        let parse = |text| FromApplication::parse(text).expect("a message");
        let handoff_data = Some("{}".to_owned());
        assert_eq!(parse(r#"{"type":"end","handoffData":"{}"}"#), FromApplication::End { handoff_data });
        assert_eq!(parse(r#"{"type":"end"}"#), FromApplication::End { handoff_data: None });
        assert_eq!(parse(r#"{"type":"sendDigits","digits":"1w2"}"#), FromApplication::SendDigits("1w2".to_owned()));
        let language = r#"{"type":"language","ttsLanguage":"es-US","transcriptionLanguage":"es-US"}"#;
        assert_eq!(
            parse(language),
            FromApplication::Language { speech: Some("es-US".to_owned()), transcription: Some("es-US".to_owned()) }
        );
        assert_eq!(parse(r#"{"type":"config","interruptible":"none"}"#), FromApplication::Config);
    }
}
