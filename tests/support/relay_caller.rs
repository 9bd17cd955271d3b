//! A caller whose speech goes through a WebSocket: sends what `ConversationRelay` sends, and reads what it would speak. It speaks nothing,
//! so a test says itself what the caller heard.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use store::{ConnectionId, Store, TenantScope};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Error, Message, client::IntoClientRequest},
};
use twilio::signature::sign;

use super::{TestCaller, WebhookResponse};

/// A call at a socket.
pub(crate) struct RelayCaller {
    pub(crate) caller: TestCaller,
    /// The TwiML that began the session.
    pub(crate) connect: WebhookResponse,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What was sent until the caller is listened to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Spoken {
    /// The messages with words, in order.
    pub(crate) clauses: Vec<String>,
    /// The data of `end`, if the session ended.
    pub(crate) handoff: Option<Value>,
    /// Whether all words may be interrupted.
    pub(crate) interruptible: bool,
}

impl Spoken {
    pub(crate) fn words(&self) -> String {
        self.clauses.join(" ")
    }
}

impl RelayCaller {
    /// Rings, and connects to the socket of the answer.
    pub(crate) async fn ring(caller: TestCaller) -> Self {
        let connect = caller.ring().await;
        Self::connect(caller, connect).await.expect("the socket opens")
    }

    /// Connects to the socket of a response.
    pub(crate) async fn connect(caller: TestCaller, connect: WebhookResponse) -> Result<Self, Box<Error>> {
        let url = connect.attribute("ConversationRelay", "url");
        let signature = sign(&caller.token(), &url, &[]);
        let socket = open(&url, Some(&signature)).await?;
        let mut call = Self { caller, connect, socket };
        let sid = call.caller.call_sid().to_owned();
        call.send(&json!({"type": "setup", "sessionId": "VX1", "callSid": sid, "callStatus": "IN-PROGRESS"})).await;
        Ok(call)
    }

    /// The greeting that Twilio speaks.
    pub(crate) fn greeting(&self) -> String {
        self.connect.attribute("ConversationRelay", "welcomeGreeting")
    }

    pub(crate) async fn send(&mut self, message: &Value) {
        self.socket.send(Message::text(message.to_string())).await.expect("the socket is open");
    }

    /// Says something, and returns what is answered until the caller is listened to.
    pub(crate) async fn say(&mut self, words: &str) -> Spoken {
        self.begin_to_say(words).await;
        self.spoken().await
    }

    pub(crate) async fn begin_to_say(&mut self, words: &str) {
        self.send(&json!({"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": true})).await;
    }

    /// Interrupts the agent after these words.
    pub(crate) async fn interrupt(&mut self, heard: &str) {
        self.send(&json!({"type": "interrupt", "utteranceUntilInterrupt": heard, "durationUntilInterruptMs": 460}))
            .await;
    }

    /// What is sent until the caller is listened to, or the session ends.
    pub(crate) async fn spoken(&mut self) -> Spoken {
        let mut spoken = Spoken { interruptible: true, ..Spoken::default() };
        while let Some(message) = self.next().await {
            match message["type"].as_str() {
                Some("text") => {
                    let token = message["token"].as_str().expect("words").trim();
                    if !token.is_empty() {
                        spoken.clauses.push(token.to_owned());
                        spoken.interruptible &= message["interruptible"] == json!(true);
                    }
                    if message["last"] == json!(true) {
                        return spoken;
                    }
                }
                Some("end") => {
                    let data = message["handoffData"].as_str().expect("text");
                    spoken.handoff = Some(serde_json::from_str(data).expect("JSON"));
                    return spoken;
                }
                _ => {}
            }
        }
        spoken
    }

    /// The next message; nothing once the socket is closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        while let Some(message) = self.socket.next().await {
            if let Message::Text(text) = message.ok()? {
                return Some(serde_json::from_str(&text).expect("JSON"));
            }
        }
        None
    }

    /// The connection's id at API Gateway.
    pub(crate) async fn connection(&self, store: &Store, scope: &TenantScope) -> ConnectionId {
        let live = store.get_live_call(scope, &super::call(&self.caller)).await.expect("read");
        live.expect("a live call").connection
    }

    /// Twilio requests the `action` of `<Connect>`.
    pub(crate) async fn request_action(&self, more: &[(&str, &str)]) -> WebhookResponse {
        self.caller.post(&self.connect.attribute("Connect", "action"), more).await
    }

    /// The same after our own last message.
    pub(crate) async fn end(&self, spoken: &Spoken) -> WebhookResponse {
        let handoff = spoken.handoff.as_ref().expect("the session ended").to_string();
        self.request_action(&[("SessionStatus", "ended"), ("HandoffData", &handoff)]).await
    }
}

/// API Gateway's event for what a caller says.
pub(crate) fn prompt_event(connection: &ConnectionId, words: &str) -> Value {
    message_event(connection, &json!({"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": true}))
}

/// API Gateway's event for a key, which arrived at this time in milliseconds.
pub(crate) fn key_event(connection: &ConnectionId, key: char, arrived: i64) -> Value {
    let mut event = message_event(connection, &json!({"type": "dtmf", "digit": key.to_string()}));
    event["requestContext"]["requestTimeEpoch"] = json!(arrived);
    event
}

/// API Gateway's event for a message from Twilio.
pub(crate) fn message_event(connection: &ConnectionId, message: &Value) -> Value {
    let context = json!({"routeKey": "$default", "eventType": "MESSAGE", "connectionId": connection, "stage": "live"});
    json!({"requestContext": context, "body": message.to_string(), "isBase64Encoded": false})
}

/// Opens a socket with this signature, or without one.
pub(crate) async fn open(
    url: &str,
    signature: Option<&str>,
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Box<Error>> {
    let mut request = url.into_client_request()?;
    if let Some(signature) = signature {
        request.headers_mut().insert("x-twilio-signature", signature.parse().expect("a header"));
    }
    Ok(tokio_tungstenite::connect_async(request).await?.0)
}
