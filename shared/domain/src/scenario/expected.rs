//! What a call must come to, and whether it did. The final state decides; words are looked for by rules.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{PlannedCall, RehearsedCall, RehearsedTurn, WordRule};
use crate::{call_facts::Outcome, tenant::JobTypeId, triage::Hazard, triage::Language};

/// How many words of a reply count as its first.
const FIRST_WORDS: usize = 12;

/// What a call must come to. What is left out is not judged, except dangers: one that is not named must not be heard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(
    as = ExpectedCall, example = json!({"outcomes": ["booked"], "job_type": "repair", "never_says": ["free"]})
))]
#[serde(deny_unknown_fields, default)]
pub struct ExpectedCall {
    /// The outcome is one of these; any if empty.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub outcomes: BTreeSet<Outcome>,
    /// The dangers that the agent reacts to.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub emergencies: BTreeSet<Hazard>,
    /// Whether a telephone rings for the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rings: Option<bool>,
    /// The kind of visit that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_type: Option<JobTypeId>,
    /// The language of the call at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What is among the first twelve words after the caller's first; alternatives are separated by `|`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, max_length = 200))]
    pub says_first: Option<WordRule>,
    /// What the agent says at some time; alternatives are separated by `|`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>, max_items = 10))]
    pub says: Vec<WordRule>,
    /// What the agent never says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>, max_items = 10))]
    pub never_says: Vec<WordRule>,
}

/// What does not hold in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ScenarioFinding))]
pub struct ScenarioFinding {
    /// The rule.
    pub code: ScenarioFindingCode,
    /// What it expects: names of outcomes, dangers and languages, separated by commas, or words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// What was found. Words that the agent said are not repeated: they may be personal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
}

/// The rule that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ScenarioFindingCode))]
#[serde(rename_all = "snake_case")]
pub enum ScenarioFindingCode {
    /// The call had another outcome.
    Outcome,
    /// The agent reacted to other dangers.
    Emergencies,
    /// No telephone rang.
    DidNotRing,
    /// A telephone rang.
    Rang,
    /// Another kind of visit was asked for.
    JobType,
    /// The call ended in another language.
    Language,
    /// The first words were others.
    NotSaidFirst,
    /// The words were not said.
    NotSaid,
    /// The words were said.
    Said,
    /// The company's own words, at the place in `found`, say that a caller is safe.
    AssuresSafety,
    /// The call did not come to an end.
    NotEnded,
    /// The model answered nothing, or the company's budget is spent. `found` says why.
    NotRun,
}

impl ScenarioFinding {
    /// A call that could not be made.
    #[must_use]
    pub fn not_run(why: &str) -> Self {
        Self::new(ScenarioFindingCode::NotRun, String::new(), why.to_owned())
    }

    pub(super) fn new(code: ScenarioFindingCode, expected: String, found: String) -> Self {
        Self { code, expected, found }
    }
}

/// What does not hold in a call. Empty if it passes.
#[must_use]
pub fn judge(planned: &PlannedCall, call: &RehearsedCall) -> Vec<ScenarioFinding> {
    let expected = &planned.expected;
    let mut findings = planned.found.clone();
    findings.extend(judge_state(expected, call));
    let said = |turn: &RehearsedTurn| turn.agent.join(" ");
    let replies: Vec<String> = call.turns.iter().map(said).collect();
    if let Some(rule) = &expected.says_first {
        let first = call.turns.iter().find(|turn| turn.caller.is_some()).map(said).unwrap_or_default();
        let first = first.split_whitespace().take(FIRST_WORDS).collect::<Vec<_>>().join(" ");
        if !rule.holds(&first) {
            findings.push(ScenarioFinding::new(
                ScenarioFindingCode::NotSaidFirst,
                rule.as_str().to_owned(),
                String::new(),
            ));
        }
    }
    let is_said = |rule: &&WordRule| replies.iter().any(|reply| rule.holds(reply));
    let words = |code| move |rule: &WordRule| ScenarioFinding::new(code, rule.as_str().to_owned(), String::new());
    findings.extend(expected.says.iter().filter(|rule| !is_said(rule)).map(words(ScenarioFindingCode::NotSaid)));
    findings.extend(expected.never_says.iter().filter(is_said).map(words(ScenarioFindingCode::Said)));
    findings
}

fn judge_state(expected: &ExpectedCall, call: &RehearsedCall) -> Vec<ScenarioFinding> {
    let mut findings = Vec::new();
    let mut report = |code, expected: String, found: String| findings.push(ScenarioFinding::new(code, expected, found));
    let facts = &call.facts;
    if !call.ended {
        report(ScenarioFindingCode::NotEnded, String::new(), call.turns.len().to_string());
    }
    if !expected.outcomes.is_empty() && !expected.outcomes.contains(&facts.outcome) {
        let wanted = expected.outcomes.iter().map(|outcome| outcome.name());
        report(ScenarioFindingCode::Outcome, joined(wanted), facts.outcome.name().to_owned());
    }
    let hazards: BTreeSet<Hazard> = call.hazards.iter().copied().collect();
    if hazards != expected.emergencies {
        let names = |hazards: &BTreeSet<Hazard>| joined(hazards.iter().map(|hazard| hazard.name()));
        report(ScenarioFindingCode::Emergencies, names(&expected.emergencies), names(&hazards));
    }
    let rang = call.turns.iter().any(|turn| turn.rang.is_some());
    match expected.rings {
        Some(true) if !rang => report(ScenarioFindingCode::DidNotRing, String::new(), String::new()),
        Some(false) if rang => report(ScenarioFindingCode::Rang, String::new(), String::new()),
        _ => {}
    }
    if let Some(job_type) = &expected.job_type
        && !facts.job_types.contains(job_type)
    {
        let found = joined(facts.job_types.iter().map(JobTypeId::as_str));
        report(ScenarioFindingCode::JobType, job_type.as_str().to_owned(), found);
    }
    if let Some(language) = expected.language.filter(|language| *language != facts.language) {
        report(ScenarioFindingCode::Language, language.name().to_owned(), facts.language.name().to_owned());
    }
    findings
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
