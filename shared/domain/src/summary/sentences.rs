//! The sentences of a summary: what happened, the most important result first, and what to do next.

use super::{CallResult, Intake, SummaryInput, changes::VisitChanges};
use crate::{
    booking::{Appointment, BookingRequest, MessageBody},
    redaction::redacted,
    slot::Slot,
    spoken,
    text::Text,
    triage::Language,
};

/// How many of the caller's words stand in a sentence.
const QUOTED: usize = 200;

/// What happened, and the most important result.
pub(super) fn what_happened(
    facts: &SummaryInput<'_>,
    changes: &VisitChanges,
    intake: &Intake,
) -> (Text<1000>, CallResult) {
    let mut parts = results(facts, changes);
    if parts.is_empty() {
        parts.push(without_result(facts));
    }
    let result = parts.first().map_or(CallResult::Unanswered, |(result, _)| *result);
    let who = who(facts, intake);
    let text = parts.iter().enumerate().map(|(nth, (_, what))| match nth {
        0 => format!("{who} {what}."),
        _ => format!("They also {what}."),
    });
    (Text::cut_or(&text.collect::<Vec<_>>().join(" "), '-'), result)
}

/// The results of a call, each as the rest of a sentence about the caller.
fn results(facts: &SummaryInput<'_>, changes: &VisitChanges) -> Vec<(CallResult, String)> {
    let mut parts = Vec::new();
    for emergency in facts.emergencies {
        let place = emergency.report.place.as_ref().map(|place| format!(" at {place}")).unwrap_or_default();
        parts.push((CallResult::Emergency, format!("reported {}{place}", spoken::hazard(emergency.hazard))));
    }
    parts.extend(facts.booked().map(|appointment| (CallResult::Booked, booked(appointment))));
    parts.extend(changes.moved.iter().map(|when| (CallResult::Moved, format!("moved a visit to {when}"))));
    parts
        .extend(changes.cancelled.iter().map(|when| (CallResult::Cancelled, format!("cancelled the visit of {when}"))));
    for (message, words) in facts.messages_in_words() {
        let urgent = if message.urgent { "an urgent message" } else { "a message" };
        parts.push((CallResult::Message, format!("left {urgent}: “{}”", quoted(words))));
    }
    for message in facts.messages {
        if let MessageBody::Voicemail(voicemail) = &message.body {
            parts.push((CallResult::Voicemail, format!("left a voicemail of {} seconds", voicemail.duration_seconds)));
        }
    }
    if facts.usage.transfer_seconds > 0 {
        let length = length(facts.usage.transfer_seconds);
        parts.push((CallResult::Transferred, format!("spoke with a person for {length}")));
    }
    parts
}

/// A call that nothing came of.
fn without_result(facts: &SummaryInput<'_>) -> (CallResult, String) {
    let length = length(facts.usage.call_seconds);
    match (facts.history, facts.first_words()) {
        (None, _) => (CallResult::Unanswered, format!("called for {length}, and the agent did not take part")),
        (Some(_), None) => (CallResult::Silent, format!("said nothing and hung up after {length}")),
        (Some(_), Some(words)) => (
            CallResult::NothingAgreed,
            format!("called, and nothing was agreed; they began with: “{}”", quoted(&words)),
        ),
    }
}

fn who(facts: &SummaryInput<'_>, intake: &Intake) -> String {
    match (&intake.name, facts.caller) {
        (Some(name), _) => name.to_string(),
        (None, Some(number)) => format!("A caller from {number}"),
        (None, None) => "A caller with a withheld number".to_owned(),
    }
}

fn booked(appointment: &Appointment) -> String {
    let BookingRequest { slot, job_type, street, city, zip, problem, .. } = &appointment.visit;
    let city = city.as_ref().map(|city| format!("{city} ")).unwrap_or_default();
    let kind = job_type.as_str().replace('-', " ");
    format!("booked a visit ({kind}) for {} at {street}, {city}{zip}: “{}”", when(slot), quoted(problem))
}

/// A slot without "today" and "tomorrow": a summary is read on any day.
pub(super) fn when(slot: &Slot) -> String {
    let day = slot.id.date.strftime("%A, %B %-d");
    format!(
        "{day}, between {} and {}",
        spoken::time(slot.starts, Language::OF_STAFF),
        spoken::time(slot.ends, Language::OF_STAFF)
    )
}

fn quoted(words: &str) -> String {
    let words = redacted(words);
    let mut kept: String = words.trim().trim_end_matches('.').chars().take(QUOTED).collect();
    if words.trim().chars().count() > QUOTED {
        kept.push('…');
    }
    kept
}

fn length(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, 1) => "1 second".to_owned(),
        (0, seconds) => format!("{seconds} seconds"),
        (1, 0) => "1 minute".to_owned(),
        (minutes, 0) => format!("{minutes} minutes"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// What the company should do.
pub(super) fn next_step(result: CallResult, facts: &SummaryInput<'_>, intake: &Intake) -> Option<Text<300>> {
    let caller = intake.name.as_ref().map_or("the caller", |name| name);
    let call_back = intake.callback.as_ref().map(|number| format!("call {caller} back at {number}"));
    let step = match result {
        CallResult::Emergency => match call_back {
            Some(call_back) => format!("Check that someone has taken the emergency, and {call_back}."),
            None => "Check that someone has taken the emergency; there is no number to call back.".to_owned(),
        },
        CallResult::Booked => format!("Be there on {}.", when(&facts.booked().next()?.visit.slot)),
        CallResult::Moved => "Plan the visit for its new time.".to_owned(),
        CallResult::Cancelled => "Nothing to do: the place is free again.".to_owned(),
        CallResult::Message => sentence(&call_back?),
        CallResult::Voicemail => match call_back {
            Some(call_back) => format!("Listen to the voicemail, and {call_back}."),
            None => "Listen to the voicemail.".to_owned(),
        },
        CallResult::NothingAgreed | CallResult::Unanswered => {
            format!("{} if they have not called again.", sentence(&call_back?).trim_end_matches('.'))
        }
        CallResult::Transferred | CallResult::Silent => return None,
    };
    Text::cut(&step)
}

/// With a capital letter and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}
