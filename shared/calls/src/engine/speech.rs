//! The model's words on their way to the caller, while the model's stream is still open.
//!
//! What leaves early is cleaned by the same code as a whole reply, and checked by the same guard. It leaves by sentence: only a whole
//! sentence shows whether it may be said.

use domain::conversation::{Cleaner, Conversation, Guard, ends_sentence, shortened, whole_sentences};
use futures_util::future::BoxFuture;
use openai::{OpenAi, WordSink};
use tokio::time::Instant;

use crate::billed::{Billed, RequestMeter};

/// The fewest characters of an incomplete reply that are worth speaking.
const SHORTEST: usize = 8;

/// Takes the model's words in a turn. The shell of a call passes it to [`Engine::advance`](super::Engine::advance): a shell that
/// streams speech sends each sentence to the caller, and [`WholeReply`] waits for the end of the turn.
pub trait SpeechSink: Send {
    /// Takes the next sentence of a reply, or a few short ones, cleaned for speech and checked. The sentences of a reply, joined by
    /// spaces, are the words that the conversation gets. A turn can have several replies of the model, with tools between them, or
    /// with words between them that the caller must not hear. If the model fails, the conversation gets none of the reply's words.
    ///
    /// Must not block: a sink that sends its sentences over the network passes them to a task.
    fn clause(&mut self, clause: &str);

    /// Whether the caller may have heard a clause as soon as it was taken. If not, another model may begin the reply anew.
    fn is_heard_at_once(&self) -> bool {
        true
    }

    /// The reply exceeds the deadline. Returns the words that the caller hears of it: the conversation goes on as if the
    /// model had said only these. If there are none, the turn is put on hold or goes to a person.
    fn cut_off(&mut self, reply: &PartialReply<'_>) -> Option<String>;

    /// Whether tools may run. `change`: one of them changes something. If not, the turn ends without an answer.
    fn may_run_tools(&mut self, change: bool) -> BoxFuture<'_, bool> {
        let _ = change;
        Box::pin(std::future::ready(true))
    }

    /// The model is asked. `waiting`: what the caller may hear until its first words.
    fn model_is_asked(&mut self, waiting: WhileModelThinks) {
        let _ = waiting;
    }

    /// A part of the model's answer came. It may be long until the end of its first sentence.
    fn model_answers(&mut self) {}

    /// What the caller heard while the model thought. The conversation gets it before the answer.
    fn take_filler(&mut self) -> Option<&'static str> {
        None
    }

    /// Meters the requests to the models, if the turn can end in the middle of one.
    fn meter(&mut self) -> Option<&mut RequestMeter> {
        None
    }

    /// Whether the turn pauses after tools, so that the call is saved before the model speaks of what they did. The turn goes on
    /// as after a hold.
    fn is_saved_after_tools(&self) -> bool {
        false
    }
}

/// What a caller may hear until the first words of the model.
#[derive(Debug, Clone, Copy)]
pub struct WhileModelThinks {
    /// A few words, if any may be said.
    pub filler: Option<&'static str>,
    /// There is an emergency: nothing interrupts the words of the answer.
    pub is_emergency: bool,
}

/// The part of a reply that came before the deadline.
#[derive(Debug, Clone, Copy)]
pub struct PartialReply<'a> {
    /// Its words, cleaned for speech. They may end within a word.
    pub text: &'a str,
    /// Whether tool calls follow.
    pub with_tools: bool,
}

impl PartialReply<'_> {
    /// The words up to the last full stop, since half a sentence is worse than none. `None` if tool calls follow.
    #[must_use]
    pub fn whole_sentences(&self) -> Option<String> {
        let sentences = whole_sentences(self.text);
        (!self.with_tools && sentences.chars().count() >= SHORTEST).then(|| sentences.to_owned())
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

/// Collects the words of one reply, and hands each sentence to the sink as soon as it is complete and checked.
pub(super) struct Listener<'a> {
    sink: &'a mut dyn SpeechSink,
    cleaner: Cleaner,
    guard: Guard<'a>,
    /// The words that the sink has.
    handed_over: String,
    /// The clauses after them.
    sentence: String,
    /// A sentence must not be said, or the reply is too long: nothing more leaves early.
    is_closed: bool,
    with_tools: bool,
    began_at: Option<Instant>,
}

impl<'a> Listener<'a> {
    pub(super) fn new(sink: &'a mut dyn SpeechSink, guard: Guard<'a>) -> Self {
        Self {
            sink,
            cleaner: Cleaner::new(guard.language()),
            guard,
            handed_over: String::new(),
            sentence: String::new(),
            is_closed: false,
            with_tools: false,
            began_at: None,
        }
    }

    /// When the first part of the reply came.
    pub(super) fn began_at(&self) -> Option<Instant> {
        self.began_at
    }

    /// Whether another model may begin the reply anew: the caller has heard no word of it.
    pub(super) fn may_begin_anew(&self) -> bool {
        self.handed_over.is_empty() || !self.sink.is_heard_at_once()
    }

    /// Forgets the reply, because another model begins it anew.
    pub(super) fn begin_anew(&mut self) {
        self.cleaner = Cleaner::new(self.guard.language());
        self.handed_over.clear();
        self.sentence.clear();
        (self.is_closed, self.with_tools, self.began_at) = (false, false, None);
    }

    /// The words that the caller hears already. `None` if all words wait for the end of the turn.
    pub(super) fn heard(&self) -> Option<String> {
        self.sink.is_heard_at_once().then(|| self.handed_over.clone())
    }

    /// A request to this model begins.
    pub(super) fn begin_request(&mut self, model: &OpenAi, prompt_bytes: usize) {
        if let Some(meter) = self.sink.meter() {
            meter.begin(model.setting(), prompt_bytes);
        }
    }

    /// The requests came to their end, and are billed like this.
    pub(super) fn end_requests(&mut self, billed: Billed) {
        if let Some(meter) = self.sink.meter() {
            meter.end(billed);
        }
    }

    /// The reply is complete: hands over its last words. `is_cut`: only whole sentences.
    pub(super) fn end(&mut self, is_cut: bool) {
        let rest = self.cleaner.end();
        self.add(rest.forget, rest.clauses);
        if is_cut {
            self.sentence = whole_sentences(&self.sentence).to_owned();
        }
        self.hand_over();
    }

    /// The reply exceeds the deadline. Returns the words that the caller hears of it.
    pub(super) fn cut_off(&mut self) -> Option<String> {
        let mut text = self.handed_over.clone();
        if !self.is_closed {
            let rest = self.cleaner.clone().end();
            let kept = Some(self.sentence.clone()).filter(|_| !rest.forget);
            for clause in kept.into_iter().chain(rest.clauses) {
                append(&mut text, &clause);
            }
        }
        self.sink.cut_off(&PartialReply { text: &text, with_tools: self.with_tools })
    }

    fn note_part(&mut self) {
        self.sink.model_answers();
        self.began_at.get_or_insert_with(Instant::now);
    }

    fn add(&mut self, forget: bool, clauses: Vec<String>) {
        if forget {
            self.sentence.clear();
        }
        for clause in clauses {
            append(&mut self.sentence, &clause);
            if ends_sentence(&self.sentence) {
                self.hand_over();
            }
        }
    }

    /// Hands over the sentence, if it may be said and the reply is not too long.
    fn hand_over(&mut self) {
        let sentence = std::mem::take(&mut self.sentence);
        if sentence.is_empty() || self.is_closed {
            return;
        }
        let checked = self.guard.check(&sentence);
        self.is_closed |= checked.caught.is_some();
        let mut all = self.handed_over.clone();
        append(&mut all, checked.passed);
        let kept = shortened(&all, Conversation::LONGEST_ANSWER);
        self.is_closed |= kept.len() < all.len();
        let next = kept.get(self.handed_over.len()..).unwrap_or_default().trim_start().to_owned();
        if !next.is_empty() {
            append(&mut self.handed_over, &next);
            self.sink.clause(&next);
        }
    }
}

fn append(text: &mut String, clause: &str) {
    if !text.is_empty() && !clause.is_empty() {
        text.push(' ');
    }
    text.push_str(clause);
}

impl WordSink for Listener<'_> {
    fn words(&mut self, piece: &str) {
        self.note_part();
        if let Some(meter) = self.sink.meter() {
            meter.received(piece.len());
        }
        let cleaned = self.cleaner.push(piece);
        self.add(cleaned.forget, cleaned.clauses);
    }

    /// The caller hears what the model says before it calls tools, so the last words do not wait for the tools' arguments.
    fn tools(&mut self) {
        self.note_part();
        self.with_tools = true;
        self.end(false);
    }
}

#[cfg(test)]
mod tests;
