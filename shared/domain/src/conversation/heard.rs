//! What the caller heard of the agent's words.

use super::{
    Conversation,
    history::{self, HistoryEntry},
};

impl Conversation {
    /// The caller interrupted an answer of the agent: `said` is what the agent began to say, and `heard` what the caller heard of it. The
    /// model and the transcript get no more than that. Other answers stay as they were heard.
    ///
    /// Returns whether the history has these words as they were said. What is masked there differs: then the latest words count as heard as
    /// far as they are the same.
    pub fn interrupted(&mut self, said: &str, heard: &str) -> bool {
        let place = history::place_of_words(&self.history, said);
        let is_exact = place.is_some();
        let place = place.unwrap_or_else(|| {
            let of_caller = self.history.iter().rposition(|entry| entry.of_caller().is_some());
            of_caller.map_or(0, |place| place + 1)..self.history.len()
        });
        history::mark_heard(self.history[place].iter_mut(), heard);
        is_exact
    }

    /// Whether the caller has heard every detail of what they are asked to agree to.
    pub(super) fn has_heard_details(&self) -> bool {
        let last = self.history.iter().rev().find_map(HistoryEntry::heard_part);
        last.is_none_or(history::HeardPart::reaches_last_detail)
    }
}
