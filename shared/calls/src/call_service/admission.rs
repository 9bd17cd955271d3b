//! Whether a new call is within the limits of its company and of its number.

use std::time::Duration;

use domain::id::CallSid;
use platform::error_chain::ErrorChain;
use store::{Arrival, CallPlace};
use tracing::{info, warn};

use super::{CallService, CallServiceError, TenantNumber, Turn, stored_turn};

/// The most time to count a call.
const COUNTING_TIME: Duration = Duration::from_millis(500);

/// The most time to give a place back. A caller waits for the response to a greeting that failed.
const GIVING_BACK_TIME: Duration = Duration::from_secs(1);

/// Whether a call is answered.
pub(super) enum Admission {
    /// It is, with its place; without one if it could not be counted.
    Admitted(Option<CallPlace>),
    /// It exceeds a limit.
    Refused,
}

impl CallService {
    /// Counts a call that arrives. A counter that fails or is slow refuses no call.
    pub(super) async fn admit(&self, tenant_number: &TenantNumber, arrival: &Arrival) -> Admission {
        let counted = self.store.admit_call(&tenant_number.scope, arrival, self.limits);
        match tokio::time::timeout(COUNTING_TIME, counted).await {
            Ok(Ok(Some(place))) => Admission::Admitted(Some(place)),
            Ok(Ok(None)) => Admission::Refused,
            Ok(Err(error)) => {
                warn!(error = %ErrorChain(&error), "a call could not be counted; it is answered");
                Admission::Admitted(None)
            }
            Err(_) => {
                warn!("a call was not counted in time; it is answered");
                Admission::Admitted(None)
            }
        }
    }

    /// Releases the place of a call that did not begin in the rate limit.
    pub(super) async fn give_back(&self, tenant_number: &TenantNumber, place: Option<CallPlace>) {
        let Some(place) = place else { return };
        let freed = self.store.free_place(&tenant_number.scope, &place);
        match tokio::time::timeout(GIVING_BACK_TIME, freed).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                warn!(error = %ErrorChain(&error), "a call that did not begin still counts toward the rate limit for up to an hour");
            }
            Err(_) => warn!("releasing a call from the rate limit timed out; it may count for up to an hour"),
        }
    }

    /// The reply to a step of a call that was answered before the limit was reached, for a repeated webhook.
    pub(super) async fn repeat_if_known(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        step: usize,
    ) -> Result<Option<Turn>, CallServiceError> {
        let (record, agent) = self.load_record(tenant_number, call).await?;
        if record.is_none() {
            info!("a call exceeds its rate limit; it is rejected");
        }
        Ok(record.map(|record| stored_turn(record, step, agent)))
    }
}
