//! Words that the caller did not hear to their end.

use super::*;

#[test]
fn interrupted_words_are_heard_in_part() {
    let mut call = call();
    let speaks = model(Some("We can come on Tuesday. Is that all right?"), &[]);
    let _ = until_answered(&mut call, Event::CallStarted, &speaks, true);
    let _ = until_answered(&mut call, said("My furnace needs a tune-up"), &speaks, true);
    call.interrupted("We can come on Tuesday. Is that all right?", "we can come on Tuesday is");
    let heard: Vec<_> = call.history().iter().filter_map(|entry| entry.heard()).collect();
    assert!(heard[0].1, "the greeting was heard in full");
    assert_eq!(heard[1], ("We can come on Tuesday. Is", false));
}

/// A call in which a visit was read back, and the caller heard only this of it.
fn heard_only(heard: &str) -> (Conversation, String) {
    let (mut call, _) = read_back_call();
    let words = call.history().iter().rev().find_map(|entry| entry.heard()).expect("words of the agent").0.to_owned();
    call.interrupted(&words, heard);
    (call, words)
}

#[test]
fn yes_to_details_that_were_not_heard_is_asked_for_again() {
    let silent = model(Some("Go on."), &[]);
    for answer in [said("yes"), Event::KeyPressed("1".to_owned())] {
        let (mut call, words) = heard_only("Let me read that back");
        let (effects, actions) = until_answered(&mut call, answer.clone(), &silent, true);
        assert_eq!(effects.say, [words], "{answer:?}");
        assert!(actions.is_empty(), "{answer:?} changes nothing");
    }
}

#[test]
fn yes_after_the_last_detail_counts() {
    let silent = model(Some("Go on."), &[]);
    let (_, words) = heard_only("");
    let details = words.rsplit_once(". ").expect("a question after the details").0.to_owned();
    let (mut call, _) = heard_only(&details);
    let (effects, _) = until_answered(&mut call, said("yes"), &silent, true);
    assert!(effects.say.join(" ").contains("You're booked"), "{:?}", effects.say);
}
