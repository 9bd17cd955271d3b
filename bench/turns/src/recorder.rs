//! A proxy in front of the embedded AWS, which notes when each request began and ended, and of which call it is.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, Response, StatusCode, Uri, header},
};
use local_aws::target_of;
use localhost::Loopback;
use serde_json::Value;

use crate::Failure;

/// A request to AWS.
#[derive(Debug, Clone)]
pub(crate) struct AwsRequest {
    /// Such as `UpdateItem`.
    pub(crate) operation: String,
    /// The function that sent it, as its client names it.
    pub(crate) function: String,
    /// The number of the call, if the request names it.
    pub(crate) call: Option<usize>,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
    /// The table's request units, while they are counted: read, written.
    pub(crate) units: (f64, f64),
}

#[derive(Default)]
struct Notes {
    requests: Vec<AwsRequest>,
    /// The calls of connections.
    connections: HashMap<String, usize>,
}

struct Shared {
    upstream: String,
    http: reqwest::Client,
    notes: Mutex<Notes>,
    counts_units: AtomicBool,
}

impl Shared {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running proxy.
#[derive(Clone)]
pub(crate) struct Recorder {
    url: String,
    shared: Arc<Shared>,
}

impl Recorder {
    pub(crate) async fn start(upstream: &str) -> Result<Self, Failure> {
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            http: platform::http_client(),
            notes: Mutex::default(),
            counts_units: AtomicBool::new(false),
        });
        let loopback = Loopback::bind(0).await?;
        let url = loopback.url().to_owned();
        tokio::spawn(loopback.serve_forever(Router::new().fallback(forward).with_state(Arc::clone(&shared))));
        Ok(Self { url, shared })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The requests since the last time.
    pub(crate) fn take(&self) -> Vec<AwsRequest> {
        std::mem::take(&mut self.shared.notes().requests)
    }

    /// Whether the table's units are counted. Meanwhile the messages of queues come when they are due; otherwise delayed ones come after
    /// the run.
    pub(crate) fn count_units(&self, counts: bool) {
        self.shared.counts_units.store(counts, Ordering::Relaxed);
    }
}

async fn forward(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let began = Instant::now();
    let target = target_of(&method, &uri, &headers);
    let operation = target.split_once('.').map_or("AssumeRole", |(_, operation)| operation).to_owned();
    let counts_units = shared.counts_units.load(Ordering::Relaxed);
    let text = String::from_utf8_lossy(&body).into_owned();
    let call = call_of(&shared, &text);
    let body = match (target.split_once('_').map(|(service, _)| service), counts_units) {
        (Some("DynamoDB"), true) => with_field(&text, "ReturnConsumedCapacity", &"TOTAL".into()).into(),
        _ if operation == "SendMessageBatch" && !counts_units => without_looks(&text).into(),
        _ => body,
    };
    let function = function_of(&headers);
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::HOST);
    let sent = shared.http.request(method, format!("{}{uri}", shared.upstream)).headers(headers).body(body);
    let answer = async {
        let answer = sent.send().await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        headers.remove(header::TRANSFER_ENCODING);
        Ok::<_, reqwest::Error>((status, headers, answer.bytes().await?))
    };
    let Ok((status, headers, body)) = answer.await else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        return response;
    };
    let units = if counts_units { units(&operation, &body) } else { (0.0, 0.0) };
    let ended = Instant::now();
    shared.notes().requests.push(AwsRequest { operation, function, call, began, ended, units });
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn function_of(headers: &HeaderMap) -> String {
    let agents = ["x-amz-user-agent", "user-agent"].into_iter().filter_map(|name| headers.get(name)?.to_str().ok());
    let mut words = agents.flat_map(str::split_whitespace);
    words.find_map(|word| word.strip_prefix("app/")).unwrap_or_default().to_owned()
}

/// The number of the call whose id or connection a request names.
fn call_of(shared: &Shared, text: &str) -> Option<usize> {
    let connection = text.split_once("connection#").and_then(|(_, rest)| rest.split(['"', '\\']).next());
    let call = text.match_indices("CA").find_map(|(at, _)| {
        let number = text.get(at + 2..at + 34)?;
        usize::from_str_radix(number, 16).ok()
    });
    match (call, connection) {
        (Some(call), Some(connection)) => {
            shared.notes().connections.insert(connection.to_owned(), call);
            Some(call)
        }
        (None, Some(connection)) => shared.notes().connections.get(connection).copied(),
        (call, None) => call,
    }
}

fn with_field(text: &str, field: &str, value: &Value) -> String {
    let mut request: Value = serde_json::from_str(text).unwrap_or_default();
    request[field] = value.clone();
    request.to_string()
}

/// No caller is silent while times are measured: the looks at their calls come after the run.
fn without_looks(text: &str) -> String {
    let mut request: Value = serde_json::from_str(text).unwrap_or_default();
    for entry in request["Entries"].as_array_mut().into_iter().flatten() {
        if entry["DelaySeconds"].is_u64() {
            entry["DelaySeconds"] = 900.into();
        }
    }
    request.to_string()
}

/// The read and written units of an answer.
fn units(operation: &str, body: &[u8]) -> (f64, f64) {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let consumed = match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().filter_map(|table| table["CapacityUnits"].as_f64()).sum(),
        table => table["CapacityUnits"].as_f64().unwrap_or(0.0),
    };
    match operation {
        "GetItem" | "Query" | "BatchGetItem" | "TransactGetItems" => (consumed, 0.0),
        _ => (0.0, consumed),
    }
}
