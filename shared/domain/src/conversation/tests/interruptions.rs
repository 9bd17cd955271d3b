//! Words that the caller did not hear to their end.

use super::*;

#[test]
fn interrupted_words_are_heard_in_part() {
    let mut call = call();
    let speaks = model(Some("We can come on Tuesday. Is that all right?"), &[]);
    let _ = until_answered(&mut call, Event::CallStarted, &speaks, true);
    let _ = until_answered(&mut call, said("My furnace needs a tune-up"), &speaks, true);
    interrupt(&mut call, "We can come on Tuesday. Is that all right?", "we can come on Tuesday is");
    let heard: Vec<_> = call.history().iter().filter_map(|entry| entry.heard()).collect();
    assert!(heard[0].1, "the greeting was heard in full");
    assert_eq!(heard[1], ("We can come on Tuesday. Is", false));
}

/// A call in which a visit was read back, and the caller heard only this of it.
fn heard_only(heard: &str) -> (Conversation, String) {
    let (mut call, _) = read_back_call();
    let words = call.history().iter().rev().find_map(|entry| entry.heard()).expect("words of the agent").0.to_owned();
    interrupt(&mut call, &words, heard);
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

#[test]
fn question_about_a_read_back_that_was_cut_agrees_to_nothing() {
    let silent = model(Some("Go on."), &[]);
    let (_, words) = heard_only("");
    for filler in [said("um"), Event::CallerSilent] {
        let (mut call, _) = heard_only("Let me read that back");
        let (effects, _) = until_answered(&mut call, filler.clone(), &silent, true);
        assert_eq!(effects.say, std::slice::from_ref(&words), "it is read again after {filler:?}");
        interrupt(&mut call, &words, "Let me");
        let (effects, actions) = until_answered(&mut call, said("yes"), &silent, true);
        assert_eq!((effects.say, actions.len()), (vec![words.clone()], 0), "{filler:?}");
        let (effects, _) = until_answered(&mut call, said("um"), &silent, true);
        assert_ne!(effects.say, std::slice::from_ref(&words), "all of it was heard");
        let (effects, _) = until_answered(&mut call, said("yes"), &silent, true);
        assert!(effects.say.join(" ").contains("You're booked"), "{:?}", effects.say);
    }
}

#[test]
fn yes_counts_from_the_last_detail_on_and_at_no_word_before() {
    let silent = model(Some("Go on."), &[]);
    let (_, whole) = heard_only("");
    let (details, _) = whole.rsplit_once(". ").expect("a question after the details");
    let (words, of_details) = (whole.split_whitespace().count(), details.split_whitespace().count());
    for heard in 0..=words {
        let first = whole.split_whitespace().take(heard).collect::<Vec<_>>().join(" ");
        let (mut call, _) = heard_only(&first);
        let (_, actions) = until_answered(&mut call, said("yes"), &silent, true);
        assert_eq!(actions.len(), usize::from(heard >= of_details), "heard {first:?}");
    }
}

#[test]
fn what_a_tool_did_is_known_after_an_interruption_at_any_word() {
    let silent = model(Some("Go on."), &[]);
    let (mut booked, _) = read_back_call();
    let start = booked.history().len();
    let (effects, _) = until_answered(&mut booked, said("yes"), &silent, true);
    let (all, tools) = (effects.say.join(" "), |call: &Conversation| {
        let is_tool = |entry: &&HistoryEntry| !matches!(entry, HistoryEntry::AgentSaid { .. });
        call.history().iter().skip(start).filter(is_tool).cloned().collect::<Vec<_>>()
    });
    assert!(tools(&booked).iter().any(|entry| matches!(entry, HistoryEntry::ToolReturned { .. })));
    for heard in 0..all.split_whitespace().count() {
        let mut call = booked.clone();
        let first = all.split_whitespace().take(heard).collect::<Vec<_>>().join(" ");
        interrupt(&mut call, &all, &first);
        assert_eq!(tools(&call), tools(&booked), "heard {first:?}");
        let (_, again) = until_answered(&mut call, said("yes"), &silent, true);
        assert!(again.is_empty() && call.booked.len() == 1, "it is not booked again after {first:?}");
    }
}

#[test]
fn danger_is_answered_wherever_the_agent_was_interrupted() {
    let (_, whole) = heard_only("");
    for heard in 0..=whole.split_whitespace().count() {
        let first = whole.split_whitespace().take(heard).collect::<Vec<_>>().join(" ");
        let (mut call, _) = heard_only(&first);
        let (effects, actions) = until_answered(&mut call, said("I smell gas"), &model(None, &[]), true);
        let safety = crate::triage::safety_words(Hazard::GasLeak, Language::ENGLISH);
        assert!(effects.say.join(" ").contains(safety) && actions.is_empty(), "heard {first:?}");
    }
}
