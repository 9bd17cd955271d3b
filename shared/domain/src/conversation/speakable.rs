//! Turns a model's text into text for speech: what is not for the caller goes, and what cannot be said gets words.
//!
//! [`Cleaner`] takes the text in pieces, as a stream brings them; [`speakable`] is the same code for a whole text. What is
//! removed: reasoning, tool calls, code, markup of templates, emoji, directions for an actor, the name of the speaker. What gets
//! words: lists, tables, links, addresses, ranges, degrees, signs. Numbers and what a sentence means stay.
//!
//! One thing depends on the pieces: if the closing tag of reasoning comes without an opening one, everything before it is
//! reasoning. Clauses that left before cannot be taken back.

mod entities;
mod found;
mod hidden;
mod line;
mod markers;
mod numbers;
mod sentences;
mod tokens;

use entities::Entities;
use hidden::{Hidden, TextPart};
use line::LineState;
use sentences::clause_length;
pub(super) use sentences::sentences;
pub use sentences::{ends_sentence, shortened, whole_sentences};

use crate::triage::Language;

/// A model's text for speech: one line, at most `most` characters, cut at the end of a sentence.
#[must_use]
pub fn speakable(text: &str, language: Language, most: usize) -> String {
    let mut cleaner = Cleaner::new(language);
    let mut clauses = cleaner.push(text).clauses;
    clauses.append(&mut cleaner.end().clauses);
    shortened(&clauses.join(" "), most).to_owned()
}

/// What a piece of a text adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// All text before was reasoning and is forgotten.
    pub forget: bool,
    /// The next clauses, each on one line and not empty.
    pub clauses: Vec<String>,
}

/// Cleans a text that arrives in pieces. The clauses do not depend on where it is split.
#[derive(Debug, Clone)]
pub struct Cleaner {
    entities: Entities,
    hidden: Hidden,
    /// Text for the caller that is no whole clause yet.
    text: String,
    line: LineState,
}

impl Cleaner {
    /// A cleaner for a text in this language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self {
            entities: Entities::default(),
            hidden: Hidden::new(),
            text: String::new(),
            line: LineState::new(language),
        }
    }

    /// Takes the next piece.
    pub fn push(&mut self, piece: &str) -> Cleaned {
        let mut plain = String::with_capacity(piece.len());
        self.entities.push(piece, &mut plain);
        self.add(&plain, false)
    }

    /// Takes the end.
    pub fn end(&mut self) -> Cleaned {
        let mut plain = String::new();
        self.entities.end(&mut plain);
        let mut cleaned = self.add(&plain, true);
        let rest = std::mem::take(&mut self.text);
        cleaned.clauses.extend(Some(self.line.clean(&rest)).filter(|clause| !clause.is_empty()));
        cleaned
    }

    fn add(&mut self, text: &str, ended: bool) -> Cleaned {
        let mut cleaned = Cleaned::default();
        for part in self.hidden.push(text, ended) {
            match part {
                TextPart::Text(text) => self.text.push_str(&text),
                TextPart::Forget => {
                    self.text.clear();
                    self.line = LineState::new(self.line.language);
                    cleaned = Cleaned { forget: true, clauses: Vec::new() };
                }
            }
            while let Some(length) = clause_length(&self.text) {
                let clause: String = self.text.drain(..length).collect();
                cleaned.clauses.extend(Some(self.line.clean(&clause)).filter(|clause| !clause.is_empty()));
            }
        }
        cleaned
    }
}

#[cfg(test)]
mod tests;
