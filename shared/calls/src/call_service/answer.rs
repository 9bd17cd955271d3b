//! An answer of the engine: what is noted with its call, and what is written beside it.

use std::sync::Arc;

use connections::secrets::TenantSecrets;
use domain::{attestation::Attestation, conversation::SideEffect};
use platform::error_chain::ErrorChain;
use store::{CallRecord, SaveError};
use tracing::{info, warn};

use super::{CallService, TenantNumber, timing::Measuring};
use crate::{
    agent::Agent,
    engine::{Advance, Work},
    spending::Settlement,
};

/// An answer whose reply is with its call.
pub(super) struct Answer {
    side_effects: Vec<SideEffect>,
    settlement: Settlement,
    work: Work,
    changed: bool,
}

/// An answer, and what it takes to save it.
pub(super) struct AnswerToSave<'a> {
    pub(super) answer: Answer,
    pub(super) agent: &'a Agent,
    pub(super) secrets: &'a Arc<TenantSecrets>,
    /// The wrong details before the turn.
    pub(super) wrong_before: usize,
}

/// Whether the words of an answer are spoken although it could not be saved: the safety words are, and the people on call are rung, even
/// if nothing can be written; and a caller hears that their visit is booked. The next turn finds it by its id.
pub(super) fn must_be_said(record: &CallRecord, changed: bool) -> bool {
    changed || record.conversation.emergency().is_some()
}

impl CallService {
    /// Notes an answer with its call.
    pub(super) fn noted(
        &self,
        record: &mut CallRecord,
        agent: &Agent,
        mut advance: Advance,
        measuring: Measuring,
    ) -> Answer {
        record.replies.push(advance.reply.clone());
        record.last_step_at = Some(self.clock.now());
        record.measured = Some(measuring.end(&advance.work));
        record.answered_by = advance.answered_by.take();
        let settlement = self.settlement(record, agent, &advance);
        let Advance { side_effects, work, changed, .. } = advance;
        Answer { side_effects, settlement, work, changed }
    }

    /// Saves the latest step of a call, and at the same time counts and does what belongs to it. Returns the work, and whether the answer
    /// changed something.
    pub(super) async fn save_with(
        &self,
        saving: impl Future<Output = Result<(), SaveError>>,
        tenant_number: &TenantNumber,
        record: &CallRecord,
        AnswerToSave { answer, agent, secrets, wrong_before }: AnswerToSave<'_>,
    ) -> (Result<(), SaveError>, Work, bool) {
        let Answer { side_effects, settlement, work, changed } = answer;
        let step = record.next_step().saturating_sub(1);
        let attestation = record.conversation.attestation();
        let ring = async {
            if let Some(reply) = record.replies.last() {
                self.record_ring(tenant_number, agent, record, (reply, step)).await;
            }
        };
        let (saved, (), (), (), (), ()) = tokio::join!(
            saving,
            self.spending.settle(&tenant_number.scope, tenant_number.allowance, settlement),
            self.apply_side_effects(tenant_number, agent, secrets, (side_effects, attestation)),
            ring,
            self.count_wrong_details(tenant_number, &record.conversation, wrong_before),
            async {
                if step == 0 {
                    self.list_open_call(tenant_number, record).await;
                }
            }
        );
        if saved.is_err() {
            self.spending.undo(&tenant_number.scope, settlement).await;
        }
        (saved, work, changed)
    }

    pub(super) async fn apply_side_effects(
        &self,
        tenant_number: &TenantNumber,
        agent: &Agent,
        secrets: &TenantSecrets,
        (side_effects, attestation): (Vec<SideEffect>, Attestation),
    ) {
        for side_effect in side_effects {
            if let SideEffect::Emergency(emergency) = side_effect {
                info!(hazard = ?emergency.hazard, "emergency heard");
                let (stored, ()) = tokio::join!(
                    self.store.put_emergency(&tenant_number.scope, &emergency),
                    self.page(tenant_number, agent, secrets, (&emergency, attestation))
                );
                if let Err(error) = stored {
                    warn!(error = %ErrorChain(&error), "the emergency could not be stored");
                }
            }
        }
    }
}
