//! What this process could not count, by company: it is counted with the company's next write, and bounded.
//!
//! While the counter fails, calls go on, because a caller comes first. A company gets a few such turns; then its calls go on
//! without the model until the counter answers. What is in memory is lost with the process, so the bound also limits the loss.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{id::TenantId, money::MicroUsd};
use jiff::civil::Date;
use store::SpendChange;

/// The turns of a company that ask the model although the counter does not answer, in one process.
pub(super) const MOST_UNCOUNTED_TURNS: u32 = 20;

/// What a process could not count.
#[derive(Debug, Clone, Default)]
pub(super) struct Uncounted(Arc<Mutex<HashMap<TenantId, OfTenant>>>);

#[derive(Debug, Default)]
struct OfTenant {
    /// Turns since the counter was last read.
    unchecked: u32,
    /// Turns since the counter was last written.
    unwritten: u32,
    /// The changes that were not written, by day.
    owed: BTreeMap<Date, Amounts>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Amounts {
    spent: u64,
    reserved: i64,
}

impl Uncounted {
    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, OfTenant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a turn whose budget could not be checked. `false` if the company has had as many as it gets.
    pub(super) fn take_turn(&self, tenant: &TenantId) -> bool {
        let mut tenants = self.lock();
        let of_tenant = tenants.entry(tenant.clone()).or_default();
        let allowed = of_tenant.unchecked < MOST_UNCOUNTED_TURNS;
        of_tenant.unchecked += u32::from(allowed);
        allowed
    }

    /// The counter was read.
    pub(super) fn checked(&self, tenant: &TenantId) {
        let mut tenants = self.lock();
        if let Some(of_tenant) = tenants.get_mut(tenant) {
            of_tenant.unchecked = 0;
            if of_tenant.unwritten == 0 && of_tenant.owed.is_empty() {
                tenants.remove(tenant);
            }
        }
    }

    /// Whether so many turns are not written that the company gets no further one.
    pub(super) fn owes_too_much(&self, tenant: &TenantId) -> bool {
        self.lock().get(tenant).is_some_and(|of_tenant| of_tenant.unwritten >= MOST_UNCOUNTED_TURNS)
    }

    /// Whether anything of a company is to be written.
    pub(super) fn owes(&self, tenant: &TenantId) -> bool {
        self.lock().get(tenant).is_some_and(|of_tenant| !of_tenant.owed.is_empty())
    }

    /// Begins a write: this change, with what is owed for its day.
    pub(super) fn begin_write<'a>(&'a self, tenant: &'a TenantId, change: SpendChange) -> SpendWrite<'a> {
        let owed = self.lock().get_mut(tenant).and_then(|of_tenant| of_tenant.owed.remove(&change.day));
        let Amounts { spent, reserved } = owed.unwrap_or_default();
        let spent = MicroUsd::new(change.spent.get().saturating_add(spent));
        let reserved = change.reserved.saturating_add(reserved);
        SpendWrite { uncounted: self, tenant, change: SpendChange { spent, reserved, ..change }, is_written: false }
    }

    /// The days for which something of a company is owed.
    pub(super) fn owed_days(&self, tenant: &TenantId) -> Vec<Date> {
        self.lock().get(tenant).map(|of_tenant| of_tenant.owed.keys().copied().collect()).unwrap_or_default()
    }
}

/// A write to the counter. Unless it is noted as written, its change is owed: also if the webhook's time runs out meanwhile.
#[derive(Debug)]
pub(super) struct SpendWrite<'a> {
    uncounted: &'a Uncounted,
    tenant: &'a TenantId,
    /// What is to be written.
    pub(super) change: SpendChange,
    is_written: bool,
}

impl SpendWrite<'_> {
    /// Notes that the change is written.
    pub(super) fn written(mut self) {
        self.is_written = true;
    }
}

impl Drop for SpendWrite<'_> {
    fn drop(&mut self) {
        let mut tenants = self.uncounted.lock();
        if self.is_written {
            if let Some(of_tenant) = tenants.get_mut(self.tenant) {
                of_tenant.unwritten = 0;
                if of_tenant.unchecked == 0 && of_tenant.owed.is_empty() {
                    tenants.remove(self.tenant);
                }
            }
            return;
        }
        let of_tenant = tenants.entry(self.tenant.clone()).or_default();
        of_tenant.unwritten = of_tenant.unwritten.saturating_add(1);
        let owed = of_tenant.owed.entry(self.change.day).or_default();
        owed.spent = owed.spent.saturating_add(self.change.spent.get());
        owed.reserved = owed.reserved.saturating_add(self.change.reserved);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DAY: Date = date(2026, 11, 23);

    fn tenant() -> TenantId {
        TenantId::parse("ten_acme").expect("an id")
    }

    fn change(spent: u64, reserved: i64) -> SpendChange {
        SpendChange { day: DAY, spent: MicroUsd::new(spent), reserved, exists: false }
    }

    #[test]
    fn change_that_is_not_written_is_part_of_the_next_one() {
        let (uncounted, tenant) = (Uncounted::default(), tenant());
        drop(uncounted.begin_write(&tenant, change(5, 7)));
        drop(uncounted.begin_write(&tenant, change(1, -3)));
        assert!(uncounted.owes(&tenant));
        let write = uncounted.begin_write(&tenant, change(2, 1));
        assert_eq!(write.change, change(8, 5));
        write.written();
        assert!(!uncounted.owes(&tenant));
        assert_eq!(uncounted.begin_write(&tenant, change(2, 1)).change, change(2, 1));
    }

    #[test]
    fn change_of_another_day_stays_owed() {
        let (uncounted, tenant) = (Uncounted::default(), tenant());
        drop(uncounted.begin_write(&tenant, change(5, 0)));
        uncounted.begin_write(&tenant, SpendChange { day: date(2026, 11, 24), ..change(1, 0) }).written();
        assert_eq!(uncounted.owed_days(&tenant), [DAY]);
    }

    #[test]
    fn turns_without_an_answer_of_the_counter_are_bounded() {
        let (uncounted, tenant) = (Uncounted::default(), tenant());
        for _ in 0..MOST_UNCOUNTED_TURNS {
            assert!(uncounted.take_turn(&tenant));
        }
        assert!(!uncounted.take_turn(&tenant));
        let another = TenantId::parse("ten_desert").expect("an id");
        assert!(uncounted.take_turn(&another));
        uncounted.checked(&tenant);
        assert!(uncounted.take_turn(&tenant));
        for _ in 0..MOST_UNCOUNTED_TURNS {
            assert!(!uncounted.owes_too_much(&tenant));
            drop(uncounted.begin_write(&tenant, change(1, 0)));
        }
        uncounted.checked(&tenant);
        assert!(uncounted.owes_too_much(&tenant), "reading the counter writes nothing");
        uncounted.begin_write(&tenant, change(1, 0)).written();
        assert!(!uncounted.owes_too_much(&tenant));
    }
}
