//! Sends a text message, by the company's messaging service or from its own number, and looks up later whether it arrived.
//!
//! A text that Twilio or a carrier refuses is not tried again: the reason says what the office has to do. Carriers refuse after Twilio has
//! accepted, so Twilio is asked a few times.

use connections::secrets::TwilioSecrets;
use domain::{
    id::PersonId,
    notification::{Channel, NotificationEvent, UndeliveredReason},
    phone::PhoneNumber,
    tenant::Texts,
};
use jiff::SignedDuration;
use messages::{FollowUpJob, JobKind};
use store::{DueId, DueJob, StoreError, TenantScope};
use twilio::{
    rest::{MessageState, RestError, TextFrom, undelivered_reason},
    sid::MessageSid,
};

use crate::{FollowUp, JobError, NOTIFICATIONS_UNDELIVERABLE};

/// The time before each look at what became of a text.
const CHECKED_AFTER: [SignedDuration; 3] =
    [SignedDuration::from_mins(2), SignedDuration::from_hours(1), SignedDuration::from_hours(24)];

/// How an attempt ended.
pub(crate) enum TextOutcome {
    /// Twilio accepted it, under this id if its answer could be read.
    Sent(Option<MessageSid>),
    /// It cannot be delivered, for this reason.
    Undeliverable(UndeliveredReason),
    /// Twilio did not take it, for certain. It can be tried again.
    NotAccepted(JobError),
    /// There is no answer: it may have been sent.
    NoAnswer(JobError),
}

impl FollowUp {
    /// Sends a text to a person's mobile number.
    pub(crate) async fn text(&self, scope: &TenantScope, texts: &Texts, to: &PhoneNumber, words: &str) -> TextOutcome {
        match self.try_text(scope, texts, to, words).await {
            Ok(outcome) => outcome,
            Err(error) => TextOutcome::NotAccepted(error),
        }
    }

    async fn try_text(
        &self,
        scope: &TenantScope,
        texts: &Texts,
        to: &PhoneNumber,
        words: &str,
    ) -> Result<TextOutcome, JobError> {
        let tenant = self.store.get_tenant(scope).await?.ok_or(StoreError::TenantGone)?;
        // A text to a premium number costs as much as a call.
        if !tenant.dialing.allow(to) {
            return Ok(TextOutcome::Undeliverable(UndeliveredReason::NumberNotAllowed));
        }
        if self.store.is_opted_out(scope, to).await? {
            return Ok(TextOutcome::Undeliverable(UndeliveredReason::RecipientOptedOut));
        }
        let Some(from) = tenant.numbers.iter().next() else {
            return Ok(TextOutcome::Undeliverable(UndeliveredReason::NoNumberConnected));
        };
        let secrets = self.secrets.get(scope, tenant.credentials_version).await?;
        let Ok(credentials) = secrets.twilio().and_then(TwilioSecrets::credentials) else {
            return Ok(TextOutcome::Undeliverable(UndeliveredReason::NoTwilioCredentials));
        };
        let service = texts.messaging_service.as_ref();
        Ok(match self.twilio.send_message(&credentials, TextFrom::of(service, from), to, words).await {
            Ok(sid) => TextOutcome::Sent(sid),
            Err(RestError::Unauthorized) => TextOutcome::Undeliverable(UndeliveredReason::TwilioCredentialsRefused),
            Err(RestError::Refused { status, code }) if (400..500).contains(&status) => {
                TextOutcome::Undeliverable(undelivered_reason(code))
            }
            Err(error @ RestError::RateLimited) => TextOutcome::NotAccepted(error.into()),
            Err(error) => TextOutcome::NoAnswer(error.into()),
        })
    }
}

impl FollowUp {
    /// Looks up a text later, unless it was looked up often enough.
    pub(crate) async fn plan_text_check(
        &self,
        job: &FollowUpJob,
        (event, person): (&NotificationEvent, &PersonId),
        text: &MessageSid,
        attempt: usize,
    ) -> Result<(), JobError> {
        let Some(after) = CHECKED_AFTER.get(attempt) else { return Ok(()) };
        let due_at = self.clock.now().saturating_add(*after).unwrap_or_else(|_| self.clock.now());
        let (person, event, text) = (person.clone(), event.clone(), text.to_string());
        let id = DueId::of_text_check(&text);
        let check = FollowUpJob { kind: JobKind::TextCheck { person, event, text, attempt }, ..job.clone() };
        Ok(self.store.put_due(&TenantScope::of_follow_up(job), &DueJob::new(due_at, id, &check)?).await?)
    }

    /// What became of a text. `None` if Twilio no longer knows it, or the account is another one.
    pub(crate) async fn state_of_text(
        &self,
        scope: &TenantScope,
        text: &MessageSid,
    ) -> Result<Option<MessageState>, JobError> {
        let tenant = self.store.get_tenant(scope).await?.ok_or(StoreError::TenantGone)?;
        let secrets = self.secrets.get(scope, tenant.credentials_version).await?;
        let Ok(credentials) = secrets.twilio().and_then(TwilioSecrets::credentials) else { return Ok(None) };
        match self.twilio.get_message(&credentials, text).await {
            Ok(state) => Ok(Some(state)),
            Err(RestError::Unauthorized | RestError::Refused { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Looks up what became of a text. One that did not arrive goes into the list of undelivered notifications, and is sent by e-mail if no
    /// text would arrive.
    pub(crate) async fn check_text(
        &self,
        job: &FollowUpJob,
        (event, person): (&NotificationEvent, &PersonId),
        text: &str,
        attempt: usize,
    ) -> Result<(), JobError> {
        let scope = TenantScope::of_follow_up(job);
        let Ok(text) = MessageSid::parse(text) else { return Ok(()) };
        let code = match self.state_of_text(&scope, &text).await? {
            Some(MessageState::Undelivered { code }) => code,
            Some(MessageState::Pending) => return self.plan_text_check(job, (event, person), &text, attempt + 1).await,
            Some(MessageState::Delivered) | None => return Ok(()),
        };
        let (now, reason) = (self.clock.now(), undelivered_reason(code));
        if reason.calls_for_email() {
            // First, so that a repeated job does not list the text twice.
            self.email_in_place_of_text(job, (event, person)).await?;
        }
        self.store.note_undelivered(&scope, Channel::Text, (Some(event.clone()), person), reason, now).await?;
        self.metrics.put(now, &[(NOTIFICATIONS_UNDELIVERABLE, 1.0)]);
        Ok(())
    }
}
