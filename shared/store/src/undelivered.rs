//! The notifications that did not reach their person and the texts that did not reach a customer, for the office; and the people who get
//! no e-mail until the office allows it again. They name people, visits and calls by id, and no address or number.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    id::{AppointmentId, CallSid, PersonId},
    notification::{Channel, NotificationEvent, UndeliveredReason},
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChangeContext, ChangeError, Page, Store, StoreError, TenantScope, Transaction,
    audit::AuditEvent,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// As long as the mark of the notification is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A notification that did not reach its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndeliveredItem {
    /// The person.
    pub person: PersonId,
    /// How it was sent, or should have been.
    pub channel: Channel,
    /// What it is about.
    pub event: NotificationEvent,
    /// Why it was not delivered.
    pub reason: UndeliveredReason,
    /// When that was known.
    pub at: Timestamp,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

/// That a person gets no e-mail, because an earlier one came back for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailBlock {
    /// Why.
    pub reason: UndeliveredReason,
    /// Since when.
    pub since: Timestamp,
}

/// What a text that did not reach a customer was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum CustomerTextAbout {
    /// A change of a visit, or its reminder.
    Visit {
        /// The visit.
        appointment: AppointmentId,
        /// The change, as its text names it.
        change: Timestamp,
    },
    /// A call that led to nothing.
    MissedCall {
        /// The call.
        call: CallSid,
    },
}

/// A text that did not reach a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndeliveredText {
    /// What it is about.
    pub customer_text: CustomerTextAbout,
    /// Why it was not delivered.
    pub reason: UndeliveredReason,
    /// When that was known.
    pub at: Timestamp,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

/// Something that was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Undelivered {
    /// A notification of a person.
    Notification(UndeliveredItem),
    /// A text to a customer.
    CustomerText(UndeliveredText),
}

impl Versioned for UndeliveredItem {}

/// Earlier releases know notifications only.
impl Versioned for UndeliveredText {
    const VERSION: u32 = 2;
}

impl Versioned for Undelivered {
    const VERSION: u32 = 2;
}
impl Versioned for EmailBlock {}

impl UndeliveredItem {
    /// A notification by `channel` that did not reach its person.
    #[must_use]
    pub fn new(
        (event, person): (NotificationEvent, PersonId),
        channel: Channel,
        reason: UndeliveredReason,
        at: Timestamp,
    ) -> Self {
        let expires_at = at.saturating_add(KEPT).unwrap_or(at).as_second();
        Self { person, channel, event, reason, at, expires_at }
    }
}

impl Store {
    /// The write of an undelivered notification, for the transaction that settles it.
    pub(super) fn put_undelivered(
        &self,
        scope: &TenantScope,
        item: &UndeliveredItem,
    ) -> Result<TransactWriteItem, StoreError> {
        self.put_over(Key::undelivered(scope, item.at, &item.event, &item.person), item)
    }

    /// The write of a text that did not reach a customer, for the transaction that records it at the text.
    pub(super) fn put_undelivered_text(
        &self,
        scope: &TenantScope,
        about: CustomerTextAbout,
        reason: UndeliveredReason,
        at: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let expires_at = at.saturating_add(KEPT).unwrap_or(at).as_second();
        let key = Key::undelivered_to_customer(scope, at, &about);
        self.put_over(key, &UndeliveredText { customer_text: about, reason, at, expires_at })
    }

    /// Records that a notification was sent and did not arrive. If the reason ends e-mail to the person, they get no more. `event` is
    /// what it was about, if that is known. Nothing is written for a person who was removed.
    #[must_use]
    #[boxed]
    pub async fn note_undelivered(
        &self,
        scope: &TenantScope,
        channel: Channel,
        (event, person): (Option<NotificationEvent>, &PersonId),
        reason: UndeliveredReason,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.check_exists(Key::person(scope, person))?];
        if let Some(event) = event {
            // In a write of its own: the mark may have expired.
            self.note_at_mark(scope, (&event, person), channel, reason, at).await?;
            let item = UndeliveredItem::new((event, person.clone()), channel, reason, at);
            writes.push(self.put_undelivered(scope, &item)?);
        }
        if reason.ends_email() {
            writes.push(self.put_over(Key::email_block(scope, person), &EmailBlock { reason, since: at })?);
        }
        self.within(scope).transact(writes).await?;
        Ok(())
    }

    /// Gets why a person gets no e-mail. `None` if they do.
    #[must_use]
    #[boxed]
    pub async fn get_email_block(
        &self,
        scope: &TenantScope,
        person: &PersonId,
    ) -> Result<Option<EmailBlock>, StoreError> {
        self.within(scope).get(Key::email_block(scope, person)).await
    }

    /// Allows e-mail to a person again. [`ChangeError::Missing`] if it is allowed, or if there is no such person.
    #[must_use]
    #[boxed]
    pub async fn allow_email(
        &self,
        scope: &TenantScope,
        person: &PersonId,
        change: &ChangeContext,
    ) -> Result<(), ChangeError> {
        let block = self.get_email_block(scope, person).await?.ok_or(ChangeError::Missing)?;
        let event = AuditEvent::new("person.email_allowed").about(person).from(json!({"reason": block.reason}));
        let mut writes =
            vec![self.delete(Key::email_block(scope, person))?, self.check_exists(Key::person(scope, person))?];
        writes.extend(self.audited(scope, change, event)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(ChangeError::Missing),
        }
    }

    /// Lists the notifications and the customers' texts of a tenant that were not delivered, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_undelivered(
        &self,
        scope: &TenantScope,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Undelivered>, StoreError> {
        self.within(scope).page(&Range::newest_first(scope.tenant().as_str(), key::UNDELIVERED), after, limit).await
    }
}
