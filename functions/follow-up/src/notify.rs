//! The job that notifies a person of something.

use domain::{
    booking::{Appointment, AppointmentStatus, VisitChange, VisitEvent},
    id::{AppointmentId, PersonId},
    notification::{
        Channel, Company, DigestFigures, Email, Notice, NotificationEvent, UndeliveredReason, WrittenNotification,
    },
    phone::PhoneNumber,
    tenant::TenantConfig,
};
use jiff::civil::Date;
use messages::FollowUpJob;
use platform::telemetry::Metric;
use store::{
    CustomerScope, DigestSubscription, DueId, DueJob, EmailBlock, LARGEST_PAGE, MessageFilter, NotificationAttempt,
    NotificationClaim, NotificationLease, NotificationOutcome, StoreError, TenantScope,
};
use tracing::{info, warn};

use crate::{
    EMAILS_SENT, FollowUp, JobError, NOTIFICATIONS_UNDELIVERABLE, TEXTS_SENT,
    email::{EmailError, EmailRecipient},
    text::TextOutcome,
};

impl FollowUp {
    /// Notifies a person of an event, in the way that they want now.
    pub(crate) async fn notify(
        &self,
        job: &FollowUpJob,
        id: &PersonId,
        event: &NotificationEvent,
    ) -> Result<(), JobError> {
        let scope = TenantScope::of_follow_up(job);
        let Some(notified) = self.store.get_notified_person(job, id).await? else {
            info!("the person is no longer one of the company");
            return Ok(());
        };
        let channel = notified.preferences.channel(notified.person.role, event.kind());
        if channel == Channel::None {
            return Ok(());
        }
        let config = self.configuration(&scope).await?;
        let now = self.clock.now();
        let due = notified.preferences.due_at(event.kind(), now, &config.time_zone);
        if due > now {
            let waiting = DueJob::new(due, DueId::of_notification(event, id), job)?;
            return Ok(self.store.put_due(&scope, &waiting).await?);
        }
        let block = self.store.get_email_block(&scope, id).await?.filter(|_| channel == Channel::Email);
        let Some(written) = self.written(job, event, &config).await? else {
            info!("there is nothing left to notify of");
            return Ok(());
        };
        let unsubscribe = self.unsubscribe_from(&scope, id, event).await?;
        let attempt = (channel, NotificationAttempt::Chosen);
        let lease = match self.store.claim_notification(&scope, (event, id), attempt, now).await? {
            NotificationClaim::Granted(lease) => lease,
            NotificationClaim::Held => return Err(JobError::Held),
            NotificationClaim::Settled => {
                info!("the person was notified before");
                return self.email_after_refused_text(job, (event, id)).await;
            }
        };
        if let (Channel::Text, Some(mobile)) = (channel, &notified.preferences.mobile) {
            return self.send_text((job, &config), lease, (event, id), (mobile, &written.text_message)).await;
        }
        let (address, unsubscribe) = (&notified.person.email, unsubscribe.as_deref());
        let to = EmailRecipient { tenant: scope.tenant(), person: id, address, event, unsubscribe };
        self.send_email(&scope, lease, to, (&written.email, block)).await
    }

    /// Sends the e-mail in place of a text that an earlier delivery of the job could not send, if that delivery stopped before it.
    async fn email_after_refused_text(
        &self,
        job: &FollowUpJob,
        (event, id): (&NotificationEvent, &PersonId),
    ) -> Result<(), JobError> {
        let mark = self.store.get_notified(&TenantScope::of_follow_up(job), event, id).await?;
        if mark.and_then(|mark| mark.reason).is_some_and(UndeliveredReason::calls_for_email) {
            self.email_in_place_of_text(job, (event, id)).await?;
        }
        Ok(())
    }

    pub(crate) async fn send_email(
        &self,
        scope: &TenantScope,
        lease: NotificationLease,
        to: EmailRecipient<'_>,
        (email, block): (&Email, Option<EmailBlock>),
    ) -> Result<(), JobError> {
        let outcome = match (&self.mailer, block) {
            (None, _) => NotificationOutcome::Undeliverable(UndeliveredReason::EmailNotSetUp),
            (Some(_), Some(block)) => NotificationOutcome::Undeliverable(block.reason),
            (Some(mailer), None) => match mailer.send(to, email).await {
                Ok(id) => NotificationOutcome::Sent(id),
                Err(EmailError::Rejected { code }) => {
                    warn!(code, "an e-mail was rejected");
                    NotificationOutcome::Undeliverable(UndeliveredReason::Rejected)
                }
                Err(error) if error.may_have_sent() => return Err(error.into()),
                Err(error) => {
                    self.store.release_notification(scope, lease).await?;
                    return Err(error.into());
                }
            },
        };
        self.settle(scope, lease, &outcome, EMAILS_SENT).await
    }

    /// The link that ends the digest of a person; none for other events.
    pub(crate) async fn unsubscribe_from(
        &self,
        scope: &TenantScope,
        person: &PersonId,
        event: &NotificationEvent,
    ) -> Result<Option<String>, JobError> {
        if !matches!(event, NotificationEvent::DayOver { .. }) {
            return Ok(None);
        }
        let keys = self.sealing_keys.load(None).await?;
        let token = DigestSubscription::of(scope, person).to_token(&keys)?;
        Ok(Some(self.public_url.join(&format!("/unsubscribe/{token}"))))
    }

    async fn send_text(
        &self,
        (job, config): (&FollowUpJob, &TenantConfig),
        lease: NotificationLease,
        (event, person): (&NotificationEvent, &PersonId),
        (mobile, words): (&PhoneNumber, &str),
    ) -> Result<(), JobError> {
        let scope = &TenantScope::of_follow_up(job);
        let outcome = match self.text(scope, &config.texts, mobile, words).await {
            TextOutcome::Sent(Some(sid)) => {
                self.settle(scope, lease, &NotificationOutcome::Sent(sid.to_string()), TEXTS_SENT).await?;
                return self.plan_text_check(job, (event, person), &sid, 0).await;
            }
            TextOutcome::Sent(None) => NotificationOutcome::Sent("unknown".to_owned()),
            TextOutcome::Undeliverable(reason) => NotificationOutcome::Undeliverable(reason),
            TextOutcome::NoAnswer(error) => return Err(error),
            TextOutcome::NotAccepted(error) => {
                self.store.release_notification(scope, lease).await?;
                return Err(error);
            }
        };
        self.settle(scope, lease, &outcome, TEXTS_SENT).await?;
        match outcome {
            NotificationOutcome::Undeliverable(reason) if reason.calls_for_email() => {
                self.email_in_place_of_text(job, (event, person)).await
            }
            _ => Ok(()),
        }
    }

    /// Records how an attempt ended, and counts it as `sent` or as undeliverable.
    async fn settle(
        &self,
        scope: &TenantScope,
        lease: NotificationLease,
        outcome: &NotificationOutcome,
        sent: Metric,
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        self.store.settle_notification(scope, lease, outcome, now).await?;
        match outcome {
            NotificationOutcome::Sent(_) => self.metrics.put(now, &[(sent, 1.0)]),
            // Not news: the operator has no domain, or an earlier e-mail came back and was counted.
            NotificationOutcome::Undeliverable(reason)
                if reason.ends_email() || *reason == UndeliveredReason::EmailNotSetUp => {}
            NotificationOutcome::Undeliverable(reason) => {
                warn!(?reason, "a notification cannot be delivered");
                self.metrics.put(now, &[(NOTIFICATIONS_UNDELIVERABLE, 1.0)]);
            }
        }
        Ok(())
    }

    /// The configuration by which calls are answered now.
    pub(crate) async fn configuration(&self, scope: &TenantScope) -> Result<TenantConfig, StoreError> {
        let tenant = self.store.get_tenant(scope).await?.ok_or(StoreError::TenantGone)?;
        self.store.get_config(scope, tenant.published_version).await?.ok_or(StoreError::TenantGone)
    }

    /// What the notification says. `None` if what it is about was erased, or did not happen after all.
    pub(crate) async fn written(
        &self,
        job: &FollowUpJob,
        event: &NotificationEvent,
        config: &TenantConfig,
    ) -> Result<Option<WrittenNotification>, StoreError> {
        let (store, scope) = (&self.store, &TenantScope::of_follow_up(job));
        let company = Company { config };
        Ok(match event {
            NotificationEvent::Booked { appointment } => {
                let visit = self.visit(scope, appointment).await?;
                let booked = visit.filter(|visit| visit.status == AppointmentStatus::Booked);
                booked.map(|visit| Notice::Booking(&visit).written(company))
            }
            NotificationEvent::Moved { appointment, at } | NotificationEvent::Cancelled { appointment, at } => {
                let visit = self.visit(scope, appointment).await?;
                visit.and_then(|visit| {
                    let change = visit.log.changes.iter().find(|change| change.at == *at)?;
                    Some(of_change(&visit, change)?.written(company))
                })
            }
            NotificationEvent::MessageLeft { message } => {
                let message = store.get_message(scope, message).await?;
                message.map(|message| Notice::Message(&message).written(company))
            }
            NotificationEvent::EmergencyHeard { emergency } => {
                let item = store.get_emergency(scope, emergency).await?;
                item.map(|item| Notice::Emergency(&item.emergency, item.acknowledged_at).written(company))
            }
            NotificationEvent::DayOver { day } => {
                Some(Notice::Digest(*day, self.figures(job, *day).await?).written(company))
            }
            NotificationEvent::AccountChanged { entry, at } => {
                let notice = self.account_notice(scope, entry, *at).await?;
                notice.map(|notice| Notice::Account(&notice).written(company))
            }
        })
    }

    /// What happened on a day, and what is open now.
    async fn figures(&self, job: &FollowUpJob, day: Date) -> Result<DigestFigures, StoreError> {
        let customers = CustomerScope::of_follow_up(job);
        let usage = self.store.get_day_usage(&TenantScope::of_follow_up(job), day).await?;
        let open = self.store.list_messages(&customers, MessageFilter::OPEN, None, LARGEST_PAGE).await?;
        let figures = DigestFigures {
            open_messages: open.items.len() as u64,
            more_open_messages: open.next.is_some(),
            ..DigestFigures::default()
        };
        Ok(usage.map_or(figures, |usage| DigestFigures {
            calls: usage.calls,
            bookings: usage.appointments,
            emergencies: usage.emergencies,
            messages: usage.messages,
            ..figures
        }))
    }

    async fn visit(&self, scope: &TenantScope, id: &AppointmentId) -> Result<Option<Appointment>, StoreError> {
        self.store.get_appointment(scope, id).await
    }
}

fn of_change<'a>(visit: &'a Appointment, change: &'a VisitChange) -> Option<Notice<'a>> {
    match &change.change {
        VisitEvent::Moved { from, .. } => Some(Notice::Change(visit, from)),
        VisitEvent::Cancelled { reason, .. } => Some(Notice::Cancellation(visit, reason.as_ref())),
        VisitEvent::Noted | VisitEvent::Corrected => None,
    }
}
