//! What a company has spent on the model: one counter item a month, with the spend of the month, and the spend and the
//! reservations of each day. The companies in trial have one more counter together, an item a day.
//!
//! A turn reserves the most that it can cost, and gives the reservation back with what it did cost. Only today's
//! reservations count, so one that is lost ends with its day.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValue},
};
use domain::{budget::Spend, money::MicroUsd};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::Offset};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError, TenantScope,
    key::{EXPIRES_AT, Key},
};

/// How long after the first day of its month DynamoDB keeps a counter.
const LIFETIME: SignedDuration = SignedDuration::from_hours(400 * 24);
/// The same for a day's counter of the companies in trial.
const TRIALS_LIFETIME: SignedDuration = SignedDuration::from_hours(40 * 24);
const MONTH: &str = "month_micro_usd";
const SPENT: &str = "spent_micro_usd";

/// The most that a turn can cost, counted before the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// The day, in UTC.
    pub day: Date,
    /// The amount.
    pub micro_usd: MicroUsd,
}

/// A change of a day's counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpendChange {
    /// The day, in UTC.
    pub day: Date,
    /// What was spent.
    pub spent: MicroUsd,
    /// What was reserved, or given back if it is negative.
    pub reserved: i64,
    /// The counters exist: they contain a reservation. If they do not, the company was erased, and nothing is written.
    pub exists: bool,
}

fn day_attributes(day: Date) -> (String, String) {
    (format!("spent_{:02}", day.day()), format!("reserved_{:02}", day.day()))
}

fn amount_of(item: &HashMap<String, AttributeValue>, name: &str) -> MicroUsd {
    let number = item.get(name).and_then(|value| value.as_n().ok()).and_then(|number| number.parse::<i64>().ok());
    // Reservations can be below zero for a moment, when one is released although counting it failed.
    MicroUsd::new(number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0))
}

/// The second at which DynamoDB may delete a counter that begins on this day.
fn expiry(day: Date, lifetime: SignedDuration) -> i64 {
    let first = Offset::UTC.to_timestamp(day.into()).unwrap_or(Timestamp::UNIX_EPOCH);
    first.saturating_add(lifetime).unwrap_or(Timestamp::MAX).as_second()
}

pub(super) fn spend_of(item: &HashMap<String, AttributeValue>, day: Date) -> Spend {
    let amount = |name: &str| amount_of(item, name);
    let (spent, reserved) = day_attributes(day);
    Spend { today: amount(&spent), reserved: amount(&reserved), month: amount(MONTH) }
}

impl Store {
    /// Gets what a company has spent by this day.
    #[must_use]
    #[boxed]
    pub async fn get_spend(&self, scope: &TenantScope, day: Date) -> Result<Spend, StoreError> {
        let key = Key::spend(scope, day).attributes();
        let get = self.client_of(scope).get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        Ok(get.send().await?.item.map(|item| spend_of(&item, day)).unwrap_or_default())
    }

    /// Changes a day's counters, and returns what the company has spent afterwards. `None` if the company was erased.
    #[must_use]
    #[boxed]
    pub async fn add_spend(&self, scope: &TenantScope, change: SpendChange) -> Result<Option<Spend>, StoreError> {
        let SpendChange { day, spent, reserved, exists } = change;
        let (spent_name, reserved_name) = day_attributes(day);
        let number = |amount: String| AttributeValue::N(amount);
        let expires_at = expiry(day.first_of_month(), LIFETIME);
        let update = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::spend(scope, day).attributes()))
            .update_expression(format!(
                "ADD {MONTH} :spent, {spent_name} :spent, {reserved_name} :reserved SET {EXPIRES_AT} = :expires"
            ))
            .expression_attribute_values(":spent", number(spent.get().to_string()))
            .expression_attribute_values(":reserved", number(reserved.to_string()))
            .expression_attribute_values(":expires", number(expires_at.to_string()))
            .return_values(ReturnValue::UpdatedNew);
        let update = if exists { update.condition_expression("attribute_exists(sk)") } else { update };
        match update.send().await {
            Ok(updated) => Ok(updated.attributes.map(|item| spend_of(&item, day))),
            Err(error)
                if matches!(error.as_service_error(), Some(UpdateItemError::ConditionalCheckFailedException(_))) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Gets what the companies in trial have spent together on this day.
    #[must_use]
    #[boxed]
    pub async fn get_trial_spend(&self, day: Date) -> Result<MicroUsd, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(Key::trial_spend(day).attributes()));
        Ok(get.send().await?.item.map(|item| amount_of(&item, SPENT)).unwrap_or_default())
    }

    /// Adds to what the companies in trial have spent together on this day, and returns the sum.
    #[must_use]
    #[boxed]
    pub async fn add_trial_spend(&self, day: Date, spent: MicroUsd) -> Result<MicroUsd, StoreError> {
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::trial_spend(day).attributes()))
            .update_expression(format!("ADD {SPENT} :spent SET {EXPIRES_AT} = :expires"))
            .expression_attribute_values(":spent", AttributeValue::N(spent.get().to_string()))
            .expression_attribute_values(":expires", AttributeValue::N(expiry(day, TRIALS_LIFETIME).to_string()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await?;
        Ok(updated.attributes.map(|item| amount_of(&item, SPENT)).unwrap_or_default())
    }

    /// Releases the reservation of a turn that cost nothing.
    #[must_use]
    #[boxed]
    pub async fn release(&self, scope: &TenantScope, reservation: Reservation) -> Result<(), StoreError> {
        let Reservation { day, micro_usd } = reservation;
        let reserved = i64::try_from(micro_usd.get()).unwrap_or(i64::MAX);
        let change = SpendChange { day, spent: MicroUsd::ZERO, reserved: -reserved, exists: true };
        self.add_spend(scope, change).await.map(|_| ())
    }
}
