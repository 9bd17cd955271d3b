//! Ringing people and taking messages.

use super::super::super::application::{Application, CALLER};
use super::super::super::party::{CallerAction, PickUp, Steps};
use super::super::{CallProgress, Ending, Heard};
use super::{play, say};

const ON_CALL: &str = "+12145550188";
const SECOND: &str = "+12145550199";
const TRANSFER: &str = r#"<Say>One moment.</Say><Dial action="dialed" callerId="+12145550100">
    <Number url="whisper">+12145550188</Number><Number url="whisper">+12145550199</Number></Dial>"#;
const WHISPER: &str = r#"<Gather numDigits="1" action="accept"><Say>Press 1 to accept.</Say></Gather><Hangup/>"#;

async fn app() -> Application {
    Application::with_twiml([
        ("/voice", TRANSFER),
        ("/whisper", WHISPER),
        ("/accept", "<Say>Connecting.</Say>"),
        ("/dialed", "<Say>Back with us.</Say>"),
    ])
    .await
}

#[tokio::test]
async fn accepted_whisper_connects_and_stops_dialing() {
    let app = app().await;
    let (call, _) = play(app.setup(), Steps::default().with_answer(ON_CALL, PickUp::Accepts)).await;
    assert_eq!(call.transcript().dialed(), [ON_CALL]);
    let result = app.only("/dialed");
    assert_eq!((result.param("DialCallStatus"), result.param("DialBridged")), (Some("completed"), Some("true")));
    assert_eq!(result.param("DialCallDuration"), Some("60"));
    assert_eq!(call.transcript().said(), ["One moment.", "Back with us."], "the whisper is not for the caller");
}

#[tokio::test]
async fn whisper_runs_on_its_own_leg() {
    let app = app().await;
    let (call, _) = play(app.setup(), Steps::default().with_answer(ON_CALL, PickUp::Accepts)).await;
    let accept = app.only("/accept");
    assert_eq!((accept.param("To"), accept.param("From")), (Some(ON_CALL), Some("+12145550100")));
    assert_eq!((accept.param("Direction"), accept.param("ParentCallSid")), (Some("outbound-dial"), Some(call.sid())));
    assert_eq!((accept.param("Digits"), accept.is_signed()), (Some("1"), true));
    assert_ne!(accept.param("CallSid"), Some(call.sid()));
    assert_eq!(accept.param("CallSid"), app.only("/dialed").param("DialCallSid"));
}

#[tokio::test]
async fn declined_whisper_dials_next_number() {
    let app = app().await;
    let steps = Steps::default().with_answer(ON_CALL, PickUp::Declines).with_answer(SECOND, PickUp::Busy);
    let (call, _) = play(app.setup(), steps).await;
    assert_eq!(call.transcript().dialed(), [ON_CALL, SECOND]);
    let result = app.only("/dialed");
    assert_eq!((result.param("DialCallStatus"), result.param("DialBridged")), (Some("completed"), Some("false")));
}

#[tokio::test]
async fn unanswered_dial_is_reported_and_without_action_runs_next_verb() {
    let verbs = "<Dial>+12145550188</Dial><Say>Nobody could take the call.</Say>";
    let app = Application::with_twiml([("/voice", verbs)]).await;
    let (call, _) = play(app.setup(), Steps::default()).await;
    assert_eq!(call.transcript().said(), ["Nobody could take the call."]);

    let app = self::app().await;
    play(app.setup(), Steps::default()).await;
    let result = app.only("/dialed");
    assert_eq!((result.param("DialCallStatus"), result.param("DialCallDuration")), (Some("no-answer"), None));
}

#[tokio::test]
async fn dial_without_caller_id_shows_caller_number() {
    let verbs = r#"<Dial><Number url="whisper" statusCallback="leg" statusCallbackEvent="answered completed">+12145550188</Number></Dial>"#;
    let app = Application::with_twiml([("/voice", verbs), ("/whisper", "<Say>Acme call.</Say>")]).await;
    play(app.setup(), Steps::default().with_answer(ON_CALL, PickUp::Accepts)).await;
    assert_eq!(app.only("/whisper").param("From"), Some(CALLER));
    let legs: Vec<_> = app.asked().into_iter().filter(|asked| asked.uri.path() == "/leg").collect();
    let statuses: Vec<_> = legs.iter().filter_map(|asked| asked.param("CallStatus")).collect();
    assert_eq!(statuses, ["in-progress", "completed"]);
}

#[tokio::test]
async fn message_is_sent_to_action_and_recording_reported_later() {
    let verbs = r#"<Record action="kept" recordingStatusCallback="recording"/><Say>Not reached.</Say>"#;
    let app = Application::with_twiml([("/voice", verbs), ("/kept", "<Say>Thank you.</Say>")]).await;
    let (call, _) = play(app.setup(), Steps::new([say("It is Dana, no heat since last night.")])).await;
    assert_eq!(call.transcript().said(), ["Thank you."]);
    assert_eq!(app.paths(), ["/voice", "/kept", "/status", "/recording"]);
    let (kept, recording) = (app.only("/kept"), app.only("/recording"));
    assert_eq!(kept.param("RecordingDuration"), Some("4"));
    assert_eq!(kept.param("RecordingSid"), recording.param("RecordingSid"));
    assert_eq!((recording.param("RecordingStatus"), recording.param("To")), (Some("completed"), None));
    assert!(recording.is_signed());
}

#[tokio::test]
async fn empty_recording_continues_with_next_verb() {
    let verbs = r#"<Record action="kept"/><Say>Nothing was recorded.</Say>"#;
    let app = Application::with_twiml([("/voice", verbs)]).await;
    let (call, _) = play(app.setup(), Steps::new([CallerAction::Silence])).await;
    assert_eq!(call.transcript().said(), ["Nothing was recorded."]);
    assert_eq!(app.paths(), ["/voice", "/status"]);
}

#[tokio::test]
async fn message_ended_by_hang_up_is_sent_to_action() {
    let app =
        Application::with_twiml([("/voice", r#"<Record action="kept"/>"#), ("/kept", "<Say>Unheard.</Say>")]).await;
    let (call, progress) = play(app.setup(), Steps::new([say("Call me."), CallerAction::HangUp])).await;
    assert_eq!(progress, CallProgress::Over(Ending::Caller));
    assert_eq!(app.only("/kept").param("Digits"), Some("hangup"));
    assert!(call.transcript().events().contains(&Heard::Recorded("Call me.".into())));
    assert!(call.transcript().said().is_empty());
}

#[tokio::test]
async fn call_recording_is_reported_at_start_and_after_end() {
    let verbs = r#"<Start><Recording recordingStatusCallback="recording"
        recordingStatusCallbackEvent="in-progress completed"/></Start><Say>Hello.</Say>"#;
    let app = Application::with_twiml([("/voice", verbs)]).await;
    play(app.setup(), Steps::default()).await;
    assert_eq!(app.paths(), ["/voice", "/recording", "/status", "/recording"]);
    let asked = app.asked();
    assert_eq!(asked[1].param("RecordingStatus"), Some("in-progress"));
    assert_eq!(asked[3].param("RecordingStatus"), Some("completed"));
}
