//! The sample events in `events/`, through the functions' own handlers as Lambda calls them.

use std::path::{Path, PathBuf};

use aws_lambda_events::sqs::SqsEvent;
use axum::body::Body;
use domain::{money::MicroUsd, usage::PriceList};
use jiff::civil::date;
use local::command::sign::signed_event;
use platform::{clock::Clock, telemetry::Metrics, twilio::signature::AuthToken};
use serde_json::Value;
use tower::ServiceExt;
use usage_aggregator::UsageAggregator;

use crate::support::{ACME, TestApp};

fn folder(function: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../events").join(function)
}

fn event(function: &str, name: &str) -> Value {
    let path = folder(function).join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// Invokes `voice-webhook` with an event; the status and the body of what it answers.
async fn invoke(app: &TestApp, event: &Value) -> (u16, String) {
    let request = lambda_http::request::from_str(&event.to_string()).expect("an API Gateway event");
    let request = request.map(|body| match body {
        lambda_http::Body::Text(text) => Body::from(text),
        lambda_http::Body::Binary(bytes) => Body::from(bytes),
        _ => Body::empty(),
    });
    let response = app.system.voice_webhook().oneshot(request).await.expect("infallible");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 64 * 1024).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

/// Every event of `voice-webhook`, in the order of one call, and what its answer has to say.
const CALL: [(&str, u16, &str); 8] = [
    ("voice", 200, "Thank you for calling Acme Heating &amp; Air."),
    ("turn", 200, "Please leave the building right now"),
    ("whisper", 200, "gas leak"),
    ("dial-result", 200, ">+12145550172</Number>"),
    ("voicemail", 200, "<Response>"),
    ("recording", 204, ""),
    ("status", 204, ""),
    ("fallback", 200, "<Record"),
];

#[tokio::test]
async fn the_sample_events_are_a_call() {
    let app = TestApp::start().await;
    let token = AuthToken::new(app.tenant(ACME).twilio_auth_token.as_str());
    for (name, status, says) in CALL {
        let signed = signed_event(event("voice-webhook", name), &token, Some(&app.system.announcement.base_url));
        let (answered, body) = invoke(&app, &signed.expect("signed")).await;
        assert_eq!(answered, status, "{name}: {body}");
        assert!(body.contains(says), "{name}: {body}");
    }
    let files = std::fs::read_dir(folder("voice-webhook")).expect("a folder").count();
    assert_eq!(files, CALL.len(), "each event has its place in the call");
}

#[tokio::test]
async fn a_sample_event_that_nobody_signed_is_refused() {
    let app = TestApp::start().await;
    for (name, ..) in CALL.into_iter().filter(|(name, ..)| *name != "fallback") {
        let (status, _) = invoke(&app, &event("voice-webhook", name)).await;
        assert_eq!(status, 403, "{name}");
    }
}

#[tokio::test]
async fn the_sample_batch_counts_one_call_and_hands_one_message_back() {
    let app = TestApp::start().await;
    let each = MicroUsd::new(1_000_000);
    let prices = PriceList {
        prompt_micro_usd_per_million: each,
        cached_micro_usd_per_million: each,
        completion_micro_usd_per_million: each,
        call_micro_usd_per_minute: each,
        transfer_micro_usd_per_minute: each,
        recognition_micro_usd_per_turn: each,
        speech_micro_usd_per_million: each,
    };
    let metrics = Metrics::discarded("usage-aggregator");
    let function = UsageAggregator::new(app.store(), prices, Clock::system(), metrics);
    let batch = event("usage-aggregator", "finished-calls");
    for _ in 0..2 {
        let batch: SqsEvent = serde_json::from_value(batch.clone()).expect("an SQS event");
        let poison = batch.records[1].message_id.clone().expect("an id");
        let failed = function.handle(batch).await.batch_item_failures;
        assert_eq!(failed.into_iter().map(|failure| failure.item_identifier).collect::<Vec<_>>(), [poison]);
    }
    let usage = app.store().get_day_usage(&app.scope(ACME).await, date(2026, 11, 24)).await.expect("read");
    let usage = usage.expect("counted");
    // 2 minutes, 4 turns, 4,210 + 96 tokens and 412 characters.
    assert_eq!((usage.calls, usage.cost_micro_usd), (1, MicroUsd::new(2_000_000 + 4_000_000 + 4_210 + 96 + 412)));
}
