//! Why a job failed, as its dead letter says it.

use messages::{DeadLetterReason, JobFailure, MessageError};
use platform::error_chain::ErrorChain;
use serde_json::error::Category;
use store::StoreError;

use crate::JobError;

impl JobFailure for JobError {
    fn reason(&self) -> DeadLetterReason {
        match self {
            Self::Message(MessageError::NewerVersion(_)) => DeadLetterReason::NewerVersion,
            Self::Message(MessageError::Malformed { .. }) | Self::NoCall => DeadLetterReason::Malformed,
            Self::Store(_) => DeadLetterReason::TableFailed,
            Self::Queue(_) => DeadLetterReason::QueueFailed,
            _ => DeadLetterReason::JobFailed,
        }
    }

    /// JSON of another form may be a kind of job that a later release added.
    fn is_final(&self) -> bool {
        match self {
            Self::Message(MessageError::Malformed { category, .. }) => *category != Category::Data,
            Self::NoCall => true,
            _ => false,
        }
    }

    /// The source of an item's error is left out, since it can quote the item.
    fn detail(&self) -> String {
        match self {
            Self::Store(StoreError::Item(_)) => self.to_string(),
            _ => ErrorChain(self).to_string(),
        }
    }
}
