//! A voice application for tests. It answers each path with a fixed response and records the requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use twilio::signature::{AuthToken, Signature, SignedBody, verify};

use super::call_setup::CallSetup;

pub(super) const TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub(super) const CALLER: &str = "+12145550142";
pub(super) const CALLED: &str = "+12145550100";
/// The public origin. The call setup redirects its requests to the application.
const PUBLIC: &str = "https://voice.example.com";

/// The response of a path.
#[derive(Clone)]
pub(super) enum ApplicationResponse {
    /// A `<Response>` with these verbs.
    Twiml(&'static str),
    /// Any response: status, content type, body.
    Raw(u16, &'static str, String),
    /// No response, ever.
    Never,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct ReceivedRequest {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) params: Vec<(String, String)>,
}

impl ReceivedRequest {
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether the signature matches the parameters and the public URL.
    pub(super) fn is_signed(&self) -> bool {
        let signed: &[_] = if self.method == Method::GET { &[] } else { &self.params };
        Signature::parse(self.header("X-Twilio-Signature")).is_ok_and(|signature| {
            let url = format!("{PUBLIC}{}", self.uri);
            verify(&[AuthToken::new(TOKEN)], &url, SignedBody::Form(signed), &signature).is_ok()
        })
    }
}

type Shared = Arc<(HashMap<&'static str, ApplicationResponse>, Mutex<Vec<ReceivedRequest>>)>;

/// A running application; it stops with the test's runtime.
pub(super) struct Application {
    address: String,
    shared: Shared,
}

impl Application {
    pub(super) async fn start(answers: impl IntoIterator<Item = (&'static str, ApplicationResponse)>) -> Self {
        let shared: Shared = Arc::new((answers.into_iter().collect(), Mutex::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let app = Router::new().fallback(answer).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, shared }
    }

    /// Starts with TwiML verbs for each path.
    pub(super) async fn with_twiml(documents: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        Self::start(documents.into_iter().map(|(path, verbs)| (path, ApplicationResponse::Twiml(verbs)))).await
    }

    /// A call that is answered at `/voice` and reports its end to `/status`.
    pub(super) fn setup(&self) -> CallSetup {
        self.setup_for("/voice")
    }

    pub(super) fn setup_for(&self, path: &str) -> CallSetup {
        CallSetup::new(
            CALLER,
            CALLED,
            "AC00000000000000000000000000000001",
            AuthToken::new(TOKEN),
            &format!("{PUBLIC}{path}"),
        )
        .and_then(|setup| setup.with_status_callback(&format!("{PUBLIC}/status")))
        .and_then(|setup| setup.with_listener(PUBLIC, &self.address))
        .expect("valid URLs")
    }

    pub(super) fn with_fallback(&self, path: &str) -> CallSetup {
        self.setup_for(path).with_fallback(&format!("{PUBLIC}/fallback?to=1")).expect("valid URLs")
    }

    pub(super) fn asked(&self) -> Vec<ReceivedRequest> {
        self.shared.1.lock().expect("no poison").clone()
    }

    /// The requested paths, in order.
    pub(super) fn paths(&self) -> Vec<String> {
        self.asked().iter().map(|asked| asked.uri.path().to_owned()).collect()
    }

    /// The only request to this path.
    pub(super) fn only(&self, path: &str) -> ReceivedRequest {
        let all: Vec<_> = self.asked().into_iter().filter(|asked| asked.uri.path() == path).collect();
        assert_eq!(all.len(), 1, "requests to {path}: {:?}", self.paths());
        all.into_iter().next().expect("one")
    }
}

async fn answer(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let form: &[u8] = if method == Method::GET { uri.query().unwrap_or_default().as_bytes() } else { &body };
    let params = url::form_urlencoded::parse(form).into_owned().collect();
    let given = shared.0.get(uri.path()).cloned();
    shared.1.lock().expect("no poison").push(ReceivedRequest { method, uri, headers, params });
    match given {
        Some(ApplicationResponse::Twiml(verbs)) => {
            ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], format!("<Response>{verbs}</Response>"))
                .into_response()
        }
        Some(ApplicationResponse::Raw(status, kind, body)) => {
            (StatusCode::from_u16(status).expect("a status"), [(header::CONTENT_TYPE, kind)], body).into_response()
        }
        Some(ApplicationResponse::Never) => std::future::pending().await,
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
