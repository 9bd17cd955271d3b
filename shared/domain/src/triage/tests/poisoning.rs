//! Generated sentences of carbon monoxide without its name: every source with every sign, in either order and in two
//! utterances; and sentences that have both without a danger.

use super::{families::list_of, *};
use crate::triage::assess_after;

fn list(name: &str) -> Vec<&'static str> {
    list_of(include_str!("poisoning.txt"), name)
}

/// Every source with every sign, joined by each link in turn, and in turn the source or the sign first.
fn sentences(language: &str, signs: &str) -> Vec<String> {
    let (sources, signs, links) =
        (list(&format!("{language}sources")), list(&format!("{language}{signs}")), list(&format!("{language}links")));
    let mut sentences = Vec::new();
    for (nth_source, source) in sources.iter().enumerate() {
        for (nth, sign) in signs.iter().enumerate() {
            let link = links[(nth_source + nth / 2) % links.len()];
            let (first, second) = if (nth_source + nth) % 2 == 0 { (source, sign) } else { (sign, source) };
            sentences.push(format!("{first} {link} {second}"));
        }
    }
    sentences
}

/// Holds for each list of signs the share of sentences that are an emergency, in thousandths.
#[test]
fn source_and_sign_are_suspect_and_grave_signs_an_emergency() {
    for (language, signs, measured) in
        [("", "grave_signs", 975), ("", "signs", 830), ("spanish_", "grave_signs", 905), ("spanish_", "signs", 900)]
    {
        let sentences = sentences(language, signs);
        let judged: Vec<Findings> = sentences.iter().map(|sentence| assess(sentence)).collect();
        let missed = |findings: &Findings| findings.emergency().is_none() && findings.suspicion().is_none();
        let missed: Vec<&String> = sentences
            .iter()
            .zip(&judged)
            .filter(|(_, findings)| missed(findings))
            .map(|(sentence, _)| sentence)
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
        let found = judged.iter().filter(|findings| findings.emergency().is_some()).count() * 1000 / judged.len();
        assert!(found >= measured, "{language}{signs}: {found}");
    }
}

#[test]
fn source_and_sign_in_two_utterances_are_suspect() {
    for language in ["", "spanish_"] {
        let sources = list(&format!("{language}sources"));
        let signs = [list(&format!("{language}grave_signs")), list(&format!("{language}signs"))].concat();
        for (sign, source) in signs.into_iter().zip(sources.into_iter().cycle()) {
            for (earlier, later) in [(source, sign), (sign, source)] {
                let mut call = assess(earlier);
                call.merge(&assess_after(earlier, later));
                assert!(call.emergency().is_some() || call.suspicion().is_some(), "{earlier}; {later}");
            }
        }
    }
}

#[test]
fn figure_of_speech_beside_a_source_is_no_emergency() {
    for language in ["", "spanish_"] {
        for sentence in list(&format!("{language}look_alikes")) {
            assert!(!is_emergency(sentence), "{sentence}");
        }
    }
}

#[test]
fn colour_of_skin_with_a_hand_at_the_chest_is_medical() {
    for text in [
        "the installer's turned gray he's holding his chest in my driveway",
        "my uncle is clutching his chest and he went pale",
        "mi suegro se puso gris y se está agarrando el pecho",
    ] {
        assert_eq!(assess(text).emergency(), Some(Hazard::Medical), "{text}");
    }
}

#[test]
fn water_that_leaps_is_at_least_suspect() {
    for text in [
        "we cut a hydronic line in the slab and it's geysering",
        "the coil is spewing all over the attic water that is",
        "the boiler valve is spurting like a hose",
        "un tubo roto y está como un géiser",
    ] {
        assert!(is_suspect(text), "{text}");
    }
}
