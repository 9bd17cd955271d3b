//! Units: one named day or stretch, and the words beside it that make it exact ("Tuesday, December first", "next week on
//! Monday", "the first week of December").

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{Kind, Term, named, scopes};
use crate::{
    dates::{
        calendar::{Calendar, Days, longest, monday_of, nth_weekday},
        tokens::{digits_only, weekday},
    },
    numerals,
};

pub(super) const ARTICLES: &str = "on, the, on the, el, la, los, las, el dia, dia, del, en el, for, for the";
const OF: &str = "\
    of, in, on, de, del, en, of the, in the, on the, the, el, de la, en la, del mes de, of the month of, of this, \
    para";

pub(super) fn is_workday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The unit at the start of `words`, and how many words it is.
pub(super) fn unit(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let (mut term, mut used) = single(words, calendar)?;
    // A unit beside it: at most a weekday, a date and a scope name one day.
    for _ in 0..2 {
        let Some((joined, more)) = joined(&term, &words[used..], calendar) else { break };
        (term, used) = (joined, used + more);
    }
    Some((term, used))
}

/// The term with the next unit, if both name one thing.
fn joined(term: &Term, rest: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let between = longest(rest, OF).unwrap_or(0);
    // "mañana en la mañana" is tomorrow in the morning.
    if between > 0 && rest.get(between) == Some(&"manana") {
        return None;
    }
    let (next, used) = single(&rest[between..], calendar).or_else(|| {
        // "el viernes cuatro", "Monday 30"
        let (day, used) = day_number(rest).filter(|_| matches!(term.kind, Kind::Weekday(_)))?;
        let hour = longest(&rest[used..], "am, pm, oclock, o clock, to, thirty, or").is_some();
        (!hour && (used == rest.len() || rest[0].len() > 2 || day > 12 || is_spanish(rest[0]))).then_some(())?;
        is_number_of_day(rest[0]).then(|| (Term::day_of_month(day, calendar), used))
    })?;
    let between = if between > 0 && single(&rest[between..], calendar).is_some() { between } else { 0 };
    let used = between + used;
    let both = |a: &Days, b: &Days| -> Days { a.intersection(b).copied().collect() };
    let one_day = term.days.len() <= 1 && next.days.len() <= 1;
    let (days, kind) = match (&term.kind, &next.kind) {
        (Kind::Weekday(_), Kind::DayOfMonth(_)) => (both(&term.every, &next.days), Kind::Exact),
        (Kind::Weekday(_), Kind::Dated) | (Kind::DayOfMonth(_), Kind::Scope) => {
            (both(&term.every, &next.days), Kind::Dated)
        }
        // "Wednesday next week Monday": the week may belong to either.
        (Kind::Weekday(_), Kind::Placed) if longest(rest, "next week, this week").is_some() => {
            (Days::new(), Kind::Placed)
        }
        (Kind::Exact | Kind::Placed, Kind::Dated) if one_day => (both(&term.every, &next.days), Kind::Exact),
        (Kind::Weekday(_), Kind::Scope) => (both(&term.every, &next.days), Kind::Placed),
        (Kind::Filter, Kind::Scope) => (both(&term.every, &next.days), Kind::Scope),
        (Kind::Scope, Kind::Weekday(_)) if between == 0 || rest[0] != "of" => {
            (both(&next.every, &term.days), Kind::Placed)
        }
        (Kind::Dated, Kind::Weekday(_)) if one_day => (both(&term.days, &next.every), Kind::Exact),
        _ => return None,
    };
    Some((Term { every: days.clone(), days, kind }, used))
}

fn is_spanish(word: &str) -> bool {
    numerals::unit(word).is_some_and(|_| {
        !matches!(word, "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine")
    }) || numerals::teen(word).is_some_and(|_| !word.ends_with("teen") && !matches!(word, "ten" | "eleven" | "twelve"))
        || matches!(word, "veinte" | "treinta")
}

/// Whether a number beside a day of the week is a day of the month: digits, or a Spanish word.
fn is_number_of_day(word: &str) -> bool {
    digits_only(word).is_some() || is_spanish(word)
}

/// A number from 1 to 31 as a day of the month.
pub(super) fn day_number(words: &[&str]) -> Option<(i8, usize)> {
    let digits = words.first().and_then(|word| digits_only(word)).map(|day| (day, 1));
    let (day, used) = digits.or_else(|| {
        let (day, used) = numerals::ordinal(words).or_else(|| numerals::below_hundred(words))?;
        Some((i8::try_from(day).ok()?, used))
    })?;
    (1..=31).contains(&day).then_some((day, used))
}

/// One name, with the article before it.
fn single(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let article = longest(words, ARTICLES).unwrap_or(0);
    let with = part_of_scope(words, calendar)
        .or_else(|| nth(words, calendar))
        .or_else(|| shifted(words, calendar))
        .or_else(|| named::name(words, calendar));
    let without = || {
        let rest = &words[article..];
        let term = part_of_scope(rest, calendar)
            .or_else(|| nth(rest, calendar))
            .or_else(|| shifted(rest, calendar))
            .or_else(|| named::name_after_article(rest, &words[..article], calendar));
        term.map(|(term, used)| (term, used + article))
    };
    match (with, (article > 0).then(without).flatten()) {
        (Some(with), Some(without)) => Some(if without.1 > with.1 { without } else { with }),
        (with, without) => with.or(without),
    }
}

const EARLY: &str = "\
    a principios del, principios del, \
    early, early in, the beginning of, beginning of, the start of, start of, earlier in, the first part of, first \
    part of, a principios de, principios de, a principio de, al principio de, a inicios de, empezando";
const MIDDLE: &str = "\
    the middle of, middle of, mid, midway through, a mediados de, mediados de, in the middle of, a mitad de";
const LATE: &str = "\
    a fin de, a fines del, al final del, a finales del, \
    late, late in, the end of, end of, at the end of, towards the end of, toward the end of, later, the latter \
    part of, latter part of, later in, a fines de, fines de, a finales de, finales de, al final de, a final de";

/// "early next week", "a fines de diciembre": two days of a week, a third of a month.
fn part_of_scope(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let parts = [(0, longest(words, EARLY)), (1, longest(words, MIDDLE)), (2, longest(words, LATE))];
    let (part, used) = parts.into_iter().find_map(|(part, used)| Some((part, used?)))?;
    let rest = &words[used..];
    let article = longest(rest, "the, la, el").unwrap_or(0);
    let plain = scopes::scope(rest, calendar);
    let (scope, more) =
        plain.or_else(|| scopes::scope(&rest[article..], calendar).map(|(scope, more)| (scope, article + more)))?;
    let used = used + more;
    let (first, last) = (scope.first, scope.last);
    let day = |days: i32| first.saturating_add(days.days());
    let (from, to) = match (scope.is_week(), part) {
        // "later this week" begins tomorrow.
        (true, 2) if words[0].starts_with("later") && first <= calendar.today => (calendar.ahead(1), last),
        (true, 0) => (first, day(1)),
        (true, 1) => (day(1), day(3)),
        (true, _) => (day(3), day(4)),
        (false, 0) => (first, day(6)),
        (false, 1) => (day(10), day(19)),
        (false, _) => (last.saturating_sub(6.days()), last),
    };
    Some((Term::scope(calendar.span(from, to)), used))
}

/// "the first Monday in December", "the second week of January", "the last day of November".
fn nth(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let (nth, used) = if matches!(words.first(), Some(&("last" | "ultimo" | "ultima"))) {
        (-1, 1)
    } else {
        let (nth, used) = numerals::ordinal(words)?;
        (i8::try_from(nth).ok().filter(|nth| *nth <= 5)?, used)
    };
    let what = *words.get(used)?;
    let mut at = used + 1;
    at += longest(
        &words[at..],
        "\
            of, in, de, del, of the, in the, of this, del mes de, of the month of, en, after the",
    )?;
    let (month, more) = scopes::month_scope(&words[at..], calendar)?;
    let used = at + more;
    let last = month.last_of_month();
    let days = match what {
        "week" | "semana" if nth > 0 => {
            let first = month.saturating_add((7 * (i32::from(nth) - 1)).days());
            return Some((Term::scope(calendar.span(first, first.saturating_add(6.days()).min(last))), used));
        }
        "week" | "semana" => return Some((Term::scope(calendar.span(last.saturating_sub(6.days()), last)), used)),
        "weekend" => {
            let saturday = nth_weekday(month, nth, Weekday::Saturday);
            saturday.map(|day| calendar.span(day, day.saturating_add(1.days()))).unwrap_or_default()
        }
        "day" | "dia" if nth > 0 => calendar.day(month.saturating_add((i32::from(nth) - 1).days())),
        "day" | "dia" => calendar.day(last),
        day => nth_weekday(month, nth, weekday(day)?).map(|day| calendar.day(day)).unwrap_or_default(),
    };
    Some((Term::exact(days), used))
}

/// "a week from Friday", "two days before Christmas", "the day after Thanksgiving", "the Monday after Christmas", "two Fridays
/// from now".
fn shifted(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    weeks_from(words, calendar)
        .or_else(|| spanish_weeks_from(words, calendar))
        .or_else(|| weekdays_from_now(words, calendar))
        .or_else(|| beside(words, calendar))
}

fn weeks_from(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let opener = longest(words, "in, en, dentro de").unwrap_or(0);
    let (days, used) = named::length(&words[opener..])?;
    let used = opener + used;
    let after = longest(&words[used..], "from, after, from the, despues de, despues del, a partir de, a partir del");
    let before =
        longest(&words[used..], "before, before the, antes de, antes del, antes de la").filter(|_| opener == 0);
    let at = used + after.or(before)?;
    if matches!(words.get(at), Some(&"now")) {
        return after.map(|_| (Term::exact(calendar.day(calendar.ahead(days))), at + 1));
    }
    let (anchor, more) = unit(&words[at..], calendar)?;
    let shift = if after.is_some() { days } else { -days };
    let day = anchor.days.first().filter(|_| anchor.days.len() == 1)?.saturating_add(shift.days());
    Some((Term::exact(calendar.day(day)), at + more))
}

/// "de mañana en ocho", "del lunes en quince días", "el martes en ocho".
fn spanish_weeks_from(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let at = longest(words, "de, del, el, de este, del dia")?;
    let (anchor, more) = named::name(&words[at..], calendar)?;
    let mut used = at + more;
    let days = match words.get(used..)? {
        ["en", "ocho", ..] => 7,
        ["en", "quince", ..] => 14,
        _ => return None,
    };
    used += 2 + usize::from(words.get(used + 2) == Some(&"dias"));
    let day = anchor.days.first().filter(|_| anchor.days.len() == 1)?.saturating_add(days.days());
    Some((Term::exact(calendar.day(day)), used))
}

/// "two Fridays from now", "in two Fridays", "dentro de dos viernes".
fn weekdays_from_now(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let opener = longest(words, "in, en, dentro de, de aqui a").unwrap_or(0);
    let (count, counted) = named::count(&words[opener..])?;
    let used = opener + counted;
    let weekday = weekday(words.get(used)?)?;
    let more = longest(&words[used + 1..], "from now, from today, out");
    // "In a Tuesday" counts nothing.
    let more = more.or((opener > 0 && count > 1).then_some(0))?;
    let day = calendar.coming_after_today(weekday).saturating_add((7 * (count - 1)).days());
    (1..=60).contains(&count).then(|| (Term::exact(calendar.day(day)), used + 1 + more))
}

/// A day, week or weekend right before or after another one.
fn beside(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let what = *words.first()?;
    let (side, mut at) = match words.get(1..)? {
        ["after" | "following", ..] => (1, 2),
        ["before", ..] => (-1, 2),
        ["despues", "de" | "del", ..] => (1, 3),
        ["antes", "de" | "del", ..] => (-1, 3),
        _ => return None,
    };
    at += longest(&words[at..], "that").unwrap_or(0);
    if matches!(words.get(at), Some(&("next" | "this" | "tomorrow")))
        && words.get(at + 1).is_none_or(|word| weekday(word).is_none())
    {
        return None;
    }
    let (anchor, more) = unit(&words[at..], calendar)?;
    let (first, last) = (*anchor.days.first()?, *anchor.days.last()?);
    let used = at + more;
    // On the Friday after Thanksgiving, "the week after Thanksgiving" is still to come.
    let lately = named::holiday_lately(&words[at..], calendar).filter(|_| side == 1);
    if let Some(shifted) = lately
        .and_then(|holiday| days_beside(what, side, holiday, holiday, calendar))
        .filter(|term| !term.days.is_empty())
    {
        return Some((shifted, used));
    }
    days_beside(what, side, first, last, calendar).map(|term| (term, used))
}

/// The day, week or weekend before a first day (-1) or after a last one (1).
fn days_beside(what: &str, side: i32, first: Date, last: Date, calendar: Calendar) -> Option<Term> {
    let days = match (what, side) {
        ("day" | "dia", 1) => calendar.day(last.saturating_add(1.days())),
        ("day" | "dia", _) => calendar.day(first.saturating_sub(1.days())),
        ("week" | "semana", _) => {
            let monday = monday_of(if side > 0 { last } else { first }).saturating_add((7 * side).days());
            return Some(Term::scope(calendar.span(monday, monday.saturating_add(6.days()))));
        }
        ("weekend", 1) => {
            let saturday = monday_of(last).saturating_add(5.days());
            let saturday = if saturday > last { saturday } else { saturday.saturating_add(7.days()) };
            return Some(Term::scope(calendar.span(saturday, saturday.saturating_add(1.days()))));
        }
        (day, -1) => {
            let back: i32 = weekday(day)?.until(first.weekday()).into();
            calendar.day(first.saturating_sub(if back == 0 { 7 } else { back }.days()))
        }
        (day, 1) => {
            let ahead: i32 = last.weekday().until(weekday(day)?).into();
            calendar.day(last.saturating_add(if ahead == 0 { 7 } else { ahead }.days()))
        }
        _ => return None,
    };
    Some(Term::exact(days))
}
