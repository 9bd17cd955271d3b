//! Malformed and unsigned webhooks, silence, and unclear speech.

use store::{StatusAuthority, TenantStatus};
use twilio::signature::{AuthToken, sign};

use crate::support::{ACME, DESERT, ModelReply, RECORDING, TestApp, WebhookResponse};

#[tokio::test]
async fn unsigned_webhook_is_rejected_on_every_path_without_an_aws_request() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    for path in voice_webhook::paths() {
        let url = caller.url(path);
        for signature in [None, Some(""), Some("no base64!")] {
            let response = caller.post_signed(&url, &caller.params(&[]), signature).await;
            let rejected = (response.status, response.content_type.as_str());
            assert_eq!(rejected, (403, "application/problem+json"), "{path} {signature:?}");
        }
    }
    assert!(app.aws.requests().is_empty());
}

#[tokio::test]
async fn webhook_signed_with_a_wrong_token_is_rejected_on_every_path() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    for path in voice_webhook::paths() {
        let rejected = caller.signing_with("guess").post(path, &[]).await;
        assert_eq!(rejected.status, 403, "{path}: {}", rejected.body);
    }
}

#[tokio::test]
async fn webhook_with_wrong_signature_reads_route_and_secret_only() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let url = caller.url("/twilio/voice");
    let other_token = AuthToken::new(app.tenant(DESERT).twilio_auth_token.clone());
    for (token, signed_url) in [(other_token, url.clone()), (AuthToken::new("guess"), url.clone())] {
        let signature = sign(&token, &signed_url, &caller.params(&[]));
        assert_eq!(caller.post_signed(&url, &caller.params(&[]), Some(&signature)).await.status, 403);
    }
    let mut operations: Vec<_> = app.aws.requests().into_iter().map(|request| request.operation).collect();
    operations.sort_unstable();
    // The route of each; the company's session, its secret and its state, and our keys once, since they are cached.
    assert_eq!(operations, ["AssumeRole", "GetItem", "GetItem", "GetItem", "GetSecretValue", "GetSecretValue"]);
}

#[tokio::test]
async fn signature_of_one_company_is_rejected_for_another() {
    let app = TestApp::start().await;
    let (acme, desert) = (app.caller(ACME), app.caller(DESERT));
    let url = acme.url("/twilio/voice");
    let mut params = acme.params(&[]);
    let signature = sign(&AuthToken::new(app.tenant(ACME).twilio_auth_token.clone()), &url, &params);
    for (name, value) in &mut params {
        if name == "To" {
            value.clone_from(&desert.to);
        }
    }
    assert_eq!(acme.post_signed(&url, &params, Some(&signature)).await.status, 403);
    // The URL cannot name the other company either.
    let url = format!("{url}?called=%2B{}", &desert.to[1..]);
    let params = acme.params(&[]);
    let signature = sign(&AuthToken::new(app.tenant(ACME).twilio_auth_token.clone()), &url, &params);
    assert_eq!(acme.post_signed(&url, &params, Some(&signature)).await.status, 403);
}

#[tokio::test]
async fn unknown_or_inactive_number_gets_an_apology_and_a_hangup() {
    let app = TestApp::start().await;
    let mut caller = app.caller(ACME);
    caller.to = "+12145550111".to_owned();
    let answer = caller.ring().await;
    assert!(answer.said().contains("not in service") && answer.has("Hangup"), "{}", answer.body);

    let caller = app.caller(ACME);
    let scope = app.scope(ACME).await;
    app.store()
        .set_status(&scope, TenantStatus::Inactive, StatusAuthority::Tenant, &app.change())
        .await
        .expect("written");
    assert!(caller.ring().await.said().contains("not in service"), "a deactivated number still answers");
}

#[tokio::test]
async fn malformed_webhook_gets_a_problem_with_detail() {
    let app = TestApp::start().await;
    let (caller, http) = (app.caller(ACME), crate::support::http_client());
    let voice = caller.url("/twilio/voice");
    let form = "application/x-www-form-urlencoded";
    let refused = async |request: reqwest::RequestBuilder| {
        let answer = WebhookResponse::of(
            request.header("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=").send().await.expect("sent"),
        )
        .await;
        assert!(answer.content_type.starts_with("application/problem+json"), "{answer:?}");
        assert!(answer.body.contains("detail"), "{answer:?}");
        answer.status
    };
    assert_eq!(refused(http.get(&voice)).await, 405);
    assert_eq!(refused(http.post(caller.url("/twilio/elsewhere"))).await, 404);
    assert_eq!(refused(http.post(&voice).json(&serde_json::json!({}))).await, 415);
    assert_eq!(refused(http.post(&voice).header("content-type", form).body("CallSid=%ff")).await, 400);
    assert_eq!(refused(http.post(&voice).header("content-type", form).body("CallSid=CA1")).await, 400);
    assert_eq!(refused(http.post(&voice).header("content-type", form).body("a".repeat(100_000))).await, 413);
    assert_eq!(caller.post("/twilio/voice", &[("CallSid", "../../etc")]).await.status, 400);
}

#[tokio::test]
async fn third_silence_offers_a_person_or_a_message() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let first = caller.keep_silent(&greeting).await;
    let second = caller.keep_silent(&first).await;
    assert_ne!(first.said(), second.said());
    let offer = caller.keep_silent(&second).await;
    assert!(offer.said().contains("press 1") && offer.said().contains("press 2"), "{}", offer.said());
    assert!(caller.press(&offer, "1").await.has("Dial"));
    assert!(app.model.requests().is_empty(), "silence asks the model");

    let caller = app.caller(ACME);
    let mut answer = caller.ring().await;
    for _ in 0..4 {
        answer = caller.keep_silent(&answer).await;
    }
    assert!(answer.has("Record"), "{}", answer.body);
    let recorded =
        [("RecordingUrl", "https://api.twilio.com/RE"), ("RecordingSid", RECORDING), ("RecordingDuration", "9")];
    let thanks = caller.post(&answer.attribute("Record", "action"), &recorded).await;
    assert!(thanks.said().contains("Your message has been recorded") && thanks.has("Hangup"), "{}", thanks.body);
    assert!(app.voicemail(ACME).await.is_some());
}

#[tokio::test]
async fn unclear_speech_is_reprompted_then_accepted() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let mut answer = caller.ring().await;
    let doubtful = [("SpeechResult", "fur nice bro ken"), ("Confidence", "0.11")];
    for _ in 0..2 {
        answer = caller.post(&answer.attribute("Gather", "action"), &doubtful).await;
        assert!(answer.said().ends_with("How can I help you today?"), "{}", answer.said());
        assert!(app.model.requests().is_empty());
    }
    caller.post(&answer.attribute("Gather", "action"), &doubtful).await;
    assert_eq!(app.model.requests().len(), 1);

    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let again = caller.say(&greeting, " … ").await;
    assert!(again.said().contains("didn't catch that"), "{}", again.said());
}

#[tokio::test]
async fn callers_markup_reaches_the_model_and_the_models_markup_is_not_spoken() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let words = r#"My "AC" & <Hangup/> ]]> ¿sí? 🔥 \u0000"#;
    app.model.reply_with([ModelReply::Say("You said <Reject/> & \"more\" 🔥?")]);
    let greeting = caller.ring().await;
    let answer = caller.say(&greeting, words).await;
    assert_eq!(answer.said(), "You said and more?");
    assert!(!answer.has("Reject"));
    let last_message =
        app.model.requests()[0]["messages"].as_array().expect("messages").last().expect("the caller's").clone();
    assert_eq!(last_message["content"], words);
}

#[tokio::test]
async fn caller_without_a_phone_number_is_greeted() {
    let app = TestApp::start().await;
    for from in ["anonymous", "+266696687", "sip:dana@example.com"] {
        let greeting = app.caller(ACME).from(from).ring().await;
        assert!(greeting.said().contains("How can I help"), "{from}");
    }
}
