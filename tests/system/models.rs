//! Which model answers: the second one within the turn, the company's choice, requests without what a server refuses, and warnings
//! of models that are shut down.

use std::time::Instant;

use connections::secrets::Secrets;
use domain::money::MicroUsd;
use local_aws::put_secret;
use serde_json::{Value, json};

use super::{
    configuration::{draft, publish},
    spending::spent,
};
use crate::support::{ACME, ModelReply, TestApp, TestCaller, tool};

/// The second model, at ten times the prices of the first.
const SECOND: &str = r#"{"model": "second", "prices": {"prompt_micro_usd_per_million": 1000000, "cached_micro_usd_per_million":
    100000, "cache_write_micro_usd_per_million": 1250000, "completion_micro_usd_per_million": 5000000}}"#;
/// What an answer costs: 400 tokens at 0.1, 400 cached ones at 0.01, 200 written to the cache at 0.125, 20 completion tokens at 0.5.
const ANSWER: u64 = 40 + 4 + 25 + 10;
const QUESTION: &str = "What does a tune-up cost";

async fn with_second() -> TestApp {
    TestApp::with_settings([("OPENAI_SECOND_MODEL", SECOND)]).await
}

/// The names of the models that were asked, in order.
fn asked(app: &TestApp) -> Vec<String> {
    let name = |request: &Value| request["model"].as_str().expect("a name").to_owned();
    app.model.requests().iter().map(name).collect()
}

/// Asks a question in a new call; returns what the agent says.
async fn ask(caller: &TestCaller) -> String {
    let greeting = caller.ring().await;
    caller.say(&greeting, QUESTION).await.said()
}

/// A call of ACME, once it is counted.
async fn counted(app: &TestApp, caller: &TestCaller) -> Value {
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let path = format!("/admin/tenants/me/calls/{}", caller.call_sid());
    let call = app.person(ACME, "owner").get(&path).await.ok(200);
    assert!(call["cost"].is_object(), "{call}");
    call
}

#[tokio::test]
async fn second_model_answers_in_the_same_turn_and_each_has_its_own_price() {
    let app = with_second().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let replies = [ModelReply::Status(500), ModelReply::Say("It costs $89."), ModelReply::Say("Yes, we do.")];
    app.model.reply_with(replies);
    let answer = caller.say(&greeting, QUESTION).await;
    assert_eq!(answer.said(), "It costs $89.");
    assert_eq!(caller.say(&answer, "Do you do boilers").await.said(), "Yes, we do.");
    assert_eq!(asked(&app), ["scripted", "second", "scripted"]);
    assert_eq!(spent(&app, ACME).await.today, MicroUsd::new(11 * ANSWER));
    caller.hang_up().await;
    let call = counted(&app, &caller).await;
    assert_eq!(call["cost"]["by_provider_micro_usd"]["model"], 11 * ANSWER);
    assert_eq!(call["models"], json!(["second", "scripted"]));
    assert_eq!((&call["turns"][1]["model"], &call["turns"][2]["model"]), (&json!("second"), &json!("scripted")));
    assert_eq!(call["turns"][0].get("model"), None, "no model says the greeting");
    let usage = &call["usage"];
    assert_eq!((&usage["model_takeovers"], &usage["model_requests"]), (&json!(1), &json!(2)));
    assert_eq!((&usage["prompt_tokens"], &usage["cached_share"]), (&json!(2_000), &json!(0.4)));
}

#[tokio::test]
async fn second_model_takes_over_from_every_failure_before_a_word() {
    let app = with_second().await;
    let failures = [
        ModelReply::Status(429),
        ModelReply::Status(503),
        ModelReply::Refuse("messages"),
        ModelReply::Body("<html>"),
        ModelReply::Body("{}"),
        ModelReply::Broken("It"),
        // On this telephone, nothing is spoken before the end of a turn.
        ModelReply::Broken("It costs a lot, and it"),
    ];
    for failure in failures {
        app.model.reply_with([failure.clone(), ModelReply::Say("It costs $89.")]);
        assert_eq!(ask(&app.caller(ACME)).await, "It costs $89.", "{failure:?}");
    }
    assert_eq!(asked(&app), ["scripted", "second"].repeat(7), "the first one is not asked twice in a turn");
}

#[tokio::test]
async fn second_model_answers_when_the_first_one_says_nothing_in_half_of_the_time() {
    let settings = [("OPENAI_SECOND_MODEL", SECOND), ("OPENAI_TURN_MS", "3000")];
    let app = TestApp::with_settings(settings).await;
    app.model.reply_with([ModelReply::Hang, ModelReply::Say("It costs $89.")]);
    let began = Instant::now();
    assert_eq!(ask(&app.caller(ACME)).await, "It costs $89.");
    assert!(began.elapsed().as_millis() >= 1_500);
    assert_eq!(asked(&app), ["scripted", "second"]);
}

#[tokio::test]
async fn caller_gets_a_person_when_both_models_fail() {
    let app = with_second().await;
    app.model.reply_with([ModelReply::Status(400), ModelReply::Status(400)]);
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let answer = caller.say(&greeting, QUESTION).await;
    assert_eq!(asked(&app), ["scripted", "second"]);
    assert!(!answer.attribute("Dial", "action").is_empty(), "no transfer");
}

#[tokio::test]
async fn tools_of_a_turn_are_continued_by_the_second_model() {
    let app = with_second().await;
    let find = tool("check_availability", json!({"zip": "75201", "job_type": "repair"}));
    app.model.reply_with([find, ModelReply::Status(500), ModelReply::Say("We can come tomorrow.")]);
    assert_eq!(ask(&app.caller(ACME)).await, "We can come tomorrow.");
    assert_eq!(asked(&app), ["scripted", "scripted", "second"]);
    let last = app.model.requests().pop().expect("a request");
    assert!(last["messages"].to_string().contains("check_availability"), "the second model knows the tool's result");
}

#[tokio::test]
async fn model_with_a_key_of_its_own_gets_no_key_of_a_company() {
    let second = r#"{"model": "second", "key": "other"}"#;
    let app = TestApp::with_settings([("OPENAI_SECOND_MODEL", second)]).await;
    let aws = &app.system.runtime.aws;
    // The server rejects keys that contain `wrong`.
    let platform = json!({"openai": {"api_key": "wrong-1"}, "models": {"other": {"api_key": "right"}}});
    put_secret(aws, &Secrets::platform_name("front-desk"), &platform.to_string()).await.expect("stored");
    let own = json!({"twilio": {"account_sid": app.tenant(ACME).twilio_account_sid,
        "auth_tokens": [app.tenant(ACME).twilio_auth_token]}, "openai": {"api_key": "wrong-2"}});
    let name = Secrets::name("front-desk", &app.tenant(ACME).tenant_id);
    put_secret(aws, &name, &own.to_string()).await.expect("stored");
    app.model.reply_with([ModelReply::Say("It costs $89.")]);
    assert_eq!(ask(&app.caller(ACME)).await, "It costs $89.");
    assert_eq!(asked(&app), ["second"], "the first model's server refused the company's key");
}

#[tokio::test]
async fn parameters_that_a_server_refuses_are_left_out_within_the_turn_and_later() {
    let app = TestApp::start().await;
    let refused = ["reasoning_effort", "prompt_cache_key"];
    app.model.reply_with(refused.map(ModelReply::Refuse));
    app.model.reply_with([ModelReply::Say("It costs $89.")]);
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let answer = caller.say(&greeting, QUESTION).await;
    assert_eq!(answer.said(), "It costs $89.");
    caller.say(&answer, "And for a boiler").await;
    ask(&app.caller(ACME)).await;
    let requests = app.model.requests();
    assert_eq!(requests.len(), 5, "later requests are accepted at once");
    for (nth, request) in requests.iter().enumerate() {
        let has = refused.map(|parameter| request.get(parameter).is_some());
        assert_eq!(has, [nth == 0, nth <= 1], "request {nth}");
        assert!(request["tools"].is_array());
    }
    caller.hang_up().await;
    assert_eq!(counted(&app, &caller).await["usage"]["model_requests"], 2, "refusals are not billed");
}

#[tokio::test]
async fn company_chooses_among_the_models_that_operators_allow() {
    let other = r#"["scripted", {"model": "other", "verbosity": "low"}]"#;
    let app = TestApp::with_settings([("OPENAI_ALLOWED_MODELS", other)]).await;
    let owner = app.person(ACME, "owner");
    let own = "/admin/tenants/me";
    assert_eq!(owner.get(own).await.ok(200)["models"], json!(["scripted", "other"]));
    let path = format!("{own}/configuration/draft");
    let refused = owner.patch_at(1, &path, &json!({"model": "gpt-4.1"})).await;
    assert_eq!(refused.body["errors"], json!([{"field": "/model", "message": "must be one of scripted, other"}]));
    assert_eq!(refused.problem(422), "invalid");
    ask(&app.caller(ACME)).await;
    publish(&owner, &json!({"model": "other"})).await;
    ask(&app.caller(ACME)).await;
    let turn = owner.post(&format!("{own}/test-calls"), &json!({})).await.ok(201);
    let turns = format!("{own}/test-calls/{}/turns", turn["test_call_id"].as_str().expect("an id"));
    owner.post(&turns, &json!({"say": QUESTION})).await.ok(200);
    draft(&owner, &json!({"model": null})).await;
    assert_eq!(asked(&app), ["scripted", "other", "other"]);
    let requests = app.model.requests();
    assert_eq!((requests[0].get("verbosity"), &requests[1]["verbosity"]), (None, &json!("low")));
    let company = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let mut with_configuration = company.clone();
    with_configuration["configuration"] = super::configuration::published(&owner).await;
    with_configuration["configuration"]["model"] = json!("gpt-4.1");
    let refused = app.operator().post("/admin/tenants", &with_configuration).await;
    assert_eq!(refused.body["errors"][0]["field"], "/configuration/model");
}

#[tokio::test]
async fn operators_are_warned_of_models_that_are_shut_down_soon() {
    let settings = [("OPENAI_SECOND_MODEL", "gpt-4.1-mini"), ("OPENAI_ALLOWED_MODELS", "gpt-5-nano,gpt-6-luna")];
    let app = TestApp::with_settings(settings).await;
    let health = app.operator().get("/admin/analytics/health").await.ok(200);
    let expected = json!([
        {"name": "gpt-5-nano", "role": "allowed", "retires_on": "2026-12-11", "days_left": 18},
        {"name": "gpt-4.1-mini", "role": "second", "retires_on": "2027-01-14", "days_left": 52, "replacement": "gpt-6-luna"},
    ]);
    assert_eq!(health["retiring_models"], expected);
    let app = TestApp::start().await;
    assert_eq!(app.operator().get("/admin/analytics/health").await.ok(200)["retiring_models"], json!([]));
}
