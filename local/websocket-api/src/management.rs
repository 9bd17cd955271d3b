//! The `@connections` routes: a function sends to a connection, reads its state and ends it.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::{
    connections::OpenConnection,
    errors::{exception, refused},
    options::PostFault,
    server::GatewayState,
    signature,
};

/// A request for one connection.
pub(crate) struct ManagementRequest<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
    /// The id of the connection, as in the path.
    pub(crate) id: &'a str,
}

pub(crate) fn answer(gateway: &GatewayState, request: &ManagementRequest<'_>) -> Response<Body> {
    // Clients sign by the time of their system, not by a clock that a test moves.
    if let Err(refusal) = signature::check(gateway, request, Timestamp::now()) {
        return exception(StatusCode::FORBIDDEN, refusal.kind, refusal.message);
    }
    let id = percent_decode_str(request.id).decode_utf8_lossy();
    let Some(connection) = gateway.connections.get(&id) else {
        return exception(StatusCode::GONE, "GoneException", "Gone");
    };
    match *request.method {
        Method::POST => post(gateway, &connection, request.body),
        Method::GET => state(&connection),
        Method::DELETE => {
            gateway.connections.remove(&id);
            connection.close(1000, "Connection closed by the application");
            empty(StatusCode::NO_CONTENT)
        }
        _ => refused(StatusCode::FORBIDDEN, "Missing Authentication Token"),
    }
}

fn post(gateway: &GatewayState, connection: &Arc<OpenConnection>, body: &Bytes) -> Response<Body> {
    if body.len() > gateway.limits.message_bytes {
        return exception(StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLargeException", "Message too long");
    }
    let now = gateway.time.now();
    let is_throttled =
        gateway.throttled_posts.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(1)).is_ok();
    if is_throttled || !connection.takes_post(gateway.limits.posts_per_minute, now) {
        return exception(StatusCode::TOO_MANY_REQUESTS, "LimitExceededException", "Too Many Requests");
    }
    let text = String::from_utf8_lossy(body).into_owned();
    match gateway.post_faults.as_ref().and_then(|faults| faults.of(&connection.facts.id, &text)) {
        Some(PostFault::TooMany) => {
            return exception(StatusCode::TOO_MANY_REQUESTS, "LimitExceededException", "Too Many Requests");
        }
        Some(PostFault::Gone) => return exception(StatusCode::GONE, "GoneException", "Gone"),
        None => {}
    }
    connection.was_active(now);
    connection.send(text);
    empty(StatusCode::OK)
}

fn state(connection: &OpenConnection) -> Response<Body> {
    let facts = &connection.facts;
    let state = json!({
        "connectedAt": iso(facts.connected_at),
        "identity": {"sourceIp": facts.source_ip, "userAgent": facts.user_agent},
        "lastActiveAt": iso(connection.last_active_at()),
    });
    let mut response = Response::new(Body::from(state.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn iso(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
