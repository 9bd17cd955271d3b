//! The calendar around today: weeks, months and holidays, and the sets of days that names stand for.
//!
//! Every set begins today at the earliest. A set without an end, such as "after Tuesday", ends [`Calendar::REACH_DAYS`]
//! after today, which is beyond every horizon.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// A set of days, empty for a name whose day is past or does not exist.
pub(super) type Days = BTreeSet<Date>;

#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) today: Date,
}

impl Calendar {
    const REACH_DAYS: i32 = 400;
    /// A date that passed in so many days is not named a year ahead.
    const LATELY_DAYS: i32 = 60;

    /// The date so many days after today.
    pub(super) fn ahead(self, days: i32) -> Date {
        self.today.saturating_add(days.days())
    }

    /// The days from a first to a last, without those that are past.
    pub(super) fn span(self, first: Date, last: Date) -> Days {
        let mut days = Days::new();
        let mut day = first.max(self.today);
        while day <= last {
            days.insert(day);
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        days
    }

    /// One day; no day if it is past.
    pub(super) fn day(self, date: Date) -> Days {
        Days::from_iter((date >= self.today).then_some(date))
    }

    /// Every day from today on.
    pub(super) fn all(self) -> Days {
        self.span(self.today, self.ahead(Self::REACH_DAYS))
    }

    /// Every day from today on that fits.
    pub(super) fn every(self, fits: impl Fn(Date) -> bool) -> Days {
        let mut days = self.all();
        days.retain(|day| fits(*day));
        days
    }

    /// The next such day of the week, today included.
    pub(super) fn coming(self, weekday: Weekday) -> Date {
        self.ahead(self.today.weekday().until(weekday).into())
    }

    /// The next such day of the week after today.
    pub(super) fn coming_after_today(self, weekday: Weekday) -> Date {
        let days: i32 = self.today.weekday().until(weekday).into();
        self.ahead(if days == 0 { 7 } else { days })
    }

    /// Monday of the week so many weeks after this one. A week runs from Monday to Sunday.
    pub(super) fn monday(self, weeks: i32) -> Date {
        monday_of(self.today).saturating_add((7 * weeks).days())
    }

    /// The first day of the month so many months after this one.
    pub(super) fn month(self, months: i32) -> Date {
        self.today.first_of_month().saturating_add(months.months())
    }

    /// The first day of the next such month, this month included.
    pub(super) fn named_month(self, month: i8) -> Date {
        let months = i32::from(month - self.today.month()).rem_euclid(12);
        self.month(months)
    }

    /// The next such date; February 29 can be eight years away. A date that passed lately is a slip of the tongue, and none.
    pub(super) fn month_day(self, month: i8, day: i8) -> Option<Date> {
        let lately = self.today.saturating_sub(Self::LATELY_DAYS.days());
        let years = (-1..=0).filter_map(|years| self.today.year().checked_add(years));
        let mut past = years.filter_map(|year| Date::new(year, month, day).ok());
        if past.any(|date| (lately..self.today).contains(&date)) {
            return None;
        }
        let mut dates = (0..=8).filter_map(|years| Date::new(self.today.year().checked_add(years)?, month, day).ok());
        dates.find(|date| *date >= self.today)
    }

    /// That day of the next month that has it, this month included.
    pub(super) fn day_of_month(self, day: i8) -> Option<Date> {
        let months = (0..=2).map(|months| self.month(months));
        let mut dates = months.filter_map(|first| Date::new(first.year(), first.month(), day).ok());
        dates.find(|date| *date >= self.today)
    }

    /// The next day with this name.
    pub(super) fn holiday(self, holiday: Holiday) -> Option<Date> {
        let mut dates = (0..=1).filter_map(|years| holiday.in_year(self.today.year().checked_add(years)?));
        dates.find(|date| *date >= self.today)
    }
}

pub(super) fn monday_of(date: Date) -> Date {
    date.saturating_sub(i32::from(date.weekday().to_monday_zero_offset()).days())
}

/// The `nth` such day of the week of a month, from 1; -1 is the last.
pub(super) fn nth_weekday(month: Date, nth: i8, weekday: Weekday) -> Option<Date> {
    month.nth_weekday_of_month(nth, weekday).ok()
}

/// The days that callers in the United States name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holiday {
    /// On a fixed date: month and day.
    Fixed(i8, i8),
    /// The nth day of the week in a month, and so many days after it.
    Floating(i8, i8, Weekday, i8),
}

impl Holiday {
    /// The names, and the days that they stand for.
    const NAMES: &[(&'static str, Self)] = &[
        ("christmas", Self::Fixed(12, 25)),
        ("xmas", Self::Fixed(12, 25)),
        ("christmas day", Self::Fixed(12, 25)),
        ("christmas eve", Self::Fixed(12, 24)),
        ("navidad", Self::Fixed(12, 25)),
        ("la navidad", Self::Fixed(12, 25)),
        ("nochebuena", Self::Fixed(12, 24)),
        ("noche buena", Self::Fixed(12, 24)),
        ("new years", Self::Fixed(1, 1)),
        ("new year", Self::Fixed(1, 1)),
        ("new year is", Self::Fixed(1, 1)),
        ("new years day", Self::Fixed(1, 1)),
        ("new year is day", Self::Fixed(1, 1)),
        ("new years eve", Self::Fixed(12, 31)),
        ("new year is eve", Self::Fixed(12, 31)),
        ("first of the year", Self::Fixed(1, 1)),
        ("ano nuevo", Self::Fixed(1, 1)),
        ("primero de ano", Self::Fixed(1, 1)),
        ("primero del ano", Self::Fixed(1, 1)),
        ("noche vieja", Self::Fixed(12, 31)),
        ("fin de ano", Self::Fixed(12, 31)),
        ("dia de reyes", Self::Fixed(1, 6)),
        ("reyes", Self::Fixed(1, 6)),
        ("valentines day", Self::Fixed(2, 14)),
        ("valentine is day", Self::Fixed(2, 14)),
        ("halloween", Self::Fixed(10, 31)),
        ("fourth of july", Self::Fixed(7, 4)),
        ("veterans day", Self::Fixed(11, 11)),
        ("thanksgiving", Self::Floating(11, 4, Weekday::Thursday, 0)),
        ("accion de gracias", Self::Floating(11, 4, Weekday::Thursday, 0)),
        ("black friday", Self::Floating(11, 4, Weekday::Thursday, 1)),
        ("labor day", Self::Floating(9, 1, Weekday::Monday, 0)),
        ("memorial day", Self::Floating(5, -1, Weekday::Monday, 0)),
        ("mlk day", Self::Floating(1, 3, Weekday::Monday, 0)),
        ("presidents day", Self::Floating(2, 3, Weekday::Monday, 0)),
    ];

    /// The holiday that the first words name, and how many words name it.
    pub(super) fn named(words: &[&str]) -> Option<(Self, usize)> {
        let named = Self::NAMES.iter().filter_map(|(name, holiday)| Some((*holiday, starts_with(words, name)?)));
        named.max_by_key(|(_, used)| *used)
    }

    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Fixed(month, day) => Date::new(year, month, day).ok(),
            Self::Floating(month, nth, weekday, days_after) => {
                let date = nth_weekday(Date::new(year, month, 1).ok()?, nth, weekday)?;
                date.checked_add(i32::from(days_after).days()).ok()
            }
        }
    }
}

/// How many words the phrase is, if the words begin with it.
pub(super) fn starts_with(words: &[&str], phrase: &str) -> Option<usize> {
    let mut used = 0;
    for word in phrase.split(' ') {
        if words.get(used) != Some(&word) {
            return None;
        }
        used += 1;
    }
    Some(used)
}

/// The length of the longest of the phrases that the words begin with. The phrases are separated by commas.
pub(super) fn longest(words: &[&str], phrases: &str) -> Option<usize> {
    let first = words.first()?;
    let phrases = phrases.split(", ").filter(|phrase| phrase.starts_with(first));
    phrases.filter_map(|phrase| starts_with(words, phrase)).max()
}

/// The length of the longest of listed phrases that the words begin with.
pub(super) fn longest_listed(words: &[&str], phrases: &[&str]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| starts_with(words, phrase)).max()
}
