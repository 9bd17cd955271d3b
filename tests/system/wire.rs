//! What a turn, and a request of the APIs, cost in requests to AWS, counted at the wire.

use serde_json::json;

use crate::support::{ACME, TestApp};

/// How many requests have to wait for one another: those that overlap count once.
fn in_sequence(requests: &[crate::support::Request]) -> usize {
    let (mut rounds, mut latest_end) = (0, None);
    for request in requests {
        if latest_end.is_none_or(|end| request.began >= end) {
            rounds += 1;
            latest_end = Some(request.ended);
        } else {
            latest_end = latest_end.max(Some(request.ended));
        }
    }
    rounds
}

/// The operations since the last time, in the order they began.
fn operations(app: &TestApp) -> Vec<String> {
    app.aws.requests().into_iter().map(|request| request.operation).collect()
}

#[tokio::test]
async fn a_warm_turn_is_one_read_before_the_model_and_one_write_after() {
    let app = TestApp::start().await;
    let line = app.line(ACME);
    let greeting = line.ring().await;
    let answer = line.say(&greeting, "hello").await;
    app.aws.forget();
    line.say(&answer, "My furnace is dead").await;
    assert_eq!(operations(&app), ["GetItem", "model", "PutItem"]);
}

#[tokio::test]
async fn a_cold_turn_waits_for_at_most_three_requests_before_the_model() {
    let app = TestApp::start().await;
    let line = app.line(ACME);
    // A webhook of a call this process knows nothing of: nothing is in memory.
    line.post("/twilio/turn?step=1", &[("SpeechResult", "My furnace is dead"), ("Confidence", "0.9")]).await;
    let requests = app.aws.requests();
    let model = requests.iter().position(|request| request.operation == "model").expect("asked");
    assert!(in_sequence(&requests[..model]) <= 3, "{requests:?}");
    assert_eq!(model, 4, "the route, the secret, the configuration and the call: {requests:?}");
}

#[tokio::test]
async fn a_warm_greeting_is_two_reads_and_two_writes_at_once() {
    let app = TestApp::start().await;
    app.line(ACME).ring().await;
    app.aws.forget();
    app.line(ACME).ring().await;
    let requests = app.aws.requests();
    assert!(in_sequence(&requests) <= 3, "{requests:?}");
    let operations: Vec<_> = requests.into_iter().map(|request| request.operation).collect();
    // The number's route, the customer; the call, and that it is open.
    assert_eq!(operations, ["GetItem", "GetItem", "PutItem", "PutItem"]);
}

#[tokio::test]
async fn a_call_s_end_is_one_read_a_message_and_two_writes() {
    let app = TestApp::start().await;
    let line = app.line(ACME);
    line.ring().await;
    app.aws.forget();
    line.hang_up().await;
    let operations = operations(&app);
    // What follows is the message being counted.
    let end: Vec<_> = operations.iter().filter(|operation| *operation != "TransactWriteItems").collect();
    assert_eq!(end, ["GetItem", "SendMessage", "PutItem", "DeleteItem"]);
}

/// What stands before every request of somebody who works for a company: who they are, and how often they and their company
/// asked.
const GATE: [&str; 3] = ["GetItem", "UpdateItem", "UpdateItem"];

#[tokio::test]
async fn to_read_ones_company_is_two_reads_and_two_writes_at_once() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    owner.get("/admin/tenants/me").await.ok(200);
    app.aws.forget();
    owner.get("/admin/tenants/me").await.ok(200);
    let requests = app.aws.requests();
    assert!(in_sequence(&requests) <= 3, "{requests:?}");
    let operations: Vec<_> = requests.into_iter().map(|request| request.operation).collect();
    assert_eq!(operations, [&GATE[..], &["GetItem"]].concat(), "the token is verified from memory");
}

#[tokio::test]
async fn a_key_costs_what_a_person_does_once_its_use_was_noted() {
    let app = TestApp::start().await;
    let body = json!({"name": "Reports", "scopes": ["company:read"]});
    let created = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &body).await.ok(201);
    let key = created["key"].as_str().expect("shown once").to_owned();
    let program = crate::support::Office::with(&app.system, Some(key));
    program.get("/admin/tenants/me").await.ok(200);
    app.aws.forget();
    program.get("/admin/tenants/me").await.ok(200);
    assert_eq!(operations(&app), [&GATE[..], &["GetItem"]].concat());
}

#[tokio::test]
async fn a_page_of_companies_is_one_query() {
    let app = TestApp::start().await;
    let operator = app.operator();
    for query in ["?limit=1", "?limit=1&search=heating", "?status=active", "?status=active&search=acme"] {
        app.aws.forget();
        operator.get(&format!("/admin/tenants{query}")).await.ok(200);
        assert_eq!(operations(&app), ["UpdateItem", "Query"], "{query}");
    }
    // A page that the companies in service do not fill goes on with the others.
    app.aws.forget();
    operator.get("/admin/tenants").await.ok(200);
    assert_eq!(operations(&app), ["UpdateItem", "Query", "Query"]);
    // A number leads to its company without a list.
    app.aws.forget();
    operator.get(&format!("/admin/tenants?search={}", &app.tenant(ACME).number.as_str()[1..])).await.ok(200);
    assert_eq!(operations(&app), ["UpdateItem", "GetItem", "GetItem"]);
}

#[tokio::test]
async fn a_number_is_resolved_by_one_read() {
    let app = TestApp::start().await;
    app.store().get_number_route(&app.tenant(ACME).number).await.expect("read").expect("routed");
    assert_eq!(operations(&app), ["GetItem"]);
}

#[tokio::test]
async fn a_change_is_one_transaction() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let version = owner.get("/admin/tenants/me").await.ok(200)["version"].as_u64().expect("a version");
    app.aws.forget();
    owner.patch_at(version, "/admin/tenants/me", &json!({"name": "Acme Heating"})).await.ok(200);
    // As it was, to be patched; and as it is when it is written.
    assert_eq!(operations(&app), [&GATE[..], &["GetItem", "GetItem", "TransactWriteItems"]].concat());
}

#[tokio::test]
async fn publishing_is_five_reads_and_one_transaction() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let path = "/admin/tenants/me/configuration";
    owner.patch_at(1, &format!("{path}/draft"), &json!({"greeting": "Good day."})).await.ok(200);
    app.aws.forget();
    owner.post(&format!("{path}/publish"), &json!({"version": "draft"})).await.ok(200);
    // Before, the company is read twice and the version once; afterwards both versions, to compare where calls that fail
    // are forwarded.
    let expected = ["GetItem", "GetItem", "GetItem", "TransactWriteItems", "GetItem", "GetItem"];
    assert_eq!(operations(&app), [&GATE[..], &expected].concat());
}
