//! Sends the words of a turn: each clause is written ahead, then sent. The first write that finds another turn ends this one.

use std::time::Duration;

use domain::{language::language_of_part, triage::Language};
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use platform::error_chain::ErrorChain;
use store::{ConnectionId, MayAct, StoreError};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender},
    time::Instant,
};
use tracing::{info, warn};
use twilio::relay::{Handoff, RelayCommand};

use super::{ACTING_TIME, CallService, PostError, RelayCall, filler::Filler};
use crate::{
    billed::RequestMeter,
    engine::{PartialReply, SpeechSink, WhileModelThinks},
};

/// The pauses before a message is sent again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(300)];

/// How long after a turn the interruption that came before it is expected.
const LATEST_INTERRUPTION: Duration = Duration::from_secs(1);
const BETWEEN_INTERRUPTION_CHECKS: Duration = Duration::from_millis(100);

/// How long a turn waits for the socket that replaces a closed one: two seconds.
const RECONNECT_CHECKS: usize = 10;
const BETWEEN_RECONNECT_CHECKS: Duration = Duration::from_millis(200);

/// What the speaker learns of the model.
#[derive(Debug)]
pub(super) enum FromModel {
    /// It is asked. `may_fill`: if it is slow, other words fill the time.
    Asked { may_fill: bool, is_emergency: bool },
    /// It says this.
    Clause(String),
}

/// Takes the model's clauses and passes them to the speaker. Asks before tools run.
pub(super) struct ClauseSender<'a> {
    pub(super) clauses: UnboundedSender<FromModel>,
    pub(super) filler: Filler,
    pub(super) service: &'a CallService,
    pub(super) relay: RelayCall<'a>,
    pub(super) generation: u64,
    /// How many interruptions the turn knows of.
    pub(super) interruptions: u64,
    /// The caller answered before the question can have been spoken, so an interruption may be on its way.
    pub(super) is_early: bool,
    /// The answer before, if the caller spoke before it can have left. Then they do not reply to it.
    pub(super) came_later: Option<u64>,
    /// Why it is not known whether a tool may run.
    pub(super) failed: Option<StoreError>,
    /// The caller had heard less of the question than was known.
    pub(super) heard_less: bool,
    pub(super) meter: RequestMeter,
}

impl ClauseSender<'_> {
    /// Waits for an interruption that its turn has overtaken. Each message has a process of its own, which may start cold.
    async fn await_interruption(&self) {
        let until = Instant::now() + LATEST_INTERRUPTION;
        while Instant::now() < until {
            let live = self.service.store.get_live_call(&self.relay.tenant_number.scope, self.relay.call).await;
            let known = (self.generation, self.interruptions);
            if live.ok().flatten().is_none_or(|live| (live.generation, live.interruptions) != known) {
                return;
            }
            tokio::time::sleep(BETWEEN_INTERRUPTION_CHECKS).await;
        }
    }
}

impl SpeechSink for ClauseSender<'_> {
    fn clause(&mut self, clause: &str) {
        // The speaker is gone if another turn has begun. Then this one ends without an answer.
        let _ = self.clauses.send(FromModel::Clause(clause.to_owned()));
    }

    fn model_is_asked(&mut self, WhileModelThinks { filler, is_emergency }: WhileModelThinks) {
        let may_fill = self.filler.wait(filler);
        let _ = self.clauses.send(FromModel::Asked { may_fill, is_emergency });
    }

    fn model_answers(&mut self) {
        self.filler.end();
    }

    fn take_filler(&mut self) -> Option<&'static str> {
        self.filler.take_said()
    }

    fn cut_off(&mut self, reply: &PartialReply<'_>) -> Option<String> {
        reply.whole_sentences()
    }

    fn may_run_tools(&mut self, change: bool) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            if !change {
                return true;
            }
            if self.is_early {
                self.await_interruption().await;
            }
            let Self { service, relay, generation, interruptions, came_later, .. } = self;
            let now = service.clock.now();
            let until = now.saturating_add(SignedDuration::try_from(ACTING_TIME).unwrap_or_default()).unwrap_or(now);
            let scope = &relay.tenant_number.scope;
            if let Some(answer) = came_later {
                warn_of(service.store.note_heard(scope, relay.call, *answer, "").await);
            }
            match service.store.begin_acting(scope, relay.call, (*generation, *interruptions), until).await {
                Ok(MayAct::Yes) => true,
                Ok(MayAct::Fenced) => false,
                Ok(MayAct::HeardLess) => {
                    self.heard_less = true;
                    false
                }
                Err(error) => {
                    self.failed = Some(error);
                    false
                }
            }
        })
    }

    fn meter(&mut self) -> Option<&mut RequestMeter> {
        Some(&mut self.meter)
    }

    fn is_saved_after_tools(&self) -> bool {
        true
    }
}

/// Sends the words of one turn.
pub(super) struct RelaySpeaker<'a> {
    service: &'a CallService,
    relay: RelayCall<'a>,
    generation: u64,
    connection: ConnectionId,
    /// Everything that was written ahead or saved.
    said: String,
    /// How many bytes of it only filled the time until the model's words.
    filled: usize,
    /// What of it API Gateway has taken.
    sent: String,
    /// The socket is closed and there is no newer one.
    is_lost: bool,
    first_words: Option<Duration>,
}

impl<'a> RelaySpeaker<'a> {
    pub(super) fn new(
        service: &'a CallService,
        relay: RelayCall<'a>,
        generation: u64,
        connection: ConnectionId,
    ) -> Self {
        let (said, sent) = (String::new(), String::new());
        Self { service, relay, generation, connection, said, filled: 0, sent, is_lost: false, first_words: None }
    }

    /// The turn.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Everything that was written ahead or saved.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// The words of answers that were written ahead after this place. Words that filled the time are none.
    pub(super) fn answered_since(&self, place: usize) -> &str {
        self.said.get(place.max(self.filled)..).unwrap_or_default()
    }

    /// Whether the first words only filled the time.
    pub(super) fn is_filled(&self) -> bool {
        self.filled > 0
    }

    /// The time from the arrival of the input to the first words, if some have left.
    pub(super) fn first_words(&self) -> Option<Duration> {
        self.first_words
    }

    /// The words that leave next, after those that have left.
    pub(super) fn with(&self, words: &[String]) -> String {
        let parts = std::iter::once(self.said.as_str()).filter(|said| !said.is_empty());
        parts.chain(words.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
    }

    /// Sends clauses as they come, until there are no more. `false` if another turn has begun.
    pub(super) async fn speak(
        &mut self,
        mut clauses: UnboundedReceiver<FromModel>,
        filler: &Filler,
        language: Language,
    ) -> Result<bool, StoreError> {
        let mut interruptible = true;
        let mut filler_at = None;
        loop {
            let (clause, is_filler) = tokio::select! {
                biased;
                next = clauses.recv() => match next {
                    Some(FromModel::Clause(clause)) => (clause, false),
                    Some(FromModel::Asked { may_fill, is_emergency }) => {
                        interruptible = !is_emergency;
                        let is_silent = self.said.is_empty();
                        filler_at = (may_fill && is_silent).then(|| Instant::now() + self.relay.filler_after);
                        continue;
                    }
                    None => return Ok(true),
                },
                () = until(filler_at) => {
                    filler_at = None;
                    let Some(words) = filler.say() else { continue };
                    (words.to_owned(), true)
                }
            };
            let next = self.with(std::slice::from_ref(&clause));
            let (scope, call) = (&self.relay.tenant_number.scope, self.relay.call);
            let (store, now) = (&self.service.store, self.service.clock.now());
            let Some(latest) = store.write_ahead(scope, call, (self.generation, &next), now).await? else {
                return Ok(false);
            };
            (self.said, self.connection) = (next, latest);
            if is_filler {
                self.filled = self.said.len();
            }
            self.say(&clause, language_of_part(&clause, language), interruptible).await;
        }
    }

    /// Sends words that are saved already. Words in one language are one message, so no more than that leaves once another turn begins.
    /// `false` if one has begun.
    pub(super) async fn speak_saved(&mut self, words: &[String], language: Language, interruptible: bool) -> bool {
        self.said = self.with(words);
        for (nth, (language, words)) in spoken_parts(words, language).into_iter().enumerate() {
            if nth > 0 && !self.is_latest().await {
                return false;
            }
            self.say(&words, language, interruptible).await;
        }
        true
    }

    /// Sends the last words of a turn, which are saved already, and then listens to the caller.
    pub(super) async fn finish(&mut self, words: &[String], language: Language, interruptible: bool) {
        if self.speak_saved(words, language, interruptible).await {
            self.post(&RelayCommand::end_of_words(language)).await;
        }
    }

    /// Ends the session: the `action` speaks and does what the step says.
    pub(super) async fn end(&mut self, step: usize) {
        // Words that did not leave are no reason to leave the caller in silence.
        self.is_lost = false;
        self.post(&RelayCommand::end(Handoff { step: Some(step), ..Handoff::default() })).await;
    }

    /// Sends words that are noted.
    async fn say(&mut self, words: &str, language: Language, interruptible: bool) {
        self.first_words.get_or_insert_with(|| self.relay.arrived.elapsed());
        let connection = self.connection.clone();
        self.post(&RelayCommand::clause(words, language, interruptible)).await;
        if !self.is_lost {
            if self.connection != connection {
                self.clear_unsent().await;
            }
            let separator = if self.sent.is_empty() { "" } else { " " };
            self.sent.push_str(separator);
            self.sent.push_str(words);
        }
    }

    /// Sends a message. What cannot be sent is left: the call is saved, and goes on when Twilio connects again or requests the `action`.
    pub(super) async fn post(&mut self, command: &RelayCommand) {
        let mut pauses = PAUSES.into_iter();
        while !self.is_lost {
            let error = match self.relay.port.post(&self.connection, command).await {
                Ok(()) => return,
                Err(error) => error,
            };
            match (error, pauses.next()) {
                (PostError::Gone, _) => self.find_newer_connection().await,
                (PostError::TooMany | PostError::Failed(_), Some(pause)) => tokio::time::sleep(pause).await,
                (error, None) => {
                    warn!(error = %ErrorChain(&error), "a message was not sent");
                    self.is_lost = true;
                    self.note_unsent().await;
                }
            }
        }
    }

    /// Goes on with the socket that Twilio has connected since. If there is none, it may come in a moment.
    async fn find_newer_connection(&mut self) {
        // Another turn may begin before a socket comes. Then the caller has heard no more than this.
        self.note_unsent().await;
        let (scope, call) = (&self.relay.tenant_number.scope, self.relay.call);
        for _ in 0..RECONNECT_CHECKS {
            let live = self.service.store.get_live_call(scope, call).await.ok().flatten();
            let Some(live) = live.filter(|live| live.generation == self.generation) else { break };
            if live.connection != self.connection {
                self.connection = live.connection;
                return;
            }
            tokio::time::sleep(BETWEEN_RECONNECT_CHECKS).await;
        }
        info!("the socket of a call is closed");
        self.is_lost = true;
    }

    /// Notes that the caller hears no more than what was sent.
    async fn note_unsent(&self) {
        let (scope, call) = (&self.relay.tenant_number.scope, self.relay.call);
        warn_of(self.service.store.note_heard(scope, call, self.generation, &self.sent).await);
    }

    /// Notes that the rest could be sent after all.
    async fn clear_unsent(&self) {
        let (scope, call) = (&self.relay.tenant_number.scope, self.relay.call);
        warn_of(self.service.store.clear_heard(scope, call, self.generation, &self.sent).await);
    }

    async fn is_latest(&self) -> bool {
        let (scope, call) = (&self.relay.tenant_number.scope, self.relay.call);
        let live = self.service.store.get_live_call(scope, call).await.ok().flatten();
        live.is_some_and(|live| live.generation == self.generation)
    }
}

/// Waits until then; for ever without a time.
async fn until(instant: Option<Instant>) {
    match instant {
        Some(instant) => tokio::time::sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

fn warn_of(noted: Result<(), StoreError>) {
    if let Err(error) = noted {
        warn!(error = %ErrorChain(&error), "what the caller heard was not noted");
    }
}

/// The parts of an answer, joined while they are in one language.
#[must_use]
pub fn spoken_parts(words: &[String], of_call: Language) -> Vec<(Language, String)> {
    let mut joined: Vec<(Language, String)> = Vec::new();
    for words in words {
        let language = language_of_part(words, of_call);
        match joined.last_mut().filter(|(last, _)| *last == language) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(words);
            }
            None => joined.push((language, words.clone())),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_one_language_are_one_message() {
        let words = ["Hello.", "Can I help you?", "Para español, oprima el 2.", "I'm listening."].map(str::to_owned);
        let joined = spoken_parts(&words, Language::ENGLISH);
        let texts: Vec<&str> = joined.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["Hello. Can I help you?", "Para español, oprima el 2.", "I'm listening."]);
    }
}
