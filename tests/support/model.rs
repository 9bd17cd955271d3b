//! A model that answers as it is told, over the real protocol, and remembers what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::{get, post},
};
use localhost::Loopback;
use platform::config::ModelConfig;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::aws_proxy::{Journal, Request};

/// One answer.
#[derive(Debug, Clone)]
pub(crate) enum ModelReply {
    /// Words, streamed.
    Say(&'static str),
    /// Tools, streamed.
    Call(Vec<(&'static str, Value)>),
    /// This body, as it is.
    Body(&'static str),
    /// An HTTP error.
    Status(u16),
    /// Nothing, ever.
    Hang,
    /// This, once as many wait as the barrier wants.
    Together(Arc<Barrier>, Box<ModelReply>),
}

/// One tool call.
pub(crate) fn tool(name: &'static str, arguments: Value) -> ModelReply {
    ModelReply::Call(vec![(name, arguments)])
}

#[derive(Clone)]
struct Shared {
    script: Arc<Mutex<VecDeque<ModelReply>>>,
    /// What is answered once the script has run out.
    otherwise: Arc<Mutex<ModelReply>>,
    requests: Arc<Mutex<Vec<Value>>>,
    journal: Journal,
}

pub(crate) struct ScriptedModel {
    url: String,
    shared: Shared,
}

impl ScriptedModel {
    pub(crate) async fn start(journal: Journal) -> Self {
        let otherwise = Arc::new(Mutex::new(ModelReply::Say("Tell me more.")));
        let shared = Shared { script: Arc::default(), otherwise, requests: Arc::default(), journal };
        let loopback = Loopback::bind(0).await.expect("a port");
        let url = format!("{}/v1", loopback.url());
        let router = Router::new().route("/v1/chat/completions", post(answer)).with_state(shared.clone());
        let router = router.route("/v1/models", get(list_models));
        tokio::spawn(loopback.serve_forever(router));
        Self { url, shared }
    }

    /// This model, and how long a caller waits for it.
    pub(crate) fn config(&self, turn: Duration) -> ModelConfig {
        ModelConfig { turn, held_turn: turn, ..ModelConfig::new(self.url.clone(), "scripted".to_owned()) }
    }

    /// Answers these next, one a request.
    pub(crate) fn reply_with(&self, answers: impl IntoIterator<Item = ModelReply>) {
        self.shared.script.lock().expect("unpoisoned").extend(answers);
    }

    /// Answers this whenever nothing else was told.
    pub(crate) fn reply_always(&self, answer: ModelReply) {
        *self.shared.otherwise.lock().expect("unpoisoned") = answer;
    }

    /// Waits until it is asked for the first time; a test that waits in vain fails.
    pub(crate) async fn wait_for_request(&self) {
        let asked = async {
            while self.requests().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), asked).await.expect("the model was not asked");
    }

    /// The bodies of all requests so far.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.shared.requests.lock().expect("unpoisoned").clone()
    }
}

/// A key that has `wrong` in it is not accepted.
async fn list_models(headers: HeaderMap) -> Response {
    let key = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("wrong");
    if key.contains("wrong") {
        StatusCode::UNAUTHORIZED.into_response()
    } else {
        Json(json!({"object": "list", "data": []})).into_response()
    }
}

async fn answer(State(shared): State<Shared>, Json(request): Json<Value>) -> Response {
    let began = Instant::now();
    shared.requests.lock().expect("unpoisoned").push(request);
    let told = shared.script.lock().expect("unpoisoned").pop_front();
    let told = told.unwrap_or_else(|| shared.otherwise.lock().expect("unpoisoned").clone());
    let request = Request { operation: "model".to_owned(), began, ended: Instant::now() };
    shared.journal.lock().expect("unpoisoned").push(request);
    respond(told).await
}

async fn respond(told: ModelReply) -> Response {
    match told {
        ModelReply::Say(words) => stream(&[json!({"content": words})], "stop"),
        ModelReply::Call(calls) => {
            let pieces = calls.iter().enumerate().flat_map(|(index, (name, arguments))| {
                let arguments = arguments.to_string();
                let (first, rest) = arguments.split_at(arguments.len() / 2);
                [
                    json!({"tool_calls": [{"index": index, "id": format!("call_{index}"), "type": "function",
                        "function": {"name": name, "arguments": first}}]}),
                    json!({"tool_calls": [{"index": index, "function": {"arguments": rest}}]}),
                ]
            });
            stream(&pieces.collect::<Vec<_>>(), "tool_calls")
        }
        ModelReply::Body(body) => ([(CONTENT_TYPE, "application/json")], body).into_response(),
        ModelReply::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        ModelReply::Hang => std::future::pending().await,
        ModelReply::Together(barrier, told) => {
            barrier.wait().await;
            Box::pin(respond(*told)).await
        }
    }
}

fn stream(pieces: &[Value], finish: &str) -> Response {
    let chunk = |delta: &Value, finish: Option<&str>| json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]});
    let mut events: Vec<String> = pieces.iter().map(|piece| chunk(piece, None).to_string()).collect();
    events.push(chunk(&json!({}), Some(finish)).to_string());
    let usage = json!({"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 20,
        "prompt_tokens_details": {"cached_tokens": 400, "cache_write_tokens": 200}}});
    events.extend([usage.to_string(), "[DONE]".to_owned()]);
    let body: Vec<String> = events.into_iter().map(|event| ["data: ", &event, "\n\n"].concat()).collect();
    let body = body.concat();
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}
