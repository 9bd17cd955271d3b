//! Test mode: calls are answered as usual and store nothing, but an emergency still rings the people on call.

use jiff::civil::date;
use serde_json::json;

use super::calls::{up_to_read_back, visit};
use crate::support::{ACME, TestApp, tool};

pub(crate) async fn set_test_mode(app: &TestApp, on: bool) {
    let owner = app.person(ACME, "owner");
    let set = owner.put("/admin/tenants/me/test-mode", &json!({"on": on})).await.ok(200);
    assert_eq!(set["test_mode"], on);
}

/// The keys of items that calls store, other than the call.
async fn stored_items(app: &TestApp) -> Vec<String> {
    let kinds = ["appointment#", "capacity#", "customer#", "message#", "usage#"];
    let items = app.items().await.into_iter().map(|item| item.sort);
    items.filter(|sort| kinds.iter().any(|kind| sort.starts_with(kind))).collect()
}

#[tokio::test]
async fn test_mode_announces_itself_and_stores_no_visit() {
    let app = TestApp::start().await;
    set_test_mode(&app, true).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(
        greeting.said().starts_with("This line is being tested: nothing will really be booked. Thank you for calling"),
        "{}",
        greeting.said()
    );
    assert_eq!(caller.ring().await, greeting, "a repeated webhook got another response");
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    assert!(booked.said().contains("You're booked for tomorrow"), "{}", booked.said());
    let message = json!({"name": "Dana", "callback_number": null, "message": "Call me", "urgent": false});
    app.model.reply_with([tool("take_message", message)]);
    let read_back = caller.say(&booked, "And tell them to call me").await;
    let taken = caller.say(&read_back, "yes").await;
    assert!(taken.said().starts_with("I've passed your message on."), "{}", taken.said());
    assert_eq!(caller.hang_up().await.status, 204);
    assert_eq!(stored_items(&app).await, Vec::<String>::new());
    assert!(app.system.twilio.sent().is_empty());
    let (store, scope) = (app.store(), app.scope(ACME).await);
    app.system.stop().await;
    assert_eq!(store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read"), None);
}

#[tokio::test]
async fn test_mode_call_changes_no_real_visit() {
    let app = TestApp::start().await;
    let real = app.caller(ACME);
    let read_back = up_to_read_back(&app, &real).await;
    real.say(&read_back, "yes").await;
    let before = app.appointment(&real).await.expect("booked");
    set_test_mode(&app, true).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.model.reply_with([tool("look_up_customer", json!({})), tool("cancel", json!({"appointment_id": before.id}))]);
    let read_back = caller.say(&greeting, "Cancel my visit").await;
    let cancelled = caller.say(&read_back, "yes").await;
    assert!(cancelled.said().contains("is cancelled."), "{}", cancelled.said());
    assert_eq!(app.appointment(&real).await, Some(before));
}

#[tokio::test]
async fn call_keeps_the_mode_it_began_with() {
    let app = TestApp::start().await;
    set_test_mode(&app, true).await;
    let test = app.caller(ACME);
    let read_back = up_to_read_back(&app, &test).await;
    set_test_mode(&app, false).await;
    assert!(test.say(&read_back, "yes").await.said().contains("You're booked"));
    test.hang_up().await;
    assert_eq!(
        stored_items(&app).await,
        Vec::<String>::new(),
        "the call announced test mode, so it must store nothing"
    );

    let real = app.caller(ACME);
    let greeting = real.ring().await;
    assert!(!greeting.said().contains("tested"), "{}", greeting.said());
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "morning"})),
        tool("book_appointment", visit()),
    ]);
    let read_back = real.say(&greeting, "Book me for tomorrow morning").await;
    real.say(&read_back, "yes").await;
    assert!(app.appointment(&real).await.is_some());
}

#[tokio::test]
async fn emergency_in_test_mode_rings_and_texts_on_call() {
    let app = TestApp::start().await;
    set_test_mode(&app, true).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, "I smell gas in the basement").await;
    assert!(response.said().contains("911") && response.body.contains(">+12145550171</Number>"), "{}", response.body);
    let recipients: Vec<_> = app.system.twilio.sent().into_iter().map(|message| message.to).collect();
    assert_eq!(recipients, ["+12145550171", "+12145550172"]);
    // The others hear of it by e-mail, during the call.
    app.other_process([]).follow_up.queue_due().await.expect("queued");
    let emails = app.wait_for_emails(2).await;
    assert!(emails.iter().all(|email| email.subject.starts_with("EMERGENCY: ")), "{emails:#?}");
}
