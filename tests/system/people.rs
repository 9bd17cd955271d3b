//! The people of a company: invitations, roles and removal. A company always has an owner.

use serde_json::{Value, json};

use super::tenants::sign_up;
use crate::support::{ACME, ApiClient, ApiResponse, TestApp};

const PEOPLE: &str = "/admin/tenants/me/people";

/// Invites a person; returns their path and the body that accepts the invitation.
async fn invite(client: &ApiClient, email: &str, role: &str) -> (String, Value) {
    let invitation = client.post(PEOPLE, &json!({"email": email, "role": role})).await.ok(201);
    let id = invitation["person"]["person_id"].as_str().expect("an id").to_owned();
    (format!("{PEOPLE}/{id}"), json!({"code": invitation["code"]}))
}

async fn invite_and_join(app: &TestApp, client: &ApiClient, email: &str, role: &str) -> (ApiClient, String) {
    let (path, code) = invite(client, email, role).await;
    let newcomer = app.signed_in(email);
    newcomer.post("/admin/invitations/accept", &code).await.ok(200);
    (newcomer, path)
}

/// The audit log of ACME's entries with this action.
async fn logged(client: &ApiClient, action: &str) -> Vec<Value> {
    super::number_claims::logged(client, action).await
}

#[tokio::test]
async fn invitation_is_accepted_once_with_the_address_it_was_made_for() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let invitation = json!({"email": "Lee@ACME.example", "name": "Lee Park", "role": "dispatcher"});
    let invited = owner.post(PEOPLE, &invitation).await.ok(201);
    assert_eq!((&invited["person"]["state"], &invited["person"]["role"]), (&json!("invited"), &json!("dispatcher")));
    assert_eq!(invited["person"]["invited_until"], "2026-11-30T16:00:00Z");
    let code = json!({"code": invited["code"]});
    let lee = app.signed_in("lee@acme.EXAMPLE");
    let accepted = lee.post("/admin/invitations/accept", &code).await.ok(200);
    assert_eq!((&accepted["state"], &accepted["name"]), (&json!("active"), &json!("Lee Park")));
    let me = lee.get("/admin/me").await.ok(200);
    assert_eq!((&me["tenant_id"], &me["role"]), (&json!("ten_acme"), &json!("dispatcher")));
    let entries = logged(&owner, "person.accepted").await;
    let entry = entries.iter().find(|entry| entry["about"] == me["person_id"]).expect("an entry");
    assert_eq!(entry["after"], json!({"email": "lee@acme.example"}));

    assert_eq!(lee.post("/admin/invitations/accept", &code).await.problem(403), "forbidden");
    let listed = owner.get(PEOPLE).await.ok(200).to_string();
    assert!(listed.contains("lee@acme.example") && !listed.contains("inv_"), "{listed}");
}

#[tokio::test]
async fn me_has_person_and_company_without_a_further_request() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let company = json!({"name": "Acme Heating & Air", "status": "active", "test_mode": false});
    let me = owner.get("/admin/me").await.ok(200);
    assert_eq!(me["company"], company);
    let known = owner.get(PEOPLE).await.ok(200)["items"].as_array().expect("people").clone();
    let known = known.iter().find(|person| person["person_id"] == me["person_id"]).expect("the owner");
    assert_eq!((&me["email"], &me["name"], &me["role"]), (&known["email"], &known["name"], &known["role"]));
    let permissions = me["permissions"].as_array().expect("permissions");
    assert!(permissions.contains(&json!("manage_people")) && !permissions.contains(&json!("manage_tenants")));

    owner.put("/admin/tenants/me/test-mode", &json!({"on": true})).await.ok(200);
    owner.delete("/admin/tenants/me").await.ok(200);
    let company = json!({"name": "Acme Heating & Air", "status": "inactive", "test_mode": true});
    assert_eq!(owner.get("/admin/me").await.ok(200)["company"], company);

    assert_eq!(app.operator().get("/admin/me").await.ok(200), json!({"kind": "operator", "permissions": []}));
    let newcomer = app.signed_in("new@mail.example").get("/admin/me").await.ok(200);
    assert_eq!(newcomer, json!({"kind": "newcomer", "permissions": []}));
}

#[tokio::test]
async fn every_role_reads_the_names_of_those_who_act_and_nothing_else_of_them() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (lee, _) = invite_and_join(&app, &owner, "lee.park@acme.example", "viewer").await;
    let key = json!({"name": "Wall board", "scopes": ["company:read"]});
    let key = owner.post("/admin/tenants/me/api-keys", &key).await.ok(201);
    let names = lee.get("/admin/tenants/me/names").await.ok(200);
    let name_of = |id: &Value| {
        let found = names["items"].as_array().expect("names").iter().find(|named| named["id"] == *id);
        found.unwrap_or_else(|| panic!("{id} has no name in {names}"))["name"].clone()
    };
    assert_eq!(name_of(&lee.get("/admin/me").await.ok(200)["person_id"]), "lee.park");
    let entries = logged(&owner, "api_key.created").await;
    let entry = entries.iter().find(|entry| entry["about"] == key["api_key"]["key_id"]).expect("an entry");
    assert_eq!(name_of(&entry["actor"]), owner.get("/admin/me").await.ok(200)["name"]);
    assert_eq!(name_of(&key["api_key"]["key_id"]), "Wall board");
    for named in names["items"].as_array().expect("names") {
        let fields: Vec<&String> = named.as_object().expect("an object").keys().collect();
        assert_eq!(fields, ["id", "name"]);
    }
    assert!(!names.to_string().contains('@'), "{names}");
}

#[tokio::test]
async fn invitation_is_not_accepted_with_another_address() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (path, code) = invite(&owner, "lee@acme.example", "owner").await;
    for address in ["mallory@mail.example", "lee+1@acme.example", "lee@acme.example.mail.example"] {
        let mallory = app.signed_in(address);
        let refused = mallory.post("/admin/invitations/accept", &code).await;
        assert_eq!(refused.problem(409), "conflict", "{address}");
        assert!(!refused.body.to_string().contains("lee@"), "{}", refused.body);
        assert_eq!(mallory.get("/admin/me").await.ok(200)["kind"], "newcomer");
    }
    let entries = logged(&owner, "person.acceptance_refused").await;
    assert_eq!(entries.len(), 3);
    for entry in entries {
        assert!(path.ends_with(entry["about"].as_str().expect("a person")), "{entry}");
        assert_eq!(entry["after"], json!({"reason": "another e-mail address"}));
        assert!(entry["actor"].as_str().is_some_and(|actor| actor.starts_with("person:")), "{entry}");
    }
    let lee = app.signed_in("lee@acme.example");
    lee.post("/admin/invitations/accept", &code).await.ok(200);
}

/// The status and problem of an acceptance while the issuer's `UserInfo` endpoint answers this.
async fn acceptance_with(app: &TestApp, status: u16, claims: Value) -> (u16, String) {
    let (_, code) = invite(&app.person(ACME, "owner"), "lee@acme.example", "viewer").await;
    let status = axum::http::StatusCode::from_u16(status).expect("a status");
    let userinfo = axum::Router::new().fallback(async move || (status, axum::Json(claims)));
    let loopback = localhost::Loopback::bind(0).await.expect("a port");
    let url = format!("{}/userinfo", loopback.url());
    tokio::spawn(loopback.serve_forever(userinfo));
    let function = app.other_process([("OIDC_USERINFO_URL", url.as_str())]).admin_tenants;
    let loopback = localhost::Loopback::bind(0).await.expect("a port");
    let accept = format!("{}/admin/invitations/accept", loopback.url());
    tokio::spawn(loopback.serve_forever(function));
    let token = app.signed_in("lee@acme.example").credential.expect("a token");
    let request = crate::support::http_client().post(accept).bearer_auth(token).json(&code);
    let response = ApiResponse::of(request).await;
    (response.status, response.body["type"].as_str().unwrap_or_default().replace("urn:front-desk:problem:", ""))
}

#[tokio::test]
async fn invitation_needs_an_address_that_the_issuer_verified() {
    let subject = dev_oidc::DevIssuer::subject_of("lee@acme.example");
    let claims = |verified: Value| json!({"sub": subject, "email": "lee@acme.example", "email_verified": verified});
    let refused = || (403, "forbidden".to_owned());
    for (status, claims, expected) in [
        (200, claims(json!(true)), (200, String::new())),
        // Cognito writes text.
        (200, claims(json!("true")), (200, String::new())),
        (200, claims(json!(false)), refused()),
        (200, claims(json!("false")), refused()),
        (200, claims(Value::Null), refused()),
        (200, json!({"sub": subject, "email_verified": true}), refused()),
        (200, json!({"sub": "another", "email": "lee@acme.example", "email_verified": true}), refused()),
        (401, json!({}), refused()),
        (500, json!({}), (503, "unavailable".to_owned())),
        (200, json!("nonsense"), (503, "unavailable".to_owned())),
    ] {
        let app = TestApp::start().await;
        assert_eq!(acceptance_with(&app, status, claims.clone()).await, expected, "{status} {claims}");
    }
}

#[tokio::test]
async fn concurrent_acceptance_of_one_code_succeeds_once() {
    let app = TestApp::start().await;
    let (_, code) = invite(&app.person(ACME, "owner"), "lee@acme.example", "viewer").await;
    let lee = app.signed_in("lee@acme.example");
    let (first, second) =
        tokio::join!(lee.post("/admin/invitations/accept", &code), lee.post("/admin/invitations/accept", &code));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    // The second one may come before the first has made Lee a person of the company, or after.
    assert!([[200, 403], [200, 409]].contains(&statuses), "{} {}", first.body, second.body);
    let accepted = logged(&app.person(ACME, "owner"), "person.accepted").await;
    let me = lee.get("/admin/me").await.ok(200);
    assert_eq!(accepted.iter().filter(|entry| entry["about"] == me["person_id"]).count(), 1);
}

#[tokio::test]
async fn expired_replaced_or_unknown_code_is_rejected() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let lee = app.signed_in("lee@acme.example");
    let (path, first) = invite(&owner, "lee@acme.example", "viewer").await;
    let again = owner.post(&format!("{path}/invitation"), &json!({})).await.ok(201);
    let second = json!({"code": again["code"]});
    assert_eq!(lee.post("/admin/invitations/accept", &first).await.problem(409), "conflict", "replaced");
    app.set_now("2026-11-30T16:00:00Z");
    // Tokens are valid for an hour, so both sign in again.
    let (owner, lee) = (app.person(ACME, "owner"), app.signed_in("lee@acme.example"));
    assert_eq!(lee.post("/admin/invitations/accept", &second).await.problem(409), "conflict", "expired");
    for made_up in ["inv_2222222222222222222222222222222222222222222", "inv_", "", "hv_live_x"] {
        let rejected = lee.post("/admin/invitations/accept", &json!({"code": made_up})).await;
        assert_eq!(rejected.problem(409), "conflict", "{made_up}");
    }
    let renewed = owner.post(&format!("{path}/invitation"), &json!({})).await.ok(201);
    lee.post("/admin/invitations/accept", &json!({"code": renewed["code"]})).await.ok(200);
    assert_eq!(owner.post(&format!("{path}/invitation"), &json!({})).await.problem(409), "conflict");
}

#[tokio::test]
async fn withdrawn_invitation_is_rejected_and_frees_the_address() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (path, code) = invite(&owner, "lee@acme.example", "viewer").await;
    for same in ["lee@acme.example", "Lee@ACME.example", "owner@acme.example"] {
        let duplicate = owner.post(PEOPLE, &json!({"email": same, "role": "manager"})).await;
        assert_eq!(duplicate.problem(409), "conflict", "{same}");
        assert!(duplicate.body["detail"].to_string().contains("e-mail"), "{}", duplicate.body);
    }
    assert_eq!(owner.delete(&path).await.status, 204);
    let lee = app.signed_in("lee@acme.example");
    assert_eq!(lee.post("/admin/invitations/accept", &code).await.problem(409), "conflict");
    let (_, code) = invite(&owner, "lee@acme.example", "viewer").await;
    lee.post("/admin/invitations/accept", &code).await.ok(200);
}

#[tokio::test]
async fn last_owner_cannot_be_demoted_or_removed() {
    let app = TestApp::start().await;
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let id = kim.get("/admin/me").await.ok(200)["person_id"].as_str().expect("an id").to_owned();
    let path = format!("{PEOPLE}/{id}");
    let (_, code) = invite(&kim, "lee@peak.example", "owner").await;
    for _ in 0..2 {
        // An invited owner does not count until they have accepted.
        assert_eq!(kim.patch(&path, &json!({"role": "manager"})).await.problem(409), "conflict");
        let rejected = kim.delete(&path).await;
        assert_eq!(rejected.problem(409), "conflict");
        assert!(rejected.body["detail"].to_string().contains("at least one owner"), "{}", rejected.body);
    }
    let lee = app.signed_in("lee@peak.example");
    lee.post("/admin/invitations/accept", &code).await.ok(200);
    assert_eq!(kim.patch(&path, &json!({"role": "viewer"})).await.ok(200)["role"], "viewer");
    let lee_id = lee.get("/admin/me").await.ok(200)["person_id"].as_str().expect("an id").to_owned();
    assert_eq!(lee.delete(&format!("{PEOPLE}/{lee_id}")).await.problem(409), "conflict");
}

#[tokio::test]
async fn concurrent_demotion_of_two_owners_keeps_one() {
    for removing in [false, true] {
        let app = TestApp::start().await;
        let (kim, tenant) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
        let kim_path = kim.get("/admin/me").await.ok(200)["person_id"].as_str().expect("an id").to_owned();
        let kim_path = format!("{PEOPLE}/{kim_path}");
        let (lee, lee_id) = invite_and_join(&app, &kim, "lee@peak.example", "owner").await;
        let demoted = json!({"role": "viewer"});
        let (one, two) = if removing {
            tokio::join!(kim.delete(&lee_id), lee.delete(&kim_path))
        } else {
            tokio::join!(kim.patch(&lee_id, &demoted), lee.patch(&kim_path, &demoted))
        };
        let won = [one.status, two.status].into_iter().filter(|status| [200, 204].contains(status)).count();
        assert_eq!(won, 1, "{} {}", one.body, two.body);
        let people = app.operator().get(&format!("/admin/tenants/{tenant}/people")).await.ok(200);
        let owners = people["items"].as_array().expect("a list").iter().filter(|person| person["role"] == "owner");
        assert_eq!(owners.count(), 1, "{people}");
    }
}

#[tokio::test]
async fn new_role_applies_at_once() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (lee, path) = invite_and_join(&app, &owner, "lee@acme.example", "viewer").await;
    let draft = "/admin/tenants/me/configuration/draft";
    let patch = json!({"greeting": "Acme, good day."});
    assert_eq!(lee.patch_at(1, draft, &patch).await.problem(403), "forbidden");
    assert_eq!(owner.patch(&path, &json!({"role": "manager"})).await.ok(200)["role"], "manager");
    lee.patch_at(1, draft, &patch).await.ok(200);
    app.set_now("2026-11-23T16:10:00Z");
    owner.patch(&path, &json!({"role": "viewer"})).await.ok(200);
    assert_eq!(lee.patch_at(2, draft, &json!({"greeting": "Hi."})).await.problem(403), "forbidden");
    let log = owner.get("/admin/tenants/me/audit?limit=1").await.ok(200);
    let entry = &log["items"][0];
    assert_eq!((&entry["before"], &entry["after"]), (&json!("manager"), &json!("viewer")));
    let asked = owner.get("/admin/me").await.ok(200);
    assert_eq!(entry["actor"], asked["person_id"]);
    assert_eq!(entry["address"], "127.0.0.1");
}

#[tokio::test]
async fn removed_person_loses_access_at_once_and_can_sign_up() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (lee, path) = invite_and_join(&app, &owner, "lee@acme.example", "manager").await;
    lee.get("/admin/tenants/me").await.ok(200);
    assert_eq!(owner.delete(&path).await.status, 204);
    assert_eq!(lee.get("/admin/tenants/me").await.problem(404), "not-found");
    assert_eq!(lee.get("/admin/me").await.ok(200)["kind"], "newcomer");
    assert_eq!(owner.delete(&path).await.problem(404), "not-found");
    sign_up(&app, "lee@acme.example", "Lee Heating").await;
    assert_eq!(lee.get("/admin/tenants/me").await.ok(200)["name"], "Lee Heating");
}
