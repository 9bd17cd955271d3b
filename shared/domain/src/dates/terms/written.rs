//! Calendar dates, in digits and in words.

use jiff::civil::Date;

use super::{Term, same_month, scopes::month_scope, units};
use crate::{
    dates::{
        calendar::{Calendar, Days, longest},
        tokens::{digits_only, month, weekday, year},
    },
    numerals,
};

/// A date in digits or words.
pub(super) fn date(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let (&word, rest) = words.split_first()?;
    if let Some(days) = written_date(word, calendar) {
        return Some((Term::dated(days), 1));
    }
    if let Some(month) = month(word) {
        let article = longest(rest, "the, el").unwrap_or(0);
        let (day, used) = units::day_number(&rest[article..])?;
        // "may one of you come by" names no date: a lone number below ten needs digits or an ordinal.
        let lone = numerals::unit(rest[article]).is_some() && used == 1;
        return (!lone).then(|| month_and_day(month, day, words, 1 + article + used, calendar));
    }
    let (day, used) = units::day_number(words)?;
    let of = longest(&words[used..], "of, de, del mes de, of the month of, del").unwrap_or(0);
    let at = used + of;
    if of > 0
        && let Some((first, more)) =
            month_scope(&words[at..], calendar).filter(|_| words.get(at).is_some_and(|word| month(word).is_none()))
    {
        // "The first of the month" is the next one.
        if matches!(words[at..at + more], ["the" | "el", "month" | "mes"] | ["month" | "mes"]) {
            return Some((Term::day_of_month(day, calendar), at + more));
        }
        let date = same_month(day, first);
        return Some((Term::dated(date.map(|date| calendar.day(date)).unwrap_or_default()), at + more));
    }
    if let Some(month) = words.get(at).and_then(|word| month(word)) {
        // "1 or 2 may work" names no date.
        if of == 0 && words[at] == "may" && numerals::ordinal(words).is_none() {
            return None;
        }
        return Some(month_and_day(month, day, words, at + 1, calendar));
    }
    numerals::ordinal(words).filter(|_| {
        let next = words.get(used);
        let counts = next.is_some_and(|next| {
            let counted = "week, weekend, day, semana, dia, half, thing, one, available, opening, appointment, slot, choice, hora, cita, vez, opcion, quincena";
            counted.split(", ").any(|counted| counted == *next) || weekday(next).is_some()
        });
        !counts
    })?;
    Some((Term::day_of_month(day, calendar), used))
}

/// `2026-11-24`, `11/24`, `11/24/2026` or `11/24/26`; no day for a date that is past or does not exist.
fn written_date(word: &str, calendar: Calendar) -> Option<Days> {
    let days = |date: Option<Date>| date.map(|date| calendar.day(date)).unwrap_or_default();
    if let [year, month, day] = word.split('-').collect::<Vec<_>>()[..] {
        let date = || Date::new(year.parse().ok()?, digits_only(month)?, digits_only(day)?).ok();
        return (year.len() == 4).then(|| days(date()));
    }
    match word.split('/').collect::<Vec<_>>()[..] {
        [month, day] => {
            let (month, day) = (digits_only(month)?, digits_only(day)?);
            // "24/7" names no date.
            (1..=12).contains(&month).then(|| days(calendar.month_day(month, day)))
        }
        [month, day, in_year] => {
            let in_year = year(in_year).or_else(|| digits_only(in_year).map(|short| 2000 + i16::from(short)))?;
            let date = || Date::new(in_year, digits_only(month)?, digits_only(day)?).ok();
            Some(days(date()))
        }
        _ => None,
    }
}

/// A month and day named by `used` words, and the year that may follow.
fn month_and_day(month: i8, day: i8, words: &[&str], used: usize, calendar: Calendar) -> (Term, usize) {
    let of = longest(&words[used..], "of, de, del").unwrap_or(0);
    let (date, used) = match words.get(used + of).and_then(|word| year(word)) {
        Some(year) => (Date::new(year, month, day).ok(), used + of + 1),
        None => (calendar.month_day(month, day), used),
    };
    (Term::dated(date.map(|date| calendar.day(date)).unwrap_or_default()), used)
}
