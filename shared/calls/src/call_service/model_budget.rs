//! Whether a turn of a phone call may ask the model, and what it cost.
//!
//! A call whose company has spent its budget goes on as if the model had failed: triage works, and the caller gets a
//! person or a voicemail.

use domain::{
    budget::Spend,
    conversation::{Event, TurnEnd},
};
use store::{CallRecord, ReplyEnd};

use super::{CallService, TenantNumber};
use crate::{
    agent::Agent,
    engine::{Advance, TurnEvent},
    spending::Settlement,
};

impl CallService {
    /// Whether a turn may ask the model. `spend` was read with the call; it contains the reservation that the turn before
    /// made. A turn without one, such as the first one after midnight, makes it now.
    pub(super) async fn may_ask(
        &self,
        tenant_number: &TenantNumber,
        record: &mut CallRecord,
        agent: &Agent,
        spend: Option<Spend>,
        event: &TurnEvent,
    ) -> bool {
        if !can_ask(event) {
            return true;
        }
        let spend = if self.spending.is_current(record.reservation) {
            spend
        } else {
            let reservation = self.spending.reservation(agent, &record.conversation);
            let counted = self.spending.reserve(&tenant_number.scope, reservation).await;
            if let (Some(_), Some(earlier)) = (counted, record.reservation) {
                self.spending.release(&tenant_number.scope, earlier).await;
            }
            record.reservation = counted.map(|_| reservation).or(record.reservation);
            counted
        };
        self.spending.may_ask(&tenant_number.scope, spend, tenant_number.allowance)
    }

    /// What a turn cost, and the reservations of the turn and of the next one. The next one is stored with the call.
    pub(super) fn settlement(&self, record: &mut CallRecord, agent: &Agent, advance: &Advance) -> Settlement {
        let can_go_on = matches!(advance.reply.end, ReplyEnd::Hold | ReplyEnd::TurnEnd(TurnEnd::Listen(_)));
        let next = can_go_on.then(|| self.spending.reservation(agent, &record.conversation));
        let earlier = std::mem::replace(&mut record.reservation, next);
        Settlement { earlier, spent: self.spending.cost(advance.billed), next }
    }
}

/// Whether a turn with this event can ask the model.
pub(super) fn can_ask(event: &TurnEvent) -> bool {
    matches!(event, TurnEvent::HoldFinished | TurnEvent::Happened(Event::CallerSaid(_) | Event::KeyPressed(_)))
}
