//! The API for companies: profile, configuration, connection and people, and the audit log. API keys and test calls have
//! functions of their own.
//!
//! Owns the routes below `/admin` and their JSON. Does not know how callers are authenticated, nor how items are
//! stored.

use std::sync::Arc;

use api::{
    access::{Access, UserInfo, require_auth},
    openapi::{self, RouteTable},
};
use axum::Router;
use connections::{Connections, TokenOverlap, secrets::Secrets};
use messages::ScenarioQueue;
use openai::OpenAi;
use platform::{
    aws::tagged_role::TaggedRole,
    clock::Clock,
    config::{
        ApiConfig, BudgetConfig, ConfigError, Environment, KeysConfig, ModelConfig, OidcConfig, RotationConfig,
        ScenarioQueueConfig, SecretsConfig, TableConfig, TelephonyConfig, TenantRoleConfig, TwilioConfig,
        UserInfoConfig,
    },
    key_ring::KeySource,
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::Metric,
};
use store::{Store, TENANT_TAG, TenantSessions};
use twilio::{rest::RestClient, webhook_urls::WebhookUrls};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

mod models;
mod routes;
mod wire;

use models::AllowedModels;
use routes::{
    audit, budget, configuration, connection, credentials, dialing, first_days, lifecycle, me, model_trials,
    number_purchase, people, scenario_runs, scenarios, tenants, versions, voice_test_calls,
};

/// The function's clients.
#[derive(Debug)]
pub struct AdminTenants {
    access: Arc<Access>,
    userinfo: UserInfo,
    store: Store,
    connections: Connections,
    budgets: BudgetConfig,
    models: AllowedModels,
    scenarios: ScenarioQueue,
    clock: Clock,
}

/// The metrics that the function publishes.
pub const METRICS: [Metric; 1] = [SECURITY_EVENTS];

impl AdminTenants {
    /// Creates the clients from the settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings {
            telephony,
            signing_keys,
            twilio,
            rotation,
            model,
            budgets,
            table,
            scenarios,
            role,
            secrets,
            oidc,
            userinfo,
            api,
        } = settings;
        let Runtime { aws, http, clock, trace, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let sessions = TenantSessions::new(TaggedRole::new(&aws, role.arn, TENANT_TAG), clock.clone());
        let scenarios = ScenarioQueue::new(platform::aws::sqs(&aws), scenarios.scenario_queue_url, trace);
        let secrets_manager = platform::aws::secrets_manager(&aws);
        let urls = WebhookUrls::new(&telephony, KeySource::stored(secrets_manager.clone(), signing_keys));
        let secrets = Secrets::new(secrets_manager, store.clone(), secrets);
        let openai = OpenAi::new(http.clone(), &model);
        let twilio = RestClient::new(http.clone(), &twilio.api_url);
        let access = Access::new(runtime, oidc, &api, (store.clone(), sessions));
        let userinfo = UserInfo::new(http.clone(), userinfo);
        let clients = (twilio, openai, http);
        let overlap = TokenOverlap(rotation.token_overlap);
        let connections = Connections::new(store.clone(), secrets, clients, urls, overlap, clock.clone());
        let models = AllowedModels::of(&model);
        Self { access: Arc::new(access), userinfo, store, connections, budgets, models, scenarios, clock }
    }
}

/// The function's settings.
#[derive(Debug)]
pub struct Settings {
    telephony: TelephonyConfig,
    signing_keys: KeysConfig,
    twilio: TwilioConfig,
    rotation: RotationConfig,
    model: ModelConfig,
    budgets: BudgetConfig,
    table: TableConfig,
    scenarios: ScenarioQueueConfig,
    role: TenantRoleConfig,
    secrets: SecretsConfig,
    oidc: OidcConfig,
    userinfo: UserInfoConfig,
    api: ApiConfig,
}

impl Settings {
    /// Reads the settings from the environment. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            telephony: TelephonyConfig::from(environment)?,
            signing_keys: KeysConfig::signing(environment)?,
            twilio: TwilioConfig::from(environment)?,
            rotation: RotationConfig::from(environment)?,
            model: ModelConfig::from(environment)?,
            budgets: BudgetConfig::from(environment)?,
            table: TableConfig::from(environment)?,
            scenarios: ScenarioQueueConfig::from(environment)?,
            role: TenantRoleConfig::from(environment)?,
            secrets: SecretsConfig::from(environment)?,
            oidc: OidcConfig::from(environment)?,
            userinfo: UserInfoConfig::from(environment)?,
            api: ApiConfig::from(environment)?,
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Front desk",
        description = "The AI front desk for heating and cooling companies: companies, their agents, people \
                       and keys.\n\nOperators, people and programs use the same paths. `me` in place of a company's \
                       id is the caller's own company. Every POST takes an `Idempotency-Key`: a repetition within a day \
                       gets the same response.",
        license(name = "Proprietary")
    ),
    tags(
        (name = "Companies", description = "Creating, listing, changing, deactivating and erasing companies."),
        (name = "Configuration", description = "Versions of the configuration: drafts, publishing, rolling back."),
        (name = "Connection", description = "Credentials, numbers, and whether calls arrive."),
        (name = "People", description = "The people of a company, their roles and invitations."),
        (name = "Scenarios", description = "Calls that a version of the configuration passes before it is published, and replays of past calls."),
        (name = "Audit", description = "Who changed what, when and from where."),
    )
)]
struct Api;

fn with_routes<R: RouteTable<Arc<AdminTenants>>>(router: R) -> R {
    api::routes!(
        router,
        [
            me::who_am_i,
            tenants::list_tenants,
            tenants::create_tenant,
            tenants::get_tenant,
            tenants::change_tenant,
            lifecycle::deactivate_tenant,
            lifecycle::reactivate_tenant,
            lifecycle::suspend_tenant,
            lifecycle::erase_tenant,
            lifecycle::set_test_mode,
            first_days::change_first_days,
            budget::approve_tenant,
            budget::set_budget,
            dialing::get_dialing,
            dialing::set_dialing,
            versions::list_versions,
            versions::get_version,
            versions::compare_versions,
            configuration::save_draft,
            configuration::change_draft,
            configuration::replace_draft,
            configuration::publish,
            configuration::roll_back,
            credentials::get_credentials,
            credentials::store_twilio,
            credentials::store_openai,
            credentials::drop_previous_token,
            credentials::delete_twilio,
            credentials::delete_openai,
            connection::list_numbers,
            connection::connect_number,
            connection::disconnect_number,
            connection::check_connection,
            voice_test_calls::begin_voice_test_call,
            number_purchase::search_numbers,
            number_purchase::buy_number,
            me::list_names,
            people::list_people,
            people::invite_person,
            people::change_role,
            people::remove_person,
            people::invite_again,
            people::accept_invitation,
            scenarios::list_scenarios,
            scenarios::make_scenario,
            scenarios::remove_scenario,
            scenario_runs::begin_scenario_run,
            scenario_runs::list_scenario_runs,
            scenario_runs::get_scenario_run,
            model_trials::begin_model_trial,
            model_trials::get_model_trial,
            audit::list_audit,
            audit::list_platform_audit,
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
pub fn router(function: AdminTenants) -> Router {
    let access = Arc::clone(&function.access);
    let router = with_routes(Router::new());
    require_auth(router, access).with_state(Arc::new(function))
}
