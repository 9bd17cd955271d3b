//! The job that texts a caller what their call did, one job for each visit, and plans the reminders.
//!
//! Only a caller whose number is proven and who agreed to texts gets them.

use std::collections::BTreeSet;

use domain::{
    booking::{Appointment, CallerIdentity},
    customer_text::{CustomerTextKind, reminder_due_at},
    phone::PhoneNumber,
    tenant::TenantConfig,
    triage::Language,
};
use messages::{FollowUpJob, JobKind};
use store::{CustomerScope, DueId, DueJob, StoreError, TenantScope};
use tracing::info;

use crate::{FollowUp, JobError};

/// Who gets a text.
pub(crate) struct TextRecipient {
    /// The number.
    pub(crate) number: PhoneNumber,
    /// The language of the text.
    pub(crate) language: Language,
}

/// Whether the number of a call is that of its caller.
pub(crate) fn is_proven(identity: CallerIdentity) -> bool {
    matches!(identity, CallerIdentity::Attested | CallerIdentity::Matched)
}

impl FollowUp {
    /// Queues a text about each visit that a job's call booked, moved or cancelled, and puts the reminders into the list of due jobs.
    pub(crate) async fn text_caller(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let (call, scope) = (job.call.as_ref().ok_or(JobError::NoCall)?, &TenantScope::of_follow_up(job));
        let counted = self.store.get_counted_call(&CustomerScope::of_follow_up(job), call).await?;
        let Some(counted) = counted else { return Ok(()) };
        let Some(facts) = &counted.facts else { return Ok(()) };
        let config = self.configuration(scope).await?;
        self.plan_text_back(job, &counted, &config).await?;
        let visits: BTreeSet<_> = facts.booked.iter().chain(&facts.moved).chain(&facts.cancelled).collect();
        if visits.is_empty() || !config.texts.confirmations {
            return Ok(());
        }
        let agreed = self.agreed_caller(job).await?.is_some();
        let mut texts = Vec::new();
        for id in visits {
            let Some(visit) = self.store.get_appointment(scope, id).await? else { continue };
            self.plan_reminder(scope, &visit, &config).await?;
            let about = CustomerTextKind::of_call(&visit, call).filter(|_| agreed);
            texts.extend(about.map(|(_, at)| {
                let kind = JobKind::TextCustomer { appointment: visit.id.clone(), at };
                FollowUpJob { kind, ..job.clone() }
            }));
        }
        Ok(self.queue.send(&texts).await?)
    }

    /// The caller of a job's call, if the number is proven to be theirs and they agreed to texts.
    pub(crate) async fn agreed_caller(&self, job: &FollowUpJob) -> Result<Option<TextRecipient>, StoreError> {
        let Some(call) = &job.call else { return Ok(None) };
        let Some(counted) = self.store.get_counted_call(&CustomerScope::of_follow_up(job), call).await? else {
            return Ok(None);
        };
        let proven = counted.facts.is_some_and(|facts| is_proven(facts.identity));
        match counted.caller.filter(|_| proven) {
            Some(number) => self.agreed(&TenantScope::of_follow_up(job), number).await,
            None => Ok(None),
        }
    }

    /// The holder of a number, if they agreed to texts.
    pub(crate) async fn agreed(
        &self,
        scope: &TenantScope,
        number: PhoneNumber,
    ) -> Result<Option<TextRecipient>, StoreError> {
        let item = self.store.get_text_consent(scope, &number).await?;
        Ok(item.map(|item| TextRecipient { number, language: item.consent.language }))
    }

    /// Puts the reminder of a visit into the list of due jobs. When it is due, the visit is read again.
    pub(crate) async fn plan_reminder(
        &self,
        scope: &TenantScope,
        visit: &Appointment,
        config: &TenantConfig,
    ) -> Result<(), JobError> {
        let due_at = reminder_due_at(visit, &config.time_zone).filter(|due_at| *due_at > self.clock.now());
        let Some(at) = due_at.filter(|_| config.texts.confirmations) else { return Ok(()) };
        let kind = JobKind::RemindCustomer { appointment: visit.id.clone(), at };
        let job = FollowUpJob::of_tenant(scope.tenant().clone(), kind);
        self.store.put_due(scope, &DueJob::new(at, DueId::of_reminder(&visit.id), &job)?).await?;
        info!("a reminder was planned");
        Ok(())
    }
}
