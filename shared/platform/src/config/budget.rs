//! The budgets of companies that no operator has set one for.

use domain::{budget::Budget, money::MicroUsd};

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
        })
    }

    /// The default budget of a company.
    #[must_use]
    pub fn default_for(&self, approved: bool) -> Budget {
        if approved { self.approved } else { self.trial }
    }
}
