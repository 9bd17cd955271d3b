//! Texts to customers about what the office did: each once, never to those who want none, and with the answers `C` and `R`.

use domain::phone::PhoneNumber;
use follow_up::FollowUp;
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};

use super::{incoming_texts::send, notifications::deliver};
use crate::support::{ACME, ApiResponse, TestApp};

const VISITS: &str = "/admin/tenants/me/appointments";
const CUSTOMER: &str = "+12145550177";

/// The office books a visit; returns its path.
async fn book(app: &TestApp) -> String {
    let visit = json!({
        "slot": "2026-11-24_morning", "job_type": "repair", "name": "Lee Park", "callback": CUSTOMER,
        "street": "9 Elm Street", "zip": "75201", "problem": "The furnace is dead",
    });
    let booked = app.person(ACME, "owner").post(VISITS, &visit).await.ok(201);
    format!("{VISITS}/{}", booked["appointment_id"].as_str().expect("an id"))
}

async fn change(app: &TestApp, path: &str, body: Value) {
    let owner = app.person(ACME, "owner");
    ApiResponse::of(owner.request(Method::POST, path).header(IF_MATCH, "*").json(&body)).await.ok(200);
}

/// The office moves the visit to Wednesday.
async fn move_visit(app: &TestApp, visit: &str) {
    change(app, &format!("{visit}/move"), json!({"slot": "2026-11-25_morning", "notify_customer": true})).await;
}

/// Does the jobs of this kind that are in the list of due jobs, twice.
pub(crate) async fn do_due(app: &TestApp, follow_up: &FollowUp, kind: &str) {
    for job in app.due_jobs().await.iter().filter(|job| job.contains(kind)) {
        for _ in 0..2 {
            assert!(deliver(follow_up, job).await, "{job}");
        }
    }
}

/// The office moves a visit and the customer is texted, then cancels one whose customer wants no texts: for the metrics.
pub(crate) async fn text_customers(app: &TestApp, follow_up: &FollowUp) {
    let visit = book(app).await;
    // A second number of the customer, which may also want no contact.
    let numbers = [CUSTOMER, "+12145550178"].map(|number| PhoneNumber::parse(number).expect("a number"));
    let (store, scope, context) = (app.store(), app.scope(ACME).await, app.change());
    let merged = store.merge_customers(&scope, &numbers[0], &numbers[1], &context, Ok::<_, store::ChangeError>);
    merged.await.expect("merged");
    move_visit(app, &visit).await;
    do_due(app, follow_up, "text_customer").await;
    send(&app.caller(ACME).from(CUSTOMER), 90, "STOP", &[]).await;
    app.set_now("2026-11-23T16:10:00Z");
    change(app, &format!("{visit}/cancel"), json!({"reason": "Sold", "notify_customer": true})).await;
    do_due(app, follow_up, "text_customer").await;
}

const DAYS: &str = "/admin/tenants/me/appointments?from=2026-11-23&to=2026-12-20";

async fn texts_of(app: &TestApp, visit: &str) -> Value {
    app.person(ACME, "owner").get(visit).await.ok(200)["texts"].take()
}

#[tokio::test]
async fn customer_is_texted_once_about_a_move_and_confirms_it() {
    let app = TestApp::start().await;
    let visit = book(&app).await;
    move_visit(&app, &visit).await;
    let follow_up = app.other_process([]).follow_up;
    do_due(&app, &follow_up, "text_customer").await;
    let sent = app.system.twilio.sent();
    let [text] = &sent[..] else { panic!("one text: {sent:?}") };
    assert_eq!(text.to, CUSTOMER);
    assert!(text.body.contains("your visit is now") && text.body.contains("Reply C to confirm, R"), "{}", text.body);
    assert!(!text.body.contains("http") && text.body.chars().count() <= 320, "{}", text.body);
    let caller = app.caller(ACME).from(CUSTOMER);
    assert!(send(&caller, 1, "C", &[]).await.body.contains("your visit is confirmed"));
    let shown = texts_of(&app, &visit).await;
    assert_eq!((&shown[0]["kind"], &shown[0]["state"]), (&json!("moved"), &json!("sent")));
    assert_eq!(shown[0]["confirmed_at"], "2026-11-23T16:00:00Z");
    let owner = app.person(ACME, "owner");
    let rows = owner.get(DAYS).await.ok(200);
    let confirmed: Vec<_> = rows["items"].as_array().expect("items").iter().map(|row| &row["confirmed_at"]).collect();
    assert_eq!(confirmed.iter().filter(|at| **at == "2026-11-23T16:00:00Z").count(), 1, "{rows}");
    assert_eq!(confirmed.len(), 2, "the day that it left has a row too: {rows}");
    let export = owner.request(Method::GET, &DAYS.replacen("appointments", "appointments/export.csv", 1));
    let table = export.send().await.expect("sent").text().await.expect("text");
    assert!(table.lines().next().is_some_and(|names| names.ends_with(",confirmed_at")), "{table}");
    assert_eq!(table.matches(",2026-11-23T16:00:00Z").count(), 1, "{table}");
    assert!(send(&caller, 2, "R", &[]).await.body.contains("another time"));
    let inbox = app.person(ACME, "dispatcher").get("/admin/tenants/me/messages").await.ok(200);
    let words: Vec<_> = inbox["items"].as_array().expect("items").iter().map(|item| item["words"].clone()).collect();
    assert!(
        words.iter().any(|words| words.as_str().is_some_and(|words| words.starts_with("Asks for another time"))),
        "{words:?}"
    );
}

#[tokio::test]
async fn confirmation_of_a_time_is_not_one_of_another_time() {
    let app = TestApp::start().await;
    let visit = book(&app).await;
    move_visit(&app, &visit).await;
    do_due(&app, &app.other_process([]).follow_up, "text_customer").await;
    app.set_now("2026-11-23T17:00:00Z");
    change(&app, &format!("{visit}/move"), json!({"slot": "2026-11-27_morning", "notify_customer": false})).await;
    send(&app.caller(ACME).from(CUSTOMER), 1, "C", &[]).await;
    let rows = app.person(ACME, "owner").get(DAYS).await.ok(200);
    assert!(rows["items"].as_array().is_some_and(|rows| rows.len() >= 2), "{rows}");
    assert!(!rows.to_string().contains("confirmed_at"), "the customer was told another time: {rows}");
}

#[tokio::test]
async fn customer_who_wants_no_texts_or_no_contact_gets_none() {
    for do_not_call in [false, true] {
        let app = TestApp::start().await;
        let visit = book(&app).await;
        let reason = if do_not_call {
            let number = PhoneNumber::parse(CUSTOMER).expect("a number");
            let marks = store::CustomerMarks { blocked: None, do_not_call: Some(true) };
            let (store, scope, context) = (app.store(), app.scope(ACME).await, app.change());
            let marked = store.mark_customer(&scope, &number, marks, &context, Ok::<_, store::ChangeError>);
            marked.await.expect("written");
            "not_contacted"
        } else {
            send(&app.caller(ACME).from(CUSTOMER), 1, "STOP", &[]).await;
            "recipient_opted_out"
        };
        change(&app, &format!("{visit}/cancel"), json!({"reason": "Sold", "notify_customer": true})).await;
        do_due(&app, &app.other_process([]).follow_up, "text_customer").await;
        assert_eq!(app.system.twilio.sent(), []);
        let shown = texts_of(&app, &visit).await;
        assert_eq!((&shown[0]["kind"], &shown[0]["reason"]), (&json!("cancelled"), &json!(reason)));
    }
}

#[tokio::test]
async fn text_that_a_carrier_refuses_is_shown_and_not_sent_again() {
    let app = TestApp::start().await;
    app.system.twilio.fail_texts(&PhoneNumber::parse(CUSTOMER).expect("a number"), 30_006);
    let visit = book(&app).await;
    move_visit(&app, &visit).await;
    let follow_up = app.other_process([]).follow_up;
    do_due(&app, &follow_up, "text_customer").await;
    do_due(&app, &follow_up, "customer_text_check").await;
    do_due(&app, &follow_up, "text_customer\"").await;
    assert_eq!(app.system.twilio.sent().len(), 1);
    let shown = texts_of(&app, &visit).await;
    assert_eq!((&shown[0]["state"], &shown[0]["reason"]), (&json!("undeliverable"), &json!("not_a_mobile_number")));
}

#[tokio::test]
async fn customer_whom_the_office_calls_itself_gets_no_text() {
    let app = TestApp::start().await;
    let visit = book(&app).await;
    change(&app, &format!("{visit}/move"), json!({"slot": "2026-11-25_morning", "notify_customer": false})).await;
    assert!(app.due_jobs().await.iter().all(|job| !job.contains("text_customer")));
}
