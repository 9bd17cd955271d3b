//! Companies one by one, for operators: their figures, and what does not work. Each company is read in a session of its own, which
//! reaches no other (ADR 17), so a page has few companies.

use api::{Problem, StrictQuery, access::Operator};
use axum::{Json, extract::State};
use domain::{budget::day_of, dates::DateRange};
use futures_util::future::try_join_all;
use jiff::tz::TimeZone;
use store::{CompanyHealth, Page, TenantSummary};

use super::Function;
use crate::{
    Analytics,
    wire::{
        companies::{CompaniesQuery, CompaniesView, CompanyFiguresView, CompanyProblemsView, HealthQuery, HealthView},
        range::PeriodView,
    },
};

/// Get analytics of each company
///
/// Gets the figures of companies on some days, this week without a query, beside those of as many days before: a page of companies, by
/// name, active ones first. Today is that of UTC.
#[utoipa::path(
    get, path = "/admin/analytics/companies", tag = "Analytics",
    responses((status = 200, description = "A page of companies", body = CompaniesView))
)]
pub(crate) async fn list_company_figures(
    State(function): Function,
    operator: Operator,
    StrictQuery(query): StrictQuery<CompaniesQuery>,
) -> Result<Json<CompaniesView>, Problem> {
    let today = TimeZone::UTC.to_datetime(operator.change.at).date();
    let (range, before) = query.range().days(today)?;
    let Page { items, next } = function.store.list_tenants(None, None, query.cursor.as_deref(), query.limit()).await?;
    let read = items.iter().map(|company| function.figures_of(&operator, company, (range, before)));
    Ok(Json(CompaniesView { items: Box::pin(try_join_all(read)).await?, next_cursor: next }))
}

/// Get the health of the platform
///
/// Gets what needs an operator: the alarms that are in alarm, the models that are shut down within 60 days, whether the companies in trial have spent their budget together, and
/// those of a page of companies in service that have a failing connection or an exhausted budget. A page checks the companies by
/// name, active ones first, and reads three items of each.
#[utoipa::path(
    get, path = "/admin/analytics/health", tag = "Analytics",
    responses((status = 200, description = "What needs an operator", body = HealthView))
)]
pub(crate) async fn get_platform_health(
    State(function): Function,
    operator: Operator,
    StrictQuery(query): StrictQuery<HealthQuery>,
) -> Result<Json<HealthView>, Problem> {
    let now = operator.change.at;
    let store = &function.store;
    let (alarms, spent_by_trials, page) = Box::pin(async {
        tokio::try_join!(
            store.list_alarms(),
            store.get_trial_spend(day_of(now)),
            store.list_tenants(None, None, query.cursor.as_deref(), query.limit()),
        )
    })
    .await?;
    let in_service: Vec<&TenantSummary> = page.items.iter().filter(|company| company.status.is_in_service()).collect();
    let read = in_service.iter().map(|company| function.health_of(&operator, company));
    let health = Box::pin(try_join_all(read)).await?;
    let problems = in_service.iter().zip(&health).filter_map(|(company, health)| {
        let health = health.as_ref()?;
        let budget = function.budgets.budget(health.tenant.approved, health.tenant.budget);
        CompanyProblemsView::of(company, health, budget, now)
    });
    Ok(Json(HealthView {
        alarms: alarms.into_iter().map(Into::into).collect(),
        retiring_models: function.models.retirements(now).into_iter().map(Into::into).collect(),
        trials_budget_exhausted: spent_by_trials >= function.budgets.trials_daily,
        checked: in_service.len(),
        companies: problems.collect(),
        next_cursor: page.next,
    }))
}

impl Analytics {
    async fn figures_of(
        &self,
        operator: &Operator,
        company: &TenantSummary,
        (range, before): (DateRange, DateRange),
    ) -> Result<CompanyFiguresView, Problem> {
        let scope = operator.enter(self.access.sessions(), &company.tenant).await?;
        let (days, days_before) =
            tokio::try_join!(self.store.list_days(&scope, range), self.store.list_days(&scope, before))?;
        Ok(CompanyFiguresView {
            company: company.into(),
            period: PeriodView::of(range, &days),
            before: PeriodView::of(before, &days_before),
        })
    }

    /// The state of a company. `None` if it was erased meanwhile.
    async fn health_of(&self, operator: &Operator, company: &TenantSummary) -> Result<Option<CompanyHealth>, Problem> {
        let scope = operator.enter(self.access.sessions(), &company.tenant).await?;
        Ok(self.store.get_company_health(&scope, day_of(operator.change.at)).await?)
    }
}
