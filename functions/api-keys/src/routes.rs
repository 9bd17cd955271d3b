//! The handlers: each extracts its input, calls the store and answers.

use std::sync::Arc;

use api::{
    JsonBody, Listed, PageQuery, Problem, ProblemKind, StrictQuery, Within,
    access::{Authorized, permission::ManageKeys},
    path_id,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::id::ApiKeyId;
use jiff::{SignedDuration, Timestamp};
use platform::random;
use store::{ApiKeyItem, NewApiKey, secret_token::ApiKey};

use crate::{
    ApiKeys,
    wire::{ApiKeyView, CreateBody, LifetimeDays, NewKeyView, RotateBody},
};

pub(crate) type Function = State<Arc<ApiKeys>>;

const DEFAULT_OVERLAP_SECONDS: u32 = 24 * 3_600;
const DEFAULT_LIFETIME_DAYS: u32 = 90;

/// When a key that is made now expires.
fn expiry(may: &Authorized<ManageKeys>, days: Option<LifetimeDays>) -> Timestamp {
    let days = days.map_or(DEFAULT_LIFETIME_DAYS, Within::get);
    may.change.at.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(may.change.at)
}

/// List API keys
///
/// Lists the keys of a company, with revoked ones.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/api-keys", tag = "API keys",
    responses((status = 200, description = "A page of keys", body = Listed<ApiKeyView>))
)]
pub(crate) async fn list_api_keys(
    State(function): Function,
    may: Authorized<ManageKeys>,
    StrictQuery(page): StrictQuery<PageQuery>,
) -> Result<Json<Listed<ApiKeyView>>, Problem> {
    function.store.get_tenant(&may.scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let keys = function.store.list_api_keys(&may.scope, page.cursor(), page.limit()).await?;
    Ok(Json(keys.map(|key| ApiKeyView::at(may.change.at, key)).into()))
}

fn made(may: &Authorized<ManageKeys>, item: ApiKeyItem, key: &ApiKey) -> Response {
    let view = NewKeyView { api_key: ApiKeyView::at(may.change.at, item), key: key.expose().to_owned() };
    (StatusCode::CREATED, Json(view)).into_response()
}

/// Create an API key
///
/// The key is shown only once. It expires after 90 days unless `expires_in_days` says otherwise, at most a year, and may be
/// bound to ranges of addresses.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/api-keys", tag = "API keys",
    request_body = CreateBody,
    responses((status = 201, description = "The key", body = NewKeyView))
)]
pub(crate) async fn create_api_key(
    State(function): Function,
    may: Authorized<ManageKeys>,
    JsonBody(body): JsonBody<CreateBody>,
) -> Result<Response, Problem> {
    let key = ApiKey::random()?;
    let new = NewApiKey {
        key: path_id(format!("{}{}", ApiKeyId::PREFIX, random::id_body()?))?,
        name: body.name,
        scopes: body.scopes.0,
        valid_until: expiry(&may, body.expires_in_days),
        addresses: body.allowed_addresses.unwrap_or_default().0,
    };
    let item = function.store.create_api_key(&may.scope, new, &key, &may.change).await?;
    Ok(made(&may, item, &key))
}

/// Get an API key
///
/// Gets a key's name, scopes and state. The key itself is never shown again.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/api-keys/{key}", tag = "API keys",
    params(
        ("key" = String, Path, description = "A key's id", example = "key_7kq2"),
    ),
    responses((status = 200, description = "The key's name, scopes and state", body = ApiKeyView))
)]
pub(crate) async fn get_api_key(
    State(function): Function,
    may: Authorized<ManageKeys>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<ApiKeyView>, Problem> {
    let found = function.store.get_api_key(&may.scope, &path_id(key)?).await?;
    Ok(Json(ApiKeyView::at(may.change.at, found.ok_or_else(|| Problem::new(ProblemKind::NotFound))?)))
}

/// Rotate an API key
///
/// Replaces a key with a new one, which is shown only once and expires as a newly created key does. The old key stays valid
/// for the overlap, so that programs can switch. The addresses stay the same.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/api-keys/{key}/rotate", tag = "API keys",
    params(
        ("key" = String, Path, description = "A key's id", example = "key_7kq2"),
    ),
    request_body = RotateBody,
    responses((status = 201, description = "The new key", body = NewKeyView))
)]
pub(crate) async fn rotate_api_key(
    State(function): Function,
    may: Authorized<ManageKeys>,
    Path((_, id)): Path<(String, String)>,
    JsonBody(body): JsonBody<RotateBody>,
) -> Result<Response, Problem> {
    let overlap = body.overlap_seconds.map_or(DEFAULT_OVERLAP_SECONDS, Within::get);
    let until = (SignedDuration::from_secs(overlap.into()), expiry(&may, body.expires_in_days));
    let key = ApiKey::random()?;
    let item = function.store.rotate_api_key(&may.scope, &path_id(id)?, &key, until, &may.change).await?;
    Ok(made(&may, item, &key))
}

/// Revoke an API key
///
/// The key stops working at once, and so does the previous key of a rotation.
#[utoipa::path(
    delete, path = "/admin/tenants/{tenant}/api-keys/{key}", tag = "API keys",
    params(
        ("key" = String, Path, description = "A key's id", example = "key_7kq2"),
    ),
    responses((status = 200, description = "The key's name, scopes and state", body = ApiKeyView))
)]
pub(crate) async fn revoke_api_key(
    State(function): Function,
    may: Authorized<ManageKeys>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<ApiKeyView>, Problem> {
    let item = function.store.revoke_api_key(&may.scope, &path_id(key)?, &may.change).await?;
    Ok(Json(ApiKeyView::at(may.change.at, item)))
}
