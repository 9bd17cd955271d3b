//! The stored form of an appointment.

use domain::{
    booking::{Appointment, AppointmentStatus, Origin, VisitLog},
    id::AppointmentId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{form::Versioned, visit::VisitForm};

#[derive(Serialize, Deserialize)]
pub(crate) struct AppointmentForm {
    id: AppointmentId,
    /// A call until version 2.
    #[serde(flatten)]
    origin: Origin,
    visit: VisitForm,
    status: AppointmentStatus,
    booked_at: Timestamp,
    /// Since version 3; corrections in it since version 4.
    #[serde(default, skip_serializing_if = "VisitLog::is_unchanged")]
    log: VisitLog,
}

impl Versioned for AppointmentForm {
    const VERSION: u32 = 4;
}

impl From<&Appointment> for AppointmentForm {
    fn from(appointment: &Appointment) -> Self {
        let Appointment { id, origin, visit, status, booked_at, log } = appointment.clone();
        Self { id, origin, visit: visit.into(), status, booked_at, log }
    }
}

impl From<AppointmentForm> for Appointment {
    fn from(AppointmentForm { id, origin, visit, status, booked_at, log }: AppointmentForm) -> Self {
        Self { id, origin, visit: visit.into(), status, booked_at, log }
    }
}
