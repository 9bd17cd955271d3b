//! The post-call queue of finished calls. All processing after a call starts from it.

use aws_sdk_sqs::{
    Client,
    error::{BuildError, SdkError},
    types::{MessageSystemAttributeNameForSends, MessageSystemAttributeValue, QueueAttributeName},
};
use platform::{boxed, trace::TraceSource};

use crate::{FinishedCall, KeptRecording};

/// Why a message was not queued.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// SQS rejected it or is unreachable.
    #[error("the message could not be queued")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// SQS rejected some of several messages.
    #[error("{0} messages could not be queued")]
    Rejected(usize),
    /// A request could not be built.
    #[error("the request to the queue could not be built")]
    Request(#[from] BuildError),
    /// It cannot be written as JSON.
    #[error("the message could not be serialized")]
    Message(#[from] serde_json::Error),
}

impl<E, R> From<SdkError<E, R>> for QueueError
where
    E: std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

/// The current trace, as a message carries it.
pub(crate) fn trace_header(trace: &TraceSource) -> Option<MessageSystemAttributeValue> {
    let value = MessageSystemAttributeValue::builder().data_type("String").string_value(trace.current()?.to_string());
    value.build().ok()
}

/// The queue of finished calls.
#[derive(Debug, Clone)]
pub struct PostCallQueue {
    client: Client,
    url: String,
    trace: TraceSource,
}

impl PostCallQueue {
    /// The queue at `url`. Its messages carry the current trace.
    #[must_use]
    pub fn new(client: Client, url: impl Into<String>, trace: TraceSource) -> Self {
        Self { client, url: url.into(), trace }
    }

    /// Queues a finished call. SQS may deliver it more than once, and the receiver counts it once.
    #[must_use]
    #[boxed]
    pub async fn send(&self, finished: &FinishedCall) -> Result<(), QueueError> {
        self.send_body(finished.to_body()?).await
    }

    /// Queues a recording, which the receiver stores once.
    #[must_use]
    #[boxed]
    pub async fn send_recording(&self, recording: &KeptRecording) -> Result<(), QueueError> {
        self.send_body(recording.to_body()?).await
    }

    async fn send_body(&self, body: String) -> Result<(), QueueError> {
        let message = self.client.send_message().queue_url(&self.url).message_body(body);
        let message = match trace_header(&self.trace) {
            Some(trace) => message.message_system_attributes(MessageSystemAttributeNameForSends::AwsTraceHeader, trace),
            None => message,
        };
        Box::pin(message.send()).await?;
        Ok(())
    }

    /// Finds out whether the queue can be reached.
    #[must_use]
    #[boxed]
    pub async fn check(&self) -> Result<(), QueueError> {
        let asked = self.client.get_queue_attributes().queue_url(&self.url);
        asked.attribute_names(QueueAttributeName::CreatedTimestamp).send().await?;
        Ok(())
    }
}
