//! A proven caller's visits and earlier calls are known before the first words; those of an unproven one never.

use jiff::SignedDuration;
use serde_json::Value;

use super::*;
use crate::{
    call_facts::Outcome,
    on_file::{CallerOnFile, EarlierCall},
    prompt,
};

fn visit_on(nth: u32, slot: &str, (starts, ends): (&str, &str), status: AppointmentStatus) -> Appointment {
    let sid = CallSid::parse(&format!("CA{nth:032x}")).expect("an id");
    let visit: BookingRequest = serde_json::from_value(json!({
        "slot": {"id": slot, "starts": starts, "ends": ends}, "job_type": "repair", "name": "Dana",
        "callback": "+12145550142", "street": "12 Oak Street", "zip": "75201", "problem": "The furnace is loud",
    }))
    .expect("a visit");
    let origin = Origin::Call { call: sid.clone(), booked_by: None };
    Appointment { status, ..Appointment::booked(AppointmentId::of_call(&sid, 0), origin, visit, now()) }
}

const MORNING: (&str, &str) = ("08:00", "12:00");

fn booked(nth: u32, slot: &str) -> Appointment {
    visit_on(nth, slot, MORNING, AppointmentStatus::Booked)
}

fn call_an_hour_ago(about: &str) -> EarlierCall {
    EarlierCall { at: now() - SignedDuration::from_hours(1), outcome: Outcome::Message, about: Text::parse(about).ok() }
}

fn known(visits: Vec<Appointment>, calls: Vec<EarlierCall>) -> CallerOnFile {
    CallerOnFile { customer: Some(customer()), blocked: false, visits, calls }
}

/// A call of this caller after its greeting, and what the caller has heard.
fn rung(on_file: CallerOnFile, attestation: Attestation, config: &TenantConfig) -> (Conversation, String) {
    let mut call = call().with_attestation(attestation).with_on_file(on_file);
    let heard = call.step(Event::CallStarted, Context { config, now: now() }).say.join(" ");
    (call, heard)
}

fn spanish_first() -> TenantConfig {
    let mut value = serde_json::to_value(acme()).expect("JSON");
    value["languages"] = json!([{"language": "spanish", "voice": "nova"}, {"language": "english", "voice": "nova"}]);
    serde_json::from_value(value).expect("valid")
}

/// The result that the model reads before the greeting.
fn recalled(call: &Conversation) -> Option<Value> {
    call.history().iter().find_map(|entry| match entry {
        HistoryEntry::ToolReturned { content, .. } => serde_json::from_str(content).ok(),
        _ => None,
    })
}

#[test]
fn greeting_asks_about_the_next_visit_or_a_recent_one() {
    let cancelled = visit_on(9, "2026-11-24_morning", MORNING, AppointmentStatus::Cancelled);
    for (visits, words) in [
        (
            vec![booked(1, "2026-11-24_morning")],
            "You're booked for tomorrow, Tuesday, November 24, between 8 AM and noon. Are you calling about that visit",
        ),
        (vec![booked(1, "2026-11-23_morning")], "You're booked for today, Monday, November 23"),
        (
            vec![booked(1, "2026-12-02_morning"), booked(2, "2026-11-27_morning"), booked(3, "2026-11-20_morning")],
            "You have 2 visits booked, the next one Friday, November 27",
        ),
        (
            vec![booked(1, "2026-11-20_morning"), booked(2, "2026-11-02_morning"), cancelled.clone()],
            "Your last visit was Friday, November 20.",
        ),
    ] {
        let (_, heard) = rung(known(visits, Vec::new()), Attestation::Full, &acme());
        assert!(heard.contains("Welcome back, Dana.") && heard.contains(words), "{heard}");
        assert!(!heard.contains("How can I help"), "{heard}");
    }
    for visits in [vec![booked(1, "2026-10-20_morning")], vec![cancelled], Vec::new()] {
        let (_, heard) = rung(known(visits, Vec::new()), Attestation::Full, &acme());
        assert!(heard.ends_with("How can I help you today?"), "{heard}");
    }
}

#[test]
fn question_about_a_visit_is_in_the_language_of_the_call() {
    let on_file = || known(vec![booked(1, "2026-11-20_morning")], Vec::new());
    let (_, heard) = rung(on_file(), Attestation::Full, &spanish_first());
    assert!(
        heard.contains("Su última visita fue el viernes 20 de noviembre. ¿Llama por esa visita o por otra cosa?"),
        "{heard}"
    );
    // Pressed at an English greeting, once the call was stored and loaded again.
    let mut value = serde_json::to_value(acme()).expect("JSON");
    value["languages"] = json!([{"language": "english", "voice": "nova"}, {"language": "spanish", "voice": "nova"}]);
    let config: TenantConfig = serde_json::from_value(value).expect("valid");
    for (visits, asked) in [
        (booked(1, "2026-11-20_morning"), "Su última visita fue el viernes 20 de noviembre."),
        (booked(1, "2026-11-24_morning"), "Tiene una visita mañana, martes 24 de noviembre"),
    ] {
        let (call, _) = rung(known(vec![visits], Vec::new()), Attestation::Full, &config);
        let mut call = Conversation::from(call.snapshot());
        let context = Context { config: &config, now: now() };
        let heard = call.step(Event::KeyPressed("2".to_owned()), context).say.join(" ");
        assert!(heard.contains(asked), "{heard}");
    }
}

#[test]
fn model_knows_visits_and_earlier_calls_before_the_first_words() {
    let calls = vec![call_an_hour_ago("The thermostat is blank"), call_an_hour_ago("Come to 12 Oak Street")];
    let visits = vec![booked(1, "2026-11-24_morning"), booked(2, "2026-11-20_morning")];
    let (mut call, _) = rung(known(visits.clone(), calls), Attestation::Full, &acme());
    let found = recalled(&call).expect("looked up");
    assert_eq!(found["appointments"][0]["appointment_id"], json!(visits[0].id));
    assert_eq!(found["last_visit"]["problem"], "The furnace is loud");
    let earlier = &found["earlier_calls"];
    assert_eq!(earlier[0]["when"], "today, Monday, November 23, 9 AM");
    assert_eq!((&earlier[0]["about"], &earlier[0]["outcome"]), (&json!("The thermostat is blank"), &json!("message")));
    assert_eq!(earlier[1]["about"], Value::Null, "it names the address");
    assert!(!found.to_string().contains("Oak") && !found.to_string().contains("75201"), "{found}");
    assert!(prompt::call_facts(&acme(), &call).contains("has answered already"));

    // The visit can be cancelled without a look-up, and no past one.
    let (_, config) = (call.step(said("Cancel it"), Context { config: &acme(), now: now() }), acme());
    let cancel = |id: &AppointmentId| model(None, &[("cancel", json!({"appointment_id": id}).to_string())]);
    let context = Context { config: &config, now: now() };
    let mut past = call.clone();
    let _ = past.step(cancel(&visits[1].id), context);
    assert!(matches!(past.snapshot().phase, Phase::Talking));
    let read_back = call.step(cancel(&visits[0].id), context).say.join(" ");
    assert!(read_back.contains("tomorrow, Tuesday, November 24"), "{read_back}");
}

#[test]
fn caller_without_a_booking_is_known_by_their_calls() {
    let on_file = CallerOnFile { calls: vec![call_an_hour_ago("A price for a tune-up")], ..CallerOnFile::default() };
    let (call, heard) = rung(on_file, Attestation::Full, &acme());
    assert!(heard.ends_with("How can I help you today?"), "{heard}");
    let found = recalled(&call).expect("looked up");
    assert_eq!(found["earlier_calls"][0]["about"], "A price for a tune-up");
    assert_eq!(found["name"], Value::Null);
    assert!(prompt::call_facts(&acme(), &call).contains("They have called before"));
}

#[test]
fn unproven_caller_hears_and_gets_nothing() {
    for attestation in [Attestation::Partial, Attestation::Gateway, Attestation::Failed, Attestation::None] {
        let on_file = known(vec![booked(1, "2026-11-24_morning")], vec![call_an_hour_ago("No heat")]);
        let (call, heard) = rung(on_file, attestation, &acme());
        assert!(!heard.contains("Dana") && !heard.contains("visit"), "{attestation:?}: {heard}");
        assert_eq!((recalled(&call), call.was_recalled()), (None, false), "{attestation:?}");
        assert!(call.snapshot().appointments.is_empty() && call.snapshot().progress.last_visit.is_none());
    }
}

#[test]
fn danger_as_the_first_words_is_not_delayed_by_the_question() {
    let (mut call, _) = rung(known(vec![booked(1, "2026-11-24_morning")], Vec::new()), Attestation::Full, &acme());
    let config = acme();
    let heard = call.step(said("Yes, and I smell gas"), Context { config: &config, now: now() }).say.join(" ");
    assert!(heard.starts_with("This could be a gas leak."), "{heard}");
}

#[test]
fn only_proven_calls_of_the_last_weeks_are_recalled() {
    use crate::booking::CallerIdentity;
    let mut facts = call().facts(&acme());
    let recalled = |facts: &crate::call_facts::CallFacts, hours| {
        EarlierCall::may_be_recalled(now() - SignedDuration::from_hours(hours), facts, now())
    };
    assert!(recalled(&facts, 1) && !recalled(&facts, 31 * 24));
    for identity in [CallerIdentity::Claimed, CallerIdentity::Withheld] {
        facts.identity = identity;
        assert!(!recalled(&facts, 1), "{identity:?}");
    }
    facts.identity = CallerIdentity::Matched;
    assert!(recalled(&facts, 1));
    facts.outcome = Outcome::Spam;
    assert!(!recalled(&facts, 1));
}
