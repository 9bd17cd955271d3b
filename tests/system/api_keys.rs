//! API keys: shown once, rotated with an overlap, revoked immediately.

use serde_json::{Value, json};

use crate::support::{ACME, ApiClient, ApiResponse, TestApp};

const KEYS: &str = "/admin/tenants/me/api-keys";

/// Creates a key; returns its path and the key.
async fn create(owner: &ApiClient, body: &Value) -> (String, String) {
    let made = owner.post(KEYS, body).await.ok(201);
    let id = made["api_key"]["key_id"].as_str().expect("an id");
    (format!("{KEYS}/{id}"), made["key"].as_str().expect("a key").to_owned())
}

fn board() -> Value {
    json!({"name": "Dispatch board", "scopes": ["company:read"]})
}

async fn rotate(owner: &ApiClient, path: &str, overlap: u32) -> String {
    let made = owner.post(&format!("{path}/rotate"), &json!({"overlap_seconds": overlap})).await.ok(201);
    made["key"].as_str().expect("a key").to_owned()
}

/// The response to a request with this key.
async fn get_with_key(app: &TestApp, key: &str) -> ApiResponse {
    ApiClient::with(&app.system, Some(key.to_owned())).get("/admin/tenants/me").await
}

#[tokio::test]
async fn api_key_is_shown_once_and_then_by_its_last_four_characters() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (path, key) = create(&owner, &board()).await;
    assert!(key.starts_with("hv_live_"), "{key}");
    assert_eq!(get_with_key(&app, &key).await.ok(200)["tenant_id"], "ten_acme");
    let shown = owner.get(&path).await.ok(200);
    assert_eq!(shown["last_four"], key[key.len() - 4..]);
    assert_eq!((&shown["state"], &shown["scopes"]), (&json!("active"), &json!(["company:read"])));
    assert_eq!(shown["last_used_at"], "2026-11-23T16:00:00Z");
    let audit = owner.get("/admin/tenants/me/audit").await.ok(200).to_string();
    for text in [owner.get(KEYS).await.ok(200).to_string(), shown.to_string(), audit] {
        assert!(!text.contains(&key) && !text.contains(&key[8..40]), "{text}");
    }
    assert!(!app.items().await.iter().any(|item| item.mentions(&key)), "the table holds the key");
}

#[tokio::test]
async fn api_key_shows_its_last_use_and_stops_at_expiry() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let mut body = board();
    body["expires_in_days"] = json!(30);
    let (path, key) = create(&owner, &body).await;
    let shown = owner.get(&path).await.ok(200);
    assert_eq!((shown.get("last_used_at"), &shown["expires_at"]), (None, &json!("2026-12-23T16:00:00Z")));
    app.set_now("2026-12-23T15:59:59Z");
    get_with_key(&app, &key).await.ok(200);
    app.set_now("2026-12-23T16:00:00Z");
    assert_eq!(get_with_key(&app, &key).await.problem(401), "unauthenticated");
    let owner = app.person(ACME, "owner");
    assert_eq!(owner.get(&path).await.ok(200)["state"], "expired");
    assert_eq!(owner.post(&format!("{path}/rotate"), &json!({})).await.problem(409), "conflict");
    for wrong in [json!(0), json!(366)] {
        body["expires_in_days"] = wrong;
        assert_eq!(owner.post(KEYS, &body).await.problem(422), "invalid");
    }
}

#[tokio::test]
async fn rotation_keeps_both_keys_valid_until_the_overlap_ends() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (path, old) = create(&owner, &board()).await;
    let new = rotate(&owner, &path, 3_600).await;
    assert_ne!(old, new);
    for key in [&old, &new] {
        get_with_key(&app, key).await.ok(200);
    }
    let shown = owner.get(&path).await.ok(200);
    assert_eq!(shown["last_four"], new[new.len() - 4..]);
    let previous = json!({"last_four": old[old.len() - 4..], "expires_at": "2026-11-23T17:00:00Z"});
    assert_eq!(shown["previous"], previous);
    app.set_now("2026-11-23T17:00:00Z");
    assert_eq!(get_with_key(&app, &old).await.problem(401), "unauthenticated");
    get_with_key(&app, &new).await.ok(200);
    assert_eq!(app.person(ACME, "owner").get(&path).await.ok(200).get("previous"), None);
}

#[tokio::test]
async fn second_rotation_invalidates_the_oldest_key() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (path, first) = create(&owner, &board()).await;
    let second = rotate(&owner, &path, 3_600).await;
    let third = rotate(&owner, &path, 3_600).await;
    assert_eq!(get_with_key(&app, &first).await.problem(401), "unauthenticated");
    get_with_key(&app, &second).await.ok(200);
    get_with_key(&app, &third).await.ok(200);
    let fourth = rotate(&owner, &path, 0).await;
    for replaced in [&second, &third] {
        assert_eq!(get_with_key(&app, replaced).await.problem(401), "unauthenticated", "a previous key is still valid");
    }
    get_with_key(&app, &fourth).await.ok(200);
    let listed = owner.get(KEYS).await.ok(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "rotation created a second key: {listed}");
    let holders = app.items().await.into_iter().filter(|item| item.partition.starts_with("api_key#"));
    assert_eq!(holders.count(), 1);
}

#[tokio::test]
async fn rotation_renews_the_expiry_of_the_new_key_only() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let mut body = board();
    body["expires_in_days"] = json!(1);
    let (path, old) = create(&owner, &body).await;
    let new = rotate(&owner, &path, 604_800).await;
    assert_eq!(owner.get(&path).await.ok(200)["expires_at"], "2027-02-21T16:00:00Z");
    app.set_now("2026-11-24T16:00:00Z");
    assert_eq!(get_with_key(&app, &old).await.problem(401), "unauthenticated");
    get_with_key(&app, &new).await.ok(200);
    app.set_now("2027-02-21T16:00:00Z");
    assert_eq!(get_with_key(&app, &new).await.problem(401), "unauthenticated");
    let owner = app.person(ACME, "owner");
    let (path, _) = create(&owner, &board()).await;
    let year = json!({"expires_in_days": 365});
    owner.post(&format!("{path}/rotate"), &year).await.ok(201);
    assert_eq!(owner.get(&path).await.ok(200)["expires_at"], "2028-02-21T16:00:00Z");
}

#[tokio::test]
async fn api_key_expires_after_ninety_days_by_default() {
    let app = TestApp::start().await;
    let (path, key) = create(&app.person(ACME, "owner"), &board()).await;
    let shown = app.person(ACME, "owner").get(&path).await.ok(200);
    assert_eq!((&shown["expires_at"], shown.get("never_expires")), (&json!("2027-02-21T16:00:00Z"), None));
    app.set_now("2027-02-21T15:59:59Z");
    get_with_key(&app, &key).await.ok(200);
    app.set_now("2027-02-21T16:00:00Z");
    assert_eq!(get_with_key(&app, &key).await.problem(401), "unauthenticated");
    let listed = app.person(ACME, "owner").get(KEYS).await.ok(200);
    assert_eq!(listed["items"][0]["state"], "expired");
}

#[tokio::test]
async fn api_key_bound_to_addresses_works_only_from_them() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for (ranges, works) in [
        (json!(["127.0.0.0/8"]), true),
        (json!(["203.0.113.0/24", "127.0.0.1"]), true),
        (json!([]), true),
        (json!(["203.0.113.0/24"]), false),
        (json!(["::/0"]), false),
    ] {
        let mut body = board();
        body["allowed_addresses"] = ranges.clone();
        let (path, key) = create(&owner, &body).await;
        let rotated = rotate(&owner, &path, 60).await;
        for key in [key, rotated] {
            let client = ApiClient::with(&app.system, Some(key));
            // A header of the client decides nothing.
            let request = client.request(reqwest::Method::GET, "/admin/tenants/me");
            let response = ApiResponse::of(request.header("x-forwarded-for", "203.0.113.7")).await;
            if works {
                response.ok(200);
            } else {
                assert_eq!(response.problem(403), "forbidden", "{ranges}");
                assert!(response.body["detail"].to_string().contains("address"), "{}", response.body);
            }
        }
        let shown = owner.get(&path).await.ok(200);
        assert_eq!(shown["allowed_addresses"].as_array().map_or(0, Vec::len), ranges.as_array().map_or(0, Vec::len));
        if !works {
            assert_eq!(shown.get("last_used_at"), None, "a refused request counts as a use");
        }
    }
    let many: Vec<_> = (0..21).map(|n| format!("10.0.{n}.0/24")).collect();
    for wrong in [json!(["203.0.113.7/24"]), json!(["example.com"]), json!(["10.0.0.0/33"]), json!(many)] {
        let mut body = board();
        body["allowed_addresses"] = wrong;
        let rejected = owner.post(KEYS, &body).await;
        assert_eq!(rejected.problem(422), "invalid");
        assert!(rejected.body["errors"][0]["field"].to_string().contains("allowed_addresses"), "{}", rejected.body);
    }
}

#[tokio::test]
async fn concurrent_rotations_return_keys_that_work() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (path, _) = create(&owner, &board()).await;
    let (one, two) = tokio::join!(rotate(&owner, &path, 60), rotate(&owner, &path, 60));
    for key in [&one, &two] {
        get_with_key(&app, key).await.ok(200);
    }
}

#[tokio::test]
async fn revocation_ends_both_keys_of_a_rotation_at_once() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (path, old) = create(&owner, &board()).await;
    let new = rotate(&owner, &path, 3_600).await;
    let revoked = owner.delete(&path).await.ok(200);
    assert_eq!((&revoked["state"], &revoked["revoked_at"]), (&json!("revoked"), &json!("2026-11-23T16:00:00Z")));
    for key in [&old, &new] {
        assert_eq!(get_with_key(&app, key).await.problem(401), "unauthenticated");
    }
    assert_eq!(owner.get(KEYS).await.ok(200)["items"][0]["state"], "revoked");
    assert_eq!(owner.post(&format!("{path}/rotate"), &json!({})).await.problem(409), "conflict");
    assert_eq!(owner.delete(&path).await.problem(409), "conflict");
    assert_eq!(owner.get(&format!("{KEYS}/key_none")).await.problem(404), "not-found");
}

#[tokio::test]
async fn key_limit_counts_active_keys_only() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let mut first = None;
    for _ in 0..50 {
        let (path, _) = create(&owner, &board()).await;
        first.get_or_insert(path);
    }
    let rejected = owner.post(KEYS, &board()).await;
    assert_eq!(rejected.problem(409), "conflict");
    assert!(rejected.body["detail"].to_string().contains("revoke one first"), "{}", rejected.body);
    owner.delete(&first.expect("made")).await.ok(200);
    create(&owner, &board()).await;
    let mut seen = std::collections::BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = owner.get(&format!("{KEYS}?limit=20{cursor}")).await.ok(200);
        for key in page["items"].as_array().expect("a list") {
            assert!(seen.insert(key["key_id"].to_string()), "a key is listed twice");
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 51);
}
