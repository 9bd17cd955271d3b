//! What a company may spend on the model in a day and in a month, and what it has spent.
//!
//! Days and months are those of UTC: a company's time zone is a part of its configuration, and its editors must not
//! begin a new day. Does not know where the amounts are counted.

use jiff::{Timestamp, civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};

use crate::money::MicroUsd;

/// The part of a budget, in percent, at which the owner is warned.
pub const WARNING_PERCENT: u8 = 80;

/// The most that a company may spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// In a day.
    pub daily: MicroUsd,
    /// In a month.
    pub monthly: MicroUsd,
}

/// The parts of a budget that an operator has set for a company. The others are the defaults of its status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetOverride {
    /// For a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_micro_usd: Option<MicroUsd>,
    /// For a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_micro_usd: Option<MicroUsd>,
}

impl BudgetOverride {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The budget with these defaults.
    #[must_use]
    pub fn over(&self, defaults: Budget) -> Budget {
        Budget {
            daily: self.daily_micro_usd.unwrap_or(defaults.daily),
            monthly: self.monthly_micro_usd.unwrap_or(defaults.monthly),
        }
    }
}

/// The period of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetPeriod {
    /// A day in UTC.
    Day,
    /// A month in UTC.
    Month,
}

impl BudgetPeriod {
    /// When the period of `now` ends.
    #[must_use]
    pub fn ends_at(self, now: Timestamp) -> Timestamp {
        let today = day_of(now);
        let next = match self {
            Self::Day => today.tomorrow(),
            Self::Month => today.last_of_month().tomorrow(),
        };
        let next = next.and_then(|next| Offset::UTC.to_timestamp(next.into()));
        next.unwrap_or(Timestamp::MAX)
    }
}

/// The day that spend at `now` counts for.
#[must_use]
pub fn day_of(now: Timestamp) -> Date {
    Offset::UTC.to_datetime(now).date()
}

/// What a company has spent, and what its turns in progress may spend at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spend {
    /// Spent on this day.
    pub today: MicroUsd,
    /// Reserved on this day for turns that are not settled yet.
    pub reserved: MicroUsd,
    /// Spent in this month, today included.
    pub month: MicroUsd,
}

impl Spend {
    /// The period with an exhausted budget; the month if both are. Reservations count as spent.
    ///
    /// ```
    /// use domain::{budget::{Budget, BudgetPeriod, Spend}, money::MicroUsd};
    ///
    /// let budget = Budget { daily: MicroUsd::dollars(1), monthly: MicroUsd::dollars(10) };
    /// let mut spend = Spend { today: MicroUsd::dollars(1), ..Spend::default() };
    /// assert_eq!(spend.exhausts(budget), None);
    /// spend.reserved = MicroUsd::new(1);
    /// assert_eq!(spend.exhausts(budget), Some(BudgetPeriod::Day));
    /// ```
    #[must_use]
    pub fn exhausts(&self, budget: Budget) -> Option<BudgetPeriod> {
        if self.month + self.reserved > budget.monthly {
            return Some(BudgetPeriod::Month);
        }
        (self.today + self.reserved > budget.daily).then_some(BudgetPeriod::Day)
    }

    /// The period with at least [`WARNING_PERCENT`] of its budget spent; the month if both are.
    #[must_use]
    pub fn warns(&self, budget: Budget) -> Option<BudgetPeriod> {
        [BudgetPeriod::Month, BudgetPeriod::Day].into_iter().find(|period| self.warns_of(*period, budget))
    }

    /// Whether at least [`WARNING_PERCENT`] of the budget of a period is spent.
    #[must_use]
    pub fn warns_of(&self, period: BudgetPeriod, budget: Budget) -> bool {
        let (spent, most) = match period {
            BudgetPeriod::Day => (self.today, budget.daily),
            BudgetPeriod::Month => (self.month, budget.monthly),
        };
        spent >= most.less_percent(100 - WARNING_PERCENT)
    }

    /// The periods that the latest `amount` takes past the warning threshold. Counters are atomic, so exactly one of several
    /// concurrent amounts crosses it.
    #[must_use]
    pub fn begun_warnings(&self, amount: MicroUsd, budget: Budget) -> Vec<BudgetPeriod> {
        let begins = |spent: MicroUsd, most: MicroUsd| {
            let at = most.less_percent(100 - WARNING_PERCENT);
            spent >= at && spent.get().saturating_sub(amount.get()) < at.get()
        };
        let day = begins(self.today, budget.daily).then_some(BudgetPeriod::Day);
        let month = begins(self.month, budget.monthly).then_some(BudgetPeriod::Month);
        day.into_iter().chain(month).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: Budget = Budget { daily: MicroUsd::new(1_000), monthly: MicroUsd::new(10_000) };

    fn spend(today: u64, reserved: u64, month: u64) -> Spend {
        Spend { today: MicroUsd::new(today), reserved: MicroUsd::new(reserved), month: MicroUsd::new(month) }
    }

    #[test]
    fn budget_is_exhausted_by_spend_and_reservations_together() {
        assert_eq!(spend(600, 400, 600).exhausts(BUDGET), None);
        assert_eq!(spend(600, 401, 600).exhausts(BUDGET), Some(BudgetPeriod::Day));
        assert_eq!(spend(0, 500, 9_501).exhausts(BUDGET), Some(BudgetPeriod::Month));
        assert_eq!(spend(2_000, 0, 10_001).exhausts(BUDGET), Some(BudgetPeriod::Month));
    }

    #[test]
    fn warning_begins_once_at_80_percent_of_a_period() {
        let begun = |today, month, amount| spend(today, 0, month).begun_warnings(MicroUsd::new(amount), BUDGET);
        assert_eq!(begun(799, 799, 799), []);
        assert_eq!(begun(800, 800, 1), [BudgetPeriod::Day]);
        assert_eq!(begun(900, 900, 100), []);
        assert_eq!(begun(100, 8_000, 100), [BudgetPeriod::Month]);
        assert_eq!(begun(800, 8_000, 500), [BudgetPeriod::Day, BudgetPeriod::Month]);
        assert_eq!(spend(799, 900, 799).warns(BUDGET), None);
        assert_eq!(spend(800, 0, 800).warns(BUDGET), Some(BudgetPeriod::Day));
        assert_eq!(spend(800, 0, 8_000).warns(BUDGET), Some(BudgetPeriod::Month));
    }

    #[test]
    fn override_replaces_only_what_it_sets() {
        let budget = BudgetOverride { daily_micro_usd: Some(MicroUsd::new(5)), monthly_micro_usd: None };
        assert_eq!(budget.over(BUDGET), Budget { daily: MicroUsd::new(5), ..BUDGET });
        assert!(BudgetOverride::default().is_default() && !budget.is_default());
    }

    #[test]
    fn periods_end_at_midnight_in_utc() {
        let at = |now: &str| now.parse::<Timestamp>().expect("an instant");
        for (now, day, month) in [
            ("2026-11-23T16:00:00Z", "2026-11-24T00:00:00Z", "2026-12-01T00:00:00Z"),
            ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z", "2028-03-01T00:00:00Z"),
        ] {
            assert_eq!(BudgetPeriod::Day.ends_at(at(now)), at(day), "{now}");
            assert_eq!(BudgetPeriod::Month.ends_at(at(now)), at(month), "{now}");
        }
    }
}
