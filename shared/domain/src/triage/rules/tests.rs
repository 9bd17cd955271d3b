use super::*;
use crate::triage::assess;

const WATER: Rule = near(Hazard::Water, Class::Water, Class::Pouring, 6, &[]);

#[test]
fn rule_reaches_exactly_its_distance_in_both_directions() {
    for (words, reached) in [(0, true), (1, true), (6, true), (7, false)] {
        let between = " qq".repeat(words);
        for text in [format!("water{between} pouring"), format!("pouring{between} water")] {
            assert_eq!(applies(&WATER, &Utterance::new(&text)).is_some(), reached, "{text}");
        }
    }
}

#[test]
fn rule_does_not_reach_into_another_sentence() {
    assert!(applies(&WATER, &Utterance::new("water. pouring")).is_none());
    assert!(applies(&WATER, &Utterance::new("water, pouring")).is_some());
}

/// Rules look back as far as the longest phrase.
#[test]
fn long_phrase_before_the_first_meaning_is_reached() {
    let text = "can't get it to come on qq qq qq qq qq furnace";
    assert!(assess(text).hazards.contains(&Hazard::NoHeat), "{text}");
    let text = "can't get it to come on qq qq qq qq qq qq furnace";
    assert!(!assess(text).hazards.contains(&Hazard::NoHeat), "{text}");
}
