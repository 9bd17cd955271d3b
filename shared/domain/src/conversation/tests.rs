//! Tests of single conversations. The system tests cover whole calls.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::{Timestamp, ToSpan};
use serde_json::json;

use super::*;
use crate::{
    attestation::Attestation,
    booking::{Appointment, AppointmentStatus, Customer, Origin},
    id::AppointmentId,
    on_file::CallerOnFile,
    slot::Taken,
    tenant::{Zip, tests::acme},
    text::Text,
    text_consent::TextPermission,
};

mod alarm;
mod availability;
mod caught;
mod consent;
mod danger;
mod facts;
mod filler;
mod interruptions;
mod languages;
mod masking;
mod properties;
mod questions;
mod returning;
mod rounds;
mod silence;
mod texts;
mod third_language;

use languages::english;
fn now() -> Timestamp {
    "2026-11-23T16:00:00Z".parse().expect("an instant")
}

fn call() -> Conversation {
    let sid = CallSid::parse("CA00000000000000000000000000000001").expect("an id");
    let called = PhoneNumber::parse("+12145550100").expect("a number");
    Conversation::new(sid, Caller::from_twilio("+12145550142"), called, None, now()).with_attestation(Attestation::Full)
}

fn said(text: &str) -> Event {
    Event::CallerSaid(Speech { text: text.to_owned(), confidence: Some(0.9) })
}

/// The caller interrupted an answer of the agent.
fn interrupt(call: &mut Conversation, said: &str, heard: &str) {
    call.interrupted(HeardAnswer { said, missed: 0, heard });
}

fn model(text: Option<&str>, tools: &[(&str, String)]) -> Event {
    let request = |(at, (name, arguments)): (usize, &(&str, String))| ToolRequest {
        id: format!("call_{at}"),
        name: (*name).to_owned(),
        arguments: arguments.clone(),
    };
    let tools = tools.iter().enumerate().map(request).collect();
    Event::ModelSaid(ModelTurn { text: text.map(str::to_owned), tools, ..ModelTurn::default() })
}

fn visit() -> String {
    json!({
        "slot_id": "2026-11-24_morning", "job_type": "repair", "name": "Dana", "callback_number": null, "city": null,
        "street_address": "12 Oak Street", "zip": "75201", "problem": "No heat", "access_notes": null,
    })
    .to_string()
}

/// What a tool does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ToolBehavior {
    Works,
    Full,
    Gone,
    Fails,
    /// The engine returns no result for it.
    Missing,
    /// What it reads is on file: a customer without visits, who agreed to texts.
    Known,
    /// What it reads is not on file, and the caller wants no texts.
    Unknown,
}

/// The order of a round's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResultOrder {
    /// That of the requests.
    AsRequested,
    /// Any other, by a seed.
    Shuffled(u64),
}

impl ResultOrder {
    fn apply(self, results: &mut [ToolResult]) {
        if let Self::Shuffled(seed) = self {
            results.sort_by_cached_key(|result| {
                let mut hasher = DefaultHasher::new();
                (seed, &result.id).hash(&mut hasher);
                hasher.finish()
            });
        }
    }
}

/// A customer on file.
fn customer() -> Customer {
    Customer {
        number: PhoneNumber::parse("+12145550142").expect("a number"),
        name: Text::parse("Dana").expect("a name"),
        street: Text::parse("12 Oak Street").expect("a street"),
        zip: Zip::parse("75201").expect("a ZIP code"),
    }
}

/// The outcome of a tool; `None` if no result comes back.
fn outcome(action: &ToolAction, call: &CallSid, behavior: ToolBehavior) -> Option<ToolOutcome> {
    let origin = || Origin::Call { call: call.clone(), booked_by: None };
    let moved = |id: &AppointmentId, status| {
        let visit: BookingRequest = serde_json::from_value(moved_visit()).expect("a visit");
        Appointment { status, ..Appointment::booked(id.clone(), origin(), visit, now()) }
    };
    Some(match (behavior, action) {
        (ToolBehavior::Missing, _) => return None,
        (ToolBehavior::Fails, _) => ToolOutcome::Failed,
        (ToolBehavior::Full, ToolAction::Book { .. } | ToolAction::Reschedule { .. }) => ToolOutcome::SlotFull,
        (ToolBehavior::Gone, ToolAction::Reschedule { .. } | ToolAction::Cancel { .. }) => {
            ToolOutcome::NoSuchAppointment
        }
        (ToolBehavior::Full, ToolAction::ReadCapacity(days)) => {
            let config = acme();
            let windows = &config.arrival_windows;
            let places = windows.places(*days, &Taken::new(), &config.hours, &config.time_zone, now());
            ToolOutcome::Capacity(places.into_iter().map(|place| (place.slot.id, place.capacity)).collect())
        }
        (_, ToolAction::ReadCapacity(_)) => ToolOutcome::Capacity(Taken::new()),
        (_, ToolAction::Book { id, visit }) => {
            ToolOutcome::Booked(Appointment::booked(id.clone(), origin(), (**visit).clone(), now()))
        }
        (_, ToolAction::Reschedule { id, .. }) => ToolOutcome::Rescheduled(moved(id, AppointmentStatus::Booked)),
        (_, ToolAction::Cancel { id }) => ToolOutcome::Cancelled(moved(id, AppointmentStatus::Cancelled)),
        (_, ToolAction::LookUpCustomer(_)) => ToolOutcome::Customer(Box::new(match behavior {
            ToolBehavior::Known => CallerOnFile { customer: Some(customer()), ..CallerOnFile::default() },
            ToolBehavior::Unknown => CallerOnFile::default(),
            _ => CallerOnFile::with_visit(moved(&AppointmentId::of_call(call, 7), AppointmentStatus::Booked)),
        })),
        (_, ToolAction::StoreMessage(_)) => ToolOutcome::MessageTaken,
        (_, ToolAction::ReadTextPermission(_)) => ToolOutcome::TextPermission(match behavior {
            ToolBehavior::Known => TextPermission::Agreed,
            ToolBehavior::Unknown => TextPermission::Refused,
            _ => TextPermission::Unasked,
        }),
        (_, ToolAction::StoreTextConsent { .. }) => ToolOutcome::TextConsentStored,
    })
}

/// A tool that ran.
#[derive(Debug)]
struct Ran {
    id: String,
    action: ToolAction,
    outcome: Option<ToolOutcome>,
    /// The model answered after the tool had run.
    model_spoke_after: bool,
}

impl Ran {
    fn is_booking(&self) -> bool {
        matches!(self.action, ToolAction::Book { .. })
    }

    /// Whether it changes anything. A voicemail is the caller's own doing.
    fn is_change(&self) -> bool {
        self.id != "voicemail"
            && !matches!(
                self.action,
                ToolAction::ReadCapacity(_) | ToolAction::LookUpCustomer(_) | ToolAction::ReadTextPermission(_)
            )
    }

    /// Whether the model asked for it. The conversation itself reads the next free slots and stores voicemails.
    fn is_requested(&self) -> bool {
        self.id.starts_with("call_")
    }

    fn failed(&self) -> bool {
        matches!(
            self.outcome,
            None | Some(ToolOutcome::Failed | ToolOutcome::SlotFull | ToolOutcome::NoSuchAppointment)
        )
    }
}

/// Runs a conversation until it answers, with a model that always gives the same answer. Each tool takes the next behavior.
fn until_answered_with(
    call: &mut Conversation,
    event: Event,
    model: &Event,
    (behaviors, order): (&[ToolBehavior], ResultOrder),
) -> (Effects, Vec<Ran>) {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let mut done: Vec<Ran> = Vec::new();
    let mut behaviors = behaviors.iter().copied().cycle();
    let mut side_effects = Vec::new();
    let mut effects = call.step(event, context);
    for _ in 0..64 {
        side_effects.append(&mut effects.side_effects);
        effects = match effects.next {
            NextStep::EndTurn(_) => return (Effects { side_effects, ..effects }, done),
            NextStep::AskModel => {
                for ran in &mut done {
                    ran.model_spoke_after = true;
                }
                call.step(model.clone(), context)
            }
            NextStep::RunTools(round) => {
                let mut results = Vec::new();
                for ToolRun { id, tool } in round.into_runs() {
                    let outcome = outcome(&tool, call.call(), behaviors.next().unwrap_or(ToolBehavior::Works));
                    results.extend(outcome.clone().map(|outcome| ToolResult { id: id.clone(), outcome }));
                    done.push(Ran { id, action: tool, outcome, model_spoke_after: false });
                }
                order.apply(&mut results);
                call.step(Event::ToolsFinished(results), context)
            }
        };
    }
    panic!("the conversation came to no answer");
}

/// The same, with tools that all work or all fail. Returns the visits that were booked.
fn until_answered(
    call: &mut Conversation,
    event: Event,
    model: &Event,
    tools_work: bool,
) -> (Effects, Vec<BookingRequest>) {
    let behavior = if tools_work { ToolBehavior::Works } else { ToolBehavior::Fails };
    let (effects, done) = until_answered_with(call, event, model, (&[behavior], ResultOrder::AsRequested));
    let booked = done.into_iter().filter_map(|ran| match ran.action {
        ToolAction::Book { visit, .. } => Some(*visit),
        _ => None,
    });
    (effects, booked.collect())
}

/// The visit of a stored appointment.
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
    let _ = call.step(said("My furnace needs a tune-up"), context);
    let availability = json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string();
    let NextStep::RunTools(round) = call.step(model(None, &[("check_availability", availability)]), context).next
    else {
        panic!("the slots are read");
    };
    let results = round.into_runs().map(|run| ToolResult { id: run.id, outcome: ToolOutcome::Capacity(Taken::new()) });
    let _ = call.step(Event::ToolsFinished(results.collect()), context);
    let _ = call.step(model(None, &[("book_appointment", visit())]), context);
    match call.phase.clone() {
        Phase::ReadingBack { proposal: Proposal::Book(visit), .. } => (call, visit),
        other => panic!("{other:?}"),
    }
}

/// The ids of the tool requests and of the tool results in a history.
fn requested_and_returned(call: &Conversation) -> (Vec<&str>, Vec<&str>) {
    let (mut requested, mut returned) = (Vec::new(), Vec::new());
    for entry in call.history() {
        match entry {
            HistoryEntry::ToolsRequested { requests } => {
                requested.extend(requests.iter().map(|request| request.id.as_str()));
            }
            HistoryEntry::ToolReturned { id, .. } => returned.push(id.as_str()),
            HistoryEntry::CallerSaid { .. } | HistoryEntry::CallerKeyed { .. } | HistoryEntry::AgentSaid { .. } => {}
        }
    }
    requested.sort_unstable();
    returned.sort_unstable();
    (requested, returned)
}

/// The appointment that a look-up finds.
fn stored_appointment() -> AppointmentId {
    AppointmentId::of_call(call().call(), 7)
}

/// The visit that a look-up finds.
fn stored_visit() -> KnownVisit {
    let (_, visit) = read_back_call();
    KnownVisit { id: stored_appointment(), details: Some((visit.job_type, visit.slot)) }
}

/// Ready for an answer of the model: a slot was offered, and the caller's stored visit is known.
fn ready_call() -> Conversation {
    let (mut call, _) = read_back_call();
    call.phase = Phase::Talking;
    call.appointments = vec![stored_visit()];
    let config = acme();
    let first = call.step(said("so what now"), Context { config: &config, now: now() });
    assert_eq!(first.next, NextStep::AskModel);
    call
}

fn answer(effects: &Effects) -> &TurnEnd {
    match &effects.next {
        NextStep::EndTurn(answer) => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn visit_is_booked_only_after_read_back_and_yes() {
    let availability = json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string();
    let mut call = call();
    let silent = model(Some("And then?"), &[]);
    let _ = until_answered(&mut call, Event::CallStarted, &silent, true);
    let offer = model(None, &[("check_availability", availability)]);
    let (_, booked) = until_answered(&mut call, said("My furnace needs a tune-up"), &offer, true);
    assert_eq!(booked, []);
    let book = model(None, &[("book_appointment", visit())]);
    let (read_back, booked) = until_answered(&mut call, said("tomorrow morning, Dana, 12 Oak Street"), &book, true);
    assert_eq!(booked, []);
    assert!(read_back.say.join(" ").contains("12 Oak Street"), "{:?}", read_back.say);
    let (_, booked) = until_answered(&mut call, said("yes please"), &silent, true);
    assert_eq!(booked.len(), 1);
}

#[test]
fn danger_is_acted_on_without_the_model() {
    let config = acme();
    let mut call = call();
    let context = Context { config: &config, now: now() };
    let _ = call.step(Event::CallStarted, context);
    let effects = call.step(said("I smell gas"), context);
    assert!(matches!(answer(&effects), TurnEnd::Transfer(transfer) if transfer.must_accept), "{effects:?}");
    assert!(effects.say.first().expect("said").contains("leave the building"), "{:?}", effects.say);
    assert!(
        matches!(effects.side_effects.as_slice(), [SideEffect::Emergency(emergency)] if emergency.hazard == Hazard::GasLeak)
    );
}

#[test]
fn company_without_on_call_people_promises_no_technician() {
    let zone = jiff::tz::TimeZone::get("America/Denver").expect("bundled");
    let config = crate::tenant::starter(&crate::text::Text::parse("Peak").expect("a name"), &zone).expect("valid");
    let context = Context { config: &config, now: now() };
    for danger in ["I smell gas in the basement", "there is water pouring out of the furnace everywhere"] {
        let mut conversation = call();
        let effects = conversation.step(said(danger), context);
        let words = effects.say.join(" ");
        assert!(conversation.emergency().is_some() && !words.contains("technician"), "{words}");
    }
}

#[test]
fn stored_conversation_continues_as_before() {
    let mut original = call();
    let silent = model(Some("And then?"), &[]);
    let _ = until_answered(&mut original, Event::CallStarted, &silent, true);
    let _ = until_answered(&mut original, said("My furnace needs a tune-up"), &silent, true);
    let mut restored = Conversation::from(original.snapshot());
    assert_eq!(restored, original);
    let next = |call: &mut Conversation| until_answered(call, said("tomorrow"), &silent, true).0;
    assert_eq!(next(&mut restored), next(&mut original));
}

#[test]
fn endless_call_is_handed_over() {
    let config = acme();
    let mut call = call();
    let talkative = model(Some("Tell me more."), &[]);
    let _ = until_answered(&mut call, Event::CallStarted, &talkative, true);
    let ended = (0..200).position(|_| {
        let (effects, _) = until_answered(&mut call, said("and another thing"), &talkative, true);
        !matches!(answer(&effects), TurnEnd::Listen(_))
    });
    assert!(ended.is_some_and(|turns| turns < 100), "{ended:?}");
    let later = Context { config: &config, now: now() + 1.hour() };
    assert!(!call.has_ended() || matches!(call.step(said("hello?"), later).next, NextStep::EndTurn(TurnEnd::HangUp)));
}
