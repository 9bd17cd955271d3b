//! Masks card numbers and social security numbers in what callers say, before it is shown to anybody, sent anywhere or given to a
//! model.
//!
//! A caller reads such a number in digits or in words, in English or Spanish, with "double", "oh" and fillers, and in several
//! turns. Does not know where the words are used. [`MaskedText`] is a text that holds none, and [`ChosenMask`] is what a company may
//! have masked besides.

use std::{borrow::Cow, ops::Range};

use crate::{dictation::digits, numerals::tens};

mod apart;
mod card;
mod chosen;
mod kinds;
mod known;
mod masked;
mod word;

pub use chosen::{BANK_ACCOUNT, BIRTH_DATE, ChosenMask, EMAIL_ADDRESS, redacted_by_choice};
pub use known::KnownNumber;
pub use masked::MaskedText;

use apart::{FoundNumber, found_apart};
use card::{CARD_DIGITS, has_card, is_card, passes_luhn};
use word::{FoldedWord, MASK_WORD, is_filler, words_of};

/// What stands in the place of a card number.
pub const CARD_NUMBER: &str = "[card number]";
/// What stands in the place of a social security number.
pub const SOCIAL_SECURITY_NUMBER: &str = "[social security number]";

/// The digits of a social security number.
const SSN_DIGITS: usize = 9;
/// The digits of a ZIP code.
const ZIP_DIGITS: usize = 5;
/// The digits of a telephone number in North America with the country code.
const LONGEST_PHONE_NUMBER: usize = 11;
/// How many words of a run are read in two ways; a card number in pairs has nine at most.
const MOST_AMBIGUOUS: usize = 9;
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
    shown(turns, &masks(&words, &found(&words)))
}

fn shown<'a>(turns: &[&'a str], masks: &[(usize, Range<usize>, &'static str)]) -> Vec<Cow<'a, str>> {
    let masked = turns.iter().enumerate().map(|(turn, text)| {
        let mut masks: Vec<_> = masks.iter().filter(|(of, ..)| *of == turn).collect();
        masks.sort_by_key(|(_, range, _)| range.start);
        masked(text, &masks)
    });
    let mut shown: Vec<Cow<'a, str>> = masked.collect();
    for turn in (1..turns.len()).rev() {
        if let Some(mask) = [CARD_NUMBER, SOCIAL_SECURITY_NUMBER].into_iter().find(|mask| shown[turn].starts_with(mask))
            && let Some(beginning) = last_run(&shown[turn - 1])
        {
            // The end of the number was masked when it was said, and stored without its beginning.
            shown[turn - 1] = Cow::Owned(format!(
                "{}{mask}{}",
                &shown[turn - 1][..beginning.start],
                &shown[turn - 1][beginning.end..]
            ));
        }
    }
    shown
}

/// The numbers in the turns.
fn found(words: &[FoldedWord]) -> Vec<FoundNumber> {
    let mut found = Vec::new();
    for run in runs(words) {
        for (pieces, mask) in found_in(words, &run) {
            found.push(FoundNumber { pieces: run.pieces[pieces].to_vec(), mask });
        }
    }
    found.append(&mut found_apart(words));
    found
}

/// What is masked, for each turn.
fn masks(words: &[FoldedWord], found: &[FoundNumber]) -> Vec<(usize, Range<usize>, &'static str)> {
    let mut masks = Vec::new();
    for FoundNumber { pieces, mask } in found {
        for piece in pieces.chunk_by(|one, next| words[one.words.end..next.words.start].iter().all(is_filler)) {
            masks.extend(places(words, piece).into_iter().map(|(turn, range)| (turn, range, *mask)));
        }
    }
    masks
}

/// Masks the numbers in the consecutive turns of a speaker, in place. Returns the numbers.
#[must_use]
pub fn mask_turns(turns: Vec<&mut String>) -> Vec<KnownNumber> {
    let said: Vec<&str> = turns.iter().map(|words| words.as_str()).collect();
    let words = words_of(&said);
    let found = found(&words);
    let masked = shown(&said, &masks(&words, &found)).into_iter().map(|words| match words {
        Cow::Owned(masked) => Some(masked),
        Cow::Borrowed(_) => None,
    });
    let masked: Vec<Option<String>> = masked.collect();
    let mut known: Vec<KnownNumber> = found.iter().filter_map(|found| KnownNumber::of(&words, found)).collect();
    known.dedup();
    for (words, masked) in turns.into_iter().zip(masked) {
        if let Some(masked) = masked {
            *words = masked;
        }
    }
    known
}

/// The most digits that follow each other in a text, in digits or in words.
#[must_use]
pub(crate) fn longest_run(text: &str) -> usize {
    let words = words_of(&[text]);
    runs(&words).iter().map(|run| digits_of(&run.pieces).len()).max().unwrap_or_default()
}

/// The digits that a turn ends with. `None` if it ends with something else.
fn last_run(text: &str) -> Option<Range<usize>> {
    let words = words_of(&[text]);
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let mut at = 0;
    while at < folded.len() {
        let (end, _) = run_at(&folded, at);
        if end > at && folded[end..].iter().all(|word| FILLERS.contains(word)) {
            return Some(words[at].range.start..words[end - 1].range.end);
        }
        at = end.max(at + 1);
    }
    None
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

/// A piece of a number: its digits, and the words that they are.
#[derive(Clone)]
struct DigitPiece {
    digits: String,
    words: Range<usize>,
}

/// Pieces that follow each other with nothing but fillers between them.
struct DigitRun {
    pieces: Vec<DigitPiece>,
}

/// Words that a caller says within a number.
const FILLERS: [&str; 37] = [
    "and", "comma", "dash", "de", "despues", "eh", "em", "er", "este", "followed", "by", "guion", "hm", "hmm",
    "hyphen", "is", "it", "its", "luego", "mm", "next", "ok", "okay", "pause", "pues", "s", "si", "sigue", "so",
    "space", "then", "uh", "um", "umm", "y", "yeah", "yes",
];

/// The runs of digits, each in all its readings: "twenty three" is 23, or 20 and 3.
fn runs(words: &[FoldedWord]) -> Vec<DigitRun> {
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let (mut runs, mut at) = (Vec::new(), 0);
    while at < folded.len() {
        let (end, _) = run_at(&folded, at);
        let end = without_next_turn(words, at, end);
        let (end, ambiguous) = run_at(&folded[..end], at);
        if end == at {
            at += 1;
            continue;
        }
        let readings = 1_u32 << ambiguous.len().min(MOST_AMBIGUOUS);
        let reading = |split: &dyn Fn(usize) -> bool| DigitRun { pieces: pieces(&folded, at..end, split) };
        runs.extend((0..readings).map(|reading_nth| {
            reading(&|word| {
                ambiguous
                    .iter()
                    .take(MOST_AMBIGUOUS)
                    .position(|of| *of == word)
                    .is_some_and(|nth| reading_nth >> nth & 1 == 1)
            })
        }));
        if ambiguous.len() > MOST_AMBIGUOUS {
            runs.push(reading(&|_| true));
        }
        at = end;
    }
    runs
}

/// The end of a run without the answer to another question: a telephone number in one turn, the ZIP code in the next.
fn without_next_turn(words: &[FoldedWord], start: usize, end: usize) -> usize {
    let mut from = start;
    for at in start + 1..end {
        if words[at].turn == words[at - 1].turn {
            continue;
        }
        let behind = at..at + words[at..end].iter().take_while(|word| word.turn == words[at].turn).count();
        if kinds::is_other(words, from..at) || kinds::is_other(words, behind) {
            return at;
        }
        from = at;
    }
    end
}

/// The end of the run of pieces and fillers at `start`, and the words of it that can be read in two ways.
fn run_at(folded: &[&str], start: usize) -> (usize, Vec<usize>) {
    let (mut end, mut ambiguous, mut at) = (start, Vec::new(), start);
    while at < folded.len() {
        match piece(&folded[at..], false) {
            Some((_, used)) => {
                ambiguous.extend((tens(folded[at]).is_some() && used > 1).then_some(at));
                at += used;
                end = at;
            }
            None if at > start && FILLERS.contains(&folded[at]) => at += 1,
            None => break,
        }
    }
    (end, ambiguous)
}

fn pieces(folded: &[&str], run: Range<usize>, split: &dyn Fn(usize) -> bool) -> Vec<DigitPiece> {
    let (mut pieces, mut at) = (Vec::new(), run.start);
    while at < run.end {
        match piece(&folded[at..run.end], split(at)) {
            Some((digits, used)) => {
                pieces.push(DigitPiece { digits, words: at..at + used });
                at += used;
            }
            None => at += 1,
        }
    }
    pieces
}

/// Digits at the start of the words, and how many words they are. `split` reads a word for tens without the unit behind it.
fn piece(words: &[&str], split: bool) -> Option<(String, usize)> {
    let words = match words {
        [alone, ..] if split && tens(alone).is_some() => &words[..1],
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

/// The numbers in a run: the pieces of each, and its mask. Where it is not certain which digits are the card's, all that may be
/// are masked.
fn found_in(words: &[FoldedWord], run: &DigitRun) -> Vec<(Range<usize>, &'static str)> {
    let whole = digits_of(&run.pieces);
    if is_phone_and_zip(words, run) {
        return Vec::new();
    }
    if CARD_DIGITS.contains(&whole.len()) && passes_luhn(&whole) {
        return vec![(0..run.pieces.len(), CARD_NUMBER)];
    }
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    let after_ssn = ssn_at_start(words, run, whole.len()).unwrap_or_default();
    found.extend((after_ssn > 0).then_some((0..after_ssn, SOCIAL_SECURITY_NUMBER)));
    for start in after_ssn..run.pieces.len() {
        let Some(pieces) = longest_card(&run.pieces[start..]) else { continue };
        match found.last_mut() {
            Some((card, CARD_NUMBER)) if card.end > start => card.end = card.end.max(start + pieces),
            _ => found.push((start..start + pieces, CARD_NUMBER)),
        }
    }
    found
}

/// Whether the digits are a telephone number and a ZIP code in one breath, and no card is named. The digits of an American Express card
/// are as many.
fn is_phone_and_zip(words: &[FoldedWord], run: &DigitRun) -> bool {
    let pieces: Vec<String> = run.pieces.iter().map(|piece| piece.digits.clone()).collect();
    let whole = pieces.concat();
    let is_amex = whole.starts_with("34") || whole.starts_with("37");
    let has_zip = |at: usize| pieces[at..].iter().map(String::len).sum::<usize>() == ZIP_DIGITS;
    let is_both = || (1..pieces.len()).any(|at| has_zip(at) && kinds::is_phone(&pieces[..at]));
    !is_amex && is_both() && !run.pieces.first().is_some_and(|piece| kinds::is_of_card(words, piece.words.start))
}

fn digits_of(pieces: &[DigitPiece]) -> String {
    pieces.iter().map(|piece| piece.digits.as_str()).collect()
}

/// How many pieces at the start are a card number with other digits behind it.
fn longest_card(pieces: &[DigitPiece]) -> Option<usize> {
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

/// How many pieces at the start of a run are a social security number: nine digits after "social" or "seguro", or written as
/// 123-45-6789. Ten and eleven digits are a telephone number.
fn ssn_at_start(words: &[FoldedWord], run: &DigitRun, digits: usize) -> Option<usize> {
    let start = run.pieces.first().map_or(0, |piece| piece.words.start);
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

/// Where pieces stand, for each turn.
fn places(words: &[FoldedWord], pieces: &[DigitPiece]) -> Vec<(usize, Range<usize>)> {
    let mut places: Vec<(usize, Range<usize>)> = Vec::new();
    for word in pieces.iter().flat_map(|piece| &words[piece.words.clone()]) {
        match places.last_mut() {
            Some((turn, range)) if *turn == word.turn => range.end = word.range.end,
            _ => places.push((word.turn, word.range.clone())),
        }
    }
    places
}

#[cfg(test)]
mod tests;
