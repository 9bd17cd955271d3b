//! Ranges, degrees and prices in words for speech. No number is changed.

use crate::triage::Language;

const DASHES: [char; 4] = ['-', '–', '—', '−'];

/// Whether a dash that stands alone means "to": a number is on each side.
pub(super) fn is_range_dash(before: Option<&str>, word: &str, after: Option<&str>) -> bool {
    let is_dash = word.chars().count() == 1 && word.starts_with(&DASHES[..]);
    let ends_in_number = |word: &str| {
        let word = word.trim_end_matches(['*', '_', '°', '%']).to_lowercase();
        let word = word.strip_suffix("am").or_else(|| word.strip_suffix("pm")).unwrap_or(&word);
        word.ends_with(|c: char| c.is_ascii_digit()) && word.trim_start_matches(['*', '_']).starts_with(amount_start)
            || matches!(word, "" | "a.m." | "p.m.")
    };
    let begins_with_number = |word: &str| word.trim_start_matches(['*', '_']).starts_with(amount_start);
    is_dash && before.is_some_and(ends_in_number) && after.is_some_and(begins_with_number)
}

fn amount_start(c: char) -> bool {
    c.is_ascii_digit() || c == '$'
}

/// The word with its ranges and degrees in words.
pub(super) fn spoken(word: &str, language: Language) -> String {
    let word = with_degrees(word, language);
    range(&word, language).unwrap_or(word)
}

fn with_degrees(word: &str, language: Language) -> String {
    let Some((number, unit)) = word.split_once(['°', 'º']) else { return word.to_owned() };
    if !number.ends_with(|c: char| c.is_ascii_digit()) {
        return word.to_owned();
    }
    let words = &language.words().signs;
    let (degrees, fahrenheit, celsius) = (&*words.degrees, &*words.fahrenheit, &*words.celsius);
    let is_end = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    // Two numbers of a range may each have their sign: "68°-72°F".
    if let Some(rest) = unit.strip_prefix(['F', 'f']).filter(|rest| is_end(rest)) {
        format!("{number} {fahrenheit}{rest}")
    } else if let Some(rest) = unit.strip_prefix(['C', 'c']).filter(|rest| is_end(rest)) {
        format!("{number} {celsius}{rest}")
    } else if unit.starts_with(&DASHES[..]) {
        with_degrees(&format!("{number}{unit}"), language)
    } else if is_end(unit) {
        format!("{number} {degrees}{unit}")
    } else {
        word.to_owned()
    }
}

/// `9-5`, `$89–$120`, `8am-12pm`, `2-3`. A telephone number, a ZIP code, a date and a model keep their dashes.
fn range(word: &str, language: Language) -> Option<String> {
    let start = word.find(amount_start)?;
    if !word[..start].chars().all(|c| matches!(c, '(' | '"' | '“' | '¿' | '¡')) {
        return None;
    }
    let (from, after) = split_end(&word[start..])?;
    let dash = after.chars().next().filter(|c| DASHES.contains(c))?;
    let (until, rest) = split_end(&after[dash.len_utf8()..])?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || DASHES.contains(&c) || matches!(c, '/' | '.' | ':'))
        && !rest.starts_with(". ")
        && rest != "."
        && rest != ":"
    {
        return None;
    }
    let digits = |end: &str| end.chars().filter(char::is_ascii_digit).count();
    let is_price = from.starts_with('$') || until.starts_with('$');
    let is_short = digits(from) <= 3 && digits(until) <= 3;
    let is_clock = from.contains(':') || until.contains(':');
    if !(is_price || is_short || is_clock) {
        return None;
    }
    let dollar = if from.starts_with('$') && !until.starts_with('$') { "$" } else { "" };
    Some(format!("{}{from} {} {dollar}{until}{rest}", &word[..start], &*language.words().signs.to))
}

/// One end of a range, and what follows it.
fn split_end(text: &str) -> Option<(&str, &str)> {
    let number = text.strip_prefix('$').unwrap_or(text);
    let offset = text.len() - number.len();
    let mut end = 0;
    let bytes = number.as_bytes();
    while end < bytes.len()
        && (bytes[end].is_ascii_digit()
            || (end > 0
                && matches!(bytes[end], b':' | b'.' | b',')
                && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)))
    {
        end += 1;
    }
    if end == 0 {
        return None;
    }
    let rest = &number[end..];
    let half = ["a.m.", "p.m.", "am", "pm", "AM", "PM", "%"].iter().find(|half| rest.starts_with(**half));
    let end = offset + end + half.map_or(0, |half| half.len());
    Some((&text[..end], &text[end..]))
}
