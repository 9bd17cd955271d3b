//! What a call used, and what that costs at given prices.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::money::MicroUsd;

/// Tokens a model charged for; `cached_tokens` are part of `prompt_tokens`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCount {
    /// All tokens read.
    pub prompt_tokens: u64,
    /// Those of them that the model had in its cache.
    pub cached_tokens: u64,
    /// Tokens written.
    pub completion_tokens: u64,
}

impl AddAssign for TokenCount {
    fn add_assign(&mut self, other: Self) {
        self.prompt_tokens = self.prompt_tokens.saturating_add(other.prompt_tokens);
        self.cached_tokens = self.cached_tokens.saturating_add(other.cached_tokens);
        self.completion_tokens = self.completion_tokens.saturating_add(other.completion_tokens);
    }
}

/// What a call used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallUsage {
    /// How long the line was open, as Twilio counts it.
    pub call_seconds: u64,
    /// How long the caller spoke with a person we had called.
    pub transfer_seconds: u64,
    /// Times the caller was listened to.
    pub turns: u64,
    /// Characters spoken by the agent.
    pub spoken_characters: u64,
    /// Requests to the model.
    pub model_requests: u64,
    /// What those requests were charged for.
    pub tokens: TokenCount,
    /// Visits booked.
    pub appointments: u64,
    /// Messages taken.
    pub messages: u64,
    /// Emergencies heard.
    pub emergencies: u64,
}

/// What things cost; configuration, since vendors change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// Per million prompt tokens that were not cached.
    pub prompt_micro_usd_per_million: MicroUsd,
    /// Per million cached prompt tokens.
    pub cached_micro_usd_per_million: MicroUsd,
    /// Per million completion tokens.
    pub completion_micro_usd_per_million: MicroUsd,
    /// Per started minute of the caller's leg.
    pub call_micro_usd_per_minute: MicroUsd,
    /// Per started minute of a leg we called.
    pub transfer_micro_usd_per_minute: MicroUsd,
    /// Per turn in which speech was recognised.
    pub recognition_micro_usd_per_turn: MicroUsd,
    /// Per million characters spoken.
    pub speech_micro_usd_per_million: MicroUsd,
}

impl CallUsage {
    /// What the call cost at these prices; each part is rounded up.
    #[must_use]
    pub fn cost(&self, prices: &PriceList) -> MicroUsd {
        const MILLION: u64 = 1_000_000;
        let uncached = self.tokens.prompt_tokens.saturating_sub(self.tokens.cached_tokens);
        [
            prices.prompt_micro_usd_per_million.times(uncached, MILLION),
            prices.cached_micro_usd_per_million.times(self.tokens.cached_tokens, MILLION),
            prices.completion_micro_usd_per_million.times(self.tokens.completion_tokens, MILLION),
            prices.call_micro_usd_per_minute.times(self.call_seconds.div_ceil(60), 1),
            prices.transfer_micro_usd_per_minute.times(self.transfer_seconds.div_ceil(60), 1),
            prices.recognition_micro_usd_per_turn.times(self.turns, 1),
            prices.speech_micro_usd_per_million.times(self.spoken_characters, MILLION),
        ]
        .into_iter()
        .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICES: PriceList = PriceList {
        prompt_micro_usd_per_million: MicroUsd::new(400_000),
        cached_micro_usd_per_million: MicroUsd::new(100_000),
        completion_micro_usd_per_million: MicroUsd::new(1_600_000),
        call_micro_usd_per_minute: MicroUsd::new(8_500),
        transfer_micro_usd_per_minute: MicroUsd::new(14_000),
        recognition_micro_usd_per_turn: MicroUsd::new(20_000),
        speech_micro_usd_per_million: MicroUsd::new(16_000_000),
    };

    #[test]
    fn a_calls_cost_is_the_sum_of_its_parts() {
        let usage = CallUsage {
            call_seconds: 181,
            turns: 2,
            spoken_characters: 500,
            model_requests: 2,
            tokens: TokenCount { prompt_tokens: 3_000, cached_tokens: 1_000, completion_tokens: 100 },
            ..CallUsage::default()
        };
        // 2,000 × 0.4 + 1,000 × 0.1 + 100 × 1.6 + 4 minutes × 8,500 + 2 × 20,000 + 500 × 16
        assert_eq!(usage.cost(&PRICES), MicroUsd::new(800 + 100 + 160 + 34_000 + 40_000 + 8_000));
        assert_eq!(CallUsage::default().cost(&PRICES), MicroUsd::ZERO);
    }

    #[test]
    fn more_cached_than_read_is_not_a_negative_price() {
        let tokens = TokenCount { prompt_tokens: 1, cached_tokens: u64::MAX, completion_tokens: 0 };
        let usage = CallUsage { tokens, ..CallUsage::default() };
        assert!(usage.cost(&PRICES) > MicroUsd::ZERO);
    }
}
