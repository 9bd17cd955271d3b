//! What the caller heard of the agent's words.

use std::fmt;

use super::{
    Context, Conversation, Phase,
    history::{self, HeardPart, HistoryEntry},
    phrases,
};

/// What a caller heard of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HeardAnswer<'a> {
    /// What the agent began to say.
    pub said: &'a str,
    /// How many bytes of it never reached the caller, at its beginning.
    pub missed: usize,
    /// What the caller heard after that.
    pub heard: &'a str,
}

/// Shows no words: they are personal data.
impl fmt::Debug for HeardAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeardAnswer(missed: {})", self.missed)
    }
}

impl Conversation {
    /// The caller heard only a part of an answer, because they interrupted it or because its beginning was lost. The model and the
    /// transcript get no more than that. Other answers stay as they were heard.
    ///
    /// Returns whether the history has these words as they were said. What is masked there differs: then the latest words count as heard as
    /// far as they are the same.
    pub fn interrupted(&mut self, HeardAnswer { said, missed, heard }: HeardAnswer<'_>) -> bool {
        let place = history::place_of_words(&self.history, said);
        let is_exact = place.is_some();
        let place = place.unwrap_or_else(|| {
            let of_caller = self.history.iter().rposition(|entry| entry.of_caller().is_some());
            of_caller.map_or(0, |place| place + 1)..self.history.len()
        });
        let missed = said.get(..missed).unwrap_or_default();
        history::mark_heard(self.history[place].iter_mut(), (missed, heard));
        is_exact
    }

    /// Whether the caller has heard every detail of what they are asked to agree to, and the last question about it.
    pub(super) fn has_heard_details(&self, context: Context<'_>) -> bool {
        let spoken = || self.history.iter().filter_map(HistoryEntry::heard_part);
        if let Phase::ReadingBack { proposal, .. } = &self.phase {
            let details = phrases::read_back(proposal, &self.caller, self.language(), context);
            // Numbers are masked in the history, and the language may have changed: then the words are not found.
            let read_back = spoken().rfind(|part| part.has_words(&details));
            if !read_back.is_none_or(HeardPart::reaches_last_detail) {
                return false;
            }
        }
        spoken().next_back().is_none_or(HeardPart::reaches_last_detail)
    }

    /// Whether the caller is asked to agree to something, so that it matters what they heard.
    #[must_use]
    pub fn awaits_agreement(&self) -> bool {
        matches!(self.phase, Phase::ReadingBack { .. } | Phase::AskingToText(_))
    }
}
