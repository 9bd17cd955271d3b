//! What companies spend on the model: the trial, budgets, the warning, and what happens when a budget is spent.

use std::sync::Arc;

use domain::{budget::Spend, money::MicroUsd};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use store::SpendChange;
use tokio::sync::Barrier;

use super::notifications::deliver;
use crate::support::{ACME, ApiClient, DESERT, ModelReply, TestApp, call};

const OWN: &str = "/admin/tenants/me";
pub(crate) const BUDGET: &str = "/admin/tenants/ten_acme/budget";
pub(crate) const TODAY: Date = date(2026, 11, 23);
/// The cost of one answer of the scripted model.
pub(crate) const ANSWER: u64 = 79;

async fn set_budget(app: &TestApp, daily: u64, monthly: u64) {
    let budget = json!({"daily_micro_usd": daily, "monthly_micro_usd": monthly});
    app.operator().put(BUDGET, &budget).await.ok(200);
}

/// Adds to what a company has spent.
pub(crate) async fn spend(app: &TestApp, day: Date, micro_usd: u64) {
    spend_of(app, ACME, day, micro_usd).await;
}

/// The same for any company.
pub(crate) async fn spend_of(app: &TestApp, company: usize, day: Date, micro_usd: u64) {
    let change = SpendChange { day, spent: MicroUsd::new(micro_usd), reserved: 0, exists: false };
    app.store().add_spend(&app.scope(company).await, change).await.expect("counted");
}

pub(crate) async fn spent(app: &TestApp, company: usize) -> Spend {
    app.store().get_spend(&app.scope(company).await, TODAY).await.expect("read")
}

pub(crate) async fn begin_test_call(owner: &ApiClient) -> String {
    let begun = owner.post(&format!("{OWN}/test-calls"), &json!({})).await.ok(201);
    format!("{OWN}/test-calls/{}/turns", begun["test_call_id"].as_str().expect("an id"))
}

async fn warnings(owner: &ApiClient) -> Vec<Value> {
    let audit = owner.get(&format!("{OWN}/audit?limit=100")).await.ok(200);
    let entries = audit["items"].as_array().expect("a list").iter();
    entries.filter(|entry| entry["action"] == "spend.warning").map(|entry| entry["after"].clone()).collect()
}

#[tokio::test]
async fn new_company_is_in_trial_until_an_operator_approves_it() {
    let app = TestApp::start().await;
    let owner = app.signed_in("kim@peak.example");
    let company = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let created = owner.post("/admin/tenants", &company).await.ok(201)["tenant"].take();
    assert_eq!(created["status"], "trial");
    let trial = owner.get(OWN).await.ok(200)["spending"].take();
    assert_eq!(
        (&trial["daily_budget_micro_usd"], &trial["monthly_budget_micro_usd"]),
        (&json!(1_000_000), &json!(10_000_000))
    );
    // Leaving the service and coming back approves nothing.
    owner.delete(OWN).await.ok(200);
    assert_eq!(owner.post(&format!("{OWN}/reactivate"), &json!({})).await.ok(200)["status"], "trial");
    let id = created["tenant_id"].as_str().expect("an id");
    let listed = app.operator().get("/admin/tenants?status=trial").await.ok(200);
    assert_eq!(listed["items"][0]["tenant_id"], id, "{listed}");

    let approve = format!("/admin/tenants/{id}/approve");
    assert_eq!(owner.post(&approve, &json!({})).await.problem(403), "forbidden");
    assert_eq!(app.operator().post(&approve, &json!({})).await.ok(200)["status"], "active");
    let approved = owner.get(OWN).await.ok(200)["spending"].take();
    assert_eq!(approved["daily_budget_micro_usd"], 20_000_000);
    owner.delete(OWN).await.ok(200);
    assert_eq!(owner.post(&format!("{OWN}/reactivate"), &json!({})).await.ok(200)["status"], "active");
}

#[tokio::test]
async fn approval_of_a_company_out_of_service_waits_for_its_reactivation() {
    let app = TestApp::start().await;
    let company = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let operator = app.operator();
    let id = operator.post("/admin/tenants", &company).await.ok(201)["tenant"]["tenant_id"].take();
    let at = |action: &str| format!("/admin/tenants/{}/{action}", id.as_str().expect("an id"));
    operator.post(&at("suspend"), &json!({})).await.ok(200);
    assert_eq!(operator.post(&at("approve"), &json!({})).await.ok(200)["status"], "suspended");
    assert_eq!(operator.post(&at("reactivate"), &json!({})).await.ok(200)["status"], "active");
}

#[tokio::test]
async fn calls_and_test_calls_count_towards_one_budget() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let first_turn = spent(&app, ACME).await.reserved.get();
    let reply = caller.say(&greeting, "My furnace needs a tune-up.").await;
    assert_eq!(reply.said(), "Tell me more.");
    let turns = begin_test_call(&owner).await;
    owner.post(&turns, &json!({"say": "My furnace needs a tune-up"})).await.ok(200);
    let spending = owner.get(OWN).await.ok(200)["spending"].take();
    assert_eq!(
        (&spending["today_micro_usd"], &spending["this_month_micro_usd"]),
        (&json!(2 * ANSWER), &json!(2 * ANSWER))
    );
    // The turn adds 168 bytes to the history: what the caller said (27), the reply (13), and 64 for each of the two entries. A
    // byte is at most a token, which costs at most 0.125 to write to the cache, and a turn asks the model 5 times at most.
    assert_eq!(spending["reserved_micro_usd"], first_turn + 5 * 21, "the call goes on");
    assert_eq!(spending.get("warning"), None);
    caller.hang_up().await;
    assert_eq!(spent(&app, ACME).await.reserved, MicroUsd::ZERO, "the call has ended");
    assert_eq!(spent(&app, DESERT).await, Spend::default(), "another company");
}

#[tokio::test]
async fn turn_is_counted_before_the_model_answers() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (caller, turns) = (app.caller(ACME), begin_test_call(&owner).await);
    let greeting = caller.ring().await;
    let of_the_call = spent(&app, ACME).await.reserved;
    assert!(of_the_call > MicroUsd::ZERO, "the greeting reserves the first turn");
    let barrier = Arc::new(Barrier::new(2));
    app.model.reply_with([ModelReply::Together(Arc::clone(&barrier), Box::new(ModelReply::Say("Yes.")))]);
    let say = json!({"say": "My furnace needs a tune-up"});
    let turn = owner.post(&turns, &say);
    let meanwhile = async {
        app.model.wait_for_request().await;
        let spend = spent(&app, ACME).await;
        barrier.wait().await;
        spend
    };
    let (turn, meanwhile) = tokio::join!(turn, meanwhile);
    turn.ok(200);
    assert!(meanwhile.reserved > of_the_call, "{meanwhile:?}");
    assert_eq!(spent(&app, ACME).await.reserved, of_the_call);
    caller.say(&greeting, "My furnace needs a tune-up").await;
    let after = spent(&app, ACME).await;
    assert_eq!(after.today, MicroUsd::new(2 * ANSWER));
    assert!(after.reserved > of_the_call, "the next turn has a longer history");
}

#[tokio::test]
async fn call_of_a_company_without_budget_ends_at_a_person_and_keeps_its_safety() {
    let app = TestApp::start().await;
    set_budget(&app, 0, 0).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(greeting.said().contains("Acme"));
    let transfer = caller.say(&greeting, "My furnace needs a tune-up").await;
    assert!(transfer.said().contains("Let me connect you"), "{}", transfer.said());
    assert!(transfer.has("Dial"), "{}", transfer.body);
    // Nobody picks up: the caller leaves a message.
    let voicemail = caller.post(&transfer.attribute("Dial", "action"), &[("DialCallStatus", "no-answer")]).await;
    assert!(voicemail.has("Record"), "{}", voicemail.body);
    assert_eq!(spent(&app, ACME).await, Spend::default(), "nothing stays reserved");

    let in_danger = app.caller(ACME);
    let greeting = in_danger.ring().await;
    let transfer = in_danger.say(&greeting, "I smell gas").await;
    assert!(transfer.said().contains("leave the building") && transfer.has("Dial"), "{}", transfer.body);
    assert!(app.model.requests().is_empty(), "the model was asked");
}

#[tokio::test]
async fn test_call_of_a_company_without_budget_says_why_and_until_when() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let turns = begin_test_call(&owner).await;
    let say = json!({"say": "My furnace needs a tune-up"});
    set_budget(&app, 1_000_000, 0).await;
    let refused = owner.post(&turns, &say).await;
    assert_eq!(refused.problem(429), "budget-exhausted");
    let detail = refused.body["detail"].as_str().expect("a detail");
    assert!(detail.contains("this month") && detail.contains("2026-12-01T00:00:00Z"), "{detail}");
    set_budget(&app, 100, 1_000_000).await;
    let refused = owner.post(&turns, &say).await;
    assert_eq!(refused.problem(429), "budget-exhausted");
    let detail = refused.body["detail"].as_str().expect("a detail");
    assert!(detail.contains("today ($0.000100") && detail.contains("2026-11-24T00:00:00Z"), "{detail}");
    assert_eq!(refused.header("retry-after"), "28800");
    assert_eq!(owner.post(&format!("{OWN}/test-calls"), &json!({})).await.problem(429), "budget-exhausted");
    assert!(app.model.requests().is_empty(), "the model was asked");
    assert_eq!(spent(&app, ACME).await, Spend::default(), "nothing stays reserved");
    // The next day has a budget of its own, and an operator can take the company's own budget back.
    app.operator().put(BUDGET, &json!({})).await.ok(200);
    owner.post(&turns, &say).await.ok(200);
}

#[tokio::test]
async fn budget_of_a_day_is_free_again_on_the_next_day() {
    let app = TestApp::start().await;
    set_budget(&app, 1_000_000, 10_000_000).await;
    spend(&app, TODAY, 1_000_000).await;
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.post(&format!("{OWN}/test-calls"), &json!({})).await.problem(429), "budget-exhausted");
    let spending = owner.get(OWN).await.ok(200)["spending"].take();
    assert_eq!(spending["warning"], "day");
    app.set_now("2026-11-24T00:00:00Z");
    begin_test_call(&app.person(ACME, "owner")).await;
    // A call over midnight reserves on the new day, and leaves nothing on the old one.
    app.set_now("2026-11-24T23:59:00Z");
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.set_now("2026-11-25T00:01:00Z");
    caller.say(&greeting, "My furnace needs a tune-up").await;
    let scope = app.scope(ACME).await;
    let [old, new] = [date(2026, 11, 24), date(2026, 11, 25)].map(|day| {
        let (store, scope) = (app.store(), scope.clone());
        async move { store.get_spend(&scope, day).await.expect("read") }
    });
    let (old, new) = (old.await, new.await);
    assert_eq!((old.today, old.reserved), (MicroUsd::ZERO, MicroUsd::ZERO));
    assert_eq!(new.today, MicroUsd::new(ANSWER));
    assert!(new.reserved > MicroUsd::ZERO);
}

/// Two turns of a test call, of which the first spends the last part before the warning about the day's budget.
pub(crate) async fn test_call_at_the_warning(app: &TestApp) {
    let owner = app.person(ACME, "owner");
    spend(app, TODAY, 16_000_000 - ANSWER).await;
    let turns = begin_test_call(&owner).await;
    assert!(warnings(&owner).await.is_empty());
    for _ in 0..2 {
        owner.post(&turns, &json!({"say": "My furnace needs a tune-up"})).await.ok(200);
    }
}

/// After it, a phone call that spends the last part before the warning about the month's budget.
pub(crate) async fn phone_call_at_the_warning(app: &TestApp) {
    spend(app, date(2026, 11, 22), 240_000_000 - 16_000_000 - 2 * ANSWER).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "My furnace needs a tune-up").await;
    assert_eq!(caller.hang_up().await.status, 204);
}

#[tokio::test]
async fn owner_is_warned_once_at_80_percent() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    test_call_at_the_warning(&app).await;
    let expected = json!({"period": "day", "spent_micro_usd": 16_000_000, "budget_micro_usd": 20_000_000});
    assert_eq!(warnings(&owner).await, [expected]);
    assert_eq!(owner.get(OWN).await.ok(200)["spending"]["warning"], "day");
    phone_call_at_the_warning(&app).await;
    let warnings = warnings(&owner).await;
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning["period"] == "month"), "{warnings:?}");
    // Each entry comes with the job that notifies the owners.
    let follow_up = app.other_process([]).follow_up;
    for job in app.due_jobs().await {
        assert!(deliver(&follow_up, &job).await, "{job}");
    }
    let mut subjects = Vec::new();
    for email in app.wait_for_emails(4).await {
        assert!(email.text.contains("Spent: $"), "{}", email.text);
        subjects.push((email.to[0].clone(), email.subject));
    }
    let mut expected = Vec::new();
    for person in ["manager@acme.example", "owner@acme.example"] {
        for period in ["this month's", "today's"] {
            expected.push((person.to_owned(), format!("Most of {period} budget for the agent is spent")));
        }
    }
    subjects.sort();
    assert_eq!(subjects, expected);
}

#[tokio::test]
async fn input_of_a_test_call_that_is_too_long_is_refused_with_its_size() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let turns = begin_test_call(&owner).await;
    for (body, field, size) in [
        (json!({"say": "ä".repeat(10_001)}), "/say", "has 10001 characters; at most 10000"),
        (json!({"press": "7".repeat(200_000)}), "/press", "has 200000 keys; at most 64"),
    ] {
        let refused = owner.post(&turns, &body).await;
        assert_eq!(refused.problem(422), "invalid");
        let error = &refused.body["errors"][0];
        assert_eq!(error["field"], field);
        assert!(error["message"].as_str().is_some_and(|message| message.contains(size)), "{error}");
    }
    assert!(app.model.requests().is_empty(), "the model was asked");
    owner.post(&turns, &json!({"say": "a".repeat(10_000)})).await.ok(200);
}

#[tokio::test]
async fn counter_that_fails_stops_no_call() {
    let app = TestApp::start().await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert_eq!(caller.say(&greeting, "My furnace needs a tune-up").await.said(), "Tell me more.");
    app.aws.recover();
    assert_eq!(caller.hang_up().await.status, 204);
    assert_eq!(spent(&app, ACME).await.reserved, MicroUsd::ZERO);
}

#[tokio::test]
async fn copies_of_a_webhook_ask_the_model_once() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "My furnace needs a tune-up").await;
    let once = spent(&app, ACME).await.reserved;
    let other = app.caller(ACME);
    let greeting = other.ring().await;
    // The model answers after all copies are on their way.
    let barrier = Arc::new(Barrier::new(2));
    app.model.reply_with([ModelReply::Together(Arc::clone(&barrier), Box::new(ModelReply::Say("Tell me more.")))]);
    let copies = futures_util::future::join_all((0..3).map(|_| other.say(&greeting, "My furnace needs a tune-up")));
    let (responses, _) = tokio::join!(copies, barrier.wait());
    assert!(responses.iter().all(|response| *response == responses[0]), "{responses:?}");
    assert_eq!(responses[0].said(), "Tell me more.");
    let after = spent(&app, ACME).await;
    assert_eq!(after.reserved.get(), 2 * once.get());
    assert_eq!(after.today, MicroUsd::new(2 * ANSWER), "the model was asked once for the copies");
}

#[tokio::test]
async fn step_that_failed_can_be_taken_again() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB_20120810.TransactWriteItems");
    let failed = caller.say(&greeting, "My furnace needs a tune-up").await;
    app.aws.recover();
    assert!(failed.has("Dial"), "{}", failed.body);
    assert_eq!(caller.say(&greeting, "My furnace needs a tune-up").await.said(), "Tell me more.");
}

#[tokio::test]
async fn claim_of_a_process_that_stopped_is_taken_over() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let (store, scope) = (app.store(), app.scope(ACME).await);
    assert!(store.claim_step(&scope, &call(&caller), 1, app.clock().now()).await.expect("written"));
    assert!(!store.claim_step(&scope, &call(&caller), 1, app.clock().now()).await.expect("written"));
    app.set_now("2026-11-23T16:00:15Z");
    assert_eq!(caller.say(&greeting, "My furnace needs a tune-up").await.said(), "Tell me more.");
}

#[tokio::test]
async fn answer_that_does_not_come_counts_its_estimate() {
    let app = TestApp::with_model_timeout(std::time::Duration::from_millis(200)).await;
    app.model.reply_always(ModelReply::Hang);
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let hold = caller.say(&greeting, "My furnace needs a tune-up").await;
    assert!(hold.has("Redirect"), "{}", hold.body);
    assert!(spent(&app, ACME).await.today > MicroUsd::new(ANSWER), "{:?}", spent(&app, ACME).await);
}
