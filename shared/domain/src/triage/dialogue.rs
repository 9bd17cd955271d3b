//! Triage across turns: words that mean something only after earlier words, and answers to the fixed questions.

use std::sync::LazyLock;

use super::{
    Findings, Hazard, Suspicion, anchors, assess, hazard_of_words,
    lexicon::Class,
    numbers::number_at,
    poisoning::{self, Grade},
    risk_factors::{COLD, HOT},
    utterance::Utterance,
};
use crate::language::phrases;

/// The longest part of the earlier words that is heard again.
const MOST_EARLIER_WORDS: usize = 60;

/// How the caller answers a fixed question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixedAnswer {
    /// There is an emergency, or there may be one again.
    Danger(Findings),
    /// There is no danger.
    Settled(Findings),
    /// The answer says neither.
    Unclear(Findings),
}

/// Finds the dangers in an utterance that follows `earlier` words of the caller: "there's a smell from my furnace", then
/// "like sulfur".
#[must_use]
pub fn assess_after(earlier: &str, utterance: &str) -> Findings {
    let mut findings = assess(utterance);
    if findings.emergency().is_some() || earlier.trim().is_empty() {
        return findings;
    }
    let heard = Utterance::new(utterance);
    if let Some(found) = poisoning::find_across(&Utterance::new(earlier), &heard) {
        let is_emergency = matches!(found.grade, Grade::Emergency(_));
        findings.hazards.extend(is_emergency.then_some(found.hazard));
        findings.suspicion = Some(Suspicion::Danger);
        findings.language = found.language;
        return findings;
    }
    if anchors::find(&heard).is_empty() || is_no(&heard) {
        return findings;
    }
    let before = assess(earlier);
    if before.hazards.is_empty() && before.suspicion.is_none() {
        return findings;
    }
    let together = assess(&format!("{}, {utterance}", last_words(earlier)));
    if together.emergency().is_some() {
        findings = together;
    }
    findings
}

/// Judges the answer to the question that settles a suspicion. `earlier` are the words that raised it.
#[must_use]
pub fn judge_answer(question: Suspicion, earlier: &str, answer: &str) -> FixedAnswer {
    let mut findings = assess_after(earlier, answer);
    let heard = Utterance::new(answer);
    let has_emergency = findings.emergency().is_some();
    match question {
        Suspicion::Danger if has_emergency => {}
        Suspicion::Danger if is_yes(&heard) || names_what_was_asked(&heard) => {
            let hazard = hazard_of_words(answer).or_else(|| hazard_of_words(earlier)).unwrap_or(Hazard::GasLeak);
            findings.hazards.insert(hazard);
        }
        // Carbon monoxide has no smell: who is ill is asked how it is outside.
        Suspicion::Danger => {
            let shows = |words: &Utterance| poisoning::shows_signs(words);
            if is_no(&heard) && (shows(&Utterance::new(earlier)) || shows(&heard)) {
                findings.suspicion = Some(Suspicion::Symptoms);
            }
        }
        Suspicion::Symptoms => {
            let is_of_several = poisoning::names_several_persons(&heard);
            if poisoning::is_better_outside(&heard) || (!is_no(&heard) && (is_yes(&heard) || is_of_several)) {
                findings.hazards.insert(Hazard::CarbonMonoxide);
            } else if is_no(&heard) {
                findings.suspicion = None;
            }
        }
        Suspicion::Comfort => {
            // An answer to this question looks like no other words. Only a word of a danger makes it suspect.
            findings.suspicion = findings.suspicion.filter(|_| hazard_of_words(answer).is_some());
            findings.merge(&Findings { suspicion: None, ..assess(earlier) });
            let (cold, hot) = temperatures(&heard);
            findings.freezing |= cold;
            findings.sweltering |= hot;
        }
    }
    if findings.emergency().is_some() {
        return FixedAnswer::Danger(findings);
    }
    if question == Suspicion::Comfort || is_no(&heard) {
        FixedAnswer::Settled(findings)
    } else {
        FixedAnswer::Unclear(findings)
    }
}

/// The question names a smell of gas, something that burns and an alarm. A word of these that is not denied is a yes.
fn names_what_was_asked(answer: &Utterance) -> bool {
    const ASKED: [Class; 9] = [
        Class::Gas,
        Class::GasItself,
        Class::Eggs,
        Class::Burning,
        Class::Smoke,
        Class::Fire,
        Class::Sounding,
        Class::CoDetector,
        Class::GasDetector,
    ];
    let named = answer.marks.iter().filter(|mark| ASKED.iter().any(|class| mark.is(*class)));
    named.filter(|mark| !super::rules::is_ruled_out(mark.start, answer)).count() > 0 && !is_no(answer)
}

/// Temperatures in an answer to "how warm is it?", where a bare number is one.
fn temperatures(answer: &Utterance) -> (bool, bool) {
    let (mut cold, mut hot) = (false, false);
    let mut at = 0;
    while at < answer.words.len() {
        let Some(number) = number_at(&answer.words[at..]) else {
            at += 1;
            continue;
        };
        let follows = answer.word(at + number.words);
        // "Eighty four years old" and "two kids" are no temperatures.
        let counts =
            !matches!(follows, "year" | "years" | "yr" | "anos" | "month" | "months" | "meses" | "kids" | "ninos");
        cold |= counts && (20..=COLD).contains(&number.value);
        hot |= counts && (HOT..=130).contains(&number.value);
        at += number.words;
    }
    (cold, hot)
}

/// Whether words name gas, something that burns or an alarm, and do not deny it.
#[must_use]
pub fn names_danger(words: &str) -> bool {
    names_what_was_asked(&Utterance::new(words))
}

/// Whether words name what burns fuel, or how a person is who is poisoned: one of them completes the other.
#[must_use]
pub fn is_half_of_a_danger(words: &str) -> bool {
    poisoning::is_half(&Utterance::new(words))
}

/// Whether words begin with a no.
#[must_use]
pub fn is_denial(words: &str) -> bool {
    is_no(&Utterance::new(words))
}

/// The end of the earlier words.
fn last_words(earlier: &str) -> String {
    let words: Vec<&str> = earlier.split_whitespace().collect();
    words[words.len().saturating_sub(MOST_EARLIER_WORDS)..].join(" ")
}

/// The first words of an answer, without fillers.
fn opening(answer: &Utterance) -> impl Iterator<Item = &str> {
    const FILLERS: [&str; 16] =
        ["uh", "um", "oh", "well", "so", "eh", "este", "pues", "hmm", "like", "i", "mean", "bueno", ",", "a", "ay"];
    static LISTED: LazyLock<Vec<&str>> = LazyLock::new(|| phrases("answer fillers"));
    answer.words.iter().map(String::as_str).filter(|word| !FILLERS.contains(word) && !LISTED.contains(word))
}

fn is_no(answer: &Utterance) -> bool {
    const NO: [&str; 12] =
        ["no", "nope", "nah", "none", "nothing", "neither", "nada", "ninguno", "ninguna", "tampoco", "negative", "not"];
    static LISTED: LazyLock<Vec<&str>> = LazyLock::new(|| phrases("answer no"));
    opening(answer).next().is_some_and(|word| NO.contains(&word) || LISTED.contains(&word))
}

fn is_yes(answer: &Utterance) -> bool {
    const YES: [&str; 18] = [
        "yes",
        "yeah",
        "yep",
        "yup",
        "ya",
        "si",
        "sure",
        "correct",
        "right",
        "claro",
        "exacto",
        "both",
        "all",
        "maybe",
        "probably",
        "definitely",
        "kinda",
        "asi",
    ];
    static LISTED: LazyLock<Vec<&str>> = LazyLock::new(|| phrases("answer yes"));
    opening(answer).next().is_some_and(|word| YES.contains(&word) || LISTED.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_words_complete_the_danger_of_earlier_ones() {
        for (earlier, later, hazard) in [
            ("there's a smell coming from my furnace", "yeah like sulfur", Some(Hazard::GasLeak)),
            ("my ac is leaking", "it's coming through the ceiling", Some(Hazard::Water)),
            ("the heat is out", "i've got a newborn", Some(Hazard::NoHeat)),
            ("there's a smell coming from my furnace", "my zip is 75201", None),
            ("i need a tune up", "my number is 2145550142", None),
        ] {
            let mut call = assess(earlier);
            call.merge(&assess_after(earlier, later));
            assert_eq!(call.emergency(), hazard, "{earlier}; {later}");
        }
    }

    #[test]
    fn answer_about_danger_is_judged_knowing_the_question() {
        let earlier = "there's a weird smell by the furnace";
        for yes in [
            "yes",
            "yeah i think so",
            "sí",
            "rotten eggs",
            "it's like something burning",
            "the alarm is going off",
            "gas",
        ] {
            assert!(matches!(judge_answer(Suspicion::Danger, earlier, yes), FixedAnswer::Danger(_)), "{yes}");
        }
        for no in ["no", "no nothing like that", "nope no smell", "no no huele a gas", "nada de eso"] {
            assert!(matches!(judge_answer(Suspicion::Danger, earlier, no), FixedAnswer::Settled(_)), "{no}");
        }
        for unclear in ["what do you mean", "hold on", ""] {
            assert!(matches!(judge_answer(Suspicion::Danger, earlier, unclear), FixedAnswer::Unclear(_)), "{unclear}");
        }
    }

    /// Every sign with every no: a no to a question about smells and alarms says nothing about carbon monoxide.
    #[test]
    fn no_to_the_question_about_danger_does_not_settle_symptoms() {
        for earlier in [
            "i've got a headache and the furnace has been running",
            "my wife is dizzy and the boiler is on",
            "i feel kind of sick since the heat came on",
            "me siento mareado y está prendido el calentador",
            "a mi esposa le duele la cabeza y el boiler está prendido",
        ] {
            for no in ["no", "nope", "no nothing like that", "no no smell", "nada de eso", "no no huele"] {
                let judged = judge_answer(Suspicion::Danger, earlier, no);
                let FixedAnswer::Settled(findings) = &judged else { panic!("{earlier}; {no}: {judged:?}") };
                assert_eq!(findings.suspicion(), Some(Suspicion::Symptoms), "{earlier}; {no}");
            }
        }
    }

    #[test]
    fn answer_about_symptoms_is_judged_knowing_the_question() {
        let earlier = "";
        for yes in [
            "yes",
            "yeah my wife too",
            "all of us",
            "me and the kids",
            "we feel fine outside",
            "i feel better when i go out",
            "no but outside it goes away",
            "sí",
            "todos",
            "afuera se me quita",
            "mi esposa y yo",
        ] {
            let judged = judge_answer(Suspicion::Symptoms, earlier, yes);
            assert!(
                matches!(&judged, FixedAnswer::Danger(found) if found.hazards.contains(&Hazard::CarbonMonoxide)),
                "{yes}"
            );
        }
        for no in ["no", "no just me", "nope same thing outside", "no nada más yo", "no it's no better outside"] {
            let judged = judge_answer(Suspicion::Symptoms, earlier, no);
            assert!(matches!(&judged, FixedAnswer::Settled(found) if found.suspicion().is_none()), "{no}: {judged:?}");
        }
        for unclear in ["what do you mean", "i don't know", "we don't know", ""] {
            let judged = judge_answer(Suspicion::Symptoms, earlier, unclear);
            assert!(matches!(judged, FixedAnswer::Unclear(_)), "{unclear}: {judged:?}");
        }
    }

    #[test]
    fn answer_about_comfort_is_judged_knowing_the_question() {
        for (earlier, answer, danger) in [
            ("my furnace died", "fifty two", true),
            ("my furnace died", "just me and it's sixty eight", false),
            ("my furnace died", "me and my grandmother", true),
            ("my ac is out", "ninety three", true),
            ("my ac is out", "me and two kids it's about eighty", false),
            ("no hay calefacción", "cuarenta y cinco", true),
        ] {
            let judged = judge_answer(Suspicion::Comfort, earlier, answer);
            assert_eq!(matches!(judged, FixedAnswer::Danger(_)), danger, "{earlier}; {answer}: {judged:?}");
        }
    }
}
