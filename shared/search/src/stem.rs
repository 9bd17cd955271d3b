//! Stems: what the forms of a word have in common.

use std::{fmt, sync::LazyLock};

use domain::{
    language::StemSettings,
    triage::{Language, language_of},
};
use frostem::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

/// How each language's words are stemmed.
static STEMMERS: LazyLock<[LanguageStemmer; Language::ALL.len()]> =
    LazyLock::new(|| Language::ALL.map(LanguageStemmer::of));

/// The letter of what has a digit.
const NUMBER: char = 'n';

/// The fewest letters that an ending leaves.
const SHORTEST: usize = 3;

struct LanguageStemmer {
    language: Language,
    settings: &'static StemSettings,
    snowball: Option<Stemmer>,
}

impl LanguageStemmer {
    fn of(language: Language) -> Self {
        let settings = &language.settings().stems;
        let known = [Algorithm::English, Algorithm::Spanish];
        let named = known.into_iter().find(|algorithm| Some(algorithm.name()) == settings.snowball.as_deref());
        Self { language, settings, snowball: named.map(Stemmer::new) }
    }

    /// The stem of a word without accents.
    fn stem(&self, word: &str) -> Stem {
        // The stemmer knows an ending by its accent, which speech recognition often leaves out.
        let endings = self.settings.accented_endings.iter();
        let mut accented =
            endings.filter_map(|(plain, accented)| Some(word.strip_suffix(plain.as_str())?.to_owned() + accented));
        let stem = match (&self.snowball, accented.next()) {
            (Some(snowball), Some(accented)) => snowball.stem(&accented).into_owned(),
            (Some(snowball), None) => snowball.stem(word).into_owned(),
            (None, _) => self.without_ending(word).to_owned(),
        };
        Stem(format!("{}.{}", self.settings.letter, self.without_accents(stem)))
    }

    /// What a stemmer leaves of the endings' accents.
    fn without_accents(&self, stem: String) -> String {
        let pairs = self.settings.accented_endings.iter();
        pairs
            .flat_map(|(plain, accented)| accented.chars().zip(plain.chars()))
            .filter(|(accented, plain)| accented != plain)
            .fold(stem, |stem, (accented, plain)| stem.replace(accented, &plain.to_string()))
    }

    fn without_ending<'a>(&self, word: &'a str) -> &'a str {
        let endings = self.settings.endings.iter().filter_map(|ending| word.strip_suffix(ending.as_str()));
        endings.filter(|stem| stem.len() >= SHORTEST).min_by_key(|stem| stem.len()).unwrap_or(word)
    }
}

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
            return Self(format!("{NUMBER}.{word}"));
        }
        let stemmer = STEMMERS.iter().find(|stemmer| stemmer.language == language);
        stemmer.map_or_else(|| Self(word.to_owned()), |stemmer| stemmer.stem(word))
    }

    /// The stems of a word of unknown language.
    pub(crate) fn in_every_language(word: &str) -> Vec<Self> {
        let mut stems: Vec<Self> = Language::ALL.map(|language| Self::new(word, language)).into();
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
        kinds().map(|kind| format!("{kind}.{letters}")).collect()
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
        (kinds().any(|known| kind.chars().eq([known])) && is_plain).then(|| Self(stored.to_owned()))
    }
}

/// The letters of every language's stems, and of numbers.
fn kinds() -> impl Iterator<Item = char> {
    Language::ALL.into_iter().map(|language| language.settings().stems.letter).chain([NUMBER])
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
        have_one_stem(&["leak", "leaks", "leaking", "leaked"], Language::ENGLISH);
        have_one_stem(&["furnace", "furnaces"], Language::ENGLISH);
        have_one_stem(&["fuga", "fugas"], Language::SPANISH);
        have_one_stem(&["calefaccion", "calefacciones"], Language::SPANISH);
        assert_eq!(Stem::new("75201", Language::SPANISH).as_str(), "n.75201");
    }

    #[test]
    fn stem_has_the_language_of_its_text() {
        let stems = |text, word| Stem::of_words_in(text)(word).iter().map(Stem::to_string).collect::<Vec<_>>();
        assert_eq!(stems("the furnace is leaking", "leaking"), ["e.leak"]);
        assert_eq!(stems("hay una fuga en la cocina", "fuga"), ["s.fug"]);
        // Together with the tests of the whole system there are languages of tests too.
        assert_eq!(stems("Kim", "kim")[..2], ["e.kim", "s.kim"]);
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
