//! Against a server on the loopback interface that answers byte by byte as it is told.

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

/// One answer: its status, its pieces as they are sent, and whether it then goes on for ever.
#[derive(Clone)]
struct Told {
    status: u16,
    content_type: &'static str,
    pieces: Vec<Vec<u8>>,
    hangs: bool,
}

impl Told {
    fn stream(events: &str) -> Self {
        Self { status: 200, content_type: "text/event-stream", pieces: vec![events.as_bytes().to_vec()], hangs: false }
    }

    fn body(status: u16, body: &str) -> Self {
        Self { status, content_type: "application/json", pieces: vec![body.as_bytes().to_vec()], hangs: false }
    }

    /// The same bytes, split after every `size`.
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
struct Server {
    base_url: String,
    told: Arc<Mutex<Vec<Told>>>,
    asked: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl Server {
    /// Starts a server that gives these answers, the last of them for ever, and a client of it.
    async fn start(mut answers: Vec<Told>) -> (Self, OpenAi) {
        answers.reverse();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let base_url = format!("http://{}/v1/", listener.local_addr().expect("an address"));
        let told = Arc::new(Mutex::new(answers));
        let server = Self { base_url: base_url.clone(), told, asked: Arc::default() };
        let router = Router::new().route("/v1/chat/completions", post(answer)).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = OpenAi::new(platform::http_client(), &ModelConfig::new(base_url, "a-model".to_owned()));
        (server, client)
    }

    fn requests(&self) -> usize {
        self.asked.lock().expect("unpoisoned").len()
    }
}

async fn answer(State(server): State<Server>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let asked = serde_json::from_slice(&body).expect("JSON");
    server.asked.lock().expect("unpoisoned").push((headers, asked));
    let told = {
        let mut told = server.told.lock().expect("unpoisoned");
        if told.len() > 1 { told.pop() } else { told.first().cloned() }.expect("an answer")
    };
    let pieces = stream::iter(told.pieces.into_iter().map(Ok::<_, std::io::Error>));
    let body = if told.hangs { Body::from_stream(pieces.chain(stream::pending())) } else { Body::from_stream(pieces) };
    (StatusCode::from_u16(told.status).expect("a status"), [(CONTENT_TYPE, told.content_type)], body)
}

/// Long enough for any machine.
const PATIENT: Duration = Duration::from_secs(30);

async fn chat(client: &OpenAi, patience: Duration) -> Result<ChatReply, ModelError> {
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
    let request = ChatRequest { messages: &messages, tools: &tools, cache_key: "ten_a/v3" };
    client.chat(&"sk-secret".into(), &request, Instant::now() + patience).await
}

/// A stream as OpenAI sends it: a comment, words, two tools in pieces, the end, the usage.
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
async fn a_stream_split_anywhere_is_the_same_answer() {
    let mut expected = None;
    for size in [1, 2, 3, 7, 64, 1_000_000] {
        let (_, client) = Server::start(vec![Told::stream(STREAM).split(size)]).await;
        let reply = chat(&client, PATIENT).await.expect("an answer");
        assert_eq!(reply.text.as_deref(), Some("Grüezi, Dana 🔥"));
        assert_eq!(reply.tool_calls[0].arguments, "{\"appointment_id\":\"apt_1\"}");
        assert_eq!((reply.tool_calls[1].id.as_str(), reply.tool_calls.len()), ("call_b", 2));
        assert_eq!(reply.usage, TokenUsage { prompt: 1200, cached: 1024, cache_write: 128, completion: 34 });
        assert_eq!(*expected.get_or_insert(reply.clone()), reply, "split after every {size}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood_too() {
    let whole = json!({
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2},
    });
    let (_, client) = Server::start(vec![Told::body(200, &whole.to_string())]).await;
    let reply = chat(&client, PATIENT).await.expect("an answer");
    assert_eq!((reply.text.as_deref(), reply.usage.prompt), (Some("Hello."), 9));
}

#[tokio::test]
async fn what_is_asked_follows_the_protocol() {
    let (server, client) = Server::start(vec![Told::stream(STREAM)]).await;
    chat(&client, PATIENT).await.expect("an answer");
    let (headers, asked) = server.asked.lock().expect("unpoisoned").remove(0);
    assert_eq!(headers[AUTHORIZATION], "Bearer sk-secret");
    assert_eq!(asked["messages"][1], json!({"role": "user", "content": "Grüezi \"Acme\" 🔥"}));
    assert_eq!(asked["messages"][2]["tool_calls"][0]["function"]["arguments"], "{}", "what is not JSON is not sent");
    assert_eq!(asked["messages"][3]["tool_call_id"], "call_1");
    assert_eq!(asked["model"], "a-model");
    assert_eq!((&asked["reasoning_effort"], &asked["prompt_cache_key"]), (&json!("none"), &json!("ten_a/v3")));
    assert_eq!((&asked["max_completion_tokens"], asked.get("max_tokens")), (&json!(600), None));
    assert_eq!((&asked["stream"], &asked["stream_options"]["include_usage"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&asked["tools"][0]["type"], &asked["tools"][0]["function"]["strict"]),
        (&json!("function"), &json!(true))
    );
}

#[tokio::test]
async fn settings_that_a_model_refuses_are_not_sent() {
    let (server, _) = Server::start(vec![Told::stream(STREAM)]).await;
    let config = ModelConfig {
        reasoning_effort: None,
        prompt_cache_key: false,
        ..ModelConfig::new(server.base_url.clone(), "an-old-model".to_owned())
    };
    chat(&OpenAi::new(platform::http_client(), &config), PATIENT).await.expect("an answer");
    let (_, asked) = server.asked.lock().expect("unpoisoned").remove(0);
    assert_eq!((asked.get("reasoning_effort"), asked.get("prompt_cache_key")), (None, None));
}

#[tokio::test]
async fn a_failure_is_tried_again_once_and_a_refusal_never() {
    for (status, requests) in [(500, 2), (503, 2), (429, 2), (401, 1), (400, 1)] {
        let (server, client) = Server::start(vec![Told::body(status, "{\"error\": {}}")]).await;
        let error = chat(&client, PATIENT).await.expect_err("a failure");
        assert_eq!(server.requests(), requests, "{status}: {error}");
    }
    let (server, client) = Server::start(vec![Told::body(503, ""), Told::stream(STREAM)]).await;
    assert!(chat(&client, PATIENT).await.is_ok());
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn half_an_answer_is_never_asked_for_again() {
    let words = STREAM.split("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool").next().expect("the words");
    for told in [Told::stream(words), Told::stream("data: {not json}\n\n"), Told::body(200, "<html>")] {
        let (server, client) = Server::start(vec![told]).await;
        assert!(matches!(chat(&client, PATIENT).await, Err(ModelError::Nonsense(_))));
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn words_heard_before_the_deadline_are_not_lost() {
    let words = STREAM.split("data: {\"choices\":[{\"index\":0,\"delta\":{\"tool").next().expect("the words");
    let (_, client) = Server::start(vec![Told::stream(words).hanging()]).await;
    let error = chat(&client, Duration::from_secs(1)).await.expect_err("too slow");
    assert!(
        matches!(&error, ModelError::TooSlow { heard_so_far: Some(words) } if words == "Grüezi, Dana 🔥"),
        "{error:?}"
    );
    let (_, client) = Server::start(vec![Told::stream("").hanging()]).await;
    let error = chat(&client, Duration::from_millis(50)).await.expect_err("too slow");
    assert!(matches!(error, ModelError::TooSlow { heard_so_far: None }), "{error:?}");
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let word = format!("data: {}\n\n", json!({"choices": [{"delta": {"content": "x".repeat(1_000)}}]}));
    let (_, client) = Server::start(vec![Told::stream(&word.repeat(400))]).await;
    assert!(matches!(chat(&client, PATIENT).await, Err(ModelError::Nonsense(_))));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_not_to_be() {
    let config = ModelConfig::new("http://127.0.0.1:9/v1".to_owned(), "a-model".to_owned());
    let error = chat(&OpenAi::new(platform::http_client(), &config), PATIENT).await.expect_err("nobody there");
    assert!(matches!(error, ModelError::Unreachable(_)), "{error:?}");
    assert!(!format!("{error:?}").contains("sk-secret"));
}
