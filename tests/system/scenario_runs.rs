//! Scenarios: a draft is published once it passes them; replays; trials of a model over all companies.

use std::time::Duration;

use domain::{id::ScenarioRunId, scenario::ScenarioFindingCode};
use messages::{QueuedJob as _, ScenarioJob};
use serde_json::{Value, json};
use store::{RunPurpose, RunScenario, ScenarioRunItem, TenantScope};

use super::{configuration::draft, follow_up::batch};
use crate::support::{ACME, ApiClient, DESERT, TestApp};

const RUNS: &str = "/admin/tenants/me/scenario-runs";
const SCENARIOS: &str = "/admin/tenants/me/scenarios";
const PUBLISH: &str = "/admin/tenants/me/configuration/publish";
/// How long the calls of a run take at most, on a busy machine.
const LONGEST: Duration = Duration::from_mins(2);
/// A poll is two queries of the table that the calls use too.
const POLLED_EVERY: Duration = Duration::from_millis(100);
const TRIALS: &str = "/admin/model-trials";

/// Stores a run of a company's published version with one scenario, which is in no queue; returns the message of its call.
pub(crate) async fn stored_run(app: &TestApp, client: &ApiClient) -> String {
    let tenant = client.get("/admin/tenants/me").await.ok(200);
    let job = ScenarioJob {
        tenant: serde_json::from_value(tenant["tenant_id"].clone()).expect("an id"),
        run: ScenarioRunId::at(app.change().at, &platform::random::id_body().expect("random")),
        nth: 0,
    };
    let scope = TenantScope::of_scenario_job(&job);
    let tenant = app.store().get_tenant(&scope).await.expect("read").expect("a company");
    let place = (tenant.latest_version, tenant.draft_revision);
    let scenario = RunScenario { key: "booking".to_owned(), title: "A caller books a visit".to_owned() };
    let run = ScenarioRunItem::new(job.run.clone(), RunPurpose::Check, place, None, (vec![scenario], &app.change()));
    app.store().begin_scenario_run(&scope, &run, &app.change()).await.expect("stored");
    job.body().expect("JSON")
}

/// The run of a message, once its call was made.
async fn made(app: &TestApp, client: &ApiClient, message: &str) -> Value {
    let made = app.system.functions.scenario_runs.handle(batch([message.to_owned()])).await;
    assert!(made.batch_item_failures.is_empty(), "{made:?}");
    let job = ScenarioJob::from_body(message).expect("a job");
    client.get(&format!("{RUNS}/{}", job.run)).await.ok(200)
}

/// Begins a run, and returns it once all its calls are made.
pub(crate) async fn run_of(client: &ApiClient, body: &Value) -> Value {
    let begun = client.post(RUNS, body).await.ok(202);
    assert_eq!((begun["state"].as_str(), begun["done"].as_u64()), (Some("running"), Some(0)));
    ended(client, begun["run_id"].as_str().expect("an id")).await
}

async fn ended(client: &ApiClient, run: &str) -> Value {
    let path = format!("{RUNS}/{run}");
    let waited = tokio::time::timeout(LONGEST, async {
        let mut polls = tokio::time::interval(POLLED_EVERY);
        loop {
            polls.tick().await;
            let run = client.get(&path).await.ok(200);
            if run["state"] != "running" {
                return run;
            }
        }
    });
    waited.await.expect("the calls are made")
}

/// The scenarios that did not pass, with the codes of what was found.
fn failures(run: &Value) -> Vec<(String, Vec<ScenarioFindingCode>)> {
    let scenarios = run["scenarios"].as_array().expect("a list");
    let failed = scenarios.iter().filter(|scenario| scenario["result"]["passed"] == false);
    let found = failed.map(|scenario| {
        let findings = scenario["result"]["findings"].as_array().expect("a list");
        let codes = findings.iter().map(|finding| serde_json::from_value(finding["code"].clone()).expect("a code"));
        (scenario["key"].as_str().expect("a key").to_owned(), codes.collect())
    });
    found.collect()
}

#[tokio::test]
async fn draft_is_published_once_it_passes_its_scenarios() {
    let app = TestApp::with_stand_in().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    draft(&owner, &json!({"greeting": "Acme, good day."})).await;
    let publish = json!({"version": "draft"});
    assert_eq!(manager.post(PUBLISH, &publish).await.problem(409), "untested");
    let run = run_of(&owner, &json!({"version": "draft"})).await;
    assert_eq!(failures(&run), [], "{run}");
    assert_eq!(run["state"], "passed");
    let bookings = owner.get("/admin/tenants/me/appointments").await.ok(200);
    assert_eq!(bookings["items"], json!([]), "a scenario booked a visit");
    assert_eq!(owner.get("/admin/tenants/me/emergencies").await.ok(200)["items"], json!([]));
    manager.post(PUBLISH, &publish).await.ok(200);
    assert!(app.caller(ACME).ring().await.said().starts_with("Acme, good day."));
}

#[tokio::test]
async fn message_that_arrives_twice_counts_once() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    let message = stored_run(&app, &owner).await;
    let first = made(&app, &owner, &message).await;
    let again = made(&app, &owner, &message).await;
    assert_eq!((first["done"].as_u64(), again), (Some(1), first));
}

#[tokio::test]
async fn company_that_nobody_answers_for_in_an_emergency_is_not_published() {
    let app = TestApp::with_stand_in().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    draft(&owner, &json!({"forwarding_number": null, "on_call": {"people": [], "ring_seconds": 25}})).await;
    let run = run_of(&owner, &json!({"version": "draft"})).await;
    assert_eq!(run["state"], "failed");
    let rings = |key: &str| (key.to_owned(), vec![ScenarioFindingCode::DidNotRing]);
    assert_eq!(failures(&run), ["gas_leak", "carbon_monoxide", "gas_leak_spanish"].map(rings));
    assert_eq!(owner.post(PUBLISH, &json!({"version": "draft"})).await.problem(409), "untested");

    let reason = json!({"version": "draft", "reason_without_passing": "Our line moves tonight."});
    assert_eq!(manager.post(PUBLISH, &reason).await.problem(403), "forbidden");
    owner.post(PUBLISH, &reason).await.ok(200);
    let log = owner.get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("a list");
    let entry = entries.iter().find(|entry| entry["action"] == "configuration.published_untested");
    assert_eq!(entry.expect("an entry")["after"], json!({"reason": "Our line moves tonight."}));
    // One action takes it back, without a run.
    manager.post("/admin/tenants/me/configuration/roll-back", &json!({"version": 1})).await.ok(200);
}

#[tokio::test]
async fn words_that_assure_safety_stop_a_draft() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    draft(&owner, &json!({"greeting": "Thank you for calling Acme. Don't worry, you're safe."})).await;
    let run = run_of(&owner, &json!({"version": "draft"})).await;
    assert_eq!(failures(&run), [("greeting".to_owned(), vec![ScenarioFindingCode::AssuresSafety])]);
}

#[tokio::test]
async fn draft_that_was_replaced_needs_another_run() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    draft(&owner, &json!({"greeting": "First."})).await;
    let message = stored_run(&app, &owner).await;
    let path = "/admin/tenants/me/configuration/versions/draft";
    let mut config = owner.get(path).await.ok(200)["configuration"].take();
    config["greeting"] = json!("Second.");
    let replaced = owner.request(reqwest::Method::PUT, path).header(reqwest::header::IF_MATCH, "*").json(&config);
    crate::support::ApiResponse::of(replaced).await.ok(200);
    let run = made(&app, &owner, &message).await;
    assert_eq!(run["scenarios"][0]["result"]["findings"], json!([{"code": "not_run", "found": "replaced"}]));
    assert_eq!(owner.post(PUBLISH, &json!({"version": "draft"})).await.problem(409), "untested");
}

#[tokio::test]
async fn fully_booked_calendar_stops_no_draft() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    let windows = json!({
        "windows": [{"id": "morning", "starts": "08:00", "ends": "12:00", "capacity": 1}], "cutoff_minutes": 60, "horizon_days": 1,
    });
    draft(&owner, &json!({"arrival_windows": windows})).await;
    let scope = app.scope(ACME).await;
    for nth in 0..3 {
        super::appointments::book_visit(&app, &scope, nth).await;
    }
    let run = run_of(&owner, &json!({"version": "draft"})).await;
    assert_eq!(failures(&run), [], "{run}");
}

/// A call in which the caller asks for a tune-up and hangs up; returns its id.
async fn call_about_a_tune_up(app: &TestApp) -> String {
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let next = caller.say(&greeting, "I need a tune-up for my furnace at 75201").await;
    caller.say(&next, "What are your hours?").await;
    caller.hang_up().await;
    caller.call_sid().to_owned()
}

#[tokio::test]
async fn call_is_replayed_against_the_draft_beside_what_was_said() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    let call = call_about_a_tune_up(&app).await;
    draft(&owner, &json!({"greeting": "Acme, good day."})).await;
    let run = run_of(&owner, &json!({"version": "draft", "call_id": call})).await;
    assert_eq!((run["purpose"].as_str(), run["state"].as_str()), (Some("replay"), Some("passed")));
    let turns = run["replay"]["turns"].as_array().expect("a list");
    assert!(turns[0]["then"][0].as_str().is_some_and(|words| words.starts_with("Thank you for calling Acme")), "{run}");
    assert!(turns[0]["now"][0].as_str().is_some_and(|words| words.starts_with("Acme, good day.")), "{run}");
    assert_eq!(turns[1]["caller"], "I need a tune-up for my furnace at 75201");
    assert_eq!(turns[1]["then"], turns[1]["now"], "the same question, whatever the greeting");
    // It publishes nothing.
    assert_eq!(owner.post(PUBLISH, &json!({"version": "draft"})).await.problem(409), "untested");
    let viewer = app.person(ACME, "viewer");
    assert_eq!(viewer.post(RUNS, &json!({"call_id": call})).await.problem(403), "forbidden");
    let elsewhere = app.person(DESERT, "owner");
    assert_eq!(elsewhere.post(RUNS, &json!({"call_id": call})).await.problem(422), "invalid");
    let path = format!("{RUNS}/{}", run["run_id"].as_str().expect("an id"));
    assert_eq!(elsewhere.get(&path).await.problem(404), "not-found");
}

#[tokio::test]
async fn words_of_a_replay_are_for_those_who_read_calls() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    let call = call_about_a_tune_up(&app).await;
    let run = run_of(&owner, &json!({"version": "published", "call_id": call})).await;
    let body = json!({"name": "Tester", "scopes": ["company:read", "agent:test"]});
    let made = owner.post("/admin/tenants/me/api-keys", &body).await.ok(201);
    let key = ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned));
    let path = format!("{RUNS}/{}", run["run_id"].as_str().expect("an id"));
    assert_eq!(key.get(&path).await.problem(403), "forbidden");
    let test_call = run["scenarios"][0]["result"]["test_call_id"].as_str().expect("an id").to_owned();
    let shown = key.get(&format!("/admin/tenants/me/test-calls/{test_call}")).await.ok(200);
    assert!(!shown.to_string().contains("tune-up"), "{shown}");
}

#[tokio::test]
async fn scenario_of_a_call_has_to_pass_too() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    let call = call_about_a_tune_up(&app).await;
    draft(&owner, &json!({"greeting": "Acme, good day."})).await;
    run_of(&owner, &json!({"version": "draft"})).await;
    let made = owner.post(SCENARIOS, &json!({"title": "Tune-up", "call_id": call})).await.ok(201);
    assert_eq!(made["turns"], json!(["I need a tune-up for my furnace at 75201", "What are your hours?"]));
    let untested = owner.post(PUBLISH, &json!({"version": "draft"})).await;
    assert_eq!(untested.problem(409), "untested", "a scenario was made since the run");
    let run = run_of(&owner, &json!({"version": "draft"})).await;
    assert!(run["scenarios"].as_array().expect("a list").iter().any(|one| one["key"] == made["scenario_id"]), "{run}");
    assert_eq!(failures(&run), [], "{run}");
    owner.post(PUBLISH, &json!({"version": "draft"})).await.ok(200);

    let expected = json!({"outcomes": ["booked"], "says": ["unicorn"]});
    let own = json!({"title": "Never", "turns": ["Hello", "[silence]", "[keys 0]"], "expected": expected});
    let made = owner.post(SCENARIOS, &own).await.ok(201);
    draft(&owner, &json!({"greeting": "Acme."})).await;
    let run = run_of(&owner, &json!({"version": "draft"})).await;
    let id = made["scenario_id"].as_str().expect("an id");
    assert_eq!(failures(&run), [(id.to_owned(), vec![ScenarioFindingCode::Outcome, ScenarioFindingCode::NotSaid])]);
    owner.delete(&format!("{SCENARIOS}/{id}")).await.ok(204);
    assert_eq!(owner.delete(&format!("{SCENARIOS}/{id}")).await.problem(404), "not-found");
    assert_eq!(owner.get(SCENARIOS).await.ok(200)["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(app.person(DESERT, "owner").get(SCENARIOS).await.ok(200)["items"], json!([]));
}

#[tokio::test]
async fn scenario_that_is_no_call_is_refused_at_its_field() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for (body, field) in [
        (json!({"title": "A", "turns": [], "expected": {}}), "/turns"),
        (json!({"title": "A", "turns": vec!["a"; 41], "expected": {}}), "/turns"),
        (json!({"title": "A", "turns": ["a".repeat(1_001)], "expected": {}}), "/turns/0"),
        (json!({"title": "A", "turns": ["Hello"]}), "/expected"),
        (json!({"title": "A", "turns": ["[dance]"], "expected": {}}), "/turns/0"),
        (json!({"title": "A", "turns": ["Hello"], "expected": {"says": vec!["a"; 11]}}), "/expected/says"),
        (json!({"title": "A", "turns": ["Hello"], "expected": {"says": ["a||b"]}}), "/expected/says/0"),
        (json!({"title": "A", "call_id": "CA404"}), "/call_id"),
        (json!({"title": "", "turns": ["Hello"], "expected": {}}), "/title"),
    ] {
        let refused = owner.post(SCENARIOS, &body).await;
        assert_eq!(refused.problem(422), "invalid", "{body}");
        assert_eq!(refused.body["errors"][0]["field"], field, "{body}: {}", refused.body);
    }
}

#[tokio::test]
async fn model_is_tried_over_all_companies_before_it_is_switched() {
    let app = TestApp::with_stand_in().await;
    let operator = app.operator();
    let model = app.system.manifest.model.clone();
    assert_eq!(operator.post(TRIALS, &json!({"model": "gpt-0"})).await.problem(422), "invalid");
    let begun = operator.post(TRIALS, &json!({"model": model})).await.ok(202);
    assert_eq!((begun["companies"].as_u64(), begun.get("next_cursor")), (Some(2), None));
    let trial = begun["trial_id"].as_str().expect("an id").to_owned();
    // Repeating it begins no second run.
    operator.post(TRIALS, &json!({"model": model, "trial_id": trial})).await.ok(202);
    let owner = app.person(ACME, "owner");
    ended(&owner, &trial).await;
    ended(&app.person(DESERT, "owner"), &trial).await;
    let report = operator.get(&format!("{TRIALS}/{trial}")).await.ok(200);
    let row = |nth: usize| (report["items"][nth]["tenant_id"].clone(), report["items"][nth]["state"].clone());
    assert_eq!(row(0), (json!("ten_acme"), json!("passed")), "{report}");
    assert_eq!(row(1), (json!("ten_desert"), json!("passed")), "{report}");
    assert_eq!(owner.get(&format!("{TRIALS}/{trial}")).await.problem(403), "forbidden");
}

#[tokio::test]
async fn spent_budget_is_the_reason_why_no_call_is_made() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    app.operator().put("/admin/tenants/ten_acme/budget", &json!({"daily_micro_usd": 0})).await.ok(200);
    let message = stored_run(&app, &owner).await;
    let run = made(&app, &owner, &message).await;
    assert_eq!(run["scenarios"][0]["result"]["findings"], json!([{"code": "not_run", "found": "budget_spent"}]));
}

#[tokio::test]
async fn scenario_of_a_call_is_erased_with_its_caller() {
    let app = TestApp::with_stand_in().await;
    let owner = app.person(ACME, "owner");
    let number = "+12145550177";
    let caller = app.caller(ACME).from(number);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I need a tune-up for my furnace at 75201").await;
    caller.hang_up().await;
    let call = caller.call_sid();
    owner.post(SCENARIOS, &json!({"title": "Tune-up", "call_id": call})).await.ok(201);
    let other = json!({"title": "Hours", "turns": ["What are your hours?"], "expected": {}});
    owner.post(SCENARIOS, &other).await.ok(201);
    let path = format!("/admin/tenants/me/customers/{number}/erasure");
    owner.post(&path, &json!({"confirm": number})).await.ok(200);
    let left = owner.get(SCENARIOS).await.ok(200);
    assert_eq!(left["items"].as_array().map(Vec::len), Some(1), "{left}");
    // What follows the call may still be under way; its words leave with it (`person_erasure`).
    let items = app.items().await;
    let scenarios = items.iter().filter(|item| item.sort.starts_with("scenario#"));
    assert_eq!(scenarios.count(), 1);
}
