//! The end of a session: revocation of a refresh token (RFC 7009), and the page that a signed-out browser is sent back from.

use axum::{
    Form,
    extract::{Query, State, rejection::FormRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{Issuer, request::is_on_this_machine};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Revocation {
    token: String,
}

/// `POST`: ends the sign-in of a refresh token. An unknown token is ended already (RFC 7009, 2.2).
pub(super) async fn revoke(State(issuer): State<Issuer>, form: Result<Form<Revocation>, FormRejection>) -> Response {
    let Ok(Form(Revocation { token })) = form else { return StatusCode::BAD_REQUEST.into_response() };
    issuer.refresh_tokens.revoke(&token);
    [(header::CACHE_CONTROL, "no-store")].into_response()
}

/// Where the browser goes afterwards: `logout_uri` is Cognito's name for it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LogOut {
    post_logout_redirect_uri: String,
    logout_uri: String,
}

/// `GET`: sends the browser back. The issuer keeps no session, so nothing else is to be ended.
pub(super) async fn log_out(Query(query): Query<LogOut>) -> Response {
    let LogOut { post_logout_redirect_uri, logout_uri } = query;
    let back = if logout_uri.is_empty() { post_logout_redirect_uri } else { logout_uri };
    if is_on_this_machine(&back) {
        ([(header::CACHE_CONTROL, "no-store")], Redirect::to(&back)).into_response()
    } else {
        (StatusCode::BAD_REQUEST, "The address to go back to (logout_uri) is not on this machine.\n").into_response()
    }
}
