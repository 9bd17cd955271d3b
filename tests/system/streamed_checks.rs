//! What becomes of a streamed call when nothing happens, when messages are refused or lost, and when the caller goes on speaking.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{Router, http::StatusCode, routing::post};
use localhost::Loopback;
use serde_json::{Value, json};

use super::{
    configuration::publish,
    streaming::{check_call, noted, read_back, streaming, transcript},
};
use crate::support::{
    ACME, ModelReply, TestApp,
    relay_caller::{RelayCaller, message_event, prompt_event},
    tool,
};

async fn begin_to_speak(app: &TestApp, call: &mut RelayCaller) {
    call.send(&json!({"type": "info", "name": "clientSpeaking", "value": "on"})).await;
    while live_call(app, call).await.speaks_since == 0 {
        tokio::task::yield_now().await;
    }
}

async fn live_call(app: &TestApp, call: &RelayCaller) -> store::LiveCall {
    let sid = crate::support::call(&call.caller);
    app.store().get_live_call(&app.scope(ACME).await, &sid).await.expect("read").expect("a live call")
}

/// A streamed call with a turn that is overtaken and an answer that is interrupted, while the caller speaks.
pub(super) async fn stream_a_call(app: &TestApp) {
    publish(&app.person(ACME, "owner"), &json!({"streaming": true})).await;
    let mut call = RelayCaller::ring(app.caller(ACME).from("+12145550149")).await;
    let (pieces, answer) = tokio::sync::mpsc::unbounded_channel();
    app.model.reply_with([
        ModelReply::Pieces(Arc::new(Mutex::new(answer))),
        ModelReply::Say("We open at 8. And close at 5."),
    ]);
    call.begin_to_say("Do you repair heat pumps?").await;
    pieces.send("Yes, we do. And ").expect("the model is asked");
    call.next().await.expect("a sentence");
    call.say("When are you open?").await;
    pieces.send("furnaces. ").expect("the model still answers");
    drop(pieces);
    while live_call(app, &call).await.usage.overtaken().requests == 0 {
        tokio::task::yield_now().await;
    }
    call.interrupt("We open at 8").await;
    noted(app, &call).await;
    begin_to_speak(app, &mut call).await;
}

#[tokio::test]
async fn silent_caller_is_asked_again_but_not_while_they_speak() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("Yes, we do. When suits you?")]);
    call.say("Do you tune furnaces?").await;
    let answered = live_call(&app, &call).await.generation;
    check_call(&app, &call, true).await;
    assert_eq!(live_call(&app, &call).await.generation, answered, "the turn is answered");
    begin_to_speak(&app, &mut call).await;
    for if_unanswered in [false, true] {
        check_call(&app, &call, if_unanswered).await;
        assert_eq!(live_call(&app, &call).await.generation, answered, "the caller speaks");
    }
    app.pass_milliseconds(21_000);
    check_call(&app, &call, false).await;
    let asked = call.spoken().await.words();
    assert!(asked.ends_with("When suits you?"), "{asked}");
}

#[tokio::test]
async fn caller_who_interrupts_is_not_asked_again_while_they_speak() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let (pieces, answer) = tokio::sync::mpsc::unbounded_channel();
    app.model.reply_with([ModelReply::Pieces(Arc::new(Mutex::new(answer)))]);
    call.begin_to_say("When can you come?").await;
    pieces.send("We can come on Tuesday. Or on ").expect("the model is asked");
    let first = call.next().await.expect("a sentence");
    assert_eq!(first["token"].as_str().map(str::trim), Some("We can come on Tuesday."));
    call.interrupt("We can come").await;
    noted(&app, &call).await;
    let end = call.next().await.expect("the end of the words");
    assert_eq!((end["token"].as_str(), &end["last"]), (Some(""), &json!(true)));
    let interrupted = live_call(&app, &call).await.generation;
    begin_to_speak(&app, &mut call).await;
    check_call(&app, &call, false).await;
    assert_eq!(live_call(&app, &call).await.generation, interrupted);
    let copy = json!({"type": "interrupt", "utteranceUntilInterrupt": "We can come"});
    let stream = app.other_process([]).voice_stream.expect("a stream");
    stream.handle(message_event(&live_call(&app, &call).await.connection, &copy)).await;
    let live = live_call(&app, &call).await;
    assert_eq!((live.generation, live.interruptions), (interrupted, 1), "a copy changes nothing");
    drop(pieces);
    app.model.reply_with([ModelReply::Say("Wednesday it is.")]);
    assert_eq!(call.say("Rather on Wednesday").await.words(), "Wednesday it is.");
    let said = transcript(&app, &call).await;
    assert_eq!(said[1..], ["When can you come?", "We can come", "Rather on Wednesday", "Wednesday it is."]);
}

/// An API Gateway that refuses so many posts, and keeps the others.
#[derive(Clone, Default)]
struct RefusingGateway(Arc<Mutex<(usize, Vec<Value>)>>);

impl RefusingGateway {
    async fn start(refused: usize) -> (Self, String) {
        let gateway = Self(Arc::new(Mutex::new((refused, Vec::new()))));
        let loopback = Loopback::bind(0).await.expect("a port");
        let url = format!("{}/live", loopback.url());
        let taking = gateway.clone();
        let take = post(move |body: String| std::future::ready(taking.take(&body)));
        let router = Router::new().route("/live/@connections/{id}", take);
        tokio::spawn(loopback.serve_forever(router));
        (gateway, url)
    }

    fn take(&self, body: &str) -> StatusCode {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 > 0 {
            state.0 -= 1;
            return StatusCode::TOO_MANY_REQUESTS;
        }
        state.1.push(serde_json::from_str(body).expect("JSON"));
        StatusCode::OK
    }

    fn taken(&self) -> Vec<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

#[tokio::test]
async fn message_that_is_refused_is_sent_again() {
    let app = TestApp::start().await;
    let call = streaming(&app).await;
    let connection = live_call(&app, &call).await.connection;
    let (gateway, url) = RefusingGateway::start(2).await;
    let stream = app.other_process([("RELAY_ENDPOINT", url.as_str())]).voice_stream.expect("a stream");
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    stream.handle(prompt_event(&connection, "Do you tune furnaces?")).await;
    let tokens: Vec<_> = gateway.taken().iter().map(|message| message["token"].to_string()).collect();
    assert_eq!(tokens, ["\"Yes, we do. \"", "\"\""]);
}

#[tokio::test]
async fn transfer_whose_message_is_refused_is_sent_again_after_a_silence() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let connection = live_call(&app, &call).await.connection;
    let (gateway, url) = RefusingGateway::start(usize::MAX).await;
    let stream = app.other_process([("RELAY_ENDPOINT", url.as_str())]).voice_stream.expect("a stream");
    app.model.reply_with([tool("transfer_to_person", json!({"reason": "asked"}))]);
    stream.handle(prompt_event(&connection, "Let me talk to a person")).await;
    assert!(gateway.taken().is_empty());
    check_call(&app, &call, false).await;
    let ended = call.spoken().await;
    assert!(call.end(&ended).await.has("Dial"));
}

#[tokio::test]
async fn words_that_follow_a_transfer_do_not_replace_it() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([tool("transfer_to_person", json!({"reason": "asked"})), ModelReply::Say("A second answer.")]);
    let ended = call.say("Let me talk to a person").await;
    let again = call.say("Please hurry").await;
    assert_eq!(again.handoff, ended.handoff, "the session ends with the same step");
    let dial = call.end(&ended).await;
    assert!(dial.has("Dial"), "{}", dial.body);
    call.caller.hang_up().await;
    let said = transcript(&app, &call).await;
    assert_eq!(said[3..], ["Please hurry", ""], "nothing is heard after it");
}

#[tokio::test]
async fn danger_that_follows_a_transfer_is_answered() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([tool("transfer_to_person", json!({"reason": "asked"}))]);
    let ended = call.say("Let me talk to a person").await;
    assert_ne!(call.say("And I smell gas").await.handoff, ended.handoff);
    let safety = call.end(&ended).await;
    assert!(safety.said().contains("leave") && safety.has("Dial"), "{}", safety.body);
}

#[tokio::test]
async fn danger_in_a_turn_that_fails_reaches_the_action() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    call.say("Do you tune furnaces?").await;
    app.aws.fail("DynamoDB");
    let ended = call.say("I smell gas in the basement").await;
    let danger = ended.handoff.as_ref().map(|handoff| handoff["danger"][0].clone());
    assert_eq!(danger, Some(json!("gas_leak")), "{ended:?}");
    app.aws.recover();
    let safety = call.end(&ended).await;
    assert!(safety.said().contains("leave"), "{}", safety.body);
}

#[tokio::test]
async fn yes_counts_after_the_whole_read_back_only() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let question = read_back(&app, &mut call).await;
    call.interrupt("Let me read that back. Tune-up").await;
    noted(&app, &call).await;
    for words in ["Um", "Yes"] {
        assert_eq!(call.say(words).await.words(), question, "after {words:?}");
        if words == "Um" {
            let known = live_call(&app, &call).await.interruptions;
            call.interrupt("Let me read").await;
            while live_call(&app, &call).await.interruptions == known {
                tokio::task::yield_now().await;
            }
        }
    }
    assert!(app.appointment(&call.caller).await.is_none());
    assert!(call.say("Yes, please").await.words().contains("You're booked"));
}

#[tokio::test]
async fn lost_session_reads_back_what_may_not_have_been_heard() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let question = read_back(&app, &mut call).await;
    app.pass_milliseconds(2_000);
    let again = call.request_action(&[("SessionStatus", "failed"), ("ErrorCode", "64105")]).await;
    assert_eq!(again.attribute("ConversationRelay", "welcomeGreeting"), question);
    let mut call = RelayCaller::connect(call.caller, again).await.expect("the socket opens");
    app.pass_milliseconds(20_000);
    assert!(call.say("Yes").await.words().contains("You're booked"));
}

#[tokio::test]
async fn interruption_that_is_replayed_cuts_no_newer_answer() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    app.model.reply_with([
        ModelReply::Say("We look after heat pumps. When suits you?"),
        ModelReply::Say("Yes, we do. We look after heat pumps on Saturdays too."),
    ]);
    call.say("Do you repair heat pumps?").await;
    call.interrupt("We look after heat").await;
    noted(&app, &call).await;
    call.say("And on Saturdays?").await;
    let before = live_call(&app, &call).await;
    let mut call = RelayCaller::connect(call.caller, call.connect).await.expect("the socket opens");
    let replayed = json!({"type": "interrupt", "utteranceUntilInterrupt": "We look after heat"});
    let connection = live_call(&app, &call).await.connection;
    let stream = app.other_process([]).voice_stream.expect("a stream");
    stream.handle(message_event(&connection, &replayed)).await;
    app.model.reply_with([ModelReply::Say("From 8 to 5.")]);
    assert_eq!(call.say("When are you open?").await.words(), "From 8 to 5.");
    assert_eq!(live_call(&app, &call).await.interruptions, before.interruptions);
    let said = transcript(&app, &call).await;
    assert_eq!(said[4], "Yes, we do. We look after heat pumps on Saturdays too.");
}

#[tokio::test]
async fn socket_that_is_replaced_in_a_read_back_has_it_read_again() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let question = read_back(&app, &mut call).await;
    app.pass_milliseconds(500);
    let mut call = RelayCaller::connect(call.caller, call.connect).await.expect("the socket opens");
    assert_eq!(call.say("Yes").await.words(), question);
    assert!(app.appointment(&call.caller).await.is_none());
    app.pass_milliseconds(20_000);
    assert!(call.say("Yes, please").await.words().contains("You're booked"));
}
