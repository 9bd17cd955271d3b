//! Lists that the office narrows: customers by what someone types, the audit log by author and action, messages by kind.

use serde_json::Value;

use super::{
    calls::up_to_read_back,
    customer_records::{BLOCK, mark},
    incoming_texts::send,
};
use crate::support::{ACME, TestApp};

/// The field of every item of a list, over all pages of one item.
async fn listed(app: &TestApp, path: &str, field: &str) -> Vec<String> {
    let owner = app.person(ACME, "owner");
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = owner.get(&format!("/admin/tenants/me{path}limit=1{cursor}")).await.ok(200);
        let items = page["items"].as_array().expect("items");
        found.extend(items.iter().map(|item| item[field].as_str().expect("a text").to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn customers_are_found_by_words_of_name_or_address_and_digits_of_any_number() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    for other in ["+12145550143", "+13035550199"] {
        mark(&app, other, BLOCK).await;
    }
    let dana = caller.from.clone();
    for (q, found) in [
        ("dana", vec![dana.as_str()]),
        ("SM%C3%8DTH%20d%C3%A1na", vec![dana.as_str()]),
        ("dana%20jones", vec![]),
        ("214555", vec![dana.as_str(), "+12145550143"]),
        ("(303)%20555-0199", vec!["+13035550199"]),
        ("%2B1303", vec!["+13035550199"]),
        ("55", vec![]),
    ] {
        assert_eq!(listed(&app, &format!("/customers?q={q}&"), "number").await, found, "{q}");
    }
    assert_eq!(listed(&app, "/customers?", "number").await.len(), 3);
    let owner = app.person(ACME, "owner");
    for q in ["", "%20", &"a".repeat(81)] {
        owner.get(&format!("/admin/tenants/me/customers?q={q}")).await.problem(400);
    }
}

#[tokio::test]
async fn audit_log_shows_entries_that_fit_author_action_kind_and_time() {
    let app = TestApp::start().await;
    let (owner, dispatcher) = (app.person(ACME, "owner"), app.person(ACME, "dispatcher"));
    dispatcher.get("/admin/tenants/me/customers").await.ok(200);
    app.set_now("2026-11-23T16:30:00Z");
    owner.get("/admin/tenants/me/calls").await.ok(200);
    mark(&app, "+12145550143", BLOCK).await;
    let log = owner.get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries: Vec<&Value> = log["items"].as_array().expect("items").iter().collect();
    let actor = |action: &str| {
        let entry = entries.iter().find(|entry| entry["action"] == action);
        entry.and_then(|entry| entry["actor"].as_str()).expect("an entry").to_owned()
    };
    let (reader, caller) = (actor("customers.read"), actor("calls.read"));
    assert_ne!(reader, caller);
    // The reads of the log itself are entries of the owner, too.
    let shown = async |query: &str| listed(&app, &format!("/audit?{query}&"), "action").await;
    assert_eq!(shown(&format!("actor={reader}")).await, ["customers.read"]);
    assert_eq!(shown("actions=calls.read,customers").await, ["calls.read", "customers.read"]);
    assert_eq!(shown("actions=customers&from=2026-11-23T16:20:00Z").await, Vec::<String>::new());
    assert_eq!(shown("actions=customers,calls&until=2026-11-23T16:30:00Z").await, ["customers.read"]);
    assert_eq!(shown("actions=customers,calls&from=2026-11-23T16:30:00Z").await, ["calls.read"]);
    let changes = shown("reads=false&from=2026-11-23T16:20:00Z").await;
    assert_eq!(changes, ["customer.marked"]);
    owner.get("/admin/tenants/me/audit?from=today").await.problem(400);
}

#[tokio::test]
async fn messages_are_listed_by_kind() {
    let app = TestApp::start().await;
    send(&app.caller(ACME), 1, "Is Tuesday fine?", &[]).await;
    for (query, kinds) in [("kind=text", 1), ("kind=voicemail", 0), ("kind=words&state=open", 0), ("state=open", 1)] {
        assert_eq!(listed(&app, &format!("/messages?{query}&"), "kind").await.len(), kinds, "{query}");
    }
    app.person(ACME, "owner").get("/admin/tenants/me/messages?kind=fax").await.problem(400);
}
