//! A number belongs to the Twilio account that holds it: other credentials disconnect numbers, and a company that holds
//! a number claims it from one that does not.

use domain::phone::PhoneNumber;
use serde_json::{Value, json};

use super::{
    account_notices,
    tenants::sign_up,
    unfinished_calls::{NOTHING, abandoned_call, sweep},
};
use crate::support::{ACME, ApiClient, DESERT, TestApp, TwilioAccount};
use unfinished_calls::SweepReport;

const TWILIO: &str = "/admin/tenants/me/credentials/twilio";
const NUMBERS: &str = "/admin/tenants/me/numbers";

/// The entries of a company's audit log with this action.
pub(crate) async fn logged(client: &ApiClient, action: &str) -> Vec<Value> {
    let log = client.get("/admin/tenants/me/audit?limit=100").await.ok(200);
    let entries = log["items"].as_array().expect("a list").iter();
    entries.filter(|entry| entry["action"] == action).cloned().collect()
}

async fn numbers_of(client: &ApiClient) -> Value {
    client.get("/admin/tenants/me").await.ok(200)["numbers"].take()
}

/// A company with the credentials of the spare account, which holds ACME's number now.
async fn company_with_acmes_number(app: &TestApp) -> (ApiClient, TwilioAccount) {
    let (acme, spare) = (TwilioAccount::of(app, ACME), TwilioAccount::spare(app));
    acme.move_number(app.tenant(ACME).number.as_str(), &spare).await;
    let (kim, _) = sign_up(app, "kim@peak.example", "Peak Heating").await;
    kim.put(TWILIO, &spare.credentials()).await.ok(200);
    (kim, spare)
}

#[tokio::test]
async fn credentials_of_another_account_disconnect_numbers_that_it_does_not_hold() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (acme, spare, number) =
        (TwilioAccount::of(&app, ACME), TwilioAccount::spare(&app), app.tenant(ACME).number.to_string());
    let held = app.system.manifest.spare_twilio_account.clone().expect("an account").numbers[0].to_string();
    spare.move_number(&held, &acme).await;
    owner.post(NUMBERS, &json!({"phone_number": held})).await.ok(201);
    acme.move_number(&held, &spare).await;

    let stored = owner.put(TWILIO, &spare.credentials()).await.ok(200);

    assert_eq!(stored["disconnected_numbers"], json!([number]));
    assert_eq!(numbers_of(&owner).await, json!([held]), "the new account holds this one");
    assert!(app.caller(ACME).ring().await.is_not_in_service());
    assert!(app.caller_to(&held, &spare.token).ring().await.said().contains("Acme"));
    assert_eq!(app.caller_to(&held, &acme.token).ring().await.status, 403, "the other account's token");
    let entries = logged(&owner, "number.disconnected").await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["about"], json!(number));
    assert_eq!(entries[0]["after"], json!({"reason": "the Twilio account does not hold it"}));
    let listed = app.operator().get("/admin/tenants?search=acme").await.ok(200);
    assert_eq!(listed["items"][0]["numbers"], json!([held]));
}

#[tokio::test]
async fn new_token_of_the_same_account_disconnects_nothing() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let (acme, number) = (TwilioAccount::of(&app, ACME), app.tenant(ACME).number.to_string());
    owner.put(TWILIO, &acme.credentials()).await.ok(200);
    let stored = owner.put(TWILIO, &acme.with_secondary_token().await.credentials()).await.ok(200);
    assert_eq!((stored.get("disconnected_numbers"), numbers_of(&owner).await), (None, json!([number])));
}

#[tokio::test]
async fn failing_lookup_stores_nothing_and_disconnects_nothing() {
    let app = TestApp::start().await;
    let owner = app.person(ACME, "owner");
    let acme = TwilioAccount::of(&app, ACME);
    owner.put(TWILIO, &acme.credentials()).await.ok(200);
    let before = app.secret("ten_acme").await;
    // Twilio accepts the account and then limits the rate of requests.
    let twilio = async |uri: axum::http::Uri| {
        use axum::response::IntoResponse;
        if uri.path().contains("IncomingPhoneNumbers") {
            return axum::http::StatusCode::TOO_MANY_REQUESTS.into_response();
        }
        axum::Json(json!({"friendly_name": "Peak", "status": "active"})).into_response()
    };
    let loopback = localhost::Loopback::bind(0).await.expect("a port");
    let url = loopback.url().to_owned();
    tokio::spawn(loopback.serve_forever(axum::Router::new().fallback(twilio)));
    let (scope, spare) = (app.scope(ACME).await, TwilioAccount::spare(&app));
    let connections = super::connection_check::connections(&app, &url, &app.system.manifest.base_url);
    let sid = twilio::sid::AccountSid::parse(&spare.sid).expect("an account");
    let token = twilio::signature::AuthToken::new(spare.token.as_str());
    let stored = connections.store_twilio(&scope, sid, token, &app.change()).await;
    assert!(matches!(stored, Err(connections::ConnectionError::Twilio(_))), "{stored:?}");
    assert_eq!(app.secret("ten_acme").await, before);
    assert!(app.caller(ACME).ring().await.said().contains("Acme"));
}

#[tokio::test]
async fn company_that_holds_a_number_claims_it_from_one_that_does_not() {
    let app = TestApp::start().await;
    let (owner, number) = (app.person(ACME, "owner"), app.tenant(ACME).number.to_string());
    let (kim, spare) = company_with_acmes_number(&app).await;

    let claimed = kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);

    assert_eq!((&claimed["connected"], &claimed["set"]), (&json!(true), &json!(true)));
    assert_eq!((numbers_of(&owner).await, numbers_of(&kim).await), (json!([]), json!([number])));
    assert!(app.caller_to(&number, &spare.token).ring().await.said().contains("Peak Heating"));
    assert_eq!(app.caller(ACME).ring().await.status, 403, "the earlier company's token");
    let (gained, lost) = (logged(&kim, "number.claimed").await, logged(&owner, "number.lost").await);
    assert_eq!((gained.len(), lost.len()), (1, 1));
    let reported = account_notices::emails(&app, "A number of yours is no longer answered here").await;
    assert_eq!(reported.len(), 2, "{reported:#?}");
    assert!(reported[0].text.contains("another company proved that its Twilio account holds the number"));
    assert!(!reported[0].text.contains("Peak"), "neither company learns who the other is");
    assert_eq!((&gained[0]["about"], &lost[0]["about"]), (&json!(number), &json!(number)));
    assert_eq!((&lost[0]["actor"], lost[0].get("address")), (&json!("platform"), None));
    let log = app.operator().get("/admin/audit?limit=100").await.ok(200);
    let moved: Vec<_> =
        log["items"].as_array().expect("a list").iter().filter(|entry| entry["action"] == "number.moved").collect();
    assert_eq!(moved.len(), 1, "{log}");
    let moved = moved[0];
    assert_eq!(moved["before"], "ten_acme");
    assert!(!moved.to_string().contains(&number), "this log outlives the companies: {moved}");
    let listed = app.operator().get(&format!("/admin/tenants?search={}", &number[1..])).await.ok(200);
    assert_eq!(listed["items"][0]["name"], "Peak Heating");
    kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
    assert_eq!(logged(&kim, "number.claimed").await.len(), 1, "connecting again claims nothing");
}

#[tokio::test]
async fn neither_side_of_a_claim_learns_who_the_other_is() {
    let app = TestApp::start().await;
    let (owner, number) = (app.person(ACME, "owner"), app.tenant(ACME).number.to_string());
    let (kim, _) = company_with_acmes_number(&app).await;
    let peak = kim.get("/admin/me").await.ok(200);
    let answer = kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
    let own = [kim.get("/admin/tenants/me/audit").await.ok(200), answer];
    let theirs = owner.get("/admin/tenants/me/audit").await.ok(200).to_string();
    let acme = TwilioAccount::of(&app, ACME);
    for shown in own.map(|shown| shown.to_string()) {
        assert!(!["Acme", "ten_acme", "acme.example", &acme.sid].iter().any(|name| shown.contains(name)), "{shown}");
    }
    let (tenant, person) = (peak["tenant_id"].as_str().expect("an id"), peak["person_id"].as_str().expect("an id"));
    assert!(!["Peak", tenant, person, "peak.example"].iter().any(|name| theirs.contains(name)), "{theirs}");
}

#[tokio::test]
async fn claim_of_a_number_that_the_other_account_holds_is_refused() {
    let app = TestApp::start().await;
    let (owner, number) = (app.person(ACME, "owner"), app.tenant(ACME).number.to_string());
    // Two companies with one account: both hold its numbers.
    let (kim, _) = sign_up(&app, "kim@peak.example", "Peak Heating").await;
    kim.put(TWILIO, &TwilioAccount::of(&app, ACME).credentials()).await.ok(200);
    let rejected = kim.post(NUMBERS, &json!({"phone_number": number})).await;
    assert_eq!(rejected.problem(409), "conflict");
    assert!(!rejected.body.to_string().contains("Acme"), "{}", rejected.body);
    // An account that does not hold the number.
    let (lee, _) = sign_up(&app, "lee@valley.example", "Valley Cooling").await;
    lee.put(TWILIO, &TwilioAccount::spare(&app).credentials()).await.ok(200);
    assert_eq!(lee.post(NUMBERS, &json!({"phone_number": number})).await.problem(409), "conflict");
    assert_eq!(numbers_of(&owner).await, json!([number]));
    assert!(app.caller(ACME).ring().await.said().contains("Acme"));
}

#[tokio::test]
async fn number_is_claimed_from_a_company_without_usable_credentials() {
    for deleted in [true, false] {
        let app = TestApp::start().await;
        let (owner, number) = (app.person(ACME, "owner"), app.tenant(ACME).number.to_string());
        let acme = TwilioAccount::of(&app, ACME);
        owner.put(TWILIO, &acme.credentials()).await.ok(200);
        let (kim, _) = company_with_acmes_number(&app).await;
        if deleted {
            owner.delete(&format!("{TWILIO}?connected_numbers=keep")).await.ok(200);
        } else {
            acme.with_secondary_token().await.promote().await;
        }
        kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
        assert_eq!((numbers_of(&owner).await, numbers_of(&kim).await), (json!([]), json!([number])));
    }
}

#[tokio::test]
async fn one_of_two_concurrent_claims_succeeds() {
    let app = TestApp::start().await;
    let (owner, number) = (app.person(ACME, "owner"), app.tenant(ACME).number.to_string());
    let (kim, spare) = company_with_acmes_number(&app).await;
    let (lee, _) = sign_up(&app, "lee@valley.example", "Valley Cooling").await;
    lee.put(TWILIO, &spare.credentials()).await.ok(200);
    let body = json!({"phone_number": number});
    let (one, two) = tokio::join!(kim.post(NUMBERS, &body), lee.post(NUMBERS, &body));
    let (won, lost) = if one.status == 201 { (one, two) } else { (two, one) };
    won.ok(201);
    assert_eq!(lost.problem(409), "conflict");
    let all = [numbers_of(&owner).await, numbers_of(&kim).await, numbers_of(&lee).await];
    assert_eq!(all.iter().filter(|numbers| **numbers == json!([number])).count(), 1, "{all:?}");
    assert_eq!(all[0], json!([]));
    let entries = logged(&kim, "number.claimed").await.len() + logged(&lee, "number.claimed").await.len();
    assert_eq!((entries, logged(&owner, "number.lost").await.len()), (1, 1));
}

#[tokio::test]
async fn claim_that_fails_anywhere_is_completed_by_a_repeat() {
    let mut between = 0;
    for requests in 0.. {
        let app = TestApp::start().await;
        let (owner, number) = (app.person(ACME, "owner"), app.tenant(ACME).number.to_string());
        let (kim, spare) = company_with_acmes_number(&app).await;
        let body = json!({"phone_number": number});
        app.aws.fail_after(requests, "DynamoDB");
        let failed = kim.post(NUMBERS, &body).await.status;
        app.aws.recover();
        let lost = logged(&owner, "number.lost").await.len();
        assert_eq!(numbers_of(&owner).await, if lost == 0 { json!([number]) } else { json!([]) }, "after {requests}");
        between += usize::from(lost == 1 && numbers_of(&kim).await == json!([]));

        kim.post(NUMBERS, &body).await.ok(201);

        assert_eq!((numbers_of(&owner).await, numbers_of(&kim).await), (json!([]), json!([number])));
        assert!(app.caller_to(&number, &spare.token).ring().await.said().contains("Peak Heating"));
        assert_eq!(logged(&owner, "number.lost").await.len(), 1, "after {requests}");
        let gained = [logged(&kim, "number.claimed").await, logged(&kim, "number.connected").await].concat();
        assert_eq!(gained.len(), 1, "after {requests}: {gained:?}");
        let log = app.operator().get("/admin/audit?limit=100").await.ok(200)["items"].to_string();
        assert_eq!(log.matches("number.moved").count(), 1, "after {requests}");
        if failed == 201 {
            break;
        }
    }
    assert!(between > 0, "no failure fell between the two transactions");
}

#[tokio::test]
async fn proof_of_replaced_credentials_is_worth_nothing() {
    let app = TestApp::start().await;
    let (scope, number) = (app.scope(ACME).await, PhoneNumber::parse("+12145550177").expect("a number"));
    let stale = app.store().get_tenant(&scope).await.expect("read").expect("there").credentials_version;
    app.person(ACME, "owner").put(TWILIO, &TwilioAccount::of(&app, ACME).credentials()).await.ok(200);
    let added = app.store().add_number(&scope, &number, stale, &app.change()).await;
    let conflict = store::Conflict::CredentialsChanged;
    assert!(matches!(&added, Err(store::ChangeError::Conflict(found)) if *found == conflict), "{added:?}");
    let (desert, current) = (app.scope(DESERT).await, stale + 1);
    let claim = |credentials_version, holder_credentials_version| store::NumberClaim {
        number: &app.tenant(DESERT).number,
        credentials_version,
        holder: &desert,
        holder_credentials_version,
    };
    for wrong in [claim(stale, 0), claim(current, 7)] {
        let claimed = app.store().claim_number(&scope, &wrong, &app.change(), &app.change()).await;
        assert!(matches!(&claimed, Err(store::ChangeError::Conflict(found)) if *found == conflict), "{claimed:?}");
    }
    assert!(app.caller(DESERT).ring().await.said().contains("Desert"));
}

#[tokio::test]
async fn call_in_progress_on_a_claimed_number_ends_at_a_person_and_is_counted_for_its_company() {
    let app = TestApp::start().await;
    let (scope, number) = (app.scope(ACME).await, app.tenant(ACME).number.to_string());
    let caller = abandoned_call(&app, ACME).await;
    let fallback = app.tenant(ACME).fallback_url.clone();
    let (kim, _) = company_with_acmes_number(&app).await;
    kim.post(NUMBERS, &json!({"phone_number": number})).await.ok(201);
    // A call that arrives renews the route in the memory of the webhooks.
    assert_eq!(app.caller(ACME).ring().await.status, 403);
    let next = caller.post("/twilio/turn?step=2", &[("SpeechResult", "Seven five two"), ("Confidence", "0.9")]).await;
    assert_eq!(next.status, 403, "Twilio requests the fallback URL: {}", next.body);
    let forwarded = caller.post(&fallback, &[("ErrorCode", "11200")]).await;
    assert!(forwarded.body.contains("+12145550188"), "{}", forwarded.body);
    assert_eq!(caller.hang_up().await.status, 403);
    app.set_now("2026-11-24T16:00:00Z");
    assert_eq!(sweep(&app).await, SweepReport { finished: 1, ..NOTHING });
    let store = app.store();
    app.system.stop().await;
    let usage = store.get_day_usage(&scope, jiff::civil::date(2026, 11, 23)).await.expect("read").expect("counted");
    assert_eq!(usage.calls, 1);
}
