//! What a company has ticked in the list of its first days.

use api::{
    IfMatch, JsonBody, Problem, WithVersion,
    access::{Authorized, permission::EditConfiguration},
};
use axum::extract::State;
use domain::{first_days::FirstDays, reading};
use serde_json::{Value, json};

use super::Function;
use crate::wire::TenantView;

/// Change the list of the first days
///
/// Applies a JSON Merge Patch (RFC 7396) to `first_days` of the company: the steps that are ticked by hand, those that are left
/// out, and whether the first screen leads to the list. `If-Match` has the company's version. What the service sees itself, such
/// as a connected number, needs no tick.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/first-days", tag = "Companies",
    request_body(content = Object, content_type = "application/merge-patch+json",
        example = json!({"ticked": ["forward", "invite"]})),
    responses((
        status = 200, description = "The company as it is now", body = TenantView,
        headers(("ETag" = String, description = "The company's version"))
    ))
)]
pub(crate) async fn change_first_days(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    if_match: IfMatch,
    JsonBody(patch): JsonBody<Value>,
) -> Result<WithVersion<TenantView>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let mut first_days = json!(tenant.first_days);
    json_patch::merge(&mut first_days, &patch);
    let first_days: FirstDays = reading::read(&first_days, || json!(FirstDays::default()))?;
    let version = if_match.matched(tenant.version)?;
    let tenant = function.store.set_first_days(&may.scope, version, first_days, &may.change).await?;
    Ok(function.shown(&may.scope, tenant).await)
}
