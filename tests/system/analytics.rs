//! Figures count each call once, also if its messages are delivered twice; the pulse; the files of lists.

use std::{collections::BTreeMap, time::Duration};

use domain::{
    call_facts::Outcome,
    dates::DateRange,
    day_counts::{LatencyStage, TurnTimes},
    escalation::AcceptedBy,
    id::EmergencyId,
};
use jiff::civil::date;
use messages::FinishedCall;
use serde_json::json;
use store::{Counted, CountedDay};

use super::{
    call_filters::{count, varied},
    calls::up_to_read_back,
};
use crate::support::{ACME, DESERT, TestApp, call};

mod figures;
pub(crate) mod operators;
mod rebuild;

const ANALYTICS: &str = "/admin/tenants/me/analytics";
const RANGE: &str = "from=2026-11-20&to=2026-11-23";

/// A call with more to count than the other tests need.
fn rich(app: &TestApp, nth: usize) -> FinishedCall {
    let mut call = varied(app, nth);
    call.hour = u8::try_from(nth % 24).ok();
    let turn = [(LatencyStage::Total, 100 + 10 * u32::try_from(nth).expect("few")), (LatencyStage::Model, 90)];
    call.times = TurnTimes::of([turn.as_slice()]);
    call.usage.appointments = u64::from(nth.is_multiple_of(2));
    call.usage.tokens.prompt_tokens = 100;
    call.usage.tokens.cached_tokens = 75;
    if let Some(facts) = &mut call.facts {
        facts.bookable = nth.is_multiple_of(3);
        facts.transfers.missed = u8::from(nth.is_multiple_of(4));
        if nth.is_multiple_of(6) {
            facts.booked = vec![domain::id::AppointmentId::parse(&format!("apt_{nth}")).expect("an id")];
        }
    }
    call
}

fn range() -> DateRange {
    DateRange::new(date(2026, 11, 20), date(2026, 11, 23)).expect("a range")
}

async fn days(app: &TestApp) -> Vec<CountedDay> {
    app.store().list_days(&app.scope(ACME).await, range()).await.expect("read")
}

#[tokio::test]
async fn figures_are_those_of_the_calls_and_a_repeated_message_adds_nothing() {
    let app = TestApp::start().await;
    let calls: Vec<FinishedCall> = (0..60).map(|nth| rich(&app, nth)).collect();
    for call in &calls {
        count(&app, call).await;
    }
    let before = days(&app).await;
    for call in &calls {
        assert!(matches!(count(&app, call).await, Counted::Before | Counted::Test));
    }
    assert_eq!(days(&app).await, before);

    let real: Vec<&FinishedCall> = calls.iter().filter(|call| !call.test).collect();
    let facts = || real.iter().filter_map(|call| call.facts.as_ref());
    let shown = app.person(ACME, "dispatcher").get(&format!("{ANALYTICS}?{RANGE}")).await.ok(200);
    let figures = &shown["period"]["figures"];
    assert_eq!(figures["calls"], real.len());
    let mut outcomes: BTreeMap<&str, u64> = BTreeMap::new();
    facts().for_each(|facts| *outcomes.entry(facts.outcome.name()).or_default() += 1);
    assert_eq!(figures["outcomes"], json!(outcomes));
    let spam = facts().filter(|facts| facts.outcome == Outcome::Spam).count();
    let booked = facts().filter(|facts| !facts.booked.is_empty()).count();
    let bookable = facts().filter(|facts| facts.bookable).count();
    let share = |part: usize, whole: usize| {
        let number = |number: usize| f64::from(u32::try_from(number).expect("few"));
        (number(part) / number(whole) * 1_000.0).round() / 1_000.0
    };
    assert_eq!(figures["bookings"]["rate_of_all"], share(booked, facts().count() - spam));
    assert_eq!(figures["bookings"]["rate_of_bookable"], share(booked, bookable), "every booking call was bookable");
    assert_eq!(figures["transfers"]["missed"], facts().filter(|facts| facts.transfers.missed > 0).count());
    assert_eq!(figures["cost"]["micro_usd_per_call"], 1_000);
    assert_eq!(figures["tokens"]["cached_share"], 0.75);
    let p95 = figures["latency_ms"]["total"]["p95"].as_u64().expect("measured");
    assert!((620..=700).contains(&p95), "{p95}");
    let hours: Vec<u64> = serde_json::from_value(shown["period"]["hours"].clone()).expect("numbers");
    let at_seven = real.iter().filter(|call| call.hour == Some(7)).count();
    assert_eq!((hours.len(), hours[7]), (24, u64::try_from(at_seven).expect("few")));
    let of_days: u64 =
        shown["days"].as_array().expect("days").iter().filter_map(|day| day["figures"]["calls"].as_u64()).sum();
    assert_eq!(of_days, u64::try_from(real.len()).expect("few"));
    assert_eq!((&shown["before"]["figures"]["calls"], shown.get("all_companies")), (&json!(0), None));

    let owner = app.person(ACME, "owner");
    let trends = owner.get(&format!("{ANALYTICS}/months?months=2")).await.ok(200);
    assert_eq!(trends["months"][1]["figures"]["calls"], real.len());
    let all = app.operator().get(&format!("/admin/analytics?{RANGE}")).await.ok(200);
    assert_eq!((&all["companies"], &all["period"]["figures"]["calls"]), (&json!(1), &json!(real.len())));
    assert_eq!(owner.get(&format!("{ANALYTICS}?from=2026-11-23&to=2026-11-20")).await.problem(400), "malformed");
    assert_eq!(app.person(ACME, "viewer").get(ANALYTICS).await.problem(403), "forbidden");
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn corrected_call_changes_the_counters_by_what_differs() {
    let app = TestApp::start().await;
    let call = FinishedCall { test: false, ..rich(&app, 6) };
    count(&app, &call).await;
    let mut longer = call.clone();
    longer.usage.call_seconds += 30;
    longer.facts.as_mut().expect("facts").outcome = Outcome::Message;
    assert_eq!(count(&app, &longer).await, Counted::Corrected);
    let corrected = days(&app).await;

    let other = TestApp::start().await;
    count(&other, &longer).await;
    assert_eq!(corrected, days(&other).await, "as if the longer call had been counted alone");
}

#[tokio::test]
async fn sum_of_all_companies_is_shown_if_at_least_five_had_calls() {
    let app = TestApp::start().await;
    let scope = app.scope(ACME).await;
    count(&app, &FinishedCall { test: false, ..rich(&app, 1) }).await;
    let owner = app.person(ACME, "owner");
    let path = format!("{ANALYTICS}?{RANGE}");
    // The counters of other companies, as their own calls would add them.
    for (nth, shown) in [(1, false), (2, false), (3, false), (4, true)] {
        let part = json!({
            "tenant_id": "platform_days", "sk": format!("2026-11-21#9{nth}"), "calls": 10, "booking": 1,
        });
        app.put_items(&[part]).await;
        app.add_company(&format!("2026-11-21#9{nth}"), &format!("company{nth}")).await;
        let all = owner.get(&path).await.ok(200)["all_companies"].clone();
        assert_eq!(all.is_object(), shown, "{nth}: {all}");
        if shown {
            assert_eq!((&all["days"], &all["figures"]["calls"]), (&json!(1), &json!(41)));
        }
    }
    // Another day, on which one company alone had calls, is in no sum: two sums differ by no single company.
    let alone = json!({"tenant_id": "platform_days", "sk": "2026-11-22#91", "calls": 7});
    app.put_items(&[alone]).await;
    app.add_company("2026-11-22#91", "company1").await;
    assert_eq!(owner.get(&path).await.ok(200)["all_companies"]["figures"]["calls"], 41);
    let stored = app.items().await.into_iter().filter(|item| item.partition == "platform_days");
    assert!(stored.into_iter().all(|item| !item.mentions(scope.tenant().as_str())), "the sums name a company");
}

#[tokio::test]
async fn time_until_a_danger_was_acknowledged_counts_on_its_day() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "hi um it smells like rotten eggs by the furnace").await;
    let owner = app.person(ACME, "owner");
    let listed = owner.get("/admin/tenants/me/emergencies").await.ok(200);
    let id = listed["items"][0]["emergency_id"].as_str().expect("an id").to_owned();
    let path = format!("/admin/tenants/me/emergencies/{id}");
    for version in [1, 2] {
        owner.patch_at(version, &path, &json!({"acknowledged": true})).await.ok(200);
    }
    caller.hang_up().await;
    let day = async || owner.get(ANALYTICS).await.ok(200)["period"]["figures"].clone();
    let counted = async {
        while day().await["calls"] == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), counted).await.expect("the call was not counted");
    let figures = day().await;
    assert_eq!((&figures["emergencies"]["heard"], &figures["emergencies"]["acknowledged"]), (&json!(1), &json!(1)));
    assert!(figures["emergencies"]["seconds_to_acknowledgement"]["p50"].is_u64(), "{figures}");
    assert!(figures["latency_ms"]["total"]["p50"].is_u64(), "{figures}");
    let body = json!({"from": "2026-11-23", "to": "2026-11-23"});
    let rebuilt = app.operator().post("/admin/tenants/ten_acme/analytics/rebuild", &body).await.ok(200);
    assert_eq!(rebuilt["corrected"], json!([]));
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn pulse_lists_what_changed_since_its_cursor() {
    let app = TestApp::start().await;
    let dispatcher = app.person(ACME, "dispatcher");
    let pulse = async |query: &str| dispatcher.get(&format!("/admin/tenants/me/pulse{query}")).await.ok(200);
    let first = pulse("").await;
    let since = format!("?since={}", first["cursor"].as_str().expect("a cursor"));
    assert_eq!(pulse(&since).await["calls"], json!({"count": 0, "newest": [], "is_more": false}));
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    caller.hang_up().await;
    let counted = async {
        while pulse(&since).await["calls"]["count"] == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), counted).await.expect("the call is in no pulse");
    let visit = app.appointment(&caller).await.expect("booked");
    let changed = pulse(&since).await;
    assert_eq!(changed["calls"]["newest"], json!([caller.call_sid()]));
    assert_eq!(changed["appointments"]["newest"], json!([visit.id]));
    let at = format!("/admin/tenants/me/appointments/{}", visit.id);
    dispatcher.patch_at(1, &at, &json!({"note": "Ring first"})).await.ok(200);
    app.person(ACME, "owner").get(&at).await.ok(200);
    assert_eq!(pulse(&since).await["appointments"], json!({"count": 1, "newest": [visit.id], "is_more": false}));
    // A person accepts an emergency by key, an hour after it was heard and its call ended.
    let gas = app.caller(ACME);
    let greeting = gas.ring().await;
    gas.say(&greeting, "I smell gas").await;
    let emergency = EmergencyId::of_call(&call(&gas), 0);
    assert_eq!(pulse(&since).await["emergencies"]["newest"], json!([emergency]));
    app.set_now("2026-11-23T17:00:00Z");
    let later = format!("?since={}", pulse("").await["cursor"].as_str().expect("a cursor"));
    assert_eq!(pulse(&later).await["emergencies"]["count"], 0);
    let (scope, by) = (app.scope(ACME).await, AcceptedBy::Key { number: None });
    app.store().acknowledge_emergency(&scope, &emergency, &by, app.change().at).await.expect("written");
    assert_eq!(pulse(&later).await["emergencies"], json!({"count": 1, "newest": [emergency], "is_more": false}));
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit").await.ok(200);
    let entry =
        log["items"].as_array().expect("items").iter().find(|entry| entry["action"] == "emergency.acknowledged");
    let entry = entry.expect("an entry");
    assert_eq!((&entry["actor"], &entry["about"]), (&json!("system"), &json!(emergency)));
    let other = app.person(DESERT, "dispatcher").get(&format!("/admin/tenants/me/pulse{since}")).await.ok(200);
    assert_eq!(other["calls"]["count"], 0);
    assert_eq!(dispatcher.get("/admin/tenants/me/pulse?since=soon").await.problem(400), "malformed");
    assert_eq!(app.operator().get("/admin/tenants/ten_nobody/pulse").await.problem(404), "not-found");
}

#[tokio::test]
async fn pulse_reads_four_pages_however_much_is_stored() {
    let app = TestApp::start().await;
    let dispatcher = app.person(ACME, "dispatcher");
    let since = dispatcher.get("/admin/tenants/me/pulse").await.ok(200)["cursor"].clone();
    let pulse = async || {
        app.aws.clear_requests();
        let pulse = dispatcher.get(&format!("/admin/tenants/me/pulse?since={}", since.as_str().expect("text"))).await;
        let reads: Vec<String> = app.aws.requests().into_iter().map(|request| request.operation).collect();
        (pulse.ok(200), reads)
    };
    pulse().await;
    let (empty, reads) = pulse().await;
    assert_eq!(empty["calls"]["count"], 0);
    assert_eq!(reads.iter().filter(|operation| *operation == "Query").count(), 4, "{reads:?}");
    assert!(!reads.iter().any(|operation| operation.contains("Scan") || operation.contains("Batch")), "{reads:?}");
    // More calls than a page holds end after the cursor.
    for nth in 240..380 {
        count(&app, &FinishedCall { test: false, ..rich(&app, nth) }).await;
    }
    let (full, reads_of_many) = pulse().await;
    assert_eq!((&full["calls"]["count"], &full["calls"]["is_more"]), (&json!(100), &json!(true)));
    assert_eq!(full["calls"]["newest"].as_array().map(Vec::len), Some(20));
    assert_eq!(reads_of_many.len(), reads.len(), "{reads_of_many:?} after {reads:?}");
}

#[tokio::test]
async fn files_of_lists_have_the_rows_of_the_lists_and_no_formula() {
    let app = TestApp::start().await;
    for nth in 0..30 {
        count(&app, &rich(&app, nth)).await;
    }
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let visit = app.appointment(&caller).await.expect("booked");
    let owner = app.person(ACME, "owner");
    let file = async |path: &str| {
        let response =
            owner.request(reqwest::Method::GET, &format!("/admin/tenants/me/{path}")).send().await.expect("sent");
        assert_eq!(response.status(), 200, "{path}");
        let kind = response.headers()["content-type"].to_str().expect("text").to_owned();
        assert!(kind.starts_with("text/csv"), "{kind}");
        response.text().await.expect("text")
    };
    let listed = owner.get("/admin/tenants/me/calls?outcome=message&limit=100").await.ok(200);
    let calls = file("calls/export.csv?outcome=message").await;
    let ids: Vec<&str> = calls.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let expected: Vec<&str> =
        listed["items"].as_array().expect("items").iter().filter_map(|item| item["call_id"].as_str()).collect();
    assert!(!expected.is_empty());
    assert_eq!(ids, expected);
    assert!(calls.contains(",'+12145550142,"), "a number begins with a plus: {calls}");
    let visits = file("appointments/export.csv?from=2026-11-23&to=2026-12-10").await;
    assert!(visits.contains(visit.id.as_str()) && visits.contains("'+1"), "{visits}");
    assert_eq!(file("messages/export.csv?state=open").await.lines().count(), 1);
    assert_eq!(file("emergencies/export.csv").await.lines().count(), 1);
    let usage = file(&format!("analytics/days.csv?{RANGE}")).await;
    assert!(usage.starts_with("day,calls,") && usage.contains("\n2026-11-21,"), "{usage}");
    let customers = file("customers/export.csv").await;
    assert!(customers.starts_with("number,name,") && customers.contains("\n'+12145550142,Dana Smith,"), "{customers}");
    let viewer = app.person(ACME, "viewer");
    assert_eq!(viewer.get("/admin/tenants/me/calls/export.csv").await.problem(403), "forbidden");
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}
