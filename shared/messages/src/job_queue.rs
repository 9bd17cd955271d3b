//! Queues of jobs: those that follow a call or a change, and the scenarios of runs. Each job is a message of its own, and is retried apart.
//!
//! The queues are fair ones: each message names its group. Source: Amazon SQS Developer Guide, "Amazon SQS fair queues".

use std::{marker::PhantomData, time::Duration};

use aws_sdk_sqs::{
    Client,
    types::{MessageSystemAttributeNameForSends, SendMessageBatchRequestEntry},
};
use platform::{boxed, trace::TraceSource};

use crate::{FollowUpJob, QueueError, ScenarioJob, SilenceCheck, queue::trace_header};

/// SQS accepts this many messages in one request.
const MOST_AT_ONCE: usize = 10;

/// A job of a queue.
pub trait QueuedJob: Sync {
    /// The group of its message. SQS serves the groups fairly.
    fn group(&self) -> String;

    /// The body of its message.
    fn body(&self) -> Result<String, serde_json::Error>;
}

/// The queue of the jobs that follow a call or a change.
pub type FollowUpQueue = JobQueue<FollowUpJob>;
/// The queue of the scenarios of runs.
pub type ScenarioQueue = JobQueue<ScenarioJob>;
/// The queue of looks at streamed calls.
pub type SilenceQueue = JobQueue<SilenceCheck>;

/// A queue of jobs of a kind.
#[derive(Debug, Clone)]
pub struct JobQueue<J> {
    client: Client,
    url: String,
    trace: TraceSource,
    jobs: PhantomData<fn(J)>,
}

impl<J: QueuedJob> JobQueue<J> {
    /// SQS delays a message by this much at most.
    pub const LONGEST_DELAY: Duration = Duration::from_mins(15);

    /// The queue at `url`. Its messages carry the current trace.
    #[must_use]
    pub fn new(client: Client, url: impl Into<String>, trace: TraceSource) -> Self {
        Self { client, url: url.into(), trace, jobs: PhantomData }
    }

    /// Queues jobs. If it fails, some of them may be queued: the sender repeats all of them, and each is done once.
    #[must_use]
    #[boxed]
    pub async fn send(&self, jobs: &[J]) -> Result<(), QueueError> {
        self.send_after(Duration::ZERO, jobs).await
    }

    /// Queues jobs that are delivered after a delay: [`Self::LONGEST_DELAY`] at most.
    #[must_use]
    #[boxed]
    pub async fn send_after(&self, delay: Duration, jobs: &[J]) -> Result<(), QueueError> {
        let trace = trace_header(&self.trace);
        let delay = i32::try_from(delay.min(Self::LONGEST_DELAY).as_millis().div_ceil(1_000)).unwrap_or(0);
        for jobs in jobs.chunks(MOST_AT_ONCE) {
            let mut batch = self.client.send_message_batch().queue_url(&self.url);
            for (nth, job) in jobs.iter().enumerate() {
                let entry = SendMessageBatchRequestEntry::builder().id(nth.to_string()).message_body(job.body()?);
                let entry = entry.message_group_id(job.group());
                let entry = if delay > 0 { entry.delay_seconds(delay) } else { entry };
                let entry = match &trace {
                    Some(trace) => entry
                        .message_system_attributes(MessageSystemAttributeNameForSends::AwsTraceHeader, trace.clone()),
                    None => entry,
                };
                batch = batch.entries(entry.build()?);
            }
            let sent = Box::pin(batch.send()).await?;
            if !sent.failed.is_empty() {
                return Err(QueueError::Rejected(sent.failed.len()));
            }
        }
        Ok(())
    }
}
