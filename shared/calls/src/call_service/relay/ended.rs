//! The end of a session: `<Connect>` requests its `action`, and the call goes on without the socket.

use domain::{
    conversation::{Event, TurnEnd},
    id::CallSid,
    phone::Caller,
};
use platform::{boxed, error_chain::ErrorChain};
use store::{CallerInput, LiveCall, LiveClaim, ReplyEnd, TurnToClaim};
use tracing::warn;

use super::{
    super::{CallService, CallServiceError, LoadedCall, Processed, TenantNumber, Turn, stored_turn, timing::Timing},
    lost_turn::{AnsweredCall, Resumed},
};
use crate::engine::TurnEvent;

/// How a call goes on after its session.
#[derive(Debug)]
pub enum RelayEnd {
    /// As the last answer says: a transfer, a voicemail or the end of the call.
    AsAnswered(Turn),
    /// The session was lost. These words go on with the call.
    Lost(Turn),
    /// The greeting was never spoken.
    NeverBegan(Turn),
}

impl CallService {
    /// Goes on with a call whose session has ended. `step` is the one that our own last message named, if we ended the session; `seconds`
    /// is how long it lasted, if that is reported. `None` if the call exceeds the limits of calls.
    #[must_use]
    #[boxed]
    pub async fn relay_ended(
        &self,
        tenant_number: &TenantNumber,
        (call, caller): (&CallSid, Caller),
        (step, seconds): (Option<usize>, Option<u64>),
    ) -> Result<Option<RelayEnd>, CallServiceError> {
        let (loaded, ()) =
            tokio::join!(self.load_record(tenant_number, call), self.note_session_end(tenant_number, call, seconds));
        let (record, agent) = loaded?;
        let Some(record) = record else {
            let turn = self.advance(tenant_number, call, caller, None, Event::CallerSilent.into());
            return Ok(Box::pin(turn).await?.map(RelayEnd::Lost));
        };
        let last = record.replies.len().saturating_sub(1);
        let ends = |end: &ReplyEnd| {
            matches!(end, ReplyEnd::TurnEnd(TurnEnd::Transfer(_) | TurnEnd::TakeVoicemail | TurnEnd::HangUp))
        };
        // The session may be lost right before our last message.
        if record.finished || record.replies.last().is_some_and(|reply| ends(&reply.end)) || step == Some(last) {
            return Ok(Some(RelayEnd::AsAnswered(stored_turn(record, last, agent))));
        }
        let live = self.store.get_live_call(&tenant_number.scope, call).await?;
        if live.is_none() {
            return Ok(Some(RelayEnd::NeverBegan(stored_turn(record, last, agent))));
        }
        let turn = Box::pin(self.resume_after_loss(tenant_number, (call, caller))).await?;
        Ok(turn.map(RelayEnd::Lost))
    }

    /// Answers what the caller did in a turn that no process finished, or asks again what was asked.
    async fn resume_after_loss(
        &self,
        tenant_number: &TenantNumber,
        (call, caller): (&CallSid, Caller),
    ) -> Result<Option<Turn>, CallServiceError> {
        let silent = CallerInput::Silent;
        let turn = TurnToClaim { asked: &silent, connection: None, expected: None };
        let LiveClaim::Claimed(live) = self.claim_when_possible(tenant_number, call, turn).await? else {
            let silent = TurnEvent::from(silent.into_event());
            return self.advance(tenant_number, call, caller, None, silent).await;
        };
        let LoadedCall { record, agent, spend, read_in } = self.load(tenant_number, call).await?;
        let record = record.ok_or(CallServiceError::Unknown)?;
        let unheard =
            live.turns_before(live.generation).last().filter(|turn| turn.asked.is_none() && turn.is_unheard());
        if let Some(unheard) = unheard {
            // The answer is stored, and nothing of it could be sent.
            self.note_lost_answer(tenant_number, call, &live, &unheard.said).await;
            let last = record.replies.len().saturating_sub(1);
            return Ok(Some(stored_turn(record, last, agent)));
        }
        let timing = Timing::after_reads(read_in);
        let secrets = self.secrets.get(&tenant_number.scope, tenant_number.credentials_version).await?;
        let keys = self.engine.keys(&self.secrets, &secrets).await;
        let mut answered = AnsweredCall { record, agent, secrets, keys };
        let claimed = (&*live, live.generation);
        let Resumed { event, first } = self.after_lost_turns(tenant_number, &mut answered, claimed, silent).await;
        let AnsweredCall { mut record, agent, .. } = answered;
        let step = record.next_step();
        let may_ask = self.may_ask(tenant_number, &mut record, &agent, spend, &event).await;
        let processed = self.process(tenant_number, (record, first), agent, (event, timing), may_ask);
        let turn = match Box::pin(processed).await? {
            Processed::Saved(turn) | Processed::Unsaved(turn) => turn,
            Processed::Overtaken => self.repeat(tenant_number, call, step).await?,
        };
        self.note_lost_answer(tenant_number, call, &live, &turn.reply.say.join(" ")).await;
        Ok(Some(turn))
    }

    async fn note_session_end(&self, tenant_number: &TenantNumber, call: &CallSid, seconds: Option<u64>) {
        let noted = self.store.end_relay_session(&tenant_number.scope, call, seconds, self.clock.now()).await;
        if let Err(error) = noted {
            warn!(error = %ErrorChain(&error), "the end of a session was not noted; it lasts until the end of the call");
        }
    }

    async fn note_lost_answer(&self, tenant_number: &TenantNumber, call: &CallSid, live: &LiveCall, said: &str) {
        if let Err(error) = self.store.note_answer(&tenant_number.scope, call, (live.generation, live), said).await {
            warn!(error = %ErrorChain(&error), "the answer of a lost turn was not noted");
        }
    }
}
