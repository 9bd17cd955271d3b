//! The ordinary week: its days and the spans of opening hours, which do not overlap.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use super::{DAY, HoursError, clock};

/// A day of the week, Monday first; written `mon` to `sun`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    /// The whole week, Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The day's English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mon => "Monday",
            Self::Tue => "Tuesday",
            Self::Wed => "Wednesday",
            Self::Thu => "Thursday",
            Self::Fri => "Friday",
            Self::Sat => "Saturday",
            Self::Sun => "Sunday",
        }
    }

    /// The day before.
    #[must_use]
    pub fn eve(self) -> Self {
        Self::ALL[(self as usize + 6) % 7]
    }

    /// The day of the week of a date.
    #[must_use]
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

/// A time of day from opening to closing; written `{"opens":"08:00","closes":"17:00"}`.
///
/// A closing time at or before the opening time is on the next day: 20:00 to 06:00 runs past midnight, and 00:00 to
/// 00:00 is the whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The opening time.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    opens: Time,
    /// The closing time; on the next day unless it is later than the opening time.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    closes: Time,
}

impl Span {
    /// Makes a span of up to 24 hours from any two clock times.
    #[must_use]
    pub const fn new(opens: Time, closes: Time) -> Self {
        Self { opens, closes }
    }

    /// The opening time.
    #[must_use]
    pub const fn opens(self) -> Time {
        self.opens
    }

    /// The closing time; on the next day if the span runs past midnight.
    #[must_use]
    pub const fn closes(self) -> Time {
        self.closes
    }

    /// Whether it closes on the day after it opens.
    #[must_use]
    pub fn runs_past_midnight(self) -> bool {
        self.closes <= self.opens
    }

    /// Opening and closing, as time since the midnight that begins its day.
    pub(super) fn bounds(self) -> (SignedDuration, SignedDuration) {
        let opens = since_midnight(self.opens);
        let closes = since_midnight(self.closes);
        (opens, if self.runs_past_midnight() { closes + DAY } else { closes })
    }

    /// Opening and closing as instants, for the span that starts on `date`.
    pub(super) fn instants(self, date: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let closing_date = if self.runs_past_midnight() { date.saturating_add(DAY) } else { date };
        (
            clock::first_instant(date.to_datetime(self.opens), zone),
            clock::last_instant(closing_date.to_datetime(self.closes), zone),
        )
    }
}

fn since_midnight(time: Time) -> SignedDuration {
    time.duration_since(Time::midnight())
}

/// The hours of an ordinary week; written `{"mon":[…],"tue":[…]}`. A missing day is closed.
///
/// No two spans overlap, also not across midnight and from Sunday to Monday. A span may begin at the end of another.
///
/// ```
/// use domain::hours::{Day, HoursError, Span, WeeklyHours};
/// use jiff::civil::time;
///
/// let night = Span::new(time(20, 0, 0, 0), time(6, 0, 0, 0));
/// let early = Span::new(time(5, 0, 0, 0), time(9, 0, 0, 0));
/// let week = WeeklyHours::new([(Day::Mon, vec![night])].into())?;
/// assert!(week.open_throughout(Day::Tue, time(0, 0, 0, 0), time(6, 0, 0, 0)));
/// let overlap = WeeklyHours::new([(Day::Mon, vec![night]), (Day::Tue, vec![early])].into());
/// assert_eq!(overlap, Err(HoursError::WeeklyOverlap(Day::Tue)));
/// # Ok::<(), HoursError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Day, DayHours>")]
pub struct WeeklyHours(BTreeMap<Day, Vec<Span>>);

impl WeeklyHours {
    /// Accepts spans in any order; days without one are closed.
    pub fn new(mut days: BTreeMap<Day, Vec<Span>>) -> Result<Self, HoursError> {
        days.retain(|_, spans| !spans.is_empty());
        for spans in days.values_mut() {
            spans.sort_by_key(|span| span.opens);
        }
        let mut week = days.iter().flat_map(|(&day, spans)| {
            spans.iter().map(move |span| {
                let (opens, closes) = span.bounds();
                let midnight = DAY.saturating_mul(day as i32);
                (day, midnight + opens, midnight + closes)
            })
        });
        if let Some((first_day, first_opens, mut closed)) = week.next() {
            for (day, opens, closes) in week {
                if opens < closed {
                    return Err(HoursError::WeeklyOverlap(day));
                }
                closed = closes;
            }
            if first_opens + DAY.saturating_mul(7) < closed {
                return Err(HoursError::WeeklyOverlap(first_day));
            }
        }
        Ok(Self(days))
    }

    /// The spans that start on a day of the week, earliest first; none if it is closed.
    #[must_use]
    pub fn on(&self, day: Day) -> &[Span] {
        self.0.get(&day).map_or(&[], Vec::as_slice)
    }

    /// Whether an ordinary `day` is open from `starts` to `ends` without a break. Spans that meet count as one, and the
    /// shift of the eve counts.
    #[must_use]
    pub fn open_throughout(&self, day: Day, starts: Time, ends: Time) -> bool {
        cover(self.on(day.eve()), self.on(day), starts, ends)
    }
}

/// Whether the spans of a day and of its eve, each earliest first, have the whole time from `starts` to `ends`.
pub(super) fn cover(eve: &[Span], day: &[Span], starts: Time, ends: Time) -> bool {
    let spans = eve.iter().map(|span| (span, -DAY)).chain(day.iter().map(|span| (span, SignedDuration::ZERO)));
    let mut open_until = since_midnight(starts);
    for (span, midnight) in spans {
        let (opens, closes) = span.bounds();
        if opens + midnight <= open_until {
            open_until = open_until.max(closes + midnight);
        }
    }
    open_until >= since_midnight(ends)
}

/// The spans of one day, earliest first. They do not overlap.
#[derive(Default, Deserialize)]
#[serde(try_from = "Vec<Span>")]
pub(super) struct DayHours(pub(super) Vec<Span>);

impl TryFrom<Vec<Span>> for DayHours {
    type Error = HoursError;
    fn try_from(mut spans: Vec<Span>) -> Result<Self, HoursError> {
        spans.sort_by_key(|span| span.opens);
        let overlap = spans.windows(2).any(|pair| pair[1].bounds().0 < pair[0].bounds().1);
        if overlap { Err(HoursError::DayOverlap) } else { Ok(Self(spans)) }
    }
}

impl TryFrom<BTreeMap<Day, DayHours>> for WeeklyHours {
    type Error = HoursError;
    fn try_from(days: BTreeMap<Day, DayHours>) -> Result<Self, HoursError> {
        Self::new(days.into_iter().map(|(day, spans)| (day, spans.0)).collect())
    }
}
