//! Test calls: a company's people talk to their agent in text and see its decisions.

use std::{sync::Arc, time::Duration};

use connections::secrets::Secrets;
use domain::id::{AppointmentId, TenantId};
use jiff::civil::date;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::{calls::visit, configuration::draft, tenants::sign_up};
use crate::support::{ACME, ApiClient, ApiResponse, DESERT, ModelReply, TestApp, tool};

const CALLER: &str = "+12145550142";

/// A test call of ACME.
struct TestCall {
    client: ApiClient,
    id: String,
    begun: Value,
}

impl TestCall {
    async fn begin(app: &TestApp, body: &Value) -> Self {
        let client = app.person(ACME, "manager");
        let begun = client.post("/admin/tenants/me/test-calls", body).await.ok(201);
        let id = begun["test_call_id"].as_str().expect("an id").to_owned();
        Self { client, id, begun }
    }

    fn path(&self) -> String {
        format!("/admin/tenants/me/test-calls/{}", self.id)
    }

    async fn turn(&self, body: &Value) -> ApiResponse {
        self.client.post(&format!("{}/turns", self.path()), body).await
    }

    async fn say(&self, words: &str) -> Value {
        self.turn(&json!({"say": words})).await.ok(200)
    }

    async fn event(&self, event: &str) -> Value {
        self.turn(&json!({"event": event})).await.ok(200)
    }

    /// Books the first window of the next day; returns the last turn.
    async fn book(&self, app: &TestApp) -> Value {
        app.model.reply_with([
            tool("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "morning"})),
            tool("book_appointment", visit()),
        ]);
        self.say("My furnace needs a tune-up, I'm Dana Smith, 12 Oak Street, 75201, tomorrow morning").await;
        self.say("Yes, that's right").await
    }
}

fn said(turn: &Value) -> String {
    let said = turn["said"].as_array().expect("a list");
    said.iter().map(|words| words.as_str().expect("a string")).collect::<Vec<_>>().join(" ")
}

/// The keys of items that calls store.
async fn stored_items(app: &TestApp) -> Vec<String> {
    let kinds = ["appointment#", "capacity#", "customer#", "message#", "usage#", "emergency#", "call#"];
    let items = app.items().await.into_iter().map(|item| item.sort);
    items.filter(|sort| kinds.iter().any(|kind| sort.starts_with(kind))).collect()
}

#[tokio::test]
async fn test_call_books_in_text_and_shows_its_decisions() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({"from": CALLER})).await;
    assert_eq!((&test_call.begun["turn"], &test_call.begun["then"]), (&json!(0), &json!("listen")));
    assert_eq!(said(&test_call.begun), app.caller(ACME).ring().await.said(), "a telephone call has another greeting");
    let before = stored_items(&app).await;

    let when = json!({"zip": "75201", "when": "tomorrow morning", "part_of_day": "morning"});
    app.model.reply_with([tool("check_availability", when.clone()), tool("book_appointment", visit())]);
    let read_back =
        test_call.say("My furnace needs a tune-up, I'm Dana Smith, 12 Oak Street, 75201, tomorrow morning").await;
    assert!(said(&read_back).contains("12 Oak Street"), "{read_back}");
    assert_eq!((&read_back["turn"], &read_back["ended"]), (&json!(1), &json!(false)));
    let decided = &read_back["decided"];
    assert_eq!(decided["tools"][0]["name"], "check_availability");
    assert_eq!(decided["tools"][0]["arguments"], when);
    let result = decided["tools"][0]["result"].as_str().expect("a result");
    assert!(result.contains("2026-11-24_morning"), "{result}");
    assert_eq!(decided["tools"][1]["name"], "book_appointment");
    assert_eq!(decided["tools"][1]["arguments"], visit());
    assert_eq!(decided["tools"].as_array().map(Vec::len), Some(2));
    assert_eq!((&decided["model_requests"], &decided["model"]), (&json!(2), &json!("scripted")));
    assert_eq!((&decided["prompt_tokens"], &decided["cached_tokens"]), (&json!(2000), &json!(800)));
    assert_eq!(decided["cache_write_tokens"], 400);
    assert_eq!((&decided["completion_tokens"], decided.get("triage")), (&json!(40), None));
    let latency = &read_back["latency_ms"];
    let ms = |stage: &str| latency[stage].as_f64().expect("a number");
    let parts = ms("load") + ms("model") + ms("tools") + ms("save");
    assert!(ms("model") > 0.0 && ms("total") >= parts, "{latency}");

    let booked = test_call.say("Yes, that's right").await;
    assert!(said(&booked).contains("You're booked for tomorrow, Tuesday, November 24"), "{booked}");
    assert_eq!((&booked["decided"]["model_requests"], &booked["latency_ms"]["model"]), (&json!(0), &json!(0.0)));
    let over = test_call.event("hang_up").await;
    assert_eq!((&over["ended"], &over["then"]), (&json!(true), &json!("hang_up")));

    assert_eq!(stored_items(&app).await, before);
    assert!(app.system.twilio.sent().is_empty());
    let (store, scope) = (app.store(), app.scope(ACME).await);
    app.system.stop().await;
    assert_eq!(store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read"), None);
}

#[tokio::test]
async fn booking_test_call_books_and_marks_the_visit() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({"from": CALLER, "book": true})).await;
    assert!(said(&test_call.book(&app).await).contains("You're booked"));
    let (store, scope) = (app.store(), app.scope(ACME).await);
    let id = AppointmentId::parse(&format!("apt_{}_0", test_call.id)).expect("an id");
    let booked = store.get_appointment(&scope, &id).await.expect("read").expect("booked");
    let call = booked.origin.call().expect("a call").as_str();
    assert_eq!(call, format!("CA{}", test_call.id), "a Twilio call could have this id");
    assert!(call.starts_with("CAtst_"));
    assert!(stored_items(&app).await.contains(&"capacity#2026-11-24_morning".to_owned()));
    test_call.event("hang_up").await;
    app.system.stop().await;
    assert_eq!(store.get_day_usage(&scope, date(2026, 11, 23)).await.expect("read"), None, "a test call is billed");
}

#[tokio::test]
async fn test_call_uses_its_own_time() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({"at": "2026-12-01T04:00:00Z"})).await;
    assert!(said(&test_call.begun).contains("Our office is closed"), "{}", test_call.begun);
    let when = json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"});
    app.model.reply_with([tool("check_availability", when), ModelReply::Say("In the morning?")]);
    let offered = test_call.say("Can you come tomorrow?").await;
    let result = offered["decided"]["tools"][0]["result"].as_str().expect("a result");
    assert!(result.contains("2026-12-01_morning") && !result.contains("2026-11-24"), "{result}");
    let shown = test_call.client.get(&test_call.path()).await.ok(200);
    assert_eq!(shown["started_at"], "2026-12-01T04:00:00Z");
    let client = &test_call.client;
    for at in ["9999-12-31T23:00:00Z", "-009999-01-02T00:00:00Z"] {
        let response = client.post("/admin/tenants/me/test-calls", &json!({"at": at})).await;
        assert!([201, 422].contains(&response.status), "{at}: {} {}", response.status, response.body);
    }
}

#[tokio::test]
async fn test_calls_of_a_day_are_listed_with_who_began_them() {
    let app = TestApp::start().await;
    let first = TestCall::begin(&app, &json!({})).await;
    app.set_now("2026-11-23T16:05:00Z");
    let second = TestCall::begin(&app, &json!({"at": "2026-12-25T08:00:00Z"})).await;
    let page = first.client.get("/admin/tenants/me/test-calls?limit=1").await.ok(200);
    let manager = first.client.get("/admin/me").await.ok(200)["person_id"].clone();
    let row = json!({
        "test_call_id": second.id, "version": second.begun["version"], "by": manager, "by_voice": false,
        "begun_at": "2026-11-23T16:05:00Z",
    });
    assert_eq!(page["items"], json!([row]));
    let next = page["next_cursor"].as_str().expect("a second page");
    let path = format!("/admin/tenants/me/test-calls?limit=1&cursor={next}");
    let page = first.client.get(&path).await.ok(200);
    assert_eq!((&page["items"][0]["test_call_id"], page.get("next_cursor")), (&json!(first.id), None));
    assert_eq!(app.person(DESERT, "owner").get("/admin/tenants/me/test-calls").await.ok(200)["items"], json!([]));
    app.set_now("2026-11-24T16:04:00Z");
    let later = app.person(ACME, "manager").get("/admin/tenants/me/test-calls").await.ok(200);
    assert_eq!(later["items"].as_array().map(Vec::len), Some(1), "{later}");
}

#[tokio::test]
async fn test_call_can_use_the_draft() {
    let app = TestApp::start().await;
    draft(&app.person(ACME, "owner"), &json!({"greeting": "Acme, good day.", "agent_name": "Juniper"})).await;
    let test_call = TestCall::begin(&app, &json!({"version": "draft"})).await;
    assert_eq!(test_call.begun["version"], 2);
    assert!(said(&test_call.begun).starts_with("Acme, good day. I'm Juniper"));
    draft(&app.person(ACME, "owner"), &json!({"agent_name": "Jasper"})).await;
    test_call.say("Hello").await;
    assert!(app.model.requests()[0].to_string().contains("Juniper"), "the test call changed its version");
    assert!(said(&TestCall::begin(&app, &json!({})).await.begun).starts_with("Thank you for calling Acme"));
    let none = test_call.client.post("/admin/tenants/me/test-calls", &json!({"version": 9})).await;
    assert_eq!(none.problem(404), "not-found");
}

#[tokio::test]
async fn ended_test_call_accepts_no_turn() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({})).await;
    app.model.reply_with([tool("end_call", json!({"goodbye": "Goodbye."}))]);
    let over = test_call.say("Bye").await;
    assert_eq!((said(&over).as_str(), &over["ended"]), ("Goodbye.", &json!(true)));
    let rejected = test_call.turn(&json!({"say": "One more thing"})).await;
    assert_eq!(rejected.problem(409), "conflict");
    assert!(rejected.body["detail"].to_string().contains("over"), "{}", rejected.body);
}

#[tokio::test]
async fn test_call_that_grew_too_large_is_refused_with_its_size_before_the_model_is_asked() {
    let app = TestApp::start().await;
    let budget = json!({"daily_micro_usd": 900_000_000, "monthly_micro_usd": 900_000_000});
    app.operator().put("/admin/tenants/ten_acme/budget", &budget).await.ok(200);
    let test_call = TestCall::begin(&app, &json!({})).await;
    let longest = json!({"say": "\u{20bb7}".repeat(2_000)});
    let (mut turns, mut response) = (0, test_call.turn(&longest).await);
    while response.status == 200 {
        (turns, response) = (turns + 1, test_call.turn(&longest).await);
    }
    assert_eq!(response.problem(422), "invalid");
    let message = response.body["errors"][0]["message"].as_str().expect("a message");
    let size = message.split(' ').find_map(|word| word.parse::<usize>().ok()).expect("a size");
    assert!(size > 256 * 1024 && size < 256 * 1024 + 9_000, "{message}");
    let expected =
        format!("has {size} bytes; at most 262144 are allowed before a turn, and it has {} more", size - 262_144);
    assert!(message.contains(&expected), "{message}");
    assert!((25..40).contains(&turns), "after {turns} turns");
    assert_eq!(app.model.requests().len(), turns, "the model was asked for the refused turn");
    assert_eq!(test_call.event("hang_up").await["ended"], true);
}

#[tokio::test]
async fn concurrent_turns_of_a_test_call_succeed_once() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({})).await;
    let barrier = Arc::new(Barrier::new(2));
    app.model.reply_with([
        ModelReply::Together(Arc::clone(&barrier), Box::new(ModelReply::Say("One."))),
        ModelReply::Together(barrier, Box::new(ModelReply::Say("Two."))),
    ]);
    let (one, two) = (json!({"say": "one"}), json!({"say": "two"}));
    let (one, two) = tokio::join!(test_call.turn(&one), test_call.turn(&two));
    let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!(lost.problem(409), "conflict");
    let shown = test_call.client.get(&test_call.path()).await.ok(200);
    let history = shown["history"].as_array().expect("a list");
    assert_eq!(history.len(), 3, "greeting, caller, agent: {shown}");
    assert_eq!(history[2]["text"], won.ok(200)["said"][0]);
}

#[tokio::test]
async fn test_call_simulates_holding_and_transfer() {
    let app = TestApp::with_model_timeout(Duration::from_millis(60)).await;
    let test_call = TestCall::begin(&app, &json!({})).await;
    app.model.reply_with([ModelReply::Hang, tool("transfer_to_person", json!({"reason": "asked"}))]);
    let hold = test_call.say("A person, please").await;
    assert_eq!(hold["then"], "hold");
    let transfer = test_call.event("wait").await;
    assert_eq!((&transfer["then"], &transfer["ringing"]), (&json!("transfer"), &json!("+12145550188")));
    let back = test_call.event("not_reached").await;
    assert_eq!(back["then"], "listen");
    assert!(said(&back).contains("nobody can come to the phone"), "{back}");
    let again = test_call.turn(&json!({"press": "0"})).await.ok(200);
    assert_eq!(again["then"], "transfer");
    assert_eq!(test_call.event("connected").await["ended"], true);
}

#[tokio::test]
async fn emergency_in_a_test_call_skips_the_model_and_pages_no_one() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({"from": CALLER, "book": true})).await;
    let response = test_call.say("It smells like rotten eggs by the furnace").await;
    let decided = &response["decided"];
    assert_eq!((&decided["triage"], &decided["emergency"]), (&json!("gas_leak"), &json!("gas_leak")));
    assert_eq!(decided["model_requests"], 0);
    assert_eq!((&response["then"], &response["ringing"]), (&json!("transfer"), &json!("+12145550171")));
    assert!(said(&response).contains("911"), "{response}");
    assert!(app.model.requests().is_empty() && app.system.twilio.sent().is_empty());
    assert!(!stored_items(&app).await.iter().any(|sort| sort.starts_with("emergency#")));
}

#[tokio::test]
async fn test_call_without_model_shows_the_transfer() {
    let app = TestApp::start().await;
    app.model.reply_always(ModelReply::Status(401));
    let test_call = TestCall::begin(&app, &json!({})).await;
    let response = test_call.say("My furnace needs a tune-up").await;
    assert_eq!((&response["then"], &response["ringing"]), (&json!("transfer"), &json!("+12145550188")));
    assert!(said(&response).contains("Let me connect you"), "{response}");
}

#[tokio::test]
async fn new_key_for_the_model_serves_the_next_test_call() {
    let app = TestApp::start().await;
    let (kim, tenant) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let name = Secrets::name("front-desk", &TenantId::parse(&tenant).expect("an id"));
    let secret = json!({"openai": {"api_key": "sk-wrong-4711"}}).to_string();
    local_aws::put_secret(&app.system.runtime.aws, &name, &secret).await.expect("stored");
    let answer = async || {
        let begun = kim.post("/admin/tenants/me/test-calls", &json!({})).await.ok(201);
        let turns = format!("/admin/tenants/me/test-calls/{}/turns", begun["test_call_id"].as_str().expect("an id"));
        said(&kim.post(&turns, &json!({"say": "My furnace needs a tune-up"})).await.ok(200))
    };
    assert_ne!(answer().await, "Tell me more.");
    kim.put("/admin/tenants/me/credentials/openai", &json!({"api_key": "sk-4711"})).await.ok(200);
    assert_eq!(answer().await, "Tell me more.");
}

#[tokio::test]
async fn test_call_is_readable_and_expires_after_a_day() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({"at": "2026-12-24T16:00:00Z"})).await;
    test_call.say("Hello").await;
    let shown = test_call.client.get(&test_call.path()).await.ok(200);
    assert_eq!((&shown["ended"], &shown["books"], &shown["version"]), (&json!(false), &json!(false), &json!(1)));
    let kinds: Vec<_> = shown["history"].as_array().expect("a list").iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["agent_said", "caller_said", "agent_said"]);
    let none = test_call.client.get("/admin/tenants/me/test-calls/tst_none").await;
    assert_eq!(none.problem(404), "not-found");
    let kept = app.items().await.into_iter().find(|item| item.sort == format!("test_call#{}", test_call.id));
    let until = app.change().at.as_second() + 24 * 3_600;
    let kept = kept.expect("a test call");
    assert!(kept.text.contains(&format!("expires_at: {until}")), "expiry follows the real clock: {}", kept.text);
}

#[tokio::test]
async fn turn_must_hold_exactly_one_event() {
    let app = TestApp::start().await;
    let test_call = TestCall::begin(&app, &json!({})).await;
    for wrong in [
        json!({}),
        json!({"say": "a", "press": "1"}),
        json!({"press": "x"}),
        json!({"press": ""}),
        json!({"event": "x"}),
    ] {
        assert_eq!(test_call.turn(&wrong).await.problem(422), "invalid", "{wrong}");
    }
    assert_eq!(test_call.say("Hello").await["turn"], 1);
}
