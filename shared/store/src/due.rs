//! The list of due jobs: jobs that are queued at a later time, of all companies, the earliest first. A schedule reads it once a
//! minute. It holds what waits longer than a message of SQS can be delayed, and what a change must not lose.
//!
//! An entry names its company outside of the company's partition, so an item of the company leads to it: an erasure finds it.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    booking::{CallerMessage, Emergency},
    escalation::EscalationStep,
    id::{
        AppointmentId, AuditEntryId, CallSid, DeliveryId, EmergencyId, ExportId, PersonId, RecordingSid, TenantId,
        WebhookEventId,
    },
    notification::NotificationEvent,
    webhook::WebhookEvent,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use messages::{FollowUpJob, JobKind, MessageError};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{
    Page, Store, StoreError, TenantScope, Transaction,
    form::Versioned,
    key::{DUE, DUE_AT, Key, microseconds, notified_sort},
    page::Range,
};

/// Much longer than the repair of a fault that keeps jobs from being queued.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An event is announced at once. If that fails, it is announced this long after it happened.
const EVENT_HELD: SignedDuration = SignedDuration::from_secs(30);

/// What distinguishes the due jobs of a company at an instant. It derives from what the job is about, so that a repeated request
/// writes the same entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueId(String);

impl DueId {
    /// Accepts up to 80 letters, digits and underscores, such as a typed id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (plain && (1..=80).contains(&text.len())).then(|| Self(text.to_owned()))
    }

    /// The id of a job that notifies a person of something.
    #[must_use]
    pub fn of_notification(event: &NotificationEvent, person: &PersonId) -> Self {
        Self::of_text("ntf", &notified_sort(event, person))
    }

    /// The id of a job that notifies of a change of a visit, or of its booking.
    pub(super) fn of_visit(appointment: &AppointmentId) -> Self {
        Self::of_text("vst", appointment.as_str())
    }

    /// The id of a job that notifies of a change of the account.
    pub(super) fn of_account(entry: &AuditEntryId) -> Self {
        Self::of_text("acc", entry.as_str())
    }

    /// The id of a job that texts a customer about a change of a visit.
    pub(super) fn of_customer_text(appointment: &AppointmentId) -> Self {
        Self::of_text("cst", appointment.as_str())
    }

    /// The id of a job that reminds a customer of a visit.
    #[must_use]
    pub fn of_reminder(appointment: &AppointmentId) -> Self {
        Self::of_text("rem", appointment.as_str())
    }

    /// The id of a job that texts the caller of a call.
    #[must_use]
    pub fn of_text_back(call: &CallSid) -> Self {
        Self(format!("text_back_{call}"))
    }

    /// The id of a job that notifies of a voicemail of a call.
    #[must_use]
    pub fn of_late_voicemail(call: &CallSid) -> Self {
        Self(format!("voicemail_{call}"))
    }

    /// The id of a job that checks a text. Twilio's ids have letters and digits only.
    #[must_use]
    pub fn of_text_check(text: &str) -> Self {
        Self::of_text("txt", text)
    }

    /// The id of a job that copies the sound of a recording.
    #[must_use]
    pub fn of_copy(recording: &RecordingSid) -> Self {
        Self::of_text("rec", recording.as_str())
    }

    /// The id of a job that deletes the sound of a recording.
    #[must_use]
    pub fn of_sound_deletion(recording: &RecordingSid) -> Self {
        Self::of_text("del", recording.as_str())
    }

    /// The id of a step of an escalation.
    fn of_escalation(emergency: &EmergencyId, step: EscalationStep) -> Self {
        Self::of_text("esc", &format!("{emergency}#{}", step.number()))
    }

    /// The id of a job that sends a day's digest.
    #[must_use]
    pub fn of_digest(day: Date) -> Self {
        Self(format!("digest_{}", day.strftime("%Y%m%d")))
    }

    /// The id of the job that applies the retention of data.
    pub(super) fn of_retention() -> Self {
        Self("retention".to_owned())
    }

    fn of_text(kind: &str, text: &str) -> Self {
        Self(format!("{kind}_{}", hex::encode(digest(&SHA256, text.as_bytes()))))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&DeliveryId> for DueId {
    fn from(id: &DeliveryId) -> Self {
        Self(id.to_string())
    }
}

impl From<&WebhookEventId> for DueId {
    fn from(id: &WebhookEventId) -> Self {
        Self(id.to_string())
    }
}

impl fmt::Display for DueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A job that is queued at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueJob {
    tenant: TenantId,
    id: DueId,
    due_at: Timestamp,
    /// The body of the message. A later release may have written it.
    body: String,
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

/// The item that leads to an entry.
#[derive(Serialize)]
struct DueMark {
    /// When DynamoDB may delete it, in seconds.
    expires_at: i64,
}

impl Versioned for DueJob {}
impl Versioned for DueMark {}

impl DueJob {
    /// A job that is queued at a time.
    pub fn new(due_at: Timestamp, id: DueId, job: &FollowUpJob) -> Result<Self, serde_json::Error> {
        let expires_at = due_at.saturating_add(KEPT).unwrap_or(due_at).as_second();
        Ok(Self { tenant: job.tenant.clone(), id, due_at, body: job.to_body()?, expires_at })
    }

    /// The announcement of an event of a change, which is written with the change. The job that announces it removes it.
    pub fn of_event(tenant: &TenantId, event: &WebhookEvent) -> Result<Self, serde_json::Error> {
        let due_at = event.at.saturating_add(EVENT_HELD).unwrap_or(event.at);
        let kind = JobKind::WebhookEvent(event.clone());
        Self::new(due_at, DueId::from(&event.id()), &FollowUpJob { tenant: tenant.clone(), call: None, kind })
    }

    /// A step of the escalation of an emergency. The same step is one entry.
    pub fn of_escalation(
        tenant: &TenantId,
        emergency: &Emergency,
        step: EscalationStep,
    ) -> Result<Self, serde_json::Error> {
        let kind = JobKind::Escalate { emergency: emergency.id.clone(), step };
        let job = FollowUpJob::of_call(tenant.clone(), emergency.call.clone(), kind);
        Self::new(step.due_at(emergency.heard_at), DueId::of_escalation(&emergency.id, step), &job)
    }

    /// The job that notifies the people and the webhooks of the company of a danger, at once.
    pub fn of_emergency(tenant: &TenantId, emergency: &Emergency) -> Result<Self, serde_json::Error> {
        let kind = JobKind::NotifyOfEmergency { emergency: emergency.id.clone() };
        let job = FollowUpJob::of_call(tenant.clone(), emergency.call.clone(), kind);
        Self::new(emergency.heard_at, DueId::of_text("emg", emergency.id.as_str()), &job)
    }

    /// The job that notifies the people of the company of a text message, at once.
    pub fn of_received_text(tenant: &TenantId, message: &CallerMessage) -> Result<Self, serde_json::Error> {
        let kind = JobKind::NotifyOfText { message: message.id.clone() };
        let id = DueId::of_text("msg", message.id.as_str());
        Self::new(message.left_at, id, &FollowUpJob::of_tenant(tenant.clone(), kind))
    }

    /// The job that writes the first part of an export.
    pub fn of_export(tenant: &TenantId, export: &ExportId, now: Timestamp) -> Result<Self, serde_json::Error> {
        let kind = JobKind::ExportCompany { export: export.clone(), part: 0 };
        Self::new(now, DueId::of_text("exp", export.as_str()), &FollowUpJob::of_tenant(tenant.clone(), kind))
    }

    /// The job that deletes the files of a company that is erased.
    pub fn of_erased_company(tenant: &TenantId, now: Timestamp) -> Result<Self, serde_json::Error> {
        let id = DueId("files".to_owned());
        Self::new(now, id, &FollowUpJob::of_tenant(tenant.clone(), JobKind::DeleteFiles))
    }

    /// The job that deletes the archives of the company's exports after a person was erased.
    pub(super) fn of_erased_person(tenant: &TenantId, now: Timestamp) -> Result<Self, serde_json::Error> {
        let id = DueId("exports".to_owned());
        Self::new(now, id, &FollowUpJob::of_tenant(tenant.clone(), JobKind::DeleteExports))
    }

    /// The job.
    pub fn job(&self) -> Result<FollowUpJob, MessageError> {
        FollowUpJob::from_body(&self.body)
    }

    /// The company.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// When the job is queued.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        self.due_at
    }

    fn keys(&self) -> [Key; 2] {
        let Self { tenant, id, due_at, .. } = self;
        [Key::due(*due_at, tenant, id), Key::due_of_tenant(*due_at, tenant, id)]
    }
}

impl Store {
    /// Adds a job of a company that exists to the list. The same job at the same time is one entry.
    #[must_use]
    #[boxed]
    pub async fn put_due(&self, scope: &TenantScope, due: &DueJob) -> Result<(), StoreError> {
        let mut writes = vec![self.check_exists(Key::tenant(scope))?];
        writes.extend(self.due_writes(due)?);
        match self.within(scope).transact(writes).await? {
            Transaction::Done => Ok(()),
            Transaction::Refused(_) => Err(StoreError::TenantGone),
        }
    }

    /// The writes of an entry, for the transaction of a change that the job follows.
    pub(super) fn due_writes(&self, due: &DueJob) -> Result<[TransactWriteItem; 2], StoreError> {
        let [entry, mark] = due.keys();
        Ok([self.put_over(entry, due)?, self.put_over(mark, &DueMark { expires_at: due.expires_at })?])
    }

    /// The write of an entry alone, for a company that is erased in the same transaction.
    pub(super) fn due_entry(&self, due: &DueJob) -> Result<TransactWriteItem, StoreError> {
        let [entry, _] = due.keys();
        self.put_over(entry, due)
    }

    /// The writes that keep an event from being lost, for the transaction of its change.
    pub(super) fn announced(
        &self,
        scope: &TenantScope,
        event: &WebhookEvent,
    ) -> Result<[TransactWriteItem; 2], StoreError> {
        self.due_writes(&DueJob::of_event(scope.tenant(), event)?)
    }

    /// Lists a page of the jobs that are due, the earliest first.
    #[must_use]
    #[boxed]
    pub async fn list_due(
        &self,
        now: Timestamp,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<DueJob>, StoreError> {
        let range = Range::in_order(DUE, DUE_AT).between("0".to_owned(), microseconds(now));
        self.page(&range, after, limit).await
    }

    /// Removes a job from the list, if it is there.
    #[must_use]
    #[boxed]
    pub async fn remove_due(&self, due: &DueJob) -> Result<(), StoreError> {
        let deletes = due.keys().map(|key| self.delete(key)).into_iter().collect::<Result<Vec<_>, _>>()?;
        self.transact(deletes).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_has_only_characters_of_a_key() {
        assert!(DueId::parse("dlv_1").is_some());
        for wrong in ["", "a#b", "a b", &"x".repeat(81)] {
            assert!(DueId::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn item_of_the_company_leads_to_the_entry() {
        let scope = TenantScope::of_function(TenantId::parse("ten_acme").expect("an id"));
        let (at, id) = (Timestamp::UNIX_EPOCH, DueId::parse("dlv_1").expect("an id"));
        let entry = Key::due(at, scope.tenant(), &id);
        assert_eq!(Key::due_found(&scope, "due#000000000000000000#dlv_1"), Some(entry));
        assert_eq!(Key::due_found(&scope, "tenant"), None);
    }
}
