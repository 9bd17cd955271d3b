//! Keeps the states of CloudWatch's alarms, for operators: `EventBridge` sends each change.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{AlarmState, CloudWatchAlarm};
use tracing::info;

use crate::{DueError, FollowUp};

/// A change of an alarm. Source: Amazon CloudWatch, "Alarm events and `EventBridge`"; `time` has whole seconds.
#[derive(Debug, Deserialize)]
pub struct AlarmEvent {
    time: Timestamp,
    detail: Detail,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    alarm_name: String,
    state: State,
    /// Of an event about the alarm itself: `create`, `update` or `delete`.
    #[serde(default)]
    operation: Option<String>,
}

#[derive(Debug, Deserialize)]
struct State {
    value: StateValue,
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum StateValue {
    Ok,
    Alarm,
    InsufficientData,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlarmReport {
    /// Whether the state is the latest one, and was stored.
    pub alarm_stored: bool,
}

impl From<AlarmEvent> for CloudWatchAlarm {
    fn from(AlarmEvent { time, detail }: AlarmEvent) -> Self {
        let Detail { alarm_name, state: State { value, reason }, operation } = detail;
        let state = match value {
            _ if operation.as_deref() == Some("delete") => AlarmState::Ok,
            StateValue::Ok => AlarmState::Ok,
            StateValue::Alarm => AlarmState::Alarm,
            StateValue::InsufficientData => AlarmState::InsufficientData,
        };
        Self { name: alarm_name, state, since: time, reason }
    }
}

impl FollowUp {
    pub(crate) async fn keep_alarm(&self, event: AlarmEvent) -> Result<AlarmReport, DueError> {
        let alarm = CloudWatchAlarm::from(event);
        info!(alarm = alarm.name, state = ?alarm.state, "an alarm changed");
        Ok(AlarmReport { alarm_stored: self.store.put_alarm(alarm).await? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn deleted_alarm_is_no_longer_in_alarm() {
        let mut event = json!({
            "time": "2026-11-23T15:00:00Z",
            "detail": {"alarmName": "front-desk-api-errors", "state": {"value": "ALARM", "reason": "3 errors"}},
        });
        let alarm = |event| CloudWatchAlarm::from(serde_json::from_value::<AlarmEvent>(event).expect("an event"));
        assert_eq!(alarm(event.clone()).state, AlarmState::Alarm);
        event["detail"]["operation"] = json!("delete");
        assert_eq!(alarm(event).state, AlarmState::Ok);
    }
}
