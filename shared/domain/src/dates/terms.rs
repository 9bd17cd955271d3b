//! Terms: the longest run of words at a place that names days, such as "the Monday after next" or "del tres al cinco".
//!
//! A term knows what it means alone and which days its name fits, because "Tuesday" is the coming Tuesday and "any day
//! but Tuesday" leaves out every Tuesday.

mod named;
mod scopes;
mod units;
mod written;

use jiff::civil::{Date, Weekday};

use super::calendar::{Calendar, Days, longest, starts_with};

/// Days that a phrase names.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// The days meant if nothing else is said; none for a day that is past or does not exist.
    pub(super) days: Days,
    /// All days that the name fits.
    pub(super) every: Days,
    pub(super) kind: Kind,
}

/// How a term combines with the terms beside it.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A day of the week without its week.
    Weekday(Weekday),
    /// A day of the month without its month.
    DayOfMonth(i8),
    /// Exact days, counted from today or from another day.
    Exact,
    /// A day of the week whose week was said.
    Placed,
    /// A day of the month whose month was said.
    Dated,
    /// A week, a weekend or a month: a day of the week beside it lies in it.
    Scope,
    /// Some of all days, such as weekdays: another term beside it is limited to them.
    Filter,
    /// A day counted from the one named before it, as its alternative.
    Another,
    /// The days on one side of a day.
    Bound(Side, Box<Term>),
}

/// The side of a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    Until,
    /// Whether the day itself belongs to it depends: "until Friday" includes Friday, "not until Friday" does not.
    UpTo,
    From,
    After,
}

impl Term {
    fn exact(days: Days) -> Self {
        Self { every: days.clone(), days, kind: Kind::Exact }
    }

    fn placed(days: Days) -> Self {
        Self { every: days.clone(), days, kind: Kind::Placed }
    }

    fn dated(days: Days) -> Self {
        Self { every: days.clone(), days, kind: Kind::Dated }
    }

    fn scope(days: Days) -> Self {
        Self { every: days.clone(), days, kind: Kind::Scope }
    }

    fn filter(days: Days) -> Self {
        Self { every: days.clone(), days, kind: Kind::Filter }
    }

    pub(super) fn all(calendar: Calendar) -> Self {
        Self::filter(calendar.all())
    }

    /// The week that begins on a Monday, after another one.
    pub(super) fn week_of(monday: Date, calendar: Calendar) -> Self {
        let days = calendar.span(monday, monday.saturating_add(jiff::ToSpan::days(6)));
        Self { every: days.clone(), days, kind: Kind::Another }
    }

    /// The same days so many days later.
    pub(super) fn another(&self, days_later: i32) -> Self {
        let days: Days = self.days.iter().map(|day| day.saturating_add(jiff::ToSpan::days(days_later))).collect();
        Self { every: days.clone(), days, kind: Kind::Another }
    }

    /// The days that a statement against this term rules out.
    pub(super) fn ruled_out(&self, calendar: Calendar) -> Days {
        match &self.kind {
            Kind::Bound(Side::UpTo, anchor) => bound_days(Side::Before, anchor, calendar),
            _ => self.every.clone(),
        }
    }

    fn weekday(weekday: Weekday, calendar: Calendar) -> Self {
        Self {
            days: Days::from_iter(Some(calendar.coming(weekday)).filter(|day| day.weekday() == weekday)),
            every: calendar.every(|day| day.weekday() == weekday),
            kind: Kind::Weekday(weekday),
        }
    }

    fn day_of_month(day: i8, calendar: Calendar) -> Self {
        Self {
            days: calendar.day_of_month(day).map(|date| calendar.day(date)).unwrap_or_default(),
            every: calendar.every(|date| date.day() == day),
            kind: Kind::DayOfMonth(day),
        }
    }

    /// The days on one side of a term.
    pub(super) fn bound(side: Side, anchor: Self, calendar: Calendar) -> Self {
        let days = bound_days(side, &anchor, calendar);
        Self { every: days.clone(), days, kind: Kind::Bound(side, Box::new(anchor)) }
    }

    /// The days that this term's name fits in a scope.
    pub(super) fn within(&self, scope: &Days) -> Self {
        Self::placed(self.every.intersection(scope).copied().collect())
    }

    pub(super) fn is_filter(&self) -> bool {
        matches!(self.kind, Kind::Filter | Kind::Bound(..))
    }
}

fn bound_days(side: Side, anchor: &Term, calendar: Calendar) -> Days {
    let (Some(&first), Some(&last)) = (anchor.days.first(), anchor.days.last()) else { return Days::new() };
    match side {
        // Before today's own day of the week nothing is left: the next one is meant.
        Side::Before if first == calendar.today && matches!(anchor.kind, Kind::Weekday(_)) => {
            calendar.every(|day| day < calendar.ahead(7))
        }
        Side::Before => calendar.every(|day| day < first),
        Side::Until | Side::UpTo => calendar.every(|day| day <= last),
        Side::From => calendar.every(|day| day >= first),
        Side::After => calendar.every(|day| day > last),
    }
}

const BEFORE: &str = "\
    before, prior to, any time before, sometime before, earlier than, sooner than, antes de, antes del";
const AFTER: &str = "\
    after, any time after, sometime after, later than, once it is past, not until after, not till after, can not \
    until after, can not till after, no hasta despues de, no hasta despues del, despues de, despues del, pasando, \
    luego de, luego del";
const UNTIL: &str = "\
    by, through, thru, no later than, not later than, at the latest by, at the latest, on or before, up to, not after, a mas \
    tardar, no despues de, no despues del, no mas tarde de, no mas tarde del, before the end of, by the end of, \
    antes del fin de, antes de que termine, antes de que acabe, antes de que se termine, antes de que se acabe, para fines de, antes del final de";
const UP_TO: &str = "\
    until, till, up until, up till, hasta";
const FROM: &str = "\
    starting, starting on, starting from, beginning, beginning on, as of, on or after, no earlier than, not \
    earlier than, no sooner than, not sooner than, not before, not until, not till, any time from, can not until, \
    can not do it until, can not do anything until, a partir de, a partir del, desde, no antes de, no antes del, \
    no puedo hasta, no puedo antes de, no puedo antes del, empezando el";
/// Words after a term that make it the beginning of what is meant.
const ONWARD: &str = "\
    or later, or after, or after that, or any time after, or any day after, or anytime after, or thereafter, or \
    beyond, and later, and after, and beyond, and onward, and onwards, onward, onwards, on, forward, en adelante, \
    o despues, o mas tarde, o mas adelante, para adelante, y despues, at the earliest, or any day after that";
const BACKWARD: &str = "\
    or earlier, or before, or sooner, at the latest, or any time before, o antes, a mas tardar, and earlier, or \
    any day before";
/// Words between the ends of a range.
const TO: &str = "\
    to, through, thru, until, till, al, a, hasta, hasta el, up to";

/// The term at the start of `words`, and how many words it is.
pub(super) fn term(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let bound = bound(words, calendar);
    // "desde el lunes hasta el jueves" has two ends.
    let range = range(words, calendar).filter(|(_, used)| bound.as_ref().is_none_or(|(_, in_bound)| used >= in_bound));
    range.or(bound).or_else(|| plain(words, calendar))
}

/// "after Wednesday", "no later than the tenth".
fn bound(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let sides =
        [(Side::Before, BEFORE), (Side::After, AFTER), (Side::Until, UNTIL), (Side::UpTo, UP_TO), (Side::From, FROM)];
    let found = sides.into_iter().flat_map(|(side, phrases)| {
        phrases.split(", ").filter_map(move |phrase| Some((starts_with(words, phrase)?, side)))
    });
    let mut found: Vec<(usize, Side)> = found.collect();
    found.sort_by_key(|(used, _)| std::cmp::Reverse(*used));
    let (used, side, (anchor, more)) =
        found.into_iter().find_map(|(used, side)| Some((used, side, anchor(words, used, calendar)?)))?;
    let rest = &words[used..];
    // "After Thanksgiving" said the day after is from now on.
    if side == Side::After && named::holiday_lately(rest, calendar).is_some() {
        return Some((Term::all(calendar), used + more));
    }
    // "before the month is out": the end of the month is the bound.
    if side == Side::Before
        && matches!(anchor.kind, Kind::Scope)
        && let Some(over) = longest(&words[used + more..], "is out, is over, is up, is through, ends")
    {
        return Some((Term::bound(Side::Until, anchor, calendar), used + more + over));
    }
    let tail = longest(&words[used + more..], "at the latest, at the earliest").unwrap_or(0);
    Some((Term::bound(side, anchor, calendar), used + more + tail))
}

/// The days after a bound's phrase of so many words.
fn anchor(words: &[&str], used: usize, calendar: Calendar) -> Option<(Term, usize)> {
    let rest = &words[used..];
    // "después del diez": the article is part of the phrase.
    let numbered = || (words[used - 1] == "del").then(|| bare_day(rest, calendar)).flatten();
    range(rest, calendar).or_else(|| units::unit(rest, calendar)).or_else(numbered)
}

/// A range or a unit, and "or later" after it.
fn plain(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let ranged = range(words, calendar);
    // "from Monday on" has no end.
    let opener = longest(words, "from, de, del, desde, desde el").unwrap_or(0);
    let (term, used) = ranged.or_else(|| units::unit(words, calendar)).or_else(|| {
        let (term, used) = units::unit(&words[opener..], calendar)?;
        let goes_on = longest(&words[opener + used..], ONWARD).is_some();
        (opener == 0 || goes_on).then_some((term, opener + used))
    })?;
    let rest = &words[used..];
    if let Some(more) = longest(rest, ONWARD)
        // "Monday on the tenth" goes on with a date.
        && (rest[0] != "on" || units::unit(&rest[1..], calendar).is_none())
        && (opener > 0 || more > 1 || rest[0] != "on" || rest.len() == 1)
    {
        return Some((Term::bound(Side::From, term, calendar), used + more));
    }
    if let Some(more) = longest(rest, BACKWARD) {
        return Some((Term::bound(Side::Until, term, calendar), used + more));
    }
    Some((term, used))
}

/// "Monday through Wednesday", "between the second and the fourth", "del ocho al diez".
fn range(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let between = longest(words, "between, anywhere between, entre");
    let openers = "from, anywhere from, anytime from, any time from, de, del, desde, desde el";
    let opener = between.or_else(|| longest(words, openers)).unwrap_or(0);
    let (first, used) = units::unit(&words[opener..], calendar).or_else(|| bare_day(&words[opener..], calendar))?;
    let mut at = opener + used;
    at += match between {
        Some(_) => longest(&words[at..], "and, y, y el, to")?,
        None => longest(&words[at..], TO)?,
    };
    let rest = &words[at..];
    let (last, used) = units::unit(rest, calendar).or_else(|| bare_day(rest, calendar))?;
    // Two bare numbers are hours, unless "del … al …" says that they are days.
    let bare = |words: &[&str]| units::unit(words, calendar).is_none();
    if bare(&words[opener..])
        && (bare(rest) || words[opener..].len() < 2)
        && !(words[0] == "del" && words[at - 1] == "al")
    {
        return None;
    }
    // "Monday to five" names an hour, "December third to five" a day.
    if bare(rest) && !matches!(first.kind, Kind::DayOfMonth(_) | Kind::Dated) {
        return None;
    }
    Some((between_terms(&first, &last, calendar), at + used))
}

/// A day of the month without an article: "December 8 to 10", "del ocho al diez".
fn bare_day(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let (day, used) = units::day_number(words)?;
    Some((Term::day_of_month(day, calendar), used))
}

/// The days from one term to another.
fn between_terms(first: &Term, last: &Term, calendar: Calendar) -> Term {
    if let (Kind::Weekday(Weekday::Monday), Kind::Weekday(Weekday::Friday)) = (&first.kind, &last.kind) {
        return Term::filter(calendar.every(units::is_workday));
    }
    let Some(&named_last) = last.days.last() else { return Term::exact(Days::new()) };
    let begins = match &first.kind {
        // The last such day up to the end: "Monday through Wednesday next week".
        Kind::Weekday(weekday) if matches!(last.kind, Kind::Placed) && first.days.first() < Some(&named_last) => {
            let days_back: i32 = weekday.until(named_last.weekday()).into();
            let start = named_last.saturating_sub(jiff::ToSpan::days(days_back));
            Some(if start < calendar.today { calendar.coming(*weekday) } else { start })
        }
        Kind::DayOfMonth(day) if matches!(last.kind, Kind::Dated) => same_month(*day, named_last),
        _ => first.days.first().copied(),
    };
    let Some(begins) = begins else { return Term::exact(Days::new()) };
    let ends = match &last.kind {
        Kind::Weekday(_) | Kind::DayOfMonth(_) => last.every.iter().copied().find(|day| *day >= begins),
        _ => last.days.last().copied(),
    };
    let days = ends.filter(|ends| *ends >= begins).map(|ends| calendar.span(begins, ends)).unwrap_or_default();
    Term::exact(days)
}

/// That day in the month of a date.
pub(super) fn same_month(day: i8, date: Date) -> Option<Date> {
    Date::new(date.year(), date.month(), day).ok()
}
