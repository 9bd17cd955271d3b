//! The figures of a company.

use api::{
    JsonBody, Problem, ProblemKind, StrictQuery,
    access::{Authorized, TenantOperator, permission::ReadCalls},
    csv::CsvFile,
};
use axum::{Json, extract::State};
use domain::{call_facts::Outcome, dates::DateRange};
use futures_util::future::try_join_all;
use store::CountedDay;

use super::{FEWEST_COMPANIES, Function};
use crate::wire::{
    figures::FiguresView,
    range::{
        AllCompaniesView, AnalyticsView, MonthsQuery, OpenView, PeriodView, RangeQuery, RebuildBody, RebuiltView,
        TrendsView, sum,
    },
};

/// Get analytics
///
/// Gets the figures of some days, this week without a query, beside those of as many days before; each day; what is open; and the
/// sum of all companies on the days on which at least five had calls. All figures of calls come from counters that are written when a call is
/// counted, so they are seconds old. docs/analytics.md defines each figure.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/analytics", tag = "Analytics",
    responses((status = 200, description = "The figures", body = AnalyticsView))
)]
pub(crate) async fn get_analytics(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<RangeQuery>,
) -> Result<Json<AnalyticsView>, Problem> {
    let (range, range_before) = query.days(function.today(&may).await?)?;
    let (store, scope) = (&function.store, &may.scope);
    let (days, before, all, (messages, emergencies)) = Box::pin(async {
        tokio::try_join!(
            store.list_days(scope, range),
            store.list_days(scope, range_before),
            store.list_platform_days(range),
            store.count_open(scope),
        )
    })
    .await?;
    let shared = all.of_at_least(FEWEST_COMPANIES);
    let all_companies =
        (!shared.is_empty()).then(|| AllCompaniesView { days: shared.len(), figures: FiguresView::of(&sum(&shared)) });
    Ok(Json(AnalyticsView {
        period: PeriodView::of(range, &days),
        before: PeriodView::of(range_before, &before),
        days: days.iter().map(Into::into).collect(),
        open: OpenView { messages, emergencies },
        all_companies,
    }))
}

/// Get trends
///
/// Gets the figures of each of the last months, the earliest first.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/analytics/months", tag = "Analytics",
    responses((status = 200, description = "The months", body = TrendsView))
)]
pub(crate) async fn get_trends(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<MonthsQuery>,
) -> Result<Json<TrendsView>, Problem> {
    let months = query.months(function.today(&may).await?);
    let read = months.iter().map(|month| function.store.list_days(&may.scope, *month));
    let read = Box::pin(try_join_all(read)).await?;
    let months = months.into_iter().zip(read).map(|(month, days)| PeriodView::of(month, &days)).collect();
    Ok(Json(TrendsView { months }))
}

/// The columns of the file of days.
const COLUMNS: [&str; 16] = [
    "day",
    "calls",
    "call_seconds",
    "turns",
    "booked_visits",
    "calls_with_booking",
    "bookable_calls",
    "after_hours",
    "messages",
    "emergencies",
    "transfers_reached",
    "transfers_missed",
    "spam",
    "prompt_tokens",
    "completion_tokens",
    "cost_micro_usd",
];

fn row(CountedDay { day, counts }: &CountedDay) -> Vec<String> {
    let get = |name: &str| counts.get(name).to_string();
    let counters = ["calls", "call_seconds", "turns", "appointments", "booking", "bookable", "after_hours"];
    let more = ["messages", "emergencies", "transfers_reached", "transfers_missed"];
    let mut row = vec![day.to_string()];
    row.extend(counters.into_iter().chain(more).map(get));
    row.push(counts.outcome(Outcome::Spam).to_string());
    row.extend(["prompt_tokens", "completion_tokens", "cost_micro_usd"].map(get));
    row
}

/// Export usage
///
/// The usage of each day as CSV, this week without a query. A day on which nothing was counted is missing.
#[utoipa::path(
    get, path = "/admin/tenants/{tenant}/analytics/days.csv", tag = "Analytics",
    responses((
        status = 200, description = "The days", body = String, content_type = "text/csv",
        example = "day,calls,call_seconds\n2026-11-23,12,2160\n"
    ))
)]
pub(crate) async fn list_days(
    State(function): Function,
    may: Authorized<ReadCalls>,
    StrictQuery(query): StrictQuery<RangeQuery>,
) -> Result<CsvFile, Problem> {
    let (range, _) = query.days(function.today(&may).await?)?;
    let mut file = CsvFile::new("usage", &COLUMNS);
    function.store.list_days(&may.scope, range).await?.iter().for_each(|day| file.push(row(day)));
    Ok(file)
}

/// Rebuild days
///
/// Counts days of a company again, and corrects counters that differ. It reads how each call and each acknowledgement was counted,
/// which stays when a person is erased.
#[utoipa::path(
    post, path = "/admin/tenants/{tenant}/analytics/rebuild", tag = "Analytics",
    request_body = RebuildBody,
    responses((status = 200, description = "The days that were corrected", body = RebuiltView))
)]
pub(crate) async fn rebuild_days(
    State(function): Function,
    operator: TenantOperator,
    JsonBody(RebuildBody { from, to }): JsonBody<RebuildBody>,
) -> Result<Json<RebuiltView>, Problem> {
    let invalid =
        |error: domain::dates::DateRangeError| Problem::new(ProblemKind::Invalid).with_detail(error.to_string());
    let range = DateRange::new(from, to).map_err(invalid)?;
    function.store.get_tenant(&operator.scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    let corrected = function.store.rebuild_days(&operator.scope, range).await?;
    function.store.audit_rebuild(&operator.scope, &operator.change, (range, corrected.len())).await?;
    Ok(Json(RebuiltView { corrected }))
}
