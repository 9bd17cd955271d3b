//! The handlers: each extracts its input, calls a library and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, access::not_active};
use axum::{
    extract::State,
    http::{HeaderValue, header::RETRY_AFTER},
};
use calls::{
    spending::{BudgetSpent, NoBudget},
    test_call::TestedCompany,
};
use domain::budget::BudgetPeriod;
use jiff::Timestamp;
use store::{CustomerScope, DraftPlace, TenantItem, TenantScope};

use crate::TestCalls;

pub(crate) mod preview;
pub(crate) mod proposals;
pub(crate) mod test_calls;
pub(crate) mod voice_samples;

type Function = State<Arc<TestCalls>>;

impl TestCalls {
    async fn tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        self.store.get_tenant(scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))
    }

    /// The tenant, which must be in service.
    async fn active_tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        let tenant = self.tenant(scope).await?;
        if tenant.status.is_in_service() { Ok(tenant) } else { Err(not_active()) }
    }

    /// The tenant whose agent is tested, and the customers that the agent knows.
    fn tested<'a>(
        &'a self,
        scope: &'a TenantScope,
        customers: Option<&'a CustomerScope>,
        tenant: &TenantItem,
    ) -> TestedCompany<'a> {
        TestedCompany {
            scope,
            draft: DraftPlace::of(tenant),
            customers,
            allowance: self.spending.allowance(tenant.approved, tenant.budget),
            secrets: &self.secrets,
            credentials_version: tenant.credentials_version,
            model: None,
            empty_calendar: false,
        }
    }
}

/// The problem for a turn or a sample that no budget covers. It says until when.
fn no_budget(error: &NoBudget, now: Timestamp) -> Problem {
    match error {
        NoBudget::Spent(spent) => budget_spent(spent, now),
        NoBudget::TrialsSpent { until } => trials_spent(*until, now),
        NoBudget::Uncounted => Problem::new(ProblemKind::Unavailable).with_detail(error.to_string()),
    }
}

/// The problem for a turn that the company's budget does not cover. It says until when.
fn budget_spent(BudgetSpent { period, budget, until }: &BudgetSpent, now: Timestamp) -> Problem {
    let period = match period {
        BudgetPeriod::Day => "today",
        BudgetPeriod::Month => "this month",
    };
    let detail = format!(
        "the company's budget for {period} ({budget} for calls and test calls together) is spent or reserved; test calls \
         work again at {until}, or when an operator raises the budget"
    );
    exhausted(detail, *until, now)
}

/// The problem for a turn that the budget of all companies in trial does not cover.
fn trials_spent(until: Timestamp, now: Timestamp) -> Problem {
    let detail = format!(
        "the budget for today that all companies in trial have together is spent; test calls work again at {until}, or when an \
         operator approves the company"
    );
    exhausted(detail, until, now)
}

fn exhausted(detail: String, until: Timestamp, now: Timestamp) -> Problem {
    let seconds = until.duration_since(now).as_secs().max(1);
    Problem::new(ProblemKind::BudgetExhausted).with_detail(detail).with_header(RETRY_AFTER, HeaderValue::from(seconds))
}
