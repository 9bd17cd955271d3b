//! The stored form of a visit, in appointments and in calls.

use domain::{
    booking::{BookingRequest, VisitAnswer},
    phone::PhoneNumber,
    slot::Slot,
    tenant::{JobTypeId, Zip},
    text::Text,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VisitForm {
    slot: Slot,
    job_type: JobTypeId,
    name: Text<80>,
    callback: PhoneNumber,
    street: Text<160>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    city: Option<Text<60>>,
    zip: Zip,
    problem: Text<500>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_notes: Option<Text<300>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    answers: Vec<VisitAnswer>,
}

impl From<BookingRequest> for VisitForm {
    fn from(visit: BookingRequest) -> Self {
        let BookingRequest { slot, job_type, name, callback, street, city, zip, problem, access_notes, answers } =
            visit;
        Self { slot, job_type, name, callback, street, city, zip, problem, access_notes, answers }
    }
}

impl From<VisitForm> for BookingRequest {
    fn from(form: VisitForm) -> Self {
        let VisitForm { slot, job_type, name, callback, street, city, zip, problem, access_notes, answers } = form;
        Self { slot, job_type, name, callback, street, city, zip, problem, access_notes, answers }
    }
}
