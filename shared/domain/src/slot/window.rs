//! An arrival window: its times, its capacity, and its days of the week.

use std::{collections::BTreeSet, fmt};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::{Slot, SlotId};
use crate::{
    hours::{Day, clock},
    schema::described_as,
};

/// Why an arrival window is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// The id is not 1 to 24 lower-case letters, digits or hyphens.
    #[error("an arrival window's id is 1 to 24 lower-case letters, digits or hyphens")]
    Id,
    /// The window does not end after it starts.
    #[error("the arrival window {0} does not end after it starts")]
    Backwards(WindowId),
    /// The window has no capacity.
    #[error("a window has a capacity of at least one visit")]
    NoCapacity,
}

/// The id of a window, such as `morning`: 1 to 24 characters of `a-z`, `0-9` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = "^[a-z0-9-]{1,24}$", example = "morning"))]
#[serde(try_from = "String", into = "String")]
pub struct WindowId(String);

impl WindowId {
    /// Accepts 1 to 24 lower-case letters, digits or hyphens.
    pub fn parse(text: &str) -> Result<Self, WindowError> {
        Self::try_from(text.to_owned())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WindowId {
    type Error = WindowError;
    fn try_from(text: String) -> Result<Self, WindowError> {
        let well_formed = (1..=24).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if well_formed { Ok(Self(text)) } else { Err(WindowError::Id) }
    }
}

impl From<WindowId> for String {
    fn from(id: WindowId) -> Self {
        id.0
    }
}

impl fmt::Display for WindowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The clock times between which a technician arrives, and the number of visits on one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenWindow")]
pub struct ArrivalWindow {
    id: WindowId,
    #[serde(with = "clock")]
    starts: Time,
    #[serde(with = "clock")]
    ends: Time,
    capacity: u32,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    days: BTreeSet<Day>,
}

impl ArrivalWindow {
    /// Accepts a window that ends after it starts on the same date and has a capacity of at least one visit.
    ///
    /// `days` limits it to some days of the week. Empty means every day on which the company is open.
    pub fn new(
        id: WindowId,
        starts: Time,
        ends: Time,
        capacity: u32,
        days: BTreeSet<Day>,
    ) -> Result<Self, WindowError> {
        if ends <= starts {
            return Err(WindowError::Backwards(id));
        }
        let Capacity(capacity) = capacity.try_into()?;
        Ok(Self { id, starts, ends, capacity, days })
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &WindowId {
        &self.id
    }

    /// The earliest clock time of arrival.
    #[must_use]
    pub fn starts(&self) -> Time {
        self.starts
    }

    /// The latest clock time of arrival.
    #[must_use]
    pub fn ends(&self) -> Time {
        self.ends
    }

    /// The number of visits on one date; at least one.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// The days of the week on which it exists; empty for every day on which the company is open.
    #[must_use]
    pub fn days(&self) -> &BTreeSet<Day> {
        &self.days
    }

    /// Whether it exists on the day of the week of a date.
    #[must_use]
    pub fn works_on(&self, date: Date) -> bool {
        self.days.is_empty() || self.days.contains(&Day::of(date))
    }

    /// This window on a date.
    pub(super) fn on(&self, date: Date) -> Slot {
        Slot { id: SlotId { date, window: self.id.clone() }, starts: self.starts, ends: self.ends }
    }
}

/// The clock times between which a technician arrives, and the number of visits on one date.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
struct WrittenWindow {
    /// The id.
    id: WindowId,
    /// The earliest clock time of arrival.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    starts: Time,
    /// The latest clock time of arrival, on the same date.
    #[serde(with = "clock")]
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::ClockTime))]
    ends: Time,
    /// The number of visits on one date.
    #[cfg_attr(feature = "schema", schema(value_type = u32, minimum = 1))]
    capacity: Capacity,
    /// The days of the week on which it exists; empty for every day on which the company is open.
    #[serde(default)]
    days: BTreeSet<Day>,
}

described_as!(ArrivalWindow, "ArrivalWindow", WrittenWindow);

impl TryFrom<WrittenWindow> for ArrivalWindow {
    type Error = WindowError;
    fn try_from(window: WrittenWindow) -> Result<Self, WindowError> {
        Self::new(window.id, window.starts, window.ends, window.capacity.0, window.days)
    }
}

/// At least one visit.
#[derive(Deserialize)]
#[serde(try_from = "u32")]
struct Capacity(u32);

impl TryFrom<u32> for Capacity {
    type Error = WindowError;
    fn try_from(visits: u32) -> Result<Self, WindowError> {
        if visits > 0 { Ok(Self(visits)) } else { Err(WindowError::NoCapacity) }
    }
}
