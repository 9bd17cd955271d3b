//! One call that has been open for long: what Twilio says of it decides. Nothing here is lost or counted twice if it is
//! stopped half-way, or if the end is told at the same moment: ending a call is one conditional write.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use calls::call_end::CallEndError;
use connections::secrets::SecretsError;
use domain::id::TenantId;
use jiff::{SignedDuration, Timestamp};
use platform::error_chain::ErrorChain;
use store::{CallRecord, OpenCall, SaveError, StoreError};
use tracing::{Instrument, info_span, warn};
use twilio::rest::{CallState, RestError};

use crate::UnfinishedCalls;

/// How long a call is open before Twilio is asked about it. Most are over by then, and their end was told seconds later.
const OVERDUE: SignedDuration = SignedDuration::from_mins(15);
/// The longest that a call can take; after that it is over, whatever can be found out. Source: Twilio, "Introducing
/// configurable call limits": 4 hours, and 24 where the account is set so.
const LONGEST_CALL: SignedDuration = SignedDuration::from_hours(24);

/// What came of looking at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// It had ended, and is counted now.
    Finished,
    /// It goes on.
    Ongoing,
    /// Twilio could not be asked.
    Unknown,
    /// There was nothing to do.
    Settled,
    /// Something of ours failed.
    Failed,
}

/// Why a call could not be dealt with.
#[derive(Debug, thiserror::Error)]
enum OverdueError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    End(#[from] CallEndError),
    #[error("the call's configuration is not there")]
    NoConfig,
}

/// Why it is not known where a call stands.
#[derive(Debug, thiserror::Error)]
enum AskError {
    #[error("the company's account at Twilio does not have the call")]
    NoSuchCall,
    #[error("asking about another call of the company's failed just now")]
    InVain,
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Twilio(#[from] RestError),
}

/// Whether a call has been open for long.
pub(crate) fn is_overdue(open: &OpenCall, now: Timestamp) -> bool {
    now.duration_since(open.started_at) >= OVERDUE
}

/// One round of looking.
pub(crate) struct Round<'a> {
    function: &'a UnfinishedCalls,
    now: Timestamp,
    /// Companies whose calls Twilio was asked about in vain. The others of theirs are not asked about in this round: a
    /// wrong token stays wrong, and calls of other companies must not wait for time-outs.
    in_vain: Mutex<BTreeSet<TenantId>>,
}

impl<'a> Round<'a> {
    pub(crate) fn new(function: &'a UnfinishedCalls, now: Timestamp) -> Self {
        Self { function, now, in_vain: Mutex::default() }
    }

    pub(crate) async fn look_at(&self, open: OpenCall) -> Found {
        let span = info_span!("call", tenant_id = %open.scope().tenant(), call_sid = %open.call);
        let dealt_with = async {
            Box::pin(self.deal_with(&open)).await.unwrap_or_else(|error| {
                warn!(error = %ErrorChain(&error), "a call that has been open for long could not be dealt with");
                Found::Failed
            })
        };
        dealt_with.instrument(span).await
    }

    async fn deal_with(&self, open: &OpenCall) -> Result<Found, OverdueError> {
        let UnfinishedCalls { store, end, .. } = self.function;
        let scope = open.scope();
        let record = store.get_call(&scope, &open.call).await?.filter(|record| !record.finished);
        let Some(record) = record else {
            // Its company was erased, it was never saved, or it ended and could not be taken from the list.
            store.remove_open_call(open).await?;
            return Ok(Found::Settled);
        };
        let seconds = match self.ask(open).await {
            Ok(CallState::Ongoing) => return Ok(Found::Ongoing),
            Ok(CallState::Over { seconds }) => seconds,
            // Only a call that was asked about itself is given up on in the end.
            Err(AskError::InVain) => return Ok(Found::Unknown),
            Err(error) => {
                warn!(error = %ErrorChain(&error), "it is not known whether a call is over");
                if self.now.duration_since(open.started_at) < LONGEST_CALL {
                    return Ok(Found::Unknown);
                }
                None
            }
        };
        let seconds = seconds.unwrap_or_else(|| at_least(&record));
        let config = store.get_config(&scope, record.config_version).await?.ok_or(OverdueError::NoConfig)?;
        match end.finish(&scope, &config, record, seconds).await {
            Ok(()) => {
                warn!(seconds, "Twilio did not tell the end of a call; it is counted now");
                Ok(Found::Finished)
            }
            // Somebody else has saved it meanwhile: as a rule because its end is told after all. If not, it is still listed.
            Err(CallEndError::Save(SaveError::Overtaken)) => Ok(Found::Settled),
            Err(error) => Err(error.into()),
        }
    }

    async fn ask(&self, open: &OpenCall) -> Result<CallState, AskError> {
        let scope = open.scope();
        let in_vain = || self.in_vain.lock().unwrap_or_else(PoisonError::into_inner);
        if in_vain().contains(scope.tenant()) {
            return Err(AskError::InVain);
        }
        let asked = async {
            let secrets = self.function.secrets.get(&scope).await?;
            let credentials = secrets.twilio()?.credentials()?;
            Ok(self.function.twilio.get_call(&credentials, &open.call).await?)
        };
        match asked.await {
            Ok(state) => state.ok_or(AskError::NoSuchCall),
            Err(error) => {
                in_vain().insert(scope.tenant().clone());
                Err(error)
            }
        }
    }
}

/// How long a call took at least, by what is known of it here.
fn at_least(record: &CallRecord) -> u32 {
    let started_at = record.conversation.started_at();
    let known = record.last_step_at.map_or(SignedDuration::ZERO, |last| last.duration_since(started_at));
    u32::try_from(known.as_secs()).unwrap_or(0)
}
