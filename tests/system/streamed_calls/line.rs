//! The caller's side of a call: the socket, what arrived, and what of it was heard.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};
use twilio::signature::sign;

use super::{
    dice::{ANSWER, first_words, words_in},
    trace::{Note, Trace},
    world::World,
};
use crate::support::{TestCaller, WebhookResponse, relay_caller::open};

/// After this time without anything, nothing more comes.
const QUIET: Duration = Duration::from_millis(120);

/// The words of one talk cycle.
#[derive(Debug, Default)]
struct Cycle {
    text: String,
    is_closed: bool,
}

/// Why listening ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// The agent's words ended: the caller is listened to.
    All,
    /// So many words arrived as were waited for.
    Enough,
    /// Nothing comes, although the call goes on.
    Nothing,
    /// The socket is lost.
    Lost,
    /// The session ended by a message.
    Ended,
}

/// A call's line.
pub(super) struct Line<'a> {
    pub(super) world: &'a World,
    pub(super) trace: Arc<Trace>,
    pub(super) caller: TestCaller,
    /// The TwiML that is in force.
    pub(super) twiml: WebhookResponse,
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
    sockets: u32,
    cycle: Cycle,
    /// The answers that the caller has cut off.
    cut: Vec<String>,
    handoff: Option<String>,
    /// The latest events, for a replay.
    events: Vec<Value>,
    /// Whether the call has no further turns.
    pub(super) is_over: bool,
}

impl<'a> Line<'a> {
    /// Rings and opens the socket.
    pub(super) async fn ring(world: &'a World, trace: Arc<Trace>, caller: TestCaller) -> Self {
        let twiml = caller.ring().await;
        let mut line = Self {
            world,
            trace,
            caller,
            twiml,
            socket: None,
            sockets: 0,
            cycle: Cycle::default(),
            cut: Vec::new(),
            handoff: None,
            events: Vec::new(),
            is_over: false,
        };
        line.open(true).await;
        line
    }

    /// Whether the caller speaks through a socket.
    pub(super) fn is_streamed(&self) -> bool {
        self.twiml.has("ConversationRelay")
    }

    pub(super) fn is_open(&self) -> bool {
        self.socket.is_some()
    }

    pub(super) fn greeting(&self) -> String {
        self.twiml.attribute("ConversationRelay", "welcomeGreeting")
    }

    /// Opens a socket to the URL of the TwiML.
    async fn open(&mut self, with_setup: bool) {
        let url = self.twiml.attribute("ConversationRelay", "url");
        let token = url.split_once("?t=").expect("a token").1.to_owned();
        self.world.add_token(&token, &self.trace);
        let signature = sign(&self.caller.token(), &url, &[]);
        match open(&self.world.socket_url(&token), Some(&signature)).await {
            Ok(socket) => self.socket = Some(socket),
            Err(error) => self.trace.fault(format!("the socket does not open: {error}")),
        }
        self.sockets += 1;
        if with_setup {
            let sid = self.caller.call_sid();
            self.put(&json!({"type": "setup", "sessionId": "VX1", "callSid": sid, "callStatus": "IN-PROGRESS"})).await;
        }
    }

    /// Loses the socket; connects again and replays this number of events.
    pub(super) async fn reconnect(&mut self, with_setup: bool, replayed: usize) {
        self.trace.note(Note::Did(format!("reconnects; setup: {with_setup}, replay: {replayed}")));
        self.socket = None;
        self.trace.note(Note::Lost);
        self.open(with_setup).await;
        let from = self.events.len().saturating_sub(replayed);
        let events = self.events.clone();
        for event in &events[from..] {
            self.put(event).await;
        }
    }

    /// Loses the socket for good.
    pub(super) async fn lose(&mut self) {
        self.socket = None;
        self.trace.note(Note::Lost);
        self.finish(vec![("SessionStatus", "failed".to_owned()), ("ErrorCode", "64105".to_owned())]).await;
    }

    /// Requests the action of `<Connect>`, and goes on as it says.
    async fn finish(&mut self, parameters: Vec<(&str, String)>) {
        self.archive(false);
        // A new session has nothing to replay.
        self.events.clear();
        let action = self.twiml.attribute("Connect", "action");
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let twiml = self.caller.post(&action, &parameters).await;
        self.trace.note(Note::Did(format!("action {parameters:?} -> {}", twiml.body)));
        self.twiml = twiml;
        if self.is_streamed() {
            self.open(true).await;
            // The greeting of a later session goes on with the call.
            let greeting = self.greeting();
            self.trace.note(Note::Posted(json!({"type": "text", "token": greeting.clone(), "last": true}), None));
            self.cycle = Cycle { text: greeting, is_closed: true };
        } else {
            self.hear_twiml();
        }
    }

    /// Goes on after the session ended by a message.
    pub(super) async fn follow(&mut self) {
        let handoff = self.handoff.take().unwrap_or_default();
        self.socket = None;
        self.finish(vec![("SessionStatus", "ended".to_owned()), ("HandoffData", handoff)]).await;
    }

    /// Sends a message, now.
    async fn put(&mut self, message: &Value) {
        self.trace.note(Note::Sent(self.sockets, message.clone()));
        if let Some(socket) = &mut self.socket
            && socket.send(Message::text(message.to_string())).await.is_err()
        {
            self.socket = None;
        }
    }

    async fn event(&mut self, message: Value) {
        self.put(&message).await;
        self.events.push(message);
    }

    pub(super) async fn prompt(&mut self, words: &str) {
        self.event(json!({"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": true})).await;
    }

    /// Sends the last event again.
    pub(super) async fn repeat(&mut self) {
        if let Some(message) = self.events.last().cloned() {
            self.put(&message).await;
        }
    }

    /// Reports an interruption.
    pub(super) async fn interrupt(&mut self, heard: &str) {
        self.event(json!({"type": "interrupt", "utteranceUntilInterrupt": heard, "durationUntilInterruptMs": 460}))
            .await;
    }

    /// Cuts the agent off after so many words. Returns the words that were heard.
    pub(super) fn cut_off(&mut self, words: usize) -> String {
        let heard = first_words(&self.cycle.text, words);
        let arrived = std::mem::take(&mut self.cycle).text;
        self.cut.extend(words_in(ANSWER, &arrived));
        self.trace.note(Note::Cut { heard: heard.clone(), arrived });
        heard
    }

    /// The words that arrived since the caller last spoke.
    pub(super) fn arrived(&self) -> &str {
        &self.cycle.text
    }

    /// Whether the agent has spoken to the end.
    pub(super) fn has_ended(&self) -> bool {
        self.cycle.is_closed
    }

    /// Begins a talk cycle; the one before was heard to its end, or what was heard of it is not known.
    fn archive(&mut self, is_heard: bool) {
        let cycle = std::mem::take(&mut self.cycle);
        if !cycle.text.is_empty() && is_heard && cycle.is_closed {
            self.trace.note(Note::Heard(cycle.text));
        }
    }

    /// Listens until the agent's words end, or so many words have arrived.
    pub(super) async fn listen(&mut self, enough: Option<usize>) -> Heard {
        loop {
            if enough.is_some_and(|enough| self.cycle.text.split_whitespace().count() >= enough) {
                return Heard::Enough;
            }
            if self.cycle.is_closed && !self.cycle.text.is_empty() {
                return Heard::All;
            }
            // Twilio notices a lost socket, and connects again.
            if self.trace.is_gone.swap(false, Ordering::SeqCst) {
                self.socket = None;
            }
            let Some(socket) = &mut self.socket else { return Heard::Lost };
            match tokio::time::timeout(Duration::from_millis(20), socket.next()).await {
                Ok(Some(Ok(Message::Text(text)))) => {
                    if self.take(&text) {
                        return Heard::Ended;
                    }
                }
                Ok(Some(Ok(_))) => {}
                Ok(_) => {
                    self.socket = None;
                    return Heard::Lost;
                }
                Err(_) if self.trace.is_quiet(QUIET) => return Heard::Nothing,
                Err(_) => {}
            }
        }
    }

    /// Hangs up once everything has been handled.
    pub(super) async fn hang_up(&mut self) {
        self.settle().await;
        self.socket = None;
        self.settle().await;
        let ended = self.caller.end_after("65").await;
        self.trace.note(Note::Did(format!("hangs up: {}", ended.status)));
    }

    /// Waits until everything sent has been handled.
    pub(super) async fn settle(&self) {
        while !self.trace.is_quiet(QUIET) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The caller speaks next: what was heard so far is over.
    pub(super) fn speaks(&mut self) {
        self.archive(true);
    }

    /// Takes a message. Returns whether the session ended.
    fn take(&mut self, text: &str) -> bool {
        let message: Value = serde_json::from_str(text).unwrap_or_default();
        match message["type"].as_str() {
            Some("text") => {
                let token = message["token"].as_str().unwrap_or_default();
                let answers = words_in(ANSWER, token);
                let is_late = !answers.is_empty() && answers.iter().all(|answer| self.cut.contains(answer));
                if is_late {
                    return false;
                }
                let before = words_in(ANSWER, &self.cycle.text);
                if !token.trim().is_empty() && !before.is_empty() && !answers.is_empty() && before != answers {
                    // The newer words cut the older ones.
                    self.cut.extend(before);
                    self.cycle = Cycle::default();
                }
                self.cycle.text.push_str(token);
                self.cycle.is_closed = message["last"] == json!(true) && !self.cycle.text.is_empty();
                false
            }
            Some("end") => {
                self.handoff = message["handoffData"].as_str().map(str::to_owned);
                true
            }
            Some(_) => false,
            None => {
                self.trace.note(Note::ErrorFrame(text.to_owned()));
                false
            }
        }
    }

    /// Says something by `<Gather>`.
    pub(super) async fn say(&mut self, words: &str) {
        let twiml = self.twiml.clone();
        self.trace.note(Note::Sent(0, json!({"type": "prompt", "voicePrompt": words})));
        self.twiml = self.caller.say(&twiml, words).await;
        self.trace.note(Note::Did(format!("Gather -> {}", self.twiml.body)));
        self.hear_twiml();
    }

    /// Hears the words of TwiML.
    fn hear_twiml(&mut self) {
        let said = self.twiml.said();
        self.trace.note(Note::Posted(json!({"type": "text", "token": said.clone(), "last": true}), None));
        self.trace.note(Note::Heard(said));
        self.is_over = !self.twiml.has("Gather");
    }
}
