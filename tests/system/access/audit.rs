//! Every change is noted where its company's people, or the platform's operators, can read it; and no secret is.

use std::collections::BTreeSet;

use dev_oidc::DevIssuer;
use domain::access::Role;
use serde_json::{Value, json};

use super::{
    operations::{For, Operation, described},
    premises::Premises,
};
use crate::support::{ACME, Answered, Office, TestApp};

/// A whole log, page by page.
async fn log(operator: &Office, path: &str) -> Vec<Value> {
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

/// Whoever changes things in this test: somebody of the company where they may.
async fn actor(premises: &Premises, operation: &Operation) -> (Office, String) {
    let subject = |email: &str| DevIssuer::subject_of(email);
    match operation.allowed() {
        // A key where one may, so that keys are seen to be named too.
        For::Permission(permission) if permission.key_scope().is_some() => {
            let scope = permission.key_scope().expect("a scope").as_str();
            let made = premises.make_key(&[scope]).await;
            let office = Office::with(&premises.app.system, made["key"].as_str().map(str::to_owned));
            (office, made["api_key"]["key_id"].as_str().expect("an id").to_owned())
        }
        For::Permission(permission) => {
            assert!(permission.is_given_to(Role::Owner), "{operation}");
            let owner = premises.app.person(ACME, "owner");
            let me = owner.get("/admin/me").await.ok(200);
            (owner, me["person_id"].as_str().expect("an id").to_owned())
        }
        For::Operator => {
            let email = &premises.app.system.manifest.operator.email;
            (premises.operator.clone(), format!("operator:{}", subject(email)))
        }
        _ => (premises.app.signed_in("new@elsewhere.example"), format!("person:{}", subject("new@elsewhere.example"))),
    }
}

/// What of a body must be shown nowhere else.
fn secrets(body: &Value, into: &mut BTreeSet<String>) {
    for name in ["code", "invitation_code", "key", "auth_token", "api_key"] {
        into.extend(body[name].as_str().map(str::to_owned));
    }
}

#[tokio::test]
async fn every_change_is_noted_with_who_made_it_when_and_from_where_and_without_any_secret() {
    let premises = Premises::open().await;
    let of_company = format!("/admin/tenants/{}/audit", premises.acme);
    let (mut known, mut seconds) = (BTreeSet::new(), 0);
    for operation in described().into_iter().filter(|operation| operation.method != "GET") {
        // Noted in a log that is not there before; see below.
        if operation.path == "/admin/tenants" {
            continue;
        }
        let (office, name) = actor(&premises, &operation).await;
        let ready = premises.ready(&operation).await;
        seconds += 1;
        // An instant of its own, by which its entry is found.
        premises.app.set_now(&format!("2026-11-23T16:{:02}:{:02}Z", 1 + seconds / 60, seconds % 60));
        let at = premises.app.change().at.to_string();
        let answer = Answered::of(ready.of(&office, &premises.acme)).await;
        assert_eq!(answer.status, operation.case().success, "{operation}: {}", answer.body);
        secrets(&answer.body, &mut known);
        ready.body().into_iter().for_each(|body| secrets(body, &mut known));
        known.extend(office.credential);

        let log_of = if operation.allowed() == For::Operator { "/admin/audit" } else { &of_company };
        let mut noted = log(&premises.operator, log_of).await;
        noted.retain(|entry| entry["at"] == at);
        let actions: Vec<_> = noted.iter().map(|entry| entry["action"].as_str().expect("an action")).collect();
        assert_eq!(actions, Vec::from_iter(operation.case().action), "{operation}");
        for entry in noted {
            assert_eq!((&entry["actor"], &entry["address"]), (&json!(name), &json!("127.0.0.1")), "{operation}");
        }
    }
    let logs = [log(&premises.operator, &of_company).await, log(&premises.operator, "/admin/audit").await];
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
async fn a_company_that_is_created_is_noted_in_both_logs_whoever_creates_it() {
    let premises = Premises::open().await;
    let body = json!({"name": "Peak Heating", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    for (office, name) in [
        (premises.operator.clone(), premises.app.system.manifest.operator.email.clone()),
        (premises.app.signed_in("kim@peak.example"), "kim@peak.example".to_owned()),
    ] {
        let created = office.post("/admin/tenants", &body).await.ok(201);
        let id = created["tenant"]["tenant_id"].as_str().expect("an id");
        let in_its_own = log(&premises.operator, &format!("/admin/tenants/{id}/audit")).await;
        let mut in_the_platforms = log(&premises.operator, "/admin/audit").await;
        in_the_platforms.retain(|entry| entry["about"] == id);
        for (entries, outlives) in [(in_its_own, false), (in_the_platforms, true)] {
            let [entry] = entries.as_slice() else { panic!("{entries:?}") };
            assert_eq!((&entry["action"], &entry["address"]), (&json!("tenant.created"), &json!("127.0.0.1")));
            assert!(entry["actor"].as_str().expect("somebody").ends_with(&DevIssuer::subject_of(&name)));
            assert_eq!(entry.to_string().contains("Peak"), !outlives, "the platform's names companies by their ids");
        }
    }
}

#[tokio::test]
async fn an_erased_company_s_log_is_gone_and_the_platform_s_tells_what_went() {
    let app = TestApp::start().await;
    let (operator, id) = (app.operator(), app.tenant(ACME).tenant_id.to_string());
    operator.delete(&format!("/admin/tenants/{id}")).await.ok(200);
    let erased = operator.post(&format!("/admin/tenants/{id}/erase"), &json!({"confirm": id})).await.ok(200);
    assert_eq!(operator.get(&format!("/admin/tenants/{id}/audit")).await.problem(404), "not-found");
    let log = log(&operator, "/admin/audit").await;
    let entry = log.iter().find(|entry| entry["action"] == "tenant.erased").expect("noted");
    assert_eq!((&entry["about"], &entry["after"]["person"]), (&json!(id), &erased["items"]["person"]));
}

#[tokio::test]
async fn a_refused_request_is_no_change() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    let before = log(&operator, "/admin/tenants/ten_acme/audit").await.len();
    app.person(ACME, "viewer").delete("/admin/tenants/me").await.problem(403);
    owner.post("/admin/tenants/me/people", &json!({"email": "nobody", "role": "viewer"})).await.problem(422);
    owner.patch_at(99, "/admin/tenants/me", &json!({"name": "Another"})).await.problem(412);
    assert_eq!(log(&operator, "/admin/tenants/ten_acme/audit").await.len(), before);
}

#[tokio::test]
async fn the_address_that_is_noted_is_the_one_that_was_seen_whatever_the_client_writes() {
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
        Answered::of(request).await.ok(200);
        let latest = &owner.get("/admin/tenants/me/audit?limit=1").await.ok(200)["items"][0];
        assert_eq!(latest["at"], format!("2026-11-23T16:00:{at}Z"));
        assert_eq!(latest["address"], "127.0.0.1", "{written:?}");
    }
}
