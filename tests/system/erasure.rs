//! Erasure: deletes every item and secret of a company, and nothing of another.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    day_counts::TurnTimes,
    id::{AppointmentId, CallSid},
    phone::PhoneNumber,
    usage::CallUsage,
};
use jiff::civil::date;
use messages::FinishedCall;
use serde_json::{Value, json};
use store::{
    StoreError, TenantScope,
    key::{PARTITION, SORT},
    secret_token::ApiKey,
};
use tokio::sync::Barrier;

use super::{calls::up_to_read_back, due_jobs::put_due, follow_up::summary_job, tenants::sign_up, webhooks::register};
use crate::support::{ACME, ApiResponse, DESERT, Item, ModelReply, TestApp, tool};

const ACME_ID: &str = "ten_acme";

/// Texts that identify ACME, its people, customers or callers.
const TRACES: [&str; 7] = [ACME_ID, "+1214555", "acme.example", "Acme", "usr_acme", "Dana Smith", "lee@park.example"];

/// The items that identify ACME, except entries of the platform's log and the job that deletes its files: they hold its id only.
async fn items_of_acme(app: &TestApp) -> Vec<Item> {
    let mentions = |item: &Item| TRACES.iter().any(|trace| item.mentions(trace));
    let (log, left): (Vec<_>, Vec<_>) = app.items().await.into_iter().filter(mentions).partition(|item| {
        item.partition == "platform" || (item.partition == "due" && item.sort.ends_with("#ten_acme#files"))
    });
    for entry in log {
        assert!(!TRACES[1..].iter().any(|trace| entry.mentions(trace)), "{entry:?}");
    }
    left
}

/// Gives ACME items of every kind: calls, a visit, an emergency, people, an invitation, keys, drafts, test calls. Returns an
/// API key.
async fn populate(app: &TestApp) -> String {
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(app, &caller).await;
    caller.say(&read_back, "yes").await;
    let emergency_caller = app.caller(ACME);
    let greeting = emergency_caller.ring().await;
    emergency_caller.say(&greeting, "I smell gas").await;
    let owner = app.person(ACME, "owner");
    let invitation = json!({"email": "lee@park.example", "role": "viewer"});
    owner.post("/admin/tenants/me/people", &invitation).await.ok(201);
    let body = json!({"name": "Board", "scopes": ["company:read"]});
    let key = owner.post("/admin/tenants/me/api-keys", &body).await.ok(201);
    let id = key["api_key"]["key_id"].as_str().expect("an id");
    let rotated = owner.post(&format!("/admin/tenants/me/api-keys/{id}/rotate"), &json!({})).await.ok(201);
    owner.post("/admin/tenants/me/calendar-feeds", &json!({})).await.ok(201);
    let patch = json!({"greeting": "Good day."});
    let latest = owner.get("/admin/tenants/me").await.ok(200)["latest_version"].as_u64().expect("a number");
    owner.patch_at(latest, "/admin/tenants/me/configuration/draft", &patch).await.ok(200);
    let (webhook, _) = register(app, "http://127.0.0.1:9/", &["message.taken"]).await;
    owner.post(&format!("{webhook}/test"), &json!({"event": "message.taken"})).await.ok(202);
    put_due(app, &summary_job(app, &caller), "2026-11-24T14:00:00Z").await;
    owner.post_once("once", "/admin/tenants/me/test-calls", &json!({})).await.ok(201);
    rotated["key"].as_str().expect("a key").to_owned()
}

async fn deactivate(app: &TestApp) {
    app.person(ACME, "owner").delete("/admin/tenants/me").await.ok(200);
}

async fn erase(app: &TestApp) -> ApiResponse {
    app.operator().post("/admin/tenants/ten_acme/erase", &json!({"confirm": ACME_ID})).await
}

#[tokio::test]
async fn erasure_requires_an_inactive_tenant_and_its_id() {
    let app = TestApp::start().await;
    let before = items_of_acme(&app).await;
    assert_eq!(erase(&app).await.problem(409), "conflict");
    assert_eq!(items_of_acme(&app).await, before);
    deactivate(&app).await;
    let (operator, path) = (app.operator(), "/admin/tenants/ten_acme/erase");
    assert_eq!(operator.post(path, &json!({"confirm": "ten_desert"})).await.problem(422), "invalid");
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.post(path, &json!({"confirm": ACME_ID})).await.problem(403), "forbidden");
    assert_eq!(operator.get("/admin/tenants/ten_acme").await.ok(200)["status"], "inactive");
    assert!(app.secret(ACME_ID).await.is_some());
}

#[tokio::test]
async fn erasure_deletes_everything_of_the_tenant_and_nothing_else() {
    let app = TestApp::start().await;
    let key = populate(&app).await;
    let desert = app.caller(DESERT).from("+16025550143");
    let greeting = desert.ring().await;
    deactivate(&app).await;
    let of_others = |items: Vec<Item>| -> Vec<Item> {
        let others = |item: &Item| !TRACES.iter().any(|trace| item.mentions(trace)) && !item.is_of_a_request();
        items.into_iter().filter(others).collect()
    };
    let (before, others) = (items_of_acme(&app).await, of_others(app.items().await));
    let hash = ApiKey::parse(&key).expect("a key").hash();
    assert!(before.iter().any(|item| item.mentions(&hash)), "the key's hash is not in the table");

    app.set_now("2026-11-23T16:30:00Z");
    let response = erase(&app).await.ok(200);
    assert_eq!((&response["tenant_id"], &response["secret"]), (&json!(ACME_ID), &json!(true)));
    let counts = response["items"].as_object().expect("counts");
    let sum: u64 = counts.values().filter_map(Value::as_u64).sum();
    assert_eq!(sum, before.len() as u64, "{counts:?}");
    for kind in [
        "appointment",
        "calendar",
        "call",
        "person",
        "api_key",
        "config",
        "emergency",
        "test_call",
        "due",
        "webhook",
        "delivery",
        "tenant",
        "audit",
    ] {
        assert!(counts.contains_key(kind), "{kind} in {counts:?}");
    }

    assert_eq!(items_of_acme(&app).await, []);
    assert!(!app.items().await.iter().any(|item| item.mentions(&hash)));
    assert_eq!(app.secret(ACME_ID).await, None);
    assert_eq!(of_others(app.items().await), others);
    assert!(app.secret("ten_desert").await.is_some());
    assert_eq!(desert.say(&greeting, "Hello?").await.said(), "Tell me more.");

    let log = app.operator().get("/admin/audit?limit=1").await.ok(200);
    let entry = &log["items"][0];
    assert_eq!((&entry["action"], &entry["about"]), (&json!("tenant.erased"), &json!(ACME_ID)));
    assert!(entry["actor"].as_str().is_some_and(|actor| actor.starts_with("operator:")), "{entry}");

    assert_eq!(app.operator().get("/admin/tenants/ten_acme").await.problem(404), "not-found");
    assert_eq!(erase(&app).await.problem(404), "not-found");
    let mut program = app.operator();
    program.credential = Some(key);
    assert_eq!(program.get("/admin/me").await.problem(401), "unauthenticated");
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.get("/admin/me").await.ok(200)["kind"], "newcomer");
    assert!(app.caller(ACME).ring().await.is_not_in_service());
}

#[tokio::test]
async fn erasure_deletes_a_malformed_call() {
    let app = TestApp::start().await;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let aws = platform::aws::dynamodb(&app.system.runtime.aws);
    let put = aws.put_item().table_name(&app.system.resources.table_name);
    let put = put.item(PARTITION, text(ACME_ID)).item(SORT, text("call#CA1")).item("shape", text("of another time"));
    put.send().await.expect("put");
    deactivate(&app).await;
    assert_eq!(erase(&app).await.ok(200)["items"]["call"], 1);
    assert_eq!(items_of_acme(&app).await, []);
}

#[tokio::test]
async fn number_of_an_erased_tenant_can_be_connected_again() {
    let app = TestApp::start().await;
    deactivate(&app).await;
    erase(&app).await.ok(200);
    let (dana, _) = sign_up(&app, "owner@acme.example", "Second Wind Heating").await;
    let acme = app.tenant(ACME);
    let credentials = json!({"account_sid": acme.twilio_account_sid, "auth_token": acme.twilio_auth_token});
    dana.put("/admin/tenants/me/credentials/twilio", &credentials).await.ok(200);
    dana.post("/admin/tenants/me/numbers", &json!({"phone_number": acme.number})).await.ok(201);
    let greeting = app.caller(ACME).ring().await;
    assert!(greeting.said().contains("Second Wind Heating"), "{}", greeting.said());
}

#[tokio::test]
async fn call_in_progress_during_erasure_leaves_no_item() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    deactivate(&app).await;
    erase(&app).await.ok(200);
    let transferred = caller.say(&greeting, "My furnace needs a tune-up").await;
    assert!(transferred.body.contains(">+12145550188</Number>"), "the caller is dropped: {}", transferred.body);
    let recording = [
        ("RecordingSid", "RE00000000000000000000000000000001"),
        ("RecordingUrl", "https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/RE1"),
        ("RecordingDuration", "12"),
        ("RecordingStatus", "completed"),
    ];
    let called = app.tenant(ACME).number.to_string().replace('+', "%2B");
    let url = format!("/twilio/recording?called={called}&call={}", caller.call_sid());
    caller.post(&url, &recording).await;
    caller.hang_up().await;
    assert_eq!(items_of_acme(&app).await, []);
}

#[tokio::test]
async fn tool_result_during_erasure_is_not_stored() {
    let message = json!({"name": "Dana", "callback_number": null, "message": "Call me", "urgent": false});
    let report = json!({"hazard": "carbon_monoxide"});
    for reply in [tool("take_message", message), tool("report_emergency", report)] {
        let app = TestApp::start().await;
        let caller = app.caller(ACME);
        let greeting = caller.ring().await;
        let erased = Arc::new(Barrier::new(2));
        app.model.reply_with([ModelReply::Together(Arc::clone(&erased), Box::new(reply))]);
        let erasing = async {
            app.model.wait_for_request().await;
            deactivate(&app).await;
            erase(&app).await.ok(200);
            erased.wait().await;
        };
        let (answer, ()) = tokio::join!(caller.say(&greeting, "The canary is asleep, tell them"), erasing);
        assert_eq!(answer.status, 200, "the caller hears nothing: {}", answer.body);
        assert_eq!(items_of_acme(&app).await, []);
    }
}

#[tokio::test]
async fn response_during_erasure_is_not_stored() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let begun = owner.post("/admin/tenants/me/test-calls", &json!({})).await.ok(201);
    let turns = format!("/admin/tenants/me/test-calls/{}/turns", begun["test_call_id"].as_str().expect("an id"));
    let erased = Arc::new(Barrier::new(2));
    app.model.reply_with([ModelReply::Together(Arc::clone(&erased), Box::new(ModelReply::Say("Hello.")))]);
    let erasing = async {
        app.model.wait_for_request().await;
        deactivate(&app).await;
        erase(&app).await.ok(200);
        erased.wait().await;
    };
    let turn = json!({"say": "Hello"});
    let (answer, ()) = tokio::join!(owner.post_once("once", &turns, &turn), erasing);
    assert_eq!(answer.problem(409), "conflict");
    assert_eq!(items_of_acme(&app).await, []);
}

#[tokio::test]
async fn visit_confirmed_after_erasure_is_not_booked() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let (store, scope) = (app.store(), app.scope(ACME).await);
    let mut visit = app.appointment(&caller).await.expect("booked");
    deactivate(&app).await;
    erase(&app).await.ok(200);
    visit.id = AppointmentId::parse("apt_late").expect("an id");
    let caller = PhoneNumber::parse("+12145550142").expect("a number");
    let booked = store.book(&scope, &visit, 3, Some(&caller)).await;
    assert!(matches!(booked, Err(StoreError::TenantGone)), "{booked:?}");
    assert_eq!(items_of_acme(&app).await, []);
}

#[tokio::test]
async fn queued_call_of_an_erased_tenant_is_consumed_without_counting() {
    let app = TestApp::start().await;
    let scope: TenantScope = app.scope(ACME).await;
    let desert = app.scope(DESERT).await;
    deactivate(&app).await;
    erase(&app).await.ok(200);
    let day = date(2026, 11, 23);
    let message = |scope: &TenantScope, id: &str| {
        let call = CallSid::parse(&format!("CA{id}")).expect("an id");
        let finished = FinishedCall {
            tenant: scope.tenant().clone(),
            call,
            caller: None,
            day,
            started_at: app.change().at,
            usage: CallUsage::default(),
            hour: Some(9),
            times: TurnTimes::default(),
            price_micro_usd: None,
            facts: None,
            test: false,
        };
        let mut message = SqsMessage::default();
        message.message_id = Some(id.to_owned());
        message.body = Some(finished.to_body().expect("JSON"));
        message
    };
    let mut batch = SqsEvent::default();
    batch.records = vec![message(&scope, "1"), message(&desert, "2")];
    let aggregator = app.other_process([]).usage_aggregator;
    let failed = aggregator.handle(batch).await.batch_item_failures;
    assert!(failed.is_empty(), "a message is not consumed: {failed:?}");
    assert_eq!(items_of_acme(&app).await, []);
    assert_eq!(app.store().get_day_usage(&desert, day).await.expect("read").expect("counted").calls, 1);
}

#[tokio::test]
async fn interrupted_erasure_completes_when_repeated() {
    for (after, request) in [
        (0, "DynamoDB_20120810.BatchWriteItem"),
        (1, "DynamoDB_20120810.BatchWriteItem"),
        (0, "DynamoDB_20120810.TransactWriteItems"),
        (0, "secretsmanager.DeleteSecret"),
    ] {
        let app = TestApp::start().await;
        let key = populate(&app).await;
        deactivate(&app).await;
        app.aws.fail_after(after, request);
        assert_eq!(erase(&app).await.problem(503), "unavailable", "{request}");
        app.aws.recover();
        let found = app.operator().get("/admin/tenants/ten_acme").await.ok(200);
        assert_eq!(found["status"], "inactive", "the company cannot be erased again");
        erase(&app).await.ok(200);
        assert_eq!(items_of_acme(&app).await, [], "{request}");
        let hash = ApiKey::parse(&key).expect("a key").hash();
        assert!(!app.items().await.iter().any(|item| item.mentions(&hash)));
        assert_eq!(app.secret(ACME_ID).await, None);
    }
}
