//! Which person was notified of what: one mark for each, so that a job that is delivered twice notifies once.
//!
//! Sending is not a write of the table, so a function can stop between the two. A mark is first a lease: while it lasts, no other
//! delivery sends. If the function stopped, the lease ends, and one more attempt is made. So a person is notified at least once, and
//! twice at most (ADR 23).

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    id::PersonId,
    notification::{Channel, NotificationEvent, UndeliveredReason},
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    LARGEST_PAGE, SendState as State, Store, StoreError, TenantScope, Transaction, UndeliveredItem,
    form::Versioned,
    key::{self, Key},
    page::Range,
};

/// Longer than the function that sends may take, and shorter than a message of its queue stays invisible.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often a notification is sent at most, if no attempt says how it ended.
const MOST_ATTEMPTS: u32 = 2;
/// Longer than any job can be delivered again: queue and dead-letter queue keep a message for 14 days each.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How an attempt to notify a person ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotificationOutcome {
    /// The provider accepted it, under this id.
    Sent(String),
    /// It will never be delivered, for this reason.
    Undeliverable(UndeliveredReason),
}

/// The right to notify a person, for a minute.
#[derive(Debug)]
#[must_use]
pub struct NotificationLease {
    event: NotificationEvent,
    person: PersonId,
    channel: Channel,
    attempt: NotificationAttempt,
}

/// Which of the marks of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationAttempt {
    /// In the way that the person chose.
    Chosen,
    /// By e-mail in place of a text that cannot be delivered.
    InPlaceOfText,
}

/// The outcome of a claim.
#[derive(Debug)]
pub enum NotificationClaim {
    /// The caller notifies.
    Granted(NotificationLease),
    /// Another delivery is sending, or stopped less than a minute ago.
    Held,
    /// The person was notified, or cannot be.
    Settled,
}

/// The mark of a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// What became of it.
    pub state: State,
    /// How it was sent, or should have been.
    pub channel: Channel,
    attempts: u32,
    lease_until: i64,
    /// When the latest attempt began, or ended if its end is known.
    pub at: Timestamp,
    /// The provider's id of the e-mail or text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    /// Why it cannot be delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<UndeliveredReason>,
}

/// A mark with the key that names its person.
#[derive(Deserialize)]
struct MarkWithKey {
    sk: String,
    #[serde(flatten)]
    mark: Notified,
}

impl Versioned for Notified {}
impl Versioned for MarkWithKey {}

impl Store {
    /// Claims the right to notify a person of something.
    ///
    /// # Errors
    /// [`StoreError::TenantGone`] if the company was erased.
    #[must_use]
    #[boxed]
    pub async fn claim_notification(
        &self,
        scope: &TenantScope,
        (event, person): (&NotificationEvent, &PersonId),
        (channel, attempt): (Channel, NotificationAttempt),
        now: Timestamp,
    ) -> Result<NotificationClaim, StoreError> {
        let key = || Key::notified(scope, event, person, attempt);
        let number = |number: i64| AttributeValue::N(number.to_string());
        let after = |duration| now.saturating_add(duration).unwrap_or(now).as_second();
        let claim = self
            .update(key())
            .update_expression(
                "SET #state = :sending, channel = :channel, lease_until = :until, #at = :at, expires_at = :expires, v = :v \
                 ADD attempts :one",
            )
            .condition_expression(
                "attribute_not_exists(sk) OR (#state = :sending AND lease_until <= :now AND attempts < :most)",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":sending", serde_dynamo::to_attribute_value(State::Sending)?)
            .expression_attribute_values(":channel", serde_dynamo::to_attribute_value(channel)?)
            .expression_attribute_values(":until", number(after(LEASE)))
            .expression_attribute_values(":at", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":expires", number(after(KEPT)))
            .expression_attribute_values(":v", number(Notified::VERSION.into()))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":most", number(MOST_ATTEMPTS.into()));
        let writes =
            [TransactWriteItem::builder().update(claim.build()?).build(), self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => {
                let lease = NotificationLease { event: event.clone(), person: person.clone(), channel, attempt };
                return Ok(NotificationClaim::Granted(lease));
            }
            Transaction::Refused(places) if places.contains(&1) => return Err(StoreError::TenantGone),
            Transaction::Refused(_) => {}
        }
        let mark: Option<Notified> = self.within(scope).get(key()).await?;
        let is_held = mark.is_some_and(|mark| mark.state == State::Sending && mark.lease_until > now.as_second());
        Ok(if is_held { NotificationClaim::Held } else { NotificationClaim::Settled })
    }

    /// Records how an attempt ended. A notification that is undeliverable is also put into the list of those. The mark of a company
    /// that was erased meanwhile stays erased.
    #[must_use]
    #[boxed]
    pub async fn settle_notification(
        &self,
        scope: &TenantScope,
        NotificationLease { event, person, channel, attempt }: NotificationLease,
        outcome: &NotificationOutcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (state, name, value) = match outcome {
            NotificationOutcome::Sent(id) => (State::Sent, "provider_id", AttributeValue::S(id.clone())),
            NotificationOutcome::Undeliverable(reason) => {
                (State::Undeliverable, "reason", serde_dynamo::to_attribute_value(reason)?)
            }
        };
        let update = self
            .update(Key::notified(scope, &event, &person, attempt))
            .update_expression("SET #state = :state, #at = :at, #value = :value")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#at", "at")
            .expression_attribute_names("#value", name)
            .expression_attribute_values(":state", serde_dynamo::to_attribute_value(state)?)
            .expression_attribute_values(":at", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":value", value);
        let mut writes = vec![TransactWriteItem::builder().update(update.build()?).build()];
        if let NotificationOutcome::Undeliverable(reason) = outcome {
            let item = UndeliveredItem::new((event, person), channel, *reason, now);
            writes.push(self.put_undelivered(scope, &item)?);
        }
        self.within(scope).transact(writes).await?;
        Ok(())
    }

    /// Gives a lease back: nothing was sent, for certain.
    #[must_use]
    #[boxed]
    pub async fn release_notification(
        &self,
        scope: &TenantScope,
        NotificationLease { event, person, attempt, .. }: NotificationLease,
    ) -> Result<(), StoreError> {
        let update = self
            .update(Key::notified(scope, &event, &person, attempt))
            .update_expression("SET lease_until = :zero ADD attempts :minus_one")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":zero", AttributeValue::N("0".to_owned()))
            .expression_attribute_values(":minus_one", AttributeValue::N("-1".to_owned()));
        let write = TransactWriteItem::builder().update(update.build()?).build();
        self.within(scope).transact([write]).await?;
        Ok(())
    }

    /// Gets the mark of a notification in the way that the person chose.
    #[must_use]
    #[boxed]
    pub async fn get_notified(
        &self,
        scope: &TenantScope,
        event: &NotificationEvent,
        person: &PersonId,
    ) -> Result<Option<Notified>, StoreError> {
        self.within(scope).get(Key::notified(scope, event, person, NotificationAttempt::Chosen)).await
    }

    /// Lists who was notified of something, or could not be: at most [`LARGEST_PAGE`] people.
    #[must_use]
    #[boxed]
    pub async fn list_notified(
        &self,
        scope: &TenantScope,
        event: &NotificationEvent,
    ) -> Result<Vec<(PersonId, Notified)>, StoreError> {
        let prefix = key::notified_of(event);
        let range = Range::in_order(scope.tenant().as_str(), &prefix);
        let marks = self.within(scope).page::<MarkWithKey>(&range, None, LARGEST_PAGE).await?.items.into_iter();
        let marks = marks.filter_map(|MarkWithKey { sk, mark }| {
            let person = sk.get(prefix.len()..)?.split('#').next()?;
            Some((PersonId::parse(person).ok()?, mark))
        });
        Ok(marks.collect())
    }

    /// Records at the mark of a channel that what was sent did not arrive. A mark that expired stays gone.
    pub(super) async fn note_at_mark(
        &self,
        scope: &TenantScope,
        (event, person): (&NotificationEvent, &PersonId),
        channel: Channel,
        reason: UndeliveredReason,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        for attempt in [NotificationAttempt::Chosen, NotificationAttempt::InPlaceOfText] {
            let update = self
                .update(Key::notified(scope, event, person, attempt))
                .update_expression("SET #state = :state, #at = :at, reason = :reason")
                .condition_expression("channel = :channel")
                .expression_attribute_names("#state", "state")
                .expression_attribute_names("#at", "at")
                .expression_attribute_values(":channel", serde_dynamo::to_attribute_value(channel)?)
                .expression_attribute_values(":state", serde_dynamo::to_attribute_value(State::Undeliverable)?)
                .expression_attribute_values(":at", AttributeValue::S(at.to_string()))
                .expression_attribute_values(":reason", serde_dynamo::to_attribute_value(reason)?);
            let write = TransactWriteItem::builder().update(update.build()?).build();
            if let Transaction::Done = self.within(scope).transact([write]).await? {
                break;
            }
        }
        Ok(())
    }
}
