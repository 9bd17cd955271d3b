//! The words of each notification. Card numbers and social security numbers are masked in everything that a caller said.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    AccountNotice, Email,
    letter::{Letter, Value, written},
};
use crate::{
    booking::{Appointment, CallerIdentity, CallerMessage, Emergency, MessageBody},
    redaction::{MaskedText, redacted},
    slot::Slot,
    spoken,
    tenant::TenantConfig,
    triage::Language,
};

/// The company, as its notifications name it.
#[derive(Debug, Clone, Copy)]
pub struct Company<'a> {
    /// Its configuration.
    pub config: &'a TenantConfig,
}

/// What happened in a company on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DigestFigures {
    /// The calls.
    pub calls: u64,
    /// The visits that callers booked.
    pub bookings: u64,
    /// The emergencies.
    pub emergencies: u64,
    /// The messages of the day.
    pub messages: u64,
    /// The messages that no one has done yet, of this day and earlier ones.
    pub open_messages: u64,
    /// Whether there are more open messages than counted.
    pub more_open_messages: bool,
}

/// What a notification says.
#[derive(Debug, Clone, Copy)]
pub enum Notice<'a> {
    /// A visit was booked.
    Booking(&'a Appointment),
    /// A visit was moved from this slot.
    Change(&'a Appointment, &'a Slot),
    /// A visit was cancelled, for this reason if the office did it.
    Cancellation(&'a Appointment, Option<&'a MaskedText<300>>),
    /// A caller left a message.
    Message(&'a CallerMessage),
    /// A danger was heard; accepted at this instant, if so.
    Emergency(&'a Emergency, Option<Timestamp>),
    /// A day is over.
    Digest(Date, DigestFigures),
    /// The company's account changed.
    Account(&'a AccountNotice),
}

/// A notification in the forms in which it can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenNotification {
    /// As an e-mail.
    pub email: Email,
    /// As a text message.
    pub text_message: String,
}

impl<'a> Company<'a> {
    fn zone(self) -> &'a TimeZone {
        &self.config.time_zone
    }

    /// `Monday, November 23, 10:01 AM`. An e-mail may be read on another day, so there is no "today".
    pub(super) fn instant(self, at: Timestamp) -> String {
        let reading = self.zone().to_datetime(at);
        format!("{}, {}", day(reading.date()), spoken::time(reading.time(), Language::OF_STAFF))
    }
}

fn day(date: Date) -> String {
    date.strftime("%A, %B %-d").to_string()
}

fn when(slot: &Slot) -> String {
    format!(
        "{}, between {} and {}",
        day(slot.id.date),
        spoken::time(slot.starts, Language::OF_STAFF),
        spoken::time(slot.ends, Language::OF_STAFF)
    )
}

fn words(text: &str) -> Value {
    Value::Words(redacted(text).into_owned())
}

impl Notice<'_> {
    /// The notification in both forms.
    #[must_use]
    pub fn written(&self, company: Company<'_>) -> WrittenNotification {
        WrittenNotification { email: self.email(company), text_message: self.text_message(company) }
    }

    /// The notification as an e-mail.
    #[must_use]
    pub fn email(&self, company: Company<'_>) -> Email {
        self.letter(company).to_email()
    }

    /// The notification as a text message.
    #[must_use]
    pub fn text_message(&self, company: Company<'_>) -> String {
        format!("{}: {}", company.config.company, self.letter(company).to_text_message())
    }

    fn letter(&self, company: Company<'_>) -> Letter {
        let (subject, headline, lines) = match self {
            Self::Booking(visit) => (
                format!("New visit: {}, {}", when(&visit.visit.slot), redacted(&visit.visit.name)),
                "A visit was booked".to_owned(),
                visit_lines(visit, company),
            ),
            Self::Change(visit, from) => {
                let mut lines = visit_lines(visit, company);
                lines.insert(1, ("Before", Value::Words(when(from))));
                (
                    format!("Visit moved to {}: {}", when(&visit.visit.slot), redacted(&visit.visit.name)),
                    "A visit was moved".to_owned(),
                    lines,
                )
            }
            Self::Cancellation(visit, reason) => {
                let mut lines = visit_lines(visit, company);
                if let Some(reason) = reason {
                    lines.insert(0, ("Reason", words(reason)));
                }
                (
                    format!("Visit cancelled: {}, {}", when(&visit.visit.slot), redacted(&visit.visit.name)),
                    "A visit was cancelled, and its place is free again".to_owned(),
                    lines,
                )
            }
            Self::Message(message) => message_letter(message, company),
            Self::Emergency(emergency, accepted_at) => emergency_letter(emergency, *accepted_at, company),
            Self::Digest(date, figures) => digest_letter(*date, figures),
            Self::Account(notice) => notice.parts(company),
        };
        let footer = format!(
            "{}. You get this because of your notification settings; change them in your account.",
            company.config.company
        );
        Letter { subject, headline, lines, footer }
    }
}

/// When, who, where, what, and how to get in.
fn visit_lines(
    Appointment { id, origin, visit, .. }: &Appointment,
    company: Company<'_>,
) -> Vec<(&'static str, Value)> {
    let city = visit.city.as_ref().map(|city| format!(", {city}")).unwrap_or_default();
    let job = company.config.job_type(&visit.job_type).map(|job| job.name.to_string());
    let mut lines = vec![
        ("When", Value::Words(when(&visit.slot))),
        ("Who", words(&visit.name)),
        ("Phone", Value::Phone(visit.callback.clone())),
        ("Where", Value::Place(redacted(&format!("{}{city} {}", visit.street, visit.zip.as_str())).into_owned())),
        ("Job", Value::Words(job.unwrap_or_else(|| visit.job_type.as_str().to_owned()))),
        ("Problem", words(&visit.problem)),
    ];
    lines.extend(visit.access_notes.as_ref().map(|notes| ("Access", words(notes))));
    lines.extend(visit.answers.iter().map(|one| {
        let answer = one.answer().unwrap_or("not known");
        ("Asked", words(&format!("{}: {answer}", one.label())))
    }));
    if let Some(caller) = origin.caller().filter(|caller| caller.identity == CallerIdentity::Claimed) {
        let from = caller.number.as_ref().map(|number| format!(" The call came from {}.", written(number)));
        let note = format!("The caller's identity is not proven.{}", from.unwrap_or_default());
        lines.push(("Note", Value::Words(note)));
    }
    lines.push(("Visit", Value::Words(id.to_string())));
    lines
}

/// The subject, the headline and the lines of a letter.
pub(super) type LetterParts = (String, String, Vec<(&'static str, Value)>);

fn message_letter(message: &CallerMessage, company: Company<'_>) -> LetterParts {
    let who = message.name.as_ref().map(|name| redacted(name).into_owned());
    let from = who.clone().or_else(|| message.callback.as_ref().map(written));
    let urgent = match (&message.body, message.urgent) {
        (MessageBody::Received(_), _) => "Text message",
        (_, true) => "Urgent message",
        (_, false) => "Message",
    };
    let mut lines: Vec<(&'static str, Value)> = who.map(|who| ("Who", Value::Words(who))).into_iter().collect();
    lines.extend(message.callback.clone().map(|number| ("Phone", Value::Phone(number))));
    lines.push(match &message.body {
        MessageBody::Words(said) => ("Message", words(said)),
        MessageBody::Received(text) => ("Text", words(&text.words)),
        MessageBody::Voicemail(voicemail) => {
            ("Voicemail", Value::Words(format!("{} seconds", voicemail.duration_seconds)))
        }
    });
    lines.push(("Left", Value::Words(company.instant(message.left_at))));
    lines.push(("Message id", Value::Words(message.id.to_string())));
    let headline = match (&message.body, message.urgent) {
        (MessageBody::Received(_), _) => "A text message arrived",
        (MessageBody::Voicemail(_), _) => "A caller left a voicemail",
        (MessageBody::Words(_), true) => "A caller left an urgent message",
        (MessageBody::Words(_), false) => "A caller left a message",
    };
    let subject = from.map_or_else(|| format!("{urgent} from a caller"), |from| format!("{urgent} from {from}"));
    (subject, headline.to_owned(), lines)
}

fn emergency_letter(emergency: &Emergency, accepted_at: Option<Timestamp>, company: Company<'_>) -> LetterParts {
    let Emergency { id, hazard, callback, heard_at, report, .. } = emergency;
    let hazard = spoken::hazard(*hazard);
    let mut lines = vec![("Danger", Value::Words(hazard.to_owned()))];
    lines.extend(report.name.as_ref().map(|name| ("Who", words(name))));
    lines.extend(callback.clone().map(|number| ("Phone", Value::Phone(number))));
    lines.extend(report.place.as_ref().map(|place| ("Where", Value::Place(redacted(place).into_owned()))));
    lines.extend(report.heard.as_ref().map(|heard| ("Heard", words(heard))));
    lines.push(("At", Value::Words(company.instant(*heard_at))));
    lines.push((
        "Accepted",
        Value::Words(accepted_at.map_or_else(|| "by no one yet".to_owned(), |at| company.instant(at))),
    ));
    lines.push(("Emergency", Value::Words(id.to_string())));
    let caller = callback.as_ref().map(|number| format!(", call {}", written(number))).unwrap_or_default();
    (format!("EMERGENCY: {hazard}{caller}"), format!("Emergency: {hazard}"), lines)
}

fn digest_letter(date: Date, figures: &DigestFigures) -> LetterParts {
    let DigestFigures { calls, bookings, emergencies, messages, open_messages, more_open_messages } = figures;
    let count = |count: &u64, one: &str, more: &str| format!("{count} {}", if *count == 1 { one } else { more });
    let open = if *more_open_messages { format!("{open_messages} or more") } else { open_messages.to_string() };
    let subject = format!(
        "{}: {}, {}",
        day(date),
        count(calls, "call", "calls"),
        count(bookings, "visit booked", "visits booked")
    );
    let lines = [
        ("Calls", calls.to_string()),
        ("Visits booked", bookings.to_string()),
        ("Messages left", messages.to_string()),
        ("Messages open now", open),
        ("Emergencies", emergencies.to_string()),
    ];
    let lines = lines.map(|(label, figure)| (label, Value::Words(figure)));
    (subject, format!("What happened on {}", day(date)), lines.into())
}
