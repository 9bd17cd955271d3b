//! What stands before every route of an API.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use store::{Actor, ChangeContext};

use super::{Access, Principal};
use crate::{LARGEST_BODY, Problem, no_such_route, wrong_method};

/// Puts all of an API's routes behind the gate, what is not there included, and bounds what is read of a request.
pub fn require_auth<S: Clone + Send + Sync + 'static>(routes: Router<S>, access: Arc<Access>) -> Router<S> {
    routes
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(access, gate))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Lets a request through once it is known whose it is, that they have not asked too often, and that it was not answered
/// before. Everything behind it finds a [`Principal`] and a [`ChangeContext`] in the request's extensions.
async fn gate(State(access): State<Arc<Access>>, request: Request, next: Next) -> Response {
    let mut response = Box::pin(pass(&access, request, next)).await.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn pass(access: &Access, mut request: Request, next: Next) -> Result<Response, Problem> {
    let principal = access.authenticate(request.headers()).await?;
    let (standing, ()) = tokio::join!(access.count(&principal), access.note_use(&principal));
    let standing = standing?;
    if standing.is_over() {
        return Ok(standing.told_in(standing.refusal().into_response()));
    }
    let change = ChangeContext { actor: actor(&principal, request.headers()), at: access.clock.now() };
    request.extensions_mut().insert(change);
    request.extensions_mut().insert(principal.clone());
    let answered = if request.method() == Method::POST {
        access.answer_once(&principal, request, next).await
    } else {
        Ok(next.run(request).await)
    };
    Ok(standing.told_in(answered.unwrap_or_else(IntoResponse::into_response)))
}

fn actor(principal: &Principal, headers: &HeaderMap) -> Actor {
    // The last address is the one API Gateway saw; the ones before it are whatever the client wrote.
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let address = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok());
    Actor { name: principal.name(), address }
}
