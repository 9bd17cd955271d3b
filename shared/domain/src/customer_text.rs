//! The texts to a customer about a visit: which change each is about, when a reminder is due, and the words, link-free and with the answers
//! that they can have.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    booking::{Appointment, AppointmentStatus, ChangedBy, VisitEvent},
    hours::clock,
    id::CallSid,
};

mod words;

pub use words::{TextSender, answer_words, help_words, text_back_words, warning_words};

/// The first hour of the day in which a text that the customer does not wait for may be sent, and the hour that ends it.
const TEXTING_HOURS: std::ops::Range<i8> = 8..20;
/// The hour in which a reminder is due: a customer who cannot be there still reaches the office.
const REMINDER_HOUR: i8 = 10;

/// The kinds of texts to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CustomerTextKind {
    /// A caller booked the visit.
    Booked,
    /// The office or a caller moved the visit.
    Moved,
    /// The office or a caller cancelled the visit.
    Cancelled,
    /// The visit is tomorrow.
    Reminder,
}

impl CustomerTextKind {
    /// The kind of text about the change of a visit at an instant. `None` if the office wants none, or if there is no such change.
    #[must_use]
    pub fn of_change(visit: &Appointment, at: Timestamp) -> Option<Self> {
        let change = visit.log.changes.iter().rfind(|change| change.at == at)?;
        match change.change {
            VisitEvent::Moved { notify_customer: true, .. } => Some(Self::Moved),
            VisitEvent::Cancelled { notify_customer: true, .. } => Some(Self::Cancelled),
            _ => None,
        }
    }

    /// The kind of text about what a call did to a visit, and when it did it. `None` if it did nothing that lasts.
    ///
    /// ```
    /// use domain::{
    ///     booking::{Appointment, Origin},
    ///     customer_text::{CustomerTextKind, TextSender, reminder_due_at},
    ///     id::{AppointmentId, CallSid},
    ///     phone::PhoneNumber,
    ///     triage::Language,
    /// };
    /// use jiff::tz::TimeZone;
    ///
    /// # let visit = serde_json::from_str(
    /// #     r#"{
    /// #         "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"},
    /// #         "job_type": "repair", "name": "Dana Smith", "callback": "+12145550142",
    /// #         "street": "12 Oak Street", "zip": "75201", "problem": "No heat"
    /// #     }"#,
    /// # )?;
    /// let (call, monday) = (CallSid::parse("CA1")?, "2026-11-23T09:00-06".parse()?);
    /// let origin = Origin::Call { call: call.clone(), booked_by: None };
    /// let visit = Appointment::booked(AppointmentId::of_call(&call, 0), origin, visit, monday);
    /// assert_eq!(CustomerTextKind::of_call(&visit, &call), Some((CustomerTextKind::Booked, monday)));
    ///
    /// let (zone, number) = (TimeZone::get("America/Chicago")?, PhoneNumber::parse("+12145550100")?);
    /// let sender = TextSender { company: "Acme", number: &number };
    /// let words = CustomerTextKind::Booked.words(Language::ENGLISH, sender, &visit, (monday, &zone));
    /// assert!(words.starts_with("Acme: your visit is tomorrow, Tuesday"));
    /// assert_eq!(reminder_due_at(&visit, &zone), None, "booked on the day before the visit");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_call(visit: &Appointment, call: &CallSid) -> Option<(Self, Timestamp)> {
        let by_call = |by: &ChangedBy| matches!(by, ChangedBy::Call(by) if by == call);
        let last = visit.log.changes.iter().rfind(|change| by_call(&change.by));
        let is_cancelled = last.is_some_and(|change| matches!(change.change, VisitEvent::Cancelled { .. }));
        if visit.origin.call() == Some(call) {
            return (!is_cancelled).then_some((Self::Booked, visit.booked_at));
        }
        last.map(|change| (if is_cancelled { Self::Cancelled } else { Self::Moved }, change.at))
    }

    /// Whether the text is still true and of use: the visit stands or is said to be cancelled, and its day is not over.
    #[must_use]
    pub fn holds(self, visit: &Appointment, (now, zone): (Timestamp, &TimeZone)) -> bool {
        let (today, day) = (zone.to_datetime(now).date(), visit.visit.slot.id.date);
        let is_cancelled = visit.status == AppointmentStatus::Cancelled;
        let is_its_time = self != Self::Reminder
            || (today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) && is_texting_hour(now, zone));
        (self == Self::Cancelled) == is_cancelled && day >= today && is_its_time
    }
}

/// Whether a company may send a text that the customer does not wait for.
#[must_use]
pub fn is_texting_hour(now: Timestamp, zone: &TimeZone) -> bool {
    TEXTING_HOURS.contains(&zone.to_datetime(now).hour())
}

/// The first instant from `from` on at which a company may send such a text.
#[must_use]
pub fn next_texting_hour(from: Timestamp, zone: &TimeZone) -> Timestamp {
    if is_texting_hour(from, zone) {
        return from;
    }
    let local = zone.to_datetime(from);
    let day = if local.hour() < TEXTING_HOURS.start { Ok(local.date()) } else { local.date().tomorrow() };
    day.map_or(from, |day| clock::first_instant(day.at(TEXTING_HOURS.start, 0, 0, 0), zone))
}

/// When the reminder of a visit is due: on the day before it. `None` for a visit that was booked or moved on that day or later.
#[must_use]
pub fn reminder_due_at(visit: &Appointment, zone: &TimeZone) -> Option<Timestamp> {
    let day = visit.visit.slot.id.date.yesterday().ok()?;
    let moved = visit.log.changes.iter().rfind(|change| matches!(change.change, VisitEvent::Moved { .. }));
    let arranged_at = moved.map_or(visit.booked_at, |change| change.at);
    let due_at = clock::first_instant(day.at(REMINDER_HOUR, 0, 0, 0), zone);
    (zone.to_datetime(arranged_at).date() < day).then_some(due_at)
}

#[cfg(test)]
mod tests;
