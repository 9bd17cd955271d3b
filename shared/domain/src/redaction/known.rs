//! Masks a number that is known in texts that repeat parts of it: the agent's words, the arguments of tools, a message.

use std::{borrow::Cow, fmt, ops::RangeInclusive};

use serde_json::Value;

use super::{DigitPiece, FoldedWord, FoundNumber, masked, places, runs, words_of};

/// The fewest digits of a number that are masked wherever they are repeated.
const FEWEST_DIGITS: usize = 4;
/// The fewest digits that are masked between the turns of the number, if they are all that the caller said there.
const FEWEST_OF_PART: usize = 2;

/// A card number or a social security number that turns have.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownNumber {
    digits: String,
    /// What was said in a row.
    parts: Vec<String>,
    mask: &'static str,
    /// The turns, by their places.
    pub(crate) turns: RangeInclusive<usize>,
}

/// Shows nothing of the number.
impl fmt::Debug for KnownNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownNumber(…)")
    }
}

impl KnownNumber {
    pub(super) fn of(words: &[FoldedWord], found: &FoundNumber) -> Option<Self> {
        let turn = |piece: &DigitPiece| words[piece.words.start].turn;
        let (first, last) = (found.pieces.first()?, found.pieces.last()?);
        let parts = found.pieces.chunk_by(|one, next| one.words.end == next.words.start && turn(one) == turn(next));
        let digits = |pieces: &[DigitPiece]| pieces.iter().map(|piece| piece.digits.as_str()).collect::<String>();
        Some(Self {
            digits: digits(&found.pieces),
            parts: parts.map(digits).collect(),
            mask: found.mask,
            turns: turn(first)..=turn(last),
        })
    }

    fn is_repeated(&self, digits: &str, is_whole_run: bool, is_near: bool) -> bool {
        digits.len() >= FEWEST_DIGITS && self.digits.contains(digits)
            || is_near && is_whole_run && digits.len() >= FEWEST_OF_PART && self.parts.iter().any(|part| part == digits)
    }

    /// The text with parts of the number masked: four digits and more, and, if the text `is_near` the turns of the number, what the
    /// caller said in a row.
    #[must_use]
    pub fn masked<'a>(&self, text: &'a str, is_near: bool) -> Cow<'a, str> {
        let words = words_of(&[text]);
        let mut masks = Vec::new();
        for run in runs(&words) {
            let mut start = 0;
            while start < run.pieces.len() {
                let (mut digits, mut end) = (String::new(), start);
                for (nth, piece) in run.pieces.iter().enumerate().skip(start) {
                    digits.push_str(&piece.digits);
                    if self.is_repeated(&digits, start == 0 && nth + 1 == run.pieces.len(), is_near) {
                        end = nth + 1;
                    }
                }
                let of_text = places(&words, &run.pieces[start..end]).into_iter();
                masks.extend(of_text.map(|(turn, range)| (turn, range, self.mask)));
                start = end.max(start + 1);
            }
        }
        masks.sort_by_key(|(_, range, _)| range.start);
        masked(text, &masks.iter().collect::<Vec<_>>())
    }

    /// As [`masked`](Self::masked), for a text that may be JSON. It stays JSON.
    #[must_use]
    pub fn masked_json(&self, text: &str, is_near: bool) -> Option<String> {
        let Ok(mut value) = serde_json::from_str::<Value>(text) else {
            return match self.masked(text, is_near) {
                Cow::Owned(masked) => Some(masked),
                Cow::Borrowed(_) => None,
            };
        };
        self.mask_value(&mut value, is_near).then(|| value.to_string())
    }

    /// Masks each text of a JSON value. Returns whether one changed.
    fn mask_value(&self, value: &mut Value, is_near: bool) -> bool {
        let text = match value {
            Value::Array(values) => {
                return values.iter_mut().fold(false, |any, value| self.mask_value(value, is_near) | any);
            }
            Value::Object(fields) => {
                return fields.values_mut().fold(false, |any, value| self.mask_value(value, is_near) | any);
            }
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) => return false,
        };
        let Cow::Owned(masked) = self.masked(&text, is_near) else { return false };
        *value = Value::String(masked);
        true
    }
}
