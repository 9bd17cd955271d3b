//! Makes a delivery of an event for each endpoint that gets it. Done again, it makes the same deliveries, and queues those that had no
//! attempt yet once more.

use domain::webhook::{WebhookEvent, WebhookSubject};
use messages::{FollowUpJob, JobKind};
use platform::error_chain::ErrorChain;
use store::{DeliveryItem, DeliveryState, DueJob, TenantScope, WebhookEndpointItem};
use tracing::warn;

use super::DeliveryError;
use crate::{FollowUp, JobError};

/// The job of a delivery's next attempt.
pub(super) fn job_of(scope: &TenantScope, delivery: &DeliveryItem) -> FollowUpJob {
    let kind = JobKind::WebhookDelivery {
        endpoint: delivery.endpoint.clone(),
        delivery: delivery.delivery.clone(),
        attempt: delivery.attempts.len(),
    };
    FollowUpJob { tenant: scope.tenant().clone(), call: None, kind }
}

impl FollowUp {
    /// Makes the deliveries of an event of the API, and removes the entry that kept it from being lost. An emergency is raised before it is
    /// acknowledged, even within the minute until the job that notifies of it.
    pub(crate) async fn announce(&self, job: &FollowUpJob, event: &WebhookEvent) -> Result<(), JobError> {
        if let WebhookSubject::EmergencyAcknowledged(id) = &event.subject
            && let Some(item) = self.store.get_emergency(&TenantScope::of_follow_up(job), id).await?
        {
            self.fan_out(job, &WebhookEvent::raised(&item.emergency)).await?;
        }
        self.fan_out(job, event).await?;
        let held = DueJob::of_event(&job.tenant, event).map_err(DeliveryError::Json)?;
        Ok(self.store.remove_due(&held).await?)
    }

    /// Makes the deliveries of an event, and queues their first attempts.
    pub(crate) async fn fan_out(&self, job: &FollowUpJob, event: &WebhookEvent) -> Result<(), JobError> {
        let scope = &TenantScope::of_follow_up(job);
        let mut jobs = Vec::new();
        for endpoint in self.store.list_endpoints(scope).await? {
            self.reseal(scope, &endpoint).await;
            if !endpoint.gets(event.event_type()) || matches!(event.subject, WebhookSubject::Sample { .. }) {
                continue;
            }
            let delivery = self.store.put_delivery(scope, DeliveryItem::new(&endpoint.endpoint, event)).await?;
            if delivery.state == DeliveryState::Pending && delivery.attempts.is_empty() {
                jobs.push(job_of(scope, &delivery));
            }
        }
        self.queue.send(&jobs).await.map_err(DeliveryError::Queue)?;
        Ok(())
    }

    /// Encrypts the secrets of an endpoint with the current key, if an older one did. That key may be dropped with the next rotation.
    /// A failure is logged: the secrets are good while the key is there.
    async fn reseal(&self, scope: &TenantScope, endpoint: &WebhookEndpointItem) {
        match self.resealed(scope, endpoint).await {
            Ok(None) => {}
            Ok(Some(resealed)) => {
                if let Err(error) = self.store.reseal_endpoint(scope, endpoint, &resealed).await {
                    warn!(error = %ErrorChain(&error), "the secrets of an endpoint were not encrypted again");
                }
            }
            Err(error) => warn!(error = %ErrorChain(&error), "the secrets of an endpoint cannot be encrypted again"),
        }
    }

    async fn resealed(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointItem,
    ) -> Result<Option<WebhookEndpointItem>, DeliveryError> {
        let keys = self.sealing_keys.load(Some(&endpoint.secret.sealing_key)).await?;
        let current = keys.current().map(|(id, _)| id);
        let is_current = |key: &str| current == Some(key);
        let previous_is_current =
            endpoint.previous.as_ref().is_none_or(|previous| is_current(&previous.secret.sealing_key));
        if is_current(&endpoint.secret.sealing_key) && previous_is_current {
            return Ok(None);
        }
        let again = |secret| super::deliver::resealed(&keys, (scope, &endpoint.endpoint), secret);
        let mut changed = endpoint.clone();
        changed.secret = again(&endpoint.secret)?;
        // A previous secret that cannot be read serves for hours only.
        if let Some(previous) = &mut changed.previous
            && let Ok(secret) = again(&previous.secret)
        {
            previous.secret = secret;
        }
        Ok(Some(changed))
    }
}
