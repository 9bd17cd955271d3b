//! Versions of a configuration: listed, read, compared.

use api::{
    Listed, PageQuery, Problem, ProblemKind, StrictQuery, WhichVersion, WithTag,
    access::{Authorized, permission::ReadCompany},
    no_such_version,
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::tenant::TenantConfig;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{ConfigVersion, TenantScope};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::Function;
use crate::{AdminTenants, wire::VersionView};

impl AdminTenants {
    pub(crate) async fn version(&self, scope: &TenantScope, number: u32) -> Result<ConfigVersion, Problem> {
        let found = self.store.get_config_version(scope, number).await?;
        found.ok_or_else(no_such_version)
    }
}

/// A version with its configuration.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VersionWithConfiguration, example = example)]
pub(crate) struct WholeVersionView {
    #[serde(flatten)]
    version: VersionView,
    /// The configuration.
    configuration: TenantConfig,
}

/// A version with the example of a configuration.
fn example() -> Value {
    let described = json!(<TenantConfig as PartialSchema>::schema());
    json!({
        "number": 4, "revision": 0, "saved": {"at": "2026-11-23T15:58:00Z", "by": "usr_dana"}, "configuration": described["example"],
    })
}

impl From<ConfigVersion> for WholeVersionView {
    fn from(ConfigVersion { info, config }: ConfigVersion) -> Self {
        Self { version: info.into(), configuration: config }
    }
}

/// The response with a version. Its tag is the `ETag`.
pub(crate) fn versioned(version: ConfigVersion) -> WithTag<WholeVersionView> {
    WithTag { tag: version.info.tag(), body: version.into() }
}

/// List versions
///
/// The latest version first, without the configurations.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/configuration/versions", tag = "Configuration",
    responses((status = 200, description = "A page of versions", body = Listed<VersionView>))
)]
pub(crate) async fn list_versions(
    State(function): Function,
    may: Authorized<ReadCompany>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<VersionView>>, Problem> {
    function.tenant(&may.scope).await?;
    let versions = function.store.list_config_versions(&may.scope, page.cursor(), page.limit()).await?;
    Ok(Json(versions.map(VersionView::from).into()))
}

/// Get a version
///
/// Gets a version with its configuration: by its number, as `draft` (saved last) or as `published` (used by new calls).
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/configuration/versions/{version}", tag = "Configuration",
    params(
        ("version" = String, Path, description = "A number, `draft` or `published`", example = "published"),
    ),
    responses((
        status = 200, description = "The version", body = WholeVersionView,
        headers(("ETag" = String, description = "The version's tag"))
    ))
)]
pub(crate) async fn get_version(
    State(function): Function,
    may: Authorized<ReadCompany>,
    Path((_, version)): Path<(String, String)>,
) -> Result<WithTag<WholeVersionView>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let which = WhichVersion::parse(&version).ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    Ok(versioned(function.version(&may.scope, which.number(&tenant)).await?))
}

/// The versions to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompareQuery {
    /// The earlier version: a number, `draft` or `published`; `published` if missing.
    #[param(example = "published")]
    from: Option<String>,
    /// The later version: a number, `draft` or `published`; `draft` if missing.
    #[param(example = "draft")]
    to: Option<String>,
}

/// The differences between two versions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "from": 3, "to": 4,
    "changes": [{"field": "/greeting", "before": "Thank you for calling.", "after": "Acme, how can I help?"}],
}))]
pub(crate) struct Comparison {
    from: u32,
    to: u32,
    /// The differences, one per place.
    changes: Vec<Difference>,
}

/// A difference between two versions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Difference {
    /// The place, as a JSON Pointer (RFC 6901).
    field: String,
    /// The value in the earlier version; missing if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Value>,
    /// The value in the later version; missing if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Value>,
}

/// Compare two versions
///
/// Lists every place that differs, with the value before and after.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/configuration/diff", tag = "Configuration",
    responses((status = 200, description = "What differs", body = Comparison))
)]
pub(crate) async fn compare_versions(
    State(function): Function,
    may: Authorized<ReadCompany>,
    StrictQuery(query): StrictQuery<CompareQuery>,
) -> Result<Json<Comparison>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let number = |text: Option<&str>, otherwise: WhichVersion| {
        let which = text.map_or(Some(otherwise), WhichVersion::parse);
        which.map(|which| which.number(&tenant)).ok_or_else(|| Problem::new(ProblemKind::NotFound))
    };
    let from = number(query.from.as_deref(), WhichVersion::Published)?;
    let to = number(query.to.as_deref(), WhichVersion::Draft)?;
    let (before, after) = tokio::try_join!(function.version(&may.scope, from), function.version(&may.scope, to))?;
    let changes = differences(&json!(before.config), &json!(after.config));
    Ok(Json(Comparison { from, to, changes }))
}

fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    use json_patch::PatchOperation::{Add, Copy, Move, Remove, Replace, Test};
    // An operation that adds or removes an item shifts the places of later operations, so each one is applied before
    // the next is looked at.
    let mut now = before.clone();
    let mut differences = Vec::new();
    for operation in json_patch::diff(before, after).0 {
        let place = operation.path().to_string();
        let was = now.pointer(&place).cloned();
        let change = match &operation {
            Add(add) => Some((None, Some(add.value.clone()))),
            Remove(_) => Some((was, None)),
            Replace(replace) => Some((was, Some(replace.value.clone()))),
            Move(_) | Copy(_) | Test(_) => None,
        };
        differences.extend(change.map(|(before, after)| Difference { field: place, before, after }));
        // A patch made from the two documents applies to the first.
        if json_patch::patch(&mut now, &[operation]).is_err() {
            break;
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difference_holds_field_and_both_values() {
        let before =
            json!({"greeting": "Hi", "faq": [{"question": "a"}, {"question": "b"}], "after_hours_greeting": "Closed"});
        let after = json!({"greeting": "Hello", "faq": [{"question": "a"}], "forwarding_number": "+12145550188"});
        let listed = serde_json::to_value(differences(&before, &after)).expect("JSON");
        let mut listed = listed.as_array().expect("a list").clone();
        listed.sort_by_key(|difference| difference["field"].to_string());
        assert_eq!(
            listed,
            [
                json!({"field": "/after_hours_greeting", "before": "Closed"}),
                json!({"field": "/faq/1", "before": {"question": "b"}}),
                json!({"field": "/forwarding_number", "after": "+12145550188"}),
                json!({"field": "/greeting", "before": "Hi", "after": "Hello"}),
            ]
        );
    }
}
