//! The authorization endpoint: asks who somebody wants to be, and sends them back with a code (RFC 6749, 3.1).

use axum::{
    Form,
    extract::{
        Query, State,
        rejection::{FormRejection, QueryRejection},
    },
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use url::Url;

use super::{
    Issuer,
    codes::Grant,
    page::{Mistake, Refused, SignIn, Typed},
    people::PersonError,
    request::{AuthorizationRequest, Parameters, Refusal},
};

/// No script, nothing from elsewhere, and a form that leads nowhere but to programs on this machine. An IPv6 address
/// cannot be written in a policy: a browser will not go on to one, although the request is answered.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; \
     frame-ancestors 'none'",
);

/// The form: the request, carried along, and who it is.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(flatten)]
    parameters: Parameters,
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
}

/// Asks.
pub(super) async fn ask(
    State(issuer): State<Issuer>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let Ok(Query(parameters)) = parameters else { return unreadable() };
    match AuthorizationRequest::parse(parameters) {
        Ok(request) => asked(&issuer, &request, None),
        Err(refusal) => refused(refusal),
    }
}

/// Takes the answer.
pub(super) async fn answer(State(issuer): State<Issuer>, answer: Result<Form<Answer>, FormRejection>) -> Response {
    let Ok(Form(Answer { parameters, email, name })) = answer else { return unreadable() };
    // The form came from a browser, so that everything is checked again.
    let request = match AuthorizationRequest::parse(parameters) {
        Ok(request) => request,
        Err(refusal) => return refused(refusal),
    };
    let person = match issuer.people.person(&email, Some(&name)) {
        Ok(person) => person,
        Err(error) => {
            let mistake = match error {
                PersonError::Email(_) => Mistake::Email,
                PersonError::Name => Mistake::Name,
            };
            return asked(&issuer, &request, Some(Typed { email: &email, name: &name, mistake }));
        }
    };
    let AuthorizationRequest { back, challenge, nonce } = request;
    let grant = Grant { person, redirect_uri: back.redirect_uri().to_owned(), challenge, nonce };
    match issuer.codes.issue(grant, issuer.clock.now()) {
        Ok(code) => sent_to(&back.with(&[("code", &code)])),
        Err(error) => {
            tracing::error!(%error, "no authorization code could be made");
            sent_to(&back.with(&[("error", "server_error")]))
        }
    }
}

fn asked(issuer: &Issuer, request: &AuthorizationRequest, typed: Option<Typed<'_>>) -> Response {
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    shown(status, SignIn { request, people: issuer.people.demo_people(), typed }.to_string())
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::SentBack(url) => sent_to(&url),
        Refusal::Shown(problem) => shown(StatusCode::BAD_REQUEST, Refused { problem }.to_string()),
    }
}

fn unreadable() -> Response {
    refused(Refusal::Shown("The request cannot be read, or says something twice."))
}

fn sent_to(url: &Url) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Redirect::to(url.as_str())).into_response()
}

fn shown(status: StatusCode, page: String) -> Response {
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (status, headers, Html(page)).into_response()
}
