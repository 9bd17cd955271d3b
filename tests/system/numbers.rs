//! The demo companies' numbers at the fake Twilio, and the spare account.

use twilio::{
    rest::{Credentials, RestClient},
    sid::AccountSid,
    signature::AuthToken,
};

use crate::support::{ACME, DESERT, TestApp};

fn client(app: &TestApp) -> RestClient {
    RestClient::new(crate::support::http_client(), &app.system.manifest.twilio_api_url)
}

#[tokio::test]
async fn demo_numbers_have_our_urls_at_start() {
    let app = TestApp::start().await;
    for company in [ACME, DESERT] {
        let tenant = app.tenant(company);
        let (sid, token) = (&tenant.twilio_account_sid, AuthToken::new(tenant.twilio_auth_token.as_str()));
        let sid = AccountSid::parse(sid).expect("an account's id");
        let credentials = Credentials { account_sid: &sid, auth_token: &token };
        let found =
            client(&app).find_number(&credentials, &tenant.number).await.expect("a response").expect("a number");
        assert_eq!(found.voice_url.as_ref(), Some(&tenant.voice_url));
        assert_eq!(found.voice_fallback_url.as_ref(), Some(&tenant.fallback_url));
        assert_eq!(found.status_callback.as_ref(), Some(&tenant.status_url));
    }
}

#[tokio::test]
async fn spare_account_has_two_unconfigured_numbers() {
    let app = TestApp::start().await;
    let spare = app.system.manifest.spare_twilio_account.as_ref().expect("a spare account");
    let token = AuthToken::new(spare.auth_token.as_str());
    let credentials = Credentials { account_sid: &spare.account_sid, auth_token: &token };
    let listed = client(&app).list_numbers(&credentials).await.expect("a response");
    let numbers: Vec<_> = listed.iter().map(|number| number.phone_number.clone()).collect();
    assert_eq!(numbers, spare.numbers);
    assert!(listed.iter().all(|number| number.voice_url.is_none()));
}
