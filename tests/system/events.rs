//! The sample events in `events/`, through the functions' own handlers as Lambda calls them.

use std::path::{Path, PathBuf};

use aws_lambda_events::sqs::SqsEvent;
use axum::{Router, body::Body};
use domain::{money::MicroUsd, usage::PriceList};
use jiff::civil::date;
use local::command::sign::{bearer_event, signed_event};
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

/// Invokes a function with an event; the status and the body of what it answers.
async fn invoke(function: Router, event: &Value) -> (u16, String) {
    let request = lambda_http::request::from_str(&event.to_string()).expect("an API Gateway event");
    let request = request.map(|body| match body {
        lambda_http::Body::Text(text) => Body::from(text),
        lambda_http::Body::Binary(bytes) => Body::from(bytes),
        _ => Body::empty(),
    });
    let response = function.oneshot(request).await.expect("infallible");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 64 * 1024).await.expect("a body");
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

/// Every event of `voice-webhook`, in the order of one call, and what its answer has to say.
const CALL: [(&str, u16, &str); 7] = [
    ("voice", 200, "Thank you for calling Acme Heating &amp; Air."),
    ("turn", 200, "Please leave the building right now"),
    ("whisper", 200, "gas leak"),
    ("dial-result", 200, ">+12145550172</Number>"),
    ("voicemail", 200, "<Response>"),
    ("recording", 204, ""),
    ("status", 204, ""),
];

#[tokio::test]
async fn the_sample_events_are_a_call() {
    let app = TestApp::start().await;
    let token = AuthToken::new(app.tenant(ACME).twilio_auth_token.as_str());
    for (name, status, says) in CALL {
        let signed = signed_event(event("voice-webhook", name), &token, Some(&app.system.announcement.base_url));
        let (answered, body) = invoke(app.system.functions.voice_webhook.clone(), &signed.expect("signed")).await;
        assert_eq!(answered, status, "{name}: {body}");
        assert!(body.contains(says), "{name}: {body}");
    }
    each_has_its_case("voice-webhook", CALL.len());
}

fn each_has_its_case(function: &str, cases: usize) {
    let files = std::fs::read_dir(folder(function)).expect("a folder").count();
    assert_eq!(files, cases, "each event of {function} has its case");
}

#[tokio::test]
async fn a_sample_event_that_nobody_signed_is_refused() {
    let app = TestApp::start().await;
    for (name, ..) in CALL {
        let (status, _) = invoke(app.system.functions.voice_webhook.clone(), &event("voice-webhook", name)).await;
        assert_eq!(status, 403, "{name}");
    }
}

#[tokio::test]
async fn the_sample_event_of_the_fallback_needs_no_signature() {
    let app = TestApp::start().await;
    let function = app.system.functions.voice_fallback.clone();
    let (status, body) = invoke(function, &event("voice-fallback", "fallback")).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("<Record"), "{body}");
    each_has_its_case("voice-fallback", 1);
}

/// Every event of `admin-tenants`, in an order that makes sense; who sends it, and what its answer has to say.
const ADMINISTRATION: [(&str, &str, u16, &str); 10] = [
    ("list-tenants", "operator", 200, r#""tenant_id":"ten_acme""#),
    ("create-tenant", "operator", 201, r#""invitation_code":"inv_"#),
    ("get-tenant", "viewer", 200, r#""tenant_id":"ten_acme""#),
    ("change-draft", "manager", 200, r#""number":2"#),
    ("preview", "viewer", 200, r#""open":false"#),
    ("publish", "manager", 200, r#""warnings":[]"#),
    ("begin-test-call", "dispatcher", 201, "Acme Heating & Air, good day."),
    ("connect-number", "owner", 201, r#""connected":true,"set":true"#),
    ("check-connection", "owner", 200, r#"{"name":"webhook","result":"right"}"#),
    ("invite-person", "owner", 201, r#""state":"invited""#),
];

#[tokio::test]
async fn the_sample_events_set_up_a_company() {
    let app = TestApp::start().await;
    for (name, who, status, says) in ADMINISTRATION {
        let who = if who == "operator" { app.operator() } else { app.person(ACME, who) };
        let sent = bearer_event(event("admin-tenants", name), &who.credential.expect("a token")).expect("signed");
        let (answered, body) = invoke(app.system.functions.admin_tenants.clone(), &sent).await;
        assert_eq!(answered, status, "{name}: {body}");
        assert!(body.contains(says), "{name}: {body}");
    }
    each_has_its_case("admin-tenants", ADMINISTRATION.len());
}

/// Every event of `api-keys`, in the order of one key's life.
const KEYS: [(&str, u16, &str); 4] = [
    ("create-key", 201, r#""key":"hv_live_"#),
    ("list-keys", 200, r#""state":"active""#),
    ("rotate-key", 201, r#""previous":{"#),
    ("revoke-key", 200, r#""state":"revoked""#),
];

#[tokio::test]
async fn the_sample_events_are_the_life_of_a_key() {
    let app = TestApp::start().await;
    let token = app.person(ACME, "owner").credential.expect("a token");
    let mut key_id = "key_replace".to_owned();
    for (name, status, says) in KEYS {
        let text = event("api-keys", name).to_string().replace("key_replace", &key_id);
        let sent = bearer_event(serde_json::from_str(&text).expect("JSON"), &token).expect("signed");
        let (answered, body) = invoke(app.system.functions.api_keys.clone(), &sent).await;
        assert_eq!(answered, status, "{name}: {body}");
        assert!(body.contains(says), "{name}: {body}");
        let body: Value = serde_json::from_str(&body).expect("JSON");
        if let Some(made) = body["api_key"]["key_id"].as_str() {
            made.clone_into(&mut key_id);
        }
    }
    each_has_its_case("api-keys", KEYS.len());
}

#[tokio::test]
async fn a_sample_event_of_nobody_is_refused() {
    let app = TestApp::start().await;
    for (name, ..) in ADMINISTRATION {
        assert_eq!(
            invoke(app.system.functions.admin_tenants.clone(), &event("admin-tenants", name)).await.0,
            401,
            "{name}"
        );
    }
    for (name, ..) in KEYS {
        assert_eq!(invoke(app.system.functions.api_keys.clone(), &event("api-keys", name)).await.0, 401, "{name}");
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
