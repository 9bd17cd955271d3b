//! The API for a company's API keys: create, list, rotate with an overlap, revoke.
//!
//! Owns the routes below `/admin/tenants/{tenant}/api-keys`. A key is shown once and stored as a hash. No API key can call these
//! routes, so a program cannot create another key. Also owns the routes of [`notifications`], [`undelivered`], [`unsubscribe`] and [`health`], which need an API
//! with little else to do.

use std::sync::Arc;

use api::{
    access::{Access, require_auth},
    openapi::{self, RouteTable},
};
use axum::Router;
use connections::secrets::Secrets;
use messages::PostCallQueue;
use platform::{
    aws::tagged_role::TaggedRole,
    clock::Clock,
    config::{
        ApiConfig, ConfigError, Environment, OidcConfig, QueueConfig, SecretsConfig, TableConfig, TenantRoleConfig,
    },
    key_ring::KeySource,
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::Metric,
};
use store::{Store, TENANT_TAG, TenantSessions};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

mod health;
mod notifications;
mod routes;
mod undelivered;
mod unsubscribe;
mod wire;

/// The metrics that the function publishes.
pub const METRICS: [Metric; 1] = [SECURITY_EVENTS];

/// The function's clients.
#[derive(Debug)]
pub struct ApiKeys {
    access: Arc<Access>,
    store: Store,
    parts: health::SystemParts,
    sealing_keys: KeySource,
    clock: Clock,
}

impl ApiKeys {
    /// Creates the clients from the settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, role, secrets, queue, oidc, api } = settings;
        let Runtime { aws, clock, trace, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let sessions = TenantSessions::new(TaggedRole::new(&aws, role.arn, TENANT_TAG), clock.clone());
        let access = Access::new(runtime, oidc, &api, (store.clone(), sessions));
        let parts = health::SystemParts {
            store: store.clone(),
            secrets: Secrets::new(platform::aws::secrets_manager(&aws), store.clone(), secrets),
            queue: PostCallQueue::new(platform::aws::sqs(&aws), queue.post_call_queue_url, trace),
        };
        let sealing_keys = KeySource::stored(platform::aws::secrets_manager(&aws), api.sealing_keys);
        Self { access: Arc::new(access), store, parts, sealing_keys, clock }
    }
}

/// The function's settings.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    role: TenantRoleConfig,
    secrets: SecretsConfig,
    queue: QueueConfig,
    oidc: OidcConfig,
    api: ApiConfig,
}

impl Settings {
    /// Reads the settings from the environment. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            role: TenantRoleConfig::for_api_keys(environment)?,
            secrets: SecretsConfig::from(environment)?,
            queue: QueueConfig::from(environment)?,
            oidc: OidcConfig::from(environment)?,
            api: ApiConfig::from(environment)?,
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "API keys", license(name = "Proprietary")),
    tags(
        (name = "API keys", description = "Keys with which a company's programs use this API."),
        (name = "Notifications", description = "How a company's people hear of what happened."),
        (name = "Health", description = "Whether the system reaches what it needs."),
    )
)]
struct Api;

fn with_routes<R: RouteTable<Arc<ApiKeys>>>(router: R) -> R {
    api::routes!(
        router,
        [
            routes::list_api_keys,
            routes::create_api_key,
            routes::get_api_key,
            routes::revoke_api_key,
            routes::rotate_api_key,
            notifications::get_notifications,
            notifications::set_notifications,
            notifications::get_my_notifications,
            notifications::set_my_notifications,
            undelivered::list_undelivered,
            undelivered::allow_email,
        ]
    )
}

/// The function's OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut api = with_routes(OpenApiRouter::with_openapi(Api::openapi()))
        .merge(health::with_routes(OpenApiRouter::new()))
        .into_openapi();
    openapi::complete(&mut api);
    api
}

/// The function's routes.
pub fn router(function: ApiKeys) -> Router {
    let function = Arc::new(function);
    let router = with_routes(Router::new());
    let router = require_auth(router, Arc::clone(&function.access)).with_state(Arc::clone(&function));
    router.merge(health::router(&function)).merge(unsubscribe::public(&function))
}
