//! Where each item lives. The only place that formats a key.
//!
//! | what is asked | partition key `tenant_id` | sort key `sk` |
//! |---|---|---|
//! | which tenant answers this number? | `number#+12145550100` | `route` |
//! | the configuration in its nth version | `ten_…` | `config#000001` |
//! | a call between two webhooks | `ten_…` | `call#CA…` |
//! | a recording of a call | `ten_…` | `recording#CA…#RE…` |
//! | how full are the slots from this day to that? | `ten_…` | `capacity#2026-11-24_morning` |
//! | an appointment | `ten_…` | `appointment#apt_…` |
//! | who calls from this number? | `ten_…` | `customer#+12145550142` |
//! | a message | `ten_…` | `message#msg_…` |
//! | an emergency | `ten_…` | `emergency#emg_…` |
//! | what a call used (once) | `ten_…` | `usage#call#CA…` |
//! | what a day's calls used | `ten_…` | `usage#day#2026-11-23` |
//!
//! A number's item belongs to no tenant, so its partition key starts with `number#`, which no tenant id does: a policy
//! on `dynamodb:LeadingKeys` can tell the two apart.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    dates::DateRange,
    id::{AppointmentId, CallSid, EmergencyId, MessageId, RecordingSid},
    phone::PhoneNumber,
    slot::SlotId,
};
use jiff::civil::Date;

use super::TenantScope;

/// The partition key's attribute.
pub const PARTITION: &str = "tenant_id";
/// The sort key's attribute.
pub const SORT: &str = "sk";
/// The attribute DynamoDB's time to live looks at.
pub const EXPIRES_AT: &str = "expires_at";

/// An item's whole key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    partition: String,
    sort: String,
}

impl Key {
    fn of(scope: &TenantScope, sort: String) -> Self {
        Self { partition: scope.tenant().to_string(), sort }
    }

    pub(super) fn number_route(number: &PhoneNumber) -> Self {
        Self { partition: format!("number#{number}"), sort: "route".to_owned() }
    }

    pub(super) fn config(scope: &TenantScope, version: u32) -> Self {
        Self::of(scope, format!("config#{version:06}"))
    }

    pub(super) fn call(scope: &TenantScope, call: &CallSid) -> Self {
        Self::of(scope, format!("call#{call}"))
    }

    pub(super) fn recording(scope: &TenantScope, call: &CallSid, recording: &RecordingSid) -> Self {
        Self::of(scope, format!("recording#{call}#{recording}"))
    }

    pub(super) fn capacity(scope: &TenantScope, slot: &SlotId) -> Self {
        Self::of(scope, format!("{CAPACITY}{slot}"))
    }

    pub(super) fn appointment(scope: &TenantScope, id: &AppointmentId) -> Self {
        Self::of(scope, format!("appointment#{id}"))
    }

    pub(super) fn customer(scope: &TenantScope, number: &PhoneNumber) -> Self {
        Self::of(scope, format!("customer#{number}"))
    }

    pub(super) fn message(scope: &TenantScope, id: &MessageId) -> Self {
        Self::of(scope, format!("message#{id}"))
    }

    pub(super) fn emergency(scope: &TenantScope, id: &EmergencyId) -> Self {
        Self::of(scope, format!("emergency#{id}"))
    }

    pub(super) fn call_usage(scope: &TenantScope, call: &CallSid) -> Self {
        Self::of(scope, format!("usage#call#{call}"))
    }

    pub(super) fn day_usage(scope: &TenantScope, day: Date) -> Self {
        Self::of(scope, format!("usage#day#{day}"))
    }

    /// The key as DynamoDB wants it.
    pub(super) fn attributes(self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PARTITION.to_owned(), AttributeValue::S(self.partition)),
            (SORT.to_owned(), AttributeValue::S(self.sort)),
        ])
    }
}

const CAPACITY: &str = "capacity#";

/// The first and last sort key of the days' slots; `~` sorts after everything a window's id may hold.
pub(super) fn capacity_between(days: DateRange) -> (String, String) {
    (format!("{CAPACITY}{}", days.first()), format!("{CAPACITY}{}~", days.last()))
}

/// The slot a capacity item counts; `None` for any other item.
pub(super) fn slot_of_capacity(sort: &str) -> Option<SlotId> {
    sort.strip_prefix(CAPACITY).and_then(|slot| slot.parse().ok())
}
