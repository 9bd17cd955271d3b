//! The prefixes of the numbers that are dialed for a company, beyond the default.

use std::collections::BTreeSet;

use api::{
    JsonBody, Problem,
    access::{Authorized, TenantOperator, permission::ReadCompany},
};
use axum::{Json, extract::State};
use domain::phone::{DialingPrefix, DialingRules, MOST_PREFIXES};
use serde::{Deserialize, Serialize};
use store::TenantItem;
use utoipa::ToSchema;

use super::Function;

/// The prefixes to allow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetDialing, example = json!({"prefixes": ["+52", "+1242"]}))]
pub(crate) struct DialingBody {
    /// All prefixes beyond the default: `+` and the first digits of numbers, with a whole country code.
    #[schema(max_items = 50)]
    prefixes: BTreeSet<DialingPrefix>,
}

/// Which numbers are dialed for a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dialing, example = json!({"prefixes": ["+1242", "+52"], "warnings": []}))]
pub(crate) struct DialingView {
    /// The prefixes that operators allow beyond the default: the United States, Canada and the US territories. Premium
    /// numbers are never dialed.
    prefixes: BTreeSet<DialingPrefix>,
    /// What is to be done, if anything.
    warnings: Vec<String>,
}

impl DialingView {
    fn new(tenant: &TenantItem, warnings: Vec<String>) -> Self {
        Self { prefixes: tenant.dialing.prefixes().clone(), warnings }
    }
}

/// Get the dialing prefixes
///
/// Gets the prefixes of numbers that calls may be transferred to beyond the United States, Canada and the US territories.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/dialing", tag = "Companies",
    responses((status = 200, description = "The prefixes", body = DialingView))
)]
pub(crate) async fn get_dialing(
    State(function): Function,
    may: Authorized<ReadCompany>,
) -> Result<Json<DialingView>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    Ok(Json(DialingView::new(&tenant, Vec::new())))
}

/// Set the dialing prefixes
///
/// Replaces the prefixes, with immediate effect. A prefix for premium numbers only is refused: those are never dialed. A
/// published number that is no longer covered is not dialed; the answer names its place.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/dialing", tag = "Companies",
    request_body = DialingBody,
    responses((status = 200, description = "The prefixes", body = DialingView))
)]
pub(crate) async fn set_dialing(
    State(function): Function,
    operator: TenantOperator,
    JsonBody(body): JsonBody<DialingBody>,
) -> Result<Json<DialingView>, Problem> {
    let TenantOperator { scope, change } = operator;
    if body.prefixes.len() > MOST_PREFIXES {
        return Err(Problem::field("/prefixes", format!("list at most {MOST_PREFIXES} prefixes")));
    }
    let before = function.tenant(&scope).await?;
    let tenant = function.store.set_dialing(&scope, DialingRules::from_iter(body.prefixes), &change).await?;
    let config = function.version(&scope, tenant.published_version).await?.config;
    let not_dialed = config.problems_with_dialing(&tenant.dialing);
    let mut warnings: Vec<String> =
        not_dialed.iter().map(|problem| format!("Calls are no longer transferred to {}.", problem.field)).collect();
    let changes = config
        .forwarding_number
        .as_ref()
        .is_some_and(|number| before.dialing.allow(number) != tenant.dialing.allow(number));
    if changes {
        warnings.extend(function.update_fallback_urls(&scope, &tenant, &config).await);
    }
    Ok(Json(DialingView::new(&tenant, warnings)))
}
