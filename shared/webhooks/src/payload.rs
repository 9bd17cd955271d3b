//! The body of a request. A receiver parses it, so its fields keep their names and meaning: a new field is optional, and any other
//! change raises [`Payload::VERSION`]. These types are not those of the API or of the table.

use domain::{
    booking::{
        Appointment, AppointmentStatus, CallerMessage, Emergency, MessageBody, Origin, VisitAnswer, VisitChange,
        VisitEvent,
    },
    call_facts::Outcome,
    id::{AppointmentId, CallSid, EmergencyId, MessageId, TenantId, WebhookEventId},
    phone::PhoneNumber,
    redaction::redacted,
    slot::Slot,
    summary::Urgency,
    tenant::{JobTypeId, Zip},
    triage::{Hazard, Language},
    webhook::{WebhookEvent, WebhookEventType},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payload {
    /// The type of the event.
    #[serde(rename = "type")]
    event_type: WebhookEventType,
    /// The version of the form.
    version: u32,
    /// The event's id, also in the header `webhook-id`.
    id: WebhookEventId,
    /// When it happened.
    timestamp: Timestamp,
    /// The company.
    tenant_id: TenantId,
    /// Whether a company tries its endpoint. The data is made up then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    test: bool,
    /// What it is about.
    data: EventData,
}

impl Payload {
    /// The version of the form.
    pub const VERSION: u32 = 1;

    /// The body of an event.
    #[must_use]
    pub fn new(event: &WebhookEvent, tenant: TenantId, data: EventData) -> Self {
        let event_type = event.event_type();
        Self {
            event_type,
            version: Self::VERSION,
            id: event.id(),
            timestamp: event.at,
            tenant_id: tenant,
            test: false,
            data,
        }
    }

    /// The body of a test.
    #[must_use]
    pub fn of_test(event: &WebhookEvent, tenant: TenantId, data: EventData) -> Self {
        Self { test: true, ..Self::new(event, tenant, data) }
    }

    /// The text that is signed and sent.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EventData {
    /// A call.
    Call(Box<CallData>),
    /// A visit.
    Appointment(Box<AppointmentData>),
    /// An emergency.
    Emergency(Box<EmergencyData>),
    /// What a caller left.
    Message(Box<MessageData>),
    /// A text message to the company.
    Received(Box<ReceivedMessageData>),
}

/// A call that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallData {
    /// Twilio's `CallSid`.
    pub call_id: CallSid,
    /// The caller's number; missing if it is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<PhoneNumber>,
    /// When it arrived.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Its length.
    pub duration_seconds: u64,
    /// What came of it; missing for a call that only Twilio reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Whether the office was closed when it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours: Option<bool>,
    /// The caller's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The visits that it booked.
    #[serde(default)]
    pub booked: Vec<AppointmentId>,
    /// The visits that it moved.
    #[serde(default)]
    pub changed: Vec<AppointmentId>,
    /// The visits that it cancelled.
    #[serde(default)]
    pub cancelled: Vec<AppointmentId>,
    /// The summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<SummaryData>,
}

/// The summary of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummaryData {
    /// What happened, in one or a few sentences.
    pub text: String,
    /// Why the caller called, if they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What the company should do, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
}

/// A visit, as it is when the request is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppointmentData {
    /// Its id.
    pub appointment_id: AppointmentId,
    /// Counts the changes from 1. A receiver that knows a higher one keeps it.
    pub version: u64,
    /// Whether it is booked or cancelled.
    pub status: AppointmentStatus,
    /// When the technician arrives, in the company's time zone.
    pub slot: Slot,
    /// The slot before the move that the event is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_slot: Option<Slot>,
    /// Why the office cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The kind of job.
    pub job_type: JobTypeId,
    /// The customer's name.
    pub name: String,
    /// The number to call back.
    pub callback: PhoneNumber,
    /// House number, street and apartment.
    pub street: String,
    /// The city, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The ZIP code.
    pub zip: Zip,
    /// The problem, in the caller's words.
    pub problem: String,
    /// Gate codes, dogs, parking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_notes: Option<String>,
    /// What the caller answered to the company's questions, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerData>,
    /// The call that booked it; missing if the office did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallSid>,
    /// When it was booked.
    pub booked_at: Timestamp,
}

/// The answer to one of the company's questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerData {
    /// The id of the question.
    pub id: String,
    /// The name of the question in lists, as it was when the visit was booked.
    pub label: String,
    /// The answer; missing if the caller did not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

impl AnswerData {
    fn of(one: &VisitAnswer) -> Self {
        let (id, label) = (one.id().as_str().to_owned(), one.label().to_owned());
        Self { id, label, answer: one.answer().map(masked) }
    }
}

/// An emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyData {
    /// Its id.
    pub emergency_id: EmergencyId,
    /// The call in which it was heard.
    pub call_id: CallSid,
    /// The kind of danger.
    pub hazard: Hazard,
    /// The number to call back, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// The caller's name, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The caller's words, if they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
    /// When it was heard.
    pub heard_at: Timestamp,
    /// When it was accepted, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
}

/// A message or a voicemail of a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageData {
    /// Its id.
    pub message_id: MessageId,
    /// The call in which it was left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallSid>,
    /// The caller's name, if they gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number to call back, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// The words; missing for a voicemail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The length of a voicemail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voicemail_seconds: Option<u32>,
    /// Whether it cannot wait until the office opens.
    pub urgent: bool,
    /// When it was left.
    pub left_at: Timestamp,
}

/// A text message to the company's number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivedMessageData {
    /// Its id.
    pub message_id: MessageId,
    /// The sender; missing for a short code, which is in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PhoneNumber>,
    /// The company's number.
    pub to: PhoneNumber,
    /// The text.
    pub words: String,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// A text of a caller without card and social security numbers.
#[must_use]
pub fn masked(text: &str) -> String {
    redacted(text).into_owned()
}

impl AppointmentData {
    /// A visit. `version` is that of the change which the event is about.
    #[must_use]
    pub fn of(appointment: &Appointment, version: Option<u64>) -> Self {
        let Appointment { id, origin, visit, status, booked_at, log } = appointment;
        let (previous_slot, reason) = match version.and_then(|version| change_to(appointment, version)) {
            Some(VisitEvent::Moved { from, .. }) => (Some(from.clone()), None),
            Some(VisitEvent::Cancelled { reason, .. }) => (None, reason.as_deref().map(masked)),
            Some(VisitEvent::Noted | VisitEvent::Corrected) | None => (None, None),
        };
        Self {
            appointment_id: id.clone(),
            version: log.version,
            status: *status,
            slot: visit.slot.clone(),
            previous_slot,
            reason,
            job_type: visit.job_type.clone(),
            name: visit.name.to_string(),
            callback: visit.callback.clone(),
            street: visit.street.to_string(),
            city: visit.city.as_ref().map(ToString::to_string),
            zip: visit.zip.clone(),
            problem: masked(&visit.problem),
            access_notes: visit.access_notes.as_deref().map(masked),
            answers: visit.answers.iter().map(AnswerData::of).collect(),
            call_id: match origin {
                Origin::Call { call, .. } => Some(call.clone()),
                Origin::Office { .. } => None,
            },
            booked_at: *booked_at,
        }
    }
}

/// The change that made a version. The log has the latest changes.
fn change_to(appointment: &Appointment, version: u64) -> Option<&VisitEvent> {
    let later = usize::try_from(appointment.log.version.checked_sub(version)?).ok()?;
    appointment.log.changes.iter().nth_back(later).map(|VisitChange { change, .. }| change)
}

impl EmergencyData {
    /// An emergency.
    #[must_use]
    pub fn of(emergency: &Emergency, acknowledged_at: Option<Timestamp>) -> Self {
        Self {
            emergency_id: emergency.id.clone(),
            call_id: emergency.call.clone(),
            hazard: emergency.hazard,
            callback: emergency.callback.clone(),
            name: emergency.report.name.as_ref().map(ToString::to_string),
            place: emergency.report.place.as_ref().map(ToString::to_string),
            heard: emergency.report.heard.as_deref().map(masked),
            heard_at: emergency.heard_at,
            acknowledged_at,
        }
    }
}

impl ReceivedMessageData {
    /// A text message. `None` for a message of a call.
    #[must_use]
    pub fn of(message: &CallerMessage) -> Option<Self> {
        let MessageBody::Received(text) = &message.body else { return None };
        Some(Self {
            message_id: message.id.clone(),
            from: message.callback.clone(),
            to: text.to.clone(),
            words: masked(&text.words),
            received_at: message.left_at,
        })
    }
}

impl MessageData {
    /// A message.
    #[must_use]
    pub fn of(message: &CallerMessage) -> Self {
        let (words, voicemail_seconds) = match &message.body {
            MessageBody::Words(words) => (Some(masked(words)), None),
            MessageBody::Received(text) => (Some(masked(&text.words)), None),
            MessageBody::Voicemail(voicemail) => (None, Some(voicemail.duration_seconds)),
        };
        Self {
            message_id: message.id.clone(),
            call_id: message.call.clone(),
            name: message.name.as_ref().map(ToString::to_string),
            callback: message.callback.clone(),
            words,
            voicemail_seconds,
            urgent: message.urgent,
            left_at: message.left_at,
        }
    }
}
