//! The part of the day that a phrase names: by its word ("in the morning", "por la tarde") or by the clock ("after two").

use std::sync::LazyLock;

use super::{
    PartOfDay,
    calendar::{longest, longest_listed, starts_with},
    tokens::{digits_only, month, weekday},
};
use crate::{language::phrases, numerals};

/// Words that say a part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mention {
    Part(PartOfDay),
    /// From an hour on, up to an hour, or about an hour.
    Clock(Edge, Hour),
    /// From an hour to an hour.
    Between(Hour, Hour),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    At,
    After,
    Before,
}

/// An hour as said. Without "am", "pm" or a 24-hour reading, the half of the day is a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hour {
    hour: u8,
    certain: bool,
}

const MORNING: &str = "\
    morning, mornings, in the morning, in the mornings, in the am, am, before noon, before lunch, before work, \
    first thing, first thing in the morning, bright and early, early, early in the morning, early morning, en la \
    manana, en las mananas, por la manana, por las mananas, de la manana, a la manana, la manana, las mananas, \
    temprano, tempranito, temprano en la manana, a primera hora, primera hora, antes del mediodia, antes de \
    mediodia, antes de comer, antes del almuerzo, antes del trabajo, before i go to work, late morning, antes del \
    medio dia";
const AFTERNOON: &str = "\
    late in the day, later in the day, \
    en la tardecita, por la tardecita, tardecita, \
    afternoon, afternoons, in the afternoon, in the afternoons, in the pm, after lunch, after noon, after school, \
    at lunch, early afternoon, late afternoon, lunchtime, at lunchtime, at noon, noon, around noon, midday, en la \
    tarde, en las tardes, por la tarde, por las tardes, de la tarde, a la tarde, la tarde, las tardes, al \
    mediodia, a mediodia, despues del mediodia, despues de mediodia, despues de comer, despues del almuerzo, \
    mediodia, despues del medio dia";
const EVENING: &str = "\
    evening, evenings, in the evening, in the evenings, night, nights, at night, tonight, after work, after hours, \
    after i get off work, after i get off, after i get home, after i get home from work, once i get off work, when \
    i get off work, when i get home, after dinner, after i am off work, after we get off work, early evening, late \
    evening, en la noche, en las noches, por la noche, por las noches, de la noche, a la noche, la noche, las \
    noches, despues del trabajo, despues de trabajar, cuando salgo del trabajo, cuando salga del trabajo, saliendo \
    del trabajo, al salir del trabajo, despues de salir del trabajo, cuando salgo de trabajar, despues de la \
    escuela, after the work day, after my shift, despues de cenar, al anochecer";
/// The parts of the day in the word lists of languages.
static LISTED: LazyLock<[(PartOfDay, Vec<&'static str>); 3]> = LazyLock::new(|| {
    let parts = [(PartOfDay::Morning, "morning"), (PartOfDay::Afternoon, "afternoon"), (PartOfDay::Evening, "evening")];
    parts.map(|(part, name)| (part, phrases(&format!("dates {name}"))))
});
/// A term that also names a part of the day: "this morning" is today.
const TODAY: &[(&str, PartOfDay)] = &[
    ("this morning", PartOfDay::Morning),
    ("this afternoon", PartOfDay::Afternoon),
    ("this evening", PartOfDay::Evening),
    ("tonight", PartOfDay::Evening),
    ("esta manana", PartOfDay::Morning),
    ("esta tarde", PartOfDay::Afternoon),
    ("esta noche", PartOfDay::Evening),
    ("today at noon", PartOfDay::Afternoon),
    ("hoy temprano", PartOfDay::Morning),
];

/// The part of the day within a term such as "this afternoon".
pub(super) fn part_in_term(words: &[&str]) -> Option<PartOfDay> {
    TODAY.iter().find_map(|(name, part)| starts_with(words, name).map(|_| *part))
}

/// A part of the day or a clock time at the start of `words`, and how many words it is.
pub(super) fn mention(words: &[&str]) -> Option<(Mention, usize)> {
    let parts = [(PartOfDay::Morning, MORNING), (PartOfDay::Afternoon, AFTERNOON), (PartOfDay::Evening, EVENING)];
    let named = parts.into_iter().filter_map(|(part, names)| Some((Mention::Part(part), longest(words, names)?)));
    let listed = LISTED.iter().filter_map(|(part, names)| Some((Mention::Part(*part), longest_listed(words, names)?)));
    let named = named.chain(listed).max_by_key(|(_, used)| *used);
    let clock = between(words).or_else(|| clock(words));
    match (named, clock) {
        (Some(named), Some(clock)) => Some(if clock.1 > named.1 { clock } else { named }),
        (named, clock) => named.or(clock),
    }
}

const AFTER: &str = "\
    after, any time after, anytime after, sometime after, later than, not before, no earlier than, past, from, \
    starting at, despues de, despues de las, despues de la, a partir de las, a partir de la, pasadas las, no antes \
    de las, desde las, not until";
const BEFORE: &str = "\
    before, any time before, anytime before, by, no later than, until, till, earlier than, up to, antes de, antes \
    de las, antes de la, hasta las, a mas tardar a las, para las, not after, no despues de las";
const AT: &str = "\
    at, around, about, at around, at about, maybe at, like, like at, close to, say, right at, a las, a la, como a \
    las, como a la, sobre las, alrededor de las, tipo, a eso de las, mas o menos a las, por ahi de las, las";
/// What a working caller says of their evening: from then on they are at home.
const OFF_WORK: &str = "\
    i work until, i work till, i work to, i get off at, i get off work at, i get home at, i am at work until, i am \
    at work till, i am off at, salgo a las, trabajo hasta las, salgo del trabajo a las, i get home around, i get \
    off around";

fn clock(words: &[&str]) -> Option<(Mention, usize)> {
    let edges = [(Edge::After, AFTER), (Edge::Before, BEFORE), (Edge::At, AT), (Edge::After, OFF_WORK)];
    let edges = edges.into_iter().filter_map(|(edge, phrases)| Some((longest(words, phrases)?, edge)));
    let (at, edge) = edges.max_by_key(|(used, _)| *used).unwrap_or((0, Edge::At));
    let (hour, used, marked) = hour(&words[at..])?;
    let used = at + used;
    // A number that counts something else, or is a date.
    let next = words.get(used);
    let counts = next.is_some_and(|word| {
        matches!(
            *word,
            "day"
                | "days"
                | "week"
                | "weeks"
                | "month"
                | "months"
                | "dias"
                | "dia"
                | "semanas"
                | "semana"
                | "meses"
                | "of"
                | "de"
                | "more"
        ) || month(word).is_some()
            || weekday(word).is_some_and(|_| at == 0)
    });
    (marked || (at > 0 && !counts)).then_some((Mention::Clock(edge, hour), used))
}

/// "between 8 and 12", "from eight to noon", "de ocho a doce", "8 to 12".
fn between(words: &[&str]) -> Option<(Mention, usize)> {
    let both = longest(words, "between, anywhere between, entre las, entre la, entre");
    let opener = both.or_else(|| longest(words, "from, de las, de, desde las")).unwrap_or(0);
    let (first, used, _) = hour(&words[opener..])?;
    let mut at = opener + used;
    at += match both {
        Some(_) => longest(&words[at..], "and, y las, y la, y")?,
        None => longest(&words[at..], "to, through, until, till, a, a las, a la, hasta las")?,
    };
    let (last, used, _) = hour(&words[at..])?;
    let used = at + used;
    let date = words
        .get(used)
        .is_some_and(|word| matches!(*word, "of" | "de" | "days" | "weeks" | "dias") || month(word).is_some())
        && !matches!(words.get(used..), Some(["de", "la", ..]));
    let day_ordinals = numerals::ordinal(&words[at..]).is_some();
    (!date && !day_ordinals).then_some((Mention::Between(first, last), used))
}

/// An hour, how many words it is, and whether its words can mean nothing else.
fn hour(words: &[&str]) -> Option<(Hour, usize, bool)> {
    if let Some(used) = longest(words, "noon, mediodia, el mediodia, midday, medio dia") {
        return Some((Hour { hour: 12, certain: true }, used, true));
    }
    let &word = words.first()?;
    let (number, mut used, mut marked) = if let Some((hour, minutes)) = word.split_once(':') {
        digits_only(minutes)?;
        (digits_only(hour)?, 1, true)
    } else if let Some(number) = digits_only(word) {
        (number, 1, false)
    } else {
        numerals::ordinal(words).is_none().then_some(())?;
        let number = numerals::unit(word).or_else(|| numerals::teen(word))?;
        (i8::try_from(number).ok()?, 1, false)
    };
    let number = u8::try_from(number).ok().filter(|hour| (1..=12).contains(hour) || (marked && *hour < 24))?;
    if let Some(more) = longest(
        &words[used..],
        "\
            thirty, fifteen, forty five, 30, 15, 45, y media, y cuarto, y pico, ish",
    ) {
        used += more;
    }
    if let Some(more) = longest(&words[used..], "oclock, o clock, en punto, sharp") {
        (used, marked) = (used + more, true);
    }
    let rest = &words[used..];
    let morning = longest(rest, "am, in the morning, de la manana, de la madrugada");
    let later = longest(
        rest,
        "\
            pm, in the afternoon, in the evening, at night, de la tarde, de la noche",
    );
    let (hour, certain, more) = match (morning, later) {
        (Some(more), _) => (number % 12, true, more),
        (None, Some(more)) => (number % 12 + 12, true, more),
        (None, None) => (number, number > 12, 0),
    };
    Some((Hour { hour, certain }, used + more, marked || more > 0))
}

/// The part of the day that all mentions together name; [`PartOfDay::Any`] if they name none or several.
pub(super) fn part_of(mentions: &[Mention]) -> PartOfDay {
    let mut named = mentions.iter().filter_map(|mention| match mention {
        Mention::Part(part) => Some(*part),
        Mention::Clock(..) | Mention::Between(..) => None,
    });
    let word = named.next();
    if word.is_some_and(|word| named.any(|other| other != word)) {
        return PartOfDay::Any;
    }
    let mut by_clock = mentions.iter().filter_map(|mention| match *mention {
        Mention::Part(_) => None,
        Mention::Clock(Edge::At, hour) => Some(part_at(hour.on_the_clock(word))),
        Mention::Clock(Edge::After, hour) => Some(hour.on_the_clock(word)).filter(|hour| *hour >= 12).map(part_at),
        Mention::Clock(Edge::Before, hour) => (hour.on_the_clock(word) <= 12).then_some(PartOfDay::Morning),
        Mention::Between(first, last) => {
            let (first, last) = (part_at(first.on_the_clock(word)), part_at(last.on_the_clock(word).saturating_sub(1)));
            Some(if first == last { first } else { PartOfDay::Any })
        }
    });
    match by_clock.next() {
        Some(part) if by_clock.all(|other| other == part) => {
            if part == PartOfDay::Any {
                word.unwrap_or(part)
            } else {
                part
            }
        }
        _ => word.unwrap_or(PartOfDay::Any),
    }
}

impl Hour {
    fn on_the_clock(self, part: Option<PartOfDay>) -> u8 {
        match (self.certain, part, self.hour) {
            (true, ..) | (false, _, 12) | (false, Some(PartOfDay::Morning), _) | (false, None, 7..) => self.hour,
            _ => self.hour + 12,
        }
    }
}

fn part_at(hour: u8) -> PartOfDay {
    match hour {
        ..12 => PartOfDay::Morning,
        12..17 => PartOfDay::Afternoon,
        17.. => PartOfDay::Evening,
    }
}
