//! Twilio's filters by time: `Name=2026-11-23`, `Name<=…` and `Name>=…`, whole days in UTC.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{problem::TwilioError, request::RequestParams};

/// The days of a filter.
#[derive(Debug, Default)]
pub(super) struct DateFilter {
    on: Option<Date>,
    first: Option<Date>,
    last: Option<Date>,
}

impl DateFilter {
    /// The filter with this name.
    pub(super) fn of(params: &RequestParams, name: &str) -> Result<Self, TwilioError> {
        let day = |sign: &str| match params.filled(&format!("{name}{sign}")) {
            None => Ok(None),
            Some(text) => text.parse::<Date>().map(Some).map_err(|_| TwilioError::FORM),
        };
        Ok(Self { on: day("")?, first: day(">")?, last: day("<")? })
    }

    /// Whether an instant is on one of the days. Without a filter, no instant is needed.
    pub(super) fn contain(&self, instant: Option<Timestamp>) -> bool {
        let Self { on, first, last } = self;
        let Some(day) = instant.map(|instant| TimeZone::UTC.to_datetime(instant).date()) else {
            return on.is_none() && first.is_none() && last.is_none();
        };
        on.is_none_or(|on| day == on) && first.is_none_or(|first| day >= first) && last.is_none_or(|last| day <= last)
    }
}
