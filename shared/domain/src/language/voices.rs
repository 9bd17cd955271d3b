//! The voices that speak a language, and their names at Twilio. Source: Twilio, "Text-to-Speech: available voices and languages".

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Sentence;
use crate::voice::Voice;

/// The voices that speak a language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voices {
    /// The one of a company that chose none which speaks the language.
    pub usual: Voice,
    names: BTreeMap<Voice, VoiceName>,
}

/// A voice's name at Twilio.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceName {
    /// The `voice` attribute of `<Say>`.
    pub say: Sentence,
    /// The `language` attribute of `<Say>`.
    pub language: Sentence,
}

impl Voices {
    /// The name of a voice, if it speaks the language.
    #[must_use]
    pub fn named(&self, voice: Voice) -> Option<&VoiceName> {
        self.names.get(&voice)
    }
}

#[cfg(test)]
mod tests {
    use crate::triage::Language;

    #[test]
    fn usual_voice_speaks_its_language() {
        for language in Language::ALL {
            let voices = &language.words().voices;
            assert!(voices.named(voices.usual).is_some(), "{language:?}");
        }
    }
}
