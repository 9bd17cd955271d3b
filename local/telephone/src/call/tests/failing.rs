//! What happens when the application fails.

use super::super::super::application::{Application, ApplicationResponse};
use twilio::signature::AuthToken;

use super::super::super::party::Steps;
use super::super::{CallProgress, Ending};
use super::{play, say};

const RESCUE: ApplicationResponse = ApplicationResponse::Twiml("<Say>Connecting you to the office.</Say>");

fn raw(status: u16, kind: &'static str, body: &str) -> ApplicationResponse {
    ApplicationResponse::Raw(status, kind, body.to_owned())
}

/// The error number sent to the fallback URL when the voice URL answers so.
async fn error_code_for(answer: ApplicationResponse) -> String {
    let app = Application::start([("/voice", answer), ("/fallback", RESCUE)]).await;
    // The fragment shortens the wait for an answer that never comes.
    let (call, progress) = play(app.with_fallback("/voice#rt=100"), Steps::default()).await;
    assert_eq!(progress, CallProgress::Over(Ending::Agent));
    assert_eq!(call.transcript().said(), ["Connecting you to the office."]);
    let fallback = app.only("/fallback");
    assert!(fallback.is_signed());
    assert!(fallback.param("ErrorUrl").is_some_and(|url| url.starts_with("https://voice.example.com/voice")));
    assert_eq!(app.only("/status").param("CallStatus"), Some("completed"));
    fallback.param("ErrorCode").unwrap_or_default().to_owned()
}

#[tokio::test]
async fn failed_voice_url_requests_fallback() {
    assert_eq!(error_code_for(raw(500, "text/xml", "<Response/>")).await, "11200");
    assert_eq!(error_code_for(raw(403, "text/plain", "no")).await, "11200");
    assert_eq!(error_code_for(raw(200, "text/xml", "<Response><Say>unclosed")).await, "12100");
    assert_eq!(error_code_for(raw(200, "text/xml", "<Response><Shout/></Response>")).await, "12200");
    assert_eq!(error_code_for(raw(200, "application/json", "{}")).await, "12300");
    let large = format!("<Response><Say>{}</Say></Response>", "a".repeat(64 * 1024));
    assert_eq!(error_code_for(raw(200, "text/xml", &large)).await, "11750");
}

#[tokio::test]
async fn late_response_requests_fallback() {
    assert_eq!(error_code_for(ApplicationResponse::Never).await, "11200");
}

#[tokio::test]
async fn failed_action_requests_fallback() {
    let listen = ApplicationResponse::Twiml(r#"<Gather input="speech" action="/turn"/>"#);
    let app = Application::start([
        ("/voice", listen),
        ("/turn", raw(502, "text/html", "bad gateway")),
        ("/fallback", RESCUE),
    ])
    .await;
    play(app.with_fallback("/voice"), Steps::new([say("no heat")])).await;
    assert_eq!(app.paths(), ["/voice", "/turn", "/fallback", "/status"]);
    assert_eq!(app.only("/fallback").param("ErrorUrl"), Some("https://voice.example.com/turn"));
}

#[tokio::test]
async fn failed_fallback_drops_call() {
    let broken = || raw(500, "text/plain", "");
    let app = Application::start([("/voice", broken()), ("/fallback", broken())]).await;
    for setup in [app.setup(), app.with_fallback("/voice")] {
        let (call, progress) = play(setup, Steps::default()).await;
        assert_eq!(progress, CallProgress::Over(Ending::Dropped));
        assert!(call.transcript().to_string().contains("an application error has occurred"));
    }
    let statuses: Vec<_> = app.asked().into_iter().filter(|asked| asked.uri.path() == "/status").collect();
    assert!(statuses.iter().all(|status| status.param("CallStatus") == Some("failed")));
}

#[tokio::test]
async fn unreachable_application_drops_call() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    let url = format!("http://127.0.0.1:{port}/voice");
    let setup =
        super::CallSetup::new("anonymous", "+12145550100", "AC1", AuthToken::new("token"), &url).expect("a valid URL");
    let (call, progress) = play(setup, Steps::default()).await;
    assert_eq!((progress, call.transcript().failures()), (CallProgress::Over(Ending::Dropped), vec![11205]));
}

#[tokio::test]
async fn url_fragment_sets_retries_and_is_not_sent() {
    let app = Application::start([("/voice", raw(503, "text/plain", ""))]).await;
    play(app.setup_for("/voice#rc=2&rp=5xx"), Steps::default()).await;
    assert_eq!(app.paths(), ["/voice", "/voice", "/voice", "/status"]);
    let tokens: Vec<_> =
        app.asked().iter().take(3).map(|asked| asked.header("I-Twilio-Idempotency-Token").to_owned()).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
}

#[tokio::test]
async fn endless_redirects_drop_call() {
    let app = Application::start([("/voice", ApplicationResponse::Twiml("<Redirect/>")), ("/fallback", RESCUE)]).await;
    let (call, progress) = play(app.with_fallback("/voice"), Steps::default()).await;
    assert_eq!(progress, CallProgress::Over(Ending::Dropped));
    assert_eq!(call.transcript().failures(), [11200]);
}

#[tokio::test]
async fn invalid_redirect_url_requests_fallback() {
    let nowhere = ApplicationResponse::Twiml("<Redirect>http://[nowhere</Redirect>");
    let app = Application::start([("/voice", nowhere), ("/fallback", RESCUE)]).await;
    play(app.with_fallback("/voice"), Steps::default()).await;
    let fallback = app.only("/fallback");
    assert_eq!((fallback.param("ErrorCode"), fallback.param("ErrorUrl")), (Some("11100"), Some("http://[nowhere")));
}
