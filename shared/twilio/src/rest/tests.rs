//! Against a server on the loopback interface that answers as it is told. The sample bodies have the shape of the
//! examples in Twilio's API description.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header::AUTHORIZATION},
    response::IntoResponse,
};
use domain::id::CallSid;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::{links::NumberUrls, sid::NumberSid};

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const NUMBER: &str = "PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const LIST: &str = "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/IncomingPhoneNumbers.json";
const TOKEN: &str = "a-secret-token";

/// A request as it came: method, path and query, form.
type Asked = (String, String, String);

/// A server that gives these answers in turn, the last of them for ever.
#[derive(Clone, Default)]
struct Server {
    url: String,
    answers: Arc<Mutex<Vec<(u16, String)>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    async fn start<const N: usize>(answers: [(u16, String); N]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut answers = Vec::from(answers);
        answers.reverse();
        let server = Self { url, answers: Arc::new(Mutex::new(answers)), asked: Arc::default() };
        let router = Router::new().fallback(answer).with_state(server.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        server
    }

    fn client(&self) -> RestClient {
        RestClient::new(platform::http_client(), &self.url)
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("not poisoned").clone()
    }
}

async fn answer(
    State(server): State<Server>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    // "ACaaa…:a-secret-token"
    let expected = "Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTphLXNlY3JldC10b2tlbg==";
    assert_eq!(headers[AUTHORIZATION], expected);
    let form = String::from_utf8(body.to_vec()).expect("text");
    server.asked.lock().expect("not poisoned").push((method.to_string(), uri.to_string(), form));
    let mut answers = server.answers.lock().expect("not poisoned");
    let (status, body) = if answers.len() > 1 { answers.pop() } else { answers.last().cloned() }.expect("an answer");
    (StatusCode::from_u16(status).expect("a status"), body)
}

/// Credentials that a test can borrow.
struct Owner(AccountSid, AuthToken);

impl Owner {
    fn new() -> Self {
        Self(AccountSid::parse(ACCOUNT).expect("valid"), AuthToken::new(TOKEN))
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials { account_sid: &self.0, auth_token: &self.1 }
    }
}

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).expect("valid")
}

/// The sample page with these numbers, and where it leads.
fn page(numbers: &[&str], next: Option<&str>) -> (u16, String) {
    let mut page: Value = serde_json::from_str(include_str!("tests/numbers.json")).expect("JSON");
    let sample = page["incoming_phone_numbers"][0].clone();
    let numbers = numbers.iter().map(|number| {
        let mut told = sample.clone();
        told["phone_number"] = json!(number);
        told
    });
    page["incoming_phone_numbers"] = numbers.collect();
    page["next_page_uri"] = json!(next);
    (200, page.to_string())
}

fn one_number(changes: &Value) -> (u16, String) {
    let page: Value = serde_json::from_str(include_str!("tests/numbers.json")).expect("JSON");
    let mut told = page["incoming_phone_numbers"][0].clone();
    told.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    (200, told.to_string())
}

#[tokio::test]
async fn an_account_tells_its_name_and_whether_it_can_be_used() {
    let server = Server::start([
        (200, include_str!("tests/account.json").to_owned()),
        (200, r#"{"friendly_name": null, "status": "suspended"}"#.to_owned()),
    ])
    .await;
    let owner = Owner::new();
    let account = server.client().get_account(&owner.credentials()).await.expect("told");
    assert_eq!(account, Account { friendly_name: "Acme Heating & Air".to_owned(), status: AccountStatus::Active });
    let suspended = server.client().get_account(&owner.credentials()).await.expect("told");
    assert_eq!(suspended.status, AccountStatus::Suspended);
    assert_eq!(server.asked()[0], ("GET".into(), format!("/2010-04-01/Accounts/{ACCOUNT}.json"), String::new()));
}

#[tokio::test]
async fn numbers_are_listed_page_after_page_and_only_telephone_numbers() {
    let next = format!("{LIST}?PageSize=100&Page=1&PageToken=PAPNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    let server =
        Server::start([page(&["+12145550110", "12345"], Some(&next)), page(&["+12145550111", "+12145550112"], None)])
            .await;
    let owner = Owner::new();
    let numbers = server.client().list_numbers(&owner.credentials()).await.expect("told");
    let listed: Vec<_> = numbers.iter().map(|number| number.phone_number.as_str()).collect();
    assert_eq!(listed, ["+12145550110", "+12145550111", "+12145550112"]);
    let asked: Vec<_> = server.asked().into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(asked, [format!("{LIST}?PageSize=100"), next]);
    // As the sample has it: callable, and set to nothing.
    assert_eq!(numbers[0].sid.as_str(), NUMBER);
    assert!(numbers[0].voice_capable);
    assert_eq!(
        (&numbers[0].voice_url, &numbers[0].voice_application_sid, &numbers[0].trunk_sid),
        (&None, &None, &None)
    );
    assert_eq!(numbers[0].voice_method.as_deref(), Some("POST"));
}

#[tokio::test]
async fn a_list_without_end_is_left() {
    let server = Server::start([page(&["+12145550110"], Some(&format!("{LIST}?PageSize=100&Page=1")))]).await;
    let numbers = server.client().list_numbers(&Owner::new().credentials()).await.expect("told");
    assert_eq!((numbers.len(), server.asked().len()), (20, 20));
}

#[tokio::test]
async fn the_next_page_is_never_asked_of_anybody_else() {
    let other = Server::start([page(&["+12145550111"], None)]).await;
    let host = other.url.trim_start_matches("http://");
    for next in [
        format!("{}{LIST}?PageSize=100&Page=1", other.url),
        format!("//{host}{LIST}?Page=1"),
        format!("@{host}{LIST}?Page=1"),
        format!(".{host}{LIST}?Page=1"),
        "/2010-04-01/Accounts/ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/IncomingPhoneNumbers.json?Page=1".to_owned(),
        format!("{LIST}/../../Messages.json?Page=1"),
    ] {
        let server = Server::start([page(&["+12145550110"], Some(&next))]).await;
        let error = server.client().list_numbers(&Owner::new().credentials()).await.expect_err("not followed");
        assert!(matches!(error, RestError::Malformed), "{next}: {error:?}");
        assert_eq!(server.asked().len(), 1, "{next}");
    }
    assert_eq!(other.asked(), []);
}

#[tokio::test]
async fn a_number_is_found_only_if_it_is_the_very_one() {
    let server = Server::start([page(&["+121455501104", "+12145550110"], None), page(&["+121455501104"], None)]).await;
    let owner = Owner::new();
    let wanted = number("+12145550110");
    let found = server.client().find_number(&owner.credentials(), &wanted).await.expect("told");
    assert_eq!(found.map(|found| found.phone_number), Some(wanted.clone()));
    assert_eq!(server.client().find_number(&owner.credentials(), &wanted).await.expect("told"), None);
    assert_eq!(server.asked()[0].1, format!("{LIST}?PhoneNumber=%2B12145550110"));
}

#[tokio::test]
async fn a_number_is_set_to_our_urls_and_to_nothing_else() {
    let urls = NumberUrls {
        voice_url: "https://api.example.com/twilio/voice".to_owned(),
        fallback_url: "https://api.example.com/twilio/fallback?forward=%2B12145550188&signature=x".to_owned(),
        status_url: "https://api.example.com/twilio/status".to_owned(),
    };
    let server = Server::start([
        one_number(&json!({
            "voice_url": urls.voice_url, "voice_fallback_url": urls.fallback_url, "status_callback": urls.status_url,
        })),
        one_number(&json!({"voice_url": "", "voice_fallback_url": "", "status_callback": ""})),
    ])
    .await;
    let (owner, sid) = (Owner::new(), NumberSid::parse(NUMBER).expect("valid"));
    let set = server.client().set_number_urls(&owner.credentials(), &sid, &urls).await.expect("set");
    assert_eq!(set.voice_url.as_ref(), Some(&urls.voice_url));
    assert_eq!(set.voice_fallback_url.as_ref(), Some(&urls.fallback_url));
    assert_eq!(set.status_callback.as_ref(), Some(&urls.status_url));
    assert!(!format!("{set:?}").contains("0188"), "{set:?}");
    let cleared = server.client().clear_number_urls(&owner.credentials(), &sid).await.expect("cleared");
    assert_eq!((cleared.voice_url, cleared.voice_fallback_url, cleared.status_callback), (None, None, None));

    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{NUMBER}.json");
    let asked = server.asked();
    assert_eq!((asked[0].0.as_str(), asked[0].1.as_str()), ("POST", path.as_str()));
    let form: Vec<_> = form_urlencoded::parse(asked[0].2.as_bytes()).into_owned().collect();
    let sent: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        sent,
        [
            ("VoiceUrl", urls.voice_url.as_str()),
            ("VoiceMethod", "POST"),
            ("VoiceFallbackUrl", &urls.fallback_url),
            ("VoiceFallbackMethod", "POST"),
            ("StatusCallback", &urls.status_url),
            ("StatusCallbackMethod", "POST"),
            ("VoiceApplicationSid", ""),
            ("TrunkSid", ""),
        ]
    );
    assert_eq!(asked[1].2, "VoiceUrl=&VoiceFallbackUrl=&StatusCallback=");
}

#[tokio::test]
async fn each_refusal_is_told_apart_and_none_repeats_twilio_or_the_token() {
    let problem =
        |code: u32| json!({"code": code, "message": "a-secret-token +12145550142", "status": 400}).to_string();
    let refused = |error: RestError| match error {
        RestError::Refused { status, code } => Some((status, code)),
        _ => None,
    };
    let owner = Owner::new();
    let error = async |status: u16, body: String| {
        let server = Server::start([(status, body)]).await;
        let error = server.client().get_account(&owner.credentials()).await.expect_err("refused");
        let mut words = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            words.push_str(&cause.to_string());
            source = cause.source();
        }
        assert!(!words.contains(TOKEN) && !words.contains("0142") && !words.contains(ACCOUNT), "{words}");
        error
    };
    assert!(matches!(error(401, problem(20003)).await, RestError::Unauthorized));
    assert!(matches!(error(429, problem(20429)).await, RestError::RateLimited));
    assert_eq!(refused(error(404, problem(20404)).await), Some((404, Some(20404))));
    assert_eq!(refused(error(503, "<html>a-secret-token</html>".to_owned()).await), Some((503, None)));
    assert_eq!(refused(error(307, String::new()).await), Some((307, None)));
    for malformed in ["", "null", "<html></html>", r#"{"friendly_name": "a-secret-token", "status": "a-secret-token"}"#]
    {
        assert!(matches!(error(200, malformed.to_owned()).await, RestError::Malformed), "{malformed}");
    }
    let endless = format!(r#"{{"friendly_name": "{}", "status": "active"}}"#, "x".repeat(LARGEST_ANSWER));
    assert!(matches!(error(200, endless).await, RestError::Malformed));
}

#[tokio::test]
async fn who_is_not_there_is_not_reached_and_the_url_is_not_told() {
    let client = RestClient::new(platform::http_client(), "http://127.0.0.1:9");
    let error = client.get_account(&Owner::new().credentials()).await.expect_err("nobody listens");
    assert!(matches!(error, RestError::Unreachable(_)));
    assert!(!format!("{error:?}").contains(ACCOUNT), "{error:?}");
}

#[tokio::test]
async fn a_message_is_sent_as_twilio_wants_it() {
    let server = Server::start([(201, "{}".to_owned())]).await;
    let (from, to) = (number("+12145550100"), number("+12145550171"));
    server.client().send_message(&Owner::new().credentials(), &from, &to, "gas & smoke").await.expect("taken");
    let (method, path, form) = server.asked().remove(0);
    assert_eq!((method, path), ("POST".to_owned(), format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json")));
    assert_eq!(form, "To=%2B12145550171&From=%2B12145550100&Body=gas+%26+smoke");
}

#[tokio::test]
async fn a_call_is_over_or_goes_on_or_is_not_the_account_s() {
    let told = |changes: Value| {
        let mut told: Value = serde_json::from_str(include_str!("tests/call.json")).expect("JSON");
        told.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
        (200, told.to_string())
    };
    let call = CallSid::parse("CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").expect("valid");
    let owner = Owner::new();
    let state = async |answer| {
        let server = Server::start([answer]).await;
        let state = server.client().get_call(&owner.credentials(), &call).await;
        let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls/{call}.json");
        assert_eq!(server.asked(), [("GET".to_owned(), path, String::new())]);
        state
    };
    let over = |seconds| Some(CallState::Over { seconds });
    assert_eq!(state(told(json!({}))).await.expect("told"), over(Some(15)));
    for status in ["completed", "busy", "failed", "no-answer", "canceled"] {
        for (duration, seconds) in [(json!(null), None), (json!(""), None), (json!("0"), Some(0))] {
            let answer = told(json!({"status": status, "duration": duration}));
            assert_eq!(state(answer).await.expect("told"), over(seconds), "{status} {duration}");
        }
    }
    for status in ["queued", "ringing", "in-progress", "something-new"] {
        let answer = told(json!({"status": status, "duration": null}));
        assert_eq!(state(answer).await.expect("told"), Some(CallState::Ongoing), "{status}");
    }
    assert_eq!(state((404, json!({"code": 20404, "status": 404}).to_string())).await.expect("told"), None);
    for wrong in [told(json!({"duration": "soon"})), told(json!({"duration": "-1"})), (200, "{}".to_owned())] {
        assert!(matches!(state(wrong).await, Err(RestError::Malformed)));
    }
    assert!(matches!(state((401, String::new())).await, Err(RestError::Unauthorized)));
}
