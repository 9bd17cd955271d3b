//! Splits an utterance into normalized words, without case, accents and apostrophes, and marks their meanings.
//! [`super::rules`] decides which marks make a danger.

use std::ops::Range;

use super::{
    Language,
    lexicon::{self, Class, Classes},
    numbers::number_at,
    past_time,
};

/// The end of a sentence. No meaning reaches across it.
pub(super) const STOP: &str = ".";
/// The end of a question. No meaning reaches across it, but a denial may follow.
pub(super) const ASKED: &str = "?";
/// A comma or another pause. Meanings join across it, but a denial does not reach across it.
pub(super) const PAUSE: &str = ",";

/// Half the longest sentence, in words, that is read as a whole. Speech recognition may return very long sentences.
const LONGEST: usize = 40;

/// A phrase with a meaning.
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

    pub(super) fn is_only(&self, class: Class) -> bool {
        self.classes.is_only(class)
    }
}

/// An utterance with its words and marks.
#[derive(Debug)]
pub(super) struct Utterance {
    pub(super) words: Vec<String>,
    pub(super) marks: Vec<Mark>,
    /// For each word, the mark that contains it.
    mark_of: Vec<Option<usize>>,
}

impl Utterance {
    pub(super) fn new(utterance: &str) -> Self {
        let words = words(utterance);
        let heard: Vec<String> = words.iter().map(|word| lexicon::sound(word)).collect();
        let mut marks = Vec::new();
        let mut mark_of = vec![None; words.len()];
        let mut i = 0;
        while i < words.len() {
            let end = neutral_phrase_across(&words, &heard, i).unwrap_or(words.len());
            let Some((classes, language, length)) = meaning_at(&words[i..end], &heard[i..end]) else {
                i += 1;
                continue;
            };
            mark_of[i..i + length].fill(Some(marks.len()));
            marks.push(Mark { classes, language, start: i, end: i + length });
            i += length;
        }
        Self { words, marks, mark_of }
    }

    /// The text that the classifier sees: the words without punctuation, and numbers by their size.
    pub(super) fn classified_text(&self) -> String {
        let words: Vec<String> = self.words.iter().filter(|word| !is_punctuation(word)).cloned().collect();
        let mut text = String::with_capacity(words.len() * 6);
        let mut at = 0;
        while at < words.len() {
            text.push(' ');
            if let Some(number) = number_at(&words[at..]).filter(|_| !is_pronoun(&words[at])) {
                text.push_str(size_of(number.value));
                at += number.words;
            } else {
                text.push_str(&words[at]);
                at += 1;
            }
        }
        text.push(' ');
        text
    }

    /// The meanings in order, one byte for each class of a mark, and a space where words without meaning stand between.
    pub(super) fn meanings(&self) -> Vec<u8> {
        let mut meanings = vec![b'^'];
        let mut end = 0;
        for mark in &self.marks {
            if mark.start > end {
                meanings.push(b' ');
            }
            meanings.extend(mark.classes.iter().map(|class| 128 + class));
            end = mark.end;
        }
        meanings.push(b'$');
        meanings
    }

    /// The mark that contains a word.
    pub(super) fn mark_at(&self, word: usize) -> Option<&Mark> {
        self.marks.get((*self.mark_of.get(word)?)?)
    }

    /// Whether any mark has this class.
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

    /// The longest range of words around a place without a word that `ends`. Bounded by [`LONGEST`] on both sides.
    pub(super) fn around(&self, at: usize, ends: impl Fn(&str) -> bool) -> Range<usize> {
        let (first, last) = (at.saturating_sub(LONGEST), (at + LONGEST).min(self.words.len()));
        let start = self.words[first..at].iter().rposition(|word| ends(word)).map_or(first, |end| first + end + 1);
        let end = self.words[at..last].iter().position(|word| ends(word)).map_or(last, |end| at + end);
        start..end
    }

    /// The marks within a range of words.
    pub(super) fn marks_in(&self, stretch: &Range<usize>) -> impl Iterator<Item = &Mark> {
        let first = self.marks.partition_point(|mark| mark.start < stretch.start);
        self.marks[first..].iter().take_while(move |mark| mark.start < stretch.end)
    }
}

/// The meaning of the longest phrase that `words` begin with, its language and its length in words.
fn meaning_at(words: &[String], heard: &[String]) -> Option<(Classes, Language, usize)> {
    let listed = lexicon::longest_at(words, heard).map(|(entry, length)| (entry.classes, entry.language, length));
    let timed = past_time::phrase_at(words).map(|time| (Classes::of(&[time.class]), Language::FIRST, time.words));
    match (listed, timed) {
        (Some(listed), Some(timed)) => Some(if timed.2 >= listed.2 { timed } else { listed }),
        (listed, timed) => listed.or(timed),
    }
}

pub(super) fn is_punctuation(word: &str) -> bool {
    matches!(word, STOP | ASKED | PAUSE)
}

/// Numbers that mostly are not meant as numbers: "the first one", "once" in English, "a" in Spanish.
fn is_pronoun(word: &str) -> bool {
    matches!(word, "one" | "once" | "uno")
}

/// Where a phrase that is no danger begins within the longest phrase at `start` and ends after it: "a fire | truck".
fn neutral_phrase_across(words: &[String], heard: &[String], start: usize) -> Option<usize> {
    if !matches!(words[start].as_str(), "a" | "an" | "the" | "un" | "una" | "el" | "la") {
        return None;
    }
    let (_, length) = lexicon::longest_at(&words[start..], &heard[start..])?;
    (start + 1..start + length).find(|&within| {
        lexicon::longest_at(&words[within..], &heard[within..])
            .is_some_and(|(entry, other)| entry.classes.is_only(Class::Neutral) && within + other > start + length)
    })
}

/// A number as the classifier sees it. The limits are those of ages and temperatures.
fn size_of(number: u32) -> &'static str {
    match number {
        0..=3 => "9tiny",
        4..=20 => "9low",
        21..=58 => "9cold",
        59..=64 => "9mid",
        65..=83 => "9age",
        84..=125 => "9hot",
        126..=999 => "9big",
        _ => "9long",
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
                // The dots of "C.O." and "a.m." do not end a sentence.
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
    without_fillers(&words)
}

/// Leaves out sounds of hesitation and "you know", "o sea", "pues": they mean nothing and stand anywhere.
fn without_fillers(words: &[String]) -> Vec<String> {
    let filler_at = |at: usize| match words[at].as_str() {
        "um" | "umm" | "uh" | "uhm" | "erm" | "eh" | "hmm" | "mm" | "mmm" | "pues" => 1,
        "you" if words.get(at + 1).is_some_and(|next| next == "know") => {
            let asks = at.checked_sub(1).is_some_and(|before| {
                matches!(
                    words[before].as_str(),
                    "do" | "did" | "if" | "how" | "would" | "let" | "when" | "as" | "should"
                )
            });
            if asks { 0 } else { 2 }
        }
        "o" if words.get(at + 1).is_some_and(|next| next == "sea") => 2,
        _ => 0,
    };
    // "We're having a fire drill, no wait, that's the real alarm": a correction begins another sentence.
    let correction_at = |at: usize| {
        let next = words.get(at + 1).map_or("", String::as_str);
        matches!(
            (words[at].as_str(), next),
            ("no", "wait" | "espere" | "espera" | "esperate") | ("wait", "no") | ("scratch" | "strike", "that")
        )
    };
    let mut kept = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        match filler_at(at) {
            0 if correction_at(at) => {
                kept.push(STOP.to_owned());
                at += 2;
            }
            0 => {
                kept.push(words[at].clone());
                at += 1;
            }
            length => at += length,
        }
    }
    kept
}

fn finish(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

pub(super) fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        // Half of a letter that stands for two: "œufs" is listed as "eufs" too.
        'é' | 'è' | 'ê' | 'ë' | 'œ' | 'æ' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        _ => letter,
    }
}

#[cfg(test)]
mod tests;
