//! JSON bodies of requests and responses, and the version in `ETag`.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
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
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
            Problem::new(if too_large { ProblemKind::TooLarge } else { ProblemKind::Malformed })
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
        let mut response = Json(self.body).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.version)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}
