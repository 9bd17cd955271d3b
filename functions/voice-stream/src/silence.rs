//! Checks a call some time after a turn: whether the caller was silent since, or the turn was never answered.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use calls::call_service::{PostError, RelayCall, RelayPort, RelaySilence};
use futures_util::future::{BoxFuture, join_all};
use messages::SilenceCheck;
use platform::error_chain::ErrorChain;
use store::{ArrivedInput, CallerInput, ConnectionId};
use tracing::{Instrument, info_span, warn};
use twilio::relay::RelayCommand;

use crate::VoiceStream;

/// How long a caller may be silent after the agent's words.
const SILENCE: Duration = Duration::from_secs(7);
/// How fast a voice speaks. It decides when a silence begins: `ConversationRelay` does not report the end of the words.
const CHARACTERS_A_SECOND: usize = 15;
/// How long a turn takes at most, as a rule. After that, it is fenced and answered anew: most likely its process is lost.
const LONGEST_TURN: Duration = Duration::from_secs(20);

/// When a call is checked.
#[derive(Debug, Clone, Copy)]
enum WhenToCheck {
    /// After so many characters, and a silence.
    AfterWords(usize),
    /// Only if the turn is not answered by then.
    IfUnanswered,
}

impl VoiceStream {
    /// Checks a call later, if the turn is still its latest one then.
    async fn check_later(&self, relay: RelayCall<'_>, generation: u64, when: WhenToCheck) {
        let after = match when {
            WhenToCheck::AfterWords(characters) => {
                Duration::from_secs((characters / CHARACTERS_A_SECOND) as u64).saturating_add(SILENCE)
            }
            WhenToCheck::IfUnanswered => LONGEST_TURN,
        };
        let message = SilenceCheck {
            tenant: relay.tenant_number.scope.tenant().clone(),
            called: relay.tenant_number.called.clone(),
            call: relay.call.clone(),
            generation,
            if_unanswered: matches!(when, WhenToCheck::IfUnanswered),
        };
        if let Err(error) = self.silences.send_after(after, &[message]).await {
            warn!(error = %ErrorChain(&error), "a call will not be checked for silence or for a lost turn");
        }
    }

    /// Checks the calls of a batch, and returns the messages that the queue must deliver again.
    pub async fn check_silences(&self, batch: SqsEvent) -> SqsBatchResponse {
        let checked = join_all(batch.records.into_iter().map(|message| self.check_silence(message))).await;
        let mut failures = SqsBatchResponse::default();
        for failed in checked.into_iter().flatten() {
            failures.add_failure(failed);
        }
        failures
    }

    /// Asks a silent caller again, or takes up a turn that no process has answered. Returns the id of a message that must be delivered
    /// again.
    async fn check_silence(&self, message: SqsMessage) -> Option<String> {
        let id = message.message_id.unwrap_or_default();
        let check = match SilenceCheck::from_body(message.body.as_deref().unwrap_or_default()) {
            Ok(check) => check,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a message about a call to check was not understood");
                return None;
            }
        };
        let SilenceCheck { tenant, called, call, generation, if_unanswered } = check;
        let number = self.calls.find_recent_number(&called, Some(&tenant)).await;
        match number {
            Ok(Some(number)) if *number.scope.tenant() == tenant => {
                let span = info_span!("silence", tenant_id = %tenant, call_sid = %call);
                let relay = self.relay(&number, &call, None);
                match self.calls.relay_silence(relay, generation).await {
                    Ok(RelaySilence::Over) => {}
                    Ok(RelaySilence::Listening | RelaySilence::Speaking) if if_unanswered => {}
                    // Their words come when they have finished.
                    Ok(RelaySilence::Speaking) => {
                        self.check_later(relay, generation, WhenToCheck::AfterWords(0)).instrument(span).await;
                    }
                    Ok(RelaySilence::Listening | RelaySilence::Unanswered) => {
                        let silent = ArrivedInput { input: CallerInput::Silent, arrived: self.clock.now() };
                        self.turn(relay, (silent, Some(generation))).instrument(span).await;
                    }
                    Err(error) => {
                        warn!(error = %ErrorChain(&error), "a call could not be checked");
                        return Some(id);
                    }
                }
                None
            }
            Ok(_) => None,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a call could not be checked");
                Some(id)
            }
        }
    }
}

impl RelayPort for VoiceStream {
    fn post<'a>(
        &'a self,
        connection: &'a ConnectionId,
        command: &'a RelayCommand,
    ) -> BoxFuture<'a, Result<(), PostError>> {
        Box::pin(self.gateway.post(connection, command))
    }

    fn listen_after<'a>(&'a self, relay: RelayCall<'a>, generation: u64, characters: usize) -> BoxFuture<'a, ()> {
        Box::pin(self.check_later(relay, generation, WhenToCheck::AfterWords(characters)))
    }

    fn watch<'a>(&'a self, relay: RelayCall<'a>, generation: u64) -> BoxFuture<'a, ()> {
        Box::pin(self.check_later(relay, generation, WhenToCheck::IfUnanswered))
    }
}
