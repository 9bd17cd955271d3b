//! The connection check of the messaging service that sends a company's texts.

use serde_json::json;
use twilio::sid::AccountSid;

use super::{configuration::publish, number_connection::checked};
use crate::support::{ACME, DESERT, TestApp};

const SERVICE: &str = "MG0123456789abcdef0123456789abcdef";

fn account(app: &TestApp, company: usize) -> AccountSid {
    AccountSid::parse(&app.tenant(company).twilio_account_sid).expect("an id")
}

/// What the check says of texts, once the configuration names the service.
async fn advice(app: &TestApp) -> (String, String) {
    checked(&app.person(ACME, "owner"), "texts_at_twilio").await
}

#[tokio::test]
async fn check_finds_a_messaging_service_that_the_account_does_not_have() {
    let app = TestApp::start().await;
    let (before, _) = advice(&app).await;
    assert_eq!(before, "right", "no service is configured");
    publish(&app.person(ACME, "owner"), &json!({"texts": {"messaging_service": SERVICE}})).await;
    // Another company's service is not theirs.
    app.system.twilio.add_messaging_service(&account(&app, DESERT), SERVICE);
    let (result, message) = advice(&app).await;
    assert_eq!(result, "advice");
    assert!(message.starts_with(&format!("Twilio does not know the messaging service {SERVICE}")), "{message}");
    assert_eq!(app.person(ACME, "owner").get("/admin/tenants/me/connection").await.ok(200)["works"], true);
    app.system.twilio.add_messaging_service(&account(&app, ACME), SERVICE);
    assert_eq!(advice(&app).await, ("right".to_owned(), String::new()));
}

#[tokio::test]
async fn check_finds_a_number_that_is_no_sender_and_a_service_that_keeps_replies() {
    let app = TestApp::start().await;
    publish(&app.person(ACME, "owner"), &json!({"texts": {"messaging_service": SERVICE}})).await;
    let (account, number) = (account(&app, ACME), app.tenant(ACME).number.clone());
    app.system.twilio.set_messaging_service(&account, SERVICE, Some(&[]), false);
    let (result, message) = advice(&app).await;
    assert_eq!(result, "advice");
    assert!(message.starts_with(&format!("{number} is not a sender of the messaging service")), "{message}");
    assert!(!message.contains("pass texts on"), "it has no number whose replies it could keep: {message}");
    app.system.twilio.set_messaging_service(&account, SERVICE, Some(&[&number]), false);
    let (result, message) = advice(&app).await;
    assert_eq!(result, "advice");
    assert!(message.contains("replies and STOP do not arrive: set it to Defer to sender's webhook"), "{message}");
    app.system.twilio.set_messaging_service(&account, SERVICE, Some(&[&number]), true);
    assert_eq!(advice(&app).await.0, "right");
}
