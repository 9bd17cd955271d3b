//! The JSON of a run.

use domain::{
    call_facts::Outcome,
    id::{CallSid, ScenarioRunId, TestCallId},
    scenario::ScenarioFinding,
};
use jiff::Timestamp;
use serde::Serialize;
use store::{RunPurpose, RunScenario, RunState, ScenarioResult, ScenarioRunItem};
use utoipa::ToSchema;

use super::replay::ReplayView;
use crate::wire::StampView;

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScenarioRunPurpose)]
pub(super) enum RunPurposeName {
    /// The check of a version before it is published.
    Check,
    /// The replay of a past call.
    Replay,
    /// An operator's trial of another model.
    ModelTrial,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ScenarioRunState)]
pub(in crate::routes) enum RunStateName {
    /// Calls are being made.
    Running,
    /// Every scenario passed.
    Passed,
    /// Some scenario did not pass.
    Failed,
    /// Some calls were never made.
    Lost,
}

impl From<RunState> for RunStateName {
    fn from(state: RunState) -> Self {
        match state {
            RunState::Running => Self::Running,
            RunState::Passed => Self::Passed,
            RunState::Failed => Self::Failed,
            RunState::Lost => Self::Lost,
        }
    }
}

/// A run in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScenarioRunSummary, example = json!({
    "run_id": "run_001795449600000000_9fd4", "purpose": "check", "version": 4, "revision": 1, "state": "failed",
    "begun": {"at": "2026-11-23T16:00:00Z", "by": "usr_dana"}, "scenario_count": 11, "done": 11, "failed": 1,
}))]
pub(crate) struct ScenarioRunRow {
    run_id: ScenarioRunId,
    purpose: RunPurposeName,
    /// The call that is replayed.
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<CallSid>,
    /// The version of the configuration.
    version: u32,
    /// How often the version had been replaced.
    revision: u32,
    /// The model, if it is not the one of the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    state: RunStateName,
    begun: StampView,
    /// How many scenarios it has.
    scenario_count: usize,
    /// How many of them are done.
    done: u32,
    /// How many of those did not pass.
    failed: u32,
}

impl ScenarioRunRow {
    pub(super) fn of(run: &ScenarioRunItem, now: Timestamp) -> Self {
        let (purpose, call_id) = match &run.purpose {
            RunPurpose::Check => (RunPurposeName::Check, None),
            RunPurpose::Replay(call) => (RunPurposeName::Replay, Some(call.clone())),
            RunPurpose::ModelTrial => (RunPurposeName::ModelTrial, None),
        };
        Self {
            run_id: run.run.clone(),
            purpose,
            call_id,
            version: run.version,
            revision: run.revision,
            model: run.model.clone(),
            state: run.state(now).into(),
            begun: run.begun.clone().into(),
            scenario_count: run.scenarios.len(),
            done: run.done,
            failed: run.failed,
        }
    }
}

/// A run with its results.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScenarioRun, example = json!({
    "run_id": "run_001795449600000000_9fd4", "purpose": "check", "version": 4, "revision": 1, "state": "failed",
    "begun": {"at": "2026-11-23T16:00:00Z", "by": "usr_dana"}, "scenario_count": 1, "done": 1, "failed": 1,
    "scenarios": [{
        "key": "booking", "title": "A caller books a visit", "result": {
            "passed": false, "findings": [{"code": "outcome", "expected": "booked", "found": "message"}], "outcome": "message",
            "test_call_id": "tst_9fd4", "turns": 6, "cost_micro_usd": 2100, "at": "2026-11-23T16:00:20Z",
        },
    }],
}))]
pub(crate) struct ScenarioRunView {
    #[serde(flatten)]
    run: ScenarioRunRow,
    /// Its scenarios, in order.
    scenarios: Vec<RunScenarioView>,
    /// What was said then and now, of a replay whose call was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    replay: Option<ReplayView>,
}

/// A scenario of a run.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScenarioOfRun)]
struct RunScenarioView {
    /// Its name: of a standard scenario, or the id of the company's own.
    key: String,
    /// Its title.
    title: String,
    /// What came of it; missing until its call is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<ScenarioResultView>,
}

/// What came of a scenario.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScenarioResult)]
struct ScenarioResultView {
    /// Whether everything holds.
    passed: bool,
    /// What does not hold.
    findings: Vec<ScenarioFinding>,
    /// The outcome of the call, if it could be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    /// The test call, which has what was said for a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    test_call_id: Option<TestCallId>,
    /// The caller's turns.
    turns: u32,
    /// What the model cost.
    cost_micro_usd: u64,
    /// When the call was over.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl ScenarioRunView {
    pub(super) fn begun(run: &ScenarioRunItem, now: Timestamp) -> Self {
        Self::of(run, &[], now)
    }

    pub(super) fn of(run: &ScenarioRunItem, results: &[ScenarioResult], now: Timestamp) -> Self {
        let result = |nth: u32| results.iter().find(|result| result.nth == nth).map(ScenarioResultView::of);
        let view = |(nth, scenario): (u32, &RunScenario)| RunScenarioView {
            key: scenario.key.clone(),
            title: scenario.title.clone(),
            result: result(nth),
        };
        let scenarios = (0_u32..).zip(&run.scenarios).map(view).collect();
        Self { run: ScenarioRunRow::of(run, now), scenarios, replay: None }
    }

    pub(super) fn with_comparison(self, replay: Option<ReplayView>) -> Self {
        Self { replay, ..self }
    }
}

impl ScenarioResultView {
    fn of(result: &ScenarioResult) -> Self {
        Self {
            passed: result.has_passed(),
            findings: result.findings.clone(),
            outcome: result.outcome,
            test_call_id: result.test_call.clone(),
            turns: result.turns,
            cost_micro_usd: result.cost.get(),
            at: result.at,
        }
    }
}
