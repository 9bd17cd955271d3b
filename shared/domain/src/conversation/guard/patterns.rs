//! Patterns of words, read from `patterns.txt`, and from each language's `guard.txt`, which has the same form. What they are for is not known here.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{language::LanguageFile, triage::Language};

/// The patterns, with the classes of phrases that they name.
const DATA: &str = include_str!("patterns.txt");

/// The lines of this module's file and of those of the languages.
fn lines() -> impl Iterator<Item = &'static str> {
    let listed = Language::ALL.into_iter().flat_map(|language| language.file(LanguageFile::Guard).lines());
    DATA.lines().chain(listed)
}

/// What a match means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    Says,
    Unless,
    UnlessAnywhere,
}

/// One place of a pattern.
#[derive(Debug, Clone, PartialEq)]
enum PatternPlace {
    /// One of these phrases.
    Phrases { any: Vec<Vec<&'static str>>, optional: bool },
    /// Up to so many words, none of them a comma.
    Gap(usize),
}

type Pattern = Vec<PatternPlace>;

static PATTERNS: LazyLock<BTreeMap<(&'static str, Effect), Vec<Pattern>>> = LazyLock::new(|| {
    let mut classes: BTreeMap<&str, Vec<Vec<&'static str>>> = BTreeMap::new();
    let mut patterns: BTreeMap<_, Vec<Pattern>> = BTreeMap::new();
    for line in lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some((head, rest)) = line.split_once(": ") else { continue };
        if let Some(name) = head.strip_prefix('@') {
            let phrases = rest.split(", ").map(|phrase| phrase.split(' ').collect()).collect();
            classes.entry(name).or_default().extend::<Vec<_>>(phrases);
            continue;
        }
        let Some((kind, effect)) = head.split_once(' ') else { continue };
        let effect = match effect {
            "says" => Effect::Says,
            "unless" => Effect::Unless,
            _ => Effect::UnlessAnywhere,
        };
        let pattern = rest.split(' ').map(|place| place_of(place, &classes)).collect();
        patterns.entry((kind, effect)).or_default().push(pattern);
    }
    patterns
});

fn place_of(place: &'static str, classes: &BTreeMap<&str, Vec<Vec<&'static str>>>) -> PatternPlace {
    if let Some(most) = place.strip_prefix('*').and_then(|most| most.parse().ok()) {
        return PatternPlace::Gap(most);
    }
    let (name, optional) = place.strip_suffix('?').map_or((place, false), |name| (name, true));
    let any = match name.strip_prefix('@') {
        Some(class) => classes.get(class).cloned().unwrap_or_default(),
        None => name.split('|').map(|word| vec![word]).collect(),
    };
    PatternPlace::Phrases { any, optional }
}

fn of(kind: &'static str, effect: Effect) -> &'static [Pattern] {
    PATTERNS.get(&(kind, effect)).map_or(&[], Vec::as_slice)
}

/// Whether the words begin with the pattern.
fn begins(pattern: &[PatternPlace], words: &[String]) -> bool {
    let Some((place, rest)) = pattern.split_first() else { return true };
    match place {
        PatternPlace::Gap(most) => (0..=*most).any(|gap| {
            words.len() >= gap && words[..gap].iter().all(|word| word != ",") && begins(rest, &words[gap..])
        }),
        PatternPlace::Phrases { any, optional } => {
            let starts = |phrase: &Vec<&str>| {
                words.len() >= phrase.len() && phrase.iter().zip(words).all(|(expected, word)| expected == word)
            };
            any.iter().any(|phrase| starts(phrase) && begins(rest, &words[phrase.len()..]))
                || (*optional && begins(rest, words))
        }
    }
}

fn first(patterns: &[Pattern], words: &[String]) -> Option<usize> {
    (0..words.len()).find(|at| patterns.iter().any(|pattern| begins(pattern, &words[*at..])))
}

/// Whether a part of a sentence says something of this kind, and no part makes it harmless. `scope` is the kind whose harmless
/// words count.
pub(super) fn says(kind: &'static str, scope: &'static str, parts: &[&[String]], all: &[String]) -> bool {
    let mut said = parts.iter().filter(|part| {
        first(of(kind, Effect::Says), part).is_some_and(|at| {
            let harmless = of(scope, Effect::Unless);
            !(0..at).any(|from| harmless.iter().any(|pattern| begins(pattern, &part[from..])))
        })
    });
    said.next().is_some() && first(of(scope, Effect::UnlessAnywhere), all).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A class that is not defined, or a line that is not read, would match nothing.
    #[test]
    fn every_line_is_read() {
        let lines = lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '@'])).count();
        assert_eq!(PATTERNS.values().map(Vec::len).sum::<usize>(), lines);
        for place in PATTERNS.values().flatten().flatten() {
            if let PatternPlace::Phrases { any, .. } = place {
                assert!(!any.is_empty() && any.iter().flatten().all(|word| !word.is_empty()), "{place:?}");
            }
        }
    }
}
