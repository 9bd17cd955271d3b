//! A morning at the office: a dispatcher finds out by the API alone what happened in the night, and deals with it.

use std::time::Duration;

use domain::{
    booking::CallerIdentity,
    call_facts::{CallFacts, Outcome, Transfers},
    day_counts::TurnTimes,
    id::CallSid,
    money::MicroUsd,
    phone::PhoneNumber,
    triage::Language,
    usage::{CallUsage, ProviderCosts},
};
use jiff::{Timestamp, ToSpan, civil::date};
use messages::FinishedCall;
use reqwest::{Method, header::IF_MATCH};
use search::{IndexedUtterance, Speaker};
use serde_json::{Value, json};

use super::calls::{up_to_read_back, visit};
use crate::support::{ACME, ApiClient, ApiResponse, Item, TestApp, TestCaller, tool};

const HERE: &str = "/admin/tenants/me";
/// The calls of the night that led to nothing.
const QUIET: usize = 40;
/// Midnight in Dallas, and a quarter to eight.
const MIDNIGHT: &str = "2026-11-24T06:05:00Z";
const BEFORE_OPENING: &str = "2026-11-24T13:00:00Z";
const MORNING: &str = "2026-11-24T14:00:00Z";

/// Counts and indexes the quiet calls: each fifth is Spanish, and in each fourth a water heater is spoken of.
async fn quiet_night(app: &TestApp) {
    let (store, customers) = (app.store(), app.customers(ACME).await);
    let midnight: Timestamp = MIDNIGHT.parse().expect("an instant");
    for nth in 0..QUIET {
        let started_at = midnight + i64::try_from(nth * 10).expect("few").minutes();
        let facts = CallFacts {
            outcome: [Outcome::Information, Outcome::Abandoned][nth % 2],
            job_types: std::collections::BTreeSet::new(),
            after_hours: true,
            language: if nth.is_multiple_of(5) { Language::SPANISH } else { Language::ENGLISH },
            bookable: false,
            booked: Vec::new(),
            moved: Vec::new(),
            cancelled: Vec::new(),
            transfers: Transfers::default(),
            identity: CallerIdentity::Claimed,
            non_customer: None,
        };
        let call = CallSid::parse(&format!("CA9{nth:031}")).expect("an id");
        let finished = FinishedCall {
            tenant: app.tenant(ACME).tenant_id.clone(),
            call: call.clone(),
            caller: PhoneNumber::parse(&format!("+1214555{:04}", 1_000 + nth)).ok(),
            day: date(2026, 11, 24),
            hour: u8::try_from(nth / 6).ok(),
            started_at,
            usage: CallUsage { call_seconds: 60, ..CallUsage::default() },
            times: TurnTimes::default(),
            price_micro_usd: None,
            facts: Some(facts),
            test: false,
        };
        store.count_usage(&finished, ProviderCosts::of_telephone(MicroUsd::new(1_000))).await.expect("counted");
        let words = if nth.is_multiple_of(4) { "Do you repair water heaters?" } else { "Are you open tomorrow?" };
        let said = vec![IndexedUtterance { speaker: Speaker::Caller, words: words.to_owned() }];
        store.index_call(&customers, &call, started_at, said).await.expect("indexed");
    }
}

/// A caller leaves a message.
async fn leave_message(app: &TestApp, from: &str, words: &'static str, urgent: bool) {
    let caller = app.caller(ACME).from(from);
    let greeting = caller.ring().await;
    let message = json!({"name": "Kim", "callback_number": null, "message": words, "urgent": urgent});
    app.model.reply_with([tool("take_message", message)]);
    let read_back = caller.say(&greeting, words).await;
    caller.say(&read_back, "yes").await;
    caller.hang_up().await;
}

async fn smell_gas(app: &TestApp, from: &str) {
    let caller = app.caller(ACME).from(from);
    let greeting = caller.ring().await;
    caller.say(&greeting, "I smell gas").await;
    caller.hang_up().await;
}

/// The caller cancels the visit that they booked before.
async fn cancel(app: &TestApp, caller: &TestCaller) {
    let visit = app.appointment(caller).await.expect("booked").id;
    let again = app.caller(ACME).from(&caller.from);
    let greeting = again.ring().await;
    app.model.reply_with([
        tool("look_up_customer", json!({"house_number": null, "zip": null, "name": null})),
        tool("cancel", json!({"appointment_id": visit})),
    ]);
    let read_back = again.say(&greeting, "Cancel my visit").await;
    again.say(&read_back, "yes").await;
    again.hang_up().await;
}

/// A caller books Wednesday morning, and meant the afternoon.
async fn book_the_wrong_window(app: &TestApp, from: &str) {
    let caller = app.caller(ACME).from(from);
    let greeting = caller.ring().await;
    let mut wrong = visit();
    (wrong["slot_id"], wrong["name"]) = (json!("2026-11-25_morning"), json!("Lee Park"));
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "Wednesday", "part_of_day": "morning"})),
        tool("book_appointment", wrong),
    ]);
    let read_back =
        caller.say(&greeting, "My furnace needs a tune-up, Lee Park, 12 Oak Street, 75201, Wednesday morning").await;
    let booked = caller.say(&read_back, "yes").await.said();
    assert!(booked.contains("You're booked"), "{} {booked}", read_back.said());
    caller.hang_up().await;
}

async fn get(client: &ApiClient, path: &str) -> Value {
    client.get(&format!("{HERE}{path}")).await.ok(200)
}

async fn change(client: &ApiClient, method: Method, (path, version): (&str, &Value), body: &Value) -> Value {
    let request = client.request(method, &format!("{HERE}{path}")).header(IF_MATCH, format!("\"{version}\""));
    ApiResponse::of(request.json(body)).await.ok(200)
}

fn count(list: &Value) -> usize {
    list["items"].as_array().expect("items").len()
}

/// The one call of the night with an outcome, as the list leads to it.
async fn the_call(client: &ApiClient, outcome: &str) -> Value {
    let listed = get(client, &format!("/calls?day=2026-11-24&outcome={outcome}")).await;
    assert_eq!(count(&listed), 1, "{outcome}: {listed}");
    get(client, &format!("/calls/{}", listed["items"][0]["call_id"].as_str().expect("an id"))).await
}

/// The night: returns the cursor of the pulse of the evening before.
async fn night(app: &TestApp) -> String {
    let dana = app.caller(ACME);
    let read_back = up_to_read_back(app, &dana).await;
    dana.say(&read_back, "yes").await;
    dana.hang_up().await;
    app.set_now("2026-11-23T23:00:00Z");
    let cursor = get(&app.person(ACME, "dispatcher"), "/pulse").await["cursor"].as_str().expect("a cursor").to_owned();
    quiet_night(app).await;
    app.set_now(BEFORE_OPENING);
    leave_message(app, "+12145550151", "The filter you sent does not fit", false).await;
    leave_message(app, "+12145550152", "Call me before noon about the invoice", true).await;
    smell_gas(app, "+12145550153").await;
    cancel(app, &dana).await;
    book_the_wrong_window(app, "+12145550154").await;
    app.set_now(MORNING);
    cursor
}

/// Waits until the calls of the night, and the one of the day before, are counted and their words can be found.
async fn wait_for_the_night(app: &TestApp) {
    let waiting = async {
        loop {
            let items = app.items().await;
            let is_call = |item: &&Item| item.sort.starts_with("call#") && item.partition.ends_with("#words");
            let counted = items.iter().filter(|item| item.sort.starts_with("ended#")).count();
            if (counted, items.iter().filter(is_call).count()) == (QUIET + 6, QUIET + 6) {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("the night was not counted");
}

/// What the pulse, the filters and the search say of the night.
async fn look_around(dispatcher: &ApiClient, cursor: &str) {
    let pulse = get(dispatcher, &format!("/pulse?since={cursor}")).await;
    let changed = ["calls", "appointments", "messages", "emergencies"].map(|list| pulse[list]["count"].clone());
    assert_eq!(changed, [45, 2, 2, 1].map(|count| json!(count)), "{pulse}");
    for (filter, calls) in [
        ("", 45),
        ("&after_hours=true", 45),
        ("&language=spanish", 8),
        ("&language=spanish&after_hours=true", 8),
        ("&outcome=abandoned", 20),
        ("&outcome=message", 2),
        ("&outcome=emergency", 1),
        ("&caller=%2B12145550154", 1),
    ] {
        let listed = get(dispatcher, &format!("/calls?day=2026-11-24&limit=100{filter}")).await;
        assert_eq!(count(&listed), calls, "{filter}");
    }
    for (query, calls) in
        [("water+heater", 10), ("%22water+heaters%22&language=spanish", 2), ("filter+fit", 1), ("boiler", 0)]
    {
        let found = get(dispatcher, &format!("/calls/search?q={query}&limit=50")).await;
        assert_eq!(count(&found), calls, "{query}: {found}");
    }
}

/// Both messages are taken and done; the urgent one says so.
async fn answer_messages(dispatcher: &ApiClient) {
    let open = get(dispatcher, "/messages?state=open").await;
    let messages = open["items"].as_array().expect("items");
    assert_eq!(messages.len(), 2);
    assert_eq!(messages.iter().filter(|message| message["urgent"] == true).count(), 1, "{open}");
    for message in messages {
        assert!(message["callback"].as_str().is_some_and(|number| number.starts_with("+121455501")), "{message}");
        let path = format!("/messages/{}", message["message_id"].as_str().expect("an id"));
        let version = &message["handling"]["version"];
        let taken = change(dispatcher, Method::PATCH, (&path, version), &json!({"taken": true})).await;
        assert_eq!(taken["taken"]["by"], "usr_acme_dispatcher");
        let done = json!({"done": true, "note": "Called back"});
        change(dispatcher, Method::PATCH, (&path, &taken["version"]), &done).await;
    }
    assert_eq!(count(&get(dispatcher, "/messages?state=open").await), 0);
}

async fn acknowledge(dispatcher: &ApiClient) {
    let open = get(dispatcher, "/emergencies?state=open").await;
    assert_eq!(count(&open), 1);
    let emergency = &open["items"][0];
    assert_eq!((&emergency["hazard"], emergency.get("acknowledged_at")), (&json!("gas_leak"), None));
    assert_eq!(the_call(dispatcher, "emergency").await["emergencies"][0]["emergency_id"], emergency["emergency_id"]);
    let path = format!("/emergencies/{}", emergency["emergency_id"].as_str().expect("an id"));
    let body = json!({"acknowledged": true, "done": true, "note": "The gas company is there"});
    change(dispatcher, Method::PATCH, (&path, &emergency["handling"]["version"]), &body).await;
    let shown = get(dispatcher, &path).await;
    assert_eq!(shown["acknowledged_at"], "2026-11-24T14:00:00Z");
    assert_eq!(count(&get(dispatcher, "/emergencies?state=open").await), 0);
}

/// The cancelled visit is booked again from what its call shows, and the wrong one is moved.
async fn put_visits_right(dispatcher: &ApiClient) {
    let cancelled = the_call(dispatcher, "cancelled").await["appointments"][0].take();
    assert_eq!((&cancelled["status"], &cancelled["name"]), (&json!("cancelled"), &json!("Dana Smith")));
    let mut again = json!({"slot": "2026-11-27_morning"});
    for field in ["job_type", "name", "callback", "street", "city", "zip", "problem", "access_notes"] {
        again[field] = cancelled[field].clone();
    }
    let booked = dispatcher.post(&format!("{HERE}/appointments"), &again).await.ok(201);
    let wrong = the_call(dispatcher, "booked").await["appointments"][0].take();
    assert_eq!((&wrong["name"], &wrong["slot"]["id"]), (&json!("Lee Park"), &json!("2026-11-25_morning")));
    let id = wrong["appointment_id"].as_str().expect("an id");
    let to = json!({"slot": "2026-11-25_afternoon", "notify_customer": true});
    let moved = change(dispatcher, Method::POST, (&format!("/appointments/{id}/move"), &wrong["version"]), &to).await;
    assert_eq!(moved["slot"]["id"], "2026-11-25_afternoon");
    let note = json!({"note": "Meant the afternoon"});
    change(dispatcher, Method::PATCH, (&format!("/appointments/{id}"), &moved["version"]), &note).await;
    let listed = get(dispatcher, "/appointments?from=2026-11-24&to=2026-11-27").await;
    let rows = listed["items"].as_array().expect("items").iter();
    let standing: Vec<_> = rows.filter(|row| row["status"] == "booked" && row.get("moved_to").is_none()).collect();
    let of = |id: &Value| standing.iter().filter(|row| row["appointment_id"] == *id).count();
    assert_eq!((standing.len(), of(&booked["appointment_id"]), of(&json!(id))), (2, 1, 1), "{listed}");
}

#[tokio::test]
async fn a_morning_at_the_office() {
    let app = TestApp::start().await;
    let cursor = night(&app).await;
    let dispatcher = app.person(ACME, "dispatcher");
    wait_for_the_night(&app).await;
    look_around(&dispatcher, &cursor).await;
    answer_messages(&dispatcher).await;
    acknowledge(&dispatcher).await;
    put_visits_right(&dispatcher).await;
    let shown = get(&dispatcher, "/analytics?from=2026-11-24&to=2026-11-24").await;
    let figures = &shown["period"]["figures"];
    assert_eq!(
        figures["outcomes"],
        json!({"information": 20, "abandoned": 20, "message": 2, "emergency": 1, "cancelled": 1, "booked": 1})
    );
    assert_eq!((&figures["calls"], &figures["messages"]), (&json!(45), &json!(2)));
    assert_eq!(figures["bookings"]["visits"], 1, "the office's own booking is none of the calls'");
    assert_eq!(figures["after_hours"], json!({"calls": 45, "share": 1.0}));
    let emergencies = &figures["emergencies"];
    assert_eq!((&emergencies["heard"], &emergencies["acknowledged"]), (&json!(1), &json!(1)));
    assert_eq!(shown["open"], json!({"messages": 0, "emergencies": 0}));
    let pulse = get(&dispatcher, &format!("/pulse?since={cursor}")).await;
    assert_eq!(pulse["appointments"]["count"], 3, "the visit that the office booked: {pulse}");
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}
