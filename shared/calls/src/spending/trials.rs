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
            self.memory().remember(Sum { day, spent, at: now });
        }
    }

    /// Whether the budget of the day is spent, by what is known.
    pub(super) fn are_spent(&self, day: Date) -> bool {
        self.memory().sum.is_some_and(|sum| sum.day == day && sum.spent >= self.daily)
    }

    /// Adds what a company in trial has spent.
    pub(super) async fn add(&self, day: Date, spent: MicroUsd, now: Timestamp) {
        for write in self.begin_writes(day, spent) {
            if let Some(spent) = in_time(SETTLING_TIME, self.store.add_trial_spend(write.day, write.amount)).await {
                self.memory().remember(Sum { day: write.day, spent, at: now });
                write.written();
            }
        }
    }

    /// Begins the writes of this amount and of what is owed, one for each day.
    fn begin_writes(&self, day: Date, spent: MicroUsd) -> Vec<TrialWrite<'_>> {
        let mut owed = std::mem::take(&mut self.memory().owed);
        let today = owed.entry(day).or_default();
        *today = *today + spent;
        let due = owed.into_iter().filter(|(_, amount)| *amount > MicroUsd::ZERO);
        due.map(|(day, amount)| TrialWrite { trials: self, day, amount, is_written: false }).collect()
    }
}

impl Memory {
    /// Remembers a sum. Of two answers to concurrent requests, the later day and the larger sum is the newer one.
    fn remember(&mut self, sum: Sum) {
        if self.sum.is_none_or(|known| (known.day, known.spent) <= (sum.day, sum.spent)) {
            self.sum = Some(sum);
        }
    }
}

/// A write of an amount. Unless it is noted as written, the amount is owed: also if the webhook's time runs out meanwhile.
struct TrialWrite<'a> {
    trials: &'a Trials,
    day: Date,
    amount: MicroUsd,
    is_written: bool,
}

impl TrialWrite<'_> {
    fn written(mut self) {
        self.is_written = true;
    }
}

impl Drop for TrialWrite<'_> {
    fn drop(&mut self) {
        if !self.is_written {
            let mut memory = self.trials.memory();
            let owed = memory.owed.entry(self.day).or_default();
            *owed = *owed + self.amount;
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn answer_that_is_overtaken_does_not_replace_a_newer_sum() {
        let sum = |day: i8, spent: u64, second: i64| Sum {
            day: date(2026, 11, day),
            spent: MicroUsd::new(spent),
            at: Timestamp::from_second(second).expect("an instant"),
        };
        let mut memory = Memory::default();
        for (answer, kept) in [
            (sum(23, 50, 1), 50),
            (sum(23, 40, 2), 50),
            (sum(22, 900, 3), 50),
            (sum(23, 60, 4), 60),
            (sum(24, 5, 5), 5),
        ] {
            memory.remember(answer);
            assert_eq!(
                memory.sum.map(|sum| sum.spent),
                Some(MicroUsd::new(kept)),
                "after second {}",
                answer.at.as_second()
            );
        }
    }
}
