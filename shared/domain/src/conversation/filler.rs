//! A few words while the model thinks, where a streamed call would be silent.

use super::{Conversation, HistoryEntry};
use crate::triage::Language;

impl Conversation {
    /// The words for the next time that the model is slow: not those of the time before. `None` in an emergency: nothing stands before the
    /// words about it.
    #[must_use]
    pub fn next_filler(&self) -> Option<&'static str> {
        let fillers = &self.words().talk.fillers;
        if fillers.is_empty() || self.emergency().is_some() {
            return None;
        }
        let place_of = |entry: &HistoryEntry| match entry {
            HistoryEntry::AgentSaid { text, .. } => fillers.iter().position(|filler| **filler == **text),
            _ => None,
        };
        let next = self.history.iter().rev().find_map(place_of).map_or(0, |last| last + 1);
        fillers.get(next % fillers.len()).map(|filler| &**filler)
    }

    /// The caller hears these words now, and the model's answer after them.
    pub fn fill(&mut self, words: String) {
        self.spoken(&[words]);
    }
}

/// Whether these words answer nothing: they only fill the time until the model's.
#[must_use]
pub fn is_filler(words: &str) -> bool {
    Language::ALL.iter().any(|language| language.words().talk.fillers.iter().any(|filler| **filler == *words))
}
