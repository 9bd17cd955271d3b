//! The end of a call: its usage is queued once, and the call leaves the list of open calls.
//!
//! A call that has ended can only become longer, and only after Twilio's REST API confirms it: a later end event puts the
//! call on the list again, so the sweep of open calls asks Twilio.
//!
//! Knows neither the source of the end event nor of the duration: Twilio's status callback, or a request to Twilio.

use domain::{
    conversation::{Context, Event, SideEffect},
    tenant::TenantConfig,
};
use messages::{FinishedCall, KeptRecording, PostCallQueue, QueueError};
use platform::{clock::Clock, error_chain::ErrorChain};
use store::{CallPlace, CallRecord, OpenCall, Reservation, SaveError, Store, StoreError, TenantScope};
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
        // The usage is queued before the call is marked as finished. A crash in between queues it twice, and it is
        // counted once; in the reverse order, it would be lost.
        self.queue_usage(scope, config, &mut record, seconds).await?;
        record.finished = true;
        let reservation = record.reservation.take();
        self.store.save_call(scope, &record, step).await?;
        let place = record.place.as_ref();
        tokio::join!(self.unlist(scope, &record), self.release(scope, reservation), self.free_place(scope, place));
        Ok(())
    }

    async fn unlist(&self, scope: &TenantScope, record: &CallRecord) {
        if let Some(open) = OpenCall::of(scope, record)
            && let Err(error) = self.store.remove_open_call(&open).await
        {
            // The sweep of open calls finds it there, sees that it is finished, and removes it.
            warn!(error = %ErrorChain(&error), "a call that ended is still listed as open");
        }
    }

    async fn free_place(&self, scope: &TenantScope, place: Option<&CallPlace>) {
        let Some(place) = place else { return };
        if let Err(error) = self.store.free_place(scope, place).await {
            warn!(error = %ErrorChain(&error), "a call that ended keeps its place until its half hours are over");
        }
    }

    /// Gives back what was reserved for a turn that does not come.
    async fn release(&self, scope: &TenantScope, reservation: Option<Reservation>) {
        let Some(reservation) = reservation else { return };
        if let Err(error) = self.store.release(scope, reservation).await {
            warn!(error = %ErrorChain(&error), "the reservation of a call that ended stands until its day ends");
        }
    }

    /// Takes a later end event of a finished call. If it reports a longer call, the sweep of open calls asks Twilio for
    /// the length.
    pub async fn question(&self, scope: &TenantScope, record: &CallRecord, seconds: u32) -> Result<(), StoreError> {
        let possible = record.conversation.possible_seconds(seconds, self.clock.now());
        match OpenCall::of(scope, record) {
            Some(open) if u64::from(possible) > record.conversation.usage().call_seconds => {
                self.store.put_open_call(&open).await
            }
            _ => Ok(()),
        }
    }

    /// Queues the usage of a finished call again, with the longer duration that Twilio's REST API confirms. Returns
    /// whether the call is longer.
    pub async fn correct(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        mut record: CallRecord,
        confirmed_seconds: u32,
    ) -> Result<bool, CallEndError> {
        let counted = record.conversation.usage().call_seconds;
        if u64::from(confirmed_seconds) <= counted {
            return Ok(false);
        }
        self.queue_usage(scope, config, &mut record, confirmed_seconds).await?;
        Ok(true)
    }

    /// Queues a recording that cannot be stored.
    pub(crate) async fn keep_recording(&self, kept: &KeptRecording) -> Result<(), QueueError> {
        self.queue.send_recording(kept).await
    }

    async fn queue_usage(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        record: &mut CallRecord,
        seconds: u32,
    ) -> Result<(), QueueError> {
        let effects = record.conversation.step(Event::CallEnded { seconds }, Context { config, now: self.clock.now() });
        let (call, started_at) = (record.conversation.call().clone(), record.conversation.started_at());
        let day = config.time_zone.to_datetime(started_at).date();
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
                        price_micro_usd: None,
                    })
                    .await?;
            }
        }
        Ok(())
    }
}
