//! The issuer as a browser and a client see it.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::Value;
use tower::ServiceExt as _;
use url::{Url, form_urlencoded};

use super::*;

mod flow;
mod page;
mod requests;
mod sessions;
mod tokens;

const ISSUER: &str = "http://127.0.0.1:8080/dev";
const BACK: &str = "http://127.0.0.1:5173/signed-in?from=dev";
/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn owner() -> DevPerson {
    DevPerson {
        email: "Dana@acme.example".to_owned(),
        name: "Dana <Owner> O'Neil & \"Co\"".to_owned(),
        describes: "Owner of Acme Heating & Air".to_owned(),
        is_operator: false,
    }
}

/// An issuer and the seconds its clock shows.
struct Bench {
    issuer: DevIssuer,
    seconds: Arc<AtomicI64>,
}

struct TokenResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Bench {
    fn new() -> Self {
        Self::with_key_in(None)
    }

    fn with_key_in(directory: Option<&Path>) -> Self {
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let shown = Arc::clone(&seconds);
        let now = move || Timestamp::from_second(shown.load(Ordering::Relaxed)).expect("an instant");
        let issuer = DevIssuer::new(ISSUER, directory, vec![owner()], Clock::from_fn(now)).expect("an issuer");
        Self { issuer, seconds }
    }

    fn wait(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    async fn send(&self, mut request: Request<Body>) -> TokenResponse {
        let host = HeaderValue::from_static("127.0.0.1:8080");
        request.headers_mut().entry(header::HOST).or_insert(host);
        let response = self.issuer.router().oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        TokenResponse { status, headers, body: String::from_utf8(body.to_vec()).expect("text") }
    }

    async fn get(&self, url: &str) -> TokenResponse {
        self.send(Request::get(url).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> TokenResponse {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(encoded(form))).expect("a request")).await
    }

    async fn ask(&self, parameters: &[(&str, &str)]) -> TokenResponse {
        self.get(&format!("/dev/authorize?{}", encoded(parameters))).await
    }

    /// A code for a person who signed in.
    async fn code(&self) -> String {
        let answer = self.post("/dev/authorize", &with(&request(), &[("email", "sam@else.example")])).await;
        answer.sent_to()["code"].clone()
    }

    async fn redeem(&self, code: &str, verifier: &str) -> TokenResponse {
        self.post("/dev/token", &exchange(code, verifier)).await
    }

    async fn userinfo(&self, token: &str) -> TokenResponse {
        let request = Request::get("/dev/userinfo").header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// The claims of a token, verified with the published keys only.
    async fn claims(&self, token: &str) -> Value {
        let keys: JwkSet = serde_json::from_str(&self.get("/dev/jwks.json").await.body).expect("keys");
        let header = jsonwebtoken::decode_header(token).expect("a header");
        let key = keys.find(&header.kid.expect("a key id")).expect("the key");
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[ISSUER]);
        // The tests have their own clock.
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key = DecodingKey::from_jwk(key).expect("a key");
        jsonwebtoken::decode::<Value>(token, &key, &validation).expect("a valid token").claims
    }
}

impl TokenResponse {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The parameters of the address the browser is sent to, which is [`BACK`].
    fn sent_to(&self) -> HashMap<String, String> {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        let location = self.header(header::LOCATION);
        assert!(location.starts_with(BACK), "{location}");
        Url::parse(location).expect("a URL").query_pairs().into_owned().collect()
    }

    fn refused_with(&self, error: &str) {
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{}", self.body);
        assert_eq!(self.json()["error"], error);
        assert_eq!(self.header(header::CACHE_CONTROL), "no-store");
    }

    fn is_a_page_of_refusal(&self) {
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{}", self.body);
        assert!(self.headers.get(header::LOCATION).is_none());
        assert!(self.body.contains("You are not sent anywhere"), "{}", self.body);
    }
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A request that is right.
fn request() -> Vec<(&'static str, &'static str)> {
    vec![
        ("response_type", "code"),
        ("client_id", DevIssuer::AUDIENCE),
        ("redirect_uri", BACK),
        ("scope", "openid email profile"),
        ("state", "a state & more"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("nonce", "a nonce"),
    ]
}

fn exchange<'a>(code: &'a str, verifier: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("client_id", DevIssuer::AUDIENCE),
        ("code_verifier", verifier),
    ]
}

/// The pairs with these in the place of those of the same name; the empty ones are left out.
fn with<'a>(pairs: &[(&'a str, &'a str)], others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = pairs.iter().filter(|(name, _)| !others.iter().any(|(other, _)| other == name));
    kept.chain(others).copied().filter(|(_, value)| !value.is_empty()).collect()
}
