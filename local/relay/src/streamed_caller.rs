//! A caller on a line, over a real socket.

mod transport;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::{
    CallerLine, HeardEvent, HeardKind, LineFaults, RelayAttributes, RelayCallFacts, RelaySessionEnd, RelayTarget,
    RelayTargetError, SessionOutcome,
};

/// How long a handshake may take.
const CONNECT_WAIT: Duration = Duration::from_secs(5);

/// The longest wait for something to happen on a live call.
const LIVE_WAIT_MS: u64 = 60_000;

/// What the time of a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayPace {
    /// It jumps to the end of what is spoken, and stands still while the application computes. An application that answers nothing for this
    /// long, in real time, is an error.
    Simulated {
        /// How long to wait for an answer, in real time.
        patience: Duration,
        /// How long to wait for something that follows an answer, such as `end`, in real time: a caller takes a breath before they speak.
        breath: Duration,
    },
    /// It is the time of the day.
    Live,
}

impl Default for RelayPace {
    fn default() -> Self {
        Self::Simulated { patience: Duration::from_secs(10), breath: Duration::from_millis(100) }
    }
}

/// Why a caller cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum StreamedCallerError {
    /// The URL cannot be connected.
    #[error(transparent)]
    Target(#[from] RelayTargetError),
    /// The application has not spoken, within the patience of a simulated call.
    #[error("the application has not answered in time")]
    NoReply,
    /// The talk cycle has ended with fewer words.
    #[error("the agent did not say {0} words")]
    TooFewWords(usize),
    /// The session is over; [`StreamedCaller::session_end`] says how.
    #[error("the session is over")]
    Over,
}

/// How fast a person presses keys.
const BETWEEN_KEYS_MS: u64 = 160;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type TimePassed = Arc<dyn Fn(Duration) + Send + Sync>;

/// What a caller waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// The end of the reply and of what is spoken.
    HeardOut,
    /// The end of a number of words.
    Words { words: usize, of_whole_reply: bool },
    /// An instant.
    Instant(u64),
}

/// How far a goal is.
enum GoalProgress {
    Reached,
    /// Time must pass until this instant.
    At(u64),
    /// The application must speak.
    NeedsApplication,
    Never,
}

/// A call that is connected to an application.
pub struct StreamedCaller {
    line: CallerLine,
    target: RelayTarget,
    socket: Option<Socket>,
    pace: RelayPace,
    began: Instant,
    /// Whether nothing has followed the last message for a breath.
    took_breath: bool,
    time_passed: Option<TimePassed>,
    /// Something was sent since time last passed.
    has_sent: bool,
}

impl StreamedCaller {
    /// Connects. A handshake that fails or is refused is a session that is over at once, with 64102.
    pub async fn connect(
        target: RelayTarget,
        attributes: RelayAttributes,
        facts: RelayCallFacts,
        faults: LineFaults,
        pace: RelayPace,
    ) -> Result<Self, StreamedCallerError> {
        let request = target.handshake()?;
        let session_id = facts.session_id.clone();
        let socket = match tokio::time::timeout(CONNECT_WAIT, connect_async(request)).await {
            Ok(Ok((socket, _))) => Some(socket),
            Ok(Err(_)) | Err(_) => None,
        };
        let mut line = CallerLine::new(attributes, facts, faults);
        if socket.is_none() {
            let message = "Unable to connect to websocket URL".to_owned();
            let outcome = SessionOutcome::Failed { code: 64102, message };
            line.fail_at_start(RelaySessionEnd { session_id, at_ms: 0, outcome });
        }
        let began = Instant::now();
        let mut call =
            Self { line, target, socket, pace, began, took_breath: false, time_passed: None, has_sent: false };
        call.send_outputs().await;
        Ok(call)
    }

    /// Calls `moved` with each piece of time that passes on a simulated call, so that the application's clock can move with it.
    #[must_use]
    pub fn with_time_passed(mut self, moved: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        self.time_passed = Some(Arc::new(moved));
        self
    }

    /// Hears the agent out, then says something. Returns when the prompt has been sent.
    pub async fn say(&mut self, words: &str) -> Result<(), StreamedCallerError> {
        self.until(Goal::HeardOut).await?;
        self.say_at_once(words).await
    }

    /// Says something now, also while the agent speaks. Returns when it has been said.
    pub async fn say_at_once(&mut self, words: &str) -> Result<(), StreamedCallerError> {
        self.line.say(words);
        self.caller_is_done().await
    }

    /// Says something when the agent has said a number of words since the caller's last words or key. The application has sent its whole
    /// reply by then, as most have, because speech is slow. After the last word of a talk cycle it interrupts nothing.
    pub async fn interrupt_after(&mut self, words: usize, say: &str) -> Result<(), StreamedCallerError> {
        self.until(Goal::Words { words, of_whole_reply: true }).await?;
        self.say_at_once(say).await
    }

    /// As [`interrupt_after`](Self::interrupt_after), as soon as so many words have come: the application may still be sending. What it sends
    /// after the interruption is spoken, and counts as a reply.
    pub async fn interrupt_early_after(&mut self, words: usize, say: &str) -> Result<(), StreamedCallerError> {
        self.until(Goal::Words { words, of_whole_reply: false }).await?;
        self.say_at_once(say).await
    }

    /// Hears the agent out, then presses keys.
    pub async fn press(&mut self, digits: &str) -> Result<(), StreamedCallerError> {
        self.until(Goal::HeardOut).await?;
        self.press_at_once(digits).await
    }

    /// Presses keys now, one after the other, also while the agent speaks.
    pub async fn press_at_once(&mut self, digits: &str) -> Result<(), StreamedCallerError> {
        for (nth, digit) in digits.chars().enumerate() {
            if nth > 0 {
                self.until(Goal::Instant(self.line.now_ms().saturating_add(BETWEEN_KEYS_MS))).await?;
            }
            self.line.press(digit);
            self.send_outputs().await;
        }
        self.open()
    }

    /// Hears the agent out, then says nothing for a time.
    pub async fn stay_silent(&mut self, time: Duration) -> Result<(), StreamedCallerError> {
        self.until(Goal::HeardOut).await?;
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.until(Goal::Instant(self.line.now_ms().saturating_add(ms))).await
    }

    /// Waits until the agent has answered and spoken. Returns the words that the caller heard since the last ones of their own.
    pub async fn hear_out(&mut self) -> Result<String, StreamedCallerError> {
        match self.until(Goal::HeardOut).await {
            Ok(()) | Err(StreamedCallerError::Over) => Ok(self.last_words()),
            Err(error) => Err(error),
        }
    }

    /// Waits until the agent speaks again although the caller does nothing, such as after a silence. Returns as [`hear_out`](Self::hear_out).
    pub async fn hear_more(&mut self) -> Result<String, StreamedCallerError> {
        self.line.expect_more();
        self.hear_out().await
    }

    /// Waits until the caller has heard these words since the last ones of their own. Upper and lower case are alike.
    pub async fn hear_until(&mut self, words: &str) -> Result<(), StreamedCallerError> {
        let words = words.to_lowercase();
        loop {
            self.receive_arrived();
            self.send_outputs().await;
            if self.last_words().to_lowercase().contains(&words) {
                return Ok(());
            }
            self.open()?;
            match self.line.next_event_ms() {
                Some(at) => self.pass(at).await,
                None => self.receive().await?,
            }
        }
    }

    /// Takes messages until the session is over, and lets time pass.
    pub async fn wait_for_end(&mut self) -> Result<&RelaySessionEnd, StreamedCallerError> {
        while self.line.end().is_none() {
            match self.line.next_event_ms() {
                Some(at) => self.pass(at).await,
                None => self.receive().await?,
            }
            self.send_outputs().await;
        }
        self.line.end().ok_or(StreamedCallerError::Over)
    }

    /// Waits until something happens on a live call: a message arrives, or something begins or ends. Nothing is lost if the wait is given
    /// up. [`settle`](Self::settle) follows.
    pub async fn wait(&mut self) {
        let next = self.line.next_event_ms().unwrap_or(self.line.now_ms().saturating_add(LIVE_WAIT_MS));
        self.pass(next).await;
    }

    /// Takes what has arrived, and sends what follows from it.
    pub async fn settle(&mut self) {
        self.receive_arrived();
        self.send_outputs().await;
    }

    /// Hangs up.
    pub async fn hang_up(&mut self) {
        self.line.hang_up();
        self.send_outputs().await;
    }

    /// Loses the socket without a close frame, as a network does.
    pub async fn lose_socket(&mut self) {
        self.socket = None;
        self.line.socket_lost();
        self.send_outputs().await;
    }

    /// Everything that was heard, with its times.
    #[must_use]
    pub fn heard(&self) -> &[HeardEvent] {
        self.line.heard()
    }

    /// What the caller heard since their last words or key.
    #[must_use]
    pub fn last_words(&self) -> String {
        let mut words = Vec::new();
        for event in self.line.heard().iter().rev() {
            match &event.kind {
                HeardKind::Agent { words: part, .. } => words.push(part.as_str()),
                HeardKind::Caller { .. } | HeardKind::Key(_) => break,
                HeardKind::Sound(_) | HeardKind::Tones(_) => {}
            }
        }
        words.reverse();
        words.concat().trim().to_owned()
    }

    /// How the session ended, once it has.
    #[must_use]
    pub fn session_end(&self) -> Option<&RelaySessionEnd> {
        self.line.end()
    }

    /// The time of the session in milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.line.now_ms()
    }

    fn open(&self) -> Result<(), StreamedCallerError> {
        if self.line.end().is_some() { Err(StreamedCallerError::Over) } else { Ok(()) }
    }

    /// Lets the caller finish what they say.
    async fn caller_is_done(&mut self) -> Result<(), StreamedCallerError> {
        while let Some(at) = self.line.caller_ends_ms() {
            self.pass(at).await;
            self.send_outputs().await;
        }
        self.open()
    }

    async fn until(&mut self, goal: Goal) -> Result<(), StreamedCallerError> {
        loop {
            self.receive_arrived();
            self.send_outputs().await;
            self.open()?;
            match self.progress(goal) {
                GoalProgress::Reached if goal == Goal::HeardOut && !self.took_breath => self.take_breath().await,
                GoalProgress::Reached => return Ok(()),
                GoalProgress::At(at) => self.pass(at).await,
                GoalProgress::NeedsApplication => self.receive().await?,
                GoalProgress::Never => {
                    let Goal::Words { words, .. } = goal else { return Ok(()) };
                    return Err(StreamedCallerError::TooFewWords(words));
                }
            }
        }
    }

    fn progress(&self, goal: Goal) -> GoalProgress {
        let (line, now) = (&self.line, self.line.now_ms());
        let is_coming = line.awaits_reply() || line.is_talking();
        let to_come = line.late_message_ms().map_or(GoalProgress::NeedsApplication, GoalProgress::At);
        match goal {
            Goal::Instant(at) if at <= now => GoalProgress::Reached,
            Goal::Instant(at) => GoalProgress::At(at),
            Goal::Words { of_whole_reply: true, .. } | Goal::HeardOut if is_coming => to_come,
            Goal::Words { words, .. } => match line.time_of_word(words) {
                Some(at) if at <= now => GoalProgress::Reached,
                Some(at) => GoalProgress::At(at),
                None if is_coming => to_come,
                None => GoalProgress::Never,
            },
            Goal::HeardOut if line.is_quiet() => GoalProgress::Reached,
            Goal::HeardOut => line.next_event_ms().map_or(GoalProgress::Reached, GoalProgress::At),
        }
    }
}

impl std::fmt::Debug for StreamedCaller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StreamedCaller").field("line", &self.line).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
