//! Calls and recordings that only Twilio knows: the sweep of the companies' accounts finds each once.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json, Router, http::Uri};
use domain::{
    booking::{CallerMessage, MessageBody},
    id::{CallSid, RecordingSid},
    money::MicroUsd,
    phone::PhoneNumber,
};
use fake_twilio::{ArrivedCall, MadeRecording};
use jiff::{Timestamp, civil::date};
use localhost::Loopback;
use serde_json::json;
use store::{CallFilter, MessageFilter};
use twilio::sid::AccountSid;
use unfinished_calls::{AccountsReport, SweepReport, TIMEOUT};

use super::{
    number_connection::{credentials, spare},
    tenants::sign_up,
    test_mode::set_test_mode,
    unfinished_calls::{BEGINS, LATER, NOTHING, abandoned_call, at_twilio, counted, sweep},
};
use crate::support::{ACME, DESERT, RECORDING, TestApp, TestCaller, call};

/// The first sweep of a new number only notes it.
const BEFORE: &str = "2026-11-23T15:30:00Z";
/// Calls at [`BEGINS`] have been over for a while.
pub(crate) const HALF_PAST: &str = "2026-11-23T16:30:00Z";
const AN_HOUR_LATER: &str = "2026-11-23T17:30:00Z";

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("a number")
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// A system whose numbers the sweep has seen.
pub(crate) async fn swept() -> TestApp {
    let app = TestApp::start().await;
    app.set_now(BEFORE);
    assert_eq!(accounts(&app, BEFORE).await, AccountsReport::default());
    app
}

/// Sweeps at this time; returns the report of the accounts.
async fn accounts(app: &TestApp, now: &str) -> AccountsReport {
    app.set_now(now);
    let report = app.system.functions.unfinished_calls.run(TIMEOUT).await.expect("a completed sweep");
    assert!(report.complete);
    report.accounts
}

/// A call at Twilio that never reached the table.
fn unknown_call(app: &TestApp, company: usize, price: Option<&'static str>) -> TestCaller {
    let caller = app.caller(company);
    note(app, &caller, Some(125), price, None);
    caller
}

fn note(
    app: &TestApp,
    caller: &TestCaller,
    seconds: Option<u32>,
    price: Option<&'static str>,
    parent: Option<CallSid>,
) {
    let (sid, from, to) = if parent.is_some() {
        let sid = CallSid::parse(&format!("CAf{}", &caller.call_sid()[3..])).expect("an id");
        (sid, number(&caller.to), number("+12145550188"))
    } else {
        (call(caller), number(&caller.from), number(&caller.to))
    };
    let arrived = ArrivedCall { sid, from, to, seconds, started_at: instant(BEGINS), parent, price };
    assert!(app.system.twilio.note_call(arrived), "the number is an account's");
}

fn record(app: &TestApp, caller: &TestCaller, seconds: Option<u32>, source: &'static str) {
    let (sid, created_at) = (RecordingSid::parse(RECORDING).expect("an id"), instant("2026-11-23T16:01:00Z"));
    let made = MadeRecording { sid, call: call(caller), created_at, seconds, source };
    assert!(app.system.twilio.note_recording(made), "the call is known");
}

/// The company's messages, once the queue is empty.
async fn messages(app: TestApp) -> Vec<CallerMessage> {
    let (store, scope, customers) = (app.store(), app.scope(ACME).await, app.customers(ACME).await);
    app.system.stop().await;
    let listed = store.list_messages(&customers, MessageFilter::default(), None, 10).await.expect("read").items;
    let mut messages = Vec::new();
    for entry in listed {
        messages.push(store.get_message(&scope, &entry.message).await.expect("read").expect("listed"));
    }
    messages
}

#[tokio::test]
async fn call_that_the_fallback_alone_answered_is_counted_once_with_twilios_price() {
    let app = swept().await;
    app.set_now(BEGINS);
    app.aws.fail("DynamoDB");
    let caller = app.caller(ACME);
    assert_eq!(caller.ring().await.status, 503);
    let fallback = app.tenant(ACME).fallback_url.clone();
    assert!(caller.post(&fallback, &[("ErrorCode", "11200")]).await.has("Dial"));
    app.aws.recover();
    note(&app, &caller, Some(125), Some("-0.02550"), None);
    note(&app, &caller, Some(61), Some("-0.02800"), Some(call(&caller)));

    assert_eq!(accounts(&app, LATER).await.calls, 0, "the call began within a quarter of an hour");
    let expected = AccountsReport { asked: 2, calls: 1, ..AccountsReport::default() };
    // The first request of LATER moved the next one by an hour.
    assert_eq!(accounts(&app, "2026-11-23T17:15:00Z").await, expected);
    // Until the queue has stored the call, a sweep sends it again; the usage below counts it once.
    assert_eq!(accounts(&app, "2026-11-23T18:15:00Z").await.asked, 2);
    let (store, customers) = (app.store(), app.customers(ACME).await);
    let usage = counted(app, ACME).await.expect("counted");
    assert_eq!((usage.calls, usage.call_seconds, usage.cost_micro_usd), (1, 125, MicroUsd::new(53_500)));
    let listed = store.list_calls(&customers, &CallFilter::default(), None, 10).await.expect("read").items;
    let [entry] = &listed[..] else { panic!("{listed:#?}") };
    assert_eq!((&entry.call, entry.caller.clone()), (&call(&caller), Some(number(&caller.from))));
    assert_eq!((entry.call_seconds, entry.turns, entry.started_at), (125, 0, instant(BEGINS)));
}

#[tokio::test]
async fn unknown_call_without_a_price_is_counted_at_the_price_list() {
    let app = swept().await;
    unknown_call(&app, ACME, None);
    assert_eq!(accounts(&app, HALF_PAST).await.calls, 1);
    let usage = counted(app, ACME).await.expect("counted");
    assert_eq!((usage.calls, usage.cost_micro_usd), (1, MicroUsd::new(3 * 8_500)));
}

#[tokio::test]
async fn voicemail_without_callbacks_is_found_and_stored_once() {
    let app = swept().await;
    let caller = unknown_call(&app, ACME, None);
    record(&app, &caller, Some(9), "RecordVerb");
    assert_eq!(accounts(&app, HALF_PAST).await.recordings, 1);
    // Twilio repeats the webhook after the outage.
    let voicemail = [("RecordingSid", RECORDING), ("RecordingUrl", "https://api.twilio.com/RE")];
    let path = format!("/twilio/recording?called=%2B12145550100&call={}", caller.call_sid());
    assert_eq!(caller.post(&path, &voicemail).await.status, 204);
    accounts(&app, AN_HOUR_LATER).await;
    let account = app.tenant(ACME).twilio_account_sid.clone();
    let messages = messages(app).await;
    let [message] = &messages[..] else { panic!("{messages:#?}") };
    assert_eq!(message.callback, Some(number(&caller.from)));
    assert_eq!(message.left_at, instant("2026-11-23T16:01:09Z"));
    let MessageBody::Voicemail(voicemail) = &message.body else { panic!("{message:?}") };
    assert!(voicemail.url.ends_with(&format!("/Accounts/{account}/Recordings/{RECORDING}")), "{}", voicemail.url);
    assert_eq!(voicemail.duration_seconds, 9);
}

#[tokio::test]
async fn voicemail_of_a_finished_call_is_found_although_its_recording_was_reported() {
    let app = swept().await;
    let caller = abandoned_call(&app, ACME).await;
    at_twilio(&app, &caller, Some(65));
    record(&app, &caller, Some(9), "RecordVerb");
    let reported = [("RecordingSid", RECORDING), ("RecordingUrl", "https://api.twilio.com/RE")];
    let path = format!("/twilio/recording?called=%2B12145550100&call={}", caller.call_sid());
    assert_eq!(caller.post(&path, &reported).await.status, 204);
    assert_eq!(caller.hang_up().await.status, 204);
    assert_eq!(accounts(&app, HALF_PAST).await.recordings, 1);
    assert_eq!(messages(app).await.len(), 1);
}

#[tokio::test]
async fn voicemail_of_a_call_without_reported_end_is_found_with_its_end() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    at_twilio(&app, &caller, Some(130));
    record(&app, &caller, Some(9), "RecordVerb");
    app.set_now(LATER);
    assert_eq!(sweep(&app).await, SweepReport { finished: 1, recordings: 1, ..NOTHING });
    assert_eq!(messages(app).await.len(), 1);
}

#[tokio::test]
async fn recording_of_a_whole_call_is_found_and_is_no_message() {
    let app = swept().await;
    let caller = unknown_call(&app, ACME, None);
    record(&app, &caller, Some(120), "StartCallRecordingTwiML");
    assert_eq!(accounts(&app, HALF_PAST).await.recordings, 1);
    assert_eq!(accounts(&app, AN_HOUR_LATER).await.recordings, 0);
    let items = app.stop_and_read_items().await;
    let of_kind = |kind: &str| {
        let sort = |item: &serde_json::Value| item["sk"].as_str().expect("a key").to_owned();
        items.iter().filter(|item| sort(item).starts_with(kind)).count()
    };
    assert_eq!((of_kind("recording#"), of_kind("message#")), (1, 0));
}

#[tokio::test]
async fn call_in_progress_and_unfinished_recording_are_left_to_the_next_sweep() {
    let app = swept().await;
    let caller = app.caller(ACME);
    note(&app, &caller, None, None, None);
    assert_eq!(accounts(&app, HALF_PAST).await, AccountsReport { asked: 2, ..AccountsReport::default() });
    note(&app, &caller, Some(125), None, None);
    record(&app, &caller, None, "RecordVerb");
    let found = accounts(&app, AN_HOUR_LATER).await;
    assert_eq!((found.calls, found.recordings), (1, 0));
    record(&app, &caller, Some(9), "RecordVerb");
    // Until the queue has stored the call, a sweep sends it again; the usage counts it once.
    assert_eq!(accounts(&app, "2026-11-23T18:30:00Z").await.recordings, 1);
    assert_eq!(messages(app).await.len(), 1);
}

#[tokio::test]
async fn call_before_its_number_was_connected_or_while_out_of_service_is_not_counted() {
    let app = TestApp::start().await;
    unknown_call(&app, ACME, None);
    assert_eq!(accounts(&app, HALF_PAST).await.asked, 0, "the numbers are new");
    assert_eq!(accounts(&app, "2026-11-23T16:50:00Z").await.calls, 0);
    let owner = app.person(ACME, "owner");
    owner.delete("/admin/tenants/me").await.ok(200);
    let caller = app.caller(ACME);
    let while_inactive = ArrivedCall {
        sid: call(&caller),
        from: number(&caller.from),
        to: number(&caller.to),
        seconds: Some(4),
        started_at: instant("2026-11-23T17:10:00Z"),
        parent: None,
        price: None,
    };
    assert!(app.system.twilio.note_call(while_inactive));
    accounts(&app, "2026-11-23T17:15:00Z").await;
    owner.post("/admin/tenants/me/reactivate", &json!({})).await.ok(200);
    accounts(&app, "2026-11-23T17:30:00Z").await;
    assert_eq!(accounts(&app, "2026-11-23T18:50:00Z").await.calls, 0);
    assert_eq!(counted(app, ACME).await, None);
}

#[tokio::test]
async fn account_that_refuses_stops_no_other_company_and_is_asked_again_after_an_hour() {
    let app = swept().await;
    unknown_call(&app, ACME, None);
    unknown_call(&app, DESERT, None);
    let acme = AccountSid::parse(&app.tenant(ACME).twilio_account_sid).expect("an id");
    app.system.twilio.limit_rate(&acme, true);
    let expected = AccountsReport { asked: 2, refused: 1, calls: 1, ..AccountsReport::default() };
    assert_eq!(accounts(&app, HALF_PAST).await, expected);
    app.system.twilio.limit_rate(&acme, false);
    assert_eq!(accounts(&app, "2026-11-23T16:45:00Z").await, AccountsReport::default());
    assert_eq!(accounts(&app, AN_HOUR_LATER).await, AccountsReport { refused: 0, ..expected });
    assert_eq!(counted(app, ACME).await.map(|usage| usage.calls), Some(1));
}

#[tokio::test]
async fn quiet_company_costs_one_request_an_hour() {
    let app = TestApp::start().await;
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let journal = Arc::clone(&asked);
    let empty = async move |uri: Uri| {
        journal.lock().expect("unpoisoned").push(uri.to_string());
        Json(json!({"calls": [], "recordings": [], "next_page_uri": null}))
    };
    let loopback = Loopback::bind(0).await.expect("a port");
    let function = app.other_process([("TWILIO_API_URL", loopback.url())]).unfinished_calls;
    tokio::spawn(loopback.serve_forever(Router::new().fallback(empty)));
    for hour in 10..14 {
        for minute in [0, 15, 30, 45] {
            app.set_now(&format!("2026-11-24T{hour}:{minute:02}:00Z"));
            function.run(TIMEOUT).await.expect("a completed sweep");
        }
    }
    let asked = asked.lock().expect("unpoisoned");
    let of = |company: usize| {
        let account = &app.tenant(company).twilio_account_sid;
        asked.iter().filter(|url| url.contains(&format!("/{account}/Calls.json?"))).count()
    };
    assert_eq!((of(ACME), of(DESERT), asked.len()), (4, 4, 8), "{asked:#?}");
    let query = "To=%2B12145550100&StartTime%3E=2026-11-24&PageSize=500";
    assert!(asked.iter().any(|url| url.ends_with(query)), "{asked:#?}");
}

#[tokio::test]
async fn sweep_without_time_continues_next_time() {
    let app = swept().await;
    unknown_call(&app, ACME, None);
    app.set_now(HALF_PAST);
    let without_time = app.system.functions.unfinished_calls.run(Duration::ZERO).await.expect("nothing failed");
    assert_eq!(without_time, SweepReport { complete: false, ..NOTHING });
    assert_eq!(accounts(&app, HALF_PAST).await.calls, 1);
}

#[tokio::test]
async fn sweep_that_fails_on_our_side_is_repeated_from_where_it_was() {
    let app = swept().await;
    unknown_call(&app, ACME, None);
    app.set_now(HALF_PAST);
    app.aws.fail("AmazonSQS.SendMessage");
    app.system.functions.unfinished_calls.run(TIMEOUT).await.expect_err("the queue is broken");
    app.aws.recover();
    assert_eq!(accounts(&app, AN_HOUR_LATER).await.calls, 1);
    assert_eq!(counted(app, ACME).await.map(|usage| usage.calls), Some(1));
}

#[tokio::test]
async fn call_that_is_shorter_or_missing_here_is_checked_again() {
    let app = swept().await;
    let shortened = abandoned_call(&app, ACME).await;
    at_twilio(&app, &shortened, Some(130));
    assert_eq!(shortened.end_after("1").await.status, 204);
    // The list of open calls failed at the greeting, and the end event is lost.
    app.aws.fail("DynamoDB_20120810.PutItem");
    app.aws.recover();
    let unlisted = abandoned_call(&app, ACME).await;
    at_twilio(&app, &unlisted, Some(70));
    let open = app.store().list_open_calls(None, 10).await.expect("read").items;
    for open in open {
        app.store().remove_open_call(&open).await.expect("removed");
    }
    while app.store().get_counted_seconds(&app.scope(ACME).await, &call(&shortened)).await.expect("read").is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(accounts(&app, HALF_PAST).await.relisted, 2);
    assert_eq!(sweep(&app).await, SweepReport { finished: 1, corrected: 1, ..NOTHING });
    let (store, scope) = (app.store(), app.scope(ACME).await);
    app.system.stop().await;
    let usage = store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read").expect("counted");
    assert_eq!((usage.calls, usage.call_seconds), (2, 200));
}

#[tokio::test]
async fn calls_in_test_mode_are_not_counted() {
    let app = swept().await;
    set_test_mode(&app, true).await;
    let known = abandoned_call(&app, ACME).await;
    at_twilio(&app, &known, Some(65));
    record(&app, &known, Some(9), "RecordVerb");
    unknown_call(&app, ACME, None);
    assert_eq!(accounts(&app, HALF_PAST).await.calls, 0);
    let (store, scope) = (app.store(), app.scope(ACME).await);
    assert!(messages(app).await.is_empty(), "a dry run leaves no message");
    assert_eq!(store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read"), None);
}

#[tokio::test]
async fn erased_company_is_not_swept_and_leaves_no_state() {
    let app = swept().await;
    let acme = app.scope(ACME).await.tenant().to_string();
    app.person(ACME, "owner").delete("/admin/tenants/me").await.ok(200);
    app.operator().post(&format!("/admin/tenants/{acme}/erase"), &json!({"confirm": acme})).await.ok(200);
    assert_eq!(accounts(&app, AN_HOUR_LATER).await.asked, 1, "the other company");
    assert!(!app.items().await.iter().any(|item| item.partition == acme), "an item is left");
}

#[tokio::test]
async fn company_in_trial_is_swept_too() {
    let app = TestApp::start().await;
    let (account, at) = (spare(&app), instant(BEGINS));
    let (owner, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    owner.put("/admin/tenants/me/credentials/twilio", &credentials(&account)).await.ok(200);
    let connected = account.numbers[0].clone();
    owner.post("/admin/tenants/me/numbers", &json!({"phone_number": connected})).await.ok(201);
    accounts(&app, BEFORE).await;
    let call = ArrivedCall {
        sid: CallSid::parse("CAf00000000000000000000000000000c1").expect("an id"),
        from: number("+12145550142"),
        to: connected,
        seconds: Some(30),
        started_at: at,
        parent: None,
        price: None,
    };
    assert!(app.system.twilio.note_call(call), "the number is an account's");
    assert_eq!(accounts(&app, HALF_PAST).await.calls, 1);
}
