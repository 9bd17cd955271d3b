//! The job that summarizes a call.

use domain::{
    conversation::HistoryEntry,
    id::CallSid,
    summary::{CallFacts, CallSummary},
    triage::Findings,
};
use messages::FollowUpJob;
use store::{CustomerScope, StoreError, SummaryItem};
use tracing::info;

use crate::{FollowUp, JobError};

impl FollowUp {
    /// Writes the summary of a job's call, unless it is written.
    pub(crate) async fn summarize(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let customers = CustomerScope::of_follow_up(job);
        if self.store.get_summary(&customers, call).await?.is_some() {
            info!("the call was summarized before");
            return Ok(());
        }
        let Some(summary) = self.summary_of(&customers, call).await? else {
            info!("there is nothing left of the call to summarize");
            return Ok(());
        };
        let item = SummaryItem { summary, written_at: self.clock.now() };
        self.store.put_summary(&customers, call, &item).await?;
        Ok(())
    }

    /// The summary of a call. `None` if the call was erased.
    async fn summary_of(&self, customers: &CustomerScope, call: &CallSid) -> Result<Option<CallSummary>, StoreError> {
        let store = &self.store;
        let (transcript, counted, recordings) = Box::pin(async {
            tokio::try_join!(
                store.get_transcript(customers, call),
                store.get_counted_call(customers, call),
                store.list_recordings(customers, call),
            )
        })
        .await?;
        let counted_usage = counted.as_ref().map(|counted| counted.usage);
        let Some(usage) = counted_usage.or(transcript.as_ref().map(|transcript| transcript.usage)) else {
            return Ok(None);
        };
        let outcome = Box::pin(store.get_outcome(customers, call, &usage, &recordings)).await?;
        let caller = transcript.as_ref().map(|transcript| transcript.caller.number().cloned());
        let caller = caller.unwrap_or(counted.and_then(|counted| counted.caller));
        let mut findings = Findings::default();
        let history: Option<Vec<HistoryEntry>> = transcript.map(|transcript| {
            let steps = transcript.steps.into_iter();
            let entries = steps.inspect(|step| findings.clone_from(&step.findings)).flat_map(|step| step.entries);
            entries.collect()
        });
        let messages: Vec<_> = outcome.messages.into_iter().map(|item| item.message).collect();
        let emergencies: Vec<_> = outcome.emergencies.into_iter().map(|item| item.emergency).collect();
        Ok(Some(CallSummary::of(&CallFacts {
            caller: caller.as_ref(),
            history: history.as_deref(),
            findings: &findings,
            usage: &usage,
            appointments: &outcome.appointments,
            messages: &messages,
            emergencies: &emergencies,
        })))
    }
}
