//! Reading customers takes a permission of its own: previews and test calls withhold them from everyone else, from the
//! model too, and each read is in the audit log.

use domain::phone::PhoneNumber;
use serde_json::{Value, json};

use super::calls::{up_to_read_back, visit};
use crate::support::{ACME, ApiClient, ModelReply, TestApp, tool};

const PREVIEW: &str = "/admin/tenants/me/preview";
const TEST_CALLS: &str = "/admin/tenants/me/test-calls";
/// The number of a customer on file, and one of a stranger.
const CUSTOMER: &str = "+12145550142";
const STRANGER: &str = "+12145550143";

/// A company with a customer on file: Dana Smith, 12 Oak Street, with a visit.
async fn with_customer() -> TestApp {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let read_back = up_to_read_back(&app, &caller).await;
    caller.say(&read_back, "yes").await;
    app
}

/// A program with these scopes.
async fn program(app: &TestApp, scopes: &[&str]) -> ApiClient {
    let body = json!({"name": "A program", "scopes": scopes});
    let made = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &body).await.ok(201);
    ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned))
}

/// Asserts that a text names no part of the customer on file.
#[track_caller]
fn assert_nameless(text: &Value) {
    let text = text.to_string();
    for part in ["Dana", "Smith", "Oak", "have booked before:", "Welcome back", "apt_"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
}

/// The entries of reads in ACME's audit log, the latest first.
async fn reads(app: &TestApp) -> Vec<Value> {
    let mut log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array_mut().expect("items");
    entries.retain(|entry| {
        entry["action"].as_str().is_some_and(|action| action.split_once('.').is_some_and(|(_, verb)| verb == "read"))
    });
    entries.iter().map(|entry| json!([entry["actor"], entry["action"], entry["about"]])).collect()
}

async fn test_call(client: &ApiClient, from: &str) -> Value {
    client.post(TEST_CALLS, &json!({"from": from})).await.ok(201)
}

fn path(begun: &Value) -> String {
    format!("{TEST_CALLS}/{}", begun["test_call_id"].as_str().expect("an id"))
}

async fn say(client: &ApiClient, begun: &Value, words: &str) -> Value {
    client.post(&format!("{}/turns", path(begun)), &json!({"say": words})).await.ok(200)
}

#[tokio::test]
async fn preview_names_a_customer_only_to_those_who_may_read_customers() {
    let app = with_customer().await;
    let body = json!({"from": CUSTOMER});
    for client in [
        app.person(ACME, "owner"),
        app.person(ACME, "manager"),
        app.person(ACME, "dispatcher"),
        program(&app, &["company:read", "customers:read"]).await,
    ] {
        let shown = client.post(PREVIEW, &body).await.ok(200);
        assert!(shown["greeting"].to_string().contains("Welcome back, Dana."), "{shown}");
        assert_eq!(shown.get("withheld"), None);
    }
    for client in [app.person(ACME, "viewer"), program(&app, &["company:read", "agent:test"]).await] {
        let mut shown = client.post(PREVIEW, &body).await.ok(200);
        assert_eq!(shown["withheld"], json!(["customers"]));
        assert_nameless(&shown);
        // The rest is the same as for a number that is not on file, so the answer does not say whether it is.
        let mut stranger = client.post(PREVIEW, &json!({"from": STRANGER})).await.ok(200);
        stranger["prompt"] = stranger["prompt"].as_str().expect("text").replace(STRANGER, CUSTOMER).into();
        assert_eq!(shown, stranger);
        shown = client.post(PREVIEW, &json!({})).await.ok(200);
        assert_eq!(shown.get("withheld"), None, "without a number there is nothing to withhold");
    }
}

#[tokio::test]
async fn test_call_keeps_a_customer_from_the_model_of_a_caller_who_may_not_read_it() {
    let app = with_customer().await;
    let blind = program(&app, &["agent:test"]).await;
    let earlier = app.model.requests().len();
    let begun = test_call(&blind, CUSTOMER).await;
    assert_eq!(begun["withheld"], json!(["customers"]));
    app.model
        .reply_with([tool("look_up_customer", json!({"house_number": "12"})), ModelReply::Say("What is your name?")]);
    let turn = say(&blind, &begun, "I booked before. My house number is 12, the ZIP code 75201, Dana Smith.").await;
    assert_eq!(turn["decided"]["tools"][0]["name"], "look_up_customer");
    assert_nameless(&json!([begun, turn["said"], turn["decided"]["tools"][0]["result"]]));
    let asked = app.model.requests().split_off(earlier);
    let given = asked.iter().map(Value::to_string).collect::<String>();
    assert!(!given.contains("Oak") && !given.contains("apt_"), "{given}");
    let shown = blind.get(&path(&begun)).await.ok(200);
    assert_eq!(shown.get("withheld"), None, "the test call has nothing to withhold");

    let dispatcher = app.person(ACME, "dispatcher");
    let begun = test_call(&dispatcher, CUSTOMER).await;
    assert!(begun["said"].to_string().contains("Welcome back, Dana."), "{begun}");
    app.model.reply_with([tool("look_up_customer", json!({})), ModelReply::Say("At 12 Oak Street?")]);
    let turn = say(&dispatcher, &begun, "It's me again").await;
    assert!(turn["decided"]["tools"][0]["result"].to_string().contains("Dana Smith"), "{turn}");
}

#[tokio::test]
async fn test_call_of_another_who_may_read_customers_is_withheld_and_does_not_go_on() {
    let app = with_customer().await;
    let begun = test_call(&app.person(ACME, "dispatcher"), CUSTOMER).await;
    app.model.reply_with([tool("look_up_customer", json!({})), ModelReply::Say("Dana Smith at 12 Oak Street?")]);
    say(&app.person(ACME, "dispatcher"), &begun, "Yes, Dana Smith here").await;
    let blind = program(&app, &["agent:test"]).await;
    let shown = blind.get(&path(&begun)).await.ok(200);
    assert_eq!(shown["withheld"], json!(["customers"]));
    assert_nameless(&shown);
    let kinds: Vec<_> = shown["history"].as_array().expect("a list").iter().map(|entry| &entry["kind"]).collect();
    let looked_up = ["tools_requested", "tool_returned"];
    assert_eq!(kinds[..2], looked_up, "before the greeting");
    assert_eq!(kinds[2..], ["agent_said", "caller_said", "tools_requested", "tool_returned", "agent_said"]);
    let turn = blind.post(&format!("{}/turns", path(&begun)), &json!({"say": "What is my address?"})).await;
    assert_eq!(turn.problem(403), "forbidden");
    assert!(turn.body["detail"].to_string().contains("reads customers"), "{}", turn.body);
}

#[tokio::test]
async fn real_booking_of_a_caller_who_may_not_read_customers_overwrites_no_customer() {
    let app = with_customer().await;
    let blind = program(&app, &["agent:test"]).await;
    let begun = blind.post(TEST_CALLS, &json!({"from": CUSTOMER, "book": true})).await.ok(201);
    let mut other = visit();
    (other["name"], other["street"]) = (json!("Lee Park"), json!("9 Elm Street"));
    app.model.reply_with([
        tool("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "morning"})),
        tool("book_appointment", other),
    ]);
    say(&blind, &begun, "I'm Lee Park, 9 Elm Street, 75201, tomorrow morning").await;
    let booked = say(&blind, &begun, "Yes, that's right").await;
    assert!(booked["said"].to_string().contains("booked"), "{booked}");
    let number = PhoneNumber::parse(CUSTOMER).expect("a number");
    let customer = app.store().get_caller(&app.customers(ACME).await, &number).await.expect("read").customer;
    assert_eq!(customer.map(|customer| customer.name.to_string()).as_deref(), Some("Dana Smith"));
}

#[tokio::test]
async fn demoted_person_gets_no_stored_response_that_names_a_customer() {
    let app = with_customer().await;
    let (owner, dispatcher) = (app.person(ACME, "owner"), app.person(ACME, "dispatcher"));
    let body = json!({"from": CUSTOMER});
    let shown = dispatcher.post_once("k", PREVIEW, &body).await.ok(200);
    assert!(shown.to_string().contains("Dana"), "{shown}");
    let person = "/admin/tenants/me/people/usr_acme_dispatcher";
    owner.patch(person, &json!({"role": "viewer"})).await.ok(200);
    let shown = dispatcher.post_once("k", PREVIEW, &body).await.ok(200);
    assert_eq!(shown["withheld"], json!(["customers"]));
    assert_nameless(&shown);
    owner.patch(person, &json!({"role": "manager"})).await.ok(200);
    let again = dispatcher.post_once("k", PREVIEW, &body).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
}

#[tokio::test]
async fn read_of_personal_data_is_in_the_audit_log_without_the_data() {
    let app = with_customer().await;
    let (dispatcher, operator) = (app.person(ACME, "dispatcher"), app.operator());
    dispatcher.post(PREVIEW, &json!({"from": CUSTOMER})).await.ok(200);
    let begun = test_call(&dispatcher, STRANGER).await;
    app.model.reply_always(ModelReply::Say("Hello."));
    say(&dispatcher, &begun, "Hello").await;
    say(&dispatcher, &begun, "Hello again").await;
    dispatcher.get(&path(&begun)).await.ok(200);
    let id = &begun["test_call_id"];
    operator.get(&path(&begun).replace("/me/", "/ten_acme/")).await.ok(200);
    app.person(ACME, "manager").get("/admin/tenants/me/people").await.ok(200);
    let mut entries = reads(&app).await;
    let by_operator = format!("operator:{}", dev_oidc::DevIssuer::subject_of(&app.system.manifest.operator.email));
    let mut expected = [
        json!(["usr_acme_dispatcher", "customer.read", "…42"]),
        json!(["usr_acme_dispatcher", "customer.read", "…43"]),
        json!(["usr_acme_dispatcher", "test_call.read", id]),
        json!([by_operator, "test_call.read", id]),
        json!(["usr_acme_manager", "people.read", null]),
    ];
    entries.sort_by_key(Value::to_string);
    expected.sort_by_key(Value::to_string);
    assert_eq!(entries, expected);
    let log = app.person(ACME, "owner").get("/admin/tenants/me/audit?limit=100").await.ok(200).to_string();
    assert!(!log.contains("Dana Smith") && !log.contains(CUSTOMER), "{log}");
}

#[tokio::test]
async fn read_that_reads_nothing_personal_has_no_audit_entry() {
    let app = with_customer().await;
    app.person(ACME, "viewer").post(PREVIEW, &json!({"from": CUSTOMER})).await.ok(200);
    let dispatcher = app.person(ACME, "dispatcher");
    dispatcher.post(PREVIEW, &json!({})).await.ok(200);
    let begun = dispatcher.post(TEST_CALLS, &json!({})).await.ok(201);
    dispatcher.get(&path(&begun)).await.ok(200);
    assert_eq!(reads(&app).await, Vec::<Value>::new());
}

#[tokio::test]
async fn customer_is_not_read_if_the_audit_log_cannot_be_written() {
    let app = with_customer().await;
    let (dispatcher, manager) = (app.person(ACME, "dispatcher"), app.person(ACME, "manager"));
    app.aws.fail("DynamoDB_20120810.PutItem");
    assert_eq!(dispatcher.post(PREVIEW, &json!({"from": CUSTOMER})).await.problem(503), "unavailable");
    assert_eq!(manager.get("/admin/tenants/me/people").await.problem(503), "unavailable");
    app.aws.recover();
    dispatcher.post(PREVIEW, &json!({"from": CUSTOMER})).await.ok(200);
    assert_eq!(reads(&app).await, [json!(["usr_acme_dispatcher", "customer.read", "…42"])]);
}
