//! Outgoing webhooks: what happens that a company's programs can hear of, and when a delivery is tried again.
//!
//! An event names what it is about by id, and its own id derives from that: the same occurrence always has the same id. Does not
//! know endpoints, payloads or HTTP.

mod retries;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::retries::{LONGEST_FAILURE, MOST_ATTEMPTS, next_attempt};
use crate::{
    booking::{Appointment, CallerMessage, ChangedBy, Emergency, VisitEvent},
    id::{AppointmentId, CallSid, EmergencyId, MessageId, WebhookEventId},
};

/// A type of event, as endpoints choose it and payloads name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum WebhookEventType {
    /// A call ended and was counted.
    #[serde(rename = "call.completed")]
    CallCompleted,
    /// A visit was booked, by a caller or by the office.
    #[serde(rename = "appointment.booked")]
    AppointmentBooked,
    /// A visit moved to another slot.
    #[serde(rename = "appointment.changed")]
    AppointmentChanged,
    /// A visit was cancelled.
    #[serde(rename = "appointment.cancelled")]
    AppointmentCancelled,
    /// A danger was detected in a call.
    #[serde(rename = "emergency.raised")]
    EmergencyRaised,
    /// A person accepted an emergency.
    #[serde(rename = "emergency.acknowledged")]
    EmergencyAcknowledged,
    /// A caller left a message or a voicemail.
    #[serde(rename = "message.taken")]
    MessageTaken,
    /// A text message arrived at the company's number.
    #[serde(rename = "message.received")]
    MessageReceived,
}

impl WebhookEventType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::CallCompleted,
        Self::AppointmentBooked,
        Self::AppointmentChanged,
        Self::AppointmentCancelled,
        Self::EmergencyRaised,
        Self::EmergencyAcknowledged,
        Self::MessageTaken,
        Self::MessageReceived,
    ];

    /// The name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CallCompleted => "call.completed",
            Self::AppointmentBooked => "appointment.booked",
            Self::AppointmentChanged => "appointment.changed",
            Self::AppointmentCancelled => "appointment.cancelled",
            Self::EmergencyRaised => "emergency.raised",
            Self::EmergencyAcknowledged => "emergency.acknowledged",
            Self::MessageTaken => "message.taken",
            Self::MessageReceived => "message.received",
        }
    }

    /// The type with a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookSubject {
    /// A call ended.
    CallCompleted(CallSid),
    /// A visit was booked.
    AppointmentBooked(AppointmentId),
    /// A visit moved.
    AppointmentChanged {
        /// The visit.
        appointment: AppointmentId,
        /// The version that the move made.
        version: u64,
    },
    /// A visit was cancelled.
    AppointmentCancelled {
        /// The visit.
        appointment: AppointmentId,
        /// The version that the cancellation made.
        version: u64,
    },
    /// A danger was detected.
    EmergencyRaised(EmergencyId),
    /// An emergency was accepted.
    EmergencyAcknowledged(EmergencyId),
    /// A message was left.
    MessageTaken(MessageId),
    /// A text message arrived.
    MessageReceived(MessageId),
    /// A company tries an endpoint with the sample of a type.
    Sample {
        /// The type.
        event: WebhookEventType,
        /// The event's own id.
        id: WebhookEventId,
    },
}

/// An event.
///
/// ```
/// use domain::{
///     id::AppointmentId,
///     webhook::{WebhookEvent, WebhookSubject},
/// };
///
/// let (at, appointment) = ("2026-11-23T16:00:00Z".parse()?, AppointmentId::parse("apt_1_0")?);
/// let booked = WebhookEvent { at, subject: WebhookSubject::AppointmentBooked(appointment.clone()) };
/// assert_eq!(booked.event_type().name(), "appointment.booked");
/// assert_eq!(booked.id().as_str(), "evt_booked_apt_1_0");
///
/// // Each move of a visit is an event of its own.
/// let moved = |version| WebhookSubject::AppointmentChanged { appointment: appointment.clone(), version };
/// let (first, second) = (WebhookEvent { at, subject: moved(2) }, WebhookEvent { at, subject: moved(3) });
/// assert_ne!(first.id(), second.id());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEvent {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub subject: WebhookSubject,
}

impl WebhookEvent {
    /// The booking of a visit.
    #[must_use]
    pub fn booked(appointment: &Appointment) -> Self {
        let subject = WebhookSubject::AppointmentBooked(appointment.id.clone());
        Self { at: appointment.booked_at, subject }
    }

    /// A message that was left.
    #[must_use]
    pub fn taken(message: &CallerMessage) -> Self {
        Self { at: message.left_at, subject: WebhookSubject::MessageTaken(message.id.clone()) }
    }

    /// A text message that arrived.
    #[must_use]
    pub fn received(message: &CallerMessage) -> Self {
        Self { at: message.left_at, subject: WebhookSubject::MessageReceived(message.id.clone()) }
    }

    /// A danger that was detected.
    #[must_use]
    pub fn raised(emergency: &Emergency) -> Self {
        Self { at: emergency.heard_at, subject: WebhookSubject::EmergencyRaised(emergency.id.clone()) }
    }

    /// The latest change of a visit; `None` if its notes changed, or nothing.
    #[must_use]
    pub fn latest_change(appointment: &Appointment) -> Option<Self> {
        let change = appointment.log.changes.last()?;
        let (id, version) = (appointment.id.clone(), appointment.log.version);
        let subject = match &change.change {
            VisitEvent::Noted => return None,
            VisitEvent::Moved { .. } | VisitEvent::Corrected => {
                WebhookSubject::AppointmentChanged { appointment: id, version }
            }
            VisitEvent::Cancelled { .. } => WebhookSubject::AppointmentCancelled { appointment: id, version },
        };
        Some(Self { at: change.at, subject })
    }

    /// What a call did to a visit, in order: it booked, moved or cancelled it.
    #[must_use]
    pub fn of_call(visit: &Appointment, call: &CallSid) -> Vec<Self> {
        let booked = visit.origin.call() == Some(call);
        let mut events: Vec<_> = booked.then(|| Self::booked(visit)).into_iter().collect();
        let later = (0_u64..).zip(visit.log.changes.iter().rev());
        let changes = later.filter_map(|(later, change)| {
            let (id, version) = (visit.id.clone(), visit.log.version.checked_sub(later)?);
            let subject = match (&change.by, &change.change) {
                (ChangedBy::Call(by), _) if by != call => return None,
                (ChangedBy::Office(_), _) | (_, VisitEvent::Noted | VisitEvent::Corrected) => return None,
                (_, VisitEvent::Moved { .. }) => WebhookSubject::AppointmentChanged { appointment: id, version },
                (_, VisitEvent::Cancelled { .. }) => WebhookSubject::AppointmentCancelled { appointment: id, version },
            };
            Some(Self { at: change.at, subject })
        });
        let mut changes: Vec<_> = changes.collect();
        changes.reverse();
        events.extend(changes);
        events
    }

    /// The type.
    #[must_use]
    pub fn event_type(&self) -> WebhookEventType {
        match &self.subject {
            WebhookSubject::CallCompleted(_) => WebhookEventType::CallCompleted,
            WebhookSubject::AppointmentBooked(_) => WebhookEventType::AppointmentBooked,
            WebhookSubject::AppointmentChanged { .. } => WebhookEventType::AppointmentChanged,
            WebhookSubject::AppointmentCancelled { .. } => WebhookEventType::AppointmentCancelled,
            WebhookSubject::EmergencyRaised(_) => WebhookEventType::EmergencyRaised,
            WebhookSubject::EmergencyAcknowledged(_) => WebhookEventType::EmergencyAcknowledged,
            WebhookSubject::MessageTaken(_) => WebhookEventType::MessageTaken,
            WebhookSubject::MessageReceived(_) => WebhookEventType::MessageReceived,
            WebhookSubject::Sample { event, .. } => *event,
        }
    }

    /// The id: the same for each attempt and each endpoint.
    #[must_use]
    pub fn id(&self) -> WebhookEventId {
        let derived = |kind, id: &str, version| WebhookEventId::derived(kind, id, version);
        match &self.subject {
            WebhookSubject::CallCompleted(call) => derived("call", call.as_str(), None),
            WebhookSubject::AppointmentBooked(id) => derived("booked", id.as_str(), None),
            WebhookSubject::AppointmentChanged { appointment, version } => {
                derived("moved", appointment.as_str(), Some(*version))
            }
            WebhookSubject::AppointmentCancelled { appointment, version } => {
                derived("cancel", appointment.as_str(), Some(*version))
            }
            WebhookSubject::EmergencyRaised(id) => derived("raised", id.as_str(), None),
            WebhookSubject::EmergencyAcknowledged(id) => derived("ack", id.as_str(), None),
            WebhookSubject::MessageTaken(id) => derived("taken", id.as_str(), None),
            WebhookSubject::MessageReceived(id) => derived("received", id.as_str(), None),
            WebhookSubject::Sample { id, .. } => id.clone(),
        }
    }
}

/// Why an attempt to send has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFailure {
    /// The URL leads to no address on the public internet.
    AddressRefused,
    /// No connection: no such name, no server, no valid certificate.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// The connection broke, or the answer is not HTTP.
    Broken,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_of_a_type_is_its_json_and_parses_back() {
        for event in WebhookEventType::ALL {
            assert_eq!(serde_json::to_value(event).expect("JSON"), event.name());
            assert_eq!(WebhookEventType::parse(event.name()), Some(event));
        }
        assert_eq!(WebhookEventType::parse("call.started"), None);
    }

    #[test]
    fn occurrences_have_one_id_each() {
        let visit = AppointmentId::parse("apt_1_0").expect("an id");
        let at = Timestamp::UNIX_EPOCH;
        let of = |subject| WebhookEvent { at, subject }.id().to_string();
        let moved = |version| of(WebhookSubject::AppointmentChanged { appointment: visit.clone(), version });
        assert_eq!(moved(2), "evt_moved_apt_1_0_2");
        assert_ne!(moved(2), moved(3));
        assert_ne!(moved(2), of(WebhookSubject::AppointmentCancelled { appointment: visit.clone(), version: 2 }));
        assert_eq!(of(WebhookSubject::AppointmentBooked(visit)), "evt_booked_apt_1_0");
    }

    #[test]
    fn event_round_trips() {
        let call = CallSid::parse("CA1").expect("an id");
        let event = WebhookEvent { at: Timestamp::UNIX_EPOCH, subject: WebhookSubject::CallCompleted(call) };
        let text = serde_json::to_string(&event).expect("JSON");
        assert_eq!(text, r#"{"at":"1970-01-01T00:00:00Z","subject":{"call_completed":"CA1"}}"#);
        assert_eq!(serde_json::from_str::<WebhookEvent>(&text).expect("an event"), event);
    }
}
