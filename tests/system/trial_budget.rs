//! The budget that all companies in trial share for a day.

use domain::money::MicroUsd;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    spending::{ANSWER, TODAY, begin_test_call},
    tenants::sign_up,
};
use crate::support::{ACME, ApiClient, TestApp, TestCaller};

/// The budget of the settings on a laptop.
const BUDGET: u64 = 50_000_000;

async fn spend(app: &TestApp, day: Date, micro_usd: u64) {
    app.store().add_trial_spend(day, MicroUsd::new(micro_usd)).await.expect("counted");
}

async fn sum(app: &TestApp) -> u64 {
    app.store().get_trial_spend(TODAY).await.expect("read").get()
}

/// The owner of a new company in trial with a connected number, and a caller of that number.
pub(crate) async fn connected(app: &TestApp) -> (ApiClient, TestCaller) {
    let spare = app.system.manifest.spare_twilio_account.clone().expect("announced");
    let owner = app.signed_in("kim@peak.example");
    let company = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    owner.post("/admin/tenants", &company).await.ok(201);
    let twilio = json!({"account_sid": spare.account_sid, "auth_token": spare.auth_token});
    owner.put("/admin/tenants/me/credentials/twilio", &twilio).await.ok(200);
    owner.post("/admin/tenants/me/numbers", &json!({"phone_number": spare.numbers[0]})).await.ok(201);
    let mut caller = app.caller(ACME).signing_with(&spare.auth_token);
    caller.to = spare.numbers[0].to_string();
    (owner, caller)
}

/// Spends the budget of the companies in trial.
pub(crate) async fn spend_of_trials(app: &TestApp) {
    spend(app, TODAY, BUDGET).await;
}

/// Another call to the same number.
pub(crate) fn another(app: &TestApp, caller: &TestCaller) -> TestCaller {
    let token = app.system.manifest.spare_twilio_account.clone().expect("announced").auth_token;
    app.caller_to(&caller.to, &token)
}

fn furnace() -> Value {
    json!({"say": "My furnace needs a tune-up"})
}

#[tokio::test]
async fn companies_in_trial_have_one_budget_together_and_others_have_no_part_in_it() {
    let app = TestApp::start().await;
    let (kim, kims) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let (lee, _) = sign_up(&app, "lee@valley.example", "Valley Air").await;
    let (kims_call, lees_call) = (begin_test_call(&kim).await, begin_test_call(&lee).await);
    let acmes_call = begin_test_call(&app.person(ACME, "owner")).await;
    app.person(ACME, "owner").post(&acmes_call, &furnace()).await.ok(200);
    assert_eq!(sum(&app).await, 0, "Acme is approved");
    spend(&app, TODAY, BUDGET - ANSWER).await;
    // The sum that the process has read is half a minute old.
    app.set_now("2026-11-23T16:00:31Z");
    kim.post(&kims_call, &furnace()).await.ok(200);
    assert_eq!(sum(&app).await, BUDGET);

    let refused = lee.post(&lees_call, &furnace()).await;
    assert_eq!(refused.problem(429), "budget-exhausted");
    let detail = refused.body["detail"].as_str().expect("a detail");
    assert!(detail.contains("all companies in trial") && detail.contains("2026-11-24T00:00:00Z"), "{detail}");
    assert_eq!(
        lee.get("/admin/tenants/me").await.ok(200)["spending"]["reserved_micro_usd"],
        0,
        "nothing stays reserved"
    );
    app.person(ACME, "owner").post(&acmes_call, &furnace()).await.ok(200);
    // An operator who approves a company takes it out of the sum.
    assert_eq!(kim.post(&kims_call, &furnace()).await.problem(429), "budget-exhausted");
    app.operator().post(&format!("/admin/tenants/{kims}/approve"), &json!({})).await.ok(200);
    kim.post(&kims_call, &furnace()).await.ok(200);
    assert_eq!(sum(&app).await, BUDGET);

    app.set_now("2026-11-24T00:00:01Z");
    let lee = app.signed_in("lee@valley.example");
    lee.post(&begin_test_call(&lee).await, &furnace()).await.ok(200);
}

#[tokio::test]
async fn caller_of_a_trial_without_the_shared_budget_gets_a_person_and_keeps_the_safety() {
    let app = TestApp::start().await;
    let (_, caller) = connected(&app).await;
    let greeting = caller.ring().await;
    assert!(caller.say(&greeting, "My furnace needs a tune-up").await.has("Gather"));
    assert_eq!(sum(&app).await, ANSWER);

    spend(&app, TODAY, BUDGET).await;
    app.set_now("2026-11-23T16:00:31Z");
    let asked = app.model.requests().len();
    let caller = another(&app, &caller);
    let greeting = caller.ring().await;
    let handed_over = caller.say(&greeting, "My furnace needs a tune-up").await;
    assert!(handed_over.has("Dial") || handed_over.has("Record"), "{}", handed_over.body);
    let in_danger = another(&app, &caller);
    let greeting = in_danger.ring().await;
    let words = in_danger.say(&greeting, "I smell gas").await;
    assert!(words.said().contains("leave the building"), "{}", words.said());
    assert_eq!(app.model.requests().len(), asked, "the model was asked");
}

#[tokio::test]
async fn spend_of_a_trial_that_could_not_be_counted_is_counted_with_the_next() {
    let app = TestApp::start().await;
    let (_, caller) = connected(&app).await;
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    let answer = caller.say(&greeting, "My furnace needs a tune-up").await;
    app.aws.recover();
    assert!(answer.has("Gather"), "a caller is not dropped: {}", answer.body);
    assert_eq!(sum(&app).await, 0);
    caller.say(&answer, "It is a Carrier").await;
    assert_eq!(sum(&app).await, 2 * ANSWER);
}
