//! The voices of the agent, and their names at each provider.
//!
//! A voice has one name for people: OpenAI's, because owners can try those elsewhere. When Twilio speaks, the most
//! similar of its voices is used.

use serde::{Deserialize, Serialize};

use crate::triage::Language;

/// A voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// Neutral, even.
    Alloy,
    /// Male, conversational.
    Ash,
    /// British, male, warm.
    Ballad,
    /// Male, deep.
    Cedar,
    /// Female, friendly.
    Coral,
    /// Male, clear.
    Echo,
    /// British, male, expressive.
    Fable,
    /// Female, natural.
    Marin,
    /// Female, bright.
    Nova,
    /// Male, deep and calm.
    Onyx,
    /// Female, soft.
    Sage,
    /// Female, gentle.
    Shimmer,
    /// Male, versatile.
    Verse,
}

/// The settings of a voice for `ConversationRelay`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelayVoice {
    /// `ttsProvider`: `Amazon` or `Google`.
    pub tts_provider: &'static str,
    /// `voice`: the provider's name for it.
    pub voice: &'static str,
}

impl Voice {
    /// Every voice, in alphabetical order.
    pub const ALL: [Self; 13] = [
        Self::Alloy,
        Self::Ash,
        Self::Ballad,
        Self::Cedar,
        Self::Coral,
        Self::Echo,
        Self::Fable,
        Self::Marin,
        Self::Nova,
        Self::Onyx,
        Self::Sage,
        Self::Shimmer,
        Self::Verse,
    ];

    /// The `voice` attribute of Twilio's `<Say>`. Source: Twilio, "Text-to-Speech: available voices and languages".
    ///
    /// ```
    /// use domain::voice::Voice;
    ///
    /// assert_eq!(Voice::Nova.say(), "Polly.Joanna-Neural");
    /// assert_eq!(Voice::Nova.openai_speech(), "nova");
    /// ```
    #[must_use]
    pub fn say(self) -> &'static str {
        match self {
            Self::Alloy => "Polly.Ruth-Neural",
            Self::Ash => "Polly.Stephen-Neural",
            Self::Ballad => "Polly.Arthur-Neural",
            Self::Cedar => "Polly.Gregory-Neural",
            Self::Coral => "Polly.Kendra-Neural",
            Self::Echo => "Google.en-US-Neural2-D",
            Self::Fable => "Polly.Brian-Neural",
            Self::Marin => "Polly.Danielle-Neural",
            Self::Nova => "Polly.Joanna-Neural",
            Self::Onyx => "Polly.Matthew-Neural",
            Self::Sage => "Polly.Kimberly-Neural",
            Self::Shimmer => "Polly.Salli-Neural",
            Self::Verse => "Polly.Joey-Neural",
        }
    }

    /// The `language` of [`Voice::say`], also for the recognition of English speech.
    #[must_use]
    pub fn language(self) -> &'static str {
        match self {
            Self::Ballad | Self::Fable => "en-GB",
            _ => "en-US",
        }
    }

    /// The voice of Twilio's `<Say>` for Spanish, of the same gender. Source: Twilio, "Text-to-Speech: available voices and
    /// languages".
    #[must_use]
    pub fn say_spanish(self) -> &'static str {
        match self {
            Self::Ash | Self::Ballad | Self::Cedar | Self::Echo | Self::Fable | Self::Onyx | Self::Verse => {
                "Polly.Pedro-Neural"
            }
            Self::Alloy | Self::Coral | Self::Marin | Self::Nova | Self::Sage | Self::Shimmer => "Polly.Lupe-Neural",
        }
    }

    /// The `language` for a caller's language: of the voice that speaks it, and of speech recognition.
    #[must_use]
    pub fn language_for(self, language: Language) -> &'static str {
        match language {
            Language::English => self.language(),
            Language::Spanish => "es-US",
        }
    }

    /// The `voice` of OpenAI's `POST /v1/audio/speech`.
    #[must_use]
    pub fn openai_speech(self) -> &'static str {
        match self {
            Self::Alloy => "alloy",
            Self::Ash => "ash",
            Self::Ballad => "ballad",
            Self::Cedar => "cedar",
            Self::Coral => "coral",
            Self::Echo => "echo",
            Self::Fable => "fable",
            Self::Marin => "marin",
            Self::Nova => "nova",
            Self::Onyx => "onyx",
            Self::Sage => "sage",
            Self::Shimmer => "shimmer",
            Self::Verse => "verse",
        }
    }

    /// The voice of [`Voice::say`] for `ConversationRelay`, so that a company sounds the same on every path.
    #[must_use]
    pub fn conversation_relay(self) -> RelayVoice {
        let say = self.say();
        match say.strip_prefix("Polly.") {
            Some(voice) => RelayVoice { tts_provider: "Amazon", voice },
            None => RelayVoice { tts_provider: "Google", voice: say.trim_start_matches("Google.") },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nova_is_the_same_voice_on_every_path() {
        assert_eq!(Voice::Nova.say(), "Polly.Joanna-Neural");
        assert_eq!(Voice::Nova.openai_speech(), "nova");
        assert_eq!(Voice::Nova.conversation_relay(), RelayVoice { tts_provider: "Amazon", voice: "Joanna-Neural" });
        assert_eq!(Voice::Echo.conversation_relay(), RelayVoice { tts_provider: "Google", voice: "en-US-Neural2-D" });
    }

    #[test]
    fn every_voice_is_distinct_and_serialized_by_its_openai_name() {
        let mut said: Vec<_> = Voice::ALL.iter().map(|voice| voice.say()).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), Voice::ALL.len());
        for voice in Voice::ALL {
            let name = serde_json::to_value(voice).expect("a unit variant");
            assert_eq!(name, voice.openai_speech());
        }
    }
}
