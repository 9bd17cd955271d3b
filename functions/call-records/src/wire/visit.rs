//! What the office asks for about visits: the days to list, and the changes.

use api::{PageQuery, PageSize, Problem, ProblemKind};
use domain::{
    booking::{OfficeBooking, OfficeCorrection},
    dates::DateRange,
    phone::PhoneNumber,
    redaction::MaskedText,
    slot::{SlotId, WindowId},
    tenant::{JobTypeId, Zip},
    text::Text,
};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use store::{OfficeChange, VisitFilter, VisitNotes};
use utoipa::{IntoParams, ToSchema};

/// The days that a list shows if it names none: a week.
const USUAL_DAYS: i32 = 7;

/// Which visits to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AppointmentsQuery {
    /// The first day, in the company's time zone; today if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-24")]
    from: Option<Date>,
    /// The last day, at most 61 days after the first; 6 days after the first if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-30")]
    to: Option<Date>,
    /// Only this arrival window.
    #[param(value_type = Option<String>, example = "morning")]
    window: Option<WindowId>,
    /// Words that begin a word of the name or the address, or digits of the number. All of them must be found.
    #[param(value_type = Option<String>, max_length = 80, example = "oak")]
    search: Option<Text<80>>,
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    cursor: Option<String>,
    /// The most items of the page: 1 to 100, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
    limit: Option<PageSize>,
}

impl AppointmentsQuery {
    pub(crate) fn days(&self, today: Date) -> Result<DateRange, Problem> {
        days(self.from, self.to, today)
    }

    pub(crate) fn filter(&self) -> VisitFilter {
        VisitFilter { window: self.window.clone(), search: self.search.clone() }
    }

    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    pub(crate) fn limit(&self) -> usize {
        PageQuery { cursor: None, limit: self.limit }.limit()
    }
}

/// Which days to show.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DaysQuery {
    /// The first day, in the company's time zone; today if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-24")]
    from: Option<Date>,
    /// The last day, at most 61 days after the first; 6 days after the first if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-30")]
    to: Option<Date>,
}

impl DaysQuery {
    pub(crate) fn days(&self, today: Date) -> Result<DateRange, Problem> {
        days(self.from, self.to, today)
    }
}

fn days(from: Option<Date>, to: Option<Date>, today: Date) -> Result<DateRange, Problem> {
    let first = from.unwrap_or(today);
    let last = to.unwrap_or_else(|| first.saturating_add((USUAL_DAYS - 1).days()));
    DateRange::new(first, last).map_err(|error| Problem::new(ProblemKind::Malformed).with_detail(error.to_string()))
}

/// A visit to book.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BookAppointment, example = json!({
    "slot": "2026-11-24_morning", "job_type": "repair", "name": "Dana Smith", "callback": "+12145550142",
    "street": "12 Oak Street", "city": "Dallas", "zip": "75201", "problem": "The furnace is dead",
    "access_notes": "Beware of the dog",
}))]
pub(crate) struct BookBody {
    /// The day and the arrival window.
    slot: SlotId,
    /// One of the company's job types.
    job_type: JobTypeId,
    /// The customer's name. The customer's record of this number gets it, with the address.
    name: MaskedText<80>,
    /// The number to call back.
    callback: PhoneNumber,
    /// House number, street and apartment.
    street: MaskedText<160>,
    /// The city.
    city: Option<MaskedText<60>>,
    /// The ZIP code, within the service area.
    zip: Zip,
    /// The problem.
    problem: MaskedText<500>,
    /// Gate codes, dogs, parking.
    access_notes: Option<MaskedText<300>>,
}

impl From<BookBody> for OfficeBooking {
    fn from(body: BookBody) -> Self {
        let BookBody { slot, job_type, name, callback, street, city, zip, problem, access_notes } = body;
        Self { slot, job_type, name, callback, street, city, zip, problem, access_notes }
    }
}

/// Where a visit moves to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MoveAppointment, example = json!({"slot": "2026-11-25_afternoon", "notify_customer": true}))]
pub(crate) struct MoveBody {
    /// The day and the arrival window.
    pub(crate) slot: SlotId,
    /// Whether to text the customer. No text goes to a number that replied STOP or must not be contacted.
    pub(crate) notify_customer: bool,
}

/// Why a visit is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelAppointment, example = json!({"reason": "The customer fixed it", "notify_customer": false}))]
pub(crate) struct CancelBody {
    /// Why.
    reason: MaskedText<300>,
    /// Whether to text the customer. No text goes to a number that replied STOP or must not be contacted.
    notify_customer: bool,
}

impl From<CancelBody> for OfficeChange {
    fn from(CancelBody { reason, notify_customer }: CancelBody) -> Self {
        Self::Cancel { reason, notify_customer }
    }
}

/// The notes of a visit, and details to correct. What is missing stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EditAppointment, example = json!({
    "note": "Bring the long ladder", "access_notes": "Gate code 4711", "street": "21 Oak Street",
}))]
pub(crate) struct EditBody {
    /// The office's own note, in place of the one before.
    note: Option<MaskedText<1000>>,
    /// Gate codes, dogs, parking, in place of those before.
    access_notes: Option<MaskedText<300>>,
    /// The right job type: one of the company's.
    job_type: Option<JobTypeId>,
    /// The customer's right name. The customer's record gets it, with the address, if it had the wrong ones.
    name: Option<MaskedText<80>>,
    /// The right house number, street and apartment.
    street: Option<MaskedText<160>>,
    /// The right city.
    city: Option<MaskedText<60>>,
    /// The right ZIP code, within the service area.
    zip: Option<Zip>,
    /// The problem, in other words.
    problem: Option<MaskedText<500>>,
}

impl EditBody {
    /// The notes, which fit every visit, and the details, which may not fit the company's configuration.
    pub(crate) fn split(self) -> (VisitNotes, OfficeCorrection) {
        let Self { note, access_notes, job_type, name, street, city, zip, problem } = self;
        (VisitNotes { note, access_notes }, OfficeCorrection { job_type, name, street, city, zip, problem })
    }
}
