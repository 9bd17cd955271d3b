//! A call whose speech goes through a WebSocket: one turn, from what the caller did to the words that leave.
//!
//! Messages arrive side by side and in any order, each in a process of its own. A turn claims a generation of the call's live state
//! ([`store::LiveCall`]); every clause is written under it before it is sent, and the first write that fails ends the turn. A call is saved
//! by the same steps as between two webhooks, so that it can go on with `<Gather>` at any time.
//!
//! Does not know API Gateway: a [`RelayPort`] sends the messages.

use std::{fmt, time::Duration};

use domain::id::CallSid;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use platform::{boxed, error_chain::ErrorChain};
use store::{ArrivedInput, CallerInput, ConnectionId, LiveCall, LiveClaim, TurnToClaim};
use tokio::time::Instant;
use tracing::info;
use twilio::relay::RelayCommand;

use super::{CallService, CallServiceError, TenantNumber};
use crate::engine::Work;

mod ended;
mod filler;
mod first_words;
mod live_turn;
mod lost_turn;
mod overtaken;
mod rest_of_answer;
mod say_again;
mod speaker;

use live_turn::AnsweredTurn;
use speaker::RelaySpeaker;

pub use ended::RelayEnd;
pub use speaker::spoken_parts;

/// How long a caller speaks at most until their words arrive.
const LONGEST_SPEECH: SignedDuration = SignedDuration::from_secs(20);
/// How long a pressed key waits for the next one.
const BETWEEN_KEYS: Duration = Duration::from_millis(1_200);
/// Keys that complete a number.
const LAST_KEYS: [char; 2] = ['#', '*'];
const BETWEEN_CLAIMS: Duration = Duration::from_millis(50);
/// How long a tool that changes something may run.
const ACTING_TIME: Duration = Duration::from_secs(3);
/// How long a turn waits for such a tool of the turn before.
const LONGEST_WAIT: Duration = ACTING_TIME.saturating_add(Duration::from_secs(1));
/// How often a turn begins anew, because the caller had heard less than was known.
const MOST_RESTARTS: usize = 3;

/// What holds the sockets of calls.
pub trait RelayPort: fmt::Debug + Send + Sync {
    /// Sends a message. It has left when the future is ready.
    fn post<'a>(
        &'a self,
        connection: &'a ConnectionId,
        command: &'a RelayCommand,
    ) -> BoxFuture<'a, Result<(), PostError>>;

    /// The caller is listened to after this many characters, which leave now. If they say nothing then, they are asked again:
    /// `ConversationRelay` does not report silence.
    fn listen_after<'a>(&'a self, relay: RelayCall<'a>, generation: u64, characters: usize) -> BoxFuture<'a, ()>;

    /// Another process answers a turn that is not answered in time, because this one is lost.
    fn watch<'a>(&'a self, relay: RelayCall<'a>, generation: u64) -> BoxFuture<'a, ()>;
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The socket is closed.
    #[error("the connection is closed")]
    Gone,
    /// Too many messages at once, for all calls together.
    #[error("too many messages are sent at once")]
    TooMany,
    /// Anything else.
    #[error("a message could not be sent")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A call at a socket.
#[derive(Debug, Clone, Copy)]
pub struct RelayCall<'a> {
    /// Its company.
    pub tenant_number: &'a TenantNumber,
    /// The call.
    pub call: &'a CallSid,
    /// The socket. `None` for an input that came from no socket, such as a silence: the latest one is used.
    pub connection: Option<&'a ConnectionId>,
    /// When the input arrived.
    pub arrived: Instant,
    /// How long the model may be silent until the caller hears a few other words.
    pub filler_after: Duration,
    /// What sends.
    pub port: &'a dyn RelayPort,
}

/// What became of a turn.
#[derive(Debug)]
pub enum RelayTurn {
    /// The caller is listened to.
    Listening {
        /// The time from the arrival of what the caller said or keyed to the first words that left. `None` if they waited for nothing.
        first_words: Option<Duration>,
        /// What the turn took.
        work: Work,
    },
    /// The session ends, and the `action` of `<Connect>` goes on.
    Ended,
    /// Another turn has begun, or the message was a copy.
    Overtaken,
}

/// What a call is doing some time after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelaySilence {
    /// Another turn has begun, or the session has ended.
    Over,
    /// The turn is not answered to its end.
    Unanswered,
    /// The caller has begun to speak.
    Speaking,
    /// The caller has said nothing.
    Listening,
}

/// A claimed turn.
#[derive(Debug)]
pub struct ClaimedTurn {
    generation: u64,
    input: ArrivedInput,
    /// The state of the call with the turn.
    live: Box<LiveCall>,
    /// How long the claim took.
    claimed_in: Duration,
}

impl CallService {
    /// Notes the socket of a call.
    #[must_use]
    #[boxed]
    pub async fn connect_relay(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        connection: &ConnectionId,
    ) -> Result<(), CallServiceError> {
        let (record, _) = self.load_record(tenant_number, call).await?;
        let greeting = record.and_then(|record| record.replies.into_iter().next());
        let greeting = greeting.map(|reply| reply.say.join(" ")).unwrap_or_default();
        let now = self.clock.now();
        Ok(self.store.connect_live_call(&tenant_number.scope, call, connection, &greeting, now).await?)
    }

    /// Goes on once a socket is open, and Twilio speaks the words of `<Connect>`: listens to the caller, and sends the parts of a greeting
    /// that are in another language than its beginning.
    pub async fn begin_listening(&self, relay: RelayCall<'_>) -> Result<(), CallServiceError> {
        let (record, live) = tokio::join!(
            self.load_record(relay.tenant_number, relay.call),
            self.store.get_live_call(&relay.tenant_number.scope, relay.call)
        );
        let ((record, agent), live) = (record?, live?);
        let (Some(record), Some(live)) = (record, live) else { return Ok(()) };
        // A socket may be replaced in the middle of a turn.
        if live.is_unanswered() {
            return Ok(());
        }
        info!(generation = live.generation, "a session begins");
        relay.port.listen_after(relay, live.generation, live.latest_characters()).await;
        // Twilio speaks the latest reply at the beginning of a session, as far as it begins in the language of the call.
        let Some(greeting) = record.replies.last().filter(|_| live.was_reconnected_since_words()) else {
            return Ok(());
        };
        let parts = spoken_parts(&greeting.say, greeting.language);
        let spoken = usize::from(parts.first().is_some_and(|(language, _)| *language == greeting.language));
        let rest: Vec<String> = parts.into_iter().skip(spoken).map(|(_, words)| words).collect();
        if rest.is_empty() {
            return Ok(());
        }
        let mut speaker = RelaySpeaker::new(self, relay, live.generation, live.connection);
        // A caller has to hear that the call is recorded.
        speaker.finish(&rest, greeting.language, !agent.config.disclosure.record_calls).await;
        Ok(())
    }

    /// Answers a claimed turn.
    pub async fn answer_relay_turn(
        &self,
        relay: RelayCall<'_>,
        claimed: ClaimedTurn,
    ) -> Result<RelayTurn, CallServiceError> {
        let mut claimed = claimed;
        for _ in 0..MOST_RESTARTS {
            let generation = claimed.generation;
            let answering = Box::pin(self.answer_keys_and_words(relay, claimed));
            let (answered, ()) = tokio::join!(answering, relay.port.watch(relay, generation));
            let input = match answered? {
                AnsweredTurn::Done(turn) => return Ok(turn),
                // The caller had heard less of the question than was known.
                AnsweredTurn::Anew(input) => input,
            };
            claimed = match self.claim_relay_turn(relay, input, Some(generation)).await? {
                Some(claimed) => claimed,
                None => return Ok(RelayTurn::Overtaken),
            };
        }
        // The watch on the last of these turns answers.
        Ok(RelayTurn::Overtaken)
    }

    /// Answers a claimed turn; a number by keys as a whole. Each of its keys claims a turn, and the last one answers.
    async fn answer_keys_and_words(
        &self,
        relay: RelayCall<'_>,
        claimed: ClaimedTurn,
    ) -> Result<AnsweredTurn, CallServiceError> {
        if let CallerInput::Keyed(keys) = &claimed.input.input
            && !keys.ends_with(LAST_KEYS)
        {
            tokio::time::sleep(BETWEEN_KEYS).await;
            if self.relay_silence(relay, claimed.generation).await? == RelaySilence::Over {
                return Ok(AnsweredTurn::Done(RelayTurn::Overtaken));
            }
        }
        self.answer_live(relay, claimed).await
    }

    /// What a call is doing some time after a turn.
    pub async fn relay_silence(&self, relay: RelayCall<'_>, generation: u64) -> Result<RelaySilence, CallServiceError> {
        let live = self.store.get_live_call(&relay.tenant_number.scope, relay.call).await?;
        let is_latest = |live: &LiveCall| live.generation == generation && live.usage.has_open_session();
        let Some(live) = live.filter(is_latest) else { return Ok(RelaySilence::Over) };
        let spoke_ago = self.clock.now().as_millisecond().saturating_sub(live.speaks_since);
        Ok(match live.is_unanswered() {
            true => RelaySilence::Unanswered,
            false if spoke_ago < i64::try_from(LONGEST_SPEECH.as_millis()).unwrap_or(i64::MAX) => {
                RelaySilence::Speaking
            }
            false => RelaySilence::Listening,
        })
    }

    /// Claims a turn for what the caller did, which ends the turn before. `expected`: only if this is the latest turn. `None` if there is
    /// nothing to answer.
    pub async fn claim_relay_turn(
        &self,
        relay: RelayCall<'_>,
        input: ArrivedInput,
        expected: Option<u64>,
    ) -> Result<Option<ClaimedTurn>, CallServiceError> {
        let began = Instant::now();
        let turn = TurnToClaim { asked: &input, connection: relay.connection, expected };
        match self.claim_when_possible(relay.tenant_number, relay.call, turn).await? {
            LiveClaim::Claimed(live) => {
                Ok(Some(ClaimedTurn { generation: live.generation, input, live, claimed_in: began.elapsed() }))
            }
            LiveClaim::Acting => Err(CallServiceError::Contended),
            LiveClaim::Overtaken | LiveClaim::Repeated => Ok(None),
            LiveClaim::Missing => Err(CallServiceError::Unknown),
        }
    }

    /// Claims a turn, and waits while a tool changes something, but not for ever.
    async fn claim_when_possible(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        turn: TurnToClaim<'_>,
    ) -> Result<LiveClaim, CallServiceError> {
        let until = Instant::now() + LONGEST_WAIT;
        loop {
            match self.store.claim_turn(&tenant_number.scope, call, turn, self.clock.now()).await? {
                LiveClaim::Acting if Instant::now() < until => tokio::time::sleep(BETWEEN_CLAIMS).await,
                claim => return Ok(claim),
            }
        }
    }

    /// The caller interrupted the agent, and had heard these words of it. `arrived`: when API Gateway received that.
    pub async fn relay_interrupted(
        &self,
        relay: RelayCall<'_>,
        (heard, arrived): (&str, Timestamp),
    ) -> Result<(), CallServiceError> {
        let (scope, call) = (&relay.tenant_number.scope, relay.call);
        let interruption =
            self.store.put_interruption(scope, call, (heard, arrived), relay.connection, self.clock.now()).await?;
        info!(?interruption, "the caller interrupted");
        let Some(interruption) = interruption else { return Ok(()) };
        if let Some(generation) = interruption.ended {
            // The turn says nothing more. If the caller says nothing either, they are asked again.
            relay.port.listen_after(relay, generation, 0).await;
        }
        let (Some(mut record), _) = self.load_record(relay.tenant_number, call).await? else { return Ok(()) };
        if let (Some(_), Some(connection)) = (interruption.ended, relay.connection) {
            // Twilio waits for the last words of what it was speaking.
            let end = RelayCommand::end_of_words(record.conversation.language());
            if let Err(error) = relay.port.post(connection, &end).await {
                info!(error = %ErrorChain(&error), "the end of interrupted words was not sent");
            }
        }
        // The call may end without another turn.
        if record.conversation.interrupted(interruption.answer()) {
            self.store.store_heard(scope, &record).await?;
        }
        Ok(())
    }

    /// The caller has begun to speak.
    pub async fn relay_speaking(&self, relay: RelayCall<'_>) -> Result<(), CallServiceError> {
        Ok(self.store.note_speaking(&relay.tenant_number.scope, relay.call, self.clock.now()).await?)
    }
}
