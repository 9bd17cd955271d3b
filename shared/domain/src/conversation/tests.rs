//! What holds for every conversation, however it goes. Whole calls are told in the tests of the system.

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    booking::{Appointment, AppointmentStatus, Voicemail},
    id::{AppointmentId, RecordingSid},
    slot::Taken,
    tenant::tests::acme,
    usage::TokenCount,
};

fn now() -> Timestamp {
    "2026-11-23T16:00:00Z".parse().expect("an instant")
}

fn call() -> Conversation {
    let sid = CallSid::parse("CA00000000000000000000000000000001").expect("an id");
    let called = PhoneNumber::parse("+12145550100").expect("a number");
    Conversation::new(sid, Caller::from_twilio("+12145550142"), called, None, now())
}

fn said(text: &str) -> Event {
    Event::CallerSaid(Speech { text: text.to_owned(), confidence: Some(0.9) })
}

fn model(text: Option<&str>, tools: &[(&str, String)]) -> Event {
    let request = |(at, (name, arguments)): (usize, &(&str, String))| ToolRequest {
        id: format!("call_{at}"),
        name: (*name).to_owned(),
        arguments: arguments.clone(),
    };
    let tools = tools.iter().enumerate().map(request).collect();
    Event::ModelSaid(ModelTurn { text: text.map(str::to_owned), tools, tokens: TokenCount::default() })
}

fn visit() -> String {
    json!({
        "slot_id": "2026-11-24_morning", "job_type": "repair", "name": "Dana", "callback_number": null, "city": null,
        "street_address": "12 Oak Street", "zip": "75201", "problem": "No heat", "access_notes": null,
    })
    .to_string()
}

/// How a tool turns out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Luck {
    Works,
    Full,
    Gone,
    Fails,
    /// The engine returns no result for it.
    Missing,
}

/// The outcome of a tool; `None` if no result comes back.
fn outcome(action: &ToolAction, call: &CallSid, luck: Luck) -> Option<ToolOutcome> {
    let moved = |id: &AppointmentId, status| {
        let visit: BookingRequest = serde_json::from_value(moved_visit()).expect("a visit");
        Appointment { id: id.clone(), call: call.clone(), visit, status, booked_at: now() }
    };
    Some(match (luck, action) {
        (Luck::Missing, _) => return None,
        (Luck::Fails, _) => ToolOutcome::Failed,
        (Luck::Full, ToolAction::Book { .. } | ToolAction::Reschedule { .. }) => ToolOutcome::SlotFull,
        (Luck::Gone, ToolAction::Reschedule { .. } | ToolAction::Cancel { .. }) => ToolOutcome::NoSuchAppointment,
        (_, ToolAction::ReadCapacity(_)) => ToolOutcome::Capacity(Taken::new()),
        (_, ToolAction::Book { id, visit }) => ToolOutcome::Booked(Appointment {
            id: id.clone(),
            call: call.clone(),
            visit: (**visit).clone(),
            status: AppointmentStatus::Booked,
            booked_at: now(),
        }),
        (_, ToolAction::Reschedule { id, .. }) => ToolOutcome::Rescheduled(moved(id, AppointmentStatus::Booked)),
        (_, ToolAction::Cancel { id }) => ToolOutcome::Cancelled(moved(id, AppointmentStatus::Cancelled)),
        (_, ToolAction::LookUpCustomer(_)) => {
            let id = AppointmentId::of_call(call, 7);
            ToolOutcome::Customer(None, vec![moved(&id, AppointmentStatus::Booked)])
        }
        (_, ToolAction::StoreMessage(_)) => ToolOutcome::MessageTaken,
    })
}

/// What one turn did with its tools.
#[derive(Debug, Default)]
struct Done {
    /// The visits that were asked to be booked, and their outcomes.
    booked: Vec<(BookingRequest, Option<ToolOutcome>)>,
}

/// Runs a conversation until it answers, with a model that always says the same. Each tool takes the next luck; results
/// come back in reverse where `reversed`.
fn until_answered_with(
    call: &mut Conversation,
    event: Event,
    model: &Event,
    (lucks, reversed): (&[Luck], bool),
) -> (Effects, Done) {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let mut done = Done::default();
    let mut lucks = lucks.iter().copied().cycle();
    let mut effects = call.step(event, context);
    for _ in 0..64 {
        effects = match effects.then {
            Then::Answer(_) => return (effects, done),
            Then::AskModel => call.step(model.clone(), context),
            Then::RunTools(round) => {
                let mut results = Vec::new();
                for run in round.into_runs() {
                    let outcome = outcome(&run.tool, call.call(), lucks.next().unwrap_or(Luck::Works));
                    if let ToolAction::Book { visit, .. } = &run.tool {
                        done.booked.push(((**visit).clone(), outcome.clone()));
                    }
                    results.extend(outcome.map(|outcome| ToolResult { id: run.id, outcome }));
                }
                if reversed {
                    results.reverse();
                }
                call.step(Event::ToolsFinished(results), context)
            }
        };
    }
    panic!("the conversation came to no answer");
}

/// The same, with tools that all work or all fail; what was asked to be booked.
fn until_answered(
    call: &mut Conversation,
    event: Event,
    model: &Event,
    tools_work: bool,
) -> (Effects, Vec<BookingRequest>) {
    let luck = if tools_work { Luck::Works } else { Luck::Fails };
    let (effects, done) = until_answered_with(call, event, model, (&[luck], false));
    (effects, done.booked.into_iter().map(|(visit, _)| visit).collect())
}

/// A visit as a stored appointment has it.
fn moved_visit() -> serde_json::Value {
    let (_, visit) = read_back_call();
    serde_json::to_value(visit).expect("written")
}

/// A call in which a visit was read back, and that visit.
fn read_back_call() -> (Conversation, BookingRequest) {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let mut call = call();
    let _ = call.step(Event::CallStarted, context);
    let _ = call.step(said("My furnace is dead"), context);
    let availability = json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string();
    let Then::RunTools(round) = call.step(model(None, &[("check_availability", availability)]), context).then else {
        panic!("the slots are read");
    };
    let results = round.into_runs().map(|run| ToolResult { id: run.id, outcome: ToolOutcome::Capacity(Taken::new()) });
    let _ = call.step(Event::ToolsFinished(results.collect()), context);
    let _ = call.step(model(None, &[("book_appointment", visit())]), context);
    match call.phase.clone() {
        Phase::ReadingBack(visit) => (call, visit),
        other => panic!("{other:?}"),
    }
}

/// The ids that a history asks for, and those that it answers.
fn requested_and_returned(call: &Conversation) -> (Vec<&str>, Vec<&str>) {
    let (mut requested, mut returned) = (Vec::new(), Vec::new());
    for entry in call.history() {
        match entry {
            Entry::ToolsRequested { requests } => requested.extend(requests.iter().map(|request| request.id.as_str())),
            Entry::ToolReturned { id, .. } => returned.push(id.as_str()),
            Entry::CallerSaid { .. } | Entry::CallerKeyed { .. } | Entry::AgentSaid { .. } => {}
        }
    }
    requested.sort_unstable();
    returned.sort_unstable();
    (requested, returned)
}

fn answer(effects: &Effects) -> &Answer {
    match &effects.then {
        Then::Answer(answer) => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_booked_that_was_not_read_back_and_agreed_to() {
    let availability = json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string();
    let mut call = call();
    let silent = model(Some("And then?"), &[]);
    let _ = until_answered(&mut call, Event::CallStarted, &silent, true);
    let offer = model(None, &[("check_availability", availability)]);
    let (_, booked) = until_answered(&mut call, said("My furnace is dead"), &offer, true);
    assert_eq!(booked, []);
    let book = model(None, &[("book_appointment", visit())]);
    let (read_back, booked) = until_answered(&mut call, said("tomorrow morning, Dana, 12 Oak Street"), &book, true);
    assert_eq!(booked, []);
    assert!(read_back.say.join(" ").contains("12 Oak Street"), "{:?}", read_back.say);
    let (_, booked) = until_answered(&mut call, said("yes please"), &silent, true);
    assert_eq!(booked.len(), 1);
}

#[test]
fn a_danger_needs_no_model() {
    let config = acme();
    let mut call = call();
    let context = Context { config: &config, now: now() };
    let _ = call.step(Event::CallStarted, context);
    let effects = call.step(said("I smell gas"), context);
    assert!(matches!(answer(&effects), Answer::Transfer(transfer) if transfer.must_accept), "{effects:?}");
    assert!(effects.say.first().expect("said").contains("leave the building"), "{:?}", effects.say);
    assert!(matches!(effects.record.as_slice(), [Record::Emergency(emergency)] if emergency.hazard == Hazard::GasLeak));
}

#[test]
fn a_company_with_nobody_on_call_promises_no_technician() {
    let zone = jiff::tz::TimeZone::get("America/Denver").expect("bundled");
    let config = crate::tenant::starter(&crate::text::Text::parse("Peak").expect("a name"), &zone).expect("valid");
    let context = Context { config: &config, now: now() };
    for danger in ["I smell gas in the basement", "there is water pouring out of the furnace everywhere"] {
        let mut conversation = call();
        let effects = conversation.step(said(danger), context);
        let told = effects.say.join(" ");
        assert!(conversation.emergency().is_some() && !told.contains("technician"), "{told}");
    }
}

#[test]
fn what_is_stored_between_two_webhooks_goes_on_as_it_was() {
    let mut original = call();
    let silent = model(Some("And then?"), &[]);
    let _ = until_answered(&mut original, Event::CallStarted, &silent, true);
    let _ = until_answered(&mut original, said("My furnace is dead"), &silent, true);
    let stored = serde_json::to_string(&original).expect("written");
    let mut restored: Conversation = serde_json::from_str(&stored).expect("read");
    assert_eq!(restored, original);
    let next = |call: &mut Conversation| until_answered(call, said("tomorrow"), &silent, true).0;
    assert_eq!(next(&mut restored), next(&mut original));
}

fn any_event() -> impl Strategy<Value = Event> {
    let words = prop_oneof![
        Just("yes".to_owned()),
        Just("no".to_owned()),
        Just("I smell gas".to_owned()),
        Just("a person please".to_owned()),
        "\\PC{0,40}",
    ];
    prop_oneof![
        4 => (words, proptest::option::of(0.0f32..1.0))
            .prop_map(|(text, confidence)| Event::CallerSaid(Speech { text, confidence })),
        2 => Just(Event::CallerSilent),
        1 => "[0-9*#]{1,4}".prop_map(Event::KeyPressed),
        1 => Just(Event::HoldFinished),
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

/// The appointment that a look-up finds.
fn stored_appointment() -> AppointmentId {
    AppointmentId::of_call(call().call(), 7)
}

fn any_luck() -> impl Strategy<Value = (Vec<Luck>, bool)> {
    let luck = prop_oneof![
        4 => Just(Luck::Works),
        2 => Just(Luck::Full),
        1 => Just(Luck::Gone),
        1 => Just(Luck::Fails),
        1 => Just(Luck::Missing),
    ];
    (proptest::collection::vec(luck, 1..6), any::<bool>())
}

fn any_model() -> impl Strategy<Value = Event> {
    let tools = prop_oneof![
        Just(("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string())),
        Just(("book_appointment", visit())),
        Just(("look_up_customer", "{}".to_owned())),
        Just(("cancel", json!({"appointment_id": stored_appointment()}).to_string())),
        Just((
            "reschedule",
            json!({"appointment_id": stored_appointment(), "slot_id": "2026-11-24_morning"}).to_string()
        )),
        Just((
            "take_message",
            json!({"name": null, "callback_number": null, "message": "Call me", "urgent": true}).to_string()
        )),
        Just(("report_emergency", json!({"hazard": "fire"}).to_string())),
        Just(("transfer_to_person", "{}".to_owned())),
        Just(("end_call", "{\"goodbye\": \"Bye\"}".to_owned())),
        "\\PC{0,30}".prop_map(|nonsense| ("invented", nonsense)),
    ];
    prop_oneof![
        6 => (proptest::option::of("\\PC{0,60}"), proptest::collection::vec(tools, 0..4))
            .prop_map(|(text, tools)| model(text.as_deref(), &tools)),
        1 => Just(Event::ModelFailed(ModelFailure::TooSlow)),
        1 => Just(Event::ModelFailed(ModelFailure::Broken)),
    ]
}

/// A booking that was asked for is confirmed, offered anew or handed to a person in the same turn.
fn caller_hears_bookings(effects: &Effects, done: &Done) -> Result<(), TestCaseError> {
    let words = effects.say.join(" ");
    for (_, outcome) in &done.booked {
        match outcome {
            Some(ToolOutcome::Booked(_)) => prop_assert!(words.contains("You're booked for"), "{}", words),
            Some(ToolOutcome::SlotFull) => prop_assert!(words.contains("taken just now"), "{}", words),
            _ => prop_assert!(matches!(answer(effects), Answer::Transfer(_) | Answer::TakeVoicemail), "{:?}", effects),
        }
    }
    Ok(())
}

/// An answer with a tool that books the visit that was read back, and other tools around it.
fn booking_round() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let other = prop_oneof![
        Just((
            "take_message",
            json!({"name": null, "callback_number": null, "message": "Call me", "urgent": true}).to_string()
        )),
        Just(("check_availability", json!({"zip": "75201", "when": "friday", "part_of_day": "any"}).to_string())),
        Just(("look_up_customer", "{}".to_owned())),
        Just(("report_emergency", json!({"hazard": "fire"}).to_string())),
        Just(("transfer_to_person", "{}".to_owned())),
        Just(("end_call", "{}".to_owned())),
        Just(("book_appointment", visit())),
    ];
    (proptest::collection::vec(other, 0..4), any::<proptest::sample::Index>()).prop_map(|(mut tools, at)| {
        let at = at.index(tools.len() + 1);
        tools.insert(at, ("book_appointment", visit()));
        tools
    })
}

proptest! {
    /// A booking beside any other tools, with any outcome for each of them.
    #[test]
    fn booking_beside_other_tools_is_never_lost(tools in booking_round(), (lucks, reversed) in any_luck()) {
        let (mut call, visit) = read_back_call();
        call.phase = Phase::Talking;
        call.heard_out = Some(visit);
        let dangers = call.usage().emergencies;
        let asks = model(None, &tools);
        let config = acme();
        let context = Context { config: &config, now: now() };
        let first = call.step(said("so what now"), context);
        prop_assert_eq!(first.then, Then::AskModel);
        let (effects, done) = until_answered_with(&mut call, asks, &model(Some("And then?"), &[]), (&lucks, reversed));
        let (requested, returned) = requested_and_returned(&call);
        prop_assert_eq!(requested, returned, "every request has one result");
        let in_danger = call.usage().emergencies > dangers;
        prop_assert_eq!(done.booked.len(), usize::from(!in_danger), "{:?}", tools);
        if in_danger {
            prop_assert!(effects.say.join(" ").contains("out of the building"), "{:?}", effects.say);
        } else {
            caller_hears_bookings(&effects, &done)?;
        }
        prop_assert!(!matches!(done.booked.first(), Some((_, Some(ToolOutcome::SlotFull)))
            if matches!(answer(&effects), Answer::HangUp)), "hung up on a caller whose slot was taken");
    }

    /// Whatever happens, in whatever order, and whatever a model makes of it.
    #[test]
    fn every_event_comes_to_an_answer(
        steps in proptest::collection::vec((any_event(), any_model(), any_luck()), 1..25),
    ) {
        let mut call = call();
        let _ = until_answered(&mut call, Event::CallStarted, &model(None, &[]), true);
        let mut previous_usage = *call.usage();
        for (event, model, (lucks, reversed)) in steps {
            let in_danger = call.emergency().is_some_and(Hazard::is_life_threatening) && !call.everyone_out;
            let over = call.has_ended();
            let dangers = call.usage().emergencies;
            let (effects, done) = until_answered_with(&mut call, event, &model, (&lucks, reversed));
            prop_assert!(!in_danger || done.booked.is_empty(), "booked while people are in danger");
            let (requested, returned) = requested_and_returned(&call);
            prop_assert_eq!(requested, returned, "every request has one result");
            if call.usage().emergencies == dangers {
                caller_hears_bookings(&effects, &done)?;
            }
            if matches!(answer(&effects), Answer::Listen | Answer::Hold) && !over {
                prop_assert!(!effects.say.is_empty(), "the caller is left in silence");
            }
            let usage = *call.usage();
            prop_assert!(usage.turns >= previous_usage.turns && usage.model_requests >= previous_usage.model_requests);
            previous_usage = usage;
        }
    }
}

#[test]
fn a_call_that_never_ends_by_itself_is_ended() {
    let config = acme();
    let mut call = call();
    let talkative = model(Some("Tell me more."), &[]);
    let _ = until_answered(&mut call, Event::CallStarted, &talkative, true);
    let ended = (0..200).position(|_| {
        let (effects, _) = until_answered(&mut call, said("and another thing"), &talkative, true);
        !matches!(answer(&effects), Answer::Listen)
    });
    assert!(ended.is_some_and(|turns| turns < 100), "{ended:?}");
    let later = Context { config: &config, now: now() + 1.hour() };
    assert!(!call.has_ended() || matches!(call.step(said("hello?"), later).then, Then::Answer(Answer::HangUp)));
}
