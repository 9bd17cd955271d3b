//! The claim of a step: of copies of one webhook that arrive at once, one asks the model.
//!
//! The claim is written beside the read of the call, so it costs a turn no round trip. A process that has nothing in memory reads
//! the call before Twilio's signature is verified. It claims the step then only if our own signature in the URL names the
//! company: such a URL is known to Twilio and to the owner of the company's Twilio account.

use std::time::Duration;

use domain::id::CallSid;
use platform::error_chain::ErrorChain;
use tokio::time::Instant;
use tracing::{info, warn};

use super::{CallService, CallServiceError, TenantNumber, Turn, stored_turn};

/// The most time to claim a step.
const CLAIM_TIME: Duration = Duration::from_millis(500);
/// How long a copy waits for the reply of the webhook that has the step. It is below the time limit of a webhook.
const REPLY_TIME: Duration = Duration::from_secs(11);
/// How often it looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// Whether a webhook has claimed its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepClaim {
    /// It has.
    Claimed,
    /// The table did not answer. The turn goes on.
    Unknown,
    /// Another webhook has, or the call is not stored.
    Refused,
}

impl CallService {
    /// Claims a step whose event can ask the model. A table that fails or is slow stops no turn.
    pub(super) async fn claim(&self, tenant_number: &TenantNumber, call: &CallSid, step: usize) -> StepClaim {
        let claim = self.store.claim_step(&tenant_number.scope, call, step, self.clock.now());
        match tokio::time::timeout(CLAIM_TIME, claim).await {
            Ok(Ok(true)) => StepClaim::Claimed,
            Ok(Ok(false)) => StepClaim::Refused,
            Ok(Err(error)) => {
                warn!(error = %ErrorChain(&error), "a step could not be claimed; the turn goes on");
                StepClaim::Unknown
            }
            Err(_) => {
                warn!("a step was not claimed in time; the turn goes on");
                StepClaim::Unknown
            }
        }
    }

    /// Releases the claim of a step that failed.
    pub(super) async fn give_up(&self, tenant_number: &TenantNumber, call: &CallSid, step: usize) {
        let given_up = self.store.give_up_step(&tenant_number.scope, call, step);
        if let Ok(Err(error)) = tokio::time::timeout(CLAIM_TIME, given_up).await {
            warn!(error = %ErrorChain(&error), "the claim of a failed step could not be released; its lease expires");
        }
    }

    /// The reply of the webhook that claimed the step, as soon as it is stored.
    pub(super) async fn reply_of_another(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        step: usize,
    ) -> Result<Turn, CallServiceError> {
        info!(step, "another webhook has claimed this step; waiting for its reply");
        let until = Instant::now() + REPLY_TIME;
        loop {
            tokio::time::sleep(BETWEEN_LOOKS).await;
            let (record, agent) = self.load_record(tenant_number, call).await?;
            match record {
                Some(record) if record.next_step() > step => return Ok(stored_turn(record, step, agent)),
                _ if Instant::now() >= until => return Err(CallServiceError::Contended),
                _ => {}
            }
        }
    }
}
