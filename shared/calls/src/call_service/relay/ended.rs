//! The end of a session: `<Connect>` requests its `action`, and the call goes on without the socket.

use domain::{conversation::Event, id::CallSid, phone::Caller};
use platform::{boxed, error_chain::ErrorChain};
use store::{ArrivedInput, CallerInput, LiveCall, LiveClaim, TurnToClaim};
use tracing::warn;

use super::{
    super::{CallService, CallServiceError, LoadedCall, Processed, TenantNumber, Turn, stored_turn, timing::Timing},
    lost_turn::{AnsweredCall, Resumed},
};

/// How often a call is taken up again, because words of the caller arrived meanwhile.
const MOST_RESUMPTIONS: usize = 3;

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
        // The session may be lost right before our last message.
        if record.finished || record.step_of_session_end().is_some() || step == Some(last) {
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
        for _ in 0..MOST_RESUMPTIONS {
            let asked = ArrivedInput { input: CallerInput::Silent, arrived: self.clock.now() };
            let silent = TurnToClaim { asked: &asked, connection: None, expected: None };
            let LiveClaim::Claimed(live) = self.claim_when_possible(tenant_number, call, silent).await? else { break };
            // Words that the caller spoke before the loss may arrive only now. Then they are answered too.
            if let Some(turn) = self.answer_lost(tenant_number, call, (live, asked)).await? {
                return Ok(Some(turn));
            }
        }
        self.advance(tenant_number, call, caller, None, CallerInput::Silent.into_event().into()).await
    }

    /// The answer of a claimed turn whose words go on without the socket, or at a new one. `None` if another turn has begun.
    async fn answer_lost(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        (live, silent): (Box<LiveCall>, ArrivedInput),
    ) -> Result<Option<Turn>, CallServiceError> {
        let live = self.settled(tenant_number, call, live).await;
        let LoadedCall { record, agent, spend, read_in } = self.load(tenant_number, call).await?;
        let mut record = record.ok_or(CallServiceError::Unknown)?;
        // No one reports how far Twilio spoke. For a yes, that matters.
        if record.conversation.awaits_agreement()
            && let Some(cut) = live.cut_answer(live.generation, self.clock.now())
        {
            record.conversation.interrupted(cut);
        }
        if let Some(step) = record.step_of_session_end() {
            // Saved since the session was lost.
            return Ok(Some(stored_turn(record, step, agent)));
        }
        if let Some(unheard) = live.unheard_answer(live.generation).filter(|_| !record.awaiting_model) {
            // The answer is stored, and nothing of it could be sent.
            let (scope, answered) = (&tenant_number.scope, (live.generation, &*live));
            let is_latest = self.store.note_answer(scope, call, answered, (&unheard.said, self.clock.now())).await?;
            let last = record.replies.len().saturating_sub(1);
            return Ok(is_latest.then(|| stored_turn(record, last, agent)));
        }
        let timing = Timing::after_reads(read_in);
        let secrets = self.secrets.get(&tenant_number.scope, tenant_number.credentials_version).await?;
        let keys = self.engine.keys(&self.secrets, &secrets).await;
        let mut answered = AnsweredCall { record, agent, secrets, keys };
        let claimed = (&*live, live.generation);
        let Resumed { event, first } = self.after_lost_turns(tenant_number, &mut answered, claimed, silent).await;
        let AnsweredCall { mut record, agent, .. } = answered;
        let may_ask = self.may_ask(tenant_number, &mut record, &agent, spend, &event).await;
        let step = (record, first, Some(&*live));
        match Box::pin(self.process(tenant_number, step, agent, (event, timing), may_ask)).await? {
            Processed::Saved(turn) | Processed::Unsaved(turn) => Ok(Some(turn)),
            Processed::Overtaken => Ok(None),
        }
    }

    async fn note_session_end(&self, tenant_number: &TenantNumber, call: &CallSid, seconds: Option<u64>) {
        let noted = self.store.end_relay_session(&tenant_number.scope, call, seconds, self.clock.now()).await;
        if let Err(error) = noted {
            warn!(error = %ErrorChain(&error), "the end of a session was not noted; it lasts until the end of the call");
        }
    }
}
