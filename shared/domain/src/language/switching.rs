//! The words in which a caller asks for a language, and in which the agent offers or declines it.

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{Sentence, template};
use crate::triage::{Language, plain_words};

template!(PressWords: key);
template!(NotSpoken: languages);

/// What makes the name of a language the name of a place: "in Spanish Fork".
const OF_PLACES: [&str; 22] = [
    "fork", "fort", "oak", "oaks", "lake", "lakes", "valley", "springs", "harbor", "trail", "street", "st", "drive",
    "road", "avenue", "lane", "court", "moss", "hills", "point", "village", "town",
];

/// The words for a change of the language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SwitchingWords {
    pub(crate) press: PressWords,
    pub(crate) switched: Sentence,
    pub(crate) not_spoken: NotSpoken,
    /// The names of languages in this one, by their English names in small letters.
    names: BTreeMap<String, Sentence>,
    /// Phrases that ask for this language, in any language, without accents and apostrophes.
    asked_by: Vec<Sentence>,
    /// Names that ask for this language when nothing else is said.
    asked_by_name: Vec<Sentence>,
    /// Words that add nothing to a request.
    courtesies: Vec<Sentence>,
}

impl SwitchingWords {
    /// The name of a language in this one; of a language that this one has no name for, its own.
    pub(crate) fn name_of(&self, language: Language) -> &str {
        let own = || language.words().switching.names.get(language.name());
        self.names.get(language.name()).or_else(own).map_or("", |name| name)
    }
}

/// A caller asks for a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) language: Language,
    /// The words hold nothing but the request.
    pub(crate) alone: bool,
}

/// The request for a language in a caller's words; the last one, if there are several.
pub(crate) fn request(text: &str) -> Option<Request> {
    let words = plain_words(text);
    let found = Language::ALL.into_iter().map(|language| (asked_at(language, &words), language));
    let found =
        found.filter_map(|(places, language)| Some((places.iter().map(|place| place.end).max()?, places, language)));
    let (_, places, language) = found.max_by_key(|(end, ..)| *end)?;
    let is_asking = |at: usize| places.iter().any(|place| place.contains(&at));
    let alone = words.iter().enumerate().all(|(at, word)| is_asking(at) || is_courtesy(word));
    Some(Request { language, alone })
}

/// Where the words ask for a language.
fn asked_at(language: Language, words: &[String]) -> Vec<Range<usize>> {
    let list = &language.words().switching;
    let mut found = Vec::new();
    for phrase in &list.asked_by {
        let length = phrase.split(' ').count();
        for (start, window) in words.windows(length).enumerate() {
            let end = start + length;
            let asks = window.iter().map(String::as_str).eq(phrase.split(' '))
                && words.get(end).is_none_or(|next| !OF_PLACES.contains(&next.as_str()))
                && !is_denied(words, start);
            found.extend(asks.then_some(start..end));
        }
    }
    if found.is_empty()
        && let Some(at) = words.iter().position(|word| list.asked_by_name.iter().any(|name| **name == **word))
        && words.iter().enumerate().all(|(other, word)| other == at || is_courtesy(word))
    {
        found.push(at..at + 1);
    }
    found
}

/// "My wife does not speak English" asks for nothing; "no habla español", on its own, does.
fn is_denied(words: &[String], start: usize) -> bool {
    const DENIALS: [&str; 8] = ["no", "not", "dont", "doesnt", "cant", "never", "nunca", "tampoco"];
    let before = start.checked_sub(1).and_then(|at| words.get(at));
    words.len() > 3 && before.is_some_and(|word| DENIALS.contains(&word.as_str()))
}

fn is_courtesy(word: &str) -> bool {
    Language::ALL.into_iter().any(|language| language.words().switching.courtesies.iter().any(|known| **known == *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_every_language() {
        for language in Language::ALL {
            for named in Language::ALL {
                assert!(!language.words().switching.name_of(named).is_empty(), "{language:?} {named:?}");
            }
        }
    }

    #[test]
    fn requests_are_heard_in_either_language() {
        for (text, language, alone) in [
            ("¿Habla español?", Language::SPANISH, true),
            ("Hola, buenas tardes, ¿hablan español?", Language::SPANISH, true),
            ("Spanish please.", Language::SPANISH, true),
            ("español", Language::SPANISH, true),
            ("Hi, do you speak Spanish?", Language::SPANISH, true),
            ("Is there anyone who speaks Spanish there?", Language::SPANISH, true),
            ("No habla español?", Language::SPANISH, true),
            ("No hablo inglés.", Language::SPANISH, true),
            ("¿Me puede atender en español, por favor? Mi aire no enfría", Language::SPANISH, false),
            ("in English please", Language::ENGLISH, true),
            ("inglés por favor", Language::ENGLISH, true),
            ("Can we switch to English?", Language::ENGLISH, true),
            ("¿Podemos hablar en inglés?", Language::ENGLISH, true),
            ("Actually can we speak English, my furnace is out", Language::ENGLISH, false),
        ] {
            let found = request(text);
            assert_eq!(found.map(|found| found.language), Some(language), "{text}");
            assert!(alone || !found.is_some_and(|found| found.alone), "{text}");
        }
    }

    #[test]
    fn other_words_ask_for_no_language() {
        for text in [
            "gracias",
            "hola",
            "I live in Spanish Fork",
            "12 English Street",
            "my wife doesn't speak English",
            "the manual is Spanish",
            "mi esposo no habla inglés",
            "my tenant only knows Spanish",
            "",
            "en Spanish Oaks Drive",
        ] {
            assert_eq!(request(text), None, "{text}");
        }
    }
}
