//! The way of messages to the application: faults, a socket that is lost, and what is sent again.

use std::collections::VecDeque;

use serde_json::Value;

use crate::{LineFaults, faults::MessageFate};

/// So many events are kept while the socket is lost; then the oldest go.
const MOST_KEPT: usize = 500;
/// The longest time that a swapped message waits for the next one.
const SWAP_MS: u64 = 1_000;

/// A message that is on its way.
#[derive(Debug)]
struct LateMessage {
    text: String,
    due_ms: u64,
    waits_for_next: bool,
}

#[derive(Debug)]
pub(super) struct Delivery {
    faults: LineFaults,
    late: Vec<LateMessage>,
    /// What is kept while the socket is lost.
    kept: VecDeque<String>,
    is_down: bool,
    /// The last events that were sent, which are sent again after a reconnect.
    sent: VecDeque<String>,
    replayed: usize,
}

impl Delivery {
    pub(super) fn new(faults: LineFaults, replayed: usize) -> Self {
        Self { faults, late: Vec::new(), kept: VecDeque::new(), is_down: false, sent: VecDeque::new(), replayed }
    }

    pub(super) fn is_down(&self) -> bool {
        self.is_down
    }

    pub(super) fn go_down(&mut self) {
        self.is_down = true;
    }

    /// The socket is there again. Returns what to send: events that may not have arrived, and those that were kept.
    pub(super) fn go_up(&mut self) -> Vec<String> {
        self.is_down = false;
        self.sent.iter().cloned().chain(std::mem::take(&mut self.kept)).collect()
    }

    /// The texts that go out now, and whether the socket is lost after them.
    pub(super) fn send(&mut self, message: &Value, now_ms: u64) -> (Vec<String>, bool) {
        let text = message.to_string();
        let next: Vec<String> = self.late.extract_if(.., |late| late.waits_for_next).map(|late| late.text).collect();
        let mut texts = match self.faults.fate() {
            MessageFate::Arrives => vec![text.clone()],
            MessageFate::Doubled => vec![text.clone(); 2],
            MessageFate::Swapped => {
                self.late.push(LateMessage { text: text.clone(), due_ms: now_ms + SWAP_MS, waits_for_next: true });
                Vec::new()
            }
            MessageFate::Late { ms } => {
                self.late.push(LateMessage { text: text.clone(), due_ms: now_ms + ms, waits_for_next: false });
                Vec::new()
            }
        };
        let is_event = ["prompt", "dtmf", "interrupt"].iter().any(|kind| message["type"] == *kind);
        if is_event && !self.is_down && self.replayed > 0 {
            self.sent.push_back(text);
            while self.sent.len() > self.replayed {
                self.sent.pop_front();
            }
        }
        texts.extend(next);
        (texts, self.faults.drops())
    }

    /// Whether the provider fails after this prompt.
    pub(super) fn fails_provider(&mut self) -> bool {
        self.faults.fails_provider()
    }

    /// When a late message arrives next.
    pub(super) fn next_ms(&self) -> Option<u64> {
        self.late.iter().map(|late| late.due_ms).min()
    }

    /// The late messages that arrive by now.
    pub(super) fn due(&mut self, now_ms: u64) -> Vec<String> {
        self.late.extract_if(.., |late| late.due_ms <= now_ms).map(|late| late.text).collect()
    }

    /// Keeps a text if the socket is lost; otherwise returns it.
    pub(super) fn keep_if_down(&mut self, text: String) -> Option<String> {
        if !self.is_down {
            return Some(text);
        }
        self.kept.push_back(text);
        if self.kept.len() > MOST_KEPT {
            self.kept.pop_front();
        }
        None
    }
}
