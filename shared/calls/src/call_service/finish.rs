//! The end of a call, as its number's webhook reports it. [`CallEnd`](crate::call_end::CallEnd) counts the call.

use domain::id::CallSid;
use platform::{boxed, error_chain::ErrorChain};
use store::SaveError;
use tracing::warn;

use super::{CallService, CallServiceError, TenantNumber};
use crate::call_end::CallEndError;

/// The most attempts to load a call that other webhooks keep changing.
const ATTEMPTS: usize = 4;

impl CallService {
    /// Ends a call: its usage is queued, once, before this returns. A later, longer end is checked at Twilio.
    #[must_use]
    #[boxed]
    pub async fn finish(
        &self,
        tenant_number: &TenantNumber,
        call: &CallSid,
        seconds: u32,
    ) -> Result<(), CallServiceError> {
        for _ in 0..ATTEMPTS {
            let (record, agent) = self.load_record(tenant_number, call).await?;
            let Some(record) = record else { return Ok(()) };
            let (scope, config) = (&tenant_number.scope, &agent.config);
            let ended = if record.finished {
                Box::pin(self.end.question(scope, config, record, seconds)).await
            } else {
                let record = match Box::pin(self.with_live_turns(tenant_number, record.clone(), &agent)).await {
                    Ok(record) => record,
                    Err(error) => {
                        warn!(error = %ErrorChain(&error), "a call ends without its latest words");
                        record
                    }
                };
                Box::pin(self.end.finish(scope, config, record, seconds)).await
            };
            match ended {
                Ok(()) => return Ok(()),
                Err(CallEndError::Save(SaveError::Overtaken)) => {}
                Err(CallEndError::Save(SaveError::Store(error))) => return Err(error.into()),
                Err(CallEndError::Queue(error)) => return Err(error.into()),
            }
        }
        Err(CallServiceError::Contended)
    }
}
