//! The job that pages people about an emergency that no one has accepted, and plans the next step.
//!
//! The next step is planned before anyone is paged, so that a crash loses none. Each page is sent once; a page that fails holds up no
//! other, and the job is tried again for those that failed.

use domain::{
    booking::Emergency,
    escalation::{Audience, Danger, EscalationStep, PageWay, page_text, ring_words},
    id::EmergencyId,
    notification::NotificationKind,
    tenant::TenantConfig,
};
use futures_util::future::join_all;
use jiff::SignedDuration;
use messages::FollowUpJob;
use platform::error_chain::ErrorChain;
use store::{
    CustomerScope, DueJob, EmergencyEntry, EmergencyItem, EmergencyPageId, EmergencyPageItem, NotifiedPerson,
    PagedPerson, SendClaim, SendOutcome, SendState, TenantScope,
};
use tracing::{info, warn};
use twilio::{
    fallback_twiml,
    rest::{MessageState, undelivered_reason},
    sid::MessageSid,
};

use crate::{EMERGENCIES_UNACKNOWLEDGED, EMERGENCY_PAGES_SENT, FollowUp, JobError, text::TextOutcome};

/// The emergencies of this time before one are read with it, and those of ten minutes after it.
const READ_BEFORE: SignedDuration = SignedDuration::from_hours(1);
const READ_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// If this many other dangers of that time wait too, no one is paged about one more: they know that the list is long. The
/// operator's alarm is raised all the same. Bounds what a flood of calls with invented numbers can send.
const MOST_PAGED_AT_ONCE: usize = 10;

impl FollowUp {
    /// Does a step of the escalation of an emergency, unless a person has accepted it.
    pub(crate) async fn escalate(
        &self,
        job: &FollowUpJob,
        id: &EmergencyId,
        step: EscalationStep,
    ) -> Result<(), JobError> {
        let scope = &TenantScope::of_follow_up(job);
        let Some(item) = self.store.get_emergency(scope, id).await? else {
            info!("the emergency was erased");
            return Ok(());
        };
        let emergency = &item.emergency;
        let others = self.dangers_around(job, emergency).await?;
        if is_accepted(&item, &others) {
            info!("a person has accepted the emergency");
            return Ok(());
        }
        if let Some(next) = step.next() {
            self.store.put_due(scope, &DueJob::of_escalation(scope.tenant(), emergency, next)?).await?;
        }
        let pages = self.store.list_emergency_pages(scope, id).await?;
        self.look_up_texts(scope, id, &pages).await?;
        let of_this_step = |page: &EmergencyPageItem| page.step == step;
        if step.alarms_operator() && !pages.iter().any(of_this_step) {
            self.metrics.put(self.clock.now(), &[(EMERGENCIES_UNACKNOWLEDGED, 1.0)]);
        }
        if !is_paged(emergency, &others) {
            info!("the people of the company are paged about other dangers");
            return Ok(());
        }
        let config = self.configuration(scope).await?;
        let people = self.audience(job, &config, step.audience()).await?;
        let ways = [PageWay::Text, PageWay::Ring];
        let pages =
            people.iter().flat_map(|to| ways.map(|way| self.page(scope, (emergency, step), (to, way), &config)));
        let failed: Vec<JobError> = join_all(pages).await.into_iter().filter_map(Result::err).collect();
        for error in failed.iter().skip(1) {
            warn!(error = %ErrorChain(error), "a person could not be paged");
        }
        failed.into_iter().next().map_or(Ok(()), Err)
    }

    /// The other emergencies of about the same time, the earliest first.
    async fn dangers_around(&self, job: &FollowUpJob, emergency: &Emergency) -> Result<Vec<EmergencyEntry>, JobError> {
        let at = emergency.heard_at;
        let (from, until) = (at.saturating_sub(READ_BEFORE).unwrap_or(at), at.saturating_add(READ_AFTER).unwrap_or(at));
        let mut entries = self.store.list_emergencies_between(&CustomerScope::of_follow_up(job), from, until).await?;
        entries.retain(|entry| entry.emergency != emergency.id);
        Ok(entries)
    }

    /// Whom a step pages: each number once.
    async fn audience(
        &self,
        job: &FollowUpJob,
        config: &TenantConfig,
        audience: Audience,
    ) -> Result<Vec<PagedPerson>, JobError> {
        let on_call = config.on_call.people.iter().map(|person| PagedPerson {
            number: person.number.clone(),
            name: Some(person.name.clone()),
            person: None,
        });
        let mut people: Vec<PagedPerson> = on_call.collect();
        if audience == Audience::Everybody {
            people.extend(self.store.list_notified_people(job).await?.into_iter().filter_map(with_mobile));
        }
        let mut seen = std::collections::BTreeSet::new();
        people.retain(|person| seen.insert(person.number.clone()));
        Ok(people)
    }

    /// Pages a person, once.
    async fn page(
        &self,
        scope: &TenantScope,
        (emergency, step): (&Emergency, EscalationStep),
        (to, way): (&PagedPerson, PageWay),
        config: &TenantConfig,
    ) -> Result<(), JobError> {
        let (emergency_id, number) = (emergency.id.clone(), to.number.clone());
        let id = EmergencyPageId { emergency: emergency_id, step, way, number, call_step: 0 };
        match self.store.claim_emergency_page(scope, &id, to, self.clock.now()).await? {
            SendClaim::Granted => {}
            SendClaim::Held => return Err(JobError::Held),
            SendClaim::Settled => return Ok(()),
        }
        let sent = match way {
            PageWay::Text => {
                let words = page_text(&config.company, emergency, step);
                match self.text(scope, &config.texts, &to.number, &words).await {
                    TextOutcome::Sent(sid) => Ok(SendOutcome::Sent(sid.map(String::from))),
                    TextOutcome::Undeliverable(reason) => Ok(SendOutcome::Undeliverable(reason)),
                    TextOutcome::NotAccepted(error) => Err((error, true)),
                    TextOutcome::NoAnswer(error) => Err((error, false)),
                }
            }
            PageWay::Ring => {
                let words = ring_words(&config.company, emergency, step);
                let twiml = |called: &_| {
                    fallback_twiml::ask_to_accept_emergency(&words, self.urls.page(called, &emergency.id)).to_xml()
                };
                self.ring(scope, &to.number, twiml).await
            }
        };
        let now = self.clock.now();
        match sent {
            Ok(outcome) => {
                self.store.settle_emergency_page(scope, &id, &outcome, now).await?;
                match outcome {
                    SendOutcome::Sent(_) => self.metrics.put(now, &[(EMERGENCY_PAGES_SENT, 1.0)]),
                    SendOutcome::Undeliverable(reason) => warn!(?reason, "a person cannot be paged"),
                }
                Ok(())
            }
            Err((error, not_sent)) => {
                if not_sent {
                    self.store.release_emergency_page(scope, &id).await?;
                }
                Err(error)
            }
        }
    }

    /// Looks up what became of the texts of the steps before. Carriers refuse a text after Twilio has accepted it. A page goes on
    /// without an answer.
    async fn look_up_texts(
        &self,
        scope: &TenantScope,
        emergency: &EmergencyId,
        pages: &[EmergencyPageItem],
    ) -> Result<(), JobError> {
        let is_sent = |page: &&EmergencyPageItem| page.way == PageWay::Text && page.sending.state == SendState::Sent;
        let Some(latest) = pages.iter().map(|page| page.step).max() else { return Ok(()) };
        for page in pages.iter().filter(is_sent).filter(|page| page.step == latest) {
            let Some(Ok(sid)) = page.sending.provider_id.as_deref().map(MessageSid::parse) else { continue };
            match self.state_of_text(scope, &sid).await {
                Ok(Some(MessageState::Undelivered { code })) => {
                    let outcome = SendOutcome::Undeliverable(undelivered_reason(code));
                    self.store.settle_emergency_page(scope, &page.id(emergency), &outcome, page.sending.at).await?;
                }
                Ok(_) => {}
                Err(error) => warn!(error = %ErrorChain(&error), "it is unknown what became of a page"),
            }
        }
        Ok(())
    }
}

/// A person who may hear of emergencies and has a mobile number. What they chose to be notified of and their quiet hours do not
/// matter: no one else has accepted.
fn with_mobile(notified: NotifiedPerson) -> Option<PagedPerson> {
    let NotifiedPerson { person, preferences } = notified;
    let number = preferences.mobile.filter(|_| NotificationKind::Emergency.permission().is_given_to(person.role))?;
    Some(PagedPerson { number, name: person.name, person: Some(person.person) })
}

fn danger(entry: &EmergencyEntry) -> Danger<'_> {
    Danger { call: &entry.call, hazard: entry.hazard, callback: entry.callback.as_ref(), heard_at: entry.heard_at }
}

/// Whether a person has accepted, taken or closed the emergency, or one that is accepted with it.
fn is_accepted(item: &EmergencyItem, others: &[EmergencyEntry]) -> bool {
    let is_handled = |handling: &store::Handling| handling.taken.is_some() || handling.done.is_some();
    let this = Danger::from(&item.emergency);
    item.acknowledged_at.is_some()
        || is_handled(&item.handling)
        || others
            .iter()
            .filter(|other| this.is_accepted_with(&danger(other)))
            .any(|other| other.acknowledged_at.is_some() || is_handled(&other.handling))
}

/// Whether this emergency is paged: it is the first report of its danger, and few others wait.
fn is_paged(emergency: &Emergency, others: &[EmergencyEntry]) -> bool {
    let this = Danger::from(emergency);
    let earlier =
        || others.iter().filter(|other| (other.heard_at, &other.emergency) < (emergency.heard_at, &emergency.id));
    let waits = |other: &&EmergencyEntry| other.acknowledged_at.is_none() && other.handling.done.is_none();
    !earlier().any(|other| this.is_repeat_of(&danger(other))) && earlier().filter(waits).count() < MOST_PAGED_AT_ONCE
}
