//! Silence, unclear words, and transfers that no one answers.

use super::*;
use crate::triage::Language;

/// What the model would say, if it was asked.
const SILENT: &str = "The model was asked.";

fn silent(call: &mut Conversation, at: Timestamp) -> (String, TurnEnd) {
    let config = acme();
    let effects = call.step(Event::CallerSilent, Context { config: &config, now: at });
    (effects.say.join(" "), answer(&effects).clone())
}

/// A call in which the agent asked this.
fn asked(question: &str) -> Conversation {
    let mut call = call();
    let _ = until_answered(&mut call, Event::CallStarted, &model(None, &[]), true);
    let _ = until_answered(&mut call, said("My furnace needs a tune-up"), &model(Some(question), &[]), true);
    call
}

fn reading_back_message() -> Conversation {
    let mut call = call();
    let _ = until_answered(&mut call, Event::CallStarted, &model(None, &[]), true);
    let arguments =
        json!({"name": "Dana", "callback_number": null, "message": "Call me about the bill", "urgent": false});
    let takes = model(None, &[("take_message", arguments.to_string())]);
    let (effects, _) = until_answered(&mut call, said("Tell them to call me about the bill"), &takes, true);
    assert!(effects.say.join(" ").ends_with("Shall I pass it on?"), "{effects:?}");
    call
}

/// When Acme is closed and forwards no calls.
fn at_night() -> Timestamp {
    "2026-11-24T08:00:00Z".parse().expect("an instant")
}

#[test]
fn silence_repeats_the_question_in_ever_shorter_words() {
    for question in ["What is your ZIP code?", "It is $89. Is it for the house on 12 Oak St. or for another one?"] {
        let mut call = asked(question);
        let kept = question.rsplit("$89. ").next().expect("a question");
        let (first, _) = silent(&mut call, now());
        let (second, _) = silent(&mut call, now());
        assert!(first.ends_with(kept) && second.ends_with(kept), "{first} {second}");
        assert!(second.len() < first.len(), "{first} {second}");
    }
}

#[test]
fn unclear_words_repeat_the_question_too() {
    let mut call = asked("What is your ZIP code?");
    let mumbled = || Event::CallerSaid(Speech { text: "seven fife".to_owned(), confidence: Some(0.1) });
    let unasked = model(Some(SILENT), &[]);
    let first = until_answered(&mut call, mumbled(), &unasked, true).0.say.join(" ");
    let second = until_answered(&mut call, mumbled(), &unasked, true).0.say.join(" ");
    assert!(
        first.ends_with("What is your ZIP code?") && second.ends_with("What is your ZIP code?"),
        "{first} {second}"
    );
    assert!(first != second && second.len() <= first.len(), "{first} {second}");
}

#[test]
fn person_is_offered_only_while_one_can_be_reached() {
    for (at, offered) in [(now(), true), (at_night(), false)] {
        let mut call = asked("What is your ZIP code?");
        let words: Vec<String> = (0..3).map(|_| silent(&mut call, at).0).collect();
        assert_eq!(words.iter().any(|words| words.contains("person")), offered, "{words:?}");
        assert!(words[2].contains("message"), "{words:?}");
        assert_eq!(silent(&mut call, at).1, TurnEnd::TakeVoicemail);
    }
}

#[test]
fn read_back_survives_silence_and_says_that_nothing_is_booked() {
    let (mut call, visit) = read_back_call();
    let (first, _) = silent(&mut call, now());
    assert!(first.contains("12 Oak Street") && first.ends_with("shall I book it?"), "{first}");
    let (second, end) = silent(&mut call, now());
    assert!(second.ends_with("shall I book it?") && second.len() < first.len(), "{second}");
    assert_eq!(end, TurnEnd::Listen(BargeIn::KeysOnly));
    let mut agreed = call.clone();
    let (_, booked) = until_answered(&mut agreed, said("yes"), &model(Some(SILENT), &[]), true);
    assert_eq!(booked.len(), 1);
    assert_eq!(agreed.booked[0].visit.slot, visit.slot);
    let (third, _) = silent(&mut call, now());
    assert!(third.starts_with(&*Language::ENGLISH.words().results.not_booked), "{third}");
}

#[test]
fn message_survives_silence_and_is_kept_in_the_end() {
    let mut call = reading_back_message();
    for _ in 0..2 {
        let (words, _) = silent(&mut call, now());
        assert!(words.ends_with("pass your message on?"), "{words}");
    }
    let (effects, ran) = until_answered_with(
        &mut call,
        Event::CallerSilent,
        &model(Some(SILENT), &[]),
        (&[ToolBehavior::Works], ResultOrder::AsRequested),
    );
    assert_eq!(ran.len(), 1, "{ran:?}");
    assert!(effects.say.join(" ").contains(&*Language::ENGLISH.words().results.message_taken), "{effects:?}");
    // The caller is gone: the call ends without a second message.
    assert_eq!(silent(&mut call, now()).1, TurnEnd::HangUp);
}

#[test]
fn caller_who_has_all_they_called_for_and_is_silent_hears_goodbye() {
    let (mut call, _) = read_back_call();
    let _ = until_answered(&mut call, said("yes"), &model(Some(SILENT), &[]), true);
    let (first, end) = silent(&mut call, now());
    assert!(first.ends_with(&*Language::ENGLISH.words().talk.anything_else), "{first}");
    assert!(matches!(end, TurnEnd::Listen(_)));
    assert_eq!(silent(&mut call, now()), (String::from(&Language::ENGLISH.words().talk.goodbye), TurnEnd::HangUp));
}

#[test]
fn office_that_is_not_reached_twice_is_not_rung_again() {
    let mut call = asked("What is your ZIP code?");
    let silent = model(Some(SILENT), &[]);
    let missed = || Event::TransferFinished { dialed: Dialed::NotReached, seconds: 0 };
    for (attempt, words) in
        [(1, &*Language::ENGLISH.words().talk.nobody_free), (2, &*Language::ENGLISH.words().talk.nobody_picks_up)]
    {
        let (effects, _) = until_answered(&mut call, Event::KeyPressed("0".to_owned()), &silent, true);
        let TurnEnd::Transfer(transfer) = answer(&effects) else { panic!("{attempt}: {effects:?}") };
        assert!(transfer.must_accept, "a mailbox must not take the call");
        assert_eq!(until_answered(&mut call, missed(), &silent, true).0.say, [words]);
    }
    let (effects, _) = until_answered(&mut call, Event::KeyPressed("0".to_owned()), &silent, true);
    assert_eq!(effects.say, [&*Language::ENGLISH.words().talk.nobody_picks_up]);
}

#[test]
fn company_may_have_transferred_calls_connected_at_once() {
    let fields = crate::tenant::TenantFields { ask_to_accept_transfers: false, ..acme().into() };
    let config = crate::tenant::TenantConfig::try_from(fields).expect("valid");
    let context = Context { config: &config, now: now() };
    let mut call = call();
    let effects = call.step(Event::KeyPressed("0".to_owned()), context);
    let TurnEnd::Transfer(transfer) = answer(&effects) else { panic!("{effects:?}") };
    let notice = "A caller is on the line and asked for a person. Nothing is agreed yet.";
    assert_eq!((transfer.must_accept, transfer.notice.as_deref()), (false, Some(notice)));
    // In an emergency, no mailbox counts as a person.
    let effects = call.step(said("I smell gas"), context);
    let TurnEnd::Transfer(transfer) = answer(&effects) else { panic!("{effects:?}") };
    assert!(transfer.must_accept);
}

#[test]
fn short_read_back_is_refused_and_agreed_to_like_the_long_one() {
    for (answer, booked) in
        [(said("no don't book it"), 0), (Event::KeyPressed("1".to_owned()), 1), (said("yes please"), 1)]
    {
        let (mut call, _) = read_back_call();
        let (words, _) = silent(&mut call, now());
        assert!(words.ends_with("shall I book it?"), "{words}");
        assert_eq!(until_answered(&mut call, answer, &model(Some(SILENT), &[]), true).1.len(), booked);
    }
}
