use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    booking::{Appointment, AppointmentStatus, BookingRequest},
    conversation::{
        Context, Effects, Event, ModelTurn, NextStep, Speech, ToolAction, ToolOutcome, ToolResult, ToolRun,
    },
    id::{AppointmentId, CallSid},
    phone::Caller,
    prompt,
    slot::Taken,
    tenant::tests::acme,
    text::Text,
    usage::TokenCount,
};

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
    Event::ModelSaid(ModelTurn { text: text.map(str::to_owned), tools, tokens: TokenCount::default() })
}

fn look_up(house_number: Option<&str>) -> (&'static str, String) {
    (LOOK_UP, json!({"house_number": house_number, "zip": null, "name": null}).to_string())
}

/// What the store returns: everything that is on file.
fn outcome(customer: &Customer, call: &CallSid, action: ToolAction) -> ToolOutcome {
    let appointment = |id: &str, visit: BookingRequest, status| Appointment {
        id: AppointmentId::parse(id).expect("an id"),
        call: call.clone(),
        visit,
        status,
        booked_at: now(),
        booked_by: None,
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
        ToolAction::LookUpCustomer(_) => ToolOutcome::Customer(
            Some(customer.clone()),
            vec![appointment(APPOINTMENT, stored, AppointmentStatus::Booked)],
        ),
        ToolAction::StoreMessage(_) => ToolOutcome::MessageTaken,
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

/// Customers whose details appear in no fixed words of the agent.
fn any_customer() -> impl Strategy<Value = Customer> {
    ("[XZQ][a-z]{5,9} [XZQ][a-z]{5,9}", 1_111u32..9_999, "[XZQ][a-z]{5,9} (Street|Lane|Avenue)", 10_000u32..75_000)
        .prop_map(|(name, house, street, zip)| customer(&name, &format!("{house} {street}"), &zip.to_string()))
}

/// Words of a caller who knows nothing that is on file.
fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        "(yes|no|hello|cancel my visit|move my appointment|who am I|what is my address|I am a customer|repeat that)",
        "(my house number is|I live at|it's) [1-9]{1,3}",
        "my zip code is 752[0-9]{2}",
        "tomorrow morning at [1-9]",
        "\\PC{0,30}",
    ]
}

/// What a model may ask for, also one that lies.
fn any_tools() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let booking = json!({
        "slot_id": "2026-11-24_morning", "job_type": "repair", "name": "Dana", "callback_number": null, "city": null,
        "street_address": "12 Oak Street", "zip": "75201", "problem": "No heat", "access_notes": null,
    });
    let tool = prop_oneof![
        3 => "[0-9]{0,5}".prop_map(|number| look_up(Some(&number))),
        1 => Just(look_up(None)),
        1 => Just((LOOK_UP, "{}".to_owned())),
        1 => "\\PC{0,20}".prop_map(|nonsense| (LOOK_UP, nonsense)),
        1 => Just(("cancel", json!({"appointment_id": APPOINTMENT}).to_string())),
        1 => Just(("reschedule", json!({"appointment_id": APPOINTMENT, "slot_id": "2026-11-24_morning"}).to_string())),
        1 => Just(("check_availability", json!({"zip": null, "when": "tomorrow", "part_of_day": "any"}).to_string())),
        1 => Just(("book_appointment", booking.to_string())),
        1 => Just(("take_message", json!({"name": null, "callback_number": null, "message": "Hi"}).to_string())),
    ];
    proptest::collection::vec(tool, 0..4)
}

/// The details on file, as they could appear in text.
fn details_of(customer: &Customer) -> Vec<String> {
    let words = customer.name.split(' ').chain(customer.street.split(' ').take(2));
    let spelled = crate::spoken::zip(customer.zip.as_str());
    words.map(str::to_lowercase).chain([customer.zip.as_str().to_owned(), spelled, APPOINTMENT.to_owned()]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// No detail on file is said or sent to the model before the identity is proven, and nothing on file changes.
    #[test]
    fn unproven_call_never_contains_a_detail_on_file(
        customer in any_customer(),
        attestation in prop_oneof![
            Just(Attestation::Partial), Just(Attestation::Gateway), Just(Attestation::Failed), Just(Attestation::None),
        ],
        turns in proptest::collection::vec((any_words(), any_tools(), any_tools()), 1..10),
    ) {
        let details = details_of(&customer);
        let mut call = call_of(Some(customer), attestation);
        let facts = prompt::call_facts(&acme(), &call).to_lowercase();
        prop_assert!(details.iter().all(|detail| !facts.contains(detail)), "{facts}");
        let _ = run(&mut call, Event::CallStarted, &[]);
        for (words, first, second) in turns {
            prop_assume!(details.iter().all(|detail| !words.to_lowercase().contains(detail)));
            let (effects, ran) = run(&mut call, said(&words), &[model(None, &first), model(None, &second)]);
            for action in ran {
                let on_file = matches!(
                    action,
                    ToolAction::LookUpCustomer(_) | ToolAction::Cancel { .. } | ToolAction::Reschedule { .. }
                );
                prop_assert!(!on_file, "{action:?}");
            }
            let said = effects.say.join(" ").to_lowercase();
            prop_assert!(details.iter().all(|detail| !said.contains(detail)), "{said}");
            prop_assert_eq!(call.customer(), None);
            prop_assert_eq!(call.booked_by().identity, CallerIdentity::Claimed);
            let restored = Conversation::from(call.snapshot());
            prop_assert_eq!(restored.identity(), CallerIdentity::Claimed);
        }
        for entry in &call.history {
            if let HistoryEntry::ToolReturned { content, .. } = entry {
                let content = content.to_lowercase();
                prop_assert!(details.iter().all(|detail| !content.contains(detail)), "{content}");
            }
        }
        prop_assert_eq!(prompt::call_facts(&acme(), &call).to_lowercase(), facts, "the facts stay the same in a call");
    }

    /// Whatever number is on file, the caller who says it before its street is proven, and one who says another is not.
    #[test]
    fn house_number_matches_only_itself(house in 1u32..100_000, other in 1u32..100_000) {
        prop_assume!(house != other);
        let mut call = call_of(Some(customer("Maria Lopez", &format!("{house} Oak Street"), "75204")), Attestation::None);
        hear(&mut call, &[("", &format!("I'm at {other} Oak"))]);
        prop_assert_eq!(call.identity(), CallerIdentity::Claimed);
        hear(&mut call, &[("", &format!("I mean {house} Oak"))]);
        prop_assert_eq!(call.identity(), CallerIdentity::Matched);
    }

    /// No words panic, and no words without a number or the whole name prove anything.
    #[test]
    fn words_without_a_detail_prove_nothing(words in proptest::collection::vec("\\PC{0,60}", 0..6)) {
        let number = |words: &String| Words::of(words).numbers().contains(&"412".to_owned());
        prop_assume!(!words.iter().any(number));
        let turns: Vec<(&str, &str)> = words.iter().map(|words| ("", words.as_str())).collect();
        prop_assert_eq!(identity_after(&turns), CallerIdentity::Claimed);
    }

    /// A list of numbers is no answer: at most three of them are compared in a call.
    #[test]
    fn house_number_cannot_be_listed(
        house in 100u32..999, mut tried in proptest::collection::btree_set(100u32..999, 4..40), asked: bool,
    ) {
        tried.insert(house);
        let tried: Vec<u32> = tried.into_iter().collect();
        prop_assume!(tried.iter().position(|number| *number == house).is_some_and(|at| at >= MOST_WRONG));
        let mut call = call_of(Some(customer("Maria Lopez", &format!("{house} Oak Street"), "75204")), Attestation::None);
        let list: Vec<String> = tried.iter().map(ToString::to_string).collect();
        let question = if asked { "What is the house number?" } else { "" };
        let one_by_one: Vec<(&str, &str)> = list.iter().map(|number| (question, number.as_str())).collect();
        hear(&mut call, &one_by_one);
        prop_assert_eq!(call.identity(), CallerIdentity::Claimed);
        let mut call = call_of(Some(customer("Maria Lopez", &format!("{house} Oak Street"), "75204")), Attestation::None);
        hear(&mut call, &[(question, &list.join(" or "))]);
        prop_assert_eq!(call.identity(), CallerIdentity::Claimed);
    }
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
        assert_eq!(Words::of(words).numbers().first().map(String::as_str), Some(number), "{words}");
    }
    assert_eq!(Words::of("call 214-555-0142").numbers(), Vec::<String>::new());
}
