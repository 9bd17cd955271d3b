//! API keys and TwiML applications.

use twilio::{rest::ApplicationUrls, sid::ApplicationSid};

use super::*;

#[tokio::test]
async fn key_and_application_are_made_changed_and_deleted_once() {
    let asked = ReceivedRequest::start(&[], None).await;
    let (client, credentials) = (asked.client(), asked.credentials());
    let of = |path: &str| ApplicationUrls { voice: format!("https://a.example/{path}"), status: String::new() };
    let key = client.create_api_key(&credentials).await.expect("made");
    let application = client.create_application(&credentials, &of("one")).await.expect("made");
    client.update_application(&credentials, &application, &of("two")).await.expect("changed");
    let (keys, applications) = asked.fake.clients(&asked.sid);
    assert_eq!((keys[0].sid.as_str(), keys.len()), (key.sid.as_str(), 1));
    assert_eq!((applications[0].voice_url.as_str(), applications.len()), ("https://a.example/two", 1));
    let other = AccountSid::parse(OTHER).expect("valid");
    let others = Credentials { account_sid: &other, ..credentials };
    client.delete_application(&others, &application).await.expect("a missing one is no error");
    assert_eq!(asked.fake.clients(&asked.sid).1.len(), 1, "another account's");
    for _ in 0..2 {
        client.delete_api_key(&credentials, &key.sid).await.expect("deleted");
        client.delete_application(&credentials, &application).await.expect("deleted");
    }
    assert_eq!(asked.fake.clients(&asked.sid), (Vec::new(), Vec::new()));
    let unknown = ApplicationSid::parse(&format!("AP{}", "0".repeat(32))).expect("valid");
    let refused = client.update_application(&credentials, &unknown, &of("two")).await;
    assert!(matches!(refused, Err(RestError::Refused { status: 404, .. })), "{refused:?}");
    let guess = AuthToken::new("a-guess");
    let guessed = client.create_api_key(&Credentials { auth_token: &guess, ..credentials }).await;
    assert!(matches!(guessed, Err(RestError::Unauthorized)), "{guessed:?}");
}
