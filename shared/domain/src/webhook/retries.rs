//! When a delivery is tried again. Source: Standard Webhooks, "Retry schedule".

use jiff::SignedDuration;

use crate::id::DeliveryId;

/// The delays before the attempts, in seconds: 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
const SCHEDULE: [i64; MOST_ATTEMPTS] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// The most attempts before a delivery fails.
pub const MOST_ATTEMPTS: usize = 10;
/// A receiver may ask for this much patience at most.
const LONGEST_RETRY_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// An endpoint that accepts nothing for this long is disabled.
pub const LONGEST_FAILURE: SignedDuration = SignedDuration::from_hours(5 * 24);
/// A delay grows by up to a tenth, so that the deliveries of one outage do not come back at once.
const MOST_JITTER_PERCENT: i64 = 10;

/// The delay after a number of attempts, which have all failed; `None` if there is no further attempt. `retry_after` is what the
/// receiver asked for. The jitter derives from the delivery's id, and is the same each time.
#[must_use]
pub fn next_attempt(
    delivery: &DeliveryId,
    attempts: usize,
    retry_after: Option<SignedDuration>,
) -> Option<SignedDuration> {
    let seconds = *SCHEDULE.get(attempts)?;
    let millis = seconds * 1_000;
    let spread = millis * MOST_JITTER_PERCENT / 100;
    let jitter = if spread == 0 { 0 } else { i64::from(hash(delivery.as_str(), attempts)) % spread };
    let delay = SignedDuration::from_millis(millis + jitter);
    Some(delay.max(retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER)))
}

/// FNV-1a, which spreads similar ids.
fn hash(text: &str, attempts: usize) -> u32 {
    let attempts = u8::try_from(attempts).unwrap_or(u8::MAX);
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().chain([attempts]).fold(0x811c_9dc5, step)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn delivery(text: &str) -> DeliveryId {
        DeliveryId::parse(text).expect("an id")
    }

    #[test]
    fn delays_follow_the_schedule_and_end() {
        let delivery = delivery("dlv_1");
        for (attempts, seconds) in SCHEDULE.into_iter().enumerate() {
            let delay = next_attempt(&delivery, attempts, None).expect("a delay").as_millis();
            let millis = i128::from(seconds) * 1_000;
            assert!((millis..=millis * 11 / 10).contains(&delay), "{attempts}: {delay}");
            assert_eq!(next_attempt(&delivery, attempts, None).expect("a delay").as_millis(), delay, "it changes");
        }
        assert_eq!(next_attempt(&delivery, MOST_ATTEMPTS, None), None);
    }

    #[test]
    fn deliveries_of_one_outage_come_back_at_different_times() {
        let delays: BTreeSet<_> =
            (0..50).map(|n| next_attempt(&delivery(&format!("dlv_{n}")), 2, None).expect("a delay")).collect();
        assert!(delays.len() > 40, "{}", delays.len());
    }

    #[test]
    fn receiver_may_ask_for_more_patience_and_not_for_less() {
        let (delivery, hour) = (delivery("dlv_1"), SignedDuration::from_hours(1));
        assert_eq!(next_attempt(&delivery, 1, Some(hour)), Some(hour));
        assert_eq!(next_attempt(&delivery, 1, Some(hour * 100)), Some(hour * 24));
        let usual = next_attempt(&delivery, 4, None);
        assert_eq!(next_attempt(&delivery, 4, Some(hour)), usual);
    }
}
