//! What the API shows of calls: the list, newest first, and what happened in one, for those who may read calls.

use std::time::Duration;

use domain::{
    day_counts::TurnTimes,
    id::CallSid,
    money::MicroUsd,
    phone::PhoneNumber,
    usage::{CallUsage, ProviderCosts},
};
use jiff::{Timestamp, ToSpan};
use messages::FinishedCall;
use serde_json::{Value, json};
use store::CallFilter;

use super::calls::up_to_read_back;
use crate::support::{ACME, ApiClient, DESERT, RECORDING, TestApp, tool};

const CALLS: &str = "/admin/tenants/me/calls";

/// Counts calls of a company that began a minute apart, the first at noon; returns their ids.
async fn count(app: &TestApp, company: usize, calls: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for nth in 0..calls {
        ids.push(count_call(app, company, nth).await);
    }
    ids
}

/// Counts a call of a company that only Twilio reported; returns its id. The second one withholds its number.
pub(crate) async fn count_call(app: &TestApp, company: usize, nth: usize) -> String {
    let noon: Timestamp = "2026-11-23T12:00:00Z".parse().expect("an instant");
    let id = format!("CA{company}{nth:031}");
    let usage = CallUsage { call_seconds: 60, turns: 3, appointments: 1, ..CallUsage::default() };
    let finished = FinishedCall {
        tenant: app.tenant(company).tenant_id.clone(),
        call: CallSid::parse(&id).expect("an id"),
        caller: PhoneNumber::parse("+12145550142").ok().filter(|_| nth != 1),
        day: jiff::civil::date(2026, 11, 23),
        started_at: noon + i64::try_from(nth).expect("few").minutes(),
        usage,
        hour: Some(9),
        times: TurnTimes::default(),
        price_micro_usd: None,
        facts: None,
        test: false,
    };
    let costs = ProviderCosts::of_telephone(MicroUsd::new(1_000));
    app.store().count_usage(&finished, costs).await.expect("counted");
    id
}

/// Waits until the queue's consumer has counted a company's calls.
async fn wait_for_calls(app: &TestApp, company: usize, calls: usize) {
    let (store, customers) = (app.store(), app.customers(company).await);
    let counting = async {
        while store.list_calls(&customers, &CallFilter::default(), None, 100).await.expect("read").items.len() < calls {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), counting).await.expect("the calls were not counted");
}

async fn program(app: &TestApp, scopes: &[&str]) -> ApiClient {
    let body = json!({"name": "A program", "scopes": scopes});
    let made = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &body).await.ok(201);
    ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned))
}

/// The ids on a page.
fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["call_id"].as_str().expect("an id").to_owned()).collect()
}

/// The entries of reads of calls in ACME's audit log: who, and about what.
async fn reads(app: &TestApp) -> Vec<Value> {
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("items").iter();
    let reads = entries.filter(|entry| entry["action"] == "calls.read" || entry["action"] == "call.read");
    reads.map(|entry| json!([entry["actor"], entry["action"], entry["about"]])).collect()
}

#[tokio::test]
async fn finished_call_is_listed_with_its_caller_its_outcome_and_its_cost() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    app.model.reply_with([tool("end_call", json!({"goodbye": "Goodbye."}))]);
    caller.say(&booked, "that's all").await;
    caller.hang_up().await;
    wait_for_calls(&app, ACME, 1).await;
    let mut listed = app.person(ACME, "dispatcher").get(CALLS).await.ok(200);
    let cost = listed["items"][0]["cost_micro_usd"].take();
    let visit = app.appointment(&caller).await.expect("booked").id;
    // At `PriceList::NOVEMBER_2026`: 2 started minutes at 8,500, 3 turns at 20,000, and 498 characters at 16. Each of the 3
    // requests to the model has 400 tokens at 0.1, 400 cached ones at 0.01, 200 written to the cache at 0.125, and 20
    // completion tokens at 0.5: 79.
    assert_eq!(cost, 17_000 + 60_000 + 7_968 + 3 * 79);
    assert_eq!(
        listed,
        json!({"items": [{
            "call_id": caller.call_sid(), "caller": caller.from, "started_at": "2026-11-23T16:00:00Z",
            "ended_at": "2026-11-23T16:01:05Z", "call_seconds": 65, "turns": 3, "appointments": 1, "messages": 0,
            "emergencies": 0, "cost_micro_usd": null, "test": false, "imported": false,
            "facts": {
                "outcome": "booked", "spam": false, "job_types": ["repair"], "after_hours": false, "language": "english",
                "bookable": true, "caller_identity": "attested", "non_customer": null, "transfers": {"reached": 0, "missed": 0},
                "booked": [visit], "moved": [], "cancelled": [],
            },
        }]})
    );
}

#[tokio::test]
async fn calls_are_listed_latest_first_and_page_by_page() {
    let app = TestApp::start().await;
    let (mut expected, others) = (count(&app, ACME, 5).await, count(&app, DESERT, 3).await);
    expected.reverse();
    let dispatcher = app.person(ACME, "dispatcher");
    let (mut seen, mut path) = (Vec::new(), format!("{CALLS}?limit=2"));
    let sizes = async {
        let mut sizes = Vec::new();
        loop {
            let page = dispatcher.get(&path).await.ok(200);
            sizes.push(ids(&page).len());
            seen.extend(ids(&page));
            let Some(cursor) = page["next_cursor"].as_str() else { break sizes };
            path = format!("{CALLS}?limit=2&cursor={cursor}");
        }
    };
    assert_eq!(sizes.await, [2, 2, 1]);
    assert_eq!(seen, expected);
    assert!(seen.iter().all(|id| !others.contains(id)), "another company's call is listed");
    let all = dispatcher.get(&format!("{CALLS}?limit=100")).await.ok(200);
    assert_eq!(ids(&all), expected);
    assert_eq!(all["items"][3].get("caller"), None, "a withheld number");

    // A cursor of another company marks a place in the reader's own list.
    let theirs = app.person(DESERT, "owner").get(&format!("{CALLS}?limit=1")).await.ok(200);
    let cursor = theirs["next_cursor"].as_str().expect("a cursor");
    let page = dispatcher.get(&format!("{CALLS}?cursor={cursor}")).await.ok(200);
    assert!(ids(&page).iter().all(|id| expected.contains(id)), "{page}");
}

#[tokio::test]
async fn calls_of_another_company_are_hidden_and_calls_take_a_scope_of_their_own() {
    let app = TestApp::start().await;
    count(&app, DESERT, 1).await;
    let theirs = format!("/admin/tenants/{}/calls", app.tenant(DESERT).tenant_id);
    assert_eq!(app.person(ACME, "owner").get(&theirs).await.problem(404), "not-found");
    assert_eq!(program(&app, &["calls:read"]).await.get(&theirs).await.problem(404), "not-found");
    assert_eq!(ids(&app.operator().get(&theirs).await.ok(200)).len(), 1);
    assert_eq!(app.operator().get("/admin/tenants/ten_nobody/calls").await.problem(404), "not-found");

    let blind = program(&app, &["company:read", "customers:read", "agent:test", "audit:read"]).await;
    assert_eq!(blind.get(CALLS).await.problem(403), "forbidden");
    assert_eq!(app.person(ACME, "viewer").get(CALLS).await.problem(403), "forbidden");
    assert_eq!(program(&app, &["calls:read"]).await.get(CALLS).await.ok(200), json!({"items": []}));
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn read_of_calls_is_in_the_audit_log_once_in_five_minutes_without_the_data() {
    let app = TestApp::start().await;
    count(&app, ACME, 3).await;
    let dispatcher = app.person(ACME, "dispatcher");
    app.person(ACME, "viewer").get(CALLS).await.problem(403);
    let page = dispatcher.get(&format!("{CALLS}?limit=1")).await.ok(200);
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    dispatcher.get(&format!("{CALLS}?cursor={cursor}")).await.ok(200);
    assert_eq!(reads(&app).await, [json!(["usr_acme_dispatcher", "calls.read", null])]);
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200).to_string();
    assert!(!log.contains("+12145550142"), "{log}");
}

#[tokio::test]
async fn calls_are_not_read_if_the_audit_log_cannot_be_written() {
    let app = TestApp::start().await;
    count(&app, ACME, 1).await;
    let dispatcher = app.person(ACME, "dispatcher");
    app.aws.fail("DynamoDB_20120810.PutItem");
    assert_eq!(dispatcher.get(CALLS).await.problem(503), "unavailable");
    app.aws.recover();
    assert_eq!(ids(&dispatcher.get(CALLS).await.ok(200)).len(), 1);
}

/// A call's path.
fn path(call: &str) -> String {
    format!("{CALLS}/{call}")
}

/// Who said what in a turn, with the tools that were used.
fn entries(turn: &Value) -> Vec<String> {
    let entries = turn["entries"].as_array().expect("entries").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entry = |entry: &Value| match entry["kind"].as_str() {
        Some("said") => format!("{}: {}", text(&entry["speaker"]), text(&entry["words"])),
        Some("used_tool") => format!("{} -> {}", text(&entry["name"]), text(&entry["result"])),
        Some("keyed") => text(&entry["keys"]),
        other => panic!("{other:?}"),
    };
    entries.map(entry).collect()
}

#[tokio::test]
async fn call_shows_its_turns_its_tools_and_what_came_of_it() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    let message = json!({"name": "Dana", "callback_number": null, "message": "Ring the bell", "urgent": false});
    app.model.reply_with([tool("take_message", message), tool("end_call", json!({"goodbye": "Goodbye."}))]);
    let read_back = caller.say(&booked, "tell them to ring the bell").await;
    let taken = caller.say(&read_back, "yes").await;
    let dispatcher = app.person(ACME, "dispatcher");
    let open = dispatcher.get(&path(caller.call_sid())).await.ok(200);
    assert_eq!((open.get("ended_at"), open.get("cost")), (None, None), "the call goes on: {open}");
    assert_eq!(open["turns"].as_array().map(Vec::len), Some(5), "{open}");
    caller.say(&taken, "that's all").await;
    let report =
        [("RecordingSid", RECORDING), ("RecordingUrl", "https://api.twilio.com/RE"), ("RecordingDuration", "9")];
    let callback = format!("/twilio/recording?called=%2B12145550100&call={}", caller.call_sid());
    assert_eq!(caller.post(&callback, &report).await.status, 204);
    caller.hang_up().await;
    wait_for_calls(&app, ACME, 1).await;

    let call = dispatcher.get(&path(caller.call_sid())).await.ok(200);
    let turns = call["turns"].as_array().expect("turns");
    assert_eq!(
        turns.iter().map(|turn| turn["turn"].as_u64()).collect::<Vec<_>>(),
        (0..6).map(Some).collect::<Vec<_>>()
    );
    assert_eq!(entries(&turns[0]).len(), 1);
    assert!(entries(&turns[0])[0].starts_with("agent: Thank you for calling Acme"), "{}", turns[0]);
    let asked = entries(&turns[1]);
    assert!(asked[0].starts_with("caller: My furnace needs a tune-up"), "{asked:?}");
    assert!(asked[1].starts_with("check_availability -> ") && asked[1].contains("2026-11-24_morning"), "{asked:?}");
    assert_eq!(turns[1]["entries"][1]["arguments"]["zip"], "75201");
    assert_eq!(entries(&turns[2])[0], "caller: yes");
    let milliseconds = |name: &str| turns[1]["stages"][name].as_u64().unwrap_or_else(|| panic!("{name}: {}", turns[1]));
    let parts = ["table_ms", "model_ms", "tools_ms", "ours_ms"].map(milliseconds);
    assert!(milliseconds("total_ms") <= parts.iter().sum(), "{}", turns[1]);
    assert!(milliseconds("model_first_token_ms") <= milliseconds("model_ms"), "{}", turns[1]);
    assert_eq!(turns[0]["stages"].get("model_ms"), None, "a greeting asks no model");
    assert_eq!((turns[0].get("confidence"), &turns[1]["confidence"]), (None, &json!(0.92)));
    assert!(turns.iter().all(|turn| turn.get("findings").is_none() && turn["at"] == "2026-11-23T16:00:00Z"), "{call}");

    let [visit, message] = [&call["appointments"][0], &call["messages"][0]];
    assert_eq!(
        (&visit["name"], &visit["street"], &visit["status"]),
        (&json!("Dana Smith"), &json!("12 Oak Street"), &json!("booked"))
    );
    assert_eq!((&visit["slot"]["id"], &visit["call_id"]), (&json!("2026-11-24_morning"), &json!(caller.call_sid())));
    assert_eq!((&message["words"], &message["urgent"]), (&json!("Ring the bell"), &json!(false)));
    assert_eq!(call["recordings"], json!([{"recording_id": RECORDING, "duration_seconds": 9, "state": "copying"}]));
    assert!(!call.to_string().contains("api.twilio.com"), "the recording's address at Twilio");
    assert_eq!(
        (&call["emergencies"], &call["test"], &call["called"]),
        (&json!([]), &json!(false), &json!("+12145550100"))
    );
    assert_eq!((&call["usage"]["call_seconds"], &call["usage"]["turns"]), (&json!(65), &json!(5)));
    let parts = call["cost"]["by_provider_micro_usd"].as_object().expect("parts");
    let sum: u64 = parts.values().filter_map(Value::as_u64).sum();
    assert_eq!(call["cost"]["total_micro_usd"], sum);
    assert_eq!(parts["streaming"], 0, "the call is not streamed");
    assert_eq!(parts.values().filter(|part| part.as_u64().is_some_and(|part| part > 0)).count(), 4, "{parts:?}");
    let listed = dispatcher.get(CALLS).await.ok(200);
    assert_eq!(listed["items"][0]["cost_micro_usd"], sum);
    assert_eq!(
        reads(&app).await,
        [
            json!(["usr_acme_dispatcher", "calls.read", null]),
            json!(["usr_acme_dispatcher", "call.read", caller.call_sid()]),
        ]
    );
}

#[tokio::test]
async fn call_shows_what_triage_found_in_which_turn_and_its_emergency() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    let call = app.person(ACME, "owner").get(&path(caller.call_sid())).await.ok(200);
    assert_eq!(call["turns"][0].get("findings"), None);
    assert_eq!(call["turns"][1]["findings"], json!({"hazards": ["gas_leak"]}));
    let emergency = &call["emergencies"][0];
    assert_eq!((&emergency["hazard"], &emergency["heard"]), (&json!("gas_leak"), &json!("I smell gas")));
    assert_eq!(emergency.get("acknowledged_at"), None);
}

#[tokio::test]
async fn call_that_only_twilio_reported_shows_its_cost() {
    let app = TestApp::start().await;
    let id = count_call(&app, ACME, 0).await;
    let call = app.person(ACME, "manager").get(&path(&id)).await.ok(200);
    assert_eq!((&call["turns"], &call["appointments"]), (&json!([]), &json!([])));
    assert_eq!((&call["caller"], &call["ended_at"]), (&json!("+12145550142"), &json!("2026-11-23T12:01:00Z")));
    let parts = json!({"model": 0, "telephone": 1_000, "recognition": 0, "speech": 0, "streaming": 0});
    assert_eq!(call["cost"], json!({"total_micro_usd": 1_000, "by_provider_micro_usd": parts}));
}

#[tokio::test]
async fn call_of_another_company_does_not_exist() {
    let app = TestApp::start().await;
    let caller = app.caller(DESERT);
    caller.ring().await;
    let counted = count_call(&app, DESERT, 0).await;
    for id in [caller.call_sid(), &counted] {
        for client in [app.person(ACME, "owner"), program(&app, &["calls:read"]).await] {
            assert_eq!(client.get(&path(id)).await.problem(404), "not-found");
        }
        let theirs = format!("/admin/tenants/{}/calls/{id}", app.tenant(DESERT).tenant_id);
        assert_eq!(app.person(ACME, "owner").get(&theirs).await.problem(404), "not-found");
        app.operator().get(&theirs).await.ok(200);
    }
}

#[tokio::test]
async fn call_in_test_mode_shows_that_nothing_was_booked() {
    let app = TestApp::start().await;
    app.person(ACME, "owner").put("/admin/tenants/me/test-mode", &json!({"on": true})).await.ok(200);
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    let call = app.person(ACME, "owner").get(&path(caller.call_sid())).await.ok(200);
    assert_eq!((&call["test"], &call["appointments"]), (&json!(true), &json!([])));
    assert_eq!(call["turns"].as_array().map(Vec::len), Some(3));
}
