//! Calls through a WebSocket, against an application behind the emulated API Gateway.

use std::{
    sync::{Arc, Mutex},
    time::SystemTime,
};

use serde_json::{Value, json};
use tokio::net::TcpListener;
use websocket_api::{WebSocketApi, WebSocketApiOptions, event_function};

use super::super::super::application::{Application, ApplicationResponse, CALLER};
use super::super::super::party::{PickUp, Steps, VoicemailAction};
use super::super::super::script::{Script, ScriptReport, check, run};
use super::super::tests::play;
use super::super::{Call, CallProgress};
use super::*;

/// A WebSocket that answers every prompt: "person" with `end`, and all else with the words it heard.
struct Echo {
    api: WebSocketApi,
    messages: Arc<Mutex<Vec<Value>>>,
}

impl Echo {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let management = format!("http://{}/prod/@connections", listener.local_addr().expect("bound"));
        let messages = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&messages);
        let function = event_function(move |event: Value| {
            let message: Value = serde_json::from_str(event["body"].as_str().unwrap_or("{}")).expect("JSON");
            kept.lock().expect("no poison").push(message.clone());
            let id = event["requestContext"]["connectionId"].as_str().expect("an id").replace('=', "%3D");
            let url = format!("{management}/{id}");
            async move {
                let text = |token: &str, last| json!({"type": "text", "token": token, "last": last});
                match message["voicePrompt"].as_str() {
                    Some("a person please") => {
                        post(&url, &text("One moment.", true)).await;
                        post(&url, &json!({"type": "end", "handoffData": "{\"step\":2}"})).await;
                    }
                    Some(words) => {
                        post(&url, &text(&format!("You said {words}, ")[..], false)).await;
                        post(&url, &text("and that is all I heard.", true)).await;
                    }
                    None if message["type"] == "dtmf" => post(&url, &text("A key.", true)).await,
                    None => {}
                }
                Ok(json!({"statusCode": 200}))
            }
        });
        let options = WebSocketApiOptions::new(platform::clock::Clock::system());
        Self { api: WebSocketApi::start(listener, function, options).expect("started"), messages }
    }

    /// An application that connects its calls to it.
    async fn application(&self) -> Application {
        let verbs = format!(
            r#"<Response><Connect action="/ended?step=1"><ConversationRelay url="{}/?t=1" welcomeGreeting="How can I help?" dtmfDetection="true"/>
            </Connect></Response>"#,
            self.api.url()
        );
        Application::start([
            ("/voice", ApplicationResponse::Raw(200, "text/xml", verbs)),
            ("/ended", ApplicationResponse::Twiml("<Say>Goodbye.</Say>")),
        ])
        .await
    }

    fn kinds(&self) -> Vec<String> {
        let messages = self.messages.lock().expect("no poison");
        messages.iter().filter_map(|message| Some(message["type"].as_str()?.to_owned())).collect()
    }
}

async fn post(url: &str, message: &Value) {
    let url: url::Url = url.parse().expect("a URL");
    let credentials = aws_sdk_dynamodb::config::Credentials::new("local", "local", None, None, "test");
    let signer =
        platform::aws::signature::Signer { credentials, region: "us-east-1".to_owned(), at: SystemTime::now() };
    let body = message.to_string();
    let headers = signer.sign_post("execute-api", &url, ("application/json", body.as_bytes())).expect("signed");
    let sent = reqwest::Client::new().post(url).headers(headers).body(body).send().await.expect("an answer");
    assert!(sent.status() == 200 || sent.status() == 410, "{}", sent.status());
}

fn say(words: &str) -> CallerAction {
    CallerAction::Say(words.to_owned())
}

#[tokio::test]
async fn caller_talks_through_the_socket_and_action_goes_on() {
    let echo = Echo::start().await;
    let app = echo.application().await;
    let steps = [say("my furnace is out"), CallerAction::Key("1".into()), say("a person please")];
    let (call, progress) = play(app.setup(), Steps::new(steps)).await;
    assert_eq!(progress, CallProgress::Over(Ending::Agent));
    assert_eq!(
        call.transcript().said(),
        [
            "How can I help?",
            "You said my furnace is out,",
            "and that is all I heard.",
            "A key.",
            "One moment.",
            "Goodbye."
        ]
    );
    let ended = app.only("/ended");
    assert_eq!((ended.param("SessionStatus"), ended.param("HandoffData")), (Some("ended"), Some("{\"step\":2}")));
    assert_eq!((ended.param("From"), ended.param("CallStatus")), (Some(CALLER), Some("in-progress")));
    assert!(ended.is_signed() && ended.param("SessionId").is_some_and(|id| id.starts_with("VX")));
    let setup = echo.messages.lock().expect("no poison").iter().find(|message| message["type"] == "setup").cloned();
    let setup = setup.expect("a setup");
    assert_eq!((setup["callSid"].as_str(), setup["from"].as_str()), (Some(call.sid()), Some(CALLER)));
    assert!(call.seconds() >= 9, "{}", call.seconds());
}

/// A person who answers the greeting, speaks when half of the reply was heard, and then hangs up.
#[derive(Default)]
struct Person {
    said: usize,
}

impl Party for Person {
    async fn respond(&mut self, _: Listens) -> CallerAction {
        CallerAction::HangUp
    }

    fn is_live(&self) -> bool {
        true
    }

    async fn respond_beside(&mut self, _: Listens, heard: &mut mpsc::UnboundedReceiver<Heard>) -> CallerAction {
        while let Some(event) = heard.recv().await {
            if !matches!(event, Heard::Said(_)) {
                continue;
            }
            self.said += 1;
            return [say("hi"), say("stop")].get(self.said - 1).cloned().unwrap_or(CallerAction::HangUp);
        }
        CallerAction::HangUp
    }

    async fn leave_message(&mut self) -> VoicemailAction {
        VoicemailAction::HungUp
    }

    async fn pick_up(&mut self, _: &str) -> PickUp {
        PickUp::NoAnswer
    }
}

#[tokio::test]
async fn person_speaks_while_the_agent_does() {
    let echo = Echo::start().await;
    let app = echo.application().await;
    let mut call = Call::place(app.setup()).expect("placed");
    assert_eq!(call.run(&mut Person::default()).await, CallProgress::Over(Ending::Caller));
    assert_eq!(call.transcript().said().get(..2), Some(["How can I help?", "You said hi,"].as_slice()));
    let kinds = echo.kinds();
    assert_eq!(kinds.get(..4), Some(["setup", "prompt", "interrupt", "prompt"].map(str::to_owned).as_slice()));
    let messages = echo.messages.lock().expect("no poison");
    let interrupt = messages.iter().find(|message| message["type"] == "interrupt").expect("an interruption");
    let interrupted = interrupt["utteranceUntilInterrupt"].as_str().expect("words");
    assert!("You said hi, and that is all I heard.".starts_with(interrupted), "{interrupted}");
}

#[tokio::test]
async fn hang_up_is_reported_to_action_without_effect() {
    let echo = Echo::start().await;
    let app = echo.application().await;
    let (call, progress) = play(app.setup(), Steps::new([say("hello"), CallerAction::HangUp])).await;
    assert_eq!(progress, CallProgress::Over(Ending::Caller));
    let ended = app.only("/ended");
    assert_eq!((ended.param("SessionStatus"), ended.param("CallStatus")), (Some("completed"), Some("completed")));
    assert!(!call.transcript().said().contains(&"Goodbye."));
}

#[tokio::test]
async fn call_waits_and_goes_on_in_the_same_session() {
    let echo = Echo::start().await;
    let app = echo.application().await;
    let mut call = Call::place(app.setup()).expect("placed");
    assert_eq!(call.run(&mut Steps::new([say("one")])).await, CallProgress::Listening);
    assert_eq!(call.run(&mut Steps::new([say("two")])).await, CallProgress::Listening);
    assert_eq!(call.transcript().said().len(), 5);
    assert_eq!(echo.kinds(), ["setup", "prompt", "prompt"]);
}

#[tokio::test]
async fn script_interrupts_the_agent() {
    let echo = Echo::start().await;
    let app = echo.application().await;
    let script = Script::parse(
        "expect: how can I help
        caller: my furnace is out
        interrupt after 4 words: no wait
        expect: you said no wait
        hang up
        expect end: caller",
    )
    .expect("a script");
    let outcome = run(&script, app.setup()).await.expect("called");
    let unmet: Vec<_> = check(&outcome, &ScriptReport::default()).iter().map(ToString::to_string).collect();
    assert!(unmet.is_empty(), "{unmet:?}");
    let messages = echo.messages.lock().expect("no poison");
    let interrupt = messages.iter().find(|message| message["type"] == "interrupt").expect("an interruption");
    assert_eq!(interrupt["utteranceUntilInterrupt"], "You said my furnace");
}

#[tokio::test]
async fn socket_that_cannot_be_connected_goes_to_action() {
    let verbs =
        r#"<Response><Connect action="/ended"><ConversationRelay url="ws://127.0.0.1:9/"/></Connect></Response>"#;
    let app = Application::start([
        ("/voice", ApplicationResponse::Raw(200, "text/xml", verbs.to_owned())),
        ("/ended", ApplicationResponse::Twiml("<Say>By telephone.</Say>")),
    ])
    .await;
    let (call, _) = play(app.setup(), Steps::default()).await;
    assert_eq!(call.transcript().failures(), [64102]);
    assert_eq!(call.transcript().said(), ["By telephone."]);
    let ended = app.only("/ended");
    assert_eq!((ended.param("SessionStatus"), ended.param("ErrorCode")), (Some("failed"), Some("64102")));
}
