//! The JSON of calendars that other programs read, and the events in them.

use domain::{
    booking::AppointmentStatus,
    icalendar::{IcsCalendar, IcsEvent},
    id::PersonId,
    tenant::TenantConfig,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{CalendarFeedItem, CalendarOf, VisitEntry};
use utoipa::ToSchema;

/// How long a cancelled visit is shown as cancelled. A reader that is not refreshed within this time keeps the visit.
const CANCELLED_SHOWN_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A calendar of visits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarFeed, example = json!({
    "calendar_id": "usr_dana", "last_four": "x9Fd", "created_at": "2026-11-23T15:05:30Z",
    "last_read_at": "2026-11-24T15:00:00Z",
}))]
pub(crate) struct CalendarView {
    /// `company`, or the id of the person that it is for.
    #[schema(value_type = String)]
    calendar_id: CalendarOf,
    /// The last four characters of its secret.
    last_four: String,
    /// When its address was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When a program last read it, to within five minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_read_at: Option<Timestamp>,
}

impl From<CalendarFeedItem> for CalendarView {
    fn from(item: CalendarFeedItem) -> Self {
        let CalendarFeedItem { of, last_four, created_at, last_read_at, .. } = item;
        Self { calendar_id: of, last_four, created_at, last_read_at }
    }
}

/// A calendar to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CreateCalendarFeed, example = json!({}))]
pub(crate) struct CreateCalendarBody {
    /// The person that it is for. The company's own calendar if missing.
    #[schema(value_type = Option<String>, example = "usr_dana")]
    person: Option<PersonId>,
}

impl CreateCalendarBody {
    pub(crate) fn holder(self) -> CalendarOf {
        self.person.map_or(CalendarOf::Company, CalendarOf::Person)
    }
}

/// A new calendar. Its address is shown only once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewCalendarFeed, example = json!({
    "calendar": {"calendar_id": "company", "last_four": "x9Fd", "created_at": "2026-11-23T15:05:30Z"},
    "url": "https://api.example.com/calendar/cal_….ics",
}))]
pub(crate) struct NewCalendarView {
    /// The calendar.
    pub(crate) calendar: CalendarView,
    /// The address to subscribe to. It needs no sign-in: give it to its holder alone.
    pub(crate) url: String,
}

/// The calendar of these visits, for a reader at `now`.
pub(crate) fn calendar_of(config: &TenantConfig, visits: Vec<VisitEntry>, now: Timestamp) -> IcsCalendar {
    let events = visits.into_iter().filter_map(|visit| event_of(config, visit, now));
    IcsCalendar { name: format!("{}: visits", config.company), events: events.collect() }
}

/// The event of a visit. `None` for a visit that moved away, which has an event on its new day, and for one that was cancelled
/// long ago. Access notes stay here: a program that reads the calendar keeps what it reads.
fn event_of(config: &TenantConfig, visit: VisitEntry, now: Timestamp) -> Option<IcsEvent> {
    let VisitEntry { appointment, slot, job_type, name, callback, street, zip, status, moved_to, .. } = visit;
    let starts = slot.starts_at(&config.time_zone);
    let changed_at = visit.changed_at.unwrap_or(starts);
    let is_cancelled = status == AppointmentStatus::Cancelled;
    if moved_to.is_some() || (is_cancelled && now.duration_since(changed_at) > CANCELLED_SHOWN_FOR) {
        return None;
    }
    let job = config.job_type(&job_type).map_or_else(|| job_type.as_str().to_owned(), |job| job.name.to_string());
    Some(IcsEvent {
        uid: format!("{appointment}@front-desk"),
        changed_at,
        sequence: visit.version.unwrap_or_default(),
        starts,
        ends: slot.ends_at(&config.time_zone),
        is_cancelled,
        summary: format!("{job}: {name}"),
        location: format!("{street}, {zip}"),
        description: format!("Telephone: {callback}"),
    })
}
