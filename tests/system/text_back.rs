//! The text to a caller who hung up before anything was agreed: off by default, once for a number and a day, in the daytime, and never to those who
//! want none.

use domain::phone::PhoneNumber;
use follow_up::FollowUp;
use messages::JobKind;
use serde_json::{Value, json};

use super::{
    configuration::publish,
    customer_texts::do_due,
    follow_up::{job_of, wait_for_summary},
    incoming_texts::send,
    notifications::deliver,
};
use crate::support::{ACME, TestApp, TestCaller, tool};

/// The company switches the texts on.
async fn switch_on(app: &TestApp) {
    publish(&app.person(ACME, "owner"), &json!({"texts": {"missed_calls": true}})).await;
}

/// A caller hangs up after the greeting, and the jobs of the call are done.
async fn hang_up_at_once(app: &TestApp, caller: &TestCaller, follow_up: &FollowUp) {
    caller.ring().await;
    caller.hang_up().await;
    counted(app, caller, follow_up).await;
}

async fn counted(app: &TestApp, caller: &TestCaller, follow_up: &FollowUp) {
    wait_for_summary(app, caller).await;
    let job = job_of(app.tenant(ACME).tenant_id.clone(), caller, JobKind::TextCaller);
    assert!(deliver(follow_up, &job).await);
}

async fn text_back_of(app: &TestApp, caller: &TestCaller) -> Value {
    let path = format!("/admin/tenants/me/calls/{}", caller.call_sid());
    app.person(ACME, "owner").get(&path).await.ok(200)["text_back"].take()
}

/// The jobs that wait for their time.
async fn planned(app: &TestApp) -> usize {
    app.due_jobs().await.iter().filter(|job| job.contains("\"text_back\"")).count()
}

#[tokio::test]
async fn caller_who_hung_up_is_texted_once_a_day() {
    let app = TestApp::start().await;
    switch_on(&app).await;
    let follow_up = app.other_process([]).follow_up;
    let first = app.caller(ACME);
    hang_up_at_once(&app, &first, &follow_up).await;
    app.set_now("2026-11-23T16:08:00Z");
    do_due(&app, &follow_up, "\"text_back\"").await;
    let sent = app.system.twilio.sent();
    let [text] = &sent[..] else { panic!("one text: {sent:?}") };
    assert_eq!(text.to, first.from);
    assert!(text.body.starts_with("Acme Heating & Air: you called us") && !text.body.contains("http"), "{}", text.body);
    assert_eq!(text_back_of(&app, &first).await["state"], "sent");
    let second = app.caller(ACME);
    hang_up_at_once(&app, &second, &follow_up).await;
    app.set_now("2026-11-23T17:00:00Z");
    do_due(&app, &follow_up, "\"text_back\"").await;
    assert_eq!(app.system.twilio.sent().len(), 1, "one for a number and a day");
    // The reply is for the office.
    send(&first, 1, "Tuesday works", &[]).await;
    let inbox = app.person(ACME, "dispatcher").get("/admin/tenants/me/messages").await.ok(200);
    assert_eq!(inbox["items"][0]["words"], "Tuesday works");
}

#[tokio::test]
async fn company_that_did_not_switch_it_on_texts_no_one_back() {
    let app = TestApp::start().await;
    let follow_up = app.other_process([]).follow_up;
    hang_up_at_once(&app, &app.caller(ACME), &follow_up).await;
    assert_eq!(planned(&app).await, 0);
}

#[tokio::test]
async fn caller_with_a_forged_number_or_of_a_call_that_led_to_something_is_not_texted_back() {
    let app = TestApp::start().await;
    switch_on(&app).await;
    let follow_up = app.other_process([]).follow_up;
    let forged = app.caller(ACME).from("+12145550181").attested(Some("TN-Validation-Passed-C"));
    hang_up_at_once(&app, &forged, &follow_up).await;
    let message = app.caller(ACME).from("+12145550182");
    let greeting = message.ring().await;
    let words = json!({"name": "Dana", "callback_number": null, "message": "Call me", "urgent": false});
    app.model.reply_with([tool("take_message", words)]);
    let read_back = message.say(&greeting, "Have someone call me").await;
    message.say(&read_back, "yes").await;
    message.hang_up().await;
    counted(&app, &message, &follow_up).await;
    let danger = app.caller(ACME).from("+12145550183");
    let greeting = danger.ring().await;
    danger.say(&greeting, "I smell gas").await;
    danger.hang_up().await;
    counted(&app, &danger, &follow_up).await;
    assert_eq!(planned(&app).await, 0);
}

#[tokio::test]
async fn caller_who_wants_no_texts_or_called_again_is_not_texted_back() {
    let app = TestApp::start().await;
    switch_on(&app).await;
    let follow_up = app.other_process([]).follow_up;
    let stopped = app.caller(ACME).from("+12145550184");
    send(&stopped, 1, "STOP", &[]).await;
    hang_up_at_once(&app, &stopped, &follow_up).await;
    let blocked = PhoneNumber::parse("+12145550185").expect("a number");
    hang_up_at_once(&app, &app.caller(ACME).from(blocked.as_str()), &follow_up).await;
    let marks = store::CustomerMarks { blocked: None, do_not_call: Some(true) };
    let (store, scope, context) = (app.store(), app.scope(ACME).await, app.change());
    let marked = store.mark_customer(&scope, &blocked, marks, &context, Ok::<_, store::ChangeError>);
    marked.await.expect("written");
    let again = || app.caller(ACME).from("+12145550186");
    hang_up_at_once(&app, &again(), &follow_up).await;
    let jobs = planned(&app).await;
    assert_eq!(jobs, 3);
    app.set_now("2026-11-23T16:05:00Z");
    let second = again();
    let greeting = second.ring().await;
    second.say(&greeting, "I smell gas").await;
    second.hang_up().await;
    counted(&app, &second, &follow_up).await;
    app.set_now("2026-11-23T16:20:00Z");
    let texts = app.system.twilio.sent().len();
    do_due(&app, &follow_up, "\"text_back\"").await;
    assert_eq!(app.system.twilio.sent().len(), texts);
}

#[tokio::test]
async fn call_of_the_night_is_answered_in_the_morning() {
    let app = TestApp::start().await;
    switch_on(&app).await;
    app.set_now("2026-11-24T05:00:00Z");
    let follow_up = app.other_process([]).follow_up;
    let caller = app.caller(ACME);
    hang_up_at_once(&app, &caller, &follow_up).await;
    do_due(&app, &follow_up, "\"text_back\"").await;
    assert_eq!(app.system.twilio.sent(), [], "it is night");
    app.set_now("2026-11-24T13:59:59Z");
    follow_up.queue_due().await.expect("queued");
    assert_eq!(planned(&app).await, 1, "a second too early");
    app.set_now("2026-11-24T14:00:00Z");
    do_due(&app, &follow_up, "\"text_back\"").await;
    assert_eq!(app.system.twilio.sent().len(), 1);
}

#[tokio::test]
async fn text_back_to_a_landline_is_shown_with_what_to_do() {
    let app = TestApp::start().await;
    switch_on(&app).await;
    let caller = app.caller(ACME);
    app.system.twilio.fail_texts(&PhoneNumber::parse(&caller.from).expect("a number"), 30_006);
    let follow_up = app.other_process([]).follow_up;
    hang_up_at_once(&app, &caller, &follow_up).await;
    app.set_now("2026-11-23T16:08:00Z");
    do_due(&app, &follow_up, "\"text_back\"").await;
    do_due(&app, &follow_up, "text_back_check").await;
    let shown = text_back_of(&app, &caller).await;
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("undeliverable"), &json!("not_a_mobile_number")));
    assert_eq!(app.system.twilio.sent().len(), 1);
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/undelivered-notifications").await.ok(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "the check ran twice: {listed}");
    let item = &listed["items"][0];
    assert_eq!((&item["kind"], &item["about"]), (&json!("customer_text"), &json!(caller.call_sid())));
    assert_eq!(item["advice"], shown["advice"]);
}
