//! The messages of a socket, and the turns that they begin.

use calls::call_service::{CallServiceError, RelayCall, RelayTurn, TenantNumber};
use domain::id::CallSid;
use jiff::{SignedDuration, Timestamp};
use platform::error_chain::ErrorChain;
use store::{ArrivedInput, CallerInput, ConnectionId, RelayConnection};
use tokio::time::Instant;
use tracing::{Instrument, info, info_span, warn};
use twilio::relay::{Handoff, RelayCommand, RelayMessage, RelayPrompt};

use crate::{FIRST_WORDS_MS, TURNS_FAILED, VoiceStream};

/// No message is invoked with later.
const LONGEST_WAY_IN: SignedDuration = SignedDuration::from_mins(1);

impl VoiceStream {
    /// The call of a connection. `None` if it is unknown.
    async fn call_of(&self, connection: &ConnectionId) -> Option<(TenantNumber, CallSid)> {
        let found = async {
            let Some(RelayConnection { call, called, tenant }) = self.store.get_relay_connection(connection).await?
            else {
                return Ok(None);
            };
            let number = self.calls.find_recent_number(&called, Some(&tenant)).await?;
            let number = number.filter(|number| *number.scope.tenant() == tenant);
            Ok::<_, CallServiceError>(number.map(|number| (number, call)))
        };
        found.await.unwrap_or_else(|error| {
            warn!(error = %ErrorChain(&error), "the call of a WebSocket cannot be read");
            None
        })
    }

    /// Processes a message from Twilio. `received`: when API Gateway received it, if the event says so.
    pub(crate) async fn receive(&self, connection: &ConnectionId, body: &str, received: Option<Timestamp>) {
        let arrived = Instant::now();
        let message = match RelayMessage::parse(body) {
            Ok(message) => message,
            Err(error) => return warn!(error = %ErrorChain(&error), "a message of ConversationRelay was not processed"),
        };
        let input = match message {
            RelayMessage::Prompt(RelayPrompt { is_partial: true, .. }) => return info!("a partial prompt arrived"),
            RelayMessage::Prompt(RelayPrompt { words, .. }) => CallerInput::Said(words),
            RelayMessage::Key(key) => CallerInput::Keyed(key),
            // Twilio writes a code of five digits first. The rest may quote what was said.
            RelayMessage::Failure { description } => {
                let code: String = description.chars().take_while(char::is_ascii_digit).take(5).collect();
                return warn!(code, "ConversationRelay reports an error");
            }
            RelayMessage::Other { kind } => return info!(kind, "a message of ConversationRelay has no meaning here"),
            message => return self.note(connection, message, received).await,
        };
        let said = input.words().map(str::to_owned);
        let Some((tenant_number, call)) = self.call_of(connection).await else {
            return self.give_up(connection, Handoff::of_failed_turn(said.as_deref())).await;
        };
        let span = info_span!("message", tenant_id = %tenant_number.scope.tenant(), call_sid = %call);
        let input = ArrivedInput { input, arrived: self.arrival(received) };
        let relay = RelayCall { arrived, ..self.relay(&tenant_number, &call, Some(connection)) };
        self.turn(relay, (input, None)).instrument(span).await;
    }

    /// Processes a message that is not answered.
    async fn note(&self, connection: &ConnectionId, message: RelayMessage, received: Option<Timestamp>) {
        let Some((tenant_number, call)) = self.call_of(connection).await else { return };
        let relay = self.relay(&tenant_number, &call, Some(connection));
        let span = info_span!("message", tenant_id = %tenant_number.scope.tenant(), call_sid = %call);
        let noted = async {
            match message {
                RelayMessage::Interrupt { heard } => {
                    self.calls.relay_interrupted(relay, (&heard, self.arrival(received))).await
                }
                RelayMessage::CallerSpeaks => self.calls.relay_speaking(relay).await,
                RelayMessage::Setup { call: named } if named == call => {
                    Box::pin(self.calls.begin_listening(relay)).await
                }
                RelayMessage::Setup { .. } => {
                    warn!("the call of a WebSocket is another one than its token names");
                    self.give_up(connection, Handoff::default()).await;
                    Ok(())
                }
                _ => Ok(()),
            }
        };
        if let Err(error) = noted.instrument(span).await {
            warn!(error = %ErrorChain(&error), "a message of ConversationRelay was not processed");
        }
    }

    /// When a message arrived: as API Gateway says, if that can be.
    fn arrival(&self, received: Option<Timestamp>) -> Timestamp {
        let now = self.clock.now();
        let is_possible = |received: &Timestamp| now.duration_since(*received).abs() <= LONGEST_WAY_IN;
        received.filter(is_possible).unwrap_or(now)
    }

    pub(crate) fn relay<'a>(
        &'a self,
        tenant_number: &'a TenantNumber,
        call: &'a CallSid,
        connection: Option<&'a ConnectionId>,
    ) -> RelayCall<'a> {
        let filler_after = self.filler_after;
        RelayCall { tenant_number, call, connection, arrived: Instant::now(), filler_after, port: self }
    }

    /// Answers what the caller did. If it fails, the call goes on without the socket.
    pub(crate) async fn turn(&self, relay: RelayCall<'_>, (input, expected): (ArrivedInput, Option<u64>)) {
        let said = input.input.words().map(str::to_owned);
        let answered = async {
            let Some(claimed) = self.calls.claim_relay_turn(relay, input, expected).await? else {
                info!(expected, "a message was a copy, or another turn was faster");
                return Ok(None);
            };
            Box::pin(self.calls.answer_relay_turn(relay, claimed)).await.map(Some)
        };
        match answered.await {
            Ok(Some(RelayTurn::Listening { first_words, work })) => {
                let first_words = first_words.map(|time| (FIRST_WORDS_MS, time.as_secs_f64() * 1_000.0));
                let measured: Vec<_> = first_words.into_iter().chain(work.counts()).collect();
                self.metrics.put(self.clock.now(), &measured);
            }
            Ok(Some(RelayTurn::Ended) | None) => {}
            Ok(Some(RelayTurn::Overtaken)) => info!("a turn ended, because another one has begun"),
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a turn failed; the call goes on without the WebSocket");
                self.metrics.put(self.clock.now(), &[(TURNS_FAILED, 1.0)]);
                self.leave(relay, Handoff::of_failed_turn(said.as_deref())).await;
            }
        }
    }

    /// Ends the session of a call. An input that came by no socket is a silence.
    async fn leave(&self, relay: RelayCall<'_>, handoff: Handoff) {
        if let Some(connection) = relay.connection {
            return self.give_up(connection, handoff).await;
        }
        match self.store.get_live_call(&relay.tenant_number.scope, relay.call).await {
            Ok(Some(live)) => self.give_up(&live.connection, handoff).await,
            Ok(None) => {}
            Err(error) => warn!(error = %ErrorChain(&error), "the socket of a call is not known"),
        }
    }

    /// Ends the session. Twilio requests the `action`, which goes on with the call.
    pub(crate) async fn give_up(&self, connection: &ConnectionId, handoff: Handoff) {
        let end = RelayCommand::end(handoff);
        if let Err(error) = self.gateway.post(connection, &end).await {
            info!(error = %ErrorChain(&error), "the end of a session was not sent");
        }
    }
}

/// What goes on with the call if the message could not be answered in time.
pub(crate) fn handoff_of(body: &str) -> Handoff {
    match RelayMessage::parse(body) {
        Ok(RelayMessage::Prompt(RelayPrompt { words, .. })) => Handoff::of_failed_turn(Some(&words)),
        _ => Handoff::default(),
    }
}
