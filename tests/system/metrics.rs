//! The metrics of the functions: each function publishes every metric that it declares, and no other.

use std::{collections::BTreeSet, time::Duration};

use aws_lambda_events::sqs::SqsEvent;
use axum::{Router, body::Body, http::Request};
use domain::{id::TenantId, phone::PhoneNumber};
use local::system::Functions;
use localhost::Loopback;
use platform::{
    runtime::Runtime,
    security_event::SECURITY_EVENTS,
    telemetry::{Metric, Metrics},
};
use serde_json::json;
use tower::ServiceExt as _;
use twilio::signature::sign;
use unfinished_calls::TIMEOUT;

use super::{
    configuration::publish,
    follow_up::{SUMMARY, batch, summary_job, summary_job_of},
    notifications::notify_in_every_way,
    scenario_runs::stored_run,
    spending::{BUDGET, TODAY, begin_test_call, spend},
    toll_fraud::forbid_first_person_on_call,
    trial_budget::{another, connected, spend_of_trials},
    webhooks::attempt_webhook,
};
use crate::support::{
    ACME, ApiClient, ModelReply, TestApp, TestCaller,
    relay_caller::{RelayCaller, prompt_event},
    template::Template,
};

/// The metrics that a function declares.
pub(crate) fn published_by(function: &str) -> &'static [Metric] {
    match function {
        "voice-webhook" => &voice_webhook::METRICS,
        "voice-fallback" => &voice_fallback::METRICS,
        "voice-stream" => &voice_stream::METRICS,
        "usage-aggregator" => &usage_aggregator::METRICS,
        "follow-up" => &follow_up::METRICS,
        "scenario-runs" => &scenario_runs::METRICS,
        "unfinished-calls" => &unfinished_calls::METRICS,
        "call-check" => &call_check::METRICS,
        "admin-tenants" => &admin_tenants::METRICS,
        "api-keys" => &api_keys::METRICS,
        "call-records" => &call_records::METRICS,
        "test-calls" => &test_calls::METRICS,
        "customers" => &customers::METRICS,
        "analytics" => &analytics::METRICS,
        "dashboard" => &dashboard::METRICS,
        other => panic!("no function is called {other}"),
    }
}

/// The functions of a system in another process, and the metrics that they emit.
fn recording(app: &TestApp) -> (Functions, Metrics) {
    let metrics = Metrics::in_memory();
    let runtime = Runtime { metrics: metrics.clone(), ..app.system.runtime.clone() };
    let functions = Functions::new(&app.system.manifest.environment, &runtime).expect("valid settings");
    (functions, metrics)
}

/// Posts a signed webhook to a function's own router.
pub(crate) async fn post(router: &Router, caller: &TestCaller, path: &str) {
    post_with(router, caller, path, &[]).await;
}

/// The same with further parameters.
pub(crate) async fn post_with(router: &Router, caller: &TestCaller, path: &str, more: &[(&str, &str)]) {
    let loopback = Loopback::bind(0).await.expect("a port");
    let url = format!("{}{path}", loopback.url());
    tokio::spawn(loopback.serve_forever(router.clone()));
    let (token, params) = (caller.token(), caller.params(more));
    let signature = sign(&token, &caller.url(path), &params);
    caller.post_signed(&url, &params, Some(&signature)).await;
}

/// Sends a form without a valid credential to a function's own router.
async fn forge(router: &Router, path: &str) {
    let form = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    let forged = form.header("authorization", "Bearer forged").body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(forged).await.expect("infallible");
    assert!(response.status().as_u16() < 500, "{path}");
}

/// Sets a budget that is spent, or that the next answer of the model takes past its warning threshold.
async fn set_budget(app: &TestApp, spent: bool) {
    let today = app.store().get_spend(&app.scope(ACME).await, TODAY).await.expect("read").today.get();
    if today < 16_000_000 {
        spend(app, TODAY, 16_000_000 - today).await;
    }
    let warning_at = today.max(16_000_000) + 50;
    let daily = if spent { 0 } else { warning_at * 10 / 8 };
    app.operator().put(BUDGET, &json!({"daily_micro_usd": daily})).await.ok(200);
}

const QUESTION: [(&str, &str); 2] = [("SpeechResult", "My furnace needs a tune-up"), ("Confidence", "0.9")];

/// Calls of scenarios that take a budget past its warning, that none covers, and in a trial whose budget is spent.
async fn rehearse_near_the_limits(app: &TestApp, functions: &Functions, trials_owner: &ApiClient) {
    for spent in [false, true] {
        app.operator().put(BUDGET, &json!({})).await.ok(200);
        let job = stored_run(app, &app.person(ACME, "owner")).await;
        set_budget(app, spent).await;
        functions.scenario_runs.handle(batch([job])).await;
    }
    let job = stored_run(app, trials_owner).await;
    functions.scenario_runs.handle(batch([job])).await;
}

/// A call that Twilio sends to the fallback, and one that it does not.
async fn fall_back(app: &TestApp, functions: &Functions) {
    let url = app.tenant(ACME).fallback_url.clone();
    let path = url.strip_prefix(&app.system.manifest.base_url).expect("below the public URL");
    post(&functions.voice_fallback, &app.caller(ACME), path).await;
    forge(&functions.voice_fallback, "/twilio/fallback").await;
}

/// A streamed call whose WebSocket is lost twice.
async fn lose_a_streamed_call(app: &TestApp, router: &Router) {
    let owner = app.person(ACME, "owner");
    publish(&owner, &json!({"streaming": true})).await;
    let call = RelayCaller::ring(app.caller(ACME)).await;
    publish(&owner, &json!({"streaming": false})).await;
    let action = call.connect.attribute("Connect", "action");
    let path = action.strip_prefix(&app.system.manifest.base_url).expect("below the public URL");
    for path in [path.to_owned(), format!("{path}&held=true")] {
        post_with(router, &call.caller, &path, &[("SessionStatus", "failed"), ("ErrorCode", "64105")]).await;
    }
}

/// Streamed turns that are answered, refused, without budget, and that fail. Each in a process of its own, which has no budget in memory.
async fn stream_in_every_way(metrics: &Metrics) {
    let app = &TestApp::start().await;
    let (trials_owner, of_a_trial) = connected(app).await;
    spend_of_trials(app).await;
    let process = |endpoint: Option<&str>| {
        let runtime = Runtime { metrics: metrics.clone(), ..app.system.runtime.clone() };
        let mut environment = app.system.manifest.environment.clone();
        environment.extend(endpoint.map(|endpoint| ("RELAY_ENDPOINT".to_owned(), endpoint.to_owned())));
        let functions = Functions::new(&environment, &runtime).expect("valid settings");
        functions.voice_stream.expect("the system has a WebSocket")
    };
    publish(&app.person(ACME, "owner"), &json!({"streaming": true})).await;
    let scope = app.scope(ACME).await;
    for spent in [false, true] {
        app.operator().put(BUDGET, &json!({})).await.ok(200);
        let call = RelayCaller::ring(app.caller(ACME)).await;
        set_budget(app, spent).await;
        let connection = call.connection(&app.store(), &scope).await;
        process(None).handle(prompt_event(&connection, "My furnace needs a tune-up")).await;
    }
    app.operator().put(BUDGET, &json!({})).await.ok(200);
    let call = RelayCaller::ring(app.caller(ACME)).await;
    let connection = call.connection(&app.store(), &scope).await;
    let stream = process(None);
    // Its claim and its words are written, and what it cost is not counted.
    app.aws.fail_after(2, "DynamoDB_20120810.UpdateItem");
    stream.handle(prompt_event(&connection, "Do you repair boilers?")).await;
    app.aws.recover();
    stream.handle(prompt_event(&connection, "Do you repair heat pumps?")).await;
    app.aws.fail("DynamoDB_20120810.UpdateItem");
    stream.handle(prompt_event(&connection, "Hello?")).await;
    app.aws.recover();

    publish(&trials_owner, &json!({"streaming": true})).await;
    let call = RelayCaller::ring(of_a_trial).await;
    let number = PhoneNumber::parse(&call.caller.to).expect("a number");
    let trial = app.store().get_number_route(&number).await.expect("read").expect("a route").scope();
    let connection = call.connection(&app.store(), &trial).await;
    process(None).handle(prompt_event(&connection, "My furnace needs a tune-up")).await;

    // At this port, nothing listens.
    process(Some("http://127.0.0.1:1/live")).handle(prompt_event(&connection, "Are you there?")).await;
    let context = json!({"routeKey": "$connect", "eventType": "CONNECT", "connectionId": "forged=", "stage": "live"});
    let forged = json!({"headers": {}, "queryStringParameters": {"t": "forged"}, "requestContext": context});
    assert_eq!(stream.handle(forged).await["statusCode"], 403);
}

#[tokio::test]
async fn function_publishes_exactly_the_metrics_it_declares() {
    let app = TestApp::start().await;
    let (mut trials_owner, of_a_trial) = connected(&app).await;
    let id = trials_owner.get("/admin/tenants/me").await.ok(200)["tenant_id"].take();
    let trial: TenantId = serde_json::from_value(id).expect("an id");
    of_a_trial.say(&of_a_trial.ring().await, "My furnace needs a tune-up").await;
    spend_of_trials(&app).await;
    for function in Template::main().functions() {
        let (functions, metrics) = recording(&app);
        match function.name {
            "voice-webhook" => {
                lose_a_streamed_call(&app, &functions.voice_webhook).await;
                forbid_first_person_on_call(&app).await;
                let caller = app.caller(ACME);
                post(&functions.voice_webhook, &caller, "/twilio/voice").await;
                let danger = [("SpeechResult", "I smell gas"), ("Confidence", "0.9")];
                post_with(&functions.voice_webhook, &caller, "/twilio/turn?step=1", &danger).await;
                let runtime = Runtime { metrics: metrics.clone(), ..app.system.runtime.clone() };
                let mut environment = app.system.manifest.environment.clone();
                environment.insert("TENANT_CALLS_AT_ONCE".to_owned(), "0".to_owned());
                let busy = Functions::new(&environment, &runtime).expect("valid settings");
                post(&busy.voice_webhook, &app.caller(ACME), "/twilio/voice").await;
                for spent in [false, true] {
                    set_budget(&app, spent).await;
                    let caller = app.caller(ACME);
                    post(&functions.voice_webhook, &caller, "/twilio/voice").await;
                    post_with(&functions.voice_webhook, &caller, "/twilio/turn?step=1", &QUESTION).await;
                }
                let of_a_trial = another(&app, &of_a_trial);
                post(&functions.voice_webhook, &of_a_trial, "/twilio/voice").await;
                post_with(&functions.voice_webhook, &of_a_trial, "/twilio/turn?step=1", &QUESTION).await;
                app.aws.fail("DynamoDB_20120810.UpdateItem");
                post_with(&functions.voice_webhook, &app.caller(ACME), "/twilio/turn?step=1", &QUESTION).await;
                app.aws.recover();
                app.aws.fail("DynamoDB");
                post(&functions.voice_webhook, &app.caller(ACME), "/twilio/turn?step=1").await;
                app.aws.recover();
                forge(&functions.voice_webhook, "/twilio/voice").await;
            }
            "voice-fallback" => fall_back(&app, &functions).await,
            "voice-stream" => Box::pin(stream_in_every_way(&metrics)).await,
            "test-calls" => {
                for spent in [false, true] {
                    app.operator().put(BUDGET, &json!({})).await.ok(200);
                    let turns = begin_test_call(&app.person(ACME, "owner")).await;
                    set_budget(&app, spent).await;
                    let loopback = Loopback::bind(0).await.expect("a port");
                    let mut owner = app.person(ACME, "owner");
                    owner.send_to(loopback.url());
                    tokio::spawn(loopback.serve_forever(functions.test_calls.clone()));
                    owner.post(&turns, &json!({"say": "My furnace needs a tune-up"})).await;
                }
                let loopback = Loopback::bind(0).await.expect("a port");
                trials_owner.send_to(loopback.url());
                tokio::spawn(loopback.serve_forever(functions.test_calls.clone()));
                trials_owner.post("/admin/tenants/me/test-calls", &json!({})).await.problem(429);
                forge(&functions.test_calls, "/admin/tenants/me/test-calls").await;
            }
            "admin-tenants" => forge(&functions.admin_tenants, "/admin/me").await,
            "api-keys" => forge(&functions.api_keys, "/admin/tenants/me/api-keys").await,
            "analytics" => forge(&functions.analytics, "/admin/tenants/me/pulse").await,
            "call-records" => forge(&functions.call_records, "/admin/tenants/me/calls").await,
            "dashboard" => forge(&functions.dashboard, "/calls").await,
            "customers" => forge(&functions.customers, "/admin/tenants/me/customers").await,
            "usage-aggregator" => {
                functions.usage_aggregator.handle(SqsEvent::default()).await;
            }
            "follow-up" => {
                for (spent, answer) in [(false, ModelReply::Status(400)), (false, SUMMARY), (true, SUMMARY)] {
                    app.operator().put(BUDGET, &json!({})).await.ok(200);
                    app.model.summarize_with(answer);
                    let caller = app.caller(ACME);
                    let greeting = caller.ring().await;
                    caller.say(&greeting, "My furnace needs a tune-up").await;
                    set_budget(&app, spent).await;
                    functions.follow_up.handle(batch([summary_job(&app, &caller)])).await;
                }
                let job = summary_job_of(trial.clone(), &of_a_trial);
                functions.follow_up.handle(batch([job])).await;
                attempt_webhook(&app, &functions.follow_up).await;
                notify_in_every_way(&app, &functions.follow_up, 1).await;
                super::customer_texts::text_customers(&app, &functions.follow_up).await;
                super::escalation::alarm_the_operator(&app, &functions.follow_up).await;
                super::recordings::use_files(&app, &functions.follow_up).await;
                functions.follow_up.queue_due().await.expect("queued");
            }
            "scenario-runs" => rehearse_near_the_limits(&app, &functions, &trials_owner).await,
            "call-check" => {
                functions.call_check.run(Duration::ZERO).await.expect("removed");
            }
            "unfinished-calls" => {
                functions.unfinished_calls.run(TIMEOUT).await.expect("nothing failed");
            }
            other => panic!("{other} is not run"),
        }
        let declared: BTreeSet<_> = published_by(function.name).iter().copied().collect();
        assert_eq!(metrics.recorded(), declared, "{}", function.name);
    }
}

#[tokio::test]
async fn fallback_is_counted_only_at_a_url_that_we_signed() {
    let app = TestApp::start().await;
    let (functions, metrics) = recording(&app);
    let long = "9".repeat(60_000);
    for forged in [
        "/twilio/fallback",
        "/twilio/fallback?signature=guess",
        "/twilio/fallback?forward=%2B19005550199&signature=guess",
        &format!("/twilio/fallback?signature={long}"),
    ] {
        post(&functions.voice_fallback, &app.caller(ACME), forged).await;
    }
    assert_eq!(metrics.recorded(), [SECURITY_EVENTS].into(), "a stranger raised the alarm of the fallback");
    let url = app.tenant(ACME).fallback_url.clone();
    let path = url.strip_prefix(&app.system.manifest.base_url).expect("below the public URL");
    post(&functions.voice_fallback, &app.caller(ACME), path).await;
    assert!(metrics.recorded().contains(&voice_fallback::METRICS[0]));
}
