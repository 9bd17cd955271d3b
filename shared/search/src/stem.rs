//! Stems: what the forms of a word have in common.

use std::{fmt, sync::LazyLock};

use domain::triage::{Language, language_of};
use frostem::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));
static SPANISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::Spanish));

/// The stem of a word with its language: `e.leak`, `s.fug`, or `n.75201` for what has a digit and therefore no forms. ASCII
/// letters, digits and the full stop.
///
/// Stems are stored. Another version of the stemmer may have others; calls that were indexed before are then found by the
/// stems of their time only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stem(String);

impl Stem {
    fn new(word: &str, language: Language) -> Self {
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Self(format!("n.{word}"));
        }
        match language {
            Language::English => Self(format!("e.{}", ENGLISH.stem(word))),
            Language::Spanish => {
                // The stemmer knows the ending by its accent, which speech recognition often leaves out.
                let accented = word.strip_suffix("ion").map(|stem| format!("{stem}ión"));
                let stem = SPANISH.stem(accented.as_deref().unwrap_or(word)).into_owned();
                Self(format!("s.{}", stem.replace('ó', "o")))
            }
        }
    }

    /// The stems of a word of unknown language.
    pub(crate) fn in_every_language(word: &str) -> Vec<Self> {
        let mut stems: Vec<Self> =
            [Language::English, Language::Spanish].map(|language| Self::new(word, language)).into();
        stems.dedup();
        stems
    }

    /// The stems of words of a text: of its language, or of both if it is not clear.
    pub(crate) fn of_words_in(text: &str) -> impl Fn(&str) -> Vec<Self> {
        let language = language_of(text);
        move |word| language.map_or_else(|| Self::in_every_language(word), |language| vec![Self::new(word, language)])
    }

    /// The beginnings of the stems of words that begin with some letters.
    pub(crate) fn beginnings(letters: &str) -> Vec<String> {
        ["e", "s", "n"].iter().map(|kind| format!("{kind}.{letters}")).collect()
    }

    /// The stem as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A stem that was stored. `None` if it is none.
    #[must_use]
    pub fn parse(stored: &str) -> Option<Self> {
        let (kind, stem) = stored.split_once('.')?;
        let is_plain = !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        (matches!(kind, "e" | "s" | "n") && is_plain).then(|| Self(stored.to_owned()))
    }
}

impl fmt::Display for Stem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn have_one_stem(words: &[&str], language: Language) {
        let stems: Vec<Stem> = words.iter().map(|word| Stem::new(word, language)).collect();
        assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{stems:?}");
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        have_one_stem(&["leak", "leaks", "leaking", "leaked"], Language::English);
        have_one_stem(&["furnace", "furnaces"], Language::English);
        have_one_stem(&["fuga", "fugas"], Language::Spanish);
        have_one_stem(&["calefaccion", "calefacciones"], Language::Spanish);
        assert_eq!(Stem::new("75201", Language::Spanish).as_str(), "n.75201");
    }

    #[test]
    fn stem_has_the_language_of_its_text() {
        let stems = |text, word| Stem::of_words_in(text)(word).iter().map(Stem::to_string).collect::<Vec<_>>();
        assert_eq!(stems("the furnace is leaking", "leaking"), ["e.leak"]);
        assert_eq!(stems("hay una fuga en la cocina", "fuga"), ["s.fug"]);
        assert_eq!(stems("Kim", "kim"), ["e.kim", "s.kim"]);
    }

    proptest! {
        #[test]
        fn every_stem_is_read_as_it_was_stored(word in "[a-z0-9]{1,32}") {
            for stem in Stem::in_every_language(&word) {
                prop_assert_eq!(Stem::parse(stem.as_str()), Some(stem));
            }
        }
    }
}
