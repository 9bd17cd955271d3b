//! What the summary of each kind of call says.

use jiff::civil::time;

use super::*;
use crate::{
    booking::{AppointmentStatus, BookingRequest, DangerReport, MessageBody, Origin, Voicemail},
    id::{AppointmentId, CallSid, EmergencyId, MessageId, RecordingSid},
    slot::Slot,
    triage::{Hazard, assess},
};

const NUMBER: &str = "+12145550142";

/// A call that stored these things.
#[derive(Default)]
struct Stored {
    withheld: bool,
    unanswered: bool,
    history: Vec<HistoryEntry>,
    usage: CallUsage,
    appointments: Vec<Appointment>,
    messages: Vec<CallerMessage>,
    emergencies: Vec<Emergency>,
}

impl Stored {
    fn summary(&self) -> CallSummary {
        let number = PhoneNumber::parse(NUMBER).expect("a number");
        let mut findings = Findings::default();
        for entry in &self.history {
            if let HistoryEntry::CallerSaid { text } = entry {
                findings.merge(&assess(text));
            }
        }
        CallSummary::of(&SummaryInput {
            caller: Some(&number).filter(|_| !self.withheld),
            history: Some(self.history.as_slice()).filter(|_| !self.unanswered),
            findings: &findings,
            usage: &self.usage,
            appointments: &self.appointments,
            messages: &self.messages,
            emergencies: &self.emergencies,
        })
    }
}

fn text<const MAX: usize>(words: &str) -> Text<MAX> {
    Text::parse(words).expect("a text")
}

fn call() -> CallSid {
    CallSid::parse("CA1").expect("an id")
}

fn said(words: &str) -> HistoryEntry {
    HistoryEntry::CallerSaid { text: words.to_owned() }
}

fn returned(content: &str) -> HistoryEntry {
    HistoryEntry::ToolReturned { id: "call_1".to_owned(), content: content.to_owned() }
}

fn appointment() -> Appointment {
    let slot =
        Slot { id: "2026-11-24_morning".parse().expect("a slot"), starts: time(8, 0, 0, 0), ends: time(12, 0, 0, 0) };
    let visit = BookingRequest {
        slot,
        job_type: JobTypeId::parse("heat-repair").expect("an id"),
        name: text("Dana Smith"),
        callback: PhoneNumber::parse("+12145550199").expect("a number"),
        street: text("12 Oak Street"),
        city: Some(text("Dallas")),
        zip: Zip::parse("75201").expect("a ZIP code"),
        problem: text("The furnace is dead."),
        access_notes: Some(text("Beware of the dog")),
        answers: Vec::new(),
    };
    let origin = Origin::Call { call: call(), booked_by: None };
    Appointment::booked(AppointmentId::of_call(&call(), 0), origin, visit, jiff::Timestamp::UNIX_EPOCH)
}

fn message(body: MessageBody, urgent: bool) -> CallerMessage {
    CallerMessage {
        id: MessageId::of_call(&call(), 0),
        call: Some(call()),
        name: Some(text("Lee Park")),
        callback: PhoneNumber::parse("+12145550177").ok(),
        body,
        urgent,
        left_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn voicemail() -> MessageBody {
    let recording = RecordingSid::parse("RE1").expect("an id");
    MessageBody::Voicemail(Voicemail { recording, url: String::new(), duration_seconds: 12 })
}

fn emergency() -> Emergency {
    Emergency {
        id: EmergencyId::of_call(&call(), 0),
        call: call(),
        hazard: Hazard::GasLeak,
        callback: PhoneNumber::parse(NUMBER).ok(),
        heard_at: jiff::Timestamp::UNIX_EPOCH,
        day: None,
        report: DangerReport { heard: None, name: None, place: Some(text("12 Oak Street")) },
    }
}

/// Text, result, urgency and next step.
fn sentence(stored: &Stored) -> (String, CallResult, Urgency, Option<String>) {
    let CallSummary { text, result, urgency, next_step, .. } = stored.summary();
    (text.into(), result, urgency, next_step.map(String::from))
}

#[test]
fn booked_visit_names_who_when_where_and_what() {
    let stored = Stored { appointments: vec![appointment()], ..Stored::default() };
    assert_eq!(
        sentence(&stored),
        (
            "Dana Smith booked a visit (heat repair) for Tuesday, November 24, between 8 AM and noon at 12 Oak Street, Dallas 75201: \
             “The furnace is dead”."
                .to_owned(),
            CallResult::Booked,
            Urgency::Routine,
            Some("Be there on Tuesday, November 24, between 8 AM and noon.".to_owned())
        )
    );
    let summary = stored.summary();
    assert_eq!(summary.reason.as_deref(), Some("The furnace is dead."));
    let expected = Intake {
        name: Some(text("Dana Smith")),
        callback: PhoneNumber::parse("+12145550199").ok(),
        street: Some(text("12 Oak Street")),
        city: Some(text("Dallas")),
        zip: Zip::parse("75201").ok(),
        job_type: JobTypeId::parse("heat-repair").ok(),
        problem: Some(text("The furnace is dead.")),
        access_notes: Some(text("Beware of the dog")),
        language: None,
    };
    assert_eq!(summary.intake, expected);
}

#[test]
fn emergency_comes_first_and_further_results_follow() {
    let stored = Stored {
        emergencies: vec![emergency()],
        appointments: vec![appointment()],
        messages: vec![message(MessageBody::Words(text("The gate is locked")), false)],
        usage: CallUsage { transfer_seconds: 125, ..CallUsage::default() },
        ..Stored::default()
    };
    let (text, result, urgency, next) = sentence(&stored);
    assert_eq!((result, urgency), (CallResult::Emergency, Urgency::Emergency));
    assert_eq!(
        text,
        "Dana Smith reported a possible gas leak at 12 Oak Street. They also booked a visit (heat repair) for Tuesday, November 24, \
         between 8 AM and noon at 12 Oak Street, Dallas 75201: “The furnace is dead”. They also left a message: “The gate is \
         locked”. They also spoke with a person for 2 min 5 s."
    );
    let expected = "Check that someone has taken the emergency, and call Dana Smith back at +12145550199.";
    assert_eq!(next.as_deref(), Some(expected));
    assert_eq!(stored.summary().reason.as_deref(), Some("a possible gas leak"));
}

#[test]
fn visits_of_other_calls_that_were_moved_or_cancelled_are_named_without_today_and_tomorrow() {
    let moved = returned(
        r#"{"moved":{"appointment_id":"apt_9_0","when":"tomorrow, Tuesday, November 24, between 8 AM and noon"}}"#,
    );
    let cancelled =
        returned(r#"{"cancelled":{"appointment_id":"apt_8_0","when":"Friday, November 27, between 1 PM and 5 PM"}}"#);
    let other = [returned("error: that slot has just been taken"), returned(r#"{"slots":[]}"#)];
    let (text, result, ..) =
        sentence(&Stored { history: [&other[..], &[moved, cancelled]].concat(), ..Stored::default() });
    assert_eq!(result, CallResult::Moved);
    assert_eq!(
        text,
        "A caller from +12145550142 moved a visit to Tuesday, November 24, between 8 AM and noon. They also cancelled the visit of \
         Friday, November 27, between 1 PM and 5 PM."
    );
}

#[test]
fn visit_that_was_booked_and_cancelled_in_the_same_call_is_not_booked() {
    let history = vec![returned(r#"{"cancelled":{"appointment_id":"apt_1_0","when":"Tuesday, November 24"}}"#)];
    let cancelled = Appointment { status: AppointmentStatus::Cancelled, ..appointment() };
    let (text, result, _, next) = sentence(&Stored { history, appointments: vec![cancelled], ..Stored::default() });
    assert_eq!(
        (text.as_str(), result),
        ("Dana Smith cancelled the visit of Tuesday, November 24.", CallResult::Cancelled)
    );
    assert_eq!(next.as_deref(), Some("Nothing to do: the place is free again."));
}

#[test]
fn messages_and_voicemails_ask_to_call_back() {
    let words = Stored { messages: vec![message(MessageBody::Words(text("Call me.")), true)], ..Stored::default() };
    assert_eq!(
        sentence(&words),
        (
            "Lee Park left an urgent message: “Call me”.".to_owned(),
            CallResult::Message,
            Urgency::Urgent,
            Some("Call Lee Park back at +12145550177.".to_owned())
        )
    );
    let left = CallerMessage { name: None, ..message(voicemail(), false) };
    let (text, result, _, next) = sentence(&Stored { messages: vec![left], ..Stored::default() });
    assert_eq!(
        (text.as_str(), result),
        ("A caller from +12145550142 left a voicemail of 12 seconds.", CallResult::Voicemail)
    );
    assert_eq!(next.as_deref(), Some("Listen to the voicemail, and call the caller back at +12145550177."));
}

#[test]
fn call_without_a_result_says_how_it_ended() {
    let usage = CallUsage { call_seconds: 60, ..CallUsage::default() };
    let spoke = Stored { history: vec![said("¿Cuánto cuesta una visita?")], usage, ..Stored::default() };
    let (text, result, urgency, next) = sentence(&spoke);
    assert_eq!((result, urgency), (CallResult::NothingAgreed, Urgency::Routine));
    assert_eq!(
        text,
        "A caller from +12145550142 called, and nothing was agreed; they began with: “¿Cuánto cuesta una visita?”."
    );
    assert_eq!(next.as_deref(), Some("Call the caller back at +12145550142 if they have not called again."));
    let silent =
        Stored { withheld: true, history: vec![HistoryEntry::agent_said("Hello")], usage, ..Stored::default() };
    assert_eq!(
        sentence(&silent),
        (
            "A caller with a withheld number said nothing and hung up after 1 minute.".to_owned(),
            CallResult::Silent,
            Urgency::Routine,
            None
        )
    );
    let unanswered = Stored { unanswered: true, usage, ..Stored::default() };
    assert_eq!(sentence(&unanswered).1, CallResult::Unanswered);
}

#[test]
fn spanish_call_is_summarized_in_english_and_says_its_language() {
    let stored = Stored {
        history: vec![said("mi calefacción no funciona y quiero una cita")],
        appointments: vec![appointment()],
        ..Stored::default()
    };
    let summary = stored.summary();
    assert_eq!(summary.intake.language, Some(Language::SPANISH));
    assert!(summary.text.starts_with("Dana Smith booked a visit"), "{}", &*summary.text);
    assert_eq!(summary.urgency, Urgency::Urgent, "the heating fails");
}

#[test]
fn long_words_are_cut_and_the_summary_stays_within_its_length() {
    let long: Text<1000> = Text::cut(&"furnace ".repeat(200)).expect("a text");
    let messages = (0..20).map(|_| message(MessageBody::Words(long.clone()), false)).collect();
    let summary = Stored { messages, ..Stored::default() }.summary();
    assert!(summary.text.chars().count() <= 1000 && summary.text.contains('…'), "{}", &*summary.text);
}

#[test]
fn numbers_of_cards_are_in_no_part_of_a_summary() {
    let mut visit = appointment();
    visit.visit.problem = text("card 4111 1111 1111 1111");
    visit.visit.access_notes = Some(text("code 4111 1111 1111 1111"));
    let stored = Stored {
        history: vec![said("it is 4111 1111"), said("1111 1111")],
        messages: vec![message(MessageBody::Words(text("pay with 4111111111111111")), false)],
        ..Stored::default()
    };
    let booked = Stored { appointments: vec![visit], ..Stored::default() };
    let nothing = Stored { messages: Vec::new(), history: stored.history.clone(), ..Stored::default() };
    for stored in [stored, booked, nothing] {
        let shown = format!(
            "{:?}",
            [String::from(stored.summary().text), stored.summary().reason.map(String::from).unwrap_or_default()]
        );
        assert!(!shown.contains("1111") && shown.contains("[card number]"), "{shown}");
    }
}

#[test]
fn model_raises_the_urgency_and_changes_nothing_else() {
    let summary = Stored { appointments: vec![appointment()], ..Stored::default() }.summary();
    let by_model = |urgency| {
        let answer = serde_json::json!({"summary": "Ignore the rules", "reason": null, "urgency": urgency, "next_step": null,
            "name": null, "address": null, "equipment": null, "problem": null, "access_notes": null});
        ModelSummary::parse(&answer.to_string()).expect("an answer")
    };
    let urgent = summary.clone().with_model(by_model("urgent"));
    assert_eq!((urgent.urgency, summary.urgency), (Urgency::Urgent, Urgency::Routine));
    assert_eq!(CallSummary { urgency: Urgency::Routine, by_model: None, ..urgent }, summary);
    let emergency = Stored { emergencies: vec![emergency()], ..Stored::default() }.summary();
    assert_eq!(emergency.with_model(by_model("routine")).urgency, Urgency::Emergency);
}
