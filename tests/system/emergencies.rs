//! Emergencies: triage comes before the model and works while everything else fails.

use domain::{escalation::AcceptedBy, id::EmergencyId, triage::Hazard};
use serde_json::json;

use crate::support::{ACME, ModelReply, TestApp, TestCaller, WebhookResponse, tool};

async fn report_danger(app: &TestApp, words: &str) -> (TestCaller, WebhookResponse) {
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, words).await;
    (caller, response)
}

async fn emergency(app: &TestApp, caller: &TestCaller) -> Option<store::EmergencyItem> {
    let call = domain::id::CallSid::parse(caller.call_sid()).expect("a call sid");
    let scope = app.scope(ACME).await;
    app.store().get_emergency(&scope, &EmergencyId::of_call(&call, 0)).await.expect("read")
}

#[tokio::test]
async fn gas_leak_skips_the_model_and_rings_on_call_in_order() {
    let app = TestApp::start().await;
    app.model.reply_always(ModelReply::Hang);
    let (caller, response) = report_danger(&app, "hi um it smells like rotten eggs by the furnace").await;
    assert!(app.model.requests().is_empty(), "triage waits for the model");
    let said = response.said().to_lowercase();
    assert!(said.contains("leave") && said.contains("911"), "{said}");
    assert!(response.body.contains(">+12145550171</Number>"), "{}", response.body);
    let stored = emergency(&app, &caller).await.expect("stored");
    assert_eq!((stored.emergency.hazard, stored.acknowledged_at), (Hazard::GasLeak, None));
    let messages = app.system.twilio.sent();
    assert_eq!(
        messages.iter().map(|message| message.to.as_str()).collect::<Vec<_>>(),
        ["+12145550171", "+12145550172"]
    );
    assert!(messages[0].body.contains("gas leak") && messages[0].body.contains("+12145550142"), "{}", messages[0].body);

    // The first person's voicemail answers and no key is pressed, so the second person is rung.
    let no_answer = [("DialCallStatus", "completed"), ("DialBridged", "false")];
    let second = caller.post(&response.attribute("Dial", "action"), &no_answer).await;
    assert!(second.body.contains(">+12145550172</Number>"), "{}", second.body);
    let whisper_url = second.attribute("Number", "url");
    let mut their_leg = app.caller(ACME);
    their_leg.to = "+12145550172".to_owned();
    let whisper = their_leg.post(&whisper_url, &[("ParentCallSid", caller.call_sid())]).await;
    assert!(whisper.said().contains("gas leak") && whisper.said().contains("Press 1"), "{}", whisper.said());
    let wrong_key = their_leg.post(&whisper.attribute("Gather", "action"), &[("Digits", "5")]).await;
    assert!(wrong_key.has("Hangup"), "{}", wrong_key.body);
    assert_eq!(emergency(&app, &caller).await.expect("stored").acknowledged_at, None);
    let accepted = their_leg.post(&whisper.attribute("Gather", "action"), &[("Digits", "1")]).await;
    assert_eq!(accepted.said(), "", "an empty document connects the two legs");
    assert!(emergency(&app, &caller).await.expect("stored").acknowledged_at.is_some());
    let over = caller
        .post(&second.attribute("Dial", "action"), &[("DialCallStatus", "completed"), ("DialBridged", "true")])
        .await;
    assert!(over.has("Hangup"));
}

#[tokio::test]
async fn unanswered_emergency_keeps_the_caller_and_refuses_bookings() {
    let app = TestApp::start().await;
    let (caller, mut response) = report_danger(&app, "I smell gas").await;
    while response.has("Dial") {
        response = caller.post(&response.attribute("Dial", "action"), &[("DialCallStatus", "no-answer")]).await;
    }
    assert!(response.said().contains("Is everyone out?") && response.has("Gather"), "{}", response.body);
    let outside = caller.say(&response, "Yes, we're all out").await;
    assert!(outside.said().contains("stay outside"), "{}", outside.said());
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"})),
        tool("book_appointment", super::calls::visit()),
        ModelReply::Say("The technician will call you."),
    ]);
    let declined = caller.say(&outside, "Can you book me for tomorrow morning?").await;
    assert_eq!(declined.said(), "The technician will call you.");
    assert!(
        app.model.requests().last().expect("asked").to_string().contains("nothing is booked while there is danger")
    );
}

#[tokio::test]
async fn emergency_is_detected_without_model_table_and_clear_speech() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let doubtful = [("SpeechResult", "i smell gas"), ("Confidence", "0.01")];
    app.aws.fail("DynamoDB");
    let response = caller.post(&greeting.attribute("Gather", "action"), &doubtful).await;
    assert!(response.said().contains("911") && response.has("Dial"), "{}", response.body);
    app.aws.recover();
    let response = caller.post(&greeting.attribute("Gather", "action"), &doubtful).await;
    assert!(response.said().contains("911") && response.body.contains("+12145550171"), "{}", response.body);
    // If only the write fails, the safety words are still spoken.
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB_20120810.TransactWriteItems");
    let response = caller.say(&greeting, "I smell gas").await;
    assert!(response.said().contains("911") && response.body.contains("+12145550171"), "{}", response.body);
}

#[tokio::test]
async fn emergency_reported_by_the_model_rings_on_call() {
    let app = TestApp::start().await;
    app.model.reply_with([tool("report_emergency", json!({"hazard": "carbon_monoxide", "level": "emergency"}))]);
    let (caller, response) = report_danger(&app, "the canary is asleep").await;
    assert!(response.said().contains("911") && response.has("Dial"), "{}", response.body);
    assert_eq!(emergency(&app, &caller).await.expect("stored").emergency.hazard, Hazard::CarbonMonoxide);
}

#[tokio::test]
async fn emergency_during_read_back_books_nothing() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = super::calls::up_to_read_back(&app, &caller).await;
    let response = caller.say(&read_back, "yes and by the way I smell gas").await;
    assert!(response.said().contains("911"), "{}", response.said());
    assert_eq!(app.appointment(&caller).await, None);
}

#[tokio::test]
async fn negated_danger_is_no_emergency() {
    let app = TestApp::start().await;
    let (_, response) = report_danger(&app, "There's no gas smell, I just want a tune-up for my gas furnace").await;
    assert_eq!(response.said(), "Tell me more.");
}

#[tokio::test]
async fn acknowledging_an_unknown_emergency_creates_no_item() {
    let app = TestApp::start().await;
    let (scope, call) = (app.scope(ACME).await, domain::id::CallSid::parse("CA4711").expect("an id"));
    let id = EmergencyId::of_call(&call, 0);
    app.store()
        .acknowledge_emergency(&scope, &id, &AcceptedBy::Key { number: None }, app.change().at)
        .await
        .expect("nothing to do");
    assert_eq!(app.store().get_emergency(&scope, &id).await.expect("read"), None);
}
