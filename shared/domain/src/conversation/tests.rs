//! What holds for every conversation, however it goes. Whole calls are told in the tests of the system.

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    booking::{Appointment, AppointmentStatus, Voicemail},
    id::RecordingSid,
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

/// What a tool that works returns.
fn outcome(action: &ToolAction, call: &CallSid) -> ToolOutcome {
    match action {
        ToolAction::ReadCapacity(_) => ToolOutcome::Capacity(Taken::new()),
        ToolAction::Book { id, visit } => ToolOutcome::Booked(Appointment {
            id: id.clone(),
            call: call.clone(),
            visit: (**visit).clone(),
            status: AppointmentStatus::Booked,
            booked_at: now(),
        }),
        ToolAction::Reschedule { .. } | ToolAction::Cancel { .. } => ToolOutcome::NoSuchAppointment,
        ToolAction::LookUpCustomer(_) => ToolOutcome::Customer(None, Vec::new()),
        ToolAction::StoreMessage(_) => ToolOutcome::MessageTaken,
    }
}

/// Runs a conversation until it answers, with a model that always says the same; what is booked on the way.
fn until_answered(
    call: &mut Conversation,
    event: Event,
    model: &Event,
    tools_work: bool,
) -> (Effects, Vec<BookingRequest>) {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let mut booked = Vec::new();
    let mut effects = call.step(event, context);
    for _ in 0..64 {
        effects = match effects.then {
            Then::Answer(_) => return (effects, booked),
            Then::AskModel => call.step(model.clone(), context),
            Then::RunTools(runs) => {
                assert!(!runs.is_empty(), "a step that runs tools names them");
                let mut last = None;
                for run in runs {
                    if let ToolAction::Book { visit, .. } = &run.tool {
                        booked.push((**visit).clone());
                    }
                    let outcome = if tools_work { outcome(&run.tool, call.call()) } else { ToolOutcome::Failed };
                    last = Some(call.step(Event::ToolFinished { id: run.id, outcome }, context));
                }
                last.expect("one at least")
            }
        };
    }
    panic!("the conversation came to no answer");
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
        1 => Just(Event::ToolFinished { id: "call_0".to_owned(), outcome: ToolOutcome::SlotFull }),
    ]
}

fn any_model() -> impl Strategy<Value = Event> {
    let tools = prop_oneof![
        Just(("check_availability", json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string())),
        Just(("book_appointment", visit())),
        Just(("look_up_customer", "{}".to_owned())),
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

proptest! {
    /// Whatever happens, in whatever order, and whatever a model makes of it.
    #[test]
    fn every_event_comes_to_an_answer(
        steps in proptest::collection::vec((any_event(), any_model(), any::<bool>()), 1..25),
    ) {
        let mut call = call();
        let _ = until_answered(&mut call, Event::CallStarted, &model(None, &[]), true);
        let mut previous_usage = *call.usage();
        for (event, model, tools_work) in steps {
            let in_danger = call.emergency().is_some_and(Hazard::is_life_threatening) && !call.everyone_out;
            let over = call.has_ended();
            let (effects, booked) = until_answered(&mut call, event, &model, tools_work);
            prop_assert!(!in_danger || booked.is_empty(), "booked while people are in danger");
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
