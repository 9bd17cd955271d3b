//! Masks card numbers and social security numbers in what callers say, before it is shown to anybody, sent anywhere or given to a
//! model.
//!
//! A caller reads such a number in digits or in words, in English or Spanish, with "double", "oh" and fillers, and in several
//! turns. Does not know where the words are used.

use std::{borrow::Cow, ops::Range};

use crate::{
    dictation::digits,
    numerals::{fold, tens},
};

/// What stands in the place of a card number.
pub const CARD_NUMBER: &str = "[card number]";
/// What stands in the place of a social security number.
pub const SOCIAL_SECURITY_NUMBER: &str = "[social security number]";

/// The digits of a card number. Source: ISO/IEC 7812-1, up to 19; the shortest in use has 13.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// The digits of a social security number.
const SSN_DIGITS: usize = 9;
/// The digits of a telephone number in North America with the country code.
const LONGEST_PHONE_NUMBER: usize = 11;
/// How many words may stand between "social" and the number.
const WORDS_BEFORE_SSN: usize = 12;

/// The text with its card numbers and social security numbers masked.
///
/// ```
/// use domain::redaction::redacted;
///
/// assert_eq!(redacted("It's 4111 1111 1111 1111, thanks"), "It's [card number], thanks");
/// assert_eq!(redacted("my social is one two three, um, 45 6789."), "my social is [social security number].");
/// assert_eq!(redacted("Call me at 214 555 0142"), "Call me at 214 555 0142");
/// ```
#[must_use]
pub fn redacted(text: &str) -> Cow<'_, str> {
    redacted_turns(&[text]).pop().unwrap_or(Cow::Borrowed(text))
}

/// The consecutive turns of a speaker with the numbers masked, also those that are spread over several turns.
#[must_use]
pub fn redacted_turns<'a>(turns: &[&'a str]) -> Vec<Cow<'a, str>> {
    let words = words_of(turns);
    let mut masks: Vec<(usize, Range<usize>, &'static str)> = Vec::new();
    for run in runs(&words) {
        for (tokens, mask) in found_in(&words, &run) {
            for (turn, range) in places(&words, &tokens) {
                masks.push((turn, range, mask));
            }
        }
    }
    let masked = turns.iter().enumerate().map(|(turn, text)| {
        let mut masks: Vec<_> = masks.iter().filter(|(of, ..)| *of == turn).collect();
        masks.sort_by_key(|(_, range, _)| range.start);
        masked(text, &masks)
    });
    masked.collect()
}

fn masked<'a>(text: &'a str, masks: &[&(usize, Range<usize>, &'static str)]) -> Cow<'a, str> {
    if masks.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut shown, mut end) = (String::with_capacity(text.len()), 0);
    for (_, range, mask) in masks {
        if range.start >= end {
            shown.push_str(text.get(end..range.start).unwrap_or_default());
            shown.push_str(mask);
        }
        end = end.max(range.end);
    }
    shown.push_str(text.get(end..).unwrap_or_default());
    Cow::Owned(shown)
}

/// A word of a turn, folded.
struct Word {
    turn: usize,
    range: Range<usize>,
    folded: String,
}

fn words_of(turns: &[&str]) -> Vec<Word> {
    let mut words = Vec::new();
    for (turn, text) in turns.iter().enumerate() {
        let mut start = None;
        for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
            match (letter.is_alphanumeric() || is_mark(letter), start) {
                (true, None) => start = Some(at),
                (false, Some(begun)) => {
                    // The mask itself names no number that follows.
                    let is_mask = text[..begun].ends_with('[');
                    let word = if is_mask { String::new() } else { digits_as_ascii(&fold(&text[begun..at])) };
                    words.push(Word { turn, range: begun..at, folded: word });
                    start = None;
                }
                _ => {}
            }
        }
    }
    words
}

/// An accent that is a character of its own.
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Full-width and other digits look like those of ASCII, and are meant as them.
fn digits_as_ascii(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let digit = |letter: char| match letter {
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(letter) - 0xff10, 10).unwrap_or(letter),
        _ => letter,
    };
    word.chars().map(digit).collect()
}

/// A piece of a number: its digits, and the words that they are.
struct Piece {
    digits: String,
    words: Range<usize>,
}

/// Pieces that follow each other with nothing but fillers between them.
struct Run {
    pieces: Vec<Piece>,
}

/// Words that a caller says within a number.
const FILLERS: [&str; 37] = [
    "and", "comma", "dash", "de", "despues", "eh", "em", "er", "este", "followed", "by", "guion", "hm", "hmm",
    "hyphen", "is", "it", "its", "luego", "mm", "next", "ok", "okay", "pause", "pues", "s", "si", "sigue", "so",
    "space", "then", "uh", "um", "umm", "y", "yeah", "yes",
];

/// The runs of digits. Each is read twice: with "twenty three" as 23, and as 20 and 3.
fn runs(words: &[Word]) -> Vec<Run> {
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let mut runs = Vec::new();
    for joined in [true, false] {
        let (mut pieces, mut at) = (Vec::new(), 0);
        while at < folded.len() {
            if let Some((digits, used)) = piece(&folded[at..], joined) {
                pieces.push(Piece { digits, words: at..at + used });
                at += used;
                continue;
            }
            if !FILLERS.contains(&folded[at]) && !pieces.is_empty() {
                runs.push(Run { pieces: std::mem::take(&mut pieces) });
            }
            at += 1;
        }
        runs.extend((!pieces.is_empty()).then_some(Run { pieces }));
    }
    runs
}

/// Digits at the start of the words, and how many words they are.
fn piece(words: &[&str], joined: bool) -> Option<(String, usize)> {
    let words = match words {
        [alone, ..] if !joined && tens(alone).is_some() => &words[..1],
        words => words,
    };
    let (mut digits, mut used) = digits::piece(words)?;
    if let Some(zeros) = words.get(used).and_then(|word| match *word {
        "hundred" => Some("00"),
        "thousand" | "mil" => Some("000"),
        _ => None,
    }) {
        digits.push_str(zeros);
        used += 1;
    }
    Some((digits, used))
}

/// The numbers in a run: the pieces of each, and its mask.
fn found_in(words: &[Word], run: &Run) -> Vec<(Range<usize>, &'static str)> {
    let (mut found, mut at) = (Vec::new(), 0);
    let whole = digits_of(&run.pieces);
    if CARD_DIGITS.contains(&whole.len()) && passes_luhn(&whole) {
        return vec![(span(&run.pieces), CARD_NUMBER)];
    }
    if let Some(pieces) = ssn_at_start(words, run, whole.len()) {
        found.push((span(&run.pieces[..pieces]), SOCIAL_SECURITY_NUMBER));
        at = pieces;
    }
    while at < run.pieces.len() {
        match longest_card(&run.pieces[at..]) {
            Some(pieces) => {
                found.push((span(&run.pieces[at..at + pieces]), CARD_NUMBER));
                at += pieces;
            }
            None => at += 1,
        }
    }
    found
}

fn digits_of(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.digits.as_str()).collect()
}

fn span(pieces: &[Piece]) -> Range<usize> {
    let start = pieces.first().map_or(0, |piece| piece.words.start);
    start..pieces.last().map_or(start, |piece| piece.words.end)
}

/// How many pieces at the start are a card number with other digits behind it. Cards begin with 2 to 6, so that few other numbers
/// that happen to pass are masked. Source: ISO/IEC 7812-1, major industry identifiers of banks and travel.
fn longest_card(pieces: &[Piece]) -> Option<usize> {
    let alone = pieces.first().filter(|piece| piece.digits.len() > *CARD_DIGITS.end());
    if alone.is_some_and(|piece| has_card(&piece.digits)) {
        return Some(1);
    }
    let (mut digits, mut longest) = (String::new(), None);
    for (nth, piece) in pieces.iter().enumerate() {
        digits.push_str(&piece.digits);
        if digits.len() > *CARD_DIGITS.end() {
            break;
        }
        if is_card(&digits) {
            longest = Some(nth + 1);
        }
    }
    longest
}

/// Whether a recogniser has joined a card number with other digits.
fn has_card(digits: &str) -> bool {
    let starts = 0..digits.len();
    starts.into_iter().any(|start| {
        let lengths = CARD_DIGITS.filter_map(|length| digits.get(start..start + length));
        lengths.into_iter().any(is_card)
    })
}

fn is_card(digits: &str) -> bool {
    let begins = digits.as_bytes().first().is_some_and(|first| (b'2'..=b'6').contains(first));
    begins && CARD_DIGITS.contains(&digits.len()) && passes_luhn(digits)
}

/// How many pieces at the start of a run are a social security number: nine digits after "social" or "seguro", or written as
/// 123-45-6789. Ten and eleven digits are a telephone number.
fn ssn_at_start(words: &[Word], run: &Run, digits: usize) -> Option<usize> {
    let start = span(&run.pieces).start;
    let before = &words[start.saturating_sub(WORDS_BEFORE_SSN)..start];
    let is_named = before.iter().any(|word| matches!(word.folded.as_str(), "social" | "ssn" | "seguro"));
    let lengths: Vec<usize> = run.pieces.iter().map(|piece| piece.digits.len()).collect();
    if digits == SSN_DIGITS {
        return (is_named || lengths == [3, 2, 4]).then_some(lengths.len());
    }
    let mut sum = 0;
    let pieces = lengths.iter().position(|length| {
        sum += length;
        sum >= SSN_DIGITS
    });
    (is_named && sum == SSN_DIGITS && digits > LONGEST_PHONE_NUMBER).then_some(pieces? + 1)
}

/// Where the words stand, for each turn.
fn places(words: &[Word], span: &Range<usize>) -> Vec<(usize, Range<usize>)> {
    let mut places: Vec<(usize, Range<usize>)> = Vec::new();
    for word in &words[span.clone()] {
        match places.last_mut() {
            Some((turn, range)) if *turn == word.turn => range.end = word.range.end,
            _ => places.push((word.turn, word.range.clone())),
        }
    }
    places
}

/// The check digit of a card number. Source: ISO/IEC 7812-1, annex B.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(nth, digit)| {
            let digit = u32::from(digit - b'0');
            match digit * (1 + u32::try_from(nth % 2).unwrap_or_default()) {
                twice if twice > 9 => twice - 9,
                digit => digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests;
