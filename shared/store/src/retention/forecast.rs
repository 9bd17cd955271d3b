//! What will go in the next days.

use std::collections::BTreeMap;

use domain::retention::{DataRetention, KeptDays};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::boxed;
use serde::de::DeserializeOwned;

use super::{before, days, expired, last_day};
use crate::{
    CallEntry, LARGEST_PAGE, RecordingItem, Sound, Store, StoreError, TenantScope, VisitEntry, form::Versioned, key,
    page::Range,
};

/// The most pages that a forecast reads of each kind.
const MOST_PAGES: usize = 10;
/// How far a forecast looks ahead.
const FORECAST_DAYS: u16 = 30;

/// What will go on the next days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forecast {
    /// How many go on each day, in UTC. Today has everything that is due.
    pub days: BTreeMap<Date, u64>,
    /// Whether everything was counted. If not, the rest goes too.
    pub complete: bool,
}

impl Forecast {
    /// That nothing will go.
    fn nothing() -> Self {
        Self { complete: true, ..Self::default() }
    }

    fn count(&mut self, at: Timestamp, now: Timestamp) {
        let day = TimeZone::UTC.to_datetime(at.max(now)).date();
        *self.days.entry(day).or_default() += 1;
    }
}

impl Store {
    /// Counts the calls and the text messages that will go on the next days.
    #[must_use]
    #[boxed]
    pub async fn forecast_calls(
        &self,
        scope: &TenantScope,
        retention: &DataRetention,
        now: Timestamp,
    ) -> Result<Forecast, StoreError> {
        let Some(kept) = retention.calls_days.map(KeptDays::get) else { return Ok(Forecast::nothing()) };
        let range = expired::calls_until(scope, before(horizon(now), kept));
        let goes_at = |entry: &CallEntry| entry.ended_at().saturating_add(days(kept)).ok();
        self.forecast(scope, &range, goes_at, now).await
    }

    /// Counts the visits that will go on the next days, each with the record of its customer if it is their last one.
    #[must_use]
    #[boxed]
    pub async fn forecast_visits(
        &self,
        scope: &TenantScope,
        retention: &DataRetention,
        now: Timestamp,
    ) -> Result<Forecast, StoreError> {
        let Some(kept) = retention.customers_days.map(KeptDays::get) else { return Ok(Forecast::nothing()) };
        let range = expired::visits_until(scope, last_day(horizon(now), kept));
        let goes_at = |entry: &VisitEntry| {
            // The entry of a day from which a visit was moved goes with the visit.
            let stays = entry.moved_to.is_some();
            let due = entry.slot.id.date.checked_add(days(kept + 1)).ok().filter(|_| !stays)?;
            TimeZone::UTC.to_timestamp(due.into()).ok()
        };
        self.forecast(scope, &range, goes_at, now).await
    }

    /// Counts the recordings that will go on the next days.
    #[must_use]
    #[boxed]
    pub async fn forecast_recordings(&self, scope: &TenantScope, now: Timestamp) -> Result<Forecast, StoreError> {
        let until = horizon(now);
        let range = Range::in_order(scope.tenant().as_str(), key::RECORDING);
        let goes_at = |recording: &RecordingItem| match recording.sound {
            Sound::Stored(stored) => Some(stored.deleted_at()).filter(|at| *at < until),
            _ => None,
        };
        self.forecast(scope, &range, goes_at, now).await
    }

    /// Counts the items of a range by the day on which they go. `None` for one that is not counted.
    async fn forecast<T: Versioned + DeserializeOwned>(
        &self,
        scope: &TenantScope,
        range: &Range<'_>,
        goes_at: impl Fn(&T) -> Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Forecast, StoreError> {
        let (mut forecast, mut after) = (Forecast::default(), None);
        for _ in 0..MOST_PAGES {
            let page = self.within(scope).page::<T>(range, after.as_deref(), LARGEST_PAGE).await?;
            page.items.iter().filter_map(&goes_at).for_each(|at| forecast.count(at, now));
            after = page.next;
            if after.is_none() {
                forecast.complete = true;
                break;
            }
        }
        Ok(forecast)
    }
}

/// The end of a forecast.
fn horizon(now: Timestamp) -> Timestamp {
    now.saturating_add(days(FORECAST_DAYS)).unwrap_or(now)
}
