//! What a person looks for.

use crate::{Stem, token::tokens};

/// The most words of a query.
const MOST_WORDS: usize = 8;
/// The fewest letters of the beginning of a word.
const SHORTEST_BEGINNING: usize = 3;

/// Words and phrases, all of which a call must contain: `gas "water heater" furn*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery(Vec<Phrase>);

/// Words that stand one after another; most often one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(Vec<QueryWord>);

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryWord {
    /// A word in any form, by its stems in every language.
    Forms(Vec<Stem>),
    /// The words that begin so: by the beginnings of their stems, and by the stems of the letters themselves, which may be
    /// shorter ("heating*").
    Beginning {
        /// The beginnings.
        beginnings: Vec<String>,
        /// The stems.
        forms: Vec<Stem>,
    },
}

/// Why a text is no query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It has no word.
    #[error("needs a word with Latin letters or digits")]
    Empty,
    /// It has too many words.
    #[error("must have at most {MOST_WORDS} words")]
    TooLong,
    /// The beginning of a word is too short.
    #[error("needs at least {SHORTEST_BEGINNING} letters before a `*`")]
    ShortBeginning,
}

impl SearchQuery {
    /// Reads a query. Words between quotation marks are a phrase; a `*` at the end of a word stands for any ending. Without
    /// its end, the last phrase ends with the query.
    pub fn parse(query: &str) -> Result<Self, QueryError> {
        let mut phrases = Vec::new();
        for (nth, part) in query.split(['"', '“', '”']).enumerate() {
            if nth % 2 == 1 {
                phrases.push(phrase(part)?);
            } else {
                for word in part.split_whitespace() {
                    phrases.push(phrase(word)?);
                }
            }
        }
        phrases.retain(|Phrase(words)| !words.is_empty());
        match phrases.iter().map(|Phrase(words)| words.len()).sum() {
            0 => Err(QueryError::Empty),
            1..=MOST_WORDS => Ok(Self(phrases)),
            _ => Err(QueryError::TooLong),
        }
    }

    /// The phrases.
    #[must_use]
    pub fn phrases(&self) -> &[Phrase] {
        &self.0
    }
}

impl Phrase {
    /// The words, in order. At least one.
    #[must_use]
    pub fn words(&self) -> &[QueryWord] {
        &self.0
    }
}

fn phrase(text: &str) -> Result<Phrase, QueryError> {
    let words = tokens(text).into_iter().map(|token| {
        if !text[token.range.end..].starts_with('*') {
            return Ok(QueryWord::Forms(Stem::in_every_language(&token.word)));
        }
        if token.word.len() < SHORTEST_BEGINNING {
            return Err(QueryError::ShortBeginning);
        }
        let forms = Stem::in_every_language(&token.word);
        Ok(QueryWord::Beginning { beginnings: Stem::beginnings(&token.word), forms })
    });
    Ok(Phrase(words.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shape(query: &str) -> Result<Vec<usize>, QueryError> {
        Ok(SearchQuery::parse(query)?.phrases().iter().map(|phrase| phrase.words().len()).collect())
    }

    #[test]
    fn words_phrases_and_beginnings_are_read() {
        assert_eq!(shape(r#"gas "water heater" no-heat"#), Ok(vec![1, 2, 2]));
        assert_eq!(shape(r#""smell of gas"#), Ok(vec![3]));
        assert_eq!(shape("“gas leak”"), Ok(vec![2]));
        let beginning = SearchQuery::parse("Furn*").expect("a query");
        let QueryWord::Beginning { beginnings, forms } = &beginning.phrases()[0].words()[0] else {
            panic!("a beginning")
        };
        // Together with the tests of the whole system there are languages of tests too.
        let of_release = |stem: &&str| ["e.", "s.", "n."].iter().any(|start| stem.starts_with(start));
        let beginnings: Vec<&str> = beginnings.iter().map(AsRef::as_ref).filter(of_release).collect();
        assert_eq!(beginnings, ["e.furn", "s.furn", "n.furn"]);
        assert_eq!(forms.iter().map(Stem::as_str).filter(of_release).collect::<Vec<_>>(), ["e.furn", "s.furn"]);
    }

    #[test]
    fn query_without_words_or_with_too_many_is_refused() {
        assert_eq!(shape("  \"\" * — "), Err(QueryError::Empty));
        assert_eq!(shape("fu*"), Err(QueryError::ShortBeginning));
        assert_eq!(shape("a b c d e f g h i"), Err(QueryError::TooLong));
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_or_refused(text in any::<String>()) {
            if let Ok(query) = SearchQuery::parse(&text) {
                prop_assert!(query.phrases().iter().all(|phrase| !phrase.words().is_empty()));
            }
        }
    }
}
