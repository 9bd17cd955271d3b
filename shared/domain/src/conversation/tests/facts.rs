//! The facts at the end of a call.

use proptest::prelude::*;

use super::*;
use crate::{
    booking::{CallerIdentity, Voicemail},
    call_facts::{CallFacts, Outcome, Transfers},
    id::RecordingSid,
    non_customer::NonCustomer,
    tenant::{JobTypeId, TenantConfig, TenantFields},
    triage::Language,
};

fn end(call: &mut Conversation, config: &TenantConfig) -> CallFacts {
    let effects = call.step(Event::CallEnded { seconds: 60 }, Context { config, now: now() });
    let [SideEffect::Ended { usage, facts }] = effects.side_effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(usage, call.usage());
    (**facts).clone()
}

/// Takes the caller's words in turn, each with the model's answer to them, and ends the call.
fn facts_of(turns: &[(&str, Event)]) -> CallFacts {
    let mut call = call();
    let _ = until_answered(&mut call, Event::CallStarted, &talks(), true);
    take(&mut call, turns)
}

fn take(call: &mut Conversation, turns: &[(&str, Event)]) -> CallFacts {
    for (words, model) in turns {
        let _ = until_answered(call, said(words), model, true);
    }
    end(call, &acme())
}

/// What the model would say, if it was asked.
const SILENT: &str = "The model was asked.";

/// A call of a customer whose number is proven.
fn on_file() -> Conversation {
    let sid = CallSid::parse("CA00000000000000000000000000000001").expect("an id");
    let called = PhoneNumber::parse("+12145550100").expect("a number");
    let caller = Caller::from_twilio("+12145550142");
    Conversation::new(sid, caller, called, Some(customer()), now()).with_attestation(Attestation::Full)
}

fn talks() -> Event {
    model(Some("We are open until five."), &[])
}

fn asks(tool: &str, arguments: &serde_json::Value) -> Event {
    model(None, &[(tool, arguments.to_string())])
}

fn checks(zip: Option<&str>) -> Event {
    asks("check_availability", &json!({"zip": zip, "when": "tomorrow", "part_of_day": "any"}))
}

fn hangs_up() -> Event {
    asks("end_call", &json!({"goodbye": "Goodbye."}))
}

fn job_types(facts: &CallFacts) -> Vec<&str> {
    facts.job_types.iter().map(JobTypeId::as_str).collect()
}

#[test]
fn booked_visit_is_the_outcome_with_its_id_and_job_type() {
    let (mut call, _) = read_back_call();
    let id = AppointmentId::of_call(call.call(), 0);
    let facts = take(&mut call, &[("yes", talks())]);
    assert_eq!((facts.outcome, &facts.booked[..], facts.bookable), (Outcome::Booked, &[id][..], true));
    assert_eq!(job_types(&facts), ["repair"]);
    assert_eq!((facts.after_hours, facts.language), (false, Language::ENGLISH));
    assert_eq!((facts.identity, facts.is_spam()), (CallerIdentity::Attested, false));
    assert_eq!((facts.moved, facts.cancelled, facts.transfers), (vec![], vec![], Transfers::default()));
}

#[test]
fn visit_that_the_call_cancels_again_makes_the_outcome_cancelled() {
    let (mut call, _) = read_back_call();
    let id = AppointmentId::of_call(call.call(), 0);
    let cancel = asks("cancel", &json!({"appointment_id": id}));
    let facts = take(&mut call, &[("yes", talks()), ("cancel it again", cancel), ("yes", talks())]);
    assert_eq!(facts.outcome, Outcome::Cancelled, "{facts:?}");
    assert_eq!((facts.booked, facts.bookable), (vec![id], true));
}

#[test]
fn moved_visit_counts_until_it_is_cancelled() {
    let mut call = ready_call();
    let moves = asks("reschedule", &json!({"appointment_id": stored_appointment(), "slot_id": "2026-11-24_morning"}));
    let _ = call.step(moves, Context { config: &acme(), now: now() });
    let _ = until_answered(&mut call, said("yes"), &talks(), true);
    let moved = call.clone().facts(&acme());
    assert_eq!((moved.outcome, moved.moved), (Outcome::Changed, vec![stored_appointment()]));
    let cancel = asks("cancel", &json!({"appointment_id": stored_appointment()}));
    let facts = take(&mut call, &[("call it off", cancel), ("yes", talks())]);
    assert_eq!((facts.outcome, facts.cancelled), (Outcome::Cancelled, vec![stored_appointment()]));
}

#[test]
fn danger_outranks_what_was_booked() {
    let (mut call, _) = read_back_call();
    let facts = take(&mut call, &[("yes", talks()), ("I smell gas in the kitchen", talks())]);
    assert_eq!((facts.outcome, facts.booked.len()), (Outcome::Emergency, 1));
}

#[test]
fn question_that_was_answered_is_information() {
    let facts = facts_of(&[("Are you open on Sundays?", talks())]);
    assert_eq!((facts.outcome, facts.bookable), (Outcome::Information, false), "the caller hung up after the answer");
    let declined = facts_of(&[("Can you come tomorrow?", checks(Some("75201"))), ("too late, bye", hangs_up())]);
    assert_eq!((declined.outcome, declined.bookable), (Outcome::Information, true), "the agent said goodbye");
}

#[test]
fn caller_who_hangs_up_with_something_open_has_abandoned_the_call() {
    assert_eq!(facts_of(&[]).outcome, Outcome::Abandoned, "nobody spoke");
    let asked = facts_of(&[("Can you come tomorrow?", checks(None)), ("hm", talks())]);
    assert_eq!((asked.outcome, asked.bookable), (Outcome::Abandoned, true), "a visit was asked for");
    let (mut call, _) = read_back_call();
    assert_eq!(end(&mut call, &acme()).outcome, Outcome::Abandoned, "a visit was read back");
    let mut call = super::call();
    for _ in 0..4 {
        let _ = until_answered(&mut call, Event::CallerSilent, &talks(), true);
    }
    let _ = until_answered(&mut call, Event::VoicemailFinished(None), &talks(), true);
    assert_eq!(end(&mut call, &acme()).outcome, Outcome::Abandoned, "an empty voicemail");
}

#[test]
fn outcome_stays_when_the_end_is_reported_again() {
    let mut call = call();
    let _ = until_answered(&mut call, said("Are you open on Sundays?"), &talks(), true);
    let first = end(&mut call, &acme());
    let mut restored = Conversation::from(call.snapshot());
    assert_eq!((end(&mut restored, &acme()), first.outcome), (first.clone(), Outcome::Information));
}

#[test]
fn transfer_counts_by_its_result() {
    let person = || asks("transfer_to_person", &json!({}));
    let mut reached = call();
    let _ = until_answered(&mut reached, said("Let me talk to a person"), &person(), true);
    let mut missed = reached.clone();
    let open = end(&mut reached.clone(), &acme());
    assert_eq!((open.outcome, open.transfers), (Outcome::Abandoned, Transfers::default()), "no result");
    let finish = |call: &mut Conversation, dialed| {
        let _ = until_answered(call, Event::TransferFinished { dialed, seconds: 0 }, &talks(), true);
        end(call, &acme())
    };
    let facts = finish(&mut reached, Dialed::Connected);
    assert_eq!((facts.outcome, facts.transfers), (Outcome::Transferred, Transfers { reached: 1, missed: 0 }));
    let facts = finish(&mut missed, Dialed::NotReached);
    assert_eq!(facts.transfers, Transfers { reached: 0, missed: 1 });
    assert_ne!(facts.outcome, Outcome::Transferred);
}

#[test]
fn message_and_voicemail_are_messages() {
    let message = json!({"name": "Dana", "callback_number": null, "message": "Call me", "urgent": false});
    let facts = facts_of(&[("Tell them to call me", asks("take_message", &message)), ("yes", talks())]);
    assert_eq!(facts.outcome, Outcome::Message);
    let mut call = call();
    let recording = RecordingSid::parse("RE00000000000000000000000000000001").expect("an id");
    let voicemail = Voicemail { recording, url: "https://api.twilio.com/RE1".to_owned(), duration_seconds: 4 };
    let _ = until_answered(&mut call, Event::VoicemailFinished(Some(voicemail)), &talks(), true);
    assert_eq!(end(&mut call, &acme()).outcome, Outcome::Message);
}

#[test]
fn blocked_caller_is_spam() {
    let number = PhoneNumber::parse("+12145550142").expect("a number");
    let fields = TenantFields { blocked_callers: [number].into(), ..TenantFields::from(acme()) };
    let config = TenantConfig::try_from(fields).expect("valid");
    let mut call = call();
    let _ = call.step(Event::CallStarted, Context { config: &config, now: now() });
    let facts = end(&mut call, &config);
    assert!(facts.is_spam() && !facts.bookable, "{facts:?}");
}

#[test]
fn caller_whom_the_office_blocks_is_rejected_and_spam() {
    let mut call = call().with_on_file(CallerOnFile { blocked: true, ..CallerOnFile::default() });
    let effects = call.step(Event::CallStarted, Context { config: &acme(), now: now() });
    assert!(effects.say.is_empty() && effects.next == NextStep::EndTurn(TurnEnd::HangUp), "{effects:?}");
    assert!(end(&mut call, &acme()).is_spam());
}

#[test]
fn visit_outside_the_area_is_bookable_only_with_a_later_place_inside() {
    let outside = || ("Can you come to 99501?", checks(Some("99501")));
    assert!(!facts_of(&[outside()]).bookable);
    assert!(!facts_of(&[outside(), ("And on Friday?", checks(None))]).bookable, "the place stays");
    assert!(facts_of(&[outside(), ("And to 75201?", checks(Some("75201")))]).bookable);
    assert!(!facts_of(&[("Can you come to 75201?", checks(Some("75201"))), outside()]).bookable);
    let mut elsewhere: serde_json::Value = serde_json::from_str(&visit()).expect("JSON");
    elsewhere["zip"] = json!("99501");
    let facts = facts_of(&[("Book it", asks("book_appointment", &elsewhere))]);
    assert_eq!((job_types(&facts), facts.bookable), (vec!["repair"], false));
    elsewhere["job_type"] = json!("plumbing");
    assert_eq!(job_types(&facts_of(&[("Book it", asks("book_appointment", &elsewhere))])), Vec::<&str>::new());
}

#[test]
fn after_hours_and_language_are_those_of_the_call() {
    let sid = CallSid::parse("CA00000000000000000000000000000001").expect("an id");
    let called = PhoneNumber::parse("+12145550100").expect("a number");
    let night = "2026-11-23T08:00:00Z".parse().expect("an instant");
    let mut call = Conversation::new(sid, Caller::from_twilio(""), called, None, night);
    let _ = until_answered(&mut call, said("Hola, necesito un técnico por favor"), &talks(), true);
    let facts = end(&mut call, &acme());
    assert_eq!((facts.after_hours, facts.language), (true, Language::SPANISH));
    assert_eq!(facts.identity, CallerIdentity::Withheld);
}

#[test]
fn names_are_those_that_are_stored() {
    for outcome in Outcome::ALL {
        assert_eq!(serde_json::to_value(outcome).expect("JSON"), outcome.name());
    }
}

proptest! {
    #[test]
    fn outcome_says_what_the_call_has_done(
        turns in proptest::collection::vec((super::properties::any_event(), super::properties::any_model()), 0..8),
        works in any::<bool>(),
    ) {
        let mut call = call();
        for (event, model) in turns {
            let _ = until_answered(&mut call, event, &model, works);
        }
        let facts = end(&mut call, &acme());
        prop_assert_eq!(facts.outcome == Outcome::Emergency, call.usage().emergencies > 0);
        prop_assert_eq!(facts.booked.len() as u64, call.usage().appointments.min(20));
        if facts.outcome == Outcome::Booked {
            prop_assert!(!facts.booked.is_empty() && facts.bookable);
        }
        prop_assert!(facts.outcome != Outcome::Transferred || facts.transfers.reached > 0);
        prop_assert_eq!(call.facts(&acme()), facts, "the facts are not stable");
    }
}

/// The model takes the caller for this, in its first answer.
fn dismissed(call: &mut Conversation, kind: &str, text: &str) -> Effects {
    let reports = model(None, &[("not_a_customer", json!({"kind": kind}).to_string())]);
    until_answered(call, said(text), &reports, true).0
}

#[test]
fn caller_who_is_no_customer_hears_a_polite_end_or_leaves_a_message_after_one_request() {
    let acme = acme();
    for (kind, outcome, takes_message) in [
        ("sales", Outcome::Spam, false),
        ("robocall", Outcome::Spam, false),
        ("wrong_number", Outcome::Spam, false),
        ("job_seeker", Outcome::Spam, true),
        ("supplier", Outcome::Spam, true),
    ] {
        let mut call = call();
        let effects = dismissed(&mut call, kind, "Hello, about your account");
        assert_eq!(*answer(&effects) == TurnEnd::TakeVoicemail, takes_message, "{kind}: {effects:?}");
        assert_eq!(*answer(&effects) == TurnEnd::HangUp, !takes_message, "{kind}: {effects:?}");
        assert_eq!((effects.say.len(), call.usage().model_requests), (1, 1), "{kind}: {effects:?}");
        let facts = end(&mut call, &acme);
        assert_eq!((facts.outcome, facts.non_customer.map(NonCustomer::name)), (outcome, Some(kind)));
    }
}

#[test]
fn recording_is_dismissed_without_the_model() {
    let mut call = call();
    let unasked = model(Some(SILENT), &[]);
    let _ = until_answered(&mut call, Event::CallStarted, &unasked, true);
    let recording = said("This is an automated message about your business loan. Press one now to apply.");
    let (effects, _) = until_answered(&mut call, recording, &unasked, true);
    assert_eq!((answer(&effects), call.usage().model_requests), (&TurnEnd::HangUp, 0));
    assert_eq!(end(&mut call, &acme()).non_customer, Some(NonCustomer::Robocall));
}

#[test]
fn customer_is_never_dismissed() {
    let offers = json!({"zip": "75201", "when": "tomorrow", "part_of_day": "any"}).to_string();
    let mut asked_for_visit = call();
    let _ = until_answered(
        &mut asked_for_visit,
        said("I need a tune-up"),
        &model(None, &[("check_availability", offers)]),
        true,
    );
    let mut in_danger = call();
    let _ = until_answered(&mut in_danger, said("I smell gas"), &talks(), true);
    let mut on_file = on_file();
    for call in [&mut asked_for_visit, &mut in_danger, &mut on_file] {
        let effects = dismissed(call, "sales", "and this is an automated message, press one now to apply");
        assert_ne!(*answer(&effects), TurnEnd::HangUp, "{effects:?}");
        assert_eq!(end(call, &acme()).non_customer, None);
    }
}
