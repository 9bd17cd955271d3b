//! The token endpoint: a code for tokens (RFC 6749, 4.1.3), or, for programs, simply somebody's address for a token.

use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{DevIssuer, DevIssuerError, Issuer, LIFETIME_SECONDS, SCOPE};

/// What is asked for; what is empty counts as not given (RFC 6749, 3.2).
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: String,
    code_verifier: String,
    email: String,
    name: String,
}

/// Why there are no tokens; the codes of RFC 6749, 5.2.
enum Refusal {
    Request(&'static str),
    Client,
    Grant(&'static str),
    GrantType,
    Failed(DevIssuerError),
}

/// Gives out tokens.
pub(super) async fn give(State(issuer): State<Issuer>, request: Result<Form<Request>, FormRejection>) -> Response {
    let answer = match request {
        Ok(Form(request)) => tokens(&issuer, &request),
        Err(_) => Err(Refusal::Request("the form cannot be read, or says something twice")),
    };
    let answer = answer.map(Json).map_err(|refusal| (refusal.status(), Json(refusal.body())));
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}

fn tokens(issuer: &Issuer, request: &Request) -> Result<Value, Refusal> {
    match request.grant_type.as_str() {
        "authorization_code" => for_a_code(issuer, request),
        "" if !request.email.is_empty() && request.code.is_empty() => for_a_program(issuer, request),
        "" => Err(Refusal::Request("neither grant_type nor an email")),
        _ => Err(Refusal::GrantType),
    }
}

fn for_a_code(issuer: &Issuer, request: &Request) -> Result<Value, Refusal> {
    let needed = [&request.code, &request.redirect_uri, &request.client_id, &request.code_verifier];
    if needed.into_iter().any(String::is_empty) {
        return Err(Refusal::Request("code, redirect_uri, client_id and code_verifier are all needed"));
    }
    if request.client_id != DevIssuer::AUDIENCE {
        return Err(Refusal::Client);
    }
    let grant = issuer.codes.redeem(&request.code, issuer.clock.now());
    let grant = grant.ok_or(Refusal::Grant("the code is not known, was used or is too old"))?;
    if grant.redirect_uri != request.redirect_uri {
        return Err(Refusal::Grant("the code was issued for another redirect_uri"));
    }
    if !grant.challenge.is_met_by(&request.code_verifier) {
        return Err(Refusal::Grant("the code_verifier does not fit"));
    }
    let access_token = issuer.access_token(&grant.person).map_err(Refusal::Failed)?;
    let id_token = issuer.id_token(&grant.person, grant.nonce.as_deref()).map_err(Refusal::Failed)?;
    let mut answer = answer(&access_token);
    answer["id_token"] = id_token.into();
    answer["scope"] = SCOPE.into();
    Ok(answer)
}

fn for_a_program(issuer: &Issuer, request: &Request) -> Result<Value, Refusal> {
    let person = issuer.people.person(&request.email, Some(&request.name));
    let person = person.map_err(|_| Refusal::Request("not an e-mail address, or not a name"))?;
    Ok(answer(&issuer.access_token(&person).map_err(Refusal::Failed)?))
}

fn answer(access_token: &str) -> Value {
    json!({"access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS})
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn body(&self) -> Value {
        let (error, description) = match self {
            Self::Request(description) => ("invalid_request", *description),
            Self::Client => ("invalid_client", "the client_id is not known"),
            Self::Grant(description) => ("invalid_grant", *description),
            Self::GrantType => ("unsupported_grant_type", "grant_type must be authorization_code"),
            Self::Failed(error) => {
                tracing::error!(error = error as &dyn std::error::Error, "no token could be made");
                ("server_error", "no token could be made")
            }
        };
        json!({"error": error, "error_description": description})
    }
}
