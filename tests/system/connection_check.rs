//! The connection check: its finding for each fault.

use axum::{Json, Router, http::Uri};
use connections::{ConnectionError, Connections, Finding, TokenOverlap, secrets::Secrets};
use localhost::Loopback;
use openai::OpenAi;
use platform::{
    config::{SecretsConfig, TelephonyConfig},
    key_ring::{KeyRing, KeySource},
    public_url::PublicUrl,
};
use serde_json::{Value, json};
use store::ChangeError;
use twilio::{rest::RestClient, signature::AuthToken, webhook_urls::WebhookUrls};

use super::{
    configuration::publish,
    number_connection::{checked, spare},
    tenants::sign_up,
    toll_fraud::forbid_first_person_on_call,
};
use crate::support::{ACME, TestApp, TwilioAccount};

/// Connections with this Twilio URL and this public URL.
pub(crate) fn connections(app: &TestApp, twilio_url: &str, public_url: &str) -> Connections {
    let (store, clock, http) = (app.store(), app.clock(), crate::support::http_client());
    let model = app.model.config(std::time::Duration::from_secs(5));
    let telephony = TelephonyConfig { public_url: PublicUrl::parse(public_url).expect("a URL") };
    let ring = r#"{"current": "k1", "k1": "a key of at least thirty-two characters"}"#;
    let keys = KeySource::fixed(KeyRing::parse(ring).expect("a ring"));
    let secrets = Secrets::new(
        platform::aws::secrets_manager(&app.system.runtime.aws),
        store.clone(),
        SecretsConfig {
            prefix: "front-desk".to_owned(),
            refresh_after: std::time::Duration::ZERO,
            lifetime: std::time::Duration::from_mins(5),
        },
    );
    let clients = (RestClient::new(http.clone(), twilio_url), OpenAi::new(http.clone(), &model), http);
    let overlap = TokenOverlap(std::time::Duration::from_hours(1));
    Connections::new(store, secrets, clients, WebhookUrls::new(&telephony, keys), overlap, clock)
}

/// The finding of one part of ACME's connection check.
async fn finding_of(app: &TestApp, name: &str, twilio_url: &str, public_url: &str) -> Finding {
    let scope = app.scope(ACME).await;
    let tenant = app.store().get_tenant(&scope).await.expect("read").expect("there");
    let checks = connections(app, twilio_url, public_url).check(&scope, &tenant).await.expect("checked");
    checks.into_iter().find(|check| check.name == name).expect("looked at").finding
}

fn says(finding: &Finding, words: &str) {
    assert!(
        matches!(finding, Finding::Wrong(message) if message.to_string().contains(words)),
        "{words} in {finding:?}"
    );
}

/// An address where nothing listens.
const NOWHERE: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn check_reports_a_suspended_account() {
    let app = TestApp::start().await;
    let account = async |uri: Uri| {
        let lists = uri.path().contains("IncomingPhoneNumbers");
        let account: Value = json!({"friendly_name": "Acme", "status": "suspended"});
        Json(if lists { json!({"incoming_phone_numbers": [], "next_page_uri": null}) } else { account })
    };
    let loopback = Loopback::bind(0).await.expect("a port");
    let url = loopback.url().to_owned();
    tokio::spawn(loopback.serve_forever(Router::new().fallback(account)));
    let finding = finding_of(&app, "twilio_credentials", &url, &app.system.manifest.base_url).await;
    says(&finding, "suspended or closed the account");
}

#[tokio::test]
async fn check_distinguishes_unreachable_from_rejected() {
    let app = TestApp::start().await;
    let (twilio, own) = (&app.system.manifest.twilio_api_url, &app.system.manifest.base_url);
    let webhook = finding_of(&app, "webhook", twilio, NOWHERE).await;
    says(&webhook, "cannot be reached at its public address");
    says(&finding_of(&app, "twilio_credentials", NOWHERE, own).await, "Twilio cannot be reached");
    assert_eq!(finding_of(&app, "numbers_at_twilio", NOWHERE, own).await, Finding::NotReached);
    assert_eq!(finding_of(&app, "webhook", twilio, own).await, Finding::Right);
    says(&finding_of(&app, "numbers_at_twilio", twilio, "https://elsewhere.example").await, "connect it again");
}

#[tokio::test]
async fn check_reports_and_stores_a_rejected_auth_token() {
    let app = TestApp::start().await;
    let (owner, acme) = (app.person(ACME, "owner"), app.tenant(ACME).clone());
    let right = json!({"account_sid": acme.twilio_account_sid, "auth_token": acme.twilio_auth_token});
    owner.put("/admin/tenants/me/credentials/twilio", &right).await.ok(200);
    app.set_auth_tokens(ACME, &["not-the-token"]).await;
    let (result, message) = checked(&owner, "twilio_credentials").await;
    assert_eq!(result, "wrong");
    assert!(message.contains("no longer accepts the auth token"), "{message}");
    assert_eq!(checked(&owner, "numbers_at_twilio").await.0, "not_reached");
    let known = owner.get("/admin/tenants/me/credentials").await.ok(200);
    assert_eq!(known["twilio"]["health"], "refused");
    owner.put("/admin/tenants/me/credentials/twilio", &right).await.ok(200);
    assert_eq!(checked(&owner, "twilio_credentials").await.0, "right");
    assert_eq!(owner.get("/admin/tenants/me/credentials").await.ok(200)["twilio"]["health"], "works");
}

#[tokio::test]
async fn check_reports_a_number_missing_from_the_account() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    TwilioAccount::of(&app, ACME).move_number(app.tenant(ACME).number.as_str(), &TwilioAccount::spare(&app)).await;
    let (result, message) = checked(&owner, "numbers_at_twilio").await;
    assert_eq!(result, "wrong");
    assert!(message.contains("+12145550100 is no longer in the Twilio account: disconnect it here."), "{message}");
    let number = app.tenant(ACME).number.to_string();
    let message = owner.delete(&format!("/admin/tenants/me/numbers/{number}")).await.ok(200);
    assert_eq!(message["warnings"], json!([]), "disconnecting left a warning");
    assert_eq!(checked(&owner, "numbers").await.0, "wrong");
}

#[tokio::test]
async fn check_reports_inactive_tenant_and_test_mode() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    owner.put("/admin/tenants/me/test-mode", &json!({"on": true})).await.ok(200);
    let (result, message) = checked(&owner, "service").await;
    assert_eq!(result, "advice");
    assert!(message.contains("Test mode is on"), "{message}");
    assert_eq!(owner.get("/admin/tenants/me/connection").await.ok(200)["works"], true);
    owner.delete("/admin/tenants/me").await.ok(200);
    assert!(checked(&owner, "service").await.1.contains("is inactive"));
    assert_eq!(checked(&owner, "webhook").await.0, "not_reached");
    assert_eq!(owner.get("/admin/tenants/me/connection").await.ok(200)["works"], false);
}

#[tokio::test]
async fn check_reports_configured_numbers_that_are_not_dialed() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(checked(&owner, "people").await.0, "right");
    forbid_first_person_on_call(&app).await;
    let (result, message) = checked(&owner, "people").await;
    assert_eq!(result, "wrong");
    assert!(
        message.starts_with("+525512345678 is in the configuration") && message.contains("to allow it"),
        "{message}"
    );
    assert_eq!(message.matches("is in the configuration").count(), 1, "{message}");
    assert_eq!(owner.get("/admin/tenants/me/connection").await.ok(200)["works"], false);

    let number = "+13035550120";
    publish(&owner, &json!({"forwarding_number": number, "on_call": {"people": [], "ring_seconds": 20}})).await;
    assert_eq!(checked(&owner, "people").await.0, "advice");
    let peak = json!({
        "name": "Peak", "time_zone": "America/Denver", "number": number, "owner": {"email": "kim@peak.example"},
    });
    app.operator().post("/admin/tenants", &peak).await.ok(201);
    let (result, message) = checked(&owner, "people").await;
    assert_eq!(result, "wrong");
    assert!(message.starts_with(number) && message.contains("this front desk answers it"), "{message}");
}

#[tokio::test]
async fn check_reports_and_stores_a_rejected_model_key() {
    let app = TestApp::start().await;
    let (kim, tenant) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    kim.put("/admin/tenants/me/credentials/openai", &json!({"api_key": "sk-4711"})).await.ok(200);
    let tenant = domain::id::TenantId::parse(&tenant).expect("an id");
    let secret = json!({"openai": {"api_key": "sk-wrong-4711"}}).to_string();
    local_aws::put_secret(&app.system.runtime.aws, &Secrets::name("front-desk", &tenant), &secret)
        .await
        .expect("stored");
    let (result, message) = checked(&kim, "model").await;
    assert_eq!(result, "wrong");
    assert!(message.contains("rejects the key"), "{message}");
    assert_eq!(kim.get("/admin/tenants/me/credentials").await.ok(200)["openai"]["health"], "refused");
}

#[tokio::test]
async fn credentials_stored_during_erasure_are_deleted() {
    let app = TestApp::start().await;
    let (scope, account) = (app.scope(ACME).await, spare(&app));
    let acme = scope.tenant().to_string();
    app.person(ACME, "owner").delete("/admin/tenants/me").await.ok(200);
    let erase = json!({"confirm": acme});
    app.operator().post(&format!("/admin/tenants/{acme}/erase"), &erase).await.ok(200);
    // The company still existed when the request began.
    let manifest = &app.system.manifest;
    let connections = connections(&app, &manifest.twilio_api_url, &manifest.base_url);
    let token = AuthToken::new(account.auth_token.as_str());
    let stored = connections.store_twilio(&scope, account.account_sid.clone(), token, &app.change()).await;
    assert!(matches!(stored, Err(ConnectionError::Change(ChangeError::Missing))), "{stored:?}");
    let stored = connections.store_model_key(&scope, "sk-4711".into(), &app.change()).await;
    assert!(matches!(stored, Err(ConnectionError::Change(ChangeError::Missing))), "{stored:?}");
    assert_eq!(app.secret(&acme).await, None);
    assert!(!app.items().await.iter().any(|item| item.partition == acme), "an item is left");
}
