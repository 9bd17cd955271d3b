//! What travels through queues.
//!
//! Knows neither who sends a message nor what is done with it.

mod finished_call;
mod queue;

pub use finished_call::{FinishedCall, MessageError};
pub use queue::{PostCallQueue, QueueError};
