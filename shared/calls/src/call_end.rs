//! How a call ends: what it used is queued, once, and it leaves the list of open calls.
//!
//! Who says that it is over, and how long it took, is not known here: Twilio's status callback, or Twilio when asked.

use domain::{
    conversation::{Context, Event, SideEffect},
    tenant::TenantConfig,
};
use messages::{FinishedCall, PostCallQueue, QueueError};
use platform::{clock::Clock, error_chain::ErrorChain};
use store::{CallRecord, OpenCall, SaveError, Store, TenantScope};
use tracing::warn;

/// Why a call was not ended.
#[derive(Debug, thiserror::Error)]
pub enum CallEndError {
    /// It was not saved.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// What it used was not queued.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// The way a call ends.
#[derive(Debug)]
pub struct CallEnd {
    store: Store,
    queue: PostCallQueue,
    clock: Clock,
}

impl CallEnd {
    /// Ends calls of this table, into this queue.
    #[must_use]
    pub fn new(store: Store, queue: PostCallQueue, clock: Clock) -> Self {
        Self { store, queue, clock }
    }

    /// Ends a call that is not finished, with the configuration it began with. `seconds` is how long the line was open.
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
        // Queued before it is marked: a crash in between queues it twice, which is counted once; the other way round it
        // would be lost.
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
            // It is found there again, finished, and taken from the list.
            warn!(error = %ErrorChain(&error), "a call that ended is still listed as open");
        }
        Ok(())
    }
}
