//! The audit log of a company and of the platform.

use std::net::IpAddr;

use api::{
    Listed, PageQuery, PageSize, Problem, StrictQuery,
    access::{Authorized, Operator, permission::ReadAudit},
};
use axum::{Json, extract::State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{AuditEntry, AuditFilter, PersonalData};
use utoipa::{IntoParams, ToSchema};

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

/// The entries to list. All conditions must hold.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Entries of this author: the id of a person or key, `key` for all keys, `operator` for all operators, or `system`.
    #[param(example = "usr_dana")]
    actor: Option<String>,
    /// Entries with one of these actions, separated by commas. The first part of an action stands for all of them: `person` for
    /// `person.role` and others.
    #[param(example = "configuration,person.role")]
    actions: Option<String>,
    /// `true` for reads of personal data only, `false` for changes only.
    #[param(example = false)]
    reads: Option<bool>,
    /// Entries from this instant on.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-11-23T00:00:00Z")]
    from: Option<Timestamp>,
    /// Entries before this instant.
    #[param(value_type = Option<String>, format = DateTime, example = "2026-11-30T00:00:00Z")]
    until: Option<Timestamp>,
    /// `next_cursor` of the page before, which had the same conditions. The first page if missing.
    #[param(example = "bmFtZQ")]
    cursor: Option<String>,
    /// The most items of the page: 1 to 100, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
    limit: Option<PageSize>,
}

impl AuditQuery {
    fn into_filter_and_page(self) -> (AuditFilter, PageQuery) {
        let Self { actor, actions, reads, from, until, cursor, limit } = self;
        let actions = actions.unwrap_or_default();
        let actions = actions.split(',').map(str::trim).filter(|action| !action.is_empty());
        let actions = actions.map(str::to_owned).collect();
        (AuditFilter { actor, actions, reads, from, until }, PageQuery { cursor, limit })
    }
}

/// List changes of a company
///
/// The latest change first. A page may have fewer items than `limit`, even none, and a `next_cursor`. The log has no secrets. A read of it is an entry of it too (`audit.read`), one for the reads of five
/// minutes, which later reads show.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/audit", tag = "Audit",
    responses((status = 200, description = "A page of changes", body = Listed<AuditView>))
)]
pub(crate) async fn list_audit(
    State(function): Function,
    may: Authorized<ReadAudit>,
    StrictQuery(query): StrictQuery<AuditQuery>,
) -> Result<Json<Listed<AuditView>>, Problem> {
    function.tenant(&may.scope).await?;
    let (filter, page) = query.into_filter_and_page();
    let entries = function.store.list_audit(&may.scope, &filter, page.cursor(), page.limit()).await?;
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
