//! JSON bodies of requests and responses, and the version in `ETag`.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::reading;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Problem, ProblemKind, openapi};

/// The largest body, in bytes. The largest configuration has half of it.
pub const LARGEST_BODY: usize = 256 * 1024;

/// A JSON body. A body with invalid fields is rejected with one message per field, see [`reading::read`].
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + ToSchema> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let is_json = essence.eq_ignore_ascii_case("application/json")
            || (essence.starts_with("application/") && essence.ends_with("+json"));
        if !is_json {
            return Err(Problem::new(ProblemKind::UnsupportedMediaType).with_detail("send application/json"));
        }
        let too_large = too_large(request.headers());
        let body = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large,
            _ => Problem::new(ProblemKind::Malformed),
        })?;
        let written: Value = serde_json::from_slice(&body).map_err(|error| {
            Problem::new(ProblemKind::Malformed).with_detail(format!("the body is not JSON: {error}"))
        })?;
        if !written.is_object() {
            return Err(Problem::field("", "must be an object"));
        }
        Ok(Self(reading::read(&written, openapi::example::<T>)?))
    }
}

/// The problem for a body that is too large. It says by how much, if the client says how large the body is.
pub(crate) fn too_large(headers: &HeaderMap) -> Problem {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let detail = match length.and_then(|length| Some((length, length.checked_sub(LARGEST_BODY)?))) {
        Some((length, over)) => {
            format!("the body has {length} bytes; at most {LARGEST_BODY} are allowed, so shorten it by {over}")
        }
        None => format!("the body has more than {LARGEST_BODY} bytes, which is the maximum"),
    };
    Problem::new(ProblemKind::TooLarge).with_detail(detail)
}

/// A response body with the version of the resource, as a strong `ETag`.
#[derive(Debug)]
pub struct WithVersion<T> {
    /// The version.
    pub version: u64,
    /// The body.
    pub body: T,
}

impl<T: Serialize> IntoResponse for WithVersion<T> {
    fn into_response(self) -> Response {
        WithTag { tag: self.version.to_string(), body: self.body }.into_response()
    }
}

/// A response body with a strong `ETag` that is more than a version's number.
#[derive(Debug)]
pub struct WithTag<T> {
    /// The tag, without the quotes.
    pub tag: String,
    /// The body.
    pub body: T,
}

impl<T: Serialize> IntoResponse for WithTag<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.tag)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}
