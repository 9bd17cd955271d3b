//! Samples of voices: the greeting as callers hear it, spoken by Polly, whose fake checks the signature of each request.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::voice::Voice;
use localhost::Loopback;
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};

use super::spending::{BUDGET, spend, spent};
use crate::support::{ACME, ApiClient, ApiResponse, TestApp};

const SPEAK: &str = "SynthesizeSpeech";

fn path(sample: &str) -> String {
    format!("/admin/tenants/me/voice-samples/{sample}")
}

/// What Polly was asked to speak since the last call.
fn spoken(app: &TestApp) -> Vec<Value> {
    let requests = app.aws.requests().into_iter().filter(|request| request.operation == SPEAK);
    requests.map(|request| serde_json::from_slice(&request.body).expect("JSON")).collect()
}

/// The request for the only sample since the last call.
async fn hear(app: &TestApp, owner: &ApiClient, sample: &str) -> Value {
    let answer = owner.get(&path(sample)).await;
    assert_eq!(answer.header("content-type"), "audio/mpeg", "{}", answer.body);
    let sound = STANDARD.decode(answer.ok(200).as_str().expect("a sound")).expect("Base64");
    let mut requests = spoken(app);
    assert_eq!(requests.len(), 1, "{requests:?}");
    let request = requests.remove(0);
    let characters = request["Text"].as_str().expect("text").chars().count();
    // The fake makes three frames of 96 bytes for each character.
    assert_eq!((&sound[..2], sound.len()), (&[0xff, 0xf3][..], 3 * 96 * characters));
    request
}

#[tokio::test]
async fn sample_says_the_greeting_in_the_voice_that_callers_hear() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let greeting = app.caller(ACME).ring().await.said();
    app.aws.clear_requests();
    let nova = json!({
        "Engine": "neural", "LanguageCode": "en-US", "OutputFormat": "mp3", "Text": greeting, "TextType": "text",
        "VoiceId": "Joanna",
    });
    assert_eq!(hear(&app, &owner, "nova").await, nova);
    assert_eq!(hear(&app, &owner, "nova?version=published&language=english").await, nova);
    let british = hear(&app, &owner, "fable").await;
    assert_eq!((&british["VoiceId"], &british["LanguageCode"]), (&json!("Brian"), &json!("en-GB")));
    let spanish = hear(&app, &owner, "nova?language=spanish").await;
    assert_eq!((&spanish["VoiceId"], &spanish["LanguageCode"]), (&json!("Lupe"), &json!("es-US")));
    assert!(spanish["Text"].as_str().is_some_and(|text| text.starts_with("Soy Nova, un asistente")), "{spanish}");
}

#[tokio::test]
async fn sample_of_the_draft_says_its_greeting_and_disclosures() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let draft = json!({"greeting": "You reached the workshop.", "disclosure": {"ai": true, "record_calls": true}});
    let save = owner.request(Method::PATCH, "/admin/tenants/me/configuration/draft").header(IF_MATCH, "*").json(&draft);
    ApiResponse::of(save).await.ok(200);
    app.aws.clear_requests();
    let said = hear(&app, &owner, "sage?version=draft").await["Text"].take();
    assert_eq!(
        said,
        "You reached the workshop. I'm Nova, an AI assistant, and this call is recorded. How can I help you today?"
    );
    assert_ne!(hear(&app, &owner, "sage").await["Text"], said, "the published greeting");
}

#[tokio::test]
async fn every_voice_but_the_one_of_google_has_a_sample() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for voice in Voice::ALL {
        let name = voice.openai_speech();
        if voice == Voice::Echo {
            let missing = owner.get(&path(name)).await;
            assert_eq!(missing.problem(404), "no-voice-sample");
            assert!(
                missing.body["detail"].as_str().is_some_and(|detail| detail.contains("Google")),
                "{}",
                missing.body
            );
        } else {
            hear(&app, &owner, name).await;
        }
        hear(&app, &owner, &format!("{name}?language=spanish")).await;
    }
}

#[tokio::test]
async fn sample_of_an_unknown_voice_version_or_language_is_refused_and_nothing_is_spoken() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for (sample, status, kind) in [
        ("Nova", 404, "not-found"),
        ("Joanna", 404, "not-found"),
        ("nova?version=99", 404, "not-found"),
        ("nova?version=newest", 404, "not-found"),
        ("nova?language=klingon", 400, "malformed"),
        ("nova?text=Hello", 400, "malformed"),
    ] {
        assert_eq!(owner.get(&path(sample)).await.problem(status), kind, "{sample}");
    }
    assert_eq!(app.person(ACME, "viewer").get(&path("nova")).await.problem(403), "forbidden");
    app.operator().post("/admin/tenants/ten_acme/suspend", &json!({})).await.ok(200);
    assert_eq!(owner.get(&path("nova")).await.problem(409), "conflict");
    assert_eq!(spoken(&app), [] as [Value; 0]);
}

#[tokio::test]
async fn sample_counts_in_the_budget_and_is_refused_when_it_is_spent() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let said = hear(&app, &owner, "nova").await["Text"].take();
    // 16 dollars for a million characters.
    let cost = 16 * said.as_str().expect("text").chars().count() as u64;
    let spend_now = spent(&app, ACME).await;
    assert_eq!((spend_now.today.get(), spend_now.reserved.get()), (cost, 0));
    app.aws.fail("polly");
    assert_eq!(owner.get(&path("nova")).await.problem(503), "unavailable");
    app.aws.recover();
    spoken(&app);
    assert_eq!(spent(&app, ACME).await, spend_now, "what Polly refuses costs nothing");
    let budget = json!({"daily_micro_usd": 1_000_000, "monthly_micro_usd": 10_000_000});
    app.operator().put(BUDGET, &budget).await.ok(200);
    spend(&app, super::spending::TODAY, 999_990).await;
    let refused = owner.get(&path("nova")).await;
    assert_eq!(refused.problem(429), "budget-exhausted");
    assert_ne!(refused.header("retry-after"), "");
    assert_eq!(spoken(&app), [] as [Value; 0]);
}

#[tokio::test]
async fn laptop_without_polly_answers_that_there_is_no_sample() {
    let app = TestApp::start().await;
    let functions = app.other_process([("VOICE_SAMPLES", "false")]);
    let loopback = Loopback::bind(0).await.expect("a port");
    let mut owner = app.person(ACME, "owner");
    owner.send_to(loopback.url());
    tokio::spawn(loopback.serve_forever(functions.test_calls));
    let refused = owner.get(&path("nova")).await;
    assert_eq!(refused.problem(404), "no-voice-sample");
    assert_eq!(refused.body["detail"], "voice samples are not available here");
    assert_eq!(spoken(&app), [] as [Value; 0]);
}
