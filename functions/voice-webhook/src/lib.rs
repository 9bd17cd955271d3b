//! Twilio's webhooks of a call, also of a test call from a browser: its arrival, each turn, the results of transfers and voicemails, recordings, and its end.
//!
//! Owns the routes, the check of Twilio's signature, and the TwiML of a reply. Does not know what the agent says: the
//! conversation in `domain` decides it, and [`calls`] runs the conversation. If something fails, the response is TwiML that
//! connects the caller to a person or a voicemail (see [`webhook_error`]).

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{MethodRouter, post},
};
use calls::{
    call_service::CallService,
    engine::{Engine, MODEL_CAUGHT, MODEL_ERRORS, MODEL_TAKEOVERS},
    spending::{BUDGET_EXHAUSTED, SPEND_WARNING, Spending, TRIALS_EXHAUSTED, TURNS_UNCOUNTED},
    test_call::TestCallService,
};
use connections::secrets::Secrets;
use messages::PostCallQueue;
use openai::OpenAi;
use platform::{
    aws::tagged_role::TaggedRole,
    config::{
        BudgetConfig, CallLimits, ConfigError, Environment, KeysConfig, ModelConfig, PriceConfig, QueueConfig,
        RelayUrl, SecretsConfig, TableConfig, TelephonyConfig, TenantRoleConfig, TwilioConfig,
    },
    error_chain::ErrorChain,
    key_ring::{KeyRingError, KeySource},
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::{Metric, Metrics},
};
use problem::{no_such_route, wrong_method};
use store::{Store, TENANT_TAG, TenantSessions};
use test_calls::VoiceTests;
use tracing::warn;
use twilio::{rest::RestClient, webhook_urls::WebhookUrls};

mod over_limit;
mod relay;
mod render;
mod routes;
mod test_calls;
mod webhook;
mod webhook_error;

/// Calls whose first webhook is genuine.
const CALLS_ARRIVED: Metric = Metric::count("CallsArrived");
/// The time until a webhook's company and signature are known.
const VERIFY_MS: Metric = Metric::milliseconds("VerifyMs");
/// The time of a turn after that, all of it.
const TURN_MS: Metric = Metric::milliseconds("TurnMs");
/// The part of a turn that waits for the model.
const MODEL_MS: Metric = Metric::milliseconds("ModelMs");
/// The part of a turn that runs tools.
const TOOL_MS: Metric = Metric::milliseconds("ToolMs");
const WEBHOOK_FAILED: Metric = Metric::count("WebhookFailed");
const CALL_REFUSED: Metric = Metric::count("CallRefused");
const DIAL_REFUSED: Metric = Metric::count("DialRefused");
/// Calls whose WebSocket was lost, and that go on at a new one.
const STREAM_RECONNECTED: Metric = Metric::count("StreamReconnected");
/// Calls whose WebSocket failed, and that go on with `<Gather>`.
const STREAM_FELL_BACK: Metric = Metric::count("StreamFellBack");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 18] = [
    CALLS_ARRIVED,
    CALL_REFUSED,
    VERIFY_MS,
    TURN_MS,
    MODEL_MS,
    TOOL_MS,
    MODEL_ERRORS,
    MODEL_TAKEOVERS,
    MODEL_CAUGHT,
    WEBHOOK_FAILED,
    DIAL_REFUSED,
    STREAM_RECONNECTED,
    STREAM_FELL_BACK,
    SPEND_WARNING,
    BUDGET_EXHAUSTED,
    TRIALS_EXHAUSTED,
    TURNS_UNCOUNTED,
    SECURITY_EVENTS,
];

/// How long a webhook waits for our keys. After the time limit of a webhook, Twilio waits about two seconds more.
const LONGEST_KEY_WAIT: Duration = Duration::from_secs(1);

/// The limit of a request's body, in bytes. Twilio's requests have a few kilobytes.
const LARGEST_BODY: usize = 64 * 1024;

/// The function's clients, built once.
#[derive(Debug)]
pub struct VoiceWebhook {
    calls: CallService,
    tests: VoiceTests,
    urls: WebhookUrls,
    /// The WebSocket for speech, if there is one.
    relay: Option<RelayUrl>,
    metrics: Metrics,
}

impl VoiceWebhook {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings {
            telephony,
            relay,
            signing_keys,
            twilio,
            model,
            prices,
            budgets,
            limits,
            table,
            role,
            secrets,
            queue,
        } = settings;
        let Runtime { aws, http, clock, metrics, trace } = runtime.clone();
        let store = Store::new(platform::aws::dynamodb(&aws), table.table_name);
        let sessions = TenantSessions::new(TaggedRole::new(&aws, role.arn, TENANT_TAG), clock.clone());
        let engine = Engine::new(store.clone(), OpenAi::new(http.clone(), &model), clock.clone(), &model);
        let spending = Spending::new(store.clone(), (&prices, &model), budgets, clock.clone(), metrics.clone());
        let tests = VoiceTests {
            service: TestCallService::new(store.clone(), engine.clone(), spending.clone(), clock.clone()),
            store: store.clone(),
            sessions: sessions.clone(),
            spending: spending.clone(),
        };
        let calls = CallService::new(
            (store.clone(), sessions),
            Secrets::new(platform::aws::secrets_manager(&aws), store, secrets),
            PostCallQueue::new(platform::aws::sqs(&aws), queue.post_call_queue_url, trace),
            engine,
            RestClient::new(http, &twilio.api_url),
            (spending, limits),
            clock,
        );
        let keys = KeySource::stored(platform::aws::secrets_manager(&aws), signing_keys);
        Self { calls, tests, urls: WebhookUrls::new(&telephony, keys), relay, metrics }
    }

    /// Loads the platform's secret and our keys before the first call, at the same time, while AWS gives a starting function
    /// more CPU.
    pub async fn warm_up(&self) {
        let keys = async { Self::report_keys(self.urls.load_keys().await) };
        tokio::join!(self.calls.secrets().warm_up(), keys);
    }

    /// Loads the keys that sign our URLs, unless they are in memory and not old. Without them, a call goes on, and cannot be
    /// forwarded if it fails.
    async fn load_keys(&self) {
        let loaded = tokio::time::timeout(LONGEST_KEY_WAIT, self.urls.load_keys()).await;
        Self::report_keys(loaded.unwrap_or(Err(KeyRingError::TooSlow)));
    }

    /// The same before the signature in a query of one of our URLs is verified.
    async fn load_keys_for(&self, query: &str) {
        let loaded = tokio::time::timeout(LONGEST_KEY_WAIT, self.urls.load_keys_for(query)).await;
        Self::report_keys(loaded.unwrap_or(Err(KeyRingError::TooSlow)));
    }

    fn report_keys(loaded: Result<(), KeyRingError>) {
        if let Err(error) = loaded {
            warn!(error = %ErrorChain(&error), "the keys that sign our URLs cannot be read");
        }
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    telephony: TelephonyConfig,
    relay: Option<RelayUrl>,
    signing_keys: KeysConfig,
    twilio: TwilioConfig,
    model: ModelConfig,
    prices: PriceConfig,
    budgets: BudgetConfig,
    limits: CallLimits,
    table: TableConfig,
    role: TenantRoleConfig,
    secrets: SecretsConfig,
    queue: QueueConfig,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            telephony: TelephonyConfig::from(environment)?,
            relay: RelayUrl::from(environment)?,
            signing_keys: KeysConfig::signing(environment)?,
            twilio: TwilioConfig::from(environment)?,
            model: ModelConfig::from(environment)?,
            prices: PriceConfig::from(environment)?,
            budgets: BudgetConfig::from(environment)?,
            limits: CallLimits::from(environment)?,
            table: TableConfig::from(environment)?,
            role: TenantRoleConfig::for_calls(environment)?,
            secrets: SecretsConfig::from(environment)?,
            queue: QueueConfig::from(environment)?,
        })
    }
}

/// Every path with its handler.
fn table() -> [(&'static str, MethodRouter<Arc<VoiceWebhook>>); 13] {
    [
        ("/twilio/voice", post(routes::voice)),
        (webhook::TURN, post(routes::turn)),
        ("/twilio/relay-ended", post(relay::ended)),
        ("/twilio/dial-result", post(routes::dial_result)),
        ("/twilio/whisper", post(routes::whisper)),
        ("/twilio/message", post(routes::message)),
        ("/twilio/page", post(routes::page)),
        ("/twilio/voicemail", post(routes::voicemail)),
        ("/twilio/recording", post(routes::recording)),
        ("/twilio/status", post(routes::status)),
        ("/twilio/test-call", post(test_calls::arrive)),
        ("/twilio/test-turn", post(test_calls::turn)),
        ("/twilio/test-status", post(test_calls::status)),
    ]
}

/// The paths that the function serves.
#[must_use]
pub fn paths() -> Vec<&'static str> {
    table().map(|(path, _)| path).into()
}

/// The function's routes.
pub fn router(function: VoiceWebhook) -> Router {
    table()
        .into_iter()
        .fold(Router::new(), |router, (path, handler)| router.route(path, handler))
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(function))
}
