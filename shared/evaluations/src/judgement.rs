//! Judges a call by its scenario: first the final state, then the words by rules, then what a judge model said.

use std::fmt::Debug;

use domain::{phone::PhoneNumber, triage::Hazard};

use crate::{
    outcome::EvaluatedCall,
    scenario::{ExpectedMessage, ExpectedMove, ExpectedState, ExpectedVisit, Scenario},
};

/// How many words of a reply count as its first.
const FIRST_WORDS: usize = 12;

/// What does not hold. Empty if the scenario passed.
#[must_use]
pub fn judge(scenario: &Scenario, outcome: &EvaluatedCall) -> Vec<String> {
    let expected = scenario.expected();
    let mut findings = outcome.faults.clone();
    judge_state(expected, outcome, &mut findings);
    judge_course(expected, outcome, &mut findings);
    judge_words(expected, outcome, &mut findings);
    let refused = outcome.judgements.iter().filter(|(_, holds, _)| !holds);
    findings.extend(refused.map(|(question, _, why)| format!("judged: {question} The judge says no: {why}")));
    findings
}

fn judge_state(expected: &ExpectedState, outcome: &EvaluatedCall, findings: &mut Vec<String>) {
    matched("booked", expected.booked(), &outcome.booked, ExpectedVisit::fits, findings);
    matched("moved", expected.moved(), &outcome.moved, ExpectedMove::fits, findings);
    matched("cancelled", expected.cancelled(), &outcome.cancelled, |wanted, found| wanted == found, findings);
    matched("messages", expected.messages(), &outcome.messages, ExpectedMessage::fits, findings);
    let heard: Vec<Hazard> = outcome.emergencies.iter().map(|emergency| emergency.hazard).collect();
    matched("emergencies", expected.emergencies(), &heard, |wanted, found| wanted == found, findings);
    if let Some(taken) = expected.taken_by_on_call()
        && outcome.emergencies.iter().any(|emergency| emergency.taken != taken)
    {
        findings.push(format!("taken_by_on_call: expected {taken}"));
    }
    let dialed = outcome.dialed();
    let wanted: Vec<&str> = expected.dialed().iter().map(PhoneNumber::as_str).collect();
    if dialed != wanted {
        findings.push(format!("dialed: expected {wanted:?}, found {dialed:?}"));
    }
    if let Some(customer) = expected.customer()
        && !outcome.customer.as_ref().is_some_and(|found| customer.fits(found))
    {
        findings.push(format!("customer: expected {customer:?}, found {:?}", outcome.customer));
    }
}

/// Each expected entry has one of its own among those found, and there is no other.
fn matched<W: Debug, F: Debug>(
    what: &str,
    wanted: &[W],
    found: &[F],
    fits: impl Fn(&W, &F) -> bool,
    findings: &mut Vec<String>,
) {
    let mut rest: Vec<&F> = found.iter().collect();
    for entry in wanted {
        match rest.iter().position(|found| fits(entry, found)) {
            Some(at) => drop(rest.remove(at)),
            None => findings.push(format!("{what}: {entry:?} is missing; found {found:?}")),
        }
    }
    findings.extend(rest.iter().map(|entry| format!("{what}: {entry:?} is not expected")));
}

fn judge_course(expected: &ExpectedState, outcome: &EvaluatedCall, findings: &mut Vec<String>) {
    if let Some(ending) = expected.ended_by().filter(|ending| *ending != outcome.ending) {
        findings.push(format!("ended_by: expected {}, found {}", ending.name(), outcome.ending.name()));
    }
    if let Some(most) = expected.turns_at_most().filter(|most| outcome.turns() > *most) {
        findings.push(format!("turns_at_most: expected {most}, found {}", outcome.turns()));
    }
    if let Some(most) = expected.seconds_at_most().filter(|most| outcome.seconds > *most) {
        findings.push(format!("seconds_at_most: expected {most}, found {}", outcome.seconds));
    }
}

fn judge_words(expected: &ExpectedState, outcome: &EvaluatedCall, findings: &mut Vec<String>) {
    let replies = outcome.replies();
    for first in expected.said_first() {
        let said = replies.get(first.after()).map(|reply| reply.join(" ")).unwrap_or_default();
        let start = first_words(&said);
        if !first.words().holds(&start) {
            let (after, words) = (first.after(), first.words().as_str());
            findings.push(format!("said_first: after turn {after} expected {words:?}, found {start:?}"));
        }
    }
    let said: Vec<String> = replies.iter().map(|reply| reply.join(" ")).collect();
    for rule in expected.says() {
        if !said.iter().any(|reply| rule.holds(reply)) {
            findings.push(format!("says: {:?} was not said", rule.as_str()));
        }
    }
    for rule in expected.never_says() {
        if let Some(reply) = said.iter().find(|reply| rule.holds(reply)) {
            findings.push(format!("never_says: {:?} was said: {reply:?}", rule.as_str()));
        }
    }
}

/// The first words of a reply, within which a warning has to begin.
fn first_words(text: &str) -> String {
    text.split_whitespace().take(FIRST_WORDS).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
