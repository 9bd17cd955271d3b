//! Delays that follow a clock which a program moves, such as that of a simulated call: a message waits here until the clock shows its time.

use std::{sync::Weak, time::Duration};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use platform::clock::Clock;
use serde_json::{Value, json};
use winterbaume_core::{MockRequest, MockResponse, MockService};
use winterbaume_sqs::SqsService;

use crate::REGION;

/// How often the clock is looked at. A message is sent at the look after the one that finds it due: what happened on the call in the
/// moment to which the clock was moved comes first.
const LOOK: Duration = Duration::from_millis(50);

/// A request that sends a message.
pub(super) fn sending(queue: &str, body: &str, attributes: &Value) -> MockRequest {
    let mut request = json!({"QueueUrl": queue, "MessageBody": body});
    if !attributes.is_null() {
        request["MessageAttributes"] = attributes.clone();
    }
    let target = (HeaderName::from_static("x-amz-target"), HeaderValue::from_static("AmazonSQS.SendMessage"));
    let headers = HeaderMap::from_iter([target]);
    let uri = format!("https://sqs.{REGION}.amazonaws.com/");
    MockRequest { method: "POST".to_owned(), uri, headers, body: request.to_string().into() }
}

/// Takes the messages of a batch of which one has a delay, and answers as SQS does. `None` for any other request.
pub(super) fn hold(
    service: &Weak<SqsService>,
    clock: &Clock,
    (operation, body): (&str, &[u8]),
) -> Option<MockResponse> {
    let asked: Value = serde_json::from_slice(body).ok().filter(|_| operation == "SendMessageBatch")?;
    let entries = asked["Entries"].as_array().filter(|entries| entries.iter().any(|entry| delay(entry) > 0))?;
    let queue = asked["QueueUrl"].as_str()?;
    let mut sent = Vec::new();
    for entry in entries {
        let request = sending(queue, entry["MessageBody"].as_str()?, &entry["MessageAttributes"]);
        let now = clock.now();
        let due = now.saturating_add(SignedDuration::from_secs(delay(entry))).unwrap_or(now);
        tokio::spawn(send_when_due(service.clone(), clock.clone(), due, request));
        sent.push(
            json!({"Id": entry["Id"], "MessageId": format!("held-{}", due.as_nanosecond()), "MD5OfMessageBody": ""}),
        );
    }
    let body = json!({"Successful": sent, "Failed": []}).to_string();
    let content_type = (axum::http::header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    Some(MockResponse { status: 200, headers: HeaderMap::from_iter([content_type]), body: body.into() })
}

fn delay(entry: &Value) -> i64 {
    entry["DelaySeconds"].as_i64().unwrap_or(0)
}

async fn send_when_due(service: Weak<SqsService>, clock: Clock, due: Timestamp, request: MockRequest) {
    let mut looks = tokio::time::interval(LOOK);
    while clock.now() < due {
        looks.tick().await;
        if service.strong_count() == 0 {
            return;
        }
    }
    tokio::time::sleep(LOOK).await;
    if let Some(service) = service.upgrade() {
        service.handle(request).await;
    }
}
