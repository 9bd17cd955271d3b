//! Trials of a model over all companies: the scenarios of each company's published version with the model that an operator may switch to. The
//! same procedure as before a company publishes a version.

use api::{JsonBody, Listed, PageQuery, Problem, StrictQuery, access::Operator, path_id};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    id::{ScenarioRunId, TenantId},
    text::Text,
};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use store::{RunPurpose, ScenarioRunItem, TenantSummary};
use utoipa::ToSchema;

use super::{Function, scenario_runs::view::RunStateName};
use crate::AdminTenants;

/// How many companies are looked at in one request, so that it ends within its time.
const MOST_AT_ONCE: usize = 25;

/// A trial to begin, or to go on with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BeginModelTrial, example = json!({"model": "gpt-6-luna"}))]
pub(crate) struct BeginTrialBody {
    /// The model: one of those that the platform allows.
    #[schema(value_type = String, max_length = 100)]
    model: Text<100>,
    /// The trial that is gone on with; a new one if missing.
    trial_id: Option<ScenarioRunId>,
    /// The `next_cursor` of the response before.
    cursor: Option<String>,
}

/// A part of a trial that was begun.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BegunModelTrial, example = json!({"trial_id": "run_001795449600000000_9fd4", "companies": 25, "next_cursor": "YWN0aXZlLw"}))]
pub(crate) struct BegunTrialView {
    trial_id: ScenarioRunId,
    /// How many companies' runs this request began.
    companies: usize,
    /// Sends this as `cursor` for the next companies; missing after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A company in the report of a trial.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ModelTrialRow, example = json!({
    "tenant_id": "ten_acme", "name": "Acme Heating & Air", "model": "gpt-6-luna", "version": 4, "state": "failed", "scenario_count": 11, "done": 11,
    "failed": 1, "failures": ["A caller books a visit"],
}))]
pub(crate) struct TrialRow {
    tenant_id: TenantId,
    name: String,
    /// The model that was tried; missing if the company has no run in the trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// The version of the configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    /// Where the run stands; missing if the company has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<RunStateName>,
    scenario_count: usize,
    done: u32,
    failed: u32,
    /// The titles of the scenarios that did not pass.
    failures: Vec<String>,
}

/// Begin a trial of a model
///
/// Begins a run of each company's scenarios, against its published version and with another model, before that model becomes the platform's
/// choice. Nothing is switched. A request covers 25 companies in service: repeat it with `trial_id` and `next_cursor` until there is none. What
/// the calls cost counts towards each company's budget, and the company's audit log says who tried the model.
#[utoipa::path(
    post, path = "/admin/model-trials", tag = "Scenarios", request_body = BeginTrialBody,
    responses((status = 202, description = "The part of the trial that was begun", body = BegunTrialView))
)]
pub(crate) async fn begin_model_trial(
    State(function): Function,
    operator: Operator,
    JsonBody(body): JsonBody<BeginTrialBody>,
) -> Result<(StatusCode, Json<BegunTrialView>), Problem> {
    let now = operator.change.at;
    function
        .models
        .names()
        .iter()
        .find(|name| **name == *body.model)
        .ok_or_else(|| Problem::field("/model", format!("must be one of {}", function.models.names().join(", "))))?;
    let trial = match body.trial_id {
        Some(trial) => trial,
        None => ScenarioRunId::at(now, &platform::random::id_body()?),
    };
    let page = function.store.list_tenants(None, None, body.cursor.as_deref(), MOST_AT_ONCE).await?;
    let mut begun = Vec::new();
    for company in page.items.iter().filter(|company| company.status.is_in_service()) {
        begun.push(Box::pin(function.try_with(&operator, company, &trial, &body.model)));
    }
    let companies = try_join_all(begun).await?.len();
    let view = BegunTrialView { trial_id: trial, companies, next_cursor: page.next };
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// Get the report of a trial
///
/// A row for each company in service, by name: how many of its scenarios passed with the model, and which did not.
#[utoipa::path(
    get, path = "/admin/model-trials/{trial}", tag = "Scenarios",
    params(("trial" = String, Path, description = "A trial's id", example = "run_001795449600000000_9fd4")),
    responses((status = 200, description = "A page of the report", body = Listed<TrialRow>))
)]
pub(crate) async fn get_model_trial(
    State(function): Function,
    operator: Operator,
    Path(trial): Path<String>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<TrialRow>>, Problem> {
    let trial: ScenarioRunId = path_id(trial)?;
    let limit = page.limit().min(MOST_AT_ONCE);
    let found = function.store.list_tenants(None, None, page.cursor(), limit).await?;
    let mut rows = Vec::new();
    for company in found.items.iter().filter(|company| company.status.is_in_service()) {
        rows.push(Box::pin(function.trial_row(&operator, company, &trial)));
    }
    let items = try_join_all(rows).await?;
    Ok(Json(Listed { items, next_cursor: found.next }))
}

impl AdminTenants {
    /// Begins the run of a company. One that has begun already stays as it is.
    async fn try_with(
        &self,
        operator: &Operator,
        company: &TenantSummary,
        trial: &ScenarioRunId,
        model: &Text<100>,
    ) -> Result<(), Problem> {
        let scope = operator.enter(self.access.sessions(), &company.tenant).await?;
        let Some(tenant) = self.store.get_tenant(&scope).await? else { return Ok(()) };
        if self.store.get_scenario_run(&scope, trial).await?.is_some() {
            return Ok(());
        }
        let version = self.version(&scope, tenant.published_version).await?;
        let scenarios = self.scenarios_of(&scope, &version, &operator.change).await?;
        let new = (trial.clone(), RunPurpose::ModelTrial, Some(model.to_string()));
        self.begin(&scope, new, &version.info, (scenarios, &operator.change)).await?;
        Ok(())
    }

    async fn trial_row(
        &self,
        operator: &Operator,
        company: &TenantSummary,
        trial: &ScenarioRunId,
    ) -> Result<TrialRow, Problem> {
        let scope = operator.enter(self.access.sessions(), &company.tenant).await?;
        let (run, results) = tokio::try_join!(
            self.store.get_scenario_run(&scope, trial),
            self.store.list_scenario_results(&scope, trial)
        )?;
        let title =
            |run: &ScenarioRunItem, nth: u32| run.scenarios.get(nth as usize).map(|scenario| scenario.title.clone());
        let failures = run.iter().flat_map(|run| {
            results.iter().filter(|result| !result.has_passed()).filter_map(|result| title(run, result.nth))
        });
        Ok(TrialRow {
            tenant_id: company.tenant.clone(),
            name: company.name.clone(),
            failures: failures.collect(),
            model: run.as_ref().and_then(|run| run.model.clone()),
            version: run.as_ref().map(|run| run.version),
            state: run.as_ref().map(|run| run.state(operator.change.at).into()),
            scenario_count: run.as_ref().map_or(0, |run| run.scenarios.len()),
            done: run.as_ref().map_or(0, |run| run.done),
            failed: run.as_ref().map_or(0, |run| run.failed),
        })
    }
}
