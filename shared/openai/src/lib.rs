//! A client of OpenAI's Chat Completions, or of another server with the same protocol.
//!
//! Knows messages, tools, deadlines and token usage. Knows nothing of companies or calls.

use std::time::Duration;

use futures_util::TryStreamExt;
use platform::{
    boxed,
    config::{ModelConfig, ModelSetting},
};
use reqwest::{Client, Response, StatusCode, header::CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use sse_stream::SseStream;
use tokio::time::{Instant, timeout_at};

mod accumulate;
mod parameters;
mod wire;

pub use wire::{AnswerSchema, Message, ToolCall, ToolDefinition};

use accumulate::Accumulator;
use parameters::{Parameter, RefusedParameters};

/// The least remaining time for a second attempt.
const MIN_TIME_FOR_RETRY: Duration = Duration::from_millis(1_500);
const TIME_TO_CHECK: Duration = Duration::from_secs(5);
const PAUSE_BEFORE_RETRY: Duration = Duration::from_millis(150);
/// The largest response that is read.
const MAX_RESPONSE_BYTES: usize = 256 * 1024;
/// The most requests until a server has refused all parameters that it can.
const MOST_REFUSALS: usize = Parameter::ALL.len();

/// A request to a model.
#[derive(Debug, Clone, Copy)]
pub struct ChatRequest<'a> {
    /// The conversation so far, with the instructions first.
    pub messages: &'a [Message<'a>],
    /// The tools it may call.
    pub tools: &'a [ToolDefinition],
    /// The schema of the answer, for an answer in JSON.
    pub answer: Option<&'a AnswerSchema>,
    /// Identifies the requests that begin with the same messages and tools, so that they share one cache. It contains
    /// no secret and no personal data, since the server stores it.
    pub cache_key: &'a str,
}

/// A model's reply: text, tool calls, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatReply {
    /// The text, if any.
    pub text: Option<String>,
    /// The requested tool calls, in order.
    pub tool_calls: Vec<ToolCall>,
    /// The billed tokens; zero if the server does not report them.
    pub usage: TokenUsage,
    /// Why it ended.
    pub finish: FinishReason,
}

/// Why a reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FinishReason {
    /// The model had no more to say, or requests tools.
    Complete,
    /// The longest reply was reached. The text may end within a word.
    Length,
    /// A filter of the server cut it. The text may end within a word.
    ContentFilter,
}

impl FinishReason {
    fn parse(reason: &str) -> Self {
        match reason {
            "length" | "max_tokens" | "max_output_tokens" | "model_length" => Self::Length,
            "content_filter" | "safety" | "SAFETY" => Self::ContentFilter,
            _ => Self::Complete,
        }
    }

    /// Whether the reply is not whole.
    #[must_use]
    pub fn is_cut(self) -> bool {
        self != Self::Complete
    }
}

/// Billed tokens. `cached` and `cache_write` are separate parts of `prompt`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenUsage {
    /// Tokens of the prompt.
    pub prompt: u64,
    /// Prompt tokens that were read from the cache.
    pub cached: u64,
    /// Prompt tokens that were written to the cache.
    pub cache_write: u64,
    /// Tokens of the reply.
    pub completion: u64,
}

/// Why a request to the model failed. No variant contains text of the server, which may repeat the caller's words.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The deadline passed.
    #[error("the model exceeded the deadline")]
    TooSlow,
    /// The API key is invalid.
    #[error("the model's server rejected the key")]
    Unauthorized,
    /// Too many requests, or no credit left.
    #[error("the model's server limits the rate of requests")]
    RateLimited,
    /// The server rejected the request.
    #[error("the model's server rejected the request with status {0}")]
    Refused(u16),
    /// The server failed.
    #[error("the model's server failed with status {0}")]
    ServerError(u16),
    /// The server is unreachable, or the connection broke.
    #[error("the model's server is unreachable")]
    Unreachable(#[source] reqwest::Error),
    /// The response violates the protocol.
    #[error("the model's server sent an invalid response: {0}")]
    InvalidResponse(&'static str),
}

impl From<reqwest::Error> for ModelError {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreachable(error.without_url())
    }
}

/// Receives the words of a reply as they arrive.
pub trait WordSink: Send {
    /// The next words of the reply: part of a sentence, or all of it.
    fn words(&mut self, piece: &str);

    /// The reply contains tool calls. Its words so far make no sense without the tools' results.
    fn tools(&mut self);
}

/// How long a request waits.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the reply.
    pub deadline: Instant,
    /// For the first part of the reply, if that is earlier.
    pub first_part_by: Option<Instant>,
    /// Whether the request may be sent a second time after a failure.
    pub retries: bool,
}

impl Patience {
    /// Waits until this instant, and retries.
    #[must_use]
    pub fn until(deadline: Instant) -> Self {
        Self { deadline, first_part_by: None, retries: true }
    }

    fn of_next_part(self, has_begun: bool) -> Instant {
        self.first_part_by.filter(|_| !has_begun).map_or(self.deadline, |first| first.min(self.deadline))
    }
}

/// Notes whether a reply has begun.
struct BegunSink<'a, S> {
    sink: &'a mut S,
    has_begun: bool,
}

impl<S: WordSink> WordSink for BegunSink<'_, S> {
    fn words(&mut self, piece: &str) {
        self.has_begun = true;
        self.sink.words(piece);
    }

    fn tools(&mut self) {
        self.has_begun = true;
        self.sink.tools();
    }
}

/// A client of a model. Clones share which parameters the model's server refuses.
#[derive(Debug, Clone)]
pub struct OpenAi {
    http: Client,
    url: String,
    models_url: String,
    options: wire::RequestOptions,
}

impl OpenAi {
    /// A client of the first configured model.
    #[must_use]
    pub fn new(http: Client, config: &ModelConfig) -> Self {
        Self::of(http, config.first.clone(), config.stream)
    }

    /// A client of this model, whose replies are streamed or not.
    #[must_use]
    pub fn of(http: Client, model: ModelSetting, stream: bool) -> Self {
        let base_url = model.base_url.trim_end_matches('/');
        let (url, models_url) = (format!("{base_url}/chat/completions"), format!("{base_url}/models"));
        let options = wire::RequestOptions { model, stream, refused: RefusedParameters::default() };
        Self { http, url, models_url, options }
    }

    /// A client of another model, with the same connections.
    #[must_use]
    pub fn with_model(&self, model: ModelSetting) -> Self {
        Self::of(self.http.clone(), model, self.options.stream)
    }

    /// The model.
    #[must_use]
    pub fn setting(&self) -> &ModelSetting {
        &self.options.model
    }

    /// Checks an API key by listing the models, which costs nothing.
    #[must_use]
    #[boxed]
    pub async fn check_key(&self, api_key: &SecretString) -> Result<(), ModelError> {
        let sent = self.http.get(&self.models_url).bearer_auth(api_key.expose_secret()).timeout(TIME_TO_CHECK).send();
        refusal(sent.await?.status()).map_or(Ok(()), Err)
    }

    /// Sends a chat request, and waits until the deadline at the latest. The words reach `sink` as they arrive, including the words of
    /// a reply that is not complete in time.
    ///
    /// Retries once after a broken connection, a rate limit or a server error, if no part of a reply has arrived, enough time is
    /// left and `patience` allows it. Repeats the request at once without the optional parameter that the server refuses.
    pub async fn chat(
        &self,
        api_key: &SecretString,
        request: &ChatRequest<'_>,
        patience: Patience,
        sink: &mut impl WordSink,
    ) -> Result<ChatReply, ModelError> {
        let has_time = || patience.deadline - Instant::now() >= MIN_TIME_FOR_RETRY;
        match self.attempt(api_key, request, patience, sink).await {
            Err(error) if patience.retries && is_retryable(&error) && has_time() => {
                tracing::warn!(error = %error, "retrying the request to the model");
                tokio::time::sleep(PAUSE_BEFORE_RETRY).await;
                self.attempt(api_key, request, patience, sink).await
            }
            result => result,
        }
    }

    async fn attempt(
        &self,
        api_key: &SecretString,
        request: &ChatRequest<'_>,
        patience: Patience,
        sink: &mut impl WordSink,
    ) -> Result<ChatReply, ModelError> {
        let first_by = patience.of_next_part(false);
        let response = self.send(api_key, request, first_by).await?;
        // Some servers ignore `stream`, so the content type of the response decides how it is parsed.
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if content_type.is_some_and(|value| value.starts_with("text/event-stream")) {
            read_stream(response, patience, &mut BegunSink { sink, has_begun: false }).await
        } else {
            let body = timeout_at(first_by, read_whole(response)).await;
            wire::read_completion(&body.map_err(|_| ModelError::TooSlow)??, sink)
        }
    }

    /// Sends a request, again without each optional parameter that the server refuses, until the server accepts it.
    async fn send(
        &self,
        api_key: &SecretString,
        request: &ChatRequest<'_>,
        deadline: Instant,
    ) -> Result<Response, ModelError> {
        for _ in 0..=MOST_REFUSALS {
            let body = wire::RequestBody::new(&self.options, request);
            let sent = self.http.post(&self.url).bearer_auth(api_key.expose_secret()).json(&body).send();
            let response = timeout_at(deadline, sent).await.map_err(|_| ModelError::TooSlow)??;
            let status = response.status();
            let Some(error) = refusal(status) else { return Ok(response) };
            if !matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY) {
                return Err(error);
            }
            let problem = timeout_at(deadline, read_whole(response)).await.map_err(|_| ModelError::TooSlow)?;
            let refused = problem.ok().and_then(|problem| parameters::refused(&problem, &body.optional()));
            let Some(parameter) = refused else { return Err(error) };
            // Only the name, which is ours: the server's text may repeat the caller's words.
            tracing::warn!(
                parameter = parameter.path(),
                "the model's server refuses a parameter; it is left out from now on"
            );
            self.options.refused.insert(parameter);
        }
        Err(ModelError::Refused(StatusCode::BAD_REQUEST.as_u16()))
    }
}

fn refusal(status: StatusCode) -> Option<ModelError> {
    match status {
        StatusCode::OK => None,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Some(ModelError::Unauthorized),
        StatusCode::TOO_MANY_REQUESTS => Some(ModelError::RateLimited),
        _ if status.is_server_error() => Some(ModelError::ServerError(status.as_u16())),
        _ => Some(ModelError::Refused(status.as_u16())),
    }
}

/// Whether a retry may succeed. No part of a reply has arrived in these cases.
fn is_retryable(error: &ModelError) -> bool {
    matches!(error, ModelError::RateLimited | ModelError::ServerError(_) | ModelError::Unreachable(_))
}

async fn read_whole(mut response: Response) -> Result<Vec<u8>, ModelError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_RESPONSE_BYTES {
            return Err(ModelError::InvalidResponse("the response is too large"));
        }
    }
    Ok(body)
}

async fn read_stream(
    response: Response,
    patience: Patience,
    sink: &mut BegunSink<'_, impl WordSink>,
) -> Result<ChatReply, ModelError> {
    let mut read = 0;
    let bytes = response.bytes_stream().map_err(ModelError::from).and_then(|chunk| {
        read += chunk.len();
        std::future::ready(if read > MAX_RESPONSE_BYTES {
            Err(ModelError::InvalidResponse("the response is too large"))
        } else {
            Ok(chunk)
        })
    });
    let mut events = std::pin::pin!(SseStream::from_bytes_stream(bytes));
    let mut reply = Accumulator::default();
    loop {
        let Ok(next) = timeout_at(patience.of_next_part(sink.has_begun), events.try_next()).await else {
            return Err(ModelError::TooSlow);
        };
        // Part of the reply has been spoken: a retry would repeat it.
        let event = next.map_err(|_| ModelError::InvalidResponse("the stream broke"))?;
        match event {
            None if reply.is_complete() => return reply.finish(),
            None => return Err(ModelError::InvalidResponse("the stream ended early")),
            Some(event) => match event.data.as_deref().map(str::trim) {
                // A comment, to keep the connection alive.
                None | Some("") => {}
                Some("[DONE]") => return reply.finish(),
                Some(data) => reply.add(data, sink)?,
            },
        }
    }
}

#[cfg(test)]
mod tests;
