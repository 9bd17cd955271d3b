//! Patterns of words, compiled from `patterns/*.txt`: signs that are a subject and a verb of a family, not a list of phrases.
//! The files say how they are written. What a sign means is decided by [`super::poisoning`].

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::LazyLock,
};

use super::{
    Language,
    utterance::{Utterance, ends_clause, is_punctuation},
};

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

    /// The lengths, in words, of what matches at a place.
    fn lengths_at(&self, words: &[String], at: usize) -> impl Iterator<Item = usize> {
        let one = words.get(at).is_some_and(|word| self.has(word)).then_some(1);
        let begins = |phrase: &&Vec<&str>| {
            phrase.iter().enumerate().all(|(nth, word)| words.get(at + nth).is_some_and(|said| said == word))
        };
        one.into_iter().chain(self.phrases.iter().filter(begins).map(Vec::len).collect::<Vec<_>>())
    }
}

#[derive(Debug)]
enum Part {
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
}

/// A sign: a kind and the words that show it.
#[derive(Debug)]
struct Pattern {
    sign: Sign,
    /// It counts only of a person or an animal.
    of_a_person: bool,
    parts: Vec<Part>,
}

impl Pattern {
    /// The end of the words that match from a place on.
    fn end(&self, words: &[String], start: usize) -> Option<usize> {
        end_of(&self.parts, words, start)
    }
}

fn end_of(parts: &[Part], words: &[String], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    match part {
        Part::OneOf(set) => set.lengths_at(words, at).find_map(|length| end_of(rest, words, at + length)),
        Part::Maybe(set) => set
            .lengths_at(words, at)
            .find_map(|length| end_of(rest, words, at + length))
            .or_else(|| end_of(rest, words, at)),
        Part::NotNext(set) => {
            if set.lengths_at(words, at).next().is_some() {
                None
            } else {
                end_of(rest, words, at)
            }
        }
        Part::Gap(most) => (at..=at + most)
            .take_while(|next| *next == at || words.get(next - 1).is_some_and(|word| !is_punctuation(word)))
            .find_map(|next| end_of(rest, words, next)),
        Part::EndOfClause => {
            words.get(at).is_none_or(|word| ends_clause(word)).then(|| end_of(rest, words, at)).flatten()
        }
    }
}

/// The sets and signs of a language.
#[derive(Debug)]
pub(super) struct Patterns {
    pub(super) language: Language,
    sets: BTreeMap<&'static str, WordSet>,
    signs: Vec<Pattern>,
}

/// Every language's patterns.
pub(super) static PATTERNS: LazyLock<[Patterns; 2]> = LazyLock::new(|| {
    [
        Patterns::read(Language::English, include_str!("patterns/english.txt")),
        Patterns::read(Language::Spanish, include_str!("patterns/spanish.txt")),
    ]
});

impl Patterns {
    fn read(language: Language, text: &'static str) -> Self {
        let mut sets: BTreeMap<&'static str, WordSet> = BTreeMap::new();
        let mut listed: BTreeMap<&'static str, &'static str> = BTreeMap::new();
        let mut signs = Vec::new();
        for (name, content) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|l| l.split_once(": ")) {
            if let Some(name) = name.strip_prefix('@') {
                let set = sets.entry(name).or_default();
                content.split_ascii_whitespace().for_each(|word| set.add(word));
                listed.insert(name, content);
            } else if let Some((sign, of_a_person)) = sign(name) {
                let parts = content.split_ascii_whitespace().map(|part| read_part(part, &listed)).collect();
                signs.push(Pattern { sign, of_a_person, parts });
            }
        }
        Self { language, sets, signs }
    }

    /// Whether a word is of a set of the file.
    pub(super) fn is(&self, set: &str, word: &str) -> bool {
        self.sets.get(set).is_some_and(|set| set.has(word))
    }

    /// The wanted signs in an utterance: the kind, whether it counts only of a person, and the words.
    pub(super) fn signs(
        &self,
        utterance: &Utterance,
        wanted: impl Fn(Sign) -> bool,
    ) -> Vec<(Sign, bool, Range<usize>)> {
        let words = &utterance.words;
        let at = |pattern: &Pattern| {
            let (sign, of_a_person) = (pattern.sign, pattern.of_a_person);
            let found = (0..words.len())
                .filter_map(|start| pattern.end(words, start).map(|end| (sign, of_a_person, start..end)));
            found.collect::<Vec<_>>()
        };
        self.signs.iter().filter(|pattern| wanted(pattern.sign)).flat_map(at).collect()
    }
}

fn sign(name: &str) -> Option<(Sign, bool)> {
    let (name, of_a_person) = name.strip_suffix("+person").map_or((name, false), |name| (name, true));
    let sign = match name {
        "unable" => Sign::Unable,
        "grave" => Sign::Grave,
        "colour" => Sign::Colour,
        "chest" => Sign::Chest,
        "sign" => Sign::Ill,
        "animal" => Sign::Animal,
        "jet" => Sign::Jet,
        _ => return None,
    };
    Some((sign, of_a_person))
}

fn read_part(part: &'static str, listed: &BTreeMap<&'static str, &'static str>) -> Part {
    if part == "$" {
        return Part::EndOfClause;
    }
    if let Some(most) = part.strip_prefix("..").and_then(|most| most.parse().ok()) {
        return Part::Gap(most);
    }
    let (make, alternatives): (fn(WordSet) -> Part, _) = match (part.strip_prefix('?'), part.strip_prefix('!')) {
        (Some(optional), _) => (Part::Maybe, optional),
        (_, Some(excluded)) => (Part::NotNext, excluded),
        _ => (Part::OneOf, part),
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
