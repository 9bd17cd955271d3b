//! The token endpoint: exchanges a code (RFC 6749, 4.1.3) or a refresh token (6) for tokens. Programs can exchange an e-mail
//! address.

use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{DevIssuer, DevIssuerError, Issuer, LIFETIME_SECONDS, SCOPE, refresh::SignedIn};

/// The form. An empty parameter counts as missing (RFC 6749, 3.2).
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenRequest {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: String,
    code_verifier: String,
    refresh_token: String,
    email: String,
    name: String,
}

/// Why no token is issued. The codes are those of RFC 6749, 5.2.
enum TokenError {
    Request(&'static str),
    Client,
    Grant(&'static str),
    GrantType,
    Failed(DevIssuerError),
}

/// `POST`: issues tokens.
pub(super) async fn give(State(issuer): State<Issuer>, request: Result<Form<TokenRequest>, FormRejection>) -> Response {
    let answer = match request {
        Ok(Form(request)) => tokens(&issuer, &request),
        Err(_) => Err(TokenError::Request("the form cannot be read, or repeats a parameter")),
    };
    let answer = answer.map(Json).map_err(|error| (error.status(), Json(error.body())));
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}

fn tokens(issuer: &Issuer, request: &TokenRequest) -> Result<Value, TokenError> {
    match request.grant_type.as_str() {
        "authorization_code" => for_a_code(issuer, request),
        "refresh_token" => for_a_refresh_token(issuer, request),
        "" if !request.email.is_empty() && request.code.is_empty() => for_a_program(issuer, request),
        "" => Err(TokenError::Request("grant_type or email is missing")),
        _ => Err(TokenError::GrantType),
    }
}

fn for_a_code(issuer: &Issuer, request: &TokenRequest) -> Result<Value, TokenError> {
    let needed = [&request.code, &request.redirect_uri, &request.client_id, &request.code_verifier];
    if needed.into_iter().any(String::is_empty) {
        return Err(TokenError::Request("code, redirect_uri, client_id and code_verifier are required"));
    }
    if !DevIssuer::CLIENTS.contains(&request.client_id.as_str()) {
        return Err(TokenError::Client);
    }
    let grant = issuer.codes.redeem(&request.code, issuer.clock.now());
    let grant = grant.ok_or(TokenError::Grant("the code is unknown, used or expired"))?;
    if grant.client != request.client_id {
        return Err(TokenError::Grant("the code was issued for another client_id"));
    }
    if grant.redirect_uri != request.redirect_uri {
        return Err(TokenError::Grant("the code was issued for another redirect_uri"));
    }
    if !grant.challenge.is_met_by(&request.code_verifier) {
        return Err(TokenError::Grant("the code_verifier does not match the code_challenge"));
    }
    let signed_in = SignedIn { person: grant.person, client: grant.client };
    let refresh_token = issuer.refresh_tokens.issue(signed_in.clone(), issuer.clock.now()).map_err(failed)?;
    for_a_session(issuer, &signed_in, &refresh_token, grant.nonce.as_deref())
}

fn for_a_refresh_token(issuer: &Issuer, request: &TokenRequest) -> Result<Value, TokenError> {
    if request.refresh_token.is_empty() || request.client_id.is_empty() {
        return Err(TokenError::Request("refresh_token and client_id are required"));
    }
    let rotated = issuer.refresh_tokens.rotate(&request.refresh_token, issuer.clock.now()).map_err(failed)?;
    let (signed_in, next) = rotated.ok_or(TokenError::Grant("the refresh token is unknown, used or expired"))?;
    if signed_in.client != request.client_id {
        return Err(TokenError::Client);
    }
    for_a_session(issuer, &signed_in, &next, None)
}

fn for_a_session(
    issuer: &Issuer,
    SignedIn { person, client }: &SignedIn,
    refresh_token: &str,
    nonce: Option<&str>,
) -> Result<Value, TokenError> {
    let access_token = issuer.access_token(person).map_err(TokenError::Failed)?;
    let id_token = issuer.id_token(person, client, nonce).map_err(TokenError::Failed)?;
    let mut answer = answer(&access_token);
    answer["id_token"] = id_token.into();
    answer["refresh_token"] = refresh_token.into();
    answer["scope"] = SCOPE.into();
    Ok(answer)
}

fn failed(error: getrandom::Error) -> TokenError {
    TokenError::Failed(error.into())
}

fn for_a_program(issuer: &Issuer, request: &TokenRequest) -> Result<Value, TokenError> {
    let person = issuer.people.person(&request.email, Some(&request.name));
    let person = person.map_err(|_| TokenError::Request("the e-mail address or the name is not valid"))?;
    Ok(answer(&issuer.access_token(&person).map_err(TokenError::Failed)?))
}

fn answer(access_token: &str) -> Value {
    json!({"access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS})
}

impl TokenError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    fn body(&self) -> Value {
        let (error, description) = match self {
            Self::Request(description) => ("invalid_request", *description),
            Self::Client => ("invalid_client", "the client_id is unknown"),
            Self::Grant(description) => ("invalid_grant", *description),
            Self::GrantType => ("unsupported_grant_type", "grant_type must be authorization_code or refresh_token"),
            Self::Failed(error) => {
                tracing::error!(error = error as &dyn std::error::Error, "cannot issue a token");
                ("server_error", "cannot issue a token")
            }
        };
        json!({"error": error, "error_description": description})
    }
}
