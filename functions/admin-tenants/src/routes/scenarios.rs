//! The scenarios that a company makes itself, mostly from its own calls.

use std::collections::BTreeSet;

use api::{
    JsonBody, Problem,
    access::{
        Authorized,
        permission::{EditConfiguration, TestAgent},
    },
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use domain::{
    call_facts::{CallFacts, Outcome},
    conversation::Conversation,
    id::{CallSid, ScenarioId},
    scenario::{CallerAct, CompanyScenario, ExpectedCall, MOST_TURNS, ScenarioWeekTime},
    tenant::TenantConfig,
    text::Text,
};
use serde::{Deserialize, Serialize};
use store::{CallRecord, PersonalData, ScenarioItem, TenantScope};
use utoipa::ToSchema;

use super::Function;
use crate::{AdminTenants, wire::StampView};

/// The most characters of a turn.
const LONGEST_TURN: usize = 1_000;
/// The most rules of a kind, and the most characters of one.
const MOST_RULES: usize = 10;
const LONGEST_RULE: usize = 200;

/// A scenario to make: from a call, or from turns.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewScenario, example = json!({
    "title": "Books a tune-up", "turns": ["I'd like a tune-up for my furnace, at 75201.", "The first one, please."],
    "expected": {"job_type": "tune-up"},
}))]
pub(crate) struct NewScenarioBody {
    /// The title.
    #[schema(value_type = String, max_length = 100)]
    title: Text<100>,
    /// The call whose turns the caller repeats.
    call_id: Option<CallSid>,
    /// What the caller does, in order: words, `[silence]`, `[keys 1#]`, `[unclear] words` or `[hang up]`. Not together with `call_id`.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 40)]
    turns: Vec<CallerAct>,
    /// When the call arrives; that of the call, or at once, if missing.
    at: Option<ScenarioWeekTime>,
    /// What the call must come to; what the call came to if missing.
    expected: Option<ExpectedCall>,
}

/// A scenario of a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Scenario, example = json!({
    "scenario_id": "scn_9fd4", "title": "Books a tune-up", "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0",
    "at": {"day": "mon", "time": "10:30"}, "turns": ["I'd like a tune-up.", "The first one, please."],
    "expected": {"outcomes": ["booked"], "job_type": "tune-up"}, "made": {"at": "2026-11-23T16:00:00Z", "by": "usr_dana"},
}))]
pub(crate) struct ScenarioView {
    scenario_id: ScenarioId,
    title: Text<100>,
    /// The call that it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<CallSid>,
    /// When the call arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<ScenarioWeekTime>,
    /// What the caller does. Missing for callers who may not read calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    turns: Option<Vec<CallerAct>>,
    expected: ExpectedCall,
    made: StampView,
}

impl ScenarioView {
    fn of(ScenarioItem { scenario, made }: ScenarioItem, may_read: bool) -> Self {
        let CompanyScenario { id, title, at, turns, expected, of_call, .. } = scenario;
        let turns = may_read.then_some(turns);
        Self { scenario_id: id, title, call_id: of_call, at, turns, expected, made: made.into() }
    }
}

/// The scenarios of a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Scenarios, example = json!({"items": [{
    "scenario_id": "scn_9fd4", "title": "Books a tune-up", "expected": {"outcomes": ["booked"]},
    "made": {"at": "2026-11-23T16:00:00Z", "by": "usr_dana"},
}]}))]
pub(crate) struct ScenarioList {
    items: Vec<ScenarioView>,
}

/// List scenarios
///
/// Lists the scenarios that the company made. The standard ones follow from a version of the configuration; a run lists both. What callers say
/// is shown with the permission `read_calls` only, and the audit log records who reads it.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/scenarios", tag = "Scenarios",
    responses((status = 200, description = "The scenarios", body = ScenarioList))
)]
pub(crate) async fn list_scenarios(
    State(function): Function,
    may: Authorized<TestAgent>,
) -> Result<Json<ScenarioList>, Problem> {
    let scenarios = function.store.list_scenarios(&may.scope).await?;
    let may_read = !scenarios.is_empty() && function.access.customers(&may, PersonalData::Calls).await?.is_some();
    let items = scenarios.into_iter().map(|scenario| ScenarioView::of(scenario, may_read)).collect();
    Ok(Json(ScenarioList { items }))
}

/// Make a scenario
///
/// A version of the configuration is published only after it passes the scenarios of the company. With `call_id`, the caller says what the
/// caller of that call said, and the call must come to the same; this needs the permission `read_calls`. At most 40 scenarios are kept.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/scenarios", tag = "Scenarios", request_body = NewScenarioBody,
    responses((status = 201, description = "The scenario", body = ScenarioView))
)]
pub(crate) async fn make_scenario(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    JsonBody(body): JsonBody<NewScenarioBody>,
) -> Result<(StatusCode, Json<ScenarioView>), Problem> {
    let id = format!("{}{}", ScenarioId::PREFIX, platform::random::id_body()?);
    let id = ScenarioId::parse(&id).map_err(|error| Problem::unavailable(&error))?;
    let scenario = match &body.call_id {
        Some(call) => function.scenario_of_call(&may, id, call, &body).await?,
        None => scenario_of_turns(id, body)?,
    };
    check(&scenario)?;
    let made = function.store.add_scenario(&may.scope, scenario, &may.change).await?;
    Ok((StatusCode::CREATED, Json(ScenarioView::of(made, true))))
}

/// Remove a scenario
///
/// No later version has to pass it. Runs that it was part of stay as they are.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/scenarios/{scenario}", tag = "Scenarios",
    params(("scenario" = String, Path, description = "A scenario's id", example = "scn_9fd4")),
    responses((status = 204, description = "It is removed"))
)]
pub(crate) async fn remove_scenario(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    Path((_, scenario)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    function.store.remove_scenario(&may.scope, &path_id(scenario)?, &may.change).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn scenario_of_turns(id: ScenarioId, body: NewScenarioBody) -> Result<CompanyScenario, Problem> {
    let NewScenarioBody { title, turns, at, expected, .. } = body;
    let expected = expected.ok_or_else(|| Problem::field("/expected", "is required without call_id"))?;
    Ok(CompanyScenario { id, title, at, from: None, turns, expected, of_call: None })
}

impl AdminTenants {
    async fn scenario_of_call<P>(
        &self,
        may: &Authorized<P>,
        id: ScenarioId,
        call: &CallSid,
        body: &NewScenarioBody,
    ) -> Result<CompanyScenario, Problem> {
        if !body.turns.is_empty() {
            return Err(Problem::field("/turns", "send turns or call_id, not both"));
        }
        let past = self.past_call(may, call).await?;
        let (config, facts) = self.facts_of(&may.scope, &past).await?;
        let conversation = &past.conversation;
        let expected = body.expected.clone().unwrap_or_else(|| came_to(conversation, &facts));
        let turns: Vec<CallerAct> = CallerAct::of_history(conversation.history()).collect();
        let at = body.at.unwrap_or_else(|| ScenarioWeekTime::of(conversation.started_at(), &config.time_zone));
        let from = conversation.caller().number().cloned();
        let title = body.title.clone();
        Ok(CompanyScenario { id, title, at: Some(at), from, turns, expected, of_call: Some(call.clone()) })
    }

    /// A past call whose caller said something, once the audit log says who reads it.
    pub(crate) async fn past_call<P>(&self, may: &Authorized<P>, call: &CallSid) -> Result<CallRecord, Problem> {
        self.access.disclose(may, PersonalData::Call(call)).await?;
        let found = self.store.get_call(&may.scope, call).await?;
        let past = found.ok_or_else(|| Problem::field("/call_id", "there is no such call"))?;
        if CallerAct::of_history(past.conversation.history()).next().is_none() {
            return Err(Problem::field("/call_id", "the caller of this call said nothing"));
        }
        Ok(past)
    }

    /// The configuration of a past call, and what the call came to.
    pub(crate) async fn facts_of(
        &self,
        scope: &TenantScope,
        past: &CallRecord,
    ) -> Result<(TenantConfig, CallFacts), Problem> {
        let config = if let Some(config) = self.store.get_config(scope, past.config_version).await? {
            config
        } else {
            // The version is too old to be kept.
            let tenant = self.tenant(scope).await?;
            self.version(scope, tenant.published_version).await?.config
        };
        let facts = past.conversation.facts(&config);
        Ok((config, facts))
    }
}

/// What a call came to, as the expectation of a scenario. A call that came to nothing expects nothing of its outcome.
fn came_to(conversation: &Conversation, facts: &CallFacts) -> ExpectedCall {
    let outcomes = match facts.outcome {
        Outcome::Abandoned => BTreeSet::new(),
        outcome => BTreeSet::from([outcome]),
    };
    ExpectedCall {
        outcomes,
        emergencies: conversation.emergency().into_iter().collect(),
        job_type: facts.job_types.first().cloned().filter(|_| facts.job_types.len() == 1),
        language: Some(facts.language),
        ..ExpectedCall::default()
    }
}

fn check(scenario: &CompanyScenario) -> Result<(), Problem> {
    let too_long = |act: &CallerAct| act.to_string().chars().count() > LONGEST_TURN;
    if !(1..=MOST_TURNS).contains(&scenario.turns.len()) {
        return Err(Problem::field("/turns", format!("list 1 to {MOST_TURNS} turns")));
    }
    if let Some(nth) = scenario.turns.iter().position(too_long) {
        return Err(Problem::field(format!("/turns/{nth}"), format!("has more than {LONGEST_TURN} characters")));
    }
    let ExpectedCall { says_first, says, never_says, .. } = &scenario.expected;
    for (field, rules) in [("says", says), ("never_says", never_says)] {
        if rules.len() > MOST_RULES {
            return Err(Problem::field(format!("/expected/{field}"), format!("list at most {MOST_RULES}")));
        }
    }
    let longest = says_first.iter().chain(says).chain(never_says).map(|rule| rule.as_str().chars().count()).max();
    if longest > Some(LONGEST_RULE) {
        return Err(Problem::field("/expected", format!("words have at most {LONGEST_RULE} characters")));
    }
    Ok(())
}
