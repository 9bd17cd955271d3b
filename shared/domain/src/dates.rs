//! Resolves phrases for days, such as "next Tuesday" or "any day but the 24th", to dates.
//!
//! A language model does no calendar arithmetic: it passes on the caller's words, and this module reads them. What it
//! does not understand for certain it does not read at all, because a visit on another day is worse than a question. It
//! does not know opening hours or free slots.

mod calendar;
mod clock;
mod lexicon;
mod statements;
mod terms;
mod tokens;

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use self::{calendar::Calendar, tokens::tokens};

/// Why two dates are not a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateRangeError {
    /// The last day comes before the first.
    #[error("the range ends on {last}, before it begins on {first}")]
    Backwards {
        /// The first day given.
        first: Date,
        /// The last day given.
        last: Date,
    },
    /// The range has more days than the maximum.
    #[error("the range has {days} days, more than {}", DateRange::MAX_DAYS)]
    TooLong {
        /// Its number of days, both ends included.
        days: i64,
    },
}

/// Days from a first to a last, both included: at least one, at most [`DateRange::MAX_DAYS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedDateRange")]
pub struct DateRange {
    first: Date,
    last: Date,
}

impl DateRange {
    /// The most days: two of the longest months.
    pub const MAX_DAYS: i64 = 62;

    /// Accepts 1 to 62 days, both ends included.
    pub fn new(first: Date, last: Date) -> Result<Self, DateRangeError> {
        let days = first.duration_until(last).as_hours() / 24 + 1;
        match days {
            ..=0 => Err(DateRangeError::Backwards { first, last }),
            1..=Self::MAX_DAYS => Ok(Self { first, last }),
            _ => Err(DateRangeError::TooLong { days }),
        }
    }

    /// This many days from `first` on: at least one, at most 62, and none after the last date there is.
    #[must_use]
    pub fn starting(first: Date, days: i64) -> Self {
        let more = days.clamp(1, Self::MAX_DAYS) - 1;
        Self { first, last: first.saturating_add(more.days()) }
    }

    /// A single day.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self { first: date, last: date }
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// The last day, which belongs to the range.
    #[must_use]
    pub const fn last(self) -> Date {
        self.last
    }

    /// Every day in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |&date| date <= self.last)
    }
}

#[derive(Deserialize)]
struct UncheckedDateRange {
    first: Date,
    last: Date,
}

impl TryFrom<UncheckedDateRange> for DateRange {
    type Error = DateRangeError;
    fn try_from(range: UncheckedDateRange) -> Result<Self, DateRangeError> {
        Self::new(range.first, range.last)
    }
}

/// Days to choose from: at least one. They need not follow one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaySet(BTreeSet<Date>);

impl DaySet {
    /// `None` if there is no day.
    #[must_use]
    pub fn new(days: impl IntoIterator<Item = Date>) -> Option<Self> {
        let days: BTreeSet<Date> = days.into_iter().collect();
        (!days.is_empty()).then_some(Self(days))
    }

    /// The first day.
    #[must_use]
    pub fn first(&self) -> Date {
        self.0.first().copied().unwrap_or(Date::MAX)
    }

    /// Every day in order.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.0.iter().copied()
    }

    /// Whether the day belongs to the set.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.0.contains(&day)
    }
}

impl From<DateRange> for DaySet {
    fn from(range: DateRange) -> Self {
        Self(range.days().collect())
    }
}

/// What a caller's words for the time of a visit mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRequest {
    /// The days that suit the caller, from today on. They may lie beyond what can be booked.
    pub days: DaySet,
    /// The part of the day that suits the caller.
    pub part: PartOfDay,
}

/// The days and the part of the day that a phrase asks for, in English or Spanish; `None` if it is unreadable.
///
/// Case, punctuation and accents do not matter. Each word names a day or a time, rules one out, joins or corrects them,
/// gives a reason, or is known to change nothing. A phrase with any other word is unreadable, and so is one whose sense is
/// in doubt, that contradicts itself ("Friday the fifth" if the fifth is a Saturday) or that names a day in the past. A
/// phrase is never read as another day than the one it names.
///
/// | said | meant |
/// |---|---|
/// | Tuesday, this Tuesday | the next Tuesday, today if it is one |
/// | next Tuesday, Tuesday next week | the Tuesday of the next calendar week, Monday to Sunday |
/// | el martes que viene, el próximo martes, this coming Tuesday | the next Tuesday after today |
/// | Tuesday after next | the Tuesday of the week after that |
/// | any day but Tuesday, I can't do Tuesday, el martes no puedo | all days but every Tuesday |
/// | Tuesdays, any Tuesday, on a Tuesday, los martes | every Tuesday |
/// | after Wednesday, Wednesday or later, before Friday | all days on that side of the next such day |
/// | Wednesday, no wait, Thursday; Wednesday, I mean Thursday | Thursday |
/// | this week, this weekend, this month | what is left of it |
/// | early, middle, end of next week | Monday and Tuesday, Tuesday to Thursday, Thursday and Friday |
/// | right now, ahora mismo | today |
/// | first week of December, early December | its first seven days |
/// | in three days, in two weeks, a week from Tuesday, de mañana en ocho | that day |
/// | the next three days | today and the three days after |
/// | November 24, 24 November, 11/24, el 24 de noviembre | the next such date; unreadable if it passed in the last 60 days |
/// | the 24th, el veinticuatro | the next month that has such a day, this one included |
/// | 2026-11-24, 11/24/2026, November 24, 2026 | that date, unreadable if it is past |
/// | as soon as possible, first available, any day | all days |
///
/// ```
/// use domain::dates::{DaySet, PartOfDay, resolve};
/// use jiff::civil::date;
///
/// let monday = date(2026, 11, 23);
/// let request = resolve("How about next Tuesday afternoon?", monday).expect("readable");
/// assert_eq!((Some(request.days), request.part), (DaySet::new([date(2026, 12, 1)]), PartOfDay::Afternoon));
/// let days = resolve("any day next week but Tuesday", monday).expect("readable").days;
/// assert!(days.contains(date(2026, 12, 2)) && !days.contains(date(2026, 12, 1)));
/// assert_eq!(resolve("my furnace is out", monday), None);
/// ```
#[must_use]
pub fn resolve(phrase: &str, today: Date) -> Option<DayRequest> {
    let tokens = tokens(phrase);
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    statements::read(&words, Calendar { today })
}

/// The part of a day a caller asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    /// Before noon.
    Morning,
    /// From noon to before 5 PM.
    Afternoon,
    /// From 5 PM on.
    Evening,
    /// No preference.
    #[default]
    Any,
}

impl PartOfDay {
    /// The part of the day that a phrase names; [`PartOfDay::Any`] if it names none or several.
    ///
    /// "Good morning" is a greeting and names no part of the day.
    #[must_use]
    pub fn heard_in(phrase: &str) -> Self {
        let tokens = tokens(phrase);
        let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let mut heard = words.iter().enumerate().filter_map(|(i, &word)| {
            let part = match word {
                "morning" | "mornings" => Self::Morning,
                "afternoon" | "afternoons" => Self::Afternoon,
                "evening" | "evenings" | "night" | "tonight" => Self::Evening,
                _ => return None,
            };
            let greeting = i > 0 && words[i - 1] == "good";
            (!greeting).then_some(part)
        });
        match heard.next() {
            Some(part) if heard.all(|other| other == part) => part,
            _ => Self::Any,
        }
    }

    /// Whether a window that starts at this clock time belongs to the part of the day.
    #[must_use]
    pub fn includes(self, starts: Time) -> bool {
        match self {
            Self::Morning => starts.hour() < 12,
            Self::Afternoon => (12..17).contains(&starts.hour()),
            Self::Evening => starts.hour() >= 17,
            Self::Any => true,
        }
    }
}

#[cfg(test)]
mod tests;
