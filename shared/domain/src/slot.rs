//! Arrival windows, and the slots that may be offered to a caller.
//!
//! A technician arrives within a window. Each window has a capacity per day. This module does not know the
//! appointments: the number of visits in each slot is an argument, and only the store decides whether a booking
//! succeeds.

mod places;
mod window;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

pub use self::{
    places::SlotPlaces,
    window::{ArrivalWindow, WindowError, WindowId},
};
use crate::{
    dates::{DaySet, PartOfDay},
    hours::{OpeningHours, clock},
    schema::{described_as, described_as_text},
};

/// One arrival window of one date; written `2026-11-24_morning`, ordered by date, then by window id.
///
/// ```
/// use domain::slot::SlotId;
/// use jiff::civil::date;
///
/// let id: SlotId = "2026-11-24_morning".parse()?;
/// assert_eq!((id.date, id.window.as_str()), (date(2026, 11, 24), "morning"));
/// assert!("20261124_morning".parse::<SlotId>().is_err(), "a slot has one id");
/// # Ok::<(), domain::slot::SlotIdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SlotId {
    /// The date in the company's zone.
    pub date: Date,
    /// The window of that date.
    pub window: WindowId,
}

described_as_text!(
    SlotId,
    "One arrival window of one date.",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}_[a-z0-9-]{1,24}$",
    "2026-11-24_morning"
);

/// The error for a text that is not a slot's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a slot: expected a date and an arrival window, such as 2026-11-24_morning")]
pub struct SlotIdError;

impl FromStr for SlotId {
    type Err = SlotIdError;
    fn from_str(text: &str) -> Result<Self, SlotIdError> {
        let (written, window) = text.split_once('_').ok_or(SlotIdError)?;
        let date: Date = written.parse().map_err(|_| SlotIdError)?;
        // Other notations of the same date would be other keys of the same slot.
        if date.to_string() != written {
            return Err(SlotIdError);
        }
        Ok(Self { date, window: WindowId::parse(window).map_err(|_| SlotIdError)? })
    }
}

impl TryFrom<String> for SlotId {
    type Error = SlotIdError;
    fn try_from(text: String) -> Result<Self, SlotIdError> {
        text.parse()
    }
}

impl From<SlotId> for String {
    fn from(id: SlotId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.date, self.window)
    }
}

/// An arrival window on a date, with its clock times, as offered and booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Slot {
    /// The window and the date.
    pub id: SlotId,
    /// The earliest clock time of arrival.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    pub starts: Time,
    /// The latest clock time of arrival, on the same date.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    pub ends: Time,
}

impl Slot {
    /// The instant at which the window starts; the end of the gap if the clock skips it.
    #[must_use]
    pub fn starts_at(&self, zone: &TimeZone) -> Timestamp {
        clock::first_instant(self.id.date.to_datetime(self.starts), zone)
    }

    /// The instant at which the window ends; the end of the gap if the clock skips it.
    #[must_use]
    pub fn ends_at(&self, zone: &TimeZone) -> Timestamp {
        clock::first_instant(self.id.date.to_datetime(self.ends), zone)
    }
}

/// How many visits each slot holds. A missing slot holds none.
pub type Taken = BTreeMap<SlotId, u32>;

/// The slots that a caller asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotQuery {
    /// The days asked for.
    pub days: DaySet,
    /// The part of the day asked for, by when the window starts.
    pub part: PartOfDay,
    /// The most slots to offer.
    pub limit: usize,
}

/// A company's arrival windows and booking rules: 1 to 12 windows with different ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenWindows")]
pub struct ArrivalWindows {
    windows: Vec<ArrivalWindow>,
    cutoff_minutes: u32,
    horizon_days: u16,
}

impl ArrivalWindows {
    /// Accepts windows in any order, and keeps it.
    ///
    /// A window can be booked until `cutoff_minutes` before it starts, on dates up to `horizon_days` (1 to 60) after
    /// today.
    pub fn new(
        windows: Vec<ArrivalWindow>,
        cutoff_minutes: u32,
        horizon_days: u16,
    ) -> Result<Self, ArrivalWindowsError> {
        let (windows, horizon) = (Windows::try_from(windows)?, Horizon::try_from(horizon_days)?);
        Ok(Self { windows: windows.0, cutoff_minutes, horizon_days: horizon.0 })
    }

    /// The windows, in the company's order.
    #[must_use]
    pub fn windows(&self) -> &[ArrivalWindow] {
        &self.windows
    }

    /// How many minutes before its start booking closes for a window.
    #[must_use]
    pub fn cutoff_minutes(&self) -> u32 {
        self.cutoff_minutes
    }

    /// How many days after today can be booked.
    #[must_use]
    pub fn horizon_days(&self) -> u16 {
        self.horizon_days
    }

    /// The last date that can be booked.
    #[must_use]
    pub fn last_day(&self, today: Date) -> Date {
        today.saturating_add(i32::from(self.horizon_days).days())
    }

    /// The capacity of a window on one date; `None` if the company has no such window.
    #[must_use]
    pub fn capacity(&self, id: &WindowId) -> Option<u32> {
        self.window(id).map(ArrivalWindow::capacity)
    }

    /// The slot with this id, whether or not it may be offered; `None` if the company has no such window.
    #[must_use]
    pub fn slot(&self, id: &SlotId) -> Option<Slot> {
        self.window(&id.window).map(|window| window.on(id.date))
    }

    fn window(&self, id: &WindowId) -> Option<&ArrivalWindow> {
        self.windows.iter().find(|window| window.id() == id)
    }

    /// The slots that may be offered, in order of time.
    ///
    /// A window of a date from today to the horizon is offered if it starts at least the cutoff after `now`, has
    /// capacity left, belongs to that day of the week, and the company is open from its start to its end: the last arrival
    /// lies before closing.
    ///
    /// ```
    /// use domain::{
    ///     dates::{DateRange, PartOfDay},
    ///     hours::OpeningHours,
    ///     slot::{ArrivalWindows, SlotQuery, Taken},
    /// };
    /// use jiff::{civil::date, tz::TimeZone};
    ///
    /// let windows: ArrivalWindows = serde_json::from_str(
    ///     r#"{
    ///         "windows": [{"id": "morning", "starts": "08:00", "ends": "12:00", "capacity": 1}],
    ///         "cutoff_minutes": 60,
    ///         "horizon_days": 14
    ///     }"#,
    /// )?;
    /// let hours: OpeningHours = serde_json::from_str(r#"{"weekly": {"tue": [{"opens": "08:00", "closes": "17:00"}]}}"#)?;
    /// let chicago = TimeZone::get("America/Chicago")?;
    /// let monday_noon = "2026-11-23T12:00-06".parse()?;
    /// let days = DateRange::new(date(2026, 11, 23), date(2026, 11, 30))?;
    /// let query = SlotQuery { days: days.into(), part: PartOfDay::Any, limit: 3 };
    ///
    /// let openings = windows.openings(&query, &Taken::new(), &hours, &chicago, monday_noon);
    /// assert_eq!(openings[0].id.to_string(), "2026-11-24_morning");
    /// let taken = Taken::from([(openings[0].id.clone(), 1)]);
    /// assert!(windows.openings(&query, &taken, &hours, &chicago, monday_noon).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn openings(
        &self,
        query: &SlotQuery,
        taken: &Taken,
        hours: &OpeningHours,
        zone: &TimeZone,
        now: Timestamp,
    ) -> Vec<Slot> {
        let today = zone.to_datetime(now).date();
        let bookable = today..=self.last_day(today);
        let cutoff = SignedDuration::from_mins(self.cutoff_minutes.into());
        let dates = query.days.days().filter(|date| bookable.contains(date));
        let mut windows: Vec<&ArrivalWindow> = self.windows.iter().collect();
        windows.sort_by_key(|window| (window.starts(), window.ends(), window.id()));
        dates
            .flat_map(|date| windows.iter().map(move |window| (date, *window)))
            .filter(|(date, window)| {
                query.part.includes(window.starts())
                    && window.works_on(*date)
                    && hours.open_throughout(*date, window.starts(), window.ends())
            })
            .map(|(date, window)| (window.capacity(), window.on(date)))
            .filter(|(capacity, slot)| {
                slot.starts_at(zone).duration_since(now) >= cutoff
                    && taken.get(&slot.id).is_none_or(|taken| taken < capacity)
            })
            .map(|(_, slot)| slot)
            .take(query.limit)
            .collect()
    }
}

/// Why arrival windows are invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArrivalWindowsError {
    /// No window, or more than 12.
    #[error("list 1 to 12 arrival windows")]
    Count,
    /// Two windows share an id.
    #[error("two arrival windows have the id {0}")]
    Duplicate(WindowId),
    /// A horizon outside 1 to 60 days.
    #[error("visits are booked 1 to 60 days ahead")]
    Horizon,
}

/// A company's arrival windows and booking rules.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
struct WrittenWindows {
    /// The windows, with different ids.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<ArrivalWindow>, min_items = 1, max_items = 12))]
    windows: Windows,
    /// How many minutes before its start booking closes for a window.
    cutoff_minutes: u32,
    /// How many days after today can be booked.
    #[cfg_attr(feature = "schema", schema(value_type = u16, minimum = 1, maximum = 60))]
    horizon_days: Horizon,
}

described_as!(ArrivalWindows, "ArrivalWindows", WrittenWindows);

impl From<WrittenWindows> for ArrivalWindows {
    fn from(WrittenWindows { windows, cutoff_minutes, horizon_days }: WrittenWindows) -> Self {
        Self { windows: windows.0, cutoff_minutes, horizon_days: horizon_days.0 }
    }
}

/// 1 to 12 windows with different ids.
#[derive(Deserialize)]
#[serde(try_from = "Vec<ArrivalWindow>")]
struct Windows(Vec<ArrivalWindow>);

impl TryFrom<Vec<ArrivalWindow>> for Windows {
    type Error = ArrivalWindowsError;
    fn try_from(windows: Vec<ArrivalWindow>) -> Result<Self, ArrivalWindowsError> {
        if !(1..=12).contains(&windows.len()) {
            return Err(ArrivalWindowsError::Count);
        }
        let mut ids = BTreeSet::new();
        match windows.iter().find(|window| !ids.insert(window.id())) {
            Some(twice) => Err(ArrivalWindowsError::Duplicate(twice.id().clone())),
            None => Ok(Self(windows)),
        }
    }
}

/// 1 to 60 days.
#[derive(Deserialize)]
#[serde(try_from = "u16")]
struct Horizon(u16);

impl TryFrom<u16> for Horizon {
    type Error = ArrivalWindowsError;
    fn try_from(days: u16) -> Result<Self, ArrivalWindowsError> {
        if (1..=60).contains(&days) { Ok(Self(days)) } else { Err(ArrivalWindowsError::Horizon) }
    }
}

#[cfg(test)]
mod tests;
