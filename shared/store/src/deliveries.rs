//! The deliveries of webhooks: one for each event and endpoint, with its attempts. An attempt has the status and the time that it
//! took, and nothing of what was sent or answered. Deliveries expire after a month.
//!
//! An attempt is claimed before the request and recorded after it. So of two jobs at once one sends, and a crash in between repeats the
//! attempt when the claim has run out.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, Put, TransactWriteItem},
};
use domain::{
    id::{DeliveryId, WebhookEndpointId},
    webhook::{DeliveryFailure, WebhookEvent},
};
use jiff::{SignedDuration, Timestamp};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    ChangeContext, ChangeError, Conflict, DueJob, Page, Store, StoreError, TenantScope, Transaction,
    WebhookEndpointItem,
    audit::AuditEvent,
    form::{self, Versioned, item_with_key},
    key::{self, Key},
    page::Range,
};

/// How long a delivery is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The most attempts of a delivery, with those that people asked for.
const MOST_RECORDED: usize = 100;

/// How long after its time an attempt counts as lost. It is longer than three receipts of a job whose function crashes.
const LOST_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// An attempt is due, now or later.
    Pending,
    /// The receiver accepted it.
    Delivered,
    /// Every attempt failed.
    Failed,
    /// There was nothing to send, or no one to send it to: the endpoint was disabled or removed, or what it is about was erased.
    Dropped,
}

/// An attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryAttempt {
    /// When.
    pub at: Timestamp,
    /// How long it took.
    pub millis: u64,
    /// The status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<DeliveryFailure>,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryItem {
    /// Its id.
    pub delivery: DeliveryId,
    /// The endpoint.
    pub endpoint: WebhookEndpointId,
    /// The event.
    pub event: WebhookEvent,
    /// Where it stands.
    pub state: DeliveryState,
    /// The attempts, the oldest first.
    #[serde(default)]
    pub attempts: Vec<DeliveryAttempt>,
    /// The attempts before someone asked to send it again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub earlier_attempts: usize,
    /// When the next attempt is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// When the claim of the current attempt runs out, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claimed_until: Option<i64>,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Versioned for DeliveryItem {}

impl DeliveryItem {
    /// The delivery of an event to an endpoint. Its id derives from both, so that a repeated job makes one delivery.
    #[must_use]
    pub fn new(endpoint: &WebhookEndpointId, event: &WebhookEvent) -> Self {
        let unique = hex::encode(digest(&SHA256, format!("{endpoint}\n{}", event.id()).as_bytes()));
        Self {
            delivery: DeliveryId::derived(event.at, &unique),
            endpoint: endpoint.clone(),
            event: event.clone(),
            state: DeliveryState::Pending,
            attempts: Vec::new(),
            earlier_attempts: 0,
            next_at: None,
            claimed_until: None,
            expires_at: event.at.saturating_add(KEPT).unwrap_or(event.at).as_second(),
        }
    }

    /// The delivery after an attempt, or without one.
    #[must_use]
    pub fn after(mut self, attempt: Option<DeliveryAttempt>, state: DeliveryState, next_at: Option<Timestamp>) -> Self {
        self.attempts.extend(attempt);
        Self { state, next_at, claimed_until: None, ..self }
    }

    /// The number of attempts since it was made or someone asked to send it again.
    #[must_use]
    pub fn attempts_of_round(&self) -> usize {
        self.attempts.len().saturating_sub(self.earlier_attempts)
    }

    /// Whether the job of its attempt is lost: the attempt is long overdue, and is not being made.
    fn is_lost(&self, now: Timestamp) -> bool {
        let is_claimed = self.claimed_until.is_some_and(|until| until > now.as_second());
        !is_claimed && self.next_at.is_some_and(|due| now.duration_since(due) >= LOST_AFTER)
    }

    fn key(&self, scope: &TenantScope) -> Key {
        Key::delivery(scope, &self.endpoint, &self.delivery)
    }
}

impl Store {
    /// Stores a new delivery of a company that exists. Returns the stored one: one with the same id stays as it is.
    #[must_use]
    #[boxed]
    pub async fn put_delivery(&self, scope: &TenantScope, new: DeliveryItem) -> Result<DeliveryItem, StoreError> {
        self.put_once(scope, new.key(scope), &new, None).await?;
        Ok(self.get_delivery(scope, &new.endpoint, &new.delivery).await?.unwrap_or(new))
    }

    /// Stores a new delivery that someone asked for.
    #[must_use]
    #[boxed]
    pub async fn put_requested_delivery(
        &self,
        scope: &TenantScope,
        new: &DeliveryItem,
        change: &ChangeContext,
    ) -> Result<(), StoreError> {
        let event = AuditEvent::new("webhook.tested").about(&new.endpoint);
        let mut writes = vec![self.put_new(new.key(scope), new)?, self.check_exists(Key::tenant(scope))?];
        writes.extend(self.audited(scope, change, event)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Refused(places) if places.contains(&1) => Err(StoreError::TenantGone),
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    /// Gets a delivery.
    #[must_use]
    #[boxed]
    pub async fn get_delivery(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        delivery: &DeliveryId,
    ) -> Result<Option<DeliveryItem>, StoreError> {
        self.within(scope).get(Key::delivery(scope, endpoint, delivery)).await
    }

    /// Gets the deliveries of events to endpoints, in the order of time. Those that were not made, or that expired, are missing.
    #[must_use]
    #[boxed]
    pub async fn get_deliveries_of(
        &self,
        scope: &TenantScope,
        endpoints: &[WebhookEndpointItem],
        events: &[WebhookEvent],
    ) -> Result<Vec<DeliveryItem>, StoreError> {
        let of_event = |event| endpoints.iter().map(move |to| DeliveryItem::new(&to.endpoint, event).key(scope));
        // DynamoDB refuses a batch that names an item twice.
        let keys: BTreeSet<_> = events.iter().flat_map(of_event).collect();
        let found = self.read_in_batches(scope, keys.into_iter().collect()).await?;
        let mut found = found.into_iter().map(form::read).collect::<Result<Vec<DeliveryItem>, _>>()?;
        found.sort_by(|one, other| one.delivery.cmp(&other.delivery));
        Ok(found)
    }

    /// Lists the deliveries to an endpoint, the latest first.
    #[must_use]
    #[boxed]
    pub async fn list_deliveries(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<DeliveryItem>, StoreError> {
        let prefix = key::deliveries_to(endpoint);
        self.within(scope).page(&Range::newest_first(scope.tenant().as_str(), &prefix), after, limit).await
    }

    /// Claims the next attempt of a delivery. `false` if it is not as it was read, or claimed.
    #[must_use]
    #[boxed]
    pub async fn claim_attempt(
        &self,
        scope: &TenantScope,
        delivery: &DeliveryItem,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let number = |number: String| AttributeValue::N(number);
        let update = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(delivery.key(scope).attributes()))
            .update_expression("SET claimed_until = :until")
            .condition_expression(
                "size(attempts) = :made AND #state = :pending AND (attribute_not_exists(claimed_until) OR claimed_until <= :now)",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":pending", serde_dynamo::to_attribute_value(DeliveryState::Pending)?)
            .expression_attribute_values(":made", number(delivery.attempts.len().to_string()))
            .expression_attribute_values(":now", number(now.as_second().to_string()))
            .expression_attribute_values(":until", number(until.as_second().to_string()));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a delivery after an attempt, and the job of the next one if it waits in the list of due jobs. A delivery that has more
    /// attempts than `made` stays as it is.
    #[must_use]
    #[boxed]
    pub async fn record_attempt(
        &self,
        scope: &TenantScope,
        delivery: &DeliveryItem,
        made: usize,
        due: Option<&DueJob>,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.put_delivery_over(scope, delivery, made)?];
        if let Some(due) = due {
            writes.extend(self.due_writes(due)?);
        }
        match self.within(scope).transact(writes).await? {
            Transaction::Done | Transaction::Refused(_) => Ok(()),
        }
    }

    fn put_delivery_over(
        &self,
        scope: &TenantScope,
        delivery: &DeliveryItem,
        made: usize,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item_with_key(delivery.key(scope), delivery)?))
            .condition_expression("size(attempts) = :made")
            .expression_attribute_values(":made", AttributeValue::N(made.to_string()))
            .build()?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Makes a delivery pending again after its last attempt, or when its next attempt is ten minutes overdue. The event keeps its id. The
    /// same request again changes nothing.
    #[must_use]
    #[boxed]
    pub async fn resend_delivery(
        &self,
        scope: &TenantScope,
        endpoint: &WebhookEndpointId,
        delivery: &DeliveryId,
        change: &ChangeContext,
    ) -> Result<DeliveryItem, ChangeError> {
        let item = self.get_delivery(scope, endpoint, delivery).await?.ok_or(ChangeError::Missing)?;
        let made = item.attempts.len();
        match item.state {
            // The job of an earlier request may be lost.
            DeliveryState::Pending if item.attempts_of_round() == 0 => return Ok(item),
            DeliveryState::Pending if !item.is_lost(change.at) => return Err(Conflict::DeliveryPending.into()),
            DeliveryState::Pending | DeliveryState::Delivered | DeliveryState::Failed | DeliveryState::Dropped => {}
        }
        if made >= MOST_RECORDED {
            return Err(Conflict::TooManyAttempts(MOST_RECORDED).into());
        }
        let again = DeliveryItem { earlier_attempts: made, ..item.after(None, DeliveryState::Pending, None) };
        let event = AuditEvent::new("webhook.resent").about(endpoint);
        let mut writes = vec![self.put_delivery_over(scope, &again, made)?];
        writes.extend(self.audited(scope, change, event)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(again),
            Transaction::Refused(_) => Err(ChangeError::Overtaken),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{id::CallSid, webhook::WebhookSubject};

    use super::*;

    #[test]
    fn delivery_of_an_event_to_an_endpoint_has_one_id_and_ids_are_in_order_of_time() {
        let endpoint = |id| WebhookEndpointId::parse(id).expect("an id");
        let event = |second| WebhookEvent {
            at: Timestamp::from_second(second).expect("in range"),
            subject: WebhookSubject::CallCompleted(CallSid::parse("CA1").expect("an id")),
        };
        let id = |to, second| DeliveryItem::new(&endpoint(to), &event(second)).delivery;
        assert_eq!(id("whe_1", 1_700_000_000), id("whe_1", 1_700_000_000));
        assert_ne!(id("whe_1", 1_700_000_000), id("whe_2", 1_700_000_000));
        assert!(id("whe_1", 999_999) < id("whe_1", 1_700_000_000));
    }
}
