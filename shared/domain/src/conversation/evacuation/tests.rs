use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Evacuation, evacuation, is_out};
use crate::triage::language::plain_words;

/// Answers with what they mean: language, verdict, family, text.
const CORPUS: &str = include_str!("corpus.tsv");

fn verdict(name: &str) -> Evacuation {
    match name {
        "out" => Evacuation::Out,
        "not_out" => Evacuation::NotOut,
        "retraction" => Evacuation::Retraction,
        other => panic!("{other} is no verdict"),
    }
}

/// The answers of the corpus with their language and meaning.
fn corpus() -> impl Iterator<Item = (&'static str, Evacuation, &'static str)> {
    CORPUS.lines().map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [language, meaning, _, text] = fields[..] else { panic!("{line}") };
        (language, verdict(meaning), text)
    })
}

#[test]
fn corpus_is_read_as_measured() {
    let mut right: BTreeMap<(&str, String), (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (language, expected, text) in corpus() {
        let read = evacuation(text);
        let counts = right.entry((language, format!("{expected:?}"))).or_default();
        counts.1 += 1;
        if read == expected {
            counts.0 += 1;
        } else {
            wrong.push((text, expected, read));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let documented = include_str!("../../../../../docs/safety.md");
    for (language, name) in [("en", "English"), ("es", "Spanish")] {
        let of = |verdict: &str| {
            let (right, all) = right[&(language, verdict.to_owned())];
            format!("{right} of {all}")
        };
        let row = format!("| {name} | {} | {} | {} |", of("Out"), of("NotOut"), of("Retraction"));
        assert!(documented.contains(&row), "docs/safety.md lacks the figures: {row}");
    }
}

/// Words that no positive answer has: a negation, a number of people, a pet, an exception, a plan, a doubt.
const NEVER_OUT: &[&str] = &[
    "no",
    "not",
    "nobody",
    "none",
    "nope",
    "isn't",
    "aren't",
    "haven't",
    "can't",
    "won't",
    "never",
    "without",
    "nadie",
    "ninguno",
    "tampoco",
    "todavía no",
    "nunca",
    "sin",
    "one",
    "two",
    "three of us",
    "four",
    "2",
    "3 people",
    "both",
    "five",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "a couple",
    "my dog",
    "the cat",
    "our puppy",
    "the bird",
    "el perro",
    "mi gato",
    "la perrita",
    "my pets",
    "except",
    "but",
    "besides",
    "apart from",
    "other than",
    "excepto",
    "menos",
    "salvo",
    "pero",
    "falta",
    "only",
    "just me and",
    "almost",
    "casi",
    "nearly",
    "most",
    "some",
    "la mayoría",
    "algunos",
    "inside",
    "adentro",
    "going",
    "getting",
    "about to",
    "vamos a",
    "soon",
    "ahorita",
    "i think",
    "creo",
    "maybe",
    "unless",
    "until",
    "yet",
    "still",
    "aún",
    "sigue",
    "upstairs",
    "i'm",
];

#[test]
fn every_word_that_prevents_a_yes_prevents_it_in_every_place() {
    let positive: Vec<&str> =
        corpus().filter(|(_, verdict, _)| *verdict == Evacuation::Out).map(|(.., text)| text).collect();
    assert!(positive.len() > 30);
    for answer in positive {
        let words: Vec<&str> = answer.split(' ').collect();
        for word in NEVER_OUT {
            for place in 0..=words.len() {
                let mut changed = words.clone();
                changed.insert(place, word);
                let changed = changed.join(" ");
                // An answer is only Out if this is true.
                assert!(!is_out(&plain_words(&changed)), "{changed}");
            }
        }
    }
}

proptest! {
    #[test]
    fn sentence_with_negation_number_pet_or_exception_is_never_out(
        before in "(yes |yeah |sí |everyone is |we're all |todos |ya salimos ){0,3}",
        at in 0..NEVER_OUT.len(),
        after in "( out| outside| afuera| everyone| on the lawn| salimos| yes){0,3}",
    ) {
        let answer = format!("{before}{}{after}", NEVER_OUT[at]);
        prop_assert_ne!(evacuation(&answer), Evacuation::Out, "{}", answer);
    }

    #[test]
    fn unknown_word_is_never_out(word in "[b-z]{2}x[a-z]{2,6}", place in 0usize..5) {
        let mut words = vec!["yes", "everyone", "is", "out"];
        words.insert(place.min(4), &word);
        prop_assert_ne!(evacuation(&words.join(" ")), Evacuation::Out);
    }

    #[test]
    fn any_number_of_people_is_never_out(count in 0u32..100_000, verb in "(of us are|people are|are|de nosotros estamos)") {
        prop_assert_ne!(evacuation(&format!("yes {count} {verb} out")), Evacuation::Out);
    }

    #[test]
    fn any_input_is_judged(answer in "\\PC{0,200}") {
        prop_assert_eq!(evacuation(&answer), evacuation(&answer));
    }
}

#[test]
fn question_is_no_answer() {
    for question in ["is everyone out", "are we all out", "everyone out?", "is it a false alarm", "¿todos afuera?"] {
        assert_eq!(evacuation(question), Evacuation::NotOut, "{question}");
    }
}

#[test]
fn danger_that_goes_on_is_no_retraction() {
    for answer in [
        "it was just the toast but the alarm is still going",
        "this is not a false alarm",
        "it was the furnace",
        "no es falsa alarma",
        "era el calentador",
        "maybe it was the stove",
        "never mind it's getting worse",
        "i thought it was nothing",
        "sigue oliendo no era la estufa",
        "never mind the cat he's in the bedroom",
        "it was nothing until now",
    ] {
        assert_eq!(evacuation(answer), Evacuation::NotOut, "{answer}");
    }
}

#[test]
fn misleading_answer_is_not_out() {
    for answer in [
        "we left everyone",
        "we were outside",
        "yeah right",
        "sí ya salió",
        "sí ya salieron",
        "yes um",
        "yes everyone is out and",
        "we're in the garage",
        "we're all in the house",
        "we're all safe",
        "todos estamos bien",
        "all the kids are out",
        "yes the kids are out",
        "they're out",
        "okay",
        "uh-huh",
    ] {
        assert_eq!(evacuation(answer), Evacuation::NotOut, "{answer}");
    }
}

#[test]
fn silence_is_not_out() {
    assert_eq!(evacuation(""), Evacuation::NotOut);
    assert_eq!(evacuation("…"), Evacuation::NotOut);
}
