//! The middleware before every route of an API.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use lambda_http::request::RequestContext;
use platform::security_event::SecurityEvent;
use store::{Actor, ChangeContext};

use super::{Access, Principal, authorized::OnlyReads};
use crate::{LARGEST_BODY, Problem, no_such_route, wrong_method};

/// The route in the log of a request to a path that no route has.
const NO_ROUTE: &str = "none";

/// Puts the middleware before all routes of an API, and before the responses for unknown paths and methods. Bounds the
/// size of request bodies.
pub fn require_auth<S: Clone + Send + Sync + 'static>(routes: Router<S>, access: Arc<Access>) -> Router<S> {
    routes
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(access, authenticate))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Puts authentication alone before routes that must answer while the table fails. Nothing is counted and nothing is
/// replayed, so they must change nothing.
pub fn require_auth_uncounted<S: Clone + Send + Sync + 'static>(routes: Router<S>, access: Arc<Access>) -> Router<S> {
    routes.layer(from_fn_with_state(access, authenticate_only))
}

/// Authenticates a request, counts it, replays the response to a repeated one and reports a security event. The handlers
/// find a [`Principal`], a [`ChangeContext`] and the sessions of tenants in the request's extensions.
async fn authenticate(State(access): State<Arc<Access>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let source = source_address(&request);
    let (principal, answered) = match access.authenticate(request.headers(), source).await {
        Ok(principal) => {
            let answered = Box::pin(pass(&access, &principal, request, next)).await;
            (Some(principal), answered)
        }
        Err(refused) => (None, Err(refused)),
    };
    access.complete(answered, route.as_ref(), principal.as_ref())
}

async fn authenticate_only(State(access): State<Arc<Access>>, mut request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let source = source_address(&request);
    match access.authenticate(request.headers(), source).await {
        Ok(principal) => {
            access.introduce(&principal, &mut request);
            let answered = Ok(next.run(request).await);
            access.complete(answered, route.as_ref(), Some(&principal))
        }
        Err(refused) => access.complete(Err(refused), route.as_ref(), None),
    }
}

impl Access {
    /// Puts the caller, and what it enters a tenant with, into the request's extensions.
    fn introduce(&self, principal: &Principal, request: &mut Request) {
        let actor = Actor { name: principal.name(), address: source_address(request) };
        let change = ChangeContext { actor, at: self.clock.now() };
        request.extensions_mut().insert(change);
        request.extensions_mut().insert(self.sessions.clone());
        request.extensions_mut().insert(principal.clone());
    }

    /// Reports a response that is a security event, and adds the headers of every response.
    fn complete(
        &self,
        answered: Result<Response, Problem>,
        route: Option<&MatchedPath>,
        principal: Option<&Principal>,
    ) -> Response {
        let mut response = answered.unwrap_or_else(IntoResponse::into_response);
        if let Some(event) = response.extensions().get::<SecurityEvent>() {
            let tenant = principal.and_then(Principal::scope).map(|scope| scope.tenant().as_str());
            let route = route.map_or(NO_ROUTE, MatchedPath::as_str);
            self.metrics.security_event(self.clock.now(), *event, route, tenant);
        }
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

async fn pass(access: &Access, principal: &Principal, mut request: Request, next: Next) -> Result<Response, Problem> {
    let (status, ()) = tokio::join!(access.count(principal), access.record_use(principal));
    let status = status?;
    if status.is_over() {
        return Ok(status.add_headers(status.problem().into_response()));
    }
    access.introduce(principal, &mut request);
    if !request.method().is_safe() && !access.may_change(principal).await? {
        request.extensions_mut().insert(OnlyReads);
    }
    let response = if request.method() == Method::POST {
        access.respond_once(principal, request, next).await
    } else {
        Ok(next.run(request).await)
    };
    Ok(status.add_headers(response.unwrap_or_else(IntoResponse::into_response)))
}

/// The address that API Gateway saw. A header decides nothing: the client may have written it.
fn source_address(request: &Request) -> Option<IpAddr> {
    let RequestContext::ApiGatewayV2(context) = request.extensions().get::<RequestContext>()? else { return None };
    let address: IpAddr = context.http.source_ip.as_deref()?.parse().ok()?;
    Some(address.to_canonical())
}
