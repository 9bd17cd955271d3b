//! Calls whose speech goes through a WebSocket: Twilio's `ConversationRelay` sends what the caller says, and our words go back while the
//! model still speaks.
//!
//! Owns the events of API Gateway, the check of who connects, and the posts to connections. Does not know what the agent says, nor how a
//! turn survives that messages arrive side by side: [`calls`] does.
//!
//! No event is answered by an error: API Gateway would write it into the socket, where Twilio takes it for a malformed message.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use calls::{
    call_service::{CallService, CallServiceError, RelayCall, RelayTurn, TenantNumber},
    engine::Engine,
    spending::{BUDGET_EXHAUSTED, SPEND_WARNING, Spending, TRIALS_EXHAUSTED, TURNS_UNCOUNTED},
};
use connections::secrets::Secrets;
use domain::id::CallSid;
use futures_util::future::join_all;
use messages::{PostCallQueue, SilenceCheck, SilenceQueue};
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
use serde_json::{Value, json};
use store::{CallerInput, ConnectionId, RelayConnection, Store, TENANT_TAG, TenantSessions};
use tokio::time::Instant;
use tracing::{Instrument, info, info_span, warn};
use twilio::{
    relay::{Handoff, RelayCommand, RelayMessage, RelayPrompt},
    rest::RestClient,
    signature::{Signature, verify_handshake},
    webhook_urls::WebhookUrls,
};

mod event;
mod gateway;

use event::{Event, Handshake};
use gateway::Gateway;

/// The time of a turn, from its message to the last words that were sent.
const TURN_MS: Metric = Metric::milliseconds("StreamTurnMs");
/// Turns that failed, so that the call went on without the socket.
const TURNS_FAILED: Metric = Metric::count("StreamTurnsFailed");
/// Handshakes that were refused.
const CONNECTIONS_REFUSED: Metric = Metric::count("StreamConnectionsRefused");

/// The metrics that the function publishes.
pub const METRICS: [Metric; 8] = [
    TURN_MS,
    TURNS_FAILED,
    CONNECTIONS_REFUSED,
    SPEND_WARNING,
    BUDGET_EXHAUSTED,
    TRIALS_EXHAUSTED,
    TURNS_UNCOUNTED,
    SECURITY_EVENTS,
];

/// The time limit of an event. API Gateway waits for 29 seconds, and then writes an error into the socket.
const EVENT_TIME_LIMIT: Duration = Duration::from_secs(25);
/// How long a caller may be silent after the agent's words.
const SILENCE: Duration = Duration::from_secs(7);
/// How fast a voice speaks. It decides when a silence begins, since nothing tells when the words have been spoken.
const CHARACTERS_A_SECOND: usize = 15;
/// How long a turn can take. After that, its process is lost.
const LONGEST_TURN: Duration = Duration::from_secs(30);

/// The function's clients, built once.
#[derive(Debug)]
pub struct VoiceStream {
    calls: CallService,
    store: Store,
    urls: WebhookUrls,
    url: RelayUrl,
    gateway: Gateway,
    silences: SilenceQueue,
    metrics: Metrics,
    clock: Clock,
}

/// Why a handshake is refused.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// The token is missing, forged or expired.
    #[error("the handshake has no token of ours")]
    NoToken,
    /// The signature is missing or not Twilio's.
    #[error("the handshake has no signature of the company's account")]
    NotSigned,
    /// The company or the call cannot be read.
    #[error(transparent)]
    CallService(#[from] CallServiceError),
    /// The credentials cannot be read.
    #[error(transparent)]
    Secrets(#[from] connections::secrets::SecretsError),
    /// The table failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
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
        let gateway = Gateway { http, aws, endpoint: relay.endpoint };
        let urls = WebhookUrls::new(&telephony, keys);
        Self { calls, store, urls, url: relay.url, gateway, silences, metrics, clock }
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
        match Event::parse(event) {
            Ok(Event::Connect(handshake)) => {
                let connected = tokio::time::timeout(EVENT_TIME_LIMIT, Box::pin(self.connect(handshake))).await;
                let status = match connected {
                    Ok(Ok(())) => 200,
                    Ok(Err(refusal)) => {
                        self.metrics.put(self.clock.now(), &[(CONNECTIONS_REFUSED, 1.0)]);
                        warn!(error = %ErrorChain(&refusal), "a WebSocket was refused");
                        if matches!(refusal, Refusal::NoToken | Refusal::NotSigned) { 403 } else { 503 }
                    }
                    Err(_) => 503,
                };
                json!({"statusCode": status})
            }
            Ok(Event::Message { connection, body }) => {
                if tokio::time::timeout(EVENT_TIME_LIMIT, Box::pin(self.receive(&connection, &body))).await.is_err() {
                    warn!("a message of a WebSocket took too long");
                    self.give_up(&connection).await;
                }
                json!({"statusCode": 200})
            }
            Ok(Event::Disconnect) => json!({"statusCode": 200}),
            Ok(Event::Queue(batch)) => serde_json::to_value(self.check_silences(*batch).await).unwrap_or_default(),
            Err(error) => {
                warn!(error = %ErrorChain(&error), "an event was not processed");
                json!({"statusCode": 200})
            }
        }
    }

    /// Looks at the calls of a batch, and returns the messages that the queue must deliver again.
    pub async fn check_silences(&self, batch: SqsEvent) -> SqsBatchResponse {
        let checked = join_all(batch.records.into_iter().map(|message| self.check_silence(message))).await;
        let mut failures = SqsBatchResponse::default();
        for failed in checked.into_iter().flatten() {
            failures.add_failure(failed);
        }
        failures
    }

    /// Lets a WebSocket in, if our token names its call and Twilio signed the handshake with a token of the company.
    async fn connect(&self, handshake: Handshake) -> Result<(), Refusal> {
        let Handshake { connection, token, signature } = handshake;
        let token = token.ok_or(Refusal::NoToken)?;
        let signature = signature.and_then(|text| Signature::parse(&text).ok()).ok_or(Refusal::NotSigned)?;
        if !self.urls.has_keys() {
            self.warm_up().await;
        }
        let named = self.urls.parse_relay_token(&token, self.clock.now()).ok_or(Refusal::NoToken)?;
        let tenant_number = self.calls.find_recent_number(&named.called, Some(&named.tenant)).await?;
        let mut tenant_number =
            tenant_number.filter(|found| *found.scope.tenant() == named.tenant).ok_or(Refusal::NoToken)?;
        let credentials = self.calls.credentials(&mut tenant_number, None, None).await?;
        let query = format!("t={token}");
        let twilio = credentials.twilio()?;
        let tokens: Vec<_> = twilio.believed_at(self.clock.now()).collect();
        let form = verify_handshake(tokens, self.url.as_str(), &query, &signature).map_err(|_| Refusal::NotSigned)?;
        info!(?form, call_sid = %named.call, "a WebSocket is open");
        let relay = RelayConnection { call: named.call.clone(), called: named.called, tenant: named.tenant };
        let now = self.clock.now();
        let (noted, connected) = tokio::join!(
            self.store.put_relay_connection(&connection, &relay, now),
            self.calls.connect_relay(&tenant_number, &named.call, &connection)
        );
        noted?;
        Ok(connected?)
    }

    /// The call of a connection. `None` if it is unknown.
    async fn call_of(&self, connection: &ConnectionId) -> Option<(TenantNumber, CallSid)> {
        let found = async {
            let Some(RelayConnection { call, called, tenant }) = self.store.get_relay_connection(connection).await?
            else {
                return Ok(None);
            };
            let number = self.calls.find_recent_number(&called, Some(&tenant)).await?;
            let number = number.filter(|number| *number.scope.tenant() == tenant);
            Ok::<_, CallServiceError>(number.map(|number| (number, call)))
        };
        found.await.unwrap_or_else(|error| {
            warn!(error = %ErrorChain(&error), "the call of a WebSocket cannot be read");
            None
        })
    }

    /// Processes a message of Twilio.
    async fn receive(&self, connection: &ConnectionId, body: &str) {
        let message = match RelayMessage::parse(body) {
            Ok(message) => message,
            Err(error) => return warn!(error = %ErrorChain(&error), "a message of ConversationRelay was not processed"),
        };
        let input = match message {
            RelayMessage::Prompt(RelayPrompt { is_partial: true, .. }) => return,
            RelayMessage::Prompt(RelayPrompt { words, .. }) => CallerInput::Said(words),
            RelayMessage::Key(key) => CallerInput::Keyed(key),
            RelayMessage::Interrupt { heard } => {
                let Some((tenant_number, call)) = self.call_of(connection).await else { return };
                let relay = self.relay(&tenant_number, &call, Some(connection));
                if let Err(error) = self.calls.relay_interrupted(relay, &heard).await {
                    warn!(error = %ErrorChain(&error), "an interruption was not noted");
                }
                return;
            }
            RelayMessage::Setup { call } => {
                let found = self.call_of(connection).await.filter(|(_, known)| *known == call);
                let Some((tenant_number, call)) = found else {
                    warn!("the call of a WebSocket is another one than its token names");
                    return self.give_up(connection).await;
                };
                let relay = self.relay(&tenant_number, &call, Some(connection));
                if let Err(error) = Box::pin(self.calls.speak_rest_of_greeting(relay)).await {
                    warn!(error = %ErrorChain(&error), "a part of the greeting was not sent");
                }
                return;
            }
            // The description may quote what was said.
            RelayMessage::Failure { .. } => return warn!("ConversationRelay reports an error"),
            RelayMessage::Other { kind } => return info!(kind, "a message of ConversationRelay has no meaning here"),
        };
        let Some((tenant_number, call)) = self.call_of(connection).await else {
            return self.give_up(connection).await;
        };
        let span = info_span!("message", tenant_id = %tenant_number.scope.tenant(), call_sid = %call);
        self.turn(&tenant_number, &call, Some(connection), (input, None)).instrument(span).await;
    }

    fn relay<'a>(
        &'a self,
        tenant_number: &'a TenantNumber,
        call: &'a CallSid,
        connection: Option<&'a ConnectionId>,
    ) -> RelayCall<'a> {
        RelayCall { tenant_number, call, connection, port: &self.gateway }
    }

    /// Answers what the caller did. If it fails, the call goes on without the socket.
    async fn turn(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        connection: Option<&ConnectionId>,
        (input, expected): (CallerInput, Option<u64>),
    ) {
        let began = Instant::now();
        let relay = self.relay(tenant_number, call, connection);
        let answered = async {
            let Some(claimed) = self.calls.claim_relay_turn(relay, input, expected).await? else {
                return Ok(RelayTurn::Overtaken);
            };
            // If this process is lost, another one answers.
            let watch = self.look_again(tenant_number, call, (claimed.generation(), true), LONGEST_TURN);
            let (answered, ()) = tokio::join!(Box::pin(self.calls.answer_relay_turn(relay, claimed)), watch);
            answered
        };
        match answered.await {
            Ok(RelayTurn::Listening { generation, characters, .. }) => {
                self.metrics.put(self.clock.now(), &[(TURN_MS, began.elapsed().as_secs_f64() * 1_000.0)]);
                let spoken = Duration::from_secs((characters / CHARACTERS_A_SECOND) as u64);
                self.look_again(tenant_number, call, (generation, false), spoken + SILENCE).await;
            }
            Ok(RelayTurn::Ended | RelayTurn::Overtaken) => {}
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a turn failed; the call goes on without the WebSocket");
                self.metrics.put(self.clock.now(), &[(TURNS_FAILED, 1.0)]);
                if let Some(connection) = connection {
                    self.give_up(connection).await;
                }
            }
        }
    }

    /// Ends the session. Twilio requests the `action`, which goes on with the call.
    async fn give_up(&self, connection: &ConnectionId) {
        use calls::call_service::RelayPort as _;
        let end = RelayCommand::end(Handoff::default());
        if let Err(error) = self.gateway.post(connection, &end).await {
            info!(error = %ErrorChain(&error), "the end of a session was not sent");
        }
    }

    /// Looks at a call after a time, in case that the caller says nothing, or that the turn is not answered.
    async fn look_again(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        (generation, if_unanswered): (u64, bool),
        after: Duration,
    ) {
        let check = SilenceCheck {
            tenant: tenant_number.scope.tenant().clone(),
            called: tenant_number.called.clone(),
            call: call.clone(),
            generation,
            if_unanswered,
        };
        if let Err(error) = self.silences.send_after(after, &[check]).await {
            warn!(error = %ErrorChain(&error), "a silence of the caller will not be noticed");
        }
    }

    /// Asks a silent caller again. Returns the id of a message that must be delivered again.
    async fn check_silence(&self, message: SqsMessage) -> Option<String> {
        let id = message.message_id.unwrap_or_default();
        let check = match SilenceCheck::from_body(message.body.as_deref().unwrap_or_default()) {
            Ok(check) => check,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a look at a call was not understood");
                return None;
            }
        };
        let SilenceCheck { tenant, called, call, generation, if_unanswered } = check;
        let number = self.calls.find_recent_number(&called, Some(&tenant)).await;
        match number {
            Ok(Some(number)) if *number.scope.tenant() == tenant => {
                let span = info_span!("silence", tenant_id = %tenant, call_sid = %call);
                if if_unanswered && !self.calls.is_unanswered(&number, &call, generation).await {
                    return None;
                }
                self.turn(&number, &call, None, (CallerInput::Silent, Some(generation))).instrument(span).await;
                None
            }
            Ok(_) => None,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a call could not be looked at");
                Some(id)
            }
        }
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
