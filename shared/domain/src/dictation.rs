//! What callers dictate: names, telephone numbers and addresses, as a recogniser or a model writes them.
//!
//! It turns words into the form that is stored, and refuses what is no name, number or address. It does not know whether
//! a caller is who they say or whether an address exists.

pub mod address;
pub(crate) mod digits;
pub mod name;
mod placeholder;

pub use placeholder::is_placeholder;

use crate::numerals::fold;

/// Why dictated words are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Words that stand for what was not said: "unknown", "the first one", "same as before".
    Placeholder,
    /// Words that are something else.
    Invalid,
}

/// Folded words: letters, digits and apostrophes.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a text as written, without the punctuation around them.
fn written_words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#'));
    words.filter(|word| !word.is_empty()).collect()
}

/// The first letter of a word in upper case: `o'brien` as `O'Brien`, `mccarthy` as `McCarthy`. A word that has a capital
/// keeps its form.
fn capitalized(word: &str) -> String {
    if word.chars().any(char::is_uppercase) {
        return word.to_owned();
    }
    let mut upper_next = true;
    let mut capitalized = String::with_capacity(word.len());
    for (n, c) in word.chars().enumerate() {
        let after_mc = n == 2 && word.starts_with("mc") && word.len() > 4;
        if upper_next || after_mc {
            capitalized.extend(c.to_uppercase());
        } else {
            capitalized.push(c);
        }
        // "o'brien", but not "maria's".
        upper_next = c == '-' || (c == '\'' && n <= 1);
    }
    capitalized
}

/// How many words the phrase is, if the words begin with it.
fn begins(words: &[String], phrase: &str) -> Option<usize> {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let found = words.len() >= phrase.len() && words.iter().zip(&phrase).all(|(word, expected)| word == expected);
    found.then_some(phrase.len())
}

/// The length of the longest of the phrases that the words begin with. The phrases are separated by commas.
fn longest(words: &[String], phrases: &str) -> Option<usize> {
    phrases.split(", ").filter_map(|phrase| begins(words, phrase)).max()
}

#[cfg(test)]
mod tests;
