//! Card numbers and social security numbers in what the caller says: no word of them is in the history.

use super::*;

fn talks() -> Event {
    model(Some("We are open until five."), &[])
}

/// What the caller said and keyed, by the history.
fn heard(call: &Conversation) -> Vec<&str> {
    let words = call.history().iter().filter_map(|entry| match entry {
        HistoryEntry::CallerSaid { text } => Some(text.as_str()),
        HistoryEntry::CallerKeyed { digits } => Some(digits.as_str()),
        _ => None,
    });
    words.collect()
}

fn hears(events: &[Event]) -> Conversation {
    let mut call = call();
    for event in events {
        let _ = call.step(event.clone(), Context { config: &acme(), now: now() });
        let _ = call.step(talks(), Context { config: &acme(), now: now() });
    }
    call
}

#[test]
fn card_number_is_masked_in_words_keys_and_danger() {
    let call =
        hears(&[said("My card is four one one one, 1111 1111 1111"), Event::KeyPressed("4111111111111111".to_owned())]);
    assert_eq!(heard(&call), ["My card is [card number]", "[card number]"]);
    let call = hears(&[said("I smell gas, and my card is 4111 1111 1111 1111")]);
    assert_eq!(heard(&call), ["I smell gas, and my card is [card number]"]);
    assert_eq!(call.emergency(), Some(Hazard::GasLeak));
}

#[test]
fn turn_that_completes_a_number_is_masked() {
    let call = hears(&[said("My social is one two three"), said("45 6789"), said("When can you come?")]);
    let mask = crate::redaction::SOCIAL_SECURITY_NUMBER;
    // The first turn was sent to the model and stored before anyone knew what it begins; from now on it is masked too.
    assert_eq!(heard(&call), [format!("My social is {mask}").as_str(), mask, "When can you come?"]);
}

#[test]
fn telephone_number_and_address_stay() {
    let words = "It's 12 Oak Street, 75201, and my number is 214 555 0142";
    assert_eq!(heard(&hears(&[said(words)])), [words]);
}

#[test]
fn what_the_agent_and_the_tools_repeated_is_masked_when_the_number_is_complete() {
    let arguments = r#"{"message":"my card number is 4242 4242","urgent":false}"#;
    let mut entries = [
        HistoryEntry::agent_said("Hello, 4242 Oak Street?"),
        HistoryEntry::CallerSaid { text: "my card is 4242 4242".to_owned() },
        HistoryEntry::ToolsRequested {
            requests: vec![ToolRequest {
                id: "1".to_owned(),
                name: "take_message".to_owned(),
                arguments: arguments.to_owned(),
            }],
        },
        HistoryEntry::ToolReturned { id: "1".to_owned(), content: r#"{"read_back":"42424242","of":4242}"#.to_owned() },
        HistoryEntry::agent_said("Let me read: four two four two 4242."),
        HistoryEntry::CallerSaid { text: "sorry, are you there?".to_owned() },
        HistoryEntry::agent_said("Yes. Between 8 and 12 works, at 75201."),
        HistoryEntry::CallerSaid { text: "4242 4242".to_owned() },
    ];
    let known = crate::conversation::mask_numbers(&mut entries);
    assert!(!known.is_empty() && !format!("{known:?}").contains("42"));
    let texts: Vec<String> = entries.iter().map(text_of).collect();
    assert_eq!(texts[0], "Hello, 4242 Oak Street?", "before the number");
    assert_eq!(texts[6], "Yes. Between 8 and 12 works, at 75201.");
    for text in [1, 2, 3, 4, 7].map(|nth| &texts[nth]) {
        assert!(text.contains("[card number]") && !text.contains("42") && !text.contains("four"), "{text}");
    }
    for json in [&texts[2], &texts[3]] {
        assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{json}");
    }
}

#[test]
fn short_parts_of_a_social_security_number_are_masked_where_the_agent_repeated_them() {
    let mut entries = [
        HistoryEntry::CallerSaid { text: "my social is five one two".to_owned() },
        HistoryEntry::agent_said("Five one two, and then? We open at 8."),
        HistoryEntry::CallerSaid { text: "forty four".to_owned() },
        HistoryEntry::agent_said("44, okay."),
        HistoryEntry::CallerSaid { text: "6789".to_owned() },
        HistoryEntry::agent_said("See you on the 44 bus."),
    ];
    crate::conversation::mask_numbers(&mut entries);
    let mask = crate::redaction::SOCIAL_SECURITY_NUMBER;
    let texts: Vec<String> = entries.iter().map(text_of).collect();
    let expected = [
        &format!("my social is {mask}"),
        &format!("{mask}, and then? We open at 8."),
        mask,
        &format!("{mask}, okay."),
        mask,
        "See you on the 44 bus.",
    ];
    assert_eq!(texts, expected);
}

fn text_of(entry: &HistoryEntry) -> String {
    match entry {
        HistoryEntry::CallerSaid { text } | HistoryEntry::AgentSaid { text, .. } => text.clone(),
        HistoryEntry::CallerKeyed { digits } => digits.clone(),
        HistoryEntry::ToolReturned { content, .. } => content.clone(),
        HistoryEntry::ToolsRequested { requests } => requests.iter().map(|request| request.arguments.clone()).collect(),
    }
}
