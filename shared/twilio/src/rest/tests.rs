//! Tests against a server on the loopback interface that sends given responses. The sample bodies have the form of the
//! examples in Twilio's API reference.

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
use domain::{id::CallSid, phone::PhoneNumber, tenant::MessagingServiceSid};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::{
    sid::{MessageSid, NumberSid},
    webhook_urls::NumberUrls,
};

mod purchase;

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const NUMBER: &str = "PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const LIST: &str = "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/IncomingPhoneNumbers.json";
const TOKEN: &str = "a-secret-token";

/// A received request: method, path and query, form.
type ReceivedRequest = (String, String, String);

/// A server that sends these responses in turn and repeats the last.
#[derive(Clone, Default)]
struct TwilioServer {
    url: String,
    responses: Arc<Mutex<Vec<(u16, String)>>>,
    received: Arc<Mutex<Vec<ReceivedRequest>>>,
}

impl TwilioServer {
    async fn start<const N: usize>(responses: [(u16, String); N]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut responses = Vec::from(responses);
        responses.reverse();
        let server = Self { url, responses: Arc::new(Mutex::new(responses)), received: Arc::default() };
        let router = Router::new().fallback(respond).with_state(server.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        server
    }

    fn client(&self) -> RestClient {
        RestClient::new(platform::http_client(), &self.url)
    }

    fn received(&self) -> Vec<ReceivedRequest> {
        self.received.lock().expect("not poisoned").clone()
    }
}

async fn respond(
    State(server): State<TwilioServer>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    // "ACaaa…:a-secret-token"
    let expected = "Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTphLXNlY3JldC10b2tlbg==";
    assert_eq!(headers[AUTHORIZATION], expected);
    let form = String::from_utf8(body.to_vec()).expect("text");
    server.received.lock().expect("not poisoned").push((method.to_string(), uri.to_string(), form));
    let mut responses = server.responses.lock().expect("not poisoned");
    let (status, body) =
        if responses.len() > 1 { responses.pop() } else { responses.last().cloned() }.expect("a response");
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

/// The sample page with these numbers and this next page.
fn page(numbers: &[&str], next: Option<&str>) -> (u16, String) {
    let mut page: Value = serde_json::from_str(include_str!("tests/numbers.json")).expect("JSON");
    let sample = page["incoming_phone_numbers"][0].clone();
    let numbers = numbers.iter().map(|number| {
        let mut response = sample.clone();
        response["phone_number"] = json!(number);
        response
    });
    page["incoming_phone_numbers"] = numbers.collect();
    page["next_page_uri"] = json!(next);
    (200, page.to_string())
}

fn one_number(changes: &Value) -> (u16, String) {
    let page: Value = serde_json::from_str(include_str!("tests/numbers.json")).expect("JSON");
    let mut response = page["incoming_phone_numbers"][0].clone();
    response.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    (200, response.to_string())
}

#[tokio::test]
async fn account_has_its_name_and_status() {
    let server = TwilioServer::start([
        (200, include_str!("tests/account.json").to_owned()),
        (200, r#"{"friendly_name": null, "status": "suspended"}"#.to_owned()),
    ])
    .await;
    let owner = Owner::new();
    let account = server.client().get_account(&owner.credentials()).await.expect("a response");
    assert_eq!(account, Account { friendly_name: "Acme Heating & Air".to_owned(), status: AccountStatus::Active });
    let suspended = server.client().get_account(&owner.credentials()).await.expect("a response");
    assert_eq!(suspended.status, AccountStatus::Suspended);
    assert_eq!(server.received()[0], ("GET".into(), format!("/2010-04-01/Accounts/{ACCOUNT}.json"), String::new()));
}

#[tokio::test]
async fn number_list_follows_pages_and_skips_short_codes() {
    let next = format!("{LIST}?PageSize=100&Page=1&PageToken=PAPNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    let server = TwilioServer::start([
        page(&["+12145550110", "12345"], Some(&next)),
        page(&["+12145550111", "+12145550112"], None),
    ])
    .await;
    let owner = Owner::new();
    let numbers = server.client().list_numbers(&owner.credentials()).await.expect("a response");
    let listed: Vec<_> = numbers.iter().map(|number| number.phone_number.as_str()).collect();
    assert_eq!(listed, ["+12145550110", "+12145550111", "+12145550112"]);
    let received: Vec<_> = server.received().into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(received, [format!("{LIST}?PageSize=100"), next]);
    // As in the sample: it takes calls and has no URLs.
    assert_eq!(numbers[0].sid.as_str(), NUMBER);
    assert!(numbers[0].voice_capable);
    assert_eq!(
        (&numbers[0].voice_url, &numbers[0].voice_application_sid, &numbers[0].trunk_sid),
        (&None, &None, &None)
    );
    assert_eq!(numbers[0].voice_method.as_deref(), Some("POST"));
}

#[tokio::test]
async fn endless_number_list_stops_after_twenty_pages() {
    let server = TwilioServer::start([page(&["+12145550110"], Some(&format!("{LIST}?PageSize=100&Page=1")))]).await;
    let numbers = server.client().list_numbers(&Owner::new().credentials()).await.expect("a response");
    assert_eq!((numbers.len(), server.received().len()), (20, 20));
}

#[tokio::test]
async fn next_page_on_another_host_or_account_is_rejected() {
    let other = TwilioServer::start([page(&["+12145550111"], None)]).await;
    let host = other.url.trim_start_matches("http://");
    for next in [
        format!("{}{LIST}?PageSize=100&Page=1", other.url),
        format!("//{host}{LIST}?Page=1"),
        format!("@{host}{LIST}?Page=1"),
        format!(".{host}{LIST}?Page=1"),
        "/2010-04-01/Accounts/ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/IncomingPhoneNumbers.json?Page=1".to_owned(),
        format!("{LIST}/../../Messages.json?Page=1"),
    ] {
        let server = TwilioServer::start([page(&["+12145550110"], Some(&next))]).await;
        let error = server.client().list_numbers(&Owner::new().credentials()).await.expect_err("not followed");
        assert!(matches!(error, RestError::Malformed), "{next}: {error:?}");
        assert_eq!(server.received().len(), 1, "{next}");
    }
    assert_eq!(other.received(), []);
}

#[tokio::test]
async fn number_search_returns_exact_matches_only() {
    let server =
        TwilioServer::start([page(&["+121455501104", "+12145550110"], None), page(&["+121455501104"], None)]).await;
    let owner = Owner::new();
    let wanted = number("+12145550110");
    let found = server.client().find_number(&owner.credentials(), &wanted).await.expect("a response");
    assert_eq!(found.map(|found| found.phone_number), Some(wanted.clone()));
    assert_eq!(server.client().find_number(&owner.credentials(), &wanted).await.expect("a response"), None);
    assert_eq!(server.received()[0].1, format!("{LIST}?PhoneNumber=%2B12145550110"));
}

#[tokio::test]
async fn number_update_sends_our_urls_only() {
    let urls = NumberUrls {
        voice_url: "https://api.example.com/twilio/voice".to_owned(),
        fallback_url: "https://api.example.com/twilio/fallback?forward=%2B12145550188&signature=x".to_owned(),
        status_url: "https://api.example.com/twilio/status".to_owned(),
        message_url: "https://api.example.com/twilio/message".to_owned(),
    };
    let server = TwilioServer::start([
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
    let received = server.received();
    assert_eq!((received[0].0.as_str(), received[0].1.as_str()), ("POST", path.as_str()));
    let form: Vec<_> = form_urlencoded::parse(received[0].2.as_bytes()).into_owned().collect();
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
            ("SmsUrl", &urls.message_url),
            ("SmsMethod", "POST"),
            ("SmsFallbackUrl", &urls.message_url),
            ("SmsFallbackMethod", "POST"),
            ("SmsApplicationSid", ""),
            ("VoiceApplicationSid", ""),
            ("TrunkSid", ""),
        ]
    );
    assert_eq!(received[1].2, "VoiceUrl=&VoiceFallbackUrl=&StatusCallback=&SmsUrl=&SmsFallbackUrl=");
}

#[tokio::test]
async fn rest_errors_are_distinct_and_hold_no_secret() {
    let problem =
        |code: u32| json!({"code": code, "message": "a-secret-token +12145550142", "status": 400}).to_string();
    let refused = |error: RestError| match error {
        RestError::Refused { status, code } => Some((status, code)),
        _ => None,
    };
    let owner = Owner::new();
    let error = async |status: u16, body: String| {
        let server = TwilioServer::start([(status, body)]).await;
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
    let endless = format!(r#"{{"friendly_name": "{}", "status": "active"}}"#, "x".repeat(MAX_RESPONSE_BYTES));
    assert!(matches!(error(200, endless).await, RestError::Malformed));
}

#[tokio::test]
async fn unreachable_twilio_gives_unreachable_error_without_the_url() {
    let client = RestClient::new(platform::http_client(), "http://127.0.0.1:9");
    let error = client.get_account(&Owner::new().credentials()).await.expect_err("unreachable");
    assert!(matches!(error, RestError::Unreachable(_)));
    assert!(!format!("{error:?}").contains(ACCOUNT), "{error:?}");
}

#[tokio::test]
async fn message_state_is_pending_delivered_or_undelivered() {
    let sid = MessageSid::parse("SMaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").expect("valid");
    let state = async |status: &str, code: Option<u32>| {
        let message = serde_json::json!({"sid": sid.as_str(), "status": status, "error_code": code});
        let server = TwilioServer::start([(200, message.to_string())]).await;
        let state = server.client().get_message(&Owner::new().credentials(), &sid).await.expect("a state");
        assert!(server.received().remove(0).1.ends_with(&format!("/Messages/{sid}.json")));
        state
    };
    for pending in ["accepted", "queued", "sending", "sent", "a-later-one"] {
        assert_eq!(state(pending, None).await, MessageState::Pending, "{pending}");
    }
    assert_eq!(state("delivered", None).await, MessageState::Delivered);
    assert_eq!(state("undelivered", Some(30_034)).await, MessageState::Undelivered { code: Some(30_034) });
    assert_eq!(state("failed", None).await, MessageState::Undelivered { code: None });
}

#[tokio::test]
async fn message_request_has_twilios_form() {
    let server = TwilioServer::start([(201, "{}".to_owned())]).await;
    let (from, to) = (number("+12145550100"), number("+12145550171"));
    let (client, owner) = (server.client(), Owner::new());
    let from = TextFrom::Number(&from);
    client.send_message(&owner.credentials(), from, &to, "gas & smoke").await.expect("accepted");
    let (method, path, form) = server.received().remove(0);
    assert_eq!((method, path), ("POST".to_owned(), format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json")));
    assert_eq!(form, "To=%2B12145550171&From=%2B12145550100&Body=gas+%26+smoke");

    let server = TwilioServer::start([(201, "{}".to_owned())]).await;
    let service = MessagingServiceSid::parse("MG0123456789abcdef0123456789abcdef").expect("an id");
    let from = TextFrom::of(Some(&service), &to);
    server.client().send_message(&owner.credentials(), from, &to, "sábado – “8”").await.expect("accepted");
    let (_, _, form) = server.received().remove(0);
    assert_eq!(form, format!("To=%2B12145550171&MessagingServiceSid={service}&Body=sabado+-+%228%22"));
}

#[tokio::test]
async fn call_state_is_over_ongoing_or_unknown() {
    let response = |changes: Value| {
        let mut response: Value = serde_json::from_str(include_str!("tests/call.json")).expect("JSON");
        response.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
        (200, response.to_string())
    };
    let call = CallSid::parse("CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").expect("valid");
    let owner = Owner::new();
    let state = async |response| {
        let server = TwilioServer::start([response]).await;
        let state = server.client().get_call(&owner.credentials(), &call).await;
        let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls/{call}.json");
        assert_eq!(server.received(), [("GET".to_owned(), path, String::new())]);
        state
    };
    let over = |seconds| Some(CallState::Over { seconds });
    assert_eq!(state(response(json!({}))).await.expect("a response"), over(Some(15)));
    for status in ["completed", "busy", "failed", "no-answer", "canceled"] {
        for (duration, seconds) in [(json!(null), None), (json!(""), None), (json!("0"), Some(0))] {
            let body = response(json!({"status": status, "duration": duration}));
            assert_eq!(state(body).await.expect("a response"), over(seconds), "{status} {duration}");
        }
    }
    for status in ["queued", "ringing", "in-progress", "something-new"] {
        let body = response(json!({"status": status, "duration": null}));
        assert_eq!(state(body).await.expect("a response"), Some(CallState::Ongoing), "{status}");
    }
    assert_eq!(state((404, json!({"code": 20404, "status": 404}).to_string())).await.expect("a response"), None);
    for wrong in [response(json!({"duration": "soon"})), response(json!({"duration": "-1"})), (200, "{}".to_owned())] {
        assert!(matches!(state(wrong).await, Err(RestError::Malformed)));
    }
    assert!(matches!(state((401, String::new())).await, Err(RestError::Unauthorized)));
}
