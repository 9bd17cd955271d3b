//! The result of many runs, as a file that a later run is compared with.

use domain::money::MicroUsd;
use serde::{Deserialize, Serialize};

use crate::{
    outcome::EvaluatedCall,
    scenario::Scenario,
    statistics::{percentile, wilson_interval},
};

/// What answered in place of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationBackend {
    /// The rule-based stand-in.
    StandIn,
    /// Recorded turns of a model.
    Recorded,
    /// A live model.
    Live,
}

impl EvaluationBackend {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::StandIn => "stand-in",
            Self::Recorded => "recorded",
            Self::Live => "live",
        }
    }
}

/// How the caller's words reach the application, and its words the caller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallWay {
    /// A webhook for each turn: `<Gather>` and `<Say>`.
    #[default]
    Gather,
    /// A WebSocket: `<ConversationRelay>`.
    Stream,
}

impl CallWay {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gather => "gather",
            Self::Stream => "stream",
        }
    }
}

/// All runs of an evaluation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluationReport {
    /// The name of the live model, if there is one.
    pub model: Option<String>,
    /// The runs, by topic and name.
    pub runs: Vec<ScenarioRun>,
    /// The runs that were not begun because the cost ceiling was reached.
    pub not_begun: u32,
}

/// One run of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioRun {
    /// The topic: the name of the scenario's file.
    pub topic: String,
    /// The scenario.
    pub scenario: String,
    /// The caller's language.
    pub language: String,
    /// What answered.
    pub backend: EvaluationBackend,
    /// How the words travelled. Reports of before there was a choice are of `<Gather>`.
    #[serde(default)]
    pub way: CallWay,
    /// What does not hold; empty if it passed.
    pub findings: Vec<String>,
    /// The caller's turns.
    pub turns: usize,
    /// The length of the call.
    pub seconds: u64,
    /// The tokens that the agent's model read.
    pub prompt_tokens: u64,
    /// Those of them that were in its cache.
    pub cached_tokens: u64,
    /// The tokens that it wrote.
    pub completion_tokens: u64,
    /// What the run cost at the model's server, including caller and judge.
    pub cost_micro_usd: MicroUsd,
    /// How long each request of the agent took.
    pub latencies_ms: Vec<u32>,
    /// The call, line by line.
    pub transcript: Vec<String>,
}

impl ScenarioRun {
    /// The run of a scenario with this outcome.
    #[must_use]
    pub fn new(
        (topic, scenario): (&str, &Scenario),
        (backend, way): (EvaluationBackend, CallWay),
        outcome: &EvaluatedCall,
        (findings, cost_micro_usd): (Vec<String>, MicroUsd),
    ) -> Self {
        let tokens = outcome.model.tokens;
        Self {
            topic: topic.to_owned(),
            scenario: scenario.name().to_owned(),
            language: scenario.language().name().to_owned(),
            backend,
            way,
            findings,
            turns: outcome.turns(),
            seconds: outcome.seconds,
            prompt_tokens: tokens.prompt_tokens,
            cached_tokens: tokens.cached_tokens,
            completion_tokens: tokens.completion_tokens,
            cost_micro_usd,
            latencies_ms: outcome.model.latencies_ms.clone(),
            transcript: outcome.transcript(),
        }
    }

    /// The scenario, what answered and how the words travelled.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} ({}, {})", self.scenario, self.backend.name(), self.way.name())
    }

    /// Whether everything holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.findings.is_empty()
    }
}

/// The figures of a group of runs.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFigures {
    /// How many passed.
    pub passed: u32,
    /// How many there are.
    pub runs: u32,
    /// The 95 % interval of the pass rate.
    pub interval: (f64, f64),
    /// All turns of the callers.
    pub turns: usize,
    /// Read and written tokens.
    pub tokens: u64,
    /// The cost.
    pub cost_micro_usd: MicroUsd,
    /// The median of the requests' durations.
    pub p50_ms: Option<u32>,
    /// The duration that 95 % of the requests do not exceed.
    pub p95_ms: Option<u32>,
}

impl RunFigures {
    /// The figures of these runs.
    #[must_use]
    pub fn of<'a>(runs: impl IntoIterator<Item = &'a ScenarioRun>) -> Self {
        let runs: Vec<&ScenarioRun> = runs.into_iter().collect();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let passed = count(runs.iter().filter(|run| run.passed()).count());
        let latencies: Vec<u32> = runs.iter().flat_map(|run| run.latencies_ms.iter().copied()).collect();
        Self {
            passed,
            runs: count(runs.len()),
            interval: wilson_interval(passed, count(runs.len())),
            turns: runs.iter().map(|run| run.turns).sum(),
            tokens: runs.iter().map(|run| run.prompt_tokens + run.completion_tokens).sum(),
            cost_micro_usd: runs.iter().map(|run| run.cost_micro_usd).sum(),
            p50_ms: percentile(&latencies, 50),
            p95_ms: percentile(&latencies, 95),
        }
    }
}
