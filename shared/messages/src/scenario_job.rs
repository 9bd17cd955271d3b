//! A scenario of a run, in the queue of scenarios. Each is a message of its own: the calls of a run are made at the same time.

use std::fmt;

use domain::id::{ScenarioRunId, TenantId};
use serde::{Deserialize, Serialize};

use crate::{MessageError, QueuedJob, envelope};

/// A call that is to be made. The same message may be delivered more than once, and its result counts once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioJob {
    /// The company. Only our own functions can write to the queue.
    pub tenant: TenantId,
    /// The run.
    pub run: ScenarioRunId,
    /// The place of the scenario in the run.
    pub nth: u32,
}

impl ScenarioJob {
    /// The version that is sent. All versions up to it are read.
    pub const VERSION: u32 = 1;

    /// Parses the body of a message.
    pub fn from_body(body: &str) -> Result<Self, MessageError> {
        envelope::from_body(Self::VERSION, body)
    }
}

impl QueuedJob for ScenarioJob {
    fn group(&self) -> String {
        self.tenant.to_string()
    }

    fn body(&self) -> Result<String, serde_json::Error> {
        envelope::to_body(Self::VERSION, self)
    }
}

impl fmt::Display for ScenarioJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, scenario {}", self.run, self.nth)
    }
}
