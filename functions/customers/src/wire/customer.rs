//! The JSON of a customer, with visits, calls and notes.

use api::{PageQuery, PageSize, Problem, csv::optional};
use domain::{
    booking::{Appointment, AppointmentStatus, VisitAnswer},
    call_facts::Outcome,
    id::{AppointmentId, CallSid},
    phone::PhoneNumber,
    redaction::MaskedText,
    slot::Slot,
    tenant::{JobTypeId, Zip},
    text::Text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    CallEntry, CustomerItem, CustomerMarks, CustomerNote, CustomerQuery, CustomerQueryError, CustomerRecord, Handled,
};
use utoipa::{IntoParams, ToSchema};

/// Who decided something about a customer, and when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerDecision)]
pub(crate) struct DecisionView {
    /// The person, key or operator, as the audit log names them.
    by: String,
    /// The time.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<Handled> for DecisionView {
    fn from(Handled { by, at }: Handled) -> Self {
        Self { by, at }
    }
}

/// The customers to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CustomersQuery {
    /// Words of the name, street or ZIP code, or digits of a number: 1 to 80 characters. Write a `+` as `%2B`.
    #[param(value_type = Option<String>, example = "smith oak")]
    q: Option<CustomerWords>,
    /// `next_cursor` of the page before, which had the same `q`. The first page if missing.
    #[param(example = "bmFtZQ")]
    cursor: Option<String>,
    /// The most items of the page: 1 to 100, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100, example = 25)]
    limit: Option<PageSize>,
}

impl CustomersQuery {
    /// What to look for.
    pub(crate) fn words(&self) -> Option<&CustomerQuery> {
        self.q.as_ref().map(|CustomerWords(query)| query)
    }

    /// The page of the list.
    pub(crate) fn page(&self) -> PageQuery {
        PageQuery { cursor: self.cursor.clone(), limit: self.limit }
    }
}

/// The text of a query.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct CustomerWords(CustomerQuery);

impl TryFrom<String> for CustomerWords {
    type Error = CustomerQueryError;

    fn try_from(text: String) -> Result<Self, CustomerQueryError> {
        CustomerQuery::parse(&text).map(Self)
    }
}

/// A customer in the list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerSummary, example = json!({
    "number": "+12145550142", "name": "Dana Smith", "street": "12 Oak Street", "zip": "75201", "visits": 2,
    "blocked": false, "do_not_call": false, "other_numbers": [],
}))]
pub(crate) struct CustomerRow {
    /// The first number of the customer.
    number: PhoneNumber,
    /// The name that was given for the latest visit; missing without a visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The street of the latest visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<Text<160>>,
    /// The ZIP code of the latest visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    zip: Option<Zip>,
    /// How many visits were booked from the first number.
    visits: usize,
    /// Whether the calls are rejected.
    blocked: bool,
    /// Whether the company must not contact the customer.
    do_not_call: bool,
    /// The numbers that were merged into the customer.
    other_numbers: Vec<PhoneNumber>,
}

impl From<CustomerItem> for CustomerRow {
    fn from(item: CustomerItem) -> Self {
        let customer = item.customer();
        Self {
            name: customer.as_ref().map(|customer| customer.name.clone()),
            street: customer.as_ref().map(|customer| customer.street.clone()),
            zip: customer.map(|customer| customer.zip),
            visits: item.appointments.len(),
            blocked: item.blocked.is_some(),
            do_not_call: item.do_not_call.is_some(),
            other_numbers: item.merged.into_iter().map(|merged| merged.number).collect(),
            number: item.number,
        }
    }
}

impl CustomerRow {
    /// The columns of the file of customers.
    pub(crate) const COLUMNS: [&'static str; 8] =
        ["number", "name", "street", "zip", "visits", "blocked", "do_not_call", "other_numbers"];

    /// The fields of the columns.
    pub(crate) fn into_fields(self) -> Vec<String> {
        let Self { number, name, street, zip, visits, blocked, do_not_call, other_numbers } = self;
        let others: Vec<String> = other_numbers.iter().map(ToString::to_string).collect();
        vec![
            number.to_string(),
            optional(name),
            optional(street),
            optional(zip),
            visits.to_string(),
            blocked.to_string(),
            do_not_call.to_string(),
            others.join(" "),
        ]
    }
}

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Customer, example = json!({
    "number": "+12145550142", "name": "Dana Smith", "street": "12 Oak Street", "zip": "75201",
    "other_numbers": ["+12145550143"], "do_not_call": {"by": "usr_lee", "at": "2026-11-23T15:10:00Z"}, "version": 3,
}))]
pub(crate) struct CustomerView {
    /// The first number of the customer.
    number: PhoneNumber,
    /// The name that was given for the latest visit; missing without a visit, and without the permission `read_customers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Text<80>>,
    /// The street of the latest visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    street: Option<Text<160>>,
    /// The ZIP code of the latest visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    zip: Option<Zip>,
    /// The other numbers that were merged into the customer.
    other_numbers: Vec<PhoneNumber>,
    /// Who blocked the calls; missing if they are answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked: Option<DecisionView>,
    /// Who noted that the company must not contact the customer; missing if it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    do_not_call: Option<DecisionView>,
    /// Counts what the office decided: 1 if nothing was.
    version: u64,
}

impl From<CustomerRecord> for CustomerView {
    fn from(record: CustomerRecord) -> Self {
        let customer = record.customer();
        let mark = |of: fn(&CustomerItem) -> &Option<Handled>| record.items().find_map(|item| of(item).clone());
        Self {
            name: customer.as_ref().map(|customer| customer.name.clone()),
            street: customer.as_ref().map(|customer| customer.street.clone()),
            zip: customer.map(|customer| customer.zip),
            other_numbers: record.others.iter().map(|item| item.number.clone()).collect(),
            blocked: mark(|item| &item.blocked).map(Into::into),
            do_not_call: mark(|item| &item.do_not_call).map(Into::into),
            version: record.version(),
            number: record.first.number,
        }
    }
}

impl CustomerView {
    /// The same for a caller who may not read customers.
    pub(crate) fn without_person(record: CustomerRecord) -> Self {
        Self { name: None, street: None, zip: None, ..record.into() }
    }
}

/// A customer with the latest visits, notes and calls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerDetails, example = json!({
    "number": "+12145550142", "name": "Dana Smith", "street": "12 Oak Street", "zip": "75201", "other_numbers": [], "version": 1,
    "appointments": [],
    "notes": [{"number": "+12145550142", "note": "Prefers mornings", "by": "usr_lee", "at": "2026-11-23T15:10:00Z"}],
    "calls": [{"call_id": "CA00000000000000000000000000000001", "caller": "+12145550142", "started_at": "2026-11-23T15:00:00Z",
        "call_seconds": 62, "outcome": "booked", "test": false}],
}))]
pub(crate) struct CustomerDetailsView {
    #[serde(flatten)]
    customer: CustomerView,
    /// The latest 20 visits.
    appointments: Vec<VisitView>,
    /// The latest 20 notes.
    notes: Vec<NoteView>,
    /// The latest 20 calls; missing without the permission `read_calls`.
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<Vec<CallOfCustomerView>>,
}

impl CustomerDetailsView {
    pub(crate) fn of(
        record: CustomerRecord,
        visits: Vec<Appointment>,
        notes: Vec<CustomerNote>,
        calls: Option<Vec<CallEntry>>,
    ) -> Self {
        Self {
            customer: record.into(),
            appointments: visits.into_iter().map(Into::into).collect(),
            notes: notes.into_iter().map(Into::into).collect(),
            calls: calls.map(|calls| calls.into_iter().map(Into::into).collect()),
        }
    }
}

/// A visit of a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VisitOfCustomer)]
pub(crate) struct VisitView {
    /// The appointment's id.
    appointment_id: AppointmentId,
    /// Whether it is booked or cancelled.
    status: AppointmentStatus,
    /// When the technician arrives.
    slot: Slot,
    /// The kind of job.
    job_type: JobTypeId,
    /// The name that was given.
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
}

impl From<Appointment> for VisitView {
    fn from(appointment: Appointment) -> Self {
        let visit = appointment.visit;
        Self {
            appointment_id: appointment.id,
            status: appointment.status,
            slot: visit.slot,
            job_type: visit.job_type,
            name: visit.name,
            callback: visit.callback,
            street: visit.street,
            city: visit.city,
            zip: visit.zip,
            problem: visit.problem,
            access_notes: visit.access_notes,
            answers: visit.answers,
            note: appointment.log.note,
            booked_at: appointment.booked_at,
        }
    }
}

/// A call of a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallOfCustomer)]
pub(crate) struct CallOfCustomerView {
    /// The call's id.
    call_id: CallSid,
    /// The number that it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<PhoneNumber>,
    /// When it arrived.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// Its length.
    call_seconds: u64,
    /// What came of it; missing for a call that only Twilio reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    /// A call in test mode.
    test: bool,
}

impl From<CallEntry> for CallOfCustomerView {
    fn from(entry: CallEntry) -> Self {
        Self {
            outcome: entry.facts.as_ref().map(|facts| facts.outcome),
            call_id: entry.call,
            caller: entry.caller,
            started_at: entry.started_at,
            call_seconds: entry.call_seconds,
            test: entry.test,
        }
    }
}

/// A note about a customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerNote, example = json!({
    "number": "+12145550142", "note": "Prefers mornings", "by": "usr_lee", "at": "2026-11-23T15:10:00Z",
}))]
pub(crate) struct NoteView {
    /// The number that it was written for.
    number: PhoneNumber,
    /// The words.
    note: MaskedText<1000>,
    /// Who wrote it, as the audit log names them.
    by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<CustomerNote> for NoteView {
    fn from(CustomerNote { number, note, by, at }: CustomerNote) -> Self {
        Self { number, note, by, at }
    }
}

/// What to mark.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MarkCustomer, example = json!({"do_not_call": true}))]
pub(crate) struct MarkCustomerBody {
    /// Whether calls are rejected.
    blocked: Option<bool>,
    /// Whether the company must not contact the customer.
    do_not_call: Option<bool>,
}

impl From<MarkCustomerBody> for CustomerMarks {
    fn from(MarkCustomerBody { blocked, do_not_call }: MarkCustomerBody) -> Self {
        Self { blocked, do_not_call }
    }
}

/// The other number.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OtherNumber, example = json!({"number": "+12145550143"}))]
pub(crate) struct MergeCustomersBody {
    /// The number.
    number: PhoneNumber,
}

impl MergeCustomersBody {
    pub(crate) fn number(self) -> Result<PhoneNumber, Problem> {
        let real = Some(self.number).filter(|number| !number.stands_for_withheld());
        real.ok_or_else(|| Problem::field("/number", "this stands for a withheld number"))
    }
}

/// A note to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustomerNote, example = json!({"note": "Prefers mornings"}))]
pub(crate) struct CustomerNoteBody {
    /// The words.
    pub(crate) note: MaskedText<1000>,
}
