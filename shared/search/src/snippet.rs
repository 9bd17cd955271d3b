//! The parts of a transcript that show why a call was found.

use std::{collections::BTreeSet, ops::Range};

use crate::{
    IndexedUtterance, Speaker, Stem,
    token::{Token, tokens},
};

/// The most snippets of a call.
const MOST_SNIPPETS: usize = 3;
/// The words shown before the first and after the last one that was found.
const CONTEXT: usize = 12;
/// The most words of a snippet.
const MOST_WORDS: usize = 40;

/// A part of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Who spoke.
    pub speaker: Speaker,
    /// The words, in order. With `…` where something is left out.
    pub pieces: Vec<Piece>,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether the query found them.
    pub is_match: bool,
}

/// The snippets of a call. `phrases` are those of the query: for each word, its stems.
#[must_use]
pub fn snippets(utterances: &[IndexedUtterance], phrases: &[Vec<BTreeSet<Stem>>]) -> Vec<Snippet> {
    utterances.iter().filter_map(|utterance| snippet(utterance, phrases)).take(MOST_SNIPPETS).collect()
}

fn snippet(utterance: &IndexedUtterance, phrases: &[Vec<BTreeSet<Stem>>]) -> Option<Snippet> {
    let text = &utterance.words;
    let tokens = tokens(text);
    let stems_of = Stem::of_words_in(text);
    let stems: Vec<Vec<Stem>> = tokens.iter().map(|token| stems_of(&token.word)).collect();
    let mut found = vec![false; tokens.len()];
    for phrase in phrases {
        for start in 0..(tokens.len() + 1).saturating_sub(phrase.len()) {
            let here = start..start + phrase.len();
            let fits = |(word, stems): (&BTreeSet<Stem>, &Vec<Stem>)| stems.iter().any(|stem| word.contains(stem));
            if phrase.iter().zip(&stems[here.clone()]).all(fits) {
                found[here].fill(true);
            }
        }
    }
    let first = found.iter().position(|found| *found)?;
    let from = first.saturating_sub(CONTEXT);
    let last = found.iter().rposition(|found| *found)?;
    let to = (last + CONTEXT + 1).min(from + MOST_WORDS).min(tokens.len());
    Some(Snippet { speaker: utterance.speaker, pieces: pieces(text, &tokens, &found, from..to) })
}

/// The text of some words with what stands between them.
fn pieces(text: &str, tokens: &[Token], found: &[bool], shown: Range<usize>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |text: &str, is_match: bool| match pieces.last_mut() {
        Some(piece) if piece.is_match == is_match => piece.text.push_str(text),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece { text: text.to_owned(), is_match }),
    };
    let start = if shown.start == 0 { 0 } else { tokens[shown.start].range.start };
    if start > 0 {
        push("…", false);
    }
    let mut end = start;
    for at in shown.clone() {
        let Token { range, .. } = &tokens[at];
        let is_within = at > 0 && found[at - 1] && found[at] && end > start;
        push(&text[end..range.start], is_within);
        push(&text[range.clone()], found[at]);
        end = range.end;
    }
    push(if shown.end == tokens.len() { &text[end..] } else { "…" }, false);
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{QueryWord, SearchQuery};

    fn found(words: &str, query: &str) -> Vec<String> {
        let utterance = IndexedUtterance { speaker: Speaker::Caller, words: words.to_owned() };
        let query = SearchQuery::parse(query).expect("a query");
        let stems = |word: &QueryWord| match word {
            QueryWord::Forms(stems) => stems.iter().cloned().collect::<BTreeSet<_>>(),
            QueryWord::Beginning { forms, .. } => forms.iter().cloned().collect(),
        };
        let phrases: Vec<Vec<_>> =
            query.phrases().iter().map(|phrase| phrase.words().iter().map(stems).collect()).collect();
        let shown = |piece: Piece| if piece.is_match { format!("[{}]", piece.text) } else { piece.text };
        snippets(&[utterance], &phrases)
            .into_iter()
            .map(|snippet| snippet.pieces.into_iter().map(shown).collect())
            .collect()
    }

    #[test]
    fn found_words_are_marked_in_every_form() {
        let words = "The furnace leaks, and my other furnace is leaking.";
        assert_eq!(found(words, "leak"), ["The furnace [leaks], and my other furnace is [leaking]."]);
        assert_eq!(found(words, r#""other furnaces""#), ["The furnace leaks, and my [other furnace] is leaking."]);
        assert_eq!(found(words, "boiler"), Vec::<String>::new());
        assert_eq!(found("Hay una fuga de gas", "fugas"), ["Hay una [fuga] de gas"]);
    }

    #[test]
    fn long_utterance_is_cut_around_the_match() {
        let words = format!("{}boiler{}", "well ".repeat(100), " and".repeat(100));
        let shown = found(&words, "boiler");
        assert_eq!(
            shown,
            [format!("…{} [boiler]{}…", "well ".repeat(12).trim_end(), " and".repeat(12)).replace("well  ", "well ")]
        );
    }

    proptest! {
        #[test]
        fn pieces_of_a_short_text_are_the_text(text in "[a-z é,.]{0,40}") {
            let utterance = IndexedUtterance { speaker: Speaker::Agent, words: text.clone() };
            for token in tokens(&text) {
                let stems: BTreeSet<Stem> = Stem::in_every_language(&token.word).into_iter().collect();
                for snippet in snippets(std::slice::from_ref(&utterance), &[vec![stems]]) {
                    let whole: String = snippet.pieces.iter().map(|piece| piece.text.as_str()).collect();
                    prop_assert!(whole == text || whole.contains('…'));
                    prop_assert!(snippet.pieces.iter().any(|piece| piece.is_match));
                }
            }
        }
    }
}
