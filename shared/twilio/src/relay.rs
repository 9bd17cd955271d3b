//! The messages of `ConversationRelay`: what Twilio sends through the WebSocket of a call, and what we send back.
//!
//! Parses tolerantly: Twilio adds kinds and fields, and sends some values as a number or as text. Source: Twilio, "ConversationRelay
//! WebSocket messages"; docs/streaming.md lists what could not be confirmed.

use domain::{
    id::CallSid,
    triage::{self, Hazard, Language},
};
use serde::{Deserialize, Serialize};

/// The longest message that is read, in bytes. API Gateway's limit is 128 KB; the longest utterance has a few KB.
pub const LONGEST_MESSAGE: usize = 32 * 1024;

/// A message from Twilio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayMessage {
    /// The first message of a connection, also after a reconnect.
    Setup {
        /// The call.
        call: CallSid,
    },
    /// The caller spoke.
    Prompt(RelayPrompt),
    /// The caller pressed a key: `0`–`9`, `*`, `#`.
    Key(String),
    /// The caller interrupted the agent, after they had heard these words.
    Interrupt {
        /// The words since the beginning of what was being spoken.
        heard: String,
    },
    /// A part of Twilio's fails, such as speech recognition. The session goes on or ends by itself.
    Failure {
        /// Twilio's description. It may quote what was sent.
        description: String,
    },
    /// The caller has begun to speak. Twilio does not document this message.
    CallerSpeaks,
    /// A kind without a meaning here.
    Other {
        /// The kind, at most 40 characters.
        kind: String,
    },
}

/// What the caller said.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayPrompt {
    /// The words.
    pub words: String,
    /// The caller still speaks; the final words follow in another message.
    pub is_partial: bool,
}

/// Shows no words: they are personal data.
impl std::fmt::Debug for RelayPrompt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RelayPrompt(is_partial: {})", self.is_partial)
    }
}

/// Why a message cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RelayMessageError {
    /// It is too long.
    #[error("a message of {0} bytes is too long")]
    TooLong(usize),
    /// It is no JSON object with a `type`, or a field that its kind needs is missing. The message itself is not shown.
    #[error("a message is malformed")]
    Malformed,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RelayFields {
    #[serde(rename = "type")]
    kind: String,
    call_sid: Option<String>,
    voice_prompt: Option<String>,
    last: Option<bool>,
    digit: Option<String>,
    utterance_until_interrupt: Option<String>,
    description: Option<String>,
    name: Option<String>,
    value: Option<String>,
}

impl RelayMessage {
    /// Parses a message.
    ///
    /// ```ignore
    /// {"type":"prompt","voicePrompt":"My furnace died.","lang":"en-US","last":true}
    /// ```
    pub fn parse(text: &str) -> Result<Self, RelayMessageError> {
        if text.len() > LONGEST_MESSAGE {
            return Err(RelayMessageError::TooLong(text.len()));
        }
        let received: RelayFields = serde_json::from_str(text).map_err(|_| RelayMessageError::Malformed)?;
        let RelayFields {
            kind,
            call_sid,
            voice_prompt,
            last,
            digit,
            utterance_until_interrupt,
            description,
            name,
            value,
        } = received;
        let malformed = RelayMessageError::Malformed;
        Ok(match kind.as_str() {
            "setup" => {
                let call = call_sid.and_then(|call| CallSid::parse(&call).ok()).ok_or(malformed)?;
                Self::Setup { call }
            }
            "prompt" => {
                Self::Prompt(RelayPrompt { words: voice_prompt.ok_or(malformed)?, is_partial: last == Some(false) })
            }
            "dtmf" => Self::Key(digit.filter(|digit| is_key(digit)).ok_or(malformed)?),
            "interrupt" => Self::Interrupt { heard: utterance_until_interrupt.unwrap_or_default() },
            "error" => Self::Failure { description: description.unwrap_or_default() },
            "info" if name.as_deref() == Some("clientSpeaking") && value.as_deref() == Some("on") => Self::CallerSpeaks,
            _ => {
                let name = name.map(|name| format!(" {name}")).unwrap_or_default();
                Self::Other { kind: (kind + &name).chars().take(40).collect() }
            }
        })
    }
}

fn is_key(digit: &str) -> bool {
    !digit.is_empty() && digit.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#'))
}

/// A message to Twilio.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RelayCommand {
    /// Speaks words. Twilio begins as soon as it has some, and joins what follows until one is the last.
    Text {
        /// The words, with the space after them.
        token: String,
        /// Nothing follows: the caller is listened to.
        last: bool,
        /// The language of the words, such as `es-US`.
        lang: &'static str,
        /// Whether the caller can interrupt them.
        interruptible: bool,
        /// Whether later words cut them off.
        preemptible: bool,
    },
    /// Listens and speaks in another language from here on.
    Language {
        /// The language of the voice.
        tts_language: &'static str,
        /// The language of recognition.
        transcription_language: &'static str,
    },
    /// Ends the session. Twilio requests the `action` of `<Connect>` with this data.
    End {
        /// What the request has as `HandoffData`.
        handoff_data: String,
    },
}

/// What our last message to a session says to the `action` of `<Connect>`, which gets it as `HandoffData`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handoff {
    /// The danger that the caller reported in a turn that failed, such as a gas leak, and their language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danger: Option<(Hazard, Language)>,
    /// The step whose reply goes on with the call; missing if the turn failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
}

impl Handoff {
    /// The end of a session whose turn failed, with the danger in what the caller said.
    #[must_use]
    pub fn of_failed_turn(said: Option<&str>) -> Self {
        let findings = said.map(triage::assess);
        let danger = findings.and_then(|findings| Some((findings.emergency()?, findings.language())));
        Self { danger, step: None }
    }

    /// Parses the data. What is not ours says nothing.
    #[must_use]
    pub fn parse(data: &str) -> Self {
        serde_json::from_str(data).unwrap_or_default()
    }
}

/// Shows the kind only: words may be personal data.
impl std::fmt::Debug for RelayCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text { .. } => "Text",
            Self::Language { .. } => "Language",
            Self::End { .. } => "End",
        })
    }
}

impl RelayCommand {
    /// Words in a language, with others to follow.
    #[must_use]
    pub fn clause(words: &str, language: Language, interruptible: bool) -> Self {
        let lang = &*language.words().recognition;
        Self::Text { token: format!("{words} "), last: false, lang, interruptible, preemptible: interruptible }
    }

    /// Nothing follows the words before it.
    #[must_use]
    pub fn end_of_words(language: Language) -> Self {
        let lang = &*language.words().recognition;
        Self::Text { token: String::new(), last: true, lang, interruptible: true, preemptible: true }
    }

    /// Speaks and listens in this language from here on.
    #[must_use]
    pub fn in_language(language: Language) -> Self {
        let code = &*language.words().recognition;
        Self::Language { tts_language: code, transcription_language: code }
    }

    /// Ends the session.
    #[must_use]
    pub fn end(handoff: Handoff) -> Self {
        // A number always serializes.
        Self::End { handoff_data: serde_json::to_string(&handoff).unwrap_or_default() }
    }

    /// The message's JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and booleans always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn messages_of_twilio_are_read() {
        let parse = |text: &str| RelayMessage::parse(text).expect("readable");
        let setup = r#"{"type":"setup","sessionId":"VX1","callSid":"CA1","parentCallSid":null,"from":"+12145550142","to":"+12145550100",
            "forwardedFrom":"","callerName":null,"direction":"inbound","callType":"PSTN","callStatus":"IN-PROGRESS","accountSid":"AC1","customParameters":{}}"#;
        assert_eq!(parse(setup), RelayMessage::Setup { call: CallSid::parse("CA1").expect("a call") });
        let prompt = parse(r#"{"type":"prompt","voicePrompt":"My furnace died.","lang":"en-US","last":true}"#);
        assert_eq!(
            prompt,
            RelayMessage::Prompt(RelayPrompt { words: "My furnace died.".to_owned(), is_partial: false })
        );
        let partial = parse(r#"{"type":"prompt","voicePrompt":"My fur","last":false}"#);
        assert!(matches!(partial, RelayMessage::Prompt(RelayPrompt { is_partial: true, .. })));
        assert_eq!(parse(r##"{"type":"dtmf","digit":"#"}"##), RelayMessage::Key("#".to_owned()));
        for duration in ["460", "\"460\""] {
            let text = format!(
                r#"{{"type":"interrupt","utteranceUntilInterrupt":"We can come","durationUntilInterruptMs":{duration}}}"#
            );
            assert_eq!(parse(&text), RelayMessage::Interrupt { heard: "We can come".to_owned() });
        }
        let failure = parse(r#"{"type":"error","description":"64107"}"#);
        assert_eq!(failure, RelayMessage::Failure { description: "64107".to_owned() });
        let info = parse(r#"{"type":"info","name":"agentSpeaking","value":"off","ts":1}"#);
        assert_eq!(info, RelayMessage::Other { kind: "info agentSpeaking".to_owned() });
        let speaks = parse(r#"{"type":"info","name":"clientSpeaking","value":"on","ts":1}"#);
        assert_eq!(speaks, RelayMessage::CallerSpeaks);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for text in [
            "",
            "{}",
            "[]",
            r#"{"type":"setup"}"#,
            r#"{"type":"prompt"}"#,
            r#"{"type":"dtmf","digit":"call me"}"#,
            r#"{"type":1}"#,
        ] {
            assert!(matches!(RelayMessage::parse(text), Err(RelayMessageError::Malformed)), "{text}");
        }
        let long = format!(r#"{{"type":"prompt","voicePrompt":"{}"}}"#, "a".repeat(LONGEST_MESSAGE));
        assert!(matches!(RelayMessage::parse(&long), Err(RelayMessageError::TooLong(_))));
    }

    proptest! {
        #[test]
        fn no_message_panics(text in "\\PC{0,200}") {
            let _ = RelayMessage::parse(&text);
        }
    }

    #[test]
    fn commands_are_those_of_conversation_relay() {
        let english = Language::ENGLISH;
        let commands = [
            RelayCommand::clause("Hello.", english, false),
            RelayCommand::end_of_words(english),
            RelayCommand::in_language(Language::SPANISH),
            RelayCommand::end(Handoff { step: Some(3), danger: None }),
            RelayCommand::end(Handoff::default()),
        ];
        insta::assert_snapshot!(commands.map(|command| command.to_json()).join("\n"), @r#"
        {"type":"text","token":"Hello. ","last":false,"lang":"en-US","interruptible":false,"preemptible":false}
        {"type":"text","token":"","last":true,"lang":"en-US","interruptible":true,"preemptible":true}
        {"type":"language","ttsLanguage":"es-US","transcriptionLanguage":"es-US"}
        {"type":"end","handoffData":"{\"step\":3}"}
        {"type":"end","handoffData":"{}"}
        "#);
        assert_eq!(Handoff::parse(r#"{"step":3}"#), Handoff { step: Some(3), danger: None });
        let failed = Handoff::of_failed_turn(Some("I smell gas in the basement"));
        assert_eq!(failed.danger, Some((Hazard::GasLeak, Language::ENGLISH)));
        let RelayCommand::End { handoff_data } = RelayCommand::end(failed) else { panic!("no end") };
        assert_eq!(Handoff::parse(&handoff_data), failed);
        assert_eq!(Handoff::of_failed_turn(Some("My furnace is cold")), Handoff::default());
        for data in ["", "{}", "[]", r#"{"step":"three"}"#] {
            assert_eq!(Handoff::parse(data), Handoff::default(), "{data}");
        }
    }
}
