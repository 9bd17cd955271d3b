//! The tokens of a text about hours. Each knows where it stands, so that a proposal can quote its words.

use super::clock::WrittenTime;
use crate::hours::Day;

/// Days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct DaysOfWeek(u8);

impl DaysOfWeek {
    pub(super) const ALL: Self = Self(0b111_1111);
    const WEEKDAYS: Self = Self(0b001_1111);
    const WEEKEND: Self = Self(0b110_0000);

    pub(super) fn of(day: Day) -> Self {
        Self(1 << day as u8)
    }

    /// The days from one to another; from Saturday to Monday they are three.
    pub(super) fn range(from: Day, to: Day) -> Self {
        let mut days = Self::default();
        let mut at = from as usize;
        loop {
            days = days.and(Self::of(Day::ALL[at % 7]));
            if Day::ALL[at % 7] == to {
                return days;
            }
            at += 1;
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn days(self) -> impl Iterator<Item = Day> {
        Day::ALL.into_iter().filter(move |day| self.0 & (1 << *day as u8) != 0)
    }

    /// The day, if it is one.
    pub(super) fn single(self) -> Option<Day> {
        let mut days = self.days();
        days.next().filter(|_| days.next().is_none())
    }
}

/// What a word means where hours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HoursToken {
    /// Days that a word names.
    Days(DaysOfWeek),
    /// The short form of a day, such as the M of M-F: a day only beside another one.
    ShortDay(Day),
    Time(WrittenTime),
    /// A dash, "to", "through".
    To,
    /// "and", a comma, a slash.
    And,
    Between,
    Line,
    /// The end of a sentence, or a bar.
    Stop,
    Closed,
    /// "24 hours".
    AllDay,
    /// "24/7".
    AlwaysOpen,
    ByAppointment,
    /// "Open" or "hours".
    Hours,
    Holiday,
    /// A season or a month.
    Season,
    Emergency,
    /// A part of the company whose hours are not those of the office.
    Department,
    Other,
}

/// A token and its place in the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) token: HoursToken,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Phrases of several words, which stand before their single words.
const PHRASES: [(&[&str], HoursToken); 32] = [
    (&["7", "days", "a", "week"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["seven", "days", "a", "week"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["7", "days", "per", "week"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["7", "days"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["seven", "days"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["365", "days", "a", "year"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["every", "day"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["all", "week"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["todos", "los", "días"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["todos", "los", "dias"], HoursToken::Days(DaysOfWeek::ALL)),
    (&["week", "days"], HoursToken::Days(DaysOfWeek::WEEKDAYS)),
    (&["24", "hours"], HoursToken::AllDay),
    (&["24", "hour"], HoursToken::AllDay),
    (&["24", "hrs"], HoursToken::AllDay),
    (&["24", "hr"], HoursToken::AllDay),
    (&["24", "horas"], HoursToken::AllDay),
    (&["twenty-four", "hours"], HoursToken::AllDay),
    (&["all", "day"], HoursToken::AllDay),
    (&["around", "the", "clock"], HoursToken::AlwaysOpen),
    (&["by", "appointment"], HoursToken::ByAppointment),
    (&["appointment", "only"], HoursToken::ByAppointment),
    (&["con", "cita"], HoursToken::ByAppointment),
    (&["after", "hours"], HoursToken::Emergency),
    (&["on", "call"], HoursToken::Emergency),
    (&["good", "friday"], HoursToken::Holiday),
    (&["black", "friday"], HoursToken::Holiday),
    (&["cyber", "monday"], HoursToken::Holiday),
    (&["easter", "sunday"], HoursToken::Holiday),
    (&["easter", "monday"], HoursToken::Holiday),
    (&["new", "year"], HoursToken::Holiday),
    (&["new", "years"], HoursToken::Holiday),
    (&["new", "year's"], HoursToken::Holiday),
];

fn day_of(word: &str) -> Option<Day> {
    Some(match word {
        "monday" | "mondays" | "mon" | "lunes" => Day::Mon,
        "tuesday" | "tuesdays" | "tues" | "tue" | "martes" => Day::Tue,
        "wednesday" | "wednesdays" | "weds" | "wed" | "miércoles" | "miercoles" => Day::Wed,
        "thursday" | "thursdays" | "thurs" | "thur" | "thu" | "jueves" => Day::Thu,
        "friday" | "fridays" | "fri" | "viernes" => Day::Fri,
        "saturday" | "saturdays" | "sat" | "sábado" | "sábados" | "sabado" | "sabados" => Day::Sat,
        "sunday" | "sundays" | "sun" | "domingo" | "domingos" => Day::Sun,
        _ => return None,
    })
}

fn short_day_of(word: &str) -> Option<Day> {
    Some(match word {
        "m" | "mo" => Day::Mon,
        "tu" => Day::Tue,
        "w" | "we" => Day::Wed,
        "th" => Day::Thu,
        "f" | "fr" => Day::Fri,
        "sa" => Day::Sat,
        "su" => Day::Sun,
        _ => return None,
    })
}

/// The meaning of a single word in lower case.
pub(super) fn word(word: &str) -> HoursToken {
    if let Some(day) = day_of(word) {
        return HoursToken::Days(DaysOfWeek::of(day));
    }
    if let Some(day) = short_day_of(word) {
        return HoursToken::ShortDay(day);
    }
    match word {
        "weekdays" | "weekday" => HoursToken::Days(DaysOfWeek::WEEKDAYS),
        "weekends" | "weekend" => HoursToken::Days(DaysOfWeek::WEEKEND),
        "daily" | "everyday" | "diario" => HoursToken::Days(DaysOfWeek::ALL),
        "to" | "through" | "thru" | "until" | "till" | "til" | "a" | "al" | "hasta" => HoursToken::To,
        "and" | "y" => HoursToken::And,
        "between" | "entre" => HoursToken::Between,
        "noon" | "midday" | "mediodía" | "mediodia" => HoursToken::Time(WrittenTime::NOON),
        "midnight" | "medianoche" => HoursToken::Time(WrittenTime::MIDNIGHT),
        "closed" | "cerrado" => HoursToken::Closed,
        "open" | "hours" | "abierto" | "horario" | "horas" => HoursToken::Hours,
        "emergency" | "emergencies" | "emergencias" | "urgent" | "after-hours" | "afterhours" | "on-call" | "24hr" => {
            HoursToken::Emergency
        }
        "showroom" | "parts" | "warehouse" | "counter" | "sales" | "billing" | "store" | "warranty" => {
            HoursToken::Department
        }
        "holiday" | "holidays" | "thanksgiving" | "christmas" | "easter" | "memorial" | "independence" | "labor" => {
            HoursToken::Holiday
        }
        "summer" | "winter" | "seasonal" | "january" | "february" | "april" | "june" | "july" | "august"
        | "september" | "october" | "november" | "december" | "jan" | "feb" | "apr" | "jun" | "jul" | "aug"
        | "sept" | "sep" | "oct" | "nov" | "dec" => HoursToken::Season,
        _ => HoursToken::Other,
    }
}

/// A word of letters, digits, hyphens and apostrophes, in lower case.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) end: usize,
}

/// The phrase that begins at the first of these words, and how many words it has.
pub(super) fn phrase(words: &[Word]) -> Option<(HoursToken, usize)> {
    let begins = |phrase: &[&str]| {
        words.len() >= phrase.len() && phrase.iter().zip(words).all(|(wanted, word)| *wanted == word.text)
    };
    PHRASES.iter().find(|(words, _)| begins(words)).map(|(words, token)| (*token, words.len()))
}
