//! The jobs that text a customer about their visit: what the office did, what a call did, and a reminder; and that look up later whether the
//! text arrived.
//!
//! A text is sent once. What cannot be delivered is recorded with its reason and is not tried again.

use domain::{
    booking::Appointment,
    customer_text::{CustomerTextKind, TextSender},
    id::AppointmentId,
    notification::UndeliveredReason,
    phone::PhoneNumber,
    triage::Language,
};
use jiff::{SignedDuration, Timestamp};
use messages::{FollowUpJob, JobKind};
use store::{DueId, DueJob, SendClaim, SendOutcome, StoreError, TenantScope, TextRule};
use tracing::{info, warn};
use twilio::{
    rest::{MessageState, undelivered_reason},
    sid::MessageSid,
};

use crate::{
    CUSTOMER_TEXTS_SENT, CUSTOMER_TEXTS_UNDELIVERABLE, FollowUp, JobError,
    text::TextOutcome,
    text_caller::{TextRecipient, is_proven},
};

/// The time before the look at what became of a text. Carriers refuse within minutes.
const CHECKED_AFTER: SignedDuration = SignedDuration::from_mins(10);

impl FollowUp {
    /// Texts the customer of a visit about a change by the office, or the caller about what the job's call did to it, if they may be texted.
    pub(crate) async fn text_customer(
        &self,
        job: &FollowUpJob,
        id: &AppointmentId,
        at: Timestamp,
    ) -> Result<(), JobError> {
        let Some(visit) = self.store.get_appointment(&TenantScope::of_follow_up(job), id).await? else {
            info!("the visit was erased");
            return Ok(());
        };
        let (kind, to) = match &job.call {
            Some(call) => {
                let about = CustomerTextKind::of_call(&visit, call).filter(|(_, about)| *about == at);
                (about.map(|(kind, _)| kind), self.agreed_caller(job).await?)
            }
            None => (CustomerTextKind::of_change(&visit, at), Some(self.customer_of(job, &visit).await?)),
        };
        let (Some(kind), Some(to)) = (kind, to) else { return Ok(()) };
        self.send_to_customer(job, (&visit, at), kind, &to).await
    }

    /// Reminds the customer of a visit: the caller who booked it, if their number is proven, or else whom the office would call.
    pub(crate) async fn remind_customer(
        &self,
        job: &FollowUpJob,
        id: &AppointmentId,
        at: Timestamp,
    ) -> Result<(), JobError> {
        let scope = &TenantScope::of_follow_up(job);
        let Some(visit) = self.store.get_appointment(scope, id).await? else { return Ok(()) };
        let booked_by = visit.origin.caller().filter(|caller| is_proven(caller.identity));
        let caller = match booked_by.and_then(|caller| caller.number.clone()) {
            Some(number) => self.agreed(scope, number).await?,
            None => None,
        };
        let to = match caller {
            None => self.agreed(scope, visit.visit.callback.clone()).await?,
            caller => caller,
        };
        match to {
            Some(to) => self.send_to_customer(job, (&visit, at), CustomerTextKind::Reminder, &to).await,
            None => Ok(()),
        }
    }

    /// The customer whom the office texts itself, in the language in which they agreed to texts, if they did.
    async fn customer_of(&self, job: &FollowUpJob, visit: &Appointment) -> Result<TextRecipient, StoreError> {
        let number = visit.visit.callback.clone();
        let agreed = self.agreed(&TenantScope::of_follow_up(job), number.clone()).await?;
        Ok(agreed.unwrap_or(TextRecipient { number, language: Language::FIRST }))
    }

    /// Sends a text about a visit, once, if it still holds.
    async fn send_to_customer(
        &self,
        job: &FollowUpJob,
        (visit, at): (&Appointment, Timestamp),
        kind: CustomerTextKind,
        to: &TextRecipient,
    ) -> Result<(), JobError> {
        let (scope, text) = (&TenantScope::of_follow_up(job), (&visit.id, at));
        let (rule, config, tenant) = tokio::try_join!(
            self.store.text_rule(scope, &to.number),
            self.configuration(scope),
            self.store.get_tenant(scope)
        )?;
        let tenant = tenant.ok_or(StoreError::TenantGone)?;
        let zone = &config.time_zone;
        let office_asks = job.call.is_none() && kind != CustomerTextKind::Reminder;
        if !kind.holds(visit, (self.clock.now(), zone)) || !(office_asks || config.texts.confirmations) {
            info!("the text is out of date, or the company sends none");
            return Ok(());
        }
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
            (TextRule::Allowed, Some(number)) => {
                let sender = TextSender { company: &config.company, number };
                let words = kind.words(to.language, sender, visit, (self.clock.now(), zone));
                match self.text(scope, &config.texts, &to.number, &words).await {
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
        self.settle_text(job, text, &to.number, &outcome).await
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
