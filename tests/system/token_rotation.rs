//! The rotation of Twilio's auth tokens: how long each is believed, in webhooks and in every process.

use serde_json::{Value, json};

use super::{
    number_claims::logged,
    unfinished_calls::{LATER, NOTHING, abandoned_call, sweep},
};
use crate::support::{ACME, ApiClient, ModelReply, TestApp, TwilioAccount};
use unfinished_calls::SweepReport;

const CREDENTIALS: &str = "/admin/tenants/me/credentials";
const TWILIO: &str = "/admin/tenants/me/credentials/twilio";
const PREVIOUS: &str = "/admin/tenants/me/credentials/twilio/previous-token";
const NUMBERS: &str = "/admin/tenants/me/numbers";

/// Whether webhooks signed with this token are accepted.
async fn is_believed(app: &TestApp, token: &str) -> bool {
    let answer = app.caller(ACME).signing_with(token).ring().await;
    assert!([200, 403].contains(&answer.status), "{}", answer.body);
    answer.status == 200
}

/// The same in a process that has nothing in memory.
async fn is_believed_elsewhere(app: &TestApp, token: &str) -> bool {
    let router = app.other_process([]).voice_webhook;
    let loopback = localhost::Loopback::bind(0).await.expect("a port");
    let url = loopback.url().to_owned();
    tokio::spawn(loopback.serve_forever(router));
    app.caller(ACME).signing_with(token).reaching(&url).ring().await.status == 200
}

/// ACME's account with its new token, which is stored here while Twilio still signs with the old one.
async fn rotated(app: &TestApp, owner: &ApiClient) -> (TwilioAccount, TwilioAccount) {
    let old = TwilioAccount::of(app, ACME);
    owner.put(TWILIO, &old.credentials()).await.ok(200);
    let new = old.with_secondary_token().await;
    owner.put(TWILIO, &new.credentials()).await.ok(200);
    (old, new)
}

fn last_four(token: &str) -> Value {
    json!(token[token.len() - 4..])
}

#[tokio::test]
async fn previous_token_is_believed_for_an_hour() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (old, new) = rotated(&app, &owner).await;
    let shown = owner.get(CREDENTIALS).await.ok(200);
    assert_eq!(shown["twilio"]["last_four"], last_four(&new.token));
    let previous = json!({"last_four": last_four(&old.token), "believed_until": "2026-11-23T17:00:00Z"});
    assert_eq!(shown["previous_twilio_token"], previous);
    app.set_now("2026-11-23T16:59:59Z");
    assert!(is_believed(&app, &old.token).await && is_believed(&app, &new.token).await);
    app.set_now("2026-11-23T17:00:00Z");
    assert!(!is_believed(&app, &old.token).await && is_believed(&app, &new.token).await);
    let shown = app.person(ACME, "owner").get(CREDENTIALS).await.ok(200);
    assert_eq!(shown.get("previous_twilio_token"), None, "{shown}");
}

#[tokio::test]
async fn overlap_of_tokens_is_a_setting() {
    for (seconds, last) in [("0", None), ("60", Some("2026-11-23T16:00:59Z"))] {
        let app = TestApp::with_settings([("TWILIO_TOKEN_OVERLAP_SECONDS", seconds)]).await;
        let (old, new) = rotated(&app, &app.person(ACME, "owner")).await;
        if let Some(last) = last {
            app.set_now(last);
            assert!(is_believed(&app, &old.token).await, "{seconds}");
            app.set_now("2026-11-23T16:01:00Z");
        }
        assert!(!is_believed(&app, &old.token).await && is_believed(&app, &new.token).await, "{seconds}");
    }
}

#[tokio::test]
async fn token_stored_again_does_not_extend_the_previous_one() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (old, new) = rotated(&app, &owner).await;
    app.set_now("2026-11-23T16:50:00Z");
    let shown = owner.put(TWILIO, &new.credentials()).await.ok(200);
    assert_eq!(shown["previous_twilio_token"]["believed_until"], "2026-11-23T17:00:00Z");
    assert!(is_believed(&app, &old.token).await, "the previous token keeps its time");
    app.set_now("2026-11-23T17:00:00Z");
    assert!(!is_believed(&app, &old.token).await);
    let owner = app.person(ACME, "owner");
    for _ in 0..2 {
        let shown = owner.put(TWILIO, &new.credentials()).await.ok(200);
        assert_eq!(shown.get("previous_twilio_token"), None, "the token became its own predecessor: {shown}");
    }
    assert!(is_believed(&app, &new.token).await && !is_believed(&app, &old.token).await);
}

#[tokio::test]
async fn rotation_that_fails_half_way_is_completed_by_a_repeat() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let old = TwilioAccount::of(&app, ACME);
    owner.put(TWILIO, &old.credentials()).await.ok(200);
    let new = old.with_secondary_token().await;
    app.aws.fail("DynamoDB_20120810.TransactWriteItems");
    assert_eq!(owner.put(TWILIO, &new.credentials()).await.problem(503), "unavailable");
    app.aws.recover();
    assert!(app.secret("ten_acme").await.expect("a secret").contains(&new.token), "the secret is written first");
    assert!(is_believed(&app, &old.token).await && !is_believed(&app, &new.token).await);
    let shown = owner.put(TWILIO, &new.credentials()).await.ok(200);
    assert_eq!(shown["previous_twilio_token"]["last_four"], last_four(&old.token));
    assert!(is_believed(&app, &old.token).await && is_believed(&app, &new.token).await);
}

#[tokio::test]
async fn only_the_latest_previous_token_is_believed() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (first, second) = rotated(&app, &owner).await;
    second.promote().await;
    let third = second.with_secondary_token().await;
    let shown = owner.put(TWILIO, &third.credentials()).await.ok(200);
    assert_eq!(shown["previous_twilio_token"]["last_four"], last_four(&second.token));
    assert!(!is_believed(&app, &first.token).await);
    assert!(is_believed(&app, &second.token).await && is_believed(&app, &third.token).await);
}

#[tokio::test]
async fn token_that_twilio_refuses_is_not_kept_beside_the_new_one() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let old = TwilioAccount::of(&app, ACME);
    owner.put(TWILIO, &old.credentials()).await.ok(200);
    let new = old.with_secondary_token().await;
    new.promote().await;
    let shown = owner.put(TWILIO, &new.credentials()).await.ok(200);
    assert_eq!(shown.get("previous_twilio_token"), None, "{shown}");
    assert!(!is_believed(&app, &old.token).await && is_believed(&app, &new.token).await);
}

#[tokio::test]
async fn dropped_token_is_believed_no_more_at_once() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (old, new) = rotated(&app, &owner).await;
    assert!(is_believed(&app, &old.token).await, "the token is in the memory of the webhooks");
    for _ in 0..2 {
        let shown = owner.delete(PREVIOUS).await.ok(200);
        assert_eq!(shown.get("previous_twilio_token"), None, "{shown}");
    }
    assert!(!is_believed(&app, &old.token).await && is_believed(&app, &new.token).await);
    assert!(!is_believed_elsewhere(&app, &old.token).await && is_believed_elsewhere(&app, &new.token).await);
    let secret = app.secret("ten_acme").await.expect("a secret");
    assert!(!secret.contains(&old.token) && secret.contains(&new.token));
    let entries = logged(&owner, "credentials.previous_token_dropped").await;
    assert!(!entries.is_empty() && !json!(entries).to_string().contains("fingerprint"), "{entries:?}");
}

#[tokio::test]
async fn dropped_token_is_believed_no_more_while_secrets_manager_fails() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (old, new) = rotated(&app, &owner).await;
    assert!(is_believed(&app, &old.token).await);
    app.aws.fail("secretsmanager");
    // The table ends the belief; the secret cannot be written.
    assert_eq!(owner.delete(PREVIOUS).await.status, 503);
    assert!(!is_believed(&app, &old.token).await && is_believed(&app, &new.token).await);
}

#[tokio::test]
async fn token_that_twilio_refuses_is_believed_no_more() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let old = TwilioAccount::of(&app, ACME);
    assert!(is_believed(&app, &old.token).await);
    let new = old.with_secondary_token().await;
    new.promote().await;
    // Nothing has asked Twilio with the old token yet.
    assert!(is_believed(&app, &old.token).await);
    assert_eq!(owner.get(NUMBERS).await.problem(409), "conflict");
    assert!(!is_believed(&app, &old.token).await && !is_believed_elsewhere(&app, &old.token).await);
    let shown = owner.get(CREDENTIALS).await.ok(200);
    assert_eq!(shown["twilio"]["health"], "refused");
    owner.get(NUMBERS).await.problem(409);
    let entries = logged(&owner, "credentials.refused").await;
    assert_eq!(entries.iter().map(|entry| &entry["actor"]).collect::<Vec<_>>(), ["platform"], "recorded once");
    owner.put(TWILIO, &new.credentials()).await.ok(200);
    assert!(is_believed(&app, &new.token).await && !is_believed(&app, &old.token).await);
    owner.get(NUMBERS).await.ok(200);
}

#[tokio::test]
async fn refusal_seen_by_the_sweep_or_a_page_reaches_other_processes() {
    for by_sweep in [true, false] {
        let app = TestApp::start().await;
        let owner = app.person(ACME, "owner");
        let old = TwilioAccount::of(&app, ACME);
        owner.put(TWILIO, &old.credentials()).await.ok(200);
        abandoned_call(&app, ACME).await;
        old.with_secondary_token().await.promote().await;
        if by_sweep {
            app.set_now(LATER);
            assert_eq!(sweep(&app).await, SweepReport { unknown: 1, ..NOTHING });
        } else {
            let caller = app.caller(ACME);
            let greeting = caller.ring().await;
            caller.say(&greeting, "I smell gas in the kitchen").await;
            assert!(!is_believed(&app, &old.token).await, "the process that saw the refusal");
        }
        assert!(!is_believed_elsewhere(&app, &old.token).await, "by sweep: {by_sweep}");
        let health = app.person(ACME, "owner").get(CREDENTIALS).await.ok(200)["twilio"]["health"].clone();
        assert_eq!(health, "refused");
    }
}

#[tokio::test]
async fn token_that_a_check_finds_working_is_believed_again() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let account = TwilioAccount::of(&app, ACME);
    owner.put(TWILIO, &account.credentials()).await.ok(200);
    // A refusal that was a fault of Twilio's.
    let scope = app.scope(ACME).await;
    let known = app.store().get_credentials(&scope).await.expect("read").twilio.expect("stored");
    let refused = store::RefusedToken {
        account: account.sid.clone(),
        last_four: known.last_four,
        fingerprint: known.fingerprint.expect("a fingerprint"),
    };
    app.store().refuse_token(&scope, &refused, &app.change()).await.expect("recorded");
    assert!(!is_believed(&app, &account.token).await);
    owner.get("/admin/tenants/me/connection").await.ok(200);
    assert_eq!(owner.get(CREDENTIALS).await.ok(200)["twilio"]["health"], "works");
    assert!(is_believed_elsewhere(&app, &account.token).await);
}

#[tokio::test]
async fn deleted_credentials_are_believed_no_more_and_calls_go_to_the_fallback() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let account = TwilioAccount::of(&app, ACME);
    owner.put(TWILIO, &account.credentials()).await.ok(200);
    let caller = app.caller(ACME);
    let greeting = caller.ring().await;
    let number = app.tenant(ACME).number.to_string();
    let shown = owner.delete(&format!("{TWILIO}?connected_numbers=keep")).await.ok(200);
    assert_eq!(shown.get("twilio"), None, "{shown}");
    assert_eq!(app.caller(ACME).ring().await.status, 403, "Twilio requests the fallback URL");
    assert!(!is_believed_elsewhere(&app, &account.token).await);
    let fallback = app.tenant(ACME).fallback_url.clone();
    let forwarded = app.caller(ACME).post(&fallback, &[("ErrorCode", "11200")]).await;
    assert!(forwarded.body.contains("+12145550188"), "{}", forwarded.body);
    assert_eq!(owner.get("/admin/tenants/me").await.ok(200)["numbers"], json!([number]), "the number stays connected");
    assert!(!app.secret("ten_acme").await.expect("the model's key").contains(&account.token));
    assert_eq!(owner.get(NUMBERS).await.problem(409), "conflict");
    // A call in progress ends at a person too.
    app.model.reply_with([ModelReply::Say("What is the ZIP code?")]);
    assert_eq!(app.caller(ACME).signing_with(&account.token).say(&greeting, "Hello?").await.status, 403);
    owner.put(TWILIO, &account.credentials()).await.ok(200);
    assert!(is_believed(&app, &account.token).await);
    assert_eq!(caller.say(&greeting, "Hello?").await.said(), "What is the ZIP code?");
}

#[tokio::test]
async fn deletion_of_credentials_is_refused_while_a_number_is_connected() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let account = TwilioAccount::of(&app, ACME);
    owner.put(TWILIO, &account.credentials()).await.ok(200);
    let number = app.tenant(ACME).number.to_string();
    for query in ["", "?connected_numbers=refuse"] {
        let refused = owner.delete(&format!("{TWILIO}{query}")).await;
        assert_eq!(refused.problem(409), "conflict", "{query}");
        let detail = refused.body["detail"].as_str().expect("words");
        assert!(detail.contains(&number) && detail.contains("Disconnect them first"), "{detail}");
        assert!(detail.contains("connected_numbers=keep"), "{detail}");
    }
    assert_eq!(owner.delete(&format!("{TWILIO}?connected_numbers=no")).await.problem(400), "malformed");
    assert!(is_believed(&app, &account.token).await, "the credentials are still stored");
    assert_eq!(owner.get(CREDENTIALS).await.ok(200)["twilio"]["last_four"], account.token[account.token.len() - 4..]);
    owner.delete(&format!("{NUMBERS}/{number}")).await.ok(200);
    assert_eq!(owner.delete(TWILIO).await.ok(200).get("twilio"), None);
    // The model's key is no matter of numbers.
    owner.put(TWILIO, &account.credentials()).await.ok(200);
    owner.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
    owner.delete("/admin/tenants/me/credentials/openai").await.ok(200);
}

#[tokio::test]
async fn deleted_model_key_is_replaced_by_the_platforms_own() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    owner.put("/admin/tenants/me/credentials/openai", &json!({"api_key": "sk-4711"})).await.ok(200);
    let shown = owner.delete("/admin/tenants/me/credentials/openai").await.ok(200);
    assert_eq!(shown.get("openai"), None, "{shown}");
    assert!(!app.secret("ten_acme").await.expect("Twilio's part").contains("sk-4711"));
    assert!(app.caller(ACME).ring().await.said().contains("Acme"));
}
