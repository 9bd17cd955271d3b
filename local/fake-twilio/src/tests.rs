//! Tests through the product's own client, and over plain HTTP for the rest.

use jiff::Timestamp;
use serde_json::Value;
use twilio::{
    rest::{Account, AccountStatus, Credentials, RestClient, RestError, TextFrom},
    sid::{AccountSid, NumberSid},
    signature::AuthToken,
    webhook_urls::NumberUrls,
};

use super::*;

mod clients;
mod lists;
mod purchases;

const SID: &str = "AC0123456789abcdef0123456789abcdef";
const OTHER: &str = "ACffffffffffffffffffffffffffffffff";

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("valid")
}

fn account(sid: &str, numbers: &[&str]) -> super::Account {
    super::Account {
        account: AccountCredentials {
            account_sid: AccountSid::parse(sid).expect("valid"),
            auth_token: "a-token".to_owned(),
        },
        friendly_name: "A company".to_owned(),
        numbers: numbers.iter().map(|text| number(text)).collect(),
    }
}

/// A fake Twilio, and a client of one of its accounts.
struct ReceivedRequest {
    fake: FakeTwilio,
    sid: AccountSid,
    token: AuthToken,
}

impl ReceivedRequest {
    async fn start(numbers: &[&str], directory: Option<&Path>) -> Self {
        let accounts = vec![account(SID, numbers), account(OTHER, &["+16025550100"])];
        let fake = FakeTwilio::start(accounts, directory).await.expect("starts");
        Self { fake, sid: AccountSid::parse(SID).expect("valid"), token: AuthToken::new("a-token") }
    }

    fn client(&self) -> RestClient {
        RestClient::new(platform::http_client(), self.fake.url())
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials { account_sid: &self.sid, auth_token: &self.token }
    }

    /// The status and body of a plain HTTP request. A form makes it a `POST`.
    async fn by_hand(&self, path: &str, form: Option<&[(&str, &str)]>) -> (u16, Value) {
        let url = format!("{}/2010-04-01/Accounts/{SID}{path}", self.fake.url());
        let http = platform::http_client();
        let request = match form {
            None => http.get(url),
            Some(form) => http.post(url).form(form),
        };
        let answer = request.basic_auth(SID, Some("a-token")).send().await.expect("answers");
        assert_eq!(answer.headers()["x-fake"], "twilio");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }
}

fn urls() -> NumberUrls {
    NumberUrls {
        voice_url: "https://api.example.com/twilio/voice".to_owned(),
        fallback_url: "https://api.example.com/twilio/fallback?forward=%2B12145550188&signature=x".to_owned(),
        status_url: "https://api.example.com/twilio/status".to_owned(),
        message_url: "https://api.example.com/twilio/message".to_owned(),
    }
}

fn code((status, body): &(u16, Value)) -> (u16, u64) {
    assert_eq!(body["status"], *status);
    let code = body["code"].as_u64().expect("a code");
    assert_eq!(body["more_info"], format!("https://www.twilio.com/docs/errors/{code}"));
    assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()));
    (*status, code)
}

#[tokio::test]
async fn number_urls_are_listed_set_and_cleared() {
    let asked = ReceivedRequest::start(&["+12145550110", "+12145550111"], None).await;
    let (client, credentials) = (asked.client(), asked.credentials());
    let account = client.get_account(&credentials).await.expect("answered");
    assert_eq!(account, Account { friendly_name: "A company".to_owned(), status: AccountStatus::Active });

    let listed = client.list_numbers(&credentials).await.expect("answered");
    assert_eq!(listed.len(), 2, "its own numbers only");
    assert!(listed.iter().all(|number| number.voice_capable && number.voice_url.is_none()));
    assert_eq!(listed[0].friendly_name, "(214) 555-0110");
    let found = client.find_number(&credentials, &number("+12145550111")).await.expect("answered").expect("held");
    assert_eq!(found, listed[1]);
    assert_eq!(client.find_number(&credentials, &number("+16025550100")).await.expect("answered"), None);

    let set = client.set_number_urls(&credentials, &found.sid, &urls()).await.expect("set");
    assert_eq!(set.voice_url, Some(urls().voice_url));
    assert_eq!(set.voice_fallback_url, Some(urls().fallback_url));
    assert_eq!(set.status_callback, Some(urls().status_url));
    let listed = client.list_numbers(&credentials).await.expect("answered");
    assert_eq!((&listed[0].voice_url, &listed[1]), (&None, &set));

    let cleared = client.clear_number_urls(&credentials, &found.sid).await.expect("cleared");
    assert_eq!((cleared.voice_url, cleared.voice_fallback_url, cleared.status_callback), (None, None, None));
    let nobodys = NumberSid::parse("PN0123456789abcdef0123456789abcdef").expect("valid");
    let error = client.set_number_urls(&credentials, &nobodys, &urls()).await.expect_err("not held");
    assert!(matches!(error, RestError::Refused { status: 404, code: Some(20404) }), "{error:?}");
}

#[tokio::test]
async fn setting_urls_clears_application_and_trunk() {
    let asked = ReceivedRequest::start(&["+12145550110"], None).await;
    let (client, credentials) = (asked.client(), asked.credentials());
    let sid = client.list_numbers(&credentials).await.expect("answered").remove(0).sid;
    let path = format!("/IncomingPhoneNumbers/{sid}.json");
    let application = format!("AP{}", "a".repeat(32));
    let trunk = format!("TK{}", "b".repeat(32));
    let (_, body) = asked.by_hand(&path, Some(&[("VoiceApplicationSid", &application)])).await;
    assert_eq!((&body["voice_application_sid"], &body["trunk_sid"]), (&application.into(), &Value::Null));
    let (_, body) = asked.by_hand(&path, Some(&[("TrunkSid", &trunk)])).await;
    assert_eq!((&body["voice_application_sid"], &body["trunk_sid"]), (&"".into(), &trunk.into()));
    let set = client.set_number_urls(&credentials, &sid, &urls()).await.expect("set");
    assert_eq!((set.voice_application_sid, set.trunk_sid), (None, None));
}

#[tokio::test]
async fn wrong_credentials_are_unauthorized() {
    let asked = ReceivedRequest::start(&["+12145550110"], None).await;
    let (client, guess, other) = (asked.client(), AuthToken::new("a-guess"), AccountSid::parse(OTHER).expect("valid"));
    let wrong = Credentials { account_sid: &asked.sid, auth_token: &guess };
    assert!(matches!(client.get_account(&wrong).await, Err(RestError::Unauthorized)));
    assert!(matches!(client.list_numbers(&wrong).await, Err(RestError::Unauthorized)));
    let unknown = AccountSid::parse(&format!("AC{}", "0".repeat(32))).expect("valid");
    let unknown_account = Credentials { account_sid: &unknown, auth_token: &asked.token };
    assert!(matches!(client.get_account(&unknown_account).await, Err(RestError::Unauthorized)));

    // One account's numbers are not another's.
    let theirs = Credentials { account_sid: &other, auth_token: &asked.token };
    let sid = client.list_numbers(&asked.credentials()).await.expect("answered").remove(0).sid;
    assert!(matches!(client.clear_number_urls(&theirs, &sid).await, Err(RestError::Refused { status: 404, .. })));

    let answer = platform::http_client()
        .get(format!("{}/2010-04-01/Accounts/{SID}.json", asked.fake.url()))
        .send()
        .await
        .expect("answers");
    assert_eq!(answer.headers()["x-fake"], "twilio");
    assert_eq!(answer.headers()["www-authenticate"], "Basic realm=\"Twilio API\"");
    assert_eq!(code(&(answer.status().as_u16(), answer.json().await.expect("JSON"))), (401, 20003));
}

/// The status and body of a request about auth tokens.
async fn of_tokens(asked: &ReceivedRequest, method: axum::http::Method, resource: &str, token: &str) -> (u16, Value) {
    let url = format!("{}/v1/AuthTokens/{resource}", asked.fake.url());
    let request = platform::http_client().request(method, url).basic_auth(SID, Some(token));
    let answer = request.send().await.expect("answers");
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

#[tokio::test]
async fn secondary_token_authenticates_and_its_promotion_ends_the_primary_one() {
    let asked = ReceivedRequest::start(&["+12145550110"], None).await;
    let works = async |token: &str| {
        let token = AuthToken::new(token);
        let credentials = Credentials { account_sid: &asked.sid, auth_token: &token };
        asked.client().get_account(&credentials).await.is_ok()
    };
    let (post, delete) = (axum::http::Method::POST, axum::http::Method::DELETE);
    assert_eq!(code(&of_tokens(&asked, post.clone(), "Promote", "a-token").await), (404, 20404));
    assert_eq!(code(&of_tokens(&asked, post.clone(), "Secondary", "a-guess").await), (401, 20003));
    let (status, created) = of_tokens(&asked, post.clone(), "Secondary", "a-token").await;
    let secondary = created["secondary_auth_token"].as_str().expect("a token").to_owned();
    assert_eq!((status, &created["account_sid"]), (201, &SID.into()));
    assert!(works("a-token").await && works(&secondary).await);
    let (status, promoted) = of_tokens(&asked, post.clone(), "Promote", &secondary).await;
    assert_eq!((status, &promoted["auth_token"]), (200, &secondary.as_str().into()));
    assert!(!works("a-token").await && works(&secondary).await);
    let (_, again) = of_tokens(&asked, post, "Secondary", &secondary).await;
    assert_eq!(of_tokens(&asked, delete.clone(), "Secondary", &secondary).await.0, 204);
    assert!(!works(again["secondary_auth_token"].as_str().expect("a token")).await);
    assert_eq!(code(&of_tokens(&asked, delete, "Secondary", &secondary).await), (404, 20404));
}

#[tokio::test]
async fn released_number_can_be_bought_by_another_account() {
    let asked = ReceivedRequest::start(&["+12145550110"], None).await;
    let buy = async |sid: &str, number: &str| {
        let url = format!("{}/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json", asked.fake.url());
        let request = platform::http_client().post(url).form(&[("PhoneNumber", number)]);
        let answer = request.basic_auth(sid, Some("a-token")).send().await.expect("answers");
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
    };
    assert_eq!(code(&buy(OTHER, "+12145550110").await), (400, 21422));
    assert_eq!(code(&buy(OTHER, "five").await), (400, 21421));
    let held = asked.client().list_numbers(&asked.credentials()).await.expect("listed").remove(0);
    let path = format!("/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers/{}.json", held.sid);
    let release = platform::http_client().delete(format!("{}{path}", asked.fake.url()));
    let released = release.basic_auth(SID, Some("a-token")).send().await.expect("answers");
    assert_eq!(released.status(), 204);
    assert_eq!(asked.client().list_numbers(&asked.credentials()).await.expect("listed"), []);
    let (status, bought) = buy(OTHER, "+12145550110").await;
    assert_eq!((status, &bought["account_sid"], &bought["voice_url"]), (201, &OTHER.into(), &Value::Null));
}

#[tokio::test]
async fn message_is_stored_and_not_delivered() {
    let asked = ReceivedRequest::start(&["+12145550110"], None).await;
    let (from, to) = (number("+12145550110"), number("+12145550171"));
    for body in ["first", "second"] {
        asked.client().send_message(&asked.credentials(), TextFrom::Number(&from), &to, body).await.expect("taken");
    }
    let sent = asked.fake.sent();
    assert_eq!(sent.iter().map(|message| message.body.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    let (_, listed) = asked.by_hand("/Messages.json?To=%2B12145550171&PageSize=1", None).await;
    let newest = &listed["messages"][0];
    assert_eq!(
        (&newest["body"], &newest["status"], &newest["num_segments"]),
        (&"second".into(), &"queued".into(), &"1".into())
    );
    assert!(newest["date_created"].as_str().is_some_and(|date| date.ends_with(" +0000")), "{newest}");
    assert!(listed["next_page_uri"].as_str().is_some());
    let sid = newest["sid"].as_str().expect("a sid");
    assert_eq!(asked.by_hand(&format!("/Messages/{sid}.json"), None).await, (200, newest.clone()));

    let good = [("To", "+12145550171"), ("From", "+12145550110"), ("Body", "hello")];
    let changed = async |name: &str, value: &str| {
        let form = good.map(|(known, usual)| (known, if known == name { value } else { usual }));
        code(&asked.by_hand("/Messages.json", Some(&form)).await)
    };
    assert_eq!(changed("To", "555").await, (400, 21211));
    assert_eq!(changed("To", "").await, (400, 21604));
    assert_eq!(changed("From", "+16025550100").await, (400, 21606));
    assert_eq!(changed("Body", " ").await, (400, 21602));
    assert_eq!(changed("Body", &"x".repeat(1601)).await, (400, 21617));
    assert_eq!(code(&asked.by_hand("/Messages/SM1.json", None).await), (404, 20404));
    assert_eq!(asked.fake.sent().len(), 2);
}

#[tokio::test]
async fn call_is_queued_and_can_be_ended_once() {
    let asked = ReceivedRequest::start(&["+12145550110"], None).await;
    let good = [("To", "+12145550171"), ("From", "+12145550110"), ("Url", "https://api.example.com/twilio/voice")];
    let (status, call) = asked.by_hand("/Calls.json", Some(&good)).await;
    assert_eq!((status, &call["status"], &call["direction"]), (201, &"queued".into(), &"outbound-api".into()));
    assert_eq!(call["from_formatted"], "(214) 555-0110");
    let path = format!("/Calls/{}.json", call["sid"].as_str().expect("a sid"));
    let (_, redirected) = asked.by_hand(&path, Some(&[("Twiml", "<Response/>")])).await;
    assert_eq!(redirected["status"], "queued");
    let (_, ended) = asked.by_hand(&path, Some(&[("Status", "completed")])).await;
    assert_eq!(ended["status"], "completed");
    assert_eq!(code(&asked.by_hand(&path, Some(&[("Status", "completed")])).await), (400, 21220));
    let unknown = format!("/Calls/CA{}.json", "0".repeat(32));
    assert_eq!(code(&asked.by_hand(&unknown, Some(&[("Status", "completed")])).await), (404, 20404));

    let without = async |name: &str| {
        let form: Vec<_> = good.into_iter().filter(|(known, _)| *known != name).collect();
        code(&asked.by_hand("/Calls.json", Some(&form)).await)
    };
    assert_eq!(without("To").await, (400, 21201));
    assert_eq!(without("From").await, (400, 21213));
    assert_eq!(without("Url").await, (400, 21205));
    let odd = [("To", "five five five"), good[1], good[2]];
    assert_eq!(code(&asked.by_hand("/Calls.json", Some(&odd)).await), (400, 21211));
}

#[tokio::test]
async fn invalid_request_changes_nothing_and_response_is_labelled() {
    let asked = ReceivedRequest::start(&["+12145550110"], None).await;
    let sid = asked.client().list_numbers(&asked.credentials()).await.expect("answered").remove(0).sid;
    let path = format!("/IncomingPhoneNumbers/{sid}.json");
    let half = [("FriendlyName", "Main line"), ("VoiceUrl", "not a URL")];
    assert_eq!(code(&asked.by_hand(&path, Some(&half)).await), (400, 21402));
    let half = [("FriendlyName", "Main line"), ("VoiceMethod", "PUT")];
    assert_eq!(code(&asked.by_hand(&path, Some(&half)).await), (400, 21403));
    let (_, body) = asked.by_hand(&path, None).await;
    assert_eq!((&body["friendly_name"], &body["voice_url"]), (&"(214) 555-0110".into(), &Value::Null));
    assert_eq!(code(&asked.by_hand("/Elsewhere.json", None).await), (404, 20404));
    assert_eq!(code(&asked.by_hand(&format!("/IncomingPhoneNumbers/{sid}"), None).await), (404, 20404));
    assert_eq!(code(&asked.by_hand("/Recordings.json", Some(&half)).await), (405, 20004));
}

#[tokio::test]
async fn number_settings_survive_restart_in_private_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = ReceivedRequest::start(&["+12145550110", "+12145550111"], Some(directory.path())).await;
    let number = first.client().list_numbers(&first.credentials()).await.expect("answered").remove(1);
    let set = first.client().set_number_urls(&first.credentials(), &number.sid, &urls()).await.expect("set");
    drop(first);
    let second = ReceivedRequest::start(&["+12145550110", "+12145550111"], Some(directory.path())).await;
    let found = second.client().list_numbers(&second.credentials()).await.expect("answered");
    assert_eq!((&found[0].voice_url, &found[1]), (&None, &set));
    let file = directory.path().join("fake-twilio.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
    }
    std::fs::write(&file, "{").expect("written");
    let error = FakeTwilio::start(Vec::new(), Some(directory.path())).await.expect_err("damaged");
    assert!(error.to_string().contains("fake-twilio.json"), "{error}");
}

#[tokio::test]
async fn number_settings_file_with_old_name_is_renamed_and_read() {
    let directory = tempfile::tempdir().expect("a directory");
    let numbers = ["+12145550110"];
    let first = ReceivedRequest::start(&numbers, Some(directory.path())).await;
    let number = first.client().list_numbers(&first.credentials()).await.expect("listed").remove(0);
    let set = first.client().set_number_urls(&first.credentials(), &number.sid, &urls()).await.expect("set");
    drop(first);
    let (old, new) = (directory.path().join("twilio-stand-in.json"), directory.path().join("fake-twilio.json"));
    std::fs::rename(&new, &old).expect("renamed");

    let second = ReceivedRequest::start(&numbers, Some(directory.path())).await;

    assert_eq!(second.client().list_numbers(&second.credentials()).await.expect("listed"), [set]);
    assert!(new.exists() && !old.exists());
}

#[tokio::test]
async fn rate_limited_account_is_refused_with_429() {
    let twilio = ReceivedRequest::start(&["+12145550100"], None).await;
    twilio.fake.limit_rate(&twilio.sid, true);
    assert_eq!(code(&twilio.by_hand("/Calls.json", None).await), (429, 20429));
    let refused = twilio.client().list_recordings_since(&twilio.credentials(), Timestamp::now()).await;
    assert!(matches!(refused, Err(RestError::RateLimited)), "{refused:?}");
    twilio.fake.limit_rate(&twilio.sid, false);
    assert_eq!(twilio.by_hand("/Calls.json", None).await.0, 200);
}
