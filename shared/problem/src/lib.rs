//! Errors as `application/problem+json`. Source: RFC 9457.

use std::future::{Ready, ready};

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{reading::FieldProblem, tenant::InvalidConfig};
use platform::{error_chain::ErrorChain, security_event::SecurityEvent};
use serde_json::json;
#[cfg(feature = "store")]
use store::{ChangeError, StoreError};
use tracing::error;

/// The kind of a problem. Its `type` is `urn:front-desk:problem:` and the name of the kind; a name never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The request has no valid credentials.
    Unauthenticated,
    /// The caller lacks the permission.
    Forbidden,
    /// The operation needs a sign-in of the last minutes.
    SignInAgain,
    /// The path or the resource does not exist, or the caller may not see it.
    NotFound,
    /// The path does not have the method.
    MethodNotAllowed,
    /// The request cannot be parsed.
    Malformed,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// The request can be parsed and its content is invalid.
    Invalid,
    /// The request conflicts with the current state.
    Conflict,
    /// The version of the configuration has not passed its scenarios.
    Untested,
    /// The resource has changed since the caller read it.
    VersionMismatch,
    /// `If-Match` is missing.
    VersionRequired,
    /// The `Idempotency-Key` was used for another request.
    IdempotencyKeyReused,
    /// No sample of the voice can be made here.
    NoVoiceSample,
    /// The company's website is not on the public internet.
    WebsiteNotPublic,
    /// The company's website is no page of HTML.
    WebsiteNotHtml,
    /// The page of the company's website is too large.
    WebsiteTooLarge,
    /// The company's website does not answer, or answers with an error.
    WebsiteUnreachable,
    /// The company's website does not answer in time.
    WebsiteTooSlow,
    /// An upstream system refused the request or did not answer.
    Refused,
    /// Too many requests.
    TooManyRequests,
    /// The company's budget is spent.
    BudgetExhausted,
    /// A dependency does not answer. The same request may succeed later.
    Unavailable,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 24] = [
        Self::Malformed,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::SignInAgain,
        Self::NotFound,
        Self::NoVoiceSample,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::Untested,
        Self::VersionMismatch,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::IdempotencyKeyReused,
        Self::WebsiteNotPublic,
        Self::WebsiteNotHtml,
        Self::WebsiteTooLarge,
        Self::VersionRequired,
        Self::TooManyRequests,
        Self::BudgetExhausted,
        Self::Refused,
        Self::WebsiteUnreachable,
        Self::Unavailable,
        Self::WebsiteTooSlow,
    ];

    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in or send an API key"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "You do not have permission to do this"),
            Self::SignInAgain => (StatusCode::FORBIDDEN, "sign-in-again", "Sign in again to do this"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "Not found"),
            Self::NoVoiceSample => (StatusCode::NOT_FOUND, "no-voice-sample", "There is no sample of this voice"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed"),
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed", "The request cannot be parsed"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::UnsupportedMediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The content type is not supported")
            }
            Self::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The request is invalid"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "Conflict with current state"),
            Self::Untested => (StatusCode::CONFLICT, "untested", "The version has not passed its scenarios"),
            Self::VersionMismatch => {
                (StatusCode::PRECONDITION_FAILED, "version-mismatch", "The resource has changed; read it again")
            }
            Self::VersionRequired => {
                (StatusCode::PRECONDITION_REQUIRED, "version-required", "Send the version you read as If-Match")
            }
            Self::IdempotencyKeyReused => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-key-reused",
                "The Idempotency-Key was used for another request",
            ),
            Self::WebsiteNotPublic => {
                (StatusCode::UNPROCESSABLE_ENTITY, "website-not-public", "The website is not on the public internet")
            }
            Self::WebsiteNotHtml => {
                (StatusCode::UNPROCESSABLE_ENTITY, "website-not-html", "The website is not a page of HTML")
            }
            Self::WebsiteTooLarge => {
                (StatusCode::UNPROCESSABLE_ENTITY, "website-too-large", "The page of the website is too large")
            }
            Self::WebsiteUnreachable => {
                (StatusCode::BAD_GATEWAY, "website-unreachable", "The website cannot be reached")
            }
            Self::WebsiteTooSlow => {
                (StatusCode::GATEWAY_TIMEOUT, "website-too-slow", "The website does not answer in time")
            }
            Self::Refused => {
                (StatusCode::BAD_GATEWAY, "refused-elsewhere", "An upstream system refused or did not answer")
            }
            Self::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests"),
            Self::BudgetExhausted => {
                (StatusCode::TOO_MANY_REQUESTS, "budget-exhausted", "The company's budget is spent")
            }
            Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Temporarily unavailable; try again in a moment")
            }
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

    /// The security event that every problem of the kind is, unless [`Problem::with_security_event`] names another one.
    fn security_event(self) -> Option<SecurityEvent> {
        match self {
            Self::Forbidden => Some(SecurityEvent::PermissionRefused),
            Self::SignInAgain => Some(SecurityEvent::SignInStale),
            _ => None,
        }
    }

    /// The problem's `title`.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.parts().2
    }
}

/// An error response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    kind: ProblemKind,
    detail: Option<String>,
    fields: Vec<FieldProblem>,
    headers: Vec<(HeaderName, HeaderValue)>,
    security_event: Option<SecurityEvent>,
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub fn new(kind: ProblemKind) -> Self {
        Self { kind, detail: None, fields: Vec::new(), headers: Vec::new(), security_event: None }
    }

    /// Adds the cause of this occurrence.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// A problem with one invalid field, named by a JSON Pointer. For a check that needs more than the body; what the body
    /// alone decides is checked as it is read.
    #[must_use]
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        vec![FieldProblem { field: field.into(), message: message.into() }].into()
    }

    /// Prefixes the fields with a JSON Pointer, for a document that is part of a larger body.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        for FieldProblem { field, .. } in &mut self.fields {
            field.insert_str(0, place);
        }
        self
    }

    /// Adds a response header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Marks the problem as a security event, or as another one than its kind is. The response has it as an extension, which its sender never sees.
    #[must_use]
    pub fn with_security_event(mut self, event: SecurityEvent) -> Self {
        self.security_event = Some(event);
        self
    }

    /// A dependency failed. The log has the causes; the response has none.
    #[must_use]
    pub fn unavailable(error: &(dyn std::error::Error + 'static)) -> Self {
        error!(error = %ErrorChain(error), "a dependency failed");
        Self::new(ProblemKind::Unavailable).with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }
}

impl From<Vec<FieldProblem>> for Problem {
    fn from(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(ProblemKind::Invalid) }
    }
}

impl From<InvalidConfig> for Problem {
    fn from(InvalidConfig(problems): InvalidConfig) -> Self {
        problems.into()
    }
}

#[cfg(feature = "store")]
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Cursor => Self::new(ProblemKind::Malformed)
                .with_detail("the cursor is not one of this list; send a `next_cursor` of the same list and filters"),
            error => Self::unavailable(&error),
        }
    }
}

#[cfg(feature = "store")]
impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Missing => Self::new(ProblemKind::NotFound),
            ChangeError::Overtaken => Self::new(ProblemKind::VersionMismatch),
            ChangeError::Conflict(conflict) => Self::new(ProblemKind::Conflict).with_detail(conflict.to_string()),
            ChangeError::Invalid(problems) => problems.into(),
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
            let error = |FieldProblem { field, message }| json!({"field": field, "message": message});
            body["errors"] = self.fields.into_iter().map(error).collect();
        }
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.extend(self.headers);
        if let Some(event) = self.security_event.or_else(|| self.kind.security_event()) {
            response.extensions_mut().insert(event);
        }
        response
    }
}

/// The handler of every path that a router does not have.
pub fn no_such_route() -> Ready<Problem> {
    ready(Problem::new(ProblemKind::NotFound).with_detail("this path does not exist"))
}

/// The handler of every method that a path does not have.
pub fn wrong_method() -> Ready<Problem> {
    ready(Problem::new(ProblemKind::MethodNotAllowed).with_detail("this path does not have this method"))
}
