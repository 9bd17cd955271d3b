//! Several tools in one answer of the model.

use super::*;
use crate::{
    booking::Voicemail,
    id::RecordingSid,
    triage::{Language, safety_words},
};

const WORKS: (&[ToolBehavior], bool) = (&[ToolBehavior::Works], false);

fn cancel() -> (&'static str, String) {
    ("cancel", json!({"appointment_id": stored_appointment()}).to_string())
}

fn book() -> (&'static str, String) {
    ("book_appointment", visit())
}

fn end_call() -> (&'static str, String) {
    ("end_call", json!({"goodbye": "So long."}).to_string())
}

fn report(hazard: &str) -> (&'static str, String) {
    ("report_emergency", json!({"hazard": hazard}).to_string())
}

fn take_message() -> (&'static str, String) {
    let arguments = json!({"name": null, "callback_number": null, "message": "Call me", "urgent": false});
    ("take_message", arguments.to_string())
}

/// One answer with these tools; the model then says "The rest." What the turn comes to.
fn turn(call: &mut Conversation, tools: &[(&str, String)], behaviors: &[ToolBehavior]) -> Effects {
    until_answered_with(call, model(None, tools), &model(Some("The rest."), &[]), (behaviors, false)).0
}

fn hazards(effects: &Effects) -> Vec<Hazard> {
    let hazard = |record: &SideEffect| match record {
        SideEffect::Emergency(emergency) => Some(emergency.hazard),
        SideEffect::Usage(_) => None,
    };
    effects.side_effects.iter().filter_map(hazard).collect()
}

#[test]
fn booking_beside_cancel_is_confirmed_and_the_model_reports_the_cancellation() {
    let mut call = ready_to_book();
    let effects = turn(&mut call, &[cancel(), book()], &[ToolBehavior::Works]);
    assert_eq!(effects.say.len(), 2, "{:?}", effects.say);
    assert!(effects.say[0].starts_with("You're booked for") && !effects.say[0].contains("anything else"));
    assert_eq!(effects.say[1], "The rest.");
    assert_eq!(*answer(&effects), TurnEnd::Listen);
}

#[test]
fn booking_alone_is_confirmed_without_the_model() {
    let mut call = ready_to_book();
    let requests = call.usage().model_requests;
    let effects = turn(&mut call, &[book()], &[ToolBehavior::Works]);
    assert_eq!(call.usage().model_requests, requests + 1, "only the answer with the tool");
    let [confirmation] = effects.say.as_slice() else { panic!("{:?}", effects.say) };
    assert!(confirmation.starts_with("You're booked for") && confirmation.contains("anything else"), "{confirmation}");
}

#[test]
fn taken_slot_beside_message_is_offered_anew_after_the_models_words() {
    let mut call = ready_to_book();
    let effects = turn(&mut call, &[book(), take_message()], &[ToolBehavior::Full, ToolBehavior::Works]);
    assert_eq!(effects.say[0], "The rest.");
    assert!(effects.say[1].contains("taken just now. The next one I have is"), "{:?}", effects.say);
    let (_, booked) = until_answered(&mut call, said("yes"), &model(Some("Well?"), &[]), true);
    assert_eq!(booked.len(), 1, "a yes books the slot that was offered");
}

#[test]
fn offer_of_the_next_slot_survives_a_hold() {
    let mut call = ready_to_book();
    let (config, asks) = (acme(), model(None, &[book(), take_message()]));
    let context = Context { config: &config, now: now() };
    let NextStep::RunTools(round) = call.step(asks, context).next else { panic!("tools run") };
    let lucks = [ToolBehavior::Full, ToolBehavior::Works].into_iter();
    let results = round.into_runs().zip(lucks).map(|(ToolRun { id, tool }, luck)| {
        let outcome = outcome(&tool, call.call(), luck).expect("an outcome");
        ToolResult { id, outcome }
    });
    let results: Vec<_> = results.collect();
    let mut effects = call.step(Event::ToolsFinished(results), context);
    while let NextStep::RunTools(round) = effects.next {
        let results = round.into_runs().map(|ToolRun { id, tool }| {
            let outcome = outcome(&tool, call.call(), ToolBehavior::Works).expect("an outcome");
            ToolResult { id, outcome }
        });
        let results = results.collect();
        effects = call.step(Event::ToolsFinished(results), context);
    }
    assert_eq!(effects.next, NextStep::AskModel);
    assert_eq!(call.take_interim_words().len(), 1, "the caller is asked to wait");
    let mut call = Conversation::from(call.snapshot());
    let (effects, _) = until_answered(&mut call, model(Some("The rest."), &[]), &model(None, &[]), true);
    assert_eq!(effects.say[0], "The rest.");
    assert!(effects.say[1].contains("The next one I have is"), "{:?}", effects.say);
}

#[test]
fn model_that_fails_before_the_offer_hands_over_and_says_that_the_slot_is_taken() {
    let mut call = ready_to_book();
    let broken = Event::ModelFailed;
    let asks = model(None, &[book(), take_message()]);
    let (effects, _) =
        until_answered_with(&mut call, asks, &broken, (&[ToolBehavior::Full, ToolBehavior::Works], false));
    assert!(effects.say[0].contains("nothing is booked yet"), "{:?}", effects.say);
    assert!(matches!(answer(&effects), TurnEnd::Transfer(_)));
}

#[test]
fn read_back_beside_cancel_follows_the_models_words() {
    let (mut call, visit) = read_back_call();
    call.phase = Phase::Talking;
    call.appointments = vec![stored_appointment()];
    let effects = turn(&mut call, &[book(), cancel()], &[ToolBehavior::Works]);
    assert_eq!(effects.say[0], "The rest.");
    assert!(effects.say[1].starts_with("Let me read that back."), "{:?}", effects.say);
    assert_eq!(call.phase, Phase::ReadingBack(visit));
}

#[test]
fn person_beside_cancel_follows_the_models_words() {
    let mut call = ready_to_book();
    let effects = turn(&mut call, &[("transfer_to_person", "{}".to_owned()), cancel()], &[ToolBehavior::Works]);
    assert_eq!(effects.say, ["The rest.", phrases::CONNECTING]);
    assert!(matches!(answer(&effects), TurnEnd::Transfer(_)));
}

#[test]
fn goodbye_beside_booking_follows_the_confirmation() {
    let mut call = ready_to_book();
    let effects = turn(&mut call, &[end_call(), book()], &[ToolBehavior::Works]);
    assert!(effects.say[0].starts_with("You're booked for"), "{:?}", effects.say);
    assert_eq!(effects.say[1..], ["So long."]);
    assert_eq!(*answer(&effects), TurnEnd::HangUp);
}

#[test]
fn goodbye_after_the_models_own_words_is_not_said_twice() {
    let mut call = ready_to_book();
    let asks = model(Some("Bye now!"), &[end_call()]);
    let (effects, _) = until_answered_with(&mut call, asks, &model(Some("The rest."), &[]), WORKS);
    assert_eq!(effects.say, ["Bye now!"]);
    assert_eq!(*answer(&effects), TurnEnd::HangUp);
}

#[test]
fn goodbye_beside_message_follows_the_models_report() {
    let mut call = ready_to_book();
    let effects = turn(&mut call, &[take_message(), end_call()], &[ToolBehavior::Works]);
    assert_eq!(effects.say, ["The rest.", "So long."]);
    assert_eq!(*answer(&effects), TurnEnd::HangUp);
}

#[test]
fn end_call_beside_a_tool_that_fails_or_is_refused_does_not_hang_up() {
    for (tool, behavior) in [
        (take_message(), ToolBehavior::Fails),
        (cancel(), ToolBehavior::Gone),
        (cancel(), ToolBehavior::Missing),
        (("cancel", "{}".to_owned()), ToolBehavior::Works),
        (("invented", "{}".to_owned()), ToolBehavior::Works),
    ] {
        let mut call = ready_to_book();
        let effects = turn(&mut call, &[end_call(), tool.clone()], &[behavior]);
        assert_eq!(
            (effects.say.as_slice(), answer(&effects)),
            (["The rest.".to_owned()].as_slice(), &TurnEnd::Listen),
            "{tool:?}"
        );
    }
}

#[test]
fn two_dangers_in_one_answer_are_both_recorded_and_the_graver_is_acted_on() {
    for tools in [[report("water"), report("gas_leak")], [report("gas_leak"), report("water")]] {
        let mut call = ready_to_book();
        let effects = turn(&mut call, &tools, &[ToolBehavior::Works]);
        assert_eq!(hazards(&effects), [Hazard::GasLeak, Hazard::Water], "{tools:?}");
        assert_eq!(effects.say, [safety_words(Hazard::GasLeak, Language::English)]);
        assert_eq!(call.emergency(), Some(Hazard::GasLeak));
        let Some(SideEffect::Emergency(gas)) = effects.side_effects.first() else { panic!("{effects:?}") };
        assert_eq!(call.emergency_id().as_ref(), Some(&gas.id));
        assert_eq!(call.usage().emergencies, 2);
    }
}

#[test]
fn lesser_danger_reported_later_is_recorded_and_the_graver_stays() {
    let mut call = ready_to_book();
    let first = turn(&mut call, &[report("gas_leak")], &[ToolBehavior::Works]);
    let gas = call.emergency_id();
    assert_eq!(hazards(&first), [Hazard::GasLeak]);
    let asks = model(None, &[report("water"), report("water"), report("gas_leak")]);
    let (later, _) = until_answered_with(&mut call, asks, &model(Some("The rest."), &[]), WORKS);
    assert_eq!(hazards(&later), [Hazard::Water]);
    assert_eq!((call.emergency(), call.emergency_id()), (Some(Hazard::GasLeak), gas));
}

#[test]
fn danger_that_the_model_reports_is_not_replaced_by_a_lesser_one_that_triage_hears() {
    let mut call = ready_to_book();
    let _ = turn(&mut call, &[report("gas_leak")], &[ToolBehavior::Works]);
    let silent = model(Some("And then?"), &[]);
    let (water, _) = until_answered_with(&mut call, said("water is pouring out of the furnace"), &silent, WORKS);
    assert_eq!((hazards(&water), answer(&water)), (vec![Hazard::Water], &TurnEnd::Listen));
    let (later, _) = until_answered_with(&mut call, said("hello"), &silent, WORKS);
    assert_eq!((hazards(&later), call.emergency()), (Vec::new(), Some(Hazard::GasLeak)));
}

#[test]
fn graver_danger_that_triage_hears_later_replaces_the_lesser() {
    let mut call = ready_to_book();
    let _ = turn(&mut call, &[report("water")], &[ToolBehavior::Works]);
    let water = call.emergency_id();
    let (gas, _) = until_answered_with(&mut call, said("I smell gas"), &model(None, &[]), WORKS);
    assert_eq!((hazards(&gas), call.emergency()), (vec![Hazard::GasLeak], Some(Hazard::GasLeak)));
    assert_ne!(call.emergency_id(), water);
}

/// A call that version 0.1.0 began has no list of recorded dangers.
#[test]
fn emergency_id_without_a_list_of_records_is_that_of_the_last_record() {
    let mut call = ready_to_book();
    let _ = turn(&mut call, &[report("gas_leak")], &[ToolBehavior::Works]);
    let gas = call.emergency_id();
    call.recorded.clear();
    assert_eq!(call.emergency_id(), gas);
    let _ = turn(&mut call, &[report("water")], &[ToolBehavior::Works]);
    assert_eq!(call.emergency_id(), gas);
}

#[test]
fn voicemail_is_acknowledged_only_if_it_is_stored() {
    for (behavior, words) in [
        (ToolBehavior::Works, phrases::VOICEMAIL_THANKS),
        (ToolBehavior::Fails, phrases::VOICEMAIL_LOST),
        (ToolBehavior::Missing, phrases::VOICEMAIL_LOST),
    ] {
        let voicemail = Voicemail {
            recording: RecordingSid::parse("RE00000000000000000000000000000001").expect("an id"),
            url: "https://api.twilio.com/recording".to_owned(),
            duration_seconds: 4,
        };
        let event = Event::VoicemailFinished(Some(voicemail));
        let (effects, _) = until_answered_with(&mut call(), event, &model(None, &[]), (&[behavior], false));
        assert_eq!((effects.say.as_slice(), answer(&effects)), ([words.to_owned()].as_slice(), &TurnEnd::HangUp));
    }
}
