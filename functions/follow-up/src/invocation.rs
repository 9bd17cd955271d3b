//! The events that invoke the function: a batch of the queue, the schedule that queues what is due, and the change of an alarm.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use serde::{Deserialize, Serialize};

use crate::{AlarmEvent, AlarmReport, DueError, DueReport, FollowUp};

/// What invokes the function.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Invocation {
    /// The queue, with a batch of jobs.
    Queue(SqsEvent),
    /// The schedule, with the input that `template.yaml` gives it.
    Schedule {
        /// Which task is scheduled.
        schedule: Scheduled,
    },
    /// `EventBridge`, with an alarm that changed.
    Alarm(AlarmEvent),
}

/// A task of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheduled {
    /// Queue the jobs that are due.
    DueJobs,
}

/// The answer to an invocation.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum InvocationResult {
    /// The failed messages of a batch.
    Queue(SqsBatchResponse),
    /// What the schedule queued.
    Schedule(DueReport),
    /// What became of the change of an alarm.
    Alarm(AlarmReport),
}

impl FollowUp {
    /// Handles an event.
    pub async fn invoke(&self, invocation: Invocation) -> Result<InvocationResult, DueError> {
        match invocation {
            Invocation::Queue(batch) => Ok(InvocationResult::Queue(self.handle(batch).await)),
            Invocation::Schedule { schedule: Scheduled::DueJobs } => {
                Ok(InvocationResult::Schedule(self.queue_due().await?))
            }
            Invocation::Alarm(event) => Ok(InvocationResult::Alarm(self.keep_alarm(event).await?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn events_of_the_queue_the_schedule_and_an_alarm_parse_as_different_invocations() {
        let of = |event| serde_json::from_value::<Invocation>(event);
        assert!(matches!(of(json!({"schedule": "due_jobs"})), Ok(Invocation::Schedule { .. })));
        let batch = of(json!({"Records": [{"messageId": "m-1", "body": "{}"}]})).expect("a batch");
        assert!(matches!(batch, Invocation::Queue(batch) if batch.records.len() == 1));
        let alarm = json!({"time": "2026-11-23T15:00:00Z", "detail": {"alarmName": "a", "state": {"value": "OK"}}});
        assert!(matches!(of(alarm), Ok(Invocation::Alarm(_))));
        assert!(of(json!({"schedule": "another"})).is_err());
    }
}
