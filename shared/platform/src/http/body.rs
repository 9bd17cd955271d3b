//! JSON bodies, and the version of what they are about.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Kind, Problem};

/// As much as is read of a request; the largest configuration is a tenth of it.
pub const LARGEST_BODY: usize = 256 * 1024;

/// A body that is JSON of this shape; anything else is refused with the place that is wrong.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        let is_json = essence.eq_ignore_ascii_case("application/json")
            || (essence.starts_with("application/") && essence.ends_with("+json"));
        if !is_json {
            return Err(Problem::new(Kind::UnsupportedMediaType));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
            Problem::new(if too_large { Kind::TooLarge } else { Kind::Malformed })
        })?;
        let mut json = serde_json::Deserializer::from_slice(&body);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let place = error.path().to_string();
            let error = error.into_inner();
            match error.classify() {
                serde_json::error::Category::Data => {
                    let message = error.to_string();
                    Problem::field(place, message.split(" at line ").next().unwrap_or_default())
                }
                _ => Problem::new(Kind::Malformed).because(error.to_string()),
            }
        })?;
        json.end().map_err(|error| Problem::new(Kind::Malformed).because(error.to_string()))?;
        Ok(Self(value))
    }
}

/// A body with the version of what it shows, as a strong `ETag`.
#[derive(Debug)]
pub struct Versioned<T> {
    /// The version.
    pub version: u64,
    /// The body.
    pub body: T,
}

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.version)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// The version a change is made to, from `If-Match`.
pub fn if_match(headers: &HeaderMap) -> Result<u64, Problem> {
    let given = headers.get(header::IF_MATCH).ok_or_else(|| Problem::new(Kind::VersionRequired))?;
    let version = given.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    version.ok_or_else(|| Problem::new(Kind::VersionMismatch))
}
