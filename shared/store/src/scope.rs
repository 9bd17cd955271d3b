//! The scope of a tenant: the proof that its items may be read and written, and the credentials for it.
//!
//! Does not know what the items are. [`super::session`] makes the scopes of sessions.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
};

use domain::id::TenantId;
use messages::{FinishedCall, FollowUpJob, KeptRecording, ScenarioJob};
use platform::aws::SdkConfig;

use super::session::TenantSession;

/// Access to one tenant's items.
#[derive(Clone)]
pub struct TenantScope {
    pub(super) tenant: TenantId,
    /// `None` for access with the function's own credentials.
    pub(super) session: Option<Arc<TenantSession>>,
}

impl fmt::Debug for TenantScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TenantScope({})", self.tenant)
    }
}

/// Two scopes are equal if they are of the same tenant.
impl PartialEq for TenantScope {
    fn eq(&self, other: &Self) -> bool {
        self.tenant == other.tenant
    }
}

impl Eq for TenantScope {}

impl Hash for TenantScope {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.tenant.hash(state);
    }
}

impl TenantScope {
    /// The scope of a tenant, with the credentials of the function itself. AWS refuses it to the API functions.
    pub(super) fn of_function(tenant: TenantId) -> Self {
        Self { tenant, session: None }
    }

    /// The tenant that the items belong to.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The configuration of the AWS clients of the tenant's session. `None` if the function's own clients have access.
    #[must_use]
    pub fn session(&self) -> Option<&SdkConfig> {
        self.session.as_deref().map(|session| &session.aws)
    }

    /// The scope of a kept recording's tenant. Only our own functions can write to the queue.
    #[must_use]
    pub fn of_kept_recording(recording: &KeptRecording) -> Self {
        Self::of_function(recording.tenant.clone())
    }

    /// The scope of the tenant into which an operator imports, with the operator's own credentials.
    #[must_use]
    pub fn of_import(tenant: TenantId) -> Self {
        Self::of_function(tenant)
    }

    /// The scope of a job's tenant. Only our own functions can write to the queue.
    #[must_use]
    pub fn of_follow_up(job: &FollowUpJob) -> Self {
        Self::of_function(job.tenant.clone())
    }

    /// The scope of a scenario's tenant. Only our own functions can write to the queue.
    #[must_use]
    pub fn of_scenario_job(job: &ScenarioJob) -> Self {
        Self::of_function(job.tenant.clone())
    }

    /// The scope of a message's tenant. Only our own functions can write to the queue.
    #[must_use]
    pub fn of_finished_call(finished: &FinishedCall) -> Self {
        Self::of_function(finished.tenant.clone())
    }
}
