//! The names of days and stretches: relative days, days of the week, weeks, weekends, months, dates and holidays.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{Term, units};
use crate::{
    dates::{
        calendar::{Calendar, Holiday, longest, starts_with},
        tokens::{digits_only, is_plural, month, weekday, year},
    },
    numerals,
};

/// The longest distance that is read, in days. Visits are not booked further ahead.
const MAX_DISTANCE: i32 = 366;

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

/// Any day will do.
const ANY: &[&str] = &[
    "any day", "whenever you can", "when you can", "whenever you are free", "whenever you have time", "any date", "any time", "anytime", "any day at all", "anything", "any", "whenever", "whichever", "whichever day",
    "whatever day", "every day", "everyday", "all days", "all", "every", "each day", "any of them",
    "as soon as possible", "as soon as you can", "as early as possible", "as early as you can", "as quickly as possible",
    "as fast as possible", "asap", "soonest", "the soonest", "earliest", "the earliest", "earliest possible",
    "earliest available", "first available", "1st available", "next available", "the first opening", "first opening",
    "next opening", "first appointment", "next appointment", "first slot", "next slot", "first availability",
    "next availability", "soonest available", "earliest appointment", "earliest opening", "soon", "immediately", "right away",
    "right now", "now", "urgently", "next available day", "first available day", "first day available", "next day available",
    "day does not matter", "the day does not matter", "it does not matter", "does not matter", "no preference", "i am flexible",
    "flexible", "i am open", "we are flexible", "wide open", "the sooner the better", "sooner the better", "the earlier the better", "mientras mas pronto mejor", "entre mas pronto mejor", "cuanto antes mejor", "i do not care", "do not care", "do not care what day",
    "cualquier dia", "cualquiera", "cualquier fecha", "cualquier momento", "cuando sea", "cuando puedan", "cuando pueda",
    "cuando quieran", "lo mas pronto posible", "lo mas pronto que puedan", "lo antes posible", "cuanto antes",
    "lo mas rapido posible", "el dia que sea", "el dia que puedan", "el dia que quieran", "me da igual", "da igual",
    "me da lo mismo", "todos los dias", "ahorita",
];
/// More ways to say that any day will do.
const ANY_MORE: &[&str] = &[
    "tan pronto como sea posible", "tan pronto como puedan", "en cuanto puedan", "ya", "ahora", "ahora mismo", "ya mismo",
    "de inmediato", "inmediatamente", "urgente", "es urgente", "es una urgencia", "que sea pronto", "pronto", "lo mas temprano posible", "la primera cita",
    "la primera disponible", "el primer dia disponible", "lo primero que tengan", "lo primero que haya", "el que sea",
    "el primero disponible", "no importa", "no importa el dia", "no importa que dia", "no me importa", "estoy disponible",
    "tengo tiempo", "todo el tiempo", "a cualquier hora", "cualquier hora", "la que sea", "any old day",
    "whatever is first", "whatever is soonest", "whatever you have first", "whatever is available", "whatever works", "lo que tengan",
];
/// Days of the working week.
const WEEKDAYS: &[&str] = &[
    "weekday", "weekdays", "a weekday", "any weekday", "on weekdays", "on a weekday", "week days", "during the week",
    "in the week", "through the week", "business day", "business days", "work days", "workdays", "a workday", "any business day",
    "a business day", "every weekday", "entre semana", "dias de semana", "dia de semana", "dias habiles", "dia habil",
    "durante la semana", "dias laborales", "un dia de semana", "dias de trabajo",
];
const WEEKENDS: &[&str] = &[
    "weekends", "on weekends", "on the weekends", "any weekend", "every weekend", "a weekend", "fines de semana",
    "los fines de semana", "en fines de semana", "en fin de semana", "cualquier fin de semana", "un fin de semana", "cada fin de semana",
    "weekend days", "sabados y domingos",
];

/// The name at the start of `words`, and how many words it is.
pub(super) fn name(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let found = [
        quantified(words, calendar),
        relative(words, calendar),
        distance(words, calendar),
        scope_term(words, calendar),
        date(words, calendar),
        day_of_week(words, calendar),
        holiday(words, calendar),
    ];
    found.into_iter().flatten().reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// A name whose article was already read: "the third", "los martes", "el ocho".
pub(super) fn name_after_article(words: &[&str], article: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let (&first, rest) = words.split_first()?;
    // "el lunes" is one day and "los lunes" are all of them; "a Sunday" is any of them.
    if matches!(article, [.., "los"]) && weekday(first).is_some() {
        let next = rest.first().is_some_and(|word| matches!(*word, "que" | "proximos"));
        return (!next).then(|| recurring(weekday(first).unwrap_or(Weekday::Monday), calendar)).map(|term| (term, 1));
    }
    // "mañana" after an article is the morning.
    if matches!(first, "manana" | "mananas") {
        return None;
    }
    // "el ocho", "the 24": a number after an article is a day of the month, and "las ocho" an hour.
    let numbered = || {
        let hour = matches!(article, [.., "las" | "la" | "los" | "for"]);
        let (day, used) = units::day_number(words).filter(|_| !hour)?;
        let english_word = digits_only(first).is_none() && numerals::ordinal(words).is_none() && matches!(article, [.., "the" | "on"]);
        let counted = words.get(used).is_some_and(|next| {
            matches!(*next, "am" | "pm" | "oclock" | "days" | "day" | "dias" | "weeks" | "week" | "semanas" | "weekend")
                || weekday(next).is_some()
        });
        (!english_word && !counted).then(|| (Term::day_of_month(day, calendar), used))
    };
    let named = name(words, calendar);
    match (named, numbered()) {
        (Some(named), Some(numbered)) => Some(if numbered.1 > named.1 { numbered } else { named }),
        (named, numbered) => named.or(numbered),
    }
}

fn recurring(weekday: Weekday, calendar: Calendar) -> Term {
    Term::filter(calendar.every(|day| day.weekday() == weekday))
}

/// Any day, weekdays, weekends, and every Tuesday.
fn quantified(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let workdays = longest(words, WEEKDAYS).map(|used| (Term::filter(calendar.every(units::is_workday)), used));
    let weekends = longest(words, WEEKENDS).map(|used| (Term::filter(calendar.every(|day| !units::is_workday(day))), used));
    let each = longest(words, &["any", "every", "each", "a", "an", "any given", "cualquier", "cada", "un", "todos los", "some", "algun", "on a", "only"]);
    let each = each.and_then(|used| Some((recurring(weekday(words.get(used)?)?, calendar), used + 1)));
    let plural = words.first().filter(|word| is_plural(word)).and_then(|word| weekday(word));
    let plural = plural.map(|weekday| (recurring(weekday, calendar), 1));
    let any = longest(words, ANY).max(longest(words, ANY_MORE)).map(|used| (Term::filter(calendar.all()), used));
    let found = [any, workdays, weekends, each, plural];
    found.into_iter().flatten().reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// Days counted from today by their own word.
fn relative(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    const NAMES: &[(&str, i32)] = &[
        ("today", 0), ("hoy", 0), ("hoy mismo", 0), ("this very day", 0), ("el dia de hoy", 0), ("dia de hoy", 0),
        ("tonight", 0), ("this morning", 0), ("this afternoon", 0), ("this evening", 0), ("esta manana", 0), ("esta tarde", 0),
        ("esta noche", 0), ("later today", 0), ("hoy dia", 0),
        ("tomorrow", 1), ("manana", 1), ("manana mismo", 1), ("el dia de manana", 1),
        ("day after tomorrow", 2), ("pasado manana", 2), ("overmorrow", 2),
    ];
    let named = NAMES.iter().filter_map(|(name, days)| Some((starts_with(words, name)?, *days)));
    let (used, days) = named.max()?;
    Some((Term::exact(calendar.day(calendar.ahead(days))), used))
}

/// "in three days", "ten days from now", "within the next few days", "los próximos tres días".
fn distance(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let within = ["within", "within the next", "in the next", "the next", "next", "over the next", "en los proximos", "los proximos",
        "proximos", "en las proximas", "las proximas", "sometime in the next", "during the next", "antes de"];
    let one_day = ["in", "in about", "en", "dentro de", "en unos", "en unas", "como en", "de aqui a"];
    let lasting = longest(words, &within[..13]).and_then(|at| {
        let (days, used) = length(&words[at..])?;
        Some((Term::exact(calendar.span(calendar.today, calendar.ahead(days))), at + used))
    });
    let after = longest(words, &one_day).and_then(|at| {
        let (days, used) = length(&words[at..])?;
        let tail = longest(&words[at + used..], &["from now", "from today", "time"]).unwrap_or(0);
        // "de hoy en ocho días" is a week.
        let days = if words[at] == "ocho" && days == 8 { 7 } else if words[at] == "quince" && days == 15 { 14 } else { days };
        let day = if words.get(at + used - 1).is_some_and(|unit| unit.starts_with("mes") || unit.starts_with("month")) {
            calendar.today.saturating_add((days / 30).months())
        } else {
            calendar.ahead(days)
        };
        Some((Term::exact(calendar.day(day)), at + used + tail))
    });
    lasting.or(after)
}

/// A number of days, weeks or months, and how many words it is.
pub(super) fn count(words: &[&str]) -> Option<(i32, usize)> {
    match words {
        ["a", "couple", "of", "more", ..] => Some((2, 4)),
        ["a", "couple", "of", ..] | ["un", "par", "de", ..] => Some((2, 3)),
        ["a", "couple", ..] | ["couple", "of", ..] | ["par", "de", ..] => Some((2, 2)),
        ["a", "few", ..] => Some((3, 2)),
        ["couple", ..] => Some((2, 1)),
        ["few", ..] => Some((3, 1)),
        ["a" | "an", ..] => Some((1, 1)),
        [digits, ..] if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok().map(|number| (number, 1)),
        _ => numerals::below_hundred(words).and_then(|(number, used)| Some((number.try_into().ok()?, used))),
    }
}

/// "three days", "a week", "dos semanas", "un mes": the length in days, and how many words it is. A month counts 30 days.
pub(super) fn length(words: &[&str]) -> Option<(i32, usize)> {
    let (number, used) = count(words)?;
    let unit = match *words.get(used)? {
        "day" | "days" | "dia" | "dias" => 1,
        "week" | "weeks" | "semana" | "semanas" => 7,
        "month" | "months" | "mes" | "meses" => 30,
        _ => return None,
    };
    let days = number.checked_mul(unit).filter(|days| (0..=MAX_DISTANCE).contains(days))?;
    Some((days, used + 1))
}

fn scope_term(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    if let Some(used) = longest(words, &["rest of the week", "rest of this week", "resto de la semana"]) {
        return Some((Term::scope(calendar.span(calendar.today, Scope::week(calendar, 0).last)), used));
    }
    let opener = longest(words, &["in", "en", "during", "during the", "sometime in", "durante", "over", "over the"]).unwrap_or(0);
    let (scope, used) = scope(&words[opener..], calendar)?;
    let mut term = Term::scope(calendar.span(scope.first, scope.last));
    // "not the weekend" rules out every weekend.
    if matches!(words[opener], "weekend" | "fin" | "finde") && words.get(opener + used - 1).is_some_and(|last| matches!(*last, "weekend" | "semana" | "finde")) {
        term.every = calendar.every(|day| !units::is_workday(day));
    }
    Some((term, opener + used))
}

/// A week, a weekend or a month at the start of `words`, and how many words name it.
pub(super) fn scope(words: &[&str], calendar: Calendar) -> Option<(Scope, usize)> {
    const WEEKS: &[(&str, i32)] = &[
        ("this week", 0), ("all week", 0), ("all this week", 0), ("esta semana", 0), ("toda la semana", 0), ("toda esta semana", 0), ("esta misma semana", 0), ("the week", 0), ("next week", 1), ("the next week", 1), ("this next week", 1),
        ("this coming week", 1), ("the coming week", 1), ("proxima semana", 1), ("semana proxima", 1), ("semana que viene", 1),
        ("semana que entra", 1), ("semana entrante", 1), ("otra semana", 1), ("semana siguiente", 1), ("siguiente semana", 1),
        ("week after next", 2), ("semana despues de la proxima", 2),
    ];
    const WEEKENDS: &[(&str, i32)] = &[
        ("this weekend", 0), ("weekend", 0), ("this coming weekend", 0), ("coming weekend", 0), ("fin de semana", 0), ("este fin de semana", 0),
        ("este finde", 0), ("finde", 0), ("next weekend", 1), ("weekend after this", 1), ("proximo fin de semana", 1),
        ("fin de semana que viene", 1), ("fin de semana que entra", 1), ("fin de semana proximo", 1), ("otro fin de semana", 1),
        ("siguiente fin de semana", 1), ("weekend after next", 2),
    ];
    let pick = |names: &[(&str, i32)]| names.iter().filter_map(|(name, n)| Some((starts_with(words, name)?, *n))).max();
    let week = pick(WEEKS).map(|(used, weeks)| (Scope::week(calendar, weeks), used));
    let weekend = pick(WEEKENDS).map(|(used, weeks)| (Scope::weekend(calendar, weeks), used));
    let week_of = longest(words, &["week of", "the week of", "semana del", "semana de", "week of the"]).and_then(|at| {
        let (day, used) = date(&words[at..], calendar).or_else(|| {
            let (day, used) = units::day_number(&words[at..])?;
            Some((Term::day_of_month(day, calendar), used))
        }).or_else(|| holiday(&words[at..], calendar))?;
        let first = crate::dates::calendar::monday_of(*day.days.first()?);
        Some((Scope { first, last: first.saturating_add(6.days()) }, at + used))
    });
    let month = month_scope(words, calendar).map(|(first, used)| (Scope::month(first), used));
    [week, weekend, week_of, month].into_iter().flatten().max_by_key(|(_, used)| *used)
}

/// The first day of a month at the start of `words`: "this month", "next month", "January", "mes que viene".
pub(super) fn month_scope(words: &[&str], calendar: Calendar) -> Option<(Date, usize)> {
    const MONTHS: &[(&str, i32)] = &[
        ("this month", 0), ("the month", 0), ("month", 0), ("este mes", 0), ("mes", 0), ("el mes", 0), ("next month", 1), ("the next month", 1),
        ("proximo mes", 1), ("el proximo mes", 1), ("mes que viene", 1), ("mes que entra", 1), ("el mes que viene", 1), ("el mes que entra", 1),
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

/// A day of the week, and the words that tell which one.
fn day_of_week(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let placed = |date: Date, used| Some((Term::placed(calendar.day(date)), used));
    let in_next_week = |day: Weekday| calendar.monday(1).saturating_add(i32::from(day.to_monday_zero_offset()).days());
    let opener = longest(words, &["this", "this coming", "coming", "the coming", "upcoming", "this upcoming", "next", "this next", "the next", "este", "este proximo",
        "proximo", "siguiente", "otro", "next week", "the following"]);
    let (opener, at) = opener.map_or((String::new(), 0), |used| (words[..used].join(" "), used));
    let day = weekday(words.get(at)?)?;
    let used = at + 1;
    let week = longest(&words[used..], &["week"]);
    let follower = |phrases: &[&str]| longest(&words[used..], phrases).map(|more| used + more);
    let coming = calendar.coming(day);
    match opener.as_str() {
        "" => {
            if let Some(used) = follower(&["after next"]) {
                return placed(in_next_week(day).saturating_add(7.days()), used);
            }
            if let Some(used) = follower(&["after this", "after this one"]) {
                return placed(coming.saturating_add(7.days()), used);
            }
            if let Some(used) = follower(&["que viene", "que entra", "proximo", "siguiente", "entrante"]) {
                return placed(calendar.coming_after_today(day), used);
            }
            if let Some(used) = follower(&["pasado", "past"]) {
                return Some((Term::exact(crate::dates::calendar::Days::new()), used));
            }
            Some((Term::weekday(day, calendar), used))
        }
        "next" | "this next" | "the next" if week.is_none() => placed(in_next_week(day), used),
        "next week" => placed(in_next_week(day), used),
        "this" | "este" => placed(coming, used),
        "this coming" | "coming" | "the coming" | "upcoming" | "this upcoming" | "proximo" | "siguiente" | "este proximo" => {
            placed(calendar.coming_after_today(day), used)
        }
        "otro" => placed(coming.saturating_add(7.days()), used),
        _ => None,
    }
}

/// A date in digits or words.
fn date(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let (&word, rest) = words.split_first()?;
    if let Some(date) = written_date(word, calendar) {
        return Some((Term::dated(date.map(|date| calendar.day(date)).unwrap_or_default()), 1));
    }
    if let Some(month) = month(word) {
        let article = longest(rest, &["the", "el"]).unwrap_or(0);
        let (day, used) = units::day_number(&rest[article..])?;
        // "may one of you come by" names no date: a lone number below ten needs digits or an ordinal.
        let lone = numerals::unit(rest[article]).is_some() && used == 1;
        return (!lone).then(|| month_and_day(month, day, words, 1 + article + used, calendar));
    }
    let (day, used) = units::day_number(words)?;
    let of = longest(&words[used..], &["of", "de", "del mes de", "of the month of", "del"]).unwrap_or(0);
    let at = used + of;
    if of > 0
        && let Some((first, more)) = month_scope(&words[at..], calendar).filter(|_| words.get(at).is_some_and(|word| month(word).is_none()))
    {
        // "The first of the month" is the next one.
        if matches!(words[at..at + more], ["the", "month"] | ["month"] | ["mes"] | ["el", "mes"]) {
            return Some((Term::day_of_month(day, calendar), at + more));
        }
        let date = super::same_month(day, first);
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
        let counts = next.is_some_and(|next| matches!(*next, "week" | "weekend" | "day" | "semana" | "dia" | "half") || weekday(next).is_some());
        !counts
    })?;
    Some((Term::day_of_month(day, calendar), used))
}

/// `2026-11-24`, `11/24`, `11/24/2026` or `11/24/26`; `Some(None)` for a date that does not exist.
fn written_date(word: &str, calendar: Calendar) -> Option<Option<Date>> {
    if let [year, month, day] = word.split('-').collect::<Vec<_>>()[..] {
        let date = || Date::new(year.parse().ok()?, digits_only(month)?, digits_only(day)?).ok();
        return (year.len() == 4).then(date);
    }
    match word.split('/').collect::<Vec<_>>()[..] {
        [month, day] => {
            let (month, day) = (digits_only(month)?, digits_only(day)?);
            // "24/7" names no date.
            (1..=12).contains(&month).then(|| calendar.month_day(month, day))
        }
        [month, day, in_year] => {
            let in_year = year(in_year).or_else(|| digits_only(in_year).map(|short| 2000 + i16::from(short)))?;
            let date = || Date::new(in_year, digits_only(month)?, digits_only(day)?).ok();
            Some(date())
        }
        _ => None,
    }
}

/// A month and day named by `used` words, and the year that may follow.
fn month_and_day(month: i8, day: i8, words: &[&str], used: usize, calendar: Calendar) -> (Term, usize) {
    let of = longest(&words[used..], &["of", "de", "del"]).unwrap_or(0);
    let (date, used) = match words.get(used + of).and_then(|word| year(word)) {
        Some(year) => (Date::new(year, month, day).ok(), used + of + 1),
        None => (calendar.month_day(month, day), used),
    };
    (Term::dated(date.map(|date| calendar.day(date)).unwrap_or_default()), used)
}

/// The holiday that the words name, if it was yesterday.
pub(super) fn holiday_yesterday(words: &[&str], calendar: Calendar) -> Option<Date> {
    let (holiday, _) = Holiday::named(words)?;
    let yesterday = Calendar { today: calendar.today.yesterday().ok()? };
    yesterday.holiday(holiday).filter(|date| *date < calendar.today)
}

fn holiday(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    if let Some(used) = longest(words, &["holidays", "the holidays", "fiestas", "las fiestas"]) {
        let first = calendar.holiday(Holiday::Fixed(12, 24))?;
        return Some((Term::exact(calendar.span(first, first.saturating_add(8.days()))), used));
    }
    let (holiday, used) = Holiday::named(words)?;
    Some((Term::exact(calendar.holiday(holiday).map(|date| calendar.day(date)).unwrap_or_default()), used))
}
