//! The job that makes the words of a call findable.

use messages::FollowUpJob;
use store::CustomerScope;

use crate::{FollowUp, JobError};

impl FollowUp {
    /// Indexes the transcript of a job's call. Doing it again writes the same items.
    pub(crate) async fn index(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        Ok(self.store.index_transcript(&CustomerScope::of_follow_up(job), call).await?)
    }
}
