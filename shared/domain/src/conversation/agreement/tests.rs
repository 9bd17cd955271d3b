use std::collections::BTreeMap;

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;

/// Language, verdict, family and words of each answer to "is that all right?" after a visit was read back for a Tuesday
/// morning at 12 Oak Street.
const CORPUS: &str = include_str!("tests/corpus.tsv");

struct Example {
    language: &'static str,
    verdict: Agreement,
    text: &'static str,
}

fn corpus() -> impl Iterator<Item = Example> {
    CORPUS.lines().map(|line| {
        let [language, verdict, _family, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let verdict = match verdict {
            "yes" => Agreement::Yes,
            "no" => Agreement::No,
            "unclear" => Agreement::Unclear,
            other => panic!("{other}"),
        };
        Example { language, verdict, text }
    })
}

fn words(verdict: Agreement) -> Vec<&'static str> {
    corpus().filter(|example| example.verdict == verdict).map(|example| example.text).collect()
}

/// Prints the figures of docs/safety.md: `cargo test -p domain consent_corpus -- --nocapture`.
#[test]
#[expect(clippy::print_stdout, reason = "prints the figures")]
fn consent_corpus_is_judged_within_its_bounds() {
    let mut judged: BTreeMap<(&str, &str), [u32; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for Example { language, verdict, text } in corpus() {
        let got = agreement(text, Offer::Visit);
        let row = judged.entry((language, name(verdict))).or_default();
        row[got as usize] += 1;
        if got != Agreement::Unclear && got != verdict {
            wrong.push((got, text));
        }
        if got != verdict {
            println!("{language}: {text:?} means {verdict:?}, judged {got:?}");
        }
    }
    println!("| language | the caller means | judged yes | no | unclear |");
    for ((language, meant), [yes, no, unclear]) in &judged {
        println!("| {language} | {meant} | {yes} | {no} | {unclear} |");
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    for ((language, meant), [yes, no, unclear]) in judged {
        let right = match meant {
            "yes" => yes,
            "no" => no,
            _ => unclear,
        };
        let total = yes + no + unclear;
        assert!(right * 100 >= total * 95, "{language} {meant}: {right} of {total}");
    }
}

fn name(verdict: Agreement) -> &'static str {
    match verdict {
        Agreement::Yes => "yes",
        Agreement::No => "no",
        Agreement::Unclear => "neither",
    }
}

#[test]
fn answer_is_judged_alike_with_punctuation_and_capitals() {
    for (written, verdict) in [
        ("Yes.", Agreement::Yes),
        ("Yeah, that's right.", Agreement::Yes),
        ("Sí, claro.", Agreement::Yes),
        ("Si\u{301}, por favor", Agreement::Yes),
        ("YES PLEASE!", Agreement::Yes),
        ("That’s fine, go ahead.", Agreement::Yes),
        ("Is that right?", Agreement::Unclear),
        ("Yes?", Agreement::Unclear),
        ("¿Sí?", Agreement::Unclear),
        ("", Agreement::Unclear),
        ("...", Agreement::Unclear),
        ("Never mind.", Agreement::No),
        ("¡Qué bueno, sí!", Agreement::Yes),
        ("¿Qué bueno, sí?", Agreement::Unclear),
        ("Qué hora, sí", Agreement::Unclear),
        ("Yes, right away please.", Agreement::Yes),
        ("Yeah, right.", Agreement::Unclear),
        ("Too expensive?", Agreement::Unclear),
        ("isn't that too expensive", Agreement::Unclear),
        ("That's too expensive.", Agreement::No),
        ("Y-ye-yes", Agreement::Yes),
        ("No pues sí", Agreement::Unclear),
        ("Don’t book it!", Agreement::No),
        ("dont book it", Agreement::No),
    ] {
        assert_eq!(agreement(written, Offer::Visit), verdict, "{written}");
    }
}

#[test]
fn refusal_beside_an_agreement_is_unclear_unless_the_agreement_is_denied() {
    for (text, verdict) in [
        ("it's too expensive but go ahead", Agreement::Unclear),
        ("the morning doesn't work but go ahead", Agreement::Unclear),
        ("el martes no puedo pero el miércoles está perfecto", Agreement::Unclear),
        ("i won't be able to make that", Agreement::No),
        ("none of that works", Agreement::No),
        ("exacto no me alcanza", Agreement::No),
    ] {
        assert_eq!(agreement(text, Offer::Visit), verdict, "{text}");
    }
}

#[test]
fn question_about_a_refusal_refuses_nothing() {
    for text in [
        "is that too expensive",
        "okay but is that too much",
        "okay why is it so expensive",
        "can you hold off a week",
        "what happens if we call it off",
        "so should i just forget it",
    ] {
        assert_eq!(agreement(text, Offer::Visit), Agreement::Unclear, "{text}");
    }
    assert_eq!(agreement("that is the one", Offer::Visit), Agreement::Yes);
    assert_eq!(agreement("is the one", Offer::Visit), Agreement::Unclear);
}

#[test]
fn question_word_that_begins_an_agreement_asks_nothing() {
    for (text, verdict) in [
        ("why yes", Agreement::Yes),
        ("mande al técnico por favor", Agreement::Yes),
        ("why", Agreement::Unclear),
        ("mande", Agreement::Unclear),
        ("yes why", Agreement::Unclear),
        ("yes mande", Agreement::Unclear),
    ] {
        assert_eq!(agreement(text, Offer::Visit), verdict, "{text}");
    }
}

#[test]
fn same_words_mean_another_thing_after_another_question() {
    for (text, offer, verdict) in [
        ("cancel it", Offer::Visit, Agreement::No),
        ("cancel it", Offer::Cancellation, Agreement::Yes),
        ("yes cancel it please", Offer::Cancellation, Agreement::Yes),
        ("sí cancélela", Offer::Cancellation, Agreement::Yes),
        ("don't cancel it", Offer::Cancellation, Agreement::No),
        ("no keep it", Offer::Cancellation, Agreement::No),
        ("keep it", Offer::Cancellation, Agreement::No),
        ("never mind", Offer::Cancellation, Agreement::No),
        ("déjela agendada", Offer::Visit, Agreement::Yes),
        ("déjela agendada", Offer::Cancellation, Agreement::No),
        ("que quede así", Offer::Visit, Agreement::Yes),
        ("que quede así", Offer::Cancellation, Agreement::No),
        ("save the appointment", Offer::Cancellation, Agreement::No),
        ("me la quedo", Offer::Move, Agreement::No),
        ("yes move it", Offer::Move, Agreement::Yes),
        ("leave it where it is", Offer::Move, Agreement::No),
        ("yes you can text me", Offer::Texts, Agreement::Yes),
        ("sure text it", Offer::Texts, Agreement::Yes),
        ("sí mándemelo", Offer::Texts, Agreement::Yes),
        ("you can text me but not at night", Offer::Texts, Agreement::Unclear),
        ("please don't text me", Offer::Texts, Agreement::No),
        ("text my wife", Offer::Texts, Agreement::Unclear),
        ("what does it cost to text me", Offer::Texts, Agreement::Unclear),
        ("you can text me", Offer::Visit, Agreement::Unclear),
        ("yes send it", Offer::Message, Agreement::Yes),
        ("no message please", Offer::Message, Agreement::No),
        ("don't send it", Offer::Message, Agreement::No),
        ("sí mándelo", Offer::Message, Agreement::Yes),
    ] {
        assert_eq!(agreement(text, offer), verdict, "{text} after {offer:?}");
    }
}

#[test]
fn yes_that_names_another_day_is_unclear() {
    let tuesday = Slot {
        id: "2026-11-24_morning".parse().expect("a slot id"),
        starts: time(8, 0, 0, 0),
        ends: time(12, 0, 0, 0),
    };
    let judged = |text| agreement_to_slot(text, Offer::Visit, &tuesday, date(2026, 11, 23));
    for yes in ["yes", "tuesday works for me", "tomorrow morning is perfect", "me queda bien el martes"] {
        assert_eq!(judged(yes), Agreement::Yes, "{yes}");
    }
    for unclear in
        ["thursday works for me", "yes the afternoon is perfect", "me queda bien el jueves", "today is perfect"]
    {
        assert_eq!(judged(unclear), Agreement::Unclear, "{unclear}");
    }
    assert_eq!(judged("thursday doesn't work"), Agreement::No);
}

#[test]
fn yes_that_names_a_time_agrees_to_a_slot_of_that_time_only() {
    let slot = |id: &str, starts: i8, ends: i8| Slot {
        id: id.parse().expect("a slot id"),
        starts: time(starts, 0, 0, 0),
        ends: time(ends, 0, 0, 0),
    };
    let judged = |text: &str, slot: &Slot| agreement_to_slot(text, Offer::Visit, slot, date(2026, 11, 23));
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let dias = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
    for offered in 0..7 {
        let morning = slot(&format!("2026-11-{}_morning", 23 + offered), 8, 12);
        for said in 0..7 {
            let expected = if said == offered { Agreement::Yes } else { Agreement::Unclear };
            assert_eq!(judged(&format!("{} works for me", days[said]), &morning), expected, "{said} {offered}");
            assert_eq!(judged(&format!("me queda bien el {}", dias[said]), &morning), expected, "{said} {offered}");
        }
    }
    let today = slot("2026-11-23_morning", 8, 12);
    assert_eq!(judged("today is perfect", &today), Agreement::Yes);
    assert_eq!(judged("tomorrow is perfect", &today), Agreement::Unclear);
    for (starts, ends, fitting) in
        [(8, 12, &["morning"][..]), (12, 17, &["afternoon"]), (17, 20, &["afternoon", "evening"])]
    {
        let offered = slot("2026-11-24_morning", starts, ends);
        for (part, parte) in [("morning", ""), ("afternoon", "tarde"), ("evening", "noche")] {
            let expected = if fitting.contains(&part) { Agreement::Yes } else { Agreement::Unclear };
            assert_eq!(judged(&format!("the {part} works for me"), &offered), expected, "{part} from {starts}");
            if !parte.is_empty() {
                assert_eq!(
                    judged(&format!("en la {parte} me queda bien"), &offered),
                    expected,
                    "{parte} from {starts}"
                );
            }
        }
    }
}

#[test]
fn answer_of_sounds_and_doubts_says_nothing() {
    for nothing in [
        "uh huh",
        "mhm",
        "um",
        "okay so",
        "yes but",
        "well i don't know",
        "maybe",
        "ajá",
        "bueno",
        "hold on",
        "yeah right",
    ] {
        assert!(says_nothing(nothing), "{nothing}");
    }
    for something in ["yes but thursday", "how much is it", "is that right", "no it's oak street", "my name is dana"] {
        assert!(!says_nothing(something), "{something}");
    }
}

#[test]
fn wish_for_a_visit_is_no_yes_to_a_cancellation() {
    for answer in
        ["book it", "yes book it", "schedule it please", "agéndela", "sí resérvemela", "count me in", "yes send him"]
    {
        assert_ne!(agreement(answer, Offer::Cancellation), Agreement::Yes, "{answer}");
        assert_eq!(agreement(answer, Offer::Visit), Agreement::Yes, "{answer}");
    }
    for answer in ["yes", "cancel it", "sí cancélela", "hágalo", "go ahead"] {
        assert_eq!(agreement(answer, Offer::Cancellation), Agreement::Yes, "{answer}");
    }
}

#[test]
fn wish_is_what_is_named_and_not_denied() {
    for (text, wanted) in [
        ("a person please", Some(Wish::Person)),
        ("can i talk to somebody", Some(Wish::Person)),
        ("quiero hablar con una persona", Some(Wish::Person)),
        ("i'll leave a message", Some(Wish::Message)),
        ("un recado por favor", Some(Wish::Message)),
        ("not a person i want to leave a message", Some(Wish::Message)),
        ("no i want a person", Some(Wish::Person)),
        ("I don't want a person, I want to book", None),
        ("no message please", None),
        ("i don't want to talk to a person or leave a message", None),
        ("no quiero una persona", None),
        ("ningún mensaje", None),
        ("do i have to leave a message", None),
        ("hello", None),
    ] {
        assert_eq!(wish(text), wanted, "{text}");
    }
    assert!(refuses_person("I don't want a person, I want to book"));
    assert!(!refuses_person("a person please") && !refuses_person("no i want a person") && !refuses_person("hello"));
}

fn any_words() -> impl Strategy<Value = Vec<String>> {
    let vocabulary: Vec<&'static str> =
        words(Agreement::Yes).into_iter().chain(words(Agreement::Unclear)).flat_map(str::split_whitespace).collect();
    proptest::collection::vec(proptest::sample::select(vocabulary).prop_map(str::to_owned), 0..8)
}

proptest! {
    /// Anything at all around a negation.
    #[test]
    fn no_sentence_with_a_negation_is_a_yes(
        before in any_words(), after in any_words(),
        negation in proptest::sample::select(vec![
            "no", "not", "don't", "dont", "won't", "can't", "cannot", "isn't", "doesn't", "aint", "never", "nobody", "nothing", "none",
            "nope", "nah", "neither", "nor", "without", "No", "NOT", "nunca", "nada", "nadie", "ninguno", "tampoco", "ni", "sin", "jamás",
        ]),
    ) {
        let sentence = [before, vec![negation.to_owned()], after].concat().join(" ");
        for offer in [Offer::Visit, Offer::Move, Offer::Cancellation, Offer::Message, Offer::Person, Offer::Texts] {
            prop_assert_ne!(agreement(&sentence, offer), Agreement::Yes, "{}", sentence);
        }
    }

    /// A yes with a negation put anywhere into it.
    #[test]
    fn negated_yes_is_no_yes(yes in proptest::sample::select(words(Agreement::Yes)), at in any::<proptest::sample::Index>()) {
        let mut words: Vec<&str> = yes.split_whitespace().collect();
        words.insert(at.index(words.len() + 1), "not");
        prop_assert_ne!(agreement(&words.join(" "), Offer::Visit), Agreement::Yes, "{:?}", words);
    }

    /// A yes that is followed by something that is not one.
    #[test]
    fn yes_before_a_question_or_a_refusal_is_no_yes(
        yes in proptest::sample::select(words(Agreement::Yes)),
        rest in proptest::sample::select(vec![
            "but thursday", "if he comes before ten", "how much is it", "what time was that", "can you come earlier", "except the address",
            "as long as it is free", "only in the afternoon", "at ten", "on friday at nine", "never mind", "stop", "forget it", "is that right",
            "pero el jueves", "si viene temprano", "cuánto cuesta", "a qué hora", "siempre y cuando sea gratis", "solo que otro día", "olvídelo",
        ]),
    ) {
        let sentence = format!("{yes} {rest}");
        prop_assert_ne!(agreement(&sentence, Offer::Visit), Agreement::Yes, "{}", sentence);
    }

    #[test]
    fn any_text_is_judged_without_a_panic(text: String) {
        let _ = (agreement(&text, Offer::Visit), says_nothing(&text), wish(&text));
    }
}
