//! The rules that combine meanings into dangers.
//!
//! In doubt there is a danger. A denial counts only if every word between it and the danger carries a denial. A past
//! danger counts as past only in the past tense.

use std::ops::Range;

use super::{
    Hazard, Language,
    lexicon::{Class, LONGEST_PHRASE},
    numbers::number_at,
    utterance::{ASKED, Mark, PAUSE, Utterance, ends_clause, ends_sentence},
};

mod doubt;
mod reading;
mod statement;
mod table;
mod unlisted;

pub(super) use doubt::is_of_another_thing;
use doubt::{is_asked_about, is_doubtful, is_named, is_statement_doubtful};
use reading::reading_of_a_detector;
pub(super) use statement::is_among;
use statement::{is_on_fire, is_plain, is_stated};
use table::{RULES, Rule};
pub(super) use unlisted::{is_doubted, is_past_or_asked, is_ruled_out, is_statement_doubted};

/// How much an utterance says of a danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Words of the danger that also occur without it.
    Weak,
    /// Words that hardly occur without the danger.
    Strong,
    /// The caller says that the danger exists: "there's a fire", "I smell gas".
    Stated,
}

/// Calls `found` for every danger. What a body does counts where `is_literal`.
pub(super) fn judge(
    utterance: &Utterance,
    is_literal: impl Fn(&Mark) -> bool,
    mut found: impl FnMut(Hazard, Strength, Language),
) {
    for rule in RULES {
        if let Some((strength, language)) = applies(rule, utterance, &is_literal) {
            found(rule.hazard, strength, language);
        }
    }
    if utterance.words.split(|word| ends_clause(word)).any(|clause| matches!(clause, [word] if word == "fire")) {
        found(Hazard::Fire, Strength::Strong, Language::FIRST);
    }
    if let Some((strength, language)) = reading_of_a_detector(utterance) {
        found(Hazard::CarbonMonoxide, strength, language);
    }
    if let Some(language) = poisoned(utterance, &is_literal) {
        found(Hazard::CarbonMonoxide, Strength::Weak, language);
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
        // Words of the first language stand in sentences of all others.
        let marks = [Some(self.first), self.second].into_iter().flatten();
        marks.map(|mark| mark.language).find(|language| *language != Language::FIRST).unwrap_or_default()
    }
}

fn applies(rule: &Rule, utterance: &Utterance, is_literal: &impl Fn(&Mark) -> bool) -> Option<(Strength, Language)> {
    let mut best = None;
    let mut note = |candidate: &Candidate<'_>| {
        let strength = match rule.strength {
            _ if is_doubtful(candidate, utterance) => Strength::Weak,
            Strength::Weak if rule.is_noun && (is_plain(candidate, utterance) || is_on_fire(candidate, utterance)) => {
                Strength::Stated
            }
            Strength::Strong if is_plain(candidate, utterance) || is_stated(candidate, utterance) => Strength::Stated,
            strength => strength,
        };
        if best.is_none_or(|(known, _)| known < strength) {
            best = Some((strength, candidate.language()));
        }
    };
    let counts = |candidate: &Candidate<'_>| {
        !is_of_another_thing(candidate.first.start, utterance)
            && !excluded(rule, candidate, utterance)
            && !denied(candidate, utterance)
            && !over(candidate, utterance)
            && !is_asked_about(candidate, utterance)
            && !asked_and_denied(candidate, utterance)
    };
    let is_literal = |mark: &&Mark| rule.first != Class::Collapse || is_literal(mark);
    for first in utterance.marks.iter().filter(|mark| mark.is(rule.first)).filter(is_literal) {
        let Some(class) = rule.second else {
            let candidate = Candidate { first, second: None };
            if counts(&candidate) && !is_named(first, utterance) {
                note(&candidate);
            }
            continue;
        };
        let reach = first.start.saturating_sub(rule.apart + LONGEST_PHRASE)..first.end + rule.apart + 1;
        for second in utterance.marks_in(&reach).filter(|mark| mark.is(class) && mark.start != first.start) {
            let between = if second.start >= first.end { first.end..second.start } else { second.end..first.start };
            let near = between.len() <= rule.apart && !utterance.words[between].iter().any(|word| ends_sentence(word));
            let candidate = Candidate { first, second: Some(second) };
            if near && counts(&candidate) {
                note(&candidate);
            }
        }
    }
    best
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
        .filter(|mark| mark.is(Class::Negator) && !candidate.covers(mark) && !is_correction(mark, utterance))
        .any(|negator| denial_reaches(negator.end, candidate, utterance))
        && !is_affirmed_after(candidate, utterance)
        || is_followed_by_never(candidate, utterance)
}

/// "I thought it was the trash but no it's gas": the answer no, and a statement after it.
fn is_correction(negator: &Mark, utterance: &Utterance) -> bool {
    utterance.word(negator.start) == "no"
        && negator.end == negator.start + 1
        && matches!(utterance.word(negator.end), "its" | "thats" | "theres" | "this")
        && !matches!(utterance.word(negator.end + 1), "not" | "no" | "never" | "nothing")
}

/// "Sonó la de humo pero la de monóxido nunca".
fn is_followed_by_never(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    let after = candidate.end();
    matches!(utterance.word(after), "nunca" | "jamas" | "tampoco" | "never") && ends_sentence(utterance.word(after + 1))
}

/// "My mom doesn't smell gas but I do".
fn is_affirmed_after(candidate: &Candidate<'_>, utterance: &Utterance) -> bool {
    (candidate.end()..candidate.end() + 3).any(|at| {
        utterance.word(at) == "but"
            && matches!(utterance.word(at + 1), "i" | "we" | "she" | "he" | "they")
            && matches!(utterance.word(at + 2), "do" | "does" | "can" | "did" | "sure")
    })
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
    const CARRIERS: [Class; 22] = [
        Class::GasItself,
        Class::BurningSmell,
        Class::Flames,
        Class::Sparks,
        Class::Flood,
        Class::Fumes,
        Class::Overheat,
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
    let mut clause = utterance.around(candidate.start(), ends_clause);
    // "In 2019 a pipe froze and burst": a verb without a subject belongs to the clause before it.
    if clause.start == candidate.start() && matches!(utterance.before(clause.start), "and" | "y") {
        clause.start = utterance.around(clause.start - 1, ends_sentence).start;
    }
    let clause = clause.start..clause.end.max(candidate.end());
    if is_present(candidate, &clause, utterance) {
        return false;
    }
    let elsewhere = |mark: &&Mark| !candidate.covers(mark) && !is_age_of_a_thing(mark, utterance);
    if utterance.marks_in(&clause).filter(elsewhere).any(|mark| mark.is(Class::Past) || mark.is(Class::Hypothetical)) {
        return true;
    }
    let in_past_tense = utterance.marks_in(&clause).any(|mark| mark.is(Class::PastVerb));
    let sentence = utterance.around(candidate.start(), ends_sentence);
    in_past_tense && utterance.marks_in(&sentence).any(|mark| mark.is(Class::Past))
}

/// "The furnace you put in last year", "el calentón que instalaron en 2019": the past of a thing, not of the danger.
pub(super) fn is_age_of_a_thing(time: &Mark, utterance: &Utterance) -> bool {
    const NEAR: usize = 3;
    time.is(Class::Past)
        && (time.start.saturating_sub(NEAR)..time.start).any(|at| {
            matches!(
                utterance.word(at),
                "put"
                    | "installed"
                    | "bought"
                    | "built"
                    | "purchased"
                    | "pusieron"
                    | "pusimos"
                    | "instalaron"
                    | "compramos"
                    | "compre"
            )
        })
}

fn is_present(candidate: &Candidate<'_>, clause: &Range<usize>, utterance: &Utterance) -> bool {
    utterance.marks_in(clause).any(|mark| mark.is(Class::Present) && !is_supposed(mark, utterance))
        || [Some(candidate.first), candidate.second].into_iter().flatten().any(|mark| is_happening(mark, utterance))
}

/// "if there's", "si está".
fn is_supposed(mark: &Mark, utterance: &Utterance) -> bool {
    matches!(utterance.before(mark.start), "if" | "si" | "whether")
}

/// "I smell", "it's leaking", "the alarm keeps beeping"; not "a smell" or "was leaking".
fn is_happening(mark: &Mark, utterance: &Utterance) -> bool {
    let noun_or_verb = matches!(utterance.word(mark.start), "smell" | "leak" | "odor" | "alarm" | "stink" | "reek");
    let verb = [Class::Smell, Class::Leak, Class::Sounding, Class::Chirping].iter().any(|class| mark.is(*class));
    let noun = matches!(
        utterance.word(mark.start),
        "olor"
            | "olores"
            | "olorcito"
            | "peste"
            | "tufo"
            | "fuga"
            | "fugas"
            | "escape"
            | "perdida"
            | "pitido"
            | "pitidos"
    );
    if !verb || noun || mark.is(Class::PastVerb) {
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
    let addressed =
        matches!(utterance.word(answer), "senora" | "senor" | "senorita" | "mija" | "joven" | "gracias" | "para");
    let ends = ends_sentence(utterance.word(answer))
        || addressed
        || matches!(utterance.word(answer), "nothing" | "none" | "not" | "nada" | "ninguno" | "ninguna")
        // "humo no hay", "gas no huele"
        || (ends_sentence(utterance.word(answer + 1)) && matches!(utterance.word(answer), "hay" | "huele" | "tengo" | "tenemos"));
    let opens = candidate.start() - utterance.around(candidate.start(), ends_sentence).start <= 4;
    said_no && opens && ends
}

/// Symptoms of carbon monoxide: in several people, near an appliance that burns fuel, or two at once.
fn poisoned(utterance: &Utterance, is_literal: &impl Fn(&Mark) -> bool) -> Option<Language> {
    let symptoms: Vec<&Mark> = utterance
        .marks
        .iter()
        .filter(|mark| mark.is(Class::Symptom) && is_literal(mark))
        .filter(|mark| {
            let candidate = Candidate { first: mark, second: None };
            !denied(&candidate, utterance) && !over(&candidate, utterance)
        })
        .collect();
    let first = symptoms.first()?;
    let two = symptoms.iter().any(|other| utterance.word(other.end - 1) != utterance.word(first.end - 1));
    let from_the_heat =
        utterance.has(Class::Sweltering) || utterance.has(Class::CoolSource) || utterance.has(Class::NoCooling);
    let suspect = utterance.has(Class::Burner)
        || (!from_the_heat && (two || utterance.has(Class::Everyone) || utterance.has(Class::Detector)));
    suspect.then_some(first.language)
}

#[cfg(test)]
mod tests;
