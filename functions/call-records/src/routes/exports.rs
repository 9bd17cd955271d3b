//! The lists as CSV files.

use api::{
    Problem, StrictQuery,
    access::{
        Authorized,
        permission::{ReadCalls, ReadCustomers},
    },
    csv::{CsvFile, optional},
};
use axum::extract::State;
use domain::tenant::JobTypeId;
use serde::Serialize;
use store::{CallEntry, EmergencyEntry, Handled, Handling, LARGEST_PAGE, MessageEntry, PersonalData, VisitEntry};

use super::{Function, appointments::today};
use crate::wire::{
    call_query::CallsQuery,
    handling::{ListQuery, MessagesQuery},
    visit::AppointmentsQuery,
};

/// The name of a value in JSON.
fn name_of(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

const CALL_COLUMNS: [&str; 16] = [
    "call_id",
    "started_at",
    "ended_at",
    "call_seconds",
    "caller",
    "outcome",
    "language",
    "job_types",
    "after_hours",
    "bookable",
    "turns",
    "appointments",
    "messages",
    "emergencies",
    "cost_micro_usd",
    "test",
];

fn call_row(entry: CallEntry) -> Vec<String> {
    let ended_at = entry.ended_at();
    let facts = entry.facts.as_ref();
    let job_types = facts.iter().flat_map(|facts| &facts.job_types).map(JobTypeId::as_str).collect::<Vec<_>>();
    vec![
        entry.call.to_string(),
        entry.started_at.to_string(),
        ended_at.to_string(),
        entry.call_seconds.to_string(),
        optional(entry.caller),
        optional(facts.map(|facts| facts.outcome.name())),
        optional(facts.map(|facts| name_of(facts.language))),
        job_types.join(" "),
        optional(facts.map(|facts| facts.after_hours)),
        optional(facts.map(|facts| facts.bookable)),
        entry.turns.to_string(),
        entry.appointments.to_string(),
        entry.messages.to_string(),
        entry.emergencies.to_string(),
        entry.cost_micro_usd.get().to_string(),
        entry.test.to_string(),
    ]
}

/// Export calls
///
/// The list of calls as CSV, with the same conditions; `limit` is not used. A file has up to 1,000 rows, and the header `next-cursor` if
/// there may be more. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/calls/export.csv", tag = "Calls",
    responses((
        status = 200, description = "The calls", body = String, content_type = "text/csv",
        headers(("next-cursor" = String, description = "The cursor of the rows that follow")),
        example = "call_id,started_at\nCA7f1c2d3e4b5a69788796a5b4c3d2e1f0,2026-11-23T15:04:05Z\n"
    ))
)]
pub(crate) async fn export_calls(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<CallsQuery>,
) -> Result<CsvFile, Problem> {
    let filter = function.filter(&may, query.conditions()).await?;
    let customers = function.open(&may, PersonalData::Calls).await?;
    let (store, filter, customers) = (&function.store, &filter, &customers);
    let read = |after: Option<String>| async move {
        store.list_calls(customers, filter, after.as_deref(), LARGEST_PAGE).await
    };
    CsvFile::new("calls", &CALL_COLUMNS).filled(query.cursor(), read, call_row).await
}

const VISIT_COLUMNS: [&str; 15] = [
    "appointment_id",
    "status",
    "day",
    "window",
    "starts",
    "ends",
    "job_type",
    "name",
    "callback",
    "street",
    "zip",
    "call_id",
    "moved_to_day",
    "moved_to_window",
    "confirmed_at",
];

fn visit_row(entry: VisitEntry) -> Vec<String> {
    let VisitEntry { appointment, call, slot, job_type, name, callback, street, zip, status, .. } = entry;
    let VisitEntry { moved_to, confirmed_at, .. } = entry;
    vec![
        appointment.to_string(),
        name_of(status),
        slot.id.date.to_string(),
        slot.id.window.to_string(),
        slot.starts.strftime("%H:%M").to_string(),
        slot.ends.strftime("%H:%M").to_string(),
        job_type.as_str().to_owned(),
        name.to_string(),
        callback.to_string(),
        street.to_string(),
        zip.to_string(),
        optional(call),
        optional(moved_to.as_ref().map(|slot| slot.id.date)),
        optional(moved_to.as_ref().map(|slot| &slot.id.window)),
        optional(confirmed_at),
    ]
}

/// Export appointments
///
/// The list of visits as CSV, with the same conditions; `limit` is not used. A file has up to 1,000 rows, and the header `next-cursor` if
/// there may be more. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/appointments/export.csv", tag = "Appointments",
    responses((
        status = 200, description = "The visits", body = String, content_type = "text/csv",
        headers(("next-cursor" = String, description = "The cursor of the rows that follow")),
        example = "appointment_id,status,day,window\napt_7f1c_0,booked,2026-11-24,morning\n"
    ))
)]
pub(crate) async fn export_appointments(
    State(function): Function,
    may: Authorized<ReadCustomers>,
    StrictQuery(query): StrictQuery<AppointmentsQuery>,
) -> Result<CsvFile, Problem> {
    let days = query.days(today(&may, &function.published(&may.scope).await?))?;
    let customers = function.open(&may, PersonalData::Appointments).await?;
    let (store, filter, customers) = (&function.store, &query.filter(), &customers);
    let read = |after: Option<String>| async move {
        store.find_visits(customers, days, filter, after.as_deref(), LARGEST_PAGE).await
    };
    CsvFile::new("appointments", &VISIT_COLUMNS).filled(query.cursor(), read, visit_row).await
}

/// The columns of what the office has done.
const HANDLING_COLUMNS: [&str; 5] = ["taken_by", "taken_at", "done_by", "done_at", "note"];

fn handling_fields(handling: Handling) -> [String; 5] {
    let Handling { taken, done, note, .. } = handling;
    let by = |handled: &Option<Handled>| optional(handled.as_ref().map(|handled| &handled.by));
    let at = |handled: &Option<Handled>| optional(handled.as_ref().map(|handled| handled.at));
    [by(&taken), at(&taken), by(&done), at(&done), optional(note)]
}

fn message_row(entry: MessageEntry) -> Vec<String> {
    let kind = name_of(entry.kind());
    let MessageEntry { message, call, name, callback, words, urgent, left_at, handling, .. } = entry;
    let fields = [
        message.to_string(),
        kind,
        left_at.to_string(),
        optional(name),
        optional(callback),
        urgent.to_string(),
        optional(words),
        optional(call),
    ];
    fields.into_iter().chain(handling_fields(handling)).collect()
}

/// Export messages
///
/// The list of messages as CSV, with the first 200 characters of each and the same conditions; `limit` is not used. A file has up to 1,000
/// rows, and the header `next-cursor` if there may be more. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/messages/export.csv", tag = "Messages",
    responses((
        status = 200, description = "The messages", body = String, content_type = "text/csv",
        headers(("next-cursor" = String, description = "The cursor of the rows that follow")),
        example = "message_id,kind,left_at\nmsg_7f1c_0,words,2026-11-23T15:04:05Z\n"
    ))
)]
pub(crate) async fn export_messages(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<MessagesQuery>,
) -> Result<CsvFile, Problem> {
    let customers = function.open(&may, PersonalData::Messages).await?;
    let (store, filter, customers) = (&function.store, query.filter(), &customers);
    let read = |after: Option<String>| async move {
        store.list_messages(customers, filter, after.as_deref(), LARGEST_PAGE).await
    };
    let columns = ["message_id", "kind", "left_at", "name", "callback", "urgent", "words", "call_id"];
    let columns = [columns.as_slice(), &HANDLING_COLUMNS].concat();
    CsvFile::new("messages", &columns).filled(query.page().cursor(), read, message_row).await
}

fn emergency_row(entry: EmergencyEntry) -> Vec<String> {
    let EmergencyEntry { emergency, call, hazard, callback, heard_at, acknowledged_at, handling, .. } = entry;
    let fields = [
        emergency.to_string(),
        heard_at.to_string(),
        hazard.name().to_owned(),
        optional(callback),
        optional(acknowledged_at),
        call.to_string(),
    ];
    fields.into_iter().chain(handling_fields(handling)).collect()
}

/// Export emergencies
///
/// The list of emergencies as CSV, with the same conditions; `limit` is not used. A file has up to 1,000 rows, and the header
/// `next-cursor` if there may be more. The audit log gets an entry, one for the reads of five minutes.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/emergencies/export.csv", tag = "Emergencies",
    responses((
        status = 200, description = "The emergencies", body = String, content_type = "text/csv",
        headers(("next-cursor" = String, description = "The cursor of the rows that follow")),
        example = "emergency_id,heard_at,hazard\nemg_7f1c_0,2026-11-23T15:04:05Z,gas_leak\n"
    ))
)]
pub(crate) async fn export_emergencies(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<ListQuery>,
) -> Result<CsvFile, Problem> {
    let customers = function.open(&may, PersonalData::Emergencies).await?;
    let (store, only_open, customers) = (&function.store, query.only_open(), &customers);
    let read = |after: Option<String>| async move {
        if only_open {
            store.list_open_emergencies(customers, after.as_deref(), LARGEST_PAGE).await
        } else {
            store.list_emergencies(customers, after.as_deref(), LARGEST_PAGE).await
        }
    };
    let columns = ["emergency_id", "heard_at", "hazard", "callback", "acknowledged_at", "call_id"];
    let columns = [columns.as_slice(), &HANDLING_COLUMNS].concat();
    CsvFile::new("emergencies", &columns).filled(query.cursor(), read, emergency_row).await
}
