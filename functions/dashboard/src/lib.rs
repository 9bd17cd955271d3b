//! Serves the dashboard, the web application of the companies' people and of the operators.
//!
//! The committed build (`dashboard/dist`) is part of the binary. Every path without a file is answered with the page, and the
//! application shows the screen of that path. Has no permission, makes no request, and does not know who asks: the application
//! signs people in at the issuer and calls the API with their token.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use platform::{
    config::{ConfigError, DashboardConfig, Environment},
    telemetry::Metric,
};
use problem::{no_such_route, wrong_method};

mod files;
mod page;
mod range;

use files::File;
use page::HtmlPage;
use range::AskedRange;

/// The metrics that the function publishes.
pub const METRICS: [Metric; 0] = [];

/// The first segments of the paths that other functions serve. An unknown path below them is no screen.
const OF_OTHERS: [&str; 5] = ["admin", "twilio", "calendar", "unsubscribe", "health"];

/// For files whose name has a hash of their content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For files whose content changes with a deployment: kept, and asked about before each use.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// The function's state, built once.
#[derive(Debug)]
pub struct Dashboard {
    page: HtmlPage,
}

impl Dashboard {
    /// Builds the function from its settings.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self { page: HtmlPage::new(&settings.dashboard) }
    }
}

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Settings {
    dashboard: DashboardConfig,
}

impl Settings {
    /// Reads the settings. An error names the setting that is missing or invalid.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { dashboard: DashboardConfig::from(environment)? })
    }
}

/// The function's routes: every path.
pub fn router(function: Dashboard) -> Router {
    Router::new().fallback(serve).with_state(Arc::new(function))
}

async fn serve(State(function): State<Arc<Dashboard>>, request: Request) -> Response {
    let path = request.uri().path();
    let first = path.split('/').nth(1).unwrap_or_default();
    if OF_OTHERS.contains(&first) {
        return no_such_route().await.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method().await.into_response();
    }
    match files::find(path) {
        Some(file) => with_file(file, request.headers()),
        // A file of an earlier deployment: the application loads its new page then.
        None if is_name_of_file(path) => missing(),
        None => with_page(&function.page),
    }
}

/// Whether the last segment has an ending, as no path of a screen does.
fn is_name_of_file(path: &str) -> bool {
    path.starts_with("/assets/") || path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn with_page(page: &HtmlPage) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, ASK),
        (header::CONTENT_SECURITY_POLICY, page.policy.clone()),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ];
    secured((headers, page.html.clone()).into_response())
}

fn with_file(file: &'static File, asked: &HeaderMap) -> Response {
    let (content, encoding) = file.encoded_for(asked);
    let cache = if file.path.starts_with("/assets/") { FOREVER } else { ASK };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.content_type())),
        (header::CACHE_CONTROL, cache),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    let response = match encoding {
        Some(encoding) => {
            (headers, [(header::CONTENT_ENCODING, HeaderValue::from_static(encoding))], content).into_response()
        }
        // A player of videos asks for parts.
        None => (headers, with_part(content, asked)).into_response(),
    };
    secured(response)
}

/// The part of a file that the client asks for.
fn with_part(content: &'static [u8], asked: &HeaderMap) -> Response {
    let length = content.len();
    let accepts = (header::ACCEPT_RANGES, "bytes".to_owned());
    match range::asked(asked, length) {
        AskedRange::All => ([accepts], content).into_response(),
        AskedRange::Part(part) => {
            let place = (header::CONTENT_RANGE, format!("bytes {}-{}/{length}", part.start, part.end - 1));
            (StatusCode::PARTIAL_CONTENT, [accepts, place], &content[part]).into_response()
        }
        AskedRange::Beyond => {
            let place = (header::CONTENT_RANGE, format!("bytes */{length}"));
            (StatusCode::RANGE_NOT_SATISFIABLE, [accepts, place]).into_response()
        }
    }
}

fn missing() -> Response {
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    secured((StatusCode::NOT_FOUND, headers, "There is no such file.\n").into_response())
}

/// Adds the headers of every answer.
fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    response
}

#[cfg(test)]
mod tests;
