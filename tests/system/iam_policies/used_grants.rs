//! Runs every feature once and records which of the template's grants the functions use.

mod streamed;

use std::collections::BTreeSet;

use domain::id::{RecordingSid, TenantId};
use messages::{JobKind, KeptRecording};
use serde_json::{Value, json};

use crate::{
    support::{
        ACME, ApiClient, ApiResponse, DESERT, RECORDING, TestApp, TestCaller,
        policy::{Policies, PolicyGrant},
        relay_caller::open,
        tool,
    },
    system::{
        access::{fixtures::Fixtures, operations::operations},
        analytics::operators::change_alarm,
        calendars::calendar_of_a_removed_person,
        calls::{up_to_read_back, visit},
        company_export::use_export,
        configuration::publish,
        customer_texts::text_customers,
        due_jobs::put_due,
        follow_up::{SUMMARY, batch, failed, job_of},
        notifications::notify_in_every_way,
        recordings::use_files,
        scenario_runs::{run_of, stored_run},
        spending::{TODAY, begin_test_call, phone_call_at_the_warning, spend_of, spent, test_call_at_the_warning},
        trial_budget::connected,
        unfinished_calls::{LATER, abandoned_call, at_twilio, sweep, until_first_counted},
        webhooks::delay_webhook,
    },
};

#[tokio::test]
async fn every_grant_of_the_template_is_used() {
    let fixtures = Fixtures::create().await;
    // Calls first: the later steps deactivate the company.
    test_call_at_the_warning(&fixtures.app).await;
    phone_call_at_the_warning(&fixtures.app).await;
    publish(&fixtures.app.person(ACME, "owner"), &json!({"forwarding_number": "+12145550193"})).await;
    every_kind_of_call(&fixtures.app).await;
    streamed::streamed_calls(&fixtures.app).await;
    notify_in_every_way(&fixtures.app, &fixtures.app.other_process([]).follow_up, 1_000).await;
    for _ in 0..2 {
        // The first check creates its secret.
        fixtures.app.system.functions.call_check.run(std::time::Duration::ZERO).await.expect("removed");
    }
    delay_webhook(&fixtures.app).await;
    calendar_of_a_removed_person(&fixtures.app).await;
    call_missing_from_the_open_calls(&fixtures.app).await;
    call_without_reported_end(&fixtures.app).await;
    call_with_a_longer_end(&fixtures.app).await;
    let now = fixtures.app.clock().now().to_string();
    text_customers(&fixtures.app, &fixtures.app.other_process([]).follow_up).await;
    fixtures.app.set_now(&now);
    test_call_of_a_customer(&fixtures).await;
    use_export(&fixtures.app).await;
    use_files(&fixtures.app, &fixtures.app.other_process([]).follow_up).await;
    erase_a_caller(&fixtures.app).await;
    rebuilt_day(&fixtures).await;
    change_alarm(&fixtures.app).await;
    scenarios(&fixtures.app).await;
    every_operation(&fixtures).await;
    repeated_requests(&fixtures).await;
    api_key_requests(&fixtures).await;
    life_of_a_company(&fixtures.app).await;
    let Fixtures { app, .. } = fixtures;
    app.queues().send("a dead letter").await;
    failed(app.other_process([]).follow_up.handle(batch(["a dead letter".to_owned()])).await);
    failed(app.other_process([]).scenario_runs.handle(batch(["a dead letter".to_owned()])).await);
    app.system.stop().await;
    let mut used = app.aws.used();
    used.extend(grants_used_without_platform_secret().await);

    let granted = Policies::of_the_template().grants();
    // Posts to WebSockets go straight to them; the tests of streamed calls show that they arrive signed.
    let is_seen = |grant: &&PolicyGrant| grant.action != "execute-api:ManageConnections";
    let unused: Vec<_> = granted.difference(&used).filter(is_seen).map(ToString::to_string).collect();
    assert!(unused.is_empty(), "unused grants; remove them, or use them here: {unused:#?}");
}

/// A replay of a call, and a scenario that spends the last part before the warning about the day's budget.
async fn scenarios(app: &TestApp) {
    let caller = app.caller(DESERT);
    let greeting = caller.ring().await;
    caller.say(&greeting, "My furnace needs a tune-up").await;
    caller.hang_up().await;
    let owner = app.person(DESERT, "owner");
    run_of(&owner, &json!({"version": "published", "call_id": caller.call_sid()})).await;
    let spent = spent(app, DESERT).await.today.get();
    spend_of(app, DESERT, TODAY, 16_000_000 - spent - 1).await;
    let message = stored_run(app, &owner).await;
    failed(app.other_process([]).scenario_runs.handle(batch([message])).await);
}

/// Erases a caller whose call can be found and has a recording, which waited in the queue.
async fn erase_a_caller(app: &TestApp) {
    let caller = app.caller(ACME).from("+12145550177");
    let greeting = caller.ring().await;
    caller.say(&greeting, "My furnace is dead").await;
    caller.hang_up().await;
    let kept = KeptRecording {
        tenant: app.tenant(ACME).tenant_id.clone(),
        call: crate::support::call(&caller),
        recording: RecordingSid::parse(RECORDING).expect("an id"),
        url: String::new(),
        duration_seconds: 9,
        started_at: None,
        reported_at: app.change().at,
        voicemail: false,
        callback: None,
    };
    app.queues().send(&kept.to_body().expect("JSON")).await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    app.store().index_transcript(&app.customers(ACME).await, &crate::support::call(&caller)).await.expect("indexed");
    let path = "/admin/tenants/me/customers/+12145550177/erasure";
    app.person(ACME, "manager").post(path, &json!({"confirm": "+12145550177"})).await.ok(200);
}

async fn every_operation(fixtures: &Fixtures) {
    for operation in operations() {
        let client = fixtures.client_for(&operation);
        let request = fixtures.prepare(&operation).await;
        let response = ApiResponse::of(request.build(&client, &fixtures.acme)).await;
        assert_eq!(response.status, operation.case().success, "{operation}: {}", response.body);
    }
    let number = fixtures.app.tenant(ACME).number.to_string();
    let found = format!("/admin/tenants?search={}", number.replace('+', "%2B"));
    assert_eq!(fixtures.operator.get(&found).await.ok(200)["items"][0]["tenant_id"], json!(fixtures.acme));
}

/// A repeated request and a failed one, by a person with a company and by an operator.
async fn repeated_requests(fixtures: &Fixtures) {
    let app = &fixtures.app;
    let company = format!("/admin/tenants/{}", fixtures.acme);
    let key = json!({"name": "Board", "scopes": ["company:read"]});
    let note = json!({"note": "Prefers mornings"});
    let visit = json!({
        "slot": "2026-11-25_morning", "job_type": "repair", "name": "Lee Park", "callback": "+12145550177",
        "street": "9 Elm Street", "zip": "75201", "problem": "The furnace is dead",
    });
    for (index, client) in [app.person(ACME, "owner"), fixtures.operator.clone()].iter().enumerate() {
        let person = json!({"email": format!("repeated{index}@acme.example"), "role": "viewer"});
        let posts = [
            ("/api-keys", &key),
            ("/people", &person),
            ("/appointments", &visit),
            ("/customers/+12145550177/notes", &note),
        ];
        for (path, body) in posts {
            let (path, once) = (format!("{company}{path}"), format!("once{path}"));
            app.aws.fail("DynamoDB_20120810.TransactWriteItems");
            assert_eq!(client.post_once(&once, &path, body).await.problem(503), "unavailable");
            app.aws.recover();
            client.post_once(&once, &path, body).await.ok(201);
            assert_eq!(client.post_once(&once, &path, body).await.header("idempotency-replayed"), "true");
        }
    }
}

async fn api_key_requests(fixtures: &Fixtures) {
    let key = fixtures.make_key(&["company:read"]).await["key"].as_str().map(str::to_owned);
    let program = ApiClient::with(&fixtures.app.system, key);
    program.get("/admin/tenants/me").await.ok(200);
    assert_eq!(program.get("/admin/tenants/me/api-keys").await.problem(403), "forbidden");
    assert_eq!(program.get("/admin/tenants/me/calls").await.problem(403), "forbidden");
    assert_eq!(program.get("/admin/tenants/me/customers").await.problem(403), "forbidden");
    assert_eq!(program.post("/admin/tenants/me/test-calls", &json!({})).await.problem(403), "forbidden");
    assert_eq!(program.get("/admin/tenants/me/pulse").await.problem(403), "forbidden");
    for path in ["calls", "pulse"] {
        fixtures.app.person(ACME, "owner").get(&format!("/admin/tenants/me/{path}")).await.ok(200);
    }
}

async fn every_kind_of_call(app: &TestApp) {
    let booking_caller = app.caller(ACME);
    let read_back = up_to_read_back(app, &booking_caller).await;
    booking_caller.say(&read_back, "yes").await;
    let id = app.appointment(&booking_caller).await.expect("booked").id;

    let returning_caller = app.caller(ACME);
    let greeting = returning_caller.ring().await;
    app.model.reply_with([
        tool("look_up_customer", json!({})),
        tool("check_availability", json!({"zip": null, "when": "Wednesday", "part_of_day": "afternoon"})),
        tool("reschedule", json!({"appointment_id": id, "slot_id": "2026-11-25_afternoon"})),
    ]);
    let read_back = returning_caller.say(&greeting, "Move my visit to Wednesday afternoon").await;
    let moved = returning_caller.say(&read_back, "yes").await;
    assert!(moved.said().starts_with("Your visit is moved to Wednesday"), "{}", moved.said());
    app.model.reply_with([tool("cancel", json!({"appointment_id": id}))]);
    let read_back = returning_caller.say(&moved, "No, call it off").await;
    let cancelled = returning_caller.say(&read_back, "yes, cancel it").await;
    assert!(cancelled.said().contains("is cancelled."), "{}", cancelled.said());

    let message_caller = app.caller(ACME);
    let message = json!({"name": "Dana", "callback_number": null, "message": "Call me", "urgent": false});
    app.model.reply_with([tool("take_message", message)]);
    let greeting = message_caller.ring().await;
    let read_back = message_caller.say(&greeting, "Have someone call me").await;
    message_caller.say(&read_back, "yes").await;
    app.message(&message_caller).await.expect("stored");

    let emergency_caller = app.caller(ACME);
    let greeting = emergency_caller.ring().await;
    let dialing = emergency_caller.say(&greeting, "I smell gas").await;
    let mut their_leg = app.caller(ACME);
    "+12145550171".clone_into(&mut their_leg.to);
    let parent = [("ParentCallSid", emergency_caller.call_sid())];
    let whisper = their_leg.post(&dialing.attribute("Number", "url"), &parent).await;
    their_leg.post(&whisper.attribute("Gather", "action"), &[("Digits", "1")]).await;

    let recording =
        [("RecordingUrl", "https://api.twilio.com/RE"), ("RecordingSid", RECORDING), ("RecordingDuration", "9")];
    assert_eq!(emergency_caller.post("/twilio/recording", &recording).await.status, 204);
    let fallback = app.tenant(ACME).fallback_url.clone();
    assert_eq!(emergency_caller.post(&fallback, &[]).await.status, 200);
    for caller in [booking_caller, returning_caller, message_caller, emergency_caller] {
        assert_eq!(caller.hang_up().await.status, 204);
    }
}

/// A call that could not be listed at its greeting and whose end event is lost: Twilio's list of calls has it.
async fn call_missing_from_the_open_calls(app: &TestApp) {
    let now = app.clock().now().to_string();
    app.set_now("2026-11-23T15:30:00Z");
    sweep(app).await;
    let caller = abandoned_call(app, ACME).await;
    at_twilio(app, &caller, Some(130));
    let open = app.store().list_open_calls(None, 100).await.expect("read").items;
    for open in open.into_iter().filter(|open| open.call.as_str() == caller.call_sid()) {
        app.store().remove_open_call(&open).await.expect("removed");
    }
    app.set_now("2026-11-23T16:30:00Z");
    assert_eq!(sweep(app).await.finished, 0);
    assert_eq!(sweep(app).await.finished, 1);
    // A later sweep would finish it again.
    until_first_counted(app, &caller).await;
    app.set_now(&now);
}

async fn call_without_reported_end(app: &TestApp) {
    let caller = abandoned_call(app, ACME).await;
    at_twilio(app, &caller, Some(130));
    let now = app.clock().now().to_string();
    app.set_now(LATER);
    // That Twilio refuses a token is recorded. This process has the right one in memory.
    app.set_auth_tokens(ACME, &["not-the-token"]).await;
    let elsewhere = app.other_process([]).unfinished_calls.run(unfinished_calls::TIMEOUT).await;
    assert_eq!(elsewhere.expect("a completed sweep").unknown, 1);
    app.set_auth_tokens(ACME, &[&app.tenant(ACME).twilio_auth_token]).await;
    assert_eq!(sweep(app).await.finished, 1);
    app.set_now(&now);
}

/// The end that is reported first is not the longest.
async fn call_with_a_longer_end(app: &TestApp) {
    let now = app.clock().now().to_string();
    let caller = abandoned_call(app, ACME).await;
    caller.end_after("1").await;
    app.set_now(LATER);
    caller.end_after("130").await;
    until_first_counted(app, &caller).await;
    // Twilio first denies the longer end.
    at_twilio(app, &caller, Some(1));
    assert_eq!(sweep(app).await.settled, 1);
    caller.end_after("130").await;
    at_twilio(app, &caller, Some(130));
    assert_eq!(sweep(app).await.corrected, 1);
    app.set_now(&now);
}

async fn test_call_of_a_customer(fixtures: &Fixtures) {
    let (app, at) = (&fixtures.app, format!("/admin/tenants/{}/test-calls", fixtures.acme));
    let customer = app.caller(ACME);
    let read_back = up_to_read_back(app, &customer).await;
    customer.say(&read_back, "yes").await;
    let begun = fixtures.operator.post(&at, &json!({"from": customer.from, "book": true})).await.ok(201);
    app.model.reply_with([
        tool("look_up_customer", json!({})),
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"})),
        tool("book_appointment", visit()),
    ]);
    let turns = format!("{at}/{}/turns", begun["test_call_id"].as_str().expect("an id"));
    fixtures.operator.post(&turns, &json!({"say": "Tomorrow morning, as last time"})).await.ok(200);
    fixtures.operator.post(&turns, &json!({"say": "yes"})).await.ok(200);
    for client in [app.person(ACME, "owner"), fixtures.operator.clone()] {
        client.post_once("once", &at, &json!({})).await.ok(201);
        assert_eq!(client.post_once("once", &at, &json!({})).await.header("idempotency-replayed"), "true");
    }
}

/// A day whose counters are wrong is counted again, by a request that is repeated.
async fn rebuilt_day(fixtures: &Fixtures) {
    let wrong = json!({"tenant_id": fixtures.acme, "sk": "usage#day#2026-11-20", "calls": 99});
    fixtures.app.put_items(&[wrong]).await;
    let path = format!("/admin/tenants/{}/analytics/rebuild", fixtures.acme);
    let body = json!({"from": "2026-11-20", "to": "2026-11-23"});
    fixtures.operator.post_once("rebuild", &path, &body).await.ok(200);
    assert_eq!(fixtures.operator.post_once("rebuild", &path, &body).await.header("idempotency-replayed"), "true");
}

/// A company that signs up, connects a number, takes a call with the platform's model key, and is erased.
async fn life_of_a_company(app: &TestApp) {
    let (owner, caller) = connected(app).await;
    owner.get("/admin/tenants/me/connection").await.ok(200);
    owner.post("/admin/tenants/me/test-calls", &json!({})).await.ok(201);
    let greeting = caller.ring().await;
    caller.say(&greeting, "My furnace needs a tune-up").await;
    streamed::streamed_call_of_a_trial(app, &owner, &caller).await;
    follow_up(app, &owner, &caller).await;
    let message = stored_run(app, &owner).await;
    failed(app.other_process([]).scenario_runs.handle(batch([message])).await);
    let test_call = begin_test_call(&owner).await;
    owner.post(&test_call, &json!({"say": "My furnace needs a tune-up"})).await.ok(200);
    owner.put("/admin/tenants/me/credentials/openai", &json!({"api_key": "sk-of-peak-alone"})).await.ok(200);
    owner.post("/admin/tenants/me/api-keys", &json!({"name": "Board", "scopes": ["company:read"]})).await.ok(201);
    let person = json!({"email": "lee@peak.example", "role": "viewer"});
    let code = owner.post("/admin/tenants/me/people", &person).await.ok(201)["code"].take();
    let lee = app.signed_in("lee@peak.example");
    let lee = lee.post("/admin/invitations/accept", &json!({"code": code})).await.ok(200);
    let lee = lee["person_id"].as_str().expect("an id");
    owner.delete(&format!("/admin/tenants/me/people/{lee}")).await.ok(204);
    let id = owner.get("/admin/tenants/me").await.ok(200)["tenant_id"].as_str().expect("an id").to_owned();
    owner.delete("/admin/tenants/me").await.ok(200);
    let erase = format!("/admin/tenants/{id}/erase");
    app.operator().post(&erase, &json!({"confirm": id})).await.ok(200);
    // A person founds one company.
    let again = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    assert_eq!(owner.post("/admin/tenants", &again).await.problem(409), "conflict");
}

/// Does the jobs that follow a call of an owner's company, and looks for it.
async fn follow_up(app: &TestApp, owner: &ApiClient, caller: &TestCaller) {
    let id = owner.get("/admin/tenants/me").await.ok(200)["tenant_id"].take();
    let tenant: TenantId = serde_json::from_value(id).expect("an id");
    let jobs = [JobKind::Summary, JobKind::Index].map(|kind| job_of(tenant.clone(), caller, kind));
    app.model.summarize_with(SUMMARY);
    put_due(app, &jobs[0], "2026-11-23T15:00:00Z").await;
    app.other_process([]).follow_up.queue_due().await.expect("queued");
    // The erasure finds this one.
    put_due(app, &jobs[0], "2027-11-23T15:00:00Z").await;
    assert_eq!(failed(app.other_process([]).follow_up.handle(batch(jobs)).await), Vec::<String>::new());
    owner.get("/admin/tenants/me/calls/search?q=furnace").await.ok(200);
}

async fn grants_used_without_platform_secret() -> BTreeSet<PolicyGrant> {
    let app = TestApp::start().await;
    let secrets = platform::aws::secrets_manager(&app.system.runtime.aws);
    let name = connections::secrets::Secrets::platform_name("front-desk");
    secrets.delete_secret().secret_id(name).force_delete_without_recovery(true).send().await.expect("deleted");
    app.operator().get("/health/ready").await.ok(200);
    let (owner, caller) = connected(&app).await;
    let checks = owner.get("/admin/tenants/me/connection").await.ok(200);
    let model = checks["checks"].as_array().expect("checks").iter().find(|check| check["name"] == "model");
    assert_eq!(model.map(|check| &check["result"]), Some(&Value::from("wrong")), "{checks}");
    let greeting = caller.ring().await;
    caller.say(&greeting, "My furnace needs a tune-up").await;
    streamed::streamed_call_of_a_trial(&app, &owner, &caller).await;
    follow_up(&app, &owner, &caller).await;
    let message = stored_run(&app, &owner).await;
    failed(app.other_process([]).scenario_runs.handle(batch([message])).await);
    // The cache holds that the secret does not exist, so later turns do not read it again.
    app.aws.clear_requests();
    caller.say(&greeting, "My furnace needs a tune-up").await;
    caller.ring().await;
    assert!(app.aws.requests().iter().all(|request| request.operation != "GetSecretValue"));
    // A company whose secret does not exist.
    let delete = async |company: usize| {
        let name = connections::secrets::Secrets::name("front-desk", &app.tenant(company).tenant_id);
        secrets.delete_secret().secret_id(name).force_delete_without_recovery(true).send().await.expect("deleted");
    };
    delete(DESERT).await;
    assert_eq!(app.caller(DESERT).ring().await.status, 403);
    publish(&app.person(ACME, "owner"), &json!({"streaming": true})).await;
    let streamed = app.caller(ACME).ring().await.attribute("ConversationRelay", "url");
    delete(ACME).await;
    let signature = twilio::signature::sign(&app.caller(ACME).token(), &streamed, &[]);
    assert!(open(&streamed, Some(&signature)).await.is_err());
    app.person(DESERT, "owner").post("/admin/tenants/me/test-calls", &json!({})).await.ok(201);
    app.aws.used()
}
