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

/// A number that identifies something is no temperature, no age and no reading, however it is given. One that is said of a place is.
#[test]
fn number_that_identifies_something_is_nothing() {
    let names = [
        "my social security number",
        "my social security",
        "my account number",
        "the card number",
        "the last of my card",
        "my zip",
        "the gate code",
        "the code",
        "my pin",
        "the serial number",
        "the model number",
        "my confirmation number",
        "the order number",
        "the claim number",
        "the po number",
        "the policy number",
        "my employee number",
        "extension",
        "my phone number",
        "mi número de cuenta",
        "el código del portón",
        "mi número de seguro social",
        "el número de serie",
        "mi clave",
    ];
    let values = [
        "44",
        "90",
        "512 and then the middle is 44",
        "512 and the middle 44 and the last 90",
        "95 dash 44",
        "ninety then forty four",
    ];
    let spanish = ["44", "90", "512 y luego 44", "95 guion 44", "noventa y luego cuarenta y cuatro"];
    let mut sentences = vec![
        "and then the middle is 44".to_owned(),
        "the last two are 90".to_owned(),
        "call me at 44 90 12".to_owned(),
    ];
    for name in names {
        let (values, link) =
            if name.starts_with("mi ") || name.starts_with("el ") { (&spanish[..], "es") } else { (&values[..], "is") };
        sentences.extend(values.iter().flat_map(|value| {
            [format!("{name} {link} {value}"), format!("{name} {value}"), format!("um {name} {link} {value}.")]
        }));
    }
    let asked = exceptions(&sentences, |sentence| {
        let found = assess(sentence);
        found.suspicion.is_none() && found.emergency().is_none() && !found.freezing && !found.sweltering
    });
    assert!(asked.is_empty(), "{asked:#?}");
    for (words, freezes) in [
        ("my account number is 512 and then 44 and it's 41 degrees", true),
        ("my zip is 75201 and it's 50 in here with no heat", true),
        ("it's 44 in the house and my phone number is 214 555 0142", true),
        ("the gate code is 44 degrees", true),
    ] {
        assert_eq!(assess(words).freezing, freezes, "{words}");
    }
    assert!(assess("my co detector number says 44 and it is beeping").emergency().is_some());
    for words in ["the unit is 90,000 btu", "it's a 40,000 unit", "the furnace is 95 thousand btu", "son 95 mil btu"] {
        assert!(assess(words).emergency().is_none(), "{words}");
    }
}
