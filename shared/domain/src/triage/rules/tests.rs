use super::{table::near, *};
use crate::triage::assess;

const SMOKE: Rule = near(Hazard::Fire, Class::Smoke, Class::HeatSource, 6, &[]);

#[test]
fn rule_reaches_exactly_its_distance_in_both_directions() {
    for (words, reached) in [(0, true), (1, true), (6, true), (7, false)] {
        let between = " qq".repeat(words);
        for text in [format!("smoke{between} furnace"), format!("furnace{between} smoke")] {
            assert_eq!(applies(&SMOKE, &Utterance::new(&text), &|_| true).is_some(), reached, "{text}");
        }
    }
}

#[test]
fn rule_does_not_reach_into_another_sentence() {
    assert!(applies(&SMOKE, &Utterance::new("smoke. furnace"), &|_| true).is_none());
    assert!(applies(&SMOKE, &Utterance::new("smoke, furnace"), &|_| true).is_some());
}

/// Rules look back as far as the longest phrase.
#[test]
fn long_phrase_before_the_first_meaning_is_reached() {
    let text = "can't get it to come on qq qq qq qq qq furnace";
    assert!(assess(text).hazards.contains(&Hazard::NoHeat), "{text}");
    let text = "can't get it to come on qq qq qq qq qq qq furnace";
    assert!(!assess(text).hazards.contains(&Hazard::NoHeat), "{text}");
}

fn found(text: &str) -> Vec<Hazard> {
    assess(text).hazards.into_iter().collect()
}

#[test]
fn question_that_the_caller_answers_with_no_is_no_danger() {
    for text in [
        "Gas smell? No.",
        "Gas smell? No, nope.",
        "Gas smell? No, nothing like that",
        "a gas leak no nothing like that",
        "gas smell, no, no.",
        "We are fine. Gas smell? No.",
        "We are fine and so is the house. Gas smell? Nope.",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
    for text in [
        "Gas smell? No the odor is very strong",
        "Gas smell? Yes.",
        "gas smell no idea why",
        "in the basement beside the stairs gas smell? no.",
        "I smell gas. No.",
    ] {
        assert_eq!(found(text), [Hazard::GasLeak], "{text}");
    }
}

#[test]
fn danger_in_the_present_tense_is_found_beside_the_past() {
    assert_eq!(found("last year it was replaced I smell gas"), [Hazard::GasLeak]);
    assert_eq!(found("last year it was replaced I smelled gas"), []);
}

#[test]
fn symptoms_are_poisoning_if_several_or_near_a_burner_unless_it_is_hot() {
    for (text, poisoned) in [
        ("I feel dizzy", false),
        ("I feel dizzy and dizzy", false),
        ("I feel dizzy and nauseous", true),
        ("we all feel dizzy", true),
        ("I feel dizzy and the furnace is on", true),
        ("I don't feel dizzy and the furnace is on", false),
        ("last year I felt dizzy and the furnace is on", false),
        ("it is sweltering and I feel dizzy and nauseous", false),
        ("the air conditioner is on and I feel dizzy and nauseous", false),
        ("the house is not cooling and I feel dizzy and nauseous", false),
    ] {
        assert_eq!(super::poisoned(&Utterance::new(text), &|_| true).is_some(), poisoned, "{text}");
    }
}

#[test]
fn danger_asked_about_and_then_stated_is_one() {
    for text in [
        "Do you fix gas leaks? I have one right now",
        "¿Ustedes reparan fugas de gas? Es que tengo una ahorita detrás de la secadora",
    ] {
        assert!(
            crate::triage::assess(text).emergency().is_some() || crate::triage::assess(text).suspicion().is_some(),
            "{text}"
        );
    }
}

#[test]
fn danger_of_another_time_or_supposed_is_no_emergency() {
    for text in [
        "when we lived in ohio the furnace caught fire",
        "the gas line leaked in twenty nineteen",
        "hará unos seis inviernos olía a gas",
        "si mi mamá que es mayor se quedara sin aire ustedes dan prioridad",
        "la de monóxido nunca",
        "we live at twelve burning tree way",
        "my inbox is on fire today just text me",
        "you guys are on fire with these five star reviews",
        "imagine a gas leak at night would you come out",
    ] {
        assert_eq!(crate::triage::assess(text).emergency(), None, "{text}");
    }
}

#[test]
fn danger_beside_a_time_of_something_else_is_one() {
    for text in [
        "the furnace you put in in 2019 is on fire",
        "there's smoke half way up the stairs",
        "my neighbor just rammed the gas meter with his trailer",
        "si pudieran venir rápido hay fuego en mi casa",
        "we have had this unit since the eighties and now it keeps sparking",
    ] {
        assert!(crate::triage::assess(text).emergency().is_some(), "{text}");
    }
}
