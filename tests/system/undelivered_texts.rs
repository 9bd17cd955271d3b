//! A text that Twilio accepts and a carrier refuses: the office sees it with what to do, and it is not sent again.

use domain::{id::AppointmentId, notification::NotificationEvent, phone::PhoneNumber};
use serde_json::json;
use twilio::sid::AccountSid;

use super::{
    appointments::book_visit,
    configuration::publish,
    notifications::{deliver, notify},
};
use crate::support::{ACME, TestApp};

const DISPATCHER: &str = "usr_acme_dispatcher";
const MOBILE: &str = "+12145550190";

/// The job that texts the dispatcher of a visit.
async fn texted(app: &TestApp) -> String {
    let settings = json!({"channels": {"booking": "text"}, "mobile": MOBILE});
    app.person(ACME, "dispatcher").put("/admin/tenants/me/my-notifications", &settings).await.ok(200);
    let id = book_visit(app, &app.scope(ACME).await, 1).await;
    let event = NotificationEvent::Booked { appointment: AppointmentId::parse(&id).expect("an id") };
    notify(app, DISPATCHER, event)
}

/// Texts the dispatcher of a visit.
async fn text(app: &TestApp) {
    let job = texted(app).await;
    assert!(deliver(&app.other_process([]).follow_up, &job).await);
    assert_eq!(app.system.twilio.sent().len(), 1);
}

#[tokio::test]
async fn text_that_a_carrier_refuses_is_shown_with_what_to_do() {
    let app = TestApp::start().await;
    app.system.twilio.fail_texts(&PhoneNumber::parse(MOBILE).expect("a number"), 30_034);
    text(&app).await;
    app.set_now("2026-11-23T16:02:05Z");
    let follow_up = app.other_process([]).follow_up;
    let due = app.due_jobs().await;
    let [check] = &due[..] else { panic!("one job: {due:?}") };
    assert!(deliver(&follow_up, check).await);
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/undelivered-notifications").await.ok(200);
    let item = &listed["items"][0];
    assert_eq!(
        (&item["person_id"], &item["channel"], &item["reason"]),
        (&json!(DISPATCHER), &json!("text"), &json!("number_not_registered"))
    );
    assert!(item["advice"].as_str().expect("an advice").contains("A2P 10DLC"), "{item}");
    assert_eq!(app.system.twilio.sent().len(), 1);
}

#[tokio::test]
async fn text_without_a_report_is_looked_up_three_times() {
    let app = TestApp::start().await;
    text(&app).await;
    let follow_up = app.other_process([]).follow_up;
    for _ in 0..3 {
        let due = app.due_jobs().await;
        assert!(deliver(&follow_up, due.last().expect("a job")).await);
    }
    assert_eq!(app.due_jobs().await.len(), 3);
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/undelivered-notifications").await.ok(200);
    assert_eq!(listed["items"], json!([]));
}

/// The e-mails to the dispatcher, by subject.
async fn emails(app: &TestApp) -> Vec<String> {
    let emails = app.outbox().await.into_iter();
    emails.filter(|email| email.to == ["dispatcher@acme.example"]).map(|email| email.subject).collect()
}

#[tokio::test]
async fn text_that_a_carrier_refuses_for_good_is_e_mailed_once() {
    let app = TestApp::start().await;
    app.system.twilio.fail_texts(&PhoneNumber::parse(MOBILE).expect("a number"), 30_034);
    text(&app).await;
    assert_eq!(emails(&app).await, Vec::<String>::new(), "Twilio accepted it");
    app.set_now("2026-11-23T16:02:05Z");
    let (follow_up, due) = (app.other_process([]).follow_up, app.due_jobs().await);
    app.aws.fail("sesv2");
    assert!(!deliver(&follow_up, &due[0]).await);
    app.aws.recover();
    for _ in 0..2 {
        assert!(deliver(&follow_up, &due[0]).await);
    }
    let emails = emails(&app).await;
    assert!(emails.len() == 1 && emails[0].starts_with("New visit: "), "{emails:?}");
}

#[tokio::test]
async fn text_of_a_company_without_twilio_credentials_is_e_mailed_once() {
    let app = TestApp::start().await;
    let job = texted(&app).await;
    let tenant = app.tenant(ACME).tenant_id.to_string();
    app.delete_items(|item| item.sort == "credentials" && item.mentions(&tenant)).await;
    let name = connections::secrets::Secrets::name("front-desk", &app.tenant(ACME).tenant_id);
    local_aws::put_secret(&app.system.runtime.aws, &name, "{}").await.expect("stored");
    let follow_up = app.other_process([]).follow_up;
    app.aws.fail("sesv2");
    assert!(!deliver(&follow_up, &job).await, "the text is settled, and the e-mail is not");
    app.aws.recover();
    for _ in 0..2 {
        assert!(deliver(&follow_up, &job).await);
    }
    assert_eq!((emails(&app).await.len(), app.system.twilio.sent().len()), (1, 0));
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/undelivered-notifications").await.ok(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed["items"][0]["reason"], "no_twilio_credentials");
}

#[tokio::test]
async fn text_to_a_person_who_blocks_texts_is_not_e_mailed() {
    let app = TestApp::start().await;
    app.system.twilio.fail_texts(&PhoneNumber::parse(MOBILE).expect("a number"), 30_004);
    text(&app).await;
    app.set_now("2026-11-23T16:02:05Z");
    assert!(deliver(&app.other_process([]).follow_up, &app.due_jobs().await[0]).await);
    assert_eq!(emails(&app).await, Vec::<String>::new());
}

const SERVICE: &str = "MG0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn messaging_service_of_the_company_sends_its_texts() {
    let app = TestApp::start().await;
    let account = AccountSid::parse(&app.tenant(ACME).twilio_account_sid).expect("an id");
    app.system.twilio.add_messaging_service(&account, SERVICE);
    publish(&app.person(ACME, "owner"), &json!({"texts": {"messaging_service": SERVICE}})).await;
    text(&app).await;
    assert_eq!(app.system.twilio.sent()[0].messaging_service.as_deref(), Some(SERVICE));
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    let pages = app.system.twilio.sent();
    assert!(pages.len() > 1 && pages.iter().all(|page| page.messaging_service.is_some()), "{pages:?}");
}

#[tokio::test]
async fn messaging_service_that_twilio_does_not_know_is_shown_with_what_to_do() {
    let app = TestApp::start().await;
    publish(&app.person(ACME, "owner"), &json!({"texts": {"messaging_service": SERVICE}})).await;
    let settings = json!({"channels": {"booking": "text"}, "mobile": MOBILE});
    app.person(ACME, "dispatcher").put("/admin/tenants/me/my-notifications", &settings).await.ok(200);
    let id = book_visit(&app, &app.scope(ACME).await, 1).await;
    let event = NotificationEvent::Booked { appointment: AppointmentId::parse(&id).expect("an id") };
    assert!(deliver(&app.other_process([]).follow_up, &notify(&app, DISPATCHER, event)).await);
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/undelivered-notifications").await.ok(200);
    assert_eq!(listed["items"][0]["reason"], "messaging_service_refused");
    assert_eq!(app.system.twilio.sent(), []);
}

#[tokio::test]
async fn configuration_refuses_what_is_no_messaging_service() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let latest = owner.get("/admin/tenants/me").await.ok(200)["latest_version"].as_u64().expect("a number");
    let patch = json!({"texts": {"messaging_service": "+12145550100"}});
    let refused = owner.patch_at(latest, "/admin/tenants/me/configuration/draft", &patch).await;
    assert!(refused.body.to_string().contains("/texts/messaging_service"), "{}", refused.body);
    assert_eq!(refused.status, 422);
}
