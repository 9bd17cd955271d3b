use super::*;
use proptest::prelude::*;
use relay::InputKinds;

fn code(xml: &str) -> Option<u32> {
    parse(xml).err().map(|error| error.code())
}

#[test]
fn verbs_are_parsed_in_document_order_with_nested_prompts() {
    let verbs = parse(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <Response>
          <Say voice="Polly.Joanna">Hello &amp; welcome.</Say>
          <Gather input="speech dtmf" action="turn?n=1&amp;m=2" actionOnEmptyResult="true" numDigits="1">
            <Say>How can
              I help?</Say><Pause length="2"/>
          </Gather>
          <Redirect method="GET">/again</Redirect>
        </Response>"#,
    )
    .expect("valid");
    let [Verb::Prompt(hello), Verb::Gather(gather), Verb::Redirect(again)] = verbs.as_slice() else {
        panic!("{verbs:?}")
    };
    assert_eq!(*hello, Prompt::Say("Hello & welcome.".into()));
    assert_eq!(gather.prompts, [Prompt::Say("How can I help?".into()), Prompt::Pause(2)]);
    assert_eq!(gather.action, Link { url: Some("turn?n=1&m=2".into()), method: Method::Post });
    assert!(gather.speech && gather.keys && gather.action_on_empty);
    assert_eq!(*again, Link { url: Some("/again".into()), method: Method::Get });
}

#[test]
fn gather_without_input_attribute_takes_keys_only() {
    let verbs = parse("<Response><Gather/></Response>").expect("valid");
    let [Verb::Gather(gather)] = verbs.as_slice() else { panic!("{verbs:?}") };
    assert!(gather.keys && !gather.speech && !gather.action_on_empty);
    assert_eq!(gather.finish_on_key, Some('#'));
}

#[test]
fn dial_accepts_number_elements_or_bare_number() {
    let verbs = parse(
        r#"<Response><Dial action="/done" callerId="+12145550100"><Number url="/whisper">+12145550188</Number></Dial>
        <Dial>+12145550199</Dial></Response>"#,
    )
    .expect("valid");
    let [Verb::Dial(screened), Verb::Dial(bare)] = verbs.as_slice() else { panic!("{verbs:?}") };
    assert_eq!(screened.numbers[0].whisper.as_ref().and_then(|l| l.url.as_deref()), Some("/whisper"));
    assert_eq!(screened.caller_id.as_deref(), Some("+12145550100"));
    assert_eq!((bare.numbers[0].number.as_str(), bare.action.is_none()), ("+12145550199", true));
}

#[test]
fn malformed_xml_is_error_12100() {
    for xml in [
        "",
        "Internal Server Error",
        "<Response>",
        "<Response></Reply>",
        "<Response><Say>a & b</Say></Response>",
        "<Response><Say>&nbsp;</Say></Response>",
        "<Response/><Response/>",
        "\n<?xml version=\"1.0\"?><Response/>",
        "<Response><Say a=\"1\" a=\"2\"/></Response>",
        "<Response><Say a=\"<\"/></Response>",
        "<Response><Say>bell &#7;</Say></Response>",
        "<Response/>trailing",
    ] {
        assert_eq!(code(xml), Some(12100), "{xml:?}");
    }
}

#[test]
fn unknown_verb_is_error_12200_and_names_are_case_sensitive() {
    for xml in [
        "<response/>",
        "<Response><say>hi</say></Response>",
        "<Response><Transfer/></Response>",
        "<Response><Gather><Dial/></Gather></Response>",
        "<Response><Dial><Conference>x</Conference></Dial></Response>",
        "<Response><Start/></Response>",
    ] {
        assert_eq!(code(xml), Some(12200), "{xml:?}");
    }
}

#[test]
fn empty_response_and_unknown_attributes_are_accepted() {
    assert_eq!(code("<Response/>"), None);
    assert_eq!(code(r#"<Response><Say Voice="x" mood="calm">Hi</Say></Response>"#), None);
}

proptest! {
    #[test]
    fn any_text_parses_without_panic(text: String) {
        let _ = parse(&text);
        let _ = parse(&format!("<Response><Say>{text}</Say></Response>"));
    }

    #[test]
    fn escaped_text_is_parsed_back_unchanged(words in "[ -~éß🔥]{0,40}") {
        let xml = format!("<Response><Say>{}</Say></Response>", quick_xml::escape::escape(&words));
        let heard = words.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(parse(&xml).expect("escaped"), vec![Verb::Prompt(Prompt::Say(heard))]);
    }
}

#[test]
fn connect_has_its_attributes_and_parameters() {
    let verbs = parse(
        r#"<Response><Connect action="/ended"><ConversationRelay url="wss://stream.example.com?t=1" welcomeGreeting="Hello."
            welcomeGreetingInterruptible="none" dtmfDetection="true"><Language code="es-US" voice="x"/>
            <Parameter name="step" value="3"/></ConversationRelay></Connect></Response>"#,
    )
    .expect("valid");
    let [Verb::Connect(connection)] = verbs.as_slice() else { panic!("{verbs:?}") };
    assert_eq!(connection.url, "wss://stream.example.com?t=1");
    assert_eq!(connection.action.as_ref().and_then(|action| action.url.as_deref()), Some("/ended"));
    assert_eq!(connection.attributes.welcome_greeting.as_deref(), Some("Hello."));
    assert_eq!(connection.attributes.welcome_greeting_interruptible, InputKinds::NONE);
    assert!(connection.attributes.dtmf_detection);
    assert_eq!(connection.parameters, [("step".to_owned(), "3".to_owned())].into());
}

#[test]
fn connect_without_a_relay_or_its_url_is_error_12200() {
    for verbs in [
        "<Connect/>",
        r#"<Connect><Stream url="wss://a"/></Connect>"#,
        "<Connect><ConversationRelay/></Connect>",
        r#"<Connect><ConversationRelay url="wss://a"><Say>x</Say></ConversationRelay></Connect>"#,
    ] {
        assert_eq!(code(&format!("<Response>{verbs}</Response>")), Some(12200), "{verbs}");
    }
}
