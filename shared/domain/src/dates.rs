//! Resolves phrases for days, such as "next Tuesday" or "the 24th", to dates.
//!
//! A language model does no calendar arithmetic: it passes on the caller's words, and this module reads them. It does
//! not know opening hours or free slots.

mod phrase;
mod tokens;

use jiff::{
    ToSpan,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use self::tokens::tokens;

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

/// The days that a phrase names, from today on; `None` if it names no day, or one that is past or does not exist.
///
/// Case, punctuation and words around the day do not matter. If a phrase names several days, the first one counts,
/// unless they follow one another ("Monday or Tuesday") or are the ends of a range ("Monday through Friday").
///
/// | said | meant |
/// |---|---|
/// | Tuesday, this Tuesday | the next Tuesday, today if it is one |
/// | next Tuesday, Tuesday next week | the Tuesday of the next calendar week, Monday to Sunday |
/// | this week, this weekend, this month | what is left of it |
/// | in three days | that day |
/// | in two weeks | the seven days that begin two weeks from today |
/// | a week from Tuesday | that day |
/// | the next three days | today and the three days after |
/// | November 24, 24 November, 11/24 | the next such date, next year if this year's is past |
/// | the 24th | the next month that has such a day, this one included |
/// | 2026-11-24, 11/24/2026, November 24, 2026 | that date, nothing if it is past |
/// | as soon as possible, first available, any day | today and the 13 days after |
///
/// ```
/// use domain::dates::{DateRange, resolve};
/// use jiff::civil::date;
///
/// let monday = date(2026, 11, 23);
/// assert_eq!(resolve("How about next Tuesday?", monday), Some(DateRange::day(date(2026, 12, 1))));
/// assert_eq!(resolve("Wednesday through Friday", monday), DateRange::new(date(2026, 11, 25), date(2026, 11, 27)).ok());
/// assert_eq!(resolve("my furnace is out", monday), None);
/// ```
#[must_use]
pub fn resolve(phrase: &str, today: Date) -> Option<DateRange> {
    let lower = phrase.to_lowercase();
    phrase::read(&tokens(&lower), today)
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
        let lower = phrase.to_lowercase();
        let words = tokens(&lower);
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
