//! API keys of a company: created, listed, rotated with an overlap, revoked.
//!
//! Owns the routes below `/admin/tenants/{tenant}/api-keys`. A key is shown once; what is kept is its hash. No key can be
//! used here: a program cannot make itself another key.

use std::sync::Arc;

use api::{
    access::{Access, require_auth},
    openapi,
};
use axum::Router;
use platform::{
    config::{ApiConfig, ConfigError, Environment, OidcConfig, TableConfig},
    runtime::Runtime,
};
use store::Store;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

mod routes;
mod wire;

/// What the function needs; made once.
#[derive(Debug)]
pub struct ApiKeys {
    access: Arc<Access>,
    store: Store,
}

impl ApiKeys {
    /// A function with these settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, oidc, api } = settings;
        let Runtime { aws, http, clock, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let access = Access::new(http, oidc, &api, store.clone(), clock);
        Self { access: Arc::new(access), store }
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    oidc: OidcConfig,
    api: ApiConfig,
}

impl Settings {
    /// Reads them. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            oidc: OidcConfig::from(environment)?,
            api: ApiConfig::from(environment)?,
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "API keys", license(name = "Proprietary")),
    tags((name = "API keys", description = "Keys by which a company's programs use this API."))
)]
struct Api;

fn described() -> OpenApiRouter<Arc<ApiKeys>> {
    api::routes!(
        OpenApiRouter::with_openapi(Api::openapi()),
        [
            routes::list_api_keys,
            routes::create_api_key,
            routes::get_api_key,
            routes::revoke_api_key,
            routes::rotate_api_key,
        ]
    )
}

/// The function's routes, described.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut api = described().into_openapi();
    openapi::complete(&mut api);
    api
}

/// The function's routes.
pub fn router(function: ApiKeys) -> Router {
    let access = Arc::clone(&function.access);
    let (router, _) = described().split_for_parts();
    require_auth(router, access).with_state(Arc::new(function))
}
