//! The words of a text to a customer about a visit: link-free, with the answers that it can have.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    booking::{Appointment, VisitEvent},
    phone::PhoneNumber,
    spoken,
};

/// The kinds of texts to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CustomerTextKind {
    /// The office moved the visit.
    Moved,
    /// The office cancelled the visit.
    Cancelled,
}

impl CustomerTextKind {
    /// The kind of text about the change of a visit at an instant. `None` if the office wants none, or if there is no such change.
    #[must_use]
    pub fn of_change(visit: &Appointment, at: Timestamp) -> Option<Self> {
        let change = visit.log.changes.iter().rfind(|change| change.at == at)?;
        match change.change {
            VisitEvent::Moved { notify_customer: true, .. } => Some(Self::Moved),
            VisitEvent::Cancelled { notify_customer: true, .. } => Some(Self::Cancelled),
            _ => None,
        }
    }

    /// The text. `called` is the company's number.
    #[must_use]
    pub fn words(
        self,
        (company, called): (&str, &PhoneNumber),
        visit: &Appointment,
        (now, zone): (Timestamp, &TimeZone),
    ) -> String {
        let slot = spoken::slot(&visit.visit.slot, zone.to_datetime(now).date());
        match self {
            Self::Moved => format!(
                "{company}: your visit is now {slot}. Reply C to confirm, R to ask for another time, STOP to get no more texts."
            ),
            Self::Cancelled => format!(
                "{company}: your visit {slot} is cancelled. Call us at {called} for another one. Reply STOP to get no more texts."
            ),
        }
    }
}
