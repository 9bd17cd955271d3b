//! The language of spoken words: of a caller's utterance, and of the agent's own words before they get a voice.
//!
//! It counts common words. Place names decide nothing: an English speaker also lives in Los Angeles or on La Mesa Drive.

use std::sync::LazyLock;

use super::Language;
use crate::language::PerLanguage;

/// The words that show a language.
struct LanguageSigns {
    /// Words that are no part of place names or of sentences in another language, without accents.
    common: Vec<&'static str>,
    /// Words that also occur in place names, and count only beside others.
    in_names: Vec<&'static str>,
    /// Words of politeness, which speakers of any language mix in.
    courtesies: Vec<&'static str>,
}

static SIGNS: LazyLock<PerLanguage<LanguageSigns>> = LazyLock::new(|| {
    PerLanguage::new(|language| {
        let list = |name: &str| language.phrases(&format!("language {name}"));
        LanguageSigns { common: list("common"), in_names: list("in_names"), courtesies: list("courtesies") }
    })
});

/// How many words of an utterance show a language.
#[derive(Debug, Clone, Copy)]
struct Shown {
    language: Language,
    common: usize,
    in_names: usize,
    /// Common words that are no politeness.
    content: usize,
}

impl Shown {
    /// In order of the languages.
    fn by(words: &[String]) -> [Self; Language::ALL.len()] {
        Language::ALL.map(|language| {
            let LanguageSigns { common, in_names, courtesies } = SIGNS.of(language);
            let has = |list: &[&str], word: &String| list.contains(&word.as_str());
            let count = |counts: &dyn Fn(&String) -> bool| words.iter().filter(|word| counts(word)).count();
            Self {
                language,
                common: count(&|word| has(common, word)),
                in_names: count(&|word| has(in_names, word)),
                content: count(&|word| has(common, word) && !has(courtesies, word)),
            }
        })
    }

    /// The first language, whose words stand beside names and loanwords of all others, and the strongest of the others by a
    /// measure; of equal ones, the first.
    fn first_and_other(words: &[String], measure: impl Fn(&Self) -> (usize, usize)) -> (Self, Option<Self>) {
        let [first, others @ ..] = Self::by(words);
        (first, others.into_iter().rev().max_by_key(measure))
    }
}

/// The language of the words; `None` if they do not show it.
///
/// ```
/// use domain::triage::{Language, language_of};
///
/// assert_eq!(language_of("huele a gas en la cocina"), Some(Language::SPANISH));
/// assert_eq!(language_of("I'm at 12 La Mesa Drive"), Some(Language::ENGLISH));
/// assert_eq!(language_of("El Paso"), None);
/// ```
#[must_use]
pub fn language_of(words: &str) -> Option<Language> {
    let words = plain_words(words);
    let (first, other) = Shown::first_and_other(&words, |shown| (shown.common, shown.in_names));
    let most = other.map_or(0, |other| other.common);
    let prevails = |other: &Shown| other.common > 0 && other.common + other.in_names > first.common;
    let of_first = (first.common > 1 && first.common > most).then_some(first.language);
    other.filter(prevails).map(|other| other.language).or(of_first)
}

/// The language that the whole utterance is in. Stricter than [`language_of`]: a word or two of politeness show nothing, and words
/// of both languages only if one prevails by far. Recognition for another language mangles most words; those that survive count.
///
/// ```
/// use domain::triage::{Language, wholly_in};
///
/// assert_eq!(wholly_in("necesito una cita para mañana"), Some(Language::SPANISH));
/// assert_eq!(wholly_in("gracias"), None);
/// assert_eq!(wholly_in("yes, that is fine, gracias"), Some(Language::ENGLISH));
/// ```
#[must_use]
pub fn wholly_in(words: &str) -> Option<Language> {
    let words = plain_words(words);
    if words.len() < 3 {
        return None;
    }
    let (first, other) = Shown::first_and_other(&words, |shown| (shown.content, shown.in_names));
    let prevails = |other: &Shown| {
        let shown = other.common + other.in_names;
        other.content >= 1 && shown >= 2 && shown >= first.common + 2
    };
    let most = other.map_or(0, |other| other.content + other.in_names);
    let of_first = (first.common >= 2 && first.common >= most + 2).then_some(first.language);
    other.filter(prevails).map(|other| other.language).or(of_first)
}

/// The language of which the words have at least two common words, and none of another.
pub(super) fn solely_in(words: &str) -> Option<Language> {
    let shown = Shown::by(&plain_words(words));
    let mut shown = shown.into_iter().filter(|shown| shown.common > 0);
    let only = shown.next().filter(|only| only.common > 1)?;
    shown.next().is_none().then_some(only.language)
}

/// The words in lower case, without accents, apostrophes and punctuation.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '\'' | '’' | '‘' | '`' | '´' | '\u{300}'..='\u{36f}' => {}
            _ if letter.is_alphanumeric() => plain.push(super::utterance::without_accent(letter)),
            _ => plain.push(' '),
        }
    }
    plain.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::{Hazard, safety_words};

    #[test]
    fn safety_words_are_recognized_in_their_language() {
        for hazard in Hazard::ALL {
            assert_eq!(language_of(safety_words(hazard, Language::SPANISH)), Some(Language::SPANISH), "{hazard:?}");
            assert_eq!(language_of(safety_words(hazard, Language::ENGLISH)), Some(Language::ENGLISH), "{hazard:?}");
        }
    }

    #[test]
    fn short_utterances_have_their_language() {
        for spanish in ["sí", "falsa alarma", "ya salimos", "¿qué?", "estamos en la banqueta", "hay humo"] {
            assert_eq!(language_of(spanish), Some(Language::SPANISH), "{spanish}");
        }
        for english in ["we're out", "everyone is out", "I smell gas", "12 Oak Street in El Paso, for my mom"] {
            assert_eq!(language_of(english), Some(Language::ENGLISH), "{english}");
        }
        for neither in ["", "Los Angeles", "La Casa de la Mesa", "okay", "no", "75201"] {
            assert_eq!(language_of(neither), None, "{neither}");
        }
    }

    #[test]
    fn mixed_and_short_words_show_no_whole_language() {
        for neither in [
            "gracias",
            "hola",
            "muchas gracias señorita",
            "okay gracias",
            "sí",
            "El Paso",
            "12 La Mesa Drive",
            "75201",
            "Maria de la Luz",
            "no",
            "la casa de mi mamá is the one",
            "",
        ] {
            assert_eq!(wholly_in(neither), None, "{neither}");
        }
        for spanish in
            ["mi aire no enfría", "sí, está bien así", "quisiera cambiar mi visita", "when o tengo una fuga de agua"]
        {
            assert_eq!(wholly_in(spanish), Some(Language::SPANISH), "{spanish}");
        }
        for english in ["I need someone to look at the furnace", "it is not working", "yes that is fine"] {
            assert_eq!(wholly_in(english), Some(Language::ENGLISH), "{english}");
        }
    }
}
