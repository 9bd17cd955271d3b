//! Several tools in one answer of the model.

use super::*;
use crate::{
    booking::Voicemail,
    id::RecordingSid,
    triage::{Language, safety_words},
};

const WORKS: (&[ToolBehavior], ResultOrder) = (&[ToolBehavior::Works], ResultOrder::AsRequested);

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
    until_answered_with(call, model(None, tools), &model(Some("The rest."), &[]), (behaviors, ResultOrder::AsRequested))
        .0
}

fn hazards(effects: &Effects) -> Vec<Hazard> {
    let hazard = |record: &SideEffect| match record {
        SideEffect::Emergency(emergency) => Some(emergency.hazard),
        SideEffect::Ended { .. } => None,
    };
    effects.side_effects.iter().filter_map(hazard).collect()
}

fn look_up() -> (&'static str, String) {
    ("look_up_customer", "{}".to_owned())
}

#[test]
fn booking_is_confirmed_without_the_model() {
    let (mut call, _) = read_back_call();
    let requests = call.usage().model_requests;
    let (effects, _) = until_answered_with(&mut call, said("yes"), &model(Some("The rest."), &[]), WORKS);
    assert_eq!(call.usage().model_requests, requests);
    let [confirmation] = effects.say.as_slice() else { panic!("{:?}", effects.say) };
    assert!(confirmation.starts_with("You're booked for") && confirmation.contains("anything else"), "{confirmation}");
}

#[test]
fn taken_slot_is_offered_anew_and_a_yes_books_the_next_one() {
    let (mut call, visit) = read_back_call();
    let silent = model(Some("Well?"), &[]);
    let luck = (&[ToolBehavior::Full, ToolBehavior::Works][..], ResultOrder::AsRequested);
    let (effects, _) = until_answered_with(&mut call, said("yes"), &silent, luck);
    assert!(effects.say[0].contains("taken just now. The next one I have is"), "{:?}", effects.say);
    assert_eq!(*answer(&effects), TurnEnd::Listen(BargeIn::KeysOnly));
    let (_, booked) = until_answered(&mut call, said("yes"), &silent, true);
    assert_eq!(booked.len(), 1, "a yes books the slot that was offered");
    assert_ne!(booked[0].slot, visit.slot);
}

#[test]
fn read_back_survives_a_hold() {
    let mut call = ready_call();
    let (config, asks) = (acme(), model(None, &[book(), look_up()]));
    let context = Context { config: &config, now: now() };
    let NextStep::RunTools(round) = call.step(asks, context).next else { panic!("a tool runs") };
    let results = round.into_runs().map(|ToolRun { id, tool }| {
        let outcome = outcome(&tool, call.call(), ToolBehavior::Works).expect("an outcome");
        ToolResult { id, outcome }
    });
    let results = results.collect();
    assert_eq!(call.step(Event::ToolsFinished(results), context).next, NextStep::AskModel);
    assert_eq!(call.take_interim_words().len(), 1, "the caller is asked to wait");
    let mut call = Conversation::from(call.snapshot());
    let (effects, _) = until_answered(&mut call, model(Some("The rest."), &[]), &model(None, &[]), true);
    assert_eq!(effects.say[0], "The rest.");
    assert!(effects.say[1].starts_with("Let me read that back."), "{:?}", effects.say);
}

#[test]
fn read_back_beside_look_up_follows_the_models_words() {
    let mut call = ready_call();
    let effects = turn(&mut call, &[book(), look_up()], &[ToolBehavior::Works]);
    assert_eq!(effects.say[0], "The rest.");
    assert!(effects.say[1].starts_with("Let me read that back."), "{:?}", effects.say);
    assert!(matches!(call.phase, Phase::ReadingBack { proposal: Proposal::Book(_), .. }));
}

#[test]
fn first_change_of_an_answer_is_read_back_and_the_others_are_not_made() {
    let mut call = ready_call();
    let effects = turn(&mut call, &[cancel(), book(), take_message()], &[ToolBehavior::Works]);
    assert!(effects.say[0].ends_with("Shall I cancel it?"), "{:?}", effects.say);
    assert!(matches!(call.phase, Phase::ReadingBack { proposal: Proposal::Cancel(_), .. }));
}

#[test]
fn read_back_that_was_promised_follows_the_question_of_a_later_suspicion() {
    let suspect = ("report_emergency", json!({"hazard": "gas_leak", "level": "suspect"}).to_string());
    let suspects = model(None, &[suspect]);
    let mut call = ready_call();
    let (effects, _) = until_answered_with(&mut call, model(None, &[book(), look_up()]), &suspects, WORKS);
    assert!(effects.say.last().is_some_and(|words| words.contains("rotten eggs")), "{:?}", effects.say);
    let (effects, _) = until_answered(&mut call, said("no"), &model(None, &[]), true);
    assert!(effects.say[0].starts_with("Let me read that back."), "{:?}", effects.say);

    let mut call = ready_call();
    let person = ("transfer_to_person", "{}".to_owned());
    let _ = until_answered_with(&mut call, model(None, &[person, look_up()]), &suspects, WORKS);
    let learned = call.history().iter().any(|entry| {
        matches!(entry, HistoryEntry::ToolReturned { content, .. } if content.contains("asked about it. What was to follow"))
    });
    assert!(learned, "the model learns that the caller is not connected: {:?}", call.history());
}

#[test]
fn person_beside_look_up_follows_the_models_words() {
    let mut call = ready_call();
    let effects = turn(&mut call, &[("transfer_to_person", "{}".to_owned()), look_up()], &[ToolBehavior::Works]);
    assert_eq!(effects.say, ["The rest.", &*english().talk.connecting]);
    assert!(matches!(answer(&effects), TurnEnd::Transfer(_)));
}

#[test]
fn goodbye_after_the_models_own_words_is_not_said_twice() {
    let mut call = ready_call();
    let asks = model(Some("Bye now!"), &[end_call()]);
    let (effects, _) = until_answered_with(&mut call, asks, &model(Some("The rest."), &[]), WORKS);
    assert_eq!(effects.say, ["Bye now!"]);
    assert_eq!(*answer(&effects), TurnEnd::HangUp);
}

#[test]
fn goodbye_beside_look_up_follows_the_models_report() {
    let mut call = ready_call();
    let effects = turn(&mut call, &[look_up(), end_call()], &[ToolBehavior::Works]);
    assert_eq!(effects.say, ["The rest.", "So long."]);
    assert_eq!(*answer(&effects), TurnEnd::HangUp);
}

#[test]
fn end_call_beside_a_tool_that_fails_or_is_refused_does_not_hang_up() {
    for (tool, behavior) in [
        (look_up(), ToolBehavior::Fails),
        (look_up(), ToolBehavior::Missing),
        (("cancel", "{}".to_owned()), ToolBehavior::Works),
        (("invented", "{}".to_owned()), ToolBehavior::Works),
    ] {
        let mut call = ready_call();
        let effects = turn(&mut call, &[end_call(), tool.clone()], &[behavior]);
        assert_eq!(
            (effects.say.as_slice(), answer(&effects)),
            (["The rest.".to_owned()].as_slice(), &TurnEnd::Listen(BargeIn::SpeechAndKeys)),
            "{tool:?}"
        );
    }
}

#[test]
fn two_dangers_in_one_answer_are_both_recorded_and_the_graver_is_acted_on() {
    for tools in [[report("water"), report("gas_leak")], [report("gas_leak"), report("water")]] {
        let mut call = ready_call();
        let effects = turn(&mut call, &tools, &[ToolBehavior::Works]);
        assert_eq!(hazards(&effects), [Hazard::GasLeak, Hazard::Water], "{tools:?}");
        assert_eq!(effects.say[0], safety_words(Hazard::GasLeak, Language::ENGLISH));
        assert!(effects.say.len() == 2 && effects.say[1].contains("ringing"), "{:?}", effects.say);
        assert_eq!(call.emergency(), Some(Hazard::GasLeak));
        let Some(SideEffect::Emergency(gas)) = effects.side_effects.first() else { panic!("{effects:?}") };
        assert_eq!(call.emergency_id().as_ref(), Some(&gas.id));
        assert_eq!(call.usage().emergencies, 2);
    }
}

#[test]
fn lesser_danger_reported_later_is_recorded_and_the_graver_stays() {
    let mut call = ready_call();
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
    let mut call = ready_call();
    let _ = turn(&mut call, &[report("gas_leak")], &[ToolBehavior::Works]);
    let silent = model(Some("And then?"), &[]);
    let (water, _) = until_answered_with(&mut call, said("water is pouring out of the furnace"), &silent, WORKS);
    assert_eq!((hazards(&water), answer(&water)), (vec![Hazard::Water], &TurnEnd::Listen(BargeIn::SpeechAndKeys)));
    let (later, _) = until_answered_with(&mut call, said("hello"), &silent, WORKS);
    assert_eq!((hazards(&later), call.emergency()), (Vec::new(), Some(Hazard::GasLeak)));
}

#[test]
fn graver_danger_that_triage_hears_later_replaces_the_lesser() {
    let mut call = ready_call();
    let _ = turn(&mut call, &[report("water")], &[ToolBehavior::Works]);
    let water = call.emergency_id();
    let (gas, _) = until_answered_with(&mut call, said("I smell gas"), &model(None, &[]), WORKS);
    assert_eq!((hazards(&gas), call.emergency()), (vec![Hazard::GasLeak], Some(Hazard::GasLeak)));
    assert_ne!(call.emergency_id(), water);
}

/// A call that version 0.1.0 began has no list of recorded dangers.
#[test]
fn emergency_id_without_a_list_of_records_is_that_of_the_last_record() {
    let mut call = ready_call();
    let _ = turn(&mut call, &[report("gas_leak")], &[ToolBehavior::Works]);
    let gas = call.emergency_id();
    call.recorded.clear();
    assert_eq!(call.emergency_id(), gas);
    let _ = turn(&mut call, &[report("water")], &[ToolBehavior::Works]);
    assert_eq!(call.emergency_id(), gas);
}

#[test]
fn reported_seconds_are_at_most_the_time_since_the_call_arrived() {
    let config = acme();
    let context = Context { config: &config, now: now() + 65.seconds() };
    let mut call = call();
    for seconds in [20, u32::MAX, u32::MAX] {
        let _ = call.step(Event::TransferFinished { dialed: Dialed::Connected, seconds }, context);
    }
    assert_eq!(call.usage().transfer_seconds, 65 + 30);
    // The longest end counts.
    for (seconds, counted) in [(5, 5), (u32::MAX, 95), (7, 95)] {
        let _ = call.step(Event::CallEnded { seconds }, context);
        assert_eq!(call.usage().call_seconds, counted);
    }
    assert_eq!(call.possible_seconds(50, now() - 1.hours()), 30, "a clock that went back");
}

#[test]
fn reported_start_of_recording_lies_in_its_call() {
    let (began, reported_at) = (now(), now() + 60.seconds());
    let start = |reported| possible_recording_start(Some(reported), Some(began), reported_at);
    assert_eq!(start(began + 2.seconds()), Some(began + 2.seconds()));
    assert_eq!(start(began - 1.seconds()), Some(began), "Twilio's clock is a second behind");
    assert_eq!(start(began - 1.hours()), None, "before the call");
    assert_eq!(start(began + 1.hours()), None, "after the report");
    assert_eq!(possible_recording_start(Some(began), None, reported_at), None, "an unknown call");
    assert_eq!(possible_recording_start(None, Some(began), reported_at), None);
}

#[test]
fn voicemail_is_acknowledged_only_if_it_is_stored() {
    for (behavior, words) in [
        (ToolBehavior::Works, &*english().talk.voicemail_thanks),
        (ToolBehavior::Fails, &*english().talk.voicemail_lost),
        (ToolBehavior::Missing, &*english().talk.voicemail_lost),
    ] {
        let voicemail = Voicemail {
            recording: RecordingSid::parse("RE00000000000000000000000000000001").expect("an id"),
            url: "https://api.twilio.com/recording".to_owned(),
            duration_seconds: 4,
        };
        let event = Event::VoicemailFinished(Some(voicemail));
        let (effects, _) =
            until_answered_with(&mut call(), event, &model(None, &[]), (&[behavior], ResultOrder::AsRequested));
        assert_eq!((effects.say.as_slice(), answer(&effects)), ([words.to_owned()].as_slice(), &TurnEnd::HangUp));
    }
}
