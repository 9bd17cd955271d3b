//! The routes of the Runtime API, for one process that handles one event at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use platform::clock::Clock;
use tokio::sync::{mpsc, oneshot, watch};

use super::LONGEST;

/// The largest answer that Lambda accepts.
const LARGEST_BODY: usize = 6 * 1024 * 1024;

/// The result of an event: the answer, or the error that the process reports.
pub(super) type Answered = Result<Bytes, Bytes>;

/// An event that waits for a process.
#[derive(Debug)]
pub(super) struct PendingInvocation {
    pub(super) event: String,
    pub(super) answer: oneshot::Sender<Answered>,
}

struct RuntimeApi {
    name: String,
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<PendingInvocation>>,
    /// Sent and not yet answered, by request id.
    pending: Mutex<HashMap<String, oneshot::Sender<Answered>>>,
    first: watch::Sender<Option<Instant>>,
}

/// The API. Events come from `waiting`; `first` is notified of the first request for an event.
pub(super) fn router(
    name: &str,
    waiting: mpsc::UnboundedReceiver<PendingInvocation>,
    first: watch::Sender<Option<Instant>>,
) -> Router {
    let waiting = tokio::sync::Mutex::new(waiting);
    let api = RuntimeApi { name: name.to_owned(), waiting, pending: Mutex::default(), first };
    let invocation = Router::new()
        .route("/next", get(next))
        .route("/{id}/response", post(response))
        .route("/{id}/error", post(error));
    Router::new()
        .nest("/2018-06-01/runtime/invocation", invocation)
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(Arc::new(api))
}

async fn next(State(api): State<Arc<RuntimeApi>>) -> Response {
    api.first.send_if_modified(|first| first.is_none() && first.replace(Instant::now()).is_none());
    let Some(PendingInvocation { event, answer }) = api.waiting.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let Ok(id) = request_id() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let deadline = Clock::system().now().as_millisecond().saturating_add(milliseconds(LONGEST));
    let headers = [
        ("lambda-runtime-aws-request-id", id.clone()),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", format!("arn:aws:lambda:us-east-1:123456789012:function:{}", api.name)),
        ("lambda-runtime-trace-id", "Root=1-6743a1b0-0a1b2c3d4e5f60718293a4b0;Sampled=0".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    api.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(id, answer);
    (headers, event).into_response()
}

async fn response(api: State<Arc<RuntimeApi>>, id: Path<String>, body: Bytes) -> StatusCode {
    answer(&api, &id, Ok(body))
}

async fn error(api: State<Arc<RuntimeApi>>, id: Path<String>, body: Bytes) -> StatusCode {
    answer(&api, &id, Err(body))
}

fn answer(api: &RuntimeApi, id: &str, answered: Answered) -> StatusCode {
    match api.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(id) {
        // The invoker may have timed out.
        Some(asked) => asked.send(answered).map_or(StatusCode::GONE, |()| StatusCode::ACCEPTED),
        None => StatusCode::FORBIDDEN,
    }
}

/// Reports an initialisation error. The process ends after it, and the invoker gets the exit status.
async fn init_error(State(api): State<Arc<RuntimeApi>>, body: Bytes) -> StatusCode {
    tracing::warn!(function = api.name, error = %String::from_utf8_lossy(&body), "a function did not start");
    StatusCode::ACCEPTED
}

/// Shaped as Lambda's.
fn request_id() -> Result<String, getrandom::Error> {
    let digits = localhost::random_hex::<16>()?;
    let groups = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    Ok(groups.join("-"))
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
