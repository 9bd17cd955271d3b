//! Sending something once: an item is first a lease for the one delivery that sends, and then says what became of it.
//!
//! Sending is not a write of the table, so a function can stop between the two. While the lease lasts, no other delivery sends. If
//! the function stopped, the lease ends, and another attempt may be made (ADR 23).

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::notification::UndeliveredReason;
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, TenantScope, Transaction, key::Key};

/// Longer than the function that sends may take, and shorter than a message of its queue stays invisible.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// What became of something that is sent once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendState {
    /// An attempt is being made, or stopped.
    Sending,
    /// The provider accepted it.
    Sent,
    /// It will never arrive.
    Undeliverable,
}

/// How an attempt to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// The provider accepted it, under this id if its answer could be read.
    Sent(Option<String>),
    /// It will never be delivered, for this reason.
    Undeliverable(UndeliveredReason),
}

/// The outcome of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendClaim {
    /// The caller sends.
    Granted,
    /// Another delivery is sending, or stopped less than a minute ago.
    Held,
    /// It was sent, or cannot be.
    Settled,
}

/// The attributes that every such item has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// What became of it.
    pub state: SendState,
    attempts: u32,
    lease_until: i64,
    /// When the latest attempt began, or ended if its end is known.
    pub at: Timestamp,
    /// The provider's id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    /// Why it cannot be delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<UndeliveredReason>,
}

impl Sending {
    /// An attempt that has ended.
    #[must_use]
    pub fn ended(outcome: SendOutcome, at: Timestamp) -> Self {
        let (state, provider_id, reason) = match outcome {
            SendOutcome::Sent(id) => (SendState::Sent, id, None),
            SendOutcome::Undeliverable(reason) => (SendState::Undeliverable, None, Some(reason)),
        };
        Self { state, attempts: 1, lease_until: 0, at, provider_id, reason }
    }
}

impl Store {
    /// Claims the right to send. `fields` are the attributes of the item that say what is sent. `most_attempts` is how often it is sent
    /// at most, if no attempt says how it ended.
    #[boxed]
    pub(super) async fn claim_sending(
        &self,
        scope: &TenantScope,
        key: Key,
        fields: &[(&str, AttributeValue)],
        most_attempts: u32,
        now: Timestamp,
    ) -> Result<SendClaim, StoreError> {
        let number = |number: i64| AttributeValue::N(number.to_string());
        let until = now.saturating_add(LEASE).unwrap_or(now).as_second();
        let set: Vec<_> = (0..fields.len()).map(|nth| format!(", #f{nth} = :f{nth}")).collect();
        let set = set.concat();
        let mut claim = self
            .update(key.clone())
            .update_expression(format!(
                "SET #state = :sending, lease_until = :until, #at = :at, v = :v{set} ADD attempts :one"
            ))
            .condition_expression(
                "attribute_not_exists(sk) OR (#state = :sending AND lease_until <= :now AND attempts < :most)",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":sending", serde_dynamo::to_attribute_value(SendState::Sending)?)
            .expression_attribute_values(":until", number(until))
            .expression_attribute_values(":at", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":v", number(1))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now.as_second()))
            .expression_attribute_values(":most", number(most_attempts.into()));
        for (nth, (name, value)) in fields.iter().enumerate() {
            claim = claim
                .expression_attribute_names(format!("#f{nth}"), *name)
                .expression_attribute_values(format!(":f{nth}"), value.clone());
        }
        let writes =
            [TransactWriteItem::builder().update(claim.build()?).build(), self.check_exists(Key::tenant(scope))?];
        match self.within(scope).transact(writes).await? {
            Transaction::Done => return Ok(SendClaim::Granted),
            Transaction::Refused(places) if places.contains(&1) => return Err(StoreError::TenantGone),
            Transaction::Refused(_) => {}
        }
        let sending: Option<SendingItem> = self.within(scope).get(key).await?;
        let is_held = sending.is_some_and(|SendingItem(sending)| {
            sending.state == SendState::Sending && sending.lease_until > now.as_second()
        });
        Ok(if is_held { SendClaim::Held } else { SendClaim::Settled })
    }

    /// The write that records how an attempt ended, unless the item was erased meanwhile.
    pub(super) fn settle_sending(
        &self,
        key: Key,
        outcome: &SendOutcome,
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let (state, name, value) = match outcome {
            SendOutcome::Sent(id) => (SendState::Sent, "provider_id", id.clone().map(AttributeValue::S)),
            SendOutcome::Undeliverable(reason) => {
                (SendState::Undeliverable, "reason", Some(serde_dynamo::to_attribute_value(reason)?))
            }
        };
        let set = if value.is_some() { ", #value = :value" } else { "" };
        let mut update = self
            .update(key)
            .update_expression(format!("SET #state = :state, #at = :at{set}"))
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":state", serde_dynamo::to_attribute_value(state)?)
            .expression_attribute_values(":at", AttributeValue::S(now.to_string()));
        if let Some(value) = value {
            update = update.expression_attribute_names("#value", name).expression_attribute_values(":value", value);
        }
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    /// The write that records that what was sent did not arrive. It is refused if that is known, or if the item was erased.
    pub(super) fn note_not_arrived(
        &self,
        key: Key,
        reason: UndeliveredReason,
        now: Timestamp,
    ) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(key)
            .update_expression("SET #state = :state, #at = :at, reason = :reason")
            .condition_expression("attribute_exists(sk) AND #state <> :state")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":state", serde_dynamo::to_attribute_value(SendState::Undeliverable)?)
            .expression_attribute_values(":at", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":reason", serde_dynamo::to_attribute_value(reason)?);
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }

    /// The write that gives a claim back: nothing was sent, for certain.
    pub(super) fn release_sending(&self, key: Key) -> Result<TransactWriteItem, StoreError> {
        let update = self
            .update(key)
            .update_expression("SET lease_until = :zero ADD attempts :minus_one")
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":zero", AttributeValue::N("0".to_owned()))
            .expression_attribute_values(":minus_one", AttributeValue::N("-1".to_owned()));
        Ok(TransactWriteItem::builder().update(update.build()?).build())
    }
}

/// An item of which only this part is read.
#[derive(Deserialize)]
struct SendingItem(Sending);

impl super::form::Versioned for SendingItem {}
