//! The messages in queues.
//!
//! Knows neither who sends a message nor how it is processed.

mod dead_letter;
mod finished_call;
mod kept_recording;
mod queue;

pub use dead_letter::{DeadLetter, DeadLetterQueue, DeadLetterReason};
pub use finished_call::{FinishedCall, MessageError};
pub use kept_recording::{KeptRecording, PostCallMessage};
pub use queue::{PostCallQueue, QueueError};
