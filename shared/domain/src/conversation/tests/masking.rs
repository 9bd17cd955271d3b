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
