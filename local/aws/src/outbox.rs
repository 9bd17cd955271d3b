//! The embedded SES v2: it accepts e-mail and delivers none. What it accepted can be read in its outbox.
//!
//! Source: Amazon SES API v2 reference, `SendEmail`.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, Method, Response, StatusCode, header},
};
use jiff::Timestamp;
use platform::random;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The path of the outbox.
pub const OUTBOX_PATH: &str = "/_outbox";
/// The path of `SendEmail`. SES v2 names no operation in a header.
pub(super) const SEND_EMAIL_PATH: &str = "/v2/email/outbound-emails";
/// The longest name or value of a tag. Source: Amazon SES API v2 reference, `MessageTag`.
const LONGEST_TAG: usize = 256;
/// The e-mails that are kept; the oldest go first.
const MOST: usize = 1_000;
/// SES rejects e-mail to this address, as it does with forbidden content.
pub const REJECTED_ADDRESS: &str = "rejected@simulator.example";

/// An accepted e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentEmail {
    /// The id that SES gave it.
    pub id: String,
    /// When it was accepted, by the clock of this machine.
    pub at: Timestamp,
    /// The sender.
    pub from: String,
    /// The recipients.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// The tags, which SES returns with a bounce.
    pub tags: Vec<(String, String)>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// The accepted e-mails.
#[derive(Debug, Default)]
pub(super) struct AcceptedEmails(Mutex<VecDeque<SentEmail>>);

impl AcceptedEmails {
    /// The answer to a request for SES or for the outbox. `None` for another one.
    pub(super) fn answer(&self, method: &Method, path: &str, body: &Bytes) -> Option<Response<Body>> {
        match (method, path) {
            (&Method::POST, SEND_EMAIL_PATH) => Some(self.send(&serde_json::from_slice(body).unwrap_or_default())),
            (&Method::GET, OUTBOX_PATH) => {
                let emails = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                Some(json_response(StatusCode::OK, None, &json!(emails.iter().collect::<Vec<_>>())))
            }
            _ => None,
        }
    }

    fn send(&self, body: &Value) -> Response<Body> {
        let message = &body["Content"]["Simple"];
        let text = |value: &Value| value["Data"].as_str().unwrap_or_default().to_owned();
        let pairs = |list: &Value| {
            let pair = |entry: &Value| {
                let field = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                (field("Name"), field("Value"))
            };
            list.as_array().into_iter().flatten().map(pair).collect::<Vec<_>>()
        };
        let to = body["Destination"]["ToAddresses"].as_array().into_iter().flatten();
        let to: Vec<String> = to.filter_map(|address| address.as_str().map(str::to_owned)).collect();
        let email = SentEmail {
            id: format!("0100{}", random::id_body().unwrap_or_default()),
            at: Timestamp::now(),
            from: body["FromEmailAddress"].as_str().unwrap_or_default().to_owned(),
            to,
            subject: text(&message["Subject"]),
            text: text(&message["Body"]["Text"]),
            html: text(&message["Body"]["Html"]),
            tags: pairs(&body["EmailTags"]),
            headers: pairs(&message["Headers"]),
        };
        let is_tag = |text: &String| {
            let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
            plain && (1..=LONGEST_TAG).contains(&text.len())
        };
        let one_line = |text: &String| !text.contains(['\r', '\n']);
        let valid = one_line(&email.from)
            && email.from.contains('@')
            && !email.to.is_empty()
            && email.to.iter().all(|to| one_line(to) && to.is_ascii())
            && one_line(&email.subject)
            && !email.subject.is_empty()
            && email.tags.iter().all(|(name, value)| is_tag(name) && is_tag(value));
        if !valid {
            return refused("BadRequestException", "the e-mail is not valid");
        }
        if email.to.iter().any(|to| to == REJECTED_ADDRESS) {
            return refused("MessageRejected", "the content is not allowed");
        }
        let answer = json!({"MessageId": email.id});
        let mut emails = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if emails.len() == MOST {
            emails.pop_front();
        }
        emails.push_back(email);
        json_response(StatusCode::OK, None, &answer)
    }
}

fn refused(kind: &'static str, message: &str) -> Response<Body> {
    json_response(StatusCode::BAD_REQUEST, Some(kind), &json!({"message": message}))
}

fn json_response(status: StatusCode, error: Option<&'static str>, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(error) = error {
        response.headers_mut().insert(HeaderName::from_static("x-amzn-errortype"), HeaderValue::from_static(error));
    }
    response
}
