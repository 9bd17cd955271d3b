//! A draft that is replaced in place: its revisions, and what never changes.

use reqwest::{Method, header::IF_MATCH};
use serde_json::json;

use super::{configuration::draft, number_claims::logged};
use crate::support::{ACME, ApiClient, ApiResponse, TestApp};

const CONFIGURATION: &str = "/admin/tenants/me/configuration";

/// Replaces a version by the draft with another greeting.
pub(crate) async fn replace_draft(client: &ApiClient, version: &str, if_match: &str, greeting: &str) -> ApiResponse {
    let read = client.get(&format!("{CONFIGURATION}/versions/draft")).await.ok(200);
    let mut configuration = read["configuration"].clone();
    configuration["greeting"] = greeting.into();
    let request = client.request(Method::PUT, &format!("{CONFIGURATION}/versions/{version}"));
    ApiResponse::of(request.header(IF_MATCH, if_match).json(&configuration)).await
}

async fn greeting_of(client: &ApiClient, version: &str) -> (String, String) {
    let read = client.get(&format!("{CONFIGURATION}/versions/{version}")).await;
    let tag = read.header("etag").to_owned();
    (read.ok(200)["configuration"]["greeting"].as_str().expect("words").to_owned(), tag)
}

async fn publish(client: &ApiClient, body: &serde_json::Value) -> ApiResponse {
    let mut body = body.clone();
    body["reason_without_passing"] = json!("The test is about something else.");
    client.post(&format!("{CONFIGURATION}/publish"), &body).await
}

#[tokio::test]
async fn draft_is_replaced_in_place_and_its_tag_changes() {
    let app = TestApp::start().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    assert_eq!(draft(&owner, &json!({"greeting": "Second."})).await, 2);
    app.set_now("2026-11-23T16:20:00Z");
    let replaced = replace_draft(&manager, "2", "\"2\"", "Better.").await;
    assert_eq!(replaced.header("etag"), "\"2.1\"");
    let replaced = replaced.ok(200);
    assert_eq!((&replaced["number"], &replaced["revision"]), (&json!(2), &json!(1)));
    assert_eq!(replaced["saved"]["at"], "2026-11-23T16:20:00Z");
    assert_eq!(replaced["saved"]["by"], manager.get("/admin/me").await.ok(200)["person_id"]);
    assert_eq!(greeting_of(&owner, "draft").await, ("Better.".to_owned(), "\"2.1\"".to_owned()));
    let listed = owner.get(&format!("{CONFIGURATION}/versions")).await.ok(200);
    assert_eq!((listed["items"].as_array().map(Vec::len), &listed["items"][0]["revision"]), (Some(2), &json!(1)));
    let entry = logged(&owner, "configuration.replaced").await.remove(0);
    assert_eq!(
        (&entry["about"], &entry["before"], &entry["after"]),
        (&json!("2"), &json!({"revision": 0}), &json!({"revision": 1}))
    );

    // The same content again is no revision.
    assert_eq!(replace_draft(&manager, "draft", "\"2.1\"", "Better.").await.ok(200)["revision"], 1);
    assert_eq!(replace_draft(&manager, "draft", "\"2.1\"", "Best.").await.ok(200)["revision"], 2);
    // The next draft begins anew.
    let whole = owner.get(&format!("{CONFIGURATION}/versions/draft")).await.ok(200)["configuration"].clone();
    let mut next = whole.clone();
    next["greeting"] = "Third.".into();
    let request = owner.request(Method::PUT, &format!("{CONFIGURATION}/draft")).header(IF_MATCH, "\"2.2\"");
    let saved = ApiResponse::of(request.json(&next)).await.ok(200);
    assert_eq!((&saved["number"], &saved["revision"]), (&json!(3), &json!(0)));
}

#[tokio::test]
async fn a_replaced_draft_refuses_what_was_based_on_the_one_before() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(draft(&owner, &json!({"greeting": "Second."})).await, 2);
    replace_draft(&owner, "2", "\"2\"", "Better.").await.ok(200);
    // Neither another replacement, nor the next draft, nor a publication of what was seen before.
    for seen in ["\"2\"", "\"1\"", "\"2.0\"", "\"2.2\""] {
        let late = replace_draft(&owner, "2", seen, "Mine.").await;
        assert_eq!(late.problem(412), "version-mismatch", "{seen}");
    }
    let patch = json!({"greeting": "Mine."});
    let late = owner.patch_at(2, &format!("{CONFIGURATION}/draft"), &patch).await;
    assert_eq!(late.problem(412), "version-mismatch");
    assert_eq!(publish(&owner, &json!({"version": 2, "tag": "2"})).await.problem(412), "version-mismatch");
    let without = owner.put(&format!("{CONFIGURATION}/versions/2"), &json!({})).await;
    assert!([422, 428].contains(&without.status), "{}", without.body);
    assert_eq!(greeting_of(&owner, "2").await.0, "Better.");
    publish(&owner, &json!({"version": 2, "tag": "2.1"})).await.ok(200);
}

#[tokio::test]
async fn published_and_earlier_versions_never_change() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(draft(&owner, &json!({"greeting": "Second."})).await, 2);
    assert_eq!(replace_draft(&owner, "1", "*", "Mine.").await.problem(409), "conflict", "version 1 is published");
    publish(&owner, &json!({"version": 2})).await.ok(200);
    let refused = replace_draft(&owner, "draft", "*", "Mine.").await;
    assert_eq!(refused.problem(409), "conflict");
    assert!(refused.body["detail"].as_str().expect("words").contains("save a new draft"), "{}", refused.body);
    owner.post(&format!("{CONFIGURATION}/roll-back"), &json!({"version": 1})).await.ok(200);
    assert_eq!(replace_draft(&owner, "2", "*", "Mine.").await.problem(409), "conflict", "it was published once");
    assert_eq!(draft(&owner, &json!({"greeting": "Third."})).await, 3);
    assert_eq!(draft(&owner, &json!({"greeting": "Fourth."})).await, 4);
    assert_eq!(replace_draft(&owner, "3", "*", "Mine.").await.problem(409), "conflict", "a later draft exists");
    assert_eq!(replace_draft(&owner, "5", "*", "Mine.").await.problem(404), "not-found");
    for (version, greeting) in [("2", "Second."), ("3", "Third."), ("4", "Fourth.")] {
        assert_eq!(greeting_of(&owner, version).await.0, greeting);
    }
}

#[tokio::test]
async fn replacement_needs_the_permissions_of_a_draft() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(draft(&owner, &json!({"greeting": "Second."})).await, 2);
    let key = json!({"name": "Editor", "scopes": ["configuration:write", "company:read"]});
    let key = owner.post("/admin/tenants/me/api-keys", &key).await.ok(201);
    let key = ApiClient::with(&app.system, Some(key["key"].as_str().expect("a key").to_owned()));
    replace_draft(&key, "draft", "*", "By a program.").await.ok(200);
    let mut whole = owner.get(&format!("{CONFIGURATION}/versions/draft")).await.ok(200)["configuration"].clone();
    whole["forwarding_number"] = "+12145550177".into();
    let replace = |client: &ApiClient, whole: &serde_json::Value| {
        let request = client.request(Method::PUT, &format!("{CONFIGURATION}/versions/draft"));
        ApiResponse::of(request.header(IF_MATCH, "*").json(whole))
    };
    assert_eq!(replace(&key, &whole).await.problem(403), "forbidden");
    replace(&owner, &whole).await.ok(200);
    assert_eq!(logged(&owner, "dialed_numbers.saved").await.len(), 1);
    whole["forwarding_number"] = app.tenant(ACME).number.as_str().into();
    assert_eq!(replace(&owner, &whole).await.problem(422), "invalid");
}

#[tokio::test]
async fn concurrent_replacement_and_publication_publish_what_was_seen() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for round in 0..4 {
        let number = draft(&owner, &json!({"greeting": format!("Seen {round}.")})).await;
        let version = number.to_string();
        let body = json!({"version": number, "tag": version});
        let unseen = format!("Unseen {round}.");
        let (published, replaced) = tokio::join!(publish(&owner, &body), replace_draft(&owner, &version, "*", &unseen));
        let (greeting, _) = greeting_of(&owner, &version).await;
        match (published.status, replaced.status) {
            (200, 409) => assert_eq!(greeting, format!("Seen {round}.")),
            (412, 200) => assert_eq!(greeting, format!("Unseen {round}.")),
            other => panic!("{other:?}: {} {}", published.body, replaced.body),
        }
    }
}

#[tokio::test]
async fn test_call_of_a_replaced_draft_uses_the_new_content() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    assert_eq!(draft(&owner, &json!({"greeting": "Second."})).await, 2);
    let begin = async || {
        let begun = owner.post("/admin/tenants/me/test-calls", &json!({"version": "draft"})).await.ok(201);
        begun["said"].to_string()
    };
    assert!(begin().await.contains("Second."));
    replace_draft(&owner, "draft", "*", "Better.").await.ok(200);
    assert!(begin().await.contains("Better."));
    assert_eq!(draft(&owner, &json!({"greeting": "Third."})).await, 3);
    let begun = owner.post("/admin/tenants/me/test-calls", &json!({"version": 2})).await.ok(201);
    assert!(begun["said"].to_string().contains("Better."));
}
