//! Messages and emergencies by API: the lists, and what the office does about each.

use domain::{
    booking::{CallerMessage, DangerReport, Emergency, MessageBody},
    escalation::AcceptedBy,
    id::{CallSid, EmergencyId, MessageId},
    text::Text,
    triage::Hazard,
};
use jiff::{Timestamp, ToSpan};
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::TenantScope;

use crate::support::{ACME, ApiClient, ApiResponse, DESERT, TestApp};

const MESSAGES: &str = "/admin/tenants/me/messages";
const EMERGENCIES: &str = "/admin/tenants/me/emergencies";

fn at(nth: u32) -> Timestamp {
    let noon: Timestamp = "2026-11-23T12:00:00Z".parse().expect("an instant");
    noon + i64::from(nth).seconds()
}

/// Stores a message that a caller left `nth` seconds after noon; returns its id.
pub(crate) async fn leave_message(app: &TestApp, scope: &TenantScope, nth: u32) -> String {
    let call = CallSid::parse("CAmessages").expect("an id");
    let message = CallerMessage {
        id: MessageId::of_call(&call, nth),
        call: Some(call),
        name: Text::parse("Dana Smith").ok(),
        callback: None,
        body: MessageBody::Words(Text::parse("The gate is locked").expect("words")),
        urgent: false,
        left_at: at(nth),
    };
    app.store().put_message(scope, &message).await.expect("stored");
    message.id.to_string()
}

/// Stores an emergency that was detected `nth` seconds after noon; returns its id.
pub(crate) async fn raise_emergency(app: &TestApp, scope: &TenantScope, nth: u32) -> String {
    let call = CallSid::parse("CAemergencies").expect("an id");
    let report = DangerReport { heard: Text::parse("I smell gas").ok(), ..DangerReport::default() };
    let id = EmergencyId::of_call(&call, nth);
    let emergency = Emergency {
        id,
        call,
        hazard: Hazard::GasLeak,
        callback: None,
        heard_at: at(nth),
        day: Some(jiff::tz::TimeZone::UTC.to_datetime(at(nth)).date()),
        report,
    };
    app.store().put_emergency(scope, &emergency).await.expect("stored");
    emergency.id.to_string()
}

/// Changes a message or an emergency, whatever its version.
async fn handle(client: &ApiClient, path: &str, body: &Value) -> ApiResponse {
    ApiResponse::of(client.request(Method::PATCH, path).header(IF_MATCH, "*").json(body)).await
}

/// The ids on all pages of a list.
async fn ids(client: &ApiClient, list: &str, query: &str) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{list}?{query}{cursor}")).await.ok(200);
        for item in page["items"].as_array().expect("items") {
            let id = item.get("message_id").or(item.get("emergency_id")).and_then(Value::as_str);
            found.push(id.expect("an id").to_owned());
        }
        let Some(next) = page["next_cursor"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn message_is_taken_noted_and_done_and_leaves_the_open_list() {
    let app = TestApp::start().await;
    let scope = app.scope(ACME).await;
    let mut all = Vec::new();
    for nth in 0..4 {
        all.insert(0, leave_message(&app, &scope, nth).await);
    }
    let (dispatcher, manager) = (app.person(ACME, "dispatcher"), app.person(ACME, "manager"));
    let path = format!("{MESSAGES}/{}", all[1]);
    let shown = dispatcher.get(&path).await;
    assert_eq!(shown.header("etag"), "\"1\"");
    let shown = shown.ok(200);
    assert_eq!((&shown["words"], &shown["handling"]), (&json!("The gate is locked"), &json!({"version": 1})));

    let taken = dispatcher.patch_at(1, &path, &json!({"taken": true})).await;
    assert_eq!(taken.header("etag"), "\"2\"");
    let by_dispatcher = json!({"by": "usr_acme_dispatcher", "at": "2026-11-23T16:00:00Z"});
    assert_eq!(taken.ok(200), json!({"version": 2, "taken": by_dispatcher}));
    assert_eq!(manager.patch_at(1, &path, &json!({"done": true})).await.problem(412), "version-mismatch");
    let body = json!({"taken": true, "done": true, "note": "Called back"});
    let done = manager.patch_at(2, &path, &body).await.ok(200);
    assert_eq!((&done["taken"], &done["note"]), (&by_dispatcher, &json!("Called back")), "the first one keeps it");
    assert_eq!((&done["done"]["by"], &done["version"]), (&json!("usr_acme_manager"), &json!(3)));

    for limit in ["limit=1", "limit=100"] {
        assert_eq!(ids(&dispatcher, MESSAGES, limit).await, all);
        let open = [&all[0], &all[2], &all[3]].map(Clone::clone);
        assert_eq!(ids(&dispatcher, MESSAGES, &format!("state=open&{limit}")).await, open);
    }
    let listed = dispatcher.get(MESSAGES).await.ok(200);
    assert_eq!(listed["items"][1]["handling"], done, "the list shows what was done");
    handle(&manager, &path, &json!({"done": false, "taken": false})).await.ok(200);
    assert_eq!(ids(&dispatcher, MESSAGES, "state=open").await, all, "reopened");

    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let handled = log["items"].as_array().expect("items").iter().filter(|entry| entry["action"] == "message.handled");
    assert_eq!(handled.clone().count(), 3);
    assert!(handled.clone().all(|entry| entry["about"] == *all[1]), "{log}");
    assert!(!log.to_string().contains("Called back") && !log.to_string().contains("gate"), "{log}");
}

#[tokio::test]
async fn emergency_is_acknowledged_by_api_once() {
    let app = TestApp::start().await;
    let scope = app.scope(ACME).await;
    let id = raise_emergency(&app, &scope, 0).await;
    let path = format!("{EMERGENCIES}/{id}");
    let dispatcher = app.person(ACME, "dispatcher");
    assert_eq!(dispatcher.get(&path).await.ok(200).get("acknowledged_at"), None);
    handle(&dispatcher, &path, &json!({"acknowledged": true})).await.ok(200);
    app.set_now("2026-11-23T17:00:00Z");
    let body = json!({"acknowledged": true, "taken": true});
    handle(&app.person(ACME, "manager"), &path, &body).await.ok(200);
    let shown = dispatcher.get(&path).await.ok(200);
    assert_eq!(shown["acknowledged_at"], "2026-11-23T16:00:00Z", "the first one stays");
    assert_eq!((&shown["handling"]["version"], &shown["heard"]), (&json!(3), &json!("I smell gas")));
    let listed = dispatcher.get(EMERGENCIES).await.ok(200);
    assert_eq!(listed["items"][0]["acknowledged_at"], "2026-11-23T16:00:00Z");
    let withdrawn = handle(&dispatcher, &path, &json!({"acknowledged": false})).await;
    assert_eq!(withdrawn.problem(422), "invalid");
}

#[tokio::test]
async fn acknowledgement_by_telephone_keeps_what_the_office_did() {
    let app = TestApp::start().await;
    let scope = app.scope(ACME).await;
    let id = raise_emergency(&app, &scope, 0).await;
    let path = format!("{EMERGENCIES}/{id}");
    let dispatcher = app.person(ACME, "dispatcher");
    handle(&dispatcher, &path, &json!({"taken": true, "note": "Lee drives there"})).await.ok(200);
    let emergency = EmergencyId::parse(&id).expect("an id");
    app.store()
        .acknowledge_emergency(&scope, &emergency, &AcceptedBy::Key { number: None }, at(60))
        .await
        .expect("written");
    let shown = dispatcher.get(&path).await.ok(200);
    let listed = dispatcher.get(EMERGENCIES).await.ok(200)["items"][0].take();
    for shown in [shown, listed] {
        assert_eq!(shown["acknowledged_at"], "2026-11-23T12:01:00Z");
        assert_eq!(
            (&shown["handling"]["note"], &shown["handling"]["version"]),
            (&json!("Lee drives there"), &json!(2))
        );
    }
    handle(&dispatcher, &path, &json!({"done": true})).await.ok(200);
    assert_eq!(ids(&dispatcher, EMERGENCIES, "state=open").await, Vec::<String>::new());
    assert_eq!(dispatcher.get(&path).await.ok(200)["acknowledged_at"], "2026-11-23T12:01:00Z");
}

#[tokio::test]
async fn message_of_another_company_is_neither_shown_nor_changed() {
    let app = TestApp::start().await;
    let id = leave_message(&app, &app.scope(DESERT).await, 0).await;
    let path = format!("{MESSAGES}/{id}");
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.get(&path).await.problem(404), "not-found");
    assert_eq!(handle(&owner, &path, &json!({"done": true})).await.problem(404), "not-found");
    assert_eq!(ids(&owner, MESSAGES, "state=all").await, Vec::<String>::new());
    assert_eq!(app.person(DESERT, "owner").get(&path).await.ok(200)["handling"], json!({"version": 1}));
    assert_eq!(app.aws.denied(), Vec::<String>::new());
}

#[tokio::test]
async fn note_is_shown_to_those_who_may_read_calls_and_the_audit_log_says_so() {
    let app = TestApp::start().await;
    let (owner, scope) = (app.person(ACME, "owner"), app.scope(ACME).await);
    let message = format!("{MESSAGES}/{}", leave_message(&app, &scope, 0).await);
    let emergency = format!("{EMERGENCIES}/{}", raise_emergency(&app, &scope, 0).await);
    let key = async |scopes: &[&str]| {
        let key = json!({"name": "Board", "scopes": scopes});
        let key = owner.post("/admin/tenants/me/api-keys", &key).await.ok(201)["key"].as_str().map(str::to_owned);
        ApiClient::with(&app.system, key)
    };
    let (writes, reads) = (key(&["messages:write"]).await, key(&["messages:write", "calls:read"]).await);
    for path in [message, emergency] {
        let noted = handle(&writes, &path, &json!({"note": "Gate code 4711", "taken": true})).await.ok(200);
        assert_eq!((noted.get("note"), noted["taken"].is_object()), (None, true), "{path}: {noted}");
        assert_eq!(handle(&writes, &path, &json!({})).await.ok(200).get("note"), None, "{path}");
        assert_eq!(handle(&reads, &path, &json!({})).await.ok(200)["note"], "Gate code 4711", "{path}");
    }
    let log = owner.get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("items").iter().filter_map(|entry| entry["action"].as_str());
    let mut read: Vec<_> = entries.filter(|action| action.split('.').next_back() == Some("read")).collect();
    read.sort_unstable();
    assert_eq!(read, ["emergency.read", "message.read"]);
}

#[tokio::test]
async fn change_without_a_version_or_by_a_reader_is_refused() {
    let app = TestApp::start().await;
    let id = leave_message(&app, &app.scope(ACME).await, 0).await;
    let path = format!("{MESSAGES}/{id}");
    let owner = app.person(ACME, "owner");
    let unversioned = ApiResponse::of(owner.request(Method::PATCH, &path).json(&json!({"done": true}))).await;
    assert_eq!(unversioned.problem(428), "version-required");
    assert_eq!(handle(&owner, &path, &json!({"closed": true})).await.problem(422), "invalid");
    let key = json!({"name": "Board", "scopes": ["calls:read"]});
    let key = owner.post("/admin/tenants/me/api-keys", &key).await.ok(201)["key"].as_str().map(str::to_owned);
    let reader = ApiClient::with(&app.system, key);
    assert_eq!(reader.get(&path).await.ok(200)["handling"], json!({"version": 1}));
    for client in [reader, app.person(ACME, "viewer")] {
        assert_eq!(handle(&client, &path, &json!({"done": true})).await.problem(403), "forbidden");
    }
    for wrong in ["limit=0", "limit=101", "cursor=garbage", "state=closed", "colour=red"] {
        for list in [MESSAGES, EMERGENCIES] {
            assert_eq!(owner.get(&format!("{list}?{wrong}")).await.problem(400), "malformed", "{list} {wrong}");
        }
    }
}
