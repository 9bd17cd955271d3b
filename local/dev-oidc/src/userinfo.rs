//! The userinfo endpoint: the person of an access token (OpenID Connect Core, 5.3; RFC 6750).

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{DevIssuer, Issuer, people::Person};

#[derive(Deserialize)]
struct UserinfoClaims {
    sub: String,
    exp: i64,
    client_id: String,
    token_use: String,
}

/// `GET`: returns the person's claims.
pub(super) async fn get(State(issuer): State<Issuer>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else { return unauthorized("Bearer") };
    match person(&issuer, token) {
        Ok(person) => {
            let claims = json!({
                "sub": person.subject(), "email": person.email.as_str(), "email_verified": true, "name": person.name,
            });
            ([(header::CACHE_CONTROL, "no-store")], Json(claims)).into_response()
        }
        Err(challenge) => unauthorized(challenge),
    }
}

fn person(issuer: &Issuer, token: &str) -> Result<Person, &'static str> {
    let invalid = r#"Bearer error="invalid_token""#;
    let issuers = [issuer.url.clone(), issuer.operator_issuer()];
    let claims: UserinfoClaims = issuer.key.verify(token, &issuers).map_err(|_| invalid)?;
    let clients = [DevIssuer::AUDIENCE, DevIssuer::OPERATOR_AUDIENCE];
    let ours = claims.token_use == "access" && clients.contains(&claims.client_id.as_str());
    if !ours || claims.exp <= issuer.clock.now().as_second() {
        return Err(invalid);
    }
    // A stored key outlives the process, but the known people do not. Signing in again fixes that.
    issuer.people.known(&claims.sub).ok_or(r#"Bearer error="invalid_token", error_description="sign in again""#)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn unauthorized(challenge: &'static str) -> Response {
    let headers = [(header::WWW_AUTHENTICATE, challenge), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::UNAUTHORIZED, headers).into_response()
}
