//! The authorization endpoint: shows the sign-in form and redirects to the client with a code (RFC 6749, 3.1).

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
    codes::CodeGrant,
    page::{Mistake, Refused, SignIn, Typed},
    people::PersonError,
    request::{AuthorizationRequest, Parameters, RequestError},
};

/// No script, nothing from other origins, and a form that only redirects to programs on this machine. A policy cannot
/// contain an IPv6 address: a browser does not follow a redirect to one.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; \
     frame-ancestors 'none'",
);

/// The submitted form: the request's parameters and the person.
#[derive(Debug, Deserialize)]
pub(super) struct SignInForm {
    #[serde(flatten)]
    parameters: Parameters,
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
}

/// `GET`: shows the form.
pub(super) async fn ask(
    State(issuer): State<Issuer>,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let Ok(Query(parameters)) = parameters else { return unreadable() };
    match AuthorizationRequest::parse(parameters) {
        Ok(request) => asked(&issuer, &request, None),
        Err(error) => refused(error),
    }
}

/// `POST`: signs the person in and redirects with a code.
pub(super) async fn answer(State(issuer): State<Issuer>, answer: Result<Form<SignInForm>, FormRejection>) -> Response {
    let Ok(Form(SignInForm { parameters, email, name })) = answer else { return unreadable() };
    // The form comes from a browser: everything is checked again.
    let request = match AuthorizationRequest::parse(parameters) {
        Ok(request) => request,
        Err(error) => return refused(error),
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
    let AuthorizationRequest { client, back, challenge, nonce } = request;
    let grant = CodeGrant { client, person, redirect_uri: back.redirect_uri().to_owned(), challenge, nonce };
    match issuer.codes.issue(grant, issuer.clock.now()) {
        Ok(code) => sent_to(&back.with(&[("code", &code)])),
        Err(error) => {
            tracing::error!(%error, "cannot issue an authorization code");
            sent_to(&back.with(&[("error", "server_error")]))
        }
    }
}

fn asked(issuer: &Issuer, request: &AuthorizationRequest, typed: Option<Typed<'_>>) -> Response {
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    shown(status, SignIn { request, people: issuer.people.demo_people(), typed }.to_string())
}

fn refused(error: RequestError) -> Response {
    match error {
        RequestError::Redirect(url) => sent_to(&url),
        RequestError::Page(problem) => shown(StatusCode::BAD_REQUEST, Refused { problem }.to_string()),
    }
}

fn unreadable() -> Response {
    refused(RequestError::Page("The request cannot be read, or repeats a parameter."))
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
