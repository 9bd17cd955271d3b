//! Every form of item that the system writes has a fixture, so that every later release is tested with today's items.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use domain::{
    attestation::Attestation,
    booking::{CallerMessage, MessageBody},
    id::{EmergencyId, MessageId},
    phone::PhoneNumber,
    text::Text,
};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::{
    ImportName, ImportedRecord, SendOutcome,
    key::{PARTITION, SORT},
};

use super::{
    analytics::operators::change_alarm,
    calls::{up_to_read_back_of, visit},
    company_export::use_export,
    configuration::publish,
    customer_texts::text_customers,
    draft_revisions::replace_draft,
    due_jobs::put_due,
    follow_up::{SUMMARY, batch, summary_job},
    incoming_texts::send,
    retention::set,
    scenario_runs::{run_of, stored_run},
    streamed_checks::stream_a_call,
    webhooks::attempt_webhook,
};
use crate::support::{ACME, ApiClient, ApiResponse, TestApp, TestCaller, call, tool};

/// The folders of fixtures, oldest first. The last one takes the forms that the other ones lack.
const FOLDERS: [&str; 2] = ["v1", "v2"];
/// Set to any value, the test adds fixtures for the forms that have none.
const WRITE: &str = "WRITE_FIXTURES";

/// The name of an item's fixture file.
fn kind(item: &Value) -> String {
    let [partition, sort] = [PARTITION, SORT].map(|name| item[name].as_str().expect("a key"));
    let first = |key: &str| key.split('#').next().unwrap_or_default().to_owned();
    if partition.ends_with("#words") {
        return if sort.starts_with("call#") { "indexed_call" } else { "posting" }.to_owned();
    }
    match (first(partition).as_str(), first(sort).as_str()) {
        ("number", _) => "number_route".to_owned(),
        ("api_key", _) => "api_key_holder".to_owned(),
        ("calendar", _) => "calendar_holder".to_owned(),
        ("platform", _) => "platform_audit".to_owned(),
        ("alarms", _) => "alarm".to_owned(),
        ("platform_days", _) => "platform_day".to_owned(),
        ("open_calls", "unpaged") => "unpaged".to_owned(),
        ("open_calls", _) => "open_call".to_owned(),
        ("due", _) => "due_job".to_owned(),
        (global @ ("subject" | "founder" | "invitation" | "tenants"), _) => global.to_owned(),
        (_, "usage") => format!("{}_usage", sort.split('#').nth(1).unwrap_or_default()),
        (_, kind) => kind.to_owned(),
    }
}

fn version(item: &Value) -> u64 {
    item["v"].as_u64().unwrap_or(1)
}

/// The attributes of a form, nested ones with their path.
fn attributes(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                // The turns of a streamed call have their numbers.
                let is_turn = path == ".turns" && name.bytes().all(|digit| digit.is_ascii_digit());
                let path = if is_turn { format!("{path}.*") } else { format!("{path}.{name}") };
                attributes(field, &path, found);
                found.insert(path);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| attributes(element, path, found)),
        _ => {}
    }
}

fn form(item: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    attributes(item, "", &mut found);
    // Version 1 is written since it has a name.
    found.remove(".v");
    // Counters of durations have the names of their buckets.
    let is_bucket = |path: &String| {
        let name = path.rsplit('.').next().unwrap_or_default();
        name.len() > 1
            && name.starts_with(['t', 'd', 'f', 'm', 'x', 'o', 'k'])
            && name[1..].bytes().all(|b| b.is_ascii_digit())
    };
    found.retain(|path| !is_bucket(path));
    found
}

/// Reads a calendar once, which its item notes.
async fn read_calendar(client: &ApiClient, made: &Value) {
    let url = made["url"].as_str().expect("an address");
    let path = &url[url.find("/calendar/").expect("the path of a file")..];
    assert_eq!(client.request(Method::GET, path).send().await.expect("an answer").status(), 200);
}

/// An emergency that a technician accepts, in a call that is recorded and still open.
async fn accepted_emergency(app: &TestApp) -> TestCaller {
    let emergency = app.caller(ACME);
    let greeting = emergency.ring().await;
    let transfer = emergency.say(&greeting, "I smell gas").await;
    let whisper = emergency.post(&transfer.attribute("Number", "url"), &[]).await;
    emergency.press(&whisper, "1").await;
    let recording = [
        ("RecordingSid", "RE00000000000000000000000000000001"),
        ("RecordingStatus", "completed"),
        (
            "RecordingUrl",
            "https://api.twilio.com/2010-04-01/Accounts/AC000000000000000000000000000000a1/Recordings/RE1",
        ),
        ("RecordingDuration", "12"),
    ];
    let path = format!("/twilio/recording?called=%2B12145550100&call={}", emergency.call_sid());
    emergency.post(&path, &recording).await;
    emergency
}

/// Every item of a system in which everything happened that writes an item.
async fn written() -> Vec<Value> {
    let app = TestApp::with_fixture_credentials().await;
    let owner = app.person(ACME, "owner");
    let invitation = json!({"email": "lee@park.example", "role": "viewer"});
    owner.post("/admin/tenants/me/people", &invitation).await.ok(201);
    let key = json!({"name": "Board", "scopes": ["company:read"], "allowed_addresses": ["203.0.113.0/24"]});
    let key = owner.post("/admin/tenants/me/api-keys", &key).await.ok(201);
    let key = key["api_key"]["key_id"].as_str().expect("an id").to_owned();
    owner.post(&format!("/admin/tenants/me/api-keys/{key}/rotate"), &json!({})).await.ok(201);
    let calendar = owner.post("/admin/tenants/me/calendar-feeds", &json!({})).await.ok(201);
    read_calendar(&owner, &calendar).await;
    let latest = owner.get("/admin/tenants/me").await.ok(200)["latest_version"].as_u64().expect("a number");
    let patch = json!({"greeting": "Good day."});
    owner.patch_at(latest, "/admin/tenants/me/configuration/draft", &patch).await.ok(200);
    replace_draft(&owner, "draft", "*", "Good day to you.").await.ok(200);
    let api_key = json!({"api_key": "sk-fixture-0000000000000000abcd"});
    owner.put("/admin/tenants/me/credentials/openai", &api_key).await.ok(200);
    let test_call = owner.post_once("fixture", "/admin/tenants/me/test-calls", &json!({})).await.ok(201);
    let turns = format!("/admin/tenants/me/test-calls/{}/turns", test_call["test_call_id"].as_str().expect("an id"));
    let mut visit = visit();
    visit["callback_number"] = json!("+12145550142");
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "morning"})),
        tool("book_appointment", visit),
    ]);
    owner.post(&turns, &json!({"say": "I'm Dana Smith, 12 Oak Street, 75201, tomorrow morning"})).await.ok(200);
    let founder = app.signed_in("alex@north.example");
    let north = json!({"name": "North", "time_zone": "America/Chicago", "owner": {"email": "alex@north.example"}});
    founder.post("/admin/tenants", &north).await.ok(201);
    // A company in trial with a number and a budget of its own.
    let peak = json!({
        "name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}, "number": "+13035550100",
    });
    let peak = app.operator().post("/admin/tenants", &peak).await.ok(201)["tenant"]["tenant_id"].take();
    let budget = json!({"daily_micro_usd": 2_000_000, "monthly_micro_usd": 20_000_000});
    let path = format!("/admin/tenants/{}/budget", peak.as_str().expect("an id"));
    app.operator().put(&path, &budget).await.ok(200);
    let first_days = json!({"ticked": ["forward"], "left_out": ["texts"], "hidden": true});
    let ticked = owner.request(Method::PATCH, "/admin/tenants/me/first-days").header(IF_MATCH, "*");
    ApiResponse::of(ticked.json(&first_days)).await.ok(200);

    let fuel = json!({
        "id": "fuel", "label": "Fuel", "ask": {"english": "Gas or oil?"}, "answer": "choice", "choices": ["gas", "oil"],
        "required": true, "job_types": ["repair"],
    });
    let texts = json!({"confirmations": true, "missed_calls": true});
    publish(&owner, &json!({"texts": texts, "questions": [fuel]})).await;
    // A call that books, agrees to texts, leaves a message and ends, and that a model summarizes.
    app.model.summarize_with(SUMMARY);
    let caller = app.caller(ACME);
    let read_back = up_to_read_back_of(&app, &caller, visit_with_answer()).await;
    let asked = caller.say(&read_back, "yes").await;
    let booked = caller.say(&asked, "yes please").await;
    let message =
        json!({"name": "Dana Smith", "callback_number": null, "message": "The gate is locked", "urgent": false});
    app.model.reply_with([tool("take_message", message), tool("end_call", json!({"goodbye": "Goodbye."}))]);
    let read_back = caller.say(&booked, "take a message: the gate is locked").await;
    let taken = caller.say(&read_back, "yes").await;
    caller.say(&taken, "that's all").await;
    caller.hang_up().await;
    // A returning caller, who moves the visit.
    let id = app.appointment(&caller).await.expect("booked").id;
    let returning = app.caller(ACME);
    let greeting = returning.ring().await;
    app.model.reply_with([
        tool("check_availability", json!({"zip": null, "when": "Wednesday", "part_of_day": "afternoon"})),
        tool("reschedule", json!({"appointment_id": id, "slot_id": "2026-11-25_afternoon"})),
    ]);
    let read_back = returning.say(&greeting, "Move my visit to Wednesday afternoon").await;
    returning.say(&read_back, "yes").await;
    let emergency = accepted_emergency(&app).await;
    for (list, id) in [("messages", "message_id"), ("emergencies", "emergency_id")] {
        let items = owner.get(&format!("/admin/tenants/me/{list}")).await.ok(200);
        let path = format!("/admin/tenants/me/{list}/{}", items["items"][0][id].as_str().expect("an id"));
        owner.patch_at(1, &path, &json!({"taken": true, "done": true, "note": "Called back"})).await.ok(200);
    }
    // Texts: one that wants no more, one that wants texts again, and one for the office.
    for (nth, body) in [(1, "STOP"), (2, "START"), (3, "Is my visit on Friday?")] {
        send(&app.caller(ACME).from(&format!("+1214555019{nth}")), nth, body, &[]).await;
    }
    office_changes_visits(&owner).await;
    office_decides_about_a_customer(&app, &owner).await;
    text_customers(&app, &app.system.functions.follow_up).await;
    text_back(&app, &caller).await;
    Box::pin(exceed_the_limit_of_pages(&app, &emergency)).await;
    let notifications = json!({
        "channels": {"booking": "email", "digest": "none"}, "quiet_hours": {"from": "21:00", "until": "07:00"},
        "mobile": "+12145550190",
    });
    owner.put("/admin/tenants/me/my-notifications", &notifications).await.ok(200);
    let bounced = include_str!("../fixtures/v1/messages/follow_up_email_bounced.json");
    app.system.functions.follow_up.handle(batch([bounced.to_owned()])).await;
    app.system.functions.unfinished_calls.run(unfinished_calls::TIMEOUT).await.expect("a completed sweep");
    attempt_webhook(&app, &app.system.functions.follow_up).await;
    use_export(&app).await;
    put_due(&app, &summary_job(&app, &caller), "2026-11-23T18:00:00Z").await;
    change_alarm(&app).await;
    set(&app, Some(365), 30).await;
    use_scenarios(&app, &owner, caller.call_sid()).await;
    import_a_record(&app).await;
    Box::pin(stream_a_call(&app)).await;
    app.stop_and_read_items().await
}

/// A scenario of a call, one of turns that is removed, a run that does not pass, and a replay.
async fn use_scenarios(app: &TestApp, owner: &ApiClient, call: &str) {
    let scenarios = "/admin/tenants/me/scenarios";
    owner.post(scenarios, &json!({"title": "Books a visit", "call_id": call})).await.ok(201);
    let expected = json!({
        "outcomes": ["booked"], "emergencies": ["gas_leak"], "rings": true, "job_type": "repair", "language": "spanish",
        "says_first": "leave", "says": ["$89"], "never_says": ["free"],
    });
    let at = json!({"day": "mon", "time": "02:15"});
    let own = json!({"title": "Hours", "turns": ["What are your hours?"], "at": at, "expected": expected});
    owner.post(scenarios, &own).await.ok(201);
    let own = json!({"title": "Silence", "turns": ["[silence]"], "expected": {}});
    let removed = owner.post(scenarios, &own).await.ok(201);
    owner.delete(&format!("{scenarios}/{}", removed["scenario_id"].as_str().expect("an id"))).await.ok(204);
    let message = stored_run(app, owner).await;
    app.system.functions.scenario_runs.handle(batch([message])).await;
    run_of(owner, &json!({"version": "published", "call_id": call})).await;
}

fn visit_with_answer() -> Value {
    let mut visit = visit();
    visit["answers"] = json!({"fuel": "gas"});
    visit
}

/// A record of an earlier system.
async fn import_a_record(app: &TestApp) {
    let (store, scope, import) = (app.store(), app.scope(ACME).await, ImportName::parse("legacy").expect("a name"));
    let message = CallerMessage {
        id: MessageId::parse("msg_imp_1").expect("an id"),
        call: None,
        name: None,
        callback: None,
        body: MessageBody::Words(Text::parse("From the earlier system").expect("words")),
        urgent: false,
        left_at: app.clock().now(),
    };
    let record = ImportedRecord::Note(Box::new(message));
    store.import_batch(&scope, (&import, 1), &[record]).await.expect("imported");
    store.mark_import_indexed(&scope, &import, 0).await.expect("marked");
}

/// A text to a caller who hung up.
async fn text_back(app: &TestApp, caller: &TestCaller) {
    let (store, scope, now) = (app.store(), app.scope(ACME).await, app.clock().now());
    let number = PhoneNumber::parse("+12145550195").expect("a number");
    let about = (&number, jiff::civil::date(2026, 11, 23));
    store.claim_text_back(&scope, about, &call(caller), now).await.expect("claimed");
    store
        .settle_text_back(&scope, about, &call(caller), &SendOutcome::Sent(Some("SM1".to_owned())), now)
        .await
        .expect("settled");
}

/// A company's pages of ten minutes, and one more.
async fn exceed_the_limit_of_pages(app: &TestApp, caller: &TestCaller) {
    let (store, scope) = (app.store(), app.scope(ACME).await);
    let id = EmergencyId::of_call(&call(caller), 0);
    let emergency = store.get_emergency(&scope, &id).await.expect("read").expect("stored").emergency;
    let page = (&app.tenant(ACME).number, Attestation::Full);
    while Box::pin(store.count_page(&scope, &emergency, page, app.clock().now())).await.expect("counted") {}
}

/// The office notes something about a customer, marks them and merges another number, and a call of a blocked number is rejected. A person
/// who must not be contacted is erased.
async fn office_decides_about_a_customer(app: &TestApp, owner: &ApiClient) {
    let path = "/admin/tenants/me/customers/+12145550142";
    owner.post(&format!("{path}/notes"), &json!({"note": "Prefers mornings"})).await.ok(201);
    owner.patch_at(1, path, &json!({"blocked": true, "do_not_call": true})).await.ok(200);
    owner.patch_at(1, "/admin/tenants/me/customers/+12145550143", &json!({"blocked": true})).await.ok(200);
    let merge = owner.request(Method::POST, &format!("{path}/merge")).header(IF_MATCH, "*");
    ApiResponse::of(merge.json(&json!({"number": "+12145550143"}))).await.ok(200);
    app.caller(ACME).from("+12145550143").ring().await;
    let erased = "+12145550144";
    let path = format!("/admin/tenants/me/customers/{erased}");
    owner.patch_at(1, &path, &json!({"do_not_call": true})).await.ok(200);
    owner.post(&format!("{path}/erasure"), &json!({"confirm": erased})).await.ok(200);
}

/// The office books a visit, moves it, notes something, corrects it and cancels it.
async fn office_changes_visits(owner: &ApiClient) {
    let visits = "/admin/tenants/me/appointments";
    let visit = json!({
        "slot": "2026-11-24_morning", "job_type": "repair", "name": "Lee Park", "callback": "+12145550177",
        "street": "9 Elm Street", "zip": "75201", "problem": "The furnace is dead",
    });
    let booked = owner.post(visits, &visit).await.ok(201);
    let path = format!("{visits}/{}", booked["appointment_id"].as_str().expect("an id"));
    let (to, cancel) = (json!({"slot": "2026-11-25_morning", "notify_customer": true}), "Sold the house");
    for (method, path, body) in [
        (Method::POST, format!("{path}/move"), to),
        (Method::PATCH, path.clone(), json!({"note": "Bring the ladder"})),
        (Method::PATCH, path.clone(), json!({"street": "21 Oak Street"})),
        (Method::POST, format!("{path}/cancel"), json!({"reason": cancel, "notify_customer": false})),
    ] {
        ApiResponse::of(owner.request(method, &path).header(IF_MATCH, "*").json(&body)).await.ok(200);
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).join("items")
}

/// The items of a folder, by kind.
fn fixtures(name: &str) -> BTreeMap<String, Vec<Value>> {
    let Ok(files) = std::fs::read_dir(folder(name)) else { return BTreeMap::new() };
    let read = |path: PathBuf| {
        let items = serde_json::from_slice(&std::fs::read(&path).expect("readable")).expect("items");
        (path.file_stem().expect("a name").to_string_lossy().into_owned(), items)
    };
    files.map(|entry| read(entry.expect("an entry").path())).collect()
}

#[tokio::test]
async fn every_form_of_a_written_item_has_a_fixture() {
    let written = Box::pin(written()).await;
    let mut forms: BTreeMap<(String, u64), BTreeSet<String>> = BTreeMap::new();
    for item in FOLDERS.iter().flat_map(|name| fixtures(name).into_values().flatten()) {
        forms.entry((kind(&item), version(&item))).or_default().extend(form(&item));
    }
    let mut missing: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut paths = BTreeSet::new();
    for item in &written {
        let known = forms.entry((kind(item), version(item))).or_default();
        let new: Vec<_> = form(item).difference(known).cloned().collect();
        if !new.is_empty() {
            paths.extend(new.iter().map(|path| format!("{} {}{path}", kind(item), version(item))));
            known.extend(new);
            missing.entry(kind(item)).or_default().push(item.clone());
        }
    }
    if std::env::var_os(WRITE).is_some() {
        if let Some(steps) = missing.get_mut("call") {
            // A step is of use with the steps before it.
            *steps = written.iter().filter(|item| kind(item) == "call").cloned().collect();
        }
        let newest = FOLDERS[FOLDERS.len() - 1];
        let mut there = fixtures(newest);
        std::fs::create_dir_all(folder(newest)).expect("a folder");
        for (kind, items) in &missing {
            let all = there.entry(kind.clone()).or_default();
            all.extend(items.iter().cloned());
            let text = serde_json::to_string_pretty(all).expect("JSON");
            std::fs::write(folder(newest).join(format!("{kind}.json")), text + "\n").expect("written");
        }
        return;
    }
    assert!(missing.is_empty(), "run this test with {WRITE}=1 to add fixtures of new forms: {paths:#?}");

    let kinds: BTreeSet<String> = written.iter().map(kind).collect();
    let mut with_fixture: BTreeSet<String> = forms.into_keys().map(|(kind, _)| kind).collect();
    with_fixture.remove("lease"); // deleted by the request that writes it
    assert_eq!(kinds, with_fixture, "a kind that the test does not write cannot be checked");
}
