//! Calls without a reported end: the sweep finds them, asks Twilio and counts them once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    http::{StatusCode, Uri},
};
use domain::{
    conversation::{BargeIn, Conversation, TurnEnd},
    phone::{Caller, PhoneNumber},
    triage::Language,
};
use fake_twilio::ArrivedCall;
use jiff::civil::date;
use localhost::Loopback;
use store::{CallRecord, DayUsage, OpenCall, Reply, ReplyEnd};
use unfinished_calls::{AccountsReport, SweepError, SweepReport, TIMEOUT};

use super::test_mode::set_test_mode;
use crate::support::{ACME, DESERT, ModelReply, TestApp, TestCaller, call};

pub(crate) const NOTHING: SweepReport = SweepReport {
    complete: true,
    left_over: 0,
    finished: 0,
    ongoing: 0,
    unknown: 0,
    corrected: 0,
    requeued: 0,
    uncounted: 0,
    settled: 0,
    failed: 0,
    texted: 0,
    recordings: 0,
    accounts: AccountsReport { asked: 0, refused: 0, cut_off: 0, failed: 0, calls: 0, relisted: 0, recordings: 0 },
};

/// When the calls of these tests begin.
pub(crate) const BEGINS: &str = "2026-11-23T16:00:00Z";

/// 15 minutes and a day after the calls begin.
pub(crate) const LATER: &str = "2026-11-23T16:15:00Z";
const A_DAY_LATER: &str = "2026-11-24T16:00:00Z";

/// A call with one turn and no reported end.
pub(crate) async fn abandoned_call(app: &TestApp, company: usize) -> TestCaller {
    app.set_now("2026-11-23T16:00:00Z");
    let caller = app.caller(company);
    let greeting = caller.ring().await;
    app.set_now("2026-11-23T16:00:40Z");
    app.model.reply_with([ModelReply::Say("What is the ZIP code?")]);
    caller.say(&greeting, "My furnace needs a tune-up").await;
    app.set_now("2026-11-23T16:00:00Z");
    caller
}

/// Adds a call to the fake Twilio.
pub(crate) fn at_twilio(app: &TestApp, caller: &TestCaller, seconds: Option<u32>) {
    let number = |text: &str| PhoneNumber::parse(text).expect("a number");
    let known = ArrivedCall {
        sid: call(caller),
        from: number(&caller.from),
        to: number(&caller.to),
        seconds,
        started_at: BEGINS.parse().expect("an instant"),
        parent: None,
        price: None,
    };
    assert!(app.system.twilio.note_call(known), "the number is an account's");
}

/// Runs the sweep; returns its report without that of the accounts.
pub(crate) async fn sweep(app: &TestApp) -> SweepReport {
    let report = app.system.functions.unfinished_calls.run(TIMEOUT).await.expect("a completed sweep");
    SweepReport { accounts: AccountsReport::default(), ..report }
}

/// Waits until a call that ended is counted, and so is not in the list of open calls.
pub(crate) async fn until_counted(app: &TestApp, caller: &TestCaller) {
    let (store, call) = (app.store(), call(caller));
    while store.list_open_calls(None, 100).await.expect("read").items.iter().any(|open| open.call == call) {
        tokio::task::yield_now().await;
    }
}

/// Waits until a call is counted, although it may still be in the list of open calls.
pub(crate) async fn until_first_counted(app: &TestApp, caller: &TestCaller) {
    let (store, scope, call) = (app.store(), app.scope(caller.company()).await, call(caller));
    while store.get_counted_seconds(&scope, &call).await.expect("read").is_none() {
        tokio::task::yield_now().await;
    }
}

/// A company's usage of the day, once the queue is empty.
pub(crate) async fn counted(app: TestApp, company: usize) -> Option<DayUsage> {
    let (store, scope) = (app.store(), app.scope(company).await);
    app.system.stop().await;
    store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read")
}

#[tokio::test]
async fn ended_call_is_counted_with_twilios_duration() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    at_twilio(&app, &caller, Some(130));
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, SweepReport { finished: 1, ..NOTHING });
    until_counted(&app, &caller).await;
    assert_eq!(sweep(&app).await, NOTHING, "the call is still open");
    // A late report changes nothing.
    assert_eq!(caller.hang_up().await.status, 204);
    let usage = counted(app, ACME).await.expect("counted");
    assert_eq!((usage.calls, usage.call_seconds), (1, 130));
}

#[tokio::test]
async fn call_with_reported_end_is_not_looked_up() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    assert_eq!(caller.hang_up().await.status, 204);
    until_counted(&app, &caller).await;
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, NOTHING);
    assert_eq!(counted(app, ACME).await.map(|usage| usage.calls), Some(1));
}

#[tokio::test]
async fn call_in_progress_is_left_open() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    at_twilio(&app, &caller, None);
    app.set_now("2026-11-23T16:14:59Z");
    assert_eq!(sweep(&app).await, NOTHING, "a call is looked up within its first 15 minutes");
    for now in [LATER, A_DAY_LATER] {
        app.set_now(now);
        assert_eq!(sweep(&app).await, SweepReport { ongoing: 1, ..NOTHING });
    }
    assert_eq!(caller.hang_up().await.status, 204);
    until_counted(&app, &caller).await;
    assert_eq!(sweep(&app).await, NOTHING);
    assert_eq!(counted(app, ACME).await.map(|usage| usage.calls), Some(1));
}

#[tokio::test]
async fn call_that_twilio_does_not_know_ends_in_the_first_sweep() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, SweepReport { finished: 1, ..NOTHING });
    until_counted(&app, &caller).await;
    assert_eq!(sweep(&app).await, NOTHING);
    let usage = counted(app, ACME).await.expect("counted on the day it began");
    assert_eq!((usage.calls, usage.call_seconds), (1, 40), "up to its last known turn");
}

#[tokio::test]
async fn call_without_usable_credentials_is_counted_after_a_day() {
    let app = TestApp::start().await;
    abandoned_call(&app, ACME).await;
    app.set_auth_tokens(ACME, &["a-token-that-is-wrong"]).await;
    for now in [LATER, "2026-11-24T15:59:59Z"] {
        app.set_now(now);
        assert_eq!(sweep(&app).await, SweepReport { unknown: 1, ..NOTHING });
    }
    app.set_now(A_DAY_LATER);
    assert_eq!(sweep(&app).await, SweepReport { finished: 1, ..NOTHING });
    let usage = counted(app, ACME).await.expect("counted on the day it began");
    assert_eq!((usage.calls, usage.call_seconds), (1, 40), "up to its last known turn");
}

#[tokio::test]
async fn lookup_uses_the_credentials_of_the_tenant() {
    let app = TestApp::start().await;
    let (acme, desert) = (abandoned_call(&app, ACME).await, abandoned_call(&app, DESERT).await);
    at_twilio(&app, &acme, Some(61));
    at_twilio(&app, &desert, Some(62));
    app.set_auth_tokens(ACME, &["a-token-that-is-wrong"]).await;
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, SweepReport { finished: 1, unknown: 1, ..NOTHING });
    assert_eq!(counted(app, DESERT).await.map(|usage| usage.call_seconds), Some(62));
}

#[tokio::test]
async fn failing_account_is_not_asked_again_in_a_sweep() {
    let app = TestApp::start().await;
    for _ in 0..40 {
        abandoned_call(&app, ACME).await;
    }
    // A Twilio that rejects every credential.
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let refuse = async move |uri: Uri| {
        count.fetch_add(usize::from(uri.path().contains("/Calls/")), Ordering::Relaxed);
        StatusCode::UNAUTHORIZED
    };
    let loopback = Loopback::bind(0).await.expect("a port");
    let function = app.other_process([("TWILIO_API_URL", loopback.url())]).unfinished_calls;
    tokio::spawn(loopback.serve_forever(Router::new().fallback(refuse)));
    app.set_now(LATER);
    let report = function.run(TIMEOUT).await.expect("a completed sweep");
    assert_eq!(report, SweepReport { unknown: 40, ..NOTHING });
    // Concurrent lookups may start before the first response.
    let once = asked.load(Ordering::Relaxed);
    assert!((1..=8).contains(&once), "{once}");
    // A call that was not looked up stays in the list.
    app.set_now(A_DAY_LATER);
    let report = function.run(TIMEOUT).await.expect("a completed sweep");
    let again = u32::try_from(asked.load(Ordering::Relaxed) - once).expect("few");
    // The sweep of the accounts does not ask it either, only the other company's.
    let accounts = AccountsReport { asked: 1, refused: 1, ..AccountsReport::default() };
    assert_eq!(report, SweepReport { finished: again, unknown: 40 - again, accounts, ..NOTHING });
    assert!((1..=8).contains(&again), "{again}");
}

#[tokio::test]
async fn call_that_ends_during_its_lookup_is_counted_once() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    at_twilio(&app, &caller, Some(65));
    app.set_now(LATER);
    let (response, report) = tokio::join!(caller.hang_up(), sweep(&app));
    assert_eq!((response.status, report.failed), (204, 0));
    assert_eq!(sweep(&app).await.finished, 0);
    let usage = counted(app, ACME).await.expect("counted");
    assert_eq!((usage.calls, usage.call_seconds), (1, 65));
}

#[tokio::test]
async fn failed_sweep_reports_an_error_and_retries() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    at_twilio(&app, &caller, Some(130));
    // The first sweep notes the companies' numbers.
    assert_eq!(sweep(&app).await, NOTHING);
    app.set_now(LATER);
    let failed = async |service| {
        app.aws.fail(service);
        let failed = app.system.functions.unfinished_calls.run(TIMEOUT).await.expect_err("broken");
        app.aws.recover();
        failed
    };
    assert!(matches!(failed("DynamoDB_20120810.TransactWriteItems").await, SweepError::Failed(1)));
    assert!(matches!(failed("AmazonSQS.SendMessage").await, SweepError::Failed(1)));
    assert!(matches!(failed("DynamoDB_20120810.Query").await, SweepError::Store(_)));
    // The end is saved. The usage is queued again an hour after it.
    assert_eq!(sweep(&app).await, SweepReport { uncounted: 1, ..NOTHING });
    app.set_now("2026-11-23T17:02:10Z");
    assert_eq!(sweep(&app).await, SweepReport { requeued: 1, ..NOTHING });
    let usage = counted(app, ACME).await.expect("counted");
    assert_eq!((usage.calls, usage.call_seconds), (1, 130), "a repeated message is counted again");
}

#[tokio::test]
async fn ended_call_is_removed_from_the_open_calls() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    app.aws.fail("DynamoDB_20120810.DeleteItem");
    assert_eq!(caller.hang_up().await.status, 204, "the call did not end");
    while !app.aws.requests().iter().any(|request| request.operation == "DeleteItem") {
        tokio::task::yield_now().await;
    }
    app.aws.recover();
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, SweepReport { settled: 1, ..NOTHING });
    assert_eq!(sweep(&app).await, NOTHING);
    assert_eq!(counted(app, ACME).await.map(|usage| usage.calls), Some(1));
}

/// Adds a call to the list of open calls, and stores its greeting if it `began`.
async fn list_open_call(app: &TestApp, company: usize, began: bool) -> TestCaller {
    let (scope, caller) = (app.scope(company).await, app.caller(company));
    let (from, called) = (Caller::from_twilio(&caller.from), app.tenant(company).number.clone());
    let conversation = Conversation::new(call(&caller), from, called, None, app.clock().now());
    let mut record = CallRecord::new(conversation, 1, false);
    let open = OpenCall::of(&scope, &record).expect("a real call");
    app.store().put_open_call(&open).await.expect("listed");
    if began {
        let end = ReplyEnd::TurnEnd(TurnEnd::Listen(BargeIn::SpeechAndKeys));
        record.replies.push(Reply { say: vec!["Hello.".to_owned()], language: Language::ENGLISH, end });
        app.store().save_call(&scope, &record, 0).await.expect("saved");
    }
    caller
}

/// Adds calls to the list of open calls that have no item of their own.
async fn list_open_calls(app: &TestApp, company: usize, calls: usize) {
    for _ in 0..calls {
        list_open_call(app, company, false).await;
    }
}

#[tokio::test]
async fn company_with_many_open_calls_keeps_no_other_company_waiting() {
    let app = TestApp::start().await;
    // The other company's call is the youngest one.
    list_open_calls(&app, ACME, 230).await;
    let other = abandoned_call(&app, DESERT).await;
    at_twilio(&app, &other, Some(61));
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, SweepReport { left_over: 30, finished: 1, settled: 200, ..NOTHING });
    until_counted(&app, &other).await;
    assert_eq!(sweep(&app).await, SweepReport { settled: 30, ..NOTHING });
}

#[tokio::test]
async fn sweep_continues_with_the_calls_that_the_last_one_left_over() {
    let app = TestApp::start().await;
    // More calls in progress than a sweep looks up, and a younger call that is over.
    for _ in 0..200 {
        at_twilio(&app, &list_open_call(&app, ACME, true).await, None);
    }
    app.set_now("2026-11-23T16:00:01Z");
    let over = list_open_call(&app, ACME, true).await;
    at_twilio(&app, &over, Some(61));
    app.set_now("2026-11-23T16:16:00Z");
    assert_eq!(sweep(&app).await, SweepReport { left_over: 1, ongoing: 200, ..NOTHING });
    assert_eq!(sweep(&app).await, SweepReport { left_over: 1, ongoing: 199, finished: 1, ..NOTHING });
}

#[tokio::test]
async fn sweep_covers_every_page_within_its_time() {
    let app = TestApp::start().await;
    list_open_calls(&app, ACME, 130).await;
    app.set_now(LATER);
    let without_time = app.system.functions.unfinished_calls.run(Duration::ZERO).await.expect("nothing failed");
    assert_eq!(without_time, SweepReport { complete: false, ..NOTHING });
    assert_eq!(sweep(&app).await, SweepReport { settled: 130, ..NOTHING });
    assert_eq!(sweep(&app).await, NOTHING);
}

#[tokio::test]
async fn test_mode_call_is_not_listed_as_open() {
    let app = TestApp::start().await;
    set_test_mode(&app, true).await;
    abandoned_call(&app, ACME).await;
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, NOTHING);
}
