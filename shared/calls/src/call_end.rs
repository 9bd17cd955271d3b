//! The end of a call: its end is saved, and then its usage is queued.
//!
//! The call stays in the list of open calls until `usage-aggregator` has counted it. So nothing is lost in a crash: before the
//! end is saved, the sweep of open calls asks Twilio about the call; after it, the sweep queues the usage again.
//!
//! A call that has ended can only become longer, and only after Twilio's REST API confirms it: a later end event puts the
//! call on the list again, so the sweep of open calls asks Twilio.
//!
//! Knows neither the source of the end event nor of the duration: Twilio's status callback, or a request to Twilio.

use domain::{
    conversation::{Context, Event, SideEffect},
    tenant::TenantConfig,
};
use jiff::SignedDuration;
use messages::{FinishedCall, KeptRecording, PostCallQueue, QueueError};
use platform::{boxed, clock::Clock, error_chain::ErrorChain};
use store::{CallPlace, CallRecord, OpenCall, Reservation, SaveError, Store, TenantScope};
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
    #[must_use]
    #[boxed]
    pub async fn finish(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        mut record: CallRecord,
        seconds: u32,
    ) -> Result<(), CallEndError> {
        let step = record.next_step();
        self.count_live_usage(scope, config, &mut record, seconds).await;
        let finished = self.finished_call(scope, config, &mut record, seconds);
        record.finished = true;
        let reservation = record.reservation.take();
        // Saved before the usage is queued: a message in the queue is always about a saved end, and the function that counts it may
        // remove the call from the list.
        self.store.save_call(scope, &record, step).await?;
        let place = record.place.as_ref();
        let (sent, (), ()) =
            tokio::join!(self.send(finished), self.release(scope, reservation), self.free_place(scope, place));
        Ok(sent?)
    }

    /// Adds what the live state of a streamed call knows of its usage: the time of its sessions, and requests of turns that were overtaken.
    async fn count_live_usage(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        record: &mut CallRecord,
        seconds: u32,
    ) {
        if !config.streaming {
            return;
        }
        let live = match self.store.get_live_call(scope, record.conversation.call()).await {
            // The socket was never opened.
            Ok(None) => return,
            Ok(Some(live)) => Some(live),
            Err(_) if record.conversation.usage().streamed.turns == 0 => return,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "the usage of a streamed call is estimated");
                None
            }
        };
        let conversation = &mut record.conversation;
        let possible = conversation.possible_seconds(seconds, self.clock.now());
        let started_at = conversation.started_at();
        let ended_at = started_at.saturating_add(SignedDuration::from_secs(possible.into())).unwrap_or(started_at);
        let seconds = live.as_ref().map_or(u64::MAX, |live| live.usage.session_seconds(ended_at));
        let greeting = record.replies.first().map_or(0, |reply| reply.say.iter().map(|say| say.chars().count()).sum());
        conversation.count_sessions(seconds.min(possible.into()), greeting);
        if let Some(live) = live {
            conversation.count_overtaken(live.usage.overtaken());
        }
    }

    async fn free_place(&self, scope: &TenantScope, place: Option<&CallPlace>) {
        let Some(place) = place else { return };
        if let Err(error) = self.store.free_place(scope, place).await {
            warn!(error = %ErrorChain(&error), "a call that ended still counts toward the rate limit for up to an hour");
        }
    }

    /// Releases the reservation for a turn that does not come.
    async fn release(&self, scope: &TenantScope, reservation: Option<Reservation>) {
        let Some(reservation) = reservation else { return };
        if let Err(error) = self.store.release(scope, reservation).await {
            warn!(error = %ErrorChain(&error), "the budget reservation of a call that ended could not be released; it expires with its day");
        }
    }

    /// Takes a later end event of a finished call. If it reports a longer call, the sweep of open calls asks Twilio for
    /// the length. If the call is not counted yet, its usage is queued again: the first end event may have failed.
    #[must_use]
    #[boxed]
    pub async fn question(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        record: CallRecord,
        seconds: u32,
    ) -> Result<(), CallEndError> {
        let Some(open) = OpenCall::of(scope, &record) else { return Ok(()) };
        let possible = u64::from(record.conversation.possible_seconds(seconds, self.clock.now()));
        if possible > record.conversation.usage().call_seconds {
            self.store.put_open_call(&open.clone().reported(possible)).await.map_err(SaveError::Store)?;
        }
        let counted = self.store.get_counted_seconds(scope, &open.call).await.map_err(SaveError::Store)?;
        if counted.is_none() {
            self.requeue(scope, config, record).await?;
        }
        Ok(())
    }

    /// Queues the usage of a finished call again, as it ended.
    #[must_use]
    #[boxed]
    pub async fn requeue(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        record: CallRecord,
    ) -> Result<(), QueueError> {
        let seconds = u32::try_from(record.conversation.usage().call_seconds).unwrap_or(u32::MAX);
        self.correct(scope, config, record, seconds).await
    }

    /// Queues the usage of a finished call again, with the longer duration that Twilio's REST API confirms.
    #[must_use]
    #[boxed]
    pub async fn correct(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        mut record: CallRecord,
        confirmed_seconds: u32,
    ) -> Result<(), QueueError> {
        let finished = self.finished_call(scope, config, &mut record, confirmed_seconds);
        self.send(finished).await
    }

    /// Queues a recording that cannot be stored.
    pub(crate) async fn keep_recording(&self, kept: &KeptRecording) -> Result<(), QueueError> {
        self.queue.send_recording(kept).await
    }

    /// Ends the conversation. Returns the message of its usage; none for a dry run.
    fn finished_call(
        &self,
        scope: &TenantScope,
        config: &TenantConfig,
        record: &mut CallRecord,
        seconds: u32,
    ) -> Option<FinishedCall> {
        let effects = record.conversation.step(Event::CallEnded { seconds }, Context { config, now: self.clock.now() });
        let (usage, facts) = effects.side_effects.into_iter().find_map(|side_effect| match side_effect {
            SideEffect::Ended { usage, facts } => Some((usage, facts)),
            SideEffect::Emergency(_) => None,
        })?;
        // Its list would be removed while the call is added to it.
        if scope.is_built_in() {
            return None;
        }
        let started_at = record.conversation.started_at();
        let arrived = config.time_zone.to_datetime(started_at);
        Some(FinishedCall {
            tenant: scope.tenant().clone(),
            call: record.conversation.call().clone(),
            caller: record.conversation.caller().number().cloned(),
            day: arrived.date(),
            hour: u8::try_from(arrived.hour()).ok(),
            started_at,
            usage,
            price_micro_usd: None,
            facts: Some(*facts),
            times: record.times.clone(),
            test: record.test,
        })
    }

    async fn send(&self, finished: Option<FinishedCall>) -> Result<(), QueueError> {
        match finished {
            Some(finished) => self.queue.send(&finished).await,
            None => Ok(()),
        }
    }
}
