//! Changes of the configuration: drafts, publishing, rolling back.

use api::{
    IfMatch, JsonBody, Problem, ProblemKind, WhichVersion, WithTag,
    access::{Authorized, permission::EditConfiguration},
};
use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    access::Permission,
    tenant::{TenantConfig, read_config},
    text::Text,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{ConfigVersion, DraftPlace, TenantItem, TenantScope};
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
        headers(("ETag" = String, description = "The version's tag"))
    ))
)]
pub(crate) async fn save_draft(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    if_match: IfMatch,
    JsonBody(written): JsonBody<Value>,
) -> Result<WithTag<WholeVersionView>, Problem> {
    let config = read_config(&written)?;
    let (place, known) = function.draft(&may.scope).await?;
    if_match.matched_tag(&known.info.tag())?;
    function.save(&may, (place, known), &config).await
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
        headers(("ETag" = String, description = "The version's tag"))
    ))
)]
pub(crate) async fn change_draft(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    if_match: IfMatch,
    JsonBody(patch): JsonBody<Value>,
) -> Result<WithTag<WholeVersionView>, Problem> {
    let (place, known) = function.draft(&may.scope).await?;
    let mut config = json!(known.config);
    json_patch::merge(&mut config, &patch);
    let config = read_config(&config)?;
    if_match.matched_tag(&known.info.tag())?;
    function.save(&may, (place, known), &config).await
}

/// Replace a draft
///
/// Replaces the configuration of the version saved last, and makes no further version: for a form that saves often. A
/// version that was published never changes, nor does one before the last. A test call of the version goes on with the
/// new configuration.
#[utoipa::path(
    put, path = "/admin/tenants/{tenant}/configuration/versions/{version}", tag = "Configuration",
    params(
        ("version" = String, Path, description = "The number of the version saved last, or `draft`", example = "draft"),
    ),
    request_body(content = TenantConfig),
    responses(
        (
            status = 200, description = "The version with its new configuration", body = WholeVersionView,
            headers(("ETag" = String, description = "The version's tag: the number and how often it was replaced"))
        ),
        (status = 409, description = "The version was published, or a later one exists: save a new draft"),
    )
)]
pub(crate) async fn replace_draft(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    Path((_, version)): Path<(String, String)>,
    if_match: IfMatch,
    JsonBody(written): JsonBody<Value>,
) -> Result<WithTag<WholeVersionView>, Problem> {
    let config = read_config(&written)?;
    let tenant = function.tenant(&may.scope).await?;
    let which = WhichVersion::parse(&version).ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let known = function.version(&may.scope, which.number(&tenant)).await?;
    if_match.matched_tag(&known.info.tag())?;
    allow_dialed_numbers(&may, &known.config, &config)?;
    function.models.allow(Some(&known.config), &config)?;
    if known.config == config && known.info.published.is_none() {
        return Ok(versioned(known));
    }
    let read = (DraftPlace::of(&tenant), &known.info);
    Ok(versioned(function.store.replace_draft(&may.scope, read, &config, &may.change).await?))
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
    /// The version saved last, and its place.
    async fn draft(&self, scope: &TenantScope) -> Result<(DraftPlace, ConfigVersion), Problem> {
        let tenant = self.tenant(scope).await?;
        Ok((DraftPlace::of(&tenant), self.version(scope, tenant.latest_version).await?))
    }

    /// Saves a configuration. One that equals the latest version makes no new version.
    async fn save(
        &self,
        may: &Authorized<EditConfiguration>,
        (latest, known): (DraftPlace, ConfigVersion),
        config: &TenantConfig,
    ) -> Result<WithTag<WholeVersionView>, Problem> {
        if known.config == *config {
            return Ok(versioned(known));
        }
        allow_dialed_numbers(may, &known.config, config)?;
        self.models.allow(Some(&known.config), config)?;
        Ok(versioned(self.store.save_draft(&may.scope, latest, config, &may.change).await?))
    }

    /// Checks that the caller may publish a version: one that changes the dialed numbers needs more than
    /// `edit_configuration`.
    async fn may_publish(
        &self,
        may: &Authorized<EditConfiguration>,
        before: &TenantItem,
        new: &ConfigVersion,
    ) -> Result<(), Problem> {
        if may.require(Permission::ChangeDialedNumbers).is_ok() {
            return Ok(());
        }
        let old = self.version(&may.scope, before.published_version).await?;
        allow_dialed_numbers(may, &old.config, &new.config)
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
    /// The tag of the version that you have seen, as its `ETag` without the quotes. If the version has another one, it is not
    /// published.
    tag: Option<String>,
    /// Publishes a version that has not passed its scenarios, for this reason, which the audit log keeps. Only owners may.
    #[schema(value_type = Option<String>, max_length = 300)]
    reason_without_passing: Option<Text<300>>,
}

/// A published version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Published, example = json!({
    "version": {
        "number": 4, "revision": 0, "saved": {"at": "2026-11-23T15:58:00Z", "by": "usr_dana"},
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
///
/// A version is published after it passes its scenarios: begin a run of them (`POST …/scenario-runs`) and read it until it has passed. An owner
/// can publish it without that, for a reason. A version that was published before needs no run.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/configuration/publish", tag = "Configuration",
    request_body = PublishBody,
    responses(
        (status = 200, description = "The version", body = PublishedView),
        (status = 409, description = "The version has not passed its scenarios: the problem `untested`"),
    )
)]
pub(crate) async fn publish(
    State(function): Function,
    may: Authorized<EditConfiguration>,
    JsonBody(body): JsonBody<PublishBody>,
) -> Result<Json<PublishedView>, Problem> {
    let before = function.tenant(&may.scope).await?;
    let version = function.version(&may.scope, body.version.number(&before)).await?;
    if body.tag.is_some_and(|tag| tag != version.info.tag()) {
        return Err(Problem::new(ProblemKind::VersionMismatch));
    }
    function.may_publish(&may, &before, &version).await?;
    let passed = function.check_has_passed(&may.scope, &version.info, &may.change).await;
    let reason = match (passed, body.reason_without_passing) {
        (Ok(()), _) => None,
        (Err(problem), None) => return Err(problem),
        (Err(problem), Some(_)) if problem.kind() != ProblemKind::Untested => return Err(problem),
        (Err(_), Some(reason)) => {
            may.require(Permission::PublishUntested)?;
            Some(reason)
        }
    };
    let tenant = function.store.publish(&may.scope, &version.info, reason.as_deref(), &may.change).await?;
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
    let version = function.version(&may.scope, body.version).await?;
    function.may_publish(&may, &before, &version).await?;
    let tenant = function.store.roll_back(&may.scope, &version.info, &may.change).await?;
    function.published(&may.scope, before.published_version, &tenant).await
}
