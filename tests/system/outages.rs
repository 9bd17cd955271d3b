//! Outages of the model, the table, the secrets and the queue. No caller is dropped.

use std::time::Duration;

use serde_json::json;

use super::calls::up_to_read_back;
use crate::support::{ACME, DESERT, ModelReply, RECORDING, TestApp, TestCaller, WebhookResponse, tool};

const FORWARD: &str = ">+12145550188</Number>";

async fn call_with_one_turn(app: &TestApp) -> (TestCaller, WebhookResponse) {
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, "My furnace needs a tune-up").await;
    (caller, response)
}

#[tokio::test]
async fn failing_model_transfers_to_a_person() {
    for failure in [
        ModelReply::Status(401),
        ModelReply::Status(429),
        ModelReply::Status(500),
        ModelReply::Body("not JSON"),
        ModelReply::Body("{}"),
        ModelReply::Body(r#"{"choices": []}"#),
        ModelReply::Body(r#"{"error": {"message": "no"}}"#),
    ] {
        let app = TestApp::start().await;
        app.model.reply_always(failure.clone());
        let (_, response) = call_with_one_turn(&app).await;
        assert!(response.said().contains("Let me connect you"), "{failure:?}: {}", response.body);
        assert!(response.body.contains(FORWARD), "{failure:?}: {}", response.body);
    }
}

#[tokio::test]
async fn response_without_streaming_is_parsed() {
    let app = TestApp::start().await;
    let body =
        r#"{"choices":[{"message":{"role":"assistant","content":"What is your ZIP code?"},"finish_reason":"stop"}]}"#;
    app.model.reply_with([ModelReply::Body(body)]);
    assert_eq!(call_with_one_turn(&app).await.1.said(), "What is your ZIP code?");
}

#[tokio::test]
async fn failed_model_request_is_retried_once() {
    let app = TestApp::start().await;
    app.model.reply_with([ModelReply::Status(503), ModelReply::Say("What is your ZIP code?")]);
    assert_eq!(call_with_one_turn(&app).await.1.said(), "What is your ZIP code?");
}

#[tokio::test]
async fn slow_model_gets_a_filler_then_a_transfer() {
    let app = TestApp::with_model_timeout(Duration::from_millis(60)).await;
    app.model.reply_always(ModelReply::Hang);
    let (caller, filler) = call_with_one_turn(&app).await;
    assert!(filler.said().contains("One moment"), "{}", filler.body);
    let start = filler.body.find("<Redirect>").expect("a redirect") + "<Redirect>".len();
    let end = filler.body.find("</Redirect>").expect("a redirect");
    let url = filler.body[start..end].replace("&amp;", "&");
    let transferred = caller.post(&url, &[]).await;
    assert!(transferred.body.contains(FORWARD), "{}", transferred.body);
    let unanswered = caller.post(&transferred.attribute("Dial", "action"), &[("DialCallStatus", "busy")]).await;
    assert!(unanswered.has("Record"), "{}", unanswered.body);
}

#[tokio::test]
async fn unknown_tool_and_malformed_arguments_are_returned_to_the_model() {
    let app = TestApp::start().await;
    app.model.reply_with([
        tool("order_pizza", json!({"size": "large"})),
        ModelReply::Call(vec![("check_availability", json!("not an object"))]),
        ModelReply::Say("Which ZIP code are you in?"),
    ]);
    assert_eq!(call_with_one_turn(&app).await.1.said(), "Which ZIP code are you in?");
    let asked = app.model.requests();
    assert!(asked[1].to_string().contains("there is no such tool"));
    assert!(asked[2].to_string().contains("do not fit the tool"));
}

#[tokio::test]
async fn endless_tool_calls_are_stopped() {
    let app = TestApp::start().await;
    app.model.reply_always(tool("check_availability", json!({"zip": null, "when": "soonest", "part_of_day": "any"})));
    let (_, response) = call_with_one_turn(&app).await;
    assert!(response.body.contains(FORWARD), "{}", response.body);
    assert_eq!(app.model.requests().len(), 5);
}

#[tokio::test]
async fn call_in_progress_without_table_transfers_to_a_person() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB");
    let response = caller.say(&greeting, "My furnace needs a tune-up").await;
    assert!(response.body.contains(FORWARD), "{}", response.body);
    let unanswered = caller.post(&response.attribute("Dial", "action"), &[("DialCallStatus", "no-answer")]).await;
    assert!(unanswered.has("Record"), "{}", unanswered.body);
    let thanks = caller
        .post(
            &unanswered.attribute("Record", "action"),
            &[("RecordingSid", RECORDING), ("RecordingUrl", "https://api.twilio.com/RE")],
        )
        .await;
    assert!(thanks.said().contains("Thank you"), "{}", thanks.body);
}

#[tokio::test]
async fn new_call_without_table_uses_the_fallback_url() {
    let app = TestApp::start().await;
    app.aws.fail("DynamoDB");
    app.aws.fail("secretsmanager");
    let caller = app.caller(ACME);
    assert_eq!(caller.ring().await.status, 503, "Twilio uses the fallback URL after an error");
    let fallback = app.tenant(ACME).fallback_url.clone();
    let response = caller.post(&fallback, &[("ErrorCode", "11200"), ("ErrorUrl", &caller.url("/twilio/voice"))]).await;
    assert!(response.body.contains(FORWARD), "{}", response.body);
    assert!(app.aws.requests().iter().all(|request| request.operation != "GetSecretValue"));

    let unsigned = caller.post("/twilio/fallback?forward=%2B19005550199&signature=guess", &[]).await;
    assert!(!unsigned.body.contains("19005550199") && unsigned.has("Record"), "{}", unsigned.body);
}

#[tokio::test]
async fn new_call_without_secrets_gets_503_and_works_afterwards() {
    let app = TestApp::start().await;
    app.aws.fail("secretsmanager");
    assert_eq!(app.caller(ACME).ring().await.status, 503);
    app.aws.recover();
    assert!(app.caller(ACME).ring().await.said().contains("Acme"));
}

#[tokio::test]
async fn credentials_in_memory_serve_while_secrets_manager_fails() {
    // Without a lifetime, each webhook fetches the credentials.
    let app = TestApp::with_settings([("SECRET_LIFETIME_MS", "0")]).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("secretsmanager");
    app.model.reply_with([ModelReply::Say("What is the ZIP code?")]);
    assert_eq!(caller.say(&greeting, "My furnace needs a tune-up").await.said(), "What is the ZIP code?");
    app.aws.clear_requests();
    assert!(app.caller(ACME).ring().await.said().contains("Acme"), "a new call");
    assert!(app.aws.requests().iter().all(|request| request.operation != "GetSecretValue"), "no attempt for a while");
    let forged = app.caller(ACME).signing_with("a-wrong-token").ring().await;
    assert!(!forged.has("Gather"), "{}", forged.body);
    // A company whose credentials were never read.
    assert_eq!(app.caller(DESERT).ring().await.status, 503);
    app.aws.recover();
    assert!(app.caller(DESERT).ring().await.said().contains("Desert"));
}

/// A call that is asked for a voicemail; returns the response with the `<Record>`.
async fn call_at_a_voicemail(app: &TestApp) -> (TestCaller, WebhookResponse) {
    let caller = app.caller(ACME);
    let mut answer = caller.ring().await;
    for _ in 0..4 {
        answer = caller.keep_silent(&answer).await;
    }
    assert!(answer.has("Record"), "{}", answer.body);
    (caller, answer)
}

const VOICEMAIL: [(&str, &str); 3] =
    [("RecordingSid", RECORDING), ("RecordingUrl", "https://api.twilio.com/RE"), ("RecordingDuration", "9")];

#[tokio::test]
async fn voicemail_without_table_is_kept_in_the_queue_and_stored_once() {
    for broken in ["DynamoDB_20120810.Query", "DynamoDB_20120810.TransactWriteItems"] {
        let app = TestApp::start().await;
        let (caller, answer) = call_at_a_voicemail(&app).await;
        app.aws.fail(broken);
        let action = answer.attribute("Record", "action");
        for _ in 0..2 {
            let thanks = caller.post(&action, &VOICEMAIL).await;
            assert!(thanks.has("Hangup") && !thanks.has("Dial"), "{broken}: {}", thanks.body);
        }
        let callback = answer.attribute("Record", "recordingStatusCallback");
        assert_eq!(caller.post(&callback, &VOICEMAIL).await.status, 204, "{broken}");
        app.aws.recover();
        // Twilio repeats the webhook after the outage.
        caller.post(&action, &VOICEMAIL).await;
        let (store, customers) = (app.store(), app.customers(ACME).await);
        app.system.stop().await;
        let messages =
            store.list_messages(&customers, store::MessageFilter::default(), None, 10).await.expect("read").items;
        assert_eq!(messages.len(), 1, "{broken}: {messages:?}");
    }
}

#[tokio::test]
async fn failed_booking_write_is_not_confirmed() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    app.aws.fail("DynamoDB_20120810.TransactWriteItems");
    let response = caller.say(&read_back, "yes").await;
    assert!(!response.said().contains("booked") && response.body.contains(FORWARD), "{}", response.body);
}

/// The booking is stored, but the step of the call is not.
#[tokio::test]
async fn booking_with_unsaved_step_is_confirmed_and_known_in_the_next_turn() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    app.aws.fail_after(1, "DynamoDB_20120810.TransactWriteItems");
    let booked = caller.say(&read_back, "yes").await;
    assert!(booked.said().starts_with("You're booked for tomorrow"), "{}", booked.body);
    app.aws.recover();
    app.model.reply_with([ModelReply::Say("It is 89 dollars.")]);
    let next = caller.say(&booked, "and what is the fee").await;
    assert!(next.said().starts_with("You're booked for tomorrow"), "{}", next.said());
    assert!(next.said().ends_with("It is 89 dollars."), "{}", next.said());
    let visit = app.appointment(&caller).await.expect("booked");
    app.model.reply_with([tool("book_appointment", visit_again(&visit)), ModelReply::Say("It is booked.")]);
    assert_eq!(caller.say(&next, "so am i booked").await.said(), "It is booked.", "the same visit is not booked twice");
}

/// The arguments with which a model asks for a visit again.
fn visit_again(booked: &domain::booking::Appointment) -> serde_json::Value {
    let visit = &booked.visit;
    json!({
        "slot_id": visit.slot.id.to_string(), "job_type": visit.job_type, "name": visit.name, "callback_number": null,
        "street_address": visit.street, "city": visit.city, "zip": visit.zip, "problem": visit.problem,
        "access_notes": null,
    })
}

#[tokio::test]
async fn person_who_takes_over_hears_what_is_booked() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    let dialing = caller.press(&booked, "0").await;
    let notice = caller.post(&dialing.attribute("Number", "url"), &[]).await;
    let said = notice.said();
    assert!(
        said.contains(" is on the line and asked for a person.") && said.contains("This caller is booked for tomorrow")
    );
    assert!(
        notice.has("Gather") && said.ends_with("Press 1 to take the call."),
        "a mailbox takes no call: {}",
        notice.body
    );
    app.aws.fail("DynamoDB_20120810.Query");
    let unknown = caller.post(&dialing.attribute("Number", "url"), &[]).await;
    assert!(
        unknown.said().contains("A caller needs you now. Press 1"),
        "they can take it all the same: {}",
        unknown.body
    );
}

#[tokio::test]
async fn call_end_is_acknowledged_after_queueing() {
    let app = TestApp::start().await;
    let (caller, _) = call_with_one_turn(&app).await;
    app.aws.fail("AmazonSQS.SendMessage");
    assert_eq!(caller.hang_up().await.status, 503);
    app.aws.recover();
    assert_eq!(caller.hang_up().await.status, 204);
    let (store, scope) = (app.store(), app.scope(ACME).await);
    app.system.stop().await;
    let usage = store.get_day_usage(&scope, jiff::civil::date(2026, 11, 23)).await.expect("read").expect("counted");
    assert_eq!(usage.calls, 1);
}

#[tokio::test]
async fn rotated_auth_token_is_accepted_without_a_restart() {
    let app = TestApp::with_settings([("SECRET_REFRESH_AFTER_MS", "0")]).await;
    let caller = app.caller(ACME);
    let old = app.tenant(ACME).twilio_auth_token.clone();
    assert_eq!(caller.signing_with(&old).ring().await.status, 200);
    app.set_auth_tokens(ACME, &["new", &old]).await;
    assert_eq!(caller.signing_with("new").ring().await.status, 200);
    // The table does not say until when the old token is believed.
    assert_eq!(caller.signing_with(&old).ring().await.status, 403);
    assert_eq!(caller.signing_with("new").ring().await.status, 200);
}
