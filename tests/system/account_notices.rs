//! Owners are notified of every change of the company's account, also of their own, and cannot switch that off.

use local_aws::SentEmail;
use serde_json::json;

use super::{configuration::publish_tested, notifications::deliver};
use crate::support::{ACME, TestApp};

const MINE: &str = "/admin/tenants/me/my-notifications";

/// Queues and does the jobs that are due, then returns the e-mails with this subject.
pub(crate) async fn emails(app: &TestApp, subject: &str) -> Vec<SentEmail> {
    let follow_up = app.other_process([]).follow_up;
    for job in app.due_jobs().await {
        assert!(deliver(&follow_up, &job).await, "{job}");
    }
    // One to the owner and one to the manager.
    let all = app.wait_for_emails(2).await;
    all.into_iter().filter(|email| email.subject == subject).collect()
}

fn recipients(emails: &[SentEmail]) -> Vec<&str> {
    let mut recipients: Vec<_> = emails.iter().flat_map(|email| &email.to).map(String::as_str).collect();
    recipients.sort_unstable();
    recipients
}

#[tokio::test]
async fn other_numbers_are_reported_to_an_owner_who_switched_everything_off() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let silent = json!({"channels": {"account": "none", "booking": "none"}});
    assert_eq!(owner.put(MINE, &silent).await.ok(200)["channels"]["account"], "email");
    publish_tested(&app, &app.person(ACME, "manager"), &json!({"forwarding_number": "+12145550193"})).await;
    let emails = emails(&app, "The numbers that your calls go to were changed").await;
    assert_eq!(recipients(&emails), ["manager@acme.example", "owner@acme.example"]);
    let text = &emails[0].text;
    for line in ["Before: forwarding number: …88\n", "Now: forwarding number: …93\n", "manager@acme.example"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("5550193"), "{text}");
}

#[tokio::test]
async fn draft_with_other_numbers_is_reported_to_no_one() {
    let app = TestApp::start().await;
    let draft = "/admin/tenants/me/configuration/draft";
    app.person(ACME, "owner").patch_at(1, draft, &json!({"forwarding_number": "+12145550193"})).await.ok(200);
    assert_eq!(app.due_jobs().await, Vec::<String>::new());
}

#[tokio::test]
async fn invitation_that_another_address_tries_is_reported() {
    let app = TestApp::start().await;
    let invited = json!({"email": "lee@acme.example", "role": "viewer"});
    let invited = app.person(ACME, "owner").post("/admin/tenants/me/people", &invited).await.ok(201);
    let code = json!({"code": invited["code"]});
    app.signed_in("mallory@elsewhere.example").post("/admin/invitations/accept", &code).await.problem(409);
    let refused = emails(&app, "An invitation was tried with another e-mail address").await;
    assert_eq!(recipients(&refused), ["manager@acme.example", "owner@acme.example"]);
    assert!(refused[0].text.contains("Invited: lee@acme.example\nBy: a person who signed in\n"), "{}", refused[0].text);
    app.signed_in("lee@acme.example").post("/admin/invitations/accept", &code).await.ok(200);
    assert_eq!(app.due_jobs().await.len(), 1, "an acceptance is no news");
}
