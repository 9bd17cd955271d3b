//! Triage against a corpus of utterances: one a line in `tests/corpus/`.

use proptest::prelude::*;

use super::{Findings, Hazard, Language, assess, safety_words};

const GAS_LEAK: &str = include_str!("tests/corpus/gas_leak.txt");
const CARBON_MONOXIDE: &str = include_str!("tests/corpus/carbon_monoxide.txt");
const FIRE: &str = include_str!("tests/corpus/fire.txt");
const ELECTRICAL: &str = include_str!("tests/corpus/electrical.txt");
const WATER: &str = include_str!("tests/corpus/water.txt");
const AT_RISK: &str = include_str!("tests/corpus/at_risk.txt");
const NO_EMERGENCY: &str = include_str!("tests/corpus/no_emergency.txt");

/// The lines of a corpus for which `is_right` is false.
fn wrong<'a>(corpus: &'a str, is_right: impl Fn(&str) -> bool + 'a) -> Vec<&'a str> {
    corpus.lines().filter(|line| !is_right(line)).collect()
}

fn heard(utterance: &str, hazard: Hazard) -> bool {
    assess(utterance).hazards.contains(&hazard)
}

#[test]
fn every_danger_of_the_corpus_is_found() {
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
fn utterance_without_an_emergency_raises_none() {
    assert_eq!(wrong(NO_EMERGENCY, |line| assess(line).emergency().is_none()), [""; 0]);
}

#[test]
fn no_heat_or_cooling_is_an_emergency_for_people_at_risk() {
    let comfort = [Some(Hazard::NoHeat), Some(Hazard::NoCooling)];
    assert_eq!(wrong(AT_RISK, |line| comfort.contains(&assess(line).emergency())), [""; 0]);
}

#[test]
fn risk_heard_later_makes_an_emergency() {
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
fn utterance_without_punctuation_and_case_has_the_same_dangers() {
    let plain = |line: &str| line.to_lowercase().replace(['.', ',', '!', '"'], "").replace('?', " ");
    assert_eq!(wrong(GAS_LEAK, |line| line.starts_with("No, huele") || heard(&plain(line), Hazard::GasLeak)), [""; 0]);
    assert_eq!(wrong(CARBON_MONOXIDE, |line| heard(&plain(line), Hazard::CarbonMonoxide)), [""; 0]);
}

#[test]
fn safety_words_of_the_gravest_dangers_name_the_exit_and_911() {
    for hazard in [Hazard::GasLeak, Hazard::CarbonMonoxide, Hazard::Fire] {
        let english = safety_words(hazard, Language::English);
        assert!(english.contains("911") && (english.contains("leave") || english.contains("out")), "{english}");
        assert!(safety_words(hazard, Language::Spanish).contains("911"));
    }
}

#[test]
fn language_is_that_of_the_utterance() {
    for line in GAS_LEAK.lines().chain(CARBON_MONOXIDE.lines()) {
        let spanish = line.contains(['á', 'é', 'ó', 'ñ']) || line.starts_with(['H', 'h']) && line.contains("huele");
        if spanish {
            assert_eq!(assess(line).language(), Language::Spanish, "{line}");
        }
    }
    assert_eq!(assess("I smell gas").language(), Language::English);
}

#[test]
fn long_utterance_takes_linear_time() {
    // Quadratic time would be minutes.
    let long = "no smell gas leak alarm not, ".repeat(20_000);
    assert!(assess(&format!("{long} and I smell gas")).emergency().is_some());
}

proptest! {
    #[test]
    fn any_input_has_stable_findings(utterance in "\\PC{0,200}") {
        let findings = assess(&utterance);
        prop_assert_eq!(findings.clone(), assess(&utterance));
    }

    #[test]
    fn i_smell_gas_is_found_after_any_words(before in "[a-zA-Z ,.?!']{0,80}", place in 0usize..500) {
        let line = NO_EMERGENCY.lines().nth(place % NO_EMERGENCY.lines().count()).expect("a line");
        for before in [before.as_str(), line] {
            prop_assert!(heard(&format!("{before} and I smell gas"), Hazard::GasLeak), "{}", before);
        }
    }

    #[test]
    fn case_spacing_quotes_and_accents_do_not_matter(place in 0usize..10_000, spaces in 1usize..4) {
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
