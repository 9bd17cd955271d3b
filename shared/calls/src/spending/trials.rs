//! The budget that the companies in trial share, for each day: founding many companies must not multiply what a stranger spends.
//!
//! Each process remembers the latest sum that it read or wrote, for half a minute. A sum that cannot be read stops no call, because
//! each company has a budget of its own. What cannot be written is owed, and written with the next amount.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::money::MicroUsd;
use jiff::{SignedDuration, Timestamp, civil::Date};
use store::Store;

use super::{COUNTING_TIME, SETTLING_TIME, in_time};

/// How old a remembered sum may be.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

/// The sum of a day, as a process knows it.
#[derive(Debug, Clone)]
pub(super) struct Trials {
    store: Store,
    daily: MicroUsd,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Debug, Default)]
struct Memory {
    sum: Option<Sum>,
    /// What is not written, by day.
    owed: BTreeMap<Date, MicroUsd>,
}

#[derive(Debug, Clone, Copy)]
struct Sum {
    day: Date,
    spent: MicroUsd,
    at: Timestamp,
}

impl Trials {
    /// The sum in this table, with this budget for a day.
    pub(super) fn new(store: Store, daily: MicroUsd) -> Self {
        Self { store, daily, memory: Arc::default() }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the sum, unless it is known.
    pub(super) async fn refresh(&self, day: Date, now: Timestamp) {
        let is_fresh = |sum: Sum| sum.day == day && now.duration_since(sum.at) < FRESH;
        if self.memory().sum.is_some_and(is_fresh) {
            return;
        }
        if let Some(spent) = in_time(COUNTING_TIME, self.store.get_trial_spend(day)).await {
            self.memory().sum = Some(Sum { day, spent, at: now });
        }
    }

    /// Whether the budget of the day is spent, by what is known.
    pub(super) fn are_spent(&self, day: Date) -> bool {
        self.memory().sum.is_some_and(|sum| sum.day == day && sum.spent >= self.daily)
    }

    /// Adds what a company in trial has spent.
    pub(super) async fn add(&self, day: Date, spent: MicroUsd, now: Timestamp) {
        for (day, amount) in self.due(day, spent) {
            let write = Write { trials: self, day, amount, is_written: false };
            if let Some(spent) = in_time(SETTLING_TIME, self.store.add_trial_spend(day, amount)).await {
                self.memory().sum = Some(Sum { day, spent, at: now });
                write.written();
            }
        }
    }

    /// What is to be written: the amount with what is owed. The day's own comes last, so that its sum is remembered.
    fn due(&self, day: Date, spent: MicroUsd) -> Vec<(Date, MicroUsd)> {
        let mut owed = std::mem::take(&mut self.memory().owed);
        let today = owed.remove(&day).unwrap_or_default() + spent;
        owed.into_iter().chain((today > MicroUsd::ZERO).then_some((day, today))).collect()
    }
}

/// A write of an amount. Unless it is noted as written, the amount is owed: also if the webhook's time runs out meanwhile.
struct Write<'a> {
    trials: &'a Trials,
    day: Date,
    amount: MicroUsd,
    is_written: bool,
}

impl Write<'_> {
    fn written(mut self) {
        self.is_written = true;
    }
}

impl Drop for Write<'_> {
    fn drop(&mut self) {
        if !self.is_written {
            let mut memory = self.trials.memory();
            let owed = memory.owed.entry(self.day).or_default();
            *owed = *owed + self.amount;
        }
    }
}
