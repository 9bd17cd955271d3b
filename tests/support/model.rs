//! A scripted model server: it sends given replies over the real protocol and records its requests.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::conversation::ToolRequest;
use futures_util::StreamExt as _;
use localhost::Loopback;
use platform::config::ModelConfig;
use serde_json::{Value, json};
use tokio::sync::{Barrier, mpsc::UnboundedReceiver};

use super::aws_proxy::{Journal, Request};

/// One reply.
#[derive(Debug, Clone)]
pub(crate) enum ModelReply {
    /// Text, streamed.
    Say(&'static str),
    /// Tool calls, streamed.
    Call(Vec<(&'static str, Value)>),
    /// These words, if any, and tool calls with any ids, names and arguments, streamed.
    Mixture(Option<&'static str>, Vec<ToolRequest>),
    /// Pieces of text, each sent when it comes out of the channel. The reply ends when the channel closes.
    Pieces(Arc<Mutex<UnboundedReceiver<&'static str>>>),
    /// These pieces of text, each sent after this time.
    Spoken(Vec<String>, Duration),
    /// This body, unchanged.
    Body(&'static str),
    /// An HTTP status without a body.
    Status(u16),
    /// A refusal that names this parameter of the request.
    Refuse(&'static str),
    /// Text whose stream ends after it, in the middle of the reply.
    Broken(&'static str),
    /// No response at all.
    Hang,
    /// This reply, once the barrier opens.
    Together(Arc<Barrier>, Box<ModelReply>),
}

/// One tool call.
pub(crate) fn tool(name: &'static str, arguments: Value) -> ModelReply {
    ModelReply::Call(vec![(name, arguments)])
}

/// Chooses the reply to a request.
type ChooseReply = Arc<dyn Fn(&Value) -> ModelReply + Send + Sync>;

#[derive(Clone)]
struct Shared {
    /// Chooses all replies. Then neither the script nor the list of requests is used.
    choose: Arc<Mutex<Option<ChooseReply>>>,
    script: Arc<Mutex<VecDeque<ModelReply>>>,
    /// The reply after the end of the script.
    otherwise: Arc<Mutex<ModelReply>>,
    requests: Arc<Mutex<Vec<Value>>>,
    /// The reply to requests for a summary, which follow a call at any time.
    summary: Arc<Mutex<ModelReply>>,
    summary_requests: Arc<Mutex<Vec<Value>>>,
    journal: Journal,
}

pub(crate) struct ScriptedModel {
    url: String,
    shared: Shared,
}

impl ScriptedModel {
    pub(crate) async fn start(journal: Journal) -> Self {
        let otherwise = Arc::new(Mutex::new(ModelReply::Say("Tell me more.")));
        let summary = Arc::new(Mutex::new(ModelReply::Status(400)));
        let shared = Shared {
            choose: Arc::default(),
            script: Arc::default(),
            otherwise,
            requests: Arc::default(),
            summary,
            summary_requests: Arc::default(),
            journal,
        };
        let loopback = Loopback::bind(0).await.expect("a port");
        let url = format!("{}/v1", loopback.url());
        let router = Router::new().route("/v1/chat/completions", post(answer)).with_state(shared.clone());
        let router = router.route("/v1/models", get(list_models));
        tokio::spawn(loopback.serve_forever(router));
        Self { url, shared }
    }

    /// The settings of this model, with the time that a turn waits for it.
    pub(crate) fn config(&self, turn: Duration) -> ModelConfig {
        ModelConfig { turn, held_turn: turn, ..ModelConfig::new(self.url.clone(), "scripted".to_owned()) }
    }

    /// Adds replies to the script, one for each request.
    pub(crate) fn reply_with(&self, answers: impl IntoIterator<Item = ModelReply>) {
        self.shared.script.lock().expect("unpoisoned").extend(answers);
    }

    /// Drops the replies of the script that were not sent.
    pub(crate) fn forget_script(&self) {
        self.shared.script.lock().expect("unpoisoned").clear();
    }

    /// Sets the reply after the end of the script.
    pub(crate) fn reply_always(&self, answer: ModelReply) {
        *self.shared.otherwise.lock().expect("unpoisoned") = answer;
    }

    /// Chooses the reply to each request from here on by its body. The requests are not kept.
    pub(crate) fn reply_by(&self, choose: impl Fn(&Value) -> ModelReply + Send + Sync + 'static) {
        *self.shared.choose.lock().expect("unpoisoned") = Some(Arc::new(choose));
    }

    /// Sets the reply to requests for a summary. Without it, they are refused.
    pub(crate) fn summarize_with(&self, answer: ModelReply) {
        *self.shared.summary.lock().expect("unpoisoned") = answer;
    }

    /// The bodies of all requests for a summary.
    pub(crate) fn summary_requests(&self) -> Vec<Value> {
        self.shared.summary_requests.lock().expect("unpoisoned").clone()
    }

    /// Waits for the first request; panics after 20 seconds.
    pub(crate) async fn wait_for_request(&self) {
        let asking = async {
            while self.requests().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), asking).await.expect("the model was not asked");
    }

    /// The number of requests so far.
    pub(crate) fn request_count(&self) -> usize {
        self.shared.requests.lock().expect("unpoisoned").len()
    }

    /// The bodies of the requests after this number of them.
    pub(crate) fn requests_after(&self, count: usize) -> Vec<Value> {
        self.shared.requests.lock().expect("unpoisoned").iter().skip(count).cloned().collect()
    }

    /// The bodies of all requests.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.shared.requests.lock().expect("unpoisoned").clone()
    }
}

/// Keys that contain `wrong` are rejected.
fn is_rejected(headers: &HeaderMap) -> bool {
    headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).is_none_or(|key| key.contains("wrong"))
}

async fn list_models(headers: HeaderMap) -> Response {
    if is_rejected(&headers) {
        StatusCode::UNAUTHORIZED.into_response()
    } else {
        Json(json!({"object": "list", "data": []})).into_response()
    }
}

async fn answer(State(shared): State<Shared>, headers: HeaderMap, Json(request): Json<Value>) -> Response {
    let began = Instant::now();
    if is_rejected(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if request.get("response_format").is_some() {
        shared.summary_requests.lock().expect("unpoisoned").push(request);
        let reply = shared.summary.lock().expect("unpoisoned").clone();
        return respond(reply).await;
    }
    let choose = shared.choose.lock().expect("unpoisoned").clone();
    if let Some(choose) = choose {
        return respond(choose(&request)).await;
    }
    shared.requests.lock().expect("unpoisoned").push(request);
    let reply = shared.script.lock().expect("unpoisoned").pop_front();
    let reply = reply.unwrap_or_else(|| shared.otherwise.lock().expect("unpoisoned").clone());
    let request =
        Request { operation: "model".to_owned(), body: axum::body::Bytes::new(), began, ended: Instant::now() };
    shared.journal.lock().expect("unpoisoned").push(request);
    respond(reply).await
}

async fn respond(reply: ModelReply) -> Response {
    match reply {
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
        ModelReply::Mixture(words, requests) => {
            let words = words.iter().map(|words| json!({"content": words}));
            let calls = requests.iter().enumerate().map(|(index, ToolRequest { id, name, arguments })| {
                json!({"tool_calls": [{"index": index, "id": id, "type": "function",
                    "function": {"name": name, "arguments": arguments}}]})
            });
            stream(&words.chain(calls).collect::<Vec<_>>(), "tool_calls")
        }
        ModelReply::Pieces(pieces) => {
            let pieces =
                futures_util::stream::poll_fn(move |context| pieces.lock().expect("unpoisoned").poll_recv(context));
            let pieces = pieces.map(|words| event(&chunk(&json!({"content": words}), None)));
            let events = pieces.chain(futures_util::stream::iter(last_events("stop")));
            let body = Body::from_stream(events.map(Ok::<_, std::io::Error>));
            ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
        }
        ModelReply::Spoken(pieces, gap) => {
            let events = pieces.into_iter().map(|words| event(&chunk(&json!({"content": words}), None)));
            let events = futures_util::stream::iter(events.chain(last_events("stop"))).then(move |event| async move {
                if !gap.is_zero() {
                    tokio::time::sleep(gap).await;
                }
                Ok::<_, std::io::Error>(event)
            });
            ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(events)).into_response()
        }
        ModelReply::Body(body) => ([(CONTENT_TYPE, "application/json")], body).into_response(),
        ModelReply::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        ModelReply::Refuse(parameter) => {
            let message = format!("Unsupported parameter: '{parameter}' is not supported with this model.");
            let error = json!({"error": {"type": "invalid_request_error", "param": parameter, "message": message}});
            (StatusCode::BAD_REQUEST, Json(error)).into_response()
        }
        ModelReply::Broken(words) => {
            let words = event(&chunk(&json!({"content": words}), None));
            ([(CONTENT_TYPE, "text/event-stream")], words).into_response()
        }
        ModelReply::Hang => std::future::pending().await,
        ModelReply::Together(barrier, reply) => {
            barrier.wait().await;
            Box::pin(respond(*reply)).await
        }
    }
}

fn chunk(delta: &Value, finish: Option<&str>) -> Value {
    json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

/// The events after the last piece of a reply.
fn last_events(finish: &str) -> [String; 3] {
    let usage = json!({"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 20,
        "prompt_tokens_details": {"cached_tokens": 400, "cache_write_tokens": 200}}});
    [event(&chunk(&json!({}), Some(finish))), event(&usage), "data: [DONE]\n\n".to_owned()]
}

fn stream(pieces: &[Value], finish: &str) -> Response {
    let pieces = pieces.iter().map(|piece| event(&chunk(piece, None)));
    let body: String = pieces.chain(last_events(finish)).collect();
    ([(CONTENT_TYPE, "text/event-stream")], body).into_response()
}
