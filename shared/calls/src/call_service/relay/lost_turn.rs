//! What became of a turn that no process finished, and what the caller heard of the answers before.

use std::{sync::Arc, time::Duration};

use connections::secrets::TenantSecrets;
use domain::{
    conversation::{HeardAnswer, is_filler},
    id::CallSid,
};
use store::{ArrivedInput, CallRecord, CallerInput, LiveCall, LiveTurn, WORDS_IN_FLIGHT};
use tokio::time::Instant;

use super::super::{CallService, CallServiceError, TenantNumber};
use crate::{
    agent::Agent,
    engine::{BookingMode, CaughtUp, ModelKeys, TenantContext, TurnEvent},
};

const BETWEEN_CHECKS: Duration = Duration::from_millis(40);

/// A call that is being answered.
pub(super) struct AnsweredCall {
    pub(super) record: CallRecord,
    pub(super) agent: Arc<Agent>,
    pub(super) secrets: Arc<TenantSecrets>,
    pub(super) keys: ModelKeys,
}

impl AnsweredCall {
    /// The call has ended before these words could be spoken.
    fn hear_nothing_of(&mut self, words: &[String]) {
        let said = words.join(" ");
        self.record.conversation.interrupted(HeardAnswer { said: &said, missed: 0, heard: "" });
    }
}

/// How a call goes on after the turn before.
pub(super) struct Resumed {
    /// The event to answer.
    pub(super) event: TurnEvent,
    /// What comes before its answer.
    pub(super) first: CaughtUp,
}

impl CallService {
    /// Brings the conversation to what the caller knows: what they heard of the answers before, and what became of the turns that no
    /// process finished.
    pub(super) async fn after_lost_turns(
        &self,
        tenant_number: &TenantNumber,
        call: &mut AnsweredCall,
        (live, generation): (&LiveCall, u64),
        input: ArrivedInput,
    ) -> Resumed {
        let Caught { mut unanswered, first } = self.catch_up(tenant_number, call, live.turns_before(generation)).await;
        unanswered.push(input);
        let input = ArrivedInput::joined(unanswered).unwrap_or(CallerInput::Silent);
        // The model was about to speak of what its tools did, when its process was lost.
        let goes_on = call.record.awaiting_model && input == CallerInput::Silent;
        call.record.awaiting_model = goes_on;
        let event = if goes_on { TurnEvent::HoldFinished } else { input.into_event().into() };
        Resumed { event, first }
    }

    /// The state of a call whose socket was lost, once it is known whether its latest words have left: the process that sends them notes
    /// if they have not.
    pub(super) async fn settled(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        live: Box<LiveCall>,
    ) -> Box<LiveCall> {
        let mut live = live;
        let until = Instant::now() + WORDS_IN_FLIGHT;
        while live.has_words_in_flight(self.clock.now()) && Instant::now() < until {
            tokio::time::sleep(BETWEEN_CHECKS).await;
            match self.store.get_live_call(&tenant_number.scope, call).await {
                Ok(Some(newer)) if newer.generation == live.generation => *live = newer,
                _ => break,
            }
        }
        live
    }

    /// Goes again through turns that no process finished.
    async fn catch_up<'a>(
        &self,
        tenant_number: &TenantNumber,
        call: &mut AnsweredCall,
        turns: impl Iterator<Item = &'a LiveTurn>,
    ) -> Caught {
        let mut caught = Caught::default();
        for turn in turns {
            let said = if turn.is_unheard() { "" } else { turn.unsaved() };
            caught.unanswered.extend(turn.input());
            // Before anything has left or was done, it is answered together with what follows.
            if !said.is_empty() || turn.acted {
                let event = ArrivedInput::joined(std::mem::take(&mut caught.unanswered));
                caught.first.add(self.go_through(tenant_number, call, event, said).await);
                // The model's own words did not leave.
                call.record.awaiting_model |= is_filler(said);
            }
            if let Some(heard) = turn.heard_in_history() {
                call.record.conversation.interrupted(heard);
            }
        }
        caught
    }

    async fn go_through(
        &self,
        tenant_number: &TenantNumber,
        call: &mut AnsweredCall,
        event: Option<CallerInput>,
        said: &str,
    ) -> CaughtUp {
        let AnsweredCall { record, agent, keys, .. } = call;
        let tenant = context(tenant_number, (agent, keys), BookingMode::of(record), false);
        let event = event.map(CallerInput::into_event);
        record.awaiting_model = false;
        self.engine.catch_up(tenant, &mut record.conversation, event, said).await
    }

    /// A call that has ended, with the turns that are not in it yet, and with what the caller heard of the last answers.
    pub(in super::super) async fn with_live_turns(
        &self,
        tenant_number: &TenantNumber,
        record: CallRecord,
        agent: &Arc<Agent>,
    ) -> Result<CallRecord, CallServiceError> {
        let call = record.conversation.call().clone();
        if !agent.config.streaming {
            return Ok(record);
        }
        let Some(live) = self.store.get_live_call(&tenant_number.scope, &call).await? else { return Ok(record) };
        let live = self.settled(tenant_number, &call, Box::new(live)).await;
        let secrets = self.secrets.get(&tenant_number.scope, tenant_number.credentials_version).await?;
        let keys = self.engine.keys(&self.secrets, &secrets).await;
        let before = *record.conversation.usage();
        let mut call = AnsweredCall { record, agent: Arc::clone(agent), secrets, keys };
        let Caught { unanswered, mut first } = self.catch_up(tenant_number, &mut call, live.turns.values()).await;
        call.hear_nothing_of(&first.say);
        let input = ArrivedInput::joined(unanswered).filter(|input| *input != CallerInput::Silent);
        if let Some(input) = input {
            let last = self.go_through(tenant_number, &mut call, Some(input), "").await;
            call.hear_nothing_of(&last.say);
            first.add(last);
        }
        let AnsweredCall { mut record, secrets, .. } = call;
        record.conversation.count_streamed(&before, 0);
        let attestation = record.conversation.attestation();
        self.apply_side_effects(tenant_number, agent, &secrets, (first.side_effects, attestation)).await;
        Ok(record)
    }
}

/// What came of turns that were gone through again.
#[derive(Default)]
struct Caught {
    /// What the caller did without an answer.
    unanswered: Vec<ArrivedInput>,
    /// What comes before the next answer.
    first: CaughtUp,
}

/// What the engine needs of a company.
pub(super) fn context<'a>(
    tenant_number: &'a TenantNumber,
    (agent, keys): (&'a Agent, &'a ModelKeys),
    bookings: BookingMode,
    may_ask: bool,
) -> TenantContext<'a> {
    let customers = Some(&tenant_number.customers);
    TenantContext { scope: &tenant_number.scope, customers, agent, keys, bookings, may_ask }
}
