//! A client of the APIs over real HTTP: a signed-in person, or a program with an API key.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use local::system::System;
use reqwest::{
    Method, RequestBuilder,
    header::{HeaderMap, IF_MATCH},
};
use serde_json::Value;

/// A client with one credential.
#[derive(Debug, Clone)]
pub(crate) struct ApiClient {
    url: String,
    /// The bearer token. `None` for an anonymous client.
    pub(crate) credential: Option<String>,
    http: reqwest::Client,
}

/// A response with a JSON body. A CSV file is a string, and a sound is one in Base64.
#[derive(Debug, Clone)]
pub(crate) struct ApiResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body; `null` if it is empty.
    pub(crate) body: Value,
}

impl ApiClient {
    /// A person with this e-mail address, signed in.
    pub(crate) fn of(system: &System, email: &str) -> Self {
        let token = system.issuer.access_token(email, None).expect("a token");
        Self::with(system, Some(token))
    }

    /// A client with this credential.
    pub(crate) fn with(system: &System, credential: Option<String>) -> Self {
        Self { url: system.manifest.admin_url.clone(), credential, http: super::http_client() }
    }

    /// Sends the requests elsewhere.
    pub(crate) fn send_to(&mut self, url: &str) {
        url.clone_into(&mut self.url);
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.credential {
            Some(credential) => request.bearer_auth(credential),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> ApiResponse {
        ApiResponse::of(self.request(Method::GET, path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> ApiResponse {
        ApiResponse::of(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> ApiResponse {
        ApiResponse::of(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> ApiResponse {
        ApiResponse::of(self.request(Method::PUT, path).json(body)).await
    }

    /// A PUT with `If-Match`.
    pub(crate) async fn put_at(&self, version: u64, path: &str, body: &Value) -> ApiResponse {
        let request = self.request(Method::PUT, path).header(IF_MATCH, format!("\"{version}\"")).json(body);
        ApiResponse::of(request).await
    }

    /// A PATCH with `If-Match`.
    pub(crate) async fn patch_at(&self, version: u64, path: &str, body: &Value) -> ApiResponse {
        let request = self.request(Method::PATCH, path).header(IF_MATCH, format!("\"{version}\"")).json(body);
        ApiResponse::of(request).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> ApiResponse {
        ApiResponse::of(self.request(Method::PATCH, path).json(body)).await
    }

    /// A POST with an `Idempotency-Key`.
    pub(crate) async fn post_once(&self, key: &str, path: &str, body: &Value) -> ApiResponse {
        ApiResponse::of(self.request(Method::POST, path).header("idempotency-key", key).json(body)).await
    }
}

impl ApiResponse {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let is_of = |start: &[u8]| headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(start));
        if is_of(b"audio/") {
            let sound = response.bytes().await.expect("a body");
            return Self { status, headers, body: STANDARD.encode(sound).into() };
        }
        let text = response.text().await.expect("a body");
        let is_file = is_of(b"text/csv");
        let body = match text.as_str() {
            "" => Value::Null,
            file if is_file => file.into(),
            json => serde_json::from_str(json).expect("JSON"),
        };
        Self { status, headers, body }
    }

    /// Asserts the status; returns the body.
    #[track_caller]
    pub(crate) fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// Asserts the status; returns the problem type without its prefix.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let kind = self.body["type"].as_str().expect("a type");
        kind.strip_prefix("urn:front-desk:problem:").expect("a problem type of ours").to_owned()
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}
