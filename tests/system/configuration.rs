//! The configuration: drafts, publishing, rolling back, and validation.

use domain::id::ScenarioRunId;
use reqwest::{Method, header::IF_MATCH};
use serde_json::{Value, json};
use store::{RunPurpose, ScenarioRunItem};

use crate::support::{ACME, ApiClient, ApiResponse, TestApp, WebhookResponse};

pub(crate) const DRAFT: &str = "/admin/tenants/me/configuration/draft";
const PUBLISH: &str = "/admin/tenants/me/configuration/publish";
const ROLL_BACK: &str = "/admin/tenants/me/configuration/roll-back";

/// The published configuration.
pub(crate) async fn published(client: &ApiClient) -> Value {
    client.get("/admin/tenants/me/configuration/versions/published").await.ok(200)["configuration"].clone()
}

/// Changes the draft; returns the number of the saved version.
pub(crate) async fn draft(client: &ApiClient, patch: &Value) -> u64 {
    let read = client.get("/admin/tenants/me/configuration/versions/draft").await;
    let request = client.request(Method::PATCH, DRAFT).header(IF_MATCH, read.header("etag")).json(patch);
    ApiResponse::of(request).await.ok(200)["number"].as_u64().expect("a number")
}

/// The body that publishes a version without its scenarios. Only owners and operators may send it.
pub(crate) fn untested(version: impl Into<Value>) -> Value {
    json!({"version": version.into(), "reason_without_passing": "The test is about something else."})
}

/// Changes and publishes the draft as an owner; returns the warnings.
pub(crate) async fn publish(client: &ApiClient, patch: &Value) -> Vec<String> {
    draft(client, patch).await;
    let response = client.post(PUBLISH, &untested("draft")).await.ok(200);
    serde_json::from_value(response["warnings"].clone()).expect("strings")
}

/// Lets ACME's draft pass its scenarios: stores a run that has none left.
pub(crate) async fn let_pass(app: &TestApp) {
    let scope = app.scope(ACME).await;
    let tenant = app.store().get_tenant(&scope).await.expect("read").expect("ACME");
    let place = (tenant.latest_version, tenant.draft_revision);
    let id = ScenarioRunId::at(app.change().at, &format!("{}x{}", place.0, place.1));
    let run = ScenarioRunItem::new(id, RunPurpose::Check, place, None, (Vec::new(), &app.change()));
    app.store().begin_scenario_run(&scope, &run, &app.change()).await.expect("stored");
}

/// Changes the draft of ACME, lets it pass and publishes it, as a caller who may not publish without that.
pub(crate) async fn publish_tested(app: &TestApp, client: &ApiClient, patch: &Value) {
    draft(client, patch).await;
    let_pass(app).await;
    client.post(PUBLISH, &json!({"version": "draft"})).await.ok(200);
}

async fn greeting(app: &TestApp) -> String {
    app.caller(ACME).ring().await.said()
}

#[tokio::test]
async fn published_draft_applies_to_new_calls_only() {
    let app = TestApp::start().await;
    let manager = app.person(ACME, "manager");
    let begun = app.caller(ACME);
    let first: WebhookResponse = begun.ring().await;
    let change = json!({"greeting": "Acme, good day.", "agent_name": "Juniper"});
    draft(&manager, &change).await;
    assert!(greeting(&app).await.starts_with("Thank you for calling Acme"), "a new call uses the draft");

    let_pass(&app).await;
    manager.post(PUBLISH, &json!({"version": "draft"})).await.ok(200);
    assert!(greeting(&app).await.starts_with("Acme, good day. I'm Juniper"));
    begun.say(&first, "My furnace needs a tune-up").await;
    let request = app.model.requests().pop().expect("asked").to_string();
    assert!(request.contains("Nova") && !request.contains("Juniper"), "the call changed its configuration");
    let new = app.caller(ACME);
    let first = new.ring().await;
    new.say(&first, "My furnace needs a tune-up").await;
    assert!(app.model.requests().pop().expect("asked").to_string().contains("Juniper"));
}

#[tokio::test]
async fn rollback_accepts_previously_published_versions_only() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert!(publish(&owner, &json!({"greeting": "Second."})).await.is_empty());
    draft(&owner, &json!({"greeting": "Third."})).await;
    let rejected = owner.post(ROLL_BACK, &json!({"version": 3})).await;
    assert_eq!(rejected.problem(409), "conflict");
    assert!(rejected.body["detail"].as_str().is_some_and(|why| why.contains("never published")), "{}", rejected.body);
    assert_eq!(owner.post(ROLL_BACK, &json!({"version": 9})).await.problem(404), "not-found");
    assert!(greeting(&app).await.starts_with("Second."));

    app.set_now("2026-11-23T16:10:00Z");
    let back = owner.post(ROLL_BACK, &json!({"version": 1})).await.ok(200);
    assert_eq!(back["version"]["number"], 1);
    assert!(greeting(&app).await.starts_with("Thank you for calling Acme"));
    let company = owner.get("/admin/tenants/me").await.ok(200);
    assert_eq!((&company["published_version"], &company["latest_version"]), (&json!(1), &json!(3)));
    let draft = owner.get("/admin/tenants/me/configuration/versions/draft").await.ok(200);
    assert_eq!(draft["configuration"]["greeting"], "Third.", "rolling back changed the draft");
    let log = owner.get("/admin/tenants/me/audit?limit=1").await.ok(200);
    assert_eq!(log["items"][0]["action"], "configuration.rolled_back");
    assert_eq!(log["items"][0]["before"], json!({"published_version": 2}));
}

/// The field and message of each validation error.
fn field_errors(rejected: &ApiResponse) -> Vec<(String, String)> {
    assert_eq!(rejected.problem(422), "invalid");
    let errors = rejected.body["errors"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    errors.iter().map(|error| (text(&error["field"]), text(&error["message"]))).collect()
}

#[tokio::test]
async fn invalid_configuration_reports_every_field_at_once() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let mut wrong = published(&owner).await;
    wrong["hours"]["weekly"]["mon"] =
        json!([{"opens": "08:00", "closes": "12:00"}, {"opens": "11:00", "closes": "17:00"}]);
    wrong["time_zone"] = json!("America/Dallas");
    wrong["service_area"]["zips"][0] = json!("75x");
    wrong["forwarding_number"] = json!("214-555-0188");
    wrong["on_call"]["people"][1]["number"] = json!("911");
    wrong["colour"] = json!("blue");
    let errors = field_errors(&owner.put_at(1, DRAFT, &wrong).await);
    for (field, message) in [
        ("/hours/weekly/mon", "these hours overlap"),
        ("/time_zone", "is not a time zone; name one such as America/Chicago"),
        ("/service_area/zips/0", "a ZIP area is the first three to five digits of ZIP codes, such as 752"),
        ("/forwarding_number", "must be a telephone number with its country code (E.164), such as +12145550100"),
        ("/on_call/people/1/number", "must be a telephone number with its country code (E.164), such as +12145550100"),
        ("/colour", "is not a known field"),
    ] {
        assert!(errors.contains(&(field.to_owned(), message.to_owned())), "{field}: {errors:?}");
    }
    assert_eq!(errors.len(), 6, "{errors:?}");
    assert_eq!(owner.get("/admin/tenants/me").await.ok(200)["latest_version"], 1, "an invalid draft was saved");
}

#[tokio::test]
async fn contradicting_fields_are_reported() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let patch = async |patch: Value| field_errors(&owner.patch_at(1, DRAFT, &patch).await);
    let windows = json!([{"id": "night", "starts": "20:00", "ends": "22:00", "capacity": 1}]);
    let outside = patch(json!({"arrival_windows": {"windows": windows}})).await;
    assert_eq!(outside[0].0, "/arrival_windows/windows/0");
    assert!(outside[0].1.contains("outside the opening hours"), "{outside:?}");
    let own = app.tenant(ACME).number.to_string();
    let comes_back = "is a number that this front desk answers: a call forwarded to it would come back here".to_owned();
    let forwarding = patch(json!({"forwarding_number": own})).await;
    assert_eq!(forwarding, [("/forwarding_number".to_owned(), comes_back.clone())]);
    let on_call =
        json!({"on_call": {"people": [{"name": "Luis", "number": "+12145550171"}, {"name": "Us", "number": own}]}});
    assert_eq!(patch(on_call).await, [("/on_call/people/1/number".to_owned(), comes_back)]);
    let missing = patch(json!({"greeting": null})).await;
    assert_eq!(missing[0].0, "/greeting");
}

#[tokio::test]
async fn concurrent_save_gets_precondition_failed() {
    let app = TestApp::start().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    let (one, two) = (json!({"greeting": "One."}), json!({"greeting": "Two."}));
    let (one, two) = tokio::join!(owner.patch_at(1, DRAFT, &one), manager.patch_at(1, DRAFT, &two));
    let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!(lost.problem(412), "version-mismatch");
    assert_eq!(won.header("etag"), "\"2\"");
    let won = won.ok(200);
    let versions = owner.get("/admin/tenants/me/configuration/versions").await.ok(200);
    assert_eq!(versions["items"].as_array().map(Vec::len), Some(2));
    let draft = owner.get("/admin/tenants/me/configuration/versions/draft").await.ok(200);
    assert_eq!(draft, won);
    assert_eq!(owner.patch(DRAFT, &json!({"greeting": "Three."})).await.problem(428), "version-required");
}

/// The fallback URL of ACME's number at Twilio.
pub(crate) async fn fallback_url(app: &TestApp) -> String {
    let acme = app.tenant(ACME);
    let url = format!(
        "{}/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json",
        app.system.manifest.twilio_api_url, acme.twilio_account_sid
    );
    let request =
        crate::support::http_client().get(url).basic_auth(&acme.twilio_account_sid, Some(&acme.twilio_auth_token));
    let listed = ApiResponse::of(request).await.ok(200);
    listed["incoming_phone_numbers"][0]["voice_fallback_url"].as_str().expect("set").to_owned()
}

#[tokio::test]
async fn published_forwarding_number_is_set_in_twilios_fallback_url() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert!(fallback_url(&app).await.contains("5550188"));
    draft(&owner, &json!({"forwarding_number": "+12145550189"})).await;
    assert!(fallback_url(&app).await.contains("5550188"), "a draft changed the fallback URL");
    let response = owner.post(PUBLISH, &untested("draft")).await.ok(200);
    assert_eq!(response["warnings"], json!([]));
    let url = fallback_url(&app).await;
    assert!(url.contains("5550189"), "{url}");
    let dialed = app.caller(ACME).post(&url, &[]).await;
    assert!(dialed.body.contains(">+12145550189</Number>"), "{}", dialed.body);
    owner.post(ROLL_BACK, &json!({"version": 1})).await.ok(200);
    assert!(fallback_url(&app).await.contains("5550188"), "rolling back did not change the fallback URL");
}

#[tokio::test]
async fn publish_warns_when_twilio_rejects_the_fallback_url() {
    let app = TestApp::start().await;
    app.set_auth_tokens(ACME, &["not-the-token"]).await;
    let owner = app.person(ACME, "owner");
    let warnings = publish(&owner, &json!({"forwarding_number": "+12145550189"})).await;
    assert_eq!(warnings.len(), 1);
    for words in ["old forwarding number", "Twilio rejects", "connect the numbers again"] {
        assert!(warnings[0].contains(words), "{words} in {warnings:?}");
    }
    assert_eq!(published(&owner).await["forwarding_number"], "+12145550189", "the warning prevented publication");
    assert!(fallback_url(&app).await.contains("5550188"));
}

#[tokio::test]
async fn forwarding_number_cannot_be_a_number_of_the_tenant() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let spare = app.system.manifest.spare_twilio_account.clone().expect("a spare account");
    let number = spare.numbers[0].to_string();
    publish(&owner, &json!({"forwarding_number": number})).await;
    let credentials = json!({"account_sid": spare.account_sid, "auth_token": spare.auth_token});
    owner.put("/admin/tenants/me/credentials/twilio", &credentials).await.ok(200);
    let rejected = field_errors(&owner.post("/admin/tenants/me/numbers", &json!({"phone_number": number})).await);
    assert_eq!(rejected[0].0, "/forwarding_number");
    // The other order: the draft names a number that is connected afterwards.
    draft(&owner, &json!({"forwarding_number": spare.numbers[1]})).await;
    owner.post("/admin/tenants/me/numbers", &json!({"phone_number": spare.numbers[1]})).await.ok(201);
    assert_eq!(field_errors(&owner.post(PUBLISH, &untested("draft")).await)[0].0, "/forwarding_number");
}

#[tokio::test]
async fn configuration_that_is_too_large_is_refused_with_its_size() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let faq = vec![json!({"question": "q".repeat(200), "answer": "\u{e4}".repeat(500)}); 50];
    let cities: Vec<String> = (0..50).map(|i| format!("{i}{}", "\u{754c}".repeat(50))).collect();
    let offices = vec![json!({"name": "n".repeat(60), "address": "a".repeat(160), "cities": cities}); 20];
    for (change, most, largest) in
        [(json!({"faq": faq}), 49_152, "faq ("), (json!({"locations": offices}), 131_072, "locations (")]
    {
        let refused = owner.patch_at(1, DRAFT, &change).await;
        assert_eq!(refused.problem(422), "invalid");
        let message = refused.body["errors"][0]["message"].as_str().expect("a message");
        let parts = [format!("at most {most} are allowed, so shorten it by "), largest.to_owned()];
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
    let mut configuration = published(&owner).await;
    configuration["faq"] = faq.into();
    let newcomer = app.signed_in("kim@peak.example");
    let body = json!({
        "name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"},
        "configuration": configuration,
    });
    let refused = newcomer.post("/admin/tenants", &body).await;
    assert_eq!(refused.problem(422), "invalid");
    assert_eq!(refused.body["errors"][0]["field"], "/configuration");
    assert_eq!(owner.get("/admin/tenants/me").await.ok(200)["latest_version"], 1);
}

#[tokio::test]
async fn blocked_number_that_stands_for_withheld_is_refused() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let refused = owner.patch_at(1, DRAFT, &json!({"blocked_callers": ["+12145550199", "+266696687"]})).await;
    assert_eq!(refused.problem(422), "invalid");
    let error = &refused.body["errors"][0];
    assert_eq!(error["field"], "/blocked_callers");
    assert!(error["message"].as_str().is_some_and(|message| message.contains("withheld")), "{error}");
}
