//! Connecting and disconnecting numbers, and storing credentials.

use local::manifest::SpareTwilioAccount;
use serde_json::{Value, json};

use super::tenants::sign_up;
use crate::support::{ACME, ApiClient, ApiResponse, TestApp};

const TWILIO: &str = "/admin/tenants/me/credentials/twilio";
const OPENAI: &str = "/admin/tenants/me/credentials/openai";
const NUMBERS: &str = "/admin/tenants/me/numbers";

pub(crate) fn spare(app: &TestApp) -> SpareTwilioAccount {
    app.system.manifest.spare_twilio_account.clone().expect("a spare account")
}

pub(crate) fn credentials(account: &SpareTwilioAccount) -> Value {
    json!({"account_sid": account.account_sid, "auth_token": account.auth_token})
}

/// The result and message of one part of the connection check.
pub(crate) async fn checked(client: &ApiClient, name: &str) -> (String, String) {
    let response = client.get("/admin/tenants/me/connection").await.ok(200);
    let checks = response["checks"].as_array().expect("a list");
    let check = checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("{name} in {response}"));
    let text = |field: &str| check[field].as_str().unwrap_or_default().to_owned();
    let findings = check["findings"].as_array().into_iter().flatten();
    let sentences: Vec<_> = findings.map(|finding| finding["message"].as_str().expect("a sentence")).collect();
    assert_eq!(sentences.join(" "), text("message"), "the findings one by one");
    (text("result"), text("message"))
}

/// A number of an account, as Twilio shows it.
async fn at_twilio(app: &TestApp, account: &SpareTwilioAccount, number: &str) -> Value {
    let url = format!(
        "{}/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json",
        app.system.manifest.twilio_api_url, account.account_sid
    );
    let asked = crate::support::http_client().get(url).basic_auth(&account.account_sid, Some(&account.auth_token));
    let listed = ApiResponse::of(asked).await.ok(200);
    let numbers = listed["incoming_phone_numbers"].as_array().expect("a list").clone();
    numbers.into_iter().find(|held| held["phone_number"] == number).expect("a number")
}

#[tokio::test]
async fn newcomer_signs_up_connects_a_number_and_takes_a_call() {
    let app = TestApp::start().await;
    let (account, number) = (spare(&app), spare(&app).numbers[0].to_string());
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let response = kim.get("/admin/tenants/me/connection").await.ok(200);
    assert_eq!(response["works"], false);
    assert_eq!(
        checked(&kim, "numbers").await,
        ("wrong".into(), "No number is connected: connect one from your Twilio account.".into())
    );
    let missing = "No Twilio credentials are stored: store the account SID and auth token.";
    assert_eq!(checked(&kim, "twilio_credentials").await, ("wrong".into(), missing.into()));
    assert_eq!(checked(&kim, "webhook").await.0, "not_reached");
    assert_eq!(checked(&kim, "model").await.0, "right", "the platform's model key is not used");
    let rejected = kim.get(NUMBERS).await;
    assert_eq!((rejected.problem(409).as_str(), &rejected.body["detail"]), ("conflict", &json!(missing)));

    let stored = kim.put(TWILIO, &credentials(&account)).await.ok(200);
    assert_eq!(stored["twilio"]["health"], "works");
    let listed = kim.get(NUMBERS).await.ok(200);
    let first = &listed["items"][0];
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&first["connected"], &first["set"], &first["takes_calls"]),
        (&json!(false), &json!(false), &json!(true))
    );

    let connected = kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
    assert_eq!((&connected["connected"], &connected["set"]), (&json!(true), &json!(true)));
    let response = kim.get("/admin/tenants/me/connection").await.ok(200);
    assert_eq!(response["works"], true, "{response}");
    assert_eq!(checked(&kim, "webhook").await.0, "right");
    assert_eq!(checked(&kim, "people").await.0, "advice", "a company without forwarding number gets no advice");
    let greeting = app.caller_to(&number, &account.auth_token).ring().await;
    assert!(greeting.said().contains("Thank you for calling Peak Heating."), "{}", greeting.said());
    let forged = app.caller_to(&number, &app.tenant(ACME).twilio_auth_token).ring().await;
    assert_eq!(forged.status, 403, "another account's token is accepted");
    assert_eq!(
        kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201),
        connected,
        "connecting again changes the number"
    );
}

#[tokio::test]
async fn rejected_auth_token_is_not_stored() {
    let app = TestApp::start().await;
    let (kim, tenant) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let mut wrong = credentials(&spare(&app));
    wrong["auth_token"] = json!("00000000000000000000000000000000");
    let rejected = kim.put(TWILIO, &wrong).await;
    assert_eq!(rejected.problem(422), "invalid");
    let error = &rejected.body["errors"][0];
    assert_eq!(error["field"], "/auth_token");
    assert!(
        error["message"].as_str().is_some_and(|response| response.contains("copy both from Twilio's console")),
        "{error}"
    );
    let rejected = kim.put(OPENAI, &json!({"api_key": "sk-wrong"})).await;
    assert_eq!(rejected.problem(422), "invalid");
    assert_eq!(rejected.body["errors"][0]["field"], "/api_key");
    assert_eq!(app.secret(&tenant).await, None);
    assert_eq!(kim.get("/admin/tenants/me/credentials").await.ok(200), json!({}));
    let log = kim.get("/admin/tenants/me/audit").await.ok(200);
    assert_eq!(log["items"].as_array().map(Vec::len), Some(1), "a rejected change is in the log: {log}");
    wrong["account_sid"] = json!("AC123");
    assert_eq!(kim.put(TWILIO, &wrong).await.problem(422), "invalid");
}

#[tokio::test]
async fn connecting_a_taken_number_fails_without_naming_its_tenant() {
    let app = TestApp::start().await;
    let (account, number) = (spare(&app), spare(&app).numbers[0].to_string());
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let (lee, _) = sign_up(&app, "lee@valley.example", "Valley Cooling").await;
    for client in [&kim, &lee] {
        client.put(TWILIO, &credentials(&account)).await.ok(200);
    }
    let body = json!({"phone_number": number});
    let (one, two) = tokio::join!(kim.post(NUMBERS, &body), lee.post(NUMBERS, &body));
    let (won, lost) = if one.status == 201 { (one, two) } else { (two, one) };
    won.ok(201);
    assert_eq!(lost.problem(409), "conflict");
    let response = lost.body.to_string();
    assert!(!["Peak", "Valley", "ten_"].iter().any(|name| response.contains(name)), "{response}");
    let elsewhere = json!({"phone_number": app.tenant(ACME).number});
    let rejected = lee.post(NUMBERS, &elsewhere).await;
    assert_eq!(rejected.problem(409), "conflict");
    assert!(rejected.body["detail"].to_string().contains("not in the company's Twilio account"), "{}", rejected.body);
    assert!(app.caller(ACME).ring().await.said().contains("Acme"), "the number changed its company");
}

#[tokio::test]
async fn disconnected_number_is_not_answered_and_its_urls_are_cleared() {
    let app = TestApp::start().await;
    let (account, number) = (spare(&app), spare(&app).numbers[0].to_string());
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    kim.put(TWILIO, &credentials(&account)).await.ok(200);
    kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
    let response = kim.delete(&format!("{NUMBERS}/{number}")).await.ok(200);
    assert_eq!(response, json!({"phone_number": number, "warnings": []}));
    let held = at_twilio(&app, &account, &number).await;
    for url in ["voice_url", "voice_fallback_url", "status_callback"] {
        assert_eq!(held[url], "", "{url}");
    }
    assert!(app.caller_to(&number, &account.auth_token).ring().await.is_not_in_service());
    assert_eq!(kim.delete(&format!("{NUMBERS}/{number}")).await.problem(409), "conflict");
    assert_eq!(kim.delete(&format!("{NUMBERS}/nonsense")).await.problem(404), "not-found");
    kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
    assert!(app.caller_to(&number, &account.auth_token).ring().await.said().contains("Peak Heating"));
}

#[tokio::test]
async fn disconnect_clears_urls_with_an_outdated_forwarding_number() {
    let app = TestApp::start().await;
    let (owner, acme) = (app.person(ACME, "owner"), app.tenant(ACME).clone());
    app.set_auth_tokens(ACME, &["not-the-token"]).await;
    let warnings = super::configuration::publish(&owner, &json!({"forwarding_number": "+12145550189"})).await;
    assert_eq!(warnings.len(), 1);
    let right = json!({"account_sid": acme.twilio_account_sid, "auth_token": acme.twilio_auth_token});
    owner.put(TWILIO, &right).await.ok(200);
    let response = owner.delete(&format!("{NUMBERS}/{}", acme.number)).await.ok(200);
    assert_eq!(response["warnings"], json!([]));
    let account: SpareTwilioAccount = serde_json::from_value(json!({
        "account_sid": acme.twilio_account_sid, "auth_token": acme.twilio_auth_token, "numbers": [acme.number],
    }))
    .expect("an account");
    assert_eq!(at_twilio(&app, &account, acme.number.as_str()).await["voice_url"], "");
}

#[tokio::test]
async fn responses_never_contain_credentials() {
    let app = TestApp::start().await;
    let account = spare(&app);
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let key = "sk-abcdefghijklmnop4711";
    let mut responses = vec![
        kim.put(TWILIO, &credentials(&account)).await.ok(200),
        kim.put(OPENAI, &json!({"api_key": key})).await.ok(200),
        kim.post(NUMBERS, &json!({"phone_number": account.numbers[0]})).await.ok(201),
    ];
    for path in ["", "/credentials", "/connection", "/numbers", "/audit"] {
        responses.push(kim.get(&format!("/admin/tenants/me{path}")).await.ok(200));
    }
    for answer in &responses {
        let response = answer.to_string();
        assert!(!response.contains(&account.auth_token) && !response.contains(key), "{response}");
    }
    let shown = &responses[4];
    assert_eq!(shown["twilio"]["last_four"], account.auth_token[28..]);
    assert_eq!(shown["twilio"]["account"], json!(account.account_sid));
    assert_eq!((&shown["openai"]["last_four"], &shown["openai"]["health"]), (&json!("4711"), &json!("works")));
    let items = app.items().await;
    assert!(
        !items.iter().any(|item| item.mentions(&account.auth_token) || item.mentions(key)),
        "the table holds a credential"
    );
}

#[tokio::test]
async fn concurrent_credential_changes_lose_none() {
    let app = TestApp::start().await;
    let account = spare(&app);
    let (kim, tenant) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    let (twilio, openai) = (credentials(&account), json!({"api_key": "sk-4711"}));
    let (one, two) = tokio::join!(kim.put(TWILIO, &twilio), kim.put(OPENAI, &openai));
    // The second request may get a conflict. It never succeeds without storing its credential.
    for (answer, path, body) in [(one, TWILIO, &twilio), (two, OPENAI, &openai)] {
        if answer.status != 200 {
            assert_eq!(answer.problem(409), "conflict");
            kim.put(path, body).await.ok(200);
        }
    }
    let secret = app.secret(&tenant).await.expect("a secret");
    assert!(secret.contains(&account.auth_token) && secret.contains("sk-4711"));
    let shown = kim.get("/admin/tenants/me/credentials").await.ok(200);
    assert!(shown["twilio"].is_object() && shown["openai"].is_object(), "{shown}");
}
