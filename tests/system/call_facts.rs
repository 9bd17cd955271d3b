//! Facts about calls that a webhook reports: durations are bounded by the time since the call began, the longest end that
//! Twilio confirms counts, and the URL of a recording is ours.

use domain::booking::MessageBody;
use serde_json::Value;
use store::CallFilter;

use super::unfinished_calls::{LATER, NOTHING, abandoned_call, at_twilio, counted, sweep, until_counted};
use crate::support::{ACME, RECORDING, TestApp, call};
use unfinished_calls::SweepReport;

/// The most that a signed form can claim.
const MOST: &str = "4294967295";
/// How far Twilio's clock may be ahead.
const SLACK: u64 = 30;

#[tokio::test]
async fn reported_durations_are_at_most_the_time_since_the_call_began() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let mut offer = caller.ring().await;
    for _ in 0..3 {
        offer = caller.keep_silent(&offer).await;
    }
    let transfer = caller.press(&offer, "1").await;
    app.set_now("2026-11-23T16:02:00Z");
    let dialed = [("DialCallStatus", "completed"), ("DialCallDuration", MOST)];
    caller.post(&transfer.attribute("Dial", "action"), &dialed).await;
    app.set_now("2026-11-23T16:03:00Z");
    assert_eq!(caller.end_after(MOST).await.status, 204);
    let (store, scope) = (app.store(), app.scope(ACME).await);
    let items = app.stop_and_read_items().await;
    let usage = items.iter().find(|item| item["sk"].as_str().is_some_and(|key| key.starts_with("usage#call#")));
    let usage = usage.unwrap_or_else(|| panic!("no usage in {items:#?}"));
    assert_eq!(usage["usage"]["call_seconds"], 180 + SLACK);
    assert_eq!(usage["usage"]["transfer_seconds"], 120 + SLACK);
    let day = store.get_day_usage(&scope, jiff::civil::date(2026, 11, 23)).await.expect("read").expect("counted");
    assert_eq!((&usage["usage"]["turns"], &usage["usage"]["spoken_characters"]), (&4.into(), &336.into()));
    // At `PriceList::NOVEMBER_2026`: 4 started minutes at 8,500, 3 of the transfer at 14,000, 4 turns at 20,000, and 336
    // characters at 16. No request to the model.
    assert_eq!(day.cost_micro_usd.get(), 34_000 + 42_000 + 80_000 + 5_376);
}

#[tokio::test]
async fn recording_has_our_url_and_a_possible_duration() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let mut answer = caller.ring().await;
    for _ in 0..4 {
        answer = caller.keep_silent(&answer).await;
    }
    app.set_now("2026-11-23T16:01:00Z");
    let elsewhere = [
        ("RecordingSid", RECORDING),
        ("RecordingUrl", "https://evil.example/RE00000000000000000000000000000009"),
        ("RecordingDuration", MOST),
    ];
    caller.post(&answer.attribute("Record", "action"), &elsewhere).await;
    let callback = answer.attribute("Record", "recordingStatusCallback");
    assert_eq!(caller.post(&callback, &elsewhere).await.status, 204);
    let wrong = [("RecordingSid", "RE1/../../Messages"), ("RecordingUrl", "https://api.twilio.com/RE1")];
    assert_eq!(caller.post(&callback, &wrong).await.status, 400);

    let account = app.tenant(ACME).twilio_account_sid.clone();
    let url = format!("/2010-04-01/Accounts/{account}/Recordings/{RECORDING}");
    let message = app.voicemail(ACME).await.expect("stored");
    let MessageBody::Voicemail(voicemail) = message.body else { panic!("{message:?}") };
    assert!(voicemail.url.ends_with(&url), "{}", voicemail.url);
    assert_eq!(u64::from(voicemail.duration_seconds), 60 + SLACK);
    let items = app.stop_and_read_items().await;
    let recordings: Vec<&Value> = items.iter().filter(|item| item["recording"] == RECORDING).collect();
    let [item] = recordings[..] else { panic!("{recordings:#?}") };
    assert!(item["url"].as_str().is_some_and(|stored| stored.ends_with(&url)), "{item}");
    assert_eq!(item["duration_seconds"], 60 + SLACK);
}

#[tokio::test]
async fn longer_end_counts_once_twilio_confirms_it() {
    let app = TestApp::start().await;
    let caller = abandoned_call(&app, ACME).await;
    assert_eq!(caller.end_after("1").await.status, 204);
    app.set_now(LATER);
    until_counted(&app, &caller).await;
    assert_eq!(sweep(&app).await, NOTHING, "the call is listed after its count");
    for _ in 0..2 {
        assert_eq!(caller.end_after("600").await.status, 204);
    }
    at_twilio(&app, &caller, Some(130));
    assert_eq!(sweep(&app).await, SweepReport { corrected: 1, ..NOTHING });
    until_counted(&app, &caller).await;
    assert_eq!(sweep(&app).await, NOTHING);
    let (store, customers) = (app.store(), app.customers(ACME).await);
    let sid = call(&caller);
    let usage = counted(app, ACME).await.expect("counted");
    assert_eq!((usage.calls, usage.call_seconds), (1, 130), "Twilio's duration, and one call");
    let listed = store.list_calls(&customers, &CallFilter::default(), None, 10).await.expect("read").items;
    let [entry] = &listed[..] else { panic!("{listed:#?}") };
    assert_eq!((&entry.call, entry.call_seconds, entry.cost_micro_usd), (&sid, 130, usage.cost_micro_usd));
}

#[tokio::test]
async fn longer_end_that_twilio_does_not_confirm_changes_nothing() {
    let app = TestApp::start().await;
    let [shorter, unknown] = [abandoned_call(&app, ACME).await, abandoned_call(&app, ACME).await];
    at_twilio(&app, &shorter, Some(20));
    for caller in [&shorter, &unknown] {
        assert_eq!(caller.end_after("20").await.status, 204);
        until_counted(&app, caller).await;
    }
    app.set_now(LATER);
    for caller in [&shorter, &unknown] {
        assert_eq!(caller.end_after("600").await.status, 204);
    }
    assert_eq!(sweep(&app).await, SweepReport { settled: 2, ..NOTHING });
    let usage = counted(app, ACME).await.expect("counted");
    assert_eq!((usage.calls, usage.call_seconds), (2, 40));
}
