//! The job that applies how long a company keeps its data, a part at a time: the parts follow each other through the queue, and the last
//! one plans the job of the next day. [`store::Store::apply_retention`] does the work.

use messages::{FollowUpJob, JobKind, RetentionPart};
use store::{NextRetention, TenantScope};

use crate::{FollowUp, JobError};

impl FollowUp {
    pub(crate) async fn apply_retention(&self, job: &FollowUpJob, part: &RetentionPart) -> Result<(), JobError> {
        match self.store.apply_retention(job, part, self.clock.now()).await? {
            Some(NextRetention::Part(part)) => {
                let next = FollowUpJob { kind: JobKind::ApplyRetention(part), ..job.clone() };
                Ok(self.queue.send(&[next]).await?)
            }
            Some(NextRetention::At(at)) => Ok(self.store.plan_retention(&TenantScope::of_follow_up(job), at).await?),
            None => Ok(()),
        }
    }
}
