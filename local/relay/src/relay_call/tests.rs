//! Calls over a real socket, to a function behind the emulated API Gateway.

use std::{
    collections::VecDeque,
    sync::{Mutex, atomic::AtomicU64, atomic::Ordering},
};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use twilio::signature::{AuthToken, Signature, SignedBody, verify};
use websocket_api::{InvocationError, WebSocketApi, WebSocketApiOptions, event_function};

use super::*;
use crate::InputKinds;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const PUBLIC: &str = "wss://stream.example.com?t=call.token_1-2";

/// An application: answers each prompt with scripted messages, and keeps all events.
struct TestApplication {
    api: WebSocketApi,
    events: Arc<Mutex<Vec<Value>>>,
}

/// The messages to post for each message of the client, by its type: the first list for the first of this type.
type Replies = Vec<(&'static str, Vec<Value>)>;

fn text(token: &str, is_last: bool) -> Value {
    json!({"type": "text", "token": token, "last": is_last})
}

impl TestApplication {
    async fn start(replies: Replies) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let management = format!("http://{}/prod/@connections", listener.local_addr().expect("bound"));
        let events = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&events);
        let replies = Arc::new(Mutex::new(VecDeque::from(replies)));
        let function = event_function(move |event: Value| {
            kept.lock().expect("no poison").push(event.clone());
            let (management, replies) = (management.clone(), Arc::clone(&replies));
            async move {
                if event["requestContext"]["eventType"] == "MESSAGE" {
                    let connection =
                        event["requestContext"]["connectionId"].as_str().expect("an id").replace('=', "%3D");
                    for reply in next_replies(&replies, &event)? {
                        post(&format!("{management}/{connection}"), &reply).await;
                    }
                }
                Ok(json!({"statusCode": 200}))
            }
        });
        let options = WebSocketApiOptions::new(platform::clock::Clock::system());
        Self { api: WebSocketApi::start(listener, function, options).expect("started"), events }
    }

    fn target(&self) -> RelayTarget {
        RelayTarget::new(PUBLIC, AuthToken::new(TOKEN)).with_listener(&self.api.url())
    }

    async fn call(&self, attributes: RelayAttributes) -> RelayCall {
        self.call_with(attributes, LineFaults::default()).await
    }

    async fn call_with(&self, attributes: RelayAttributes, faults: LineFaults) -> RelayCall {
        let pace = RelayPace::Simulated { patience: Duration::from_secs(20) };
        RelayCall::connect(self.target(), attributes, facts(), faults, pace).await.expect("connected")
    }

    /// The messages of the client so far.
    fn messages(&self) -> Vec<Value> {
        let events = self.events.lock().expect("no poison");
        events.iter().filter_map(|event| serde_json::from_str(event["body"].as_str()?).ok()).collect()
    }

    fn prompts(&self) -> Vec<String> {
        self.messages().iter().filter_map(|message| Some(message["voicePrompt"].as_str()?.to_owned())).collect()
    }
}

/// The replies to a message: those of the first entry, if it is for its type.
fn next_replies(
    replies: &Mutex<VecDeque<(&'static str, Vec<Value>)>>,
    event: &Value,
) -> Result<Vec<Value>, InvocationError> {
    let message: Value = serde_json::from_str(event["body"].as_str().unwrap_or_default())
        .map_err(|error| InvocationError::Fault(error.to_string()))?;
    let mut replies = replies.lock().expect("no poison");
    match replies.front() {
        Some((kind, _)) if message["type"] == *kind => Ok(replies.pop_front().map(|(_, all)| all).unwrap_or_default()),
        _ => Ok(Vec::new()),
    }
}

async fn post(url: &str, message: &Value) {
    let url: url::Url = url.parse().expect("a URL");
    let credentials = aws_sdk_dynamodb::config::Credentials::new("local", "local", None, None, "test");
    let signer = platform::aws::signature::Signer {
        credentials,
        region: "us-east-1".to_owned(),
        at: std::time::SystemTime::now(),
    };
    let body = message.to_string();
    let headers = signer.sign_post("execute-api", &url, ("application/json", body.as_bytes())).expect("signed");
    let sent = reqwest::Client::new().post(url).headers(headers).body(body).send().await.expect("an answer");
    assert!(sent.status() == 200 || sent.status() == 410, "{}", sent.status());
}

fn facts() -> RelayCallFacts {
    RelayCallFacts {
        session_id: "VX1".to_owned(),
        call_sid: "CA1".to_owned(),
        account_sid: "AC1".to_owned(),
        from: "+12145550142".to_owned(),
        to: "+12145550100".to_owned(),
        custom_parameters: [].into(),
    }
}

fn greeted() -> RelayAttributes {
    RelayAttributes { welcome_greeting: Some("How can I help?".to_owned()), ..RelayAttributes::default() }
}

#[tokio::test]
async fn handshake_is_signed_over_the_public_url() {
    let application = TestApplication::start(vec![]).await;
    let mut call = application.call(RelayAttributes::default()).await;
    let connect = application.events.lock().expect("no poison")[0].clone();
    assert_eq!(connect["queryStringParameters"], json!({"t": "call.token_1-2"}));
    assert_eq!(connect["headers"]["Host"], "stream.example.com");
    let signature = Signature::parse(connect["headers"]["X-Twilio-Signature"].as_str().expect("a header"));
    let signature = signature.expect("a signature");
    verify(&[AuthToken::new(TOKEN)], PUBLIC, SignedBody::Form(&[]), &signature).expect("signed with the token");
    call.hang_up().await;
    assert_eq!(call.session_end().expect("the end").outcome, SessionOutcome::Completed);
}

#[tokio::test]
async fn caller_and_application_talk_in_turns() {
    let application = TestApplication::start(vec![
        ("prompt", vec![text("Is it ", false), text("gas or electric?", true)]),
        ("prompt", vec![text("Tuesday at ten.", true)]),
    ])
    .await;
    let passed = Arc::new(AtomicU64::new(0));
    let all = Arc::clone(&passed);
    let mut call = application.call(greeted()).await.with_time_passed(move |time| {
        all.fetch_add(u64::try_from(time.as_millis()).expect("in range"), Ordering::SeqCst);
    });
    call.say("My furnace is out.").await.expect("said");
    assert_eq!(call.hear_out().await.expect("heard"), "Is it gas or electric?");
    call.say("Gas.").await.expect("said");
    assert_eq!(call.hear_out().await.expect("heard"), "Tuesday at ten.");
    call.stay_silent(Duration::from_secs(6)).await.expect("silent");
    let spoken = [15_u64, 18, 22, 4, 15].map(|characters| characters * 1_000 / 15).iter().sum::<u64>() + 3 * 200;
    assert!((spoken + 5_900..spoken + 6_100).contains(&call.now_ms()), "{} and {spoken}", call.now_ms());
    assert_eq!(passed.load(Ordering::SeqCst), call.now_ms());
    assert_eq!(application.prompts(), ["My furnace is out.", "Gas."]);
}

#[tokio::test]
async fn caller_interrupts_after_a_number_of_words() {
    let application = TestApplication::start(vec![
        ("prompt", vec![text("We can come on Tuesday ", false), text("from ten to twelve or later.", true)]),
        ("interrupt", vec![text("", true)]),
        ("prompt", vec![text("Tuesday at two.", true)]),
    ])
    .await;
    let mut call = application.call(greeted()).await;
    call.say("When can you come?").await.expect("said");
    call.interrupt_after(7, "No, later.").await.expect("said");
    assert_eq!(call.hear_out().await.expect("heard"), "Tuesday at two.");
    let interrupt = application.messages().into_iter().find(|message| message["type"] == "interrupt");
    assert_eq!(interrupt.expect("an interruption")["utteranceUntilInterrupt"], "We can come on Tuesday from ten");
    let cut: Vec<_> = call
        .heard()
        .iter()
        .filter_map(|event| match &event.kind {
            HeardKind::Agent { words, is_cut: true, .. } => Some(words.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(cut, ["from ten"]);
}

#[tokio::test]
async fn interruption_after_too_many_words_is_an_error() {
    let application = TestApplication::start(vec![("prompt", vec![text("Yes.", true)])]).await;
    let mut call = application.call(RelayAttributes::default()).await;
    call.say("Hello?").await.expect("said");
    let interrupted = call.interrupt_after(7, "Stop.").await;
    assert!(matches!(interrupted, Err(RelayCallError::TooFewWords(7))), "{interrupted:?}");
}

#[tokio::test]
async fn keys_reach_the_application() {
    let application = TestApplication::start(vec![("dtmf", vec![]), ("dtmf", vec![text("Thank you.", true)])]).await;
    let mut call = application.call(RelayAttributes { dtmf_detection: true, ..greeted() }).await;
    call.press("1#").await.expect("pressed");
    assert_eq!(call.hear_out().await.expect("heard"), "Thank you.");
    let digits: Vec<_> =
        application.messages().iter().filter_map(|message| message["digit"].as_str().map(str::to_owned)).collect();
    assert_eq!(digits, ["1", "#"]);
}

#[tokio::test]
async fn application_ends_the_session() {
    let end = json!({"type": "end", "handoffData": "{\"to\":\"person\"}"});
    let application = TestApplication::start(vec![("prompt", vec![text("One moment.", true), end])]).await;
    let mut call = application.call(RelayAttributes::default()).await;
    call.say("A person, please.").await.expect("said");
    let end = call.wait_for_end().await.expect("the end").params();
    assert!(end.contains(&("HandoffData".to_owned(), r#"{"to":"person"}"#.to_owned())), "{end:?}");
    assert!(matches!(call.say("Hello?").await, Err(RelayCallError::Over)));
}

#[tokio::test]
async fn refused_handshake_fails_the_session() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let refuse = event_function(|_| async { Ok(json!({"statusCode": 403})) });
    let options = WebSocketApiOptions::new(platform::clock::Clock::system());
    let api = WebSocketApi::start(listener, refuse, options).expect("started");
    let target = RelayTarget::new(PUBLIC, AuthToken::new(TOKEN)).with_listener(&api.url());
    let attributes = RelayAttributes { application_reconnect: true, ..greeted() };
    let call = RelayCall::connect(target, attributes, facts(), LineFaults::default(), RelayPace::default()).await;
    let call = call.expect("a session");
    let end = call.session_end().expect("the end");
    assert!(matches!(end.outcome, SessionOutcome::Failed { code: 64102, .. }), "{end:?}");
}

#[tokio::test]
async fn lost_socket_is_connected_again_and_the_call_goes_on() {
    let application = TestApplication::start(vec![
        ("prompt", vec![text("Is it gas?", true)]),
        ("prompt", vec![]),
        ("prompt", vec![text("Tuesday at ten.", true)]),
    ])
    .await;
    let mut call = application.call(RelayAttributes { application_reconnect: true, ..greeted() }).await;
    call.say("My furnace is out.").await.expect("said");
    assert_eq!(call.hear_out().await.expect("heard"), "Is it gas?");
    call.lose_socket().await;
    call.say("Yes.").await.expect("said");
    assert_eq!(call.hear_out().await.expect("heard"), "Tuesday at ten.");
    assert_eq!(application.prompts(), ["My furnace is out.", "My furnace is out.", "Yes."]);
    let setups = application.messages().iter().filter(|message| message["type"] == "setup").count();
    assert_eq!(setups, 2);
}

#[tokio::test]
async fn lost_socket_without_reconnect_fails_the_session() {
    let application = TestApplication::start(vec![]).await;
    let mut call = application.call(greeted()).await;
    call.lose_socket().await;
    assert!(matches!(call.hear_out().await.as_deref(), Ok("")));
    assert!(matches!(call.session_end().expect("the end").outcome, SessionOutcome::Failed { code: 64105, .. }));
}

#[tokio::test]
async fn fault_of_the_function_is_malformed_for_the_client() {
    let faulty = event_function(|event: Value| async move {
        if event["requestContext"]["eventType"] == "CONNECT" {
            return Ok(json!({"statusCode": 200}));
        }
        Err(InvocationError::Fault("x".to_owned()))
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let options = WebSocketApiOptions::new(platform::clock::Clock::system());
    let api = WebSocketApi::start(listener, faulty, options).expect("started");
    let target = RelayTarget::new(PUBLIC, AuthToken::new(TOKEN)).with_listener(&api.url());
    let call = RelayCall::connect(target, greeted(), facts(), LineFaults::default(), RelayPace::default()).await;
    let mut call = call.expect("connected");
    // Each error that the client reports is another event that the function fails on.
    let end = call.wait_for_end().await.expect("the end");
    assert!(matches!(end.outcome, SessionOutcome::Failed { code: 64107, .. }), "{end:?}");
}

#[tokio::test]
async fn doubled_messages_reach_the_application_twice() {
    let application = TestApplication::start(vec![("prompt", vec![text("Yes.", true)])]).await;
    let faults = LineFaults { doubled: 1_000, ..LineFaults::default() };
    let mut call = application.call_with(greeted(), faults).await;
    call.say("Hello?").await.expect("said");
    assert_eq!(call.hear_out().await.expect("heard"), "Yes.");
    call.hang_up().await;
    assert_eq!(application.prompts(), ["Hello?", "Hello?"]);
}

#[tokio::test]
async fn silent_application_is_an_error_of_a_simulated_call() {
    let application = TestApplication::start(vec![]).await;
    let pace = RelayPace::Simulated { patience: Duration::from_millis(50) };
    let call = RelayCall::connect(application.target(), greeted(), facts(), LineFaults::default(), pace).await;
    let mut call = call.expect("connected");
    call.say("Hello?").await.expect("said");
    assert!(matches!(call.hear_out().await, Err(RelayCallError::NoReply)));
}

#[tokio::test]
async fn live_call_takes_its_time() {
    let application = TestApplication::start(vec![("prompt", vec![text("Yes.", true)])]).await;
    let attributes = RelayAttributes { interruptible: InputKinds::NONE, ..RelayAttributes::default() };
    let call =
        RelayCall::connect(application.target(), attributes, facts(), LineFaults::default(), RelayPace::Live).await;
    let mut call = call.expect("connected");
    let began = Instant::now();
    call.say("Hm?").await.expect("said");
    assert_eq!(call.hear_out().await.expect("heard"), "Yes.");
    assert!(began.elapsed() >= Duration::from_millis(200 + 200 + 266), "{:?}", began.elapsed());
}

#[tokio::test]
async fn url_must_be_one_of_a_websocket() {
    let failure = |url: &str| RelayTarget::new(url, AuthToken::new(TOKEN)).handshake().err();
    assert!(matches!(failure("https://example.com"), Some(RelayTargetError::Scheme(_))));
    assert!(matches!(failure("wss://example.com"), Some(RelayTargetError::NoListener)));
    assert!(matches!(failure("example"), Some(RelayTargetError::Url(_))));
}
