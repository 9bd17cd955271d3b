//! The names of days and stretches: relative days, days of the week, weeks, weekends, months, dates and holidays.

use std::sync::LazyLock;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::{Term, scopes, units, written};
use crate::{
    dates::{
        calendar::{Calendar, Holiday, longest, monday_of, starts_with},
        tokens::{digits_only, is_plural, weekday},
    },
    language::phrases,
    numerals,
};

/// The longest distance that is read, in days. Visits are not booked further ahead.
const MAX_DISTANCE: i32 = 366;

/// Any day will do.
const ANY: &str = "\
    as soon as yall can, as soon as you guys can, soon as you can, soon as possible, as soon as you have someone, as soon as someone can, whenever works, whenever works for you, whenever is good, whenever is good for you, whenever is convenient, does not matter to me, does not matter what day, i am easy, you pick, you choose, your choice, up to you, whichever you have, whatever you have, whatever you have got, whatever works for you, whenever yall can, any day you have, any day you can, any day is okay, open schedule, usted diga, ustedes digan, cuando usted diga, cuando ustedes digan, cuando ustedes puedan, cuando usted pueda, cuando haya, cuando tengan, cuando tengan tiempo, cuando tengan lugar, cuando haya lugar, cuando gusten, cuando guste, no tengo preferencia, el dia que gusten, el dia que tengan, el dia que haya, lo que haya, no le hace, me es igual, es igual, en cuanto se pueda, en cuanto haya, lo antes que puedan venir, a la brevedad, a la brevedad posible, de una vez, ya mero, \
    cualquier, el que tengan mas pronto, el que guste, el que quiera, el que usted guste, el que usted quiera, cuanto mas pronto mejor, lo mas pronto, el dia mas cercano, el mas cercano, lo mas cercano, cualquier dia de estos, \
    any day, whenever you can, when you can, whenever you are free, whenever you have time, any date, any time, \
    anytime, any day at all, anything, any, whenever, whichever, whichever day, whatever day, every day, everyday, \
    all days, all, every, each day, any of them, as soon as possible, as soon as you can, as early as possible, as \
    early as you can, as quickly as possible, as fast as possible, asap, soonest, the soonest, earliest, the \
    earliest, earliest possible, earliest available, first available, 1st available, next available, the first \
    opening, first opening, next opening, first appointment, next appointment, first slot, next slot, first \
    availability, next availability, soonest available, earliest appointment, earliest opening, soon, immediately, \
    right away, now, urgently, next available day, first available day, first day available, next day \
    available, day does not matter, the day does not matter, it does not matter, does not matter, no preference, i \
    am flexible, flexible, i am open, we are flexible, wide open, the sooner the better, sooner the better, the \
    earlier the better, mientras mas pronto mejor, entre mas pronto mejor, cuanto antes mejor, i do not care, do \
    not care, do not care what day, cualquier dia, cualquiera, cualquier fecha, cualquier momento, cuando sea, \
    cuando puedan, cuando pueda, cuando quieran, lo mas pronto posible, lo mas pronto que puedan, lo antes \
    posible, cuanto antes, lo mas rapido posible, el dia que sea, el dia que puedan, el dia que quieran, me da \
    igual, da igual, me da lo mismo, todos los dias, ahorita";
/// More ways to say that any day will do.
const ANY_MORE: &str = "\
    tan pronto como sea posible, tan pronto como puedan, en cuanto puedan, ya, ahora, de \
    inmediato, inmediatamente, urgente, es urgente, es una urgencia, que sea pronto, pronto, lo mas temprano \
    posible, la primera cita, la primera disponible, el primer dia disponible, lo primero que tengan, lo primero \
    que haya, el que sea, el primero disponible, no importa, no importa el dia, no importa que dia, no me importa, \
    estoy disponible, tengo tiempo, todo el tiempo, a cualquier hora, cualquier hora, la que sea, any old day, \
    whatever is first, whatever is soonest, whatever you have first, whatever is available, whatever works, lo que \
    tengan";
/// Days of the working week.
const WEEKDAYS: &str = "\
    weekday, weekdays, a weekday, any weekday, on weekdays, on a weekday, week days, during the week, in the week, \
    through the week, business day, business days, work days, workdays, a workday, any business day, a business \
    day, every weekday, entre semana, dias de semana, dia de semana, dias habiles, dia habil, durante la semana, \
    dias laborales, un dia de semana, dias de trabajo";
const WEEKENDS: &str = "\
    weekends, on weekends, on the weekends, any weekend, every weekend, a weekend, fines de semana, los fines de \
    semana, en fines de semana, en fin de semana, cualquier fin de semana, un fin de semana, cada fin de semana, \
    weekend days, sabados y domingos";

/// The name at the start of `words`, and how many words it is.
pub(super) fn name(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let found = [
        quantified(words, calendar),
        relative(words, calendar),
        distance(words, calendar),
        scopes::term(words, calendar),
        written::date(words, calendar),
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
        let english_word =
            digits_only(first).is_none() && numerals::ordinal(words).is_none() && matches!(article, [.., "the" | "on"]);
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
    let weekends =
        longest(words, WEEKENDS).map(|used| (Term::filter(calendar.every(|day| !units::is_workday(day))), used));
    let each = longest(
        words,
        "\
            any, every, each, a, an, any given, cualquier, cada, un, todos los, some, algun, on a, only",
    );
    let each = each.and_then(|used| Some((recurring(weekday(words.get(used)?)?, calendar), used + 1)));
    let plural = words.first().filter(|word| is_plural(word)).and_then(|word| weekday(word));
    let plural = plural.map(|weekday| (recurring(weekday, calendar), 1));
    let any = longest(words, ANY)
        .max(longest(words, ANY_MORE))
        .max(soonest_in_spanish(words))
        .map(|used| (Term::filter(calendar.all()), used));
    let found = [any, workdays, weekends, each, plural];
    found.into_iter().flatten().reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// "lo más rápido que se pueda", "lo antes que puedan", "lo primero que tenga": how many words it is.
fn soonest_in_spanish(words: &[&str]) -> Option<usize> {
    let used = longest(
        words,
        "\
            lo antes, lo primero, lo mas pronto, lo mas rapido, lo mas temprano, lo mas cercano, lo mas antes",
    )?;
    let ability = "que se pueda, que pueda, que puedan, que tenga, que tengan, que haya, que sea posible, posible, que pueda \
                   venir, que puedan venir, que usted pueda, que ustedes puedan";
    longest(&words[used..], ability).map(|more| used + more)
}

/// The days from today that the word lists of languages name, with their distance.
static LISTED: LazyLock<Vec<(&'static str, i32)>> = LazyLock::new(|| {
    let read = |listed: &'static str| {
        let (days, name) = listed.split_once(' ')?;
        Some((name, days.parse().ok()?))
    };
    phrases("dates relative").into_iter().filter_map(read).collect()
});

/// Days counted from today by their own word.
fn relative(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    const NAMES: &[(&str, i32)] = &[
        ("today", 0),
        ("right now", 0),
        ("ahora mismo", 0),
        ("ahorita mismo", 0),
        ("ya mismo", 0),
        ("hoy", 0),
        ("hoy mismo", 0),
        ("this very day", 0),
        ("el dia de hoy", 0),
        ("dia de hoy", 0),
        ("tonight", 0),
        ("this morning", 0),
        ("this afternoon", 0),
        ("this evening", 0),
        ("esta manana", 0),
        ("esta tarde", 0),
        ("esta noche", 0),
        ("later today", 0),
        ("hoy dia", 0),
        ("tomorrow", 1),
        ("manana", 1),
        ("manana mismo", 1),
        ("el dia de manana", 1),
        ("day after tomorrow", 2),
        ("pasado manana", 2),
        ("overmorrow", 2),
    ];
    if let Some(used) = longest(words, "manana o pasado, manana o pasado manana") {
        return Some((Term::exact(calendar.span(calendar.ahead(1), calendar.ahead(2))), used));
    }
    let named = NAMES.iter().filter_map(|(name, days)| Some((starts_with(words, name)?, *days)));
    let listed = LISTED.iter().filter_map(|(name, days)| Some((starts_with(words, name)?, *days)));
    let (used, days) = named.chain(listed).max()?;
    Some((Term::exact(calendar.day(calendar.ahead(days))), used))
}

/// "in three days", "ten days from now", "within the next few days", "los próximos tres días".
fn distance(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let within = "within, within the next, in the next, the next, next, over the next, en los proximos, los proximos, \
                  proximos, en las proximas, las proximas, sometime in the next, during the next";
    let one_day = "in, in about, en, dentro de, en unos, en unas, como en, de aqui a";
    let lasting = longest(words, within).and_then(|at| {
        let (days, used) = length(&words[at..])?;
        Some((Term::exact(calendar.span(calendar.today, calendar.ahead(days))), at + used))
    });
    let after = longest(words, one_day).and_then(|at| {
        let (days, used) = length(&words[at..])?;
        let tail = longest(&words[at + used..], "from now, from today, time").unwrap_or(0);
        // "de hoy en ocho días" is a week.
        let days = if words[at] == "ocho" && days == 8 {
            7
        } else if words[at] == "quince" && days == 15 {
            14
        } else {
            days
        };
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

/// "three days", "a week", "a fortnight", "dos semanas", "un mes": the length in days, and how many words it is. A month counts 30 days.
pub(super) fn length(words: &[&str]) -> Option<(i32, usize)> {
    let (number, used) = count(words)?;
    let unit = match *words.get(used)? {
        "day" | "days" | "dia" | "dias" => 1,
        "week" | "weeks" | "semana" | "semanas" => 7,
        "fortnight" | "fortnights" => 14,
        "month" | "months" | "mes" | "meses" => 30,
        _ => return None,
    };
    let days = number.checked_mul(unit).filter(|days| (0..=MAX_DISTANCE).contains(days))?;
    Some((days, used + 1))
}

/// A day of the week, and the words that say which week.
fn day_of_week(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    let in_next_week = |weekday: Weekday| {
        monday_of(calendar.today).checked_add((7 + i32::from(weekday.to_monday_zero_offset())).days()).ok()
    };
    let opener = longest(
        words,
        "\
            this, this coming, coming, the coming, upcoming, this upcoming, next, this next, the next, \
            este, este proximo, proximo, siguiente, otro, next week, the following",
    );
    // "This past Wednesday" is over.
    if let Some(used) = longest(words, "past, this past, the past, el pasado, este pasado")
        && words.get(used).is_some_and(|day| weekday(day).is_some())
    {
        return Some((Term::exact(crate::dates::calendar::Days::new()), used + 1));
    }
    let (opener, at) = opener.map_or((String::new(), 0), |used| (words[..used].join(" "), used));
    let day = weekday(words.get(at)?)?;
    // At the end of the calendar there is no such day.
    let placed = |date: Date, used| {
        let days = calendar.day(date).into_iter().filter(|date| date.weekday() == day).collect();
        Some((Term::placed(days), used))
    };
    let used = at + 1;
    let week = longest(&words[used..], "week");
    let follower = |phrases: &str| longest(&words[used..], phrases).map(|more| used + more);
    let coming = calendar.coming(day);
    match opener.as_str() {
        "" => {
            if let Some(used) = follower("after next") {
                return placed(in_next_week(day)?.saturating_add(7.days()), used);
            }
            if let Some(used) = follower("after this, after this one") {
                return placed(coming.saturating_add(7.days()), used);
            }
            if let Some(used) = follower("que viene, que entra, proximo, siguiente, entrante") {
                return placed(calendar.coming_after_today(day), used);
            }
            // "Monday week" is a week after Monday.
            if let Some(used) = follower("week").filter(|used| words.len() == *used) {
                return placed(coming.saturating_add(7.days()), used);
            }
            if let Some(used) = follower("fortnight").filter(|used| words.len() == *used) {
                return placed(coming.saturating_add(14.days()), used);
            }
            if let Some(used) = follower("pasado, past") {
                return Some((Term::exact(crate::dates::calendar::Days::new()), used));
            }
            Some((Term::weekday(day, calendar), used))
        }
        "next" | "this next" | "the next" if week.is_none() => placed(in_next_week(day)?, used),
        "next week" => placed(in_next_week(day)?, used),
        "this" | "este" => placed(coming, used),
        "this coming" | "coming" | "the coming" | "upcoming" | "this upcoming" | "proximo" | "siguiente"
        | "este proximo" => placed(calendar.coming_after_today(day), used),
        "otro" => placed(coming.saturating_add(7.days()), used),
        _ => None,
    }
}

/// The holiday that the words name, if it was in the last six days.
pub(super) fn holiday_lately(words: &[&str], calendar: Calendar) -> Option<Date> {
    let (holiday, _) = Holiday::named(words)?;
    let days_ago = Calendar { today: calendar.today.saturating_sub(6.days()) };
    days_ago.holiday(holiday).filter(|date| *date < calendar.today)
}

/// A holiday, or the days around Christmas.
pub(super) fn holiday(words: &[&str], calendar: Calendar) -> Option<(Term, usize)> {
    if let Some(used) = longest(words, "holidays, the holidays, fiestas, las fiestas") {
        let first = calendar.holiday(Holiday::Fixed(12, 24))?;
        return Some((Term::exact(calendar.span(first, first.saturating_add(8.days()))), used));
    }
    let (holiday, used) = Holiday::named(words)?;
    Some((Term::exact(calendar.holiday(holiday).map(|date| calendar.day(date)).unwrap_or_default()), used))
}
