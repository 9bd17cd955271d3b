//! The budgets of companies that no operator has set one for.

use domain::{
    budget::{Budget, BudgetOverride},
    money::MicroUsd,
};

use super::{ConfigError, Environment};

/// The budgets of companies that no operator has set one for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetConfig {
    /// `TRIAL_DAILY_BUDGET_MICRO_USD`, $1 by default, and `TRIAL_MONTHLY_BUDGET_MICRO_USD`, $10 by default: the budget of a
    /// company in trial.
    pub trial: Budget,
    /// `DAILY_BUDGET_MICRO_USD`, $20 by default, and `MONTHLY_BUDGET_MICRO_USD`, $300 by default: the budget of a company
    /// that an operator approved.
    pub approved: Budget,
    /// `TRIALS_DAILY_BUDGET_MICRO_USD`, $50 by default: what all companies in trial may spend together in a day.
    pub trials_daily: MicroUsd,
}

impl BudgetConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let amount = |name, dollars| environment.parsed(name, MicroUsd::dollars(dollars).get()).map(MicroUsd::new);
        Ok(Self {
            trial: Budget {
                daily: amount("TRIAL_DAILY_BUDGET_MICRO_USD", 1)?,
                monthly: amount("TRIAL_MONTHLY_BUDGET_MICRO_USD", 10)?,
            },
            approved: Budget {
                daily: amount("DAILY_BUDGET_MICRO_USD", 20)?,
                monthly: amount("MONTHLY_BUDGET_MICRO_USD", 300)?,
            },
            trials_daily: amount("TRIALS_DAILY_BUDGET_MICRO_USD", 50)?,
        })
    }

    /// The budget of a company, with the amounts of its own.
    #[must_use]
    pub fn budget(&self, approved: bool, own: BudgetOverride) -> Budget {
        own.over(if approved { self.approved } else { self.trial })
    }
}
