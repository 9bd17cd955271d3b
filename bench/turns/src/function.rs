//! The measured function behind the emulated WebSocket API: warm, or a new process for each question.

use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use local::system::Variables;
use local_aws::sdk_config_for;
use platform::{clock::Clock, config::Environment, runtime::Runtime, telemetry::Metrics, trace::TraceSource};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use voice_stream::VoiceStream;
use websocket_api::{WebSocketApi, WebSocketApiOptions, event_function};

use crate::Failure;

struct Process {
    environment: Variables,
    aws_url: String,
}

#[derive(Default)]
struct FunctionState {
    process: OnceLock<Process>,
    warm: OnceLock<Arc<VoiceStream>>,
    is_cold: AtomicBool,
    ran: Mutex<Vec<Duration>>,
}

/// The function and its API.
pub(crate) struct MeasuredFunction {
    state: Arc<FunctionState>,
    address: String,
    _api: WebSocketApi,
}

impl Process {
    /// Starts the function as its binary does, with clients of its own.
    async fn start(&self) -> Result<VoiceStream, Failure> {
        let lookup = |name: &str| self.environment.get(name).cloned();
        let settings = voice_stream::Settings::from(&Environment::from_fn(&lookup))?;
        let runtime = Runtime {
            aws: platform::aws::with_timeouts(sdk_config_for(&self.aws_url)),
            http: platform::http_client(),
            clock: Clock::system(),
            metrics: Metrics::discarded(),
            trace: TraceSource::fixed(None),
        };
        let function = VoiceStream::new(settings, &runtime.named("voice-stream"));
        function.warm_up().await;
        Ok(function)
    }
}

impl FunctionState {
    async fn handle(&self, event: Value) -> Value {
        let began = Instant::now();
        let asks = event["body"].as_str().is_some_and(|body| body.contains(r#""type":"prompt""#));
        let cold = match self.process.get() {
            Some(process) if asks && self.is_cold.load(Ordering::Relaxed) => process.start().await.ok(),
            _ => None,
        };
        let answer = match (cold, self.warm.get()) {
            (Some(cold), _) => cold.handle(event).await,
            (None, Some(warm)) => warm.handle(event).await,
            (None, None) => json!({"statusCode": 503}),
        };
        self.ran.lock().unwrap_or_else(PoisonError::into_inner).push(began.elapsed());
        answer
    }
}

impl MeasuredFunction {
    /// Takes an address, which the system needs before the function can be built.
    pub(crate) async fn listen() -> Result<Self, Failure> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?.to_string();
        let state = Arc::<FunctionState>::default();
        let handling = Arc::clone(&state);
        let function = event_function(move |event| {
            let state = Arc::clone(&handling);
            async move { Ok(state.handle(event).await) }
        });
        let api = WebSocketApi::start(listener, function, WebSocketApiOptions::new(Clock::system()))?;
        Ok(Self { state, address, _api: api })
    }

    /// The settings that lead to it.
    pub(crate) fn settings(&self) -> [(&'static str, String); 2] {
        [
            ("RELAY_URL", format!("ws://{}/prod", self.address)),
            ("RELAY_ENDPOINT", format!("http://{}/prod", self.address)),
        ]
    }

    /// Starts the warm process.
    pub(crate) async fn start(&self, environment: Variables, aws_url: &str) -> Result<(), Failure> {
        let process = self.state.process.get_or_init(|| Process { environment, aws_url: aws_url.to_owned() });
        let function = Arc::new(process.start().await?);
        self.state.warm.set(function).map_err(|_| "the function runs already".into())
    }

    /// From now on, each question is for a new process, or for the warm one.
    pub(crate) fn set_cold(&self, is_cold: bool) {
        self.state.is_cold.store(is_cold, Ordering::Relaxed);
    }

    /// How long each event took since the last time.
    pub(crate) fn take_times(&self) -> Vec<Duration> {
        std::mem::take(&mut *self.state.ran.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
