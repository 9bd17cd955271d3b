mod closing;
mod events;
mod management;
mod messages;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

use aws_sdk_dynamodb::config::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use aws_smithy_runtime_api::client::identity::Identity;
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use platform::clock::Clock;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use super::*;

/// A Friday, as in AWS's example.
const NOW: &str = "2026-11-27T06:31:13.185Z";

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// An API whose function keeps every event, and a clock that the test moves.
pub(super) struct TestApi {
    pub(super) api: WebSocketApi,
    pub(super) events: Arc<EventLog>,
    milliseconds: Arc<AtomicI64>,
}

/// The events of a function, in the order in which they came.
#[derive(Default)]
pub(super) struct EventLog {
    events: Mutex<VecDeque<Value>>,
    arrived: tokio::sync::Notify,
}

impl EventLog {
    fn push(&self, event: Value) {
        self.events.lock().expect("no poison").push_back(event);
        self.arrived.notify_one();
    }

    /// Waits for the next event.
    pub(super) async fn next(&self) -> Value {
        in_time(async {
            loop {
                if let Some(event) = self.events.lock().expect("no poison").pop_front() {
                    return event;
                }
                self.arrived.notified().await;
            }
        })
        .await
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.lock().expect("no poison").is_empty()
    }
}

/// Fails a test that waits for something that does not come.
pub(super) async fn in_time<T>(waiting: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it did not come")
}

/// The answer that accepts anything.
pub(super) fn accepted() -> Value {
    json!({"statusCode": 200})
}

impl TestApi {
    /// An API whose function answers 200 to everything.
    pub(super) async fn start() -> Self {
        Self::with(|_| async { Ok(accepted()) }, |_| {}).await
    }

    pub(super) async fn with<F, R>(function: F, change: impl FnOnce(&mut WebSocketApiOptions)) -> Self
    where
        F: Fn(Value) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Value, InvocationError>> + Send + 'static,
    {
        let now: Timestamp = NOW.parse().expect("an instant");
        let milliseconds = Arc::new(AtomicI64::new(now.as_millisecond()));
        let shown = Arc::clone(&milliseconds);
        let clock =
            Clock::from_fn(move || Timestamp::from_millisecond(shown.load(Ordering::SeqCst)).expect("in range"));
        let mut options = WebSocketApiOptions::new(clock);
        change(&mut options);
        let events = Arc::new(EventLog::default());
        let log = Arc::clone(&events);
        let function = event_function(move |event: Value| {
            log.push(event.clone());
            function(event)
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let api = WebSocketApi::start(listener, function, options).expect("started");
        Self { api, events, milliseconds }
    }

    pub(super) fn move_clock(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).expect("in range");
        self.milliseconds.fetch_add(by, Ordering::SeqCst);
        self.api.clock_moved();
    }

    /// Connects, and takes the CONNECT event. Returns it with the socket.
    pub(super) async fn connect(&self) -> (Socket, Value) {
        let (socket, _) = in_time(connect_async(format!("{}/?t=token", self.api.url()))).await.expect("connected");
        let event = self.events.next().await;
        assert_eq!(event["requestContext"]["eventType"], "CONNECT");
        (socket, event)
    }

    /// The HTTP status of a handshake that is refused.
    pub(super) async fn refused_status(&self) -> u16 {
        let request = format!("{}/prod", self.api.url()).into_client_request().expect("a request");
        match in_time(connect_async(request)).await {
            Err(Error::Http(response)) => response.status().as_u16(),
            other => panic!("expected a refusal: {other:?}"),
        }
    }

    /// The URL of a connection in `@connections`.
    pub(super) fn url_of(&self, connection: &Value) -> String {
        let id = connection["requestContext"]["connectionId"].as_str().expect("an id");
        format!("{}/@connections/{}", self.api.management_url(), id.replace('=', "%3D"))
    }
}

/// A signed request to `@connections`.
pub(super) struct SignedRequest<'a> {
    pub(super) method: &'a str,
    pub(super) url: &'a str,
    pub(super) body: &'a [u8],
    pub(super) key: (&'a str, &'a str),
    pub(super) service: &'a str,
    pub(super) at: SystemTime,
}

impl<'a> SignedRequest<'a> {
    pub(super) fn new(method: &'a str, url: &'a str, body: &'a [u8]) -> Self {
        Self { method, url, body, key: ("local", "local"), service: "execute-api", at: SystemTime::now() }
    }

    /// Sends it, with `body` in place of the signed one if it is given.
    pub(super) async fn send_with(self, body: Option<&[u8]>) -> reqwest::Response {
        let identity = Identity::from(Credentials::new(self.key.0, self.key.1, None, None, "test"));
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name(self.service)
            .time(self.at)
            .settings(SigningSettings::default())
            .build()
            .expect("parameters");
        let signable = SignableRequest::new(self.method, self.url, std::iter::empty(), SignableBody::Bytes(self.body))
            .expect("signable");
        let mut signed = http::Request::new(());
        sign(signable, &params.into()).expect("signed").into_parts().0.apply_to_request_http1x(&mut signed);
        let method = self.method.parse().expect("a method");
        let request = reqwest::Client::new().request(method, self.url).headers(std::mem::take(signed.headers_mut()));
        in_time(request.body(body.unwrap_or(self.body).to_vec()).send()).await.expect("an answer")
    }

    pub(super) async fn send(self) -> reqwest::Response {
        self.send_with(None).await
    }
}

pub(super) async fn say(socket: &mut Socket, text: &str) {
    socket.send(Message::text(text)).await.expect("sent");
}

/// The next text from the socket.
pub(super) async fn heard(socket: &mut Socket) -> String {
    match in_time(socket.next()).await {
        Some(Ok(Message::Text(text))) => text.as_str().to_owned(),
        other => panic!("expected a text: {other:?}"),
    }
}

/// The code with which the socket is closed.
pub(super) async fn closed(socket: &mut Socket) -> u16 {
    match in_time(socket.next()).await {
        Some(Ok(Message::Close(Some(frame)))) => frame.code.into(),
        other => panic!("expected a close frame: {other:?}"),
    }
}
