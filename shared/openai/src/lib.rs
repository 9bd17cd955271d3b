//! The model: OpenAI's Chat Completions, or any server that speaks the same protocol.
//!
//! Knows messages, tools, deadlines and what a request was charged for. Knows nothing of companies or calls.

use std::time::Duration;

use futures_util::TryStreamExt;
use platform::config::ModelConfig;
use reqwest::{Client, Response, StatusCode, header::CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use sse_stream::SseStream;
use tokio::time::{Instant, timeout_at};

mod accumulate;
mod wire;

pub use wire::{Message, ToolCall, ToolDefinition};

use accumulate::Accumulator;

/// A telephone answer is a sentence or two, and a booking's arguments a few hundred characters.
const MAX_COMPLETION_TOKENS: u32 = 600;
/// A second attempt is only worth it if so much time is left.
const LEAST_TIME_TO_RETRY: Duration = Duration::from_millis(1_500);
const TIME_TO_CHECK: Duration = Duration::from_secs(5);
const PAUSE_BEFORE_RETRY: Duration = Duration::from_millis(150);
/// The largest answer that is read.
const LARGEST_ANSWER: usize = 256 * 1024;

/// What a model is asked.
#[derive(Debug, Clone, Copy)]
pub struct ChatRequest<'a> {
    /// The conversation so far, instructions first.
    pub messages: &'a [Message<'a>],
    /// The tools it may call.
    pub tools: &'a [ToolDefinition],
    /// Names the requests that begin with the same messages and tools, so that one cache serves them. No secret and nothing
    /// personal: the model's server keeps it.
    pub cache_key: &'a str,
}

/// What it answered: words, tools, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatReply {
    /// The words, if any.
    pub text: Option<String>,
    /// The tools it wants, in order.
    pub tool_calls: Vec<ToolCall>,
    /// What the request was charged for; zero if the server did not say.
    pub usage: TokenUsage,
}

/// Tokens charged for; `cached` and `cache_write` are separate parts of `prompt`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenUsage {
    /// Tokens read.
    pub prompt: u64,
    /// Those of them served from the cache.
    pub cached: u64,
    /// Those of them written to the cache.
    pub cache_write: u64,
    /// Tokens written.
    pub completion: u64,
}

/// Why there is no answer. None of these holds the server's words, which may repeat the caller's.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The deadline passed.
    #[error("the model was too slow")]
    TooSlow,
    /// The key is wrong.
    #[error("the model's server does not accept the key")]
    Unauthorized,
    /// Too many requests, or no credit.
    #[error("the model's server limits our requests")]
    RateLimited,
    /// The request was refused.
    #[error("the model's server refused the request with status {0}")]
    Refused(u16),
    /// The server failed.
    #[error("the model's server failed with status {0}")]
    ServerError(u16),
    /// The server was not reached, or the connection broke.
    #[error("the model's server was not reached")]
    Unreachable(#[source] reqwest::Error),
    /// The answer does not follow the protocol.
    #[error("the model's server talks nonsense: {0}")]
    Nonsense(&'static str),
}

impl From<reqwest::Error> for ModelError {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreachable(error.without_url())
    }
}

/// Receives an answer's words as they arrive.
pub trait WordSink: Send {
    /// The next words of the answer: a piece of a sentence, or all of it.
    fn words(&mut self, piece: &str);

    /// The answer asks for tools: its words so far make no sense without their results.
    fn tools(&mut self);
}

/// A client of a model.
#[derive(Debug, Clone)]
pub struct OpenAi {
    http: Client,
    url: String,
    models_url: String,
    options: wire::Options,
}

impl OpenAi {
    /// A client of the configured model.
    #[must_use]
    pub fn new(http: Client, config: &ModelConfig) -> Self {
        let base_url = config.base_url.trim_end_matches('/');
        let (url, models_url) = (format!("{base_url}/chat/completions"), format!("{base_url}/models"));
        let options = wire::Options {
            model: config.model.clone(),
            stream: config.stream,
            max_completion_tokens: MAX_COMPLETION_TOKENS,
            reasoning_effort: config.reasoning_effort,
            prompt_cache_key: config.prompt_cache_key,
        };
        Self { http, url, models_url, options }
    }

    /// Whether the server accepts a key: asks for the list of models, which costs nothing.
    pub async fn check_key(&self, api_key: &SecretString) -> Result<(), ModelError> {
        let sent = self.http.get(&self.models_url).bearer_auth(api_key.expose_secret()).timeout(TIME_TO_CHECK).send();
        refusal(sent.await?.status()).map_or(Ok(()), Err)
    }

    /// Asks the model, until `deadline` at the latest. The words reach `sink` as they arrive, also those of an answer that is
    /// not complete in time.
    ///
    /// Tries once more when nothing had been answered yet and enough time is left: after a broken connection, a rate
    /// limit or a failure of the server.
    pub async fn chat(
        &self,
        api_key: &SecretString,
        request: &ChatRequest<'_>,
        deadline: Instant,
        sink: &mut impl WordSink,
    ) -> Result<ChatReply, ModelError> {
        match self.attempt(api_key, request, deadline, sink).await {
            Err(error) if worth_retrying(&error) && deadline - Instant::now() >= LEAST_TIME_TO_RETRY => {
                tracing::warn!(error = %error, "the model is asked once more");
                tokio::time::sleep(PAUSE_BEFORE_RETRY).await;
                self.attempt(api_key, request, deadline, sink).await
            }
            result => result,
        }
    }

    async fn attempt(
        &self,
        api_key: &SecretString,
        request: &ChatRequest<'_>,
        deadline: Instant,
        sink: &mut impl WordSink,
    ) -> Result<ChatReply, ModelError> {
        let body = wire::Request::new(&self.options, request);
        let sent = self.http.post(&self.url).bearer_auth(api_key.expose_secret()).json(&body).send();
        let answer = timeout_at(deadline, sent).await.map_err(|_| ModelError::TooSlow)??;
        if let Some(error) = refusal(answer.status()) {
            return Err(error);
        }
        // Some servers ignore `stream`: what they answer decides how it is read.
        let content_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if content_type.is_some_and(|value| value.starts_with("text/event-stream")) {
            read_stream(answer, deadline, sink).await
        } else {
            let body = timeout_at(deadline, read_whole(answer)).await;
            wire::read_completion(&body.map_err(|_| ModelError::TooSlow)??, sink)
        }
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

/// Whether the same request may fare better, and nothing of an answer had been heard.
fn worth_retrying(error: &ModelError) -> bool {
    matches!(error, ModelError::RateLimited | ModelError::ServerError(_) | ModelError::Unreachable(_))
}

async fn read_whole(mut answer: Response) -> Result<Vec<u8>, ModelError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            return Err(ModelError::Nonsense("the answer is too large"));
        }
    }
    Ok(body)
}

async fn read_stream(answer: Response, deadline: Instant, sink: &mut impl WordSink) -> Result<ChatReply, ModelError> {
    let mut read = 0;
    let bytes = answer.bytes_stream().map_err(ModelError::from).and_then(|chunk| {
        read += chunk.len();
        std::future::ready(if read > LARGEST_ANSWER {
            Err(ModelError::Nonsense("the answer is too large"))
        } else {
            Ok(chunk)
        })
    });
    let mut events = std::pin::pin!(SseStream::from_bytes_stream(bytes));
    let mut answer = Accumulator::default();
    loop {
        let Ok(next) = timeout_at(deadline, events.try_next()).await else {
            return Err(ModelError::TooSlow);
        };
        // Half an answer was heard: asking again would say it twice.
        let event = next.map_err(|_| ModelError::Nonsense("the stream broke"))?;
        match event {
            None if answer.is_complete() => return answer.finish(),
            None => return Err(ModelError::Nonsense("the stream ended early")),
            Some(event) => match event.data.as_deref().map(str::trim) {
                // A comment, to keep the connection alive.
                None | Some("") => {}
                Some("[DONE]") => return answer.finish(),
                Some(data) => answer.add(data, sink)?,
            },
        }
    }
}

#[cfg(test)]
mod tests;
