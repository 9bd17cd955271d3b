//! The usage of a call, and its cost at given prices.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::money::MicroUsd;

const MILLION: u64 = 1_000_000;

/// The tokens of a model's answers; `cached_tokens` and `cache_write_tokens` are separate parts of `prompt_tokens`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenCount {
    /// All tokens that the model read.
    pub prompt_tokens: u64,
    /// Prompt tokens that were in the model's cache.
    pub cached_tokens: u64,
    /// Prompt tokens that the model wrote to its cache.
    pub cache_write_tokens: u64,
    /// Tokens that the model wrote.
    pub completion_tokens: u64,
}

impl AddAssign for TokenCount {
    fn add_assign(&mut self, other: Self) {
        self.prompt_tokens = self.prompt_tokens.saturating_add(other.prompt_tokens);
        self.cached_tokens = self.cached_tokens.saturating_add(other.cached_tokens);
        self.cache_write_tokens = self.cache_write_tokens.saturating_add(other.cache_write_tokens);
        self.completion_tokens = self.completion_tokens.saturating_add(other.completion_tokens);
    }
}

impl TokenCount {
    /// These tokens without a part of them.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        Self {
            prompt_tokens: self.prompt_tokens.saturating_sub(part.prompt_tokens),
            cached_tokens: self.cached_tokens.saturating_sub(part.cached_tokens),
            cache_write_tokens: self.cache_write_tokens.saturating_sub(part.cache_write_tokens),
            completion_tokens: self.completion_tokens.saturating_sub(part.completion_tokens),
        }
    }

    /// The cost of the tokens at these prices. Each part is rounded up.
    #[must_use]
    pub fn cost(&self, prices: &TokenPrices) -> MicroUsd {
        // A server may report more cached tokens than it read; no token is priced twice.
        let cached = self.cached_tokens.min(self.prompt_tokens);
        let uncached = self.prompt_tokens - cached;
        let cache_write = self.cache_write_tokens.min(uncached);
        [
            prices.prompt_micro_usd_per_million.times(uncached - cache_write, MILLION),
            prices.cached_micro_usd_per_million.times(cached, MILLION),
            prices.cache_write_price().times(cache_write, MILLION),
            prices.completion_micro_usd_per_million.times(self.completion_tokens, MILLION),
        ]
        .into_iter()
        .sum()
    }
}

/// Tokens, and their cost when they were billed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PricedTokens {
    /// The tokens.
    pub tokens: TokenCount,
    /// Their cost.
    pub cost: MicroUsd,
}

impl PricedTokens {
    /// These tokens at these prices.
    #[must_use]
    pub fn at(tokens: TokenCount, prices: &TokenPrices) -> Self {
        Self { tokens, cost: tokens.cost(prices) }
    }
}

impl AddAssign for PricedTokens {
    fn add_assign(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.cost = self.cost + other.cost;
    }
}

/// The usage of a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallUsage {
    /// The duration of the call, as Twilio counts it.
    pub call_seconds: u64,
    /// The duration of transfers.
    pub transfer_seconds: u64,
    /// How many times the agent listened.
    pub turns: u64,
    /// Characters that the agent spoke.
    pub spoken_characters: u64,
    /// Requests to the model.
    pub model_requests: u64,
    /// The tokens of those requests.
    pub tokens: TokenCount,
    /// The part of those tokens that models with prices of their own read and wrote, and its cost at these prices.
    pub own_priced: PricedTokens,
    /// How often a second model answered because the first one failed.
    pub takeovers: u64,
    /// Booked visits.
    pub appointments: u64,
    /// Messages.
    pub messages: u64,
    /// Dangers with a record.
    pub emergencies: u64,
}

/// Prices. They are configuration, because vendors change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// Per million prompt tokens that were neither cached nor written to the cache.
    pub prompt_micro_usd_per_million: MicroUsd,
    /// Per million cached prompt tokens.
    pub cached_micro_usd_per_million: MicroUsd,
    /// Per million prompt tokens written to the cache. Priced as other prompt tokens if absent: models before GPT-5.6
    /// do not charge for the write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_micro_usd_per_million: Option<MicroUsd>,
    /// Per million completion tokens.
    pub completion_micro_usd_per_million: MicroUsd,
    /// Per started minute of the caller's leg.
    pub call_micro_usd_per_minute: MicroUsd,
    /// Per started minute of a transfer's leg.
    pub transfer_micro_usd_per_minute: MicroUsd,
    /// Per turn in which speech was recognised.
    pub recognition_micro_usd_per_turn: MicroUsd,
    /// Per million characters spoken.
    pub speech_micro_usd_per_million: MicroUsd,
}

/// A model's prices, where they are not those of the price list. Per million tokens, as in [`PriceList`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenPrices {
    /// Of prompt tokens that were neither cached nor written to the cache.
    pub prompt_micro_usd_per_million: MicroUsd,
    /// Of cached prompt tokens.
    pub cached_micro_usd_per_million: MicroUsd,
    /// Of prompt tokens written to the cache. Priced as other prompt tokens if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_micro_usd_per_million: Option<MicroUsd>,
    /// Of completion tokens.
    pub completion_micro_usd_per_million: MicroUsd,
}

impl TokenPrices {
    /// These prices, times a factor.
    #[must_use]
    pub fn times(self, factor: u64) -> Self {
        Self {
            prompt_micro_usd_per_million: self.prompt_micro_usd_per_million.times(factor, 1),
            cached_micro_usd_per_million: self.cached_micro_usd_per_million.times(factor, 1),
            cache_write_micro_usd_per_million: self
                .cache_write_micro_usd_per_million
                .map(|price| price.times(factor, 1)),
            completion_micro_usd_per_million: self.completion_micro_usd_per_million.times(factor, 1),
        }
    }

    fn cache_write_price(&self) -> MicroUsd {
        self.cache_write_micro_usd_per_million.unwrap_or(self.prompt_micro_usd_per_million)
    }

    /// The most that a request to the model costs with this many tokens.
    #[must_use]
    pub fn most_for_request(&self, prompt_tokens: u64, completion_tokens: u64) -> MicroUsd {
        let prompt = self.prompt_micro_usd_per_million.max(self.cache_write_price());
        let prompt = prompt.max(self.cached_micro_usd_per_million).times(prompt_tokens, MILLION);
        prompt + self.completion_micro_usd_per_million.times(completion_tokens, MILLION)
    }
}

impl PriceList {
    /// US list prices of November 2026: OpenAI's `gpt-6-luna`, Twilio's inbound and outbound voice, speech recognition
    /// and standard voices.
    pub const NOVEMBER_2026: Self = Self {
        prompt_micro_usd_per_million: MicroUsd::new(100_000),
        cached_micro_usd_per_million: MicroUsd::new(10_000),
        cache_write_micro_usd_per_million: Some(MicroUsd::new(125_000)),
        completion_micro_usd_per_million: MicroUsd::new(500_000),
        call_micro_usd_per_minute: MicroUsd::new(8_500),
        transfer_micro_usd_per_minute: MicroUsd::new(14_000),
        recognition_micro_usd_per_turn: MicroUsd::new(20_000),
        speech_micro_usd_per_million: MicroUsd::new(16_000_000),
    };

    /// The prices of tokens for a model without prices of its own.
    #[must_use]
    pub fn tokens(&self) -> TokenPrices {
        TokenPrices {
            prompt_micro_usd_per_million: self.prompt_micro_usd_per_million,
            cached_micro_usd_per_million: self.cached_micro_usd_per_million,
            cache_write_micro_usd_per_million: self.cache_write_micro_usd_per_million,
            completion_micro_usd_per_million: self.completion_micro_usd_per_million,
        }
    }

    /// What it costs to speak this many characters.
    #[must_use]
    pub fn speech(&self, characters: u64) -> MicroUsd {
        self.speech_micro_usd_per_million.times(characters, MILLION)
    }
}

impl CallUsage {
    /// The cost of the call at these prices, for each provider. Each part is rounded up.
    #[must_use]
    pub fn costs(&self, prices: &PriceList) -> ProviderCosts {
        let call = prices.call_micro_usd_per_minute.times(self.call_seconds.div_ceil(60), 1);
        let transfers = prices.transfer_micro_usd_per_minute.times(self.transfer_seconds.div_ceil(60), 1);
        ProviderCosts {
            model: self.tokens.without(self.own_priced.tokens).cost(&prices.tokens()) + self.own_priced.cost,
            telephone: call + transfers,
            recognition: prices.recognition_micro_usd_per_turn.times(self.turns, 1),
            speech: prices.speech(self.spoken_characters),
        }
    }

    /// The cost of the call at these prices. Each part is rounded up.
    ///
    /// ```
    /// use domain::{money::MicroUsd, usage::{CallUsage, PriceList}};
    ///
    /// let usage = CallUsage { call_seconds: 61, turns: 3, ..CallUsage::default() };
    /// assert_eq!(usage.cost(&PriceList::NOVEMBER_2026), MicroUsd::new(2 * 8_500 + 3 * 20_000));
    /// ```
    #[must_use]
    pub fn cost(&self, prices: &PriceList) -> MicroUsd {
        self.costs(prices).total()
    }
}

/// The cost of a call, for each provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProviderCosts {
    /// The model.
    pub model: MicroUsd,
    /// The caller's leg and the transfers.
    pub telephone: MicroUsd,
    /// The recognition of speech.
    pub recognition: MicroUsd,
    /// The agent's voice.
    pub speech: MicroUsd,
}

impl ProviderCosts {
    /// The cost of a call of which only Twilio's price is known.
    #[must_use]
    pub fn of_telephone(price: MicroUsd) -> Self {
        Self { telephone: price, ..Self::default() }
    }

    /// The sum.
    #[must_use]
    pub fn total(&self) -> MicroUsd {
        [self.model, self.telephone, self.recognition, self.speech].into_iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICES: PriceList = PriceList::NOVEMBER_2026;

    fn cost_of(tokens: TokenCount) -> u64 {
        CallUsage { tokens, ..CallUsage::default() }.cost(&PRICES).get()
    }

    #[test]
    fn cost_of_a_call_is_the_sum_of_its_parts() {
        let usage = CallUsage {
            call_seconds: 181,
            transfer_seconds: 61,
            turns: 2,
            spoken_characters: 500,
            model_requests: 2,
            tokens: TokenCount {
                prompt_tokens: 10_000,
                cached_tokens: 5_000,
                cache_write_tokens: 2_000,
                completion_tokens: 100,
            },
            ..CallUsage::default()
        };
        let tokens = 3_000 / 10 + 5_000 / 100 + 2_000 / 8 + 100 / 2;
        let line = 4 * 8_500 + 2 * 14_000;
        assert_eq!(usage.cost(&PRICES), MicroUsd::new(tokens + line + 2 * 20_000 + 500 * 16));
        let [model, telephone, recognition, speech] = [tokens, line, 2 * 20_000, 500 * 16].map(MicroUsd::new);
        assert_eq!(usage.costs(&PRICES), ProviderCosts { model, telephone, recognition, speech });
        assert_eq!(CallUsage::default().cost(&PRICES), MicroUsd::ZERO);
    }

    #[test]
    fn cost_with_more_cached_tokens_than_prompt_tokens_prices_each_token_once() {
        let tokens = TokenCount { prompt_tokens: 1_000_000, cached_tokens: u64::MAX, ..TokenCount::default() };
        assert_eq!(cost_of(tokens), 10_000);
        assert_eq!(cost_of(TokenCount { cache_write_tokens: u64::MAX, ..tokens }), 10_000);
        let written = TokenCount { cached_tokens: 0, cache_write_tokens: u64::MAX, ..tokens };
        assert_eq!(cost_of(written), 125_000);
    }

    #[test]
    fn cost_without_a_cache_write_price_uses_the_prompt_price() {
        let prices = PriceList { cache_write_micro_usd_per_million: None, ..PRICES };
        let tokens = TokenCount { prompt_tokens: 1_000_000, cache_write_tokens: 400_000, ..TokenCount::default() };
        assert_eq!(CallUsage { tokens, ..CallUsage::default() }.cost(&prices), MicroUsd::new(100_000));
    }

    #[test]
    fn tokens_of_a_model_with_its_own_prices_are_not_priced_by_the_list() {
        let tokens = TokenCount { prompt_tokens: 3_000_000, completion_tokens: 3_000, ..TokenCount::default() };
        let second = TokenCount { prompt_tokens: 1_000_000, completion_tokens: 1_000, ..TokenCount::default() };
        let prices = PRICES.tokens().times(7);
        let own_priced = PricedTokens::at(second, &prices);
        let usage = CallUsage { tokens, own_priced, ..CallUsage::default() };
        assert_eq!(usage.costs(&PRICES).model, MicroUsd::new(2 * 100_000 + 2 * 500 + 7 * (100_000 + 500)));
        assert_eq!(own_priced.cost, second.cost(&prices));
    }

    #[test]
    fn token_counts_add_field_by_field_and_saturate() {
        let mut sum = TokenCount { prompt_tokens: 1, cached_tokens: 2, cache_write_tokens: 3, completion_tokens: 4 };
        sum += TokenCount { prompt_tokens: 10, cached_tokens: 20, cache_write_tokens: 30, completion_tokens: u64::MAX };
        let expected =
            TokenCount { prompt_tokens: 11, cached_tokens: 22, cache_write_tokens: 33, completion_tokens: u64::MAX };
        assert_eq!(sum, expected);
    }

    #[test]
    fn price_list_without_a_cache_write_price_is_read() {
        let json = serde_json::to_value(PRICES).expect("JSON");
        let mut old = json.clone();
        old.as_object_mut().expect("an object").remove("cache_write_micro_usd_per_million");
        let old: PriceList = serde_json::from_value(old).expect("the list of version 0.1.0");
        assert_eq!(old, PriceList { cache_write_micro_usd_per_million: None, ..PRICES });
        assert_eq!(serde_json::from_value::<PriceList>(json).expect("the list"), PRICES);
    }
}
