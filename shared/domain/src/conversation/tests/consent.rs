//! What the caller agrees to is done, and nothing else.

use super::*;

const SILENT: &str = "And then?";

fn words(effects: &Effects) -> String {
    effects.say.join(" ")
}

fn cancel() -> (&'static str, String) {
    ("cancel", json!({"appointment_id": stored_appointment()}).to_string())
}

fn reschedule() -> (&'static str, String) {
    let arguments = json!({"appointment_id": stored_appointment(), "slot_id": "2026-11-24_morning"});
    ("reschedule", arguments.to_string())
}

fn take_message() -> (&'static str, String) {
    let arguments =
        json!({"name": "Dana", "callback_number": null, "message": "Call me about the bill.", "urgent": false});
    ("take_message", arguments.to_string())
}

/// The model proposes a change in a call that is ready for it. What the caller hears.
fn propose(call: &mut Conversation, tool: (&str, String)) -> Effects {
    until_answered_with(
        call,
        model(None, &[tool]),
        &model(Some(SILENT), &[]),
        (&[ToolBehavior::Works], ResultOrder::AsRequested),
    )
    .0
}

/// The caller's answer; the model then always repeats `tool`. What the caller hears, and the changes that were made.
fn reply(call: &mut Conversation, text: &str, tool: (&str, String)) -> (Effects, Vec<Ran>) {
    let repeats = model(None, &[tool]);
    let (effects, mut done) =
        until_answered_with(call, said(text), &repeats, (&[ToolBehavior::Works], ResultOrder::AsRequested));
    done.retain(Ran::is_change);
    (effects, done)
}

#[test]
fn every_change_is_read_back_and_made_only_after_a_yes() {
    for (tool, read_back, confirmed) in [
        (("book_appointment", visit()), "12 Oak Street", "You're booked for"),
        (reschedule(), "I'd move your visit on tomorrow", "Your visit is moved to"),
        (cancel(), "Shall I cancel it?", "is cancelled."),
        (take_message(), "Call me about the bill", "I've passed your message on."),
    ] {
        let mut call = ready_call();
        let effects = propose(&mut call, tool.clone());
        assert!(words(&effects).contains(read_back), "{effects:?}");
        assert_eq!(*answer(&effects), TurnEnd::Listen(BargeIn::KeysOnly), "speech must not interrupt it");
        for unsettled in ["is that right", "uh huh", "yes but thursday", "yes how much is it", "no don't", "never mind"]
        {
            let mut call = call.clone();
            let (_, done) = reply(&mut call, unsettled, tool.clone());
            assert!(done.is_empty(), "{unsettled:?} changed something: {done:?}");
        }
        let (effects, done) = reply(&mut call, "yes please", tool.clone());
        assert_eq!(done.len(), 1, "{done:?}");
        assert!(words(&effects).contains(confirmed), "{effects:?}");
        assert_eq!(call.phase, Phase::Talking);
    }
}

#[test]
fn models_repetition_is_read_back_again_and_never_booked() {
    let mut call = ready_call();
    let book = || ("book_appointment", visit());
    let _ = propose(&mut call, book());
    for unsettled in ["what was the address again", "i said wednesday", "hmm that's kind of a big window", "no"] {
        let (effects, done) = reply(&mut call, unsettled, book());
        assert!(done.is_empty(), "{unsettled}");
        assert!(words(&effects).starts_with("Let me read that back."), "{effects:?}");
    }
    let (effects, done) = reply(&mut call, "yes", book());
    assert_eq!(done.len(), 1);
    assert!(words(&effects).starts_with("You're booked for"), "{effects:?}");
}

#[test]
fn answer_that_says_nothing_is_asked_about_once_and_then_hears_the_read_back_again() {
    let (mut call, _) = read_back_call();
    let silent = model(Some(SILENT), &[]);
    let mut next = |text| until_answered(&mut call, said(text), &silent, true);
    assert_eq!(next("uh huh").0.say, [&*english().read_back.what_to_change]);
    assert!(words(&next("mhm").0).starts_with("Let me read that back."));
    assert_eq!(next("well i don't know").0.say, [SILENT], "the model continues");
    assert!(next("yes").1.is_empty(), "a yes to the model books nothing");
}

#[test]
fn yes_after_the_question_what_to_change_books() {
    let (mut call, _) = read_back_call();
    let silent = model(Some(SILENT), &[]);
    let _ = until_answered(&mut call, said("um"), &silent, true);
    assert_eq!(until_answered(&mut call, said("yes that's right"), &silent, true).1.len(), 1);
}

#[test]
fn yes_that_names_another_day_books_nothing() {
    let (mut call, _) = read_back_call();
    let silent = model(Some(SILENT), &[]);
    assert!(until_answered(&mut call, said("thursday works for me"), &silent, true).1.is_empty());
}

#[test]
fn same_visit_is_booked_once_in_a_call() {
    let (mut call, _) = read_back_call();
    let silent = model(Some(SILENT), &[]);
    assert_eq!(until_answered(&mut call, said("yes"), &silent, true).1.len(), 1);
    let same = json!({
        "slot_id": "2026-11-24_morning", "job_type": "repair", "name": "Dana Smith", "callback_number": null, "city": "Dallas",
        "street_address": "12 oak st.", "zip": "75201", "problem": "Furnace", "access_notes": null,
    });
    for text in ["great and then", "yes"] {
        let again = model(None, &[("book_appointment", same.to_string())]);
        let (effects, booked) = until_answered(&mut call, said(text), &again, true);
        assert!(booked.is_empty() && !words(&effects).contains("read that back"), "{effects:?}");
    }
    let refused = call.history().iter().any(|entry| {
        matches!(entry, HistoryEntry::ToolReturned { content, .. } if content.contains("already booked in this call"))
    });
    assert!(refused, "the model is told");
    let mut elsewhere = ready_call();
    elsewhere.booked.clone_from(&call.booked);
    let other = visit().replace("12 Oak Street", "14 Elm Street");
    assert!(words(&propose(&mut elsewhere, ("book_appointment", other))).contains("14 Elm Street"));
}

#[test]
fn cancelled_visit_can_be_booked_again_in_the_same_call() {
    let (mut call, _) = read_back_call();
    let silent = model(Some(SILENT), &[]);
    let _ = until_answered(&mut call, said("yes"), &silent, true);
    let id = call.booked[0].id.clone();
    let cancels = model(None, &[("cancel", json!({"appointment_id": id}).to_string())]);
    let _ = until_answered(&mut call, said("cancel that visit"), &cancels, true);
    let _ = until_answered(&mut call, said("yes cancel it"), &silent, true);
    assert!(call.booked.is_empty() && call.appointments.is_empty());
}

#[test]
fn second_booking_of_an_answer_is_reported_as_not_done_and_end_call_does_not_come_first() {
    let other = ("book_appointment", visit().replace("12 Oak Street", "14 Elm Street"));
    let end = ("end_call", json!({"goodbye": "So long."}).to_string());
    for tools in [
        vec![("book_appointment", visit()), other.clone(), end.clone()],
        vec![end.clone(), ("book_appointment", visit()), other.clone()],
    ] {
        let mut call = ready_call();
        let asks = model(None, &tools);
        let (effects, _) = until_answered_with(
            &mut call,
            asks,
            &model(Some(SILENT), &[]),
            (&[ToolBehavior::Works], ResultOrder::AsRequested),
        );
        assert!(words(&effects).contains("12 Oak Street") && !words(&effects).contains("Elm"), "{effects:?}");
        assert_eq!(*answer(&effects), TurnEnd::Listen(BargeIn::KeysOnly));
        let not_done = call.history().iter().filter(|entry| {
            matches!(entry, HistoryEntry::ToolReturned { content, .. } if content.starts_with("error: not done"))
        });
        assert_eq!(not_done.count(), 2, "the second booking and the end of the call");
    }
}

#[test]
fn tools_beyond_the_limit_are_reported_as_not_done() {
    let mut call = ready_call();
    let tools: Vec<_> = (0..12).map(|_| ("look_up_customer", "{}".to_owned())).collect();
    let _ = until_answered(&mut call, model(None, &tools), &model(Some(SILENT), &[]), true);
    let (requested, returned) = requested_and_returned(&call);
    assert_eq!(requested, returned);
    let refused = call.history().iter().filter(
        |entry| matches!(entry, HistoryEntry::ToolReturned { content, .. } if content.contains("too many tools")),
    );
    assert_eq!(refused.count(), 4);
}

#[test]
fn caller_who_refuses_a_person_is_not_connected() {
    let mut call = ready_call();
    let transfers = model(None, &[("transfer_to_person", "{}".to_owned())]);
    let asks = model(Some(SILENT), &[]);
    let config = acme();
    let _ = call.step(said("I don't want a person, I want to book"), Context { config: &config, now: now() });
    let (effects, _) =
        until_answered_with(&mut call, transfers, &asks, (&[ToolBehavior::Works], ResultOrder::AsRequested));
    assert_eq!(
        (effects.say.as_slice(), answer(&effects)),
        ([SILENT.to_owned()].as_slice(), &TurnEnd::Listen(BargeIn::SpeechAndKeys))
    );
}

#[test]
fn silent_caller_who_is_offered_a_person_is_understood() {
    let silent = model(Some(SILENT), &[]);
    for (text, transferred, voicemail) in [
        ("a person please", true, false),
        ("yes", true, false),
        ("I don't want a person, I want to book", false, false),
        ("no message please", false, false),
        ("i'll leave a message", false, true),
    ] {
        let mut call = call();
        call.phase = Phase::OfferingPerson;
        let (effects, _) = until_answered(&mut call, said(text), &silent, true);
        assert_eq!(matches!(answer(&effects), TurnEnd::Transfer(_)), transferred, "{text}");
        assert_eq!(*answer(&effects) == TurnEnd::TakeVoicemail, voicemail, "{text}");
    }
}

/// A visit that is booked with the id of the call's next booking.
fn lost_booking(call: &Conversation, visit: &BookingRequest) -> Appointment {
    let origin = Origin::Call { call: call.call().clone(), booked_by: None };
    Appointment::booked(AppointmentId::of_call(call.call(), 0), origin, visit.clone(), now())
}

#[test]
fn booking_of_a_lost_turn_is_said_in_the_next_turn() {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let (mut call, visit) = read_back_call();
    let event = said("hello are you there");
    assert_eq!(call.booking_in_doubt(&event, context), Some(AppointmentId::of_call(call.call(), 0)));
    assert_eq!(call.booking_in_doubt(&said("yes please"), context), None, "it is booked again with the same id");
    call.booking_looked_up(Some(&lost_booking(&call, &visit)), context);
    let (effects, booked) = until_answered(&mut call, event, &model(Some(SILENT), &[]), true);
    assert!(booked.is_empty() && effects.say[0].starts_with("You're booked for"), "{effects:?}");
    assert_eq!(effects.say[1], SILENT);
    assert_eq!((call.usage().appointments, call.booked.len()), (1, 1));
}

#[test]
fn person_who_takes_the_call_over_hears_what_is_booked() {
    let (mut call, _) = read_back_call();
    let silent = model(Some(SILENT), &[]);
    let _ = until_answered(&mut call, said("yes"), &silent, true);
    let (effects, _) = until_answered(&mut call, Event::KeyPressed("0".to_owned()), &silent, true);
    let TurnEnd::Transfer(transfer) = answer(&effects) else { panic!("{effects:?}") };
    assert!(
        transfer.notice.as_ref().is_some_and(|notice| notice.starts_with("Dana is on the line and asked for a person. They said: My furnace needs a tune-up. This caller is booked for")),
        "{transfer:?}"
    );
}

#[test]
fn failed_booking_is_looked_up_after_the_transfer() {
    let config = acme();
    let context = Context { config: &config, now: now() };
    for (found, heard) in [(true, "You're booked for"), (false, &*english().results.not_booked)] {
        let (mut call, visit) = read_back_call();
        let (effects, _) = until_answered(&mut call, said("yes"), &model(Some(SILENT), &[]), false);
        let TurnEnd::Transfer(transfer) = answer(&effects) else { panic!("{effects:?}") };
        assert!(transfer.notice.as_ref().is_some_and(|notice| notice.contains("check whether")), "{transfer:?}");
        let event = Event::TransferFinished { dialed: Dialed::NotReached, seconds: 0 };
        let mut call_later = Conversation::from(call.snapshot());
        assert!(call_later.booking_in_doubt(&event, context).is_some(), "it survives being stored");
        let lost = lost_booking(&call, &visit);
        call_later.booking_looked_up(found.then_some(&lost), context);
        let (effects, _) = until_answered(&mut call_later, event, &model(Some(SILENT), &[]), true);
        assert!(effects.say[0].starts_with(heard), "{effects:?}");
        call.phase = Phase::Ended;
    }
}

#[test]
fn emergency_after_a_booking_in_the_same_turn_is_followed_by_its_confirmation() {
    let config = acme();
    let context = Context { config: &config, now: now() };
    let (mut call, visit) = read_back_call();
    call.booking_looked_up(Some(&lost_booking(&call, &visit)), context);
    let reports = model(None, &[("report_emergency", json!({"hazard": "fire"}).to_string())]);
    let (effects, _) = until_answered(&mut call, said("hello again"), &reports, true);
    let safety = crate::triage::safety_words(Hazard::Fire, crate::triage::Language::ENGLISH);
    assert_eq!(effects.say[0], safety);
    assert!(effects.say[1].starts_with("You're booked for"), "{effects:?}");
}
