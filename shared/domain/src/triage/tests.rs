//! What triage hears, against a corpus of what callers say: one utterance a line in `tests/corpus/`.

use proptest::prelude::*;

use super::{Findings, Hazard, Language, assess, safety_words};

const GAS_LEAK: &str = include_str!("tests/corpus/gas_leak.txt");
const CARBON_MONOXIDE: &str = include_str!("tests/corpus/carbon_monoxide.txt");
const FIRE: &str = include_str!("tests/corpus/fire.txt");
const ELECTRICAL: &str = include_str!("tests/corpus/electrical.txt");
const WATER: &str = include_str!("tests/corpus/water.txt");
const AT_RISK: &str = include_str!("tests/corpus/at_risk.txt");
const NO_EMERGENCY: &str = include_str!("tests/corpus/no_emergency.txt");

/// The lines of a file of utterances of which `is_right` does not hold.
fn wrong<'a>(corpus: &'a str, is_right: impl Fn(&str) -> bool + 'a) -> Vec<&'a str> {
    corpus.lines().filter(|line| !is_right(line)).collect()
}

fn heard(utterance: &str, hazard: Hazard) -> bool {
    assess(utterance).hazards.contains(&hazard)
}

#[test]
fn every_danger_of_the_corpus_is_heard() {
    for (corpus, hazard) in [
        (GAS_LEAK, Hazard::GasLeak),
        (CARBON_MONOXIDE, Hazard::CarbonMonoxide),
        (FIRE, Hazard::Fire),
        (ELECTRICAL, Hazard::Electrical),
        (WATER, Hazard::Water),
    ] {
        assert_eq!(wrong(corpus, |line| heard(line, hazard)), [""; 0], "{hazard:?}");
    }
}

#[test]
fn what_is_no_emergency_raises_none() {
    assert_eq!(wrong(NO_EMERGENCY, |line| assess(line).emergency().is_none()), [""; 0]);
}

#[test]
fn the_cold_and_the_heat_are_emergencies_for_those_at_risk() {
    let comfort = [Some(Hazard::NoHeat), Some(Hazard::NoCooling)];
    assert_eq!(wrong(AT_RISK, |line| comfort.contains(&assess(line).emergency())), [""; 0]);
}

#[test]
fn who_is_at_risk_may_be_said_later() {
    let mut call = assess("My furnace died");
    assert_eq!(call.emergency(), None);
    call.merge(&assess("yes, my mother is here, she is 84 years old"));
    assert_eq!(call.emergency(), Some(Hazard::NoHeat));
    call.merge(&assess("Huele a gas"));
    call.merge(&assess("no gas smell, I was wrong"));
    assert_eq!((call.emergency(), call.language()), (Some(Hazard::GasLeak), Language::Spanish));
}

#[test]
fn hazard_is_life_threatening_if_people_must_leave_the_building() {
    for (hazard, leave) in [
        (Hazard::GasLeak, true),
        (Hazard::CarbonMonoxide, true),
        (Hazard::Fire, true),
        (Hazard::Electrical, false),
        (Hazard::Water, false),
        (Hazard::NoHeat, false),
        (Hazard::NoCooling, false),
    ] {
        assert_eq!(hazard.is_life_threatening(), leave, "{hazard:?}");
    }
}

#[test]
fn risk_heard_in_any_utterance_counts_for_the_whole_call() {
    let risks = ["my mother is 84 years old", "it is freezing in here", "it is 95 degrees in the house"];
    for (broken, hazard, counting) in [
        ("my furnace died", Hazard::NoHeat, [true, true, false]),
        ("my AC died", Hazard::NoCooling, [true, false, true]),
    ] {
        for (risk, counts) in risks.into_iter().zip(counting) {
            // Said before, after, and twice.
            for utterances in
                [vec![risk, broken], vec![broken, risk], vec![risk, risk, broken], vec![broken, risk, risk]]
            {
                let mut call = Findings::default();
                for utterance in &utterances {
                    call.merge(&assess(utterance));
                }
                assert_eq!(call.emergency(), counts.then_some(hazard), "{utterances:?}");
            }
        }
    }
}

#[test]
fn language_is_that_of_the_gravest_danger_and_stays_when_none_is_heard() {
    for (utterance, language) in [
        ("Huele a gas. And water is pouring out of the furnace.", Language::Spanish),
        ("Water is pouring out of the furnace. Huele a gas.", Language::Spanish),
        ("I smell gas. Hay humo en la cocina.", Language::English),
        ("Hay humo en la cocina. I smell gas.", Language::English),
        ("Sale humo and there is smoke everywhere", Language::Spanish),
    ] {
        let mut findings = assess(utterance);
        assert_eq!(findings.language(), language, "{utterance}");
        findings.merge(&assess("hello"));
        assert_eq!(findings.language(), language, "{utterance}");
    }
}

#[test]
fn recognition_without_punctuation_or_case_hears_the_same_dangers() {
    let plain = |line: &str| line.to_lowercase().replace(['.', ',', '!', '"'], "").replace('?', " ");
    assert_eq!(wrong(GAS_LEAK, |line| line.starts_with("No, huele") || heard(&plain(line), Hazard::GasLeak)), [""; 0]);
    assert_eq!(wrong(CARBON_MONOXIDE, |line| heard(&plain(line), Hazard::CarbonMonoxide)), [""; 0]);
}

#[test]
fn the_words_of_the_gravest_dangers_name_the_way_out_and_911() {
    for hazard in [Hazard::GasLeak, Hazard::CarbonMonoxide, Hazard::Fire] {
        let english = safety_words(hazard, Language::English);
        assert!(english.contains("911") && (english.contains("leave") || english.contains("out")), "{english}");
        assert!(safety_words(hazard, Language::Spanish).contains("911"));
    }
}

#[test]
fn the_language_is_the_one_the_danger_was_told_in() {
    for line in GAS_LEAK.lines().chain(CARBON_MONOXIDE.lines()) {
        let spanish = line.contains(['á', 'é', 'ó', 'ñ']) || line.starts_with(['H', 'h']) && line.contains("huele");
        if spanish {
            assert_eq!(assess(line).language(), Language::Spanish, "{line}");
        }
    }
    assert_eq!(assess("I smell gas").language(), Language::English);
}

#[test]
fn a_long_speech_costs_in_proportion_to_its_length() {
    // Quadratic work would take minutes here.
    let long = "no smell gas leak alarm not, ".repeat(20_000);
    assert!(assess(&format!("{long} and I smell gas")).emergency().is_some());
}

proptest! {
    #[test]
    fn no_input_is_too_strange(utterance in "\\PC{0,200}") {
        let findings = assess(&utterance);
        prop_assert_eq!(findings.clone(), assess(&utterance));
        let stored = serde_json::to_string(&findings).expect("written");
        prop_assert_eq!(serde_json::from_str::<Findings>(&stored).expect("read"), findings);
    }

    #[test]
    fn whatever_came_before_and_i_smell_gas_is_heard(before in "[a-zA-Z ,.?!']{0,80}", place in 0usize..500) {
        let told = NO_EMERGENCY.lines().nth(place % NO_EMERGENCY.lines().count()).expect("a line");
        for before in [before.as_str(), told] {
            prop_assert!(heard(&format!("{before} and I smell gas"), Hazard::GasLeak), "{}", before);
        }
    }

    #[test]
    fn case_spacing_quotes_and_accents_change_nothing(place in 0usize..10_000, spaces in 1usize..4) {
        let lines: Vec<&str> = [GAS_LEAK, CARBON_MONOXIDE, FIRE, NO_EMERGENCY].iter().flat_map(|corpus| corpus.lines()).collect();
        let line = lines[place % lines.len()];
        let expected = assess(line);
        let folded = line.replace(['á'], "a").replace('é', "e").replace('í', "i").replace('ó', "o").replace('ñ', "n");
        let spaced = format!("\"{}\"", line.replace(' ', &" ".repeat(spaces)));
        for variant in [line.to_uppercase(), folded, spaced, line.replace('\'', "’"), line.replace('á', "a\u{301}")] {
            prop_assert_eq!(assess(&variant), expected.clone(), "{}", variant);
        }
    }
}
