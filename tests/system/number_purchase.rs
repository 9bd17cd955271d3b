//! Buying a number from Twilio: it is bought once, with consent, and connected; a refusal says what to do.

use fake_twilio::PurchaseFault;
use serde_json::{Value, json};
use twilio::sid::AccountSid;

use super::{configuration::publish, number_claims::logged, tenants::sign_up};
use crate::support::{ACME, ApiClient, TestApp, TwilioAccount};

const TWILIO: &str = "/admin/tenants/me/credentials/twilio";
const AVAILABLE: &str = "/admin/tenants/me/numbers/available";
const PURCHASES: &str = "/admin/tenants/me/numbers/purchases";
const WANTED: &str = "+12145550123";

/// A new company with the credentials of the spare account.
async fn company(app: &TestApp) -> (ApiClient, TwilioAccount, AccountSid) {
    let spare = TwilioAccount::spare(app);
    let (kim, _) = sign_up(app, "kim@peak.example", "Peak Heating").await;
    kim.put(TWILIO, &spare.credentials()).await.ok(200);
    let sid = AccountSid::parse(&spare.sid).expect("an account");
    (kim, spare, sid)
}

fn order(number: &str) -> Value {
    json!({"phone_number": number, "accepts_charges": true})
}

/// How often the company's account holds a number.
async fn held(client: &ApiClient, number: &str) -> usize {
    let listed = client.get("/admin/tenants/me/numbers").await.ok(200);
    listed["items"].as_array().expect("a list").iter().filter(|held| held["phone_number"] == number).count()
}

#[tokio::test]
async fn found_number_is_bought_connected_and_answered() {
    let app = TestApp::start().await;
    let (kim, spare, _) = company(&app).await;
    let found = kim.get(&format!("{AVAILABLE}?area_code=214&digits=0123")).await.ok(200);
    let number = json!({"phone_number": WANTED, "place": "Dallas, TX", "takes_texts": true});
    assert_eq!(found, json!({"items": [number], "monthly_price_micro_usd": 1_150_000}));

    let bought = kim.post(PURCHASES, &order(WANTED)).await.ok(201);

    assert_eq!((&bought["connected"], &bought["set"]), (&json!(true), &json!(true)));
    assert!(app.caller_to(WANTED, &spare.token).ring().await.said().contains("Peak Heating"));
    for action in ["number.ordered", "number.connected"] {
        let entries = logged(&kim, action).await;
        assert_eq!((entries.len(), &entries[0]["about"]), (1, &json!(WANTED)), "{action}");
    }
    let found = kim.get(&format!("{AVAILABLE}?area_code=214&digits=0123")).await.ok(200);
    assert_eq!(found["items"], json!([]), "it is no longer for sale");
}

#[tokio::test]
async fn searches_by_zip_country_and_kind() {
    let app = TestApp::start().await;
    let (kim, ..) = company(&app).await;
    for (query, begin, price) in [
        ("?zip=80202", "+1303", 1_150_000),
        ("?country=CA", "+1416", 1_150_000),
        ("?number_type=toll_free", "+1888", 2_150_000),
    ] {
        let found = kim.get(&format!("{AVAILABLE}{query}")).await.ok(200);
        let items = found["items"].as_array().expect("a list");
        let fits = |item: &Value| item["phone_number"].as_str().is_some_and(|number| number.starts_with(begin));
        assert!(!items.is_empty() && items.iter().all(fits), "{query}: {found}");
        assert_eq!(found["monthly_price_micro_usd"], price, "{query}");
    }
    for (query, field) in [
        ("?area_code=21", "/area_code"),
        ("?area_code=114", "/area_code"),
        ("?zip=7520", "/zip"),
        ("?zip=75201&country=CA", "/zip"),
        ("?zip=75201&number_type=toll_free", "/zip"),
        ("?digits=1", "/digits"),
        ("?digits=12a", "/digits"),
    ] {
        let refused = kim.get(&format!("{AVAILABLE}{query}")).await;
        assert_eq!((refused.problem(422).as_str(), &refused.body["errors"][0]["field"]), ("invalid", &json!(field)));
    }
}

#[tokio::test]
async fn repeated_request_does_not_buy_again() {
    let app = TestApp::start().await;
    let (kim, ..) = company(&app).await;
    let first = kim.post_once("one", PURCHASES, &order(WANTED)).await.ok(201);
    assert_eq!(kim.post_once("one", PURCHASES, &order(WANTED)).await.ok(201), first);
    assert_eq!(kim.post(PURCHASES, &order(WANTED)).await.ok(201), first, "a request of its own");
    assert_eq!((held(&kim, WANTED).await, logged(&kim, "number.ordered").await.len()), (1, 1));
}

#[tokio::test]
async fn lost_answer_of_twilio_never_buys_twice() {
    let app = TestApp::start().await;
    let (kim, _, sid) = company(&app).await;
    app.system.twilio.fail_purchases(&sid, Some(PurchaseFault::SoldWithoutAnswer));
    let bought = kim.post(PURCHASES, &order(WANTED)).await.ok(201);
    assert_eq!((&bought["connected"], held(&kim, WANTED).await), (&json!(true), 1), "the account holds it");

    let other = "+12145550124";
    app.system.twilio.fail_purchases(&sid, Some(PurchaseFault::UnsoldWithoutAnswer));
    let unclear = kim.post_once("two", PURCHASES, &order(other)).await;
    assert_eq!(unclear.problem(502).as_str(), "refused-elsewhere");
    let detail = unclear.body["detail"].as_str().expect("words");
    assert!(detail.contains("try the same number again, which does not buy it twice"), "{detail}");
    assert_eq!(held(&kim, other).await, 0);
    app.system.twilio.fail_purchases(&sid, None);
    kim.post_once("two", PURCHASES, &order(other)).await.ok(201);
    assert_eq!((held(&kim, other).await, logged(&kim, "number.ordered").await.len()), (1, 3));
}

#[tokio::test]
async fn refusal_of_twilio_is_in_words_with_its_code() {
    let app = TestApp::start().await;
    let (kim, _, sid) = company(&app).await;
    for (code, words) in [
        (21_422, "Twilio no longer offers this number"),
        (10_002, "your Twilio account is a trial"),
        (21_404, "your Twilio account is a trial"),
        (20_005, "add funds"),
        (21_631, "needs an address"),
        (21_649, "regulatory bundle"),
        (21_999, "Twilio refuses to sell this number"),
    ] {
        app.system.twilio.fail_purchases(&sid, Some(PurchaseFault::Refused(code)));
        let refused = kim.post(PURCHASES, &order(WANTED)).await;
        assert_eq!(refused.problem(409).as_str(), "conflict");
        let detail = refused.body["detail"].as_str().expect("words");
        assert!(detail.contains(words) && detail.contains(&format!("Twilio's error {code}")), "{detail}");
    }
    assert_eq!(held(&kim, WANTED).await, 0);
    let taken = kim.post(PURCHASES, &order(app.tenant(ACME).number.as_str())).await;
    assert_eq!(taken.problem(409).as_str(), "conflict", "another account holds it");
}

#[tokio::test]
async fn nothing_is_bought_without_consent_or_if_it_could_not_be_connected() {
    let app = TestApp::start().await;
    let (kim, ..) = company(&app).await;
    let without = kim.post(PURCHASES, &json!({"phone_number": WANTED, "accepts_charges": false})).await;
    assert_eq!((without.status, &without.body["errors"][0]["field"]), (422, &json!("/accepts_charges")));
    kim.post(PURCHASES, &json!({"phone_number": WANTED})).await.problem(422);
    publish(&kim, &json!({"forwarding_number": WANTED})).await;
    kim.post(PURCHASES, &order(WANTED)).await.problem(422);
    assert_eq!((held(&kim, WANTED).await, logged(&kim, "number.ordered").await.len()), (0, 0));
}

#[tokio::test]
async fn company_orders_ten_numbers_a_day() {
    let app = TestApp::start().await;
    let (kim, ..) = company(&app).await;
    for last in 20..30 {
        kim.post(PURCHASES, &order(&format!("+121455501{last}"))).await.ok(201);
    }
    let refused = kim.post(PURCHASES, &order("+12145550130")).await;
    assert_eq!(refused.problem(429).as_str(), "too-many-requests");
    assert_eq!(held(&kim, "+12145550130").await, 0);
    kim.post(PURCHASES, &order("+12145550120")).await.ok(201);
}
