//! The jobs that text a customer what the office did about their visit, and look up later whether the text arrived.
//!
//! A text is sent once. What cannot be delivered is recorded with its reason and is not tried again.

use domain::{
    booking::AppointmentStatus, customer_text::CustomerTextKind, id::AppointmentId, notification::UndeliveredReason,
    phone::PhoneNumber,
};
use jiff::{SignedDuration, Timestamp};
use messages::{FollowUpJob, JobKind};
use store::{DueId, DueJob, SendClaim, SendOutcome, StoreError, TenantScope, TextRule};
use tracing::{info, warn};
use twilio::{
    rest::{MessageState, undelivered_reason},
    sid::MessageSid,
};

use crate::{CUSTOMER_TEXTS_SENT, CUSTOMER_TEXTS_UNDELIVERABLE, FollowUp, JobError, text::TextOutcome};

/// The time before the look at what became of a text. Carriers refuse within minutes.
const CHECKED_AFTER: SignedDuration = SignedDuration::from_mins(10);

impl FollowUp {
    /// Texts the customer of a visit about a change by the office, if the office wants that and the customer may be texted.
    pub(crate) async fn text_customer(
        &self,
        job: &FollowUpJob,
        id: &AppointmentId,
        change: Timestamp,
    ) -> Result<(), JobError> {
        let scope = &TenantScope::of_follow_up(job);
        let Some(visit) = self.store.get_appointment(scope, id).await? else {
            info!("the visit was erased");
            return Ok(());
        };
        let Some(kind) = CustomerTextKind::of_change(&visit, change) else { return Ok(()) };
        if kind == CustomerTextKind::Moved && visit.status == AppointmentStatus::Cancelled {
            info!("the visit was cancelled since");
            return Ok(());
        }
        let number = &visit.visit.callback;
        let (rule, config, tenant) = tokio::try_join!(
            self.store.text_rule(scope, number),
            self.configuration(scope),
            self.store.get_tenant(scope)
        )?;
        let tenant = tenant.ok_or(StoreError::TenantGone)?;
        let text = (id, change);
        match self.store.claim_customer_text(scope, text, kind, self.clock.now()).await? {
            SendClaim::Granted => {}
            SendClaim::Held => return Err(JobError::Held),
            SendClaim::Settled => return Ok(()),
        }
        let undeliverable = |reason| SendOutcome::Undeliverable(reason);
        let outcome = match (rule, tenant.numbers.first()) {
            (TextRule::OptedOut, _) => undeliverable(UndeliveredReason::RecipientOptedOut),
            (TextRule::NotContacted, _) => undeliverable(UndeliveredReason::NotContacted),
            (TextRule::Allowed, None) => undeliverable(UndeliveredReason::NoNumberConnected),
            (TextRule::Allowed, Some(called)) => {
                let words = kind.words((&config.company, called), &visit, (self.clock.now(), &config.time_zone));
                match self.text(scope, number, &words).await {
                    TextOutcome::Sent(sid) => SendOutcome::Sent(sid.map(String::from)),
                    TextOutcome::Undeliverable(reason) => undeliverable(reason),
                    TextOutcome::NoAnswer(error) => return Err(error),
                    TextOutcome::NotAccepted(error) => {
                        self.store.release_customer_text(scope, text).await?;
                        return Err(error);
                    }
                }
            }
        };
        self.settle_text(job, text, number, &outcome).await
    }

    async fn settle_text(
        &self,
        job: &FollowUpJob,
        (id, change): (&AppointmentId, Timestamp),
        number: &PhoneNumber,
        outcome: &SendOutcome,
    ) -> Result<(), JobError> {
        let (scope, now) = (&TenantScope::of_follow_up(job), self.clock.now());
        self.store.settle_customer_text(scope, (id, change), number, outcome, now).await?;
        match outcome {
            SendOutcome::Undeliverable(reason) => {
                warn!(?reason, "a customer cannot be texted");
                self.metrics.put(now, &[(CUSTOMER_TEXTS_UNDELIVERABLE, 1.0)]);
            }
            SendOutcome::Sent(sid) => {
                self.metrics.put(now, &[(CUSTOMER_TEXTS_SENT, 1.0)]);
                if let Some(text) = sid {
                    let due_at = now.saturating_add(CHECKED_AFTER).unwrap_or(now);
                    let kind = JobKind::CustomerTextCheck { appointment: id.clone(), at: change, text: text.clone() };
                    let check = FollowUpJob { kind, ..job.clone() };
                    self.store.put_due(scope, &DueJob::new(due_at, DueId::of_text_check(text), &check)?).await?;
                }
            }
        }
        Ok(())
    }

    /// Looks up what became of a text to a customer.
    pub(crate) async fn check_customer_text(
        &self,
        job: &FollowUpJob,
        text_about: (&AppointmentId, Timestamp),
        text: &str,
    ) -> Result<(), JobError> {
        let (scope, now) = (&TenantScope::of_follow_up(job), self.clock.now());
        let Ok(text) = MessageSid::parse(text) else { return Ok(()) };
        if let Some(MessageState::Undelivered { code }) = self.state_of_text(scope, &text).await? {
            let reason = undelivered_reason(code);
            warn!(?reason, "a text to a customer did not arrive");
            self.store.note_customer_text_undelivered(scope, text_about, reason, now).await?;
            self.metrics.put(now, &[(CUSTOMER_TEXTS_UNDELIVERABLE, 1.0)]);
        }
        Ok(())
    }
}
