//! The fields of each table, and the usual names of their columns, the most usual first.

use crate::row::Table;

/// A field and the usual names of its column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The table.
    pub table: Table,
    /// The field's name in the mapping.
    pub field: &'static str,
    /// The usual names of the column.
    pub names: &'static [&'static str],
}

const fn of(table: Table, field: &'static str, names: &'static [&'static str]) -> Column {
    Column { table, field, names }
}

/// The usual names of a column that refers to a row of the call log.
const CALL_KEYS: &[&str] = &["call_log_id", "call_id", "calllog_id", "call_logs_id", "call_log", "call"];

/// Every field.
pub const COLUMNS: &[Column] = &[
    of(Table::Locations, "key", &["id", "location_id", "code"]),
    of(Table::Locations, "name", &["name", "location_name", "title"]),
    of(Table::Locations, "code", &["code", "slug"]),
    of(Table::Locations, "time_zone", &["timezone", "time_zone", "tz"]),
    of(Table::Locations, "opens", &["opening_hour", "opens", "open_time", "opening_time"]),
    of(Table::Locations, "closes", &["closing_hour", "closes", "close_time", "closing_time"]),
    of(Table::Locations, "hours", &["business_hours", "hours", "opening_hours", "operating_hours", "office_hours"]),
    of(Table::Locations, "address", &["address", "street_address", "street"]),
    of(Table::CallLogs, "key", &["id", "call_log_id", "call_id"]),
    of(Table::CallLogs, "call", &["call_sid", "sid", "twilio_sid", "twilio_call_sid"]),
    of(
        Table::CallLogs,
        "phone",
        &[
            "caller_phone",
            "from_number",
            "phone",
            "caller_number",
            "caller",
            "customer_phone",
            "phone_number",
            "from",
            "from_",
            "from_phone",
            "caller_id",
        ],
    ),
    of(Table::CallLogs, "called", &["to_number", "called_number", "called", "to", "to_phone", "to_"]),
    of(
        Table::CallLogs,
        "started",
        &[
            "started_at",
            "start_time",
            "call_start",
            "started",
            "call_started_at",
            "call_started",
            "call_start_time",
            "created_at",
            "timestamp",
            "call_time",
            "call_date",
            "datetime",
        ],
    ),
    of(
        Table::CallLogs,
        "ended",
        &["ended_at", "end_time", "call_end", "completed_at", "ended", "call_ended_at", "call_ended", "call_end_time"],
    ),
    of(Table::CallLogs, "seconds", &["duration_seconds", "duration", "call_duration", "length_seconds"]),
    of(Table::CallLogs, "status", &["status", "call_status", "outcome", "result"]),
    of(Table::CallLogs, "transcript", &["transcript", "conversation", "transcription", "messages"]),
    of(Table::CallLogs, "transferred", &["was_transferred", "transferred", "is_transferred"]),
    of(Table::CallLogs, "deleted", &["is_deleted", "deleted", "deleted_at"]),
    of(Table::CallLogs, "location", &["location_id", "location", "location_code"]),
    of(Table::Appointments, "key", &["id", "appointment_id", "booking_id"]),
    of(
        Table::Appointments,
        "starts",
        &[
            "scheduled_at",
            "start_time",
            "scheduled_time",
            "appointment_time",
            "scheduled_start",
            "starts_at",
            "datetime",
            "scheduled_for",
            "start",
            "preferred_datetime",
            "appointment_datetime",
            "scheduled_datetime",
            "appointment_start",
            "appointment_start_time",
            "appointment_at",
            "visit_time",
            "visit_datetime",
            "booking_time",
            "starts",
            "start_at",
            "slot_start",
            "begins_at",
            "date_time",
        ],
    ),
    of(
        Table::Appointments,
        "date",
        &[
            "date",
            "appointment_date",
            "scheduled_date",
            "day",
            "preferred_date",
            "visit_date",
            "service_date",
            "booking_date",
        ],
    ),
    of(
        Table::Appointments,
        "time",
        &["time", "time_slot", "slot", "appointment_hour", "preferred_time", "time_window", "arrival_window", "window"],
    ),
    of(
        Table::Appointments,
        "name",
        &["customer_name", "name", "client_name", "full_name", "caller_name", "contact_name", "customer", "client"],
    ),
    of(
        Table::Appointments,
        "phone",
        &["customer_phone", "phone", "phone_number", "caller_phone", "contact_phone", "customer_number"],
    ),
    of(Table::Appointments, "street", &["customer_address", "address", "street", "service_address", "street_address"]),
    of(Table::Appointments, "city", &["city", "customer_city", "town"]),
    of(Table::Appointments, "zip", &["zip", "zip_code", "postal_code", "zipcode", "customer_zip"]),
    of(
        Table::Appointments,
        "problem",
        &["issue", "problem", "issue_description", "description", "reason", "service_description"],
    ),
    of(Table::Appointments, "job_type", &["service_type", "job_type", "service", "type", "appointment_type"]),
    of(Table::Appointments, "status", &["status", "appointment_status", "state"]),
    of(
        Table::Appointments,
        "cancelled",
        &["is_cancelled", "cancelled", "canceled", "is_canceled", "cancelled_at", "canceled_at"],
    ),
    of(Table::Appointments, "deleted", &["is_deleted", "deleted", "deleted_at"]),
    of(Table::Appointments, "notes", &["notes", "note", "comments", "special_instructions"]),
    of(Table::Appointments, "call", &["call_sid", "sid", "twilio_sid", "twilio_call_sid"]),
    of(Table::Appointments, "call_key", CALL_KEYS),
    of(Table::Appointments, "location", &["location_id", "location", "location_code"]),
    of(Table::Appointments, "created", &["created_at", "booked_at", "created", "inserted_at"]),
    of(Table::EmergencyLogs, "key", &["id", "emergency_log_id", "emergency_id"]),
    of(Table::EmergencyLogs, "call", &["call_sid", "sid", "twilio_sid", "twilio_call_sid"]),
    of(Table::EmergencyLogs, "call_key", CALL_KEYS),
    of(
        Table::EmergencyLogs,
        "hazard",
        &["emergency_type", "type", "hazard", "kind", "category", "issue_type", "hazard_type"],
    ),
    of(Table::EmergencyLogs, "words", &["description", "details", "transcript", "message", "notes"]),
    of(Table::EmergencyLogs, "transferred", &["was_transferred", "transferred", "escalated"]),
    of(
        Table::EmergencyLogs,
        "phone",
        &["caller_phone", "phone", "customer_phone", "phone_number", "caller_number", "from_number", "callback"],
    ),
    of(Table::EmergencyLogs, "name", &["customer_name", "caller_name", "name"]),
    of(Table::EmergencyLogs, "place", &["address", "location_address", "customer_address"]),
    of(Table::EmergencyLogs, "at", &["created_at", "occurred_at", "timestamp", "reported_at", "detected_at"]),
];

/// The usual names of a table.
#[must_use]
pub const fn tables_of(table: Table) -> &'static [&'static str] {
    match table {
        Table::Locations => &["locations", "location", "offices", "branches"],
        Table::CallLogs => &["call_logs", "call_log", "calls", "calllog", "calllogs"],
        Table::Appointments => &["appointments", "appointment", "bookings", "visits"],
        Table::EmergencyLogs => &["emergency_logs", "emergency_log", "emergencies", "emergencylog"],
    }
}

/// The fields of a table.
pub(super) fn fields(table: Table) -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().filter(move |column| column.table == table).map(|column| column.field)
}
