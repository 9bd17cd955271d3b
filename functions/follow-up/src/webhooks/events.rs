//! Which events a call led to, from what it stored.

use domain::{
    id::CallSid,
    webhook::{WebhookEvent, WebhookSubject},
};
use messages::FollowUpJob;
use store::{CustomerScope, StoreError, TenantScope};

use crate::{FollowUp, JobError};

impl FollowUp {
    /// Makes the deliveries of what a call led to, except the call itself, which waits for its summary.
    pub(crate) async fn announce_call(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let scope = &TenantScope::of_follow_up(job);
        if self.store.list_endpoints(scope).await?.is_empty() {
            return Ok(());
        }
        for event in Box::pin(self.events_of(job, call)).await? {
            self.fan_out(job, &event).await?;
        }
        Ok(())
    }

    /// Queues the event of a call that has its summary.
    pub(crate) async fn announce_summary(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let Some(summary) = self.store.get_summary(&CustomerScope::of_follow_up(job), call).await? else {
            return Ok(());
        };
        let event = WebhookEvent { at: summary.written_at, subject: WebhookSubject::CallCompleted(call.clone()) };
        self.fan_out(job, &event).await
    }

    async fn events_of(&self, job: &FollowUpJob, call: &CallSid) -> Result<Vec<WebhookEvent>, StoreError> {
        let (store, customers) = (&self.store, CustomerScope::of_follow_up(job));
        let Some(counted) = store.get_counted_call(&customers, call).await? else { return Ok(Vec::new()) };
        let recordings = store.list_recordings(&customers, call).await?;
        let outcome = store.get_outcome(&customers, call, &counted.usage, &recordings).await?;
        Ok(store.with_changed_visits(&customers, outcome, counted.facts.as_ref()).await?.webhook_events(call))
    }
}
