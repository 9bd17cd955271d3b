//! The messages in queues.
//!
//! Knows neither who sends a message nor how it is processed.

mod finished_call;
mod queue;

pub use finished_call::{FinishedCall, MessageError};
pub use queue::{PostCallQueue, QueueError};
