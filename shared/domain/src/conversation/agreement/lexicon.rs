//! The words and phrases of agreement and refusal, read from `lexicon.txt` for English and Spanish, which share many patterns, and from
//! each further language's `agreement.txt`, which has the same form.
//!
//! The lists of agreement are closed: an answer with a word that is in none of them is not a yes. The lists of refusal
//! need not be complete: what they miss is unclear.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{
    language::{LanguageFile, lines},
    triage::Language,
};

const TEXT: &str = include_str!("lexicon.txt");

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(texts()));

/// The file of this module and those of the languages.
fn texts() -> impl Iterator<Item = &'static str> {
    let own = Language::ALL.into_iter().map(|language| language.file(LanguageFile::Agreement));
    std::iter::once(TEXT).chain(own)
}

/// The lists.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// A sequence of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordPattern(pub(super) Vec<PatternWord>);

/// One word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PatternWord {
    pub(super) alternatives: Vec<Alternative>,
    pub(super) optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alternative {
    Word(String),
    Beginning(String),
}

/// Patterns of one meaning.
pub(super) type List = Vec<WordPattern>;

/// The lists by meaning. `lexicon.txt` describes each.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) yes_to_cancellation: List,
    pub(super) yes_to_move: List,
    pub(super) yes_to_message: List,
    pub(super) yes_to_person: List,
    pub(super) yes_to_texts: List,
    pub(super) books: List,
    pub(super) keeps: List,
    pub(super) negations: List,
    pub(super) no_words: List,
    pub(super) idioms: List,
    pub(super) hesitations: List,
    pub(super) withdrawals: List,
    pub(super) cancels: List,
    pub(super) price: List,
    pub(super) later: List,
    pub(super) unsuitable: List,
    pub(super) details: List,
    pub(super) questions: List,
    pub(super) inversions: List,
    pub(super) subjects: List,
    pub(super) yes: List,
    pub(super) suits: List,
    pub(super) listening: List,
    pub(super) consenting: List,
    pub(super) please: List,
    pub(super) neutral: List,
    pub(super) empty: List,
    pub(super) unfinished: List,
    pub(super) openers: List,
    pub(super) politeness: List,
    pub(super) sarcasm: List,
    pub(super) sincere: List,
    pub(super) affirmations: List,
    pub(super) clauses: List,
    pub(super) when: List,
    pub(super) persons: List,
    pub(super) messages: List,
    pub(super) obligations: List,
    pub(super) ends_negation: List,
    pub(super) ends_earlier_negation: List,
}

impl Lexicon {
    fn parse(texts: impl Iterator<Item = &'static str>) -> Self {
        let sections = Sections::parse(texts);
        let list = |name: &str| sections.list(name);
        Self {
            yes_to_cancellation: list("yes_to_cancellation"),
            yes_to_move: list("yes_to_move"),
            yes_to_message: list("yes_to_message"),
            yes_to_person: list("yes_to_person"),
            yes_to_texts: list("yes_to_texts"),
            books: list("books"),
            keeps: list("keeps"),
            negations: list("negations"),
            no_words: list("no_words"),
            idioms: list("idioms"),
            hesitations: list("hesitations"),
            withdrawals: list("withdrawals"),
            cancels: list("cancels"),
            price: list("price"),
            later: list("later"),
            unsuitable: list("unsuitable"),
            details: list("details"),
            questions: list("questions"),
            inversions: list("inversions"),
            subjects: list("subjects"),
            yes: list("yes"),
            suits: list("suits"),
            listening: list("listening"),
            consenting: list("consenting"),
            please: list("please"),
            neutral: list("neutral"),
            empty: list("empty"),
            unfinished: list("unfinished"),
            openers: list("openers"),
            politeness: list("politeness"),
            sarcasm: list("sarcasm"),
            sincere: list("sincere"),
            affirmations: list("affirmations"),
            clauses: list("clauses"),
            when: list("when"),
            persons: list("persons"),
            messages: list("messages"),
            obligations: list("obligations"),
            ends_negation: list("ends_negation"),
            ends_earlier_negation: list("ends_earlier_negation"),
        }
    }
}

/// The patterns of each section, as written.
struct Sections(BTreeMap<&'static str, Vec<String>>);

impl Sections {
    fn parse(texts: impl Iterator<Item = &'static str>) -> Self {
        let mut sections: BTreeMap<&'static str, String> = BTreeMap::new();
        for text in texts {
            for (section, line) in lines(text) {
                let written = sections.entry(section).or_default();
                written.push_str(line);
                written.push(' ');
            }
            // A pattern ends with its file.
            for written in sections.values_mut() {
                written.push(';');
            }
        }
        let patterns = |written: String| {
            let patterns = written.split(';').map(|pattern| pattern.trim().to_owned());
            patterns.filter(|pattern| !pattern.is_empty()).collect()
        };
        Self(sections.into_iter().map(|(name, written)| (name, patterns(written))).collect())
    }

    fn list(&self, name: &str) -> List {
        let written = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
        written.iter().map(|pattern| self.pattern(pattern)).collect()
    }

    fn pattern(&self, written: &str) -> WordPattern {
        let part = |part: &str| {
            let (part, optional) = part.strip_suffix('?').map_or((part, false), |part| (part, true));
            let mut alternatives = Vec::new();
            part.split('|').for_each(|word| self.alternatives(word, &mut alternatives));
            PatternWord { alternatives, optional }
        };
        WordPattern(written.split_whitespace().map(part).collect())
    }

    fn alternatives(&self, word: &str, alternatives: &mut Vec<Alternative>) {
        if word.starts_with('@') {
            let class = self.0.get(word).map(Vec::as_slice).unwrap_or_default();
            for word in class {
                self.alternatives(word, alternatives);
            }
        } else {
            alternatives.push(match word.strip_suffix('*') {
                Some(beginning) => Alternative::Beginning(beginning.to_owned()),
                None => Alternative::Word(word.to_owned()),
            });
        }
    }
}

impl PatternWord {
    /// Whether a word fits.
    pub(super) fn fits(&self, word: &str) -> bool {
        self.alternatives.iter().any(|alternative| match alternative {
            Alternative::Word(expected) => word == expected,
            Alternative::Beginning(beginning) => word.starts_with(beginning.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_a_list_or_a_class_that_is_used() {
        let sections = Sections::parse(texts());
        let debug = format!("{:?}", lexicon());
        for (name, patterns) in &sections.0 {
            assert!(!patterns.is_empty(), "{name}");
            match name.strip_prefix('@') {
                Some(_) => assert!(texts().map(|text| text.matches(name).count()).sum::<usize>() > 1, "{name}"),
                None => assert!(debug.contains(&format!("{name}: [WordPattern")), "{name}"),
            }
        }
        assert!(!debug.contains(": []"), "a list without a section");
    }

    #[test]
    fn every_word_of_the_lexicon_can_occur() {
        let sections = Sections::parse(texts());
        for pattern in sections.0.values().flatten() {
            for word in pattern.split([' ', '|']) {
                let bare = word.trim_matches(['?', '*', '@']);
                assert!(bare.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{pattern}");
                let expanded = super::super::words::AnswerWords::of(bare);
                assert!(word.contains(['*', '@']) || expanded.len() == 1, "{pattern}: {bare} is written out");
            }
        }
    }
}
