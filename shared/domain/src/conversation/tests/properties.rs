//! Properties of every conversation, with generated events, models and tool outcomes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    booking::Voicemail,
    id::RecordingSid,
    triage::{Language, safety_words},
};

pub(super) fn any_event() -> impl Strategy<Value = Event> {
    let words = prop_oneof![
        Just("yes".to_owned()),
        Just("no".to_owned()),
        Just("I smell gas".to_owned()),
        Just("there's a weird smell".to_owned()),
        Just("we have no heat".to_owned()),
        Just("never mind, false alarm".to_owned()),
        Just("a person please".to_owned()),
        "\\PC{0,40}",
    ];
    prop_oneof![
        4 => (words, proptest::option::of(0.0f32..1.0))
            .prop_map(|(text, confidence)| Event::CallerSaid(Speech { text, confidence })),
        2 => Just(Event::CallerSilent),
        1 => "[0-9*#]{1,4}".prop_map(Event::KeyPressed),
        1 => Just(Event::CallStarted),
        1 => (any::<bool>(), 0u32..5_000).prop_map(|(connected, seconds)| Event::TransferFinished {
            dialed: if connected { Dialed::Connected } else { Dialed::NotReached },
            seconds,
        }),
        1 => any::<bool>().prop_map(|left| Event::VoicemailFinished(left.then(|| Voicemail {
            recording: RecordingSid::parse("RE00000000000000000000000000000001").expect("an id"),
            url: "https://api.twilio.com/recording".to_owned(),
            duration_seconds: 4,
        }))),
        1 => any::<u32>().prop_map(|seconds| Event::CallEnded { seconds }),
        1 => Just(Event::ToolsFinished(vec![ToolResult { id: "call_0".to_owned(), outcome: ToolOutcome::SlotFull }])),
    ]
}

fn any_behaviors() -> impl Strategy<Value = (Vec<ToolBehavior>, ResultOrder)> {
    let behavior = prop_oneof![
        4 => Just(ToolBehavior::Works),
        2 => Just(ToolBehavior::Full),
        1 => Just(ToolBehavior::Gone),
        1 => Just(ToolBehavior::Fails),
        1 => Just(ToolBehavior::Missing),
        1 => Just(ToolBehavior::Known),
        1 => Just(ToolBehavior::Unknown),
    ];
    let order = prop_oneof![1 => Just(ResultOrder::AsRequested), 2 => any::<u64>().prop_map(ResultOrder::Shuffled)];
    (proptest::collection::vec(behavior, 1..6), order)
}

pub(super) fn any_model() -> impl Strategy<Value = Event> {
    let tools = prop_oneof![
        Just(("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string())),
        Just(("book_appointment", visit())),
        Just(("look_up_customer", "{}".to_owned())),
        Just(cancel()),
        Just(reschedule()),
        Just(take_message()),
        Just(("report_emergency", json!({"hazard": "fire"}).to_string())),
        Just(("report_emergency", json!({"hazard": "gas_leak", "level": "suspect"}).to_string())),
        Just(("transfer_to_person", "{}".to_owned())),
        Just(("end_call", "{\"goodbye\": \"Bye\"}".to_owned())),
        "\\PC{0,30}".prop_map(|nonsense| ("invented", nonsense)),
    ];
    prop_oneof![
        6 => (proptest::option::of("\\PC{0,60}"), proptest::collection::vec(tools, 0..4))
            .prop_map(|(text, tools)| model(text.as_deref(), &tools)),
        2 => Just(Event::ModelFailed),
    ]
}

fn take_message() -> (&'static str, String) {
    let arguments = json!({"name": null, "callback_number": null, "message": "Call me", "urgent": true});
    ("take_message", arguments.to_string())
}

fn cancel() -> (&'static str, String) {
    ("cancel", json!({"appointment_id": stored_appointment()}).to_string())
}

fn reschedule() -> (&'static str, String) {
    let arguments = json!({"appointment_id": stored_appointment(), "slot_id": "2026-11-24_morning"});
    ("reschedule", arguments.to_string())
}

/// The most words of a question that names no detail, such as "Is that all right?"
const LONGEST_QUESTION: usize = 4;

/// Where the caller interrupts, if they do.
type Interruption = Option<proptest::sample::Index>;

fn spoken_letters(words: &str) -> usize {
    words.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The caller interrupts after a part of the turn's words: the history has no more of them than they heard.
fn interrupt(
    call: &mut Conversation,
    turn_start: usize,
    effects: &Effects,
    at: proptest::sample::Index,
) -> Result<(), TestCaseError> {
    let words = effects.say.join(" ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let heard = words.get(..at.index(words.len() + 1)).unwrap_or_default().join(" ");
    let (earlier, spoken) = call.history().split_at(turn_start);
    let (earlier, spoken) = (earlier.to_vec(), spoken.len());
    super::interrupt(call, &effects.say.join(" "), &heard);
    prop_assert_eq!(
        call.history().get(..turn_start),
        Some(earlier.as_slice()),
        "earlier turns were heard as they were"
    );
    prop_assert_eq!(call.history().len(), turn_start + spoken, "an interruption only marks what was heard");
    let marked = call.history().iter().skip(turn_start).filter_map(HistoryEntry::heard);
    let kept: usize = marked.map(|(words, _)| spoken_letters(words)).sum();
    prop_assert!(kept <= spoken_letters(&heard), "{kept} letters for {heard:?} of {words:?}");
    Ok(())
}

/// The caller learns in the same turn what every tool did: a change is confirmed, offered anew or handed to a person, and
/// the model speaks after the results of the other tools, unless a person or a voicemail takes over.
fn caller_hears_outcomes(effects: &Effects, done: &[Ran]) -> Result<(), TestCaseError> {
    let words = effects.say.join(" ");
    let handed_over = matches!(answer(effects), TurnEnd::Transfer(_) | TurnEnd::TakeVoicemail);
    // Nothing comes between a suspicion and its question. The model reads the results in the next turn.
    let asked_about_danger = words.contains("Do you smell rotten eggs");
    for ran in done.iter().filter(|ran| ran.is_requested()) {
        let heard = match &ran.outcome {
            Some(ToolOutcome::Booked(_)) => words.contains("You're booked for"),
            Some(ToolOutcome::SlotFull) => words.contains("taken just now"),
            Some(ToolOutcome::Rescheduled(_)) => words.contains("is moved to"),
            Some(ToolOutcome::Cancelled(_)) => words.contains("is cancelled"),
            Some(ToolOutcome::NoSuchAppointment) => words.contains("not on our schedule"),
            Some(ToolOutcome::MessageTaken) => words.contains("passed your message on"),
            _ if ran.is_change() => handed_over,
            _ => ran.model_spoke_after || handed_over || asked_about_danger,
        };
        prop_assert!(heard, "{:?} {:?}", ran, effects);
    }
    let failed = done.iter().any(|ran| ran.is_requested() && ran.failed());
    prop_assert!(!failed || *answer(effects) != TurnEnd::HangUp, "hung up although a tool failed");
    Ok(())
}

/// An answer with a tool that books the visit that was read back, and other tools around it.
fn booking_round() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let hazard = prop_oneof![Just("fire"), Just("water"), Just("gas_leak")];
    let other = prop_oneof![
        2 => Just(take_message()),
        2 => Just(cancel()),
        2 => Just(reschedule()),
        1 => Just(("check_availability", json!({"zip": "75201", "when": "friday", "part_of_day": "any"}).to_string())),
        1 => Just(("look_up_customer", "{}".to_owned())),
        1 => hazard.prop_map(|hazard| ("report_emergency", json!({"hazard": hazard}).to_string())),
        1 => Just(("transfer_to_person", "{}".to_owned())),
        2 => Just(("end_call", json!({"goodbye": "So long."}).to_string())),
        1 => Just(("book_appointment", visit())),
        1 => Just(("cancel", "{}".to_owned())),
    ];
    (proptest::collection::vec(other, 0..4), any::<proptest::sample::Index>()).prop_map(|(mut tools, at)| {
        let at = at.index(tools.len() + 1);
        tools.insert(at, ("book_appointment", visit()));
        tools
    })
}

proptest! {
    /// A booking beside any other tools, with any outcome for each of them: the model alone changes nothing, and none of
    /// its requests is lost.
    #[test]
    fn round_with_a_booking_changes_nothing_and_loses_no_request(
        tools in booking_round(), (behaviors, order) in any_behaviors(),
    ) {
        let mut call = ready_call();
        let asks = model(None, &tools);
        let (effects, done) = until_answered_with(&mut call, asks, &model(Some("And then?"), &[]), (&behaviors, order));
        let (requested, returned) = requested_and_returned(&call);
        prop_assert_eq!(requested, returned, "every request has one result");
        prop_assert!(done.iter().all(|ran| !ran.is_change()), "{:?}", done);
        let words = effects.say.join(" ");
        if let Some(worst) = call.emergency() {
            let reported: BTreeSet<&str> =
                tools.iter().filter(|(name, _)| *name == "report_emergency").map(|(_, hazard)| hazard.as_str()).collect();
            prop_assert_eq!(effects.side_effects.len(), reported.len(), "one record for each danger");
            prop_assert!(words.contains(safety_words(worst, Language::ENGLISH)), "{}", words);
            return Ok(());
        }
        caller_hears_outcomes(&effects, &done)?;
        prop_assert!(*answer(&effects) != TurnEnd::HangUp, "hung up before the booking: {:?}", tools);
    }

    /// The model changes nothing without the caller's yes to a question whose details they heard. Only a message is kept when the caller
    /// stays silent after it was read back.
    #[test]
    fn nothing_is_changed_without_a_yes(
        steps in proptest::collection::vec((any_event(), any_model(), any_behaviors(), any::<Interruption>()), 1..25),
    ) {
        let config = acme();
        let context = Context { config: &config, now: now() };
        let mut call = call();
        let mut is_heard = true;
        for (event, model, (behaviors, order), interruption) in steps {
            let agreed = match (&call.phase, &event) {
                (Phase::ReadingBack { .. }, Event::KeyPressed(keys)) => is_heard && keys == "1",
                (Phase::ReadingBack { proposal, .. }, Event::CallerSaid(speech)) => {
                    is_heard && proposal.judge(&speech.text, context.today()) == agreement::Agreement::Yes
                }
                (Phase::ReadingBack { proposal: Proposal::Message(_), .. }, Event::CallerSilent) => call.silences == 2,
                _ => false,
            };
            let (effects, done) = until_answered_with(&mut call, event, &model, (&behaviors, order));
            let changes = done.iter().filter(|ran| ran.is_change()).count();
            prop_assert!(changes <= usize::from(agreed), "{:?}", done);
            let reads_back = matches!(call.phase, Phase::ReadingBack { .. });
            let all_heard = matches!(answer(&effects), TurnEnd::Listen(BargeIn::KeysOnly));
            prop_assert!(!all_heard || reads_back, "only what is read back cannot be interrupted");
            let words = effects.say.join(" ");
            let words: Vec<&str> = words.split_whitespace().collect();
            let heard = interruption.map_or(words.len(), |at| at.index(words.len() + 1));
            // The last question, which names no detail, may be missing.
            is_heard = heard + LONGEST_QUESTION >= words.len();
            super::interrupt(&mut call, &words.join(" "), &words[..heard].join(" "));
        }
        let mut visits: Vec<_> = call.booked.iter().map(|booked| booked.visit.clone()).collect();
        while let Some(visit) = visits.pop() {
            prop_assert!(!visits.iter().any(|other| proposal::is_same_visit(other, &visit)), "booked twice");
        }
    }

    /// Any events in any order, with any answers of the model.
    #[test]
    fn every_event_ends_in_an_answer(
        steps in proptest::collection::vec((any_event(), any_model(), any_behaviors(), any::<Interruption>()), 1..25),
    ) {
        let mut call = call();
        let _ = until_answered(&mut call, Event::CallStarted, &model(None, &[]), true);
        let mut previous_usage = *call.usage();
        for (event, model, (behaviors, order), interruption) in steps {
            let in_danger = call.emergency().is_some_and(Hazard::is_life_threatening) && !call.everyone_out;
            let over = call.has_ended();
            let (known, dangers) = (call.emergency(), call.usage().emergencies);
            let turn_start = call.history().len();
            let (effects, done) = until_answered_with(&mut call, event, &model, (&behaviors, order));
            prop_assert!(!in_danger || done.iter().all(|ran| !ran.is_booking()), "booked while people are in danger");
            let (requested, returned) = requested_and_returned(&call);
            prop_assert_eq!(requested, returned, "every request has one result");
            if call.usage().emergencies == dangers {
                caller_hears_outcomes(&effects, &done)?;
            }
            prop_assert!(known.is_none_or(|known| call.emergency().is_some_and(|now| now <= known)), "a danger forgotten");
            if matches!(answer(&effects), TurnEnd::Listen(_)) && !over {
                prop_assert!(!effects.say.is_empty(), "the caller is left in silence");
            }
            let usage = *call.usage();
            prop_assert!(usage.turns >= previous_usage.turns && usage.model_requests >= previous_usage.model_requests);
            previous_usage = usage;
            if let Some(at) = interruption {
                interrupt(&mut call, turn_start, &effects, at)?;
            }
            // What was caught since the call was loaded is no part of its state.
            let kept = Conversation { caught_now: 0, ..call.clone() };
            prop_assert_eq!(Conversation::from(call.snapshot()), kept, "a snapshot loses nothing");
        }
    }
}
