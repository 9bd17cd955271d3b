//! Signing up: a verified address, and one company for each person.

use axum::{Json, Router, routing::get};
use dev_oidc::DevIssuer;
use localhost::Loopback;
use serde_json::{Value, json};

use crate::support::{ApiClient, TestApp};

const TENANTS: &str = "/admin/tenants";
const KIM: &str = "kim@peak.example";

fn peak() -> Value {
    json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}})
}

/// A client of the person with a signed-in address, whose issuer answers so at the userinfo endpoint.
async fn person_with(app: &TestApp, signed_in: &str, answer: Value) -> ApiClient {
    let userinfo = Loopback::bind(0).await.expect("a port");
    let url = format!("{}/userinfo", userinfo.url());
    let router = Router::new().route("/userinfo", get(async move || Json(answer)));
    tokio::spawn(userinfo.serve_forever(router));
    let admin = Loopback::bind(0).await.expect("a port");
    let mut person = app.signed_in(signed_in);
    person.send_to(admin.url());
    tokio::spawn(admin.serve_forever(app.other_process([("OIDC_USERINFO_URL", &url)]).admin_tenants));
    person
}

#[tokio::test]
async fn sign_up_without_a_verified_address_is_refused_with_what_to_do() {
    let app = TestApp::start().await;
    let before = app.items().await.into_iter().filter(|item| !item.is_of_a_request()).count();
    let sub = DevIssuer::subject_of(KIM);
    for answer in [
        json!({"sub": sub, "email": KIM, "email_verified": false}),
        json!({"sub": sub, "email": KIM}),
        json!({"sub": sub, "email_verified": true}),
    ] {
        let refused = person_with(&app, KIM, answer.clone()).await.post(TENANTS, &peak()).await;
        assert_eq!(refused.problem(403), "forbidden", "{answer}");
        assert!(refused.body["detail"].as_str().is_some_and(|detail| detail.contains("verify it")), "{}", refused.body);
    }
    assert_eq!(app.items().await.into_iter().filter(|item| !item.is_of_a_request()).count(), before);
    let of_another = json!({"sub": "another", "email": KIM, "email_verified": true});
    let refused = person_with(&app, KIM, of_another).await.post(TENANTS, &peak()).await;
    assert_eq!(refused.problem(403), "forbidden");
    // Cognito writes the claim as text.
    let verified = json!({"sub": sub, "email": KIM, "email_verified": "true"});
    person_with(&app, KIM, verified).await.post(TENANTS, &peak()).await.ok(201);
}

#[tokio::test]
async fn founder_cannot_name_another_address_as_the_owners() {
    let app = TestApp::start().await;
    let lee = app.signed_in("lee@else.example");
    let refused = lee.post(TENANTS, &peak()).await;
    assert_eq!(refused.problem(422), "invalid");
    assert_eq!(refused.body["errors"][0]["field"], "/owner/email");
    assert_eq!(lee.get("/admin/me").await.ok(200)["kind"], "newcomer");
    let mut other_form = peak();
    other_form["owner"]["email"] = "KIM@Peak.example".into();
    let created = app.signed_in(KIM).post(TENANTS, &other_form).await.ok(201);
    assert_eq!(created["owner"]["email"], KIM);
}

#[tokio::test]
async fn person_founds_one_company_even_after_it_was_erased() {
    let app = TestApp::start().await;
    let kim = app.signed_in("kim@peak.example");
    let id = kim.post(TENANTS, &peak()).await.ok(201)["tenant"]["tenant_id"].take();
    let id = id.as_str().expect("an id");
    kim.delete("/admin/tenants/me").await.ok(200);
    app.operator().post(&format!("{TENANTS}/{id}/erase"), &json!({"confirm": id})).await.ok(200);
    assert_eq!(kim.get("/admin/me").await.ok(200)["kind"], "newcomer");
    let again = kim.post(TENANTS, &peak()).await;
    assert_eq!(again.problem(409), "conflict");
    assert!(again.body["detail"].as_str().is_some_and(|detail| detail.contains("founded a company before")));
    // Another account of the same mailbox.
    let (another, sub) = ("someone@else.example", DevIssuer::subject_of("someone@else.example"));
    let same = json!({"sub": sub, "email": "Kim@Peak.EXAMPLE", "email_verified": true});
    let other = person_with(&app, another, same).await;
    assert_eq!(other.post(TENANTS, &peak()).await.problem(409), "conflict");
    assert!(!app.items().await.iter().any(|item| item.mentions("kim@peak.example")), "marks contain no address");
}

#[tokio::test]
async fn person_who_handed_the_company_over_founds_no_other() {
    let app = TestApp::start().await;
    let kim = app.signed_in("kim@peak.example");
    kim.post(TENANTS, &peak()).await.ok(201);
    let invitation = json!({"email": "lee@peak.example", "role": "owner"});
    let code = kim.post(&format!("{TENANTS}/me/people"), &invitation).await.ok(201)["code"].take();
    let lee = app.signed_in("lee@peak.example");
    lee.post("/admin/invitations/accept", &json!({"code": code})).await.ok(200);
    let people = lee.get(&format!("{TENANTS}/me/people")).await.ok(200);
    let people = people["items"].as_array().expect("people");
    let founder = people.iter().find(|person| person["email"] == "kim@peak.example").expect("the founder");
    let path = format!("{TENANTS}/me/people/{}", founder["person_id"].as_str().expect("an id"));
    lee.delete(&path).await.ok(204);
    assert_eq!(kim.post(TENANTS, &peak()).await.problem(409), "conflict");
}
