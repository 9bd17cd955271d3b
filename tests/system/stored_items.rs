//! Items of every kind as version 0.1.0 wrote them. The current code reads and changes them.

use std::collections::BTreeSet;

use domain::{
    booking::AppointmentStatus,
    dates::DateRange,
    id::{AppointmentId, EmergencyId, MessageId},
};
use jiff::civil::date;
use serde_json::{Value, json};

use super::unfinished_calls::{LATER, at_twilio, sweep};
use crate::support::{ACME, ApiClient, TestApp, TestCaller, read, tool};

const FOLDER: &str = "tests/fixtures/v1";
const KINDS: [&str; 27] = [
    "answer",
    "api_key",
    "api_key_holder",
    "appointment",
    "audit",
    "call",
    "call_usage",
    "capacity",
    "config",
    "credentials",
    "customer",
    "day_usage",
    "emergency",
    "invitation",
    "lease",
    "mailbox",
    "message",
    "number_route",
    "open_call",
    "person",
    "platform_audit",
    "recording",
    "requests",
    "subject",
    "tenant",
    "tenants",
    "test_call",
];

fn fixture(path: &str) -> Value {
    serde_json::from_str(&read(&format!("{FOLDER}/{path}.json"))).expect("JSON")
}

/// A system with only the stored items in its table, and their secrets.
pub(crate) async fn restored() -> (TestApp, Value) {
    let app = TestApp::with_fixture_credentials().await;
    let items = KINDS.iter().flat_map(|kind| fixture(&format!("items/{kind}")).as_array().expect("items").clone());
    app.replace_items(&items.collect::<Vec<_>>()).await;
    (app, fixture("requests"))
}

/// The items of a kind as version 2 of the forms has them.
fn current(kind: &str) -> Vec<Value> {
    serde_json::from_str(&read(&format!("tests/fixtures/v2/items/{kind}.json"))).expect("items")
}

/// The same system with items of forms later than version 0.1.0.
async fn restored_with_current_items() -> TestApp {
    let (app, _) = restored().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/v2/items");
    for file in std::fs::read_dir(folder).expect("the folder") {
        let text = std::fs::read_to_string(file.expect("an entry").path()).expect("text");
        let items: Vec<Value> = serde_json::from_str(&text).expect("items");
        app.put_items(&items).await;
    }
    app
}

fn key(app: &TestApp, requests: &Value, name: &str) -> ApiClient {
    ApiClient::with(&app.system, requests[name].as_str().map(str::to_owned))
}

fn names(page: &Value, field: &str) -> Vec<String> {
    let items = page["items"].as_array().expect("items").iter();
    items.map(|item| item[field].as_str().map_or_else(|| item[field].to_string(), str::to_owned)).collect()
}

#[test]
fn every_file_is_loaded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1/items");
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").file_name());
    let mut files: Vec<_> = files.map(|name| name.into_string().expect("text")).collect();
    files.sort();
    assert_eq!(files, KINDS.map(|kind| format!("{kind}.json")));
}

#[tokio::test]
async fn stored_people_keys_and_invitations_authenticate() {
    let (app, requests) = restored().await;
    for current in ["api_key", "previous_api_key"] {
        let tenant = key(&app, &requests, current).get("/admin/tenants/me").await.ok(200);
        assert_eq!(tenant["tenant_id"], "ten_acme", "{current}");
    }
    assert_eq!(key(&app, &requests, "revoked_api_key").get("/admin/tenants/me").await.problem(401), "unauthenticated");

    let owner = app.person(ACME, "owner");
    let keys = owner.get("/admin/tenants/me/api-keys").await.ok(200);
    assert_eq!(names(&keys, "name"), ["Old board", "Board"]);
    assert_eq!(names(&keys, "state"), ["revoked", "active"]);
    assert_eq!((&keys["items"][0]["never_expires"], keys["items"][1].get("never_expires")), (&json!(true), None));
    let people = owner.get("/admin/tenants/me/people").await.ok(200);
    assert_eq!(names(&people, "role"), ["dispatcher", "manager", "owner", "viewer", "dispatcher"]);

    let lee = app.signed_in("lee@acme.example");
    let accept = json!({"code": requests["invitation_code"]});
    assert_eq!(lee.post("/admin/invitations/accept", &accept).await.ok(200)["name"], "Lee Park");
    assert_eq!(lee.get("/admin/me").await.ok(200)["role"], "dispatcher");
    // The e-mail address belongs to Lee already.
    let again = json!({"email": "lee@acme.example", "role": "viewer"});
    assert_eq!(owner.post("/admin/tenants/me/people", &again).await.problem(409), "conflict");
}

#[tokio::test]
async fn stored_key_without_an_expiry_is_valid_until_it_is_rotated() {
    let (app, requests) = restored().await;
    let mut items = ["api_key", "api_key_holder"].map(|kind| fixture(&format!("items/{kind}"))).to_vec();
    for item in items.iter_mut().flat_map(|items| items.as_array_mut().expect("items")) {
        let item = item.as_object_mut().expect("an item");
        item.remove("valid_until");
        item.remove("expires_at");
    }
    let items = items.iter().flat_map(|items| items.as_array().expect("items").clone());
    app.put_items(&items.collect::<Vec<_>>()).await;
    app.set_now("2031-11-23T16:00:00Z");
    key(&app, &requests, "api_key").get("/admin/tenants/me").await.ok(200);
    let owner = app.person(ACME, "owner");
    let old = owner.get("/admin/tenants/me/api-keys").await.ok(200)["items"][1].take();
    assert_eq!((&old["never_expires"], old.get("expires_at")), (&json!(true), None));
    let rotate = format!("/admin/tenants/me/api-keys/{}/rotate", old["key_id"].as_str().expect("an id"));
    let rotated = owner.post(&rotate, &json!({})).await.ok(201)["api_key"].take();
    assert_eq!((&rotated["expires_at"], rotated.get("never_expires")), (&json!("2032-02-21T16:00:00Z"), None));
}

#[tokio::test]
async fn stored_tenants_versions_credentials_and_audit_entries_are_listed() {
    let (app, _) = restored().await;
    let (operator, owner) = (app.operator(), app.person(ACME, "owner"));
    let tenants = operator.get("/admin/tenants").await.ok(200);
    assert_eq!(names(&tenants, "name"), ["Acme Heating & Air", "Desert Comfort", "Peak Heating"]);
    assert_eq!(names(&tenants, "status"), ["active", "active", "inactive"]);
    let found = operator.get("/admin/tenants?search=heating").await.ok(200);
    assert_eq!(names(&found, "tenant_id").len(), 2, "{found}");

    let acme = owner.get("/admin/tenants/me").await.ok(200);
    assert_eq!((&acme["reference"], &acme["version"]), (&json!("C-4711"), &json!(18)));
    let versions = owner.get("/admin/tenants/me/configuration/versions").await.ok(200);
    assert_eq!(names(&versions, "number"), ["3", "2", "1"]);
    let draft = owner.get("/admin/tenants/me/configuration/versions/3").await.ok(200);
    assert_eq!(draft["configuration"]["agent_name"], "Juniper");
    let publish = super::configuration::untested("draft");
    owner.post("/admin/tenants/me/configuration/publish", &publish).await.ok(200);

    let credentials = owner.get("/admin/tenants/me/credentials").await.ok(200);
    assert_eq!(credentials["openai"]["last_four"], "wxyz");
    // Another change of the credentials holds the lease for half a minute.
    let api_key = json!({"api_key": "sk-fixture-0000000000000000abcd"});
    assert_eq!(owner.put("/admin/tenants/me/credentials/openai", &api_key).await.problem(409), "conflict");
    app.set_now("2026-11-23T16:01:00Z");
    owner.put("/admin/tenants/me/credentials/openai", &api_key).await.ok(200);

    let audit = owner.get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let stored = fixture("items/audit");
    let of_acme = stored.as_array().expect("items").iter().filter(|item| item["tenant_id"] == "ten_acme").count();
    assert_eq!(
        names(&audit, "action").len(),
        of_acme + 3,
        "the stored entries, one publication with its reason, one credential"
    );
    let platform = operator.get("/admin/audit").await.ok(200);
    assert_eq!(names(&platform, "action").len(), fixture("items/platform_audit").as_array().map_or(0, Vec::len));
}

#[tokio::test]
async fn stored_response_is_replayed_and_stored_request_is_under_way() {
    let (app, requests) = restored().await;
    let owner = app.person(ACME, "owner");
    let replayed = owner.post_once("fixture-reactivate", "/admin/tenants/me/reactivate", &json!({})).await;
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    assert_eq!(replayed.ok(200), requests["reactivated"]);
    let under_way = requests["under_way"].as_str().expect("a path");
    let manager = app.person(ACME, "manager");
    let repeated = manager.post_once("fixture-under-way", under_way, &json!({"say": "Hello"})).await;
    assert_eq!(repeated.problem(409), "conflict");
}

#[tokio::test]
async fn stored_rate_limit_counter_counts_on() {
    let (app, _) = restored().await;
    let stored = fixture("items/requests");
    let count = |sort: &str| stored.as_array().expect("items").iter().find(|item| item["sk"] == sort).expect("an item");
    let before = count("requests#usr_acme_owner#29924160")["requests"].as_u64().expect("a number");
    let response = app.person(ACME, "owner").get("/admin/tenants/me").await;
    let [limit, remaining] = ["ratelimit-limit", "ratelimit-remaining"].map(|name| response.header(name).to_owned());
    let [limit, remaining] = [limit, remaining].map(|value| value.parse::<u64>().expect("a number"));
    assert_eq!(limit - remaining, before + 1);
}

#[tokio::test]
async fn stored_customer_moves_the_stored_visit_within_the_stored_capacity() {
    let (app, _) = restored().await;
    let scope = app.scope(ACME).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(greeting.said().contains("Acme, good day."), "{}", greeting.said());
    assert!(greeting.said().contains("Dana"), "{}", greeting.said());
    let id = "apt_f00000000000000000000000000000b1_0";
    app.model.reply_with([
        tool("look_up_customer", json!({})),
        tool("check_availability", json!({"zip": null, "when": "Wednesday", "part_of_day": "afternoon"})),
        tool("reschedule", json!({"appointment_id": id, "slot_id": "2026-11-25_afternoon"})),
    ]);
    let read_back = caller.say(&greeting, "Move my visit to Wednesday afternoon").await;
    let moved = caller.say(&read_back, "yes").await;
    assert!(moved.said().starts_with("Your visit is moved to Wednesday"), "{}", moved.said());
    let appointment = async |id: &str| {
        let id = AppointmentId::parse(id).expect("an id");
        app.store().get_appointment(&scope, &id).await.expect("read").expect("an appointment")
    };
    assert_eq!(appointment(id).await.visit.slot.id.to_string(), "2026-11-25_afternoon");
    let cancelled = appointment("apt_f00000000000000000000000000000b3_0").await;
    assert_eq!(cancelled.status, AppointmentStatus::Cancelled);
    let taken: Vec<_> = app.items().await.into_iter().filter(|item| item.sort.starts_with("capacity#")).collect();
    let taken: Vec<_> = taken.iter().filter(|item| item.mentions("taken: 2")).map(|item| &item.sort).collect();
    assert_eq!(taken, ["capacity#2026-11-25_afternoon"]);

    let message = MessageId::parse("msg_f00000000000000000000000000000b1_0").expect("an id");
    app.store().get_message(&scope, &message).await.expect("read").expect("a message");
    for (emergency, acknowledged) in
        [("emg_f00000000000000000000000000000b4_0", true), ("emg_f00000000000000000000000000000b5_0", false)]
    {
        let id = EmergencyId::parse(emergency).expect("an id");
        let emergency = app.store().get_emergency(&scope, &id).await.expect("read").expect("an emergency");
        assert_eq!(emergency.acknowledged_at.is_some(), acknowledged);
    }
}

#[tokio::test]
async fn stored_test_call_goes_on() {
    let (app, requests) = restored().await;
    let manager = app.person(ACME, "manager");
    let turns = requests["test_call_turns"].as_str().expect("a path");
    let booked = manager.post(turns, &json!({"say": "Yes, that's right"})).await.ok(200);
    assert!(booked["said"].to_string().contains("booked"), "{booked}");
    let test_call = manager.get(turns.trim_end_matches("/turns")).await.ok(200);
    assert_eq!(test_call["history"].as_array().map(Vec::len), Some(11), "{test_call}");
}

#[tokio::test]
async fn stored_list_entries_are_listed() {
    let app = restored_with_current_items().await;
    let store = app.store();
    let calls = store
        .list_calls(&app.customers(ACME).await, &store::CallFilter::default(), None, 10)
        .await
        .expect("read")
        .items;
    assert_eq!(calls.len(), current("ended").len());
    let days = DateRange::new(date(2026, 11, 23), date(2026, 11, 27)).expect("days");
    let visits = store.list_visits(&app.customers(ACME).await, days, None, 10).await.expect("read").items;
    // A visit that was stored in two forms is one item.
    let stored: BTreeSet<_> = current("visit").iter().map(|entry| entry["sk"].to_string()).collect();
    assert_eq!(visits.len(), stored.len());
    let messages = store
        .list_messages(&app.customers(ACME).await, store::MessageFilter::default(), None, 10)
        .await
        .expect("read")
        .items;
    assert_eq!(messages.len(), current("msg_at").len());
    let emergencies = store.list_emergencies(&app.customers(ACME).await, None, 10).await.expect("read").items;
    assert_eq!(emergencies.len(), current("emg_at").len());
}

/// The stored calls of blocked numbers: nothing was said in them.
fn rejected_calls() -> BTreeSet<String> {
    let calls = current("call").into_iter().filter(|item| item["begun"]["blocked"] == true);
    calls.filter_map(|item| item["begun"]["call"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn stored_calls_of_every_form_are_shown_by_api() {
    let app = restored_with_current_items().await;
    let owner = app.person(ACME, "owner");
    let of_acme = |item: &&Value| item["tenant_id"] == "ten_acme";
    let whole = fixture("items/call").as_array().expect("items").clone();
    let calls: BTreeSet<_> = whole
        .iter()
        .chain(&current("call"))
        .filter(of_acme)
        .map(|item| {
            let key = item["sk"].as_str().expect("a key");
            key.split('#').nth(1).expect("a call").to_owned()
        })
        .collect();
    assert!(calls.len() > 2, "{calls:?}");
    let rejected = rejected_calls();
    for call in calls {
        let shown = owner.get(&format!("/admin/tenants/me/calls/{call}")).await.ok(200);
        if rejected.contains(&call) {
            assert_eq!(shown["turns"], json!([]), "{call}");
            continue;
        }
        let entries = shown["turns"][0]["entries"].as_array().expect("a list");
        let said = entries.iter().find_map(|entry| entry["words"].as_str());
        assert!(said.is_some_and(|words| !words.is_empty()), "{call}: {shown}");
    }
}

#[tokio::test]
async fn stored_steps_of_a_call_repeat_and_go_on() {
    let app = restored_with_current_items().await;
    let steps = current("call");
    let calls: BTreeSet<_> = steps.iter().filter_map(|step| step["begun"]["call"].as_str()).collect();
    assert!(calls.len() > 1, "{calls:?}");
    let rejected = rejected_calls();
    for call in calls.into_iter().filter(|call| !rejected.contains(*call)) {
        let steps_of = |step: &&Value| step["sk"].as_str().is_some_and(|key| key.starts_with(&format!("call#{call}")));
        let answered = steps.iter().filter(steps_of).filter(|step| step["reply"].is_object());
        let last = answered.max_by_key(|step| step["step"].as_u64()).expect("a step");
        let caller = TestCaller::of_stored_call(&app.system.manifest, call, "+12145550142", "+12145550100");
        let path = format!("/twilio/turn?step={}", last["step"]);
        let repeated = caller.post(&path, &[("SpeechResult", "Hello?")]).await;
        assert_eq!(repeated.status, 200, "{call}: {}", repeated.body);
        let said = last["history"].as_array().expect("history").iter().rfind(|entry| entry["kind"] == "agent_said");
        let said = said.and_then(|entry| entry["text"].as_str()).expect("words");
        assert!(repeated.said().contains(said), "{call}: {said} in {}", repeated.body);
        if repeated.has("Gather") {
            assert_eq!(caller.say(&repeated, "How long does it take?").await.said(), "Tell me more.", "{call}");
        }
    }
}

#[tokio::test]
async fn stored_test_call_of_the_current_form_goes_on() {
    let app = restored_with_current_items().await;
    let id = current("test_call")[0]["test_call"].as_str().expect("an id").to_owned();
    let turns = format!("/admin/tenants/me/test-calls/{id}/turns");
    let booked = app.person(ACME, "owner").post(&turns, &json!({"say": "Yes, that's right"})).await.ok(200);
    assert!(booked["said"].to_string().contains("booked"), "{booked}");
}

#[tokio::test]
async fn stored_open_calls_are_finished_and_counted() {
    let (app, _) = restored().await;
    let open = fixture("items/open_call");
    let open = open.as_array().expect("items");
    for item in open {
        let [call_sid, from, to] = [item["call"].as_str().expect("a call"), "+12145550142", "+12145550100"];
        at_twilio(&app, &TestCaller::of_stored_call(&app.system.manifest, call_sid, from, to), Some(130));
    }
    app.set_now(LATER);
    assert_eq!(sweep(&app).await.finished as usize, open.len());
    let (store, scope) = (app.store(), app.scope(ACME).await);
    app.system.stop().await;
    let usage = store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read").expect("counted");
    assert_eq!(usage.calls, open.len() as u64 + 1, "and the stored call that had been counted");
}

#[tokio::test]
async fn stored_tenants_are_erased_without_a_rest() {
    let (app, _) = restored().await;
    let operator = app.operator();
    for (tenant, recordings) in [("ten_acme", 0), ("ten_desert", 1), ("ten_9d2xvsksD8xngFqCDhn6", 0)] {
        let path = format!("/admin/tenants/{tenant}");
        if operator.get(&path).await.ok(200)["status"] == "active" {
            operator.delete(&path).await.ok(200);
        }
        let erased = operator.post(&format!("{path}/erase"), &json!({"confirm": tenant})).await.ok(200);
        assert_eq!(erased["items"]["recording"].as_u64().unwrap_or_default(), recordings, "{erased}");
        let abandoned_call: Vec<_> = app.items().await.into_iter().filter(|item| item.partition == tenant).collect();
        assert!(abandoned_call.iter().all(crate::support::Item::is_of_a_request), "{abandoned_call:?}");
    }
}
