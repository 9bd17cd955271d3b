//! What kind of number digits in a row may be, by their shape and the words around them.

use std::ops::Range;

use super::{FILLERS, FoldedWord, apart::WORDS_AFTER_CARD, piece};

/// What digits in a row may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DigitsKind {
    /// A part of a long number, and nothing that is said beside one.
    Whole,
    /// A part of a long number, or a small number in a sentence: "one second", "the last four are".
    Aside,
    /// A number of another kind: a telephone number, a ZIP code, a house number, a price, a time.
    Other,
}

/// Words that name a card, folded.
pub(super) const CARD_NAMES: [&str; 13] = [
    "card",
    "cards",
    "visa",
    "mastercard",
    "amex",
    "express",
    "discover",
    "debit",
    "credit",
    "tarjeta",
    "tarjetas",
    "debito",
    "credito",
];
/// Words that name a social security number, folded.
pub(super) const SSN_NAMES: [&str; 3] = ["social", "ssn", "seguro"];
/// Words that name a telephone number, folded.
const PHONE_NAMES: [&str; 14] = [
    "phone",
    "telephone",
    "cell",
    "mobile",
    "call",
    "callback",
    "text",
    "reach",
    "telefono",
    "celular",
    "movil",
    "llame",
    "llamar",
    "llamenme",
];
/// Words right before a number of another kind.
const BEFORE_OTHERS: [&str; 18] = [
    "zip",
    "postal",
    "apt",
    "apartment",
    "unit",
    "suite",
    "room",
    "gate",
    "serial",
    "model",
    "calle",
    "avenida",
    "apartamento",
    "departamento",
    "serie",
    "modelo",
    "highway",
    "route",
];
/// Words right behind a number of another kind.
const AFTER_OTHERS: [&str; 16] = [
    "dollars", "dollar", "bucks", "cents", "dolares", "pesos", "percent", "am", "pm", "clock", "degrees", "grados",
    "square", "ton", "tons", "btu",
];
/// Words right behind a small number in a sentence.
const AFTER_SMALL: [&str; 21] = [
    "years", "year", "anos", "hours", "hour", "horas", "minutes", "minute", "minutos", "minuto", "seconds", "second",
    "segundos", "segundo", "moment", "momento", "days", "dias", "weeks", "semanas", "feet",
];
/// Words of a street, behind its name.
const STREETS: [&str; 17] = [
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "boulevard",
    "blvd",
    "court",
    "circle",
    "parkway",
    "terrace",
    "trail",
];
/// How many words behind a house number the word for the street may stand.
const WORDS_BEFORE_STREET: usize = 4;
/// How many words before a number may name its kind.
const WORDS_AFTER_NAME: usize = 4;
/// Words that repeat the digit behind them, folded.
const MULTIPLES: [&str; 3] = ["double", "triple", "doble"];
/// How many words before a telephone number may name a card instead.
const WORDS_BEFORE_PHONE: usize = 12;
/// The digits of a small number in a sentence.
const ASIDE_DIGITS: usize = 2;

/// Whether one of the names stands among the words before a place.
pub(super) fn named_before(words: &[FoldedWord], at: usize, most: usize, names: &[&str]) -> bool {
    words[at.saturating_sub(most)..at].iter().any(|word| names.contains(&word.folded.as_str()))
}

/// Whether digits, which are in one turn, are a number of another kind.
pub(super) fn is_other(words: &[FoldedWord], digits: Range<usize>) -> bool {
    kind(words, digits) == DigitsKind::Other
}

/// The kind of the digits, which are in one turn.
pub(super) fn kind(words: &[FoldedWord], digits: Range<usize>) -> DigitsKind {
    let turn = words[digits.start].turn;
    let is_of_turn = |word: &&FoldedWord| word.turn == turn;
    let before: Vec<&str> =
        words[..digits.start].iter().rev().take_while(is_of_turn).map(|word| &*word.folded).collect();
    let behind: Vec<&str> = words[digits.end..].iter().take_while(is_of_turn).map(|word| &*word.folded).collect();
    let is_named = |names: &[&str]| before.iter().take(WORDS_AFTER_NAME).any(|word| names.contains(word));
    let pieces = pieces(words, &digits);
    let count: usize = pieces.iter().map(String::len).sum();
    let of_card = is_of_card(words, digits.start);
    let is_small = count <= ASIDE_DIGITS;
    let is_measured =
        behind.first().is_some_and(|word| AFTER_OTHERS.contains(word) || is_small && AFTER_SMALL.contains(word))
            || matches!(behind[..], ["a" | "p", "m", ..]);
    let is_house = behind.iter().take(WORDS_BEFORE_STREET).any(|word| STREETS.contains(word));
    if words[digits.start].after == Some('$')
        || is_measured
        || is_phone(&pieces) && !of_card
        || is_house && !of_card
        || is_named(&BEFORE_OTHERS) && !is_named(&CARD_NAMES)
    {
        return DigitsKind::Other;
    }
    if is_small { DigitsKind::Aside } else { DigitsKind::Whole }
}

fn pieces(words: &[FoldedWord], digits: &Range<usize>) -> Vec<String> {
    let folded: Vec<&str> = words[digits.clone()].iter().map(|word| word.folded.as_str()).collect();
    let (mut pieces, mut at) = (Vec::new(), 0);
    while at < folded.len() {
        let used = piece(&folded[at..], false).map(|(digits, used)| {
            pieces.push(digits);
            used
        });
        at += used.unwrap_or(1);
    }
    pieces
}

/// Whether the words name a card, and no telephone after it.
///
/// The name is near, or every gap between it and the digits is bridged by further digits, as where a card is read with pauses, and no word of
/// another kind of number stands between.
pub(super) fn is_of_card(words: &[FoldedWord], at: usize) -> bool {
    let (mut plain, mut since_digits, mut is_bridged) = (0, 0, true);
    for word in words[..at].iter().rev().map(|word| word.folded.as_str()) {
        if CARD_NAMES.contains(&word) || PHONE_NAMES.contains(&word) {
            return CARD_NAMES.contains(&word);
        }
        if piece(&[word], false).is_some() {
            since_digits = 0;
            continue;
        }
        if FILLERS.contains(&word) || MULTIPLES.contains(&word) {
            continue;
        }
        (plain, since_digits) = (plain + 1, since_digits + 1);
        is_bridged &= since_digits <= WORDS_BEFORE_PHONE
            && !STREETS.contains(&word)
            && !BEFORE_OTHERS.contains(&word)
            && !AFTER_OTHERS.contains(&word);
        if plain >= WORDS_BEFORE_PHONE && !is_bridged || plain > WORDS_AFTER_CARD {
            return false;
        }
    }
    false
}

/// Whether the digits are a telephone number of North America, in parts in which one is said. Source: the North American Numbering Plan:
/// area code and exchange begin with 2 to 9.
pub(super) fn is_phone(pieces: &[String]) -> bool {
    let all: String = pieces.concat();
    let national = all.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&all);
    let begins = |at: usize| national.as_bytes().get(at).is_some_and(|digit| (b'2'..=b'9').contains(digit));
    let lengths: Vec<usize> = pieces.iter().map(String::len).collect();
    // On a card, the second space is behind the eighth or the tenth digit.
    let in_parts = !matches!(lengths[..], [4, 4, 2] | [4, 6]);
    national.len() == 10 && begins(0) && begins(3) && in_parts
}
