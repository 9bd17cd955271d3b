//! The voices of the agent, and their names at each provider.
//!
//! A voice has one name for people: OpenAI's, because owners can try those elsewhere. When Twilio speaks, the most
//! similar of its voices is used.

use serde::{Deserialize, Serialize};

use crate::{language::VoiceName, triage::Language};

/// A voice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    #[default]
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

/// A voice of Amazon Polly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollyVoice {
    /// `VoiceId`, such as `Joanna`.
    pub id: &'static str,
    /// `Engine`: `standard`, `neural` or `generative`.
    pub engine: &'static str,
    /// `LanguageCode`, such as `en-US`.
    pub language: &'static str,
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

    /// Whether the voice speaks a language. The languages' files name their voices.
    #[must_use]
    pub fn speaks(self, language: Language) -> bool {
        language.words().voices.named(self).is_some()
    }

    /// The voice for a language that a company's own voice does not speak.
    #[must_use]
    pub fn usual_in(language: Language) -> Self {
        language.words().voices.usual
    }

    /// The voice's name at Twilio in a language; that of the usual voice, if this one does not speak it.
    fn named_in(self, language: Language) -> Option<&'static VoiceName> {
        let voices = &language.words().voices;
        voices.named(self).or_else(|| voices.named(voices.usual))
    }

    /// The `voice` attribute of Twilio's `<Say>` in English.
    ///
    /// ```
    /// use domain::voice::Voice;
    ///
    /// assert_eq!(Voice::Nova.say(), "Polly.Joanna-Neural");
    /// assert_eq!(Voice::Nova.openai_speech(), "nova");
    /// ```
    #[must_use]
    pub fn say(self) -> &'static str {
        self.say_in(Language::OF_STAFF)
    }

    /// The `language` of [`Voice::say_in`], such as `en-GB`.
    #[must_use]
    pub fn language_for(self, language: Language) -> &'static str {
        self.named_in(language).map_or("", |name| &name.language)
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

    /// The `voice` attribute of Twilio's `<Say>` in a language.
    #[must_use]
    pub fn say_in(self, language: Language) -> &'static str {
        self.named_in(language).map_or("", |name| &name.say)
    }

    /// The voice of Amazon Polly that callers hear in a language. `None` if Twilio takes the voice from another provider.
    ///
    /// ```
    /// use domain::{triage::Language, voice::Voice};
    ///
    /// let voice = Voice::Nova.polly(Language::ENGLISH).expect("Amazon's");
    /// assert_eq!((voice.id, voice.engine, voice.language), ("Joanna", "neural", "en-US"));
    /// assert_eq!(Voice::Echo.polly(Language::ENGLISH), None);
    /// ```
    #[must_use]
    pub fn polly(self, language: Language) -> Option<PollyVoice> {
        let name = self.say_in(language).strip_prefix("Polly.")?;
        // Source: Twilio, "Amazon Polly": the engine follows the name; a name without one is a standard voice.
        let (id, engine) = match name.rsplit_once('-') {
            Some((id, "Neural")) => (id, "neural"),
            Some((id, "Generative")) => (id, "generative"),
            _ => (name, "standard"),
        };
        Some(PollyVoice { id, engine, language: self.language_for(language) })
    }

    /// The voice's settings for `ConversationRelay` in a language: the voice that `<Say>` has too.
    #[must_use]
    pub fn conversation_relay(self, language: Language) -> RelayVoice {
        let say = self.say_in(language);
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
        assert_eq!(
            Voice::Nova.conversation_relay(Language::ENGLISH),
            RelayVoice { tts_provider: "Amazon", voice: "Joanna-Neural" }
        );
        assert_eq!(
            Voice::Echo.conversation_relay(Language::ENGLISH),
            RelayVoice { tts_provider: "Google", voice: "en-US-Neural2-D" }
        );
    }

    #[test]
    fn every_voice_but_echo_is_a_neural_one_of_amazon_in_english_and_all_are_in_spanish() {
        for voice in Voice::ALL {
            let english = voice.polly(Language::ENGLISH);
            assert_eq!(english.is_none(), voice == Voice::Echo, "{voice:?}");
            assert!(english.is_none_or(
                |english| english.engine == "neural" && english.language == voice.language_for(Language::ENGLISH)
            ));
            let spanish = voice.polly(Language::SPANISH).expect("Amazon's");
            assert!(["Lupe", "Pedro"].contains(&spanish.id), "{spanish:?}");
            assert_eq!((spanish.engine, spanish.language), ("neural", "es-US"));
        }
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
