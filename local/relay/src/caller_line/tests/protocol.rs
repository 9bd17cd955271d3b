//! The messages in both directions, and the end of a session.

use super::*;

#[test]
fn setup_is_the_first_message() {
    let mut line = CallerLine::new(RelayAttributes::default(), facts(), LineFaults::default());
    let setup = &sent(&mut line)[0];
    assert_eq!((&setup["type"], &setup["callStatus"]), (&json!("setup"), &json!("RINGING")));
    assert_eq!(setup["callSid"], "CA00000000000000000000000000000001");
    assert_eq!((&setup["parentCallSid"], &setup["forwardedFrom"]), (&json!(""), &json!(null)));
    assert_eq!(setup["customParameters"], json!({"step": "1"}));
}

#[test]
fn speakers_and_played_texts_are_reported_if_asked_for() {
    let attributes = RelayAttributes::read(|name| match name {
        "events" => Some("speaker-events tokens-played"),
        _ => None,
    });
    let mut line = line(attributes);
    line.received(&token("One. ", false));
    line.received(&token("Two.", true));
    line.advance(2_000);
    line.say("Yes");
    line.advance(3_000);
    let said: Vec<_> = sent(&mut line)
        .iter()
        .map(|message| {
            (message["name"].as_str().unwrap_or("prompt").to_owned(), message["value"].clone(), message["ts"].clone())
        })
        .collect();
    let info = |name: &str, value: &str, at: u64| (name.to_owned(), json!(value), json!(at));
    assert_eq!(
        said,
        [
            info("agentSpeaking", "on", 200),
            info("tokensPlayed", "One. ", 533),
            info("tokensPlayed", "Two.", 799),
            info("agentSpeaking", "off", 799),
            info("clientSpeaking", "on", 2_000),
            info("clientSpeaking", "off", 2_200),
            ("prompt".to_owned(), json!(null), json!(null)),
        ]
    );
}

#[test]
fn partial_prompts_are_cumulative() {
    let mut line = line(with(|attributes| attributes.partial_prompts = true));
    line.say("my furnace is making a very loud noise");
    line.advance(10_000);
    let prompts: Vec<_> = sent(&mut line)
        .iter()
        .map(|prompt| (prompt["voicePrompt"].as_str().expect("words").to_owned(), prompt["last"].clone()))
        .collect();
    let prompt = |words: &str, last| (words.to_owned(), json!(last));
    assert_eq!(
        prompts,
        [
            prompt("my furnace is", false),
            prompt("my furnace is making a very", false),
            prompt("my furnace is making a very loud noise", true),
        ]
    );
}

#[test]
fn languages_change() {
    let mut line = line(RelayAttributes::default());
    line.received(r#"{"type":"language","ttsLanguage":"es-US","transcriptionLanguage":"es-US"}"#);
    line.received(&token("Buenos días.", true));
    line.received(r#"{"type":"text","token":"Good morning.","last":true,"lang":"en-US"}"#);
    line.advance(3_000);
    line.say("Hola");
    line.advance(4_000);
    assert_eq!(sent(&mut line)[0]["lang"], "es-US");
    let languages: Vec<_> = line
        .heard()
        .iter()
        .filter_map(
            |event| if let HeardKind::Agent { language, .. } = &event.kind { Some(language.as_str()) } else { None },
        )
        .collect();
    assert_eq!(languages, ["es-US", "en-US"]);
}

#[test]
fn sounds_and_tones_are_heard() {
    let mut line = line(RelayAttributes::default());
    line.received(r#"{"type":"play","source":"https://example.com/a.mp3"}"#);
    line.received(r#"{"type":"sendDigits","digits":"12"}"#);
    line.advance(2_000);
    let kinds: Vec<_> = line.heard().iter().map(|event| event.kind.clone()).collect();
    assert_eq!(kinds, [HeardKind::Tones("12".to_owned()), HeardKind::Sound("https://example.com/a.mp3".to_owned())]);
}

#[test]
fn ten_malformed_messages_in_a_row_end_the_session() {
    let mut line = line(RelayAttributes::default());
    for _ in 0..9 {
        line.received(r#"{"message":"Internal server error"}"#);
    }
    line.received(&token("", false));
    for _ in 0..9 {
        line.received("x");
    }
    for _ in 0..20 {
        line.received(r#"{"type":"future"}"#);
    }
    assert_eq!(line.end(), None, "an unknown type is not counted");
    assert_eq!(sent(&mut line).iter().filter(|message| message["type"] == "error").count(), 38);
    line.received("x");
    assert_eq!(outputs(&mut line).last(), Some(&LineOutput::Close(1007)));
    let end = line.end().expect("the end").params();
    assert!(end.contains(&("ErrorCode".to_owned(), "64107".to_owned())), "{end:?}");
    assert!(end.contains(&("SessionStatus".to_owned(), "failed".to_owned())));
}

#[test]
fn end_has_the_parameters_of_action() {
    let mut line = line(RelayAttributes::default());
    line.received(&token("One moment please.", true));
    line.advance(1_000);
    line.received(r#"{"type":"end","handoffData":"{\"step\":3}"}"#);
    line.advance(9_000);
    assert_eq!(outputs(&mut line), [LineOutput::Close(1000)]);
    assert_eq!(agent(&line), [(200, 1_000, "One moment", true)]);
    let params = line.end().expect("the end").params();
    let expected = [
        ("SessionId", "VX00000000000000000000000000000001"),
        ("SessionStatus", "ended"),
        ("SessionDuration", "1"),
        ("HandoffData", r#"{"step":3}"#),
    ];
    assert_eq!(params, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    line.say("Hello?");
    line.received(&token("x", true));
    line.advance(20_000);
    assert!(outputs(&mut line).is_empty(), "nothing follows the end");
}

#[test]
fn caller_hangs_up_and_provider_fails() {
    let mut left = line(RelayAttributes::default());
    left.hang_up();
    assert_eq!(left.end().expect("the end").outcome, SessionOutcome::Completed);
    let mut failed = line(RelayAttributes::default());
    failed.fail_provider();
    assert!(matches!(failed.end().expect("the end").outcome, SessionOutcome::Failed { code: 64114, .. }));
}

#[test]
fn attributes_are_read() {
    let attributes = RelayAttributes::read(|name| match name {
        "welcomeGreeting" => Some("Hello."),
        "welcomeGreetingInterruptible" => Some("none"),
        "interruptible" => Some("speech"),
        "language" => Some("es-US"),
        "ttsLanguage" => Some("en-US"),
        "dtmfDetection" | "applicationReconnect" => Some("true"),
        "preemptible" => Some("perhaps"),
        _ => None,
    });
    let expected = RelayAttributes {
        welcome_greeting: Some("Hello.".to_owned()),
        welcome_greeting_interruptible: InputKinds::NONE,
        interruptible: InputKinds { dtmf: false, speech: true },
        transcription_language: "es-US".to_owned(),
        dtmf_detection: true,
        application_reconnect: true,
        ..RelayAttributes::default()
    };
    assert_eq!(attributes, expected);
}
