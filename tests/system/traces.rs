//! One trace from the webhook through the queue to what follows, and the log lines that carry it.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use local::system::Functions;
use platform::{
    runtime::Runtime,
    trace::{TraceHeader, TraceSource},
};
use serde_json::{Value, json};

use super::metrics::post_with;
use crate::support::{ACME, CapturedLog, TestApp, template::Template};

const ROOT: &str = "1-5759e988-bd862e3fe1be46a994272793";

fn trace() -> TraceHeader {
    TraceHeader::parse(&format!("Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=25:1")).expect("a header")
}

/// The functions of an invocation with a trace.
fn traced(app: &TestApp) -> Functions {
    let runtime = Runtime { trace: TraceSource::fixed(Some(trace())), ..app.system.runtime.clone() };
    Functions::new(&app.system.manifest.environment, &runtime).expect("valid settings")
}

/// The message that a finished call sends to the queue, as Lambda passes it on.
pub(crate) async fn finished_call(app: &TestApp) -> SqsMessage {
    let (functions, caller) = (traced(app), app.caller(ACME));
    caller.ring().await.said();
    app.set_now("2026-11-23T16:05:00Z");
    app.aws.clear_requests();
    let end = [("CallStatus", "completed"), ("CallDuration", "65"), ("SequenceNumber", "3")];
    post_with(&functions.voice_webhook, &caller, "/twilio/status", &end).await;
    let sent = app.aws.requests().into_iter().find(|request| request.operation == "SendMessage").expect("a message");
    let mut sent: Value = serde_json::from_slice(&sent.body).expect("JSON");
    let attributes = &sent["MessageSystemAttributes"];
    let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    assert_eq!(*attributes, json!({"AWSTraceHeader": {"DataType": "String", "StringValue": header}}));
    let mut message = SqsMessage::default();
    message.message_id = Some("1".to_owned());
    message.attributes.insert("AWSTraceHeader".to_owned(), header.to_owned());
    message.body = sent["MessageBody"].as_str().map(str::to_owned);
    sent["MessageBody"].take();
    assert!(!sent.to_string().contains("1214"), "a number outside of the body: {sent}");
    message
}

#[tokio::test]
async fn trace_of_a_webhook_continues_through_the_queue_into_the_count() {
    let app = TestApp::start().await;
    let message = finished_call(&app).await;
    let (functions, log) = (app.other_process([]), CapturedLog::start());
    let mut batch = SqsEvent::default();
    batch.records = vec![message];
    functions.usage_aggregator.handle(batch).await;
    let lines = log.take();
    let of_count = |line: &&Value| line["span"]["name"] == "message";
    let line = lines.iter().find(of_count).unwrap_or_else(|| panic!("no line of the count: {lines:#?}"));
    assert_eq!(line["span"]["trace_id"], ROOT);
    assert_eq!(line["span"]["tenant_id"], "ten_acme");
    assert!(line["span"]["call_sid"].as_str().is_some_and(|call| call.starts_with("CA")), "{line}");
}

#[tokio::test]
async fn every_log_line_of_an_invocation_has_its_trace() {
    let app = TestApp::start().await;
    let log = CapturedLog::of_trace(Some(trace()));
    let caller = app.caller(ACME);
    caller.post_signed(&caller.url("/twilio/voice"), &caller.params(&[]), None).await;
    app.aws.fail("DynamoDB");
    caller.ring().await;
    app.aws.recover();
    let lines = log.take();
    assert!(lines.len() > 1, "{lines:#?}");
    assert!(lines.iter().all(|line| line["trace_id"] == ROOT), "{lines:#?}");
}

#[test]
fn functions_are_traced_except_those_without_permissions() {
    assert_eq!(Template::main().global_function_properties()["Tracing"], "Active");
    for function in Template::main().functions() {
        let expected = if ["voice-fallback", "dashboard"].contains(&function.name) { "Disabled" } else { "Active" };
        assert_eq!(function.properties.get("Tracing").map_or("Active", |own| own.as_str().expect("text")), expected);
    }
}
