//! Clock times: their instants in a zone, and their notation in a configuration.
//!
//! When the clock changes, a reading names no instant (a gap) or two (a fold). A company opens at the first instant of
//! its opening time and closes at the last instant of its closing time.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use serde::{Deserialize, Deserializer, Serializer, de};

/// The first instant at which the clock reads `reading`; the end of the gap if the clock skips it.
pub(crate) fn first_instant(reading: DateTime, zone: &TimeZone) -> Timestamp {
    match zone.to_ambiguous_timestamp(reading).offset() {
        AmbiguousOffset::Unambiguous { offset } => instant(reading, offset),
        AmbiguousOffset::Fold { before, .. } => instant(reading, before),
        AmbiguousOffset::Gap { after, .. } => gap_end(reading, after, zone),
    }
}

/// The last instant at which the clock reads `reading`; the end of the gap if the clock skips it.
pub(crate) fn last_instant(reading: DateTime, zone: &TimeZone) -> Timestamp {
    match zone.to_ambiguous_timestamp(reading).offset() {
        AmbiguousOffset::Unambiguous { offset } => instant(reading, offset),
        AmbiguousOffset::Gap { after, .. } => gap_end(reading, after, zone),
        AmbiguousOffset::Fold { after, .. } => instant(reading, after),
    }
}

/// The end of the gap. With the offset after the gap, a skipped reading lies before the gap, so the next transition
/// ends it.
fn gap_end(reading: DateTime, after: Offset, zone: &TimeZone) -> Timestamp {
    let before_gap = instant(reading, after);
    zone.following(before_gap).next().map_or(before_gap, |transition| transition.timestamp())
}

/// The instant of a reading. Readings at the two ends of the calendar have none and take the nearest one.
fn instant(reading: DateTime, offset: Offset) -> Timestamp {
    let nearest = if reading.year().is_positive() { Timestamp::MAX } else { Timestamp::MIN };
    offset.to_timestamp(reading).unwrap_or(nearest)
}

/// For `#[serde(with)]`: writes `08:00`, with seconds only if there are any.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
pub(crate) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    if time.second() == 0 && time.subsec_nanosecond() == 0 {
        serializer.collect_str(&time.strftime("%H:%M"))
    } else {
        serializer.collect_str(time)
    }
}

/// For `#[serde(with)]`: reads `08:00` and `08:00:30`, in no other notation.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    let text = String::deserialize(deserializer).unwrap_or_default();
    let time = text.parse().ok().filter(|time: &Time| {
        let written = time.to_string();
        text == written || written.strip_suffix(":00").is_some_and(|short| text == short)
    });
    time.ok_or_else(|| de::Error::custom("must be a time such as 08:00"))
}

/// For `#[serde(deserialize_with)]`: reads `2026-12-24`, in no other notation.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer).unwrap_or_default();
    let date = text.parse().ok().filter(|date: &Date| date.to_string() == text);
    date.ok_or_else(|| de::Error::custom("must be a date such as 2026-12-24"))
}
