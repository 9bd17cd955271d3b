//! Appointments, customers, messages and emergencies.

mod answers;
mod log;
mod office;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::{
    answers::VisitAnswer,
    log::{ChangedBy, Origin, VisitChange, VisitEvent, VisitLog},
    office::{OfficeBooking, OfficeCorrection, VisitCorrection, bookable_slot},
};
use crate::{
    id::{AppointmentId, CallSid, EmergencyId, MessageId, RecordingSid},
    phone::PhoneNumber,
    slot::Slot,
    tenant::{JobTypeId, Zip},
    text::Text,
    triage::Hazard,
};

/// The details of a visit, as the caller gave them. The caller hears them read back before the visit is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRequest {
    /// When the technician arrives. Always a slot that was offered in this call.
    pub slot: Slot,
    /// The kind of visit.
    pub job_type: JobTypeId,
    /// The customer's name.
    pub name: Text<80>,
    /// The number to call back.
    pub callback: PhoneNumber,
    /// House number, street and apartment.
    pub street: Text<160>,
    /// The city, if the caller said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Text<60>>,
    /// The ZIP code; always within the service area.
    pub zip: Zip,
    /// The problem, in the caller's words.
    pub problem: Text<500>,
    /// Gate codes, dogs, parking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_notes: Option<Text<300>>,
    /// What the caller answered to the company's questions, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<VisitAnswer>,
}

impl BookingRequest {
    /// Whether the caller says that they are a member of the company's service plan.
    #[must_use]
    pub fn is_of_member(&self) -> bool {
        self.answers.iter().any(|answer| answer.id().as_str() == "membership" && answer.answer() == Some("yes"))
    }
}

/// A booked visit.
///
/// ```
/// use domain::{
///     booking::{Appointment, AppointmentStatus, BookingRequest, ChangedBy, Origin, VisitChange, VisitEvent},
///     id::{AppointmentId, CallSid},
/// };
/// use jiff::{SignedDuration, Timestamp};
///
/// let visit: BookingRequest = serde_json::from_str(
///     r#"{
///         "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"},
///         "job_type": "repair", "name": "Dana Smith", "callback": "+12145550142",
///         "street": "12 Oak Street", "zip": "75201", "problem": "No heat"
///     }"#,
/// )?;
/// let (call, booked_at): (_, Timestamp) = (CallSid::parse("CA1")?, "2026-11-23T16:00:00Z".parse()?);
/// let id = AppointmentId::of_call(&call, 0);
/// let mut appointment = Appointment::booked(id, Origin::Call { call, booked_by: None }, visit, booked_at);
/// assert_eq!((appointment.status, appointment.changed_at()), (AppointmentStatus::Booked, booked_at));
///
/// let at = booked_at + SignedDuration::from_mins(10);
/// let by = ChangedBy::Office("usr_dana".to_owned());
/// appointment.log.record(VisitChange { at, by, change: VisitEvent::Noted });
/// assert_eq!((appointment.log.version, appointment.changed_at()), (2, at));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Derived from the call that booked it, so that a repeated request finds the appointment instead of booking
    /// another. Random if the office booked it.
    pub id: AppointmentId,
    /// Who booked it.
    pub origin: Origin,
    /// What was booked.
    pub visit: BookingRequest,
    /// The status.
    pub status: AppointmentStatus,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// What happened to it since.
    pub log: VisitLog,
}

impl Appointment {
    /// A visit that is booked now.
    #[must_use]
    pub fn booked(id: AppointmentId, origin: Origin, visit: BookingRequest, now: Timestamp) -> Self {
        Self { id, origin, visit, status: AppointmentStatus::Booked, booked_at: now, log: VisitLog::default() }
    }

    /// When it was booked or last changed.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        self.log.changed_at().unwrap_or(self.booked_at)
    }
}

/// The caller who booked a visit, and how far their identity is proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedBy {
    /// The number that the call came from, if it was not withheld. The office compares it with its customers' numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<PhoneNumber>,
    /// How far the caller's identity is proven.
    pub identity: CallerIdentity,
}

/// How far the identity of a caller is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallerIdentity {
    /// The carrier attests the number in full.
    Attested,
    /// The number alone proves nothing, and the caller said a detail that fits the customer on file.
    Matched,
    /// The number is a claim. The visit may be that of a customer on file, and the office has to match it.
    Claimed,
    /// The caller withholds their number.
    Withheld,
}

/// The status of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AppointmentStatus {
    /// The visit takes up capacity.
    Booked,
    /// The visit has returned its capacity.
    Cancelled,
}

/// A customer of the company, identified by the number they call from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The number that the customer booked from.
    pub number: PhoneNumber,
    /// The value given for the latest visit.
    pub name: Text<80>,
    /// The value given for the latest visit.
    pub street: Text<160>,
    /// The value given for the latest visit.
    pub zip: Zip,
}

/// A message from a caller to the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerMessage {
    /// Derived from the call or the text, so that a repeated request is stored once.
    pub id: MessageId,
    /// The call in which it was left; `None` for a text message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallSid>,
    /// The caller's name, if they gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<80>>,
    /// The number to call back, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// The content.
    pub body: MessageBody,
    /// Whether it cannot wait until the office opens.
    pub urgent: bool,
    /// When it was left.
    pub left_at: Timestamp,
}

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Words that the agent took down.
    Words,
    /// A recording.
    Voicemail,
    /// A text message.
    Text,
}

/// The content of a message: words, a recording or a text message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageBody {
    /// Words that the agent took down.
    Words(Text<1000>),
    /// A recording that the caller left after the tone.
    Voicemail(Voicemail),
    /// A text message to the company's number.
    Received(ReceivedText),
}

impl MessageBody {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        match self {
            Self::Words(_) => MessageKind::Words,
            Self::Voicemail(_) => MessageKind::Voicemail,
            Self::Received(_) => MessageKind::Text,
        }
    }
}

/// A text message that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedText {
    /// The company's number.
    pub to: PhoneNumber,
    /// The text, without card and social security numbers.
    pub words: Text<1700>,
}

/// A recording that Twilio stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voicemail {
    /// Twilio's id of the recording.
    pub recording: RecordingSid,
    /// The URL at Twilio; it requires the account's credentials.
    pub url: String,
    /// Its length.
    pub duration_seconds: u32,
}

/// What is known about the caller when a danger is heard. Each part may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DangerReport {
    /// The caller's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Text<300>>,
    /// The caller's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<80>>,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Text<200>>,
}

/// The record of a danger heard in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Derived from the call.
    pub id: EmergencyId,
    /// The call in which it was heard.
    pub call: CallSid,
    /// The kind of danger.
    pub hazard: Hazard,
    /// The number to call back, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// When it was heard.
    pub heard_at: Timestamp,
    /// The day of it in the company's time zone. Missing for emergencies of earlier releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// Who calls, from where, and what was heard.
    #[serde(default)]
    pub report: DangerReport,
}
