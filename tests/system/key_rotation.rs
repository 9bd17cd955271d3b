//! The rotation of our own keys: one is added, then it becomes the current one, then the old one is dropped. No call and no
//! repeated request notices.

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use localhost::Loopback;
use platform::key_ring::KeyRing;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use twilio::sid::AccountSid;

use super::configuration::fallback_url;
use crate::support::{ACME, ApiClient, TestApp, template::Template};

const SIGNING: &str = "front-desk/signing-keys";
const SEALING: &str = "front-desk/sealing-keys";
const FORWARD: &str = "+12145550188";
const NEW: &str = "a newer key of thirty-two characters";

/// A secret's value.
async fn secret(app: &TestApp, name: &str) -> Value {
    let client = platform::aws::secrets_manager(&app.system.runtime.aws);
    let read = client.get_secret_value().secret_id(name).send().await.expect("read");
    serde_json::from_str(read.secret_string().expect("text")).expect("JSON")
}

async fn put(app: &TestApp, name: &str, ring: &Value) {
    local_aws::put_secret(&app.system.runtime.aws, name, &ring.to_string()).await.expect("stored");
}

/// The rings of a rotation: the new key is added, then current, then the only one.
async fn rotation(app: &TestApp, name: &str) -> [Value; 3] {
    let mut ring = secret(app, name).await;
    ring["k2"] = NEW.into();
    let added = ring.clone();
    ring["current"] = "k2".into();
    let switched = ring.clone();
    ring.as_object_mut().expect("a ring").remove("k1");
    [added, switched, ring]
}

/// The webhooks of another process, at an address of their own. `voice-fallback` gets the ring of its deployment.
async fn webhooks(app: &TestApp, resolved: &Value) -> String {
    let process = app.other_process([("SIGNING_KEYS", &*resolved.to_string())]);
    let loopback = Loopback::bind(0).await.expect("a port");
    let url = loopback.url().to_owned();
    tokio::spawn(loopback.serve_forever(process.voice_webhook));
    url
}

/// What `voice-fallback` with this ring answers at a URL.
async fn fall_back(app: &TestApp, resolved: &Value, url: &str) -> String {
    let fallback = app.other_process([("SIGNING_KEYS", &*resolved.to_string())]).voice_fallback;
    let path = url.strip_prefix(&app.system.manifest.base_url).expect("a URL of ours");
    let form = "application/x-www-form-urlencoded";
    let request = Request::post(path).header(header::CONTENT_TYPE, form).body(Body::from("From=%2B12145550142"));
    let response = fallback.oneshot(request.expect("a request")).await.expect("infallible");
    let body = to_bytes(response.into_body(), 64 * 1024).await.expect("a body");
    String::from_utf8(body.to_vec()).expect("text")
}

#[tokio::test]
async fn rotation_in_the_middle_of_a_call_keeps_its_forwarding_number() {
    let app = TestApp::start().await;
    let [added, switched, _] = rotation(&app, SIGNING).await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    assert!(greeting.attribute("Gather", "action").contains("signature=k1."), "{}", greeting.body);

    put(&app, SIGNING, &added).await;
    let during = webhooks(&app, &added).await;
    let second = caller.reaching(&during).say(&greeting, "Hello").await;
    assert!(second.attribute("Gather", "action").contains("signature=k1."), "the key is not current yet");

    put(&app, SIGNING, &switched).await;
    let after = webhooks(&app, &added).await;
    let third = caller.reaching(&after).say(&second, "My furnace is dead").await;
    assert!(third.attribute("Gather", "action").contains("signature=k2."), "{}", third.body);

    // The process that has not read the new ring yet, and one that begins without the table, both verify the new URL.
    let fourth = caller.reaching(&during).say(&third, "Are you there?").await;
    app.aws.fail("DynamoDB");
    for process in [&during, &after] {
        for earlier in [&greeting, &second, &third, &fourth] {
            let response = caller.reaching(process).say(earlier, "Hello?").await;
            assert!(response.body.contains(FORWARD), "{}", response.body);
        }
    }
    let cold = webhooks(&app, &added).await;
    let response = caller.reaching(&cold).say(&greeting, "Hello?").await;
    assert!(response.body.contains(FORWARD), "a new process verifies the previous key's URL: {}", response.body);
}

#[tokio::test]
async fn fallback_url_of_a_number_is_valid_until_its_key_is_dropped() {
    let app = TestApp::start().await;
    let [added, switched, dropped] = rotation(&app, SIGNING).await;
    let owner = app.person(ACME, "owner");
    let url = app.tenant(ACME).fallback_url.clone();
    // The deployment between the two steps gives voice-fallback both keys.
    for resolved in [&secret(&app, SIGNING).await, &added, &switched] {
        assert!(fall_back(&app, resolved, &url).await.contains(FORWARD), "{resolved}");
    }
    assert!(!fall_back(&app, &dropped, &url).await.contains(FORWARD));

    // A number stays connected, and connecting it again signs its URL with the new key.
    put(&app, SIGNING, &switched).await;
    let process = app.other_process([]);
    let listed = through(process.admin_tenants.clone(), &owner, "GET", "/admin/tenants/me/numbers").await;
    assert_eq!(listed["items"][0]["set"], true, "{listed}");
    let body = json!({"phone_number": app.tenant(ACME).number});
    let connected = request(&owner, "POST", "/admin/tenants/me/numbers", Some(&body));
    let response = process.admin_tenants.oneshot(connected).await.expect("infallible");
    assert_eq!(response.status(), 201);
    let renewed = fallback_url(&app).await;
    assert!(renewed.contains("signature=k2."), "{renewed}");
    assert!(fall_back(&app, &dropped, &renewed).await.contains(FORWARD));
}

fn request(client: &ApiClient, method: &str, path: &str, body: Option<&Value>) -> Request<Body> {
    let token = client.credential.as_deref().expect("a token");
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    request.body(body.map_or_else(Body::empty, |body| Body::from(body.to_string()))).expect("a request")
}

async fn through(router: axum::Router, client: &ApiClient, method: &str, path: &str) -> Value {
    let response = router.oneshot(request(client, method, path, None)).await.expect("infallible");
    let body = to_bytes(response.into_body(), 1024 * 1024).await.expect("a body");
    serde_json::from_slice(&body).expect("JSON")
}

/// Repeats the creation of an API key with an `Idempotency-Key` in a process; returns the status and the body.
async fn create_key(router: axum::Router, client: &ApiClient, once: &str) -> (u16, bool, Value) {
    let body = json!({"name": "Board", "scopes": ["company:read"]});
    let mut request = request(client, "POST", "/admin/tenants/me/api-keys", Some(&body));
    request.headers_mut().insert("idempotency-key", once.parse().expect("a header"));
    let response = router.oneshot(request).await.expect("infallible");
    let (status, replayed) = (response.status().as_u16(), response.headers().contains_key("idempotency-replayed"));
    let body = to_bytes(response.into_body(), 1024 * 1024).await.expect("a body");
    (status, replayed, serde_json::from_slice(&body).expect("JSON"))
}

#[tokio::test]
async fn rotation_between_a_request_and_its_repetition_replays_the_response() {
    let app = TestApp::start().await;
    let [added, switched, dropped] = rotation(&app, SEALING).await;
    let owner = app.person(ACME, "owner");
    // It may read the keys again at once.
    let old_process = app.other_process([("SECRET_REFRESH_AFTER_MS", "0")]).api_keys;
    let (status, _, first) = create_key(old_process.clone(), &owner, "first").await;
    assert_eq!(status, 201, "{first}");

    put(&app, SEALING, &added).await;
    put(&app, SEALING, &switched).await;
    let new_process = app.other_process([]).api_keys;
    // Sealed with the previous key, opened by a process that seals with the new one.
    assert_eq!(create_key(new_process.clone(), &owner, "first").await, (201, true, first));
    // Sealed with the new key, opened by a process that has only the previous one in memory.
    let (status, _, second) = create_key(new_process.clone(), &owner, "second").await;
    assert_eq!(status, 201);
    assert_eq!(create_key(old_process, &owner, "second").await, (201, true, second.clone()));

    // Once the previous key is dropped, its responses are unreadable, and nothing is done twice.
    put(&app, SEALING, &dropped).await;
    let last_process = app.other_process([]).api_keys;
    assert_eq!(create_key(last_process.clone(), &owner, "second").await, (201, true, second));
    let (status, _, body) = create_key(last_process, &owner, "first").await;
    assert_eq!(status, 503, "{body}");
    let keys = owner.get("/admin/tenants/me/api-keys").await.ok(200);
    assert_eq!(keys["items"].as_array().map(Vec::len), Some(2));
}

/// `CloudFormation` makes a new ring whenever these properties change, and forgets the one that was rotated.
#[test]
fn template_makes_the_first_key_of_a_ring_and_never_another() {
    for name in ["SigningKeys", "SealingKeys"] {
        let made = &Template::main().resource(name)["GenerateSecretString"];
        let expected = json!({
            "SecretStringTemplate": r#"{"current":"k1"}"#, "GenerateStringKey": "k1", "PasswordLength": 64,
            "ExcludePunctuation": true,
        });
        assert_eq!(*made, expected, "{name}");
        let template = made["SecretStringTemplate"].as_str().expect("text");
        let mut ring: Value = serde_json::from_str(template).expect("JSON");
        ring["k1"] = "x".repeat(64).into();
        KeyRing::parse(&ring.to_string()).expect("a ring");
    }
}

#[tokio::test]
async fn request_is_refused_before_it_runs_if_its_response_cannot_be_sealed() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    app.aws.fail("secretsmanager");
    let process = app.other_process([]).api_keys;
    let (status, _, body) = create_key(process, &owner, "first").await;
    assert_eq!(status, 503, "{body}");
    app.aws.recover();
    let keys = owner.get("/admin/tenants/me/api-keys").await.ok(200);
    assert_eq!(keys["items"], json!([]), "the request ran");
}

#[tokio::test]
async fn keys_in_memory_serve_while_they_cannot_be_read_again() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    // Without a lifetime, each request reads the keys again.
    let process = app.other_process([("SECRET_LIFETIME_MS", "0")]);
    let loopback = Loopback::bind(0).await.expect("a port");
    let url = loopback.url().to_owned();
    tokio::spawn(loopback.serve_forever(process.voice_webhook));
    let caller = app.caller(ACME).reaching(&url);
    let greeting = caller.ring().await;
    let (_, _, first) = create_key(process.api_keys.clone(), &owner, "first").await;

    put(&app, SIGNING, &json!({"current": "k9"})).await;
    put(&app, SEALING, &json!("no ring")).await;
    let turn = caller.say(&greeting, "Hello").await;
    assert!(turn.attribute("Gather", "action").contains("signature=k1."), "a malformed ring is refused: {}", turn.body);
    assert_eq!(create_key(process.api_keys.clone(), &owner, "first").await, (201, true, first.clone()));

    app.aws.fail("secretsmanager");
    let turn = caller.say(&turn, "My furnace is dead").await;
    assert!(turn.attribute("Gather", "action").contains("signature=k1."), "{}", turn.body);
    assert_eq!(create_key(process.api_keys.clone(), &owner, "first").await, (201, true, first));
    assert_eq!(create_key(process.api_keys, &owner, "second").await.0, 201);
    app.aws.fail("DynamoDB");
    let response = caller.say(&turn, "Are you there?").await;
    assert!(response.body.contains(FORWARD), "{}", response.body);
}

#[tokio::test]
async fn key_for_calls_from_browsers_stays_if_its_new_url_cannot_be_stored() {
    const CALLS: &str = "/admin/tenants/me/voice-test-calls";
    let app = TestApp::start().await;
    let mut owner = app.person(ACME, "owner");
    owner.post(CALLS, &json!({})).await.ok(201);
    let account = AccountSid::parse(&app.tenant(ACME).twilio_account_sid).expect("an account");
    let (keys, before) = app.system.twilio.clients(&account);
    let [_, switched, _] = rotation(&app, SIGNING).await;
    put(&app, SIGNING, &switched).await;
    let loopback = Loopback::bind(0).await.expect("a port");
    owner.send_to(loopback.url());
    tokio::spawn(loopback.serve_forever(app.other_process([]).admin_tenants));
    app.aws.fail("secretsmanager.PutSecretValue");
    assert_eq!(owner.post(CALLS, &json!({})).await.status, 503);
    app.aws.recover();
    owner.post(CALLS, &json!({})).await.ok(201);
    let (kept, after) = app.system.twilio.clients(&account);
    assert_eq!(kept, keys);
    assert_eq!((after.len(), &after[0].sid), (1, &before[0].sid));
    assert_ne!(after[0].voice_url, before[0].voice_url);
}

/// A stack of an early release had one key in a parameter, and its signatures had no id.
#[tokio::test]
async fn call_that_began_before_keys_had_ids_ends_at_a_person_or_a_voicemail() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let mut earlier = greeting.clone();
    earlier.body = greeting.body.replace("signature=k1.", "signature=");
    let fallback_url = app.tenant(ACME).fallback_url.replace("signature=k1.", "signature=");
    let mut ring = secret(&app, SIGNING).await;
    let old = ring["k1"].take();
    // The update makes a new key. The old one is added after it.
    let updated = json!({"current": "k1", "k1": NEW});
    let added = json!({"current": "k1", "k1": NEW, "k0": old});
    for (ring, is_person) in [(&updated, false), (&added, true)] {
        put(&app, SIGNING, ring).await;
        let process = webhooks(&app, ring).await;
        let turn = caller.reaching(&process).say(&earlier, "Hello").await;
        assert!(turn.attribute("Gather", "action").contains("signature=k1."), "the call goes on: {}", turn.body);

        app.aws.fail("DynamoDB");
        // A process that knows the company forwards the call in any case.
        let cold = webhooks(&app, ring).await;
        let response = caller.reaching(&cold).say(&earlier, "Hello?").await;
        let is_forwarded = response.status == 200 && response.body.contains(FORWARD);
        assert_eq!((is_forwarded, response.status == 503), (is_person, !is_person), "{}", response.body);
        app.aws.recover();
        let response = fall_back(&app, ring, &fallback_url).await;
        assert_eq!(response.contains(FORWARD), is_person, "{response}");
        assert_eq!(response.contains("<Record"), !is_person, "{response}");
    }
}

#[tokio::test]
async fn new_process_without_our_keys_leaves_a_call_to_the_fallback_url() {
    let app = TestApp::start().await;
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let resolved = secret(&app, SIGNING).await;
    app.aws.fail("secretsmanager");
    let cold = webhooks(&app, &resolved).await;
    let response = caller.reaching(&cold).say(&greeting, "Hello?").await;
    assert_eq!(response.status, 503, "Twilio requests the number's fallback URL: {}", response.body);
    let url = app.tenant(ACME).fallback_url.clone();
    assert!(fall_back(&app, &resolved, &url).await.contains(FORWARD), "voice-fallback needs no request");
}
