//! The end of a call, with a crash at every request: its usage is neither lost nor counted twice. The queue's messages are
//! delivered by the tests.

use jiff::{SignedDuration, Timestamp, civil::date};
use messages::FinishedCall;
use serde_json::Value;
use store::{CallFilter, DayUsage, OpenCall};
use unfinished_calls::{SweepReport, TIMEOUT};

use super::{
    test_mode::set_test_mode,
    unfinished_calls::{BEGINS, LATER, NOTHING, abandoned_call, at_twilio, sweep},
};
use crate::support::{ACME, DeadLetterFound, Queues, TestApp, TestCaller, call};

/// An hour after the calls end, and three.
const AN_HOUR_LATER: &str = "2026-11-23T17:05:00Z";
const THREE_HOURS_LATER: &str = "2026-11-23T19:10:00Z";
/// A call has fewer requests than this after its end.
const ENOUGH: usize = 60;

/// A system whose queue is delivered by the test.
async fn held() -> (TestApp, Queues) {
    let app = TestApp::start().await;
    app.aws.hold_messages().await;
    let queues = app.queues();
    (app, queues)
}

async fn deliver(app: &TestApp, queues: &Queues) {
    queues.deliver(&app.system.functions.usage_aggregator).await;
}

/// A call that ended; its message is in the queue.
async fn ended_call(app: &TestApp) -> TestCaller {
    let caller = abandoned_call(app, ACME).await;
    assert_eq!(caller.hang_up().await.status, 204);
    caller
}

/// Sweeps at this time, whether or not something fails.
async fn try_sweep(app: &TestApp, now: &str) {
    app.set_now(now);
    drop(app.system.functions.unfinished_calls.run(TIMEOUT).await);
}

async fn usage(app: &TestApp) -> Option<DayUsage> {
    let scope = app.scope(ACME).await;
    app.store().get_day_usage(&scope, date(2026, 11, 23)).await.expect("read")
}

async fn open_calls(app: &TestApp) -> Vec<OpenCall> {
    app.store().list_open_calls(None, 100).await.expect("read").items
}

/// Each of these calls is counted once with 65 seconds, and nothing else is.
async fn assert_counted_once(app: &TestApp, queues: &Queues, callers: &[TestCaller]) {
    let usage = usage(app).await.expect("counted");
    assert_eq!((usage.calls, usage.call_seconds), (callers.len() as u64, 65 * callers.len() as u64));
    let listed = app
        .store()
        .list_calls(&app.customers(ACME).await, &CallFilter::default(), None, 100)
        .await
        .expect("read")
        .items;
    let mut listed: Vec<_> = listed.into_iter().map(|entry| entry.call).collect();
    let mut calls: Vec<_> = callers.iter().map(call).collect();
    listed.sort_by_key(ToString::to_string);
    calls.sort_by_key(ToString::to_string);
    assert_eq!(listed, calls);
    assert_eq!(open_calls(app).await, []);
    assert_eq!(queues.take_dead_letters().await, []);
}

#[tokio::test]
async fn crash_at_any_request_of_the_end_event_loses_and_doubles_nothing() {
    let (app, queues) = held().await;
    let mut callers = Vec::new();
    for takes_effect in [false, true] {
        for requests in 0..ENOUGH {
            let caller = abandoned_call(&app, ACME).await;
            at_twilio(&app, &caller, Some(65));
            app.aws.crash_after(requests, takes_effect);
            let status = caller.hang_up().await.status;
            let crashed = app.aws.restart();
            callers.push(caller);
            // Twilio does not repeat the event.
            deliver(&app, &queues).await;
            for now in [LATER, AN_HOUR_LATER, THREE_HOURS_LATER] {
                try_sweep(&app, now).await;
                deliver(&app, &queues).await;
            }
            assert_counted_once(&app, &queues, &callers).await;
            if !crashed {
                assert_eq!(status, 204);
                assert!(requests >= 3, "{requests} requests: the end is loaded, saved and queued");
                break;
            }
        }
    }
}

#[tokio::test]
async fn repeated_end_event_after_a_crash_is_counted_without_the_sweep() {
    let (app, queues) = held().await;
    let mut callers = Vec::new();
    for takes_effect in [false, true] {
        for requests in 0..ENOUGH {
            let caller = abandoned_call(&app, ACME).await;
            app.aws.crash_after(requests, takes_effect);
            caller.hang_up().await;
            let crashed = app.aws.restart();
            // A failed request for a session is not repeated within a second.
            app.set_now("2026-11-23T16:02:00Z");
            assert_eq!(caller.hang_up().await.status, 204, "{requests} {takes_effect}");
            callers.push(caller);
            deliver(&app, &queues).await;
            assert_counted_once(&app, &queues, &callers).await;
            if !crashed {
                break;
            }
        }
    }
}

#[tokio::test]
async fn crash_at_any_request_of_the_count_loses_and_doubles_nothing() {
    let (app, queues) = held().await;
    let function = &app.system.functions.usage_aggregator;
    let mut callers = Vec::new();
    for takes_effect in [false, true] {
        for requests in 0..ENOUGH {
            callers.push(ended_call(&app).await);
            app.aws.crash_after(requests, takes_effect);
            queues.deliver_without_deleting(function).await;
            let crashed = app.aws.restart();
            // Also if nothing failed: the deletion is lost.
            deliver(&app, &queues).await;
            assert_counted_once(&app, &queues, &callers).await;
            if !crashed {
                assert_eq!(requests, 3, "the call is counted, its jobs are queued, and it leaves the list");
                break;
            }
        }
    }
}

#[tokio::test]
async fn crash_at_any_request_of_the_sweep_loses_and_doubles_nothing() {
    let (app, queues) = held().await;
    let mut callers = Vec::new();
    for takes_effect in [false, true] {
        for requests in 0..ENOUGH {
            // The message of one is lost, and the end event of the other.
            let (uncounted, abandoned) = (ended_call(&app).await, abandoned_call(&app, ACME).await);
            at_twilio(&app, &uncounted, Some(65));
            at_twilio(&app, &abandoned, Some(65));
            callers.extend([uncounted, abandoned]);
            queues.lose_messages().await;
            app.aws.crash_after(requests, takes_effect);
            try_sweep(&app, AN_HOUR_LATER).await;
            let crashed = app.aws.restart();
            for now in [AN_HOUR_LATER, THREE_HOURS_LATER] {
                try_sweep(&app, now).await;
                deliver(&app, &queues).await;
            }
            assert_counted_once(&app, &queues, &callers).await;
            if !crashed {
                break;
            }
        }
    }
}

#[tokio::test]
async fn lost_message_is_queued_again_after_an_hour() {
    let (app, queues) = held().await;
    let caller = ended_call(&app).await;
    assert_eq!(queues.lose_messages().await.len(), 1);
    for now in [LATER, "2026-11-23T17:01:04Z"] {
        app.set_now(now);
        assert_eq!(sweep(&app).await, SweepReport { uncounted: 1, ..NOTHING }, "{now}");
    }
    app.set_now("2026-11-23T17:01:05Z");
    assert_eq!(sweep(&app).await, SweepReport { requeued: 1, ..NOTHING });
    assert_eq!(sweep(&app).await, SweepReport { uncounted: 1, ..NOTHING }, "once");
    deliver(&app, &queues).await;
    assert_eq!(sweep(&app).await, NOTHING);
    assert_counted_once(&app, &queues, &[caller]).await;
}

#[tokio::test]
async fn call_that_is_never_counted_is_queued_again_eight_times() {
    let (app, queues) = held().await;
    ended_call(&app).await;
    let mut sent = queues.lose_messages().await.len();
    let begins: Timestamp = BEGINS.parse().expect("an instant");
    // The sweep runs more often. Each repeat is due hours after the one before, so a sweep each four hours queues it as often.
    for hour in (1..24 * 20).step_by(4) {
        app.set_now(&(begins + SignedDuration::from_hours(hour)).to_string());
        sweep(&app).await;
        sent += queues.lose_messages().await.len();
    }
    assert_eq!(sent, 1 + 8);
    assert_eq!(open_calls(&app).await.len(), 1, "a redriven message still counts it");
}

#[tokio::test]
async fn test_mode_call_is_queued_once_and_is_never_listed_as_open() {
    let (app, queues) = held().await;
    set_test_mode(&app, true).await;
    let caller = ended_call(&app).await;
    assert_eq!(caller.hang_up().await.status, 204);
    try_sweep(&app, AN_HOUR_LATER).await;
    assert_eq!((queues.lose_messages().await.len(), open_calls(&app).await), (1, vec![]));
}

/// The same message with another length of the call.
fn lasting(body: &str, seconds: u64) -> String {
    let mut finished = FinishedCall::from_body(body).expect("a finished call");
    finished.usage.call_seconds = seconds;
    finished.to_body().expect("JSON")
}

#[tokio::test]
async fn duplicates_and_any_order_of_a_correction_count_the_longest_once() {
    for order in [[65, 120, 65, 120], [120, 65, 120, 65], [120, 120, 65, 65]] {
        let (app, queues) = held().await;
        ended_call(&app).await;
        let bodies = queues.lose_messages().await;
        for seconds in order {
            queues.send(&lasting(&bodies[0], seconds)).await;
            deliver(&app, &queues).await;
            deliver(&app, &queues).await;
        }
        let usage = usage(&app).await.expect("counted");
        assert_eq!((usage.calls, usage.call_seconds), (1, 120), "{order:?}");
        let listed = app
            .store()
            .list_calls(&app.customers(ACME).await, &CallFilter::default(), None, 10)
            .await
            .expect("read")
            .items;
        assert_eq!(listed.iter().map(|entry| entry.call_seconds).collect::<Vec<_>>(), [120], "{order:?}");
        assert_eq!(open_calls(&app).await, []);
    }
}

/// The first count must not remove the call from the list, or the longer end is never checked.
#[tokio::test]
async fn longer_end_before_the_first_count_stays_listed_until_it_is_counted() {
    let (app, queues) = held().await;
    let caller = ended_call(&app).await;
    app.set_now("2026-11-23T16:10:00Z");
    assert_eq!(caller.end_after("600").await.status, 204);
    at_twilio(&app, &caller, Some(600));
    deliver(&app, &queues).await;
    assert_eq!(usage(&app).await.map(|usage| usage.call_seconds), Some(65));
    assert_eq!(open_calls(&app).await.len(), 1);
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, SweepReport { corrected: 1, ..NOTHING });
    assert_eq!(sweep(&app).await, SweepReport { uncounted: 1, ..NOTHING }, "the correction waits in the queue");
    deliver(&app, &queues).await;
    assert_eq!(usage(&app).await.map(|usage| (usage.calls, usage.call_seconds)), Some((1, 600)));
    assert_eq!(open_calls(&app).await, []);
}

/// The one dead letter.
async fn dead_letter(queues: &Queues) -> DeadLetterFound {
    let letters = queues.take_dead_letters().await;
    let [letter] = &letters[..] else { panic!("{letters:#?}") };
    letter.clone()
}

#[tokio::test]
async fn malformed_message_is_a_dead_letter_at_once_without_personal_data() {
    let (app, queues) = held().await;
    let whole = ended_call(&app).await;
    let mut wrong: Value = serde_json::from_str(&queues.lose_messages().await[0]).expect("JSON");
    wrong["caller"] = Value::String("Dana Smith".to_owned());
    for body in ["no JSON", "{\"v\": 2}", &wrong.to_string()] {
        queues.send(body).await;
        queues.deliver_without_deleting(&app.system.functions.usage_aggregator).await;
        let letter = dead_letter(&queues).await;
        assert_eq!((letter.body.as_str(), letter.reason.as_deref()), (body, Some("malformed")));
        assert_eq!(letter.failed_at.as_deref(), Some(app.clock().now().to_string().as_str()));
        let detail = letter.detail.expect("a detail");
        assert!(detail.starts_with("the message is malformed") && !detail.contains("Dana"), "{detail}");
        queues.lose_messages().await;
    }
    assert!(open_calls(&app).await.iter().any(|open| open.call == call(&whole)));
}

#[tokio::test]
async fn message_of_a_later_release_is_a_dead_letter_after_its_last_receive() {
    let (app, queues) = held().await;
    ended_call(&app).await;
    let mut later: Value = serde_json::from_str(&queues.lose_messages().await[0]).expect("JSON");
    later["v"] = Value::from(999);
    queues.send(&later.to_string()).await;
    for _ in 0..4 {
        queues.deliver_without_deleting(&app.system.functions.usage_aggregator).await;
        assert_eq!(queues.take_dead_letters().await, [], "the next receiver may know it");
    }
    deliver(&app, &queues).await;
    let letter = dead_letter(&queues).await;
    assert_eq!(letter.reason.as_deref(), Some("newer_version"));
    assert!(letter.detail.expect("a detail").contains("version 999"));
}

#[tokio::test]
async fn redriven_dead_letter_of_a_failing_table_is_counted_once() {
    let (app, queues) = held().await;
    let caller = ended_call(&app).await;
    app.aws.fail("DynamoDB_20120810.TransactWriteItems");
    deliver(&app, &queues).await;
    assert_eq!((usage(&app).await, open_calls(&app).await.len()), (None, 1));
    let redrive =
        async || local::redrive::redrive(&queues.client, &queues.dead_letters_url, &queues.url).await.expect("moved");
    let moved = |count| [("table_failed".to_owned(), count)].into();
    assert_eq!(redrive().await, moved(1));
    deliver(&app, &queues).await;
    assert_eq!(redrive().await, moved(1), "it failed again");
    app.aws.recover();
    // The sweep's own attempt is another message of the same call.
    try_sweep(&app, AN_HOUR_LATER).await;
    deliver(&app, &queues).await;
    assert_eq!(redrive().await, [].into());
    assert_counted_once(&app, &queues, &[caller]).await;
}

#[tokio::test]
async fn dead_letter_that_cannot_be_sent_is_moved_by_the_queue_without_a_reason() {
    let (app, queues) = held().await;
    queues.send("no JSON").await;
    app.aws.fail("AmazonSQS.SendMessage");
    deliver(&app, &queues).await;
    app.aws.recover();
    let moved = local::redrive::redrive(&queues.client, &queues.dead_letters_url, &queues.url).await.expect("moved");
    assert_eq!(moved, [("unknown".to_owned(), 1)].into());
    deliver(&app, &queues).await;
    assert_eq!(dead_letter(&queues).await.reason.as_deref(), Some("malformed"));
}
