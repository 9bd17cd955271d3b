//! What is counted of the calls of a day: counters with names, which are added up over days and companies.
//!
//! A duration is counted in a bucket; each bucket is a tenth wider than the one before, so a percentile of many calls is known to
//! within 5 % and costs no more than a counter. Does not know how counters are stored, nor what is shown of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    call_facts::{CallFacts, Outcome},
    money::MicroUsd,
    usage::{CallUsage, ProviderCosts},
};

/// How much wider a bucket is than the one before.
const WIDER: f64 = 1.1;
/// The last bucket. It holds everything from 43 seconds, in milliseconds, or from half a day, in seconds.
const LAST_BUCKET: u32 = 112;
/// The turns of a call whose times are counted. DynamoDB limits an update to 300 counters and 4 KB.
const MOST_TURNS: usize = 40;

/// What a duration is measured of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LatencyStage {
    /// A turn, from its first read to its reply. In milliseconds, as all stages of a turn.
    Total,
    /// Reading the call.
    Table,
    /// From the first request to the model to the first part of its answer.
    FirstPart,
    /// Waiting for the model.
    Model,
    /// Running tools.
    Tools,
    /// Our own code.
    Ours,
    /// From a danger to its acknowledgement, in seconds.
    Acknowledgement,
}

impl LatencyStage {
    /// The stages of a turn.
    pub const OF_A_TURN: [Self; 6] = [Self::Total, Self::Table, Self::FirstPart, Self::Model, Self::Tools, Self::Ours];

    /// The name's first letter. Names are short, because an update names each counter of a call.
    const fn letter(self) -> char {
        match self {
            Self::Total => 't',
            Self::Table => 'd',
            Self::FirstPart => 'f',
            Self::Model => 'm',
            Self::Tools => 'x',
            Self::Ours => 'o',
            Self::Acknowledgement => 'k',
        }
    }

    fn counter(self, value: u32) -> String {
        format!("{}{}", self.letter(), bucket(value))
    }

    /// The bucket that a counter of this stage counts.
    fn bucket_of(self, counter: &str) -> Option<u32> {
        counter.strip_prefix(self.letter())?.parse().ok()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is 0 to LAST_BUCKET")]
fn bucket(value: u32) -> u32 {
    let bucket = (f64::from(value.max(1)).ln() / WIDER.ln()).floor();
    (bucket as u32).min(LAST_BUCKET)
}

/// A value in the middle of a bucket.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is below 50,000")]
fn middle(bucket: u32) -> u64 {
    WIDER.powf(f64::from(bucket) + 0.5).round() as u64
}

/// How long the stages of a call's turns took, by bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TurnTimes(BTreeMap<String, i64>);

impl TurnTimes {
    /// The times of a call's turns, each with what was measured in it, in milliseconds. The first turns of a long call count.
    #[must_use]
    pub fn of<'a>(turns: impl IntoIterator<Item = &'a [(LatencyStage, u32)]>) -> Self {
        let mut times = BTreeMap::new();
        for (stage, milliseconds) in turns.into_iter().take(MOST_TURNS).flatten() {
            *times.entry(stage.counter(*milliseconds)).or_default() += 1;
        }
        Self(times)
    }

    /// Whether nothing was measured.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A call to count.
#[derive(Debug, Clone, Copy)]
pub struct CallToCount<'a> {
    /// The hour of its arrival in the company's time zone, if it is known.
    pub hour: Option<u8>,
    /// Its usage.
    pub usage: &'a CallUsage,
    /// Its cost.
    pub cost: MicroUsd,
    /// Its cost for each provider, if it is known.
    pub costs: Option<&'a ProviderCosts>,
    /// What is known about it.
    pub facts: Option<&'a CallFacts>,
    /// How long the stages of its turns took.
    pub times: &'a TurnTimes,
}

/// Counters by name. One that is missing is 0.
///
/// ```
/// use domain::{
///     day_counts::{CallToCount, DayCounts, LatencyStage, TurnTimes},
///     money::MicroUsd,
///     usage::CallUsage,
/// };
///
/// let times = TurnTimes::of([[(LatencyStage::Total, 900)].as_slice(), &[(LatencyStage::Total, 2_000)]]);
/// let usage = CallUsage { call_seconds: 95, turns: 2, ..CallUsage::default() };
/// let call = CallToCount {
///     hour: Some(9),
///     usage: &usage,
///     cost: MicroUsd::new(60_000),
///     costs: None,
///     facts: None,
///     times: &times,
/// };
/// let mut day = DayCounts::of_call(&call);
/// day.add(&DayCounts::of_call(&call));
/// assert_eq!((day.get("calls"), day.get("call_seconds"), day.hours()[9]), (2, 190, 2));
///
/// // Within 5 % of 900 ms.
/// assert!(day.percentile(LatencyStage::Total, 50).is_some_and(|ms| (855..=945).contains(&ms)));
/// assert_eq!(day.percentile(LatencyStage::Tools, 50), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCounts(BTreeMap<String, i64>);

impl DayCounts {
    /// What a call adds to its day.
    #[must_use]
    pub fn of_call(call: &CallToCount<'_>) -> Self {
        let CallToCount { hour, usage, cost, costs, facts, times } = call;
        let mut counts = Self(times.0.clone());
        counts.count("calls", 1);
        for (name, amount) in [
            ("call_seconds", usage.call_seconds),
            ("transfer_seconds", usage.transfer_seconds),
            ("turns", usage.turns),
            ("spoken_characters", usage.spoken_characters),
            ("model_requests", usage.model_requests),
            ("prompt_tokens", usage.tokens.prompt_tokens),
            ("cached_tokens", usage.tokens.cached_tokens),
            ("cache_write_tokens", usage.tokens.cache_write_tokens),
            ("completion_tokens", usage.tokens.completion_tokens),
            ("appointments", usage.appointments),
            ("messages", usage.messages),
            ("emergencies", usage.emergencies),
            ("cost_micro_usd", cost.get()),
        ] {
            counts.count(name, amount);
        }
        if let Some(ProviderCosts { model, telephone, recognition, speech, streaming }) = costs {
            counts.count("cost_model", model.get());
            counts.count("cost_telephone", telephone.get());
            counts.count("cost_recognition", recognition.get());
            counts.count("cost_speech", speech.get());
            counts.count("cost_streaming", streaming.get());
        }
        if let Some(hour) = hour {
            counts.count(&hour_counter(*hour), 1);
        }
        if let Some(facts) = facts {
            counts.count_facts(facts);
        }
        counts
    }

    fn count_facts(&mut self, facts: &CallFacts) {
        let has_booked = facts.booked.iter().any(|visit| !facts.cancelled.contains(visit));
        self.count("with_facts", 1);
        self.count(&outcome_counter(facts.outcome), 1);
        self.count("after_hours", facts.after_hours.into());
        self.count("bookable", facts.bookable.into());
        self.count("booking", has_booked.into());
        self.count("bookable_booking", (facts.bookable && has_booked).into());
        self.count("transfers_reached", facts.transfers.reached.into());
        self.count("transfers_missed", facts.transfers.missed.into());
    }

    /// What the acknowledgement of a danger adds to the day of the danger.
    #[must_use]
    pub fn of_acknowledgement(seconds: u64) -> Self {
        let mut counts = Self::default();
        counts.count("acknowledged", 1);
        counts.count(&LatencyStage::Acknowledgement.counter(u32::try_from(seconds).unwrap_or(u32::MAX)), 1);
        counts
    }

    /// Counters that were stored.
    #[must_use]
    pub fn stored(counters: impl IntoIterator<Item = (String, i64)>) -> Self {
        Self(counters.into_iter().filter(|(_, amount)| *amount != 0).collect())
    }

    fn count(&mut self, name: &str, amount: u64) {
        if amount > 0 {
            *self.0.entry(name.to_owned()).or_default() += i64::try_from(amount).unwrap_or(i64::MAX);
        }
    }

    /// Adds other counters.
    pub fn add(&mut self, other: &Self) {
        for (name, amount) in &other.0 {
            let sum = self.0.entry(name.clone()).or_default();
            *sum = sum.saturating_add(*amount);
        }
        self.0.retain(|_, amount| *amount != 0);
    }

    /// What must be added to `earlier` to get these.
    #[must_use]
    pub fn minus(&self, earlier: &Self) -> Self {
        let mut difference = self.clone();
        difference.add(&Self(earlier.0.iter().map(|(name, amount)| (name.clone(), amount.saturating_neg())).collect()));
        difference
    }

    /// The counters, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|(name, amount)| (name.as_str(), *amount))
    }

    /// A counter.
    #[must_use]
    pub fn get(&self, name: &str) -> u64 {
        self.0.get(name).and_then(|amount| u64::try_from(*amount).ok()).unwrap_or(0)
    }

    /// The calls with an outcome.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> u64 {
        self.get(&outcome_counter(outcome))
    }

    /// The calls that arrived in each hour.
    #[must_use]
    pub fn hours(&self) -> [u64; 24] {
        std::array::from_fn(|hour| self.get(&hour_counter(u8::try_from(hour).unwrap_or(0))))
    }

    /// The value that this percentage of the durations of a stage does not exceed, to within 5 %. `None` without durations.
    #[must_use]
    pub fn percentile(&self, stage: LatencyStage, percent: u64) -> Option<u64> {
        let mut buckets: Vec<(u32, u64)> =
            self.0.keys().filter_map(|name| Some((stage.bucket_of(name)?, self.get(name)))).collect();
        buckets.sort_unstable();
        let all: u64 = buckets.iter().map(|(_, count)| count).sum();
        let rank = (all * percent).div_ceil(100).max(1);
        let mut below = 0;
        buckets.into_iter().find_map(|(bucket, count)| {
            below += count;
            (below >= rank).then(|| middle(bucket))
        })
    }
}

fn hour_counter(hour: u8) -> String {
    format!("hour_{hour:02}")
}

fn outcome_counter(outcome: Outcome) -> String {
    format!("outcome_{}", outcome.name())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(pairs: &[(&str, i64)]) -> DayCounts {
        DayCounts::stored(pairs.iter().map(|(name, amount)| ((*name).to_owned(), *amount)))
    }

    #[test]
    fn counters_of_a_stage_are_not_those_of_another_name() {
        let day = counts(&[("turns", 3), ("t10", 1), ("messages", 9), ("m12", 2), ("transfers_missed", 4), ("k0", 1)]);
        assert_eq!(day.percentile(LatencyStage::Total, 50), Some(middle(10)));
        assert_eq!(day.percentile(LatencyStage::Model, 95), Some(middle(12)));
        assert_eq!(day.percentile(LatencyStage::Acknowledgement, 50), Some(1));
        assert_eq!(day.percentile(LatencyStage::Tools, 50), None);
    }

    #[test]
    fn times_of_a_long_call_are_bounded() {
        let turn = [(LatencyStage::Total, 900), (LatencyStage::Ours, 4)];
        let times = TurnTimes::of(std::iter::repeat_n(turn.as_slice(), 500));
        assert_eq!(times.0.values().copied().collect::<Vec<_>>(), [40, 40]);
    }

    #[test]
    fn difference_removes_counters_that_become_zero() {
        let (before, now) = (counts(&[("calls", 1), ("a", 2)]), counts(&[("calls", 1), ("b", 3)]));
        let difference = now.minus(&before);
        assert_eq!(difference, counts(&[("a", -2), ("b", 3)]));
        let mut sum = before;
        sum.add(&difference);
        assert_eq!(sum, now);
    }

    proptest! {
        #[test]
        fn percentile_is_within_5_percent_of_the_exact_one(
            mut values in proptest::collection::vec(20_u32..45_000, 1..200),
            percent in 1_u64..=99,
        ) {
            let mut day = DayCounts::default();
            for value in &values {
                day.add(&counts(&[(LatencyStage::Total.counter(*value).as_str(), 1)]));
            }
            values.sort_unstable();
            let rank = (values.len() as u64 * percent).div_ceil(100).max(1);
            let exact = f64::from(values[usize::try_from(rank - 1).expect("small")]);
            let found = f64::from(u32::try_from(day.percentile(LatencyStage::Total, percent).expect("values")).expect("small"));
            prop_assert!((found - exact).abs() <= exact.mul_add(0.051, 1.0), "{found} {exact}");
        }
    }
}
