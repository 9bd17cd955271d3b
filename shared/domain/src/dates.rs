//! What a caller calls a day. Dates are resolved here, in the company's calendar, and never by a model.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::hours::Day;

/// The longest range; a bookable horizon fits in it.
const MOST_DAYS: i32 = 62;
/// What `soonest` covers.
const SOON_DAYS: i64 = 13;

/// Why two dates are no range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a range of days ends after it starts, and within {MOST_DAYS} days")]
pub struct DateRangeError;

/// Days from a first to a last, both included; at most 62 of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(Date, Date)", into = "(Date, Date)")]
pub struct DateRange {
    first: Date,
    last: Date,
}

impl DateRange {
    /// Accepts a last day that is not before the first, nor 62 days or more after it.
    pub fn new(first: Date, last: Date) -> Result<Self, DateRangeError> {
        let days = (last - first).get_days();
        if (0..MOST_DAYS).contains(&days) { Ok(Self { first, last }) } else { Err(DateRangeError) }
    }

    fn day(date: Date) -> Self {
        Self { first: date, last: date }
    }

    /// From `first` for so many days more, as far as the calendar goes.
    fn of(first: Date, more: i64) -> Self {
        Self { first, last: first.saturating_add(more.clamp(0, i64::from(MOST_DAYS) - 1).days()) }
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.last
    }
}

impl TryFrom<(Date, Date)> for DateRange {
    type Error = DateRangeError;
    fn try_from((first, last): (Date, Date)) -> Result<Self, DateRangeError> {
        Self::new(first, last)
    }
}

impl From<DateRange> for (Date, Date) {
    fn from(range: DateRange) -> Self {
        (range.first, range.last)
    }
}

/// A part of the day, by when an arrival window starts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    /// Before noon.
    Morning,
    /// From noon to before five.
    Afternoon,
    /// From five.
    Evening,
    /// Any time.
    #[default]
    Any,
}

impl PartOfDay {
    /// The part a caller's words name; any if they name none or several.
    #[must_use]
    pub fn heard_in(phrase: &str) -> Self {
        let words = words(phrase);
        let named = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
        let parts = [
            (Self::Morning, named(&["morning", "am", "mañana"]) && !words.iter().any(|word| word == "pm")),
            (Self::Afternoon, named(&["afternoon", "noon", "tarde"])),
            (Self::Evening, named(&["evening", "tonight", "night", "noche"])),
        ];
        let mut heard = parts.iter().filter(|(_, named)| *named).map(|(part, _)| *part);
        match (heard.next(), heard.next()) {
            (Some(part), None) => part,
            _ => Self::Any,
        }
    }

    /// Whether a window that starts then lies in this part.
    #[must_use]
    pub fn contains(self, starts: jiff::civil::Time) -> bool {
        match self {
            Self::Morning => starts.hour() < 12,
            Self::Afternoon => (12..17).contains(&starts.hour()),
            Self::Evening => starts.hour() >= 17,
            Self::Any => true,
        }
    }
}

/// The days a caller's words name, seen from `today`; `None` if they name none, or one that is over.
///
/// A bare weekday is the next one, today included; `next Tuesday` is the one of next week, which begins on Monday. A month
/// and day that are over this year are next year's.
#[must_use]
pub fn resolve(phrase: &str, today: Date) -> Option<DateRange> {
    let words = words(phrase);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let range = written_date(&words, today)
        .or_else(|| named_date(&words, today))
        .or_else(|| counted_days(&words, today))
        .or_else(|| week(&words, today))
        .or_else(|| weekday(&words, today))
        .or_else(|| near(&words, today))
        .or_else(|| day_of_month(&words, today))
        .or_else(|| soonest(&words, today))?;
    (range.first >= today).then_some(range)
}

/// Lower-case words; digits, slashes and dashes stay together, so that `11/24` and `2026-11-24` are one word.
fn words(phrase: &str) -> Vec<String> {
    phrase
        .to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || c == '/' || c == '-'))
        .map(|word| word.trim_matches('-').to_owned())
        .filter(|word| !word.is_empty())
        .take(100)
        .collect()
}

/// `2026-11-24`, `11/24`, `11/24/2026`, `11/24/26`.
fn written_date(words: &[&str], today: Date) -> Option<DateRange> {
    words.iter().find_map(|word| {
        if let Some((year, rest)) = word.split_once('-') {
            let (month, day) = rest.split_once('-')?;
            if year.len() != 4 {
                return None;
            }
            return Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().map(DateRange::day);
        }
        let (month, rest) = word.split_once('/')?;
        let month: i8 = month.parse().ok()?;
        match rest.split_once('/') {
            Some((day, year)) => {
                let year: i16 = year.parse().ok()?;
                let year = if (0..100).contains(&year) { year + 2000 } else { year };
                Date::new(year, month, day.parse().ok()?).ok().map(DateRange::day)
            }
            None => coming(month, rest.parse().ok()?, today).map(DateRange::day),
        }
    })
}

/// `November 24`, `24th of November`, `Nov 24th`.
fn named_date(words: &[&str], today: Date) -> Option<DateRange> {
    words.iter().enumerate().find_map(|(i, word)| {
        let month = month(word)?;
        let after = words.get(i + 1).and_then(|word| ordinal(word));
        let before = i.checked_sub(1).and_then(|i| match words.get(i) {
            Some(&"of") => i.checked_sub(1).and_then(|i| words.get(i)),
            other => other,
        });
        let day = after.or_else(|| before.and_then(|word| ordinal(word)))?;
        coming(month, day, today).map(DateRange::day)
    })
}

/// `the 24th`: the next day of that number. A bare number is not taken for a day.
fn day_of_month(words: &[&str], today: Date) -> Option<DateRange> {
    let day = words.iter().find_map(|word| word.ends_with(|c: char| c.is_alphabetic()).then(|| ordinal(word))?)?;
    let mut month = today.first_of_month();
    for _ in 0..12 {
        if let Ok(date) = Date::new(month.year(), month.month(), day)
            && date >= today
        {
            return Some(DateRange::day(date));
        }
        month = month.checked_add(1.month()).ok()?;
    }
    None
}

/// `in 3 days`, `in two weeks`.
fn counted_days(words: &[&str], today: Date) -> Option<DateRange> {
    words.windows(2).find_map(|pair| {
        let count = number(pair[0])?;
        match pair[1] {
            "day" | "days" => today.checked_add(count.days()).ok().map(DateRange::day),
            "week" | "weeks" => today.checked_add((count * 7).days()).ok().map(DateRange::day),
            _ => None,
        }
    })
}

/// `this week`, `next week`, `this weekend`, `next weekend`.
fn week(words: &[&str], today: Date) -> Option<DateRange> {
    let monday = today.saturating_sub(i64::from(Day::of(today) as u8).days());
    let next_monday = monday.saturating_add(7.days());
    let next = words.contains(&"next");
    if words.iter().any(|word| ["weekend", "weekends"].contains(word)) {
        let saturday = if next { next_monday } else { monday }.saturating_add(5.days());
        let sunday = saturday.saturating_add(1.days());
        return DateRange::new(saturday.max(today), sunday).ok();
    }
    if !words.contains(&"week") {
        return None;
    }
    let weekday_named = words.iter().any(|word| day_name(word).is_some());
    match (next, weekday_named) {
        // "Tuesday of next week" is one day.
        (_, true) => None,
        (true, false) => Some(DateRange::of(next_monday, 6)),
        (false, false) => DateRange::new(today, next_monday.yesterday().ok()?).ok(),
    }
}

/// `tuesday`, `this tuesday`, `next tuesday`.
fn weekday(words: &[&str], today: Date) -> Option<DateRange> {
    let (at, day) = words.iter().enumerate().find_map(|(i, word)| Some((i, day_name(word)?)))?;
    let next = words.contains(&"next") && (words.contains(&"week") || words[..at].last() == Some(&"next"));
    let days_ahead = (day as i64 - Day::of(today) as i64).rem_euclid(7);
    let date = if next {
        let monday = today.saturating_sub(i64::from(Day::of(today) as u8).days());
        monday.saturating_add((7 + day as i64).days())
    } else {
        today.saturating_add(days_ahead.days())
    };
    Some(DateRange::day(date))
}

/// `today`, `tonight`, `tomorrow`, `the day after tomorrow`.
fn near(words: &[&str], today: Date) -> Option<DateRange> {
    let said = |word: &str| words.contains(&word);
    if said("tomorrow") || said("mañana") {
        let days = if words.windows(2).any(|pair| pair == ["after", "tomorrow"]) { 2 } else { 1 };
        return today.checked_add(days.days()).ok().map(DateRange::day);
    }
    (said("today") || said("tonight") || said("hoy")).then(|| DateRange::day(today))
}

fn soonest(words: &[&str], today: Date) -> Option<DateRange> {
    const SOON: [&str; 14] = [
        "soonest", "soon", "asap", "earliest", "first", "any", "anytime", "anyday", "whenever", "next", "now",
        "immediately", "available", "flexible",
    ];
    words.iter().any(|word| SOON.contains(word)).then(|| DateRange::of(today, SOON_DAYS))
}

/// The next such day, this year or next; the 29th of February may be years away, and is then none.
fn coming(month: i8, day: i8, today: Date) -> Option<Date> {
    let this_year = Date::new(today.year(), month, day).ok().filter(|date| *date >= today);
    this_year.or_else(|| Date::new(today.year().checked_add(1)?, month, day).ok())
}

fn day_name(word: &str) -> Option<Day> {
    Some(match word.trim_end_matches("'s") {
        "monday" | "mondays" | "mon" | "lunes" => Day::Mon,
        "tuesday" | "tuesdays" | "tue" | "tues" | "martes" => Day::Tue,
        "wednesday" | "wednesdays" | "wed" | "miércoles" | "miercoles" => Day::Wed,
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" | "jueves" => Day::Thu,
        "friday" | "fridays" | "fri" | "viernes" => Day::Fri,
        "saturday" | "saturdays" | "sat" | "sábado" | "sabado" => Day::Sat,
        "sunday" | "sundays" | "sun" | "domingo" => Day::Sun,
        _ => return None,
    })
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ];
    let at = MONTHS.iter().position(|month| {
        *month == word || (word.len() >= 3 && *word == month[..3]) || (word == "sept" && *month == "september")
    })?;
    i8::try_from(at + 1).ok()
}

/// `24`, `24th`, `twenty-fourth` is left to the recogniser, which writes digits.
fn ordinal(word: &str) -> Option<i8> {
    const SPOKEN: [(&str, i8); 10] = [
        ("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6), ("seventh", 7),
        ("eighth", 8), ("ninth", 9), ("tenth", 10),
    ];
    if let Some((_, day)) = SPOKEN.iter().find(|(name, _)| *name == word) {
        return Some(*day).filter(|day| *day > 1);
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn number(word: &str) -> Option<i64> {
    const SPOKEN: [(&str, i64); 12] = [
        ("a", 1), ("one", 1), ("two", 2), ("couple", 2), ("three", 3), ("few", 3), ("four", 4), ("five", 5), ("six", 6),
        ("seven", 7), ("eight", 8), ("ten", 10),
    ];
    let spoken = SPOKEN.iter().find(|(name, _)| *name == word).map(|(_, count)| *count);
    spoken.or_else(|| word.parse().ok()).filter(|count| (0..=60).contains(count))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    /// Monday, 23 November 2026.
    const TODAY: Date = date(2026, 11, 23);

    fn days(phrase: &str) -> Option<(Date, Date)> {
        resolve(phrase, TODAY).map(<(Date, Date)>::from)
    }

    #[test]
    fn one_day_is_found_in_the_callers_words() {
        for (phrase, day) in [
            ("today", TODAY),
            ("tonight if possible", TODAY),
            ("how about tomorrow morning?", date(2026, 11, 24)),
            ("the day after tomorrow", date(2026, 11, 25)),
            ("monday", TODAY),
            ("Tuesday works", date(2026, 11, 24)),
            ("this Friday", date(2026, 11, 27)),
            ("next Tuesday", date(2026, 12, 1)),
            ("tuesday of next week", date(2026, 12, 1)),
            ("next monday please", date(2026, 11, 30)),
            ("in 3 days", date(2026, 11, 26)),
            ("in two weeks", date(2026, 12, 7)),
            ("2026-12-02", date(2026, 12, 2)),
            ("12/2", date(2026, 12, 2)),
            ("11/24/26", date(2026, 11, 24)),
            ("November 24th", date(2026, 11, 24)),
            ("the 24 of november", date(2026, 11, 24)),
            ("Jan 5", date(2027, 1, 5)),
            ("the 3rd", date(2026, 12, 3)),
            ("el martes por la tarde", date(2026, 11, 24)),
        ] {
            assert_eq!(days(phrase), Some((day, day)), "{phrase}");
        }
    }

    #[test]
    fn several_days_are_found_too() {
        assert_eq!(days("next week"), Some((date(2026, 11, 30), date(2026, 12, 6))));
        assert_eq!(days("sometime this week"), Some((TODAY, date(2026, 11, 29))));
        assert_eq!(days("this weekend"), Some((date(2026, 11, 28), date(2026, 11, 29))));
        assert_eq!(days("as soon as possible"), Some((TODAY, date(2026, 12, 6))));
        assert_eq!(days("the first available"), Some((TODAY, date(2026, 12, 6))));
    }

    #[test]
    fn what_names_no_day_or_one_that_is_over_is_none() {
        for phrase in ["", "75201", "my furnace is dead", "2026-11-22", "2026-13-45", "99/99"] {
            assert_eq!(days(phrase), None, "{phrase}");
        }
    }

    #[test]
    fn parts_of_the_day_are_heard() {
        assert_eq!(PartOfDay::heard_in("tomorrow morning"), PartOfDay::Morning);
        assert_eq!(PartOfDay::heard_in("in the afternoon"), PartOfDay::Afternoon);
        assert_eq!(PartOfDay::heard_in("tonight"), PartOfDay::Evening);
        assert_eq!(PartOfDay::heard_in("morning or afternoon"), PartOfDay::Any);
        assert_eq!(PartOfDay::heard_in("tuesday"), PartOfDay::Any);
    }

    proptest! {
        #[test]
        fn no_words_panic_and_no_day_is_over(phrase: String, offset in 0..40_000_i64) {
            let today = TODAY.saturating_add(offset.days());
            if let Some(range) = resolve(&phrase, today) {
                prop_assert!(range.first() >= today && range.last() >= range.first());
            }
            let _ = PartOfDay::heard_in(&phrase);
        }

        #[test]
        fn phrases_of_the_trade_resolve_to_the_future_from_any_day(
            offset in 0..40_000_i64,
            lead in "(this |next |on |)",
            day in "(monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|weekend|3 days|the 5th|march 3)",
        ) {
            let today = TODAY.saturating_add(offset.days());
            let range = resolve(&format!("{lead}{day}"), today).expect("a day is named");
            prop_assert!(range.first() >= today);
            prop_assert!((range.last() - today).get_days() <= 366);
        }

        #[test]
        fn an_iso_date_is_that_date(offset in 0..3_000_i64) {
            let wanted = TODAY.saturating_add(offset.days());
            prop_assert_eq!(days(&format!("on {wanted} please")), Some((wanted, wanted)));
        }
    }
}
