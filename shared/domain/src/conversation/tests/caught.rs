//! What the model may not say, in whole conversations: one more attempt, then a fixed sentence.

use super::*;
use crate::conversation::{CatchKind, guard::safe_words};
use crate::triage::Language;

/// A call whose caller has asked something, and the model is asked.
fn asked(words: &str) -> (Conversation, crate::tenant::TenantConfig) {
    let config = acme();
    let mut call = call();
    let context = Context { config: &config, now: now() };
    let _ = call.step(Event::CallStarted, context);
    let effects = call.step(said(words), context);
    assert_eq!(effects.next, NextStep::AskModel);
    (call, config)
}

fn answer(text: &str) -> ModelTurn {
    ModelTurn { text: Some(text.to_owned()), ..ModelTurn::default() }
}

const LISTEN: NextStep = NextStep::EndTurn(TurnEnd::Listen(BargeIn::SpeechAndKeys));

#[test]
fn caught_words_are_rephrased_once_and_recorded() {
    let (mut call, config) = asked("I need a visit for my AC");
    let context = Context { config: &config, now: now() };
    assert_eq!(call.correction(), None);
    let effects = call.step(model(Some("I see. It's probably the capacitor."), &[]), context);
    assert_eq!((effects.say.len(), effects.next), (0, NextStep::AskModel), "nothing is spoken");
    let correction = call.correction().expect("a correction");
    assert!(correction.contains("what is wrong with the equipment"), "{correction}");
    assert!(!call.caught()[0].rephrased);
    let effects = call.step(model(Some("A technician has to see it. Shall I book a visit?"), &[]), context);
    assert_eq!(
        (effects.say.as_slice(), effects.next),
        (&["A technician has to see it. Shall I book a visit?".to_owned()][..], LISTEN)
    );
    let caught = &call.caught()[0];
    assert_eq!((caught.kind, caught.turn, caught.rephrased), (CatchKind::Diagnosis, 1, true));
    assert_eq!(call.correction(), None, "the next turn begins without one");
    assert_eq!(call.snapshot().progress.caught.len(), 1);
}

#[test]
fn second_catch_of_a_turn_is_a_safe_sentence_in_the_callers_language() {
    for (caller, language) in
        [("What is a repair?", Language::ENGLISH), ("¿Cuánto cuesta la reparación por favor?", Language::SPANISH)]
    {
        let (mut call, config) = asked(caller);
        let context = Context { config: &config, now: now() };
        assert_eq!(call.step(model(Some("It's $777."), &[]), context).next, NextStep::AskModel);
        let effects = call.step(model(Some("About seven hundred dollars."), &[]), context);
        assert_eq!((effects.say, effects.next), (vec![safe_words(CatchKind::Price, language)], LISTEN));
        assert_eq!(call.caught().iter().map(|caught| caught.rephrased).collect::<Vec<_>>(), [false, false]);
        assert!(call.caught().iter().all(|caught| !caught.sentence.contains("777")));
        // The next turn has its own attempt.
        let _ = call.step(said("And a tune-up?"), context);
        assert_eq!(call.step(model(Some("It's $777."), &[]), context).next, NextStep::AskModel);
    }
}

#[test]
fn words_that_the_caller_has_heard_stay() {
    let (mut call, config) = asked("I need a visit for my AC");
    let context = Context { config: &config, now: now() };
    let streamed =
        ModelTurn { heard: Some("I see.".to_owned()), ..answer("I see. It's the capacitor. Anything else?") };
    assert_eq!(call.step(Event::ModelSaid(streamed), context).next, NextStep::AskModel);
    assert!(call.correction().expect("a correction").contains("\"I see.\""));
    let effects = call.step(model(Some("Shall I book a visit?"), &[]), context);
    assert_eq!(effects.say, ["I see.", "Shall I book a visit?"]);
}

#[test]
fn tools_beside_caught_words_run() {
    let (mut call, config) = asked("I need a visit for my AC");
    let context = Context { config: &config, now: now() };
    let tools = [("check_availability", json!({"zip": null, "when": "tomorrow", "part_of_day": "any"}).to_string())];
    let effects = call.step(model(Some("It's the capacitor. Let me look."), &tools), context);
    assert!(matches!(effects.next, NextStep::RunTools(_)), "{:?}", effects.next);
    assert!(effects.say.is_empty());
    assert_eq!(call.caught().len(), 1);
}

#[test]
fn goodbye_that_may_not_be_said_is_ours() {
    let (mut call, config) = asked("Thank you, bye");
    let context = Context { config: &config, now: now() };
    let tools = [("end_call", json!({"goodbye": "Your appointment is booked. Goodbye!"}).to_string())];
    let effects = call.step(model(None, &tools), context);
    assert_eq!(
        (effects.say, effects.next),
        (vec!["Thank you for calling. Goodbye.".to_owned()], NextStep::EndTurn(TurnEnd::HangUp))
    );
    assert_eq!(call.caught()[0].kind, CatchKind::Booking);
}

#[test]
fn cut_answer_is_spoken_to_its_last_sentence_or_asked_again() {
    let (mut call, config) = asked("When do you open?");
    let context = Context { config: &config, now: now() };
    let cut = ModelTurn { is_cut: true, ..answer("We open in the mor") };
    assert_eq!(call.step(Event::ModelSaid(cut), context).next, NextStep::AskModel);
    let cut = ModelTurn { is_cut: true, ..answer("We open early. On Satur") };
    assert_eq!(call.step(Event::ModelSaid(cut), context).say, ["We open early."]);
}

#[test]
fn answer_with_nothing_for_the_caller_is_asked_again() {
    let (mut call, config) = asked("When do you open?");
    let context = Context { config: &config, now: now() };
    for text in ["<think>They ask about hours.</think>", "<tool_call>{\"name\": \"end_call\"}</tool_call>", "👍"] {
        assert_eq!(call.step(model(Some(text), &[]), context).next, NextStep::AskModel, "{text}");
    }
    let effects = call.step(model(Some("<think>Hours.</think>We open **early**."), &[]), context);
    assert_eq!(effects.say, ["We open early."]);
}

#[test]
fn safe_sentences_may_be_said_and_have_their_language() {
    let (call, config) = asked("When do you open?");
    let context = Context { config: &config, now: now() };
    for kind in CatchKind::ALL {
        for language in Language::ALL {
            let words = safe_words(kind, language);
            assert_eq!(call.guard(context).check(&words).caught, None, "{words}");
            assert_eq!(crate::triage::language_of(&words), Some(language), "{words}");
        }
    }
}

#[test]
fn number_of_recorded_sentences_is_bounded() {
    let (mut call, config) = asked("What is a repair?");
    let context = Context { config: &config, now: now() };
    for _ in 0..30 {
        let _ = call.step(model(Some("It's $777."), &[]), context);
        let _ = call.step(model(Some("It's $777."), &[]), context);
        let _ = call.step(said("How much is it?"), context);
    }
    assert_eq!(call.caught().len(), 10);
    assert_eq!(call.caught().last().map(|caught| caught.turn), Some(30));
}

#[test]
fn every_catch_is_counted_beyond_those_that_are_recorded() {
    let (mut call, config) = asked("What is a repair?");
    let context = Context { config: &config, now: now() };
    for nth in 1..=14 {
        let before = call.caught_now();
        let _ = call.step(model(Some("It's $777."), &[]), context);
        let effects = call.step(model(Some("About seven hundred dollars."), &[]), context);
        assert_eq!((call.caught_now() - before, effects.next), (2, LISTEN), "{nth}");
        let _ = call.step(said("And a tune-up?"), context);
    }
    assert_eq!((call.caught().len(), call.caught_now()), (10, 28));
    assert_eq!(Conversation::from(call.snapshot()).caught_now(), 0, "those of another step are counted there");
}
