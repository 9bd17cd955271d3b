//! Rate limits per person, API key and company.

use serde_json::json;

use crate::support::{ACME, ApiClient, ApiResponse, DESERT, TestApp};

const ME: &str = "/admin/me";
const PLENTY: u64 = 1_000;

fn rate_limit_headers(response: &ApiResponse) -> [&str; 3] {
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"].map(|name| response.header(name))
}

async fn key(client: &ApiClient, app: &TestApp) -> ApiClient {
    let body = json!({"name": "Board", "scopes": ["company:read"]});
    let made = client.post("/admin/tenants/ten_acme/api-keys", &body).await.ok(201);
    ApiClient::with(&app.system, made["key"].as_str().map(str::to_owned))
}

async fn with_limits(each: u64, tenant: u64) -> TestApp {
    let (each, tenant) = (each.to_string(), tenant.to_string());
    TestApp::with_settings([("API_REQUESTS_PER_MINUTE", &each), ("API_TENANT_REQUESTS_PER_MINUTE", &tenant)]).await
}

#[tokio::test]
async fn rate_limit_applies_per_person_and_key_and_is_in_the_headers() {
    let app = with_limits(3, PLENTY).await;
    let key = key(&app.operator(), &app).await;
    app.set_now("2026-11-23T16:01:48Z");
    for client in [app.person(ACME, "owner"), key, app.operator(), app.signed_in("new@elsewhere.example")] {
        for remaining in ["2", "1", "0"] {
            let response = client.get(ME).await;
            assert_eq!(rate_limit_headers(&response), ["3", remaining, "12"], "{}", response.body);
            response.ok(200);
        }
        let limited = client.get(ME).await;
        assert_eq!(limited.problem(429), "too-many-requests");
        assert_eq!((rate_limit_headers(&limited), limited.header("retry-after")), (["3", "0", "12"], "12"));
    }
    // Another person of the company is not limited. A new token of the same person is.
    app.person(ACME, "manager").get(ME).await.ok(200);
    assert_eq!(app.person(ACME, "owner").get(ME).await.problem(429), "too-many-requests");
    app.set_now("2026-11-23T16:02:00Z");
    let response = app.person(ACME, "owner").get(ME).await;
    assert_eq!(rate_limit_headers(&response), ["3", "2", "60"]);
    response.ok(200);
}

#[tokio::test]
async fn rate_limit_of_a_tenant_is_shared_within_it_only() {
    let app = with_limits(PLENTY, 3).await;
    let key = key(&app.operator(), &app).await;
    for (client, remaining) in [(app.person(ACME, "owner"), "2"), (app.person(ACME, "viewer"), "1"), (key.clone(), "0")]
    {
        let response = client.get(ME).await;
        assert_eq!(rate_limit_headers(&response), ["3", remaining, "60"], "{}", response.body);
    }
    for client in [app.person(ACME, "manager"), app.person(ACME, "owner"), key.clone()] {
        let limited = client.get(ME).await;
        assert_eq!((limited.problem(429).as_str(), limited.header("retry-after")), ("too-many-requests", "60"));
    }
    app.person(DESERT, "owner").get(ME).await.ok(200);
    app.operator().get("/admin/tenants/ten_acme").await.ok(200);
    app.set_now("2026-11-23T16:01:00Z");
    key.get(ME).await.ok(200);
}

#[tokio::test]
async fn tenant_limit_applies_before_the_own_limit_is_used_up() {
    let app = with_limits(2, 3).await;
    for _ in 0..2 {
        app.person(ACME, "manager").get(ME).await.ok(200);
    }
    let owner = app.person(ACME, "owner");
    owner.get(ME).await.ok(200);
    assert_eq!(owner.get(ME).await.problem(429), "too-many-requests", "the fourth request of the company");
}

#[tokio::test]
async fn request_over_the_limit_has_no_effect_and_is_not_replayed() {
    let app = with_limits(1, PLENTY).await;
    let owner = app.person(ACME, "owner");
    owner.get(ME).await.ok(200);
    let body = json!({"email": "lee@acme.example", "role": "viewer"});
    let limited = owner.post_once("a-key", "/admin/tenants/me/people", &body).await;
    assert_eq!(limited.problem(429), "too-many-requests");
    app.set_now("2026-11-23T16:01:00Z");
    let done = owner.post_once("a-key", "/admin/tenants/me/people", &body).await;
    assert_eq!(done.header("idempotency-replayed"), "");
    done.ok(201);
}

#[tokio::test]
async fn unauthenticated_request_counts_against_no_limit() {
    let app = with_limits(1, 1).await;
    let owner = app.person(ACME, "owner");
    let mut forged = owner.credential.clone().expect("a token");
    forged.truncate(forged.len() - 10);
    for _ in 0..3 {
        let limited = ApiClient::with(&app.system, Some(forged.clone())).get(ME).await;
        assert_eq!((limited.problem(401).as_str(), rate_limit_headers(&limited)), ("unauthenticated", ["", "", ""]));
    }
    owner.get(ME).await.ok(200);
}
