//! The meanings of phrases, in every language: read from each language's `triage.txt`, which says how it is written. Each phrase has one
//! entry with all its meanings. The longest phrase at a place wins, so that "gas furnace" is not gas, and "no idea" is not a denial.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{
    Deserialize,
    de::{IntoDeserializer, value},
};

use super::Language;
use crate::language::{LanguageFile, lines};

mod class;
mod sounds;

pub(super) use class::{Class, Classes};
pub(super) use sounds::sound;

/// A phrase and its meaning.
#[derive(Debug, Clone)]
pub(super) struct LexiconEntry {
    /// The words after the first.
    rest: Vec<&'static str>,
    pub(super) classes: Classes,
    pub(super) language: Language,
}

/// Phrases with one meaning, or beginnings of words.
struct Meaning {
    language: Language,
    classes: Classes,
    are_beginnings: bool,
    /// Separated by commas, with their alternatives.
    phrases: &'static str,
}

/// The meanings of every language's file, in order.
fn meanings() -> impl Iterator<Item = Meaning> {
    Language::ALL.into_iter().flat_map(|language| {
        lines(language.file(LanguageFile::Triage)).map(move |(section, phrases)| {
            let beginnings = section.strip_prefix("* ");
            let classes = classes(beginnings.unwrap_or(section)).unwrap_or(Classes::NONE);
            Meaning { language, classes, are_beginnings: beginnings.is_some(), phrases }
        })
    })
}

/// The classes of a section's name, such as `Smell PastVerb`.
fn classes(section: &str) -> Result<Classes, value::Error> {
    let class = |name: &str| Class::deserialize(IntoDeserializer::<value::Error>::into_deserializer(name));
    let classes: Vec<Class> = section.split(' ').map(class).collect::<Result<_, _>>()?;
    Ok(Classes::of(&classes))
}

/// The number of words of the longest phrase.
pub(super) const LONGEST_PHRASE: usize = 6;

/// The fewest letters of a word that is recognized although spaces split it.
const SHORTEST_SPLIT: usize = 6;

/// Entries by their first word, the longest first.
static LEXICON: LazyLock<BTreeMap<&'static str, Vec<LexiconEntry>>> = LazyLock::new(|| {
    let mut lexicon: BTreeMap<&'static str, Vec<LexiconEntry>> = BTreeMap::new();
    for Meaning { language, classes, phrases, .. } in meanings().filter(|meaning| !meaning.are_beginnings) {
        for words in phrases.split(',').flat_map(alternatives) {
            let Some((first, rest)) = words.split_first() else { continue };
            let entries = lexicon.entry(first).or_default();
            match entries.iter_mut().find(|entry| entry.rest == rest) {
                Some(known) => known.classes = known.classes.and(classes),
                None => entries.push(LexiconEntry { rest: rest.to_vec(), classes, language }),
            }
        }
    }
    for entries in lexicon.values_mut() {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
    }
    lexicon
});

/// The phrases that a phrase with alternatives stands for.
fn alternatives(phrase: &'static str) -> Vec<Vec<&'static str>> {
    phrase.split_whitespace().fold(vec![Vec::new()], |phrases, word| {
        let longer = |phrase: Vec<&'static str>| {
            word.split('|').map(move |words| {
                phrase.iter().copied().chain(words.split('+').filter(|word| *word != "_")).collect::<Vec<_>>()
            })
        };
        phrases.into_iter().flat_map(longer).collect()
    })
}

/// An entry by the sounds of its words.
#[derive(Debug)]
struct SoundEntry {
    rest: Vec<String>,
    entry: LexiconEntry,
}

/// The entries of languages that are heard by the sounds of Spanish, by the sound of their first word, the longest first.
static SOUNDS: LazyLock<BTreeMap<String, Vec<SoundEntry>>> = LazyLock::new(|| {
    let mut sounds: BTreeMap<String, Vec<SoundEntry>> = BTreeMap::new();
    for (first, entries) in LEXICON.iter() {
        for entry in entries.iter().filter(|entry| entry.language.settings().heard_by_spanish_sounds) {
            // Short words sound alike too often.
            if entry.rest.is_empty() && first.len() < 4 {
                continue;
            }
            let rest = entry.rest.iter().map(|word| sound(word)).collect();
            sounds.entry(sound(first)).or_default().push(SoundEntry { rest, entry: entry.clone() });
        }
    }
    for entries in sounds.values_mut() {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
    }
    sounds
});

/// The meanings of words by their beginning, or by its sound in Spanish.
struct WordBeginning {
    letters: String,
    is_sound: bool,
    entry: LexiconEntry,
}

static BEGINNINGS: LazyLock<Vec<WordBeginning>> = LazyLock::new(|| {
    let beginnings = meanings().filter(|meaning| meaning.are_beginnings);
    let listed = beginnings.flat_map(|Meaning { language, classes, phrases, .. }| {
        let is_sound = language.settings().heard_by_spanish_sounds;
        phrases.split(',').map(str::trim).filter(|letters| !letters.is_empty()).map(move |letters| WordBeginning {
            letters: if is_sound { sound(letters) } else { letters.to_owned() },
            is_sound,
            entry: LexiconEntry { rest: Vec::new(), classes, language },
        })
    });
    listed.collect()
});

/// The longest phrase that `words` begin with, and its length in words: as it is spelled, as it sounds in Spanish
/// (`heard`), split by spaces, or by the beginning of a word.
pub(super) fn longest_at(words: &[String], heard: &[String]) -> Option<(&'static LexiconEntry, usize)> {
    let mut longest = spelled_at(words);
    for other in [sounding_at(heard), split_at(words)].into_iter().flatten() {
        if longest.is_none_or(|(_, length)| length < other.1) {
            longest = Some(other);
        }
    }
    longest.or_else(|| {
        let (word, heard) = (words.first()?, heard.first()?);
        let begins = |one: &&WordBeginning| if one.is_sound { heard } else { word }.starts_with(one.letters.as_str());
        Some((&BEGINNINGS.iter().find(begins)?.entry, 1))
    })
}

fn spelled_at(words: &[String]) -> Option<(&'static LexiconEntry, usize)> {
    let (first, following) = words.split_first()?;
    let find = |first: &str| {
        let entry =
            LEXICON.get(first)?.iter().find(|entry| {
                entry.rest.len() <= following.len()
                    && entry.rest.iter().zip(following).all(|(expected, word)| {
                        word == expected || without_s(word).is_some_and(|word| word == *expected)
                    })
            })?;
        Some((entry, entry.rest.len() + 1))
    };
    match (find(first), without_s(first).and_then(find)) {
        (Some(exact), Some(stripped)) => Some(if stripped.1 > exact.1 { stripped } else { exact }),
        (exact, stripped) => exact.or(stripped),
    }
}

/// A word of some length without the "s" of a plural, a possessive or "is": "the motor's hot" has "motors" for "motor".
fn without_s(word: &str) -> Option<&str> {
    word.strip_suffix('s').filter(|word| word.len() >= 3 && !word.ends_with('s'))
}

fn sounding_at(heard: &[String]) -> Option<(&'static LexiconEntry, usize)> {
    let (first, following) = heard.split_first()?;
    let entries = SOUNDS.get(first)?;
    let SoundEntry { rest, entry } = entries.iter().find(|SoundEntry { rest, .. }| following.starts_with(rest))?;
    Some((entry, rest.len() + 1))
}

/// "cale faccion": one word in two or three parts.
fn split_at(words: &[String]) -> Option<(&'static LexiconEntry, usize)> {
    (2..=3).rev().filter(|length| *length <= words.len()).find_map(|length| {
        let parts = &words[..length];
        // "tuberia a" is no misheard "tuberia".
        if parts[0].len() >= 4 && LEXICON.contains_key(parts[0].as_str()) {
            return None;
        }
        if !parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_lowercase())) {
            return None;
        }
        let joined = parts.concat();
        let entries = SOUNDS.get(&sound(&joined)).filter(|_| joined.len() >= SHORTEST_SPLIT)?;
        let SoundEntry { entry, .. } = entries.iter().find(|entry| entry.rest.is_empty())?;
        Some((entry, length))
    })
}

#[cfg(test)]
mod tests {
    use super::{Class, Classes, LEXICON, LONGEST_PHRASE, alternatives, longest_at, sound};

    #[test]
    fn longest_phrase_has_the_declared_length() {
        let longest = LEXICON.values().flatten().map(|entry| entry.rest.len() + 1).max();
        assert_eq!(longest, Some(LONGEST_PHRASE));
    }

    #[test]
    fn every_section_names_meanings() {
        for language in crate::triage::Language::ALL {
            for (section, _) in crate::language::lines(language.file(crate::language::LanguageFile::Triage)) {
                let named = super::classes(section.trim_start_matches("* "));
                assert!(named.is_ok_and(|classes| classes != Classes::NONE), "{language:?}: {section}");
            }
        }
    }

    #[test]
    fn classes_contain_what_they_are_made_of() {
        let classes = Classes::of(&[Class::Gas, Class::Leak, Class::Gas]);
        assert!(classes.has(Class::Gas) && classes.has(Class::Leak) && !classes.has(Class::Smell));
    }

    fn meaning(text: &str) -> Option<(Classes, usize)> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        let heard: Vec<String> = words.iter().map(|word| sound(word)).collect();
        longest_at(&words, &heard).map(|(entry, words)| (entry.classes, words))
    }

    #[test]
    fn word_is_known_by_its_sound_its_parts_and_its_beginning() {
        for (text, class, words) in [
            ("uele", Class::Smell, 1),
            ("cale faccion", Class::HeatSource, 2),
            ("chispoteando", Class::Sparks, 1),
            ("chizpas", Class::Sparks, 1),
        ] {
            let (classes, length) = meaning(text).unwrap();
            assert!(classes.has(class) && length == words, "{text}");
        }
        assert!(meaning("xyz").is_none());
    }

    #[test]
    fn alternatives_stand_for_every_combination() {
        let phrases = alternatives("el|_ humo de+la|del cuarto");
        let expected = ["el humo de la cuarto", "el humo del cuarto", "humo de la cuarto", "humo del cuarto"];
        assert_eq!(phrases.iter().map(|phrase| phrase.join(" ")).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_phrase_has_one_entry() {
        let mut twice = Vec::new();
        for (first, entries) in LEXICON.iter() {
            let repeated = |i: usize| entries[i + 1..].iter().any(|other| other.rest == entries[i].rest);
            twice.extend((0..entries.len()).filter(|i| repeated(*i)).map(|i| (first, &entries[i].rest)));
        }
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn phrases_are_normalized() {
        for (first, entries) in LEXICON.iter() {
            for word in entries.iter().flat_map(|entry| &entry.rest).chain([first]) {
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{word}");
            }
        }
    }
}
