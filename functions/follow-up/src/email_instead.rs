//! E-mail in place of a text that cannot be delivered: a company whose number is not registered with the carriers hears of its bookings all
//! the same.
//!
//! It has a mark of its own, so that a notice is e-mailed once whether the text is refused at once or by a carrier later.

use domain::{
    id::PersonId,
    notification::{Channel, NotificationEvent},
};
use messages::FollowUpJob;
use store::{NotificationAttempt, NotificationClaim, TenantScope};
use tracing::info;

use crate::{FollowUp, JobError, email::EmailRecipient};

impl FollowUp {
    /// E-mails a person the notice of which no text can be delivered. Nothing is sent without a domain for e-mail, to a person who gets no
    /// e-mail, or to one who no longer wants to be notified.
    pub(crate) async fn email_in_place_of_text(
        &self,
        job: &FollowUpJob,
        (event, id): (&NotificationEvent, &PersonId),
    ) -> Result<(), JobError> {
        if self.mailer.is_none() {
            return Ok(());
        }
        let scope = TenantScope::of_follow_up(job);
        let Some(notified) = self.store.get_notified_person(job, id).await? else { return Ok(()) };
        let is_wanted = notified.preferences.channel(notified.person.role, event.kind()) != Channel::None;
        if !is_wanted || self.store.get_email_block(&scope, id).await?.is_some() {
            return Ok(());
        }
        let config = self.configuration(&scope).await?;
        let Some(written) = self.written(job, event, &config).await? else { return Ok(()) };
        let unsubscribe = self.unsubscribe_from(&scope, id, event).await?;
        let attempt = (Channel::Email, NotificationAttempt::InPlaceOfText);
        let lease = match self.store.claim_notification(&scope, (event, id), attempt, self.clock.now()).await? {
            NotificationClaim::Granted(lease) => lease,
            NotificationClaim::Held => return Err(JobError::Held),
            NotificationClaim::Settled => return Ok(()),
        };
        info!("a text cannot be delivered: the person gets an e-mail");
        let (address, unsubscribe) = (&notified.person.email, unsubscribe.as_deref());
        let to = EmailRecipient { tenant: scope.tenant(), person: id, address, event, unsubscribe };
        self.send_email(&scope, lease, to, (&written.email, None)).await
    }
}
