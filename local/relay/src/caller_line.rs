//! The line between the caller and the application: what is spoken when, what the caller does, and which messages follow. Pure.

mod delivery;
mod input;
mod playback;

use std::collections::VecDeque;

use serde_json::Value;

use self::{
    delivery::Delivery,
    input::CallerSpeech,
    playback::{NewPiece, Playback},
};
use crate::{
    InputKinds, LineFaults, RelayAttributes, RelayCallFacts, RelaySessionEnd, SessionOutcome,
    from_application::{FromApplication, MessageFault},
    speech::SegmentSound,
    to_application,
};

/// So many malformed messages in a row end the session.
const MOST_MALFORMED: u32 = 10;
/// The close code after too many malformed messages.
const INVALID_DATA: u16 = 1007;
/// The close code of a session that ends as it should.
const NORMAL: u16 = 1000;
/// How often a lost socket is connected again before the session fails.
const CONNECT_ATTEMPTS: u32 = 3;

/// What the shell of a line has to do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineOutput {
    /// Send a text.
    Send(String),
    /// Lose the socket, without a close frame.
    Drop,
    /// Connect again, and report it by [`CallerLine::reconnected`] or [`CallerLine::reconnect_failed`].
    Connect,
    /// Close the socket with this code. The session is over.
    Close(u16),
}

/// What was heard on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeardKind {
    /// The caller heard these words of the agent: of a text that was cut off, only those spoken before.
    Agent {
        /// The words.
        words: String,
        /// The language of the voice.
        language: String,
        /// Whether more would have followed.
        is_cut: bool,
    },
    /// The caller heard a sound, from this URL.
    Sound(String),
    /// The caller heard the tones of these keys.
    Tones(String),
    /// The caller said this.
    Caller {
        /// The words.
        words: String,
        /// Whether the application got them.
        is_reported: bool,
    },
    /// The caller pressed a key.
    Key(char),
}

/// Something that was heard, and when, in milliseconds since the session began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardEvent {
    /// When it began.
    pub from_ms: u64,
    /// When it ended.
    pub until_ms: u64,
    /// What it was.
    pub kind: HeardKind,
}

/// A session of ConversationRelay.
#[derive(Debug)]
pub struct CallerLine {
    attributes: RelayAttributes,
    facts: RelayCallFacts,
    now_ms: u64,
    playback: Playback,
    caller: Option<CallerSpeech>,
    delivery: Delivery,
    malformed_in_a_row: u32,
    failed_connects: u32,
    heard: Vec<HeardEvent>,
    outputs: VecDeque<LineOutput>,
    awaits_reply: bool,
    end: Option<RelaySessionEnd>,
}

impl CallerLine {
    /// A session whose socket has just been connected: sends `setup` and begins to speak the greeting.
    #[must_use]
    pub fn new(attributes: RelayAttributes, facts: RelayCallFacts, faults: LineFaults) -> Self {
        let mut line = Self {
            delivery: Delivery::new(faults, attributes.replayed_events),
            attributes,
            facts,
            now_ms: 0,
            playback: Playback::default(),
            caller: None,
            malformed_in_a_row: 0,
            failed_connects: 0,
            heard: Vec::new(),
            outputs: VecDeque::new(),
            awaits_reply: false,
            end: None,
        };
        line.outputs.push_back(LineOutput::Send(to_application::setup(&line.facts).to_string()));
        if let Some(greeting) = line.attributes.welcome_greeting.clone() {
            let interruptible = line.attributes.welcome_greeting_interruptible;
            let language = line.attributes.speech_language.clone();
            let preemptible = line.attributes.preemptible;
            let sound = SegmentSound::Words(greeting);
            line.playback.add(0, NewPiece { sound, language, interruptible, preemptible });
            line.playback.close_cycle();
        }
        line
    }

    /// The time of the session in milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.now_ms
    }

    /// What the shell has to do next; taken out.
    pub fn next_output(&mut self) -> Option<LineOutput> {
        self.outputs.pop_front()
    }

    /// Everything that was heard so far, in the order in which it ended.
    #[must_use]
    pub fn heard(&self) -> &[HeardEvent] {
        &self.heard
    }

    /// How the session ended, once it has.
    #[must_use]
    pub fn end(&self) -> Option<&RelaySessionEnd> {
        self.end.as_ref()
    }

    /// Whether the agent speaks, or pauses within a talk cycle.
    #[must_use]
    pub fn agent_speaks(&self) -> bool {
        self.playback.speaks()
    }

    /// Whether nothing is left to speak.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.playback.is_empty() && self.caller.is_none()
    }

    /// Whether the application owes a talk cycle: none with words has ended since the caller's last words or key.
    #[must_use]
    pub fn awaits_reply(&self) -> bool {
        self.awaits_reply
    }

    /// When a number of words has been spoken since the caller's last words or key. `None` if no such words are known yet.
    #[must_use]
    pub fn time_of_word(&self, words: usize) -> Option<u64> {
        self.playback.time_of_word(words).map(|at| at.max(self.now_ms))
    }

    /// Whether a talk cycle is open: more of it will come.
    #[must_use]
    pub fn is_talking(&self) -> bool {
        !self.playback.begins_cycle()
    }

    /// When the caller has said what they are saying.
    #[must_use]
    pub fn caller_ends_ms(&self) -> Option<u64> {
        self.caller.as_ref().map(CallerSpeech::ends_ms)
    }

    /// When a late message to the application arrives next.
    #[must_use]
    pub fn late_message_ms(&self) -> Option<u64> {
        self.delivery.next_ms()
    }

    /// When something happens on the line next, if nothing arrives before.
    #[must_use]
    pub fn next_event_ms(&self) -> Option<u64> {
        let caller = self.caller.as_ref().map(CallerSpeech::next_ms);
        [self.playback.next_ms(), caller, self.delivery.next_ms()].into_iter().flatten().min()
    }

    /// Lets time pass until an instant.
    pub fn advance(&mut self, to_ms: u64) {
        while let Some(at) = self.next_event_ms().filter(|at| *at <= to_ms && self.end.is_none()) {
            self.now_ms = self.now_ms.max(at);
            self.play();
            self.listen();
            for text in self.delivery.due(self.now_ms) {
                self.put(text);
            }
        }
        self.now_ms = self.now_ms.max(to_ms);
    }

    /// A message of the application, now.
    pub fn received(&mut self, text: &str) {
        if self.end.is_some() {
            return;
        }
        let message = match FromApplication::parse(text) {
            Ok(message) => message,
            Err(fault) => return self.refuse(&fault),
        };
        self.malformed_in_a_row = 0;
        match message {
            FromApplication::Text { token, is_last, language, interruptible, preemptible } => {
                self.speak(SegmentSound::Words(token), language, (interruptible, preemptible));
                if is_last {
                    self.close_cycle();
                }
            }
            FromApplication::Play { source, interruptible, preemptible } => {
                self.speak(SegmentSound::Sound(source), None, (interruptible, preemptible));
                self.close_cycle();
            }
            FromApplication::SendDigits(digits) => self.note(self.now_ms, HeardKind::Tones(digits)),
            FromApplication::Language { speech, transcription } => {
                let attributes = &mut self.attributes;
                attributes.speech_language = speech.unwrap_or_else(|| attributes.speech_language.clone());
                attributes.transcription_language =
                    transcription.unwrap_or_else(|| attributes.transcription_language.clone());
            }
            FromApplication::Config => {}
            FromApplication::End { handoff_data } => {
                self.finish(SessionOutcome::Ended { handoff_data }, NORMAL);
            }
        }
    }

    /// The socket was never connected.
    pub(crate) fn fail_at_start(&mut self, end: RelaySessionEnd) {
        self.outputs.clear();
        self.end = Some(end);
    }

    /// The caller waits for the agent to speak again, without a word or key.
    pub fn expect_more(&mut self) {
        self.awaits_reply = true;
    }

    /// The caller hangs up, now.
    pub fn hang_up(&mut self) {
        self.finish(SessionOutcome::Completed, NORMAL);
    }

    /// The provider of speech recognition fails, now.
    pub fn fail_provider(&mut self) {
        self.finish(SessionOutcome::failed(64114, "Speech-to-text provider error"), NORMAL);
    }

    /// The socket is lost, now.
    pub fn socket_lost(&mut self) {
        if self.end.is_some() || self.delivery.is_down() {
            return;
        }
        if self.attributes.application_reconnect {
            self.delivery.go_down();
            self.outputs.push_back(LineOutput::Connect);
        } else {
            self.finish(SessionOutcome::failed(64105, "WebSocket ended"), NORMAL);
        }
    }

    /// The socket is connected again: sends what came meanwhile, and again what may have been lost.
    pub fn reconnected(&mut self) {
        self.failed_connects = 0;
        let held = self.delivery.go_up();
        if self.attributes.setup_after_reconnect {
            self.outputs.push_back(LineOutput::Send(to_application::setup(&self.facts).to_string()));
        }
        self.outputs.extend(held.into_iter().map(LineOutput::Send));
    }

    /// The socket could not be connected again.
    pub fn reconnect_failed(&mut self) {
        self.failed_connects += 1;
        if self.failed_connects < CONNECT_ATTEMPTS {
            self.outputs.push_back(LineOutput::Connect);
        } else {
            self.finish(SessionOutcome::failed(64102, "Unable to connect to websocket URL"), NORMAL);
        }
    }

    fn refuse(&mut self, fault: &MessageFault) {
        self.send(&to_application::error(&fault.to_string()));
        if matches!(fault, MessageFault::Malformed(_)) {
            self.malformed_in_a_row += 1;
        }
        if self.malformed_in_a_row >= MOST_MALFORMED {
            self.finish(SessionOutcome::failed(64107, "Too many consecutive malformed messages"), INVALID_DATA);
        }
    }

    fn speak(
        &mut self,
        sound: SegmentSound,
        language: Option<String>,
        (interruptible, preemptible): (Option<InputKinds>, Option<bool>),
    ) {
        if matches!(&sound, SegmentSound::Words(words) if words.is_empty()) {
            return;
        }
        let interruptible = interruptible.unwrap_or(self.attributes.interruptible);
        let preemptible = preemptible.unwrap_or(self.attributes.preemptible);
        if self.playback.begins_cycle() {
            let cut = self.playback.cut(self.now_ms, |segment| segment.preemptible);
            self.note_cut(cut);
        }
        let language = language.unwrap_or_else(|| self.attributes.speech_language.clone());
        self.playback.add(self.now_ms, NewPiece { sound, language, interruptible, preemptible });
    }

    fn close_cycle(&mut self) {
        if self.playback.close_cycle() {
            self.awaits_reply = false;
        }
    }

    fn finish(&mut self, outcome: SessionOutcome, close_code: u16) {
        if self.end.is_some() {
            return;
        }
        let cut = self.playback.cut(self.now_ms, |_| true);
        self.note_cut(cut);
        let session_id = self.facts.session_id.clone();
        self.end = Some(RelaySessionEnd { session_id, at_ms: self.now_ms, outcome });
        self.outputs.push_back(LineOutput::Close(close_code));
    }

    fn note(&mut self, from_ms: u64, kind: HeardKind) {
        self.heard.push(HeardEvent { from_ms, until_ms: self.now_ms, kind });
    }

    /// Sends a message, with what goes wrong on its way.
    fn send(&mut self, message: &Value) {
        if self.end.is_some() {
            return;
        }
        let (texts, is_dropped) = self.delivery.send(message, self.now_ms);
        for text in texts {
            self.put(text);
        }
        if is_dropped && !self.delivery.is_down() {
            self.outputs.push_back(LineOutput::Drop);
            self.socket_lost();
        }
    }

    /// Gives a text to the socket, or keeps it until there is one.
    fn put(&mut self, text: String) {
        if let Some(text) = self.delivery.keep_if_down(text) {
            self.outputs.push_back(LineOutput::Send(text));
        }
    }
}

#[cfg(test)]
mod tests;
