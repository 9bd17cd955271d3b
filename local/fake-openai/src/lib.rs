//! A fake model: a rule-based program with the Chat Completions API of OpenAI. A caller can book without a key and
//! without a network.
//!
//! Its model name is `fake-openai`. It understands plain English sentences about visits, messages and persons, and keeps no
//! state: it reads everything from the request, as a real model does. [`hearing`] parses a sentence, [`understanding`]
//! collects what a conversation says, and [`policy`] chooses the next step; what it does not understand it calls so; [`summary`]
//! summarizes a call that is over.

use std::io;

use axum::{
    Json, Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
    routing::{get, post},
};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use localhost::Loopback;

mod choosing;
mod company_questions;
mod hearing;
mod instructions;
mod policy;
mod spanish;
mod summary;
mod understanding;
mod wire;

/// The model name in its answers.
pub const MODEL: &str = "fake-openai";

/// A running fake; dropping it stops it.
#[derive(Debug)]
pub struct FakeOpenAi {
    url: String,
    server: JoinHandle<io::Result<()>>,
}

impl FakeOpenAi {
    /// Starts it on a free port of the loopback interface.
    pub async fn start() -> io::Result<Self> {
        let loopback = Loopback::bind(0).await?;
        let url = format!("{}/v1", loopback.url());
        Ok(Self { url, server: tokio::spawn(loopback.serve_forever(router())) })
    }

    /// Its base URL, up to and including `/v1`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for FakeOpenAi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn router() -> Router {
    Router::new()
        .route("/v1/chat/completions", post(chat_completions))
        .route("/v1/models", get(async || Json(json!({"object": "list", "data": [{"id": MODEL, "object": "model"}]}))))
}

async fn chat_completions(headers: HeaderMap, body: Bytes) -> Response {
    let authorized = headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Bearer "));
    if !authorized {
        return refusal(StatusCode::UNAUTHORIZED, "invalid_request_error", "no API key was given");
    }
    let request: wire::ChatCompletionRequest = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refusal(StatusCode::BAD_REQUEST, "invalid_request_error", &error.to_string()),
    };
    let reply = match request.response_format {
        Some(_) => summary::reply(&request.messages),
        None => policy::reply(&request.messages),
    };
    if request.stream { streamed(&request, &reply) } else { Json(wire::completion(&request, &reply)).into_response() }
}

fn streamed(request: &wire::ChatCompletionRequest, reply: &wire::ChatReplyBody) -> Response {
    let chunks = wire::chunks(request, reply).into_iter().map(|chunk: Value| chunk.to_string());
    let events = chunks.chain(["[DONE]".to_owned()]).map(|data| Ok::<_, io::Error>(Event::default().data(data)));
    Sse::new(stream::iter(events.collect::<Vec<_>>())).into_response()
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response {
    (status, Json(json!({"error": {"type": kind, "message": message, "code": null}}))).into_response()
}

#[cfg(test)]
mod tests;
