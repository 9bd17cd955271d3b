//! What the office knows and decides about a customer: marks that stop calls and texts, merges, and notes.

use domain::phone::PhoneNumber;
use store::{ChangeError, Conflict, ContactRule, CustomerMarks};

use super::calls::up_to_read_back;
use crate::support::{ACME, DESERT, TestApp, WebhookResponse};

/// The number that [`TestApp::caller`] calls from, and another one.
const DANA: &str = "+12145550142";
const LEE: &str = "+12145550143";
const BLOCK: CustomerMarks = CustomerMarks { blocked: Some(true), do_not_call: None };
const UNBLOCK: CustomerMarks = CustomerMarks { blocked: Some(false), do_not_call: None };
const DO_NOT_CALL: CustomerMarks = CustomerMarks { blocked: None, do_not_call: Some(true) };

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("a number")
}

fn is_rejected(response: &WebhookResponse) -> bool {
    response.has("Reject") && !response.has("Say")
}

async fn mark(app: &TestApp, of: &str, marks: CustomerMarks) {
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
    let (customer, visits) = app.store().get_customer_with_visits(&customers, &lee).await.expect("read");
    assert_eq!((customer.is_some(), visits.len()), (true, 1));
    mark(&app, LEE, BLOCK).await;
    for from in [DANA, LEE] {
        assert!(is_rejected(&app.caller(ACME).from(from).ring().await), "{from}");
    }
    let apart = merge(&app, "+12145550144").await;
    assert!(matches!(apart, Err(ChangeError::Conflict(Conflict::OneIsBlocked))), "{apart:?}");
}
