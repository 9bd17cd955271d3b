//! The audit log: every change, and every read of people, has an entry that the company's people or the platform's
//! operators can read. No entry holds a secret.

use std::collections::BTreeSet;

use dev_oidc::DevIssuer;
use serde_json::{Value, json};

use super::{
    fixtures::Fixtures,
    matrix::RoleGrant,
    operations::{Audience, Operation, operations},
};
use crate::support::{ACME, ApiClient, ApiResponse, TestApp};

/// A whole log, page by page.
async fn log(operator: &ApiClient, path: &str) -> Vec<Value> {
    let (mut entries, mut cursor) = (Vec::new(), String::new());
    loop {
        let mut page = operator.get(&format!("{path}?limit=100{cursor}")).await.ok(200);
        entries.append(page["items"].as_array_mut().expect("items"));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return entries,
        }
    }
}

/// The actor of an operation, and their name in the audit log: an API key if one may, else an owner, else an operator.
async fn actor(fixtures: &Fixtures, operation: &Operation) -> (ApiClient, String) {
    let subject = |email: &str| DevIssuer::subject_of(email);
    match operation.audience() {
        Audience::Permission(RoleGrant { scope: Some(scope), .. }) => {
            let made = fixtures.make_key(&[scope]).await;
            let client = ApiClient::with(&fixtures.app.system, made["key"].as_str().map(str::to_owned));
            (client, made["api_key"]["key_id"].as_str().expect("an id").to_owned())
        }
        Audience::Permission(_) | Audience::Person => {
            let owner = fixtures.app.person(ACME, "owner");
            let me = owner.get("/admin/me").await.ok(200);
            (owner, me["person_id"].as_str().expect("an id").to_owned())
        }
        Audience::Operator => {
            let email = &fixtures.app.system.manifest.operator.email;
            (fixtures.operator.clone(), format!("operator:{}", subject(email)))
        }
        _ => (fixtures.newcomer_at("new@elsewhere.example"), format!("person:{}", subject("new@elsewhere.example"))),
    }
}

/// Adds the secrets of a body.
fn secrets(body: &Value, into: &mut BTreeSet<String>) {
    for name in ["code", "invitation_code", "key", "auth_token", "api_key"] {
        into.extend(body[name].as_str().map(str::to_owned));
    }
}

#[tokio::test]
async fn every_change_and_every_read_of_people_has_an_audit_entry_without_secrets() {
    let fixtures = Fixtures::create().await;
    let tenant_log = format!("/admin/tenants/{}/audit", fixtures.acme);
    let (mut known, mut seconds) = (BTreeSet::new(), 0);
    for operation in operations() {
        if operation.method == "GET" && operation.case().action.is_none() {
            continue;
        }
        // The company's log does not exist before; see the next test.
        if operation.path == "/admin/tenants" {
            continue;
        }
        let (client, name) = actor(&fixtures, &operation).await;
        let request = fixtures.prepare(&operation).await;
        seconds += 1;
        // An instant of its own identifies the entry.
        fixtures.app.set_now(&format!("2026-11-23T16:{:02}:{:02}Z", 1 + seconds / 60, seconds % 60));
        let at = fixtures.app.change().at.to_string();
        let response = ApiResponse::of(request.build(&client, &fixtures.acme)).await;
        assert_eq!(response.status, operation.case().success, "{operation}: {}", response.body);
        secrets(&response.body, &mut known);
        request.body().into_iter().for_each(|body| secrets(body, &mut known));
        known.extend(client.credential);

        // The company's log goes with the company.
        let log_path = if operation.path.ends_with("/erase") { "/admin/audit" } else { &tenant_log };
        let mut entries = log(&fixtures.operator, log_path).await;
        entries.retain(|entry| entry["at"] == at);
        let actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().expect("an action")).collect();
        assert_eq!(actions, Vec::from_iter(operation.case().action), "{operation}");
        for entry in entries {
            assert_eq!((&entry["actor"], &entry["address"]), (&json!(name), &json!("127.0.0.1")), "{operation}");
        }
        if name.starts_with("key_") {
            // A company has a limited number of keys at once.
            let key = format!("/admin/tenants/{}/api-keys/{name}", fixtures.acme);
            fixtures.operator.delete(&key).await.ok(200);
        }
    }
    let logs = [log(&fixtures.operator, &tenant_log).await, log(&fixtures.operator, "/admin/audit").await];
    let written = json!(logs).to_string();
    assert!(known.len() > 8, "{known:?}");
    for secret in &known {
        assert!(!written.contains(secret.as_str()), "{secret}");
    }
    for mark in ["hv_live_", "inv_", "eyJ"] {
        assert!(!written.contains(mark), "{mark}");
    }
}

#[tokio::test]
async fn tenant_creation_is_in_both_audit_logs() {
    let fixtures = Fixtures::create().await;
    let body = json!({"name": "Peak Heating", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    for (client, name) in [
        (fixtures.operator.clone(), fixtures.app.system.manifest.operator.email.clone()),
        (fixtures.app.signed_in("kim@peak.example"), "kim@peak.example".to_owned()),
    ] {
        let created = client.post("/admin/tenants", &body).await.ok(201);
        let id = created["tenant"]["tenant_id"].as_str().expect("an id");
        let tenant_log = log(&fixtures.operator, &format!("/admin/tenants/{id}/audit")).await;
        let mut platform_log = log(&fixtures.operator, "/admin/audit").await;
        platform_log.retain(|entry| entry["about"] == id);
        for (entries, outlives) in [(tenant_log, false), (platform_log, true)] {
            let [entry] = entries.as_slice() else { panic!("{entries:?}") };
            assert_eq!((&entry["action"], &entry["address"]), (&json!("tenant.created"), &json!("127.0.0.1")));
            assert!(entry["actor"].as_str().expect("an actor").ends_with(&DevIssuer::subject_of(&name)));
            assert_eq!(entry.to_string().contains("Peak"), !outlives, "the platform's log holds company ids, no names");
        }
    }
}

#[tokio::test]
async fn erasure_deletes_the_tenant_log_and_is_in_the_platform_log() {
    let app = TestApp::start().await;
    let (operator, id) = (app.operator(), app.tenant(ACME).tenant_id.to_string());
    operator.delete(&format!("/admin/tenants/{id}")).await.ok(200);
    let erased = operator.post(&format!("/admin/tenants/{id}/erase"), &json!({"confirm": id})).await.ok(200);
    assert_eq!(operator.get(&format!("/admin/tenants/{id}/audit")).await.problem(404), "not-found");
    let log = log(&operator, "/admin/audit").await;
    let entry = log.iter().find(|entry| entry["action"] == "tenant.erased").expect("an entry");
    assert_eq!((&entry["about"], &entry["after"]["person"]), (&json!(id), &erased["items"]["person"]));
}

#[tokio::test]
async fn read_of_the_platforms_log_is_in_it_once_for_five_minutes() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let reads = async |now: &str| {
        app.set_now(now);
        let log = log(&operator, "/admin/audit").await;
        log.iter().filter(|entry| entry["action"] == "audit.read").count()
    };
    // The entry of a read is written after the page is read.
    assert_eq!(reads("2026-11-23T16:01:00Z").await, 0);
    assert_eq!(reads("2026-11-23T16:02:00Z").await, 1);
    app.person(ACME, "owner").get("/admin/audit").await.problem(403);
    assert_eq!(reads("2026-11-23T16:03:00Z").await, 1);
}

#[tokio::test]
async fn denied_request_has_no_audit_entry() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    // The first read is an entry, which the next ones show.
    log(&operator, "/admin/tenants/ten_acme/audit").await;
    let before = log(&operator, "/admin/tenants/ten_acme/audit").await.len();
    app.person(ACME, "viewer").delete("/admin/tenants/me").await.problem(403);
    owner.post("/admin/tenants/me/people", &json!({"email": "no-address", "role": "viewer"})).await.problem(422);
    owner.patch_at(99, "/admin/tenants/me", &json!({"name": "Another"})).await.problem(412);
    assert_eq!(log(&operator, "/admin/tenants/ten_acme/audit").await.len(), before);
}

#[tokio::test]
async fn read_of_the_audit_log_is_in_the_audit_log() {
    let app = TestApp::start().await;
    let (owner, manager) = (app.person(ACME, "owner"), app.person(ACME, "manager"));
    let reads = async || {
        let mut entries = log(&owner, "/admin/tenants/me/audit").await;
        entries.retain(|entry| entry["action"] == "audit.read");
        entries.iter().map(|entry| entry["actor"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(reads().await, [] as [Value; 0]);
    let id = async |client: &ApiClient| client.get("/admin/me").await.ok(200)["person_id"].clone();
    let (by_owner, by_manager) = (id(&owner).await, id(&manager).await);
    assert_eq!(reads().await, std::slice::from_ref(&by_owner), "two reads within five minutes share an entry");
    app.set_now("2026-11-23T16:01:00Z");
    manager.get("/admin/tenants/me/audit?limit=1").await.ok(200);
    assert_eq!(reads().await, [by_manager, by_owner]);
    app.person(ACME, "viewer").get("/admin/tenants/me/audit").await.problem(403);
    assert_eq!(reads().await.len(), 2);
    // Without the entry there is no log.
    let late = app.signed_in(&app.system.manifest.operator.email);
    app.aws.fail("DynamoDB_20120810.PutItem");
    assert_eq!(late.get("/admin/tenants/ten_acme/audit").await.problem(503), "unavailable");
}

#[tokio::test]
async fn audit_address_ignores_headers_of_the_client() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    for (at, written) in
        [("01", &["203.0.113.7"][..]), ("02", &["203.0.113.7, 198.51.100.9"]), ("03", &["10.0.0.1", "::1"])]
    {
        app.set_now(&format!("2026-11-23T16:00:{at}Z"));
        let mut request = owner.request(reqwest::Method::PUT, "/admin/tenants/me/test-mode").json(&json!({"on": true}));
        for address in written {
            request = request.header("x-forwarded-for", *address);
        }
        ApiResponse::of(request).await.ok(200);
        let latest = &owner.get("/admin/tenants/me/audit?limit=1").await.ok(200)["items"][0];
        assert_eq!(latest["at"], format!("2026-11-23T16:00:{at}Z"));
        assert_eq!(latest["address"], "127.0.0.1", "{written:?}");
    }
}
