//! What operators decide about a company's budget: they approve the company, and set amounts of its own.

use api::{JsonBody, Problem, WithVersion, access::TenantOperator};
use axum::extract::State;
use domain::{budget::BudgetOverride, money::MicroUsd};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Function;
use crate::wire::TenantView;

/// Approve a company
///
/// Ends the trial: the company gets the default budget of approved companies. A company that is out of service stays so,
/// and is active once it is reactivated.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/approve", tag = "Companies",
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn approve_tenant(
    State(function): Function,
    operator: TenantOperator,
) -> Result<WithVersion<TenantView>, Problem> {
    let TenantOperator { scope, change } = operator;
    let tenant = function.store.approve(&scope, &change).await?;
    Ok(function.shown(&scope, tenant).await)
}

/// A budget of a company's own, in millionths of a dollar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetBudget, example = json!({"daily_micro_usd": 50_000_000, "monthly_micro_usd": 500_000_000}))]
pub(crate) struct BudgetBody {
    /// The most that a day may cost. The default of the company's status if missing; 0 stops the model.
    daily_micro_usd: Option<MicroUsd>,
    /// The most that a month may cost. The default of the company's status if missing; 0 stops the model.
    monthly_micro_usd: Option<MicroUsd>,
}

/// Set a company's budget
///
/// Replaces the amounts that the company may spend on the model, for calls and test calls together. Calls notice it
/// within half a minute. Days and months are those of UTC.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/budget", tag = "Companies",
    request_body = BudgetBody,
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn set_budget(
    State(function): Function,
    operator: TenantOperator,
    JsonBody(body): JsonBody<BudgetBody>,
) -> Result<WithVersion<TenantView>, Problem> {
    let TenantOperator { scope, change } = operator;
    let BudgetBody { daily_micro_usd, monthly_micro_usd } = body;
    let budget = BudgetOverride { daily_micro_usd, monthly_micro_usd };
    let tenant = function.store.set_budget(&scope, budget, &change).await?;
    Ok(function.shown(&scope, tenant).await)
}
