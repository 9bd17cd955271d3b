//! How many calls of a company arrive in a minute and are open at once, in total and for each calling number.
//!
//! One counter item for each half hour. A call is counted in the half hour of its arrival, and its place is free again when
//! it ends. A call whose end is never reported loses its place with the end of the next half hour: only the current and
//! the previous item count.
//!
//! Calling numbers are counted in 256 groups, so that a flood from ever new numbers cannot make an item large. Calls whose
//! carrier attests the number are in other groups than calls that only claim it.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValue},
};
use domain::{
    attestation::Attestation,
    phone::{Caller, PhoneNumber},
};
use jiff::Timestamp;
use platform::{boxed, config::CallLimits};
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError, TenantScope,
    key::{EXPIRES_AT, Key},
};

const HALF_HOUR_SECONDS: i64 = 30 * 60;
const OPEN: &str = "calls_open";

/// The group of the callers who withhold their numbers.
const WITHHELD: &str = "w";

/// The limits for a caller. A third of a company's calls is for callers whose carrier attests their number, so that a flood
/// with invented numbers leaves it to them. Callers who withhold their numbers have a third of the calls together.
fn limits_for(limits: CallLimits, arrival: &Arrival) -> CallLimits {
    let share = |limit: u64| if arrival.attested { limit } else { limit - limit / 3 };
    let (tenant_per_minute, tenant_at_once) = (share(limits.tenant_per_minute), share(limits.tenant_at_once));
    let (caller_per_minute, caller_at_once) = if arrival.place.caller.as_deref() == Some(WITHHELD) {
        (limits.tenant_per_minute.div_ceil(3), limits.tenant_at_once.div_ceil(3))
    } else {
        (limits.caller_per_minute, limits.caller_at_once)
    };
    CallLimits { caller_per_minute, caller_at_once, tenant_per_minute, tenant_at_once }
}

/// A call that arrives, as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    place: CallPlace,
    minute: i64,
    attested: bool,
}

/// The place of a call among the calls that are open at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPlace {
    /// The half hour of the call's arrival, since the Unix epoch.
    half_hour: i64,
    /// The group of the calling number; that of all withheld numbers if it is withheld. Calls before withheld numbers had a group
    /// have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caller: Option<String>,
}

impl Arrival {
    /// A call that arrives now.
    #[must_use]
    pub fn new(caller: &Caller, attestation: Attestation, now: Timestamp) -> Self {
        let attested = attestation.proves_number();
        let (half_hour, minute) = (now.as_second().div_euclid(HALF_HOUR_SECONDS), now.as_second().div_euclid(60) % 30);
        let kind = if attested { 'a' } else { 'c' };
        let group = |number: &PhoneNumber| format!("{kind}{:02x}", group_of(number.as_str()));
        let caller = Some(caller.number().map_or_else(|| WITHHELD.to_owned(), group));
        Self { place: CallPlace { half_hour, caller }, minute, attested }
    }
}

/// The group of a number. FNV-1a: the same in every process and release.
pub(super) fn group_of(number: &str) -> u8 {
    let hash = number
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash.to_be_bytes().into_iter().fold(0, |folded, byte| folded ^ byte)
}

fn open_of(caller: &str) -> String {
    format!("{OPEN}_{caller}")
}

pub(super) fn count(item: &HashMap<String, AttributeValue>, name: &str) -> u64 {
    let number = item.get(name).and_then(|value| value.as_n().ok()).and_then(|number| number.parse::<i64>().ok());
    number.and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}

impl Store {
    /// Counts a call that arrives, unless that exceeds a limit. `None` if it does.
    #[must_use]
    #[boxed]
    pub async fn admit_call(
        &self,
        scope: &TenantScope,
        arrival: &Arrival,
        limits: CallLimits,
    ) -> Result<Option<CallPlace>, StoreError> {
        let limits = limits_for(limits, arrival);
        let (counted, before) =
            tokio::join!(self.count_arrival(scope, arrival, limits), self.previous_half_hour(scope, &arrival.place));
        let Some(now) = counted? else { return Ok(None) };
        // The call is counted: without an answer about the half hour before, it keeps its place.
        let before = before.unwrap_or_default();
        let open = |name: &str| count(&now, name) + count(&before, name);
        let over = open(OPEN) > limits.tenant_at_once
            || arrival.place.caller.as_ref().is_some_and(|caller| open(&open_of(caller)) > limits.caller_at_once);
        if over {
            self.free_place(scope, &arrival.place).await?;
            return Ok(None);
        }
        Ok(Some(arrival.place.clone()))
    }

    /// Counts a call in its half hour, on the condition that no count is at its limit.
    async fn count_arrival(
        &self,
        scope: &TenantScope,
        arrival: &Arrival,
        limits: CallLimits,
    ) -> Result<Option<HashMap<String, AttributeValue>>, StoreError> {
        let Arrival { place, minute, .. } = arrival;
        let this_minute = format!("minute_{minute:02}");
        let mut counters = vec![
            (OPEN.to_owned(), ":at_once", limits.tenant_at_once),
            (this_minute.clone(), ":in_a_minute", limits.tenant_per_minute),
        ];
        if let Some(caller) = &place.caller {
            counters.push((open_of(caller), ":of_caller_at_once", limits.caller_at_once));
            counters.push((format!("{this_minute}_{caller}"), ":of_caller_in_a_minute", limits.caller_per_minute));
        }
        let added: Vec<_> = counters.iter().map(|(name, ..)| format!("{name} :one")).collect();
        let below: Vec<_> = counters
            .iter()
            .map(|(name, most, _)| format!("(attribute_not_exists({name}) OR {name} < {most})"))
            .collect();
        // A limit of 0 has no attribute to compare.
        if counters.iter().any(|(.., limit)| *limit == 0) {
            return Ok(None);
        }
        let expires_at = (place.half_hour + 4) * HALF_HOUR_SECONDS;
        let number = |number: String| AttributeValue::N(number);
        let mut update = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::arrivals(scope, place.half_hour).attributes()))
            .update_expression(format!("ADD {} SET {EXPIRES_AT} = :expires", added.join(", ")))
            .condition_expression(below.join(" AND "))
            .expression_attribute_values(":one", number("1".to_owned()))
            .expression_attribute_values(":expires", number(expires_at.to_string()))
            .return_values(ReturnValue::UpdatedNew);
        for (_, most, limit) in &counters {
            update = update.expression_attribute_values(*most, number(limit.to_string()));
        }
        match update.send().await {
            Ok(updated) => Ok(Some(updated.attributes.unwrap_or_default())),
            Err(error)
                if matches!(error.as_service_error(), Some(UpdateItemError::ConditionalCheckFailedException(_))) =>
            {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn previous_half_hour(
        &self,
        scope: &TenantScope,
        place: &CallPlace,
    ) -> Result<HashMap<String, AttributeValue>, StoreError> {
        let key = Key::arrivals(scope, place.half_hour - 1).attributes();
        let get = self.client_of(scope).get_item().table_name(&self.table).set_key(Some(key));
        Ok(get.send().await?.item.unwrap_or_default())
    }

    /// Frees the place of a call that has ended.
    #[must_use]
    #[boxed]
    pub async fn free_place(&self, scope: &TenantScope, place: &CallPlace) -> Result<(), StoreError> {
        let of_caller = place.caller.as_ref().map(|caller| format!(", {} :ended", open_of(caller))).unwrap_or_default();
        let freed = self
            .client_of(scope)
            .update_item()
            .table_name(&self.table)
            .set_key(Some(Key::arrivals(scope, place.half_hour).attributes()))
            .update_expression(format!("ADD {OPEN} :ended{of_caller}"))
            .condition_expression("attribute_exists(sk)")
            .expression_attribute_values(":ended", AttributeValue::N("-1".to_owned()))
            .send()
            .await;
        match freed {
            Ok(_) => Ok(()),
            // The half hour is over for long, or the company was erased.
            Err(error)
                if matches!(error.as_service_error(), Some(UpdateItemError::ConditionalCheckFailedException(_))) =>
            {
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(from: &str, attestation: Attestation) -> Arrival {
        let now = "2026-11-23T16:42:10Z".parse().expect("an instant");
        Arrival::new(&Caller::from_twilio(from), attestation, now)
    }

    #[test]
    fn attested_number_is_counted_apart_from_claims_of_it() {
        let [attested, claimed] =
            [Attestation::Full, Attestation::None].map(|level| arrival("+12145550142", level).place.caller);
        let (attested, claimed) = (attested.expect("a number"), claimed.expect("a number"));
        assert_ne!(attested, claimed);
        assert_eq!(attested[1..], claimed[1..]);
        assert_eq!(arrival("Anonymous", Attestation::None).place.caller.as_deref(), Some(WITHHELD));
    }

    #[test]
    fn call_is_counted_in_its_half_hour_and_minute() {
        let arrival = arrival("+12145550142", Attestation::Full);
        assert_eq!(arrival.minute, 12);
        let start = Timestamp::from_second(arrival.place.half_hour * 1_800).expect("in range");
        assert_eq!(start.to_string(), "2026-11-23T16:30:00Z");
    }

    #[test]
    fn groups_of_numbers_are_stable_and_spread() {
        assert_eq!(group_of("+12145550142"), group_of("+12145550142"));
        let groups: std::collections::BTreeSet<u8> =
            (0..2_000).map(|line| group_of(&format!("+1214555{line:04}"))).collect();
        assert!(groups.len() > 200, "{}", groups.len());
    }

    #[test]
    fn third_of_the_places_is_for_attested_callers() {
        let limits = CallLimits { caller_per_minute: 6, caller_at_once: 3, tenant_per_minute: 60, tenant_at_once: 1 };
        let for_caller = |from, attestation| limits_for(limits, &arrival(from, attestation));
        let claimed = for_caller("+12145550142", Attestation::None);
        assert_eq!((claimed.tenant_per_minute, claimed.tenant_at_once, claimed.caller_per_minute), (40, 1, 6));
        assert_eq!(for_caller("+12145550142", Attestation::Full), limits);
        let withheld = for_caller("Anonymous", Attestation::None);
        assert_eq!((withheld.caller_per_minute, withheld.caller_at_once), (20, 1));
    }
}
