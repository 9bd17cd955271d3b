//! The tokens of a phrase that names a day: weekdays, months and numbers, in words or digits.

use jiff::civil::Weekday;

/// The words of a lower-case phrase. A word that begins with a digit stays whole (`11/24`, `2026-11-24`, `24th`). Other
/// words are split at hyphens and slashes (`twenty-fourth`, `mon/tue`).
pub(super) fn tokens(lower: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for chunk in lower.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '/') {
        let chunk = chunk.trim_matches(['-', '/']);
        if chunk.starts_with(|c: char| c.is_ascii_digit()) {
            words.push(chunk);
        } else {
            words.extend(chunk.split(['-', '/']).filter(|word| !word.is_empty()));
        }
    }
    words
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mondays" | "mon" => Weekday::Monday,
        "tuesday" | "tuesdays" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wednesdays" | "wed" | "weds" => Weekday::Wednesday,
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "friday" | "fridays" | "fri" => Weekday::Friday,
        "saturday" | "saturdays" | "sat" => Weekday::Saturday,
        "sunday" | "sundays" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// The number of a month; January is 1.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sep" | "sept" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

const CARDINALS: [&str; 19] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The place of a name in a list, counted from one.
fn position(word: &str, names: &[&str]) -> Option<i8> {
    names.iter().zip(1..).find_map(|(&name, n)| (name == word).then_some(n))
}

fn tens(word: &str) -> Option<i8> {
    match word {
        "twenty" => Some(20),
        "thirty" => Some(30),
        _ => None,
    }
}

/// `twenty`, `twenty four`, and how many words they are.
fn tens_and_units<N: From<i8>>(word: &str, rest: &[&str]) -> Option<(N, usize)> {
    let ten = tens(word)?;
    let unit = rest.first().and_then(|unit| position(unit, &CARDINALS[..9]));
    Some(unit.map_or((ten.into(), 1), |unit| ((ten + unit).into(), 2)))
}

/// A number of days or weeks at the start of `words`, and how many words it is.
pub(super) fn count(words: &[&str]) -> Option<(i32, usize)> {
    match words {
        ["a", "couple", "of", ..] => Some((2, 3)),
        ["a", "couple", ..] | ["couple", "of", ..] => Some((2, 2)),
        ["a", "few", ..] => Some((3, 2)),
        ["couple", ..] => Some((2, 1)),
        ["few", ..] => Some((3, 1)),
        ["a" | "an", ..] => Some((1, 1)),
        [word, rest @ ..] => tens_and_units(word, rest).or_else(|| {
            let spelled = position(word, &CARDINALS).map(i32::from);
            spelled.or_else(|| word.parse().ok()).map(|number| (number, 1))
        }),
        [] => None,
    }
}

/// An ordinal (`24th`, `twenty fourth`) at the start of `words`, and how many words it is. It may exceed every month.
pub(super) fn ordinal(words: &[&str]) -> Option<(i8, usize)> {
    let (&word, rest) = words.split_first()?;
    if let Some(digits) = ["st", "nd", "rd", "th"].iter().find_map(|suffix| word.strip_suffix(suffix))
        && let Some(number) = digits_only(digits)
    {
        return Some((number, 1));
    }
    let of_tens = tens(word).and_then(|ten| Some((ten + position(rest.first()?, &ORDINALS[..9])?, 2)));
    let alone = || if word == "thirtieth" { Some(30) } else { position(word, &ORDINALS) };
    of_tens.or_else(|| Some((alone()?, 1)))
}

/// A day beside a month's name at the start of `words`: an ordinal, `24`, or `twenty four`.
///
/// Not a lone spelled number: "may one of you come by" names no date.
pub(super) fn day_of_month(words: &[&str]) -> Option<(i8, usize)> {
    let (&word, rest) = words.split_first()?;
    let number = || digits_only(word).map(|number| (number, 1));
    ordinal(words).or_else(number).or_else(|| tens_and_units(word, rest))
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
