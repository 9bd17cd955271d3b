//! Callers who have called before: visits and earlier calls are known at the start of the call, if the caller is proven.

use serde_json::{Value, json};

use super::follow_up::{booked_call, wait_for_summary};
use crate::support::{ACME, CALLER, ModelReply, TestApp, tool};

/// The messages of the latest request to the model, without the company's instructions.
fn messages(app: &TestApp) -> Vec<Value> {
    let asked = app.model.requests();
    asked.last().expect("a request")["messages"].as_array().expect("messages")[1..].to_vec()
}

/// The results of look-ups in the latest request to the model.
fn look_ups(app: &TestApp) -> Vec<Value> {
    let results = messages(app).into_iter().filter(|message| message["role"] == "tool");
    results.filter_map(|message| serde_json::from_str(message["content"].as_str()?).ok()).collect()
}

/// A company with a customer who booked a visit for tomorrow in a call that is summarized.
async fn after_a_booking() -> TestApp {
    let app = TestApp::start().await;
    let dana = booked_call(&app).await;
    wait_for_summary(&app, &dana).await;
    app
}

#[tokio::test]
async fn attested_caller_is_asked_about_the_visit_and_needs_no_look_up() {
    let app = after_a_booking().await;
    app.set_now("2026-11-23T17:30:00Z");
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let asked =
        "You're booked for tomorrow, Tuesday, November 24, between 8 AM and noon. Are you calling about that visit";
    assert!(greeting.said().contains("Welcome back, Dana.") && greeting.said().contains(asked), "{}", greeting.said());
    app.model.reply_with([ModelReply::Say("What would you like to change?")]);
    let answered = caller.say(&greeting, "Yes, I called an hour ago about it").await;
    assert_eq!(answered.said(), "What would you like to change?");
    let found = look_ups(&app).remove(0);
    assert_eq!(found["appointments"][0]["when"], "tomorrow, Tuesday, November 24, between 8 AM and noon");
    assert_eq!(found["earlier_calls"][0]["outcome"], "booked");
    assert_eq!(found["earlier_calls"][0]["when"], "today, Monday, November 23, 10 AM");
    assert_eq!(found["earlier_calls"][0]["about"], "The furnace is dead");
    let read: String = messages(&app).iter().map(ToString::to_string).collect();
    assert!(read.contains("has answered already") && !read.contains("Oak") && !read.contains("75201"), "{read}");

    // The visit changes without a look-up.
    let id = found["appointments"][0]["appointment_id"].clone();
    app.model.reply_with([tool("cancel", json!({"appointment_id": id}))]);
    let read_back = caller.say(&answered, "Cancel it").await;
    assert!(caller.say(&read_back, "yes").await.said().contains("is cancelled"));
    caller.hang_up().await;

    // A cancelled visit is not asked about, and the second call is known too.
    wait_for_summary(&app, &caller).await;
    let again = app.caller(ACME);
    let greeting = again.ring().await;
    assert!(greeting.said().ends_with("How can I help you today?"), "{}", greeting.said());
    again.say(&greeting, "I called a minute ago").await;
    let found = look_ups(&app).remove(0);
    let outcomes: Vec<&Value> =
        found["earlier_calls"].as_array().expect("calls").iter().map(|call| &call["outcome"]).collect();
    assert_eq!(outcomes, ["cancelled", "booked"]);
}

#[tokio::test]
async fn visit_of_last_week_is_asked_about_and_a_new_problem_follows_it_up() {
    let app = after_a_booking().await;
    app.set_now("2026-12-01T16:00:00Z");
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(
        greeting.said().contains("Your last visit was Tuesday, November 24. Are you calling about that visit"),
        "{}",
        greeting.said()
    );
    caller.say(&greeting, "Yes, the vent rattles again").await;
    let found = look_ups(&app).remove(0);
    assert_eq!((&found["appointments"], &found["last_visit"]["job_type"]), (&json!([]), &json!("repair")));
    assert!(found["note"].as_str().expect("a note").contains("Follow-up"), "{found}");
    assert_eq!(found["last_visit"]["appointment_id"], Value::Null, "a past visit cannot be changed");
    app.set_now("2027-02-01T16:00:00Z");
    let greeting = app.caller(ACME).ring().await.said();
    assert!(greeting.ends_with("How can I help you today?"), "{greeting}");
}

#[tokio::test]
async fn unproven_caller_hears_and_gets_nothing_until_a_detail_fits() {
    let app = after_a_booking().await;
    for (from, attestation) in [(CALLER, None), (CALLER, Some("TN-Validation-Passed-B")), ("anonymous", None)] {
        let caller = app.caller(ACME).from(from).attested(attestation);
        let greeting = caller.ring().await;
        assert!(greeting.said().ends_with("How can I help you today?"), "{}", greeting.said());
        caller.say(&greeting, "Yes, about that").await;
        let read: String = messages(&app).iter().map(ToString::to_string).collect();
        for secret in ["Dana", "November 24", "furnace is dead", "earlier_calls", "has answered already"] {
            assert!(!read.contains(secret), "{from} {attestation:?}: {secret} in {read}");
        }
        caller.hang_up().await;
    }
    let caller = app.caller(ACME).attested(None);
    let greeting = caller.ring().await;
    let look_up = tool("look_up_customer", json!({"house_number": "12", "zip": null, "name": null}));
    app.model.reply_with([look_up, ModelReply::Say("Is it about your visit tomorrow?")]);
    caller.say(&greeting, "I called this morning, I'm at 12 Oak Street").await;
    let found = look_ups(&app).remove(0);
    // The calls of unproven callers are not recalled: anyone can claim a number.
    let calls = found["earlier_calls"].as_array().expect("calls");
    assert_eq!((calls.len(), &calls[0]["outcome"]), (1, &json!("booked")), "{found}");
    assert!(found["note"].as_str().expect("a note").contains("ask once whether it is about"), "{found}");
}

#[tokio::test]
async fn danger_as_the_first_words_of_a_returning_caller_is_answered_at_once() {
    let app = after_a_booking().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let asked_before = app.model.requests().len();
    let answered = caller.say(&greeting, "no, I smell gas").await;
    assert!(answered.said().starts_with("This could be a gas leak."), "{}", answered.said());
    assert_eq!(app.model.requests().len(), asked_before, "no model is asked");
}

#[tokio::test]
async fn greeting_goes_on_without_what_cannot_be_read() {
    let app = after_a_booking().await;
    app.aws.fail("DynamoDB_20120810.BatchGetItem");
    let greeting = app.caller(ACME).ring().await;
    assert!(greeting.said().contains("Welcome back, Dana. How can I help you today?"), "{}", greeting.said());
}
