//! A way to AWS that writes down every request and can be broken, service by service.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Instant,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Response, StatusCode},
};
use local::loopback::Loopback;

/// One request, with when it began and ended.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// `GetItem`, `GetSecretValue`, or `model` for the model.
    pub(crate) operation: String,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
}

pub(crate) type Journal = Arc<Mutex<Vec<Request>>>;

#[derive(Clone)]
struct Shared {
    upstream: String,
    http: reqwest::Client,
    journal: Journal,
    /// How many requests are still let through, by what their targets start with.
    broken: Arc<Mutex<BTreeMap<&'static str, usize>>>,
}

impl Shared {
    fn is_broken(&self, target: &str) -> bool {
        let mut broken = self.broken.lock().expect("unpoisoned");
        let found = broken.iter_mut().find(|(service, _)| target.starts_with(**service));
        found.is_some_and(|(_, left)| {
            let over = *left == 0;
            *left = left.saturating_sub(1);
            over
        })
    }
}

pub(crate) struct AwsProxy {
    url: String,
    shared: Shared,
}

impl AwsProxy {
    pub(crate) async fn start(upstream: String) -> Self {
        let shared =
            Shared { upstream, http: platform::http_client(), journal: Journal::default(), broken: Arc::default() };
        let loopback = Loopback::bind(0).await.expect("a port");
        let url = loopback.url().to_owned();
        let router = Router::new().fallback(forward).with_state(shared.clone());
        tokio::spawn(loopback.serve_forever(router));
        Self { url, shared }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn journal(&self) -> Journal {
        Arc::clone(&self.shared.journal)
    }

    /// Makes every operation whose name starts so fail, until mended: `DynamoDB`, `secretsmanager`, `AmazonSQS`, or a
    /// whole target.
    pub(crate) fn break_down(&self, service: &'static str) {
        self.break_down_after(0, service);
    }

    /// The same, once so many more of them have succeeded.
    pub(crate) fn break_down_after(&self, requests: usize, service: &'static str) {
        self.shared.broken.lock().expect("unpoisoned").insert(service, requests);
    }

    pub(crate) fn mend(&self) {
        self.shared.broken.lock().expect("unpoisoned").clear();
    }

    pub(crate) fn forget(&self) {
        self.shared.journal.lock().expect("unpoisoned").clear();
    }

    /// The requests since the last time, but for the queue's consumer, which asks all the time.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let mut requests = std::mem::take(&mut *self.shared.journal.lock().expect("unpoisoned"));
        requests.retain(|request| !["ReceiveMessage", "DeleteMessage"].contains(&request.operation.as_str()));
        requests.sort_by_key(|request| request.began);
        requests
    }
}

async fn forward(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let began = Instant::now();
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default().to_owned();
    let broken = shared.is_broken(&target);
    let operation = target.split_once('.').map_or("", |(_, operation)| operation).to_owned();
    let answer = if broken {
        // A fault that no client tries again.
        let refusal = r#"{"__type":"AccessDeniedException","message":"broken on purpose"}"#;
        let mut response = Response::new(Body::from(refusal));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        response
    } else if operation == "UpdateTimeToLive" {
        // Not passed on: the embedded table forgets what has expired by the machine's clock, which is not the test's.
        Response::new(Body::from(body))
    } else {
        let sent = shared.http.post(&shared.upstream).headers(headers).body(body).send().await.expect("upstream");
        let (status, headers) = (sent.status(), sent.headers().clone());
        let mut response = Response::new(Body::from(sent.bytes().await.expect("a body")));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    };
    let request = Request { operation, began, ended: Instant::now() };
    shared.journal.lock().expect("unpoisoned").push(request);
    answer
}
