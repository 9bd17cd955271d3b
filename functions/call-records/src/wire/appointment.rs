//! The JSON of visits: a visit with what happened to it, the rows of the list, and the places that are left.

use domain::{
    booking::{
        Appointment, AppointmentStatus, BookingRequest, CallerIdentity, ChangedBy, Origin, VisitAnswer, VisitEvent,
        VisitLog,
    },
    id::{AppointmentId, CallSid},
    phone::PhoneNumber,
    redaction::MaskedText,
    slot::{Slot, SlotPlaces},
    tenant::{JobTypeId, TenantConfig, Zip},
    text::Text,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use store::VisitEntry;
use utoipa::ToSchema;

/// A visit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Appointment, example = appointment_example)]
pub(crate) struct AppointmentView {
    /// The appointment's id.
    appointment_id: AppointmentId,
    /// The call that booked it; missing if the office did.
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<CallSid>,
    /// The person, key or operator of the office who booked it, as the audit log names them; missing if a caller did.
    #[serde(skip_serializing_if = "Option::is_none")]
    booked_by: Option<String>,
    /// Whether it is booked or cancelled.
    status: AppointmentStatus,
    /// When the technician arrives.
    slot: Slot,
    /// The kind of job.
    job_type: JobTypeId,
    /// The customer's name.
    name: Text<80>,
    /// The number to call back.
    callback: PhoneNumber,
    /// House number, street and apartment.
    street: Text<160>,
    /// The city, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<Text<60>>,
    /// The ZIP code.
    zip: Zip,
    /// The problem, in the caller's words.
    problem: Text<500>,
    /// Gate codes, dogs, parking.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_notes: Option<Text<300>>,
    /// What the caller answered to the company's questions, in their order; missing if it had none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<VisitAnswer>,
    /// The office's own note.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<MaskedText<1000>>,
    /// When it was booked.
    #[schema(value_type = String, format = DateTime)]
    booked_at: Timestamp,
    /// How far the identity of the caller who booked it is proven; missing for appointments of earlier releases.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller_identity: Option<CallerIdentity>,
    /// Counts the changes: 1 if nothing changed. The version for `If-Match`.
    version: u64,
    /// The latest 50 changes, the oldest first. Moves and cancellations of earlier releases are not in it.
    history: Vec<VisitChangeView>,
}

/// A change of a visit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VisitChange)]
struct VisitChangeView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What changed.
    change: ChangeKind,
    /// The call in which the caller changed it; missing if the office did.
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<CallSid>,
    /// The person, key or operator of the office, as the audit log names them; missing if a caller did.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// The slot before the move.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Slot>,
    /// Why the office cancelled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<MaskedText<300>>,
    /// Whether the office wants the customer to be notified.
    #[serde(skip_serializing_if = "Option::is_none")]
    notify_customer: Option<bool>,
}

/// What changed about a visit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ChangeKind {
    /// It moved to another slot.
    Moved,
    /// It was cancelled.
    Cancelled,
    /// The office changed the notes.
    Noted,
    /// The office corrected the name, the address, the kind of job or the problem.
    Corrected,
}

impl From<domain::booking::VisitChange> for VisitChangeView {
    fn from(change: domain::booking::VisitChange) -> Self {
        let (call_id, by) = match change.by {
            ChangedBy::Call(call) => (Some(call), None),
            ChangedBy::Office(by) => (None, Some(by)),
        };
        let view = Self {
            at: change.at,
            change: ChangeKind::Noted,
            call_id,
            by,
            from: None,
            reason: None,
            notify_customer: None,
        };
        match change.change {
            VisitEvent::Noted => view,
            VisitEvent::Corrected => Self { change: ChangeKind::Corrected, ..view },
            VisitEvent::Moved { from, notify_customer } => {
                let notify_customer = view.by.is_some().then_some(notify_customer);
                Self { change: ChangeKind::Moved, from: Some(from), notify_customer, ..view }
            }
            VisitEvent::Cancelled { reason, notify_customer } => {
                let notify_customer = view.by.is_some().then_some(notify_customer);
                Self { change: ChangeKind::Cancelled, reason, notify_customer, ..view }
            }
        }
    }
}

impl From<Appointment> for AppointmentView {
    fn from(appointment: Appointment) -> Self {
        let Appointment { id, origin, visit, status, booked_at, log } = appointment;
        let BookingRequest { slot, job_type, name, callback, street, city, zip, problem, access_notes, answers } =
            visit;
        let VisitLog { version, note, changes } = log;
        let (call_id, booked_by, caller) = match origin {
            Origin::Call { call, booked_by } => (Some(call), None, booked_by),
            Origin::Office { office } => (None, Some(office), None),
        };
        Self {
            appointment_id: id,
            call_id,
            booked_by,
            status,
            slot,
            job_type,
            name,
            callback,
            street,
            city,
            zip,
            problem,
            access_notes,
            answers,
            note,
            booked_at,
            caller_identity: caller.map(|caller| caller.identity),
            version,
            history: changes.into_iter().map(VisitChangeView::from).collect(),
        }
    }
}

/// A visit in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentSummary, example = json!({
    "appointment_id": "apt_7f1c_0", "call_id": "CA7f1c", "status": "booked",
    "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"}, "job_type": "repair", "name": "Dana Smith",
    "callback": "+12145550142", "street": "12 Oak Street", "zip": "75201",
}))]
pub(crate) struct AppointmentRow {
    /// The appointment's id.
    appointment_id: AppointmentId,
    /// The call that booked it; missing if the office did.
    #[serde(skip_serializing_if = "Option::is_none")]
    call_id: Option<CallSid>,
    /// Whether it is booked or cancelled.
    status: AppointmentStatus,
    /// The time of the visit; of a moved visit, the time that it left.
    slot: Slot,
    /// The kind of job.
    job_type: JobTypeId,
    /// The customer's name.
    name: Text<80>,
    /// The number to call back.
    callback: PhoneNumber,
    /// House number, street and apartment.
    street: Text<160>,
    /// The ZIP code.
    zip: Zip,
    /// The new slot, if the visit moved away from this one. The visit has a row there too.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<Slot>,
    /// When the customer confirmed this time by a reply to a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    confirmed_at: Option<Timestamp>,
}

impl From<VisitEntry> for AppointmentRow {
    fn from(entry: VisitEntry) -> Self {
        let VisitEntry { appointment, call, slot, job_type, name, callback, street, zip, status, .. } = entry;
        let (appointment_id, call_id) = (appointment, call);
        let VisitEntry { moved_to, confirmed_at, .. } = entry;
        Self { appointment_id, call_id, status, slot, job_type, name, callback, street, zip, moved_to, confirmed_at }
    }
}

/// The places of a company's arrival windows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Availability, example = json!({
    "time_zone": "America/Chicago",
    "items": [{
        "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"},
        "capacity": 3, "booked": 2, "left": 1, "bookable": true,
    }],
}))]
pub(crate) struct AvailabilityView {
    /// The company's time zone, an IANA name. Days and times are in it.
    time_zone: String,
    /// The windows in which the company works, and others that have visits, in order of time.
    items: Vec<PlacesView>,
}

/// The places of a window on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SlotPlaces)]
struct PlacesView {
    slot: Slot,
    /// How many visits fit.
    capacity: u32,
    /// How many visits are booked: more than fit if the capacity was lowered.
    booked: u32,
    /// How many more visits fit.
    left: u32,
    /// Whether a visit can be booked: a place is left, and the time is neither too soon nor too far ahead.
    bookable: bool,
}

impl AvailabilityView {
    pub(crate) fn of(config: &TenantConfig, places: Vec<SlotPlaces>) -> Self {
        let view = |places: SlotPlaces| PlacesView {
            left: places.left(),
            slot: places.slot,
            capacity: places.capacity,
            booked: places.booked,
            bookable: places.bookable,
        };
        let time_zone = config.time_zone.iana_name().unwrap_or("UTC").to_owned();
        Self { time_zone, items: places.into_iter().map(view).collect() }
    }
}

pub(super) fn appointment_example() -> serde_json::Value {
    json!({
        "appointment_id": "apt_7f1c2d3e4b5a69788796a5b4c3d2e1f0_0", "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0",
        "status": "booked", "slot": {"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"},
        "job_type": "repair", "name": "Dana Smith", "callback": "+12145550142", "street": "12 Oak Street",
        "city": "Dallas", "zip": "75201", "problem": "The furnace is dead", "access_notes": "Beware of the dog",
        "answers": [{"id": "fuel", "label": "Fuel", "answer": "gas"}, {"id": "warranty", "label": "Under warranty"}],
        "booked_at": "2026-11-23T15:05:30Z", "caller_identity": "attested", "version": 2,
        "history": [{
            "at": "2026-11-23T16:20:00Z", "change": "moved", "by": "usr_dana",
            "from": {"id": "2026-11-23_afternoon", "starts": "13:00", "ends": "17:00"}, "notify_customer": true,
        }],
    })
}
