//! Generated families: plain statements of every danger, questions and denials of them, and utterances that say nothing.
//!
//! Each family is the product of openers, nouns and tails, so that a rule holds for a kind of sentence and not for its
//! examples.

use super::*;

/// The list of a name in `families.txt`. `_` stands for nothing.
fn list(name: &str) -> Vec<&'static str> {
    list_of(include_str!("families.txt"), name)
}

/// The list of a name in a file of lists.
pub(super) fn list_of(file: &'static str, name: &str) -> Vec<&'static str> {
    let lists = file.lines().filter_map(|line| line.split_once(": "));
    let (_, parts) = lists.into_iter().find(|(known, _)| *known == name).expect("a list of the file");
    parts.split(" | ").map(|part| if part == "_" { "" } else { part }).collect()
}

/// Every opener with every noun and every tail.
fn sentences(openers: &str, nouns: &str, tails: &str) -> Vec<String> {
    let (openers, nouns, tails) = (list(openers), list(nouns), list(tails));
    let with_noun = |opener: &str| nouns.iter().map(move |noun| format!("{opener} {noun}")).collect::<Vec<_>>();
    let begun = openers.iter().flat_map(|opener| with_noun(opener));
    let with_tail = |begun: String| tails.iter().map(move |tail| format!("{begun} {tail}").trim().to_owned());
    begun.flat_map(with_tail).collect()
}

/// The sentences for which a condition does not hold, at most the first ten.
fn exceptions(sentences: &[String], holds: impl Fn(&str) -> bool) -> Vec<&String> {
    sentences.iter().filter(|sentence| !holds(sentence)).take(10).collect()
}

#[test]
fn plain_statement_of_a_danger_is_an_emergency() {
    for (openers, dangers, tails) in
        [("openers", "dangers", "tails"), ("spanish_openers", "spanish_dangers", "spanish_tails")]
    {
        let sentences = sentences(openers, dangers, tails);
        let missed = exceptions(&sentences, is_emergency);
        assert!(missed.is_empty(), "{missed:?}");
    }
}

#[test]
fn question_denial_or_past_of_a_danger_is_no_emergency() {
    for (openers, things, tails) in [
        ("questions_and_denials", "things_asked_about", "asking_tails"),
        ("spanish_questions_and_denials", "spanish_things_asked_about", "spanish_asking_tails"),
    ] {
        let sentences = sentences(openers, things, tails);
        let alarms = exceptions(&sentences, |sentence| !is_emergency(sentence));
        assert!(alarms.is_empty(), "{alarms:?}");
    }
}

#[test]
fn product_place_or_name_with_a_word_of_danger_is_no_emergency() {
    let products = sentences("owners", "products_and_places", "places");
    let alarms = exceptions(&products, |sentence| !is_emergency(sentence));
    assert!(alarms.is_empty(), "{alarms:?}");
    for name in list("names") {
        assert!(!is_emergency(name), "{name}");
    }
}

/// A hesitating caller is not asked about a danger.
#[test]
fn utterance_without_content_is_nothing() {
    for (fillers, utterances) in [("fillers", "empty"), ("spanish_fillers", "spanish_empty")] {
        let sentences = sentences(fillers, utterances, "no_tail");
        let suspected = exceptions(&sentences, |sentence| !is_suspect(sentence.trim()));
        assert!(suspected.is_empty(), "{suspected:?}");
    }
}
