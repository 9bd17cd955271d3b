//! Why a message was not processed, as its dead letter says it; and why a call was not made, as the log says it.

use calls::test_call::TestCallError;
use messages::{DeadLetterReason, JobFailure, MessageError};
use platform::error_chain::ErrorChain;
use store::StoreError;

use crate::ScenarioJobError;

impl JobFailure for ScenarioJobError {
    fn reason(&self) -> DeadLetterReason {
        match self {
            Self::Message(MessageError::Malformed { .. }) => DeadLetterReason::Malformed,
            Self::Message(MessageError::NewerVersion(_)) => DeadLetterReason::NewerVersion,
            Self::Store(_) => DeadLetterReason::TableFailed,
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

/// The error and its sources, without a part of an item.
pub(crate) fn detail_of(error: &TestCallError) -> String {
    match error {
        TestCallError::Store(StoreError::Item(_)) => error.to_string(),
        _ => ErrorChain(error).to_string(),
    }
}
