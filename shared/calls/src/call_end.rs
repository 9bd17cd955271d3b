//! The end of a call: its usage is queued once, and the call leaves the list of open calls.
//!
//! Knows neither the source of the end event nor of the duration: Twilio's status callback, or a request to Twilio.

use domain::{
    conversation::{Context, Event, SideEffect},
    tenant::TenantConfig,
};
use messages::{FinishedCall, PostCallQueue, QueueError};
use platform::{clock::Clock, error_chain::ErrorChain};
use store::{CallRecord, OpenCall, SaveError, Store, TenantScope};
use tracing::warn;

/// Why finishing a call failed.
#[derive(Debug, thiserror::Error)]
pub enum CallEndError {
    /// The call was not saved.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// The usage was not queued.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Finishes calls.
#[derive(Debug)]
pub struct CallEnd {
    store: Store,
    queue: PostCallQueue,
    clock: Clock,
}

impl CallEnd {
    /// Finishes calls of this table, with this queue.
    #[must_use]
    pub fn new(store: Store, queue: PostCallQueue, clock: Clock) -> Self {
        Self { store, queue, clock }
    }

    /// Finishes a call that is not finished yet, with the configuration it began with. `seconds` is the length of the
    /// call.
    pub async fn finish(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        mut record: CallRecord,
        seconds: u32,
    ) -> Result<(), CallEndError> {
        let step = record.next_step();
        let effects = record.conversation.step(Event::CallEnded { seconds }, Context { config, now: self.clock.now() });
        let (call, started_at) = (record.conversation.call().clone(), record.conversation.started_at());
        let day = config.time_zone.to_datetime(started_at).date();
        // The usage is queued before the call is marked as finished. A crash in between queues it twice, and it is
        // counted once; in the reverse order, it would be lost.
        for side_effect in effects.side_effects.into_iter().filter(|_| !record.test) {
            if let SideEffect::Usage(usage) = side_effect {
                self.queue
                    .send(&FinishedCall {
                        tenant: scope.tenant().clone(),
                        call: call.clone(),
                        caller: record.conversation.caller().number().cloned(),
                        day,
                        started_at,
                        usage,
                    })
                    .await?;
            }
        }
        record.finished = true;
        self.store.save_call(scope, &record, step).await?;
        if let Some(open) = OpenCall::of(scope, &record)
            && let Err(error) = self.store.remove_open_call(&open).await
        {
            // The sweep of open calls finds it there, sees that it is finished, and removes it.
            warn!(error = %ErrorChain(&error), "a call that ended is still listed as open");
        }
        Ok(())
    }
}
