//! Reads the first day named in a phrase, and the day that goes with it in "Monday or Tuesday".

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{
    DateRange,
    tokens::{count, day_of_month, digits_only, month, ordinal, weekday, year},
};

/// The number of days that "as soon as possible" covers.
const SOON_DAYS: i32 = 14;
/// The longest distance that is read, in days. Appointments are not booked further ahead.
const MAX_DISTANCE: i32 = 366;

/// Words after an ordinal that is not a day of the month. A month or a counted thing follows `of`.
const COUNTED: [&str; 20] = [
    "of",
    "one",
    "floor",
    "street",
    "st",
    "avenue",
    "ave",
    "time",
    "unit",
    "option",
    "slot",
    "window",
    "visit",
    "call",
    "day",
    "week",
    "half",
    "opening",
    "available",
    "appointment",
];

/// The meaning of the first words of a phrase: the days, or `None` for a date that is past or does not exist, and how
/// many words name them.
type DayReading = (Option<DateRange>, usize);

pub(super) fn read(words: &[&str], today: Date) -> Option<DateRange> {
    let mut names_a_date = false;
    let mut i = 0;
    while let [_, ..] = words[i..] {
        let negated = i > 0 && matches!(words[i - 1], "not" | "except");
        match day_at(&words[i..], today) {
            Some((Some(days), used)) if !negated => return Some(joined(days, &words[i + used..], today)),
            Some((_, used)) => {
                names_a_date = true;
                i += used;
            }
            None => i += 1,
        }
    }
    if names_a_date || !asks_for_soonest(words) {
        return None;
    }
    span(0, SOON_DAYS - 1, today)
}

/// Adds the days that follow: the next day in "Monday or Tuesday", the end of the range in "Monday through Friday".
fn joined(days: DateRange, rest: &[&str], today: Date) -> DateRange {
    let (is_range, rest) = match rest {
        ["or" | "and", rest @ ..] => (false, rest),
        ["to" | "through" | "thru" | "until" | "till", rest @ ..] => (true, rest),
        _ => return days,
    };
    let read_from = |from| day_at(rest, from).and_then(|(days, _)| days);
    let second = if is_range {
        let later = read_from(today).filter(|second| second.first() >= days.last());
        later.or_else(|| read_from(days.last()))
    } else {
        read_from(today).filter(|second| after(days.last(), 1) == Some(second.first()))
    };
    second.and_then(|second| DateRange::new(days.first(), second.last()).ok()).unwrap_or(days)
}

fn asks_for_soonest(words: &[&str]) -> bool {
    let said = |word: &&str| {
        matches!(*word, "soon" | "soonest" | "asap" | "earliest" | "anytime" | "whenever" | "immediately" | "urgently")
    };
    words.iter().any(said)
        || words.windows(2).any(|pair| {
            matches!(
                pair,
                ["first" | "1st" | "next", "available" | "availability" | "opening" | "appointment" | "slot"]
                    | ["any", "day" | "date" | "time"]
                    | ["right", "away" | "now"]
            )
        })
}

/// The meaning of the first words, if they name a day.
fn day_at(words: &[&str], today: Date) -> Option<DayReading> {
    relative(words, today)
        .or_else(|| distance(words, today))
        .or_else(|| date(words, today))
        .or_else(|| named_weekday(words, today))
}

/// A weekday and the words that make it exact: "Tuesday next week", "Tuesday, November 24", "Thursday the third".
fn named_weekday(words: &[&str], today: Date) -> Option<DayReading> {
    let (&word, rest) = words.split_first()?;
    let weekday = weekday(word)?;
    let number = || match rest {
        ["the", rest @ ..] => numbered_day(rest, today).map(|(days, used)| (days, used + 1)),
        _ => numbered_day(rest, today),
    };
    match rest {
        ["next", "week", ..] => Some((next_week(weekday, today), 3)),
        ["of" | "in", "next", "week", ..] => Some((next_week(weekday, today), 4)),
        _ => match date(rest, today).or_else(number) {
            Some((days, used)) => Some((days, used + 1)),
            None => Some((coming(weekday, today), 1)),
        },
    }
}

/// Days named relative to today or to its week.
fn relative(words: &[&str], today: Date) -> Option<DayReading> {
    let sunday = i32::from(today.weekday().until(Weekday::Sunday));
    Some(match words {
        ["today" | "tonight", ..] => (span(0, 0, today), 1),
        ["this", "morning" | "afternoon" | "evening", ..] => (span(0, 0, today), 2),
        ["tomorrow", ..] => (span(1, 1, today), 1),
        ["day", "after", "tomorrow", ..] => (span(2, 2, today), 3),
        ["this", "week", ..] => (span(0, sunday, today), 2),
        ["weekend", ..] => (span((sunday - 1).max(0), sunday, today), 1),
        ["next", "weekend", ..] => (span(sunday + 6, sunday + 7, today), 2),
        ["week", "after", "next", ..] => (span(sunday + 8, sunday + 14, today), 3),
        ["week", "of", rest @ ..] => {
            let (day, used) = date(rest, today)?;
            (day.and_then(|day| week_of(day.first(), today)), used + 2)
        }
        ["next", "week", "on", day, ..] if weekday(day).is_some() => (next_week(weekday(day)?, today), 4),
        ["next", "week", day, ..] if weekday(day).is_some() => (next_week(weekday(day)?, today), 3),
        ["next", "week", ..] => (span(sunday + 1, sunday + 7, today), 2),
        ["next", day, ..] if weekday(day).is_some() => (next_week(weekday(day)?, today), 2),
        ["this", "month", ..] => (DateRange::new(today, today.last_of_month()).ok(), 2),
        ["next", "month", ..] => {
            let first = today.last_of_month().tomorrow().ok();
            (first.and_then(|first| DateRange::new(first, first.last_of_month()).ok()), 2)
        }
        _ => return None,
    })
}

/// Days named by their distance.
fn distance(words: &[&str], today: Date) -> Option<DayReading> {
    match words {
        ["in", rest @ ..] => {
            if let Some((days, used)) = counted_from(rest, today) {
                return Some((days, used + 1));
            }
            let (days, unit, used) = length(rest)?;
            Some((span(days, days + unit - 1, today), used + 1))
        }
        ["next" | "within", rest @ ..] => {
            let (days, _, used) = length(rest)?;
            Some((span(0, days, today), used + 1))
        }
        _ => counted_from(words, today),
    }
}

/// "two weeks from Tuesday".
fn counted_from(words: &[&str], today: Date) -> Option<DayReading> {
    let (days, _, used) = length(words)?;
    let ["from", from, ..] = words[used..] else { return None };
    let start = match from {
        "now" | "today" => 0,
        "tomorrow" => 1,
        _ => days_until(weekday(from)?, today),
    };
    Some((span(start + days, start + days, today), used + 2))
}

/// "three days", "a week": the length in days, the days of the unit, and how many words name it.
fn length(words: &[&str]) -> Option<(i32, i32, usize)> {
    let (number, used) = count(words)?;
    let unit = match words.get(used) {
        Some(&("day" | "days")) => 1,
        Some(&("week" | "weeks")) => 7,
        _ => return None,
    };
    let days = number.checked_mul(unit).filter(|days| (0..=MAX_DISTANCE).contains(days))?;
    Some((days, unit, used + 1))
}

/// Calendar dates, written or spoken.
///
/// "The first", "the second" and "the third" alone choose from the offered slots; "on the first" is a date.
fn date(words: &[&str], today: Date) -> Option<DayReading> {
    let (&word, rest) = words.split_first()?;
    if let Some(written) = written_date(word, today) {
        return Some(written);
    }
    if let Some(month) = month(word) {
        let article = usize::from(rest.first() == Some(&"the"));
        let (day, used) = day_of_month(&rest[article..])?;
        return Some(month_and_day(month, day, words, 1 + article + used, today));
    }
    if let ["on", "the", rest @ ..] = words {
        return numbered_day(rest, today).map(|(days, used)| (days, used + 2));
    }
    if word == "the" {
        let choice = matches!(rest, ["first" | "second" | "third", ..]);
        let day = day_before_month(rest, today).or_else(|| numbered_day(rest, today).filter(|_| !choice));
        return day.map(|(days, used)| (days, used + 1));
    }
    day_before_month(words, today)
}

/// "24 November", "24th of November".
fn day_before_month(words: &[&str], today: Date) -> Option<DayReading> {
    let (day, used) = day_of_month(words)?;
    let of = usize::from(words.get(used) == Some(&"of"));
    let name = words.get(used + of)?;
    // "1 or 2 may work" names no date.
    let month = month(name).filter(|_| of == 1 || *name != "may" || ordinal(words).is_some())?;
    Some(month_and_day(month, day, words, used + of + 1, today))
}

/// `2026-11-24`, `11/24`, `11/24/2026` or `11/24/26`.
fn written_date(word: &str, today: Date) -> Option<DayReading> {
    let not_past = |date: Option<Date>| (date.filter(|&date| date >= today).map(DateRange::day), 1);
    if let [year, month, day] = word.split('-').collect::<Vec<_>>()[..] {
        // What follows the day after a `T` is a time.
        let (day, _) = day.split_once('t').unwrap_or((day, ""));
        let date = || Date::new(year.parse().ok()?, digits_only(month)?, digits_only(day)?).ok();
        return (year.len() == 4).then(|| not_past(date()));
    }
    match word.split('/').collect::<Vec<_>>()[..] {
        [month, day] => {
            let (month, day) = (digits_only(month)?, digits_only(day)?);
            // "24/7" names no date.
            (1..=12).contains(&month).then(|| (next_month_day(month, day, today), 1))
        }
        [month, day, in_year] => {
            let in_year = year(in_year).or_else(|| digits_only(in_year).map(|short| 2000 + i16::from(short)))?;
            Some(not_past(Date::new(in_year, digits_only(month)?, digits_only(day)?).ok()))
        }
        _ => None,
    }
}

/// A month and day named by `used` words, and the year that may follow.
fn month_and_day(month: i8, day: i8, words: &[&str], used: usize, today: Date) -> DayReading {
    match words.get(used).and_then(|word| year(word)) {
        Some(year) => {
            let date = Date::new(year, month, day).ok().filter(|&date| date >= today);
            (date.map(DateRange::day), used + 1)
        }
        None => (next_month_day(month, day, today), used),
    }
}

/// The next such date; February 29 can be eight years away.
fn next_month_day(month: i8, day: i8, today: Date) -> Option<DateRange> {
    let mut dates = (0..=8).filter_map(|years| Date::new(today.year() + years, month, day).ok());
    dates.find(|&date| date >= today).map(DateRange::day)
}

/// "24th" of the next month that has such a day, unless it counts something else: "the 24th street".
fn numbered_day(words: &[&str], today: Date) -> Option<DayReading> {
    let (day, used) = ordinal(words)?;
    if words.get(used).is_some_and(|next| COUNTED.contains(next)) {
        return None;
    }
    let months = (0..=2).filter_map(|months| today.first_of_month().checked_add(months.months()).ok());
    let mut dates = months.filter_map(|first| Date::new(first.year(), first.month(), day).ok());
    Some((dates.find(|&date| date >= today).map(DateRange::day), used))
}

/// The number of days to the next such weekday; 0 if it is today.
fn days_until(weekday: Weekday, today: Date) -> i32 {
    today.weekday().until(weekday).into()
}

/// The next such weekday, today included.
fn coming(weekday: Weekday, today: Date) -> Option<DateRange> {
    let days = days_until(weekday, today);
    span(days, days, today)
}

/// A weekday of the next calendar week, which begins on Monday.
fn next_week(weekday: Weekday, today: Date) -> Option<DateRange> {
    let to_monday = 7 - today.weekday().to_monday_zero_offset();
    let days = (to_monday + weekday.to_monday_zero_offset()).into();
    span(days, days, today)
}

/// The calendar week of a date, from today on.
fn week_of(date: Date, today: Date) -> Option<DateRange> {
    let monday = after(date, -i32::from(date.weekday().to_monday_zero_offset()))?;
    DateRange::new(monday.max(today), after(monday, 6)?).ok()
}

/// The range from `from` to `to` days after today.
fn span(from: i32, to: i32, today: Date) -> Option<DateRange> {
    DateRange::new(after(today, from)?, after(today, to)?).ok()
}

/// The date so many days later; `None` past the calendar's end.
fn after(date: Date, days: i32) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests;
