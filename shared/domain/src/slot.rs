//! Arrival windows, the places in them, and which of them may be offered.
//!
//! A slot is one window on one date. How many visits it holds is counted elsewhere and handed in as [`Taken`].

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use crate::{
    dates::{DateRange, PartOfDay},
    hours::{Day, OpeningHours, clock},
};

/// Why windows or a slot's id are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// Not 1 to 24 lower-case letters, digits or dashes.
    #[error("a window's id is 1 to 24 lower-case letters, digits or dashes")]
    WindowId,
    /// Not a date, an underscore and a window's id.
    #[error("a slot's id is a date and a window's id, such as 2026-11-24_morning")]
    SlotId,
    /// It does not end after it starts.
    #[error("the window {0} ends before it starts")]
    Backwards(WindowId),
    /// It has no place for anybody.
    #[error("the window {0} needs a capacity of at least 1")]
    NoCapacity(WindowId),
    /// Not 1 to 12 windows.
    #[error("list 1 to 12 arrival windows")]
    Windows,
    /// Two windows have the same id.
    #[error("two arrival windows have the id {0}")]
    Duplicate(WindowId),
    /// Not 1 to 60 days.
    #[error("visits can be booked 1 to 60 days ahead")]
    Horizon,
}

/// A company's own short name for a window, such as `morning`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WindowId(String);

impl WindowId {
    /// Accepts 1 to 24 lower-case letters, digits or dashes.
    pub fn parse(text: &str) -> Result<Self, SlotError> {
        let well_formed = (1..=24).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if well_formed { Ok(Self(text.to_owned())) } else { Err(SlotError::WindowId) }
    }
}

impl TryFrom<String> for WindowId {
    type Error = SlotError;
    fn try_from(text: String) -> Result<Self, SlotError> {
        Self::parse(&text)
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

/// A span of the day within which a technician arrives, and how many visits it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedWindow")]
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedWindow {
    id: WindowId,
    #[serde(with = "clock")]
    starts: Time,
    #[serde(with = "clock")]
    ends: Time,
    capacity: u32,
    #[serde(default)]
    days: BTreeSet<Day>,
}

impl TryFrom<UncheckedWindow> for ArrivalWindow {
    type Error = SlotError;
    fn try_from(window: UncheckedWindow) -> Result<Self, SlotError> {
        let UncheckedWindow { id, starts, ends, capacity, days } = window;
        if starts >= ends {
            return Err(SlotError::Backwards(id));
        }
        if capacity == 0 {
            return Err(SlotError::NoCapacity(id));
        }
        Ok(Self { id, starts, ends, capacity, days })
    }
}

/// A company's windows, and how early and late they can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedWindows")]
pub struct ArrivalWindows {
    windows: Vec<ArrivalWindow>,
    cutoff_minutes: u32,
    horizon_days: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedWindows {
    windows: Vec<ArrivalWindow>,
    cutoff_minutes: u32,
    horizon_days: u16,
}

impl TryFrom<UncheckedWindows> for ArrivalWindows {
    type Error = SlotError;
    fn try_from(unchecked: UncheckedWindows) -> Result<Self, SlotError> {
        let UncheckedWindows { mut windows, cutoff_minutes, horizon_days } = unchecked;
        if !(1..=12).contains(&windows.len()) {
            return Err(SlotError::Windows);
        }
        if !(1..=60).contains(&horizon_days) {
            return Err(SlotError::Horizon);
        }
        windows.sort_by_key(|window| (window.starts, window.ends));
        let mut ids = BTreeSet::new();
        if let Some(twice) = windows.iter().find(|window| !ids.insert(&window.id)) {
            return Err(SlotError::Duplicate(twice.id.clone()));
        }
        Ok(Self { windows, cutoff_minutes, horizon_days })
    }
}

/// Which slot: a date and a window. Written as `2026-11-24_morning`; ordered by date, then by the window's id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SlotId {
    date: Date,
    window: WindowId,
}

impl SlotId {
    /// Accepts `2026-11-24_morning`.
    pub fn parse(text: &str) -> Result<Self, SlotError> {
        let (date, window) = text.split_once('_').ok_or(SlotError::SlotId)?;
        let window = WindowId::parse(window).map_err(|_| SlotError::SlotId)?;
        let date = Date::strptime("%Y-%m-%d", date).map_err(|_| SlotError::SlotId)?;
        let id = Self { date, window };
        // Only what it is written as, so that a slot has one key.
        if id.to_string() == text { Ok(id) } else { Err(SlotError::SlotId) }
    }

    /// The date.
    #[must_use]
    pub fn date(&self) -> Date {
        self.date
    }

    /// The window.
    #[must_use]
    pub fn window(&self) -> &WindowId {
        &self.window
    }
}

impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.date, self.window)
    }
}

impl TryFrom<String> for SlotId {
    type Error = SlotError;
    fn try_from(text: String) -> Result<Self, SlotError> {
        Self::parse(&text)
    }
}

impl From<SlotId> for String {
    fn from(id: SlotId) -> Self {
        id.to_string()
    }
}

/// A window on a date, with its times as they were when it was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Which one.
    pub id: SlotId,
    /// The earliest arrival.
    #[serde(with = "clock")]
    pub starts: Time,
    /// The latest arrival.
    #[serde(with = "clock")]
    pub ends: Time,
}

impl Slot {
    /// When the window starts.
    #[must_use]
    pub fn starts_at(&self, zone: &TimeZone) -> Timestamp {
        clock::first_instant(self.id.date.to_datetime(self.starts), zone)
    }
}

/// How many visits each slot holds; slots without any may be left out.
pub type Taken = BTreeMap<SlotId, u32>;

/// Which slots are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotQuery {
    /// On these days.
    pub days: DateRange,
    /// In this part of the day.
    pub part: PartOfDay,
    /// At most so many.
    pub limit: usize,
}

impl ArrivalWindows {
    /// The last date that can be booked.
    #[must_use]
    pub fn last_day(&self, today: Date) -> Date {
        today.saturating_add(i64::from(self.horizon_days).days())
    }

    /// How many visits a window takes; `None` if there is no such window (any more).
    #[must_use]
    pub fn capacity(&self, window: &WindowId) -> Option<u32> {
        self.windows.iter().find(|known| known.id == *window).map(|window| window.capacity)
    }

    /// The slots that may be offered, earliest first: bookable at `now`, not full, and on a day and at hours when the
    /// company is open.
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
        let first = query.days.first().max(today);
        let last = query.days.last().min(self.last_day(today));
        let earliest_start = now.checked_add(SignedDuration::from_mins(i64::from(self.cutoff_minutes))).unwrap_or(Timestamp::MAX);
        let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(|date| *date <= last);
        dates
            .flat_map(|date| self.windows.iter().map(move |window| (date, window)))
            .filter(|(date, window)| window.days.is_empty() || window.days.contains(&Day::of(*date)))
            .filter(|(_, window)| query.part.contains(window.starts))
            .filter(|(date, window)| hours.opens_between(*date, window.starts, window.ends))
            .map(|(date, window)| (window.capacity, window.slot_on(date)))
            .filter(|(_, slot)| slot.starts_at(zone) >= earliest_start)
            .filter(|(capacity, slot)| taken.get(&slot.id).is_none_or(|taken| taken < capacity))
            .map(|(_, slot)| slot)
            .take(query.limit)
            .collect()
    }
}

impl ArrivalWindow {
    fn slot_on(&self, date: Date) -> Slot {
        Slot { id: SlotId { date, window: self.id.clone() }, starts: self.starts, ends: self.ends }
    }
}

#[cfg(test)]
mod tests;
