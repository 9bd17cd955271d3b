//! The API for trying an agent without a telephone: previews, samples of voices, and test calls; and
//! proposals for its configuration.
//!
//! Owns the routes `/preview`, `/voice-samples`, `/proposals` and `/test-calls` below `/admin/tenants/{tenant}` and their JSON. Apart from the telephone's, it is
//! the only function with the engine of conversations. Does not know how a company or its configuration is changed.

use std::sync::Arc;

use api::{
    access::{Access, require_auth},
    openapi::{self, RouteTable},
};
use axum::Router;
use calls::{
    engine::Engine,
    single_request::SingleRequests,
    spending::{BUDGET_EXHAUSTED, SPEND_WARNING, Spending, TRIALS_EXHAUSTED},
    test_call::TestCallService,
};
use connections::secrets::Secrets;
use domain::proposals::model;
use openai::{AnswerSchema, OpenAi};
use platform::{
    aws::tagged_role::TaggedRole,
    config::{
        ApiConfig, BudgetConfig, ConfigError, Environment, ModelConfig, OidcConfig, PriceConfig, SecretsConfig,
        TableConfig, TenantRoleConfig, VoiceSampleConfig, WebhookConfig,
    },
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::Metric,
};
use store::{Store, TENANT_TAG, TenantSessions};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use webhooks::AddressRules;
use websites::WebsiteFetcher;

mod polly;
mod routes;
mod wire;

use polly::Polly;
use routes::{preview, proposals, test_calls, voice_samples};

/// The metrics that the function publishes.
pub const METRICS: [Metric; 4] = [SECURITY_EVENTS, SPEND_WARNING, BUDGET_EXHAUSTED, TRIALS_EXHAUSTED];

/// The function's clients.
#[derive(Debug)]
pub struct TestCalls {
    access: Arc<Access>,
    store: Store,
    secrets: Secrets,
    conversations: TestCallService,
    spending: Spending,
    /// `None` where there is no Polly.
    polly: Option<Polly>,
    websites: WebsiteFetcher,
    requests: SingleRequests,
    /// The schema of the model's answer about a company's text.
    proposal_schema: AnswerSchema,
}

impl TestCalls {
    /// Creates the clients from the settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings { table, role, secrets, model, prices, budgets, oidc, api, voice_samples, webhooks } = settings;
        let Runtime { aws, http, clock, metrics, .. } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let sessions = TenantSessions::new(TaggedRole::new(&aws, role.arn, TENANT_TAG), clock.clone());
        let secrets = Secrets::new(platform::aws::secrets_manager(&aws), store.clone(), secrets);
        let polly = voice_samples.has_polly.then(|| Polly::new(http.clone(), aws.clone()));
        let openai = OpenAi::new(http, &model);
        let engine = Engine::new(store.clone(), openai.clone(), clock.clone(), &model);
        let access = Access::new(runtime, oidc, &api, (store.clone(), sessions));
        let spending = Spending::new(store.clone(), (&prices, &model), budgets, clock.clone(), metrics);
        let conversations = TestCallService::new(store.clone(), engine, spending.clone(), clock);
        let requests = SingleRequests::new(openai, spending.clone());
        let websites = WebsiteFetcher::new(AddressRules::of(webhooks));
        let proposal_schema = AnswerSchema { name: model::SCHEMA_NAME, schema: model::schema() };
        Self {
            access: Arc::new(access),
            store,
            secrets,
            conversations,
            spending,
            polly,
            websites,
            requests,
            proposal_schema,
        }
    }
}

/// The function's settings.
#[derive(Debug)]
pub struct Settings {
    table: TableConfig,
    role: TenantRoleConfig,
    secrets: SecretsConfig,
    model: ModelConfig,
    prices: PriceConfig,
    budgets: BudgetConfig,
    oidc: OidcConfig,
    api: ApiConfig,
    voice_samples: VoiceSampleConfig,
    webhooks: WebhookConfig,
}

impl Settings {
    /// Reads the settings from the environment. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: TableConfig::from(environment)?,
            role: TenantRoleConfig::for_test_calls(environment)?,
            secrets: SecretsConfig::from(environment)?,
            model: ModelConfig::from(environment)?,
            prices: PriceConfig::from(environment)?,
            budgets: BudgetConfig::from(environment)?,
            oidc: OidcConfig::from(environment)?,
            api: ApiConfig::from(environment)?,
            voice_samples: VoiceSampleConfig::from(environment)?,
            webhooks: WebhookConfig::from(environment)?,
        })
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Test calls", license(name = "Proprietary")),
    tags((name = "Trying the agent", description = "Previews, samples of voices and test calls, without a telephone, and proposals for the configuration."))
)]
struct Api;

fn with_routes<R: RouteTable<Arc<TestCalls>>>(router: R) -> R {
    api::routes!(
        router,
        [
            preview::preview,
            voice_samples::get_voice_sample,
            proposals::propose,
            test_calls::begin_test_call,
            test_calls::list_test_calls,
            test_calls::get_test_call,
            test_calls::take_turn
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
pub fn router(function: TestCalls) -> Router {
    let access = Arc::clone(&function.access);
    let router = with_routes(Router::new());
    require_auth(router, access).with_state(Arc::new(function))
}
