//! Idempotency keys: a repeated POST has one effect and one response.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use store::{StoredRequest, key::RateLimitSubject};

use crate::{
    support::{ACME, ApiClient, ApiResponse, TestApp},
    system::configuration::untested,
};

const PEOPLE: &str = "/admin/tenants/me/people";
const KEYS: &str = "/admin/tenants/me/api-keys";

fn lee() -> Value {
    json!({"email": "lee@acme.example", "role": "viewer"})
}

fn board() -> Value {
    json!({"name": "Board", "scopes": ["agent:test"]})
}

async fn count(client: &ApiClient, path: &str) -> usize {
    client.get(path).await.ok(200)["items"].as_array().expect("items").len()
}

fn is_replayed(response: &ApiResponse) -> bool {
    response.header("idempotency-replayed") == "true"
}

/// Asserts that the second response replays the first.
#[track_caller]
fn assert_same(first: &ApiResponse, second: &ApiResponse) {
    assert!(!is_replayed(first) && is_replayed(second), "{first:?} {second:?}");
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    for name in ["content-type", "etag", "cache-control"] {
        assert_eq!(first.header(name), second.header(name), "{name}");
    }
}

#[tokio::test]
async fn repeated_request_replays_the_response_without_effect() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let people = count(&owner, PEOPLE).await;
    for (path, body) in [(PEOPLE, lee()), (KEYS, board()), ("/admin/tenants/me/reactivate", json!({}))] {
        let first = owner.post_once(path, path, &body).await;
        assert!([200, 201].contains(&first.status), "{}", first.body);
        assert_same(&first, &owner.post_once(path, path, &body).await);
        assert_same(&first, &owner.post_once(path, path, &body).await);
    }
    assert_eq!((count(&owner, PEOPLE).await, count(&owner, KEYS).await), (people + 1, 1));
    let version = &owner.get("/admin/tenants/me").await.ok(200)["version"];
    let reactivated = owner.post_once("/admin/tenants/me/reactivate", "/admin/tenants/me/reactivate", &json!({})).await;
    assert_eq!(&reactivated.body["version"], version, "the company was reactivated twice");
    assert_eq!(reactivated.header("etag"), format!("\"{version}\""));
}

#[tokio::test]
async fn reused_idempotency_key_with_another_request_is_rejected() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    owner.post_once("k", KEYS, &board()).await.ok(201);
    let mut other = board();
    other["name"] = "Another".into();
    for (path, body) in [(KEYS, &other), (PEOPLE, &board()), ("/admin/tenants/ten_acme/api-keys", &board())] {
        let rejected = owner.post_once("k", path, body).await;
        assert_eq!(rejected.problem(422), "idempotency-key-reused");
        assert!(!is_replayed(&rejected));
    }
    assert_eq!(count(&owner, KEYS).await, 1);
}

#[tokio::test]
async fn idempotency_keys_of_different_actors_are_separate() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    let path = "/admin/tenants/ten_acme/api-keys";
    let of_owner = owner.post_once("k", path, &board()).await;
    let of_operator = operator.post_once("k", path, &board()).await;
    assert!(!is_replayed(&of_operator));
    assert_ne!(of_owner.body["key"], of_operator.body["key"]);
    let begin_test_call = async |made: &ApiResponse| {
        let key = ApiClient::with(&app.system, made.body["key"].as_str().map(str::to_owned));
        key.post_once("k", "/admin/tenants/me/test-calls", &json!({})).await
    };
    let (first, second) = (begin_test_call(&of_owner).await, begin_test_call(&of_operator).await);
    assert!(!is_replayed(&first) && !is_replayed(&second));
    assert_ne!(first.ok(201)["test_call_id"], second.ok(201)["test_call_id"]);
    assert_same(&of_owner, &owner.post_once("k", path, &board()).await);
}

#[tokio::test]
async fn client_error_is_replayed_and_server_error_is_not() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let wrong = json!({"name": "Board", "scopes": []});
    let first = owner.post_once("wrong", KEYS, &wrong).await;
    assert_eq!(first.problem(422), "invalid");
    assert_same(&first, &owner.post_once("wrong", KEYS, &wrong).await);
    let forbidden = app.person(ACME, "viewer").post_once("mine", KEYS, &board()).await;
    assert_eq!(forbidden.problem(403), "forbidden");
    let again = app.person(ACME, "viewer").post_once("mine", KEYS, &board()).await;
    assert_eq!((again.problem(403).as_str(), is_replayed(&again)), ("forbidden", false));

    let number = json!({"phone_number": app.tenant(ACME).number});
    app.aws.fail("secretsmanager");
    let failed = owner.post_once("failed", "/admin/tenants/me/numbers", &number).await;
    assert_eq!(failed.problem(503), "unavailable");
    assert!(!failed.header("retry-after").is_empty());
    app.aws.recover();
    let done = owner.post_once("failed", "/admin/tenants/me/numbers", &number).await;
    assert!(!is_replayed(&done));
    done.ok(201);
}

#[tokio::test]
async fn failed_attempt_takes_back_its_own_mark_only() {
    let app = TestApp::start().await;
    let (store, scope) = (app.store(), app.scope(ACME).await);
    let subject = RateLimitSubject { scope: Some(&scope), name: "usr_any" };
    let begun_at = app.clock().now();
    let later = begun_at + SignedDuration::from_secs(61);
    let begin = |at| store.begin_request(&subject, "hash", "fingerprint", at);
    let release = || store.release_request(&subject, "hash", begun_at);
    assert_eq!(begin(begun_at).await.expect("answered"), StoredRequest::Begun);
    assert_eq!(begin(begun_at).await.expect("answered"), StoredRequest::InProgress);
    release().await.expect("released");
    assert_eq!(begin(later).await.expect("answered"), StoredRequest::Begun, "the mark is free");
    release().await.expect("answered");
    assert_eq!(begin(later).await.expect("answered"), StoredRequest::InProgress, "the mark of another attempt stays");
}

#[tokio::test]
async fn concurrent_repeats_have_one_effect_and_one_response() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let body = board();
    let responses = join_all((0..6).map(|_| owner.post_once("at-once", KEYS, &body))).await;
    let done: Vec<_> = responses.iter().filter(|response| response.status == 201).collect();
    assert!(!done.is_empty());
    for response in &done {
        assert_eq!(response.body, done[0].body);
    }
    assert_eq!(done.iter().filter(|response| !is_replayed(response)).count(), 1);
    for waiting in responses.iter().filter(|response| response.status != 201) {
        assert_eq!((waiting.problem(409).as_str(), waiting.header("retry-after")), ("conflict", "1"));
    }
    assert_eq!(count(&owner, KEYS).await, 1);
    let again = owner.post_once("at-once", KEYS, &body).await;
    assert_eq!((is_replayed(&again), &again.body), (true, &done[0].body));
}

#[tokio::test]
async fn idempotency_key_expires_after_a_day() {
    let app = TestApp::start().await;
    let first = app.person(ACME, "owner").post_once("k", KEYS, &board()).await;
    app.set_now("2026-11-24T15:59:59Z");
    let owner = app.person(ACME, "owner");
    assert_same(&first, &owner.post_once("k", KEYS, &board()).await);
    app.set_now("2026-11-24T16:00:00Z");
    let new = owner.post_once("k", KEYS, &board()).await;
    assert!(!is_replayed(&new));
    assert_ne!(new.ok(201)["key"], first.body["key"]);
    assert_eq!(count(&owner, KEYS).await, 2);
}

#[tokio::test]
async fn invalid_idempotency_key_is_rejected_without_effect() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let request = || owner.request(Method::POST, KEYS).json(&board());
    for (wrong, says) in [
        ("", "empty"),
        (" ", "empty"),
        ("é", "visible"),
        ("one\ttwo", "visible"),
        (&"a".repeat(256), "at most 255 characters; this one has 256"),
    ] {
        let response = ApiResponse::of(request().header("idempotency-key", wrong)).await;
        assert_eq!(response.problem(422), "invalid", "{wrong:.20}");
        assert!(response.body["detail"].as_str().is_some_and(|detail| detail.contains(says)), "{}", response.body);
    }
    let two = request().header("idempotency-key", "one").header("idempotency-key", "one");
    assert_eq!(ApiResponse::of(two).await.problem(400), "malformed");
    assert_eq!(count(&owner, KEYS).await, 0);
    owner.post_once(&"a".repeat(255), KEYS, &board()).await.ok(201);
}

#[tokio::test]
async fn signup_retry_replays_response() {
    let app = TestApp::start().await;
    let kim = app.signed_in("kim@peak.example");
    let body = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let first = kim.post_once("sign-up", "/admin/tenants", &body).await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert_same(&first, &kim.post_once("sign-up", "/admin/tenants", &body).await);
    assert_eq!(kim.post_once("another", "/admin/tenants", &body).await.problem(403), "forbidden");

    let invited = app.person(ACME, "owner").post(PEOPLE, &lee()).await.ok(201);
    let (lee, code) = (app.signed_in("lee@acme.example"), json!({"code": invited["code"]}));
    let first = lee.post_once("join", "/admin/invitations/accept", &code).await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_same(&first, &lee.post_once("join", "/admin/invitations/accept", &code).await);
    // Another person does not get this response.
    let other = app.person(ACME, "manager").post_once("join", "/admin/invitations/accept", &code).await;
    assert_eq!(other.problem(403), "forbidden");
}

#[tokio::test]
async fn signup_retry_after_lost_response_gets_conflict_then_forbidden() {
    let app = TestApp::start().await;
    let kim = app.signed_in("kim@peak.example");
    let body = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    // The first put marks the request as begun. The put of its response fails.
    app.aws.fail_after(1, "DynamoDB_20120810.PutItem");
    assert_eq!(kim.post_once("sign-up", "/admin/tenants", &body).await.status, 201);
    app.aws.recover();
    assert_eq!(kim.post_once("sign-up", "/admin/tenants", &body).await.problem(409), "conflict");
    app.set_now("2026-11-23T16:02:00Z");
    assert_eq!(kim.post_once("sign-up", "/admin/tenants", &body).await.problem(403), "forbidden");
}

#[tokio::test]
async fn stored_responses_hold_no_readable_secret() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    let company = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let responses = [
        owner.post_once("invite", PEOPLE, &lee()).await.ok(201)["code"].take(),
        owner.post_once("make", KEYS, &board()).await.ok(201)["key"].take(),
        operator.post_once("create", "/admin/tenants", &company).await.ok(201)["invitation_code"].take(),
    ];
    let mut secrets: Vec<_> = responses.iter().map(|secret| secret.as_str().expect("a secret").to_owned()).collect();
    let tenant = app.tenant(ACME);
    let twilio = json!({"account_sid": tenant.twilio_account_sid, "auth_token": tenant.twilio_auth_token});
    owner.put("/admin/tenants/me/credentials/twilio", &twilio).await.ok(200);
    owner.put("/admin/tenants/me/credentials/openai", &json!({"api_key": "sk-of-acme-alone"})).await.ok(200);
    secrets.extend([tenant.twilio_auth_token.clone(), "sk-of-acme-alone".to_owned()]);
    secrets.extend([owner, operator].into_iter().filter_map(|client| client.credential));
    secrets.extend(["hv_live_".to_owned(), "inv_".to_owned()]);

    let table = platform::aws::dynamodb(&app.system.runtime.aws);
    let items = table.scan().table_name(&app.system.resources.table_name).send().await.expect("read");
    assert!(items.last_evaluated_key().is_none(), "the scan has a second page");
    let mut sealed = 0;
    for item in items.items() {
        let mut shown = format!("{item:?}").into_bytes();
        if let Some(response) = item.get("answer").and_then(|response| response.as_m().ok()) {
            let body = response["sealed_body"].as_s().expect("text");
            shown.extend(STANDARD.decode(body).expect("base64"));
            sealed += 1;
        }
        for secret in &secrets {
            assert!(!shown.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} in {item:?}");
        }
    }
    assert_eq!(sealed, 3, "a response is missing");
}

/// Gives a person of ACME another role.
async fn set_role(app: &TestApp, person: &str, role: &str) {
    let owner = app.person(ACME, "owner");
    let email = &app.tenant(ACME).people.iter().find(|login| login.email.starts_with(person)).expect("a person").email;
    let people = owner.get(PEOPLE).await.ok(200);
    let item = people["items"].as_array().expect("items").iter().find(|item| item["email"] == email.as_str());
    let id = item.expect("listed")["person_id"].as_str().expect("an id").to_owned();
    owner.patch(&format!("{PEOPLE}/{id}"), &json!({"role": role})).await.ok(200);
}

#[tokio::test]
async fn stored_response_is_shown_only_to_a_caller_who_may_make_the_request_now() {
    let app = TestApp::start().await;
    let manager = app.person(ACME, "manager");
    set_role(&app, "manager", "owner").await;
    let made = manager.post_once("made", KEYS, &board()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    set_role(&app, "manager", "viewer").await;
    let demoted = manager.post_once("made", KEYS, &board()).await;
    assert_eq!((demoted.problem(403).as_str(), is_replayed(&demoted)), ("forbidden", false));
    set_role(&app, "manager", "owner").await;
    assert_same(&made, &manager.post_once("made", KEYS, &board()).await);
}

#[tokio::test]
async fn refusal_does_not_outlive_its_reason() {
    let app = TestApp::start().await;
    let viewer = app.person(ACME, "viewer");
    assert_eq!(viewer.post_once("later", KEYS, &board()).await.problem(403), "forbidden");
    set_role(&app, "viewer", "owner").await;
    viewer.post_once("later", KEYS, &board()).await.ok(201);
    // A person without a company, who founds one.
    let kim = app.signed_in("kim@peak.example");
    assert_eq!(kim.post_once("early", KEYS, &board()).await.problem(404), "not-found");
    let body = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    kim.post("/admin/tenants", &body).await.ok(201);
    kim.post_once("early", KEYS, &board()).await.ok(201);
}

#[tokio::test]
async fn refusal_for_a_state_does_not_outlive_the_state() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    // A conflict: the company is suspended.
    let reactivate = "/admin/tenants/me/reactivate";
    operator.post("/admin/tenants/ten_acme/suspend", &json!({})).await.ok(200);
    assert_eq!(owner.post_once("back", reactivate, &json!({})).await.problem(409), "conflict");
    operator.post("/admin/tenants/ten_acme/reactivate", &json!({})).await.ok(200);
    let done = owner.post_once("back", reactivate, &json!({})).await;
    assert!(!is_replayed(&done));
    done.ok(200);
    // A budget that is spent.
    let (budget, test_calls) = ("/admin/tenants/ten_acme/budget", "/admin/tenants/me/test-calls");
    operator.put(budget, &json!({"daily_micro_usd": 0})).await.ok(200);
    let spent = owner.post_once("test", test_calls, &json!({})).await;
    assert_eq!(spent.problem(429), "budget-exhausted");
    operator.put(budget, &json!({})).await.ok(200);
    owner.post_once("test", test_calls, &json!({})).await.ok(201);
    // An object that did not exist.
    let publish = "/admin/tenants/me/configuration/publish";
    assert_eq!(owner.post_once("publish", publish, &untested(2)).await.problem(404), "not-found");
    owner.patch_at(1, "/admin/tenants/me/configuration/draft", &json!({"greeting": "Good day."})).await.ok(200);
    owner.post_once("publish", publish, &untested(2)).await.ok(200);
}

#[tokio::test]
async fn stored_response_is_not_shown_after_its_company_was_erased_or_left() {
    let app = TestApp::start().await;
    let (operator, kim) = (app.operator(), app.signed_in("kim@peak.example"));
    let body = json!({"name": "Peak", "time_zone": "America/Denver", "owner": {"email": "kim@peak.example"}});
    let founded = kim.post_once("found", "/admin/tenants", &body).await;
    let peak = founded.ok(201)["tenant"]["tenant_id"].as_str().expect("an id").to_owned();
    let created = json!({"name": "Hill", "time_zone": "America/Denver", "owner": {"email": "sam@hill.example"}});
    let hill = operator.post_once("create", "/admin/tenants", &created).await.ok(201);
    let hill = hill["tenant"]["tenant_id"].as_str().expect("an id").to_owned();
    let keys = format!("/admin/tenants/{peak}/api-keys");
    operator.post_once("key", &keys, &board()).await.ok(201);
    for tenant in [&peak, &hill] {
        operator.delete(&format!("/admin/tenants/{tenant}")).await.ok(200);
        operator.post(&format!("/admin/tenants/{tenant}/erase"), &json!({"confirm": tenant})).await.ok(200);
    }
    for gone in [
        operator.post_once("key", &keys, &board()).await,
        operator.post_once("create", "/admin/tenants", &created).await,
        kim.post_once("found", "/admin/tenants", &body).await,
    ] {
        assert_eq!((gone.problem(404).as_str(), is_replayed(&gone)), ("not-found", false));
        assert!(!gone.body.to_string().contains("Peak"), "{}", gone.body);
    }

    let invited = app.person(ACME, "owner").post(PEOPLE, &lee()).await.ok(201);
    let (lee, code) = (app.signed_in("lee@acme.example"), json!({"code": invited["code"]}));
    lee.post_once("join", "/admin/invitations/accept", &code).await.ok(200);
    let person = invited["person"]["person_id"].as_str().expect("an id");
    app.person(ACME, "owner").delete(&format!("{PEOPLE}/{person}")).await.ok(204);
    assert_eq!(lee.post_once("join", "/admin/invitations/accept", &code).await.problem(404), "not-found");
}

#[tokio::test]
async fn response_to_an_acceptance_is_not_shown_to_a_person_with_a_lesser_role() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let invited = owner.post(PEOPLE, &json!({"email": "lee@acme.example", "role": "manager"})).await.ok(201);
    let (lee, code) = (app.signed_in("lee@acme.example"), json!({"code": invited["code"]}));
    let accept = || lee.post_once("join", "/admin/invitations/accept", &code);
    let accepted = accept().await.ok(200);
    let person = format!("{PEOPLE}/{}", invited["person"]["person_id"].as_str().expect("an id"));
    for (role, shown) in
        [("manager", true), ("viewer", false), ("dispatcher", false), ("owner", true), ("manager", true)]
    {
        owner.patch(&person, &json!({"role": role})).await.ok(200);
        let again = accept().await;
        assert_eq!(is_replayed(&again), shown, "{role}: {}", again.body);
        if shown {
            assert_eq!(again.body, accepted, "{role}");
        } else {
            assert_eq!(again.problem(404), "not-found", "{role}");
        }
    }
}
