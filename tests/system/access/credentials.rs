//! Credentials: their form, and how long they are valid.

use reqwest::{Method, header::AUTHORIZATION};
use serde_json::{Value, json};

use crate::support::{ACME, ApiClient, ApiResponse, DESERT, TestApp};

fn anonymous(app: &TestApp) -> ApiClient {
    ApiClient::with(&app.system, None)
}

fn key_client(app: &TestApp, made: &Value) -> ApiClient {
    ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned))
}

async fn person_id(client: &ApiClient) -> String {
    client.get("/admin/me").await.ok(200)["person_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn authorization_header_must_be_exactly_one_bearer_token() {
    let app = TestApp::start().await;
    let token = app.person(ACME, "owner").credential.expect("a token");
    let ask = async |values: &[String]| {
        let mut request = anonymous(&app).request(Method::GET, "/admin/me");
        for value in values {
            request = request.header(AUTHORIZATION, value);
        }
        ApiResponse::of(request).await
    };
    let bearer = format!("Bearer {token}");
    for valid in [bearer.clone(), format!("bearer {token}"), format!("BEARER   {token} ")] {
        assert_eq!(ask(&[valid]).await.ok(200)["role"], "owner");
    }
    let long = format!("Bearer {}", "a".repeat(10_000));
    let padded = format!("Bearer {}.{}", token, "a".repeat(10_000));
    for invalid in [
        &token,
        "",
        "Bearer",
        "Bearer ",
        &format!("Basic {token}"),
        &format!("Token {token}"),
        &format!("Bearer{token}"),
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("Bearer {token},Bearer {token}"), long, padded])
    {
        assert_eq!(ask(std::slice::from_ref(&invalid)).await.problem(401), "unauthenticated", "{invalid:.40}");
    }
    assert_eq!(ask(&[bearer.clone(), bearer]).await.problem(401), "unauthenticated");
    let in_the_url = anonymous(&app).get(&format!("/admin/me?access_token={token}")).await;
    assert_eq!(in_the_url.problem(401), "unauthenticated", "URLs are logged, so a token in a URL is not accepted");
}

#[tokio::test]
async fn every_response_forbids_caching() {
    let app = TestApp::start().await;
    for response in [app.person(ACME, "owner").get("/admin/me").await, anonymous(&app).get("/admin/me").await] {
        assert_eq!(
            (response.header("cache-control"), response.header("x-content-type-options")),
            ("no-store", "nosniff")
        );
    }
}

#[tokio::test]
async fn access_token_is_valid_for_an_hour() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    app.set_now("2026-11-23T16:59:59Z");
    owner.get("/admin/tenants/me").await.ok(200);
    app.set_now("2026-11-23T17:00:31Z");
    assert_eq!(owner.get("/admin/tenants/me").await.problem(401), "unauthenticated");
}

#[tokio::test]
async fn removed_person_is_a_newcomer_on_the_next_request() {
    let app = TestApp::start().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    let path = format!("/admin/tenants/me/people/{}", person_id(&manager).await);
    owner.delete(&path).await.ok(204);
    assert_eq!(manager.get("/admin/tenants/me").await.problem(404), "not-found");
    assert_eq!(manager.get("/admin/tenants/ten_acme").await.problem(404), "not-found");
    assert_eq!(manager.get("/admin/me").await.ok(200)["kind"], "newcomer");
    assert_eq!(owner.get(&path).await.status, 405, "a single person has no GET route");
    assert_eq!(owner.delete(&path).await.problem(404), "not-found");
}

#[tokio::test]
async fn changed_role_applies_to_the_next_request() {
    let app = TestApp::start().await;
    let (owner, viewer) = (app.person(ACME, "owner"), app.person(ACME, "viewer"));
    let path = format!("/admin/tenants/me/people/{}", person_id(&viewer).await);
    for (role, status) in [("viewer", 403), ("manager", 200), ("owner", 200), ("dispatcher", 403)] {
        owner.patch(&path, &json!({"role": role})).await.ok(200);
        assert_eq!(viewer.get("/admin/tenants/me/people").await.status, status, "{role}");
        assert_eq!(viewer.get("/admin/me").await.ok(200)["role"], role);
    }
}

#[tokio::test]
async fn last_owner_cannot_remove_or_demote_themselves() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let path = format!("/admin/tenants/me/people/{}", person_id(&owner).await);
    assert_eq!(owner.delete(&path).await.problem(409), "conflict");
    assert_eq!(owner.patch(&path, &json!({"role": "viewer"})).await.problem(409), "conflict");
    owner.get("/admin/tenants/me/people").await.ok(200);
}

#[tokio::test]
async fn api_key_works_in_its_own_tenant_until_revoked_or_expired() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let body = json!({"name": "Board", "scopes": ["company:read"], "expires_in_days": 1});
    let [for_a_day, revoked] =
        [owner.post("/admin/tenants/me/api-keys", &body).await, owner.post("/admin/tenants/me/api-keys", &body).await]
            .map(|made| made.ok(201));
    let [expiring_client, revoked_client] = [&for_a_day, &revoked].map(|made| key_client(&app, made));
    for key in [&expiring_client, &revoked_client] {
        key.get("/admin/tenants/me").await.ok(200);
        key.get("/admin/tenants/ten_acme").await.ok(200);
        assert_eq!(key.get("/admin/tenants/ten_desert").await.problem(404), "not-found");
        let me = key.get("/admin/me").await.ok(200);
        assert_eq!((&me["kind"], &me["permissions"]), (&json!("api_key"), &json!(["read_company"])));
    }
    let path = format!("/admin/tenants/me/api-keys/{}", revoked["api_key"]["key_id"].as_str().expect("an id"));
    assert_eq!(app.person(DESERT, "owner").delete(&path).await.problem(404), "not-found");
    revoked_client.get("/admin/tenants/me").await.ok(200);
    owner.delete(&path).await.ok(200);
    assert_eq!(revoked_client.get("/admin/tenants/me").await.problem(401), "unauthenticated");

    app.set_now("2026-11-24T15:59:59Z");
    expiring_client.get("/admin/tenants/me").await.ok(200);
    app.set_now("2026-11-24T16:00:00Z");
    assert_eq!(expiring_client.get("/admin/tenants/me").await.problem(401), "unauthenticated");
}

#[tokio::test]
async fn rotated_api_key_works_until_its_overlap_ends() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let made =
        owner.post("/admin/tenants/me/api-keys", &json!({"name": "Board", "scopes": ["company:read"]})).await.ok(201);
    let rotate = format!("/admin/tenants/me/api-keys/{}/rotate", made["api_key"]["key_id"].as_str().expect("an id"));
    let rotated = owner.post(&rotate, &json!({"overlap_seconds": 600})).await.ok(201);
    let [old, new] = [&made, &rotated].map(|made| key_client(&app, made));
    app.set_now("2026-11-23T16:09:59Z");
    for key in [&old, &new] {
        key.get("/admin/tenants/me").await.ok(200);
    }
    app.set_now("2026-11-23T16:10:00Z");
    assert_eq!(old.get("/admin/tenants/me").await.problem(401), "unauthenticated");
    new.get("/admin/tenants/me").await.ok(200);

    let at_once = key_client(&app, &owner.post(&rotate, &json!({"overlap_seconds": 0})).await.ok(201));
    assert_eq!(new.get("/admin/tenants/me").await.problem(401), "unauthenticated");
    at_once.get("/admin/tenants/me").await.ok(200);
}

#[tokio::test]
async fn revocation_ends_the_previous_secret_too() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let body = json!({"name": "Board", "scopes": ["company:read"]});
    let made = owner.post("/admin/tenants/me/api-keys", &body).await.ok(201);
    let path = format!("/admin/tenants/me/api-keys/{}", made["api_key"]["key_id"].as_str().expect("an id"));
    let rotated = owner.post(&format!("{path}/rotate"), &json!({})).await.ok(201);
    owner.delete(&path).await.ok(200);
    for made in [&made, &rotated] {
        assert_eq!(key_client(&app, made).get("/admin/me").await.problem(401), "unauthenticated");
    }
}
