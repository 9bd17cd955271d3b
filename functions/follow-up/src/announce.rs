//! The jobs that find out what happened, and queue a notification of it for each person who wants one.
//!
//! A person is notified once of each thing, so these jobs may run any number of times.

use domain::{
    booking::{Appointment, AppointmentStatus, ChangedBy, MessageBody, VisitChange, VisitEvent},
    call_facts::Outcome,
    id::{AppointmentId, CallSid, EmergencyId, MessageId, PersonId},
    notification::{Channel, NotificationEvent, digest_due_at},
    webhook::WebhookEvent,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use messages::{FollowUpJob, JobKind};
use store::{
    CallOutcome, CountedCall, CustomerScope, DueId, DueJob, MessageItem, NotifiedPerson, RecordingItem, TenantScope,
};
use tracing::info;

use crate::{FollowUp, JobError};

/// The time from the end of a call until Twilio has reported its recording. A later report waits in the queue of finished calls and
/// queues its own job.
const VOICEMAIL_STORED: SignedDuration = SignedDuration::from_mins(5);

impl FollowUp {
    /// Queues the notifications of what came of a job's call.
    pub(crate) async fn notify_of_call(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let customers = CustomerScope::of_follow_up(job);
        let (counted, recordings) = tokio::try_join!(
            self.store.get_counted_call(&customers, call),
            self.store.list_recordings(&customers, call)
        )?;
        let Some(counted) = counted else {
            info!("there is nothing left of the call to notify of");
            return Ok(());
        };
        let outcome = Box::pin(self.store.get_outcome(&customers, call, &counted.usage, &recordings)).await?;
        let mut events = events_of(&outcome);
        if let Some(facts) = &counted.facts {
            let scope = TenantScope::of_follow_up(job);
            for id in facts.moved.iter().chain(&facts.cancelled) {
                let visit = self.store.get_appointment(&scope, id).await?;
                events.extend(visit.into_iter().flat_map(|visit| changes_in(&visit, call)));
            }
        }
        self.queue_for_everybody(job, &events, None).await?;
        if may_have_voicemail(&counted) && !outcome.messages.iter().any(is_voicemail) {
            let late = FollowUpJob { kind: JobKind::NotifyOfLateVoicemail, ..job.clone() };
            let due_at = counted.ended_at().saturating_add(VOICEMAIL_STORED).unwrap_or(counted.ended_at());
            let due = DueJob::new(due_at, DueId::of_late_voicemail(call), &late)?;
            self.store.put_due(&TenantScope::of_follow_up(job), &due).await?;
        }
        self.plan_digest(job, counted.started_at).await
    }

    /// Queues the notifications of a voicemail that was stored after its call was counted, announces it to webhooks, and adds it to the
    /// summary of the call. A person or a webhook that was notified of it is not notified again.
    pub(crate) async fn notify_of_late_voicemail(&self, job: &FollowUpJob) -> Result<(), JobError> {
        let call = job.call.as_ref().ok_or(JobError::NoCall)?;
        let scope = TenantScope::of_follow_up(job);
        let recordings = self.store.list_recordings(&CustomerScope::of_follow_up(job), call).await?;
        let mut voicemails = Vec::new();
        for RecordingItem { recording, .. } in recordings {
            voicemails.extend(self.store.get_message(&scope, &MessageId::of_recording(&recording)).await?);
        }
        if voicemails.is_empty() {
            return Ok(());
        }
        let events: Vec<_> = voicemails
            .iter()
            .map(|voicemail| NotificationEvent::MessageLeft { message: voicemail.id.clone() })
            .collect();
        self.queue_for_everybody(job, &events, None).await?;
        for voicemail in &voicemails {
            self.fan_out(job, &WebhookEvent::taken(voicemail)).await?;
        }
        self.update_summary(job).await
    }

    /// Queues the notifications of a text message that arrived.
    pub(crate) async fn notify_of_text(&self, job: &FollowUpJob, message: &MessageId) -> Result<(), JobError> {
        self.queue_for_everybody(job, &[NotificationEvent::MessageLeft { message: message.clone() }], None).await
    }

    /// Queues the notifications of a danger that was heard, and announces it to webhooks. The jobs of its call find both done.
    pub(crate) async fn notify_of_emergency(&self, job: &FollowUpJob, id: &EmergencyId) -> Result<(), JobError> {
        let Some(item) = self.store.get_emergency(&TenantScope::of_follow_up(job), id).await? else {
            info!("the emergency was erased");
            return Ok(());
        };
        self.queue_for_everybody(job, &[NotificationEvent::EmergencyHeard { emergency: id.clone() }], None).await?;
        self.fan_out(job, &WebhookEvent::raised(&item.emergency)).await
    }

    /// Puts the digest of a call's day into the list of due jobs. A day without calls has no digest.
    async fn plan_digest(&self, job: &FollowUpJob, started_at: Timestamp) -> Result<(), JobError> {
        let scope = TenantScope::of_follow_up(job);
        let zone = self.configuration(&scope).await?.time_zone.clone();
        let day = zone.to_datetime(started_at).date();
        let digest = FollowUpJob::of_tenant(job.tenant.clone(), JobKind::Digest { day });
        let due = DueJob::new(digest_due_at(day, &zone), DueId::of_digest(day), &digest)?;
        Ok(self.store.put_due(&scope, &due).await?)
    }

    /// Queues the digest of a day.
    pub(crate) async fn digest(&self, job: &FollowUpJob, day: Date) -> Result<(), JobError> {
        self.queue_for_everybody(job, &[NotificationEvent::DayOver { day }], None).await
    }

    /// Queues the notifications of what the office did about a visit.
    pub(crate) async fn notify_of_visit(
        &self,
        job: &FollowUpJob,
        id: &AppointmentId,
        at: Timestamp,
        by: &str,
    ) -> Result<(), JobError> {
        let Some(visit) = self.store.get_appointment(&TenantScope::of_follow_up(job), id).await? else {
            info!("the visit was not booked");
            return Ok(());
        };
        let config = self.configuration(&TenantScope::of_follow_up(job)).await?;
        self.plan_reminder(&TenantScope::of_follow_up(job), &visit, &config).await?;
        let is_this = |change: &&VisitChange| change.at == at && change.by == ChangedBy::Office(by.to_owned());
        let mut events: Vec<_> =
            visit.log.changes.iter().filter(is_this).filter_map(|change| event_of(id, change)).collect();
        if visit.origin.call().is_none() && visit.booked_at == at {
            events.push(NotificationEvent::Booked { appointment: id.clone() });
        }
        let actor = PersonId::parse(by).ok();
        self.queue_for_everybody(job, &events, actor.as_ref()).await
    }

    /// Queues a notification of each event for each person who wants one, but not for the one who caused it.
    pub(crate) async fn queue_for_everybody(
        &self,
        job: &FollowUpJob,
        events: &[NotificationEvent],
        actor: Option<&PersonId>,
    ) -> Result<(), JobError> {
        if events.is_empty() {
            return Ok(());
        }
        let people = self.store.list_notified_people(job).await?;
        let jobs: Vec<_> = events
            .iter()
            .flat_map(|event| {
                let others = people.iter().filter(|notified| Some(&notified.person.person) != actor);
                others.filter(|notified| wants(notified, event)).map(|notified| {
                    let (person, event) = (notified.person.person.clone(), event.clone());
                    FollowUpJob { kind: JobKind::Notify { person, event }, ..job.clone() }
                })
            })
            .collect();
        Ok(self.queue.send(&jobs).await?)
    }
}

fn is_voicemail(item: &MessageItem) -> bool {
    matches!(item.message.body, MessageBody::Voicemail(_))
}

/// Whether a call can have ended in a voicemail.
fn may_have_voicemail(counted: &CountedCall) -> bool {
    !counted.facts.as_ref().is_some_and(|facts| {
        matches!(facts.outcome, Outcome::Spam | Outcome::Booked | Outcome::Changed | Outcome::Cancelled)
    })
}

fn wants(notified: &NotifiedPerson, event: &NotificationEvent) -> bool {
    notified.preferences.channel(notified.person.role, event.kind()) != Channel::None
}

/// What came of a call, the most urgent first. A visit that was cancelled since needs no one.
fn events_of(outcome: &CallOutcome) -> Vec<NotificationEvent> {
    let emergencies = outcome.emergencies.iter().map(|item| item.emergency.id.clone());
    let messages = outcome.messages.iter().map(|item| item.message.id.clone());
    let booked = outcome.appointments.iter().filter(|visit| visit.status == AppointmentStatus::Booked);
    emergencies
        .map(|emergency| NotificationEvent::EmergencyHeard { emergency })
        .chain(booked.map(|visit| NotificationEvent::Booked { appointment: visit.id.clone() }))
        .chain(messages.map(|message| NotificationEvent::MessageLeft { message }))
        .collect()
}

/// The last change that a call made to a visit. A visit that the call itself booked is notified of as it is now.
fn changes_in(visit: &Appointment, call: &CallSid) -> Vec<NotificationEvent> {
    if visit.origin.call() == Some(call) {
        return Vec::new();
    }
    let by_call = |change: &&VisitChange| change.by == ChangedBy::Call(call.clone());
    let last = visit.log.changes.iter().rfind(by_call);
    last.and_then(|change| event_of(&visit.id, change)).into_iter().collect()
}

fn event_of(id: &AppointmentId, change: &VisitChange) -> Option<NotificationEvent> {
    let (appointment, at) = (id.clone(), change.at);
    match change.change {
        VisitEvent::Moved { .. } => Some(NotificationEvent::Moved { appointment, at }),
        VisitEvent::Cancelled { .. } => Some(NotificationEvent::Cancelled { appointment, at }),
        VisitEvent::Noted | VisitEvent::Corrected => None,
    }
}
