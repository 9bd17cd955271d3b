//! The API for a company's customers: who they are, what the office decides about them, and what a person may ask of the company.
//!
//! Owns the routes of customers below `/admin/tenants/{tenant}`: their record with visits, calls and notes, the marks, merges, the
//! export and the erasure of one person, the export of everything that the company owns, and how long it keeps its data. Does not know how a call is answered, nor how the data is stored.

use std::sync::Arc;

use api::{
    access::{Access, require_auth},
    openapi::{self, RouteTable},
};
use axum::Router;
use files::Files;
use platform::{
    aws::tagged_role::TaggedRole,
    clock::Clock,
    config::{ApiConfig, ConfigError, Environment, FilesConfig, OidcConfig, TableConfig, TenantRoleConfig},
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
pub struct Customers {
    access: Arc<Access>,
    store: Store,
    files: Files,
    clock: Clock,
}

impl Customers {
    /// Creates the clients from the settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, role, files, oidc, api } = settings;
        let Runtime { aws, http, clock, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let sessions = TenantSessions::new(TaggedRole::new(&aws, role.arn, TENANT_TAG), clock.clone());
        let access = Access::new(runtime, oidc, &api, (store.clone(), sessions));
        Self { access: Arc::new(access), store, files: Files::new(http, aws, files), clock }
    }
}

/// The function's settings.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    role: TenantRoleConfig,
    files: FilesConfig,
    oidc: OidcConfig,
    api: ApiConfig,
}

impl Settings {
    /// Reads the settings from the environment. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            role: TenantRoleConfig::for_customers(environment)?,
            files: FilesConfig::from(environment)?,
            oidc: OidcConfig::from(environment)?,
            api: ApiConfig::from(environment)?,
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Customers", license(name = "Proprietary")),
    tags(
        (name = "Customers", description = "The people who call a company, by their numbers."),
        (name = "Privacy", description = "What a person may ask of the company: a copy of what it holds, and its erasure. What the company may ask: a copy of everything that it owns, and how long data is kept."),
    )
)]
struct Api;

fn with_routes<R: RouteTable<Arc<Customers>>>(router: R) -> R {
    api::routes!(
        router,
        [
            routes::customers::list_customers,
            routes::customers::export_customers,
            routes::customers::get_customer,
            routes::customers::mark_customer,
            routes::merges::merge_customers,
            routes::merges::split_customers,
            routes::notes::list_notes,
            routes::notes::add_note,
            routes::privacy::export_person,
            routes::privacy::erase_person,
            routes::company_export::begin_company_export,
            routes::company_export::get_company_export,
            routes::company_export::get_export_link,
            routes::retention::get_retention,
            routes::retention::set_retention,
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
pub fn router(function: Customers) -> Router {
    let access = Arc::clone(&function.access);
    let router = with_routes(Router::new());
    require_auth(router, access).with_state(Arc::new(function))
}
