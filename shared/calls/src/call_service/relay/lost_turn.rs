//! What became of a turn that no process finished, and what the caller heard of the answers before.

use std::sync::Arc;

use connections::secrets::TenantSecrets;
use domain::conversation::Conversation;
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
    /// Brings the conversation to what the caller knows: what they heard of the answers before, and what became of a turn that no process
    /// finished.
    pub(super) async fn after_lost_turn(
        &self,
        tenant_number: &TenantNumber,
        call: &mut AnsweredCall,
        before: &LiveCall,
        input: CallerInput,
    ) -> Resumed {
        let (said, acted) = (before.unsaved(), before.acts_until != 0);
        let lost = before.asked.clone().filter(|asked| *asked != input || acted);
        let mut first = CaughtUp::default();
        let event = match lost {
            // Nothing had left and nothing had been done: both are answered together.
            Some(asked) if said.is_empty() && !acted => asked.joined(input).into_event().into(),
            // The model was about to speak of what its tools did.
            None if said.is_empty() && call.record.awaiting_model && input == CallerInput::Silent => {
                TurnEvent::HoldFinished
            }
            None if said.is_empty() => input.into_event().into(),
            lost => {
                let (event, record) = (lost.map(CallerInput::into_event), &mut call.record);
                let (agent, keys, bookings) = (&call.agent, &call.keys, BookingMode::of(record));
                let tenant = context(tenant_number, (agent, keys), bookings, false);
                first = self.engine.catch_up(tenant, &mut record.conversation, event, said).await;
                input.into_event().into()
            }
        };
        call.record.awaiting_model = matches!(event, TurnEvent::HoldFinished);
        heard_before(&mut call.record.conversation, before);
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

/// Notes what the caller heard of the answers before.
fn heard_before(conversation: &mut Conversation, before: &LiveCall) {
    if let Some(heard) = &before.heard_earlier {
        conversation.interrupted(&before.earlier, heard);
    }
    if let Some(heard) = &before.heard {
        conversation.interrupted(&before.said, heard);
    }
}
