//! Toll fraud: which numbers the system dials, who may change them, and what the audit log says.

use serde_json::{Value, json};

use super::{
    configuration::{draft, let_pass, publish, publish_tested, untested},
    tenants::sign_up,
};
use crate::support::{ACME, ApiClient, ApiResponse, DESERT, ModelReply, TestApp, tool};

const DRAFT: &str = "/admin/tenants/me/configuration/draft";
const PUBLISH: &str = "/admin/tenants/me/configuration/publish";
const ROLL_BACK: &str = "/admin/tenants/me/configuration/roll-back";
const ACME_DIALING: &str = "/admin/tenants/ten_acme/dialing";
const MEXICO: &str = "+525512345678";

/// The fields of a response that refuses a configuration.
fn refused_fields(rejected: &ApiResponse) -> Vec<String> {
    assert_eq!(rejected.problem(422), "invalid");
    let errors = rejected.body["errors"].as_array().expect("a list");
    errors.iter().map(|error| error["field"].as_str().expect("a field").to_owned()).collect()
}

async fn latest(client: &ApiClient) -> u64 {
    client.get("/admin/tenants/me").await.ok(200)["latest_version"].as_u64().expect("a number")
}

/// The response to a change of the draft.
async fn change(client: &ApiClient, patch: &Value) -> ApiResponse {
    client.patch_at(latest(client).await, DRAFT, patch).await
}

/// Allows these prefixes to ACME; returns the warnings.
async fn allow(app: &TestApp, prefixes: &[&str]) -> Value {
    app.operator().put(ACME_DIALING, &json!({"prefixes": prefixes})).await.ok(200)["warnings"].clone()
}

fn on_call(numbers: &[&str]) -> Value {
    let people: Vec<_> = numbers.iter().map(|number| json!({"name": "Luis", "number": number})).collect();
    json!({"on_call": {"people": people, "ring_seconds": 20}})
}

/// Publishes a first person on call in Mexico, whose prefix the operator then takes back.
pub(crate) async fn forbid_first_person_on_call(app: &TestApp) {
    allow(app, &["+52"]).await;
    publish(&app.person(ACME, "owner"), &on_call(&[MEXICO, "+12145550172"])).await;
    let warnings = allow(app, &[]).await;
    assert_eq!(warnings, json!(["Calls are no longer transferred to /on_call/people/0/number."]));
}

/// A key of ACME that may write its configuration.
async fn key(app: &TestApp) -> ApiClient {
    let body = json!({"name": "Website", "scopes": ["company:read", "configuration:write"]});
    let made = app.person(ACME, "owner").post("/admin/tenants/me/api-keys", &body).await.ok(201);
    ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned))
}

async fn audit(client: &ApiClient, action: &str) -> Vec<Value> {
    let log = client.get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("a list");
    entries.iter().filter(|entry| entry["action"] == action).cloned().collect()
}

#[tokio::test]
async fn draft_with_a_number_outside_the_rules_is_refused_with_its_place() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for number in ["+19005550199", "+12149765010", "+18765550100", "+12425550100", MEXICO, "+97912345678"] {
        let mut patch = on_call(&["+12145550171", number]);
        patch["forwarding_number"] = json!(number);
        let fields = refused_fields(&change(&owner, &patch).await);
        assert_eq!(fields, ["/forwarding_number", "/on_call/people/1/number"], "{number}");
    }
    assert_eq!(latest(&owner).await, 1, "a refused draft was saved");
    for number in ["+14165550100", "+17875550100", "+18005550100"] {
        change(&owner, &json!({"forwarding_number": number})).await.ok(200);
    }
}

#[tokio::test]
async fn sign_up_with_a_premium_number_is_refused() {
    let app = TestApp::start().await;
    let published = super::configuration::published(&app.person(ACME, "owner")).await;
    let mut body = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    body["configuration"] = published;
    body["configuration"]["forwarding_number"] = json!("+19005550199");
    let rejected = app.signed_in("kim@peak.example").post("/admin/tenants", &body).await;
    assert_eq!(refused_fields(&rejected), ["/configuration/forwarding_number"]);
}

#[tokio::test]
async fn prefix_of_an_operator_allows_its_numbers_until_it_is_removed() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(allow(&app, &["+52", "+1242"]).await, json!([]));
    assert_eq!(owner.get("/admin/tenants/me/dialing").await.ok(200)["prefixes"], json!(["+1242", "+52"]));
    assert_eq!(refused_fields(&change(&owner, &json!({"forwarding_number": "+19005550199"})).await).len(), 1);
    publish(&owner, &json!({"forwarding_number": MEXICO})).await;
    publish(&owner, &json!({"forwarding_number": "+12145550188"})).await;
    let saved = draft(&owner, &on_call(&["+12425550100"])).await;
    assert_eq!(allow(&app, &["+52"]).await, json!([]));
    let rejected = owner.post(PUBLISH, &untested(saved)).await;
    assert_eq!(refused_fields(&rejected), ["/on_call/people/0/number"]);
    allow(&app, &[]).await;
    assert_eq!(refused_fields(&owner.post(ROLL_BACK, &json!({"version": 2})).await), ["/forwarding_number"]);
    let other = app.person(DESERT, "owner");
    assert_eq!(refused_fields(&change(&other, &json!({"forwarding_number": MEXICO})).await).len(), 1);
}

#[tokio::test]
async fn only_operators_change_prefixes_and_the_company_log_says_so() {
    let app = TestApp::start().await;
    let body = json!({"prefixes": ["+52"]});
    for role in ["owner", "manager", "dispatcher", "viewer"] {
        let refused = app.person(ACME, role).put(ACME_DIALING, &body).await;
        assert_eq!(refused.problem(403), "forbidden", "{role}");
    }
    assert_eq!(key(&app).await.put(ACME_DIALING, &body).await.problem(403), "forbidden");
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.get("/admin/tenants/me/dialing").await.ok(200)["prefixes"], json!([]));
    for (prefixes, field) in [
        (json!(["+1900"]), "/prefixes/0"),
        (json!(["+52", "+1214976"]), "/prefixes/1"),
        (json!(["+979"]), "/prefixes/0"),
        (json!(["+5"]), "/prefixes/0"),
        (json!(["52"]), "/prefixes/0"),
        (json!((0..60).map(|i| format!("+52{}", 100 + i)).collect::<Vec<_>>()), "/prefixes"),
    ] {
        let rejected = app.operator().put(ACME_DIALING, &json!({"prefixes": prefixes})).await;
        assert_eq!(refused_fields(&rejected), [field], "{prefixes}");
    }
    allow(&app, &["+52"]).await;
    let entries = audit(&owner, "tenant.dialing").await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!((entries[0].get("before"), &entries[0]["after"]), (Some(&json!([])), &json!(["+52"])));
    assert!(entries[0]["actor"].as_str().is_some_and(|actor| actor.starts_with("operator:")), "{entries:?}");
}

#[tokio::test]
async fn number_of_any_company_is_refused_as_a_dialed_number() {
    let app = TestApp::start().await;
    let (acme, desert) = (app.person(ACME, "owner"), app.person(DESERT, "owner"));
    for (owner, other) in [(&acme, DESERT), (&desert, ACME)] {
        let number = app.tenant(other).number.to_string();
        let rejected = change(owner, &json!({"forwarding_number": number})).await;
        assert_eq!(refused_fields(&rejected), ["/forwarding_number"]);
        assert!(!rejected.body.to_string().contains("esert"), "the error names the company: {}", rejected.body);
        assert_eq!(refused_fields(&change(owner, &on_call(&[&number])).await), ["/on_call/people/0/number"]);
    }
}

#[tokio::test]
async fn number_that_is_connected_after_publication_is_not_dialed() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let number = "+13035550120";
    publish(&owner, &json!({"forwarding_number": number})).await;
    let version = draft(&owner, &json!({"greeting": "Hello."})).await;
    let peak = json!({
        "name": "Peak", "time_zone": "America/Denver", "number": number, "owner": {"email": "kim@peak.example"},
    });
    app.operator().post("/admin/tenants", &peak).await.ok(201);
    let rejected = owner.post(PUBLISH, &untested(version)).await;
    assert_eq!(refused_fields(&rejected), ["/forwarding_number"]);

    let caller = app.caller(ACME);
    app.model.reply_with([tool("transfer_to_person", json!({"reason": "asked"}))]);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, "Let me talk to a person").await;
    assert!(!response.has("Dial"), "two companies forward to each other: {}", response.body);
    let offered = caller.post(&response.redirect(), &[]).await;
    assert!(offered.said().contains("nobody can come to the phone") && offered.has("Gather"), "{}", offered.body);
}

#[tokio::test]
async fn number_that_is_no_longer_allowed_is_neither_dialed_nor_texted() {
    let app = TestApp::start().await;
    forbid_first_person_on_call(&app).await;
    app.model.reply_always(ModelReply::Hang);
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, "I smell gas").await;
    assert!(response.said().to_lowercase().contains("911"), "{}", response.said());
    assert!(!response.has("Dial") && !response.body.contains(MEXICO), "{}", response.body);
    let sent: Vec<_> = app.system.twilio.sent().into_iter().map(|message| message.to).collect();
    assert_eq!(sent, ["+12145550172"]);
    let second = caller.post(&response.redirect(), &[]).await;
    assert!(second.body.contains(">+12145550172</Number>"), "{}", second.body);
    let again = caller.post(&response.redirect(), &[]).await;
    assert_eq!(again, second, "a repeated webhook gets another reply");
}

#[tokio::test]
async fn forwarding_number_that_is_no_longer_allowed_leaves_the_urls() {
    let app = TestApp::start().await;
    allow(&app, &["+52"]).await;
    publish(&app.person(ACME, "owner"), &json!({"forwarding_number": MEXICO})).await;
    assert!(app.caller(ACME).ring().await.body.contains("525512345678"));
    let warnings = allow(&app, &[]).await;
    assert_eq!(warnings, json!(["Calls are no longer transferred to /forwarding_number."]));
    let greeting = app.caller(ACME).ring().await;
    assert!(!greeting.body.contains("525512345678"), "{}", greeting.body);
    let url = super::configuration::fallback_url(&app).await;
    assert!(!url.contains("forward"), "{url}");
    // Nothing can be read, and the number in memory is no longer allowed.
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    app.aws.fail("DynamoDB");
    let response = caller.say(&greeting, "I smell gas").await;
    assert!(!response.body.contains(MEXICO), "{}", response.body);
    app.aws.recover();
}

#[tokio::test]
async fn table_that_fails_stops_no_transfer() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let response = caller.say(&greeting, "hello").await;
    app.aws.fail("GetItem");
    let response = caller.say(&response, "I smell gas").await;
    assert!(response.body.contains(">+12145550171</Number>"), "{}", response.body);
    app.aws.recover();
}

#[tokio::test]
async fn api_key_cannot_change_a_dialed_number() {
    let app = TestApp::start().await;
    let (manager, key) = (app.person(ACME, "manager"), key(&app).await);
    let forbidden = |response: &ApiResponse| {
        assert_eq!(response.problem(403), "forbidden");
        assert!(response.body["detail"].as_str().is_some_and(|why| why.contains("owner or a manager")), "{response:?}");
    };
    forbidden(&change(&key, &json!({"forwarding_number": "+12145550189"})).await);
    forbidden(&change(&key, &json!({"forwarding_number": null})).await);
    forbidden(&change(&key, &on_call(&["+12145550189"])).await);
    publish_tested(&app, &key, &json!({"greeting": "Hello."})).await;
    draft(&manager, &json!({"forwarding_number": "+12145550189"})).await;
    draft(&key, &json!({"greeting": "Good day."})).await;
    let_pass(&app).await;
    forbidden(&key.post(PUBLISH, &json!({"version": "draft"})).await);
    manager.post(PUBLISH, &json!({"version": "draft"})).await.ok(200);
    forbidden(&key.post(ROLL_BACK, &json!({"version": 1})).await);
    manager.post(ROLL_BACK, &json!({"version": 1})).await.ok(200);
    assert_eq!(app.person(ACME, "dispatcher").patch_at(5, DRAFT, &json!({})).await.problem(403), "forbidden");
}

#[tokio::test]
async fn change_of_a_dialed_number_is_in_the_audit_log_with_masked_numbers() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    publish(&owner, &json!({"greeting": "Hello."})).await;
    assert!(audit(&owner, "dialed_numbers.saved").await.is_empty(), "no number changed");
    let mut patch = on_call(&["+12145550171"]);
    patch["forwarding_number"] = json!("+12145550193");
    publish(&owner, &patch).await;
    for action in ["dialed_numbers.saved", "dialed_numbers.published"] {
        let entries = audit(&owner, action).await;
        assert_eq!(entries.len(), 1, "{action}");
        assert_eq!(entries[0]["before"], json!({"/forwarding_number": "…88", "/on_call/people/1/number": "…72"}));
        assert_eq!(entries[0]["after"], json!({"/forwarding_number": "…93"}));
        assert_eq!(entries[0]["about"], "3");
        assert!(entries[0]["actor"].as_str().is_some_and(|actor| actor.starts_with("usr_")), "{entries:?}");
    }
    owner.post(ROLL_BACK, &json!({"version": 1})).await.ok(200);
    let entries = audit(&owner, "dialed_numbers.published").await;
    // Both changes can have the same time, so their order is not defined.
    let after = |number: &str| entries.iter().any(|entry| entry["after"]["/forwarding_number"] == number);
    assert!(entries.len() == 2 && after("…88") && after("…93"), "{entries:?}");
    let (_, peak) = sign_up(&app, "kim@peak.example", "Peak").await;
    let path = format!("/admin/tenants/{peak}/dialing");
    assert_eq!(owner.get(&path).await.problem(404), "not-found");
}
