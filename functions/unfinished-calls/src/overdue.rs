//! One overdue call: Twilio's state of the call decides. A call is neither lost nor counted twice if the sweep stops half-way
//! or the end event arrives at the same moment, because ending a call is one conditional write.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use calls::call_end::CallEndError;
use connections::secrets::SecretsError;
use domain::{id::TenantId, phone::Caller};
use jiff::{SignedDuration, Timestamp};
use messages::QueueError;
use platform::error_chain::ErrorChain;
use store::{CallRecord, OpenCall, SaveError, StoreError};
use tracing::{Instrument, info_span, warn};
use twilio::rest::{CallState, RestError};

use crate::{
    UnfinishedCalls,
    recordings::{self, RecordingsError, RecordingsOwner},
};

/// How long a call is open before the sweep asks Twilio about it. Most calls are over by then and have their end event.
pub(crate) const OVERDUE: SignedDuration = SignedDuration::from_mins(15);
/// The longest possible call. After this time a call is over even if Twilio gives no state for it. Source: Twilio, "Introducing
/// configurable call limits": 4 hours, or 24 if the account is set so.
pub(crate) const LONGEST_CALL: SignedDuration = SignedDuration::from_hours(24);

/// How long the usage of a call that ended may wait in the queue before the sweep queues it again. The queue may have lost it,
/// or it may be among the dead letters. The time doubles after each attempt.
const COUNTED_WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// How often the usage is queued again at most: over eleven days. The dead-letter queue keeps a message for fourteen.
const MOST_REQUEUES: u32 = 8;

/// The outcome for one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SweepOutcome {
    /// The call was over, and is counted now.
    Finished,
    /// The call is in progress.
    Ongoing,
    /// Twilio gave no state for the call.
    Unknown,
    /// The call had ended, and is longer than the usage that was counted. The difference is queued.
    Corrected,
    /// The call had ended and was not counted. Its usage is queued again.
    Requeued,
    /// The call has ended, and its usage waits to be counted.
    Uncounted,
    /// The call needed nothing.
    Settled,
    /// The table, the queue or a missing configuration stopped us.
    Failed,
}

/// Why a call fails on our side.
#[derive(Debug, thiserror::Error)]
enum OverdueError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    End(#[from] CallEndError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error("the configuration of the call does not exist")]
    NoConfig,
}

/// Why Twilio gives no state for a call.
#[derive(Debug, thiserror::Error)]
enum LookupError {
    #[error("the company's Twilio account has no such call")]
    NoSuchCall,
    #[error("an earlier lookup for the company failed in this sweep")]
    Skipped,
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Twilio(#[from] RestError),
}

/// Whether a call has been open so long that Twilio is asked about it.
pub(crate) fn is_overdue(open: &OpenCall, now: Timestamp) -> bool {
    now.duration_since(open.started_at) >= OVERDUE
}

/// One sweep over the open calls.
pub(crate) struct Sweep<'a> {
    function: &'a UnfinishedCalls,
    now: Timestamp,
    /// Companies with a failed lookup. This sweep skips their other calls: a wrong token stays wrong, and calls of other
    /// companies must not wait for time-outs.
    failed_tenants: Mutex<BTreeSet<TenantId>>,
    /// The recordings that were not known.
    recordings: AtomicU32,
}

impl<'a> Sweep<'a> {
    pub(crate) fn new(function: &'a UnfinishedCalls, now: Timestamp) -> Self {
        Self { function, now, failed_tenants: Mutex::default(), recordings: AtomicU32::new(0) }
    }

    /// The companies with a failed lookup.
    pub(crate) fn failed_tenants(&self) -> BTreeSet<TenantId> {
        self.failed_tenants.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The number of recordings that were not known.
    pub(crate) fn recordings_found(&self) -> u32 {
        self.recordings.load(Ordering::Relaxed)
    }

    pub(crate) async fn look_up(&self, open: OpenCall) -> SweepOutcome {
        let span = info_span!("call", tenant_id = %open.scope().tenant(), call_sid = %open.call);
        let handled = async {
            Box::pin(self.handle(&open)).await.unwrap_or_else(|error| {
                warn!(error = %ErrorChain(&error), "an unfinished call could not be handled");
                SweepOutcome::Failed
            })
        };
        handled.instrument(span).await
    }

    async fn handle(&self, open: &OpenCall) -> Result<SweepOutcome, OverdueError> {
        let UnfinishedCalls { store, end, .. } = self.function;
        let scope = open.scope();
        let Some(record) = store.get_call(&scope, &open.call).await? else {
            // The company was erased, or the call was never saved.
            store.remove_open_call(open).await?;
            return Ok(SweepOutcome::Settled);
        };
        if record.finished {
            return self.check_ended(open, record).await;
        }
        let seconds = match self.call_state(open).await {
            Ok(CallState::Ongoing) => return Ok(SweepOutcome::Ongoing),
            Ok(CallState::Over { seconds }) => seconds,
            // A call that began a quarter of an hour ago is at Twilio, or it was never there: who has the company's token can
            // sign the webhooks of any call. If it is at another account, the sweep of that account corrects its length.
            Err(LookupError::NoSuchCall) => {
                warn!("Twilio has no such call; it ends with its last known turn");
                None
            }
            // A call is given up only after its own lookup failed.
            Err(LookupError::Skipped) => return Ok(SweepOutcome::Unknown),
            Err(error) => {
                warn!(error = %ErrorChain(&error), "Twilio gave no state for a call");
                if self.now.duration_since(open.started_at) < LONGEST_CALL {
                    return Ok(SweepOutcome::Unknown);
                }
                None
            }
        };
        let seconds = seconds.unwrap_or_else(|| at_least(&record));
        let config = store.get_config(&scope, record.config_version).await?.ok_or(OverdueError::NoConfig)?;
        let caller = record.conversation.caller().clone();
        match Box::pin(end.finish(&scope, &config, record, seconds)).await {
            Ok(()) => {
                warn!(seconds, "the end event of a call is missing; the call is counted now");
                self.ask_for_recordings(open, &caller).await;
                Ok(SweepOutcome::Finished)
            }
            // Another webhook saved the call meanwhile, usually its late end event. If not, the call is still listed.
            Err(CallEndError::Save(SaveError::Overtaken)) => Ok(SweepOutcome::Settled),
            Err(error) => Err(error.into()),
        }
    }

    /// The webhooks about a call's recordings may be lost like its end event. If Twilio does not answer, the sweep of the
    /// company's account finds the recordings.
    async fn ask_for_recordings(&self, open: &OpenCall, caller: &Caller) {
        match self.keep_recordings(open, caller).await {
            Ok(found) => drop(self.recordings.fetch_add(found, Ordering::Relaxed)),
            Err(error) => warn!(error = %ErrorChain(&error), "the recordings of a call could not be listed"),
        }
    }

    async fn keep_recordings(&self, open: &OpenCall, caller: &Caller) -> Result<u32, RecordingsError> {
        let (scope, function) = (open.scope(), self.function);
        let secrets = function.secrets.get(&scope, 0).await?;
        let credentials = secrets.twilio()?.credentials()?;
        let recordings = function.twilio.list_recordings_of(&credentials, &open.call).await?.items;
        let owner = RecordingsOwner { scope: &scope, account_sid: credentials.account_sid, caller, dry_run: false };
        recordings::keep_unknown(function, owner, self.now, &recordings).await
    }

    /// A call that has ended is on the list until it is counted, and again if a later end event reported a longer call.
    /// Twilio decides whether it is longer.
    async fn check_ended(&self, open: &OpenCall, record: CallRecord) -> Result<SweepOutcome, OverdueError> {
        let UnfinishedCalls { store, end, .. } = self.function;
        let (scope, version) = (open.scope(), record.config_version);
        if record.test {
            // A dry run is never counted.
            store.remove_open_call(open).await?;
            return Ok(SweepOutcome::Settled);
        }
        let config = store.get_config(&scope, version).await?.ok_or(OverdueError::NoConfig)?;
        let Some(counted) = store.get_counted_seconds(&scope, &open.call).await? else {
            if !self.is_requeue_due(open, ended_at(&record)) {
                return Ok(SweepOutcome::Uncounted);
            }
            // Noted first: without the note, a crash would queue it again in each sweep.
            store.put_open_call(&open.clone().requeued(self.now)).await?;
            end.requeue(&scope, &config, record).await?;
            warn!(requeues = open.requeues + 1, "a call that ended was not counted; its usage is queued again");
            return Ok(SweepOutcome::Requeued);
        };
        if open.requeued_at.is_some_and(|requeued_at| !self.is_requeue_due(open, requeued_at)) {
            return Ok(SweepOutcome::Uncounted);
        }
        let confirmed = match self.call_state(open).await {
            Ok(CallState::Over { seconds }) => seconds.unwrap_or(0),
            Ok(CallState::Ongoing) => return Ok(SweepOutcome::Ongoing),
            Err(LookupError::NoSuchCall) => 0,
            Err(_) if self.now.duration_since(open.started_at) < LONGEST_CALL => return Ok(SweepOutcome::Unknown),
            Err(_) => 0,
        };
        if u64::from(confirmed) <= counted {
            store.remove_open_call(open).await?;
            return Ok(SweepOutcome::Settled);
        }
        store.put_open_call(&open.clone().reported(u64::from(confirmed)).requeued(self.now)).await?;
        end.correct(&scope, &config, record, confirmed).await?;
        Ok(SweepOutcome::Corrected)
    }

    /// Whether the usage of a call may be queued again. `since` is when it was queued first.
    fn is_requeue_due(&self, open: &OpenCall, since: Timestamp) -> bool {
        let waited = self.now.duration_since(open.requeued_at.unwrap_or(since));
        open.requeues < MOST_REQUEUES && waited >= COUNTED_WITHIN * 2_i32.pow(open.requeues)
    }

    async fn call_state(&self, open: &OpenCall) -> Result<CallState, LookupError> {
        let scope = open.scope();
        let failed_tenants = || self.failed_tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if failed_tenants().contains(scope.tenant()) {
            return Err(LookupError::Skipped);
        }
        let lookup = async {
            let secrets = self.function.secrets.get(&scope, 0).await?;
            let twilio = secrets.twilio()?;
            let state = self.function.twilio.get_call(&twilio.credentials()?, &open.call).await;
            if matches!(state, Err(RestError::Unauthorized)) {
                self.function.secrets.note_refusal(&scope, twilio, self.now).await;
            }
            Ok(state?)
        };
        match lookup.await {
            Ok(state) => state.ok_or(LookupError::NoSuchCall),
            Err(error) => {
                failed_tenants().insert(scope.tenant().clone());
                Err(error)
            }
        }
    }
}

/// When a call that has ended was over.
fn ended_at(record: &CallRecord) -> Timestamp {
    let seconds = i64::try_from(record.conversation.usage().call_seconds).unwrap_or(i64::MAX);
    let started_at = record.conversation.started_at();
    started_at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(started_at)
}

/// The seconds from the call's start to its last step: the least it can have taken.
fn at_least(record: &CallRecord) -> u32 {
    let started_at = record.conversation.started_at();
    let known = record.last_step_at.map_or(SignedDuration::ZERO, |last| last.duration_since(started_at));
    u32::try_from(known.as_secs()).unwrap_or(0)
}
