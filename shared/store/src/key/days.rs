//! The keys of what is counted.

use domain::{
    id::{CallSid, EmergencyId},
    phone::PhoneNumber,
};
use jiff::civil::Date;

use super::{ACKNOWLEDGED, CALL_USAGE, DAY_USAGE, Key, PLATFORM_DAYS, TRIALS};
use crate::TenantScope;

impl Key {
    pub(crate) fn call_usage(scope: &TenantScope, call: &CallSid) -> Self {
        Self::of(scope, format!("{CALL_USAGE}{call}"))
    }

    pub(crate) fn acknowledgement(scope: &TenantScope, day: Date, emergency: &EmergencyId) -> Self {
        Self::of(scope, format!("{ACKNOWLEDGED}{day}#{emergency}"))
    }

    pub(crate) fn day_usage(scope: &TenantScope, day: Date) -> Self {
        Self::of(scope, format!("{DAY_USAGE}{day}"))
    }

    /// The part of the counters of all companies to which a part of the companies add theirs.
    pub(crate) fn platform_day(day: Date, part: u8) -> Self {
        Self { partition: PLATFORM_DAYS.to_owned(), sort: format!("{day}#{part:02}") }
    }

    /// The counter of wrong details in the calls from a number on a day.
    pub(crate) fn wrong_details(scope: &TenantScope, number: &PhoneNumber, day: Date) -> Self {
        Self::of(scope, format!("wrong_details#{number}#{day}"))
    }

    /// The counters of text messages in an hour, counted from the Unix epoch.
    pub(crate) fn texts(scope: &TenantScope, hour: i64) -> Self {
        Self::of(scope, format!("texts#{hour}"))
    }

    /// The counters of a half hour, counted from the Unix epoch.
    pub(crate) fn arrivals(scope: &TenantScope, half_hour: i64) -> Self {
        Self::of(scope, format!("arrivals#{half_hour}"))
    }

    /// The counter of the month of this day.
    pub(crate) fn spend(scope: &TenantScope, day: Date) -> Self {
        Self::of(scope, format!("spend#{}", day.strftime("%Y-%m")))
    }

    /// The counter of the companies in trial.
    pub(crate) fn trial_spend(day: Date) -> Self {
        Self { partition: TRIALS.to_owned(), sort: format!("spent#{day}") }
    }
}
