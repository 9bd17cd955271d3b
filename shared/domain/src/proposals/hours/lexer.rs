//! Splits a text into the tokens of hours.

use super::{
    clock,
    tokens::{HoursToken, Located, Word, phrase, word},
};

/// The longest phrase of several words.
const LONGEST_PHRASE: usize = 4;

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Located> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let (token, end) = token_at(text, at, c);
        if let Some(token) = token {
            tokens.push(Located { token, start: at, end });
        }
        at = end;
    }
    tokens
}

/// The token at a place, if there is one, and where the next one may begin.
fn token_at(text: &str, at: usize, c: char) -> (Option<HoursToken>, usize) {
    let next = at + c.len_utf8();
    let is_inside = |c: char| c.is_alphanumeric() || c == '$' || c == '#';
    match c {
        '\n' => (Some(HoursToken::Line), next),
        '-' | '–' | '—' | '−' | '‒' | '‑' | '~' | '→' | '\u{ad}' => (Some(HoursToken::To), next),
        ',' | ';' | '&' | '/' | '+' => (Some(HoursToken::And), next),
        '|' | '•' | '·' | '!' | '?' => (Some(HoursToken::Stop), next),
        '.' if ends_sentence(text, at) => (Some(HoursToken::Stop), next),
        '$' | '#' => {
            (Some(HoursToken::Other), next + text[next..].bytes().take_while(|byte| is_of_number(*byte)).count())
        }
        _ if c.is_alphanumeric() => {
            let words = words(text, at);
            if let Some((token, count)) = phrase(&words) {
                return (Some(token), words[count - 1].end);
            }
            if let Some(end) = always_open(&text[at..]) {
                return (Some(HoursToken::AlwaysOpen), at + end);
            }
            let follows_sign = text[..at].chars().next_back().is_some_and(is_inside);
            match clock::read(&text[at..]).filter(|_| c.is_ascii_digit() && !follows_sign) {
                Some((time, length)) => (Some(HoursToken::Time(time)), at + length),
                None if c.is_ascii_digit() => {
                    (Some(HoursToken::Other), at + text[at..].bytes().take_while(|byte| is_of_number(*byte)).count())
                }
                None => words.first().map_or((None, next), |first| (Some(word(&first.text)), first.end)),
            }
        }
        _ => (None, next),
    }
}

/// Whether a full stop ends a sentence, not a short form such as "Mon.".
fn ends_sentence(text: &str, at: usize) -> bool {
    let is_last = text[at + 1..].chars().next().is_none_or(char::is_whitespace);
    let before = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    is_last && before.chars().count() > 5
}

/// What belongs to a number that is no time: `75201-1234`, `1,200.50`, `12/25`.
fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || b".,/:-".contains(&byte)
}

/// `24/7`, `24-7`, `24x7`, and what may follow: `/365`. Returns its length.
fn always_open(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("24")?;
    let mark = rest.chars().next().filter(|mark| "/-x".contains(*mark))?;
    let rest = rest.get(mark.len_utf8()..)?.strip_prefix('7')?;
    let rest = rest.strip_prefix("/365").unwrap_or(rest);
    (!rest.starts_with(|c: char| c.is_alphanumeric())).then_some(text.len() - rest.len())
}

/// The words from a place on, as many as a phrase may have: letters, digits, apostrophes, and hyphens inside.
fn words(text: &str, at: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut start = at;
    while words.len() < LONGEST_PHRASE {
        let rest = &text[start..];
        let inside = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
        let mut end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        let is_compound = |joined: &str| joined.starts_with("after-hours") || joined.starts_with("on-call");
        let lower: String = rest.chars().take(11).collect::<String>().to_lowercase();
        if is_compound(&lower) {
            end = rest.char_indices().skip(8).find(|(_, c)| !inside(*c) && *c != '-').map_or(rest.len(), |(at, _)| at);
        }
        if end == 0 {
            break;
        }
        let word = rest[..end].to_lowercase().replace('’', "'");
        words.push(Word { text: word, end: start + end });
        let gap =
            rest[end..].chars().take_while(|c| [' ', '\u{a0}', '-'].contains(c)).map(char::len_utf8).sum::<usize>();
        if gap == 0 {
            break;
        }
        start += end + gap;
    }
    words
}
