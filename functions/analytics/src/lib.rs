//! The API of figures: what the counters of a company's days say, what has changed for pages that refresh, and the same figures
//! over all companies, and of each, for operators, with what does not work.
//!
//! Everything that it shows of calls comes from the counters of days ([`store::CountedDay`]); it reads no call. Does not know how they
//! are counted.

use std::sync::Arc;

use api::{
    access::{Access, require_auth},
    openapi::{self, RouteTable},
};
use axum::Router;
use platform::{
    aws::tagged_role::TaggedRole,
    config::{
        ApiConfig, BudgetConfig, ConfigError, Environment, ModelConfig, OidcConfig, TableConfig, TenantRoleConfig,
    },
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::Metric,
};
use store::{Store, TENANT_TAG, TenantSessions};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

mod routes;
mod wire;

/// The metrics that the function publishes.
pub const METRICS: [Metric; 1] = [SECURITY_EVENTS];

/// The function's clients.
#[derive(Debug)]
pub struct Analytics {
    access: Arc<Access>,
    store: Store,
    budgets: BudgetConfig,
    models: ModelConfig,
}

impl Analytics {
    /// Creates the clients from the settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, role, oidc, api, budgets, models } = settings;
        let Runtime { aws, clock, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let sessions = TenantSessions::new(TaggedRole::new(&aws, role.arn, TENANT_TAG), clock);
        let access = Access::new(runtime, oidc, &api, (store.clone(), sessions));
        Self { access: Arc::new(access), store, budgets, models }
    }
}

/// The function's settings.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    role: TenantRoleConfig,
    oidc: OidcConfig,
    api: ApiConfig,
    budgets: BudgetConfig,
    models: ModelConfig,
}

impl Settings {
    /// Reads the settings from the environment. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            role: TenantRoleConfig::for_analytics(environment)?,
            oidc: OidcConfig::from(environment)?,
            api: ApiConfig::from(environment)?,
            budgets: BudgetConfig::from(environment)?,
            models: ModelConfig::from(environment)?,
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Analytics", license(name = "Proprietary")),
    tags((name = "Analytics", description = "Figures about calls, and what has changed."))
)]
struct Api;

fn with_routes<R: RouteTable<Arc<Analytics>>>(router: R) -> R {
    api::routes!(
        router,
        [
            routes::company::get_analytics,
            routes::company::get_trends,
            routes::company::list_days,
            routes::company::rebuild_days,
            routes::pulse::get_pulse,
            routes::platform::get_platform_analytics,
            routes::platform::get_platform_trends,
            routes::companies::list_company_figures,
            routes::companies::get_platform_health,
        ]
    )
}

/// The function's OpenAPI document.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut api = with_routes(OpenApiRouter::with_openapi(Api::openapi())).into_openapi();
    openapi::complete(&mut api);
    api
}

/// The function's routes.
pub fn router(function: Analytics) -> Router {
    let function = Arc::new(function);
    let router = with_routes(Router::new());
    require_auth(router, Arc::clone(&function.access)).with_state(function)
}
