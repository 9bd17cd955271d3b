//! The complete sentences of a reply that exceeds the deadline, and when its first part came.

use openai::WordSink;
use tokio::time::Instant;

/// The fewest characters that are worth speaking.
const SHORTEST: usize = 8;

/// Collects the words of a reply.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    text: String,
    with_tools: bool,
    began_at: Option<Instant>,
}

impl Sentences {
    /// When the first part of the reply came.
    pub(super) fn began_at(&self) -> Option<Instant> {
        self.began_at
    }

    fn note_part(&mut self) {
        self.began_at.get_or_insert_with(Instant::now);
    }

    /// The words up to the last full stop, since half a sentence is worse than none. `None` if tool calls follow.
    pub(super) fn whole(&self) -> Option<String> {
        let end = self.text.rfind(['.', '!', '?']).filter(|_| !self.with_tools)?;
        let sentences = self.text[..=end].trim();
        (sentences.chars().count() >= SHORTEST).then(|| sentences.to_owned())
    }
}

impl WordSink for Sentences {
    fn words(&mut self, piece: &str) {
        self.note_part();
        self.text.push_str(piece);
    }

    fn tools(&mut self) {
        self.note_part();
        self.with_tools = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(pieces: &[&str]) -> Option<String> {
        let mut sentences = Sentences::default();
        for piece in pieces {
            sentences.words(piece);
        }
        sentences.whole()
    }

    #[test]
    fn incomplete_reply_is_spoken_up_to_its_last_full_stop() {
        assert_eq!(whole(&["We can ", "come today. Would", " you"]).as_deref(), Some("We can come today."));
        assert_eq!(whole(&["We can come to"]), None);
        assert_eq!(whole(&["Hi. We can"]), None, "too short to be worth it");
        assert_eq!(whole(&[]), None);
    }

    #[test]
    fn incomplete_reply_with_tools_is_not_spoken() {
        let mut sentences = Sentences::default();
        sentences.words("I will book it now. ");
        sentences.tools();
        assert_eq!(sentences.whole(), None);
    }
}
