//! Errors as `application/problem+json`. Source: RFC 9457.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::tenant::{FieldProblem, InvalidConfig};
use platform::error_chain::ErrorChain;
use serde::Serialize;
use serde_json::json;
use store::{ChangeError, StoreError};
use tracing::error;

/// What went wrong, as programs tell it apart: its `type` is `urn:front-desk:problem:` and this name, and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Nobody in particular asked.
    Unauthenticated,
    /// Whoever asked may not.
    Forbidden,
    /// There is nothing there, or nothing for whoever asked.
    NotFound,
    /// No such method there.
    MethodNotAllowed,
    /// The request cannot be read.
    Malformed,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// The request can be read and is wrong.
    Invalid,
    /// What is there stands in the way.
    Conflict,
    /// What was changed is not what is there any more.
    VersionMismatch,
    /// `If-Match` is missing.
    VersionRequired,
    /// The `Idempotency-Key` was used for another request.
    IdempotencyKeyReused,
    /// Somebody else's system, asked on the company's behalf, refused.
    Refused,
    /// Too many requests.
    TooManyRequests,
    /// Something we need does not answer; the same request may succeed later.
    Unavailable,
}

impl ProblemKind {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::VersionMismatch,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::IdempotencyKeyReused,
        Self::VersionRequired,
        Self::TooManyRequests,
        Self::Refused,
        Self::Unavailable,
    ];

    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in or send an API key"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "You may not do this"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is nothing here"),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This cannot be done here")
            }
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed", "The request cannot be read"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::UnsupportedMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "The body is of another type than it should be",
            ),
            Self::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Something in the request is not right"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "This cannot be done as things are"),
            Self::VersionMismatch => {
                (StatusCode::PRECONDITION_FAILED, "version-mismatch", "It was changed in the meantime; read it again")
            }
            Self::VersionRequired => {
                (StatusCode::PRECONDITION_REQUIRED, "version-required", "Send the version you read as If-Match")
            }
            Self::IdempotencyKeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The Idempotency-Key was used for another request",
            ),
            Self::Refused => (StatusCode::BAD_GATEWAY, "refused-elsewhere", "Another system refused or did not answer"),
            Self::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests; wait"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Please try again in a moment"),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        self.parts().0
    }

    /// The end of the problem's `type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.parts().1
    }

    /// The problem's `type`.
    #[must_use]
    pub fn urn(self) -> String {
        format!("urn:front-desk:problem:{}", self.name())
    }

    /// The problem's `title`.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.parts().2
    }
}

/// One wrong field, as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct WrongField {
    field: String,
    message: String,
}

/// An answer that says what went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    kind: ProblemKind,
    detail: Option<String>,
    fields: Vec<WrongField>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub fn new(kind: ProblemKind) -> Self {
        Self { kind, detail: None, fields: Vec::new(), headers: Vec::new() }
    }

    /// In particular.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// One field is wrong.
    #[must_use]
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut problem = Self::new(ProblemKind::Invalid);
        problem.fields.push(WrongField { field: field.into(), message: message.into() });
        problem
    }

    /// The same, where the wrong fields are part of a larger body.
    #[must_use]
    pub fn within(mut self, field: &str) -> Self {
        for wrong in &mut self.fields {
            let joint = if wrong.field.is_empty() || wrong.field.starts_with('[') { "" } else { "." };
            wrong.field = format!("{field}{joint}{}", wrong.field);
        }
        self
    }

    /// With this header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Something we need failed: logged with its causes, told without them.
    #[must_use]
    pub fn unavailable(error: &(dyn std::error::Error + 'static)) -> Self {
        error!(error = %ErrorChain(error), "a request could not be served");
        Self::new(ProblemKind::Unavailable).with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// What kind it is of.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }
}

impl From<InvalidConfig> for Problem {
    fn from(InvalidConfig(problems): InvalidConfig) -> Self {
        let wrong_field = |FieldProblem { field, message }| WrongField { field, message };
        Self { fields: problems.into_iter().map(wrong_field).collect(), ..Self::new(ProblemKind::Invalid) }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::unavailable(&error)
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Missing => Self::new(ProblemKind::NotFound),
            ChangeError::Overtaken => Self::new(ProblemKind::VersionMismatch),
            ChangeError::Conflict(conflict) => Self::new(ProblemKind::Conflict).with_detail(conflict.to_string()),
            ChangeError::Invalid(problems) => InvalidConfig(problems).into(),
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl From<getrandom::Error> for Problem {
    fn from(error: getrandom::Error) -> Self {
        Self::unavailable(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.kind.status();
        let mut body = json!({"type": self.kind.urn(), "title": self.kind.title(), "status": status.as_u16()});
        if let Some(detail) = self.detail {
            body["detail"] = detail.into();
        }
        if !self.fields.is_empty() {
            body["errors"] = json!(self.fields);
        }
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.headers);
        response
    }
}

/// For a path that there is not.
pub async fn no_such_route() -> Problem {
    Problem::new(ProblemKind::NotFound).with_detail("there is no such path")
}

/// For a method that a path does not have.
pub async fn wrong_method() -> Problem {
    Problem::new(ProblemKind::MethodNotAllowed).with_detail("this path has no such method")
}
