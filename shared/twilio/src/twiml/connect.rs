//! `<Connect><ConversationRelay>`: the call's speech goes through a WebSocket.
//!
//! A provider, a model and a voice that do not fit together end a call, so all three are chosen here. Source: Twilio, "`<ConversationRelay>`".

use std::io;

use domain::{triage::Language, voice::RelayVoice};
use quick_xml::{
    Writer,
    events::{BytesEnd, Event},
};

use super::{element, joined_hints};

/// Recognizes every language of the agent.
const GENERAL_MODEL: &str = "nova-3-general";

/// The connection of a call to our WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connect {
    /// The URL that Twilio requests when the session ends.
    pub action: String,
    /// The WebSocket's URL, with our token.
    pub url: String,
    /// Spoken first.
    pub greeting: String,
    /// Whether the caller can interrupt the greeting.
    pub greeting_interruptible: bool,
    /// The language of the greeting, and of the call until another one is chosen.
    pub language: Language,
    /// Every language with its voice: a caller in danger is answered in their own.
    pub languages: Vec<RelayLanguage>,
    /// The recognition model that notices the end of a caller's turn by itself, if one knows every language of the company.
    pub end_of_turn_model: Option<&'static str>,
    /// Names and words that the caller may say.
    pub hints: Vec<String>,
}

/// A language of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelayLanguage {
    /// The language.
    pub language: Language,
    /// Its voice.
    pub voice: RelayVoice,
}

impl Connect {
    pub(super) fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer.write_event(Event::Start(element("Connect", &[("action", &self.action)])))?;
        let hints = joined_hints(&self.hints);
        let mut attributes = vec![
            ("url", self.url.as_str()),
            ("welcomeGreeting", self.greeting.as_str()),
            ("welcomeGreetingInterruptible", if self.greeting_interruptible { "any" } else { "none" }),
            ("language", &*self.language.words().recognition),
            ("interruptible", "any"),
            ("interruptSensitivity", "medium"),
            ("ignoreBackchannel", "true"),
            ("reportInputDuringAgentSpeech", "any"),
            ("dtmfDetection", "true"),
            ("applicationReconnect", "true"),
            // Says when the caller begins to speak: words come only when they have finished.
            ("events", "speaker-events"),
        ];
        if !hints.is_empty() {
            attributes.push(("hints", &hints));
        }
        writer.write_event(Event::Start(element("ConversationRelay", &attributes)))?;
        let model = self.end_of_turn_model.unwrap_or(GENERAL_MODEL);
        for RelayLanguage { language, voice } in &self.languages {
            let attributes = [
                ("code", &*language.words().recognition),
                ("ttsProvider", voice.tts_provider),
                ("voice", voice.voice),
                ("transcriptionProvider", "Deepgram"),
                ("speechModel", model),
            ];
            writer.write_event(Event::Empty(element("Language", &attributes)))?;
        }
        writer.write_event(Event::End(BytesEnd::new("ConversationRelay")))?;
        writer.write_event(Event::End(BytesEnd::new("Connect")))
    }
}
