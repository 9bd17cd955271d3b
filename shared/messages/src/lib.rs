//! The messages in queues.
//!
//! Knows neither who sends a message nor how it is processed.

mod call_forms;
mod dead_letter;
mod envelope;
mod failures;
mod finished_call;
mod follow_up;
mod follow_up_queue;
mod kept_recording;
mod queue;
mod retention;

pub use call_forms::{FactsForm, UsageForm};
pub use dead_letter::{DeadLetter, DeadLetterQueue, DeadLetterReason};
pub use failures::{Failures, JobFailure};
pub use finished_call::{FinishedCall, MessageError};
pub use follow_up::{Bounce, FollowUpJob, JobKind};
pub use follow_up_queue::FollowUpQueue;
pub use kept_recording::{KeptRecording, PostCallMessage};
pub use queue::{PostCallQueue, QueueError};
pub use retention::{ErasedCounts, RetainedKind, RetentionPart};
