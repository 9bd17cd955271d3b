//! Texts to callers: asked for in the call, sent to those who agreed, once, and answered by `C`, `R` and STOP.

use std::time::Duration;

use domain::{customer_text::CustomerTextKind, id::AppointmentId, phone::PhoneNumber, triage::Language};
use fake_twilio::TextMessage;
use messages::JobKind;
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::SendClaim;

use super::{
    calls::up_to_read_back,
    configuration::publish,
    customer_texts::do_due,
    follow_up::{job_of, wait_for_summary},
    incoming_texts::send,
    notifications::deliver,
};
use crate::support::{ACME, ApiResponse, TestApp, TestCaller, WebhookResponse, tool};

/// A system whose company texts its callers.
pub(crate) async fn texting() -> TestApp {
    let app = TestApp::start().await;
    publish(&app.person(ACME, "owner"), &json!({"texts": {"confirmations": true}})).await;
    app
}

const QUESTION: &str = "May I text you the confirmation and a reminder to the number you're calling from?";

/// A call that books a visit, up to what follows the confirmation.
async fn booked(app: &TestApp, caller: &TestCaller) -> WebhookResponse {
    let read_back = up_to_read_back(app, caller).await;
    let booked = caller.say(&read_back, "Yes").await;
    assert!(booked.said().contains("You're booked"), "{}", booked.said());
    booked
}

/// Plays a call that books a visit and agrees to texts, until its jobs are done.
pub(crate) async fn book_and_agree(app: &TestApp, caller: &TestCaller) -> AppointmentId {
    let booked = booked(app, caller).await;
    let agreed = caller.say(&booked, "Yes please").await;
    assert!(agreed.said().contains("I'll text you the confirmation."), "{}", agreed.said());
    caller.hang_up().await;
    app.appointment(caller).await.expect("booked").id
}

async fn wait_for_texts(app: &TestApp, count: usize) -> Vec<TextMessage> {
    let waiting = async {
        while app.system.twilio.sent().len() < count {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("too few texts were sent");
    app.system.twilio.sent()
}

/// Does every job of a call again, as a redelivery or a crash would.
async fn follow_again(app: &TestApp, caller: &TestCaller) {
    let job = job_of(app.tenant(ACME).tenant_id.clone(), caller, JobKind::TextCaller);
    assert!(deliver(&app.other_process([]).follow_up, &job).await);
    wait_for_summary(app, caller).await;
}

async fn texts_of(app: &TestApp, visit: &AppointmentId) -> Value {
    let path = format!("/admin/tenants/me/appointments/{visit}");
    app.person(ACME, "owner").get(&path).await.ok(200)["texts"].take()
}

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("a number")
}

#[tokio::test]
async fn caller_who_agrees_is_texted_once_and_confirms_by_reply() {
    let app = texting().await;
    let caller = app.caller(ACME);
    let visit = book_and_agree(&app, &caller).await;
    let sent = wait_for_texts(&app, 1).await;
    assert_eq!(sent[0].to, caller.from);
    assert!(sent[0].body.starts_with("Acme Heating & Air: your visit is tomorrow, Tuesday"), "{}", sent[0].body);
    assert!(!sent[0].body.contains("http"), "{}", sent[0].body);
    follow_again(&app, &caller).await;
    let at = app.appointment(&caller).await.expect("booked").booked_at;
    let text = JobKind::TextCustomer { appointment: visit.clone(), at };
    let text = job_of(app.tenant(ACME).tenant_id.clone(), &caller, text);
    assert!(deliver(&app.other_process([]).follow_up, &text).await);
    assert_eq!(app.system.twilio.sent().len(), 1);
    assert!(send(&caller, 1, "C", &[]).await.body.contains("your visit is confirmed"));
    let shown = texts_of(&app, &visit).await;
    assert_eq!((&shown[0]["kind"], &shown[0]["state"]), (&json!("booked"), &json!("sent")));
    assert!(shown[0].get("confirmed_at").is_some(), "{shown}");
}

#[tokio::test]
async fn wish_for_another_time_takes_the_confirmation_back_and_a_repeated_delivery_does_not_bring_it_back() {
    let app = texting().await;
    let caller = app.caller(ACME);
    let visit = book_and_agree(&app, &caller).await;
    wait_for_texts(&app, 1).await;
    let confirmed = async || {
        let rows = app.person(ACME, "dispatcher").get("/admin/tenants/me/appointments").await.ok(200);
        let texts = texts_of(&app, &visit).await;
        [rows["items"][0].get("confirmed_at").is_some(), texts[0].get("confirmed_at").is_some()]
    };
    send(&caller, 1, "C", &[]).await;
    assert_eq!(confirmed().await, [true, true]);
    assert!(send(&caller, 2, "R", &[]).await.body.contains("about another time"));
    assert_eq!(confirmed().await, [false, false]);
    assert!(send(&caller, 1, "C", &[]).await.body.contains("your visit is confirmed"));
    assert_eq!(confirmed().await, [false, false]);
    send(&caller, 3, "C", &[]).await;
    assert_eq!(confirmed().await, [true, true]);
}

#[tokio::test]
async fn wording_turn_and_time_of_the_consent_are_kept_with_the_call_and_the_number() {
    let app = texting().await;
    let caller = app.caller(ACME);
    book_and_agree(&app, &caller).await;
    let item = app.store().get_text_consent(&app.scope(ACME).await, &number(&caller.from)).await.expect("read");
    let item = item.expect("stored");
    assert_eq!((item.call.as_str(), item.consent.language), (caller.call_sid(), Language::ENGLISH));
    assert!(item.consent.wording.ends_with(QUESTION), "{}", item.consent.wording);
    let path = format!("/admin/tenants/me/calls/{}", caller.call_sid());
    let shown = app.person(ACME, "dispatcher").get(&path).await.ok(200);
    assert_eq!(shown["text_consent"], serde_json::to_value(&item.consent).expect("JSON"));
    assert_eq!(
        (&shown["text_consent"]["turn"], &shown["text_consent"]["at"]),
        (&json!(3), &json!("2026-11-23T16:00:00Z"))
    );
    let export = format!("/admin/tenants/me/customers/{}/export", caller.from);
    let export = app.person(ACME, "owner").get(&export).await.ok(200);
    assert_eq!(export["text_consent"]["wording"], item.consent.wording);
}

#[tokio::test]
async fn caller_with_earlier_consent_gets_the_change_by_text() {
    let app = texting().await;
    let visit = book_and_agree(&app, &app.caller(ACME)).await;
    wait_for_texts(&app, 1).await;
    let again = app.caller(ACME);
    let greeting = again.ring().await;
    app.model.reply_with([
        tool("look_up_customer", json!({"house_number": null, "zip": null, "name": null})),
        tool("check_availability", json!({"zip": null, "when": "Friday", "part_of_day": "morning"})),
        tool("reschedule", json!({"appointment_id": visit, "slot_id": "2026-11-27_morning"})),
    ]);
    let read_back = again.say(&greeting, "Move my visit to Friday morning").await;
    let moved = again.say(&read_back, "yes").await.said();
    assert!(moved.contains("is moved to") && moved.contains("I'll text you the confirmation."), "{moved}");
    assert!(!moved.contains("May I text you"), "{moved}");
    again.hang_up().await;
    let sent = wait_for_texts(&app, 2).await;
    assert!(sent[1].body.contains("your visit is now Friday, November 27"), "{}", sent[1].body);
    assert_eq!(texts_of(&app, &visit).await[1]["kind"], "moved");
}

#[tokio::test]
async fn caller_who_does_not_say_yes_gets_no_text() {
    for answer in ["No thanks", "Yes but not at night", "What would that cost"] {
        let app = texting().await;
        let caller = app.caller(ACME);
        let asked = booked(&app, &caller).await;
        assert!(asked.said().contains(QUESTION), "{}", asked.said());
        caller.say(&asked, answer).await;
        caller.hang_up().await;
        follow_again(&app, &caller).await;
        assert_eq!(app.system.twilio.sent(), [], "{answer}");
    }
}

#[tokio::test]
async fn company_that_did_not_switch_it_on_asks_no_one() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    assert!(booked(&app, &caller).await.said().ends_with("Is there anything else I can help you with?"));
}

#[tokio::test]
async fn question_is_not_put_to_those_who_cannot_agree_to_it() {
    let app = texting().await;
    let do_not_call = "+12145550196";
    let marks = store::CustomerMarks { blocked: None, do_not_call: Some(true) };
    let (store, scope, context) = (app.store(), app.scope(ACME).await, app.change());
    let marked = number(do_not_call);
    let marked = store.mark_customer(&scope, &marked, marks, &context, Ok::<_, store::ChangeError>);
    marked.await.expect("written");
    let stopped = app.caller(ACME).from("+12145550197");
    send(&stopped, 1, "STOP", &[]).await;
    let unproven = app.caller(ACME).from("+12145550198").attested(Some("TN-Validation-Passed-B"));
    for caller in [stopped, app.caller(ACME).from(do_not_call), unproven] {
        let said = booked(&app, &caller).await.said();
        assert!(!said.contains("May I text you"), "{said}");
    }
}

#[tokio::test]
async fn stop_after_the_consent_ends_the_texts() {
    let app = texting().await;
    let caller = app.caller(ACME);
    let asked = booked(&app, &caller).await;
    caller.say(&asked, "Yes please").await;
    send(&caller, 1, "STOP", &[]).await;
    caller.hang_up().await;
    follow_again(&app, &caller).await;
    let visit = app.appointment(&caller).await.expect("booked").id;
    let waiting = async {
        while texts_of(&app, &visit).await[0]["reason"] != "recipient_opted_out" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("recorded");
    assert_eq!(app.system.twilio.sent(), []);
}

#[tokio::test]
async fn landline_is_shown_with_what_to_do_and_not_texted_again() {
    let app = texting().await;
    let caller = app.caller(ACME);
    app.system.twilio.fail_texts(&number(&caller.from), 30_006);
    let visit = book_and_agree(&app, &caller).await;
    wait_for_texts(&app, 1).await;
    let follow_up = app.other_process([]).follow_up;
    let waiting = async {
        while app.due_jobs().await.iter().all(|job| !job.contains("customer_text_check")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("planned");
    do_due(&app, &follow_up, "customer_text_check").await;
    follow_again(&app, &caller).await;
    let shown = texts_of(&app, &visit).await;
    assert_eq!((&shown[0]["state"], &shown[0]["reason"]), (&json!("undeliverable"), &json!("not_a_mobile_number")));
    assert!(shown[0]["advice"].as_str().is_some_and(|advice| !advice.is_empty()), "{shown}");
    assert_eq!(app.system.twilio.sent().len(), 1);
    // The list of what did not arrive has it once, although the check ran twice.
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/undelivered-notifications").await.ok(200);
    assert_eq!(
        listed["items"],
        json!([{
            "channel": "text", "kind": "customer_text", "about": visit, "reason": "not_a_mobile_number",
            "advice": shown[0]["advice"], "at": app.clock().now(),
        }])
    );
    assert!(!listed.to_string().contains(&caller.from), "{listed}");
}

/// A visit of a caller who agreed to texts, which the office moves to Friday.
pub(crate) async fn moved_to_friday(app: &TestApp) -> AppointmentId {
    let visit = book_and_agree(app, &app.caller(ACME)).await;
    wait_for_texts(app, 1).await;
    move_by_office(app, &visit, "2026-11-27_morning").await;
    let follow_up = app.other_process([]).follow_up;
    do_due(app, &follow_up, "notify_of_visit").await;
    visit
}

async fn move_by_office(app: &TestApp, visit: &AppointmentId, slot: &str) {
    let path = format!("/admin/tenants/me/appointments/{visit}/move");
    let moved = app.person(ACME, "owner").request(Method::POST, &path).header(IF_MATCH, "*");
    ApiResponse::of(moved.json(&json!({"slot": slot, "notify_customer": false}))).await.ok(200);
}

#[tokio::test]
async fn reminder_is_sent_once_on_the_day_before() {
    let app = texting().await;
    let visit = moved_to_friday(&app).await;
    app.set_now("2026-11-26T15:59:59Z");
    let follow_up = app.other_process([]).follow_up;
    follow_up.queue_due().await.expect("queued");
    assert!(app.due_jobs().await.iter().any(|job| job.contains("remind_customer")), "it is not due yet");
    app.set_now("2026-11-26T16:00:00Z");
    do_due(&app, &follow_up, "remind_customer").await;
    follow_up.queue_due().await.expect("queued");
    let sent = wait_for_texts(&app, 2).await;
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[1].body.contains("a reminder of your visit tomorrow, Friday, November 27"), "{}", sent[1].body);
    assert!(send(&app.caller(ACME), 7, "R", &[]).await.body.contains("another time"));
    let shown = texts_of(&app, &visit).await;
    assert_eq!((&shown[1]["kind"], &shown[1]["state"]), (&json!("reminder"), &json!("sent")));
}

#[tokio::test]
async fn reminder_of_a_visit_that_moved_was_cancelled_or_is_late_is_not_sent() {
    for (now, change) in [
        ("2026-11-26T16:00:00Z", Some("move")),
        ("2026-11-26T16:00:00Z", Some("cancel")),
        ("2026-11-27T02:00:00Z", None),
    ] {
        let app = texting().await;
        let visit = moved_to_friday(&app).await;
        match change {
            Some("move") => move_by_office(&app, &visit, "2026-11-30_morning").await,
            Some(_) => {
                let path = format!("/admin/tenants/me/appointments/{visit}/cancel");
                let cancelled = app.person(ACME, "owner").request(Method::POST, &path).header(IF_MATCH, "*");
                let body = json!({"reason": "Sold", "notify_customer": false});
                ApiResponse::of(cancelled.json(&body)).await.ok(200);
            }
            None => {}
        }
        app.set_now(now);
        do_due(&app, &app.other_process([]).follow_up, "remind_customer").await;
        assert_eq!(app.system.twilio.sent().len(), 1, "{change:?} at {now}");
    }
}

#[tokio::test]
async fn reminder_survives_a_crash_after_it_was_claimed() {
    let app = texting().await;
    let visit = moved_to_friday(&app).await;
    app.set_now("2026-11-26T16:00:00Z");
    let follow_up = app.other_process([]).follow_up;
    let due = app.due_jobs().await;
    let job = due.iter().find(|job| job.contains("remind_customer")).expect("planned");
    // Another process claims it, and stops before it sends.
    let (store, scope, now) = (app.store(), app.scope(ACME).await, app.clock().now());
    let claimed = store.claim_customer_text(&scope, (&visit, now), CustomerTextKind::Reminder, now).await;
    assert_eq!(claimed.expect("written"), SendClaim::Granted);
    assert!(!deliver(&follow_up, job).await, "the other process may be sending");
    assert_eq!(app.system.twilio.sent().len(), 1);
    app.set_now("2026-11-26T16:01:01Z");
    for _ in 0..3 {
        assert!(deliver(&follow_up, job).await);
    }
    assert_eq!(app.system.twilio.sent().len(), 2);
    assert_eq!(texts_of(&app, &visit).await[1]["state"], "sent");
}
