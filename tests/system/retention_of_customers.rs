//! How long a company's visits, customers and texts are kept.

use std::time::Duration;

use messages::{ErasedCounts, FollowUpJob, JobKind, RetainedKind, RetentionPart};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::CustomerMarks;

use super::{
    customer_records::{BLOCK, mark},
    incoming_texts::send,
    notifications::deliver,
    retention::{apply_with_crashes, sweep},
};
use crate::support::{ACME, ApiResponse, Item, TestApp};

const RETENTION: &str = "/admin/tenants/me/retention";
const APPOINTMENTS: &str = "/admin/tenants/me/appointments";
const LEE: &str = "+12145550177";
const PARK: &str = "+12145550178";

/// Sets that customers are kept for 30 days; returns what will go when.
async fn keep_for_a_month(app: &TestApp) -> Value {
    let body = json!({"customers_days": 30});
    app.person(ACME, "owner").put(RETENTION, &body).await.ok(200)["customers"].clone()
}

/// The office books a visit of a customer; returns its path.
async fn book(app: &TestApp, number: &str, slot: &str) -> String {
    let visit = json!({
        "slot": slot, "job_type": "repair", "name": "Lee Park", "callback": number, "street": "9 Elm Street", "zip": "75201",
        "problem": "The furnace is dead",
    });
    let booked = app.person(ACME, "dispatcher").post(APPOINTMENTS, &visit).await.ok(201);
    format!("{APPOINTMENTS}/{}", booked["appointment_id"].as_str().expect("an id"))
}

async fn note(app: &TestApp, number: &str) {
    let path = format!("/admin/tenants/me/customers/{number}/notes");
    app.person(ACME, "dispatcher").post(&path, &json!({"note": "Has a dog"})).await.ok(201);
}

async fn merge(app: &TestApp, first: &str, other: &str) {
    let path = format!("/admin/tenants/me/customers/{first}/merge");
    let merge = app.person(ACME, "dispatcher").request(Method::POST, &path).header(IF_MATCH, "*");
    ApiResponse::of(merge.json(&json!({"number": other}))).await.ok(200);
}

/// What the table has of a number, but the audit log and requests.
async fn left_of(app: &TestApp, number: &str) -> Vec<Item> {
    let items = app.items().await.into_iter();
    let items = items.filter(|item| !item.sort.starts_with("audit#") && !item.is_of_a_request());
    items.filter(|item| item.mentions(number)).collect()
}

#[tokio::test]
async fn visit_goes_some_days_after_its_day_and_its_customer_with_the_last_one() {
    let app = TestApp::start().await;
    book(&app, LEE, "2026-11-24_morning").await;
    let later = book(&app, LEE, "2026-11-30_morning").await;
    let moved = book(&app, PARK, "2026-11-24_afternoon").await;
    let to = json!({"slot": "2026-12-02_morning", "notify_customer": false});
    let request = app.person(ACME, "dispatcher").request(Method::POST, &format!("{moved}/move")).header(IF_MATCH, "*");
    ApiResponse::of(request.json(&to)).await.ok(200);
    note(&app, LEE).await;
    app.set_now("2026-12-20T16:00:00Z");
    let going = keep_for_a_month(&app).await;
    let expected = json!([
        {"day": "2026-12-25", "count": 1}, {"day": "2026-12-31", "count": 1}, {"day": "2027-01-02", "count": 1}
    ]);
    assert_eq!(going["going"], expected);
    sweep(&app).await;
    assert!(left_of(&app, LEE).await.len() > 4, "nothing is due");

    // The first visit is due; the customer has a second one, and the other visit was moved to a later day.
    app.set_now("2026-12-25T23:59:59Z");
    sweep(&app).await;
    let owner = app.person(ACME, "owner");
    let record = owner.get(&format!("/admin/tenants/me/customers/{LEE}")).await.ok(200);
    assert_eq!(record["appointments"].as_array().expect("visits").len(), 1, "{record}");
    assert_eq!(owner.get(&later).await.ok(200)["name"], "Lee Park");
    assert_eq!(owner.get(&moved).await.ok(200)["name"], "Lee Park");

    app.set_now("2027-01-05T23:59:59Z");
    sweep(&app).await;
    assert_eq!(left_of(&app, LEE).await, []);
    assert_eq!(left_of(&app, PARK).await, []);
}

#[tokio::test]
async fn marks_outlive_the_customer() {
    let app = TestApp::start().await;
    book(&app, LEE, "2026-11-24_morning").await;
    note(&app, LEE).await;
    mark(&app, LEE, BLOCK).await;
    mark(&app, PARK, CustomerMarks { do_not_call: Some(true), ..CustomerMarks::default() }).await;
    app.set_now("2027-01-05T16:00:00Z");
    keep_for_a_month(&app).await;
    sweep(&app).await;
    let left = left_of(&app, LEE).await;
    assert_eq!(left.iter().map(|item| item.sort.as_str()).collect::<Vec<_>>(), [format!("customer#{LEE}")]);
    assert!(!left[0].mentions("Elm Street") && !left[0].mentions("Lee Park"), "{left:?}");
    let record = app.person(ACME, "owner").get(&format!("/admin/tenants/me/customers/{LEE}")).await.ok(200);
    assert!(record["blocked"].is_object(), "{record}");
    assert_eq!(left_of(&app, PARK).await.len(), 1, "a record without a visit stays");
}

#[tokio::test]
async fn customer_of_several_numbers_goes_with_the_last_visit_of_all() {
    let app = TestApp::start().await;
    book(&app, LEE, "2026-11-24_morning").await;
    book(&app, PARK, "2026-11-30_morning").await;
    merge(&app, LEE, PARK).await;
    app.set_now("2026-12-26T16:00:00Z");
    keep_for_a_month(&app).await;
    sweep(&app).await;
    let record = app.person(ACME, "owner").get(&format!("/admin/tenants/me/customers/{LEE}")).await.ok(200);
    assert_eq!(record["other_numbers"], json!([PARK]));
    app.set_now("2027-01-01T23:59:59Z");
    sweep(&app).await;
    assert_eq!(left_of(&app, LEE).await, []);
    assert_eq!(left_of(&app, PARK).await, []);
}

#[tokio::test]
async fn sweep_of_customers_goes_on_after_a_crash_at_every_step() {
    let app = TestApp::start().await;
    book(&app, LEE, "2026-11-24_morning").await;
    note(&app, LEE).await;
    app.set_now("2027-01-05T16:00:00Z");
    keep_for_a_month(&app).await;
    apply_with_crashes(&app, RetentionPart::beginning_of(RetainedKind::Visits)).await;
    assert_eq!(left_of(&app, LEE).await, []);
}

#[tokio::test]
async fn text_to_the_company_goes_when_a_call_of_its_time_does() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME).from(LEE);
    send(&caller, 1, "When do you come?", &[]).await;
    assert!(!left_of(&app, LEE).await.is_empty());
    app.set_now("2027-01-05T16:00:00Z");
    app.person(ACME, "owner").put(RETENTION, &json!({"calls_days": 30})).await.ok(200);
    sweep(&app).await;
    assert_eq!(left_of(&app, LEE).await, []);
}

/// The entries of the audit log about what the daily job erased.
async fn applied(app: &TestApp) -> Vec<Value> {
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("items").iter();
    entries.filter(|entry| entry["action"] == "retention.applied").cloned().collect()
}

#[tokio::test]
async fn number_without_a_visit_goes_when_it_was_last_seen_long_ago() {
    let app = TestApp::start().await;
    let (noted, called, marked) = (LEE, "+12145550142", PARK);
    let [first, second] = ["+12145550180", "+12145550181"];
    for number in [noted, called, marked, first] {
        note(&app, number).await;
    }
    mark(&app, marked, BLOCK).await;
    merge(&app, first, second).await;
    keep_for_a_month(&app).await;
    app.set_now("2026-12-20T16:00:00Z");
    let caller = app.caller(ACME).from(called);
    caller.ring().await;
    caller.hang_up().await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    sweep(&app).await;
    for number in [noted, called, marked, first, second] {
        assert!(!left_of(&app, number).await.is_empty(), "{number} was seen within the month");
    }
    app.set_now("2026-12-24T16:00:00Z");
    sweep(&app).await;
    for number in [noted, first, second] {
        assert_eq!(left_of(&app, number).await, [], "{number}");
    }
    let of_marked = left_of(&app, marked).await;
    assert_eq!(of_marked.iter().map(|item| item.sort.as_str()).collect::<Vec<_>>(), [format!("customer#{marked}")]);
    let has_note = async || left_of(&app, called).await.iter().any(|item| item.sort.starts_with("customer_note#"));
    assert!(has_note().await, "the number called since");
    app.set_now("2027-01-25T16:00:00Z");
    sweep(&app).await;
    assert!(!has_note().await);
}

#[tokio::test]
async fn audit_log_has_what_the_daily_job_erased_in_counts_once() {
    let app = TestApp::start().await;
    book(&app, LEE, "2026-11-24_morning").await;
    book(&app, PARK, "2026-11-24_morning").await;
    book(&app, PARK, "2026-12-02_morning").await;
    note(&app, "+12145550180").await;
    app.set_now("2026-12-26T16:00:00Z");
    keep_for_a_month(&app).await;
    let follow_up = app.other_process([]).follow_up;
    follow_up.queue_due().await.expect("queued");
    let waiting = async {
        while applied(&app).await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("no entry");
    let [entry] = &applied(&app).await[..] else { panic!("one entry") };
    assert_eq!((&entry["actor"], &entry["after"]), (&json!("system"), &json!({"visits": 2, "customers": 2})));
    assert!([LEE, PARK].iter().all(|number| !entry.to_string().contains(number)), "{entry}");
    // The last part is delivered again, and the job of the next day finds nothing.
    let erased = ErasedCounts { visits: 2, customers: 2, ..ErasedCounts::default() };
    let began_at = Some(app.change().at);
    let last = RetentionPart { began_at, erased, ..RetentionPart::beginning_of(RetainedKind::Notes) };
    let last = FollowUpJob::of_tenant(app.tenant(ACME).tenant_id.clone(), JobKind::ApplyRetention(last));
    assert!(deliver(&follow_up, &last.to_body().expect("JSON")).await);
    app.set_now("2026-12-27T23:59:59Z");
    sweep(&app).await;
    assert_eq!(applied(&app).await.len(), 1);
}
