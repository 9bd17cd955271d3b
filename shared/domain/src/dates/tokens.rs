//! The tokens of a phrase that names a day: folded words, dates in digits, and numbers.
//!
//! Contractions are written out, so that `can't`, `cant` and `can not` are the same tokens.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::Weekday;

use crate::{language::CalendarWords, numerals::fold, triage::Language};

/// The tokens of a phrase. A date or a clock time in digits stays whole (`11/24`, `2026-11-24`, `24th`, `8:30`).
pub(super) fn tokens(phrase: &str) -> Vec<String> {
    let folded = fold(phrase).replace("a.m.", "am").replace("p.m.", "pm");
    let mut tokens = Vec::new();
    for chunk in folded.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '/' | ':' | '\'')) {
        let chunk = chunk.trim_matches(['-', '/', ':', '\'']);
        if chunk.starts_with(|c: char| c.is_ascii_digit()) {
            digits(chunk, &mut tokens);
        } else {
            words(chunk, &mut tokens);
        }
    }
    tokens
}

/// A chunk that begins with a digit: `2026-11-24`, `11/24`, `8:30`, `24th`, `8am`, `8-12`.
fn digits(chunk: &str, tokens: &mut Vec<String>) {
    let date = chunk.split_once('t').map_or(chunk, |(date, _)| date);
    let parts: Vec<&str> = date.split('-').collect();
    if parts.len() == 3 && parts[0].len() == 4 {
        // What follows the day after a `T` is a time.
        tokens.push(date.to_owned());
        return;
    }
    for (n, part) in chunk.split('-').enumerate() {
        if n > 0 {
            tokens.push("to".to_owned());
        }
        match part.strip_suffix("am").map(|hour| (hour, "am")).or_else(|| part.strip_suffix("pm").map(|h| (h, "pm"))) {
            Some((hour, half)) if !hour.is_empty() => tokens.extend([hour.to_owned(), half.to_owned()]),
            _ if part.is_empty() => {}
            _ => tokens.push(part.to_owned()),
        }
    }
}

/// A chunk of letters: `twenty-fourth`, `mon/tue`, `mon-fri`, `can't`, `tomorrow's`.
fn words(chunk: &str, tokens: &mut Vec<String>) {
    let mut before: Option<(&str, char)> = None;
    for piece in chunk.split_inclusive(['-', '/', ':']) {
        let word = piece.trim_end_matches(['-', '/', ':']);
        if word.is_empty() {
            continue;
        }
        if let Some((earlier, joint)) = before
            && weekday(earlier).is_some()
            && weekday(word).is_some()
        {
            tokens.push(if joint == '-' { "to" } else { "or" }.to_owned());
        }
        before = Some((word, piece.chars().last().unwrap_or(' ')));
        word_of(word, tokens);
    }
}

/// Contractions as recognisers write them without the apostrophe.
const BARE_CONTRACTIONS: [(&str, [&str; 2]); 22] = [
    ("im", ["i", "am"]),
    ("ive", ["i", "have"]),
    ("cant", ["can", "not"]),
    ("cannot", ["can", "not"]),
    ("wont", ["will", "not"]),
    ("dont", ["do", "not"]),
    ("doesnt", ["does", "not"]),
    ("didnt", ["did", "not"]),
    ("isnt", ["is", "not"]),
    ("arent", ["are", "not"]),
    ("couldnt", ["could", "not"]),
    ("wouldnt", ["would", "not"]),
    ("shouldnt", ["should", "not"]),
    ("aint", ["is", "not"]),
    ("its", ["it", "is"]),
    ("thats", ["that", "is"]),
    ("theres", ["there", "is"]),
    ("weve", ["we", "have"]),
    ("youve", ["you", "have"]),
    ("lets", ["let", "us"]),
    ("theyre", ["they", "are"]),
    ("youre", ["you", "are"]),
];

fn word_of(word: &str, tokens: &mut Vec<String>) {
    let bare = word.replace('\'', "");
    let known = BARE_CONTRACTIONS.iter().find(|(contraction, _)| *contraction == bare);
    if let Some((_, [first, second])) = known.filter(|_| bare.len() > 2 || word.contains('\'') || bare == "im") {
        tokens.extend([(*first).to_owned(), (*second).to_owned()]);
        return;
    }
    let endings = [("'s", "is"), ("'m", "am"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would")];
    for (ending, full) in endings {
        if let Some(stem) = word.strip_suffix(ending)
            && !stem.is_empty()
        {
            tokens.extend([stem.replace('\'', ""), full.to_owned()]);
            return;
        }
    }
    let bare = if bare == "til" { "till".to_owned() } else { bare };
    let half_of_a_clock = (bare == "m").then(|| tokens.pop_if(|last| last == "a" || last == "p")).flatten();
    tokens.push(half_of_a_clock.unwrap_or_default() + &bare);
}

/// A day of the week, in the singular or plural, written out or abbreviated.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mondays" | "mon" | "lunes" => Weekday::Monday,
        "tuesday" | "tuesdays" | "tue" | "tues" | "martes" => Weekday::Tuesday,
        "wednesday" | "wednesdays" | "wed" | "weds" | "miercoles" => Weekday::Wednesday,
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" | "jueves" => Weekday::Thursday,
        "friday" | "fridays" | "fri" | "viernes" => Weekday::Friday,
        "saturday" | "saturdays" | "sat" | "sabado" | "sabados" => Weekday::Saturday,
        "sunday" | "sundays" | "sun" | "domingo" | "domingos" => Weekday::Sunday,
        _ => return LISTED.weekdays.get(word).copied(),
    })
}

/// The weekdays and months of the languages' sentences, folded, and their places from Monday and January.
struct ListedNames {
    weekdays: BTreeMap<String, Weekday>,
    months: BTreeMap<String, i8>,
}

static LISTED: LazyLock<ListedNames> = LazyLock::new(|| {
    let calendars = || Language::ALL.into_iter().map(|language| &language.words().calendar);
    let days = |calendar: &CalendarWords| {
        (0..)
            .zip(calendar.weekdays())
            .filter_map(|(nth, name)| Some((fold(name), Weekday::from_monday_zero_offset(nth).ok()?)))
            .collect::<Vec<_>>()
    };
    let months = |calendar: &CalendarWords| {
        (1..).zip(calendar.months()).map(|(nth, name)| (fold(name), nth)).collect::<Vec<_>>()
    };
    ListedNames { weekdays: calendars().flat_map(days).collect(), months: calendars().flat_map(months).collect() }
});

/// Whether a day of the week is in the plural by its form alone.
pub(super) fn is_plural(word: &str) -> bool {
    (word.ends_with("days") && word.len() > 4) || matches!(word, "sabados" | "domingos")
}

/// The number of a month; January is 1.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" | "enero" => 1,
        "february" | "feb" | "febrero" => 2,
        "march" | "mar" | "marzo" => 3,
        "april" | "apr" | "abril" => 4,
        "may" | "mayo" => 5,
        "june" | "jun" | "junio" => 6,
        "july" | "jul" | "julio" => 7,
        "august" | "aug" | "agosto" => 8,
        "september" | "sep" | "sept" | "septiembre" | "setiembre" => 9,
        "october" | "oct" | "octubre" => 10,
        "november" | "nov" | "noviembre" => 11,
        "december" | "dec" | "diciembre" => 12,
        _ => return LISTED.months.get(word).copied(),
    })
}

/// One or two digits: a longer number is a year, a price or a house number.
pub(super) fn digits_only(text: &str) -> Option<i8> {
    if (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// A year of this century in four digits.
pub(super) fn year(text: &str) -> Option<i16> {
    if text.len() == 4 && text.starts_with("20") { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests;
