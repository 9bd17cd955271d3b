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

/// The part of a call's usage that passed through streamed sessions. Twilio charges a session by the minute, with recognition and speech.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamedUsage {
    /// The duration of the sessions.
    pub seconds: u64,
    /// How many times the agent listened there.
    pub turns: u64,
    /// Characters that the agent spoke there.
    pub spoken_characters: u64,
}

/// Requests to the model whose answers a call does not keep, because the caller's next words overtook them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OvertakenRequests {
    /// How many.
    pub requests: u64,
    /// Their tokens. Those of a request that was dropped are estimated.
    pub tokens: TokenCount,
    /// The part of those tokens that models with prices of their own read and wrote.
    pub own_priced: PricedTokens,
}

impl AddAssign for OvertakenRequests {
    fn add_assign(&mut self, other: Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.tokens += other.tokens;
        self.own_priced += other.own_priced;
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
    /// The part of these that was streamed.
    pub streamed: StreamedUsage,
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
    /// Per started minute of streamed sessions, with recognition and speech. The list price if absent.
    #[serde(default = "PriceList::relay_price")]
    pub relay_micro_usd_per_minute: MicroUsd,
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
    /// US list prices of November 2026: OpenAI's `gpt-6-luna`, Twilio's inbound and outbound voice, speech recognition,
    /// standard voices and `ConversationRelay`. Check the last one: it is from one copy of Twilio's price list, of September 2026.
    pub const NOVEMBER_2026: Self = Self {
        prompt_micro_usd_per_million: MicroUsd::new(100_000),
        cached_micro_usd_per_million: MicroUsd::new(10_000),
        cache_write_micro_usd_per_million: Some(MicroUsd::new(125_000)),
        completion_micro_usd_per_million: MicroUsd::new(500_000),
        call_micro_usd_per_minute: MicroUsd::new(8_500),
        transfer_micro_usd_per_minute: MicroUsd::new(14_000),
        recognition_micro_usd_per_turn: MicroUsd::new(20_000),
        speech_micro_usd_per_million: MicroUsd::new(16_000_000),
        relay_micro_usd_per_minute: MicroUsd::new(70_000),
    };

    const fn relay_price() -> MicroUsd {
        Self::NOVEMBER_2026.relay_micro_usd_per_minute
    }

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
    /// The requests to the model since the call had used this much.
    #[must_use]
    pub fn requests_since(&self, before: &Self) -> OvertakenRequests {
        let cost = self.own_priced.cost.get().saturating_sub(before.own_priced.cost.get());
        OvertakenRequests {
            requests: self.model_requests.saturating_sub(before.model_requests),
            tokens: self.tokens.without(before.tokens),
            own_priced: PricedTokens {
                tokens: self.own_priced.tokens.without(before.own_priced.tokens),
                cost: MicroUsd::new(cost),
            },
        }
    }

    /// The cost of the call at these prices, for each provider. Each part is rounded up.
    #[must_use]
    pub fn costs(&self, prices: &PriceList) -> ProviderCosts {
        let StreamedUsage { seconds, turns, spoken_characters } = self.streamed;
        let call = prices.call_micro_usd_per_minute.times(self.call_seconds.div_ceil(60), 1);
        let transfers = prices.transfer_micro_usd_per_minute.times(self.transfer_seconds.div_ceil(60), 1);
        ProviderCosts {
            model: self.tokens.without(self.own_priced.tokens).cost(&prices.tokens()) + self.own_priced.cost,
            telephone: call + transfers,
            recognition: prices.recognition_micro_usd_per_turn.times(self.turns.saturating_sub(turns), 1),
            speech: prices.speech(self.spoken_characters.saturating_sub(spoken_characters)),
            streaming: prices.relay_micro_usd_per_minute.times(seconds.div_ceil(60), 1),
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
    /// Streamed sessions, with recognition and voice.
    pub streaming: MicroUsd,
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
        [self.model, self.telephone, self.recognition, self.speech, self.streaming].into_iter().sum()
    }
}

#[cfg(test)]
mod tests;
