//! What the API shows of calls: the list, newest first, for those who may read calls.

use std::time::Duration;

use domain::{id::CallSid, money::MicroUsd, phone::PhoneNumber, usage::CallUsage};
use jiff::{Timestamp, ToSpan};
use messages::FinishedCall;
use serde_json::{Value, json};

use super::calls::up_to_read_back;
use crate::support::{ACME, ApiClient, DESERT, TestApp, tool};

const CALLS: &str = "/admin/tenants/me/calls";

/// Counts calls of a company that began a minute apart, the first at noon; returns their ids.
async fn count(app: &TestApp, company: usize, calls: usize) -> Vec<String> {
    let noon: Timestamp = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let mut ids = Vec::new();
    for nth in 0..calls {
        let id = format!("CA{company}{nth:031}");
        let usage = CallUsage { call_seconds: 60, turns: 3, appointments: 1, ..CallUsage::default() };
        let finished = FinishedCall {
            tenant: app.tenant(company).tenant_id.clone(),
            call: CallSid::parse(&id).expect("an id"),
            caller: PhoneNumber::parse("+12145550142").ok().filter(|_| nth != 1),
            day: jiff::civil::date(2026, 11, 23),
            started_at: noon + i64::try_from(nth).expect("few").minutes(),
            usage,
            price_micro_usd: None,
        };
        app.store().count_usage(&finished, MicroUsd::new(1_000)).await.expect("counted");
        ids.push(id);
    }
    ids
}

/// Waits until the queue's consumer has counted a company's calls.
async fn wait_for_calls(app: &TestApp, company: usize, calls: usize) {
    let (store, customers) = (app.store(), app.customers(company).await);
    let counting = async {
        while store.list_calls(&customers, None, 100).await.expect("read").items.len() < calls {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), counting).await.expect("the calls were not counted");
}

async fn program(app: &TestApp, scopes: &[&str]) -> ApiClient {
    let body = json!({"name": "A program", "scopes": scopes});
    let made = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &body).await.ok(201);
    ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned))
}

/// The ids on a page.
fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["call_id"].as_str().expect("an id").to_owned()).collect()
}

/// The entries of reads of calls in ACME's audit log: who, and about what.
async fn reads(app: &TestApp) -> Vec<Value> {
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("items").iter();
    let reads = entries.filter(|entry| entry["action"] == "calls.read" || entry["action"] == "call.read");
    reads.map(|entry| json!([entry["actor"], entry["action"], entry["about"]])).collect()
}

#[tokio::test]
async fn finished_call_is_listed_with_its_caller_its_outcome_and_its_cost() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    app.model.reply_with([tool("end_call", json!({"goodbye": "Goodbye."}))]);
    caller.say(&booked, "that's all").await;
    caller.hang_up().await;
    wait_for_calls(&app, ACME, 1).await;
    let mut listed = app.person(ACME, "dispatcher").get(CALLS).await.ok(200);
    let cost = listed["items"][0]["cost_micro_usd"].take();
    assert!(cost.as_u64().is_some_and(|cost| cost > 0), "{cost}");
    assert_eq!(
        listed,
        json!({"items": [{
            "call_id": caller.call_sid(), "caller": caller.from, "started_at": "2026-11-23T16:00:00Z",
            "ended_at": "2026-11-23T16:01:05Z", "call_seconds": 65, "turns": 3, "appointments": 1, "messages": 0,
            "emergencies": 0, "cost_micro_usd": null,
        }]})
    );
}

#[tokio::test]
async fn calls_are_listed_latest_first_and_page_by_page() {
    let app = TestApp::start().await;
    let (mut expected, others) = (count(&app, ACME, 5).await, count(&app, DESERT, 3).await);
    expected.reverse();
    let dispatcher = app.person(ACME, "dispatcher");
    let (mut seen, mut path) = (Vec::new(), format!("{CALLS}?limit=2"));
    let sizes = async {
        let mut sizes = Vec::new();
        loop {
            let page = dispatcher.get(&path).await.ok(200);
            sizes.push(ids(&page).len());
            seen.extend(ids(&page));
            let Some(cursor) = page["next_cursor"].as_str() else { break sizes };
            path = format!("{CALLS}?limit=2&cursor={cursor}");
        }
    };
    assert_eq!(sizes.await, [2, 2, 1]);
    assert_eq!(seen, expected);
    assert!(seen.iter().all(|id| !others.contains(id)), "another company's call is listed");
    let all = dispatcher.get(&format!("{CALLS}?limit=100")).await.ok(200);
    assert_eq!(ids(&all), expected);
    assert_eq!(all["items"][3].get("caller"), None, "a withheld number");

    // A cursor is a place in the reader's own list, whoever got it.
    let theirs = app.person(DESERT, "owner").get(&format!("{CALLS}?limit=1")).await.ok(200);
    let cursor = theirs["next_cursor"].as_str().expect("a cursor");
    let page = dispatcher.get(&format!("{CALLS}?cursor={cursor}")).await.ok(200);
    assert!(ids(&page).iter().all(|id| expected.contains(id)), "{page}");
}

#[tokio::test]
async fn calls_of_another_company_are_hidden_and_calls_take_a_scope_of_their_own() {
    let app = TestApp::start().await;
    count(&app, DESERT, 1).await;
    let theirs = format!("/admin/tenants/{}/calls", app.tenant(DESERT).tenant_id);
    assert_eq!(app.person(ACME, "owner").get(&theirs).await.problem(404), "not-found");
    assert_eq!(program(&app, &["calls:read"]).await.get(&theirs).await.problem(404), "not-found");
    assert_eq!(ids(&app.operator().get(&theirs).await.ok(200)).len(), 1);
    assert_eq!(app.operator().get("/admin/tenants/ten_nobody/calls").await.problem(404), "not-found");

    let blind = program(&app, &["company:read", "customers:read", "agent:test", "audit:read"]).await;
    assert_eq!(blind.get(CALLS).await.problem(403), "forbidden");
    assert_eq!(app.person(ACME, "viewer").get(CALLS).await.problem(403), "forbidden");
    assert_eq!(program(&app, &["calls:read"]).await.get(CALLS).await.ok(200), json!({"items": []}));
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn read_of_calls_is_in_the_audit_log_once_in_five_minutes_without_the_data() {
    let app = TestApp::start().await;
    count(&app, ACME, 3).await;
    let dispatcher = app.person(ACME, "dispatcher");
    app.person(ACME, "viewer").get(CALLS).await.problem(403);
    let page = dispatcher.get(&format!("{CALLS}?limit=1")).await.ok(200);
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    dispatcher.get(&format!("{CALLS}?cursor={cursor}")).await.ok(200);
    assert_eq!(reads(&app).await, [json!(["usr_acme_dispatcher", "calls.read", null])]);
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200).to_string();
    assert!(!log.contains("+12145550142"), "{log}");
}

#[tokio::test]
async fn calls_are_not_read_if_the_audit_log_cannot_be_written() {
    let app = TestApp::start().await;
    count(&app, ACME, 1).await;
    let dispatcher = app.person(ACME, "dispatcher");
    app.aws.fail("DynamoDB_20120810.PutItem");
    assert_eq!(dispatcher.get(CALLS).await.problem(503), "unavailable");
    app.aws.recover();
    assert_eq!(ids(&dispatcher.get(CALLS).await.ok(200)).len(), 1);
}
