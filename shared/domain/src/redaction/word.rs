//! The words of turns.

use std::ops::Range;

use super::FILLERS;
use crate::numerals::fold;

/// A word of a turn, folded.
pub(super) struct FoldedWord {
    pub(super) turn: usize,
    pub(super) range: Range<usize>,
    pub(super) folded: String,
    /// The character before it.
    pub(super) after: Option<char>,
}

/// Stands for the first word of a mask.
pub(super) const MASK_WORD: &str = "[";

pub(super) fn is_filler(word: &FoldedWord) -> bool {
    FILLERS.contains(&word.folded.as_str())
}

pub(super) fn words_of(turns: &[&str]) -> Vec<FoldedWord> {
    let mut words = Vec::new();
    for (turn, text) in turns.iter().enumerate() {
        let mut start = None;
        for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
            match (letter.is_alphanumeric() || is_mark(letter), start) {
                (true, None) => start = Some(at),
                (false, Some(begun)) => {
                    // The mask itself names no number that follows.
                    let is_mask = text[..begun].ends_with('[');
                    let word = if is_mask { MASK_WORD.to_owned() } else { digits_as_ascii(&fold(&text[begun..at])) };
                    let after = text[..begun].chars().next_back();
                    words.push(FoldedWord { turn, range: begun..at, folded: word, after });
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
