//! The audit log of a company and of the platform.

use std::net::IpAddr;

use api::{
    Listed, PageQuery, Problem, StrictQuery,
    access::{Authorized, Operator, permission::ReadAudit},
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::{AuditEntry, PersonalData};
use utoipa::ToSchema;

use super::Function;

/// A change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry, example = json!({
    "at": "2026-11-23T16:00:00Z", "actor": "usr_dana", "address": "203.0.113.7", "action": "person.role",
    "about": "usr_lee", "before": "dispatcher", "after": "manager",
}))]
pub(crate) struct AuditView {
    /// The time.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The author: the id of a person or key, or `operator:` or `person:` and a subject.
    actor: String,
    /// The author's IP address, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    address: Option<IpAddr>,
    /// The action.
    action: String,
    /// The id of what changed; missing if it is the company itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    /// The changed part before the change.
    #[serde(skip_serializing_if = "Value::is_null")]
    before: Value,
    /// The changed part after the change.
    #[serde(skip_serializing_if = "Value::is_null")]
    after: Value,
}

impl From<AuditEntry> for AuditView {
    fn from(AuditEntry { at, actor, address, action, about, before, after }: AuditEntry) -> Self {
        Self { at, actor, address, action, about, before, after }
    }
}

/// List changes of a company
///
/// The latest change first. The log has no secrets. A read of it is an entry of it too (`audit.read`), one for the reads of five
/// minutes, which later reads show.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/audit", tag = "Audit",
    responses((status = 200, description = "A page of changes", body = Listed<AuditView>))
)]
pub(crate) async fn list_audit(
    State(function): Function,
    may: Authorized<ReadAudit>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<AuditView>>, Problem> {
    function.tenant(&may.scope).await?;
    let entries = function.store.list_audit(&may.scope, page.cursor(), page.limit()).await?;
    // After the page is read, which would show it, and before anyone sees the page.
    function.access.disclose(&may, PersonalData::Audit).await?;
    Ok(Json(entries.map(AuditView::from).into()))
}

/// List changes of the platform
///
/// Companies that were created and erased, the latest change first. The log outlives the companies and has only their
/// ids. A read of it is an entry of it too (`audit.read`), one for an operator's reads of five minutes, which later reads show.
#[utoipa::path(
    get, path = "/admin/audit", tag = "Audit",
    responses((status = 200, description = "A page of changes", body = Listed<AuditView>))
)]
pub(crate) async fn list_platform_audit(
    State(function): Function,
    operator: Operator,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<AuditView>>, Problem> {
    let entries = function.store.list_platform_audit(page.cursor(), page.limit()).await?;
    function.access.disclose_platform_audit(&operator).await?;
    Ok(Json(entries.map(AuditView::from).into()))
}
