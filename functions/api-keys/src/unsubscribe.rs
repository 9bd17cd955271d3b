//! The link of a digest that ends it: `List-Unsubscribe` (RFC 8058). It needs no sign-in: the token is the proof.
//!
//! Programs that check links open them with GET, which changes nothing: it shows a button. A mail program sends the POST itself.

use std::sync::Arc;

use api::{Problem, ProblemKind};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use store::DigestSubscription;

use crate::{ApiKeys, routes::Function};

/// The path. Its route is in `template.yaml`, not in the OpenAPI document: an e-mail has the whole address.
pub(crate) const UNSUBSCRIBE: &str = "/unsubscribe/{token}";

const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

/// The routes that need no sign-in.
pub(crate) fn public(function: &Arc<ApiKeys>) -> Router {
    Router::new().route(UNSUBSCRIBE, get(ask).post(unsubscribe)).with_state(Arc::clone(function))
}

impl ApiKeys {
    async fn subscription(&self, token: &str) -> Result<DigestSubscription, Problem> {
        let keys = self.sealing_keys.load(DigestSubscription::key_of(token)).await;
        let keys = keys.map_err(|error| Problem::unavailable(&error))?;
        DigestSubscription::parse(token, &keys).ok_or_else(|| {
            Problem::new(ProblemKind::NotFound)
                .with_detail("this link is too old: change your notifications in your account".to_owned())
        })
    }
}

/// Shows a button that ends the digest.
async fn ask(State(function): Function, Path(token): Path<String>) -> Result<Response, Problem> {
    function.subscription(&token).await?;
    Ok(page("Stop the daily digest?", "<form method=\"post\"><button>Stop the digest</button></form>"))
}

/// Ends the digest. The body, `List-Unsubscribe=One-Click` or that of the button, does not matter.
async fn unsubscribe(State(function): Function, Path(token): Path<String>) -> Result<Response, Problem> {
    let subscription = function.subscription(&token).await?;
    let scope = subscription.enter(function.access.sessions()).await?;
    function.store.end_digest(&scope, &subscription, function.clock.now()).await?;
    Ok(page("You get no digest any more", "<p>Other notifications stay as they are. Change them in your account.</p>"))
}

fn page(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, Html(html)).into_response()
}
