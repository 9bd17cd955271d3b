//! `<Connect><ConversationRelay>`: the caller talks through a WebSocket until the session ends, and `action` continues the call.

use std::time::Duration;

use platform::error_chain::ErrorChain;
use relay::{
    HeardKind, RelayCallFacts, RelayPace, RelaySessionEnd, RelayTarget, SessionOutcome, StreamedCaller,
    StreamedCallerError,
};
use tokio::sync::mpsc;

use super::super::party::{CallerAction, Listens, Party};
use super::super::transcript::{Ending, Heard};
use super::super::twiml::{StreamedConversation, Verb};
use super::Call;

/// How long a caller is silent who does nothing. It is longer than applications wait.
const SILENCE: Duration = Duration::from_secs(8);
/// How long an application may compute, in real time. A caller waits no longer for an answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a caller waits for what follows an answer, in real time.
const BREATH: Duration = Duration::from_millis(100);
/// Twilio's number for a WebSocket that cannot be connected.
const UNREACHABLE: u32 = 64102;

/// A session that is running.
pub(super) struct RunningRelay {
    caller: StreamedCaller,
    keys: bool,
    /// How many of the heard events are in the transcript.
    noted: usize,
    /// The seconds of the call before it.
    began_after: u64,
}

/// What follows from what the party did.
enum AfterAction {
    GoOn,
    Wait,
    HungUp,
}

impl Call {
    /// Returns whether the party wants to wait.
    pub(super) async fn connect<P: Party>(&mut self, connection: StreamedConversation, party: &mut P) -> bool {
        let running = match self.relay.take() {
            Some(running) => Ok(running),
            None => self.begin_session(&connection, party.is_live()).await,
        };
        let end = match running {
            Err(end) => end,
            Ok(mut running) => loop {
                let after = if party.is_live() {
                    self.converse_live(&mut running, party).await
                } else {
                    self.converse(&mut running, party).await
                };
                self.note_heard(&mut running, party);
                match after {
                    AfterAction::Wait => {
                        self.relay = Some(running);
                        self.pending.push_front(Verb::Connect(connection));
                        return true;
                    }
                    AfterAction::HungUp => running.caller.hang_up().await,
                    AfterAction::GoOn => {}
                }
                if let Some(end) = running.caller.session_end() {
                    break end.clone();
                }
            },
        };
        self.end_session(&connection, &end, party).await;
        false
    }

    async fn begin_session(
        &mut self,
        connection: &StreamedConversation,
        is_live: bool,
    ) -> Result<RunningRelay, RelaySessionEnd> {
        let session_id = self.sids.next("VX");
        let facts = RelayCallFacts {
            session_id: session_id.clone(),
            call_sid: self.leg.call_sid().to_owned(),
            account_sid: self.setup.account_sid.clone(),
            from: self.setup.from.clone(),
            to: self.setup.to.clone(),
            custom_parameters: connection.parameters.clone(),
        };
        let target = RelayTarget::new(&connection.url, self.setup.auth_token.clone());
        let pace = if is_live { RelayPace::Live } else { RelayPace::Simulated { patience: PATIENCE, breath: BREATH } };
        let attributes = connection.attributes.clone();
        let caller = StreamedCaller::connect(target, attributes, facts, self.setup.line_faults, pace).await;
        let mut caller = caller.map_err(|error| {
            let outcome = SessionOutcome::Failed { code: UNREACHABLE, message: ErrorChain(&error).to_string() };
            RelaySessionEnd { session_id, at_ms: 0, outcome }
        })?;
        if let Some(moved) = self.setup.time_passed.clone() {
            caller = caller.with_time_passed(move |time| moved(time));
        }
        Ok(RunningRelay { caller, keys: connection.attributes.dtmf_detection, noted: 0, began_after: self.seconds })
    }

    /// One turn of a party that decides at once: hears the agent out, or interrupts, and then acts.
    async fn converse<P: Party>(&mut self, running: &mut RunningRelay, party: &mut P) -> AfterAction {
        if let Some((words, say)) = party.interruption() {
            if let Err(StreamedCallerError::TooFewWords(_)) = running.caller.interrupt_after(words, &say).await {
                let _ = running.caller.say(&say).await;
            }
            return AfterAction::GoOn;
        }
        // An application that does not answer is heard as silence.
        let _ = running.caller.hear_out().await;
        self.note_heard(running, party);
        if running.caller.session_end().is_some() {
            return AfterAction::GoOn;
        }
        let action = party.respond(Listens { speech: true, keys: running.keys }).await;
        self.act(running, action, party).await
    }

    async fn act<P: Party>(&mut self, running: &mut RunningRelay, action: CallerAction, party: &mut P) -> AfterAction {
        // What fails here has ended the session, or is silence.
        let _ = match action {
            CallerAction::Wait => return AfterAction::Wait,
            CallerAction::HangUp => return AfterAction::HungUp,
            CallerAction::Say(words) | CallerAction::SayUnclear(words, _) | CallerAction::Interrupt { words, .. }
                if !words.trim().is_empty() =>
            {
                running.caller.say_at_once(&words).await
            }
            CallerAction::Key(keys) => running.caller.press_at_once(&keys).await,
            _ => {
                self.note(Heard::Silence, party);
                match running.caller.stay_silent(SILENCE).await {
                    Ok(()) => running.caller.hear_more().await.map(drop),
                    Err(error) => Err(error),
                }
            }
        };
        AfterAction::GoOn
    }

    /// One turn of a person, who hears and speaks at the same time.
    async fn converse_live<P: Party>(&mut self, running: &mut RunningRelay, party: &mut P) -> AfterAction {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let listens = Listens { speech: true, keys: running.keys };
        let action = {
            let mut response = std::pin::pin!(party.respond_beside(listens, &mut receiver));
            loop {
                running.caller.settle().await;
                for event in self.newly_heard(running) {
                    self.transcript.push(event.clone());
                    let _ = sender.send(event);
                }
                if running.caller.session_end().is_some() {
                    return AfterAction::GoOn;
                }
                tokio::select! {
                    action = &mut response => break action,
                    () = running.caller.wait() => {}
                }
            }
        };
        self.act_live(running, action).await
    }

    async fn act_live(&mut self, running: &mut RunningRelay, action: CallerAction) -> AfterAction {
        match action {
            CallerAction::Wait => return AfterAction::Wait,
            CallerAction::HangUp => return AfterAction::HungUp,
            CallerAction::Say(words) | CallerAction::SayUnclear(words, _) | CallerAction::Interrupt { words, .. } => {
                // It is an error only if the session is over.
                let _ = running.caller.say_at_once(&words).await;
            }
            CallerAction::Key(keys) => {
                let _ = running.caller.press_at_once(&keys).await;
            }
            CallerAction::Silence => {}
        }
        AfterAction::GoOn
    }

    /// What was heard and is not in the transcript.
    fn newly_heard(&mut self, running: &mut RunningRelay) -> Vec<Heard> {
        self.seconds = running.began_after + running.caller.now_ms().div_ceil(1_000);
        let events = running.caller.heard().get(running.noted..).unwrap_or_default();
        running.noted += events.len();
        events.iter().filter_map(|event| heard(&event.kind)).collect()
    }

    fn note_heard<P: Party>(&mut self, running: &mut RunningRelay, party: &mut P) {
        for event in self.newly_heard(running) {
            self.note(event, party);
        }
    }

    /// Reports the end of the session to `action`, and continues with its document.
    async fn end_session<P: Party>(&mut self, connection: &StreamedConversation, end: &RelaySessionEnd, party: &mut P) {
        if let SessionOutcome::Failed { code, message } = &end.outcome {
            self.note(Heard::Failed { code: *code, reason: message.clone() }, party);
        }
        if end.outcome == SessionOutcome::Completed {
            // The application still gets the request. Its response has no effect.
            self.leg.set_status("completed");
            if let Some(action) = &connection.action {
                let mut report = self.leg.params();
                report.extend(end.params());
                self.send_callback(action, report, party).await;
            }
            return self.hang_up(Ending::Caller, party).await;
        }
        if let Some(action) = &connection.action {
            self.follow(action, end.params(), party).await;
        }
    }
}

/// An event of the line as an event of the call.
fn heard(kind: &HeardKind) -> Option<Heard> {
    match kind {
        HeardKind::Agent { words, .. } if words.trim().is_empty() => None,
        HeardKind::Agent { words, .. } => Some(Heard::Said(words.trim().to_owned())),
        HeardKind::Sound(source) => Some(Heard::Played(source.clone())),
        HeardKind::Tones(_) => None,
        HeardKind::Caller { words, .. } => Some(Heard::Caller(words.clone())),
        HeardKind::Key(key) => Some(Heard::Keyed(key.to_string())),
    }
}

#[cfg(test)]
mod tests;
