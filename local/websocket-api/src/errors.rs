//! Errors as API Gateway answers them: a message in JSON, and for `@connections` the name of the exception in a header.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use serde_json::json;

/// The header with the name of an exception.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// A failed handshake.
pub(crate) fn refused(status: StatusCode, message: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(json!({"message": message}).to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A failed request to `@connections`.
pub(crate) fn exception(status: StatusCode, kind: &'static str, message: &str) -> Response<Body> {
    let mut response = refused(status, message);
    response.headers_mut().insert(ERROR_TYPE, HeaderValue::from_static(kind));
    response
}

/// The body of an error frame, which API Gateway writes into the socket.
pub(crate) fn error_frame(connection: &str, request: &str) -> String {
    json!({"message": "Internal server error", "connectionId": connection, "requestId": request}).to_string()
}
