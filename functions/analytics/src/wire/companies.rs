//! The JSON of companies for operators: their figures and their health.

use api::Within;
use domain::{
    budget::{Budget, BudgetPeriod},
    id::TenantId,
};
use jiff::{Timestamp, civil::Date};
use platform::config::ModelRetirement;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{CloudWatchAlarm, CompanyHealth, Health, KnownCredential, TenantSummary};
use utoipa::{IntoParams, ToSchema};

use super::{
    figures::figures_example,
    range::{PeriodView, RangeQuery},
};

/// The most companies of a page: each is read with a session of its own.
pub(crate) const MOST_COMPANIES: usize = 25;

type CompanyPageSize = Within<1, 25>;

const _: () = assert!(MOST_COMPANIES == 25);

fn limit_of(limit: Option<CompanyPageSize>) -> usize {
    limit.map_or(MOST_COMPANIES, |limit| limit.get() as usize)
}

/// Which days, and which page of companies.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompaniesQuery {
    /// The first day. Six days before the last one if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-17")]
    from: Option<Date>,
    /// The last day, at most 61 days after the first one. Today in UTC if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-23")]
    to: Option<Date>,
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    pub(crate) cursor: Option<String>,
    /// The most companies of the page: 1 to 25, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 25, example = 25)]
    limit: Option<CompanyPageSize>,
}

impl CompaniesQuery {
    /// The days.
    pub(crate) fn range(&self) -> RangeQuery {
        RangeQuery::of(self.from, self.to)
    }

    /// The most companies.
    pub(crate) fn limit(&self) -> usize {
        limit_of(self.limit)
    }
}

/// Which page of companies.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HealthQuery {
    /// `next_cursor` of the page before. The first page if missing.
    #[param(example = "bmFtZQ")]
    pub(crate) cursor: Option<String>,
    /// The most companies to check: 1 to 25, 25 if missing.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 25, example = 25)]
    limit: Option<CompanyPageSize>,
}

impl HealthQuery {
    /// The most companies.
    pub(crate) fn limit(&self) -> usize {
        limit_of(self.limit)
    }
}

/// The figures of companies, one by one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CompanyFiguresPage, example = companies_example)]
pub(crate) struct CompaniesView {
    /// The companies, by name: active ones first.
    pub(crate) items: Vec<CompanyFiguresView>,
    /// Send it as `cursor` for the next page. Missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_cursor: Option<String>,
}

/// The figures of a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CompanyFigures)]
pub(crate) struct CompanyFiguresView {
    #[serde(flatten)]
    pub(crate) company: CompanyView,
    /// The days, which are those of the company's time zone.
    pub(crate) period: PeriodView,
    /// As many days before them.
    pub(crate) before: PeriodView,
}

/// A company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CompanyName)]
pub(crate) struct CompanyView {
    /// Its id.
    tenant_id: TenantId,
    /// Its name.
    name: String,
    /// Its status: `active`, `trial`, `inactive` or `suspended`.
    status: &'static str,
}

impl From<&TenantSummary> for CompanyView {
    fn from(TenantSummary { tenant, name, status, .. }: &TenantSummary) -> Self {
        Self { tenant_id: tenant.clone(), name: name.clone(), status: status.as_str() }
    }
}

fn companies_example() -> Value {
    let period =
        |from: &str, to: &str| json!({"from": from, "to": to, "hours": vec![1; 24], "figures": figures_example()});
    json!({"items": [{
        "tenant_id": "ten_acme", "name": "Acme Heating & Air", "status": "active",
        "period": period("2026-11-17", "2026-11-23"), "before": period("2026-11-10", "2026-11-16"),
    }]})
}

/// What needs an operator.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlatformHealth, example = json!({
    "alarms": [{
        "name": "front-desk-api-errors", "since": "2026-11-23T15:04:00Z", "reason": "Threshold Crossed: 1 datapoint [4.0] was greater",
    }],
    "retiring_models": [{
        "name": "gpt-4.1-mini", "role": "first", "retires_on": "2027-01-14", "days_left": 52, "replacement": "gpt-6-luna",
    }],
    "trials_budget_exhausted": false,
    "checked": 25,
    "companies": [{
        "tenant_id": "ten_acme", "name": "Acme Heating & Air", "status": "active",
        "failing_connections": [{"connection": "twilio", "problem": "refused", "since": "2026-11-23T14:00:00Z"}],
        "exhausted_budget": {"period": "day", "budget_micro_usd": 20_000_000, "spent_micro_usd": 19_990_000, "until": "2026-11-24T00:00:00Z"},
    }],
    "next_cursor": "bmFtZQ",
}))]
pub(crate) struct HealthView {
    /// The alarms of the deployment that are in alarm, by name.
    pub(crate) alarms: Vec<AlarmView>,
    /// The configured models that are shut down within 60 days, or were, the earliest first.
    pub(crate) retiring_models: Vec<RetiringModelView>,
    /// Whether the companies in trial have spent their budget of today together.
    pub(crate) trials_budget_exhausted: bool,
    /// How many companies in service this page checked.
    pub(crate) checked: usize,
    /// Those of them that have a problem, by name.
    pub(crate) companies: Vec<CompanyProblemsView>,
    /// Send it as `cursor` to check the next companies. Missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_cursor: Option<String>,
}

/// A configured model that is shut down soon, or was.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RetiringModel)]
pub(crate) struct RetiringModelView {
    /// Its name.
    name: String,
    /// What it is for: `first` answers calls, `second` answers when that fails, `allowed` is for companies to choose.
    role: &'static str,
    /// The day on which it is shut down.
    #[schema(value_type = String, format = Date)]
    retires_on: Date,
    /// How many days are left, in UTC; negative once it was shut down.
    days_left: i32,
    /// The model that its maker names as the replacement; missing if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<String>,
}

impl From<ModelRetirement> for RetiringModelView {
    fn from(ModelRetirement { name, role, on, days_left, replacement }: ModelRetirement) -> Self {
        Self { name, role: role.as_str(), retires_on: on, days_left, replacement }
    }
}

/// An alarm.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FiringAlarm)]
pub(crate) struct AlarmView {
    /// Its name in CloudWatch. docs/operations.md says what to do about it.
    name: String,
    /// Since when it is in alarm.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// CloudWatch's reason.
    reason: String,
}

impl From<CloudWatchAlarm> for AlarmView {
    fn from(CloudWatchAlarm { name, since, reason, .. }: CloudWatchAlarm) -> Self {
        Self { name, since, reason }
    }
}

/// A company and its problems.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CompanyProblems)]
pub(crate) struct CompanyProblemsView {
    #[serde(flatten)]
    company: CompanyView,
    /// The connections that do not work.
    failing_connections: Vec<FailingConnectionView>,
    /// The budget that is spent; missing if none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    exhausted_budget: Option<ExhaustedBudgetView>,
}

/// A connection that does not work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FailingConnection)]
pub(crate) struct FailingConnectionView {
    /// `twilio` or `openai`.
    connection: &'static str,
    /// Why.
    problem: ConnectionProblem,
    /// Since when it is known.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// Why a connection does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConnectionProblem {
    /// The service refused the credentials.
    Refused,
    /// The credentials were deleted, and numbers are still connected.
    Deleted,
}

/// A budget that is spent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExhaustedBudget)]
pub(crate) struct ExhaustedBudgetView {
    /// `day` or `month`, of UTC.
    period: &'static str,
    /// The budget.
    budget_micro_usd: u64,
    /// What was spent of it. The rest is less than a turn can cost.
    spent_micro_usd: u64,
    /// When the next period begins.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

impl CompanyProblemsView {
    /// The problems of a company with this budget; `None` if it has none.
    pub(crate) fn of(company: &TenantSummary, health: &CompanyHealth, budget: Budget, now: Timestamp) -> Option<Self> {
        let failing_connections = failing(health);
        let exhausted_budget = exhausted(health, budget, now);
        let has_problem = !failing_connections.is_empty() || exhausted_budget.is_some();
        has_problem.then(|| Self { company: company.into(), failing_connections, exhausted_budget })
    }
}

fn failing(CompanyHealth { tenant, credentials, .. }: &CompanyHealth) -> Vec<FailingConnectionView> {
    let refused = |connection, known: &Option<KnownCredential>| {
        let known = known.as_ref().filter(|known| known.health == Health::Refused)?;
        let since = known.refused_at.unwrap_or(known.checked_at);
        Some(FailingConnectionView { connection, problem: ConnectionProblem::Refused, since })
    };
    let deleted = credentials.twilio_deleted_at.filter(|_| credentials.twilio.is_none() && !tenant.numbers.is_empty());
    let deleted =
        deleted.map(|since| FailingConnectionView { connection: "twilio", problem: ConnectionProblem::Deleted, since });
    let found = [deleted, refused("twilio", &credentials.twilio), refused("openai", &credentials.openai)];
    found.into_iter().flatten().collect()
}

fn exhausted(health: &CompanyHealth, budget: Budget, now: Timestamp) -> Option<ExhaustedBudgetView> {
    // A budget may have been raised since a turn was refused.
    let is_exhausted =
        |period: &BudgetPeriod| health.exhausted.contains(period) && health.spend.warns_of(*period, budget);
    let period = [BudgetPeriod::Month, BudgetPeriod::Day].into_iter().find(is_exhausted)?;
    let (name, budget, spent) = match period {
        BudgetPeriod::Day => ("day", budget.daily, health.spend.today),
        BudgetPeriod::Month => ("month", budget.monthly, health.spend.month),
    };
    Some(ExhaustedBudgetView {
        period: name,
        budget_micro_usd: budget.get(),
        spent_micro_usd: spent.get(),
        until: period.ends_at(now),
    })
}
