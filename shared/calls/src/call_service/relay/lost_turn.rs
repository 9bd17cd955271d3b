//! What became of a turn that no process finished, and what the caller heard of the answers before.

use std::sync::Arc;

use connections::secrets::TenantSecrets;
use store::{CallRecord, CallerInput, LiveCall};

use super::super::{CallService, TenantNumber};
use crate::{
    agent::Agent,
    engine::{BookingMode, CaughtUp, ModelKeys, TenantContext, TurnEvent},
};

/// A call that is being answered.
pub(super) struct AnsweredCall {
    pub(super) record: CallRecord,
    pub(super) agent: Arc<Agent>,
    pub(super) secrets: Arc<TenantSecrets>,
    pub(super) keys: ModelKeys,
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
        input: CallerInput,
    ) -> Resumed {
        let mut first = CaughtUp::default();
        let mut unanswered: Option<CallerInput> = None;
        for turn in live.turns_before(generation) {
            let (said, asked) = (turn.unsaved(), turn.asked.clone());
            if said.is_empty() && !turn.acted {
                // Nothing had left and nothing had been done: it is answered together with what follows. A turn that begins anew is
                // its own predecessor.
                unanswered = match (unanswered, asked.filter(|asked| *asked != input)) {
                    (Some(earlier), Some(asked)) => Some(earlier.joined(asked)),
                    (earlier, asked) => earlier.or(asked),
                };
            } else {
                let event = match (unanswered.take(), asked) {
                    (Some(earlier), Some(asked)) => Some(earlier.joined(asked)),
                    (earlier, asked) => earlier.or(asked),
                };
                let record = &mut call.record;
                let (agent, keys, bookings) = (&call.agent, &call.keys, BookingMode::of(record));
                let tenant = context(tenant_number, (agent, keys), bookings, false);
                let event = event.map(CallerInput::into_event);
                let caught_up = self.engine.catch_up(tenant, &mut record.conversation, event, said).await;
                first.add(caught_up);
                record.awaiting_model = false;
            }
            if let Some(heard) = &turn.heard {
                call.record.conversation.interrupted(&turn.said, heard);
            }
        }
        let input = match unanswered {
            Some(earlier) => earlier.joined(input),
            None => input,
        };
        // The model was about to speak of what its tools did, when its process was lost.
        let goes_on = call.record.awaiting_model && input == CallerInput::Silent;
        call.record.awaiting_model = goes_on;
        let event = if goes_on { TurnEvent::HoldFinished } else { input.into_event().into() };
        Resumed { event, first }
    }
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
