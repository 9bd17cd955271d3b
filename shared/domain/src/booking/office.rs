//! Visits that the office books and corrects, under the rules of those that the agent books.

use jiff::Timestamp;

use super::BookingRequest;
use crate::{
    dates::{DateRange, PartOfDay},
    phone::PhoneNumber,
    reading::FieldProblem,
    redaction::MaskedText,
    slot::{Slot, SlotId, SlotQuery, Taken},
    tenant::{JobTypeId, TenantConfig, Zip},
};

const NOT_A_JOB_TYPE: &str = "is not one of the company's job types";
const OUTSIDE_THE_AREA: &str = "is outside the company's service area";

/// A visit that the office wants to book, before it is compared with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeBooking {
    /// The slot.
    pub slot: SlotId,
    /// The kind of visit.
    pub job_type: JobTypeId,
    /// The customer's name.
    pub name: MaskedText<80>,
    /// The number to call back.
    pub callback: PhoneNumber,
    /// House number, street and apartment.
    pub street: MaskedText<160>,
    /// The city.
    pub city: Option<MaskedText<60>>,
    /// The ZIP code.
    pub zip: Zip,
    /// The problem.
    pub problem: MaskedText<500>,
    /// Gate codes, dogs, parking.
    pub access_notes: Option<MaskedText<300>>,
}

impl OfficeBooking {
    /// The visit, if the company makes such visits. Whether the slot has a place left, only the store decides.
    pub fn checked(self, config: &TenantConfig, now: Timestamp) -> Result<BookingRequest, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut check = |ok: bool, field: &str, message: &str| {
            if !ok {
                problems.push(FieldProblem { field: field.to_owned(), message: message.to_owned() });
            }
        };
        check(self.callback.can_exist(), "/callback", "is not a telephone number that can exist");
        check(config.job_type(&self.job_type).is_some(), "/job_type", NOT_A_JOB_TYPE);
        check(config.service_area.covers(&self.zip), "/zip", OUTSIDE_THE_AREA);
        let slot = bookable_slot(config, &self.slot, now);
        match slot {
            Ok(slot) if problems.is_empty() => {
                let Self { job_type, name, callback, street, city, zip, problem, access_notes, .. } = self;
                let (name, street, problem) = (name.into(), street.into(), problem.into());
                let (city, access_notes) = (city.map(Into::into), access_notes.map(Into::into));
                let answers = Vec::new();
                Ok(BookingRequest { slot, job_type, name, callback, street, city, zip, problem, access_notes, answers })
            }
            slot => {
                problems.extend(slot.err());
                problems.sort_by(|one, other| one.field.cmp(&other.field));
                Err(problems)
            }
        }
    }
}

/// What the office wants to correct about a visit, before it is compared with the configuration. A missing part stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeCorrection {
    /// The kind of visit.
    pub job_type: Option<JobTypeId>,
    /// The customer's name.
    pub name: Option<MaskedText<80>>,
    /// House number, street and apartment.
    pub street: Option<MaskedText<160>>,
    /// The city.
    pub city: Option<MaskedText<60>>,
    /// The ZIP code.
    pub zip: Option<Zip>,
    /// The problem.
    pub problem: Option<MaskedText<500>>,
}

/// A correction that fits the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitCorrection(OfficeCorrection);

impl OfficeCorrection {
    /// The correction, if the company makes such visits there; `None` if nothing is corrected.
    pub fn checked(self, config: &TenantConfig) -> Result<Option<VisitCorrection>, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        if self.job_type.as_ref().is_some_and(|job| config.job_type(job).is_none()) {
            problems.push(FieldProblem { field: "/job_type".to_owned(), message: NOT_A_JOB_TYPE.to_owned() });
        }
        if self.zip.as_ref().is_some_and(|zip| !config.service_area.covers(zip)) {
            problems.push(FieldProblem { field: "/zip".to_owned(), message: OUTSIDE_THE_AREA.to_owned() });
        }
        if problems.is_empty() { Ok(self.is_some().then_some(VisitCorrection(self))) } else { Err(problems) }
    }

    /// Whether a part is corrected.
    #[must_use]
    pub fn is_some(&self) -> bool {
        *self != Self::default()
    }
}

impl VisitCorrection {
    /// The visit with the corrected parts.
    #[must_use]
    pub fn of(&self, visit: &BookingRequest) -> BookingRequest {
        let OfficeCorrection { job_type, name, street, city, zip, problem } = self.0.clone();
        let visit = visit.clone();
        BookingRequest {
            job_type: job_type.unwrap_or(visit.job_type),
            name: name.map_or(visit.name, Into::into),
            street: street.map_or(visit.street, Into::into),
            city: city.map(Into::into).or(visit.city),
            zip: zip.unwrap_or(visit.zip),
            problem: problem.map_or(visit.problem, Into::into),
            ..visit
        }
    }
}

/// The slot with this id, if the agent would offer it to a caller now, or would if it had a place left.
pub fn bookable_slot(config: &TenantConfig, id: &SlotId, now: Timestamp) -> Result<Slot, FieldProblem> {
    let query = SlotQuery { days: DateRange::day(id.date).into(), part: PartOfDay::Any, limit: usize::MAX };
    let windows = &config.arrival_windows;
    let offered = windows.openings(&query, &Taken::new(), &config.hours, &config.time_zone, now);
    offered.into_iter().find(|slot| slot.id == *id).ok_or_else(|| FieldProblem {
        field: "/slot".to_owned(),
        message: "cannot be booked: no such window, a closed day, too soon, or too far ahead".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenant::tests::acme;

    fn booking() -> OfficeBooking {
        OfficeBooking {
            slot: "2026-11-24_morning".parse().expect("a slot"),
            job_type: JobTypeId::parse("repair").expect("an id"),
            name: MaskedText::parse("Dana Smith").expect("a name"),
            callback: PhoneNumber::parse("+12145550142").expect("a number"),
            street: MaskedText::parse("12 Oak Street").expect("a street"),
            city: None,
            zip: Zip::parse("75201").expect("a ZIP code"),
            problem: MaskedText::parse("No heat").expect("words"),
            access_notes: None,
        }
    }

    fn now() -> Timestamp {
        "2026-11-23T16:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn visit_that_the_agent_would_book_is_booked() {
        let visit = booking().checked(&acme(), now()).expect("a visit");
        assert_eq!((visit.slot.id, &*visit.name), (booking().slot, "Dana Smith"));
    }

    #[test]
    fn every_field_that_does_not_fit_is_named() {
        let wrong = OfficeBooking {
            slot: "2026-11-24_midnight".parse().expect("a slot"),
            job_type: JobTypeId::parse("roofing").expect("an id"),
            callback: PhoneNumber::parse("+12141110142").expect("a number"),
            zip: Zip::parse("10001").expect("a ZIP code"),
            ..booking()
        };
        let problems = wrong.checked(&acme(), now()).expect_err("wrong");
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["/callback", "/job_type", "/slot", "/zip"]);
    }

    #[test]
    fn correction_changes_only_the_parts_that_it_has() {
        let visit = booking().checked(&acme(), now()).expect("a visit");
        let corrected =
            |correction: OfficeCorrection| correction.checked(&acme()).map(|fit| fit.map(|fit| fit.of(&visit)));
        assert_eq!(corrected(OfficeCorrection::default()), Ok(None));
        let street = MaskedText::parse("21 Oak Street").ok();
        let correction = OfficeCorrection { street, zip: Zip::parse("75202").ok(), ..OfficeCorrection::default() };
        let after = corrected(correction).expect("it fits").expect("a correction");
        assert_eq!((&*after.street, after.zip.to_string()), ("21 Oak Street", "75202".to_owned()));
        let expected = BookingRequest { street: after.street.clone(), zip: after.zip.clone(), ..visit.clone() };
        assert_eq!(after, expected);
    }

    #[test]
    fn correction_that_the_agent_would_not_book_is_refused() {
        let (job_type, zip) = (JobTypeId::parse("roofing").ok(), Zip::parse("10001").ok());
        let wrong = OfficeCorrection { job_type, zip, ..OfficeCorrection::default() };
        let problems = wrong.checked(&acme()).expect_err("wrong");
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["/job_type", "/zip"]);
    }

    #[test]
    fn slot_in_the_past_on_a_closed_day_or_beyond_the_horizon_is_refused() {
        for slot in ["2026-11-20_morning", "2026-11-29_morning", "2027-11-24_morning"] {
            let id = slot.parse().expect("a slot");
            assert!(bookable_slot(&acme(), &id, now()).is_err(), "{slot}");
        }
    }
}
