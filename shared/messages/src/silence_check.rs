//! A look at a streamed call after an answer: `ConversationRelay` does not report a silent caller.

use std::fmt;

use domain::{
    id::{CallSid, TenantId},
    phone::PhoneNumber,
};
use serde::{Deserialize, Serialize};

use crate::{MessageError, QueuedJob, envelope};

/// A call that is to be looked at. If the caller has done nothing since the turn, they are asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilenceCheck {
    /// The company. Only our own functions can write to the queue.
    pub tenant: TenantId,
    /// The company's number that was called.
    pub called: PhoneNumber,
    /// The call.
    pub call: CallSid,
    /// The turn that was the latest one.
    pub generation: u64,
    /// Only if that turn was never answered, because its process was lost.
    #[serde(default)]
    pub if_unanswered: bool,
}

impl SilenceCheck {
    /// The version that is sent. All versions up to it are read.
    pub const VERSION: u32 = 1;

    /// Parses the body of a message.
    pub fn from_body(body: &str) -> Result<Self, MessageError> {
        envelope::from_body(Self::VERSION, body)
    }
}

impl QueuedJob for SilenceCheck {
    fn group(&self) -> String {
        self.tenant.to_string()
    }

    fn body(&self) -> Result<String, serde_json::Error> {
        envelope::to_body(Self::VERSION, self)
    }
}

impl fmt::Display for SilenceCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, turn {}", self.call, self.generation)
    }
}
