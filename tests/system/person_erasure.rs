//! What a person may ask of a company: a copy of everything that it holds, and its erasure without a trace.

use axum::body::Bytes;
use domain::{
    booking::{CallerMessage, MessageBody, ReceivedText},
    customer_text::CustomerTextKind,
    id::{CallSid, MessageId},
    phone::PhoneNumber,
    text::Text,
};
use jiff::{ToSpan, civil::date};
use serde_json::{Value, json};
use store::{ChangeError, ContactRule, CustomerMarks, SendOutcome, TextRule};

use super::{
    calls::up_to_read_back,
    follow_up::{batch, summary_job},
    incoming_texts,
};
use crate::support::{ACME, Item, TestApp, TestCaller, call, tool};

/// The number that [`TestApp::caller`] calls from.
pub(crate) const DANA: &str = "+12145550142";
const LEE: &str = "+12145550143";
/// Texts that identify the caller: number, name, address, words.
const TRACES: [&str; 7] =
    [DANA, "Dana Smith", "Dana likes", "Oak Street", "zebra", "The gate is locked", "gas in the kitchen"];

pub(crate) async fn traces(app: &TestApp) -> Vec<Item> {
    let mentions = |item: &Item| TRACES.iter().any(|trace| item.mentions(trace));
    app.items().await.into_iter().filter(mentions).collect()
}

/// The files of the bucket that name a call or have a text of the caller, archives apart: these are packed.
pub(crate) fn traces_in_files(app: &TestApp, calls: &[&str]) -> Vec<String> {
    let has = |content: &[u8], word: &str| content.windows(word.len()).any(|part| part == word.as_bytes());
    let mentions = |(key, content): &(String, Bytes)| {
        calls.iter().any(|call| key.contains(call))
            || TRACES.iter().any(|trace| key.contains(trace) || has(content, trace))
    };
    app.objects().into_iter().filter(mentions).map(|(key, _)| key).collect()
}

/// Does everything that follows the calls: counts them, summarizes them, makes their words findable.
pub(crate) async fn follow(app: &TestApp, callers: &[&TestCaller]) {
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    for caller in callers {
        app.store().index_transcript(&app.customers(ACME).await, &call(caller)).await.expect("indexed");
        app.system.functions.follow_up.handle(batch([summary_job(app, caller)])).await;
    }
}

/// A booking, a message, an emergency, a note and the decisions of the office about one caller.
pub(crate) async fn populate(app: &TestApp) {
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(app, &caller).await;
    let booked = caller.say(&read_back, "yes").await;
    let message =
        json!({"name": "Dana Smith", "callback_number": null, "message": "The gate is locked", "urgent": false});
    app.model.reply_with([tool("take_message", message), tool("end_call", json!({"goodbye": "Goodbye."}))]);
    let read_back = caller.say(&booked, "take a message: the gate is locked, and the zebra is loose").await;
    let taken = caller.say(&read_back, "yes").await;
    caller.say(&taken, "that's all").await;
    caller.hang_up().await;
    let danger = app.caller(ACME);
    let greeting = danger.ring().await;
    danger.say(&greeting, "I smell gas in the kitchen").await;
    danger.hang_up().await;
    follow(app, &[&caller, &danger]).await;
    let manager = app.person(ACME, "manager");
    let path = format!("/admin/tenants/me/customers/{DANA}");
    manager.post(&format!("{path}/notes"), &json!({"note": "Dana likes mornings"})).await.ok(201);
    let marks = CustomerMarks { blocked: None, do_not_call: Some(true) };
    let number = PhoneNumber::parse(DANA).expect("a number");
    let scope = app.scope(ACME).await;
    app.store().mark_customer::<ChangeError>(&scope, &number, marks, &app.change(), Ok).await.expect("marked");
}

pub(crate) async fn erase(app: &TestApp) -> Value {
    let path = format!("/admin/tenants/me/customers/{DANA}/erasure");
    app.person(ACME, "manager").post(&path, &json!({"confirm": DANA})).await.ok(200)
}

/// What Dana texts, and the texts about their visit and after a missed call.
async fn texts_of(app: &TestApp) {
    let (dana, lee) = (app.caller(ACME), app.caller(ACME).from(LEE));
    incoming_texts::send(&dana, 1, "Is the ladder yours?", &[]).await;
    incoming_texts::send(&lee, 2, "I am someone else", &[]).await;
    incoming_texts::send(&dana, 3, "Please stop texting me", &[]).await;
    let (store, scope, customers, now) =
        (app.store(), app.scope(ACME).await, app.customers(ACME).await, app.change().at);
    let number = PhoneNumber::parse(DANA).expect("a number");
    let record = store.get_customer_record(&customers, &number).await.expect("read").expect("a record");
    let [visit] = &store.get_visits_of(&customers, &record, 2).await.expect("read")[..] else { panic!("one visit") };
    let about = (&visit.id, visit.booked_at);
    let _claim = store.claim_customer_text(&scope, about, CustomerTextKind::Booked, now).await.expect("claimed");
    let sent = SendOutcome::Sent(Some("SM1".to_owned()));
    store.settle_customer_text(&scope, about, &number, &sent, now).await.expect("settled");
    let (call, day) = (CallSid::parse("CA00000000000000000000000000000001").expect("an id"), date(2026, 11, 22));
    let _claim = store.claim_text_back(&scope, (&number, day), &call, now).await.expect("claimed");
    store.settle_text_back(&scope, (&number, day), &call, &sent, now).await.expect("settled");
}

#[tokio::test]
async fn export_has_every_text_of_a_person_page_by_page() {
    let app = TestApp::start().await;
    let scope = app.scope(ACME).await;
    for nth in 0..60 {
        // The latest ones are of another person.
        let from = if nth < 55 { DANA } else { LEE };
        let to = app.tenant(ACME).number.clone();
        let words = Text::parse(&format!("Text {nth}")).expect("words");
        let message = CallerMessage {
            id: MessageId::of_text(&format!("SM{nth:032x}")),
            call: None,
            name: None,
            callback: PhoneNumber::parse(from).ok(),
            body: MessageBody::Received(ReceivedText { to, words }),
            urgent: false,
            left_at: app.change().at + nth.seconds(),
        };
        app.store().put_received_text(&scope, &message, None).await.expect("stored");
    }
    let manager = app.person(ACME, "manager");
    let path = format!("/admin/tenants/me/customers/{DANA}/export");
    let first = manager.get(&path).await.ok(200);
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let second = manager.get(&format!("{path}?cursor={cursor}")).await.ok(200);
    assert_eq!(second.get("next_cursor"), None);
    let texts = [first, second].map(|page| page["texts_received"].as_array().expect("texts").clone()).concat();
    let words: Vec<_> = texts.iter().map(|text| text["words"].as_str().expect("words").to_owned()).collect();
    assert_eq!(words, (0..55).rev().map(|nth| format!("Text {nth}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn export_has_everything_that_is_held_of_a_person() {
    let app = TestApp::start().await;
    populate(&app).await;
    texts_of(&app).await;
    let manager = app.person(ACME, "manager");
    let export = manager.get(&format!("/admin/tenants/me/customers/{DANA}/export")).await.ok(200);
    let text = export.to_string();
    for trace in ["Dana Smith", "12 Oak Street", "zebra", "The gate is locked", "gas in the kitchen", "likes mornings"]
    {
        assert!(text.contains(trace), "{trace} in {export}");
    }
    let calls = export["calls"].as_array().expect("calls");
    assert_eq!(calls.len(), 2);
    assert!(calls.iter().any(|call| call["appointments"][0]["name"] == "Dana Smith"), "{export}");
    assert!(calls.iter().any(|call| call["messages"][0]["words"] == "The gate is locked"), "{export}");
    assert!(calls.iter().any(|call| call["emergencies"][0]["hazard"] == "gas_leak"), "{export}");
    assert!(calls.iter().all(|call| call["summary"].is_string()), "{export}");
    let words: Vec<_> = export["texts_received"].as_array().expect("texts").iter().map(|text| &text["words"]).collect();
    assert_eq!(words, ["Please stop texting me", "Is the ladder yours?"]);
    assert!(export["text_choice"]["stopped_at"].is_string(), "{export}");
    assert!(calls.iter().any(|call| call["appointments"][0]["texts"][0]["kind"] == "booked"), "{export}");
    assert_eq!(export["appointments"][0]["texts"][0]["state"], "sent", "{export}");
    assert_eq!(export["texts_after_missed_calls"][0]["state"], "sent", "{export}");
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200).to_string();
    assert!(log.contains("customer.exported") && !log.contains(DANA), "{log}");
}

#[tokio::test]
async fn erasure_of_a_person_leaves_no_trace_and_nothing_of_others_is_gone() {
    let app = TestApp::start().await;
    populate(&app).await;
    let lee = app.caller(ACME).from(LEE);
    lee.ring().await;
    lee.hang_up().await;
    follow(&app, &[&lee]).await;
    assert!(traces(&app).await.len() > 20, "there is something to erase");
    let day = app.person(ACME, "owner").get("/admin/tenants/me/calls?limit=100").await.ok(200);
    assert_eq!(day["items"].as_array().map(Vec::len), Some(3));
    let kept: Vec<_> = app.items().await.into_iter().filter(|item| item.mentions(LEE)).collect();

    let report = erase(&app).await;
    assert_eq!(report["complete"], true, "{report}");
    for kind in ["call", "customer", "customer_note", "appointment", "message", "emergency", "word", "usage", "summary"]
    {
        assert!(report["erased"][kind].as_u64().is_some_and(|count| count > 0), "{kind}: {report}");
    }
    assert_eq!(traces(&app).await, []);
    let left: Vec<_> = app.items().await.into_iter().filter(|item| item.mentions(LEE)).collect();
    assert_eq!(left, kept, "another caller's items changed");
    let calls = app.person(ACME, "owner").get("/admin/tenants/me/calls").await.ok(200);
    assert_eq!(calls["items"].as_array().map(Vec::len), Some(1), "{calls}");
    let found = app.person(ACME, "owner").get("/admin/tenants/me/calls/search?q=zebra").await.ok(200);
    assert_eq!(found["items"], json!([]));
    let places = app.person(ACME, "owner").get("/admin/tenants/me/availability").await.ok(200);
    assert!(places["items"].as_array().expect("items").iter().all(|day| day["booked"] == 0), "{places}");

    let (scope, number) = (app.scope(ACME).await, PhoneNumber::parse(DANA).expect("a number"));
    assert_eq!(app.store().contact_rule(&scope, &number).await.expect("read"), ContactRule::DoNotCall);
    let again = erase(&app).await;
    assert_eq!((&again["complete"], &again["erased"]), (&json!(true), &json!({})));
}

#[tokio::test]
async fn late_message_about_an_erased_call_brings_nothing_back() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    caller.hang_up().await;
    app.queues().deliver_without_deleting(&app.system.functions.usage_aggregator).await;
    assert_eq!(erase(&app).await["complete"], true);
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    follow(&app, &[&caller]).await;
    assert_eq!(traces(&app).await, []);
}

#[tokio::test]
async fn erasure_goes_on_after_a_crash_and_waits_for_calls_in_progress() {
    let app = TestApp::start().await;
    populate(&app).await;
    let open = app.caller(ACME);
    open.ring().await;
    let pending = erase(&app).await;
    assert_eq!((&pending["complete"], &pending["calls_in_progress"][0]), (&json!(false), &json!(open.call_sid())));
    open.hang_up().await;
    app.queues().deliver(&app.system.functions.usage_aggregator).await;
    let scope = app.scope(ACME).await;
    let (store, number) = (app.store(), PhoneNumber::parse(DANA).expect("a number"));
    for tens in 0.. {
        app.aws.fail_after(10 * tens, "DynamoDB_20120810.");
        let erased = store.erase_person(&scope, &number, &app.change(), 1).await;
        app.aws.recover();
        if erased.is_ok_and(|erased| erased.complete) {
            break;
        }
    }
    assert_eq!(traces(&app).await, []);
}

#[test]
fn every_kind_of_item_is_known_to_the_erasure_and_to_the_export() {
    let folder =
        |version: &str| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(version).join("items");
    for version in ["v1", "v2"] {
        for file in std::fs::read_dir(folder(version)).expect("fixtures") {
            let items: Value =
                serde_json::from_slice(&std::fs::read(file.expect("a file").path()).expect("readable")).expect("JSON");
            for item in items.as_array().expect("items") {
                let [partition, sort] = ["tenant_id", "sk"].map(|name| item[name].as_str().expect("a key"));
                if partition.starts_with("ten_") && !partition.ends_with("#words") {
                    assert!(store::held_kind(sort).is_some(), "{sort}: what does an erasure do with it?");
                    assert!(store::exported(sort).is_some(), "{sort}: does an export have it?");
                }
            }
        }
    }
}

#[tokio::test]
async fn stop_outlives_the_erasure_of_its_number_as_a_hash() {
    let app = TestApp::start().await;
    let (scope, number) = (app.scope(ACME).await, PhoneNumber::parse(DANA).expect("a number"));
    incoming_texts::send(&app.caller(ACME), 1, "My zebra is on Oak Street", &[]).await;
    incoming_texts::send(&app.caller(ACME), 2, "STOP", &[]).await;
    assert_eq!(app.store().text_rule(&scope, &number).await.expect("read"), TextRule::OptedOut);
    let report = erase(&app).await;
    assert_eq!(report["complete"], true, "{report}");
    assert_eq!(traces(&app).await, []);
    assert_eq!(app.store().text_rule(&scope, &number).await.expect("read"), TextRule::NotContacted);
}
