//! Looks at a call some time after a turn: whether the caller was silent since, or the turn was never answered.

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
/// How long a turn can take. After that, its process is lost.
const LONGEST_TURN: Duration = Duration::from_secs(20);

/// A look at a call.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Look {
    /// After so many characters, and a silence.
    AfterWords(usize),
    /// Only if the turn is not answered by then.
    IfUnanswered,
}

impl VoiceStream {
    /// Looks at a call later, if the turn is still its latest one.
    pub(crate) async fn look_again(&self, relay: RelayCall<'_>, generation: u64, look: Look) {
        let after = match look {
            Look::AfterWords(characters) => {
                Duration::from_secs((characters / CHARACTERS_A_SECOND) as u64).saturating_add(SILENCE)
            }
            Look::IfUnanswered => LONGEST_TURN,
        };
        let check = SilenceCheck {
            tenant: relay.tenant_number.scope.tenant().clone(),
            called: relay.tenant_number.called.clone(),
            call: relay.call.clone(),
            generation,
            if_unanswered: matches!(look, Look::IfUnanswered),
        };
        if let Err(error) = self.silences.send_after(after, &[check]).await {
            warn!(error = %ErrorChain(&error), "a silence of the caller will not be noticed");
        }
    }

    /// Looks at the calls of a batch, and returns the messages that the queue must deliver again.
    pub async fn check_silences(&self, batch: SqsEvent) -> SqsBatchResponse {
        let checked = join_all(batch.records.into_iter().map(|message| self.check_silence(message))).await;
        let mut failures = SqsBatchResponse::default();
        for failed in checked.into_iter().flatten() {
            failures.add_failure(failed);
        }
        failures
    }

    /// Asks a silent caller again. Returns the id of a message that must be delivered again.
    async fn check_silence(&self, message: SqsMessage) -> Option<String> {
        let id = message.message_id.unwrap_or_default();
        let check = match SilenceCheck::from_body(message.body.as_deref().unwrap_or_default()) {
            Ok(check) => check,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a look at a call was not understood");
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
                    // The caller has begun to speak. Their words come when they have finished.
                    RelaySilence::Speaking if !if_unanswered => {
                        self.look_again(relay, generation, Look::AfterWords(0)).instrument(span).await;
                        return None;
                    }
                    RelaySilence::Over => return None,
                    RelaySilence::Listening if if_unanswered => return None,
                    RelaySilence::Listening | RelaySilence::Speaking | RelaySilence::Unanswered => {}
                }
                let silent = ArrivedInput { input: CallerInput::Silent, arrived: self.clock.now() };
                self.turn(relay, (silent, Some(generation))).instrument(span).await;
                None
            }
            Ok(_) => None,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a call could not be looked at");
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
        Box::pin(self.look_again(relay, generation, Look::AfterWords(characters)))
    }
}
