//! The parts of keys that items share: partitions, the beginnings of sort keys, and their bounds.

use domain::{
    dates::DateRange,
    id::{AppointmentId, AuditEntryId, CallSid, EmergencyId, PersonId, ScenarioRunId, TenantId, WebhookEndpointId},
    notification::NotificationEvent,
    phone::PhoneNumber,
    slot::SlotId,
};
use jiff::Timestamp;

use crate::{CallMark, TenantScope, TenantStatus};

/// The partition of items that belong to the platform as a whole.
pub(crate) const PLATFORM: &str = "platform";
pub(crate) const OPEN_CALLS: &str = "open_calls";
/// The partition of the counters of all companies.
pub(crate) const PLATFORM_DAYS: &str = "platform_days";
pub(crate) const CALL_USAGE: &str = "usage#call#";
pub(crate) const ACKNOWLEDGED: &str = "usage#acknowledged#";
pub(crate) const DAY_USAGE: &str = "usage#day#";
pub(crate) const TRIALS: &str = "trials";
/// The partition of the alarms of the deployment.
pub(crate) const ALARMS: &str = "alarms";
pub(crate) const ALARM: &str = "alarm#";
pub(crate) const STARTED: &str = "started#";
pub(crate) const WEBHOOK: &str = "webhook#";
pub(crate) const DUE: &str = "due";
pub(crate) const DUE_AT: &str = "at#";
pub(crate) const OWN_DUE: &str = "due#";
pub(crate) const UNPAGED: &str = "unpaged#";
pub(crate) const CONFIG: &str = "config#";
pub(crate) const CUSTOMER: &str = "customer#";
pub(crate) const CUSTOMER_NOTE: &str = "customer_note#";
pub(crate) const CALL: &str = "call#";
pub(crate) const RECORDING: &str = "recording#";
pub(crate) const CALL_ENTRY: &str = "ended#";
pub(crate) const VISIT_ENTRY: &str = "visit#";
pub(crate) const MESSAGE_ENTRY: &str = "msg_at#";
pub(crate) const EMERGENCY_ENTRY: &str = "emg_at#";
pub(crate) const PERSON: &str = "person#";
pub(crate) const NOTIFICATION_PREFERENCES: &str = "notifications#";
pub(crate) const UNDELIVERED: &str = "undelivered#";
pub(crate) const API_KEY: &str = "api_key#";
pub(crate) const CALENDAR: &str = "calendar#";
pub(crate) const AUDIT: &str = "audit#";
pub(crate) const SCENARIO: &str = "scenario#";
pub(crate) const SCENARIO_RUN: &str = "scenario_run#";
pub(crate) const TEST_CALL_ENTRY: &str = "test_at#";
pub(crate) const BY_NAME: &str = "name#";
pub(crate) const BY_WORD: &str = "word#";

/// The sort key of the mark that a person was notified of something.
pub(crate) fn notified_sort(event: &NotificationEvent, person: &PersonId) -> String {
    format!("{}{person}", notified_of(event))
}

/// The part that the sort keys of the marks of everybody who was notified of something share.
pub(crate) fn notified_of(event: &NotificationEvent) -> String {
    format!("notified#{}", about(event))
}

/// The part of a sort key that names a notification: its kind, what it is about, and the person.
pub(super) fn notification(event: &NotificationEvent, person: &PersonId) -> String {
    format!("{}{person}", about(event))
}

fn about(event: &NotificationEvent) -> String {
    let what = match event {
        NotificationEvent::Booked { appointment } => appointment.to_string(),
        NotificationEvent::Moved { appointment, at } | NotificationEvent::Cancelled { appointment, at } => {
            format!("{appointment}#{}", microseconds(*at))
        }
        NotificationEvent::MessageLeft { message } => message.to_string(),
        NotificationEvent::EmergencyHeard { emergency } => emergency.to_string(),
        NotificationEvent::DayOver { day } => day.to_string(),
        NotificationEvent::AccountChanged { entry, .. } => entry.to_string(),
    };
    format!("{}#{what}#", event.kind().name())
}

/// The sort key of a tenant's entry by its name. `folded` is the whole folded name.
pub(crate) fn by_name(folded: &str, tenant: &TenantId) -> String {
    format!("{BY_NAME}{folded}#{tenant}")
}

/// The sort key of a tenant's entry by a word. `folded` is the folded name from that word on.
pub(crate) fn by_word(folded: &str, tenant: &TenantId) -> String {
    format!("{BY_WORD}{folded}#{tenant}")
}

pub(crate) fn tenants(status: TenantStatus) -> String {
    format!("tenants#{}", status.as_str())
}

pub(super) fn audit_sort(at: Timestamp, entry: &AuditEntryId) -> String {
    format!("{AUDIT}{}#{entry}", microseconds(at))
}

/// The part that the sort keys of a caller's calls share.
pub(crate) fn calls_of_caller(caller: &PhoneNumber) -> String {
    format!("by_caller#{caller}#")
}

/// The part that the sort keys of the notes about a number share.
pub(crate) fn notes_of_customer(number: &PhoneNumber) -> String {
    format!("{CUSTOMER_NOTE}{number}#")
}

/// The part that the sort keys of the calls with a mark share.
pub(crate) fn calls_with_mark(mark: CallMark) -> String {
    format!("by_mark#{}#", mark.name())
}

/// A fixed number of digits, so text order is time order.
pub(crate) fn microseconds(at: Timestamp) -> String {
    format!("{:018}", at.as_microsecond())
}

/// The partition of the words that can be found in a tenant's calls.
pub(crate) fn words(scope: &TenantScope) -> String {
    format!("{}#words", scope.tenant())
}

/// The part of a posting's sort key after its stem. Text order is the order of the calls.
pub(crate) fn place_in_time(started_at: Timestamp, call: &CallSid) -> String {
    format!("{}#{call}", microseconds(started_at))
}

/// The part that the sort keys of a call's recordings share.
pub(crate) fn recordings_of(call: &CallSid) -> String {
    format!("{RECORDING}{call}#")
}

/// The part that the sort keys of the texts about a visit share.
pub(crate) fn texts_about(appointment: &AppointmentId) -> String {
    format!("texted#{appointment}#")
}

/// The part that the sort keys of the texts to a number after missed calls share.
pub(crate) fn texts_back_to(number: &PhoneNumber) -> String {
    format!("text_back#{number}#")
}

/// The part that the sort keys of an emergency's pages share.
pub(crate) fn pages_of_emergency(emergency: &EmergencyId) -> String {
    format!("paged#{emergency}#")
}

/// The part that the sort keys of a run's results share.
pub(crate) fn results_of(run: &ScenarioRunId) -> String {
    format!("scenario_result#{run}#")
}

/// The part that the sort keys of an endpoint's deliveries share.
pub(crate) fn deliveries_to(endpoint: &WebhookEndpointId) -> String {
    format!("delivery#{endpoint}#")
}

/// The first and last sort key of a call's items.
pub(crate) fn call_between(call: &CallSid) -> (String, String) {
    (format!("{CALL}{call}"), format!("{CALL}{call}#~"))
}

pub(super) const CAPACITY: &str = "capacity#";

/// The first and last sort key of the slots on these days. `~` sorts after every character of a window's id.
pub(crate) fn capacity_between(days: DateRange) -> (String, String) {
    (format!("{CAPACITY}{}", days.first()), format!("{CAPACITY}{}~", days.last()))
}

/// The slot of a capacity item. `None` for any other item.
pub(crate) fn slot_of_capacity(sort: &str) -> Option<SlotId> {
    sort.strip_prefix(CAPACITY).and_then(|slot| slot.parse().ok())
}
