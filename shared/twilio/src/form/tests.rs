use proptest::prelude::*;

use super::*;

const FORM: Option<&str> = Some("application/x-www-form-urlencoded; charset=UTF-8");

fn form(body: &str) -> Form {
    Form::parse(FORM, body.as_bytes()).expect("a form")
}

#[test]
fn voice_request_accepts_any_caller() {
    let request = VoiceRequest::from_form(&form(
        "CallSid=CA0123456789abcdef0123456789abcdef&From=%2B12145550142&To=%2B12145550100",
    ));
    assert_eq!(request.expect("valid").caller, Caller::from_twilio("+12145550142"));
    for from in ["anonymous", "%2B266696687", "", "sip%3Adana%40example.com"] {
        let request =
            VoiceRequest::from_form(&form(&format!("CallSid=CA0123456789abcdef0123456789abcdef&From={from}")))
                .expect("valid");
        assert_eq!(request.caller, Caller::Withheld, "{from}");
    }
    assert_eq!(VoiceRequest::from_form(&form("From=%2B12145550142")), Err(FormError::Missing("CallSid")));
    for other in ["../x", "CA1", "CAtst_0123456789abcdef0123456789ab", "RE0123456789abcdef0123456789abcdef"] {
        let request = VoiceRequest::from_form(&form(&format!("CallSid={other}")));
        assert_eq!(request, Err(FormError::Invalid("CallSid")), "{other}");
    }
}

#[test]
fn invalid_form_body_gives_its_error() {
    let parse = |content_type, body: &[u8]| Form::parse(content_type, body).map(|form| form.params().len());
    assert_eq!(parse(None, b"a=1"), Err(FormError::NotAForm));
    assert_eq!(parse(Some("application/json"), b"{}"), Err(FormError::NotAForm));
    assert_eq!(parse(FORM, b"a=%ff"), Err(FormError::NotText));
    assert_eq!(parse(FORM, b"a=\xff"), Err(FormError::NotText));
    assert_eq!(parse(FORM, "a=1&".repeat(301).as_bytes()), Err(FormError::TooManyFields));
    assert_eq!(parse(FORM, b""), Ok(0));
}

#[test]
fn turn_input_distinguishes_speech_keys_and_silence() {
    let input = |body: &str| TurnInput::from_form(&form(body));
    let speech = |text: &str, confidence| Ok(TurnInput::Speech { text: text.to_owned(), confidence });
    assert!(input("SpeechResult=my+%22AC%22+%26+heat&Confidence=0.91") == speech("my \"AC\" & heat", Some(0.91)));
    assert!(input("SpeechResult=hola") == speech("hola", None));
    assert!(input("SpeechResult=x&Confidence=NaN") == speech("x", None));
    assert!(input("SpeechResult=&Digits=") == Ok(TurnInput::Silence));
    assert!(input("CallSid=CA1") == Ok(TurnInput::Silence));
    assert!(input("Digits=75201") == Ok(TurnInput::Digits("75201".to_owned())));
    assert!(input("Digits=drop+table") == Err(FormError::Invalid("Digits")));
}

#[test]
fn dial_result_is_connected_only_if_bridged() {
    let outcome = |body: &str| DialResult::from_form(&form(body)).map(|result| result.outcome);
    assert_eq!(outcome("DialCallStatus=completed"), Ok(DialOutcome::Connected));
    assert_eq!(outcome("DialCallStatus=completed&DialBridged=true"), Ok(DialOutcome::Connected));
    assert_eq!(outcome("DialCallStatus=completed&DialBridged=false"), Ok(DialOutcome::NotConnected));
    for status in ["busy", "no-answer", "failed", "canceled", "something-new"] {
        assert_eq!(outcome(&format!("DialCallStatus={status}")), Ok(DialOutcome::NotConnected), "{status}");
    }
}

#[test]
fn recording_is_parsed_only_when_completed() {
    let sid = "RE00000000000000000000000000000001";
    let url = format!("RecordingUrl=https%3A%2F%2Fapi.twilio.com%2FRecordings%2F{sid}&RecordingDuration=12");
    let recorded = Recorded::from_form(&form(&url)).expect("valid").expect("recorded");
    assert_eq!((recorded.recording_sid.as_str(), recorded.duration_seconds, recorded.started_at), (sid, 12, None));
    let began: jiff::Timestamp = "2026-11-29T08:00:05Z".parse().expect("an instant");
    for (text, instant) in [
        ("Sun%2C+29+Nov+2026+08%3A00%3A05+%2B0000", Some(began)),
        ("2026-11-29T08%3A00%3A05Z", Some(began)),
        ("yesterday", None),
        ("", None),
    ] {
        let recorded = Recorded::from_form(&form(&format!("{url}&RecordingStartTime={text}")));
        assert_eq!(recorded.expect("valid").expect("recorded").started_at, instant, "{text}");
    }
    assert_eq!(Recorded::from_form(&form(&format!("{url}&RecordingStatus=in-progress"))), Ok(None));
    assert_eq!(Recorded::from_form(&form("CallSid=CA1")), Ok(None));
    for other in ["RE1", "RE0123_0123", "CA00000000000000000000000000000001", "RE0000000000000000000000000000000_"] {
        let form = form(&format!("{url}&RecordingSid={other}"));
        assert_eq!(Recorded::from_form(&form), Err(FormError::Invalid("RecordingSid")), "{other}");
    }
    let elsewhere = form("RecordingUrl=javascript%3Aalert(1)");
    assert_eq!(Recorded::from_form(&elsewhere), Err(FormError::Invalid("RecordingSid")));
}

#[test]
fn status_event_is_final_only_at_the_end_of_the_call() {
    let event = |body: &str| StatusEvent::from_form(&form(body)).expect("valid");
    let ended = event("CallSid=CA0123456789abcdef0123456789abcdef&CallStatus=completed&CallDuration=61&Duration=2");
    assert!(ended.status.is_final());
    assert_eq!(ended.duration_seconds, 61);
    assert!(!event("CallSid=CA0123456789abcdef0123456789abcdef&CallStatus=in-progress").status.is_final());
    assert!(!event("CallSid=CA0123456789abcdef0123456789abcdef&CallStatus=something-new").status.is_final());
}

proptest! {
    #[test]
    fn form_parser_accepts_any_body_and_preserves_text(body: Vec<u8>, text: String) {
        if let Ok(form) = Form::parse(FORM, &body) {
            let _ = (TurnInput::from_form(&form), DialResult::from_form(&form).is_ok());
            let _ = (Recorded::from_form(&form).is_ok(), StatusEvent::from_form(&form).is_ok());
        }
        let encoded = form_urlencoded::Serializer::new(String::new()).append_pair("SpeechResult", &text).finish();
        let form = form(&encoded);
        prop_assert_eq!(&form.params()[0].1, &text);
    }
}
