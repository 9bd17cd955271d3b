//! Weeks, weekends and months.

use jiff::{ToSpan, civil::Date};

use super::{Term, named, units, written};
use crate::dates::{
    calendar::{Calendar, longest, monday_of, starts_with},
    tokens::{month, year},
};

/// A week, a weekend or a month.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) first: Date,
    pub(super) last: Date,
}

impl Scope {
    fn week(calendar: Calendar, weeks: i32) -> Self {
        let first = calendar.monday(weeks);
        Self { first, last: first.saturating_add(6.days()) }
    }

    fn weekend(calendar: Calendar, weeks: i32) -> Self {
        let first = calendar.monday(weeks).saturating_add(5.days());
        Self { first, last: first.saturating_add(1.days()) }
    }

    fn month(first: Date) -> Self {
        Self { first, last: first.last_of_month() }
    }

    pub(super) fn is_week(self) -> bool {
        self.first.saturating_add(6.days()) == self.last
    }
}

/// A week, a weekend or a month as a term, with the words before it.
pub(super) fn term(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    if let Some(used) = longest(words, "rest of the week, rest of this week, resto de la semana") {
        return Some((Term::scope(calendar.span(calendar.today, Scope::week(calendar, 0).last)), used));
    }
    let opener = longest(words, "in, en, during, during the, sometime in, durante, over, over the").unwrap_or(0);
    let (scope, used) = scope(&words[opener..], calendar)?;
    let mut term = Term::scope(calendar.span(scope.first, scope.last));
    // "not the weekend" rules out every weekend.
    if matches!(words[opener], "weekend" | "fin" | "finde")
        && words.get(opener + used - 1).is_some_and(|last| matches!(*last, "weekend" | "semana" | "finde"))
    {
        term.every = calendar.every(|day| !units::is_workday(day));
    }
    Some((term, opener + used))
}

/// A week, a weekend or a month at the start of `words`, and how many words name it.
pub(super) fn scope(words: &[&str], calendar: Calendar) -> Option<(Scope, usize)> {
    const WEEKS: &[(&str, i32)] = &[
        ("this week", 0),
        ("all week", 0),
        ("all this week", 0),
        ("esta semana", 0),
        ("toda la semana", 0),
        ("toda esta semana", 0),
        ("esta misma semana", 0),
        ("the week", 0),
        ("next week", 1),
        ("the next week", 1),
        ("this next week", 1),
        ("this coming week", 1),
        ("the coming week", 1),
        ("proxima semana", 1),
        ("semana proxima", 1),
        ("semana que viene", 1),
        ("semana que entra", 1),
        ("semana entrante", 1),
        ("otra semana", 1),
        ("semana siguiente", 1),
        ("siguiente semana", 1),
        ("week after next", 2),
        ("semana despues de la proxima", 2),
    ];
    const WEEKENDS: &[(&str, i32)] = &[
        ("this weekend", 0),
        ("weekend", 0),
        ("this coming weekend", 0),
        ("coming weekend", 0),
        ("fin de semana", 0),
        ("este fin de semana", 0),
        ("este finde", 0),
        ("finde", 0),
        ("next weekend", 1),
        ("weekend after this", 1),
        ("proximo fin de semana", 1),
        ("fin de semana que viene", 1),
        ("fin de semana que entra", 1),
        ("fin de semana proximo", 1),
        ("otro fin de semana", 1),
        ("siguiente fin de semana", 1),
        ("weekend after next", 2),
    ];
    let pick = |names: &[(&str, i32)]| names.iter().filter_map(|(name, n)| Some((starts_with(words, name)?, *n))).max();
    let week = pick(WEEKS).map(|(used, weeks)| (Scope::week(calendar, weeks), used));
    let weekend = pick(WEEKENDS).map(|(used, weeks)| (Scope::weekend(calendar, weeks), used));
    let of = "week of, the week of, semana del, semana de, week of the, weekend of, weekend of the, fin de semana del";
    let week_of = longest(words, of).and_then(|at| {
        let (day, used) = written::date(&words[at..], calendar)
            .or_else(|| {
                let (day, used) = units::day_number(&words[at..])?;
                Some((Term::day_of_month(day, calendar), used))
            })
            .or_else(|| named::holiday(&words[at..], calendar))?;
        let first = monday_of(*day.days.first()?);
        if matches!(words[0], "weekend" | "fin") {
            let first = first.saturating_add(5.days());
            return Some((Scope { first, last: first.saturating_add(1.days()) }, at + used));
        }
        Some((Scope { first, last: first.saturating_add(6.days()) }, at + used))
    });
    let month = month_scope(words, calendar).map(|(first, used)| (Scope::month(first), used));
    let years = "next year, proximo ano, el proximo ano, ano que viene, ano que entra, ano entrante";
    let year = longest(words, years).and_then(|used| {
        let first = Date::new(calendar.today.year().checked_add(1)?, 1, 1).ok()?;
        Some((Scope { first, last: first.last_of_year() }, used))
    });
    [week, weekend, week_of, month, year].into_iter().flatten().max_by_key(|(_, used)| *used)
}

/// The first day of a month at the start of `words`: "this month", "next month", "January", "mes que viene".
pub(super) fn month_scope(words: &[&str], calendar: Calendar) -> Option<(Date, usize)> {
    const MONTHS: &[(&str, i32)] = &[
        ("this month", 0),
        ("the month", 0),
        ("month", 0),
        ("este mes", 0),
        ("mes", 0),
        ("el mes", 0),
        ("next month", 1),
        ("the next month", 1),
        ("proximo mes", 1),
        ("el proximo mes", 1),
        ("mes que viene", 1),
        ("mes que entra", 1),
        ("el mes que viene", 1),
        ("el mes que entra", 1),
    ];
    if let Some((used, months)) = MONTHS.iter().filter_map(|(name, n)| Some((starts_with(words, name)?, *n))).max() {
        return (used > 1 || words.len() == 1).then(|| (calendar.month(months), used));
    }
    let first = words.first().and_then(|word| month(word))?;
    let named = calendar.named_month(first);
    match words.get(1).and_then(|word| year(word)) {
        Some(year) => Date::new(year, first, 1).ok().map(|first| (first, 2)),
        None => Some((named, 1)),
    }
}
