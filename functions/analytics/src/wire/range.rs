//! The days that figures are about, and the figures of each.

use api::{Problem, ProblemKind, Within};
use domain::{dates::DateRange, day_counts::DayCounts};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::CountedDay;
use utoipa::{IntoParams, ToSchema};

use super::figures::{FiguresView, figures_example};

/// The days of a range without `from` and `to`.
const USUAL_DAYS: i64 = 7;
/// The months of a trend without `months`.
const USUAL_MONTHS: u32 = 6;

const _: () = assert!(DateRange::MAX_DAYS == 62);

/// Which days.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RangeQuery {
    /// The first day. Six days before the last one if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-17")]
    from: Option<Date>,
    /// The last day, at most 61 days after the first one. Today if missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-11-23")]
    to: Option<Date>,
}

impl RangeQuery {
    /// The query for these days.
    pub(crate) fn of(from: Option<Date>, to: Option<Date>) -> Self {
        Self { from, to }
    }

    /// The days, which end today unless the query says otherwise; and as many days before them.
    pub(crate) fn days(&self, today: Date) -> Result<(DateRange, DateRange), Problem> {
        let malformed = |detail: String| Problem::new(ProblemKind::Malformed).with_detail(detail);
        let last = self.to.unwrap_or(today);
        let first = self.from.unwrap_or(last.saturating_sub((USUAL_DAYS - 1).days()));
        let days = DateRange::new(first, last).map_err(|error| malformed(error.to_string()))?;
        let length = i64::try_from(days.days().count()).unwrap_or(1);
        Ok((days, DateRange::starting(first.saturating_sub(length.days()), length)))
    }
}

/// How many months.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MonthsQuery {
    /// The number of months, with the present one: 1 to 13, 6 if missing.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 13, example = 6)]
    months: Option<Within<1, 13>>,
}

impl MonthsQuery {
    /// The months, the earliest first.
    pub(crate) fn months(&self, today: Date) -> Vec<DateRange> {
        let months = self.months.map_or(USUAL_MONTHS, Within::get);
        let this = today.first_of_month();
        let month = |back: u32| {
            let first = this.saturating_sub(i64::from(back).months());
            DateRange::starting(first, i64::from(first.days_in_month()))
        };
        (0..months).rev().map(month).collect()
    }
}

/// The days to count again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": "2026-11-17", "to": "2026-11-23"}))]
pub(crate) struct RebuildBody {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub(crate) from: Date,
    /// The last day, at most 61 days later.
    #[schema(value_type = String, format = Date)]
    pub(crate) to: Date,
}

/// The days that were counted again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RebuiltDays, example = json!({"corrected": ["2026-11-23"]}))]
pub(crate) struct RebuiltView {
    /// The days with counters that differed from their calls. They are correct now.
    #[schema(value_type = Vec<String>)]
    pub(crate) corrected: Vec<Date>,
}

/// The figures of a company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Analytics, example = analytics_example)]
pub(crate) struct AnalyticsView {
    /// The days.
    pub(crate) period: PeriodView,
    /// As many days before them.
    pub(crate) before: PeriodView,
    /// The days one by one. A day on which nothing was counted is missing.
    pub(crate) days: Vec<DayView>,
    /// What is open now: up to 100 of each are counted.
    pub(crate) open: OpenView,
    /// All companies together. Missing if fewer than five of them had calls on each of these days, so that no company shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) all_companies: Option<AllCompaniesView>,
}

/// All companies together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AllCompanies)]
pub(crate) struct AllCompaniesView {
    /// The days that are summed: those on which at least five companies had calls.
    pub(crate) days: usize,
    /// Their figures.
    pub(crate) figures: FiguresView,
}

/// What the office has still to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OpenItems, example = json!({"messages": 3, "emergencies": 0}))]
pub(crate) struct OpenView {
    /// Messages that are not done.
    pub(crate) messages: usize,
    /// Emergencies that are not done.
    pub(crate) emergencies: usize,
}

/// The figures of all companies.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlatformAnalytics, example = platform_example)]
pub(crate) struct PlatformAnalyticsView {
    /// The days. A day is that of each company's time zone.
    pub(crate) period: PeriodView,
    /// As many days before them.
    pub(crate) before: PeriodView,
    /// The days one by one. A day on which nothing was counted is missing.
    pub(crate) days: Vec<DayView>,
    /// The companies with calls on these days.
    pub(crate) companies: usize,
    /// The companies with calls on the days before.
    pub(crate) companies_before: usize,
}

/// The figures of some days together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PeriodFigures)]
pub(crate) struct PeriodView {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// The calls that arrived in each hour of the day, from midnight.
    #[schema(min_items = 24, max_items = 24)]
    hours: Vec<u64>,
    /// The figures.
    figures: FiguresView,
}

/// A day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DayFigures)]
pub(crate) struct DayView {
    /// The day.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// The calls that arrived in each hour, from midnight.
    #[schema(min_items = 24, max_items = 24)]
    hours: Vec<u64>,
    /// The figures.
    figures: FiguresView,
}

/// The figures of months, the earliest first. The present month is not over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trends, example = trends_example)]
pub(crate) struct TrendsView {
    /// The months.
    pub(crate) months: Vec<PeriodView>,
}

fn period_example(from: &str, to: &str) -> Value {
    json!({"from": from, "to": to, "hours": vec![1; 24], "figures": figures_example()})
}

fn day_example() -> Value {
    json!({"day": "2026-11-23", "hours": vec![1; 24], "figures": figures_example()})
}

/// The figures of a week.
fn analytics_example() -> Value {
    json!({
        "period": period_example("2026-11-17", "2026-11-23"),
        "before": period_example("2026-11-10", "2026-11-16"),
        "days": [day_example()],
        "open": {"messages": 3, "emergencies": 0},
        "all_companies": {"days": 7, "figures": figures_example()},
    })
}

/// The figures of all companies in a week.
fn platform_example() -> Value {
    json!({
        "period": period_example("2026-11-17", "2026-11-23"),
        "before": period_example("2026-11-10", "2026-11-16"),
        "days": [day_example()],
        "companies": 120,
        "companies_before": 118,
    })
}

/// The figures of a month.
fn trends_example() -> Value {
    json!({"months": [period_example("2026-11-01", "2026-11-30")]})
}

/// The sum of some days.
pub(crate) fn sum(days: &[CountedDay]) -> DayCounts {
    let mut sum = DayCounts::default();
    for day in days {
        sum.add(&day.counts);
    }
    sum
}

impl PeriodView {
    pub(crate) fn of(range: DateRange, days: &[CountedDay]) -> Self {
        let counts = sum(days);
        let (from, to) = (range.first(), range.last());
        Self { from, to, hours: counts.hours().into(), figures: FiguresView::of(&counts) }
    }
}

impl From<&CountedDay> for DayView {
    fn from(CountedDay { day, counts }: &CountedDay) -> Self {
        Self { day: *day, hours: counts.hours().into(), figures: FiguresView::of(counts) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn period_is_compared_with_as_many_days_before_it() {
        let (days, before) = RangeQuery::default().days(date(2026, 11, 23)).expect("a range");
        assert_eq!((days.first(), days.last()), (date(2026, 11, 17), date(2026, 11, 23)));
        assert_eq!((before.first(), before.last()), (date(2026, 11, 10), date(2026, 11, 16)));
        let backwards = RangeQuery { from: Some(date(2026, 11, 24)), to: None };
        assert!(backwards.days(date(2026, 11, 23)).is_err());
    }

    #[test]
    fn months_end_with_the_present_one() {
        let months = MonthsQuery { months: serde_json::from_value(2.into()).ok() }.months(date(2026, 3, 31));
        let ends: Vec<_> = months.iter().map(|month| (month.first(), month.last())).collect();
        assert_eq!(ends, [(date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 31))]);
    }
}
