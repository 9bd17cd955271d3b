//! Turns an utterance into words whose spelling, case, accents and apostrophes no longer matter, and marks what they
//! may mean. What the marks add up to is decided in [`super::rules`].

use std::ops::Range;

use super::{
    Language,
    lexicon::{self, Class, Classes},
};

/// Ends a sentence; no meaning reaches across.
pub(super) const STOP: &str = ".";
/// Ends a question; no meaning reaches across, but a denial may follow.
pub(super) const ASKED: &str = "?";
/// A comma or the like: what is joined stays joined, what is denied before it is not denied after it.
pub(super) const PAUSE: &str = ",";

/// Half the longest sentence, in words, that is looked at as a whole: what recognition runs together has no end.
const LONGEST: usize = 40;

/// A word or a few that may mean something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) classes: Classes,
    pub(super) language: Language,
    /// The first word.
    pub(super) start: usize,
    /// One past the last word.
    pub(super) end: usize,
}

impl Mark {
    pub(super) fn is(&self, class: Class) -> bool {
        self.classes.has(class)
    }
}

/// An utterance, ready to be judged.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) words: Vec<String>,
    pub(super) marks: Vec<Mark>,
    /// For each word, which mark it belongs to.
    mark_of: Vec<Option<usize>>,
}

impl Heard {
    pub(super) fn new(utterance: &str) -> Self {
        let words = words(utterance);
        let mut marks = Vec::new();
        let mut mark_of = vec![None; words.len()];
        let mut i = 0;
        while i < words.len() {
            let Some((entry, length)) = lexicon::longest_at(&words[i..]) else {
                i += 1;
                continue;
            };
            mark_of[i..i + length].fill(Some(marks.len()));
            marks.push(Mark { classes: entry.classes, language: entry.language, start: i, end: i + length });
            i += length;
        }
        Self { words, marks, mark_of }
    }

    /// The mark a word belongs to.
    pub(super) fn mark_at(&self, word: usize) -> Option<&Mark> {
        self.marks.get((*self.mark_of.get(word)?)?)
    }

    /// Whether anything of this class was heard.
    pub(super) fn has(&self, class: Class) -> bool {
        self.marks.iter().any(|mark| mark.is(class))
    }

    /// The word at a place, or the end of a sentence beyond either end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or(STOP, String::as_str)
    }

    /// The word before a place.
    pub(super) fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or(STOP, |previous| self.word(previous))
    }

    /// The stretch around a place that `ends` nowhere, as a half-open range of words; no longer than people speak.
    pub(super) fn around(&self, at: usize, ends: impl Fn(&str) -> bool) -> Range<usize> {
        let (first, last) = (at.saturating_sub(LONGEST), (at + LONGEST).min(self.words.len()));
        let start = self.words[first..at].iter().rposition(|word| ends(word)).map_or(first, |end| first + end + 1);
        let end = self.words[at..last].iter().position(|word| ends(word)).map_or(last, |end| at + end);
        start..end
    }

    /// The marks within a stretch of words.
    pub(super) fn marks_in(&self, stretch: &Range<usize>) -> impl Iterator<Item = &Mark> {
        let first = self.marks.partition_point(|mark| mark.start < stretch.start);
        self.marks[first..].iter().take_while(move |mark| mark.start < stretch.end)
    }
}

/// Whether a word ends a sentence.
pub(super) fn ends_sentence(word: &str) -> bool {
    matches!(word, STOP | ASKED)
}

/// Whether a word ends a clause.
pub(super) fn ends_clause(word: &str) -> bool {
    ends_sentence(word) || matches!(word, PAUSE | "and" | "but" | "so" | "because" | "y" | "pero" | "porque")
}

fn words(utterance: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = utterance.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '’' | '‘' | '`' | '´' | '\u{300}'..='\u{36f}' => {}
            '.' | '?' | '…' => {
                let at_end = letters.peek().is_none_or(|next| next.is_whitespace());
                // The dots of "C.O." and "a.m." end nothing.
                let ends = letter != '.' || (at_end && word.chars().count() != 1);
                finish(&mut word, &mut words);
                if ends {
                    words.push(if letter == '?' { ASKED } else { STOP }.to_owned());
                }
            }
            ',' | '!' | ';' | ':' | '(' | ')' | '–' | '—' => {
                finish(&mut word, &mut words);
                words.push(PAUSE.to_owned());
            }
            _ if letter.is_alphanumeric() => word.extend(letter.to_lowercase().map(without_accent)),
            _ => finish(&mut word, &mut words),
        }
    }
    finish(&mut word, &mut words);
    words
}

fn finish(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        _ => letter,
    }
}
