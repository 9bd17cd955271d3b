//! The job that texts a caller who hung up before anything was agreed, if the company wants that.
//!
//! The caller turned to the company, and this is the one answer to it: it says whom they called and how to go on. It is sent once for a
//! number and a day, in the daytime, to numbers that are proven to be the caller's, and never to those who want no texts.

use domain::{
    call_facts::Outcome,
    customer_text::{TextSender, is_texting_hour, next_texting_hour, text_back_words},
    id::CallSid,
    notification::UndeliveredReason,
    phone::PhoneNumber,
    tenant::TenantConfig,
    triage::Language,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use messages::{FollowUpJob, JobKind};
use store::{CountedCall, CustomerScope, DueId, DueJob, SendClaim, SendOutcome, StoreError, TenantScope, TextRule};
use tracing::{info, warn};
use twilio::{
    rest::{MessageState, undelivered_reason},
    sid::MessageSid,
};

use crate::{
    CUSTOMER_TEXTS_SENT, CUSTOMER_TEXTS_UNDELIVERABLE, FollowUp, JobError, text::TextOutcome, text_caller::is_proven,
};

/// The time from the end of a call until it is known to have left nothing: a voicemail is reported late, and the caller may call again.
const WAITED: SignedDuration = SignedDuration::from_mins(5);
/// After this time an answer is of no use: a job that was late by an outage is dropped.
const USEFUL_FOR: SignedDuration = SignedDuration::from_hours(16);
/// The time before the look at what became of a text.
const CHECKED_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// A call whose caller may be texted.
struct MissedCall {
    number: PhoneNumber,
    language: Language,
    ended_at: Timestamp,
}

impl MissedCall {
    /// `None` for a call that led to something, or if the number may belong to a stranger.
    fn of(counted: &CountedCall) -> Option<Self> {
        let facts = counted.facts.as_ref()?;
        let number = counted.caller.clone().filter(PhoneNumber::can_exist)?;
        let missed = facts.outcome == Outcome::Abandoned && facts.transfers.reached == 0;
        (missed && is_proven(facts.identity)).then(|| Self {
            number,
            language: facts.language,
            ended_at: counted.ended_at(),
        })
    }
}

impl FollowUp {
    /// Puts the text to the caller of a job's call into the list of due jobs, if the call was missed.
    pub(crate) async fn plan_text_back(
        &self,
        job: &FollowUpJob,
        counted: &CountedCall,
        config: &TenantConfig,
    ) -> Result<(), JobError> {
        let Some(missed) = MissedCall::of(counted).filter(|_| config.texts.missed_calls) else { return Ok(()) };
        let waited = missed.ended_at.saturating_add(WAITED).unwrap_or(missed.ended_at);
        let due_at = next_texting_hour(waited, &config.time_zone);
        let text = FollowUpJob { kind: JobKind::TextBack, ..job.clone() };
        let due = DueJob::new(due_at, DueId::of_text_back(&counted.call), &text)?;
        Ok(self.store.put_due(&TenantScope::of_follow_up(job), &due).await?)
    }

    /// Texts the caller of a job's call, unless they called again or left something after all.
    pub(crate) async fn text_back(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let (scope, customers) = (&TenantScope::of_follow_up(job), &CustomerScope::of_follow_up(job));
        let (counted, config) =
            tokio::try_join!(self.store.get_counted_call(customers, call), self.configuration(scope))?;
        let Some(counted) = counted else { return Ok(()) };
        let Some(missed) = MissedCall::of(&counted).filter(|_| config.texts.missed_calls) else { return Ok(()) };
        let (now, zone) = (self.clock.now(), &config.time_zone);
        if !is_texting_hour(now, zone) || now.duration_since(missed.ended_at) > USEFUL_FOR {
            info!("it is too late to answer the call");
            return Ok(());
        }
        if self.has_gone_on(customers, &counted, &missed.number).await? {
            info!("the caller called again or left a voicemail");
            return Ok(());
        }
        let about = (&missed.number, zone.to_datetime(now).date());
        let (rule, tenant) =
            tokio::try_join!(self.store.text_rule(scope, &missed.number), self.store.get_tenant(scope))?;
        let tenant = tenant.ok_or(StoreError::TenantGone)?;
        if rule != TextRule::Allowed {
            info!(?rule, "the caller is not texted");
            return Ok(());
        }
        match self.store.claim_text_back(scope, about, call, now).await? {
            SendClaim::Granted => {}
            SendClaim::Held => return Err(JobError::Held),
            SendClaim::Settled => return Ok(()),
        }
        let outcome = match tenant.numbers.first() {
            None => SendOutcome::Undeliverable(UndeliveredReason::NoNumberConnected),
            Some(number) => {
                let words = text_back_words(missed.language, TextSender { company: &config.company, number });
                match self.text(scope, &config.texts, &missed.number, &words).await {
                    TextOutcome::Sent(sid) => SendOutcome::Sent(sid.map(String::from)),
                    TextOutcome::Undeliverable(reason) => SendOutcome::Undeliverable(reason),
                    TextOutcome::NoAnswer(error) => return Err(error),
                    TextOutcome::NotAccepted(error) => {
                        self.store.release_text_back(scope, about).await?;
                        return Err(error);
                    }
                }
            }
        };
        self.settle_text_back(job, about, call, &outcome).await
    }

    /// Whether the caller has called again since, or left a voicemail that was reported late.
    async fn has_gone_on(
        &self,
        customers: &CustomerScope,
        counted: &CountedCall,
        number: &PhoneNumber,
    ) -> Result<bool, StoreError> {
        let (latest, recordings) = tokio::try_join!(
            self.store.list_calls_of(customers, number, None, 1),
            self.store.list_recordings(customers, &counted.call)
        )?;
        let called_again = latest.items.first().is_some_and(|latest| latest.call != counted.call);
        let outcome = Box::pin(self.store.get_outcome(customers, &counted.call, &counted.usage, &recordings)).await?;
        Ok(called_again || !outcome.messages.is_empty())
    }

    async fn settle_text_back(
        &self,
        job: &FollowUpJob,
        about: (&PhoneNumber, Date),
        call: &CallSid,
        outcome: &SendOutcome,
    ) -> Result<(), JobError> {
        let (scope, now) = (&TenantScope::of_follow_up(job), self.clock.now());
        self.store.settle_text_back(scope, about, call, outcome, now).await?;
        match outcome {
            SendOutcome::Undeliverable(reason) => {
                warn!(?reason, "a caller cannot be texted");
                self.metrics.put(now, &[(CUSTOMER_TEXTS_UNDELIVERABLE, 1.0)]);
            }
            SendOutcome::Sent(sid) => {
                self.metrics.put(now, &[(CUSTOMER_TEXTS_SENT, 1.0)]);
                if let Some(text) = sid {
                    let due_at = now.saturating_add(CHECKED_AFTER).unwrap_or(now);
                    let kind = JobKind::TextBackCheck { day: about.1, text: text.clone() };
                    let check = FollowUpJob { kind, ..job.clone() };
                    self.store.put_due(scope, &DueJob::new(due_at, DueId::of_text_check(text), &check)?).await?;
                }
            }
        }
        Ok(())
    }

    /// Looks up what became of a text to a caller who hung up.
    pub(crate) async fn check_text_back(&self, job: &FollowUpJob, day: Date, text: &str) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let (scope, now) = (&TenantScope::of_follow_up(job), self.clock.now());
        let counted = self.store.get_counted_call(&CustomerScope::of_follow_up(job), call).await?;
        let (Some(number), Ok(text)) = (counted.and_then(|counted| counted.caller), MessageSid::parse(text)) else {
            return Ok(());
        };
        if let Some(MessageState::Undelivered { code }) = self.state_of_text(scope, &text).await? {
            let reason = undelivered_reason(code);
            warn!(?reason, "a text to a caller did not arrive");
            self.store.note_text_back_undelivered(scope, (&number, day), call, reason, now).await?;
            self.metrics.put(now, &[(CUSTOMER_TEXTS_UNDELIVERABLE, 1.0)]);
        }
        Ok(())
    }
}
