//! Test calls by voice: the token, what is made at Twilio for it, and the call that a browser places with it.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::money::MicroUsd;
use serde_json::{Value, json};
use twilio::sid::AccountSid;

use super::spending::{BUDGET, TODAY, spend, spent};
use crate::support::{ACME, ApiClient, DESERT, TestApp, TestCaller, WebhookResponse};

const CALLS: &str = "/admin/tenants/me/voice-test-calls";
const CREDENTIALS: &str = "/admin/tenants/me/credentials/twilio";
const NO_CALL: &str = "This test call is over.";

/// A browser that calls a company's application with a token.
struct Browser {
    caller: TestCaller,
    account: String,
    voice_url: String,
    status_url: String,
    test_call: String,
}

impl Browser {
    /// Begins a test call of the draft.
    async fn begin(app: &TestApp, company: usize) -> Self {
        let begun = app.person(company, "owner").post(CALLS, &json!({"version": "draft"})).await.ok(201);
        let (_, applications) = app.system.twilio.clients(&account(app, company));
        let tenant = app.tenant(company);
        let test_call = begun["test_call_id"].as_str().expect("an id").to_owned();
        let mut caller = app.caller(company).from(&format!("client:{test_call}"));
        caller.to = String::new();
        Self {
            caller,
            account: tenant.twilio_account_sid.clone(),
            voice_url: applications[0].voice_url.clone(),
            status_url: applications[0].status_callback.clone(),
            test_call,
        }
    }

    async fn post(&self, url: &str, more: &[(&str, &str)]) -> WebhookResponse {
        let mut params = vec![("AccountSid", self.account.as_str())];
        params.extend(more);
        self.caller.post(url, &params).await
    }

    async fn ring(&self) -> WebhookResponse {
        self.post(&self.voice_url, &[("CallStatus", "ringing")]).await
    }

    async fn say(&self, to: &WebhookResponse, words: &str) -> WebhookResponse {
        self.post(&to.attribute("Gather", "action"), &[("SpeechResult", words), ("Confidence", "0.92")]).await
    }

    /// The test call, as the API shows it.
    async fn read(&self, owner: &ApiClient) -> Value {
        owner.get(&format!("/admin/tenants/me/test-calls/{}", self.test_call)).await.ok(200)
    }
}

fn account(app: &TestApp, company: usize) -> AccountSid {
    AccountSid::parse(&app.tenant(company).twilio_account_sid).expect("an account")
}

fn read_part(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("Base64")).expect("JSON")
}

#[tokio::test]
async fn token_is_signed_by_a_key_of_the_companys_account_and_names_the_test_call() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let begun = owner.post(CALLS, &json!({})).await.ok(201);
    assert_eq!(begun["expires_at"], "2026-11-23T16:10:00Z");
    let (keys, applications) = app.system.twilio.clients(&account(&app, ACME));
    let ([key], [application]) = (&keys[..], &applications[..]) else { panic!("{keys:?} {applications:?}") };
    let token = begun["token"].as_str().expect("a token");
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let hmac_key = hmac::Key::new(hmac::HMAC_SHA256, key.secret.as_bytes());
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("Base64");
    assert!(hmac::verify(&hmac_key, signed.as_bytes(), &signature).is_ok());
    let (header, claims) = signed.split_once('.').expect("two parts");
    assert_eq!(read_part(header), json!({"alg": "HS256", "cty": "twilio-fpa;v=1", "typ": "JWT"}));
    let claims = read_part(claims);
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!(key.sid), &json!(account(&app, ACME))));
    assert_eq!(claims["exp"].as_i64().expect("seconds") - claims["nbf"].as_i64().expect("seconds"), 600);
    let grants = &claims["grants"];
    assert_eq!(grants["identity"], begun["test_call_id"]);
    let voice = json!({"incoming": {"allow": false}, "outgoing": {"application_sid": application.sid}});
    assert_eq!(grants["voice"], voice);
    // The next one uses the same key.
    owner.post(CALLS, &json!({})).await.ok(201);
    assert_eq!(app.system.twilio.clients(&account(&app, ACME)), (keys, applications));
    assert_eq!(owner.post(CALLS, &json!({"version": 99})).await.problem(404), "not-found");
}

#[tokio::test]
async fn browser_talks_to_the_draft_and_nothing_is_booked_paged_or_listed() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let draft = owner
        .request(reqwest::Method::PATCH, "/admin/tenants/me/configuration/draft")
        .header(reqwest::header::IF_MATCH, "*")
        .json(&json!({"greeting": "You reached the draft."}));
    crate::support::ApiResponse::of(draft).await.ok(200);
    let browser = Browser::begin(&app, ACME).await;
    let greeting = browser.ring().await;
    assert!(greeting.said().starts_with("You reached the draft."), "{}", greeting.said());
    assert_eq!(browser.ring().await.body, greeting.body, "a repeated webhook");
    let reply = browser.say(&greeting, "My furnace needs a tune-up").await;
    assert_eq!(reply.said(), "Tell me more.");
    assert_eq!(browser.say(&greeting, "My furnace needs a tune-up").await.body, reply.body, "a repeated step");
    assert_eq!(app.model.requests().len(), 1);
    let danger = browser.say(&reply, "I smell gas in the kitchen").await;
    assert!(danger.said().contains("911"), "{}", danger.said());
    assert!(!danger.has("Dial"), "{}", danger.body);
    browser.post(&browser.status_url, &[("CallStatus", "completed"), ("CallDuration", "9")]).await;
    let read = browser.read(&owner).await;
    assert_eq!((&read["ended"], &read["books"]), (&json!(true), &json!(false)));
    assert!(spent(&app, ACME).await.today > MicroUsd::ZERO, "the model is paid");
    assert_eq!(spent(&app, ACME).await.reserved, MicroUsd::ZERO);
    assert!(app.system.twilio.placed().is_empty() && app.system.twilio.sent().is_empty());
    assert_eq!(owner.get("/admin/tenants/me/calls").await.ok(200)["items"], json!([]));
    assert_eq!(owner.get("/admin/tenants/me/emergencies").await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn transfer_and_voicemail_are_said_and_not_done() {
    let app = TestApp::start().await;
    let browser = Browser::begin(&app, ACME).await;
    let greeting = browser.ring().await;
    let person = browser.post(&greeting.attribute("Gather", "action"), &[("Digits", "0")]).await;
    let said = person.said();
    assert!(said.contains("This is a test call."), "{said}");
    assert!(person.has("Hangup") && !person.has("Dial") && !person.has("Record"), "{}", person.body);
}

#[tokio::test]
async fn call_of_another_company_or_account_or_without_signature_is_refused() {
    let app = TestApp::start().await;
    let (acme, desert) = (Browser::begin(&app, ACME).await, Browser::begin(&app, DESERT).await);
    // Signed by the other company's token, at this company's URL.
    assert_eq!(desert.post(&acme.voice_url, &[]).await.status, 403);
    // The other company's URL and token with this company's test call.
    let borrowed = Browser { test_call: acme.test_call.clone(), ..Browser::begin(&app, DESERT).await };
    let mut caller = app.caller(DESERT).from(&format!("client:{}", acme.test_call));
    caller.to = String::new();
    let borrowed = Browser { caller, ..borrowed };
    assert!(borrowed.ring().await.said().contains(NO_CALL));
    // Another account in the form, although the signature fits.
    let elsewhere = Browser { account: desert.account.clone(), ..Browser::begin(&app, ACME).await };
    assert_eq!(elsewhere.ring().await.status, 403);
    // The tenant without our signature.
    let (url, _) = acme.voice_url.split_once("&signature=").expect("signed");
    assert_eq!(acme.post(url, &[]).await.status, 403);
    let unknown = acme.caller.clone().from("client:tst_unknown");
    let unknown = Browser { caller: unknown, ..Browser::begin(&app, ACME).await };
    assert!(unknown.ring().await.said().contains(NO_CALL));
    let number = Browser { caller: app.caller(ACME), ..Browser::begin(&app, ACME).await };
    assert!(number.ring().await.said().contains(NO_CALL), "a caller without an identity");
    assert!(acme.ring().await.has("Gather"), "the right one");
    assert_eq!(app.model.requests().len(), 0);
}

#[tokio::test]
async fn expired_test_call_and_spent_budget_are_refused() {
    let app = TestApp::start().await;
    let (early, late) = (Browser::begin(&app, ACME).await, Browser::begin(&app, ACME).await);
    app.set_now("2026-11-23T16:09:00Z");
    let greeting = early.ring().await;
    app.set_now("2026-11-23T16:11:00Z");
    assert!(late.ring().await.said().contains(NO_CALL));
    assert_eq!(early.say(&greeting, "My furnace needs a tune-up").await.said(), "Tell me more.", "a call goes on");
    let budget = json!({"daily_micro_usd": 1_000_000, "monthly_micro_usd": 10_000_000});
    app.operator().put(BUDGET, &budget).await.ok(200);
    spend(&app, TODAY, 999_999).await;
    let poor = Browser::begin(&app, ACME).await;
    assert!(poor.ring().await.said().contains("The budget for test calls is spent."));
}

#[tokio::test]
async fn erased_company_leaves_no_key_at_twilio() {
    let app = TestApp::start().await;
    Browser::begin(&app, ACME).await;
    let (operator, tenant) = (app.operator(), app.tenant(ACME).tenant_id.to_string());
    operator.delete(&format!("/admin/tenants/{tenant}")).await.ok(200);
    operator.post(&format!("/admin/tenants/{tenant}/erase"), &json!({"confirm": tenant})).await.ok(200);
    assert_eq!(app.system.twilio.clients(&account(&app, ACME)), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn key_and_application_are_removed_when_credentials_are_replaced_or_deleted() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let of = |app: &TestApp| app.system.twilio.clients(&account(app, ACME));
    let tenant = app.tenant(ACME);
    let body = json!({"account_sid": tenant.twilio_account_sid, "auth_token": tenant.twilio_auth_token});
    Browser::begin(&app, ACME).await;
    let first = of(&app);
    assert_eq!((first.0.len(), first.1.len()), (1, 1));
    owner.put(CREDENTIALS, &body).await.ok(200);
    assert_eq!(of(&app), first, "the same token changes nothing");
    let delete = format!("{CREDENTIALS}?connected_numbers=keep");
    owner.delete(&delete).await.ok(200);
    assert_eq!(of(&app), (Vec::new(), Vec::new()));
    let secret = app.secret(&tenant.tenant_id.to_string()).await.unwrap_or_default();
    assert!(!secret.contains(&first.0[0].secret), "{secret}");
    assert_eq!(owner.post(CALLS, &json!({})).await.problem(409), "conflict");
    owner.put(CREDENTIALS, &body).await.ok(200);
    Browser::begin(&app, ACME).await;
    let second = of(&app);
    assert_eq!((second.0.len(), second.1.len()), (1, 1));
    assert_ne!(second.0, first.0);
}
