//! What the office knows and decides about a customer: marks that stop calls and texts, merges, and notes.

use domain::phone::PhoneNumber;
use reqwest::{Method, header::IF_MATCH};
use serde_json::json;
use store::{ChangeError, Conflict, ContactRule, CustomerMarks};

use super::calls::up_to_read_back;
use crate::support::{ACME, ApiClient, ApiResponse, DESERT, TestApp, WebhookResponse};

/// The number that [`TestApp::caller`] calls from, and another one.
const DANA: &str = "+12145550142";
const LEE: &str = "+12145550143";
const CUSTOMERS: &str = "/admin/tenants/me/customers";
pub(crate) const BLOCK: CustomerMarks = CustomerMarks { blocked: Some(true), do_not_call: None };
const UNBLOCK: CustomerMarks = CustomerMarks { blocked: Some(false), do_not_call: None };
const DO_NOT_CALL: CustomerMarks = CustomerMarks { blocked: None, do_not_call: Some(true) };

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("a number")
}

fn is_rejected(response: &WebhookResponse) -> bool {
    response.has("Reject") && !response.has("Say")
}

pub(crate) async fn mark(app: &TestApp, of: &str, marks: CustomerMarks) {
    let scope = app.scope(ACME).await;
    let marked = app.store().mark_customer::<ChangeError>(&scope, &number(of), marks, &app.change(), Ok).await;
    marked.expect("marked");
}

async fn merge(app: &TestApp, other: &str) -> Result<(), ChangeError> {
    let (scope, change) = (app.scope(ACME).await, app.change());
    let merged = app.store().merge_customers::<ChangeError>(&scope, &number(DANA), &number(other), &change, Ok).await;
    merged.map(drop)
}

async fn rule(app: &TestApp, of: &str) -> ContactRule {
    app.store().contact_rule(&app.scope(ACME).await, &number(of)).await.expect("read")
}

#[tokio::test]
async fn calls_of_a_number_that_the_office_blocks_are_rejected_and_listed_as_spam() {
    let app = TestApp::start().await;
    mark(&app, DANA, BLOCK).await;
    let caller = app.caller(ACME);
    assert!(is_rejected(&caller.ring().await));
    caller.hang_up().await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let listed = app.person(ACME, "owner").get("/admin/tenants/me/calls").await.ok(200);
    assert_eq!(listed["items"][0]["facts"]["outcome"], "spam", "{listed}");
    assert!(!is_rejected(&app.caller(DESERT).ring().await), "another company answers");
    assert!(!is_rejected(&app.caller(ACME).from(LEE).ring().await), "another number is answered");
    mark(&app, DANA, UNBLOCK).await;
    assert!(!is_rejected(&app.caller(ACME).ring().await));
}

#[tokio::test]
async fn mark_keeps_the_customer_and_a_booking_keeps_the_mark() {
    let app = TestApp::start().await;
    mark(&app, DANA, DO_NOT_CALL).await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    mark(&app, DANA, BLOCK).await;
    let known = app.store().get_caller(&app.customers(ACME).await, &number(DANA)).await.expect("read");
    assert_eq!(known.customer.map(|customer| customer.name.to_string()).as_deref(), Some("Dana Smith"));
    assert!(known.blocked);
    assert_eq!(rule(&app, DANA).await, ContactRule::DoNotCall);
}

#[tokio::test]
async fn do_not_call_holds_for_every_number_of_the_customer_and_ends_with_the_merge() {
    let app = TestApp::start().await;
    assert_eq!(rule(&app, DANA).await, ContactRule::Allowed);
    mark(&app, LEE, DO_NOT_CALL).await;
    merge(&app, LEE).await.expect("merged");
    for of in [DANA, LEE] {
        assert_eq!(rule(&app, of).await, ContactRule::DoNotCall, "{of}");
    }
    let (scope, change) = (app.scope(ACME).await, app.change());
    let split = app.store().split_customer::<ChangeError>(&scope, &number(DANA), &number(LEE), &change, Ok).await;
    assert_eq!(split.expect("split").others, []);
    assert_eq!(rule(&app, DANA).await, ContactRule::Allowed);
    assert_eq!(rule(&app, LEE).await, ContactRule::DoNotCall, "the mark of its own stays");
}

#[tokio::test]
async fn merged_number_is_known_as_the_customer_and_blocked_with_it() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    merge(&app, LEE).await.expect("merged");
    let greeting = app.caller(ACME).from(LEE).ring().await.said();
    assert!(greeting.contains("Welcome back, Dana."), "{greeting}");
    let (customers, lee) = (app.customers(ACME).await, number(LEE));
    let on_file = app.store().get_caller_on_file(&customers, &lee, app.clock().now()).await.expect("read");
    assert_eq!((on_file.customer.is_some(), on_file.visits.len()), (true, 1));
    mark(&app, LEE, BLOCK).await;
    for from in [DANA, LEE] {
        assert!(is_rejected(&app.caller(ACME).from(from).ring().await), "{from}");
    }
    let apart = merge(&app, "+12145550144").await;
    assert!(matches!(apart, Err(ChangeError::Conflict(Conflict::OneIsBlocked))), "{apart:?}");
}

#[tokio::test]
async fn office_sees_marks_notes_merges_and_splits_a_customer() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    caller.hang_up().await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let dispatcher = app.person(ACME, "dispatcher");
    let path = format!("{CUSTOMERS}/{DANA}");
    let listed = dispatcher.get(CUSTOMERS).await.ok(200);
    assert_eq!((&listed["items"][0]["name"], &listed["items"][0]["visits"]), (&json!("Dana Smith"), &json!(1)));
    let note = json!({"note": "Prefers mornings. Card 4111 1111 1111 1111"});
    dispatcher.post(&format!("{path}/notes"), &note).await.ok(201);
    let shown = dispatcher.get(&path).await;
    assert_eq!(shown.header("etag"), "\"1\"");
    let shown = shown.ok(200);
    assert_eq!(shown["notes"][0]["note"], "Prefers mornings. Card [card number]");
    assert_eq!(shown["appointments"][0]["street"], "12 Oak Street");
    assert_eq!(shown["calls"][0]["outcome"], "booked");
    let marked = dispatcher.patch_at(1, &path, &json!({"do_not_call": true})).await.ok(200);
    assert_eq!((&marked["version"], &marked["do_not_call"]["by"]), (&json!(2), &json!("usr_acme_dispatcher")));
    assert_eq!(dispatcher.patch_at(1, &path, &json!({"blocked": true})).await.problem(412), "version-mismatch");
    let other = json!({"number": LEE});
    let post_at = async |version: u64, end: &str| {
        let request = dispatcher.request(Method::POST, &format!("{path}/{end}")).json(&other);
        ApiResponse::of(request.header(IF_MATCH, format!("\"{version}\""))).await.ok(200)
    };
    assert_eq!(post_at(2, "merge").await["other_numbers"], json!([LEE]));
    let merged = dispatcher.get(&format!("{CUSTOMERS}/{LEE}")).await.ok(200);
    assert_eq!((&merged["number"], &merged["name"]), (&json!(DANA), &json!("Dana Smith")));
    assert_eq!(dispatcher.get(CUSTOMERS).await.ok(200)["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(post_at(3, "split").await["other_numbers"], json!([]));
    let split = dispatcher.get(&format!("{CUSTOMERS}/{LEE}")).await.ok(200);
    assert_eq!((&split["number"], split.get("name")), (&json!(LEE), None));
}

#[tokio::test]
async fn program_that_may_not_read_customers_decides_without_seeing_them() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let body = json!({"name": "Dialer", "scopes": ["customers:write"]});
    let key = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &body).await.ok(201);
    let program = ApiClient::with(&app.system, key["key"].as_str().map(str::to_owned));
    let path = format!("{CUSTOMERS}/{DANA}");
    let marked = program.patch_at(1, &path, &json!({"do_not_call": true})).await.ok(200);
    assert!(!marked.to_string().contains("Dana") && !marked.to_string().contains("Oak"), "{marked}");
    assert_eq!(program.get(&path).await.problem(403), "forbidden");
    assert_eq!(app.person(ACME, "dispatcher").get(&format!("{path}/export")).await.problem(403), "forbidden");
}

#[tokio::test]
async fn customers_are_listed_page_by_page_without_merged_numbers() {
    let app = TestApp::start().await;
    for nth in 0..5 {
        mark(&app, &format!("+1214555016{nth}"), DO_NOT_CALL).await;
    }
    mark(&app, DANA, DO_NOT_CALL).await;
    merge(&app, "+12145550162").await.expect("merged");
    let (owner, mut found, mut cursor) = (app.person(ACME, "owner"), Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{CUSTOMERS}?limit=2{cursor}")).await.ok(200);
        let items = page["items"].as_array().expect("items").iter();
        found.extend(items.map(|item| item["number"].as_str().expect("a number").to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let expected = [DANA, "+12145550160", "+12145550161", "+12145550163", "+12145550164"];
    assert_eq!(found, expected);
}
