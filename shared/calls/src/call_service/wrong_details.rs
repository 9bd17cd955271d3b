//! The wrong details that the callers from a number give in a day, over all their calls.

use domain::{attestation::Attestation, conversation::Conversation, phone::Caller};
use jiff::Timestamp;
use platform::error_chain::ErrorChain;
use tracing::warn;

use super::{CallService, TenantNumber};

impl CallService {
    /// The wrong details of the day's earlier calls. An attested number needs no details. Without an answer of the table, no detail
    /// proves anything in this call.
    pub(super) async fn wrong_details_before(
        &self,
        tenant_number: &TenantNumber,
        caller: &Caller,
        attestation: Attestation,
        now: Timestamp,
    ) -> u32 {
        let Some(number) = caller.number().filter(|_| !attestation.proves_number()) else { return 0 };
        self.store.get_wrong_details(&tenant_number.scope, number, now).await.unwrap_or_else(|error| {
            warn!(error = %ErrorChain(&error), "the counter of wrong details cannot be read; this call proves no identity");
            u32::MAX
        })
    }

    /// Counts the wrong details that a turn added.
    pub(super) async fn count_wrong_details(
        &self,
        tenant_number: &TenantNumber,
        conversation: &Conversation,
        before: usize,
    ) {
        let wrong = conversation.wrong_details().saturating_sub(before);
        let Some(number) = conversation.caller().number().filter(|_| wrong > 0) else { return };
        let counted = self.store.count_wrong_details(&tenant_number.scope, number, wrong, self.clock.now());
        if let Err(error) = counted.await {
            warn!(error = %ErrorChain(&error), "wrong details of a caller were not counted");
        }
    }
}
