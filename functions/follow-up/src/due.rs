//! Queues the jobs that are due, once a minute. A job is queued before it leaves the list: after a crash in between it is queued
//! again, and is done once.

use futures_util::future::try_join_all;
use messages::QueueError;
use platform::error_chain::ErrorChain;
use serde::{Deserialize, Serialize};
use store::{LARGEST_PAGE, StoreError};
use tracing::error;

use crate::{DUE_RUNS, FollowUp};

/// The most pages of one run. The next run handles the rest.
const MOST_PAGES: usize = 20;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueReport {
    /// The jobs that were queued.
    pub queued: usize,
    /// The jobs that this release cannot read. They stay in the list.
    pub unreadable: usize,
    /// Whether nothing that was due is left.
    pub all_queued: bool,
}

/// Why a run stopped. The next run continues.
#[derive(Debug, thiserror::Error)]
pub enum DueError {
    /// The table failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl FollowUp {
    /// Queues the jobs that are due now.
    pub async fn queue_due(&self) -> Result<DueReport, DueError> {
        let (now, mut report, mut after) = (self.clock.now(), DueReport::default(), None);
        for _ in 0..MOST_PAGES {
            let page = self.store.list_due(now, after.as_deref(), LARGEST_PAGE).await?;
            let (mut jobs, mut queued) = (Vec::new(), Vec::new());
            for due in page.items {
                match due.job() {
                    Ok(job) => {
                        jobs.push(job);
                        queued.push(due);
                    }
                    Err(error) => {
                        report.unreadable += 1;
                        error!(tenant_id = %due.tenant(), error = %ErrorChain(&error), "a due job cannot be read");
                    }
                }
            }
            self.queue.send(&jobs).await?;
            report.queued += jobs.len();
            try_join_all(queued.iter().map(|due| self.store.remove_due(due))).await?;
            after = page.next;
            if after.is_none() {
                report.all_queued = true;
                break;
            }
        }
        self.metrics.put(now, &[(DUE_RUNS, 1.0)]);
        Ok(report)
    }
}
