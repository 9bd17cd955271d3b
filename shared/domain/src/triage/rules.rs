//! The rules that combine meanings into dangers.
//!
//! In doubt there is a danger. A denial counts only if every word between it and the danger carries a denial. A past
//! danger counts as past only in the past tense.

use super::{
    Hazard, Language,
    lexicon::{Class, LONGEST_PHRASE},
    utterance::{ASKED, Mark, PAUSE, Utterance, ends_clause, ends_sentence},
};

/// A rule: two meanings near each other, or one alone.
struct Rule {
    hazard: Hazard,
    first: Class,
    second: Option<Class>,
    /// The most words between the two.
    apart: usize,
    /// Meanings in the same sentence that exclude the rule.
    unless: &'static [Class],
}

const fn alone(hazard: Hazard, first: Class, unless: &'static [Class]) -> Rule {
    Rule { hazard, first, second: None, apart: 0, unless }
}

const fn near(hazard: Hazard, first: Class, second: Class, apart: usize, unless: &'static [Class]) -> Rule {
    Rule { hazard, first, second: Some(second), apart, unless }
}

const RULES: &[Rule] = &[
    alone(Hazard::GasLeak, Class::GasItself, &[]),
    near(Hazard::GasLeak, Class::Smell, Class::Gas, 7, &[]),
    near(Hazard::GasLeak, Class::Smell, Class::Eggs, 7, &[]),
    near(Hazard::GasLeak, Class::Smell, Class::GasAppliance, 6, &[Class::OtherSmell, Class::Burning]),
    near(Hazard::GasLeak, Class::Leak, Class::Gas, 2, &[Class::Service]),
    near(Hazard::GasLeak, Class::Leak, Class::Gas, 6, &[Class::OtherFluid, Class::Water, Class::Service]),
    near(
        Hazard::GasLeak,
        Class::Leak,
        Class::GasAppliance,
        4,
        &[Class::OtherFluid, Class::Water, Class::WaterAppliance, Class::Service],
    ),
    near(Hazard::GasLeak, Class::Rupture, Class::GasPipe, 5, &[]),
    near(Hazard::GasLeak, Class::Hiss, Class::Gas, 8, &[]),
    near(Hazard::GasLeak, Class::Hiss, Class::GasAppliance, 6, &[]),
    near(Hazard::GasLeak, Class::LeftOn, Class::Gas, 4, &[]),
    near(Hazard::GasLeak, Class::GasDetector, Class::Sounding, 8, &[]),
    near(Hazard::GasLeak, Class::GasDetector, Class::Chirping, 8, &[]),
    alone(Hazard::CarbonMonoxide, Class::CarbonMonoxide, &[Class::Service]),
    near(Hazard::CarbonMonoxide, Class::CarbonMonoxide, Class::Sounding, 10, &[]),
    near(Hazard::CarbonMonoxide, Class::CarbonMonoxide, Class::Chirping, 10, &[]),
    near(Hazard::CarbonMonoxide, Class::CoDetector, Class::Sounding, 10, &[]),
    near(Hazard::CarbonMonoxide, Class::CoDetector, Class::Chirping, 10, &[]),
    near(Hazard::CarbonMonoxide, Class::Detector, Class::Sounding, 6, &[]),
    near(Hazard::CarbonMonoxide, Class::Detector, Class::Chirping, 6, &[]),
    near(Hazard::CarbonMonoxide, Class::Fumes, Class::HeatSource, 7, &[]),
    alone(Hazard::Fire, Class::Fire, &[]),
    alone(Hazard::Fire, Class::Flames, &[Class::BurnerFlame]),
    alone(Hazard::Fire, Class::Smoke, &[Class::Smoker]),
    near(Hazard::Fire, Class::SmokeDetector, Class::Sounding, 6, &[]),
    alone(Hazard::Electrical, Class::Sparks, &[]),
    near(Hazard::Electrical, Class::Smell, Class::Burning, 6, &[]),
    alone(Hazard::Water, Class::Flood, &[]),
    near(Hazard::Water, Class::Water, Class::Pouring, 6, &[]),
    alone(Hazard::NoHeat, Class::NoHeat, &[]),
    near(Hazard::NoHeat, Class::HeatSource, Class::Down, 5, &[]),
    alone(Hazard::NoCooling, Class::NoCooling, &[]),
    near(Hazard::NoCooling, Class::CoolSource, Class::Down, 5, &[]),
];

/// Calls `found` for every danger.
pub(super) fn judge(utterance: &Utterance, mut found: impl FnMut(Hazard, Language)) {
    for rule in RULES {
        if let Some(language) = applies(rule, utterance) {
            found(rule.hazard, language);
        }
    }
    if utterance.words.split(|word| ends_clause(word)).any(|clause| matches!(clause, [word] if word == "fire")) {
        found(Hazard::Fire, Language::English);
    }
    if let Some(language) = poisoned(utterance) {
        found(Hazard::CarbonMonoxide, language);
    }
}

/// The marks that may be a danger: one, or two near each other.
struct Candidate<'a> {
    first: &'a Mark,
    second: Option<&'a Mark>,
}

impl Candidate<'_> {
    fn start(&self) -> usize {
        self.second.map_or(self.first.start, |second| second.start.min(self.first.start))
    }

    fn end(&self) -> usize {
        self.second.map_or(self.first.end, |second| second.end.max(self.first.end))
    }

    fn covers(&self, mark: &Mark) -> bool {
        mark.start == self.first.start || self.second.is_some_and(|second| second.start == mark.start)
    }

    fn language(&self) -> Language {
        let spanish = |mark: &Mark| mark.language == Language::Spanish;
        if spanish(self.first) || self.second.is_some_and(spanish) { Language::Spanish } else { Language::English }
    }
}

fn applies(rule: &Rule, utterance: &Utterance) -> Option<Language> {
    let counts = |candidate: &Candidate<'_>| {
        !excluded(rule, candidate, utterance)
            && !denied(candidate, utterance)
            && !over(candidate, utterance)
            && !asked_and_denied(candidate, utterance)
    };
    for first in utterance.marks.iter().filter(|mark| mark.is(rule.first)) {
        let Some(class) = rule.second else {
            let candidate = Candidate { first, second: None };
            if counts(&candidate) {
                return Some(candidate.language());
            }
            continue;
        };
        let reach = first.start.saturating_sub(rule.apart + LONGEST_PHRASE)..first.end + rule.apart + 1;
        for second in utterance.marks_in(&reach).filter(|mark| mark.is(class) && mark.start != first.start) {
            let between = if second.start >= first.end { first.end..second.start } else { second.end..first.start };
            let near = between.len() <= rule.apart && !utterance.words[between].iter().any(|word| ends_sentence(word));
            let candidate = Candidate { first, second: Some(second) };
            if near && counts(&candidate) {
                return Some(candidate.language());
            }
        }
    }
    None
}

fn excluded(rule: &Rule, candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    if rule.unless.is_empty() {
        return false;
    }
    let sentence = utterance.around(candidate.start(), ends_sentence);
    utterance.marks_in(&sentence).any(|mark| !candidate.covers(mark) && rule.unless.iter().any(|class| mark.is(*class)))
}

/// How many words before a danger a denial may be.
const DENIAL_REACH: usize = 9;

/// "no gas smell", "I don't smell any gas", "the alarm isn't going off".
fn denied(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let reach = candidate.start().saturating_sub(DENIAL_REACH)..candidate.end();
    utterance
        .marks_in(&reach)
        .filter(|mark| mark.is(Class::Negator) && !candidate.covers(mark))
        .any(|negator| denial_reaches(negator.end, candidate, utterance))
}

fn denial_reaches(mut word: usize, candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    while let Some(mark) = utterance.mark_at(word) {
        if candidate.covers(mark) {
            return true;
        }
        if !carries_denial(mark) {
            return false;
        }
        word = mark.end;
    }
    false
}

/// Whether a denial reaches across these words: small words, and other dangers in a list.
fn carries_denial(mark: &Mark) -> bool {
    const CARRIERS: [Class; 15] = [
        Class::Transparent,
        Class::Smell,
        Class::Gas,
        Class::Eggs,
        Class::Leak,
        Class::GasAppliance,
        Class::CarbonMonoxide,
        Class::CoDetector,
        Class::Detector,
        Class::SmokeDetector,
        Class::Sounding,
        Class::Smoke,
        Class::Fire,
        Class::Burning,
        Class::Water,
    ];
    CARRIERS.iter().any(|class| mark.is(*class))
}

/// "Last year we had a gas leak", "in case I ever smell gas": past or hypothetical.
fn over(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let clause = utterance.around(candidate.start(), ends_clause);
    let clause = clause.start..clause.end.max(candidate.end());
    if is_present(candidate, &clause, utterance) {
        return false;
    }
    let elsewhere = |mark: &&Mark| !candidate.covers(mark);
    if utterance.marks_in(&clause).filter(elsewhere).any(|mark| mark.is(Class::Past) || mark.is(Class::Hypothetical)) {
        return true;
    }
    let in_past_tense = utterance.marks_in(&clause).any(|mark| mark.is(Class::PastVerb));
    let sentence = utterance.around(candidate.start(), ends_sentence);
    in_past_tense && utterance.marks_in(&sentence).any(|mark| mark.is(Class::Past))
}

fn is_present(candidate: &Candidate<'_>, clause: &std::ops::Range<usize>, utterance: &Utterance) -> bool {
    utterance.marks_in(clause).any(|mark| mark.is(Class::Present))
        || [Some(candidate.first), candidate.second].into_iter().flatten().any(|mark| is_happening(mark, utterance))
}

/// "I smell", "it's leaking", "the alarm keeps beeping"; not "a smell" or "was leaking".
fn is_happening(mark: &Mark, utterance: &Utterance) -> bool {
    let noun_or_verb = matches!(utterance.word(mark.start), "smell" | "leak" | "odor" | "alarm" | "stink" | "reek");
    let verb = [Class::Smell, Class::Leak, Class::Sounding, Class::Chirping].iter().any(|class| mark.is(*class));
    if !verb || mark.is(Class::PastVerb) {
        return false;
    }
    if noun_or_verb {
        let subject = mark.start.checked_sub(1).and_then(|before| utterance.mark_at(before));
        return subject.is_some_and(|subject| subject.is(Class::Subject) && !asks(mark, utterance));
    }
    let before = mark.start.saturating_sub(3)..mark.start;
    !utterance.marks_in(&before).any(|earlier| earlier.is(Class::PastVerb))
        && !utterance.words[before].iter().any(|word| word == "were")
}

/// "do I smell", "if I ever smell".
fn asks(mark: &Mark, utterance: &Utterance) -> bool {
    mark.start.checked_sub(2).is_some_and(|at| matches!(utterance.word(at), "do" | "ever"))
}

/// "Gas smell? No." and "a gas leak no nothing like that": the question is repeated and answered.
fn asked_and_denied(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    if [Some(candidate.first), candidate.second].into_iter().flatten().any(|mark| is_happening(mark, utterance)) {
        return false;
    }
    let mut answer = candidate.end();
    let asked = utterance.word(answer) == ASKED;
    if asked || utterance.word(answer) == PAUSE {
        answer += 1;
    }
    let mut said_no = false;
    while matches!(utterance.word(answer), "no" | "nope" | "nah") {
        said_no = true;
        answer += 1;
        if utterance.word(answer) == PAUSE {
            answer += 1;
        }
    }
    let ends =
        ends_sentence(utterance.word(answer)) || matches!(utterance.word(answer), "nothing" | "none" | "not" | "nada");
    let opens = candidate.start() - utterance.around(candidate.start(), ends_sentence).start <= 4;
    said_no && opens && ends
}

/// Symptoms of carbon monoxide: in several people, near an appliance that burns fuel, or two at once.
fn poisoned(utterance: &Utterance) -> Option<Language> {
    let symptoms: Vec<&Mark> = utterance
        .marks
        .iter()
        .filter(|mark| mark.is(Class::Symptom))
        .filter(|mark| {
            let candidate = Candidate { first: mark, second: None };
            !denied(&candidate, utterance) && !over(&candidate, utterance)
        })
        .collect();
    let first = symptoms.first()?;
    let two = symptoms.iter().any(|other| utterance.words[other.start] != utterance.words[first.start]);
    let from_the_heat =
        utterance.has(Class::Sweltering) || utterance.has(Class::CoolSource) || utterance.has(Class::NoCooling);
    let suspect = utterance.has(Class::Burner)
        || (!from_the_heat && (two || utterance.has(Class::Everyone) || utterance.has(Class::Detector)));
    suspect.then_some(first.language)
}

#[cfg(test)]
mod tests;
