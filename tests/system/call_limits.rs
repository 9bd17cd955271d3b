//! The limits of calls: in a minute and at once, of a calling number and of a company.

use super::unfinished_calls::{LATER, at_twilio, sweep};
use crate::support::{ACME, DESERT, TestApp, TestCaller, WebhookResponse};

const ATTESTED: Option<&str> = Some("TN-Validation-Passed-A");

fn is_busy(response: &WebhookResponse) -> bool {
    response.body.contains(r#"<Reject reason="busy"/>"#) && !response.has("Say")
}

/// A new call, and whether it is answered.
async fn ring(app: &TestApp, from: &str, attestation: Option<&str>) -> (TestCaller, bool) {
    let caller = app.caller(ACME).from(from).attested(attestation);
    let response = caller.ring().await;
    assert!(is_busy(&response) || response.said().contains("Acme"), "{}", response.body);
    (caller, !is_busy(&response))
}

async fn is_answered(app: &TestApp, from: &str) -> bool {
    ring(app, from, ATTESTED).await.1
}

fn number(line: usize) -> String {
    format!("+1214555{line:04}")
}

#[tokio::test]
async fn calls_of_a_number_in_a_minute_are_limited() {
    let app = TestApp::with_settings([("CALLER_CALLS_PER_MINUTE", "2")]).await;
    for _ in 0..2 {
        let (caller, answered) = ring(&app, &number(142), ATTESTED).await;
        assert!(answered);
        assert_eq!(caller.end_after("1").await.status, 204);
    }
    assert!(!is_answered(&app, &number(142)).await, "the calls have ended, and count in their minute");
    assert!(is_answered(&app, &number(143)).await, "another number");
    assert!(!is_busy(&app.caller(DESERT).from(&number(142)).ring().await), "another company");
    app.set_now("2026-11-23T16:01:00Z");
    assert!(is_answered(&app, &number(142)).await, "the next minute");
}

#[tokio::test]
async fn refused_call_is_neither_stored_nor_counted() {
    let app = TestApp::with_settings([("CALLER_CALLS_AT_ONCE", "1")]).await;
    assert!(ring(&app, &number(142), None).await.1);
    let before = app.items().await.len();
    let refused = app.caller(ACME).from(&number(142)).attested(None);
    assert!(is_busy(&refused.ring().await));
    assert_eq!(refused.end_after("0").await.status, 204);
    assert_eq!(app.items().await.len(), before);
}

#[tokio::test]
async fn call_that_ends_frees_its_place() {
    let app = TestApp::with_settings([("CALLER_CALLS_AT_ONCE", "1")]).await;
    let (first, _) = ring(&app, &number(142), ATTESTED).await;
    assert!(!is_answered(&app, &number(142)).await);
    first.end_after("1").await;
    let (second, answered) = ring(&app, &number(142), ATTESTED).await;
    assert!(answered);
    // End events come more than once.
    first.end_after("1").await;
    assert!(!is_answered(&app, &number(142)).await);
    // In the next half hour, the call still has its place until it ends.
    app.set_now("2026-11-23T16:31:00Z");
    assert!(!is_answered(&app, &number(142)).await);
    second.end_after("60").await;
    assert!(is_answered(&app, &number(142)).await);
}

#[tokio::test]
async fn call_without_a_reported_end_frees_its_place_within_an_hour() {
    let app = TestApp::with_settings([("TENANT_CALLS_AT_ONCE", "1")]).await;
    assert!(is_answered(&app, &number(142)).await);
    app.set_now("2026-11-23T16:59:59Z");
    assert!(!is_answered(&app, &number(143)).await);
    app.set_now("2026-11-23T17:00:00Z");
    assert!(is_answered(&app, &number(143)).await);
}

#[tokio::test]
async fn sweep_of_open_calls_frees_their_places() {
    let app = TestApp::with_settings([("CALLER_CALLS_AT_ONCE", "1")]).await;
    let (caller, _) = ring(&app, &number(142), ATTESTED).await;
    at_twilio(&app, &caller, Some(130));
    app.set_now(LATER);
    assert!(!is_answered(&app, &number(142)).await);
    assert_eq!(sweep(&app).await.finished, 1);
    assert!(is_answered(&app, &number(142)).await);
}

#[tokio::test]
async fn repeated_webhook_of_an_answered_call_keeps_its_greeting_and_one_place() {
    let app = TestApp::with_settings([("CALLER_CALLS_AT_ONCE", "2")]).await;
    let (caller, _) = ring(&app, &number(142), ATTESTED).await;
    assert!(caller.ring().await.said().contains("Acme"));
    assert!(is_answered(&app, &number(142)).await, "the repeated webhook took no place");
    assert!(!is_answered(&app, &number(142)).await);
    assert!(caller.ring().await.said().contains("Acme"), "at the limit");
}

#[tokio::test]
async fn flood_of_invented_numbers_leaves_places_for_attested_callers() {
    let app = TestApp::with_settings([("TENANT_CALLS_PER_MINUTE", "9")]).await;
    let mut answered = 0;
    for line in 0..12 {
        answered += usize::from(ring(&app, &number(line), None).await.1);
    }
    assert_eq!(answered, 6);
    assert!(!ring(&app, "Anonymous", None).await.1);
    for line in 20..23 {
        assert!(is_answered(&app, &number(line)).await, "{line}");
    }
    assert!(!is_answered(&app, &number(23)).await, "the company's own limit");
}

#[tokio::test]
async fn flood_of_withheld_numbers_leaves_places_for_numbers_without_attestation() {
    let app = TestApp::with_settings([("TENANT_CALLS_PER_MINUTE", "9")]).await;
    let mut answered = 0;
    for _ in 0..6 {
        answered += usize::from(ring(&app, "Anonymous", None).await.1);
    }
    assert_eq!(answered, 3, "a third of the company's calls");
    for line in 0..3 {
        assert!(ring(&app, &number(line), None).await.1, "{line}");
    }
}

#[tokio::test]
async fn flood_that_claims_a_number_leaves_its_owner_alone() {
    let app = TestApp::with_settings([("CALLER_CALLS_AT_ONCE", "1")]).await;
    assert!(ring(&app, &number(142), None).await.1);
    assert!(!ring(&app, &number(142), Some("TN-Validation-Passed-C")).await.1);
    assert!(is_answered(&app, &number(142)).await, "the carrier attests the number");
}

#[tokio::test]
async fn counter_of_calls_that_fails_refuses_no_call() {
    let app = TestApp::with_settings([("CALLER_CALLS_AT_ONCE", "1")]).await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    for _ in 0..3 {
        assert!(is_answered(&app, &number(142)).await);
    }
    app.aws.recover();
}

/// A turn of a call whose greeting is not stored.
async fn unknown_turn(app: &TestApp, words: &str) -> WebhookResponse {
    let caller = app.caller(ACME).from(&number(142));
    caller.post("/twilio/turn?step=1", &[("SpeechResult", words), ("Confidence", "0.9")]).await
}

#[tokio::test]
async fn turn_of_an_unknown_call_counts_like_an_arrival() {
    let app = TestApp::with_settings([("TENANT_CALLS_AT_ONCE", "3"), ("CALLER_CALLS_AT_ONCE", "2")]).await;
    let words = "My furnace needs a tune-up";
    for _ in 0..2 {
        assert_eq!(unknown_turn(&app, words).await.said(), "Tell me more.");
    }
    let (before, asked) = (app.items().await.len(), app.model.requests().len());
    let refused = unknown_turn(&app, words).await;
    assert!(refused.has("Dial") && !refused.has("Gather"), "{}", refused.body);
    let in_danger = unknown_turn(&app, "I smell gas").await;
    assert!(in_danger.said().contains("911") && in_danger.has("Dial"), "{}", in_danger.body);
    assert_eq!(
        (app.items().await.len(), app.model.requests().len()),
        (before, asked),
        "it is stored or asks the model"
    );
    assert!(!ring(&app, &number(143), None).await.1, "two thirds of the places are taken");
    assert!(is_answered(&app, &number(143)).await);
}

#[tokio::test]
async fn refused_turn_after_a_transfer_or_a_voicemail_does_not_dial_again() {
    let app = TestApp::with_settings([("TENANT_CALLS_AT_ONCE", "0")]).await;
    let caller = app.caller(ACME);
    let post = async |path: &str, params: &[(&str, &str)]| caller.post(path, params).await;
    let voicemail = post("/twilio/dial-result?step=1", &[("DialCallStatus", "no-answer")]).await;
    assert!(voicemail.has("Record") && !voicemail.has("Dial"), "{}", voicemail.body);
    for (path, params) in [
        ("/twilio/dial-result?step=1", vec![("DialCallStatus", "completed"), ("DialCallDuration", "1")]),
        ("/twilio/voicemail?step=1", vec![("RecordingSid", crate::support::RECORDING), ("RecordingDuration", "9")]),
    ] {
        let end = post(path, &params).await;
        assert!(end.has("Hangup") && !end.has("Dial") && !end.has("Record"), "{}", end.body);
    }
}

#[tokio::test]
async fn call_that_does_not_begin_gives_its_place_back() {
    let app = TestApp::with_settings([("CALLER_CALLS_AT_ONCE", "1")]).await;
    assert_eq!(app.caller(ACME).from(&number(7)).ring().await.status, 200, "the agent is in memory");
    // The greeting cannot be saved, or the customer cannot be read.
    for failing in ["DynamoDB_20120810.PutItem", "DynamoDB_20120810.GetItem"] {
        for _ in 0..2 {
            // The first item that is read is the number's route.
            app.aws.fail_after(usize::from(failing.ends_with("GetItem")), failing);
            let response = app.caller(ACME).from(&number(142)).ring().await;
            app.aws.recover();
            assert!(!is_busy(&response) && !response.has("Gather"), "{}", response.body);
        }
        let (caller, answered) = ring(&app, &number(142), ATTESTED).await;
        assert!(answered, "{failing}: calls that did not begin have places");
        caller.end_after("1").await;
    }
    // An emergency that cannot be saved is answered, and has no place either.
    app.aws.fail("DynamoDB_20120810.PutItem");
    assert!(unknown_turn(&app, "I smell gas").await.said().contains("911"));
    app.aws.recover();
    assert_eq!(unknown_turn(&app, "My furnace needs a tune-up").await.said(), "Tell me more.");
}
