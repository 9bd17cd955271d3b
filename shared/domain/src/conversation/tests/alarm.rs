//! What a call does after the alarm.

use std::collections::BTreeSet;

use super::*;
use crate::triage::{Language, language_of};

/// A call in which a danger was heard, with what followed.
fn after(words: &str) -> (Conversation, Effects) {
    let mut call = call();
    let effects = step(&mut call, said(words));
    (call, effects)
}

fn step(call: &mut Conversation, event: Event) -> Effects {
    let config = acme();
    call.step(event, Context { config: &config, now: now() })
}

fn not_reached() -> Event {
    Event::TransferFinished { dialed: Dialed::NotReached, seconds: 0 }
}

/// Lets every telephone ring without an answer, and returns the words of every step.
fn nobody_answers(call: &mut Conversation, mut effects: Effects) -> (Effects, Vec<String>) {
    let mut said = effects.say.clone();
    while let NextStep::EndTurn(TurnEnd::Transfer(transfer)) = &effects.next {
        assert!(transfer.must_accept, "{transfer:?}");
        effects = step(call, not_reached());
        said.extend(effects.say.clone());
    }
    (effects, said)
}

/// A call that asks whether everyone is out.
fn asked(words: &str) -> Conversation {
    let (mut call, effects) = after(words);
    let _ = nobody_answers(&mut call, effects);
    assert!(matches!(call.phase, Phase::AskingIfSafe(_)), "{:?}", call.phase);
    call
}

#[test]
fn every_leg_asks_for_1_and_has_its_own_words() {
    for words in
        ["I smell gas", "huele a gas", "the carbon monoxide alarm is going off", "water is pouring out of the furnace"]
    {
        let (mut call, effects) = after(words);
        let (_, said) = nobody_answers(&mut call, effects);
        let different: BTreeSet<_> = said.iter().collect();
        assert_eq!(different.len(), said.len(), "{said:?}");
        // Two people on call and the office, the safety words, and the words after them.
        assert_eq!(said.len(), 5, "{said:?}");
    }
}

#[test]
fn question_stays_until_it_is_answered() {
    let mut call = asked("I smell gas");
    let mut said_before = String::new();
    for answer in
        ["nobody is out yet", "um", "three of us are out", "my zip is 75201", "okay", "", "what", "the dog is inside"]
    {
        let effects = step(&mut call, said(answer));
        let (effects, words) = nobody_answers(&mut call, effects);
        assert!(matches!(super::answer(&effects), TurnEnd::Listen(_)));
        let words = words.join(" ");
        assert!(words.contains("911") && words.ends_with('?') && words != said_before, "{answer}: {words}");
        assert!(matches!(call.phase, Phase::AskingIfSafe(_)) && !call.everyone_out);
        said_before = words;
    }
    let effects = step(&mut call, said("yes we're all out"));
    assert!(call.everyone_out && effects.say.join(" ").contains("stay outside"), "{:?}", effects.say);
}

#[test]
fn doubtful_yes_is_none() {
    let mut call = asked("my house is on fire");
    let speech = Speech { text: "yes".to_owned(), confidence: Some(0.1) };
    let _ = step(&mut call, Event::CallerSaid(speech));
    assert!(!call.everyone_out);
}

#[test]
fn line_stays_open_to_the_people_rung_after_a_few_warnings() {
    let mut call = asked("I smell gas");
    let mut ends = Vec::new();
    for _ in 0..4 {
        let effects = step(&mut call, Event::CallerSilent);
        ends.push(matches!(effects.next, NextStep::EndTurn(TurnEnd::Transfer(_))));
        let _ = nobody_answers(&mut call, effects);
    }
    assert_eq!(ends, [false, false, true, true]);
    let silent = (0..20).map(|_| {
        let effects = step(&mut call, Event::CallerSilent);
        nobody_answers(&mut call, effects).0
    });
    let end = silent.into_iter().find(|effects| !matches!(super::answer(effects), TurnEnd::Listen(_))).expect("an end");
    assert_eq!(*super::answer(&end), TurnEnd::TakeVoicemail);
}

#[test]
fn key_0_rings_the_people_on_call() {
    let mut call = asked("I smell gas");
    let effects = step(&mut call, Event::KeyPressed("0".to_owned()));
    assert!(matches!(super::answer(&effects), TurnEnd::Transfer(_)));
    let mut call = asked("I smell gas");
    let effects = step(&mut call, Event::KeyPressed("5".to_owned()));
    assert!(effects.say.join(" ").contains("911"));
}

#[test]
fn retraction_leaves_the_advice_of_a_danger_to_life() {
    for (danger, retraction) in [
        ("I smell gas", "never mind it was the stove"),
        ("my house is on fire", "false alarm"),
        ("the carbon monoxide alarm is going off", "it was the detector's battery"),
    ] {
        let mut call = asked(danger);
        let first = step(&mut call, said(retraction)).say.join(" ");
        assert!(first.contains("stay outside") && first.contains("call you back") && first.contains("911"), "{first}");
        assert!(call.booking_is_unsafe());
        let second = step(&mut call, said(retraction)).say.join(" ");
        assert!(second != first && second.contains("wait outside"), "{second}");
        let _ = step(&mut call, said("yes everyone is out"));
        assert!(call.everyone_out);
    }
}

#[test]
fn retraction_of_any_other_danger_goes_on_with_the_call() {
    let (mut call, effects) = after("water is pouring out of the furnace");
    let _ = nobody_answers(&mut call, effects);
    let effects = step(&mut call, said("never mind it was just a glass that fell over"));
    assert!(effects.say.join(" ").contains("What can I do for you now?"), "{:?}", effects.say);
    assert_eq!(call.phase, Phase::Talking);
    // Said again, the words belong to what came after.
    assert_eq!(step(&mut call, said("never mind")).next, NextStep::AskModel);
}

#[test]
fn retraction_with_a_graver_danger_raises_it() {
    let (mut call, effects) = after("water is pouring out of the furnace");
    let _ = nobody_answers(&mut call, effects);
    let _ = step(&mut call, said("never mind the water I smell gas"));
    assert_eq!(call.emergency(), Some(Hazard::GasLeak));
}

#[test]
fn medical_emergency_calls_911_rings_a_person_and_books_nothing() {
    let mut call = call();
    let _ = step(&mut call, Event::CallStarted);
    let _ = step(&mut call, said("hello I have a question"));
    let report = json!({"hazard": "medical", "level": "emergency"}).to_string();
    let effects = step(&mut call, model(None, &[("report_emergency", report)]));
    let first = effects.say.join(" ");
    assert!(first.contains("911") && !first.to_lowercase().contains("leave the building"), "{first}");
    assert!(matches!(super::answer(&effects), TurnEnd::Transfer(transfer) if transfer.must_accept));
    let (effects, _) = nobody_answers(&mut call, effects);
    let last = effects.say.join(" ");
    assert!(last.contains("911") && !last.contains("Is everyone out") && !last.contains("book"), "{last}");
    assert!(call.booking_is_unsafe());
}

#[test]
fn medical_emergency_heard_again_rings_again_at_most_three_times() {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let mut call = call();
    let effects = call.raise_emergency(Hazard::Medical, context);
    let _ = nobody_answers(&mut call, effects);
    let mut rang = 0;
    for _ in 0..5 {
        let effects = call.remind_to_call_911(context);
        assert!(effects.say.join(" ").contains("911"), "{:?}", effects.say);
        rang += usize::from(matches!(super::answer(&effects), TurnEnd::Transfer(_)));
        let _ = nobody_answers(&mut call, effects);
    }
    assert_eq!(rang, 3);
}

#[test]
fn spanish_caller_hears_only_spanish() {
    let mut call = call();
    let mut heard = Vec::new();
    let events =
        ["huele a gas en la cocina", "no sé", "nadie ha salido", "", "fue falsa alarma", "¿qué?", "salieron dos"];
    for event in
        events.map(said).into_iter().chain([Event::CallerSilent, said("sí, ya salimos todos"), Event::CallerSilent])
    {
        let effects = step(&mut call, event);
        let (effects, words) = nobody_answers(&mut call, effects);
        assert!(matches!(super::answer(&effects), TurnEnd::Listen(_)));
        heard.extend(words);
    }
    let wrong: Vec<_> = heard.iter().filter(|words| language_of(words) != Some(Language::SPANISH)).collect();
    assert!(heard.len() > 10 && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn report_says_what_was_heard_and_what_is_known() {
    let (_, effects) = after("hi this is Dana at 12 Oak Street I smell gas");
    let [SideEffect::Emergency(emergency)] = effects.side_effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(emergency.report.heard.as_deref(), Some("hi this is Dana at 12 Oak Street I smell gas"));
    assert_eq!(emergency.report.place, None);
    let (mut call, _) = read_back_call();
    call.phase = Phase::Talking;
    let effects = step(&mut call, said("wait the house is on fire"));
    let Some(SideEffect::Emergency(emergency)) = effects.side_effects.first() else { panic!("{effects:?}") };
    assert_eq!(emergency.report.name.as_deref(), Some("Dana"));
    assert!(emergency.report.place.as_deref().is_some_and(|place| place.starts_with("12 Oak Street")));
}

#[test]
fn alarm_is_stored_with_the_call() {
    let call = asked("I smell gas");
    assert_ne!(call.alarm, Alarm::default());
    assert_eq!(Conversation::from(call.snapshot()), call);
}
