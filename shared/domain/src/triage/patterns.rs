//! Patterns of words, compiled from each language's `patterns.txt`: signs that are a subject and a verb of a family, not a list of phrases.
//! The files say how they are written. What a sign means is decided by
//! [`super::poisoning`] and [`super::things`].

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::LazyLock,
};

use super::{
    Hazard, Language,
    utterance::{Utterance, ends_clause, is_punctuation},
};
use crate::language::{LanguageFile, PerLanguage};

/// Words, beginnings of words and phrases.
#[derive(Debug, Default)]
pub(super) struct WordSet {
    words: BTreeSet<&'static str>,
    beginnings: Vec<&'static str>,
    phrases: Vec<Vec<&'static str>>,
}

impl WordSet {
    fn add(&mut self, text: &'static str) {
        if text.contains('+') {
            self.phrases.push(text.split('+').collect());
        } else if let Some(beginning) = text.strip_suffix('*') {
            self.beginnings.push(beginning);
        } else {
            self.words.insert(text);
        }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.contains(word) || self.beginnings.iter().any(|beginning| word.starts_with(beginning))
    }

    /// The same, with an "s" more: "the motor's burning" has "motors".
    fn has_inflected(&self, word: &str) -> bool {
        self.has(word) || word.strip_suffix('s').is_some_and(|one| one.len() > 3 && self.words.contains(one))
    }

    /// The lengths, in words, of what matches at a place.
    fn lengths_at(&self, words: &[String], at: usize) -> impl Iterator<Item = usize> {
        let one = words.get(at).is_some_and(|word| self.has_inflected(word)).then_some(1);
        let begins = |phrase: &&Vec<&str>| {
            phrase.iter().enumerate().all(|(nth, word)| words.get(at + nth).is_some_and(|said| said == word))
        };
        one.into_iter().chain(self.phrases.iter().filter(begins).map(Vec::len).collect::<Vec<_>>())
    }
}

#[derive(Debug)]
enum SignPart {
    OneOf(WordSet),
    Maybe(WordSet),
    NotNext(WordSet),
    /// At most so many words of the same clause.
    Gap(usize),
    EndOfClause,
}

/// What a pattern is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// A person or an animal is unable to do what bodies do.
    Unable,
    /// A person collapses, or is about to.
    Grave,
    /// The colour of skin.
    Colour,
    /// A hand at the chest.
    Chest,
    /// A person feels ill.
    Ill,
    /// A pet is dead or ill.
    Animal,
    /// Water leaps.
    Jet,
    /// A thing is in a state that is a danger by itself: it burns, sparks, leaks gas, floods, or lies on a person.
    Thing(Hazard),
}

/// When a sign counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignCondition {
    Always,
    /// Only of a person or an animal.
    OfAPerson,
    /// Only with the classifier's consent.
    Hint,
}

/// A sign: a kind and the words that show it.
#[derive(Debug)]
struct SignPattern {
    sign: Sign,
    condition: SignCondition,
    parts: Vec<SignPart>,
}

/// A sign in an utterance.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) sign: Sign,
    pub(super) condition: SignCondition,
    pub(super) words: Range<usize>,
}

impl SignPattern {
    /// The end of the words that match from a place on.
    fn end(&self, words: &[String], start: usize) -> Option<usize> {
        end_of(&self.parts, words, start)
    }
}

fn end_of(parts: &[SignPart], words: &[String], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    match part {
        SignPart::OneOf(set) => set.lengths_at(words, at).find_map(|length| end_of(rest, words, at + length)),
        SignPart::Maybe(set) => set
            .lengths_at(words, at)
            .find_map(|length| end_of(rest, words, at + length))
            .or_else(|| end_of(rest, words, at)),
        SignPart::NotNext(set) => {
            if set.lengths_at(words, at).next().is_some() {
                None
            } else {
                end_of(rest, words, at)
            }
        }
        SignPart::Gap(most) => (at..=at + most)
            .take_while(|next| *next == at || words.get(next - 1).is_some_and(|word| !is_punctuation(word)))
            .find_map(|next| end_of(rest, words, next)),
        SignPart::EndOfClause => {
            words.get(at).is_none_or(|word| ends_clause(word)).then(|| end_of(rest, words, at)).flatten()
        }
    }
}

/// The sets and signs of a language.
#[derive(Debug)]
pub(super) struct Patterns {
    pub(super) language: Language,
    sets: BTreeMap<&'static str, WordSet>,
    signs: Vec<SignPattern>,
    openings: Openings,
}

/// The patterns by the words that they begin with, so that few are tried at each word.
#[derive(Debug, Default)]
struct Openings {
    words: BTreeMap<&'static str, Vec<usize>>,
    /// Beginnings of words, by their first letter.
    beginnings: BTreeMap<u8, Vec<(&'static str, usize)>>,
    /// Patterns that begin with something else than a word.
    others: Vec<usize>,
}

impl Openings {
    fn of(signs: &[SignPattern]) -> Self {
        let mut openings = Self::default();
        for (number, pattern) in signs.iter().enumerate() {
            let Some(SignPart::OneOf(set)) = pattern.parts.first() else {
                openings.others.push(number);
                continue;
            };
            let phrases = set.phrases.iter().filter_map(|phrase| phrase.first());
            for word in set.words.iter().chain(phrases) {
                openings.words.entry(word).or_default().push(number);
            }
            for beginning in &set.beginnings {
                let letter = beginning.bytes().next().unwrap_or_default();
                openings.beginnings.entry(letter).or_default().push((beginning, number));
            }
        }
        openings
    }

    /// The patterns that may begin with a word, in order.
    fn at(&self, word: &str) -> BTreeSet<usize> {
        let named = [Some(word), word.strip_suffix('s')].into_iter().flatten().filter_map(|word| self.words.get(word));
        let begun = word.bytes().next().and_then(|letter| self.beginnings.get(&letter)).into_iter().flatten();
        let begun = begun.filter(|(beginning, _)| word.starts_with(beginning)).map(|(_, number)| *number);
        named.flatten().copied().chain(begun).chain(self.others.iter().copied()).collect()
    }
}

/// Every language's patterns.
pub(super) static PATTERNS: LazyLock<PerLanguage<Patterns>> = LazyLock::new(|| PerLanguage::new(Patterns::read));

impl Patterns {
    fn read(language: Language) -> Self {
        let mut sets: BTreeMap<&'static str, WordSet> = BTreeMap::new();
        let mut listed: BTreeMap<&'static str, &'static str> = BTreeMap::new();
        let mut signs = Vec::new();
        let lines = language.file(LanguageFile::Patterns).lines().filter(|line| !line.starts_with('#'));
        for (name, content) in lines.filter_map(|line| line.split_once(": ")) {
            if let Some(name) = name.strip_prefix('@') {
                let set = sets.entry(name).or_default();
                content.split_ascii_whitespace().for_each(|word| set.add(word));
                listed.insert(name, content);
            } else if let Some((sign, condition)) = sign(name) {
                let parts = content.split_ascii_whitespace().map(|part| read_part(part, &listed)).collect();
                signs.push(SignPattern { sign, condition, parts });
            }
        }
        let openings = Openings::of(&signs);
        Self { language, sets, signs, openings }
    }

    /// Whether a word is of a set of the file.
    pub(super) fn is(&self, set: &str, word: &str) -> bool {
        self.sets.get(set).is_some_and(|set| set.has(word))
    }

    /// The wanted signs in an utterance.
    pub(super) fn signs(&self, utterance: &Utterance, wanted: impl Fn(Sign) -> bool) -> Vec<Seen> {
        let words = &utterance.words;
        let mut signs = Vec::new();
        for (start, word) in words.iter().enumerate() {
            let patterns = self.openings.at(word).into_iter().map(|number| &self.signs[number]);
            for pattern in patterns.filter(|pattern| wanted(pattern.sign)) {
                let (sign, condition) = (pattern.sign, pattern.condition);
                let end = pattern.end(words, start);
                signs.extend(end.map(|end| Seen { sign, condition, words: start..end }));
            }
        }
        signs
    }
}

fn sign(name: &str) -> Option<(Sign, SignCondition)> {
    let (name, condition) = match name.split_once('+') {
        Some((name, "person")) => (name, SignCondition::OfAPerson),
        Some((name, "hint")) => (name, SignCondition::Hint),
        _ => (name, SignCondition::Always),
    };
    let sign = match name {
        "unable" => Sign::Unable,
        "grave" => Sign::Grave,
        "colour" => Sign::Colour,
        "chest" => Sign::Chest,
        "sign" => Sign::Ill,
        "animal" => Sign::Animal,
        "jet" => Sign::Jet,
        "gas" => Sign::Thing(Hazard::GasLeak),
        "monoxide" => Sign::Thing(Hazard::CarbonMonoxide),
        "fire" => Sign::Thing(Hazard::Fire),
        "injury" => Sign::Thing(Hazard::Medical),
        "electricity" => Sign::Thing(Hazard::Electrical),
        "water" => Sign::Thing(Hazard::Water),
        _ => return None,
    };
    Some((sign, condition))
}

fn read_part(part: &'static str, listed: &BTreeMap<&'static str, &'static str>) -> SignPart {
    if part == "$" {
        return SignPart::EndOfClause;
    }
    if let Some(most) = part.strip_prefix("..").and_then(|most| most.parse().ok()) {
        return SignPart::Gap(most);
    }
    let (make, alternatives): (fn(WordSet) -> SignPart, _) = match (part.strip_prefix('?'), part.strip_prefix('!')) {
        (Some(optional), _) => (SignPart::Maybe, optional),
        (_, Some(excluded)) => (SignPart::NotNext, excluded),
        _ => (SignPart::OneOf, part),
    };
    let mut set = WordSet::default();
    for alternative in alternatives.split('|') {
        match alternative.strip_prefix('@') {
            Some(name) => {
                let words = listed.get(name).into_iter().flat_map(|words| words.split_ascii_whitespace());
                words.for_each(|word| set.add(word));
            }
            None => set.add(alternative),
        }
    }
    make(set)
}
