//! What a call uses and only its shell knows: what was streamed, and requests to the model whose answers it does not keep.

use super::Conversation;
use crate::usage::{CallUsage, OvertakenRequests, StreamedUsage};

impl Conversation {
    /// Counts the turns and the words since `before` as streamed, without the characters that are spoken otherwise.
    pub fn count_streamed(&mut self, before: &CallUsage, otherwise: usize) {
        let CallUsage { turns, spoken_characters, streamed, .. } = &mut self.usage;
        streamed.turns = streamed.turns.saturating_add(turns.saturating_sub(before.turns));
        let characters = spoken_characters.saturating_sub(before.spoken_characters);
        let characters = characters.saturating_sub(otherwise as u64);
        streamed.spoken_characters = streamed.spoken_characters.saturating_add(characters);
    }

    /// Counts what the sessions of a call used that its turns do not know: their duration, and the greeting that they spoke.
    pub fn count_sessions(&mut self, seconds: u64, greeting: usize) {
        let StreamedUsage { seconds: all, spoken_characters, .. } = &mut self.usage.streamed;
        *all = all.saturating_add(seconds);
        *spoken_characters = spoken_characters.saturating_add(greeting as u64);
    }

    /// The latest answer of the model was no request of its own: words that had left stand for it.
    pub fn uncount_request(&mut self) {
        self.usage.model_requests = self.usage.model_requests.saturating_sub(1);
    }

    /// Counts requests to the model whose answers the call does not keep.
    pub fn count_overtaken(&mut self, overtaken: OvertakenRequests) {
        let OvertakenRequests { requests, tokens, own_priced } = overtaken;
        self.usage.model_requests = self.usage.model_requests.saturating_add(requests);
        self.usage.tokens += tokens;
        self.usage.own_priced += own_priced;
    }
}
