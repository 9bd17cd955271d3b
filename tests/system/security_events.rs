//! Security events: which refusals are events, what their log lines contain, and that no log line has personal data.

use std::collections::BTreeSet;

use platform::security_event::SecurityEvent;
use reqwest::Method;
use serde_json::{Value, json};

use super::{access::fixtures::Fixtures, toll_fraud::forbid_first_person_on_call};
use crate::support::{ACME, ApiClient, ApiResponse, CALLER, CapturedLog, DESERT, Forger, TestApp, forger};

const TENANT: &str = "/admin/tenants/{tenant}";

/// The security events among log lines: code, route and tenant.
fn events(lines: &[Value]) -> Vec<(String, String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let events = lines.iter().filter_map(|line| {
        let event = text(line.get("security_event")?)?;
        Some((event, text(&line["route"]).expect("a route"), text(&line["tenant_id"])))
    });
    events.collect()
}

#[track_caller]
fn assert_event(log: &CapturedLog, event: SecurityEvent, route: &str, tenant: Option<&str>) {
    let expected = (event.code().to_owned(), route.to_owned(), tenant.map(str::to_owned));
    let lines = log.take();
    assert_eq!(events(&lines), [expected], "{lines:#?}");
}

/// A client of ACME with an API key, which may only read, and expires within a day.
async fn program(fixtures: &Fixtures) -> ApiClient {
    let body = json!({"name": "Board", "scopes": ["company:read"], "expires_in_days": 1});
    let path = format!("/admin/tenants/{}/api-keys", fixtures.acme);
    let key = fixtures.operator.post(&path, &body).await.ok(201)["key"].as_str().map(str::to_owned);
    ApiClient::with(&fixtures.app.system, key)
}

#[tokio::test]
async fn failed_sign_in_is_one_event_with_its_reason() {
    let fixtures = Fixtures::create().await;
    let app = &fixtures.app;
    let expiring = program(&fixtures).await;
    let (header, mut claims) = forger::read(&app.person(ACME, "owner").credential.expect("a token"));
    claims["exp"] = json!(app.change().at.as_second() - 60);
    let expired = Forger::of_the_issuer().sign(&header, &claims);
    let log = CapturedLog::start();
    let unknown_key = format!("hv_live_{}", "a".repeat(43));
    for (credential, event) in [
        ("not-a-token", SecurityEvent::TokenInvalid),
        (&*expired, SecurityEvent::TokenExpired),
        ("hv_live_half", SecurityEvent::ApiKeyUnknown),
        (&*unknown_key, SecurityEvent::ApiKeyUnknown),
    ] {
        let client = ApiClient::with(&app.system, Some(credential.to_owned()));
        assert_eq!(client.get("/admin/tenants/me").await.status, 401, "{credential}");
        assert_event(&log, event, TENANT, None);
    }
    app.set_now("2026-11-25T16:00:00Z");
    assert_eq!(expiring.get("/admin/me").await.status, 401);
    assert_event(&log, SecurityEvent::ApiKeyExpired, "/admin/me", None);
    assert_eq!(ApiClient::with(&app.system, Some("x".to_owned())).get("/admin/nowhere").await.status, 401);
    assert_event(&log, SecurityEvent::TokenInvalid, "none", None);
}

#[tokio::test]
async fn refused_permission_is_one_event_of_the_caller_s_tenant() {
    let fixtures = Fixtures::create().await;
    let (app, program) = (&fixtures.app, program(&fixtures).await);
    let viewer = app.person(ACME, "viewer");
    let log = CapturedLog::start();
    let invitation = json!({"email": "lee@acme.example", "role": "viewer"});
    let people = "/admin/tenants/{tenant}/people";
    let acme = Some("ten_acme");
    let requests = [
        (viewer.get("/admin/tenants/me/people").await, people, acme),
        (viewer.post_once("once", "/admin/tenants/me/people", &invitation).await, people, acme),
        (program.get("/admin/tenants/me/audit").await, "/admin/tenants/{tenant}/audit", acme),
        (program.get("/admin/tenants/me/api-keys").await, "/admin/tenants/{tenant}/api-keys", acme),
        (viewer.get("/admin/tenants").await, "/admin/tenants", acme),
        (fixtures.newcomer().get("/admin/audit").await, "/admin/audit", None),
    ];
    let mut expected = Vec::new();
    for (refused, route, tenant) in requests {
        assert_eq!(refused.problem(403), "forbidden", "{route}");
        let code = SecurityEvent::PermissionRefused.code();
        expected.push((code.to_owned(), route.to_owned(), tenant.map(str::to_owned)));
    }
    assert_eq!(events(&log.take()), expected);
}

#[tokio::test]
async fn stale_sign_in_of_an_operator_is_an_event() {
    let app = TestApp::start().await;
    let operator = app.operator();
    app.set_now("2026-11-23T16:05:01Z");
    let log = CapturedLog::start();
    assert_eq!(operator.post("/admin/tenants/ten_acme/suspend", &json!({})).await.problem(403), "sign-in-again");
    assert_event(&log, SecurityEvent::SignInStale, "/admin/tenants/{tenant}/suspend", None);
    assert_eq!(operator.delete("/admin/tenants/ten_acme").await.problem(403), "sign-in-again");
    assert_event(&log, SecurityEvent::SignInStale, TENANT, None);
    operator.get("/admin/tenants/ten_acme").await.ok(200);
    assert_eq!(events(&log.take()), []);
}

#[tokio::test]
async fn refused_invitation_is_an_event() {
    let app = TestApp::start().await;
    let invitation = json!({"email": "lee@acme.example", "role": "viewer"});
    let invited = app.person(ACME, "owner").post("/admin/tenants/me/people", &invitation).await.ok(201);
    let (accept, code) = ("/admin/invitations/accept", json!({"code": invited["code"]}));
    let unknown = json!({"code": format!("inv_{}", "2".repeat(43))});
    let mallory = app.signed_in("mallory@mail.example");
    let log = CapturedLog::start();
    for refused in [&code, &unknown, &json!({"code": "guess"})] {
        assert_eq!(mallory.post(accept, refused).await.problem(409), "conflict");
        assert_event(&log, SecurityEvent::InvitationRefused, accept, None);
    }
    app.signed_in("lee@acme.example").post(accept, &code).await.ok(200);
    assert_eq!(events(&log.take()), []);
}

#[tokio::test]
async fn forged_webhook_to_a_number_of_no_company_is_an_event() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let params = caller.params(&[("To", "+12145559999")]);
    let log = CapturedLog::start();
    let url = caller.url("/twilio/voice");
    assert_eq!(caller.post_signed(&url, &params, Some("Zm9yZ2VkLWZvcmdlZC1mb3JnZWQ=")).await.status, 200);
    assert_event(&log, SecurityEvent::TwilioNumberUnknown, "/twilio/voice", None);
}

#[tokio::test]
async fn another_tenant_s_id_is_an_event_and_an_unknown_object_is_not() {
    let app = TestApp::start().await;
    let (owner, operator) = (app.person(ACME, "owner"), app.operator());
    let newcomer = app.signed_in("kim@peak.example");
    let log = CapturedLog::start();
    for (client, tenant) in [(&owner, Some("ten_acme")), (&newcomer, None)] {
        for other in ["ten_desert", "ten_unknown", "not-an-id"] {
            assert_eq!(client.get(&format!("/admin/tenants/{other}")).await.problem(404), "not-found");
            assert_event(&log, SecurityEvent::OtherTenant, TENANT, tenant);
        }
    }
    for (client, path) in [
        (&owner, "/admin/tenants/me/configuration/versions/99"),
        (&owner, "/admin/nowhere"),
        (&newcomer, "/admin/tenants/me"),
        (&operator, "/admin/tenants/me"),
        (&operator, "/admin/tenants/ten_unknown"),
    ] {
        assert_eq!(client.get(path).await.problem(404), "not-found", "{path}");
        assert_eq!(events(&log.take()), [], "{path}");
    }
}

#[tokio::test]
async fn request_without_credential_or_with_wrong_content_is_no_event() {
    let app = TestApp::start().await;
    let (owner, anonymous) = (app.person(ACME, "owner"), ApiClient::with(&app.system, None));
    let log = CapturedLog::start();
    assert_eq!(anonymous.get("/admin/me").await.status, 401);
    assert_eq!(owner.put("/admin/tenants/me/test-mode", &json!({"on": 7})).await.status, 422);
    assert_eq!(ApiResponse::of(owner.request(Method::PUT, "/admin/me")).await.status, 405);
    assert_eq!(events(&log.take()), []);
}

#[tokio::test]
async fn forged_signature_is_one_event_with_its_route() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let log = CapturedLog::start();
    for path in voice_webhook::paths() {
        let (url, params) = (caller.url(path), caller.params(&[]));
        for signature in [Some("Z3Vlc3M="), None] {
            assert_eq!(caller.post_signed(&url, &params, signature).await.status, 403, "{path}");
            assert_event(&log, SecurityEvent::TwilioSignatureInvalid, path, None);
        }
    }
    let desert_token = app.tenant(DESERT).twilio_auth_token.clone();
    assert_eq!(caller.signing_with(&desert_token).ring().await.status, 403);
    assert_event(&log, SecurityEvent::TwilioSignatureInvalid, "/twilio/voice", None);
    caller.post("/twilio/fallback?forward=%2B19005550199&signature=guess", &[]).await;
    assert_event(&log, SecurityEvent::FallbackSignatureInvalid, "/twilio/fallback", None);
    caller.ring().await.said();
    assert_eq!(events(&log.take()), []);
}

/// The codes are in queries and alarms outside this repository.
#[test]
fn every_kind_has_its_own_code() {
    let codes: BTreeSet<_> = SecurityEvent::ALL.map(SecurityEvent::code).into();
    assert_eq!(codes.len(), SecurityEvent::ALL.len());
    assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')));
}

#[tokio::test]
async fn no_log_line_has_credentials_or_personal_data() {
    let app = TestApp::start().await;
    forbid_first_person_on_call(&app).await;
    let log = CapturedLog::start();
    let (owner, caller) = (app.person(ACME, "owner"), app.caller(ACME));
    let greeting = caller.ring().await;
    let name = "My name is Marisol Quintanilla, 12 Larkspur Lane, and I smell gas";
    caller.say(&greeting, name).await;
    caller.hang_up().await;
    caller
        .post_signed(&caller.url("/twilio/turn?step=1"), &caller.params(&[("SpeechResult", name)]), Some("Zm9yZ2Vk"))
        .await;
    app.aws.fail("DynamoDB");
    caller.say(&greeting, name).await;
    owner.get("/admin/tenants/me").await;
    app.aws.recover();
    let token = owner.credential.clone().expect("a token");
    let forged = ApiClient::with(&app.system, Some(format!("{token}x")));
    forged.get("/admin/tenants/me/people?search=dana@acme.example").await;
    owner.get("/admin/tenants/ten_desert/numbers/+14805550100").await;
    let lines = log.take();
    assert!(!events(&lines).is_empty());
    let (to, secret) = (app.tenant(ACME).number.to_string(), app.tenant(ACME).twilio_auth_token.clone());
    let personal = [
        CALLER,
        &to,
        "Marisol",
        "Quintanilla",
        "Larkspur",
        "acme.example",
        "4805550100",
        "5512345678",
        &token,
        &secret,
        "Zm9yZ2Vk",
    ];
    for line in lines.iter().map(ToString::to_string) {
        let found = personal.iter().find(|personal| line.contains(personal.trim_start_matches('+')));
        assert_eq!(found, None, "{line}");
    }
}

#[tokio::test]
async fn text_in_place_of_a_call_id_is_in_no_log_line() {
    let app = TestApp::start().await;
    let log = CapturedLog::start();
    let texts = ["Marisol ".repeat(7_000), format!("CA{}", "4805550100".repeat(6_000)), format!("CA{CALLER}")];
    for path in voice_webhook::paths() {
        for text in &texts {
            app.caller(ACME).post(path, &[("CallSid", text)]).await;
        }
    }
    let lines = log.take();
    assert!(lines.iter().any(|line| line["level"] == "WARN"), "nothing was refused: {lines:#?}");
    for line in lines.iter().map(ToString::to_string) {
        let is_free = ["Marisol", "4805550100", CALLER.trim_start_matches('+')].iter().all(|text| !line.contains(text));
        assert!(is_free && line.len() < 2_000, "{}", &line[..line.len().min(2_000)]);
    }
}
