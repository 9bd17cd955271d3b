use insta::assert_snapshot;
use proptest::prelude::*;
use quick_xml::{Reader, events::Event};

use super::*;

fn say(text: &str) -> Say {
    Say { voice: "Polly.Joanna-Neural", language: "en-US", text: text.to_owned() }
}

fn number() -> PhoneNumber {
    PhoneNumber::parse("+12145550188").expect("valid")
}

fn xml(verbs: Vec<Verb>) -> String {
    Response { verbs }.to_xml()
}

#[test]
fn gather_with_automatic_end_of_speech_matches_snapshot() {
    let input = Input::SpeechAndKeys {
        language: "en-US",
        end_of_speech: EndOfSpeech::Automatic,
        hints: vec!["Acme Heating & Air".to_owned(), "Dallas, Texas".to_owned()],
        speech_interrupts: true,
    };
    let action = "https://api.example.com/twilio/turn?step=1&held=true".to_owned();
    let gather = Gather { action, input, timeout_seconds: 5, say: vec![say("How can I \"help\" <you> & yours? 🔥")] };
    assert_snapshot!(xml(vec![
        Verb::Gather(gather),
        Verb::Redirect { url: "https://api.example.com/?a=1&b=2".into() }
    ]));
}

#[test]
fn gather_with_speech_model_has_a_speech_timeout() {
    let end_of_speech = EndOfSpeech::After { seconds: 2, model: "googlev2_telephony" };
    let input = Input::SpeechAndKeys { language: "en-US", end_of_speech, hints: Vec::new(), speech_interrupts: true };
    assert_snapshot!(xml(vec![Verb::Gather(Gather {
        action: "/t".into(),
        input,
        timeout_seconds: 5,
        say: Vec::new()
    })]));
}

#[test]
fn gather_that_speech_does_not_interrupt_says_so() {
    for (speech_interrupts, attribute) in [(true, false), (false, true)] {
        let end_of_speech = EndOfSpeech::Automatic;
        let input = Input::SpeechAndKeys { language: "en-US", end_of_speech, hints: Vec::new(), speech_interrupts };
        let gather = Gather { action: "/t".into(), input, timeout_seconds: 5, say: vec![say("Is that all right?")] };
        let xml = xml(vec![Verb::Gather(gather)]);
        assert_eq!(xml.contains(r#"bargeIn="false""#), attribute, "{xml}");
        assert!(xml.contains(r#"input="speech dtmf""#), "{xml}");
    }
}

#[test]
fn dial_with_whisper_matches_snapshot() {
    let (action, whisper) = ("/twilio/dial-result?step=2".to_owned(), Some("/twilio/whisper?a=1&b=2".to_owned()));
    let dial = Dial { action, timeout_seconds: 25, number: number(), whisper };
    let keys = Gather { action: "/w".into(), input: Input::Keys(1), timeout_seconds: 10, say: vec![say("Press 1.")] };
    assert_snapshot!(xml(vec![Verb::Say(say("One moment.")), Verb::Dial(dial), Verb::Gather(keys)]));
}

#[test]
fn record_and_hangup_match_snapshot() {
    let record = Record {
        action: "/twilio/voicemail?step=2".into(),
        max_length_seconds: 180,
        timeout_seconds: 6,
        recording_status_callback: Some("/twilio/recording".into()),
    };
    let start = StartRecording { recording_status_callback: "/twilio/recording".into() };
    assert_snapshot!(xml(vec![Verb::StartRecording(start), Verb::Record(record), Verb::Hangup, Verb::Reject]));
}

fn parsed_back(xml: &str) -> (String, String) {
    let (mut spoken, mut action) = (String::new(), String::new());
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().expect("well formed") {
            Event::Text(text) => spoken.push_str(&text),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().expect("a reference") {
                Some(c) => spoken.push(c),
                None => spoken.push_str(quick_xml::escape::resolve_predefined_entity(&reference).expect("predefined")),
            },
            Event::Start(element) if element.name().as_ref() == "Gather" => {
                let attribute = element.try_get_attribute("action").expect("well formed").expect("there");
                action =
                    attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0).expect("well formed").into_owned();
            }
            Event::Eof => return (spoken, action),
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_escaped_and_preserved(words in any::<String>(), action in "[ -~]{0,40}") {
        let gather = Gather { action: action.clone(), input: Input::Keys(1), timeout_seconds: 1, say: vec![say(&words)] };
        let xml = xml(vec![Verb::Gather(gather)]);
        let (spoken, read_action) = parsed_back(&xml);
        prop_assert_eq!(spoken, legal(&words));
        prop_assert_eq!(read_action, action);
    }

    #[test]
    fn document_stays_within_twilios_size_limit(words in "\\PC{2900,3400}") {
        let xml = xml(vec![Verb::Say(say(&words)), Verb::Say(say(&words))]);
        prop_assert!(xml.len() <= 64 * 1024);
    }
}
