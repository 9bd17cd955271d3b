//! The messages in queues.
//!
//! Knows neither who sends a message nor how it is processed.

mod call_forms;
mod dead_letter;
mod envelope;
mod failures;
mod finished_call;
mod follow_up;
mod job_queue;
mod kept_recording;
mod queue;
mod retention;
mod scenario_job;
mod silence_check;

pub use call_forms::{FactsForm, UsageForm};
pub use dead_letter::{DeadLetter, DeadLetterQueue, DeadLetterReason};
pub use failures::{Failures, JobFailure};
pub use finished_call::{FinishedCall, MessageError};
pub use follow_up::{Bounce, FollowUpJob, JobKind};
pub use job_queue::{FollowUpQueue, JobQueue, QueuedJob, ScenarioQueue, SilenceQueue};
pub use kept_recording::{KeptRecording, PostCallMessage};
pub use queue::{PostCallQueue, QueueError};
pub use retention::{ErasedCounts, RetainedKind, RetentionPart};
pub use scenario_job::ScenarioJob;
pub use silence_check::SilenceCheck;
