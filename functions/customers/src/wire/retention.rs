//! The JSON of the retention of data.

use domain::retention::{DataRetention, KeptDays, RecordingRetention};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::Forecast;
use utoipa::ToSchema;

/// How long data is kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names in JSON say their unit")]
#[schema(as = SetRetention, example = json!({"calls_days": 365, "customers_days": 730, "recordings_days": 30}))]
pub(crate) struct RetentionBody {
    /// The days after its end for which a call is kept, 30 to 3650: what was said, its summary, messages, emergencies and recordings. Until it
    /// is erased if missing.
    #[schema(value_type = Option<u16>, minimum = 30, maximum = 3650)]
    calls_days: Option<KeptDays>,
    /// The days after its day for which a visit is kept, 30 to 3650, and the record of its customer with their last visit. The record and the
    /// notes of a number without a visit are kept so long after its last call, note, mark or merge. Until it is erased if missing.
    #[schema(value_type = Option<u16>, minimum = 30, maximum = 3650)]
    customers_days: Option<KeptDays>,
    /// The days for which the sound of a recording is kept: 30, 90, 180 or 365. 90 if missing.
    #[serde(default)]
    #[schema(value_type = u16)]
    recordings_days: RecordingRetention,
}

impl From<RetentionBody> for DataRetention {
    fn from(RetentionBody { calls_days, customers_days, recordings_days }: RetentionBody) -> Self {
        Self { calls_days, customers_days, recordings_days }
    }
}

/// What is kept for how long, and what will go when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Retention, example = json!({
    "calls": {"days": 365, "going": [{"day": "2026-11-23", "count": 12}], "complete": true},
    "customers": {"going": [], "complete": true},
    "recordings": {"days": 30, "going": [], "complete": true},
}))]
pub(crate) struct RetentionView {
    /// The calls, with what was said, their summaries, messages, emergencies and recordings.
    calls: KindView,
    /// The visits, each with the record of its customer if it is their last one.
    customers: KindView,
    /// The sound of recordings.
    recordings: KindView,
}

/// A kind of data.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KindOfData)]
pub(crate) struct KindView {
    /// The days for which it is kept. Until it is erased if missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u16>,
    /// How many will go on the next 30 days, by day in UTC; today with all that is due.
    going: Vec<GoingView>,
    /// Whether all that will go was counted: at most the first 1,000 are.
    complete: bool,
}

/// What will go on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GoingOnDay)]
pub(crate) struct GoingView {
    /// The day.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// How many.
    count: u64,
}

impl KindView {
    fn of(days: Option<u16>, Forecast { days: going, complete }: Forecast) -> Self {
        let going = going.into_iter().map(|(day, count)| GoingView { day, count }).collect();
        Self { days, going, complete }
    }
}

impl RetentionView {
    pub(crate) fn of(retention: &DataRetention, [calls, visits, recordings]: [Forecast; 3]) -> Self {
        Self {
            calls: KindView::of(retention.calls_days.map(KeptDays::get), calls),
            customers: KindView::of(retention.customers_days.map(KeptDays::get), visits),
            recordings: KindView::of(Some(retention.recordings_days.days()), recordings),
        }
    }
}
