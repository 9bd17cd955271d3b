//! The job that summarizes a call.

use std::time::Duration;

use calls::single_request::{SingleRequest, SingleRequestError};
use domain::{
    conversation::HistoryEntry,
    id::CallSid,
    summary::{
        CallSummary, SummaryInput,
        model::{self, ModelSummary},
    },
    triage::Findings,
};
use messages::FollowUpJob;
use platform::error_chain::ErrorChain;
use store::{CustomerScope, StoreError, SummaryItem, TenantScope};
use tokio::time::Instant;
use tracing::{info, warn};

use crate::{FollowUp, JobError, SUMMARY_MODEL_FAILED};

/// How long the model may take. No one waits for it; the function has half a minute.
const PATIENCE: Duration = Duration::from_secs(15);

impl FollowUp {
    /// Writes the summary of a job's call, unless it is written, and announces the call with it.
    pub(crate) async fn summarize(&self, job: &FollowUpJob) -> Result<(), JobError> {
        self.write_summary(job).await?;
        self.announce_summary(job).await
    }

    async fn write_summary(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let customers = CustomerScope::of_follow_up(job);
        if self.store.get_summary(&customers, call).await?.is_some() {
            info!("the call was summarized before");
            return Ok(());
        }
        let Some((summary, transcript)) = self.summary_of(&customers, call).await? else {
            info!("there is nothing left of the call to summarize");
            return Ok(());
        };
        let by_model = match transcript {
            Some(transcript) => self.ask_model(&TenantScope::of_follow_up(job), &transcript).await?,
            None => None,
        };
        let summary = match by_model {
            Some(by_model) => summary.with_model(by_model),
            None => summary,
        };
        let item = SummaryItem { summary, written_at: self.clock.now() };
        self.store.put_summary(&customers, call, &item).await?;
        Ok(())
    }

    /// Writes the summary of a job's call again with what the call has stored since. What a model wrote stays. A summary that is not
    /// written yet will have it.
    pub(crate) async fn update_summary(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let customers = CustomerScope::of_follow_up(job);
        let Some(written) = self.store.get_summary(&customers, call).await? else { return Ok(()) };
        let Some((summary, _)) = self.summary_of(&customers, call).await? else { return Ok(()) };
        let summary = match written.summary.by_model.clone() {
            Some(by_model) => summary.with_model(by_model),
            None => summary,
        };
        if summary != written.summary {
            // The deliveries of the call's event have this time in their ids: a repeated job makes no second one, and the call finds them.
            let item = SummaryItem { summary, written_at: written.written_at };
            self.store.replace_summary(&customers, call, &item).await?;
        }
        Ok(())
    }

    /// What the model writes about a transcript. `None` if it fails, or if the company's budget is spent: the summary by code is
    /// enough.
    async fn ask_model(&self, scope: &TenantScope, transcript: &str) -> Result<Option<ModelSummary>, StoreError> {
        let tenant = self.store.get_tenant(scope).await?.ok_or(StoreError::TenantGone)?;
        let key = async {
            let own = self.secrets.get(scope, tenant.credentials_version).await?;
            self.secrets.key_for(&own, self.requests.key()).await
        };
        let key = match key.await {
            Ok(key) => key,
            Err(error) => {
                warn!(error = %ErrorChain(&error), "there is no key for the model; code alone summarizes the call");
                return Ok(None);
            }
        };
        let request =
            SingleRequest { instructions: model::INSTRUCTIONS, content: transcript, answer: &self.summary_schema };
        let company = (scope, tenant.approved, tenant.budget);
        let answer = self.requests.ask(company, &key, request, Instant::now() + PATIENCE).await;
        let read = match &answer {
            Ok(text) => ModelSummary::parse(text),
            Err(SingleRequestError::BudgetSpent(_) | SingleRequestError::TrialsSpent) => return Ok(None),
            Err(error) => {
                warn!(error = %ErrorChain(error), "the model did not summarize the call");
                None
            }
        };
        if read.is_none() {
            self.metrics.put(self.clock.now(), &[(SUMMARY_MODEL_FAILED, 1.0)]);
        }
        Ok(read)
    }

    /// The summary of a call by code, and its transcript for a model, unless the caller said nothing. `None` if the call was
    /// erased.
    async fn summary_of(
        &self,
        customers: &CustomerScope,
        call: &CallSid,
    ) -> Result<Option<(CallSummary, Option<String>)>, StoreError> {
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
        let summary = CallSummary::of(&SummaryInput {
            caller: caller.as_ref(),
            history: history.as_deref(),
            findings: &findings,
            usage: &usage,
            appointments: &outcome.appointments,
            messages: &messages,
            emergencies: &emergencies,
        });
        Ok(Some((summary, history.as_deref().and_then(model::transcript))))
    }
}
