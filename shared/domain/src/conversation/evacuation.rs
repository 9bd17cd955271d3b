//! Reads the answer to "Is everyone out?".
//!
//! Yes is a closed set: a plain yes, or a sentence about all, everyone or we that says where they are now, made of known
//! words only. A word outside the set (a negation, a number, a pet, an exception, a plan, a question) makes the answer "not
//! out". The people who are out say nothing about the people who are not.
//!
//! A retraction ("false alarm", "it was the stove") is read here too. What follows an answer is not known here.

use crate::triage::language::plain_words;

mod lexicon;

use lexicon::{
    CAUSES_OF_OURS, DOUBTS, FILLERS, FOUND_CAUSE, OUT_PHRASES, OUT_VERBS, QUESTIONS, RETRACTIONS, SOURCES, SUBJECTS,
    SUBJECTS_OUT, SWITCHED_OFF, UNFINISHED, VERBS, YES,
};

/// The meaning of an answer to "Is everyone out?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evacuation {
    /// Everyone is out.
    Out,
    /// Someone may be inside.
    NotOut,
    /// The caller takes the alarm back.
    Retraction,
}

/// Reads the answer to "Is everyone out?", in English or Spanish, as speech recognition wrote it.
///
/// ```
/// use domain::conversation::evacuation::{Evacuation, evacuation};
///
/// assert_eq!(evacuation("yeah everybody's out on the lawn"), Evacuation::Out);
/// assert_eq!(evacuation("nobody is out yet"), Evacuation::NotOut);
/// assert_eq!(evacuation("three of us are out"), Evacuation::NotOut);
/// assert_eq!(evacuation("falsa alarma"), Evacuation::Retraction);
/// ```
#[must_use]
pub fn evacuation(answer: &str) -> Evacuation {
    let words = plain_words(answer);
    if is_retraction(&words) {
        Evacuation::Retraction
    } else if !answer.contains(['?', '¿']) && is_out(&words) {
        Evacuation::Out
    } else {
        Evacuation::NotOut
    }
}

/// A part of a positive answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EvacuationPart {
    Yes,
    /// All, everyone, we.
    Subject,
    /// A subject that is also the verb: "salimos".
    SubjectOut,
    Out,
    /// A verb that needs a subject to mean everyone.
    OutVerb,
    Verb,
    Filler,
}

/// The parts of an answer that has no other words; `None` if it has.
fn parts(words: &[String]) -> Option<Vec<EvacuationPart>> {
    let text: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut rest = text.as_slice();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (part, length) = part_at(rest)?;
        parts.push(part);
        rest = &rest[length..];
    }
    Some(parts)
}

/// The longest known phrase that the words begin with.
fn part_at(words: &[&str]) -> Option<(EvacuationPart, usize)> {
    let lists = [
        (SUBJECTS.as_slice(), EvacuationPart::Subject),
        (SUBJECTS_OUT.as_slice(), EvacuationPart::SubjectOut),
        (OUT_PHRASES.as_slice(), EvacuationPart::Out),
        (OUT_VERBS.as_slice(), EvacuationPart::OutVerb),
        (YES.as_slice(), EvacuationPart::Yes),
        (VERBS.as_slice(), EvacuationPart::Verb),
        (FILLERS.as_slice(), EvacuationPart::Filler),
    ];
    let mut longest = None;
    for (phrases, part) in lists {
        for phrase in phrases {
            let Some(length) = matched(phrase, words) else { continue };
            if longest.is_none_or(|(_, known)| length > known) {
                longest = Some((part, length));
            }
        }
    }
    longest
}

/// The number of words of a phrase, if `words` begin with it.
fn matched(phrase: &str, words: &[&str]) -> Option<usize> {
    let mut length = 0;
    for expected in phrase.split(' ') {
        if words.get(length) != Some(&expected) {
            return None;
        }
        length += 1;
    }
    Some(length)
}

fn is_out(words: &[String]) -> bool {
    let Some(parts) = parts(words) else { return false };
    let unfinished = words.last().is_some_and(|word| UNFINISHED.contains(&word.as_str()));
    if unfinished || words.windows(2).any(|pair| is_misleading(&pair[0], &pair[1])) {
        return false;
    }
    let significant: Vec<EvacuationPart> = parts.into_iter().filter(|part| *part != EvacuationPart::Filler).collect();
    let has = |part| significant.contains(&part);
    // "Is everyone out", "are we all out": a question.
    if significant.first() == Some(&EvacuationPart::Verb) {
        return false;
    }
    let says_where = has(EvacuationPart::Out) || has(EvacuationPart::OutVerb);
    if has(EvacuationPart::SubjectOut) || (has(EvacuationPart::Subject) && says_where) {
        return true;
    }
    // "Yes", "yes we are", "yes everyone is": the answer completes the question.
    significant.first() == Some(&EvacuationPart::Yes) && !has(EvacuationPart::OutVerb)
}

/// "We left everyone" leaves them inside, and "we were outside" is past.
fn is_misleading(word: &str, next: &str) -> bool {
    matches!((word, next), ("left", "everyone" | "everybody" | "all" | "everyones") | ("we", "were"))
}

fn is_retraction(words: &[String]) -> bool {
    let text = without_thing_put_aside(&words.join(" "));
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| find(&text, phrase).is_some());
    let found: Vec<usize> = FOUND_CAUSE.iter().filter_map(|found| Some(find(&text, found)? + found.len())).collect();
    if has(&DOUBTS) || QUESTIONS.iter().any(|question| find(&text, question) == Some(0)) {
        return false;
    }
    // A cause of the company's own kind follows "it was".
    let names_our_equipment =
        found.iter().any(|end| text[*end..].split_whitespace().take(3).any(|word| CAUSES_OF_OURS.contains(&word)));
    !names_our_equipment && (has(&RETRACTIONS) || !found.is_empty() || (has(&SOURCES) && has(&SWITCHED_OFF)))
}

/// The text without a "never mind" that is said of a thing and not of the alarm: "never mind the cat, we're out".
fn without_thing_put_aside(text: &str) -> String {
    const THINGS: [&str; 5] = ["the", "about", "him", "them", "what"];
    const ALARMS: [&str; 8] = ["call", "alarm", "emergency", "ambulance", "911", "alarms", "page", "thing"];
    for phrase in ["never mind", "nevermind", "forget about"] {
        let Some(at) = find(text, phrase) else { continue };
        let mut after = text[at + phrase.len()..].split_whitespace();
        let (first, second) = (after.next().unwrap_or_default(), after.next().unwrap_or_default());
        if THINGS.contains(&first) && !ALARMS.contains(&second) {
            return text.replacen(phrase, "", 1);
        }
    }
    text.to_owned()
}

/// Where whole words stand in a text whose words are separated by single spaces.
fn find(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let (before, after) = (&text[..*at], &text[at + phrase.len()..]);
        (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}

#[cfg(test)]
mod tests;
