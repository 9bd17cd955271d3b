//! The public address: forwards requests to the API of the emulated account, which selects an API by `Host`.

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
};
use localhost::Loopback;

use crate::Failure;

/// A public address. Its API is known after the deployment.
pub(crate) struct Gateway {
    pub(crate) url: String,
    host: Arc<OnceLock<HeaderValue>>,
}

#[derive(Clone)]
struct ForwardTarget {
    endpoint: String,
    host: Arc<OnceLock<HeaderValue>>,
    http: reqwest::Client,
}

impl Gateway {
    pub(crate) async fn start(endpoint: &str) -> Result<Self, Failure> {
        let (loopback, host) = (Loopback::bind(0).await?, Arc::default());
        let url = loopback.url().to_owned();
        let http = platform::http_client();
        let target = ForwardTarget { endpoint: endpoint.to_owned(), host: Arc::clone(&host), http };
        tokio::spawn(loopback.serve_forever(Router::new().fallback(forward).with_state(target)));
        Ok(Self { url, host })
    }

    /// Forwards to this API from now on.
    pub(crate) fn lead_to(&self, api_endpoint: &str) -> Result<(), Failure> {
        let host = api_endpoint.split_once("://").map_or(api_endpoint, |(_, host)| host);
        let _ = self.host.set(HeaderValue::from_str(host)?);
        Ok(())
    }
}

async fn forward(
    State(target): State<ForwardTarget>,
    method: Method,
    uri: Uri,
    mut headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let bad_gateway = || {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    };
    let Some(host) = target.host.get() else { return bad_gateway() };
    headers.insert(header::HOST, host.clone());
    let url = format!("{}{uri}", target.endpoint);
    let Ok(upstream) = target.http.request(method, url).headers(headers).body(body).send().await else {
        return bad_gateway();
    };
    let (status, headers) = (upstream.status(), upstream.headers().clone());
    let Ok(body) = upstream.bytes().await else { return bad_gateway() };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
