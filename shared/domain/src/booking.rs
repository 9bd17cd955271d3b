//! Visits and the people they are for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    id::{AppointmentId, CallSid, EmergencyId, MessageId, RecordingSid},
    phone::PhoneNumber,
    slot::Slot,
    tenant::{JobTypeId, Zip},
    text::Text,
    triage::Hazard,
};

/// Everything a visit needs, as the caller gave it; read back before it is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRequest {
    /// When the technician arrives; always one that was offered in this call.
    pub slot: Slot,
    /// What for.
    pub job_type: JobTypeId,
    /// Who for.
    pub name: Text<80>,
    /// Where they are reached.
    pub callback: PhoneNumber,
    /// House number, street and flat.
    pub street: Text<160>,
    /// Town, if it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Text<60>>,
    /// Always within the service area.
    pub zip: Zip,
    /// What is wrong, in the caller's words.
    pub problem: Text<500>,
    /// Gate codes, dogs and where to park.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_notes: Option<Text<300>>,
}

/// A visit in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Derived from the call that booked it, so that a repeated request finds it instead of booking again.
    pub id: AppointmentId,
    /// The call that booked it.
    pub call: CallSid,
    /// What was booked.
    pub visit: BookingRequest,
    /// Whether it still stands.
    pub status: AppointmentStatus,
    /// When it was booked.
    pub booked_at: Timestamp,
}

/// Whether a visit still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentStatus {
    /// It takes up capacity.
    Booked,
    /// It has given its capacity back.
    Cancelled,
}

/// Someone a company has visited or will visit, known by the number they call from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The number they called from when they booked.
    pub number: PhoneNumber,
    /// As given for the latest visit.
    pub name: Text<80>,
    /// As given for the latest visit.
    pub street: Text<160>,
    /// As given for the latest visit.
    pub zip: Zip,
}

/// What someone wants the company to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Derived from the call, so that a repeated request is stored once.
    pub id: MessageId,
    /// The call it was left in.
    pub call: CallSid,
    /// Who left it, if they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<80>>,
    /// Where they are reached, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// What they said.
    pub body: MessageBody,
    /// Whether it cannot wait until the office opens.
    pub urgent: bool,
    /// When it was left.
    pub left_at: Timestamp,
}

/// A message is words or a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageBody {
    /// Taken down by the agent.
    Words(Text<1000>),
    /// Left after the tone.
    Voicemail(Voicemail),
}

/// A recording Twilio keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voicemail {
    /// Twilio's id of it.
    pub recording: RecordingSid,
    /// Where Twilio serves it, to those with the account's credentials.
    pub url: String,
    /// How long it is.
    pub duration_seconds: u32,
}

/// A danger heard in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Derived from the call.
    pub id: EmergencyId,
    /// The call it was heard in.
    pub call: CallSid,
    /// Which danger.
    pub hazard: Hazard,
    /// Where the caller is reached, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<PhoneNumber>,
    /// When it was heard.
    pub heard_at: Timestamp,
}
