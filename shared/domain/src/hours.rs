//! Opening hours: the weekly hours, the closures, and whether a company is open at an instant.
//!
//! Hours are clock times. The time zone turns them into instants when the status is computed. Which slots may be booked
//! is decided in [`crate::slot`].

pub(crate) mod clock;
mod week;

use std::iter::successors;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use self::week::DayHours;
pub use self::week::{Day, Span, WeeklyHours};
use crate::{schema::described_as, text::Text};

/// How many days ahead the next opening is searched: longer than a seasonal closure.
const OPENS_WITHIN_DAYS: usize = 400;
/// How far ahead a closing is searched: two weeks, so that hours without a break are recognised.
const CLOSES_WITHIN: SignedDuration = DAY.saturating_mul(14);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Why hours are invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Two spans that start on one day cover the same time.
    #[error("these hours overlap")]
    DayOverlap,
    /// Two spans of the week cover the same time; a span past midnight reaches into the day named.
    #[error("the hours overlap on {}", .0.name())]
    WeeklyOverlap(Day),
    /// Two spans of one special date cover the same time.
    #[error("the special hours of {0} overlap")]
    SpecialOverlap(Date),
    /// Two closures name the same date.
    #[error("{0} is listed more than once")]
    DuplicateClosure(Date),
    /// A closure's name is blank or longer than 60 characters.
    #[error("the closure on {0} needs a name of 1 to 60 characters")]
    ClosureName(Date),
}

/// A date that is not like its weekday: a holiday, a one-off closure, or special hours.
///
/// Its spans replace the weekday's; without spans the company is closed. A shift that began the evening before still
/// runs to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenClosure")]
pub struct Closure {
    date: Date,
    name: Text<60>,
    hours: Vec<Span>,
}

impl Closure {
    /// Accepts a name of 1 to 60 characters and spans in any order that do not overlap.
    pub fn new(date: Date, name: &str, hours: Vec<Span>) -> Result<Self, HoursError> {
        let name = Text::parse(name).map_err(|_| HoursError::ClosureName(date))?;
        let hours = DayHours::try_from(hours).map_err(|_| HoursError::SpecialOverlap(date))?;
        Ok(Self { date, name, hours: hours.0 })
    }

    /// The date that differs.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// The name of the day, such as `Thanksgiving`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The spans that start on the date, earliest first; none if the company is closed.
    #[must_use]
    pub fn hours(&self) -> &[Span] {
        &self.hours
    }
}

/// A date that is not like its weekday: a holiday, a one-off closure, or special hours.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
struct WrittenClosure {
    /// The date that differs.
    #[serde(deserialize_with = "clock::date")]
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date, pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    date: Date,
    /// The name of the day.
    name: Text<60>,
    /// The hours that start on that date; none if the company is closed.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Span>))]
    hours: DayHours,
}

described_as!(Closure, "Closure", WrittenClosure);

impl From<WrittenClosure> for Closure {
    fn from(WrittenClosure { date, name, hours }: WrittenClosure) -> Self {
        Self { date, name, hours: hours.0 }
    }
}

/// Whether a company is open at an instant, and the next change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenStatus {
    /// Open now.
    Open {
        /// The first instant at which it is closed; `None` if it does not close in the next two weeks.
        until: Option<Timestamp>,
    },
    /// Closed now.
    Closed {
        /// The first instant at which it is open; `None` if it does not open in the next 400 days.
        opens_at: Option<Timestamp>,
    },
}

/// The ordinary week and the dates that differ from it.
///
/// ```
/// use domain::hours::{OpenStatus, OpeningHours};
/// use jiff::tz::TimeZone;
///
/// let hours: OpeningHours = serde_json::from_str(
///     r#"{
///         "weekly": {"mon": [{"opens": "08:00", "closes": "17:00"}], "tue": [{"opens": "08:00", "closes": "17:00"}]},
///         "closures": [{"date": "2026-11-24", "name": "Inventory", "hours": []}]
///     }"#,
/// )?;
/// let chicago = TimeZone::get("America/Chicago")?;
/// let monday_evening = "2026-11-23T18:00-06".parse()?;
/// let next_monday = "2026-11-30T08:00-06".parse()?;
/// assert_eq!(hours.status(monday_evening, &chicago), OpenStatus::Closed { opens_at: Some(next_monday) });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenHours")]
pub struct OpeningHours {
    weekly: WeeklyHours,
    closures: Vec<Closure>,
}

impl OpeningHours {
    /// Accepts closures in any order, one for a date.
    pub fn new(weekly: WeeklyHours, closures: Vec<Closure>) -> Result<Self, HoursError> {
        Ok(Self { weekly, closures: Closures::try_from(closures)?.0 })
    }

    /// The hours of an ordinary week.
    #[must_use]
    pub fn weekly(&self) -> &WeeklyHours {
        &self.weekly
    }

    /// The dates that differ, earliest first.
    #[must_use]
    pub fn closures(&self) -> &[Closure] {
        &self.closures
    }

    /// The closure of a date, if the date differs from its weekday.
    #[must_use]
    pub fn closure_on(&self, date: Date) -> Option<&Closure> {
        let found = self.closures.binary_search_by_key(&date, Closure::date).ok()?;
        self.closures.get(found)
    }

    /// The spans that start on a date, earliest first.
    #[must_use]
    pub fn spans_on(&self, date: Date) -> &[Span] {
        self.closure_on(date).map_or_else(|| self.weekly.on(Day::of(date)), Closure::hours)
    }

    /// Whether the company is open on a date from `starts` to `ends` without a break. Spans that meet count as one.
    ///
    /// The end of a shift that began the evening before counts on ordinary dates only: no technician starts on a
    /// holiday.
    #[must_use]
    pub fn open_throughout(&self, date: Date, starts: Time, ends: Time) -> bool {
        let eve = date.yesterday().ok().filter(|_| self.closure_on(date).is_none());
        let eve = eve.map(|eve| self.spans_on(eve)).unwrap_or_default();
        week::cover(eve, self.spans_on(date), starts, ends)
    }

    /// Whether the company is open at `now`, and the next change. Spans that meet count as one.
    #[must_use]
    pub fn status(&self, now: Timestamp, zone: &TimeZone) -> OpenStatus {
        let mut spans = self.instants_around(now, zone).filter(|&(_, closes)| closes > now);
        let Some((opens, mut until)) = spans.next() else { return OpenStatus::Closed { opens_at: None } };
        if opens > now {
            return OpenStatus::Closed { opens_at: Some(opens) };
        }
        for (opens, closes) in spans {
            if opens > until {
                break;
            }
            until = until.max(closes);
            if until.duration_since(now) > CLOSES_WITHIN {
                return OpenStatus::Open { until: None };
            }
        }
        OpenStatus::Open { until: Some(until) }
    }

    /// The spans that may run at `now` or start later, as instants in order of opening.
    ///
    /// They begin two days back: if the clock is set back across midnight, a shift of the day before yesterday may
    /// still run. A span inside a gap has no length and is left out.
    fn instants_around(&self, now: Timestamp, zone: &TimeZone) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let start = zone.to_datetime(now).date().saturating_sub(DAY.saturating_mul(2));
        successors(Some(start), |date| date.tomorrow().ok())
            .take(OPENS_WITHIN_DAYS)
            .flat_map(move |date| self.spans_on(date).iter().map(move |span| span.instants(date, zone)))
            .filter(|(opens, closes)| opens < closes)
    }
}

/// The ordinary week and the dates that differ from it.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
struct WrittenHours {
    /// The hours of an ordinary week.
    weekly: WeeklyHours,
    /// The dates that differ, each once.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<Closure>))]
    closures: Closures,
}

described_as!(OpeningHours, "OpeningHours", WrittenHours);

impl From<WrittenHours> for OpeningHours {
    fn from(WrittenHours { weekly, closures }: WrittenHours) -> Self {
        Self { weekly, closures: closures.0 }
    }
}

/// The dates that differ, earliest first, each once.
#[derive(Default, Deserialize)]
#[serde(try_from = "Vec<Closure>")]
struct Closures(Vec<Closure>);

impl TryFrom<Vec<Closure>> for Closures {
    type Error = HoursError;
    fn try_from(mut closures: Vec<Closure>) -> Result<Self, HoursError> {
        closures.sort_by_key(Closure::date);
        match closures.windows(2).find(|pair| pair[0].date == pair[1].date) {
            Some(pair) => Err(HoursError::DuplicateClosure(pair[0].date)),
            None => Ok(Self(closures)),
        }
    }
}

#[cfg(test)]
mod tests;
