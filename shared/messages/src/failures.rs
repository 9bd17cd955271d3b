//! Messages that were not processed: which of them the queue delivers again, and which go to the dead-letter queue with their
//! reason.
//!
//! A message that no release can read goes there at once. Any other failure is retried until the last receive: during a deployment, the next
//! receiver may know a message of a later release.

use std::collections::HashMap;

use platform::{boxed, clock::Clock, error_chain::ErrorChain};
use tracing::{error, warn};

use crate::{DeadLetter, DeadLetterQueue, DeadLetterReason};

/// The attribute of a message with the number of its receives. Source: AWS, "`ReceiveMessage`".
const RECEIVES: &str = "ApproximateReceiveCount";

/// Why a message was not processed.
pub trait JobFailure: std::error::Error + Send + Sync {
    /// The reason that its dead letter has.
    fn reason(&self) -> DeadLetterReason;

    /// Whether no receiver can ever process the message.
    fn is_final(&self) -> bool;

    /// The error and its sources, without a part of the message or of an item.
    fn detail(&self) -> String;
}

/// What happens to messages that were not processed.
#[derive(Debug)]
pub struct Failures {
    dead_letters: DeadLetterQueue,
    max_receive_count: u32,
    clock: Clock,
}

impl Failures {
    /// `max_receive_count` is how often the queue delivers a message before it moves it by itself.
    #[must_use]
    pub const fn new(dead_letters: DeadLetterQueue, max_receive_count: u32, clock: Clock) -> Self {
        Self { dead_letters, max_receive_count, clock }
    }

    /// Sends a message to the dead-letter queue if retrying it is useless or over. `attributes` are those of SQS. Returns whether it is
    /// there; if not, the queue must deliver it again, and after its last receive SQS itself moves it.
    #[must_use]
    #[boxed]
    pub async fn set_aside(&self, body: &str, attributes: &HashMap<String, String>, failure: &dyn JobFailure) -> bool {
        let reason = failure.reason();
        let receives = attributes.get(RECEIVES).and_then(|count| count.parse().ok()).unwrap_or(1);
        let detail = failure.detail();
        if !failure.is_final() && receives < self.max_receive_count {
            warn!(error = detail, receives, "a message of the queue was not processed");
            return false;
        }
        error!(error = detail, receives, reason = reason.as_str(), "a message of the queue is a dead letter");
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
