//! Calls whose speech goes through a WebSocket: Twilio's `ConversationRelay` sends what the caller says, and our words go back while the
//! model still speaks.
//!
//! Owns the events of API Gateway, the check of who connects, and the posts to connections. Does not know what the agent says, nor
//! how a turn survives concurrent messages: [`calls`] does.
//!
//! No event is answered by an error: API Gateway would write it into the socket, where Twilio takes it for a malformed message.

use std::time::Duration;

use calls::{
    call_service::CallService,
    engine::{Engine, MODEL_CAUGHT, MODEL_ERRORS, MODEL_TAKEOVERS},
    spending::{BUDGET_EXHAUSTED, SPEND_WARNING, Spending, TRIALS_EXHAUSTED, TURNS_UNCOUNTED},
};
use connections::secrets::Secrets;
use messages::{PostCallQueue, SilenceQueue};
use openai::OpenAi;
use platform::{
    aws::tagged_role::TaggedRole,
    clock::Clock,
    config::{
        BudgetConfig, CallLimits, ConfigError, Environment, KeysConfig, ModelConfig, PriceConfig, QueueConfig,
        RelayConfig, RelayUrl, SecretsConfig, TableConfig, TelephonyConfig, TenantRoleConfig, TwilioConfig,
    },
    error_chain::ErrorChain,
    key_ring::KeySource,
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::{Metric, Metrics},
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use store::{Store, TENANT_TAG, TenantSessions};
use tracing::warn;
use twilio::{rest::RestClient, webhook_urls::WebhookUrls};

mod connect;
mod event;
mod gateway;
mod silence;
mod turn;

use event::StreamEvent;
use gateway::ConnectionGateway;

/// The time from what the caller said or keyed to the first words of the answer that were sent.
const FIRST_WORDS_MS: Metric = Metric::milliseconds("StreamFirstWordsMs");
/// Turns that failed, so that the call went on without the socket.
const TURNS_FAILED: Metric = Metric::count("StreamTurnsFailed");
/// Posts that API Gateway refused or did not answer: each attempt.
const POSTS_REFUSED: Metric = Metric::count("StreamPostsRefused");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 11] = [
    FIRST_WORDS_MS,
    TURNS_FAILED,
    POSTS_REFUSED,
    MODEL_ERRORS,
    MODEL_TAKEOVERS,
    MODEL_CAUGHT,
    SPEND_WARNING,
    BUDGET_EXHAUSTED,
    TRIALS_EXHAUSTED,
    TURNS_UNCOUNTED,
    SECURITY_EVENTS,
];

/// The time limit of an event. API Gateway waits for 29 seconds, and then writes an error into the socket.
const EVENT_TIME_LIMIT: Duration = Duration::from_secs(25);

/// The function's clients, built once.
#[derive(Debug)]
pub struct VoiceStream {
    calls: CallService,
    store: Store,
    urls: WebhookUrls,
    url: RelayUrl,
    gateway: ConnectionGateway,
    silences: SilenceQueue,
    filler_after: Duration,
    metrics: Metrics,
    clock: Clock,
}

impl VoiceStream {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: Settings, runtime: &Runtime) -> Self {
        let Settings {
            relay,
            telephony,
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
        let calls = CallService::new(
            (store.clone(), sessions),
            Secrets::new(platform::aws::secrets_manager(&aws), store.clone(), secrets),
            PostCallQueue::new(platform::aws::sqs(&aws), queue.post_call_queue_url, trace.clone()),
            Engine::new(store.clone(), OpenAi::new(http.clone(), &model), clock.clone(), &model),
            RestClient::new(http.clone(), &twilio.api_url),
            (Spending::new(store.clone(), (&prices, &model), budgets, clock.clone(), metrics.clone()), limits),
            clock.clone(),
        );
        let keys = KeySource::stored(platform::aws::secrets_manager(&aws), signing_keys);
        let silences = SilenceQueue::new(platform::aws::sqs(&aws), relay.silence_queue_url, trace);
        let gateway =
            ConnectionGateway { http, aws, endpoint: relay.endpoint, metrics: metrics.clone(), clock: clock.clone() };
        let urls = WebhookUrls::new(&telephony, keys);
        let filler_after = relay.filler_after;
        Self { calls, store, urls, url: relay.url, gateway, silences, filler_after, metrics, clock }
    }

    /// Loads the platform's secret and our keys before the first call.
    pub async fn warm_up(&self) {
        let keys = async {
            if let Err(error) = self.urls.load_keys().await {
                warn!(error = %ErrorChain(&error), "the keys that sign our URLs cannot be read");
            }
        };
        tokio::join!(self.calls.secrets().warm_up(), keys);
    }

    /// Handles an event of API Gateway or of the queue, and returns its response.
    pub async fn handle(&self, event: Value) -> Value {
        let status = match StreamEvent::parse(event) {
            Ok(StreamEvent::Connect(handshake)) => {
                let connecting = Box::pin(self.connect(handshake));
                tokio::time::timeout(EVENT_TIME_LIMIT, connecting).await.unwrap_or(StatusCode::SERVICE_UNAVAILABLE)
            }
            Ok(StreamEvent::Message { connection, body, arrived }) => {
                let receiving = Box::pin(self.receive(&connection, &body, arrived));
                if tokio::time::timeout(EVENT_TIME_LIMIT, receiving).await.is_err() {
                    warn!("a message of a WebSocket took too long");
                    self.metrics.put(self.clock.now(), &[(TURNS_FAILED, 1.0)]);
                    self.give_up(&connection, turn::handoff_of(&body)).await;
                }
                StatusCode::OK
            }
            Ok(StreamEvent::Disconnect) => StatusCode::OK,
            Ok(StreamEvent::Queue(batch)) => {
                return serde_json::to_value(self.check_silences(*batch).await).unwrap_or_default();
            }
            Err(error) => {
                warn!(error = %ErrorChain(&error), "an event was not processed");
                StatusCode::OK
            }
        };
        json!({"statusCode": status.as_u16()})
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    relay: RelayConfig,
    telephony: TelephonyConfig,
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
            relay: RelayConfig::from(environment)?,
            telephony: TelephonyConfig::from(environment)?,
            signing_keys: KeysConfig::signing(environment)?,
            twilio: TwilioConfig::from(environment)?,
            model: ModelConfig::from(environment)?,
            prices: PriceConfig::from(environment)?,
            budgets: BudgetConfig::from(environment)?,
            limits: CallLimits::from(environment)?,
            table: TableConfig::from(environment)?,
            role: TenantRoleConfig::for_streams(environment)?,
            secrets: SecretsConfig::from(environment)?,
            queue: QueueConfig::from(environment)?,
        })
    }
}
