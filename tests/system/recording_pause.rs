//! The recording of a call pauses while the caller gives the number of a card, and the caller waits for no request.

use std::time::Duration;

use axum::Router;
use domain::{id::RecordingSid, phone::PhoneNumber};
use fake_twilio::{ArrivedCall, MadeRecording};
use localhost::Loopback;
use serde_json::json;

use super::configuration::publish;
use crate::support::{ACME, RECORDING, TestApp, TestCaller, call, tool};

const CARD: &str = "4111 1111 1111 1111";

/// A call of a company that records its calls, and its recording in progress at Twilio.
async fn recorded_call(app: &TestApp) -> TestCaller {
    publish(&app.person(ACME, "owner"), &json!({"disclosure": {"ai": true, "record_calls": true}})).await;
    let caller = app.caller(ACME);
    let number = |text: &str| PhoneNumber::parse(text).expect("a number");
    let (sid, now) = (call(&caller), app.change().at);
    let (from, to) = (number(&caller.from), number(&caller.to));
    let arrived = ArrivedCall { sid: sid.clone(), from, to, seconds: None, started_at: now, parent: None, price: None };
    assert!(app.system.twilio.note_call(arrived), "the number is an account's");
    let (recording, source) = (RecordingSid::parse(RECORDING).expect("an id"), "StartCallRecordingTwiML");
    let made = MadeRecording { sid: recording, call: sid, created_at: now, seconds: None, source };
    assert!(app.system.twilio.note_recording(made), "the call is known");
    caller
}

async fn changes(app: &TestApp, count: usize) -> Vec<&'static str> {
    let waiting = async {
        while app.system.twilio.recording_changes().len() < count {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("too few changes");
    app.system.twilio.recording_changes().into_iter().map(|(_, status)| status).collect()
}

#[tokio::test]
async fn card_number_pauses_the_recording_until_it_is_over() {
    let app = TestApp::start().await;
    let caller = recorded_call(&app).await;
    let greeting = caller.ring().await;
    assert!(greeting.has("Recording") && greeting.said().contains("recorded"), "{}", greeting.said());
    let mut turn = caller.say(&greeting, "My furnace is dead").await;
    assert_eq!(app.system.twilio.recording_changes(), []);
    for (words, expected) in [
        ("Do you take a credit card?", &["paused"][..]),
        (CARD, &["paused", "paused"]),
        ("twelve twenty seven, and the code is 123", &["paused", "paused", "paused"]),
        ("That's all, thank you", &["paused", "paused", "paused", "in-progress"]),
    ] {
        app.model
            .reply_with([tool("check_availability", json!({"zip": null, "when": "tomorrow", "part_of_day": "any"}))]);
        turn = caller.say(&turn, words).await;
        assert_eq!(changes(&app, expected.len()).await, expected, "{words}");
    }
    caller.say(&turn, "Tomorrow is fine").await;
    assert_eq!(changes(&app, 4).await.len(), 4);
}

#[tokio::test]
async fn call_that_is_not_recorded_asks_twilio_for_nothing() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(!greeting.has("Recording"), "a call is recorded that was not configured to be");
    caller.say(&greeting, CARD).await;
    assert_eq!(app.system.twilio.recording_changes(), []);
}

#[tokio::test]
async fn caller_waits_for_no_answer_of_twilio() {
    // A Twilio that never answers. A request to it ends after five seconds.
    let loopback = Loopback::bind(0).await.expect("a port");
    let url = loopback.url().to_owned();
    let silent = Router::new().fallback(std::future::pending::<()>);
    tokio::spawn(loopback.serve_forever(silent));
    let app = TestApp::with_settings([("TWILIO_API_URL", url.as_str())]).await;
    publish(&app.person(ACME, "owner"), &json!({"disclosure": {"ai": true, "record_calls": true}})).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let answered = tokio::time::timeout(Duration::from_secs(4), caller.say(&greeting, CARD)).await;
    assert_eq!(answered.expect("the caller waits for Twilio").status, 200);
}
