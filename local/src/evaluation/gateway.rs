//! A server between a system and its model: it notes every request, and answers from a recording if there is no model.

mod wire;

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use evaluations::{
    outcome::ModelUse,
    recording::{ModelRecording, PromptFingerprint, RecordedTurn},
};
use fake_openai::FakeOpenAi;
use futures_util::StreamExt as _;
use localhost::Loopback;
use platform::config::ModelConfig;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::{CostCeiling, live::LiveModel};

/// How long a turn waits for a model in this process. Never reached, also on a busy machine.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(12);

/// What answers behind the gateway.
pub(super) enum GatewayBackend {
    /// Recorded turns.
    Recorded(ModelRecording),
    /// A server.
    Server {
        /// Its URL, up to and including `/v1`.
        url: String,
        /// Its key.
        api_key: SecretString,
        /// A live model, whose tokens cost money.
        live: Option<LiveModel>,
        /// The stand-in, if it is the server.
        _stand_in: Option<FakeOpenAi>,
    },
}

impl GatewayBackend {
    /// A new stand-in.
    pub(super) async fn stand_in() -> io::Result<Self> {
        let stand_in = FakeOpenAi::start().await?;
        let (url, api_key) = (stand_in.url().to_owned(), "stand-in".to_owned().into());
        Ok(Self::Server { url, api_key, live: None, _stand_in: Some(stand_in) })
    }

    /// A live model.
    pub(super) fn live(live: &LiveModel) -> Self {
        let (url, api_key) = (live.url().to_owned(), live.api_key().clone());
        Self::Server { url, api_key, live: Some(live.clone()), _stand_in: None }
    }
}

/// What the gateway noted.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted {
    /// Tokens and latencies.
    pub(super) model: ModelUse,
    /// What the first request is based on.
    pub(super) fingerprint: Option<PromptFingerprint>,
    /// The replies, in order.
    pub(super) turns: Vec<RecordedTurn>,
    /// What went wrong.
    pub(super) faults: Vec<String>,
}

struct Shared {
    backend: GatewayBackend,
    noted: Mutex<Noted>,
    ceiling: Arc<CostCeiling>,
    http: reqwest::Client,
}

impl Shared {
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running gateway.
pub(super) struct ModelGateway {
    url: String,
    shared: Arc<Shared>,
    server: JoinHandle<io::Result<()>>,
}

/// The settings of a model in this process.
pub(super) fn offline_config(url: &str) -> ModelConfig {
    ModelConfig {
        turn: PATIENCE,
        held_turn: PATIENCE,
        ..ModelConfig::new(url.to_owned(), fake_openai::MODEL.to_owned())
    }
}

impl ModelGateway {
    pub(super) async fn start(backend: GatewayBackend, ceiling: Arc<CostCeiling>) -> io::Result<Self> {
        let http = platform::http_client();
        let shared = Arc::new(Shared { backend, noted: Mutex::default(), ceiling, http });
        let router = Router::new()
            .route("/v1/chat/completions", post(chat_completions))
            .route("/v1/models", get(async || Json(json!({"object": "list", "data": []}))))
            .with_state(Arc::clone(&shared));
        let loopback = Loopback::bind(0).await?;
        let url = format!("{}/v1", loopback.url());
        Ok(Self { url, shared, server: tokio::spawn(loopback.serve_forever(router)) })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Stops the gateway.
    pub(super) fn into_noted(self) -> Noted {
        self.server.abort();
        let mut noted = self.shared.noted().clone();
        if let GatewayBackend::Recorded(recording) = &self.shared.backend {
            let left = recording.turn_count().saturating_sub(noted.turns.len());
            if left > 0 && noted.faults.is_empty() {
                noted.faults.push(format!("{left} turns of the recording were not asked for"));
            }
        }
        noted
    }
}

async fn chat_completions(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let request: Value = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refused(&shared, format!("a request is not JSON: {error}")),
    };
    // The summary after a call is not part of an evaluation.
    if !request["response_format"].is_null() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let fingerprint = wire::fingerprint(&request);
    shared.noted().fingerprint.get_or_insert_with(|| fingerprint.clone());
    match &shared.backend {
        GatewayBackend::Recorded(recording) => {
            if let Err(error) = recording.check(&fingerprint) {
                return refused(&shared, error.to_string());
            }
            let next = shared.noted().turns.len();
            let Some(turn) = recording.turn_after(next).cloned() else {
                return refused(&shared, format!("the recording has {next} turns, and the call asks for another one"));
            };
            shared.noted().turns.push(turn.clone());
            wire::response(&turn, next, request["stream"] == true)
        }
        GatewayBackend::Server { .. } if shared.ceiling.is_reached() => {
            refused(&shared, "the cost ceiling was reached during the call".to_owned())
        }
        GatewayBackend::Server { url, api_key, .. } => {
            let sent = shared.http.post(format!("{}/chat/completions", url.trim_end_matches('/')));
            let sent = sent.bearer_auth(api_key.expose_secret()).header(CONTENT_TYPE, "application/json").body(body);
            forwarded(&shared, sent).await
        }
    }
}

/// A fault of the run. No status of this kind is retried.
fn refused(shared: &Shared, fault: String) -> Response {
    let mut noted = shared.noted();
    if !noted.faults.contains(&fault) {
        noted.faults.push(fault);
    }
    StatusCode::CONFLICT.into_response()
}

async fn forwarded(shared: &Arc<Shared>, sent: reqwest::RequestBuilder) -> Response {
    let mut passage = Passage { shared: Arc::clone(shared), began: Instant::now(), body: Vec::new(), is_ok: false };
    let response = match sent.send().await {
        Ok(response) => response,
        Err(error) => return refused(shared, format!("the model's server cannot be reached: {}", error.without_url())),
    };
    let status = StatusCode::from_u16(response.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    passage.is_ok = status.is_success();
    let content_type = response.headers().get(CONTENT_TYPE).cloned();
    let pieces = response.bytes_stream().map(move |piece| {
        if let Ok(piece) = &piece {
            passage.body.extend_from_slice(piece);
        }
        piece
    });
    let mut response = (status, Body::from_stream(pieces)).into_response();
    if let Some(content_type) = content_type {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    response
}

/// A reply on its way through the gateway. It is noted when it ends, also if the system stops waiting.
struct Passage {
    shared: Arc<Shared>,
    began: Instant,
    body: Vec<u8>,
    is_ok: bool,
}

impl Drop for Passage {
    fn drop(&mut self) {
        if !self.is_ok {
            return;
        }
        let (turn, tokens) = wire::read(&self.body);
        let mut noted = self.shared.noted();
        noted.model.latencies_ms.push(u32::try_from(self.began.elapsed().as_millis()).unwrap_or(u32::MAX));
        noted.model.tokens += tokens;
        noted.turns.push(turn);
        drop(noted);
        if let GatewayBackend::Server { live: Some(live), .. } = &self.shared.backend {
            self.shared.ceiling.spend(live.cost(tokens));
        }
    }
}
