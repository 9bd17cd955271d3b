//! Sends a delivery once, and decides what follows: the next attempt, or the end.

use std::time::Duration;

use domain::{
    id::{DeliveryId, WebhookEndpointId},
    webhook::{LONGEST_FAILURE, next_attempt},
};
use jiff::{SignedDuration, Timestamp};
use messages::{FollowUpJob, FollowUpQueue};
use platform::key_ring::KeyRing;
use store::{
    CustomerScope, DeliveryAttempt, DeliveryItem, DeliveryState, Disabled, DisabledReason, DueId, DueJob, SealedSecret,
    TenantScope, WebhookEndpointItem,
};
use tracing::{info, warn};
use webhooks::{Attempt, SealError, SigningSecret};

use super::{ATTEMPTS_FAILED, DELIVERED, DeliveryError, UNDELIVERED, fan_out::job_of};
use crate::{FollowUp, JobError};

/// Longer than an attempt takes.
const CLAIM: SignedDuration = SignedDuration::from_secs(30);
/// Clocks differ a little, and SQS counts whole seconds.
const EARLY: SignedDuration = SignedDuration::from_secs(1);
/// The status by which a receiver says that it is gone for good. Source: Standard Webhooks, "Retries".
const GONE: u16 = 410;

/// What follows an attempt.
enum Next {
    /// The receiver accepted it.
    Delivered,
    /// Another attempt at this time.
    Again(Timestamp),
    /// Nothing.
    Over,
}

impl FollowUp {
    /// Makes the attempt of a job, unless it was made.
    pub(crate) async fn deliver(
        &self,
        job: &FollowUpJob,
        (endpoint, delivery): (&WebhookEndpointId, &DeliveryId),
        attempt: usize,
    ) -> Result<(), JobError> {
        let (scope, now) = (&TenantScope::of_follow_up(job), self.clock.now());
        let Some(delivery) = self.store.get_delivery(scope, endpoint, delivery).await? else { return Ok(()) };
        if delivery.state != DeliveryState::Pending {
            return Ok(());
        }
        if delivery.attempts.len() != attempt || delivery.next_at.is_some_and(|due| due > now + EARLY) {
            // The job came twice, or early. The next attempt may not be queued.
            return self.queue_again(scope, &delivery, now).await;
        }
        let made = delivery.attempts.len();
        let usable = self.store.get_endpoint(scope, endpoint).await?.filter(|endpoint| endpoint.disabled.is_none());
        let data = self.payload(&CustomerScope::of_follow_up(job), scope, &delivery.event).await?;
        let (Some(endpoint), Some(payload)) = (usable, data) else {
            info!("there is nothing to deliver, or no one to deliver it to");
            let dropped = delivery.after(None, DeliveryState::Dropped, None);
            return Ok(self.store.record_attempt(scope, &dropped, made, None).await?);
        };
        let Some(secrets) = self.secrets_of(scope, &endpoint, now).await? else {
            let dropped = delivery.after(None, DeliveryState::Dropped, None);
            return Ok(self.store.record_attempt(scope, &dropped, made, None).await?);
        };
        let body = payload.to_text().map_err(DeliveryError::Json)?;
        if !self.store.claim_attempt(scope, &delivery, now, now.saturating_add(CLAIM).unwrap_or(now)).await? {
            return Err(DeliveryError::Busy.into());
        }
        let id = delivery.event.id();
        let sent = self.webhooks.send(&endpoint.url, &secrets, (id.as_str(), now), body).await;
        let sent = sent.map_err(DeliveryError::Secret)?;
        Box::pin(self.after_attempt(scope, &endpoint, delivery, (sent, now))).await
    }

    /// Queues the next attempt of a delivery.
    async fn queue_again(&self, scope: &TenantScope, delivery: &DeliveryItem, now: Timestamp) -> Result<(), JobError> {
        let delay = delivery.next_at.map_or(SignedDuration::ZERO, |due| due.duration_since(now));
        let delay = Duration::try_from(delay).unwrap_or_default();
        if delay <= FollowUpQueue::LONGEST_DELAY {
            let jobs = [job_of(scope, delivery)];
            self.queue.send_after(delay, &jobs).await.map_err(DeliveryError::Queue)?;
        }
        Ok(())
    }

    /// The secrets that sign a request. `None` if they cannot be decrypted any more: the endpoint is disabled then.
    async fn secrets_of(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointItem,
        now: Timestamp,
    ) -> Result<Option<Vec<SigningSecret>>, JobError> {
        let mut secrets = Vec::new();
        for sealed in endpoint.secrets_at(now) {
            let keys = self.sealing_keys.load(Some(&sealed.sealing_key)).await.map_err(DeliveryError::Keys)?;
            match opened(&keys, (scope, &endpoint.endpoint), sealed) {
                Ok(secret) => secrets.push(secret),
                // A previous secret serves for hours only, and the current one signs too.
                Err(error) => warn!(%error, "a secret of an endpoint cannot be decrypted"),
            }
        }
        if secrets.is_empty() {
            let disabled = Disabled { at: now, reason: DisabledReason::SecretLost };
            self.store.disable_endpoint(scope, &endpoint.endpoint, &disabled).await?;
            return Ok(None);
        }
        Ok(Some(secrets))
    }

    /// Writes down an attempt, and what it says about the endpoint.
    async fn after_attempt(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointItem,
        delivery: DeliveryItem,
        (sent, at): (Attempt, Timestamp),
    ) -> Result<(), JobError> {
        let made = delivery.attempts.len();
        let attempt = DeliveryAttempt {
            at,
            millis: sent.millis,
            status: sent.result.ok().map(|answer| answer.status),
            failure: sent.result.err(),
        };
        let next = self.next(&delivery, &sent);
        self.note(scope, endpoint, attempt, &next).await?;
        let (state, next_at) = match next {
            Next::Delivered => (DeliveryState::Delivered, None),
            Next::Again(at) => (DeliveryState::Pending, Some(at)),
            Next::Over => (DeliveryState::Failed, None),
        };
        info!(status = attempt.status, failure = ?attempt.failure, millis = attempt.millis, "a webhook was attempted");
        let after = delivery.after(Some(attempt), state, next_at);
        let now = self.clock.now();
        let far = next_at.filter(|due| due.duration_since(now) > LONGEST_DELAY);
        let due = far.map(|due| DueJob::new(due, DueId::from(&after.delivery), &job_of(scope, &after)));
        let due = due.transpose().map_err(DeliveryError::Json)?;
        self.store.record_attempt(scope, &after, made, due.as_ref()).await?;
        let failed = f64::from(u8::from(state != DeliveryState::Delivered));
        let over = f64::from(u8::from(state == DeliveryState::Failed));
        self.metrics.put(now, &[(DELIVERED, 1.0 - failed), (ATTEMPTS_FAILED, failed), (UNDELIVERED, over)]);
        if next_at.is_some() && due.is_none() { self.queue_again(scope, &after, now).await } else { Ok(()) }
    }

    fn next(&self, delivery: &DeliveryItem, sent: &Attempt) -> Next {
        let attempts = delivery.attempts_of_round() + 1;
        let retry_after = match sent.result {
            Ok(answer) if (200..300).contains(&answer.status) => return Next::Delivered,
            Ok(answer) if answer.status == GONE => return Next::Over,
            Ok(answer) => answer.retry_after,
            Err(_) => None,
        };
        let now = self.clock.now();
        let due = next_attempt(&delivery.delivery, attempts, retry_after).and_then(|delay| now.checked_add(delay).ok());
        due.map_or(Next::Over, Next::Again)
    }

    /// What an attempt says about its endpoint: whether it fails, and since when. One that is gone, or that accepted nothing for five
    /// days, is disabled.
    async fn note(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointItem,
        attempt: DeliveryAttempt,
        next: &Next,
    ) -> Result<(), JobError> {
        let (store, id, at) = (&self.store, &endpoint.endpoint, attempt.at);
        let failing_for = endpoint.failing_since.map(|since| at.duration_since(since));
        let reason = match (next, failing_for) {
            (Next::Delivered, Some(_)) => return Ok(store.note_endpoint_failing(scope, id, None).await?),
            (Next::Over, _) if attempt.status == Some(GONE) => DisabledReason::Gone,
            (_, Some(failing_for)) if failing_for >= LONGEST_FAILURE => DisabledReason::Failing,
            (Next::Delivered, None) | (_, Some(_)) => return Ok(()),
            (_, None) => return Ok(store.note_endpoint_failing(scope, id, Some(at)).await?),
        };
        warn!(reason = ?reason, endpoint = %id, "an endpoint is disabled");
        Ok(store.disable_endpoint(scope, id, &Disabled { at, reason }).await?)
    }
}

/// The longest delay of a message.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_mins(15);

fn opened(
    keys: &KeyRing,
    (scope, endpoint): (&TenantScope, &WebhookEndpointId),
    sealed: &SealedSecret,
) -> Result<SigningSecret, SealError> {
    SigningSecret::open(keys, (scope.tenant(), endpoint), (&sealed.sealing_key, &sealed.sealed))
}

/// A secret, encrypted with the current key.
pub(super) fn resealed(
    keys: &KeyRing,
    (scope, endpoint): (&TenantScope, &WebhookEndpointId),
    sealed: &SealedSecret,
) -> Result<SealedSecret, SealError> {
    let (sealing_key, again) = opened(keys, (scope, endpoint), sealed)?.seal(keys, (scope.tenant(), endpoint))?;
    Ok(SealedSecret { last_four: sealed.last_four.clone(), sealing_key, sealed: again })
}
