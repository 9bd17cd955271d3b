//! Runs of scenarios: the check of a version before it is published, and replays of past calls.

use api::{
    JsonBody, Listed, PageQuery, Problem, ProblemKind, StrictQuery, WhichVersion,
    access::{Authorized, not_active, permission::TestAgent},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    id::{CallSid, ScenarioRunId},
    scenario,
};
use messages::{QueueError, ScenarioJob};
use serde::Deserialize;
use store::{
    ChangeContext, ConfigVersion, RunPurpose, RunScenario, RunState, ScenarioRunItem, TenantScope, VersionInfo,
};
use utoipa::ToSchema;

use super::Function;
use crate::AdminTenants;

mod replay;
pub(super) mod view;

use view::{ScenarioRunRow, ScenarioRunView};

/// How many runs are looked through for the check of a version.
const MOST_LOOKED_THROUGH: usize = 100;

/// A run to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BeginScenarioRun, example = json!({"version": "draft"}))]
pub(crate) struct BeginRunBody {
    /// The version of the configuration; the draft if missing.
    #[serde(default = "draft")]
    version: WhichVersion,
    /// Replays this call instead of the scenarios.
    call_id: Option<CallSid>,
}

fn draft() -> WhichVersion {
    WhichVersion::Draft
}

/// Begin a run
///
/// Makes a call of each scenario against a version of the configuration: the standard ones, which follow from its settings, and the company's
/// own. With `call_id`, it makes one call instead, in which the caller says what the caller of that call said; this needs the permission
/// `read_calls`. The calls are test calls: they book nothing and page no one. They are made in the background; read the run until its
/// `state` is no longer `running`. What the model costs counts towards the company's budget.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/scenario-runs", tag = "Scenarios", request_body = BeginRunBody,
    responses((status = 202, description = "The run", body = ScenarioRunView))
)]
pub(crate) async fn begin_scenario_run(
    State(function): Function,
    may: Authorized<TestAgent>,
    JsonBody(body): JsonBody<BeginRunBody>,
) -> Result<(StatusCode, Json<ScenarioRunView>), Problem> {
    let tenant = function.tenant(&may.scope).await?;
    if !tenant.status.is_in_service() {
        return Err(not_active());
    }
    let version = function.version(&may.scope, body.version.number(&tenant)).await?;
    let (purpose, scenarios) = match body.call_id {
        Some(call) => {
            function.past_call(&may, &call).await?;
            let scenario = RunScenario { key: call.to_string(), title: String::new() };
            (RunPurpose::Replay(call), vec![scenario])
        }
        None => (RunPurpose::Check, function.scenarios_of(&may.scope, &version, &may.change).await?),
    };
    let id = ScenarioRunId::at(may.change.at, &platform::random::id_body()?);
    let run = function.begin(&may.scope, (id, purpose, None), &version.info, (scenarios, &may.change)).await?;
    Ok((StatusCode::ACCEPTED, Json(ScenarioRunView::begun(&run, may.change.at))))
}

impl AdminTenants {
    /// The scenarios that a version has to pass: the standard ones, and the company's own.
    pub(crate) async fn scenarios_of(
        &self,
        scope: &TenantScope,
        version: &ConfigVersion,
        change: &ChangeContext,
    ) -> Result<Vec<RunScenario>, Problem> {
        let standard = scenario::standard(&version.config, change.at);
        let standard = standard.into_iter().map(|planned| RunScenario { key: planned.key, title: planned.title });
        let own = self
            .store
            .list_scenarios(scope)
            .await?
            .into_iter()
            .map(|item| RunScenario { key: item.scenario.id.to_string(), title: item.scenario.title.to_string() });
        Ok(standard.chain(own).collect())
    }

    /// Stores a run and queues its calls.
    pub(crate) async fn begin(
        &self,
        scope: &TenantScope,
        (id, purpose, model): (ScenarioRunId, RunPurpose, Option<String>),
        version: &VersionInfo,
        (scenarios, change): (Vec<RunScenario>, &ChangeContext),
    ) -> Result<ScenarioRunItem, Problem> {
        let place = (version.number, version.revision);
        let run = ScenarioRunItem::new(id, purpose, place, model, (scenarios, change));
        self.store.begin_scenario_run(scope, &run, change).await?;
        let job = |nth| ScenarioJob { tenant: scope.tenant().clone(), run: run.run.clone(), nth };
        let jobs: Vec<ScenarioJob> = (0_u32..).take(run.scenarios.len()).map(job).collect();
        self.scenarios.send(&jobs).await.map_err(|error: QueueError| Problem::unavailable(&error))?;
        Ok(run)
    }

    /// Fails unless the version has passed its scenarios, as they are now. A version that was published before needs no run.
    pub(crate) async fn check_has_passed(
        &self,
        scope: &TenantScope,
        version: &VersionInfo,
        change: &ChangeContext,
    ) -> Result<(), Problem> {
        if version.published.is_some() {
            return Ok(());
        }
        let untested = |detail: &str| Err(Problem::new(ProblemKind::Untested).with_detail(detail));
        let (runs, own) = tokio::try_join!(
            self.store.list_scenario_runs(scope, None, MOST_LOOKED_THROUGH),
            self.store.list_scenarios(scope)
        )?;
        let is_of_version = |run: &&ScenarioRunItem| {
            run.purpose == RunPurpose::Check && (run.version, run.revision) == (version.number, version.revision)
        };
        let has = |run: &ScenarioRunItem, id: &str| run.scenarios.iter().any(|scenario| scenario.key == id);
        let has_all = |run: &ScenarioRunItem| own.iter().all(|item| has(run, item.scenario.id.as_str()));
        let mut of_version = runs.items.iter().filter(is_of_version);
        if of_version.clone().any(|run| run.state(change.at) == RunState::Passed && has_all(run)) {
            return Ok(());
        }
        match of_version.next().map(|run| run.state(change.at)) {
            None => untested("the version has not been tested: begin a run of its scenarios"),
            Some(RunState::Running) => untested("the run of its scenarios has not ended"),
            Some(RunState::Lost) => untested("some calls of the run were never made: begin another run"),
            Some(RunState::Failed) => untested("it does not pass its scenarios"),
            Some(RunState::Passed) => untested("a scenario was made since: begin another run"),
        }
    }
}

/// List runs
///
/// The latest run first, without the results. Runs are kept for 30 days.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/scenario-runs", tag = "Scenarios",
    responses((status = 200, description = "A page of runs", body = Listed<ScenarioRunRow>))
)]
pub(crate) async fn list_scenario_runs(
    State(function): Function,
    may: Authorized<TestAgent>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<ScenarioRunRow>>, Problem> {
    let now = may.change.at;
    let runs = function.store.list_scenario_runs(&may.scope, page.cursor(), page.limit()).await?;
    Ok(Json(runs.map(|run| ScenarioRunRow::of(&run, now)).into()))
}

/// Get a run
///
/// Gets a run with the result of each scenario. Of a replay it has what was said then and now, turn by turn: that needs the permission
/// `read_calls`, and the audit log records who reads it. What was said in a test call is kept for a day.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/scenario-runs/{run}", tag = "Scenarios",
    params(("run" = String, Path, description = "A run's id", example = "run_001795449600000000_9fd4")),
    responses((status = 200, description = "The run", body = ScenarioRunView))
)]
pub(crate) async fn get_scenario_run(
    State(function): Function,
    may: Authorized<TestAgent>,
    Path((_, run)): Path<(String, String)>,
) -> Result<Json<ScenarioRunView>, Problem> {
    let id: ScenarioRunId = path_id(run)?;
    let (run, results) = tokio::try_join!(
        function.store.get_scenario_run(&may.scope, &id),
        function.store.list_scenario_results(&may.scope, &id)
    )?;
    let run = run.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let view = ScenarioRunView::of(&run, &results, may.change.at);
    let comparison = match &run.purpose {
        RunPurpose::Replay(call) => Some(function.compared(&may, call, results.first()).await?),
        RunPurpose::Check | RunPurpose::ModelTrial => None,
    };
    Ok(Json(view.with_comparison(comparison)))
}
