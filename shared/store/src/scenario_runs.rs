//! Runs of scenarios against a version of the configuration, and the result of each call of a run. They expire after a month.
//!
//! A run holds which scenarios it has, and counts those that are done; each result is an item of its own, so that calls at the same time do not
//! wait for each other. What was said is in the test call of a result, which expires after a day.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    call_facts::Outcome,
    id::{CallSid, ScenarioRunId, TestCallId},
    money::MicroUsd,
    scenario::ScenarioFinding,
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    ChangeContext, ChangeError, LARGEST_PAGE, Page, Stamp, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// How long a run and its results are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A run that has not ended after this long never will: its messages are dead letters.
const LOST_AFTER: SignedDuration = SignedDuration::from_mins(30);

/// A scenario of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunScenario {
    /// Its name: of a standard scenario, or the id of the company's own.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// What a run is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunPurpose {
    /// The scenarios that the version has to pass before it is published.
    Check,
    /// The caller's turns of a past call, to compare what is said now with what was said then.
    Replay(CallSid),
    /// The scenarios of the published version with another model, for an operator's trial of all companies. The runs of all companies have
    /// one id.
    ModelTrial,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRunItem {
    /// Its id. Ids are in order of time.
    pub run: ScenarioRunId,
    /// What it is for.
    pub purpose: RunPurpose,
    /// The version of the configuration.
    pub version: u32,
    /// How often the version had been replaced.
    #[serde(default)]
    pub revision: u32,
    /// The model that answers, if it is not the one of the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// When and by whom it was begun.
    pub begun: Stamp,
    /// Its scenarios, in order.
    pub scenarios: Vec<RunScenario>,
    /// How many of them are done.
    #[serde(default)]
    pub done: u32,
    /// How many of those did not pass.
    #[serde(default)]
    pub failed: u32,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Calls are being made.
    Running,
    /// Every scenario passed.
    Passed,
    /// Some scenario did not pass.
    Failed,
    /// Some calls were never made.
    Lost,
}

impl ScenarioRunItem {
    /// A run that begins.
    #[must_use]
    pub fn new(
        run: ScenarioRunId,
        purpose: RunPurpose,
        (version, revision): (u32, u32),
        model: Option<String>,
        (scenarios, change): (Vec<RunScenario>, &ChangeContext),
    ) -> Self {
        let expires_at = change.at.saturating_add(KEPT).unwrap_or(change.at).as_second();
        let begun = Stamp::of(change);
        Self { run, purpose, version, revision, model, begun, scenarios, done: 0, failed: 0, expires_at }
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> RunState {
        let all = u32::try_from(self.scenarios.len()).unwrap_or(u32::MAX);
        if self.done < all {
            let is_lost = now.duration_since(self.begun.at) > LOST_AFTER;
            return if is_lost { RunState::Lost } else { RunState::Running };
        }
        if self.failed == 0 { RunState::Passed } else { RunState::Failed }
    }
}

/// What came of a scenario in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// The place of the scenario in the run.
    pub nth: u32,
    /// What does not hold; empty if it passed.
    pub findings: Vec<ScenarioFinding>,
    /// The outcome of the call, if it could be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The test call with what was said, for a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_call: Option<TestCallId>,
    /// The turns of the caller.
    pub turns: u32,
    /// What the model cost.
    pub cost: MicroUsd,
    /// When the call was over.
    pub at: Timestamp,
    /// When DynamoDB may delete it, in seconds.
    #[serde(default)]
    expires_at: i64,
}

impl ScenarioResult {
    /// A result without a call.
    #[must_use]
    pub fn new(nth: u32, findings: Vec<ScenarioFinding>, at: Timestamp) -> Self {
        let expires_at = at.saturating_add(KEPT).unwrap_or(at).as_second();
        Self { nth, findings, outcome: None, test_call: None, turns: 0, cost: MicroUsd::ZERO, at, expires_at }
    }

    /// Whether the scenario passed.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.findings.is_empty()
    }
}

impl Versioned for ScenarioRunItem {}
impl Versioned for ScenarioResult {}

impl Store {
    /// Stores a run that begins.
    #[must_use]
    #[boxed]
    pub async fn begin_scenario_run(
        &self,
        scope: &TenantScope,
        run: &ScenarioRunItem,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        let action = match run.purpose {
            RunPurpose::Check => "scenarios.run",
            RunPurpose::Replay(_) => "call.replayed",
            RunPurpose::ModelTrial => "model.tried",
        };
        let about = match &run.purpose {
            RunPurpose::Replay(call) => call.to_string(),
            _ => run.run.to_string(),
        };
        let mut writes = vec![self.put_new(Key::scenario_run(scope, &run.run), run)?];
        writes.extend(self.audited(scope, change, AuditEvent::new(action).about(about))?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(ChangeError::Overtaken),
        }
    }

    /// Gets a run.
    #[must_use]
    #[boxed]
    pub async fn get_scenario_run(
        &self,
        scope: &TenantScope,
        run: &ScenarioRunId,
    ) -> Result<Option<ScenarioRunItem>, StoreError> {
        self.within(scope).get(Key::scenario_run(scope, run)).await
    }

    /// Lists the runs of a company, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_scenario_runs(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<ScenarioRunItem>, StoreError> {
        self.within(scope).page(&Range::newest_first(scope.tenant().as_str(), key::SCENARIO_RUN), after, limit).await
    }

    /// Lists the results of a run, in the order of its scenarios.
    #[must_use]
    #[boxed]
    pub async fn list_scenario_results(
        &self,
        scope: &TenantScope,
        run: &ScenarioRunId,
    ) -> Result<Vec<ScenarioResult>, StoreError> {
        let prefix = key::results_of(run);
        let range = Range::in_order(scope.tenant().as_str(), &prefix);
        Ok(self.within(scope).page(&range, None, LARGEST_PAGE).await?.items)
    }

    /// Gets the result of a scenario of a run, if there is one.
    #[must_use]
    #[boxed]
    pub async fn get_scenario_result(
        &self,
        scope: &TenantScope,
        run: &ScenarioRunId,
        nth: u32,
    ) -> Result<Option<ScenarioResult>, StoreError> {
        self.within(scope).get(Key::scenario_result(scope, run, nth)).await
    }

    /// Stores a result and counts it, once. Returns whether it is new.
    #[must_use]
    #[boxed]
    pub async fn put_scenario_result(
        &self,
        scope: &TenantScope,
        run: &ScenarioRunId,
        result: &ScenarioResult,
    ) -> Result<bool, StoreError> {
        let failed = u8::from(!result.has_passed());
        let count = self
            .update(Key::scenario_run(scope, run))
            .update_expression("ADD done :one, failed :failed")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":failed", AttributeValue::N(failed.to_string()))
            .build()?;
        let writes = [
            self.put_new(Key::scenario_result(scope, run, result.nth), result)?,
            TransactWriteItem::builder().update(count).build(),
        ];
        Ok(self.within(scope).transact(writes).await? == Transaction::Done)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Actor, ChangeContext};

    use super::*;

    #[test]
    fn state_follows_from_the_counts_and_the_time() {
        let at: Timestamp = "2026-11-23T16:00:00Z".parse().expect("an instant");
        let change = ChangeContext { actor: Actor::platform(), at };
        let scenario = |key: &str| RunScenario { key: key.to_owned(), title: String::new() };
        let id = ScenarioRunId::parse("run_1").expect("an id");
        let scenarios = vec![scenario("booking"), scenario("message")];
        let run = ScenarioRunItem::new(id, RunPurpose::Check, (2, 0), None, (scenarios, &change));
        let later = |minutes| at + SignedDuration::from_mins(minutes);
        assert_eq!(run.state(later(1)), RunState::Running);
        assert_eq!(ScenarioRunItem { done: 1, ..run.clone() }.state(later(31)), RunState::Lost);
        assert_eq!(ScenarioRunItem { done: 2, ..run.clone() }.state(later(31)), RunState::Passed);
        assert_eq!(ScenarioRunItem { done: 2, failed: 1, ..run }.state(later(1)), RunState::Failed);
    }
}
