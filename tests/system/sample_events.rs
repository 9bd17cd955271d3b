//! The sample events in `events/`, passed to the functions like Lambda passes them.

use std::time::Duration;

use aws_lambda_events::sqs::SqsEvent;
use axum::{Router, body::Body};
use domain::{money::MicroUsd, usage::PriceList};
use jiff::civil::date;
use local::{
    sample_events::{EventSender, ExpectedResponse, SampleEvents},
    system::Functions,
};
use serde_json::Value;
use tower::ServiceExt;
use unfinished_calls::TIMEOUT;
use usage_aggregator::UsageAggregator;

use crate::support::{ACME, TestApp};

fn sample_events() -> SampleEvents {
    SampleEvents::read().expect("each event has its case, and each case its event")
}

pub(crate) fn aggregator(app: &TestApp) -> std::sync::Arc<UsageAggregator> {
    let each = MicroUsd::new(1_000_000);
    let prices = PriceList {
        prompt_micro_usd_per_million: each,
        cached_micro_usd_per_million: each,
        cache_write_micro_usd_per_million: None,
        completion_micro_usd_per_million: each,
        call_micro_usd_per_minute: each,
        transfer_micro_usd_per_minute: each,
        recognition_micro_usd_per_turn: each,
        speech_micro_usd_per_million: each,
        relay_micro_usd_per_minute: each,
    };
    let prices = serde_json::to_string(&prices).expect("JSON");
    app.other_process([("PRICES", &prices)]).usage_aggregator
}

/// The router of a function.
fn router(functions: &Functions, name: &str) -> Router {
    match name {
        "voice-webhook" => functions.voice_webhook.clone(),
        "voice-fallback" => functions.voice_fallback.clone(),
        "admin-tenants" => functions.admin_tenants.clone(),
        "api-keys" => functions.api_keys.clone(),
        "call-records" => functions.call_records.clone(),
        "test-calls" => functions.test_calls.clone(),
        "customers" => functions.customers.clone(),
        "analytics" => functions.analytics.clone(),
        "dashboard" => functions.dashboard.clone(),
        other => panic!("no function is called {other}"),
    }
}

/// Invokes a function with an event; returns its answer.
async fn invoke(app: &TestApp, function: &str, event: &Value) -> ExpectedResponse {
    if function == "usage-aggregator" {
        let batch: SqsEvent = serde_json::from_value(event.clone()).expect("an SQS event");
        let failed = aggregator(app).handle(batch).await.batch_item_failures;
        return ExpectedResponse::Batch {
            handed_back: failed.into_iter().map(|failure| failure.item_identifier).collect(),
        };
    }
    if function == "scenario-runs" {
        let batch: SqsEvent = serde_json::from_value(event.clone()).expect("an SQS event");
        let failed = app.system.functions.scenario_runs.handle(batch).await.batch_item_failures;
        return ExpectedResponse::Batch {
            handed_back: failed.into_iter().map(|failure| failure.item_identifier).collect(),
        };
    }
    if function == "voice-stream" {
        let stream = app.system.functions.voice_stream.as_ref().expect("the system has a WebSocket");
        return ExpectedResponse::of_lambda(&stream.handle(event.clone()).await).expect("an answer");
    }
    if function == "follow-up" {
        let invocation = serde_json::from_value(event.clone()).expect("an event of the function");
        let answer = app.system.functions.follow_up.invoke(invocation).await.expect("handled");
        let answer = serde_json::to_value(answer).expect("JSON");
        return ExpectedResponse::of_lambda(&answer).expect("an answer");
    }
    if function == "call-check" {
        let report = app.system.functions.call_check.run(Duration::ZERO).await.expect("removed");
        return ExpectedResponse::Check(report);
    }
    if function == "unfinished-calls" {
        let report = app.system.functions.unfinished_calls.run(TIMEOUT).await.expect("a completed sweep");
        return ExpectedResponse::Report(report);
    }
    let request = lambda_http::request::from_str(&event.to_string()).expect("an API Gateway event");
    let request = request.map(|body| match body {
        lambda_http::Body::Text(text) => Body::from(text),
        lambda_http::Body::Binary(bytes) => Body::from(bytes),
        _ => Body::empty(),
    });
    let response = router(&app.system.functions, function).oneshot(request).await.expect("infallible");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 64 * 1024).await.expect("a body");
    ExpectedResponse::Response { status, body: String::from_utf8(body.to_vec()).expect("text") }
}

#[tokio::test]
async fn sample_event_gets_the_response_of_its_case_at_any_time() {
    let events = sample_events();
    for now in ["2026-11-23T16:00:00Z", "2026-11-28T09:30:00Z"] {
        let app = TestApp::start().await;
        app.set_now(now);
        let mut sending = events.sent_to(&app.system);
        for case in &events.cases {
            let answer = invoke(&app, &case.function, &sending.event(case).expect("sent")).await;
            sending.learn(&answer);
            if let Err(why) = case.check(&answer) {
                panic!("{}/{} at {now}: {why}", case.function, case.event);
            }
        }
    }
}

#[tokio::test]
async fn unsigned_sample_event_is_rejected() {
    let app = TestApp::start().await;
    let events = sample_events();
    for case in &events.cases {
        let refused = match case.from {
            EventSender::Twilio => 403,
            EventSender::Operator | EventSender::Person(_) => 401,
            EventSender::Anybody | EventSender::Queue | EventSender::Schedule | EventSender::EventBridge => continue,
        };
        let answer = invoke(&app, &case.function, &events.unsigned(case).expect("an event")).await;
        let right = matches!(answer, ExpectedResponse::Response { status, .. } if status == refused);
        assert!(right, "{}/{}: {answer:?}", case.function, case.event);
    }
}

#[tokio::test]
async fn repeated_sample_batch_counts_its_call_once() {
    let app = TestApp::start().await;
    let events = sample_events();
    for case in events.cases.iter().filter(|case| case.from == EventSender::Queue) {
        for _ in 0..2 {
            let answer = invoke(&app, &case.function, &events.unsigned(case).expect("an event")).await;
            assert_eq!(case.check(&answer), Ok(()));
        }
    }
    let usage = app.store().get_day_usage(&app.scope(ACME).await, date(2026, 11, 24)).await.expect("read");
    let usage = usage.expect("counted");
    // 2 minutes, 4 turns, 4,210 + 96 tokens and 412 characters.
    assert_eq!((usage.calls, usage.cost_micro_usd), (1, MicroUsd::new(2_000_000 + 4_000_000 + 4_210 + 96 + 412)));
}
