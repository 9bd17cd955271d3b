//! The JSON of calls.

use domain::{id::CallSid, money::MicroUsd, phone::PhoneNumber};
use jiff::Timestamp;
use serde::Serialize;
use store::CallEntry;
use utoipa::ToSchema;

/// A call that ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Call, example = json!({
    "call_id": "CA7f1c2d3e4b5a69788796a5b4c3d2e1f0", "caller": "+12145550142", "started_at": "2026-11-23T15:04:05Z",
    "ended_at": "2026-11-23T15:06:05Z", "call_seconds": 120, "turns": 6, "appointments": 1, "messages": 0, "emergencies": 0,
    "cost_micro_usd": 139_000,
}))]
pub(crate) struct CallView {
    /// The call's id: Twilio's `CallSid`.
    call_id: CallSid,
    /// The caller's number; missing if it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    caller: Option<PhoneNumber>,
    /// When the call arrived.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When the call ended.
    #[schema(value_type = String, format = DateTime)]
    ended_at: Timestamp,
    /// The length of the call, in seconds.
    call_seconds: u64,
    /// How often the agent listened to the caller.
    turns: u64,
    /// The visits booked in the call.
    appointments: u64,
    /// The messages taken in the call.
    messages: u64,
    /// The emergencies detected in the call.
    emergencies: u64,
    /// The cost of the call, in millionths of a dollar.
    cost_micro_usd: MicroUsd,
}

impl From<CallEntry> for CallView {
    fn from(entry: CallEntry) -> Self {
        let ended_at = entry.ended_at();
        Self {
            call_id: entry.call,
            caller: entry.caller,
            started_at: entry.started_at,
            ended_at,
            call_seconds: entry.call_seconds,
            turns: entry.turns,
            appointments: entry.appointments,
            messages: entry.messages,
            emergencies: entry.emergencies,
            cost_micro_usd: entry.cost_micro_usd,
        }
    }
}
