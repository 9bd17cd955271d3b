//! One attempt to send.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use domain::webhook::DeliveryFailure as Failure;
use jiff::{SignedDuration, Timestamp};
use reqwest::{
    Client, ClientBuilder, Response,
    header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT},
    redirect::Policy,
};

use crate::{
    AddressRules, SecretError, SigningSecret, WebhookUrl,
    resolver::{NoPublicAddress, PublicResolver},
    signatures,
};

const CONNECT: Duration = Duration::from_secs(3);
const WHOLE: Duration = Duration::from_secs(15);
/// How much of a response is read. It is thrown away: a receiver that answers a little is not cut off.
const MOST_READ: usize = 16 * 1024;
/// How long a response is read after its status.
const READ: Duration = Duration::from_secs(2);
const AGENT: &str = "front-desk-webhooks/1";

/// A client for servers that strangers name: it connects by these rules only, through no proxy, and follows no redirect.
pub fn client_builder(rules: AddressRules, connect: Duration) -> ClientBuilder {
    platform::http_client_builder(connect)
        .redirect(Policy::none())
        .no_proxy()
        .pool_max_idle_per_host(0)
        .dns_resolver(PublicResolver(rules))
}

/// Sends requests to receivers.
#[derive(Debug, Clone)]
pub struct Sender {
    /// `None` if TLS cannot be set up at all. Nothing is sent by a client without the resolver.
    client: Option<Client>,
    rules: AddressRules,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// The answer.
    pub result: Result<ReceiverResponse, Failure>,
}

/// The answer of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiverResponse {
    /// The status.
    pub status: u16,
    /// How long the receiver asks to wait.
    pub retry_after: Option<SignedDuration>,
}

impl Sender {
    /// A sender that connects by these rules.
    #[must_use]
    pub fn new(rules: AddressRules) -> Self {
        let client = client_builder(rules, CONNECT)
            .timeout(WHOLE)
            .build()
            .inspect_err(|error| tracing::error!(%error, "cannot build the client for webhooks"))
            .ok();
        Self { client, rules }
    }

    /// Sends a body to a URL that was accepted earlier, under these rules or under others.
    pub async fn send(
        &self,
        url: &str,
        secrets: &[SigningSecret],
        (id, now): (&str, Timestamp),
        body: String,
    ) -> Result<Attempt, SecretError> {
        let signature = signatures(secrets, id, now.as_second(), &body)?;
        let began = Instant::now();
        let result = match WebhookUrl::parse(url, self.rules) {
            Ok(url) => self.post(&url, (id, now), signature, body).await,
            Err(_) => Err(Failure::AddressRefused),
        };
        Ok(Attempt { millis: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), result })
    }

    async fn post(
        &self,
        url: &WebhookUrl,
        (id, now): (&str, Timestamp),
        signature: String,
        body: String,
    ) -> Result<ReceiverResponse, Failure> {
        let client = self.client.as_ref().ok_or(Failure::Unreachable)?;
        let request = client.post(url.url().clone());
        let request = request.header(CONTENT_TYPE, "application/json").header(USER_AGENT, AGENT);
        let request = request
            .header("webhook-id", id)
            .header("webhook-timestamp", now.as_second())
            .header("webhook-signature", signature);
        let response = request.body(body).send().await.map_err(|error| failure(&error))?;
        let answer = ReceiverResponse { status: response.status().as_u16(), retry_after: retry_after(&response, now) };
        let _ = tokio::time::timeout(READ, read_a_little(response)).await;
        Ok(answer)
    }
}

async fn read_a_little(mut response: Response) {
    let mut read = 0;
    while read < MOST_READ {
        let Ok(Some(chunk)) = response.chunk().await else { return };
        read += chunk.len();
    }
}

/// `Retry-After` in seconds or as a date. Source: RFC 9110, section 10.2.3.
fn retry_after(response: &Response, now: Timestamp) -> Option<SignedDuration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(SignedDuration::from_secs(seconds.into()));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(date.duration_since(now).max(SignedDuration::ZERO))
}

/// Why such a client got no answer.
#[must_use]
pub fn failure(error: &reqwest::Error) -> Failure {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if cause.is::<NoPublicAddress>() {
            return Failure::AddressRefused;
        }
        source = cause.source();
    }
    if error.is_timeout() {
        Failure::TimedOut
    } else if error.is_connect() {
        Failure::Unreachable
    } else {
        Failure::Broken
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Bytes, routing::post};
    use futures_util::stream;
    use localhost::Loopback;

    use super::*;

    async fn served(router: Router) -> String {
        let loopback = Loopback::bind(0).await.expect("a port");
        let url = loopback.url().to_owned();
        tokio::spawn(loopback.serve_forever(router));
        url
    }

    async fn sent(url: &str) -> Attempt {
        let secret = SigningSecret::random().expect("random");
        let now = "2026-11-23T16:00:00Z".parse().expect("an instant");
        let sender = Sender::new(AddressRules::LoopbackToo);
        sender.send(url, &[secret], ("evt_1", now), "{}".to_owned()).await.expect("a secret")
    }

    #[tokio::test(start_paused = true)]
    async fn receiver_that_never_answers_gets_fifteen_seconds() {
        let url = served(Router::new().route("/", post(std::future::pending::<&str>))).await;
        let began = tokio::time::Instant::now();
        assert_eq!(sent(&url).await.result, Err(Failure::TimedOut));
        assert_eq!(began.elapsed().as_secs(), WHOLE.as_secs());
    }

    #[tokio::test]
    async fn status_counts_also_if_the_answer_never_ends() {
        let endless = async || {
            let chunk = || Ok::<_, std::convert::Infallible>(Bytes::from_static(&[b'x'; 4_096]));
            axum::body::Body::from_stream(stream::repeat_with(chunk))
        };
        let url = served(Router::new().route("/", post(endless))).await;
        assert_eq!(sent(&url).await.result, Ok(ReceiverResponse { status: 200, retry_after: None }));
    }

    #[tokio::test]
    async fn retry_after_is_read_in_seconds_and_as_a_date() {
        for (value, seconds) in [
            ("120", Some(120)),
            ("Mon, 23 Nov 2026 17:00:00 GMT", Some(3_600)),
            ("Mon, 23 Nov 2026 15:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            let busy = async move || (axum::http::StatusCode::SERVICE_UNAVAILABLE, [("retry-after", value)]);
            let url = served(Router::new().route("/", post(busy))).await;
            let retry_after = seconds.map(SignedDuration::from_secs);
            assert_eq!(sent(&url).await.result, Ok(ReceiverResponse { status: 503, retry_after }), "{value}");
        }
    }

    #[tokio::test]
    async fn no_server_is_unreachable_and_a_broken_answer_is_broken() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let closing = tokio::spawn(async move { drop(listener.accept().await) });
        assert_eq!(sent(&url).await.result, Err(Failure::Broken));
        closing.await.expect("closed");
        assert_eq!(sent(&url).await.result, Err(Failure::Unreachable));
    }

    #[tokio::test]
    async fn name_of_a_private_address_is_not_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let client = Sender::new(AddressRules::PublicOnly).client.expect("a client");
        let refused = client.post(format!("http://localhost:{port}/")).send().await.expect_err("refused");
        assert_eq!(failure(&refused), Failure::AddressRefused);
        let accepted = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
        assert!(accepted.is_err(), "a connection was made");
    }
}
