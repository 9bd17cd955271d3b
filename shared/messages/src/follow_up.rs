//! A job that follows a call or a change, in the follow-up queue.
//!
//! A job says what to do and about what, by id. What it says about a person is read from the table when the job runs, so
//! that an erased person is in no message.

use domain::{
    escalation::EscalationStep,
    id::{
        AppointmentId, AuditEntryId, CallSid, DeliveryId, EmergencyId, ExportId, MessageId, PersonId, RecordingSid,
        TenantId, WebhookEndpointId,
    },
    notification::NotificationEvent,
    webhook::WebhookEvent,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{MessageError, QueuedJob, envelope, retention::RetentionPart};

/// A job. The same job may be delivered more than once, and is done once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpJob {
    /// The company. Only our own functions can write to the queue.
    pub tenant: TenantId,
    /// The call that it follows. A change by the office follows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallSid>,
    /// What to do.
    pub kind: JobKind,
}

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Summarize the call.
    Summary,
    /// Make the words of the call findable.
    Index,
    /// Announce what the call led to.
    CallEvents,
    /// Announce an event to the endpoints that get it.
    WebhookEvent(WebhookEvent),
    /// Make an attempt to deliver an event.
    WebhookDelivery {
        /// The endpoint.
        endpoint: WebhookEndpointId,
        /// The delivery.
        delivery: DeliveryId,
        /// The number of attempts that were made before.
        attempt: usize,
    },
    /// Copy the sound of a recording of the call from Twilio to the bucket, and delete it at Twilio.
    CopyRecording {
        /// The recording.
        recording: RecordingSid,
        /// The number of attempts that were made before.
        attempt: usize,
    },
    /// Delete the sound of an erased recording of the call, in the bucket and at Twilio.
    DeleteRecording {
        /// The recording.
        recording: RecordingSid,
        /// The number of attempts that were made before.
        attempt: usize,
    },
    /// Delete the files of a company that was erased.
    DeleteFiles,
    /// Delete the archives of the company's exports, but those of an export that began since: a person in them was erased.
    DeleteExports,
    /// Write the next part of an export of everything that the company owns.
    ExportCompany {
        /// The export.
        export: ExportId,
        /// The number of parts that were written before.
        part: u32,
    },
    /// Apply how long the company keeps its data to a part of it.
    ApplyRetention(RetentionPart),
    /// Queue a notification of what came of the call for each person who wants one.
    NotifyOfCall,
    /// Do the same for a voicemail that was stored after the call was counted.
    NotifyOfLateVoicemail,
    /// Queue a notification of a text message that arrived, for each person who wants one.
    NotifyOfText {
        /// The message.
        message: MessageId,
    },
    /// Queue a notification of a danger for each person who wants one, and announce it, while its call goes on.
    NotifyOfEmergency {
        /// The emergency.
        emergency: EmergencyId,
    },
    /// Queue a notification of a change of a visit by the office, for each person who wants one but the one who changed it.
    NotifyOfVisit {
        /// The visit.
        appointment: AppointmentId,
        /// When it was booked, moved or cancelled. Nothing happened if the visit does not say so.
        at: Timestamp,
        /// Who did it, as the audit log names them.
        by: String,
    },
    /// Queue a notification of a change of the company's account for each person who wants one.
    NotifyOfAccount {
        /// The entry of the audit log.
        entry: AuditEntryId,
        /// Its time.
        at: Timestamp,
    },
    /// Page people about an emergency that no one has accepted.
    Escalate {
        /// The emergency.
        emergency: EmergencyId,
        /// The step of its escalation.
        step: EscalationStep,
    },
    /// Text the caller what the call did to their visits, if they agreed to texts, and plan the reminders.
    TextCaller,
    /// Text the customer of a visit what the office did about it, if the office wants that, or what the job's call did to it.
    TextCustomer {
        /// The visit.
        appointment: AppointmentId,
        /// When it was booked, moved or cancelled. Nothing happened if the visit does not say so.
        at: Timestamp,
    },
    /// Remind the customer of a visit on the day before it, if they agreed to texts and it still is that day.
    RemindCustomer {
        /// The visit.
        appointment: AppointmentId,
        /// When the reminder is due. A visit has one reminder for a day.
        at: Timestamp,
    },
    /// Text the caller of the call, who hung up before anything was agreed, unless they called again.
    TextBack,
    /// Look up what became of such a text.
    TextBackCheck {
        /// The day on which it was sent, in the company's time zone.
        day: Date,
        /// Twilio's id of the text.
        text: String,
    },
    /// Look up what became of a text to a customer.
    CustomerTextCheck {
        /// The visit.
        appointment: AppointmentId,
        /// The change that the text was about.
        at: Timestamp,
        /// Twilio's id of the text.
        text: String,
    },
    /// Queue the digest of a day for each person who wants one.
    Digest {
        /// The day, in the company's time zone.
        day: Date,
    },
    /// Stop e-mail to a person, or record that an e-mail did not arrive. A rule of `EventBridge` writes this job for an event of SES
    /// (`template.yaml`).
    EmailBounced {
        /// The person, as the e-mail's tag names them.
        person: PersonId,
        /// What the e-mail was about: the tag `notification`, which follow-up wrote and reads.
        notification: String,
        /// Whether the address takes no e-mail at all.
        bounce: Bounce,
        /// When it bounced.
        at: Timestamp,
    },
    /// Stop e-mail to a person who marked one as spam. Another rule of `EventBridge` writes it.
    EmailComplained {
        /// The person.
        person: PersonId,
        /// What the e-mail was about.
        notification: String,
        /// When the complaint arrived.
        at: Timestamp,
    },
    /// Look up what became of a text that notified a person.
    TextCheck {
        /// The person.
        person: PersonId,
        /// Of what.
        event: NotificationEvent,
        /// Twilio's id of the text.
        text: String,
        /// The number of earlier checks.
        attempt: usize,
    },
    /// Notify a person.
    Notify {
        /// The person.
        person: PersonId,
        /// Of what.
        event: NotificationEvent,
    },
}

/// The type of a bounce. Source: AWS, "Contents of event data that Amazon SES publishes", bounce types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bounce {
    /// The address does not exist, or refuses e-mail for good.
    Permanent,
    /// The mailbox is full, or its server did not take the e-mail for a day.
    Transient,
    /// The server's answer does not say.
    Undetermined,
}

impl JobKind {
    /// The name of the kind, for the log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Index => "index",
            Self::CallEvents => "call_events",
            Self::WebhookEvent(_) => "webhook_event",
            Self::WebhookDelivery { .. } => "webhook_delivery",
            Self::CopyRecording { .. } => "copy_recording",
            Self::DeleteRecording { .. } => "delete_recording",
            Self::DeleteFiles => "delete_files",
            Self::DeleteExports => "delete_exports",
            Self::ExportCompany { .. } => "export_company",
            Self::ApplyRetention(_) => "apply_retention",
            Self::NotifyOfCall => "notify_of_call",
            Self::NotifyOfLateVoicemail => "notify_of_late_voicemail",
            Self::NotifyOfText { .. } => "notify_of_text",
            Self::NotifyOfEmergency { .. } => "notify_of_emergency",
            Self::NotifyOfVisit { .. } => "notify_of_visit",
            Self::NotifyOfAccount { .. } => "notify_of_account",
            Self::Escalate { .. } => "escalate",
            Self::TextCaller => "text_caller",
            Self::TextCustomer { .. } => "text_customer",
            Self::RemindCustomer { .. } => "remind_customer",
            Self::TextBack => "text_back",
            Self::TextBackCheck { .. } => "text_back_check",
            Self::CustomerTextCheck { .. } => "customer_text_check",
            Self::Digest { .. } => "digest",
            Self::EmailBounced { .. } => "email_bounced",
            Self::EmailComplained { .. } => "email_complained",
            Self::TextCheck { .. } => "text_check",
            Self::Notify { .. } => "notify",
        }
    }
}

impl FollowUpJob {
    /// The version that is sent. All versions up to it are read.
    pub const VERSION: u32 = 1;

    /// A job of a call.
    #[must_use]
    pub fn of_call(tenant: TenantId, call: CallSid, kind: JobKind) -> Self {
        Self { tenant, call: Some(call), kind }
    }

    /// A job that follows no call.
    #[must_use]
    pub fn of_tenant(tenant: TenantId, kind: JobKind) -> Self {
        Self { tenant, call: None, kind }
    }

    /// The message's body.
    pub fn to_body(&self) -> Result<String, serde_json::Error> {
        envelope::to_body(Self::VERSION, self)
    }

    /// Parses a message's body of any version.
    pub fn from_body(body: &str) -> Result<Self, MessageError> {
        envelope::from_body(Self::VERSION, body)
    }
}

impl QueuedJob for FollowUpJob {
    /// A company with many or slow jobs does not delay those of the others, and slow receivers of webhooks do not delay the company's own
    /// notices.
    fn group(&self) -> String {
        match self.kind {
            JobKind::WebhookDelivery { .. } => format!("{}.webhooks", self.tenant),
            _ => self.tenant.to_string(),
        }
    }

    fn body(&self) -> Result<String, serde_json::Error> {
        self.to_body()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL_EVENTS: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_call_events.json");
    const EVENT: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_webhook_event.json");
    const DELIVERY: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_webhook_delivery.json");
    const SUMMARY: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_summary.json");
    const COPY_RECORDING: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_copy_recording.json");
    const DELETE_RECORDING: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_delete_recording.json");
    const EXPORT_COMPANY: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_export_company.json");
    const APPLY_RETENTION: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_apply_retention.json");
    const DELETE_FILES: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_delete_files.json");
    const DELETE_EXPORTS: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_delete_exports.json");
    const NOTIFY: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_notify.json");
    const LATE_VOICEMAIL: &str =
        include_str!("../../../tests/fixtures/v1/messages/follow_up_notify_of_late_voicemail.json");
    const TEXT_CHECK: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_text_check.json");
    const BOUNCED: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_email_bounced.json");
    const COMPLAINED: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_email_complained.json");
    const NOTIFY_OF_ACCOUNT: &str =
        include_str!("../../../tests/fixtures/v1/messages/follow_up_notify_of_account.json");
    const NOTIFY_OF_TEXT: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_notify_of_text.json");
    const NOTIFY_OF_EMERGENCY: &str =
        include_str!("../../../tests/fixtures/v1/messages/follow_up_notify_of_emergency.json");
    const TEXT_CUSTOMER: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_text_customer.json");
    const TEXT_CALLER: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_text_caller.json");
    const REMIND_CUSTOMER: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_remind_customer.json");
    const TEXT_BACK: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_text_back.json");
    const TEXT_BACK_CHECK: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_text_back_check.json");
    const CUSTOMER_TEXT_CHECK: &str =
        include_str!("../../../tests/fixtures/v1/messages/follow_up_customer_text_check.json");
    const ESCALATE: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_escalate.json");
    const NOTIFY_OF_VISIT: &str = include_str!("../../../tests/fixtures/v1/messages/follow_up_notify_of_visit.json");

    #[test]
    fn job_of_version_1_round_trips_unchanged() {
        let read = FollowUpJob::from_body(SUMMARY).expect("version 1");
        assert_eq!((read.tenant.as_str(), &read.kind), ("ten_acme", &JobKind::Summary));
        assert!(read.call.is_some());
        let written: serde_json::Value = serde_json::from_str(&read.to_body().expect("JSON")).expect("JSON");
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(SUMMARY).expect("JSON"));
    }

    #[test]
    fn notifications_of_version_1_round_trip_unchanged() {
        for written in [
            NOTIFY,
            NOTIFY_OF_ACCOUNT,
            NOTIFY_OF_VISIT,
            LATE_VOICEMAIL,
            TEXT_CHECK,
            BOUNCED,
            COMPLAINED,
            ESCALATE,
            NOTIFY_OF_TEXT,
            NOTIFY_OF_EMERGENCY,
            TEXT_CALLER,
            TEXT_CUSTOMER,
            REMIND_CUSTOMER,
            TEXT_BACK,
            TEXT_BACK_CHECK,
            CUSTOMER_TEXT_CHECK,
        ] {
            let read = FollowUpJob::from_body(written).expect("version 1");
            let again: serde_json::Value = serde_json::from_str(&read.to_body().expect("JSON")).expect("JSON");
            assert_eq!(again, serde_json::from_str::<serde_json::Value>(written).expect("JSON"));
        }
    }

    #[test]
    fn jobs_of_webhooks_and_files_of_version_1_round_trip_unchanged() {
        for fixture in [
            CALL_EVENTS,
            EVENT,
            DELIVERY,
            COPY_RECORDING,
            DELETE_RECORDING,
            DELETE_FILES,
            DELETE_EXPORTS,
            EXPORT_COMPANY,
            APPLY_RETENTION,
        ] {
            let read = FollowUpJob::from_body(fixture).expect("version 1");
            let written: serde_json::Value = serde_json::from_str(&read.to_body().expect("JSON")).expect("JSON");
            assert_eq!(written, serde_json::from_str::<serde_json::Value>(fixture).expect("JSON"));
        }
    }

    #[test]
    fn job_of_unknown_version_or_kind_is_rejected() {
        let later = SUMMARY.replacen("\"v\": 1", "\"v\": 2", 1);
        assert!(matches!(FollowUpJob::from_body(&later), Err(MessageError::NewerVersion(2))));
        let unknown = SUMMARY.replacen("\"summary\"", "\"fax\"", 1);
        for other in [unknown.as_str(), "", "{}", "[]", "{\"v\": 1}"] {
            assert!(matches!(FollowUpJob::from_body(other), Err(MessageError::Malformed { .. })), "{other}");
        }
    }
}
