//! Tests against a server on the loopback interface that sends given bytes.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, header::AUTHORIZATION},
    response::IntoResponse,
    routing::post,
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;

mod refusals;

/// A response: its status, its chunks, and whether it stays open.
#[derive(Clone)]
struct TestResponse {
    status: u16,
    content_type: &'static str,
    pieces: Vec<Vec<u8>>,
    hangs: bool,
}

impl TestResponse {
    fn stream(events: &str) -> Self {
        Self { status: 200, content_type: "text/event-stream", pieces: vec![events.as_bytes().to_vec()], hangs: false }
    }

    fn body(status: u16, body: &str) -> Self {
        Self { status, content_type: "application/json", pieces: vec![body.as_bytes().to_vec()], hangs: false }
    }

    /// The same bytes in chunks of `size`.
    fn split(mut self, size: usize) -> Self {
        self.pieces = self.pieces.concat().chunks(size).map(<[u8]>::to_vec).collect();
        self
    }

    fn hanging(mut self) -> Self {
        self.hangs = true;
        self
    }
}

#[derive(Clone, Default)]
struct ModelServer {
    base_url: String,
    responses: Arc<Mutex<Vec<TestResponse>>>,
    received: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl ModelServer {
    /// Starts a server that sends these responses, repeating the last, and a client of it.
    async fn start(mut responses: Vec<TestResponse>) -> (Self, OpenAi) {
        responses.reverse();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let base_url = format!("http://{}/v1/", listener.local_addr().expect("an address"));
        let responses = Arc::new(Mutex::new(responses));
        let server = Self { base_url: base_url.clone(), responses, received: Arc::default() };
        let router = Router::new().route("/v1/chat/completions", post(respond)).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = OpenAi::new(platform::http_client(), &ModelConfig::new(base_url, "a-model".to_owned()));
        (server, client)
    }

    fn requests(&self) -> usize {
        self.received.lock().expect("unpoisoned").len()
    }
}

async fn respond(State(server): State<ModelServer>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let request = serde_json::from_slice(&body).expect("JSON");
    server.received.lock().expect("unpoisoned").push((headers, request));
    let response = {
        let mut response = server.responses.lock().expect("unpoisoned");
        if response.len() > 1 { response.pop() } else { response.first().cloned() }.expect("a reply")
    };
    let pieces = stream::iter(response.pieces.into_iter().map(Ok::<_, std::io::Error>));
    let body =
        if response.hangs { Body::from_stream(pieces.chain(stream::pending())) } else { Body::from_stream(pieces) };
    (StatusCode::from_u16(response.status).expect("a status"), [(CONTENT_TYPE, response.content_type)], body)
}

/// A deadline that no test reaches.
const PATIENT: Duration = Duration::from_secs(30);

/// Records the words, and a mark where tool calls follow.
#[derive(Default)]
struct Pieces(Vec<String>);

impl WordSink for Pieces {
    fn words(&mut self, piece: &str) {
        self.0.push(piece.to_owned());
    }

    fn tools(&mut self) {
        self.0.push("(tools)".to_owned());
    }
}

async fn chat(client: &OpenAi, patience: Duration) -> Result<ChatReply, ModelError> {
    chat_into(client, patience, &mut Pieces::default()).await
}

async fn chat_into(client: &OpenAi, patience: Duration, sink: &mut Pieces) -> Result<ChatReply, ModelError> {
    let messages = [
        Message::System("You answer the telephone.".into()),
        Message::User("Grüezi \"Acme\" 🔥".into()),
        Message::Assistant {
            text: None,
            tool_calls: vec![ToolCall { id: "call_1".into(), name: "cancel".into(), arguments: "{broken".into() }],
        },
        Message::Tool { call_id: "call_1".into(), content: "refused".into() },
    ];
    let tools = [ToolDefinition { name: "cancel", description: "Cancels.", parameters: json!({"type": "object"}) }];
    let request = ChatRequest { messages: &messages, tools: &tools, answer: None, cache_key: "ten_a/v3" };
    let patience = Patience::until(Instant::now() + patience);
    client.chat(&"sk-secret".into(), &request, patience, sink).await
}

/// A stream in OpenAI's format: a comment, text, two tool calls in chunks, the end, the usage.
const STREAM: &str = "\
: keep-alive

data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Grüezi, \"},\"finish_reason\":null}]}

data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Dana 🔥\"},\"finish_reason\":null}]}

data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"cancel\",\"arguments\":\"\"}}]},\"finish_reason\":null}]}

data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"appointment\"}}]},\"finish_reason\":null}]}

data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"call_b\",\"type\":\"function\",\"function\":{\"name\":\"end_call\",\"arguments\":\"{}\"}},{\"index\":0,\"function\":{\"arguments\":\"_id\\\":\\\"apt_1\\\"}\"}}]},\"finish_reason\":null}]}

data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}

data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1200,\"completion_tokens\":34,\"prompt_tokens_details\":{\"cached_tokens\":1024,\"cache_write_tokens\":128}}}

data: [DONE]

";

#[tokio::test]
async fn stream_split_at_any_byte_gives_the_same_reply() {
    let mut expected = None;
    for size in [1, 2, 3, 7, 64, 1_000_000] {
        let (_, client) = ModelServer::start(vec![TestResponse::stream(STREAM).split(size)]).await;
        let reply = chat(&client, PATIENT).await.expect("a reply");
        assert_eq!(reply.text.as_deref(), Some("Grüezi, Dana 🔥"));
        assert_eq!(reply.tool_calls[0].arguments, "{\"appointment_id\":\"apt_1\"}");
        assert_eq!((reply.tool_calls[1].id.as_str(), reply.tool_calls.len()), ("call_b", 2));
        assert_eq!(reply.usage, TokenUsage { prompt: 1200, cached: 1024, cache_write: 128, completion: 34 });
        assert_eq!(*expected.get_or_insert(reply.clone()), reply, "split after every {size}");
    }
}

#[tokio::test]
async fn response_without_streaming_is_parsed() {
    let whole = json!({
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2},
    });
    let (_, client) = ModelServer::start(vec![TestResponse::body(200, &whole.to_string())]).await;
    let reply = chat(&client, PATIENT).await.expect("a reply");
    assert_eq!((reply.text.as_deref(), reply.usage.prompt), (Some("Hello."), 9));
}

#[tokio::test]
async fn request_follows_the_protocol() {
    let (server, client) = ModelServer::start(vec![TestResponse::stream(STREAM)]).await;
    chat(&client, PATIENT).await.expect("a reply");
    let (headers, request) = server.received.lock().expect("unpoisoned").remove(0);
    assert_eq!(headers[AUTHORIZATION], "Bearer sk-secret");
    assert_eq!(request["messages"][1], json!({"role": "user", "content": "Grüezi \"Acme\" 🔥"}));
    assert_eq!(request["messages"][2]["tool_calls"][0]["function"]["arguments"], "{}", "malformed arguments are sent");
    assert_eq!(request["messages"][3]["tool_call_id"], "call_1");
    assert_eq!(request["model"], "a-model");
    assert_eq!((&request["reasoning_effort"], &request["prompt_cache_key"]), (&json!("none"), &json!("ten_a/v3")));
    assert_eq!((&request["max_completion_tokens"], request.get("max_tokens")), (&json!(600), None));
    assert_eq!((&request["stream"], &request["stream_options"]["include_usage"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&request["tools"][0]["type"], &request["tools"][0]["function"]["strict"]),
        (&json!("function"), &json!(true))
    );
}

#[tokio::test]
async fn unsupported_settings_are_omitted_from_the_request() {
    let (server, _) = ModelServer::start(vec![TestResponse::stream(STREAM)]).await;
    let model = ModelSetting {
        effort_with_tools: None,
        prompt_cache_key: false,
        ..ModelSetting::new(server.base_url.clone(), "an-old-model".to_owned())
    };
    chat(&OpenAi::of(platform::http_client(), model, true), PATIENT).await.expect("a reply");
    let (_, request) = server.received.lock().expect("unpoisoned").remove(0);
    assert_eq!((request.get("reasoning_effort"), request.get("prompt_cache_key")), (None, None));
}

#[tokio::test]
async fn server_error_is_retried_once_and_client_error_never() {
    for (status, requests) in [(500, 2), (503, 2), (429, 2), (401, 1), (400, 1)] {
        let (server, client) = ModelServer::start(vec![TestResponse::body(status, "{\"error\": {}}")]).await;
        let error = chat(&client, PATIENT).await.expect_err("a failure");
        assert_eq!(server.requests(), requests, "{status}: {error}");
    }
    let (server, client) = ModelServer::start(vec![TestResponse::body(503, ""), TestResponse::stream(STREAM)]).await;
    assert!(chat(&client, PATIENT).await.is_ok());
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn partial_response_is_not_retried() {
    let words = STREAM.split("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool").next().expect("the words");
    for response in
        [TestResponse::stream(words), TestResponse::stream("data: {not json}\n\n"), TestResponse::body(200, "<html>")]
    {
        let (server, client) = ModelServer::start(vec![response]).await;
        assert!(matches!(chat(&client, PATIENT).await, Err(ModelError::InvalidResponse(_))));
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn timeout_error_holds_the_text_received_so_far() {
    let words = STREAM.split("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool").next().expect("the words");
    let (_, client) = ModelServer::start(vec![TestResponse::stream(words).hanging()]).await;
    let mut sink = Pieces::default();
    let error = chat_into(&client, Duration::from_secs(1), &mut sink).await.expect_err("too slow");
    assert!(matches!(error, ModelError::TooSlow), "{error:?}");
    assert_eq!(sink.0, ["Grüezi, ", "Dana 🔥"]);
    let (_, client) = ModelServer::start(vec![TestResponse::stream("").hanging()]).await;
    let mut sink = Pieces::default();
    let error = chat_into(&client, Duration::from_millis(50), &mut sink).await.expect_err("too slow");
    assert!(matches!(error, ModelError::TooSlow) && sink.0.is_empty(), "{error:?}");
    let (_, client) = ModelServer::start(vec![TestResponse::stream(STREAM)]).await;
    let mut sink = Pieces::default();
    chat_into(&client, PATIENT, &mut sink).await.expect("a reply");
    assert_eq!(sink.0[..3], ["Grüezi, ", "Dana 🔥", "(tools)"]);
}

#[tokio::test]
async fn oversized_response_is_rejected() {
    let word = format!("data: {}\n\n", json!({"choices": [{"delta": {"content": "x".repeat(1_000)}}]}));
    let (_, client) = ModelServer::start(vec![TestResponse::stream(&word.repeat(400))]).await;
    assert!(matches!(chat(&client, PATIENT).await, Err(ModelError::InvalidResponse(_))));
}

#[tokio::test]
async fn unreachable_server_gives_unreachable_error_without_the_key() {
    let config = ModelConfig::new("http://127.0.0.1:9/v1".to_owned(), "a-model".to_owned());
    let error = chat(&OpenAi::new(platform::http_client(), &config), PATIENT).await.expect_err("unreachable");
    assert!(matches!(error, ModelError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error:?}").contains("sk-secret"));
}
