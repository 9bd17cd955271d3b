//! Request bodies, paths, queries and versions, and the errors for invalid ones.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Method, RequestBuilder, header::CONTENT_TYPE};
use serde_json::json;

use crate::support::{ACME, ApiClient, ApiResponse, TestApp};

const PEOPLE: &str = "/admin/tenants/me/people";
const JSON: &str = "application/json";

fn post(client: &ApiClient, content_type: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    client.request(Method::POST, PEOPLE).header(CONTENT_TYPE, content_type).body(body)
}

#[tokio::test]
async fn body_that_is_too_large_is_refused_with_its_size() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let body = "a".repeat(300_000);
    for once in [false, true] {
        let request = post(&owner, JSON, body.clone());
        let request = if once { request.header("idempotency-key", "large") } else { request };
        let refused = ApiResponse::of(request).await;
        assert_eq!(refused.problem(413), "too-large");
        let expected = "the body has 300000 bytes; at most 262144 are allowed, so shorten it by 37856";
        assert_eq!(refused.body["detail"], expected, "{once}");
    }
}

#[tokio::test]
async fn invalid_body_is_rejected_with_the_status_of_its_error() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let right = json!({"email": "lee@acme.example", "role": "viewer"}).to_string();
    let large = format!(r#"{{"email": "lee@acme.example", "role": "viewer", "name": "{}"}}"#, "a".repeat(300_000));
    let deep = "[".repeat(100_000);
    let deep_in_a_field = format!(r#"{{"email": {}"a"{}, "role": "viewer"}}"#, "[".repeat(5_000), "]".repeat(5_000));
    let cases: &[(&str, &[u8], u16, &str)] = &[
        (JSON, large.as_bytes(), 413, "too-large"),
        (JSON, b"", 400, "malformed"),
        (JSON, b"email=lee", 400, "malformed"),
        (JSON, br#"{"email": "lee@acme.example", "role": "viewer""#, 400, "malformed"),
        (JSON, br#"{"email": "lee@acme.example", "role": "viewer"} {}"#, 400, "malformed"),
        (JSON, br#"{"email": "lee@acme.example", "role": "viewer"}x"#, 400, "malformed"),
        (JSON, b"{\"email\": \"\xff@acme.example\", \"role\": \"viewer\"}", 400, "malformed"),
        (JSON, deep.as_bytes(), 400, "malformed"),
        (JSON, deep_in_a_field.as_bytes(), 400, "malformed"),
        ("application/x-www-form-urlencoded", right.as_bytes(), 415, "unsupported-media-type"),
        ("text/plain", right.as_bytes(), 415, "unsupported-media-type"),
        ("application/jsonp", right.as_bytes(), 415, "unsupported-media-type"),
        ("", right.as_bytes(), 415, "unsupported-media-type"),
        (JSON, b"null", 422, "invalid"),
        (JSON, b"[]", 422, "invalid"),
        (JSON, br#"["lee@acme.example", null, "viewer"]"#, 422, "invalid"),
        (JSON, b"\"lee@acme.example\"", 422, "invalid"),
    ];
    for (content_type, body, status, kind) in cases {
        // The same with and without an idempotency key.
        for once in [false, true] {
            let request = post(&owner, content_type, body.to_vec());
            let key = format!("{status}-{content_type}-{}", body.len());
            let request = if once { request.header("idempotency-key", key) } else { request };
            let response = ApiResponse::of(request).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(60)]);
            assert_eq!(response.status, *status, "{content_type} {shown}: {}", response.body);
            assert_eq!(response.problem(*status), *kind, "{content_type} {shown}");
        }
    }
    for content_type in ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"] {
        let email = format!("lee{}@acme.example", content_type.len());
        let body = json!({"email": email, "role": "viewer"}).to_string();
        ApiResponse::of(post(&owner, content_type, body)).await.ok(201);
    }
}

#[tokio::test]
async fn invalid_field_is_named_in_the_errors() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let tenant = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let with = |name: &str, value: serde_json::Value| {
        let mut body = tenant.clone();
        body[name] = value;
        body
    };
    let draft = "/admin/tenants/me/configuration/draft";
    let newcomer = app.signed_in("kim@peak.example");
    for (client, method, path, body, field) in [
        (&owner, Method::POST, PEOPLE, json!({"email": "l@a.example", "role": "viewer", "admin": true}), "/admin"),
        (&owner, Method::POST, PEOPLE, json!({"email": "l@a.example"}), "/role"),
        (&owner, Method::POST, PEOPLE, json!({"email": "no-address", "role": "viewer"}), "/email"),
        (&owner, Method::POST, PEOPLE, json!({"email": "l@a.example", "role": "king"}), "/role"),
        (&owner, Method::POST, PEOPLE, json!({"email": 7, "role": "viewer"}), "/email"),
        (
            &newcomer,
            Method::POST,
            "/admin/tenants",
            with("owner", json!({"email": "k@p.example", "role": "owner"})),
            "/owner/role",
        ),
        (&newcomer, Method::POST, "/admin/tenants", with("owner", json!({})), "/owner/email"),
        (&newcomer, Method::POST, "/admin/tenants", with("status", json!("active")), "/status"),
        (&newcomer, Method::POST, "/admin/tenants", with("tenant_id", json!("ten_mine")), "/tenant_id"),
        (&newcomer, Method::POST, "/admin/tenants", with("time_zone", json!("Dallas")), "/time_zone"),
        (&owner, Method::PATCH, "/admin/tenants/me", json!({"status": "inactive"}), "/status"),
        (&owner, Method::PATCH, "/admin/tenants/me", json!({"name": null}), "/name"),
        (&owner, Method::PATCH, draft, json!({"tenant": "ten_desert"}), "/tenant"),
        (
            &owner,
            Method::POST,
            "/admin/tenants/me/api-keys",
            json!({"name": "Board", "scopes": ["everything"]}),
            "/scopes/0",
        ),
        (&owner, Method::POST, "/admin/tenants/me/api-keys", json!({"name": "Board", "scopes": []}), "/scopes"),
    ] {
        let request = client.request(method, path).header("if-match", "\"1\"").json(&body);
        let response = ApiResponse::of(request).await;
        assert_eq!(response.problem(422), "invalid", "{body}");
        let errors = response.body["errors"].as_array().expect("errors");
        assert_eq!(errors.iter().map(|error| &error["field"]).collect::<Vec<_>>(), [field], "{body}");
        assert!(errors[0]["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
}

#[tokio::test]
async fn duplicate_field_keeps_the_last_value() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let twice = r#"{"email": "lee@acme.example", "role": "owner", "role": "viewer"}"#;
    assert_eq!(ApiResponse::of(post(&owner, JSON, twice)).await.ok(201)["person"]["role"], "viewer");
}

#[tokio::test]
async fn unknown_route_without_authentication_gets_401() {
    let app = TestApp::start().await;
    let (owner, operator, anonymous) = (app.person(ACME, "owner"), app.operator(), ApiClient::with(&app.system, None));
    for (method, path, status, kind) in [
        (Method::GET, "/admin", 404, "not-found"),
        (Method::GET, "/admin/nothing", 404, "not-found"),
        (Method::GET, "/admin/tenants/me/nothing", 404, "not-found"),
        (Method::GET, "/admin/tenants/me/api-keys/key_a/nothing", 404, "not-found"),
        (Method::GET, "/admin/tenants//people", 404, "not-found"),
        (Method::POST, "/admin/me", 405, "method-not-allowed"),
        (Method::PUT, "/admin/tenants/me/api-keys", 405, "method-not-allowed"),
        (Method::TRACE, "/admin/tenants/me", 405, "method-not-allowed"),
        (Method::OPTIONS, "/admin/tenants/me", 405, "method-not-allowed"),
    ] {
        let rejected = ApiResponse::of(anonymous.request(method.clone(), path)).await;
        assert_eq!(rejected.problem(401), "unauthenticated", "{method} {path}");
        for client in [&owner, &operator] {
            let response = ApiResponse::of(client.request(method.clone(), path)).await;
            assert_eq!(response.status, status, "{method} {path}: {}", response.body);
            assert_eq!(response.problem(status), kind, "{method} {path}");
            // RFC 9110, 15.5.6.
            assert_eq!(response.header("allow").is_empty(), status != 405, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn invalid_path_or_query_gets_a_problem_response() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    for (client, path, status, kind) in [
        (&owner, "/admin/tenants/me/people?colour=red", 400, "malformed"),
        (&owner, "/admin/tenants/me/people?limit=many", 400, "malformed"),
        (&owner, "/admin/tenants/me/people?limit=1&limit=2", 400, "malformed"),
        (&owner, "/admin/tenants/me/people?limit=0", 400, "malformed"),
        (&owner, "/admin/tenants/me/people?limit=101", 400, "malformed"),
        (&owner, "/admin/tenants/me/people?cursor=garbage", 400, "malformed"),
        (&owner, "/admin/tenants/me/audit?limit=0", 400, "malformed"),
        (&owner, "/admin/tenants/me/audit?cursor=%00", 400, "malformed"),
        (&owner, "/admin/tenants/me/api-keys?limit=101", 400, "malformed"),
        (&owner, "/admin/tenants/me/api-keys?cursor=garbage", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?limit=0", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?limit=101", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?cursor=garbage", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?cursor=%00", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?outcome=nice", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?day=2026-02-30", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?day=2026-11-23&from=2026-11-23", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?from=2026-11-24&to=2026-11-23", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?caller=12", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?job_type=Re%20pair", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?after_hours=yes", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?test=1", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?spam=", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?language=klingon", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?language=spanish&language=english", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls?kind=any", 400, "malformed"),
        (&owner, "/admin/tenants/me/calls/%ff", 404, "not-found"),
        (&owner, "/admin/tenants/me/calls/apt_1", 404, "not-found"),
        (&owner, "/admin/tenants/me/calls/CAnothing", 404, "not-found"),
        (&owner, "/admin/tenants/me/configuration/versions?limit=0", 400, "malformed"),
        (&owner, "/admin/tenants/me/configuration/versions?cursor=garbage", 400, "malformed"),
        (&operator, "/admin/audit?limit=101", 400, "malformed"),
        (&operator, "/admin/audit?cursor=garbage", 400, "malformed"),
        (&operator, "/admin/tenants?status=asleep", 400, "malformed"),
        (&owner, "/admin/tenants/me/api-keys/%ff", 404, "not-found"),
        (&owner, "/admin/tenants/me/api-keys/usr_acme_owner", 404, "not-found"),
        (&owner, "/admin/tenants/me/configuration/versions/-1", 404, "not-found"),
        (&owner, "/admin/tenants/me/configuration/versions/99999999999", 404, "not-found"),
        (&operator, "/admin/tenants/%ff", 404, "not-found"),
        (&operator, "/admin/tenants/me", 404, "not-found"),
    ] {
        let response = client.get(path).await;
        assert_eq!(response.status, status, "{path}: {}", response.body);
        assert_eq!(response.problem(status), kind, "{path}");
    }
    // DynamoDB refuses a key of more than 1,024 bytes. Both cursors are inside of their lists.
    for (client, list, place) in [
        (&owner, "/admin/tenants/me/audit?cursor=", "2026"),
        (&owner, "/admin/tenants/me/calls?cursor=", "2026"),
        (&operator, "/admin/audit?cursor=", "2026"),
        (&operator, "/admin/tenants?cursor=", "active/acme"),
        (&operator, "/admin/tenants?search=", ""),
    ] {
        for length in [1_020, 1_025, 5_000] {
            let long = format!("{place}{}", "a".repeat(length));
            let value = if place.is_empty() { long } else { URL_SAFE_NO_PAD.encode(long) };
            assert_eq!(client.get(&format!("{list}{value}")).await.problem(400), "malformed", "{list} {length}");
        }
    }
    operator.get(&format!("/admin/tenants?search={}", "a".repeat(80))).await.ok(200);
    let erase = operator.post("/admin/tenants/%ff/erase", &json!({"confirm": "ten_acme"})).await;
    assert_eq!(erase.problem(404), "not-found");
}

#[tokio::test]
async fn versioned_change_requires_the_current_if_match() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for path in ["/admin/tenants/me", "/admin/tenants/me/configuration/draft"] {
        assert_eq!(owner.patch(path, &json!({})).await.problem(428), "version-required", "{path}");
        assert_eq!(owner.patch_at(7_777, path, &json!({})).await.problem(412), "version-mismatch", "{path}");
        let patch = async |value: &str| {
            let request = owner.request(Method::PATCH, path).header("if-match", value).json(&json!({}));
            ApiResponse::of(request).await
        };
        for other in ["W/\"1\"", "\"one\"", "\"7777\", \"7778\""] {
            assert_eq!(patch(other).await.problem(412), "version-mismatch", "{path} {other}");
        }
        for wrong in ["7", "", "\"1", "*, \"1\""] {
            assert_eq!(patch(wrong).await.problem(400), "malformed", "{path} {wrong}");
        }
        patch("*").await.ok(200);
    }
    let draft = "/admin/tenants/me/configuration/draft";
    let listed = owner.request(Method::PATCH, draft).header("if-match", "W/\"1\", \"7777\", \"1\"").json(&json!({}));
    ApiResponse::of(listed).await.ok(200);
    let mut whole = owner.get("/admin/tenants/me/configuration/versions/1").await.ok(200)["configuration"].take();
    whole["greeting"] = "Another greeting.".into();
    let saved = owner.put_at(1, "/admin/tenants/me/configuration/draft", &whole).await;
    assert_eq!((saved.header("etag"), saved.status), ("\"2\"", 200));
    let outdated = owner.put_at(1, "/admin/tenants/me/configuration/draft", &whole).await;
    assert_eq!(outdated.problem(412), "version-mismatch");
}
