//! A few words in a streamed call while the model is slow.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::streaming::{check_call, read_back, streaming, transcript};
use crate::support::{ModelReply, TestApp, relay_caller::RelayCaller};

/// A system whose callers hear a filler as soon as the model is asked.
async fn impatient() -> TestApp {
    TestApp::with_settings([("RELAY_FILLER_MS", "0")]).await
}

/// The model answers when the test says so.
fn slow_model(app: &TestApp) -> UnboundedSender<&'static str> {
    let (pieces, answer) = unbounded_channel();
    app.model.reply_with([ModelReply::Pieces(Arc::new(Mutex::new(answer)))]);
    pieces
}

/// The next words that leave.
async fn next_words(call: &mut RelayCaller) -> Value {
    loop {
        let message = call.next().await.expect("a message");
        if message["token"].as_str().is_some_and(|token| !token.trim().is_empty()) {
            return message;
        }
    }
}

#[tokio::test]
async fn slow_model_is_preceded_by_a_filler() {
    let app = impatient().await;
    let mut call = streaming(&app).await;
    let mut fillers = Vec::new();
    for question in ["Do you repair heat pumps?", "And furnaces?"] {
        let model = slow_model(&app);
        call.begin_to_say(question).await;
        let filler = next_words(&mut call).await;
        assert_eq!(filler["interruptible"], true, "{filler}");
        fillers.push(filler["token"].as_str().expect("words").trim().to_owned());
        model.send("Yes, we do. ").expect("the model is asked");
        drop(model);
        assert_eq!(call.spoken().await.clauses, ["Yes, we do."]);
    }
    assert_ne!(fillers[0], fillers[1]);
    let said = transcript(&app, &call).await;
    let expected =
        ["Do you repair heat pumps?", &fillers[0], "Yes, we do.", "And furnaces?", &fillers[1], "Yes, we do."];
    assert_eq!(said[1..], expected, "the history has each filler that left, once");
    let requests = app.model.requests();
    assert!(requests[1]["messages"].to_string().contains(&fillers[0]), "the model knows what the caller heard");
}

#[tokio::test]
async fn words_of_code_have_no_filler() {
    let app = TestApp::start().await;
    let mut call = streaming(&app).await;
    let question = read_back(&app, &mut call).await;
    assert!(question.starts_with("Let me read that back"), "{question}");
    let app = impatient().await;
    let mut call = streaming(&app).await;
    let ended = call.say("I smell gas in the basement").await;
    assert!(ended.clauses.is_empty() && ended.handoff.is_some(), "{ended:?}");
}

#[tokio::test]
async fn question_that_only_a_filler_answered_is_answered_later() {
    let app = impatient().await;
    let mut call = streaming(&app).await;
    let model = slow_model(&app);
    call.begin_to_say("Do you repair heat pumps?").await;
    let filler = next_words(&mut call).await["token"].as_str().expect("words").trim().to_owned();
    // Its process is lost, and a check takes the turn up.
    app.model.reply_with([ModelReply::Say("Yes, we do.")]);
    check_call(&app, &call, true).await;
    assert_eq!(call.spoken().await.clauses, ["Yes, we do."]);
    drop(model);
    let said = transcript(&app, &call).await;
    assert_eq!(said[1..], ["Do you repair heat pumps?", filler.as_str(), "Yes, we do."]);
}

#[tokio::test]
async fn words_after_a_filler_are_answered_with_the_question() {
    let app = impatient().await;
    let mut call = streaming(&app).await;
    let model = slow_model(&app);
    call.begin_to_say("Do you repair heat pumps?").await;
    let filler = next_words(&mut call).await["token"].as_str().expect("words").trim().to_owned();
    app.model.reply_with([ModelReply::Say("We do, from 8 to 5.")]);
    call.begin_to_say("And when are you open?").await;
    let answer = call.spoken().await.clauses;
    assert_eq!(answer.last().map(String::as_str), Some("We do, from 8 to 5."));
    drop(model);
    let said = transcript(&app, &call).await;
    assert_eq!(said[1..4], ["Do you repair heat pumps?", filler.as_str(), "And when are you open?"]);
}
