//! Why a message was not counted, as its dead letter says it.

use messages::{DeadLetterReason, JobFailure, MessageError};
use platform::error_chain::ErrorChain;
use store::StoreError;

use crate::CountError;

impl JobFailure for CountError {
    fn reason(&self) -> DeadLetterReason {
        match self {
            Self::Message(MessageError::Malformed { .. }) => DeadLetterReason::Malformed,
            Self::Message(MessageError::NewerVersion(_)) => DeadLetterReason::NewerVersion,
            Self::Store(_) => DeadLetterReason::TableFailed,
            Self::Queue(_) => DeadLetterReason::QueueFailed,
        }
    }

    fn is_final(&self) -> bool {
        self.reason() == DeadLetterReason::Malformed
    }

    /// The source of an item's error is left out, since it can quote the item.
    fn detail(&self) -> String {
        match self {
            Self::Store(StoreError::Item(_)) => self.to_string(),
            _ => ErrorChain(self).to_string(),
        }
    }
}
