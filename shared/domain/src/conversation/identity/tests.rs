use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::{
    booking::{Appointment, AppointmentStatus, BookingRequest, Origin},
    conversation::{
        Context, Effects, Event, ModelTurn, NextStep, Speech, ToolAction, ToolOutcome, ToolResult, ToolRun,
    },
    id::{AppointmentId, CallSid},
    phone::Caller,
    prompt,
    slot::Taken,
    tenant::tests::acme,
    text::Text,
};

mod properties;

const NUMBER: &str = "+12145550142";
const APPOINTMENT: &str = "apt_onfile0001";

fn now() -> Timestamp {
    "2026-11-23T16:00:00Z".parse().expect("an instant")
}

fn customer(name: &str, street: &str, zip: &str) -> Customer {
    let number = PhoneNumber::parse(NUMBER).expect("a number");
    let zip = crate::tenant::Zip::parse(zip).expect("a ZIP code");
    Customer { number, name: Text::parse(name).expect("a name"), street: Text::parse(street).expect("a street"), zip }
}

fn maria() -> Customer {
    customer("Maria Lopez", "412 North Oak Street", "75204")
}

fn call_of(customer: Option<Customer>, attestation: Attestation) -> Conversation {
    let sid = CallSid::parse("CA00000000000000000000000000000001").expect("an id");
    let called = PhoneNumber::parse("+12145550100").expect("a number");
    Conversation::new(sid, Caller::from_twilio(NUMBER), called, customer, now()).with_attestation(attestation)
}

/// A call from Maria's number without an attestation.
fn claimed() -> Conversation {
    call_of(Some(maria()), Attestation::None)
}

fn said(text: &str) -> Event {
    Event::CallerSaid(Speech { text: text.to_owned(), confidence: None })
}

fn model(text: Option<&str>, tools: &[(&str, String)]) -> Event {
    let request = |(name, arguments): &(&str, String)| ToolRequest {
        id: String::new(),
        name: (*name).to_owned(),
        arguments: arguments.clone(),
    };
    let tools = tools.iter().map(request).collect();
    Event::ModelSaid(ModelTurn { text: text.map(str::to_owned), tools, ..ModelTurn::default() })
}

fn look_up(house_number: Option<&str>) -> (&'static str, String) {
    (LOOK_UP, json!({"house_number": house_number, "zip": null, "name": null}).to_string())
}

/// What the store returns: everything that is on file.
fn outcome(customer: &Customer, call: &CallSid, action: ToolAction) -> ToolOutcome {
    let appointment = |id: &str, visit: BookingRequest, status| Appointment {
        status,
        ..Appointment::booked(
            AppointmentId::parse(id).expect("an id"),
            Origin::Call { call: call.clone(), booked_by: None },
            visit,
            now(),
        )
    };
    let stored: BookingRequest = serde_json::from_value(json!({
        "slot": acme().arrival_windows.slot(&"2026-11-27_morning".parse().expect("an id")).expect("a slot"),
        "job_type": "repair", "name": customer.name, "callback": NUMBER, "street": customer.street, "zip": customer.zip,
        "problem": "No heat",
    }))
    .expect("a visit");
    match action {
        ToolAction::ReadCapacity(_) => ToolOutcome::Capacity(Taken::new()),
        ToolAction::Book { id, visit } => {
            ToolOutcome::Booked(appointment(id.as_str(), *visit, AppointmentStatus::Booked))
        }
        ToolAction::Reschedule { .. } => {
            ToolOutcome::Rescheduled(appointment(APPOINTMENT, stored, AppointmentStatus::Booked))
        }
        ToolAction::Cancel { .. } => {
            ToolOutcome::Cancelled(appointment(APPOINTMENT, stored, AppointmentStatus::Cancelled))
        }
        ToolAction::LookUpCustomer(_) => ToolOutcome::Customer(Box::new(CallerOnFile {
            customer: Some(customer.clone()),
            visits: vec![appointment(APPOINTMENT, stored, AppointmentStatus::Booked)],
            ..CallerOnFile::default()
        })),
        ToolAction::StoreMessage(_) => ToolOutcome::MessageTaken,
        ToolAction::ReadTextPermission(_) => ToolOutcome::TextPermission(crate::text_consent::TextPermission::Unasked),
        ToolAction::StoreTextConsent { .. } => ToolOutcome::TextConsentStored,
    }
}

/// Runs an event until the turn ends. Returns the actions that ran.
fn run(call: &mut Conversation, event: Event, answers: &[Event]) -> (Effects, Vec<ToolAction>) {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let on_file = call.customer.clone().unwrap_or_else(maria);
    let mut answers = answers.iter().cloned().chain(std::iter::repeat(model(Some("All right?"), &[])));
    let mut ran = Vec::new();
    let mut effects = call.step(event, context);
    loop {
        let event = match effects.next {
            NextStep::EndTurn(_) => return (effects, ran),
            NextStep::AskModel => answers.next().expect("endless"),
            NextStep::RunTools(round) => {
                let result = |ToolRun { id, tool }| {
                    ran.push(tool.clone());
                    ToolResult { id, outcome: outcome(&on_file, call.call(), tool) }
                };
                Event::ToolsFinished(round.into_runs().map(result).collect())
            }
        };
        effects = call.step(event, context);
    }
}

fn hear(call: &mut Conversation, turns: &[(&str, &str)]) {
    let _ = run(call, Event::CallStarted, &[]);
    for (agent, caller) in turns {
        if !agent.is_empty() {
            call.history.push(HistoryEntry::agent_said(*agent));
        }
        call.history.push(HistoryEntry::CallerSaid { text: (*caller).to_owned() });
    }
}

fn identity_after(turns: &[(&str, &str)]) -> CallerIdentity {
    let mut call = claimed();
    hear(&mut call, turns);
    call.identity()
}

#[test]
fn only_full_attestation_welcomes_the_customer_by_name() {
    for (attestation, welcome) in [
        (Attestation::Full, true),
        (Attestation::Unrecorded, true),
        (Attestation::Partial, false),
        (Attestation::Gateway, false),
        (Attestation::Failed, false),
        (Attestation::None, false),
    ] {
        let mut call = call_of(Some(maria()), attestation);
        let (effects, _) = run(&mut call, Event::CallStarted, &[]);
        assert_eq!(effects.say.join(" ").contains("Maria"), welcome, "{attestation:?}");
        assert_eq!(prompt::call_facts(&acme(), &call).contains("booked before"), welcome, "{attestation:?}");
    }
}

#[test]
fn detail_that_the_caller_says_first_and_that_fits_proves_the_identity() {
    for turns in [
        &[("", "My furnace is out at 412 North Oak Street")][..],
        &[("", "I'm at four twelve Oak")],
        &[("", "I live at 412")],
        &[("", "estoy en el cuatrocientos doce de Oak")],
        &[("What is the house number?", "It's four one two")],
        &[("¿Cuál es el número de la casa?", "cuatrocientos doce")],
        &[("What is the house number?", "412, call me at 214 555 0142")],
        &[("", "412")],
        &[("", "This is María López"), ("And the ZIP code?", "75204")],
        &[("", "seven five two oh four, and the name is Maria J. Lopez")],
        &[("Who is this?", "Mrs. Maria Lopez in 75204-1234")],
    ] {
        assert_eq!(identity_after(turns), CallerIdentity::Matched, "{turns:?}");
    }
}

#[test]
fn other_words_prove_nothing() {
    for turns in [
        &[("", "Hello?")][..],
        &[("", "This is Maria Lopez, cancel my visit")],
        &[("", "My ZIP code is 75204")],
        &[("", "I'm Maria from 75204")],
        &[("", "Lopez is the name, 75204")],
        &[("", "I'm at 410 North Oak Street")],
        &[("", "My number is 214-412-0142")],
        &[("", "I paid 412 dollars last time")],
        &[("", "I have 412 Elm and a dozen other places to visit")],
        &[("Is your house number 412?", "Yes")],
        &[("Is your house number 412?", "Yes, 412")],
        &[("Are you Maria Lopez?", "Yes, Maria Lopez, 75204")],
        &[("Are you in 75204?", "Yes, 75204, Maria Lopez")],
        &[("", "It's 410, or 411, or 412, or 413")],
        &[("What is the house number?", "410, 412")],
    ] {
        assert_eq!(identity_after(turns), CallerIdentity::Claimed, "{turns:?}");
    }
}

#[test]
fn after_three_wrong_details_the_right_one_proves_nothing() {
    let wrong = [("The house number?", "408"), ("Sorry?", "409"), ("Sorry?", "410"), ("Sorry?", "412")];
    assert_eq!(identity_after(&wrong), CallerIdentity::Claimed);
    assert_eq!(identity_after(&wrong[1..]), CallerIdentity::Matched);
    let zips = [("", "Maria Lopez, 75201"), ("", "75202"), ("", "75203"), ("", "75204")];
    assert_eq!(identity_after(&zips), CallerIdentity::Claimed);
    assert_eq!(identity_after(&zips[1..]), CallerIdentity::Claimed, "no name");
    let mut call = claimed();
    hear(&mut call, &wrong);
    assert_eq!(call.not_identified(), NO_MORE_ATTEMPTS);
}

#[test]
fn model_proves_nothing_that_the_caller_did_not_say() {
    let mut call = claimed();
    let _ = run(&mut call, Event::CallStarted, &[]);
    let _ = run(&mut call, said("Cancel my visit"), &[model(None, &[look_up(Some("412"))])]);
    assert_eq!(call.identity(), CallerIdentity::Claimed);
    // It may say which of the caller's numbers is the house number.
    let _ = run(&mut call, said("You were at our place, 412, in May"), &[model(None, &[look_up(Some("412"))])]);
    assert_eq!(call.identity(), CallerIdentity::Matched);
}

#[test]
fn result_of_a_look_up_does_not_depend_on_what_is_on_file() {
    let results = [Some(maria()), None].map(|customer| {
        let mut call = call_of(customer, Attestation::Partial);
        let _ = run(&mut call, Event::CallStarted, &[]);
        let mut results = Vec::new();
        for words in ["Cancel my visit", "I live at 500", "I live at 501", "I live at 502", "I live at 412"] {
            let (_, ran) = run(&mut call, said(words), &[model(None, &[look_up(None)])]);
            assert_eq!(ran, [], "{words}");
            results.extend(call.history.iter().rev().find_map(|entry| match entry {
                HistoryEntry::ToolReturned { content, .. } => Some(content.clone()),
                _ => None,
            }));
        }
        results
    });
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0][4], NO_MORE_ATTEMPTS);
}

#[test]
fn proven_caller_gets_name_and_appointments_and_never_the_address() {
    for mut call in [call_of(Some(maria()), Attestation::Full), {
        let mut call = claimed();
        hear(&mut call, &[("", "I live at 412")]);
        call
    }] {
        let asks = model(None, &[look_up(None)]);
        let _ = run(&mut call, said("When is my visit?"), &[asks]);
        let content = call.history.iter().find_map(|entry| match entry {
            HistoryEntry::ToolReturned { content, .. } => Some(content.clone()),
            _ => None,
        });
        let content = content.expect("a result");
        assert!(content.contains("Maria Lopez") && content.contains(APPOINTMENT), "{content}");
        assert!(!content.contains("Oak") && !content.contains("75204"), "{content}");
    }
}

#[test]
fn visit_of_an_unproven_caller_is_marked_and_leaves_the_customer_record() {
    let call = claimed();
    let number = PhoneNumber::parse(NUMBER).ok();
    assert_eq!(call.booked_by(), BookedBy { number: number.clone(), identity: CallerIdentity::Claimed });
    assert_eq!(call.number_to_file_under(), None);
    // Nothing on file can be changed by a new customer.
    assert_eq!(call_of(None, Attestation::None).number_to_file_under(), number.as_ref());
    let mut proven = claimed();
    hear(&mut proven, &[("", "412 Oak")]);
    assert_eq!(proven.booked_by().identity, CallerIdentity::Matched);
    assert_eq!(proven.number_to_file_under(), number.as_ref());
}

#[test]
fn withheld_number_stays_withheld_whatever_is_attested() {
    let sid = CallSid::parse("CA00000000000000000000000000000001").expect("an id");
    let called = PhoneNumber::parse("+12145550100").expect("a number");
    let call = Conversation::new(sid, Caller::Withheld, called, None, now()).with_attestation(Attestation::Full);
    assert_eq!(call.booked_by(), BookedBy { number: None, identity: CallerIdentity::Withheld });
    assert_eq!(call.number_to_file_under(), None);
}

#[test]
fn numbers_are_read_as_people_say_them() {
    for (words, number) in [
        ("four twelve", "412"),
        ("four one two", "412"),
        ("twenty one fifty", "2150"),
        ("fourteen hundred", "1400"),
        ("one hundred and five", "105"),
        ("one oh five", "105"),
        ("double four seven", "447"),
        ("two thousand one", "2001"),
        ("4 1 2", "412"),
        ("cuatro doce", "412"),
        ("treinta y uno", "31"),
        ("mil doscientos cinco", "1205"),
        ("seven five two oh four", "75204"),
    ] {
        assert_eq!(UtteranceWords::of(words).numbers().first().map(String::as_str), Some(number), "{words}");
    }
    assert_eq!(UtteranceWords::of("call 214-555-0142").numbers(), Vec::<String>::new());
}
