mod failing;
mod people;

use super::super::application::{Application, CALLED, CALLER};
use super::super::party::{CallerAction, Steps};
use super::*;

/// Plays a whole call and returns it with how it ended.
pub(super) async fn play(setup: CallSetup, mut steps: Steps) -> (Call, CallProgress) {
    let mut call = Call::place(setup).expect("placed");
    let progress = call.run(&mut steps).await;
    (call, progress)
}

fn say(words: &str) -> CallerAction {
    CallerAction::Say(words.to_owned())
}

fn key(keys: &str) -> CallerAction {
    CallerAction::Key(keys.to_owned())
}

const LISTEN: &str = r#"<Gather input="speech dtmf" action="turn"><Say>How can I help?</Say></Gather>"#;

#[tokio::test]
async fn verbs_run_in_order_and_end_of_document_ends_call() {
    let app =
        Application::with_twiml([("/voice", "<Say>One.</Say><Play>/two.wav</Play><Pause/><Say>Three.</Say>")]).await;
    let (call, progress) = play(app.setup(), Steps::default()).await;
    assert_eq!(progress, CallProgress::Over(Ending::Agent));
    let heard: Vec<_> =
        call.transcript().events().iter().filter(|event| !matches!(event, Heard::Requested { .. })).collect();
    assert_eq!(
        heard,
        [
            &Heard::Said("One.".into()),
            &Heard::Played("/two.wav".into()),
            &Heard::Said("Three.".into()),
            &Heard::Ended(Ending::Agent)
        ]
    );
}

#[tokio::test]
async fn speech_is_sent_to_action_resolved_against_document() {
    let app = Application::with_twiml([("/v1/voice", LISTEN), ("/v1/turn", "<Hangup/>")]).await;
    let words = "It's <hot> & \"humid\" 🔥 + 100%";
    play(app.setup_for("/v1/voice"), Steps::new([say(words)])).await;
    let turn = app.only("/v1/turn");
    assert_eq!(turn.param("SpeechResult"), Some(words));
    assert_eq!(turn.param("Confidence"), Some("0.93"));
    assert_eq!((turn.param("Digits"), turn.param("CallStatus")), (None, Some("in-progress")));
}

#[tokio::test]
async fn silence_continues_with_next_verb() {
    let app = Application::with_twiml([("/voice", r#"<Gather action="turn"/><Say>Nobody there.</Say>"#)]).await;
    let (call, _) = play(app.setup(), Steps::new([CallerAction::Silence])).await;
    assert_eq!(call.transcript().said(), ["Nobody there."]);
    assert_eq!(app.paths(), ["/voice", "/status"]);
}

#[tokio::test]
async fn silence_is_sent_to_action_with_action_on_empty_result() {
    let verbs = r#"<Gather input="speech" action="turn" actionOnEmptyResult="true"/><Say>Not reached.</Say>"#;
    let app = Application::with_twiml([("/voice", verbs), ("/turn", "<Hangup/>")]).await;
    let (call, _) = play(app.setup(), Steps::new([CallerAction::Silence])).await;
    let turn = app.only("/turn");
    assert_eq!((turn.param("SpeechResult"), turn.param("Digits")), (None, Some("")));
    assert!(call.transcript().said().is_empty());
}

#[tokio::test]
async fn gather_ignores_input_it_does_not_listen_for() {
    let verbs = r#"<Gather action="keys"/><Gather input="speech" action="speech"/><Say>Deaf.</Say>"#;
    let app = Application::with_twiml([("/voice", verbs)]).await;
    let (call, _) = play(app.setup(), Steps::new([say("hello"), key("1")])).await;
    assert_eq!(call.transcript().said(), ["Deaf."]);
    assert_eq!(app.paths(), ["/voice", "/status"]);
}

#[tokio::test]
async fn keys_end_at_num_digits_or_finish_key() {
    let verbs = r#"<Gather numDigits="2" action="two"/>"#;
    let app = Application::with_twiml([("/voice", verbs), ("/two", r#"<Gather action="any"/>"#)]).await;
    play(app.setup(), Steps::new([key("1234"), key("567#8")])).await;
    assert_eq!((app.only("/two").param("Digits"), app.only("/two").param("FinishedOnKey")), (Some("12"), Some("")));
    assert_eq!((app.only("/any").param("Digits"), app.only("/any").param("FinishedOnKey")), (Some("567"), Some("#")));
}

#[tokio::test]
async fn finish_key_alone_is_no_input() {
    let app = Application::with_twiml([("/voice", r#"<Gather action="turn"/><Say>Nothing keyed.</Say>"#)]).await;
    let (call, _) = play(app.setup(), Steps::new([key("#")])).await;
    assert_eq!(call.transcript().said(), ["Nothing keyed."]);
}

#[tokio::test]
async fn action_or_redirect_without_url_requests_same_document() {
    let app = Application::with_twiml([("/voice", r#"<Gather input="speech"><Say>Again?</Say></Gather>"#)]).await;
    let (call, progress) = play(app.setup(), Steps::new([say("yes"), say("yes")])).await;
    assert_eq!(progress, CallProgress::Listening);
    assert_eq!(call.transcript().said(), ["Again?"; 3]);
}

#[tokio::test]
async fn get_request_carries_and_signs_parameters_in_query() {
    let verbs = r#"<Redirect method="GET">next?step=2</Redirect>"#;
    let app = Application::with_twiml([("/voice", verbs), ("/next", "<Hangup/>")]).await;
    play(app.setup(), Steps::default()).await;
    let next = app.only("/next");
    assert_eq!(next.method, "GET");
    assert_eq!((next.param("step"), next.param("From")), (Some("2"), Some(CALLER)));
    assert!(next.is_signed());
}

#[tokio::test]
async fn every_request_is_signed_and_names_caller_and_number() {
    let app = Application::with_twiml([("/voice", LISTEN), ("/turn", r#"<Record action="kept"/>"#)]).await;
    let (call, _) = play(app.setup(), Steps::new([say("no heat"), say("It is Dana.")])).await;
    assert_eq!(app.paths(), ["/voice", "/turn", "/kept", "/status"]);
    for asked in app.asked() {
        assert!(asked.is_signed(), "{}", asked.uri);
        assert_eq!(asked.param("CallSid"), Some(call.sid()));
        assert_eq!((asked.param("From"), asked.param("To")), (Some(CALLER), Some(CALLED)));
        assert_eq!(asked.param("Direction"), Some("inbound"));
        assert_eq!((asked.param("FromCity"), asked.param("ApiVersion")), (Some(""), Some("2010-04-01")));
        assert_eq!(asked.header("User-Agent"), "TwilioProxy/1.1");
    }
    assert_eq!(app.only("/voice").param("CallStatus"), Some("ringing"));
    assert_eq!(call.sid().len(), 34);
}

#[tokio::test]
async fn call_end_is_reported_to_status_callback() {
    let app =
        Application::with_twiml([("/voice", "<Pause length=\"90\"/><Say>Goodbye now.</Say><Hangup/><Say>Late.</Say>")])
            .await;
    let (call, _) = play(app.setup(), Steps::default()).await;
    let status = app.only("/status");
    assert_eq!(status.param("CallStatus"), Some("completed"));
    assert_eq!((status.param("CallDuration"), status.param("Duration")), (Some("91"), Some("2")));
    assert!(status.param("Timestamp").is_some_and(|time| time.ends_with(" +0000")), "{status:?}");
    assert_eq!(status.param("SequenceNumber"), Some("0"));
    assert_eq!(call.transcript().said(), ["Goodbye now."]);
}

#[tokio::test]
async fn reject_applies_only_before_answer() {
    for (verbs, status) in [
        (r#"<Reject reason="busy"/>"#, "busy"),
        ("<Reject/>", "no-answer"),
        ("<Say>Hello.</Say><Reject/>", "completed"),
    ] {
        let app = Application::with_twiml([("/voice", verbs)]).await;
        let (_, progress) = play(app.setup(), Steps::default()).await;
        assert_eq!(progress, CallProgress::Over(Ending::Agent));
        assert_eq!(app.only("/status").param("CallStatus"), Some(status), "{verbs}");
    }
}

#[tokio::test]
async fn caller_hang_up_ends_call_at_once() {
    let app = Application::with_twiml([("/voice", LISTEN)]).await;
    let (_, progress) = play(app.setup(), Steps::new([CallerAction::HangUp])).await;
    assert_eq!(progress, CallProgress::Over(Ending::Caller));
    assert_eq!(app.paths(), ["/voice", "/status"]);
}

#[tokio::test]
async fn paused_call_resumes_with_new_party() {
    let app = Application::with_twiml([("/voice", LISTEN), ("/turn", "<Hangup/>")]).await;
    let (mut call, progress) = play(app.setup(), Steps::default()).await;
    assert_eq!(progress, CallProgress::Listening);
    assert_eq!(app.paths(), ["/voice"]);
    let progress = call.run(&mut Steps::new([say("no heat")])).await;
    assert_eq!(progress, CallProgress::Over(Ending::Agent));
    assert_eq!(call.transcript().said(), ["How can I help?"], "the prompt is not repeated");
}

#[tokio::test]
async fn repeated_request_keeps_idempotency_token() {
    let app = Application::with_twiml([("/voice", LISTEN), ("/turn", LISTEN)]).await;
    let (call, _) = play(app.setup(), Steps::new([say("no heat")])).await;
    let again = call.repeat_last().await.expect("a request was sent").expect("answered");
    assert_eq!(again.status, 200);
    let asked = app.asked();
    let [_, first, second] = asked.as_slice() else { panic!("{:?}", app.paths()) };
    assert_eq!(first.params, second.params);
    let token =
        |asked: &super::super::application::ReceivedRequest| asked.header("I-Twilio-Idempotency-Token").to_owned();
    assert_eq!(token(first), token(second));
    assert_ne!(token(first), token(&asked[0]));
}
