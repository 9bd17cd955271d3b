//! Queued messages of every version that was ever sent. The current code counts their calls.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use jiff::civil::date;

use super::{sample_events::aggregator, stored_items::restored};
use crate::support::{ACME, DESERT, TestApp, read};

/// The message that a version sent when a call ended, as SQS delivers it.
fn finished_call(version: &str) -> SqsEvent {
    let mut message = SqsMessage::default();
    message.message_id = Some("m-1".to_owned());
    message.body = Some(read(&format!("tests/fixtures/{version}/messages/finished_call.json")));
    let mut event = SqsEvent::default();
    event.records = vec![message];
    event
}

#[tokio::test]
async fn stored_message_of_every_version_counts_its_call_once() {
    for version in ["v1", "v2"] {
        let app = TestApp::start().await;
        for _ in 0..2 {
            let failures = aggregator(&app).handle(finished_call(version)).await.batch_item_failures;
            assert!(failures.is_empty(), "{version}");
        }
        let usage = app.store().get_day_usage(&app.scope(ACME).await, date(2026, 11, 23)).await.expect("read");
        let usage = usage.expect("counted");
        assert_eq!((usage.calls, usage.call_seconds, usage.appointments), (1, 65, 1), "{version}");
        // Two started minutes, three turns, 4,080 tokens and 498 characters.
        assert_eq!(usage.cost_micro_usd.get(), 2_000_000 + 3_000_000 + 4_080 + 498, "{version}");
    }
}

#[tokio::test]
async fn stored_message_of_a_counted_call_changes_nothing() {
    let (app, _) = restored().await;
    let day = async |company| {
        let scope = app.scope(company).await;
        app.store().get_day_usage(&scope, date(2026, 11, 23)).await.expect("read").expect("counted")
    };
    let before = (day(ACME).await, day(DESERT).await);
    for version in ["v1", "v2"] {
        assert!(aggregator(&app).handle(finished_call(version)).await.batch_item_failures.is_empty(), "{version}");
    }
    assert_eq!((day(ACME).await, day(DESERT).await), before);
}
