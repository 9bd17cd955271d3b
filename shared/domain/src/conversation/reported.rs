//! What Twilio reports about a call, as far as it is possible: lengths and starts that our own clock does not contradict.

use jiff::{SignedDuration, Timestamp};

/// How far Twilio's clock may be ahead of ours.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_secs(30);

/// A reported length of a call that arrived at `started_at`: see [`Conversation::possible_seconds`](super::Conversation::possible_seconds).
pub(super) fn possible_seconds(reported: u32, started_at: Timestamp, now: Timestamp) -> u32 {
    let longest = now.duration_since(started_at).max(SignedDuration::ZERO).saturating_add(CLOCK_SLACK);
    reported.min(u32::try_from(longest.as_secs()).unwrap_or(u32::MAX))
}

/// A reported length of a recording: at most that of its call, or a day if the call is not stored.
#[must_use]
pub fn possible_recording_seconds(reported: u32, call_started_at: Option<Timestamp>, now: Timestamp) -> u32 {
    const LONGEST_CALL_SECONDS: u32 = 24 * 60 * 60;
    call_started_at.map_or(reported.min(LONGEST_CALL_SECONDS), |started_at| possible_seconds(reported, started_at, now))
}

/// A reported start of a recording, if it lies in its call. A recording that began before it began with the call.
#[must_use]
pub fn possible_recording_start(
    reported: Option<Timestamp>,
    call_started_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let begun = call_started_at?;
    let reported = reported?;
    let is_possible = reported.duration_since(begun) >= -CLOCK_SLACK && now.duration_since(reported) >= -CLOCK_SLACK;
    is_possible.then_some(reported.max(begun))
}
