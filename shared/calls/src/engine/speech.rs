//! The model's words on their way to the caller, while the model's stream is still open.

use domain::conversation::speakable;
use openai::WordSink;
use tokio::time::Instant;

/// The fewest characters that are worth speaking on their own.
const SHORTEST: usize = 8;
/// What ends a clause, if a space follows.
const MARKS: [char; 8] = ['.', '!', '?', ',', ';', ':', '…', '—'];
/// What may stand between the mark and the space.
const CLOSING: [char; 7] = ['"', '\'', '”', '’', ')', '*', '_'];

/// Takes the model's words in a turn. The shell of a call passes it to [`Engine::advance`](super::Engine::advance): a shell that
/// streams speech sends each clause to the caller, and [`WholeReply`] waits for the end of the turn.
pub trait SpeechSink: Send {
    /// Takes the next clause of a reply, without markup. The clauses of a reply, joined by spaces, are the words that the
    /// conversation gets, unless those are longer than a reply may be. A turn can have several replies of the model, with tools
    /// between them. If the model fails, the conversation gets none of the reply's words.
    ///
    /// Must not block: a sink that sends its clauses over the network passes them to a task.
    fn clause(&mut self, clause: &str);

    /// Whether the caller may have heard a clause as soon as it was taken. If not, another model may begin the reply anew.
    fn is_heard_at_once(&self) -> bool {
        true
    }

    /// The reply exceeds the deadline. Returns the words that the caller hears of it: the conversation goes on as if the
    /// model had said only these. If there are none, the turn is put on hold or goes to a person.
    fn cut_off(&mut self, reply: &PartialReply<'_>) -> Option<String>;
}

/// The part of a reply that came before the deadline.
#[derive(Debug, Clone, Copy)]
pub struct PartialReply<'a> {
    /// Its text, which may end within a word.
    pub text: &'a str,
    /// Whether tool calls follow.
    pub with_tools: bool,
}

impl PartialReply<'_> {
    /// The words up to the last full stop, since half a sentence is worse than none. `None` if tool calls follow.
    #[must_use]
    pub fn whole_sentences(&self) -> Option<String> {
        let end = self.text.rfind(['.', '!', '?']).filter(|_| !self.with_tools)?;
        let sentences = self.text[..=end].trim();
        (sentences.chars().count() >= SHORTEST).then(|| sentences.to_owned())
    }
}

/// The sink of a shell that speaks at the end of the turn, as `<Gather>` does: the reply has all words.
#[derive(Debug, Clone, Copy)]
pub struct WholeReply;

impl SpeechSink for WholeReply {
    fn clause(&mut self, _: &str) {}

    fn is_heard_at_once(&self) -> bool {
        false
    }

    fn cut_off(&mut self, reply: &PartialReply<'_>) -> Option<String> {
        reply.whole_sentences()
    }
}

/// Collects the words of one reply, and hands each clause to the sink as soon as it is complete.
pub(super) struct Listener<'a> {
    sink: &'a mut dyn SpeechSink,
    text: String,
    /// The bytes of the text that the sink has.
    handed_over: usize,
    with_tools: bool,
    began_at: Option<Instant>,
}

impl<'a> Listener<'a> {
    pub(super) fn new(sink: &'a mut dyn SpeechSink) -> Self {
        Self { sink, text: String::new(), handed_over: 0, with_tools: false, began_at: None }
    }

    /// When the first part of the reply came.
    pub(super) fn began_at(&self) -> Option<Instant> {
        self.began_at
    }

    /// Whether another model may begin the reply anew: the caller has heard no word of it.
    pub(super) fn may_begin_anew(&self) -> bool {
        self.handed_over == 0 || !self.sink.is_heard_at_once()
    }

    /// Forgets the reply, because another model begins it anew.
    pub(super) fn begin_anew(&mut self) {
        self.text.clear();
        (self.handed_over, self.with_tools, self.began_at) = (0, false, None);
    }

    /// The reply is complete: hands over its last words.
    pub(super) fn end(&mut self) {
        self.hand_over(self.text.len());
    }

    /// The reply exceeds the deadline. Returns the words that the caller hears of it.
    pub(super) fn cut_off(&mut self) -> Option<String> {
        self.sink.cut_off(&PartialReply { text: &self.text, with_tools: self.with_tools })
    }

    fn note_part(&mut self) {
        self.began_at.get_or_insert_with(Instant::now);
    }

    fn hand_over(&mut self, end: usize) {
        let clause = speakable(&self.text[self.handed_over..end], usize::MAX);
        self.handed_over = end;
        if !clause.is_empty() {
            self.sink.clause(&clause);
        }
    }
}

impl WordSink for Listener<'_> {
    fn words(&mut self, piece: &str) {
        self.note_part();
        self.text.push_str(piece);
        while let Some(length) = clause_length(&self.text[self.handed_over..]) {
            self.hand_over(self.handed_over + length);
        }
    }

    /// The caller hears what the model says before it calls tools, so the last words do not wait for the tools' arguments.
    fn tools(&mut self) {
        self.note_part();
        self.with_tools = true;
        self.end();
    }
}

/// The length in bytes of the first clause, if it is complete: what follows its mark has come too. "2:30" and "$89.50" are in one
/// clause. A line of a list is a clause.
fn clause_length(text: &str) -> Option<usize> {
    let ends = text.char_indices().filter_map(|(at, c)| match c {
        '\n' => Some(at),
        c if c.is_whitespace() && text[..at].trim_end_matches(CLOSING).ends_with(MARKS) => Some(at),
        _ => None,
    });
    ends.into_iter().find(|end| text[..*end].trim().chars().count() >= SHORTEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Keeps the clauses.
    #[derive(Default)]
    struct Kept(Vec<String>);

    impl SpeechSink for Kept {
        fn clause(&mut self, clause: &str) {
            self.0.push(clause.to_owned());
        }

        fn cut_off(&mut self, reply: &PartialReply<'_>) -> Option<String> {
            WholeReply.cut_off(reply)
        }
    }

    /// The clauses handed over before the end of a reply in these pieces.
    fn clauses(pieces: &[&str]) -> Vec<String> {
        let mut kept = Kept::default();
        let mut listener = Listener::new(&mut kept);
        for piece in pieces {
            listener.words(piece);
        }
        kept.0
    }

    fn whole(pieces: &[&str]) -> Option<String> {
        let mut sink = WholeReply;
        let mut listener = Listener::new(&mut sink);
        for piece in pieces {
            listener.words(piece);
        }
        listener.cut_off()
    }

    #[test]
    fn clause_is_handed_over_once_a_space_follows_its_mark() {
        assert_eq!(clauses(&["We can come ", "today,", " or"]), ["We can come today,"]);
        assert!(clauses(&["We can come today,"]).is_empty(), "a digit may follow");
        assert!(clauses(&["It costs $89.50 and starts at 2:30"]).is_empty());
        assert_eq!(clauses(&["Yes. We can come today. Or"]), ["Yes. We can come today."], "too short alone");
        assert_eq!(clauses(&["We have:\n- **Monday** morning\n- Tuesday"]), ["We have:", "Monday morning"]);
        assert_eq!(clauses(&["She said \"come today.\" Shall I"]), ["She said \"come today.\""]);
    }

    #[test]
    fn last_words_are_handed_over_at_the_end_or_before_tools() {
        let mut kept = Kept::default();
        let mut listener = Listener::new(&mut kept);
        listener.words("One moment, I look it up");
        listener.tools();
        listener.tools();
        listener.end();
        assert_eq!(kept.0, ["One moment,", "I look it up"]);
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
        let mut sink = WholeReply;
        let mut listener = Listener::new(&mut sink);
        listener.words("I will book it now. ");
        listener.tools();
        assert_eq!(listener.cut_off(), None);
    }

    proptest! {
        #[test]
        fn clauses_of_any_reply_joined_are_its_words(pieces in prop::collection::vec("[a-c0-9 ,.!?:\n]{0,12}", 0..12)) {
            let mut kept = Kept::default();
            let mut listener = Listener::new(&mut kept);
            for piece in &pieces {
                listener.words(piece);
            }
            listener.end();
            prop_assert_eq!(kept.0.join(" "), speakable(&pieces.concat(), usize::MAX));
        }
    }
}
