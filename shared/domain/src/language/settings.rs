//! What a language needs beside words: which grammar of the code is its own, and how far triage trusts its lists.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{Language, LanguageFile};

/// The settings of a language. `languages/README.md` describes the file.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageSettings {
    /// Whether a company that chose no languages speaks it.
    pub spoken_unless_chosen: bool,
    /// From this score of the classifier on, words of a danger that also occur without one are an emergency. Without one, triage
    /// is not measured in this language, and what its lists find needs no score.
    pub least_score: Option<f32>,
    /// Whether a thing may follow what is said of it: "no prende el calentón".
    pub subject_may_follow: bool,
    /// The ending of verbs that say "we": "estamos".
    pub we_ends_in: Option<String>,
    /// Whether its words are also heard by their sound in Spanish: "uele" for "huele".
    pub heard_by_spanish_sounds: bool,
    /// The recognition model of `ConversationRelay` that notices the end of a caller's turn by itself, if one knows the language.
    pub end_of_turn_model: Option<String>,
    /// How the forms of a word are found.
    pub stems: StemSettings,
}

/// How a search finds the forms of a word.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StemSettings {
    /// The letter of the language's stems. It is stored and never changes; "n" is that of numbers.
    pub letter: char,
    /// The name of the Snowball stemmer of the language: `english` or `spanish`.
    #[serde(default)]
    pub snowball: Option<String>,
    /// Without one, the endings of words, of which the longest that leaves three letters is taken off.
    #[serde(default)]
    pub endings: Vec<String>,
    /// Endings that the stemmer knows by an accent which recognition leaves out: `[["ion", "ión"]]`.
    #[serde(default)]
    pub accented_endings: Vec<(String, String)>,
}

static SETTINGS: [OnceLock<LanguageSettings>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];

fn read(language: Language) -> Result<LanguageSettings, serde_json::Error> {
    serde_json::from_str(language.file(LanguageFile::Settings))
}

impl Language {
    /// The settings of the language.
    #[must_use]
    pub fn settings(self) -> &'static LanguageSettings {
        SETTINGS[self.place()].get_or_init(|| read(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_every_language_load_and_stems_have_a_letter_of_their_own() {
        let mut letters = vec!['n'];
        for language in Language::ALL {
            let settings = read(language).unwrap_or_else(|error| panic!("{language:?}: {error}"));
            assert!(settings.stems.letter.is_ascii_lowercase() && !letters.contains(&settings.stems.letter));
            letters.push(settings.stems.letter);
        }
        assert_eq!(letters[1..3], ['e', 's'], "they are stored");
    }

    #[test]
    fn released_languages_are_measured() {
        for language in [Language::ENGLISH, Language::SPANISH] {
            assert!(language.settings().least_score.is_some(), "{language:?}");
        }
    }
}
