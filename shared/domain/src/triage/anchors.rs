//! Anchors: words that belong to a danger and prove nothing by themselves. An utterance is about a danger only if it has an
//! anchor of the danger, so the classifier alone can never name one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use super::{Hazard, Language, lexicon::Class, rules, utterance::Utterance};

/// A beginning, and what it is an anchor of.
struct Beginning {
    letters: &'static str,
    is_whole_word: bool,
    anchor_of: (Hazard, Language),
}

/// The beginnings by their first letter. A full stop in the lists ends a whole word.
static BEGINNINGS: LazyLock<BTreeMap<u8, Vec<Beginning>>> = LazyLock::new(|| {
    let mut beginnings: BTreeMap<u8, Vec<Beginning>> = BTreeMap::new();
    for hazard in Hazard::ALL {
        for language in Language::ALL {
            for beginning in language.phrases(&format!("anchors {}", hazard.name())) {
                let letters = beginning.trim_end_matches('.');
                let is_whole_word = letters.len() < beginning.len();
                let Some(first) = letters.bytes().next() else { continue };
                let anchor_of = (hazard, language);
                beginnings.entry(first).or_default().push(Beginning { letters, is_whole_word, anchor_of });
            }
        }
    }
    beginnings
});

/// What a word is an anchor of, each once.
fn anchors_in(word: &str) -> BTreeSet<(Hazard, Language)> {
    let listed = word.bytes().next().and_then(|first| BEGINNINGS.get(&first)).into_iter().flatten();
    let begins = |one: &&Beginning| {
        if one.is_whole_word { word == one.letters } else { word.starts_with(one.letters) }
    };
    listed.filter(begins).map(|one| one.anchor_of).collect()
}

/// The hazards with an anchor, the one with the most anchors first, and the language of the utterance's anchors.
pub(super) fn find(utterance: &Utterance) -> Vec<(Hazard, Language)> {
    let counts = |at: usize| {
        !is_neutral(at, utterance) && !rules::is_of_another_thing(at, utterance) && !rules::is_ruled_out(at, utterance)
    };
    let mut anchors: BTreeMap<(Hazard, Language), usize> = BTreeMap::new();
    for (at, word) in utterance.words.iter().enumerate() {
        let named = anchors_in(word);
        if !named.is_empty() && counts(at) {
            for anchor in named {
                *anchors.entry(anchor).or_default() += 1;
            }
        }
    }
    let mut found: Vec<(Hazard, usize, Language)> = Vec::new();
    for hazard in Hazard::ALL {
        let of_hazard =
            Language::ALL.map(|language| (anchors.get(&(hazard, language)).copied().unwrap_or(0), language));
        let count = of_hazard.iter().map(|(count, _)| count).sum();
        // Of languages with as many anchors, the first.
        let most = of_hazard.into_iter().rev().max_by_key(|(count, _)| *count);
        if let Some((_, language)) = most.filter(|_| count > 0) {
            found.push((hazard, count, language));
        }
    }
    found.sort_by_key(|(hazard, count, _)| (std::cmp::Reverse(*count), *hazard));
    found.into_iter().map(|(hazard, _, language)| (hazard, language)).collect()
}

/// Whether a word is part of a phrase that is known to be no danger: a car alarm, a gas bill.
fn is_neutral(word: usize, utterance: &Utterance) -> bool {
    utterance.mark_at(word).is_some_and(|mark| mark.is_only(Class::Neutral))
}
