//! Splits a text into the words that can be found.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The most letters of a word that count. Longer words are equal if these are.
const LONGEST_WORD: usize = 32;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower-case ASCII letters and digits: "Año" is "ano", "don't" is "dont".
    pub(crate) word: String,
    /// Where it stands in the text, in bytes.
    pub(crate) range: Range<usize>,
}

/// The words of a text, in order. A word of another script than Latin cannot be found.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_in_word(letter)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                let word = folded(&text[from..at]);
                if !word.is_empty() {
                    tokens.push(Token { word, range: from..at });
                }
            }
            _ => {}
        }
    }
    tokens
}

/// A letter, digit, apostrophe or combining accent.
fn is_in_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\'' | '’' | '\u{300}'..='\u{36f}')
}

/// The ASCII letters and digits of a word without its accents, in lower case. Empty if a letter is not Latin.
fn folded(word: &str) -> String {
    let plain = DecomposingNormalizerBorrowed::new_nfkd().normalize(word);
    let mut folded = String::with_capacity(word.len());
    for letter in plain.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' if folded.len() < LONGEST_WORD => folded.push(letter),
            'a'..='z' | '0'..='9' | '\'' | '’' | '\u{300}'..='\u{36f}' => {}
            _ => return String::new(),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn case_accents_and_punctuation_do_not_matter() {
        assert_eq!(words("Año nuevo, don’t!"), ["ano", "nuevo", "dont"]);
        assert_eq!(words("calefaccio\u{301}n"), words("CALEFACCIÓN"));
        assert_eq!(words("75201-1234 / R-22"), ["75201", "1234", "r", "22"]);
        assert_eq!(words("'' — 漢字 ok"), ["ok"]);
    }

    proptest! {
        #[test]
        fn any_text_has_words_of_ascii_at_their_places(text in any::<String>()) {
            let mut end = 0;
            for Token { word, range } in tokens(&text) {
                prop_assert!(!word.is_empty() && word.len() <= LONGEST_WORD);
                prop_assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
                prop_assert!(range.start >= end);
                prop_assert_eq!(folded(&text[range.clone()]), word);
                end = range.end;
            }
        }
    }
}
