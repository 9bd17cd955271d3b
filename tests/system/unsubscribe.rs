//! The link of a digest ends it with one click, as mail programs do (RFC 8058), and ends nothing else.

use domain::notification::NotificationEvent;
use reqwest::Method;
use serde_json::{Value, json};

use super::notifications::{OWNER, deliver, notify};
use crate::support::{ACME, ApiClient, TestApp, http_client};

const MINE: &str = "/admin/tenants/me/my-notifications";

/// Sends a digest; returns the path of its link.
async fn link(app: &TestApp, person: &str) -> String {
    let day = "2026-11-22".parse().expect("a day");
    let job = notify(app, person, NotificationEvent::DayOver { day });
    assert!(deliver(&app.other_process([]).follow_up, &job).await);
    let emails = app.outbox().await;
    let headers = &emails.last().expect("a digest").headers;
    let header = |name: &str| headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    assert_eq!(header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    let url = header("List-Unsubscribe").expect("a link");
    let url = url.strip_prefix('<').and_then(|url| url.strip_suffix('>')).expect("in angle brackets");
    let base = app.system.manifest.environment["PUBLIC_BASE_URL"].as_str();
    url.strip_prefix(base).unwrap_or_else(|| panic!("{url} is not below {base}")).to_owned()
}

async fn channels(owner: &ApiClient) -> Value {
    owner.get(MINE).await.ok(200)["channels"].take()
}

#[tokio::test]
async fn click_in_the_mail_program_ends_the_digest_and_nothing_else() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let path = link(&app, OWNER).await;
    let anyone = ApiClient::with(&app.system, None);
    // A program that checks links opens it.
    let page = anyone.request(Method::GET, &path).send().await.expect("an answer");
    assert_eq!(page.status(), 200);
    assert!(page.text().await.expect("a page").contains("<form method=\"post\">"));
    assert_eq!(channels(&owner).await["digest"], "email");
    for _ in 0..2 {
        let url = format!("{}{path}", app.system.manifest.admin_url);
        let click = http_client().post(url).form(&[("List-Unsubscribe", "One-Click")]);
        assert_eq!(click.send().await.expect("an answer").status(), 200);
        let expected = json!({
            "booking": "email", "change": "email", "cancellation": "email", "message": "email", "emergency": "email",
            "digest": "none", "account": "email",
        });
        assert_eq!(channels(&owner).await, expected);
    }
    let day = "2026-11-21".parse().expect("a day");
    let job = notify(&app, OWNER, NotificationEvent::DayOver { day });
    assert!(deliver(&app.other_process([]).follow_up, &job).await);
    assert_eq!(app.outbox().await.len(), 1);
    let log = owner.get("/admin/tenants/me/audit").await.ok(200);
    let unsubscribed = log["items"].as_array().expect("entries").iter();
    assert_eq!(unsubscribed.filter(|entry| entry["action"] == "person.notifications").count(), 1, "{log}");
}

#[tokio::test]
async fn changed_link_and_link_of_a_removed_person_change_nothing() {
    let app = TestApp::start().await;
    app.person(ACME, "dispatcher").put(MINE, &json!({"channels": {"digest": "email"}})).await.ok(200);
    let path = link(&app, "usr_acme_dispatcher").await;
    let anyone = ApiClient::with(&app.system, None);
    let post = async |path: &str| anyone.request(Method::POST, path).send().await.expect("an answer").status();
    let last = if path.ends_with('A') { "B" } else { "A" };
    for wrong in
        [format!("{}{last}", &path[..path.len() - 1]), "/unsubscribe/k1.AAAA".to_owned(), "/unsubscribe/x".to_owned()]
    {
        assert_eq!(post(&wrong).await, 404, "{wrong}");
    }
    let dispatcher = app.person(ACME, "dispatcher");
    assert_eq!(channels(&dispatcher).await["digest"], "email");
    app.person(ACME, "owner").delete("/admin/tenants/me/people/usr_acme_dispatcher").await.ok(204);
    assert_eq!(post(&path).await, 404);
}
