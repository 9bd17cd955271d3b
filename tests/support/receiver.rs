//! A receiver of webhooks, as a company's program has one: it keeps what it gets, and answers as a test says.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::any,
};
use futures_util::stream;
use localhost::Loopback;
use serde_json::Value;

/// A request that a receiver got.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// Whether it is signed with a secret, by the library of the specification. The tests' clock is not the library's, which refuses
    /// old requests, so one of the signatures must be the library's own.
    pub(crate) fn is_signed_with(&self, secret: &str) -> bool {
        let webhook = standardwebhooks::Webhook::new(secret).expect("a secret");
        let seconds = self.header("webhook-timestamp").parse().expect("a number");
        let signed = webhook.sign(self.header("webhook-id"), seconds, self.body.as_bytes()).expect("signed");
        self.header("webhook-signature").split(' ').any(|signature| signature == signed)
    }
}

/// An answer of a receiver.
#[derive(Debug, Clone)]
pub(crate) enum ReceiverAnswer {
    Status(u16),
    /// A status with a `Retry-After`.
    RetryAfter(u16, &'static str),
    /// A redirect to this URL.
    Redirect(String),
    /// A body without an end.
    Endless,
}

#[derive(Debug, Default)]
struct Inner {
    received: Mutex<Vec<Received>>,
    answers: Mutex<VecDeque<ReceiverAnswer>>,
}

/// A receiver. Without answers of the test, it answers 204.
#[derive(Debug, Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    inner: Arc<Inner>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let loopback = Loopback::bind(0).await.expect("a port");
        let (url, inner) = (format!("{}/hook", loopback.url()), Arc::<Inner>::default());
        let router = Router::new().route("/hook", any(receive)).with_state(Arc::clone(&inner));
        tokio::spawn(loopback.serve_forever(router));
        Self { url, inner }
    }

    /// The next answers, in order.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = ReceiverAnswer>) {
        self.inner.answers.lock().expect("no panic").extend(answers);
    }

    /// What it has got so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.inner.received.lock().expect("no panic").clone()
    }

    /// Waits until it has got this many requests.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        let waiting = async {
            while self.received().len() < count {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        let received = self.received();
        assert!(waited.is_ok(), "{count} requests expected: {received:#?}");
        received
    }

    /// The requests with events of a type.
    pub(crate) fn events(&self, event: &str) -> Vec<Value> {
        let all = self.received().into_iter().map(|received| received.json());
        all.filter(|body| body["type"] == event).collect()
    }

    /// Waits for the first event of a type.
    pub(crate) async fn wait_for_event(&self, event: &str) -> Value {
        let waiting = async {
            loop {
                if let Some(found) = self.events(event).into_iter().next() {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        waited.unwrap_or_else(|_| panic!("no {event}: {:#?}", self.received()))
    }
}

async fn receive(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: String) -> Response {
    inner.received.lock().expect("no panic").push(Received { headers, body });
    let answer = inner.answers.lock().expect("no panic").pop_front();
    let status = |status| StatusCode::from_u16(status).expect("a status");
    match answer {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(ReceiverAnswer::Status(code)) => status(code).into_response(),
        Some(ReceiverAnswer::RetryAfter(code, after)) => (status(code), [("retry-after", after)]).into_response(),
        Some(ReceiverAnswer::Redirect(to)) => (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response(),
        Some(ReceiverAnswer::Endless) => {
            let chunk = || Ok::<_, std::convert::Infallible>(Bytes::from_static(&[b'x'; 4_096]));
            Body::from_stream(stream::repeat_with(chunk)).into_response()
        }
    }
}
