//! Messages that were not processed: which of them the queue delivers again, and which go to the dead-letter queue with their
//! reason.
//!
//! A malformed message fails in every release, so it goes there at once. A message of a later release is delivered again:
//! during a deployment, the next receiver may know it. Any other failure is retried until the last receive.

use aws_lambda_events::sqs::SqsMessage;
use messages::{DeadLetter, DeadLetterQueue, DeadLetterReason, MessageError};
use platform::{clock::Clock, error_chain::ErrorChain};
use store::StoreError;
use tracing::{error, warn};

use crate::CountError;

/// The attribute of a message with the number of its receives. Source: AWS, "`ReceiveMessage`".
const RECEIVES: &str = "ApproximateReceiveCount";

/// What happens to messages that were not processed.
#[derive(Debug)]
pub(crate) struct Failures {
    dead_letters: DeadLetterQueue,
    max_receive_count: u32,
    clock: Clock,
}

impl CountError {
    const fn reason(&self) -> DeadLetterReason {
        match self {
            Self::Message(MessageError::Malformed { .. }) => DeadLetterReason::Malformed,
            Self::Message(MessageError::NewerVersion(_)) => DeadLetterReason::NewerVersion,
            Self::Store(_) => DeadLetterReason::TableFailed,
            Self::Queue(_) => DeadLetterReason::QueueFailed,
        }
    }

    /// The error and its sources. The source of an item's error is left out, since it can quote the item.
    fn detail(&self) -> String {
        match self {
            Self::Store(StoreError::Item(_)) => self.to_string(),
            _ => ErrorChain(self).to_string(),
        }
    }
}

impl Failures {
    pub(crate) const fn new(dead_letters: DeadLetterQueue, max_receive_count: u32, clock: Clock) -> Self {
        Self { dead_letters, max_receive_count, clock }
    }

    /// Sends a message to the dead-letter queue if retrying it is useless or over. Returns whether it is there; if not, the
    /// queue must deliver it again, and after its last receive SQS itself moves it.
    pub(crate) async fn set_aside(&self, message: &SqsMessage, failure: &CountError) -> bool {
        let reason = failure.reason();
        let receives = message.attributes.get(RECEIVES).and_then(|count| count.parse().ok()).unwrap_or(1);
        if reason != DeadLetterReason::Malformed && receives < self.max_receive_count {
            warn!(error = %ErrorChain(failure), receives, "a message of the queue was not processed");
            return false;
        }
        let detail = failure.detail();
        error!(error = detail, receives, reason = reason.as_str(), "a message of the queue is a dead letter");
        let body = message.body.as_deref().unwrap_or_default();
        let letter = DeadLetter { body, reason, detail, failed_at: self.clock.now() };
        match self.dead_letters.send(&letter).await {
            Ok(()) => true,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "a dead letter could not be sent; SQS moves it without its reason");
                false
            }
        }
    }
}
