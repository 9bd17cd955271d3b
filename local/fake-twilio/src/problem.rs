//! Errors in the form that Twilio uses. Source of the codes: Twilio, "Error and warning dictionary".

use std::borrow::Cow;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// An error response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TwilioError {
    status: StatusCode,
    code: u32,
    message: Cow<'static, str>,
}

impl TwilioError {
    pub(super) const CREDENTIALS: Self = Self::constant(StatusCode::UNAUTHORIZED, 20003, "Authenticate");
    pub(super) const METHOD: Self = Self::constant(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed");
    pub(super) const RATE: Self = Self::constant(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests");
    pub(super) const INTERNAL: Self =
        Self::constant(StatusCode::INTERNAL_SERVER_ERROR, 20500, "An internal server error has occurred");
    pub(super) const FORM: Self = Self::refused(20001, "The request's parameters cannot be read");
    pub(super) const PAGE_TOKEN: Self = Self::refused(21481, "Invalid PageToken");

    pub(super) const CALL_TO_MISSING: Self = Self::refused(21201, "No 'To' number is specified");
    pub(super) const CALL_URL_MISSING: Self = Self::refused(21205, "Url parameter is required.");
    pub(super) const CALL_FROM_FOREIGN: Self =
        Self::refused(21210, "The source phone number provided is not yet verified for your account");
    pub(super) const TO_INVALID: Self = Self::refused(21211, "Invalid 'To' Phone Number");
    pub(super) const FROM_INVALID: Self = Self::refused(21212, "Invalid 'From' Phone Number");
    pub(super) const CALL_FROM_MISSING: Self = Self::refused(21213, "'From' phone number is required");
    pub(super) const CALL_OVER: Self = Self::refused(21220, "Invalid call state");

    pub(super) const NUMBER_INVALID: Self = Self::refused(21421, "PhoneNumber is invalid");
    pub(super) const NUMBER_NOT_AVAILABLE: Self = Self::refused(21422, "PhoneNumber is not available");

    pub(super) const APPLICATION: Self = Self::refused(21218, "Invalid ApplicationSid");
    pub(super) const TRUNK: Self = Self::refused(20001, "Invalid TrunkSid");

    pub(super) const BODY_MISSING: Self = Self::refused(21602, "Message body is required.");
    pub(super) const MESSAGE_FROM_MISSING: Self = Self::refused(21603, "A 'From' phone number is required.");
    pub(super) const MESSAGE_TO_MISSING: Self = Self::refused(21604, "A 'To' phone number is required.");
    pub(super) const MESSAGE_FROM_FOREIGN: Self =
        Self::refused(21606, "The 'From' phone number provided is not a valid message-capable Twilio phone number");
    pub(super) const MESSAGING_SERVICE_UNKNOWN: Self = Self::refused(21701, "The Messaging Service does not exist");
    pub(super) const MESSAGING_SERVICE_EMPTY: Self =
        Self::refused(21703, "The Messaging Service does not have a phone number available to send a message");
    pub(super) const BODY_TOO_LONG: Self =
        Self::refused(21617, "The concatenated message body exceeds the 1600 character limit");

    const fn constant(status: StatusCode, code: u32, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message) }
    }

    const fn refused(code: u32, message: &'static str) -> Self {
        Self::constant(StatusCode::BAD_REQUEST, code, message)
    }

    /// A number is not sold, for the reason that the code names.
    pub(super) fn purchase(code: u32) -> Self {
        Self::refused(code, "The number is not sold")
    }

    /// The path does not exist.
    pub(super) fn not_found(path: &str) -> Self {
        let message = format!("The requested resource {path} was not found");
        Self { status: StatusCode::NOT_FOUND, code: 20404, message: message.into() }
    }

    /// A parameter that must be an absolute URL is not one.
    pub(super) fn url(parameter: &str) -> Self {
        let message = format!("{parameter} is not valid");
        Self { status: StatusCode::BAD_REQUEST, code: 21402, message: message.into() }
    }

    /// A parameter that must be `GET` or `POST` is neither.
    pub(super) fn http_method(parameter: &str) -> Self {
        let message = format!("{parameter} is not valid");
        Self { status: StatusCode::BAD_REQUEST, code: 21403, message: message.into() }
    }
}

impl IntoResponse for TwilioError {
    fn into_response(self) -> Response {
        let body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        });
        let mut answer = (self.status, Json(body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let realm = HeaderValue::from_static("Basic realm=\"Twilio API\"");
            answer.headers_mut().insert(WWW_AUTHENTICATE, realm);
        }
        answer
    }
}
