//! Changes of the configuration: drafts, publishing, rolling back.

use api::{
    IfMatch, JsonBody, Problem, ProblemKind, WhichVersion, WithVersion,
    access::{Authorized, permission::EditConfiguration},
};
use axum::{Json, extract::State};
use domain::{
    access::Permission,
    tenant::{TenantConfig, read_config},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{TenantItem, TenantScope};
use utoipa::ToSchema;

use super::{
    Function,
    versions::{WholeVersionView, versioned},
};
use crate::{AdminTenants, wire::VersionView};

/// Save a draft
///
/// Saves a whole configuration as the next version. The response to an invalid one lists every invalid field. Calls use
/// the version once it is published.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/configuration/draft", tag = "Configuration",
    request_body(content = TenantConfig),
    responses((
        status = 200, description = "The version that was saved", body = WholeVersionView,
        headers(("ETag" = String, description = "The version's number"))
    ))
)]
pub(crate) async fn save_draft(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    if_match: IfMatch,
    JsonBody(written): JsonBody<Value>,
) -> Result<WithVersion<WholeVersionView>, Problem> {
    let config = read_config(&written)?;
    let tenant = function.tenant(&may.scope).await?;
    if_match.matched(tenant.latest_version.into())?;
    function.save(&may, tenant.latest_version, &config).await
}

/// Change the draft
///
/// Applies a JSON Merge Patch (RFC 7396) to the version saved last, and saves the result as the next version.
#[utoipa::path(
    patch, path = "/admin/tenants/{tenant}/configuration/draft", tag = "Configuration",
    request_body(content = Object, content_type = "application/merge-patch+json",
        example = json!({"greeting": "Acme Heating & Air, good day."})),
    responses((
        status = 200, description = "The version that was saved", body = WholeVersionView,
        headers(("ETag" = String, description = "The version's number"))
    ))
)]
pub(crate) async fn change_draft(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    if_match: IfMatch,
    JsonBody(patch): JsonBody<Value>,
) -> Result<WithVersion<WholeVersionView>, Problem> {
    let tenant = function.tenant(&may.scope).await?;
    let mut config = json!(function.version(&may.scope, tenant.latest_version).await?.config);
    json_patch::merge(&mut config, &patch);
    let config = read_config(&config)?;
    if_match.matched(tenant.latest_version.into())?;
    function.save(&may, tenant.latest_version, &config).await
}

/// Requires the permission for dialed numbers if they change.
fn allow_dialed_numbers(
    may: &Authorized<EditConfiguration>,
    before: &TenantConfig,
    after: &TenantConfig,
) -> Result<(), Problem> {
    if before.dialed_numbers().eq(after.dialed_numbers()) {
        return Ok(());
    }
    may.require(Permission::ChangeDialedNumbers).map_err(|problem| match problem.kind() {
        ProblemKind::Forbidden => {
            problem.with_detail("only an owner or a manager can change the forwarding number and the people on call")
        }
        _ => problem,
    })
}

impl AdminTenants {
    /// Saves a configuration. One that equals the latest version makes no new version.
    async fn save(
        &self,
        may: &Authorized<EditConfiguration>,
        latest: u32,
        config: &TenantConfig,
    ) -> Result<WithVersion<WholeVersionView>, Problem> {
        let known = self.version(&may.scope, latest).await?;
        if known.config == *config {
            return Ok(versioned(known));
        }
        allow_dialed_numbers(may, &known.config, config)?;
        Ok(versioned(self.store.save_draft(&may.scope, latest, config, &may.change).await?))
    }

    /// Checks that the caller may publish a version: one that changes the dialed numbers needs more than
    /// `edit_configuration`.
    async fn may_publish(
        &self,
        may: &Authorized<EditConfiguration>,
        before: &TenantItem,
        number: u32,
    ) -> Result<(), Problem> {
        if may.require(Permission::ChangeDialedNumbers).is_ok() {
            return Ok(());
        }
        let old = self.version(&may.scope, before.published_version).await?;
        match self.store.get_config_version(&may.scope, number).await? {
            Some(new) => allow_dialed_numbers(may, &old.config, &new.config),
            // The publication reports that the version does not exist.
            None => Ok(()),
        }
    }

    /// The answer to a publication. The fallback URLs at Twilio contain the forwarding number, so a new number sets
    /// them again.
    async fn published(
        &self,
        scope: &TenantScope,
        before: u32,
        tenant: &TenantItem,
    ) -> Result<Json<PublishedView>, Problem> {
        let (old, new) = tokio::try_join!(self.version(scope, before), self.version(scope, tenant.published_version))?;
        let warning = if old.config.forwarding_number == new.config.forwarding_number {
            None
        } else {
            self.update_fallback_urls(scope, tenant, &new.config).await
        };
        Ok(Json(PublishedView { version: new.info.into(), warnings: warning.into_iter().collect() }))
    }

    /// Sets the fallback URLs of a company's numbers at Twilio again. The warning says what is left to do, if anything.
    pub(crate) async fn update_fallback_urls(
        &self,
        scope: &TenantScope,
        tenant: &TenantItem,
        config: &TenantConfig,
    ) -> Option<String> {
        if tenant.numbers.is_empty() {
            return None;
        }
        match self.connections.update_number_urls(scope, tenant, config).await {
            Ok(left) if left.is_empty() => None,
            Ok(left) => {
                let numbers = left.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                Some(format!(
                    "Connect these numbers again, so that calls that fail reach the new forwarding number: {numbers}."
                ))
            }
            Err(error) => Some(format!(
                "Calls that fail still reach the old forwarding number. {} Then connect the numbers again.",
                error.advice()
            )),
        }
    }
}

/// A publication.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PublishVersion, example = json!({"version": "draft"}))]
pub(crate) struct PublishBody {
    /// The number of a version, or `draft`.
    version: WhichVersion,
}

/// A published version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Published, example = json!({
    "version": {
        "number": 4, "saved": {"at": "2026-11-23T15:58:00Z", "by": "usr_dana"},
        "published": {"at": "2026-11-23T16:00:00Z", "by": "usr_dana"},
    },
    "warnings": [],
}))]
pub(crate) struct PublishedView {
    version: VersionView,
    /// What you still have to do, if anything.
    warnings: Vec<String>,
}

/// Publish a version
///
/// New calls use the version from now on. A call in progress keeps its version.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/configuration/publish", tag = "Configuration",
    request_body = PublishBody,
    responses((status = 200, description = "The version", body = PublishedView))
)]
pub(crate) async fn publish(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    JsonBody(body): JsonBody<PublishBody>,
) -> Result<Json<PublishedView>, Problem> {
    let before = function.tenant(&may.scope).await?;
    let number = body.version.number(&before);
    function.may_publish(&may, &before, number).await?;
    let tenant = function.store.publish(&may.scope, number, &may.change).await?;
    function.published(&may.scope, before.published_version, &tenant).await
}

/// A rollback.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RollBack, example = json!({"version": 1}))]
pub(crate) struct RollBackBody {
    /// The number of a version that was published before.
    version: u32,
}

/// Roll back
///
/// New calls use a version that was published before. The draft stays as it is.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/configuration/roll-back", tag = "Configuration",
    request_body = RollBackBody,
    responses((status = 200, description = "The version", body = PublishedView))
)]
pub(crate) async fn roll_back(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    JsonBody(body): JsonBody<RollBackBody>,
) -> Result<Json<PublishedView>, Problem> {
    let before = function.tenant(&may.scope).await?;
    function.may_publish(&may, &before, body.version).await?;
    let tenant = function.store.roll_back(&may.scope, body.version, &may.change).await?;
    function.published(&may.scope, before.published_version, &tenant).await
}
