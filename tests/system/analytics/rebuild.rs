//! A rebuilt day equals the counted one, also after an erasure.

use std::time::Duration;

use domain::day_counts::DayCounts;
use jiff::civil::Date;
use serde_json::{Value, json};
use store::CountedDay;

use super::{count, days, range, rich};
use crate::support::{ACME, TestApp};

async fn rebuild(app: &TestApp) -> Value {
    let body = json!({"from": "2026-11-20", "to": "2026-11-23"});
    app.operator().post("/admin/tenants/ten_acme/analytics/rebuild", &body).await.ok(200)["corrected"].clone()
}

#[tokio::test]
async fn days_that_are_counted_again_come_out_identical() {
    let app = TestApp::start().await;
    for nth in (0..150).step_by(3) {
        count(&app, &rich(&app, nth)).await;
    }
    let (before, all_before) = (days(&app).await, app.store().list_platform_days(range()).await.expect("read"));
    assert_eq!(rebuild(&app).await, json!([]), "the counters are right");
    assert_eq!(days(&app).await, before);

    // One day has too many calls, another one is lost.
    let [wrong, lost]: [Date; 2] = [before[0].day, before[1].day];
    app.put_items(&[
        json!({"tenant_id": "ten_acme", "sk": format!("usage#day#{wrong}"), "calls": 3, "t3": 4}),
        json!({"tenant_id": "ten_acme", "sk": format!("usage#day#{lost}")}),
    ])
    .await;
    assert_eq!(rebuild(&app).await, json!([wrong, lost]));
    assert_eq!(days(&app).await, before);
    // The sums of all companies changed by the same difference.
    let all = app.store().list_platform_days(range()).await.expect("read");
    let sum = |days: &[CountedDay]| {
        let mut sum = DayCounts::default();
        for day in days {
            sum.add(&day.counts);
        }
        sum.get("calls")
    };
    let found: u64 = before[1].counts.get("calls") + before[0].counts.get("calls");
    assert_eq!(sum(&all.days), sum(&all_before.days) + found - 3);
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn rebuilt_days_are_identical_after_an_erasure_and_without_their_lists() {
    const DANA: &str = "+12145550142";
    let app = TestApp::start().await;
    // Their ids differ from those of the callers of the test.
    for nth in 100..130 {
        count(&app, &rich(&app, nth)).await;
    }
    // One of the calls that will be erased has an emergency that a person acknowledged.
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "hi um it smells like rotten eggs by the furnace").await;
    let owner = app.person(ACME, "owner");
    let listed = owner.get("/admin/tenants/me/emergencies").await.ok(200);
    let emergency =
        format!("/admin/tenants/me/emergencies/{}", listed["items"][0]["emergency_id"].as_str().expect("an id"));
    owner.patch_at(1, &emergency, &json!({"acknowledged": true})).await.ok(200);
    caller.hang_up().await;
    let counted = async {
        while days(&app).await.last().is_none_or(|day| day.counts.get("emergencies") == 0) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), counted).await.expect("the call was not counted");
    let before = days(&app).await;
    assert_eq!(before.last().expect("a day").counts.get("acknowledged"), 1);

    let erasure = format!("/admin/tenants/me/customers/{DANA}/erasure");
    let report = app.person(ACME, "manager").post(&erasure, &json!({"confirm": DANA})).await.ok(200);
    assert_eq!(report["complete"], true, "{report}");
    owner.get(&emergency).await.problem(404);
    let lists = ["ended#", "by_caller#", "by_mark#", "emg_at#", "call#"];
    app.delete_items(|item| lists.iter().any(|list| item.sort.starts_with(list))).await;
    assert_eq!(rebuild(&app).await, json!([]), "the counters are right");
    assert_eq!(days(&app).await, before);

    let lost: Vec<Date> = before.iter().map(|counted| counted.day).collect();
    app.delete_items(|item| item.sort.starts_with("usage#day#")).await;
    assert_eq!(days(&app).await, []);
    assert_eq!(rebuild(&app).await, json!(lost));
    assert_eq!(days(&app).await, before, "every counter is there again");
}
