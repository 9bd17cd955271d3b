//! The states of the alarms of the deployment, as CloudWatch reports their changes.
//!
//! An alarm has one item with its latest state, so a list of them is one query. Does not know what an alarm measures.

use aws_sdk_dynamodb::{operation::put_item::PutItemError, types::AttributeValue};
use jiff::Timestamp;
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    LARGEST_PAGE, Store, StoreError,
    form::{Versioned, item_with_key},
    key::{ALARM, ALARMS, Key},
    page::Range,
};

/// The state of an alarm. Source: Amazon CloudWatch, "Alarm events and `EventBridge`".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmState {
    /// What it measures is out of bounds.
    Alarm,
    /// What it measures is within bounds, or the alarm was deleted.
    Ok,
    /// It has too little data.
    InsufficientData,
}

/// An alarm and its latest state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudWatchAlarm {
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: AlarmState,
    /// Since when.
    pub since: Timestamp,
    /// Why, in CloudWatch's words.
    pub reason: String,
}

/// The stored form: `at` orders the changes, in microseconds since the epoch.
#[derive(Serialize, Deserialize)]
struct CloudWatchAlarmForm {
    #[serde(flatten)]
    alarm: CloudWatchAlarm,
    at: i64,
}

impl Versioned for CloudWatchAlarmForm {}

impl Store {
    /// Stores the state of an alarm, with the function's own credentials. Returns whether it is the latest one: events can arrive in
    /// another order.
    #[must_use]
    #[boxed]
    pub async fn put_alarm(&self, alarm: CloudWatchAlarm) -> Result<bool, StoreError> {
        let at = alarm.since.as_microsecond();
        let key = Key::alarm(&alarm.name);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item_with_key(key, &CloudWatchAlarmForm { alarm, at })?))
            .condition_expression("attribute_not_exists(#at) OR #at <= :at")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":at", AttributeValue::N(at.to_string()));
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Lists the alarms that are in alarm, by name, with the function's own credentials.
    #[must_use]
    #[boxed]
    pub async fn list_alarms(&self) -> Result<Vec<CloudWatchAlarm>, StoreError> {
        let page = self.page::<CloudWatchAlarmForm>(&Range::in_order(ALARMS, ALARM), None, LARGEST_PAGE).await?;
        let alarms = page.items.into_iter().map(|form| form.alarm);
        Ok(alarms.filter(|alarm| alarm.state == AlarmState::Alarm).collect())
    }
}
