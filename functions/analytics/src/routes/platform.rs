//! The figures of all companies, for operators.

use api::{Problem, StrictQuery, access::Operator};
use axum::{Json, extract::State};
use futures_util::future::try_join_all;
use jiff::tz::TimeZone;

use super::Function;
use crate::wire::range::{MonthsQuery, PeriodView, PlatformAnalyticsView, RangeQuery, TrendsView};

/// Get analytics of all companies
///
/// Gets the figures of all companies together on some days, this week without a query, beside those of as many days before. Today is
/// that of UTC.
#[utoipa::path(
    get, path = "/admin/analytics", tag = "Analytics",
    responses((status = 200, description = "The figures", body = PlatformAnalyticsView))
)]
pub(crate) async fn get_platform_analytics(
    State(function): Function,
    operator: Operator,
    StrictQuery(query): StrictQuery<RangeQuery>,
) -> Result<Json<PlatformAnalyticsView>, Problem> {
    let today = TimeZone::UTC.to_datetime(operator.change.at).date();
    let (range, range_before) = query.days(today)?;
    let store = &function.store;
    let (all, before) = tokio::try_join!(store.list_platform_days(range), store.list_platform_days(range_before))?;
    Ok(Json(PlatformAnalyticsView {
        period: PeriodView::of(range, &all.days),
        before: PeriodView::of(range_before, &before.days),
        days: all.days.iter().map(Into::into).collect(),
        companies: all.companies,
        companies_before: before.companies,
    }))
}

/// Get trends of all companies
///
/// Gets the figures of all companies together in each of the last months, the earliest first.
#[utoipa::path(
    get, path = "/admin/analytics/months", tag = "Analytics",
    responses((status = 200, description = "The months", body = TrendsView))
)]
pub(crate) async fn get_platform_trends(
    State(function): Function,
    operator: Operator,
    StrictQuery(query): StrictQuery<MonthsQuery>,
) -> Result<Json<TrendsView>, Problem> {
    let months = query.months(TimeZone::UTC.to_datetime(operator.change.at).date());
    let read = Box::pin(try_join_all(months.iter().map(|month| function.store.list_platform_days(*month)))).await?;
    let months = months.into_iter().zip(read).map(|(month, all)| PeriodView::of(month, &all.days)).collect();
    Ok(Json(TrendsView { months }))
}
