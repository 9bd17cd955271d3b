//! A finished call, as it travels through the post-call queue.

use domain::{
    id::{CallSid, TenantId},
    usage::CallUsage,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A call that ended, and what it used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishedCall {
    /// The company. Only our own functions can write to the queue.
    pub tenant: TenantId,
    /// The call.
    pub call: CallSid,
    /// The company's date when it arrived; the day it is counted on.
    pub day: Date,
    /// When it arrived.
    pub started_at: Timestamp,
    /// What it used.
    pub usage: CallUsage,
}
