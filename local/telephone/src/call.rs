//! A call: fetches TwiML, executes it verb by verb, and reports the end.
//!
//! State is explicit: a call can pause while the application listens, and another [`Party`] can resume it. Waiting is
//! simulated: the call counts seconds and does not sleep.

mod connect;
mod dial;
mod fetch;
mod gather;
mod leg;
mod record;

use std::collections::VecDeque;
use std::fmt;

use url::Url;

use self::connect::RunningRelay;
use self::leg::Leg;
use super::call_setup::CallSetup;
use super::party::Party;
use super::transcript::{Ending, Heard, Transcript};
use super::twiml::{Callback, Link, Method, Prompt, Verb};
use super::wire::{HttpReply, WebhookFailure, WebhookRequest, Wire};

type Params = Vec<(String, String)>;

/// Why a call cannot be dialed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The HTTP client cannot be built.
    #[error("cannot build an HTTP client")]
    Client(#[source] reqwest::Error),
    /// The operating system provides no random numbers for the call's id.
    #[error("the operating system provides no random numbers")]
    Random(#[source] getrandom::Error),
}

/// The state of a call when it stops running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallProgress {
    /// The application listens, and the party has not decided what to do.
    Listening,
    /// The call is over.
    Over(Ending),
}

/// A recording of the whole call that has begun.
struct RunningRecording {
    sid: String,
    callback: Callback,
    /// When it began, as Twilio writes instants.
    started_at: String,
    /// The seconds of the call before it.
    began_after: u64,
}

/// A call to a number.
pub struct Call {
    setup: CallSetup,
    wire: Wire,
    sids: Sids,
    leg: Leg,
    /// The current document; relative URLs are resolved against it.
    document: Url,
    pending: VecDeque<Verb>,
    documents: u32,
    answered: bool,
    ending: Option<Ending>,
    seconds: u64,
    /// The session of `<Connect><ConversationRelay>` that is running.
    relay: Option<RunningRelay>,
    /// The recording of the whole call.
    recording: Option<RunningRecording>,
    /// Reports of finished recordings. They arrive after the call, because Twilio processes the audio first.
    deferred: Vec<WebhookRequest>,
    /// The finished recordings: the parameters of their reports.
    recordings: Vec<Params>,
    requests: Vec<WebhookRequest>,
    transcript: Transcript,
}

impl Call {
    /// Dials. Nothing is sent before [`run`](Self::run).
    pub fn place(setup: CallSetup) -> Result<Self, CallError> {
        let mut sids = match setup.first_id {
            Some(first_id) => Sids(first_id),
            None => Sids::random()?,
        };
        Ok(Self {
            wire: Wire::new().map_err(CallError::Client)?,
            leg: Leg::inbound(sids.next("CA"), &setup),
            sids,
            document: setup.voice_url.clone(),
            // The first ring is a redirect to the number's voice URL.
            pending: VecDeque::from([Verb::Redirect(Link { url: None, method: Method::Post })]),
            documents: 0,
            answered: false,
            ending: None,
            seconds: 0,
            relay: None,
            recording: None,
            deferred: Vec::new(),
            recordings: Vec::new(),
            requests: Vec::new(),
            transcript: Transcript::default(),
            setup,
        })
    }

    /// Twilio's id of this call.
    #[must_use]
    pub fn sid(&self) -> &str {
        self.leg.call_sid()
    }

    /// What happened so far.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// The length of the call so far. Waiting is counted, not done.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.seconds
    }

    /// Every request sent so far, callbacks included.
    #[must_use]
    pub fn requests(&self) -> &[WebhookRequest] {
        &self.requests
    }

    /// The request sent last.
    #[must_use]
    pub fn last_request(&self) -> Option<&WebhookRequest> {
        self.requests.last()
    }

    /// Sends a request in the name of this call. The TwiML in the response is not executed.
    pub async fn send(&self, request: &WebhookRequest) -> Result<HttpReply, WebhookFailure> {
        self.wire.send(&self.setup, request).await.0
    }

    /// Repeats the last request with the same idempotency token, as a retry does. `None` before the first request.
    pub async fn repeat_last(&self) -> Option<Result<HttpReply, WebhookFailure>> {
        match self.last_request() {
            Some(request) => Some(self.send(request).await),
            None => None,
        }
    }

    /// Runs until the call is over or the party [waits](super::CallerAction::Wait).
    pub async fn run<P: Party>(&mut self, party: &mut P) -> CallProgress {
        loop {
            if let Some(ending) = self.ending {
                return CallProgress::Over(ending);
            }
            let Some(verb) = self.pending.pop_front() else {
                self.answered = true;
                self.finish(Ending::Agent, "completed", party).await;
                continue;
            };
            // Twilio executes `<Pause>` and `<Reject>` before it answers the call.
            self.answered |= !matches!(verb, Verb::Redirect(_) | Verb::Reject { .. } | Verb::Prompt(Prompt::Pause(_)));
            if self.answered {
                self.leg.set_status("in-progress");
            }
            let waits = match verb {
                Verb::Gather(gather) => self.gather(gather, party).await,
                Verb::Record(record) => self.record(record, party).await,
                // Boxed: few calls have a session, and its state is large.
                Verb::Connect(connection) => Box::pin(self.connect(connection, party)).await,
                other => {
                    self.execute(other, party).await;
                    false
                }
            };
            if waits {
                return CallProgress::Listening;
            }
        }
    }

    async fn execute<P: Party>(&mut self, verb: Verb, party: &mut P) {
        match verb {
            Verb::Prompt(prompt) => self.play(prompt, party),
            Verb::Redirect(link) => self.follow(&link, Vec::new(), party).await,
            Verb::Dial(dial) => self.dial(dial, party).await,
            Verb::StartRecording(callback) => self.start_recording(callback, party).await,
            Verb::Reject { busy } if !self.answered => {
                self.finish(Ending::Agent, if busy { "busy" } else { "no-answer" }, party).await;
            }
            Verb::Hangup | Verb::Reject { .. } => self.hang_up(Ending::Agent, party).await,
            // `run` handles these, because they may wait for the party.
            Verb::Gather(_) | Verb::Record(_) | Verb::Connect(_) => {}
        }
    }

    fn play<P: Party>(&mut self, prompt: Prompt, party: &mut P) {
        match prompt {
            Prompt::Say(words) => {
                self.seconds += spoken_seconds(&words);
                self.note(Heard::Said(words), party);
            }
            Prompt::Play(url) => {
                self.seconds += 1;
                self.note(Heard::Played(url), party);
            }
            Prompt::Pause(seconds) => self.seconds = self.seconds.saturating_add(seconds),
        }
    }

    async fn hang_up<P: Party>(&mut self, ending: Ending, party: &mut P) {
        self.finish(ending, "completed", party).await;
    }

    async fn drop_call<P: Party>(&mut self, party: &mut P) {
        let status = if self.answered { "completed" } else { "failed" };
        self.finish(Ending::Dropped, status, party).await;
    }

    async fn finish<P: Party>(&mut self, ending: Ending, status: &'static str, party: &mut P) {
        self.ending = Some(ending);
        self.pending.clear();
        self.note(Heard::Ended(ending), party);
        self.leg.set_status(status);
        self.stop_recording();
        if let Some(url) = self.setup.status_url.clone() {
            let mut report = self.leg.params();
            let seconds = if self.answered { self.seconds.max(1) } else { 0 };
            report.extend(leg::end_of_call(seconds));
            self.send_callback(&Link { url: Some(url.into()), method: Method::Post }, report, party).await;
        }
        for recording in std::mem::take(&mut self.recordings) {
            if let Err(failure) = self.wire.store_recording(&self.setup, &recording).await {
                self.report(&failure, party);
            }
        }
        for request in std::mem::take(&mut self.deferred) {
            if let Err(failure) = self.deliver(request, party).await {
                self.report(&failure, party);
            }
        }
    }

    fn note<P: Party>(&mut self, event: Heard, party: &mut P) {
        party.notice(&event);
        self.transcript.push(event);
    }
}

/// The conversation stays out of logs.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("sid", &self.sid()).field("ending", &self.ending).finish_non_exhaustive()
    }
}

/// Generates ids like Twilio's: two letters and 32 hexadecimal digits, starting at a random value.
struct Sids(u128);

impl Sids {
    fn random() -> Result<Self, CallError> {
        let mut seed = [0; 16];
        getrandom::fill(&mut seed).map_err(CallError::Random)?;
        Ok(Self(u128::from_be_bytes(seed)))
    }

    fn next(&mut self, prefix: &str) -> String {
        // An odd step visits every value once before it repeats, and changes most digits.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        format!("{prefix}{:032x}", self.0)
    }
}

/// At about two and a half words a second.
fn spoken_seconds(words: &str) -> u64 {
    (words.split_whitespace().count() as u64 * 2).div_ceil(5)
}

fn params(pairs: &[(&str, &str)]) -> Params {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[cfg(test)]
mod tests;
