//! Twilio's HTTP client: signed requests, time limits, retries, and the responses it accepts.
//!
//! Knows nothing of verbs or of the people on the call. Redirects by status (3xx) are not followed; they count as failures.

use std::fmt;
use std::time::{Duration, Instant};

use reqwest::header;
use twilio::signature::sign;
use url::Url;
use url::form_urlencoded;

use super::call_setup::CallSetup;
use super::twiml::{Method, TwimlError};

/// The largest response that Twilio reads.
const MAX_BODY: usize = 64 * 1024;
/// The longest time that Twilio waits for a response. Overrides cannot exceed it.
const MAX_WAIT: Duration = Duration::from_secs(15);
const CONNECT_WAIT: Duration = Duration::from_secs(5);

/// Why a request failed or its response cannot be executed, with Twilio's error numbers.
#[derive(Debug, thiserror::Error)]
pub enum WebhookFailure {
    /// The connection or the TLS handshake failed.
    #[error("could not connect")]
    Connect(#[source] reqwest::Error),
    /// No answer within the time limit.
    #[error("no answer in time")]
    Timeout(#[source] reqwest::Error),
    /// The connection broke, or did not speak HTTP.
    #[error("the request failed")]
    Transport(#[source] reqwest::Error),
    /// An answer other than 2xx.
    #[error("answered with HTTP status {0}")]
    Status(u16),
    /// An answer over 64 kB.
    #[error("the answer is larger than 64 kB")]
    TooLarge,
    /// A response that is not XML. Twilio speaks plain text and plays audio; this application never sends them on purpose.
    #[error("the answer is not XML but {0:?}")]
    ContentType(String),
    /// An answer that is not TwiML.
    #[error(transparent)]
    Twiml(#[from] TwimlError),
    /// A URL in the document cannot be parsed.
    #[error("not a URL: {url:?}")]
    Link {
        /// As written in the document.
        url: String,
        /// Why it cannot be parsed.
        #[source]
        source: url::ParseError,
    },
    /// Documents redirect to one another without end.
    #[error("more than {0} documents in one call")]
    Loop(u32),
}

impl WebhookFailure {
    /// Twilio's number for this error, as sent in `ErrorCode`.
    #[must_use]
    pub fn code(&self) -> u32 {
        match self {
            Self::Connect(_) => 11205,
            Self::Timeout(_) | Self::Transport(_) | Self::Status(_) | Self::Loop(_) => 11200,
            Self::Link { .. } => 11100,
            Self::TooLarge => 11750,
            Self::ContentType(_) => 12300,
            Self::Twiml(error) => error.code(),
        }
    }
}

/// One webhook request, repeatable.
#[derive(Clone)]
pub struct WebhookRequest {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) params: Vec<(String, String)>,
    /// The same in every delivery of one request.
    pub(super) idempotency_token: String,
}

impl WebhookRequest {
    /// The public URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The parameters, as sent.
    #[must_use]
    pub fn params(&self) -> &[(String, String)] {
        &self.params
    }

    /// One parameter's value.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The same request with a parameter set, as a new request would carry it.
    #[must_use]
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.params.retain(|(n, _)| n != name);
        self.params.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Parameters and query contain numbers and speech, which stay out of logs.
impl fmt::Debug for WebhookRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookRequest")
            .field("method", &self.method)
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpReply {
    /// The HTTP status.
    pub status: u16,
    /// The media type, without parameters, in lower case.
    pub content_type: String,
    /// The body. Invalid UTF-8 is replaced.
    pub body: String,
}

impl HttpReply {
    /// The body, if Twilio reads it as TwiML.
    pub(super) fn document(&self) -> Result<&str, WebhookFailure> {
        if !(200..300).contains(&self.status) {
            return Err(WebhookFailure::Status(self.status));
        }
        match self.content_type.as_str() {
            "text/xml" | "application/xml" | "text/html" => Ok(&self.body),
            other => Err(WebhookFailure::ContentType(other.to_owned())),
        }
    }
}

/// Time limit and retries: Twilio's connection overrides, from the URL's fragment.
/// Source: Twilio, "Webhooks: connection overrides". `ct` is ignored, because connections here are to loopback.
struct Effort {
    retries: u32,
    on: String,
    wait: Duration,
}

impl Effort {
    fn of(url: &Url) -> Self {
        let mut effort = Self { retries: 1, on: "ct".to_owned(), wait: MAX_WAIT };
        for (name, value) in form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes()) {
            match (name.as_ref(), value.parse::<u32>()) {
                ("rc", Ok(retries)) => effort.retries = retries.min(5),
                ("rt", Ok(ms)) => effort.wait = Duration::from_millis(u64::from(ms)).min(MAX_WAIT),
                ("rp", _) => effort.on = value.into_owned(),
                _ => {}
            }
        }
        effort
    }

    fn retries(&self, result: &Result<HttpReply, WebhookFailure>) -> bool {
        let kind = match result {
            Err(WebhookFailure::Connect(_)) => "ct",
            Err(WebhookFailure::Timeout(_)) => "rt",
            Ok(reply) if (400..500).contains(&reply.status) => "4xx",
            Ok(reply) if reply.status >= 500 => "5xx",
            _ => return false,
        };
        self.on.split(',').any(|policy| policy == kind || policy == "all")
    }
}

/// Sends the requests of a call.
#[derive(Debug)]
pub(super) struct Wire(reqwest::Client);

impl Wire {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        reqwest::Client::builder()
            .user_agent("TwilioProxy/1.1")
            .connect_timeout(CONNECT_WAIT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map(Self)
    }

    /// Sends a request with Twilio's retries. Returns the result and the total duration.
    pub(super) async fn send(
        &self,
        setup: &CallSetup,
        request: &WebhookRequest,
    ) -> (Result<HttpReply, WebhookFailure>, Duration) {
        let effort = Effort::of(&request.url);
        let began = Instant::now();
        let mut result = self.attempt(setup, request, effort.wait).await;
        for _ in 0..effort.retries {
            if !effort.retries(&result) {
                break;
            }
            result = self.attempt(setup, request, effort.wait).await;
        }
        (result, began.elapsed())
    }

    /// Gives a finished recording to the fake of Twilio's REST API, if there is one.
    pub(super) async fn store_recording(
        &self,
        setup: &CallSetup,
        params: &[(String, String)],
    ) -> Result<(), WebhookFailure> {
        let Some(mut url) = setup.fake_api_url.clone() else { return Ok(()) };
        url.set_path(&format!("/fake/Accounts/{}/Recordings.json", setup.account_sid));
        let request = self.0.post(url).basic_auth(&setup.account_sid, Some(setup.auth_token.expose()));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
        let answer = request.body(form).timeout(MAX_WAIT).send().await.map_err(failure)?;
        if answer.status().is_success() { Ok(()) } else { Err(WebhookFailure::Status(answer.status().as_u16())) }
    }

    async fn attempt(
        &self,
        setup: &CallSetup,
        request: &WebhookRequest,
        wait: Duration,
    ) -> Result<HttpReply, WebhookFailure> {
        let mut url = request.url.clone();
        url.set_fragment(None);
        let builder = match request.method {
            Method::Get => {
                url.query_pairs_mut().extend_pairs(&request.params);
                self.0
                    .get(setup.listener_url(&url))
                    .header("X-Twilio-Signature", sign(&setup.auth_token, url.as_str(), &[]))
            }
            Method::Post => self
                .0
                .post(setup.listener_url(&url))
                .header("X-Twilio-Signature", sign(&setup.auth_token, url.as_str(), &request.params))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8")
                .body(form_urlencoded::Serializer::new(String::new()).extend_pairs(&request.params).finish()),
        };
        let response = builder
            .header("I-Twilio-Idempotency-Token", &request.idempotency_token)
            .header(header::ACCEPT, "*/*")
            .timeout(wait)
            .send()
            .await
            .map_err(failure)?;
        read(response).await
    }
}

async fn read(mut response: reqwest::Response) -> Result<HttpReply, WebhookFailure> {
    let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content_type = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BODY {
            return Err(WebhookFailure::TooLarge);
        }
    }
    Ok(HttpReply { status, content_type, body: String::from_utf8_lossy(&body).into_owned() })
}

/// A connection time-out counts as a failure to connect. By default only that is retried.
fn failure(error: reqwest::Error) -> WebhookFailure {
    if error.is_connect() {
        WebhookFailure::Connect(error)
    } else if error.is_timeout() {
        WebhookFailure::Timeout(error)
    } else {
        WebhookFailure::Transport(error)
    }
}

#[cfg(test)]
mod tests;
