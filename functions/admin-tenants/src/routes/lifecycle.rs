//! Deactivates, reactivates, suspends and erases a company, and sets its test mode.

use api::{
    JsonBody, Problem, ProblemKind, WithVersion,
    access::{Authorized, TenantOperator, permission::ManageCompany},
};
use axum::{Json, extract::State};
use domain::id::TenantId;
use serde::{Deserialize, Serialize};
use store::{Erased, StatusAuthority, TenantStatus};
use utoipa::ToSchema;

use super::{Function, connection_problem};
use crate::wire::TenantView;

/// Deactivate a company
///
/// The company's numbers are no longer answered. Its API keys only read, and test calls stop. No data is deleted. The status of a
/// suspended company is changed by operators only.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}", tag = "Companies",
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn deactivate_tenant(
    State(function): Function,
    may: Authorized<ManageCompany>,
) -> Result<WithVersion<TenantView>, Problem> {
    let tenant = function.store.set_status(&may.scope, TenantStatus::Inactive, may.authority, &may.change).await?;
    Ok(function.shown(&may.scope, tenant).await)
}

/// Reactivate a company
///
/// The company's numbers are answered again. A suspended company is reactivated by operators only.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/reactivate", tag = "Companies",
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn reactivate_tenant(
    State(function): Function,
    may: Authorized<ManageCompany>,
) -> Result<WithVersion<TenantView>, Problem> {
    let tenant = function.store.set_status(&may.scope, TenantStatus::Active, may.authority, &may.change).await?;
    Ok(function.shown(&may.scope, tenant).await)
}

/// Suspend a company
///
/// The company's numbers are no longer answered, its API keys only read, and test calls stop, until an operator reactivates or
/// deactivates the company. No data is deleted.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/suspend", tag = "Companies",
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn suspend_tenant(
    State(function): Function,
    operator: TenantOperator,
) -> Result<WithVersion<TenantView>, Problem> {
    let TenantOperator { scope, change } = operator;
    let tenant = function.store.set_status(&scope, TenantStatus::Suspended, StatusAuthority::Operator, &change).await?;
    Ok(function.shown(&scope, tenant).await)
}

/// Test mode.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestMode, example = json!({"on": true}))]
pub(crate) struct TestModeBody {
    /// Whether test mode is on.
    on: bool,
}

/// Turn test mode on or off
///
/// In test mode, calls are answered as always, after a sentence that says so. No visit is booked, no message is stored and
/// no usage is counted. An emergency is still handled: the people on call get the alert and the call.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/test-mode", tag = "Companies",
    request_body = TestModeBody,
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn set_test_mode(
    State(function): Function,
    may: Authorized<ManageCompany>,
    JsonBody(body): JsonBody<TestModeBody>,
) -> Result<WithVersion<TenantView>, Problem> {
    let tenant = function.store.set_test_mode(&may.scope, body.on, &may.change).await?;
    Ok(function.shown(&may.scope, tenant).await)
}

/// The confirmation of an erasure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EraseTenant, example = json!({"confirm": "ten_acme"}))]
pub(crate) struct EraseBody {
    /// The company's id again.
    confirm: String,
}

/// What an erasure removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErasedTenant, example = json!({
    "tenant_id": "ten_acme", "items": {"appointment": 12, "call": 40, "person": 4, "tenant": 7}, "secret": true,
    "not_erased": "Recordings that were not copied yet stay in the company's own Twilio account. Log lines contain only ids, and expire.",
}))]
pub(crate) struct ErasedView {
    tenant_id: TenantId,
    /// The number of items of each kind, index entries included.
    #[schema(inline)]
    items: Erased,
    /// Whether a secret with credentials was removed.
    secret: bool,
    /// What the service cannot erase.
    not_erased: &'static str,
}

const NOT_ERASED: &str = "Recordings that were not copied yet stay in the company's own Twilio account. Log lines contain only ids, and expire.";

/// Erase a company
///
/// Removes every item and secret of an inactive company, for good. The response and the platform's audit log state what
/// was removed. You can repeat an erasure that was interrupted.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/erase", tag = "Companies",
    request_body = EraseBody,
    responses((status = 200, description = "What was removed", body = ErasedView))
)]
pub(crate) async fn erase_tenant(
    State(function): Function,
    operator: TenantOperator,
    JsonBody(body): JsonBody<EraseBody>,
) -> Result<Json<ErasedView>, Problem> {
    let TenantOperator { scope, change } = operator;
    if body.confirm != scope.tenant().as_str() {
        return Err(Problem::field("/confirm", "must be the id of the company to erase"));
    }
    let known = function.tenant(&scope).await?;
    if known.status.is_in_service() {
        return Err(Problem::new(ProblemKind::Conflict).with_detail("deactivate the company before erasing it"));
    }
    let secret = function.connections.erase(&scope).await.map_err(|error| connection_problem(error.into()))?;
    let items = function.store.erase_tenant(&scope, &change).await?;
    Ok(Json(ErasedView { tenant_id: scope.tenant().clone(), items, secret, not_erased: NOT_ERASED }))
}
