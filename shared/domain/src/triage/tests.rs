//! Triage against the corpus, and against changes of it that callers and speech recognition make.

use std::{collections::BTreeMap, sync::LazyLock};

use proptest::prelude::*;

use super::{
    Findings, Hazard, Language, assess,
    corpus::{CorpusSplit, Example, Level, read},
    safety_words,
};

mod families;
mod figures;
mod mutations;
mod poisoning;
mod things;

/// The English examples that nothing is trained with.
static ENGLISH: LazyLock<Vec<Judged>> = LazyLock::new(|| judge_test_part(include_str!("corpus/english.tsv")));
/// The Spanish ones.
static SPANISH: LazyLock<Vec<Judged>> = LazyLock::new(|| judge_test_part(include_str!("corpus/spanish.tsv")));

/// An example with what triage makes of it. Judging all of them takes seconds, so the tests share it.
struct Judged {
    example: Example<'static>,
    is_emergency: bool,
    is_suspect: bool,
}

fn judge_test_part(corpus: &'static str) -> Vec<Judged> {
    let examples = read(corpus).filter(|example| example.part() == CorpusSplit::Test);
    let judge = |example: Example<'static>| {
        let findings = assess(example.text);
        let is_emergency = findings.emergency().is_some();
        Judged { is_emergency, is_suspect: is_emergency || findings.suspicion().is_some(), example }
    };
    examples.map(judge).collect()
}

fn is_emergency(utterance: &str) -> bool {
    assess(utterance).emergency().is_some()
}

fn is_suspect(utterance: &str) -> bool {
    let findings = assess(utterance);
    findings.emergency().is_some() || findings.suspicion().is_some()
}

fn heard(utterance: &str, hazard: Hazard) -> bool {
    assess(utterance).hazards.contains(&hazard)
}

#[test]
fn risk_heard_later_makes_an_emergency() {
    let mut call = assess("My furnace died");
    assert_eq!(call.emergency(), None);
    call.merge(&assess("yes, my mother is here, she is 84 years old"));
    assert_eq!(call.emergency(), Some(Hazard::NoHeat));
    call.merge(&assess("Huele a gas"));
    call.merge(&assess("no gas smell, I was wrong"));
    assert_eq!((call.emergency(), call.language()), (Some(Hazard::GasLeak), Language::SPANISH));
}

#[test]
fn no_heat_alone_is_suspect() {
    for text in ["my furnace died", "we have no heat", "my ac is out", "no tengo calefacción"] {
        let findings = assess(text);
        assert_eq!(findings.emergency(), None, "{text}");
        assert!(findings.suspicion().is_some(), "{text}");
    }
}

#[test]
fn statement_beats_a_context_word() {
    for (text, hazard) in [
        ("i have a gas leak can you come replace the pipe", Some(Hazard::GasLeak)),
        ("do you fix gas leaks", None),
        ("when i was cooking the carbon monoxide alarm went off", Some(Hazard::CarbonMonoxide)),
        ("my mom doesn't smell gas but i do", Some(Hazard::GasLeak)),
        ("flames shooting out of the furnace", Some(Hazard::Fire)),
        ("my name is sparks", None),
        ("we're on smoke tree lane", None),
        ("there's a fire truck parked outside", None),
    ] {
        assert_eq!(assess(text).emergency(), hazard, "{text}");
    }
}

#[test]
fn second_danger_or_a_risk_hides_none() {
    for (text, hazards) in [
        (
            "there are sparks from the panel and water is pouring through the ceiling",
            [Hazard::Electrical, Hazard::Water],
        ),
        ("no heat with a newborn and i smell gas", [Hazard::NoHeat, Hazard::GasLeak]),
        ("my mother is 84 she's unconscious and the furnace died", [Hazard::Medical, Hazard::NoHeat]),
    ] {
        let findings = assess(text);
        assert!(hazards.iter().all(|hazard| findings.hazards.contains(hazard)), "{text}: {findings:?}");
    }
}

#[test]
fn hazard_is_life_threatening_if_people_must_leave_the_building() {
    for hazard in Hazard::ALL {
        let leave = matches!(hazard, Hazard::GasLeak | Hazard::CarbonMonoxide | Hazard::Fire);
        assert_eq!(hazard.is_life_threatening(), leave, "{hazard:?}");
    }
}

#[test]
fn risk_heard_in_any_utterance_counts_for_the_whole_call() {
    let risks = ["my mother is 84 years old", "it is freezing in here", "it is 95 degrees in the house"];
    for (broken, hazard, emergencies) in [
        ("my furnace died", Hazard::NoHeat, [Some(Hazard::NoHeat), Some(Hazard::NoHeat), Some(Hazard::NoCooling)]),
        ("my AC died", Hazard::NoCooling, [Some(Hazard::NoCooling), Some(Hazard::NoHeat), Some(Hazard::NoCooling)]),
    ] {
        for (risk, emergency) in risks.into_iter().zip(emergencies) {
            // Said before, after, and twice.
            for utterances in
                [vec![risk, broken], vec![broken, risk], vec![risk, risk, broken], vec![broken, risk, risk]]
            {
                let mut call = Findings::default();
                for utterance in &utterances {
                    call.merge(&assess(utterance));
                }
                assert_eq!(call.emergency(), emergency, "{utterances:?}");
                assert!(call.hazards.contains(&hazard), "{utterances:?}");
            }
        }
    }
}

#[test]
fn language_is_that_of_the_gravest_danger_and_stays_when_none_is_heard() {
    for (utterance, language) in [
        ("Huele a gas. And water is pouring out of the furnace.", Language::SPANISH),
        ("Water is pouring out of the furnace. Huele a gas.", Language::SPANISH),
        ("I smell gas. Hay humo en la cocina.", Language::ENGLISH),
        ("Hay humo en la cocina. I smell gas.", Language::ENGLISH),
        ("Sale humo and there is smoke everywhere", Language::SPANISH),
    ] {
        let mut findings = assess(utterance);
        assert_eq!(findings.language(), language, "{utterance}");
        findings.merge(&assess("hello"));
        assert_eq!(findings.language(), language, "{utterance}");
    }
}

#[test]
fn safety_words_of_the_gravest_dangers_name_the_exit_and_911() {
    for hazard in [Hazard::GasLeak, Hazard::CarbonMonoxide, Hazard::Fire] {
        let english = safety_words(hazard, Language::ENGLISH);
        assert!(english.contains("911") && (english.contains("leave") || english.contains("out")), "{english}");
        assert!(safety_words(hazard, Language::SPANISH).contains("911"));
    }
}

#[test]
fn long_utterance_takes_linear_time() {
    // Quadratic time would be minutes.
    let long = "no smell gas leak alarm not, ".repeat(20_000);
    assert!(is_emergency(&format!("{long} and I smell gas")));
}

proptest! {
    #[test]
    fn any_input_has_stable_findings(utterance in "\\PC{0,200}") {
        let findings = assess(&utterance);
        prop_assert_eq!(findings.clone(), assess(&utterance));
    }

    #[test]
    fn words_of_danger_in_any_order_do_not_panic(words in proptest::collection::vec(prop::sample::select(vec![
        "gas", "no", "smell", "the", "alarm", "84", "degrees", "in", "here", "minus", "old", "year", ",", ".", "?",
        "s", "a", "hundred", "and", "co", "huele", "treinta", "y", "grados", "below", "not", "smoke", "f", "is",
    ]), 0..30)) {
        let _ = assess(&words.join(" "));
    }

    #[test]
    fn i_smell_gas_is_found_after_any_words(before in "[a-zA-Z ,.?!']{0,80}") {
        prop_assert!(heard(&format!("{before}. I smell gas"), Hazard::GasLeak), "{}", before);
    }

    #[test]
    fn case_spacing_quotes_and_accents_do_not_matter(place in 0usize..20_000, spaces in 1usize..4) {
        let examples: Vec<&Example<'_>> = ENGLISH.iter().chain(&*SPANISH).map(|judged| &judged.example).collect();
        let line = examples[place % examples.len()].text;
        let expected = assess(line);
        let folded = line.replace(['á'], "a").replace('é', "e").replace('í', "i").replace('ó', "o").replace('ñ', "n");
        let spaced = format!("\"{}\"", line.replace(' ', &" ".repeat(spaces)));
        for variant in [line.to_uppercase(), folded, spaced, line.replace('\'', "’"), line.replace('á', "a\u{301}")] {
            prop_assert_eq!(assess(&variant), expected.clone(), "{}", variant);
        }
    }
}

#[test]
fn house_number_is_no_temperature() {
    for words in [
        "yes but it's 89 Cedar Court",
        "no it's 41 north oak street",
        "the address is 95 La Mesa Drive",
        "it is 38 calle ocho",
        "it's 102 Martin Luther King Boulevard",
    ] {
        let findings = assess(words);
        assert!(findings.suspicion().is_none() && !findings.freezing && !findings.sweltering, "{words}: {findings:?}");
    }
    for words in [
        "our ac is out and it's 95 in here",
        "no heat and it's 41 no way I can stay",
        "no heat, it's 38 and we live on Oak Street",
    ] {
        let findings = assess(words);
        assert!(findings.freezing || findings.sweltering, "{words}: {findings:?}");
    }
}

#[test]
fn word_of_both_languages_leaves_the_callers_language() {
    let findings = assess("the thing by the meter goes psss");
    assert_eq!((findings.emergency(), findings.language()), (Some(Hazard::GasLeak), Language::ENGLISH));
}
