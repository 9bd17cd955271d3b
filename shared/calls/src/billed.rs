//! What the model's servers may bill, apart by whose prices apply.

use std::ops::AddAssign;

use domain::{
    money::MicroUsd,
    usage::{OvertakenRequests, PricedTokens, TokenCount, TokenPrices},
};
use openai::OpenAi;
use platform::config::ModelSetting;

/// Tokens that the model's servers may bill. Those of a request without a reported count are estimated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Billed {
    /// Tokens of models that are priced by the price list.
    at_list: TokenCount,
    /// What models with prices of their own cost.
    own: MicroUsd,
}

impl Billed {
    /// The tokens of this model.
    pub(crate) fn of(model: &OpenAi, tokens: TokenCount) -> Self {
        match own_priced(model, tokens) {
            Some(own) => Self { at_list: TokenCount::default(), own: own.cost },
            None => Self { at_list: tokens, own: MicroUsd::ZERO },
        }
    }

    /// The cost, with these prices of the price list.
    pub(crate) fn cost(&self, list: &TokenPrices) -> MicroUsd {
        self.at_list.cost(list) + self.own
    }
}

impl AddAssign for Billed {
    fn add_assign(&mut self, other: Self) {
        self.at_list += other.at_list;
        self.own = self.own + other.own;
    }
}

/// A request to a model that is not answered to its end.
#[derive(Debug)]
struct OpenRequest {
    own_prices: Option<TokenPrices>,
    prompt_tokens: u64,
    most_tokens: u64,
    /// The bytes that came of its answer.
    bytes: usize,
}

impl OpenRequest {
    /// What is billed if no more of the answer is read. A server that is left in the middle reports no count.
    fn tokens(&self) -> TokenCount {
        TokenCount {
            prompt_tokens: self.prompt_tokens,
            completion_tokens: tokens_of(self.bytes).min(self.most_tokens),
            ..TokenCount::default()
        }
    }
}

/// Meters the requests of a turn to the models, also those that are dropped in the middle.
#[derive(Debug, Default)]
pub struct RequestMeter {
    /// What the requests are billed that came to their end.
    ended: Billed,
    open: Vec<OpenRequest>,
}

impl RequestMeter {
    /// A request begins.
    pub(crate) fn begin(&mut self, setting: &ModelSetting, prompt_bytes: usize) {
        self.open.push(OpenRequest {
            own_prices: setting.prices,
            prompt_tokens: tokens_of(prompt_bytes),
            most_tokens: u64::from(setting.most_tokens),
            bytes: 0,
        });
    }

    /// A part of the answer came.
    pub(crate) fn received(&mut self, bytes: usize) {
        if let Some(open) = self.open.last_mut() {
            open.bytes = open.bytes.saturating_add(bytes);
        }
    }

    /// The requests that are open came to their end, and are billed like this together.
    pub(crate) fn end(&mut self, billed: Billed) {
        self.open.clear();
        self.ended += billed;
    }

    /// What is billed if the turn is dropped now, and the requests that are open.
    pub(crate) fn dropped(&self) -> (Billed, OvertakenRequests) {
        let (mut billed, mut dropped) = (self.ended, OvertakenRequests::default());
        for request in &self.open {
            let tokens = request.tokens();
            let own_priced = request.own_prices.map(|prices| PricedTokens::at(tokens, &prices));
            billed += match own_priced {
                Some(own) => Billed { own: own.cost, ..Billed::default() },
                None => Billed { at_list: tokens, ..Billed::default() },
            };
            dropped += OvertakenRequests { requests: 1, tokens, own_priced: own_priced.unwrap_or_default() };
        }
        (billed, dropped)
    }
}

/// The tokens at the model's own prices, if it has any.
pub(crate) fn own_priced(model: &OpenAi, tokens: TokenCount) -> Option<PricedTokens> {
    model.setting().prices.map(|prices| PricedTokens::at(tokens, &prices))
}

/// Two bytes a token is more tokens than text usually has.
fn tokens_of(bytes: usize) -> u64 {
    bytes.div_ceil(2) as u64
}

/// The tokens of a request whose count is unknown.
pub(crate) fn estimated(prompt_bytes: usize, model: &ModelSetting) -> TokenCount {
    TokenCount {
        prompt_tokens: tokens_of(prompt_bytes),
        completion_tokens: u64::from(model.most_tokens),
        ..TokenCount::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(prices: Option<TokenPrices>) -> ModelSetting {
        ModelSetting { prices, ..ModelSetting::new("http://localhost".to_owned(), "model".to_owned()) }
    }

    #[test]
    fn dropped_request_is_estimated_from_what_was_sent_and_what_came() {
        let mut meter = RequestMeter::default();
        meter.begin(&model(None), 4_000);
        let at_list = TokenCount { prompt_tokens: 900, ..TokenCount::default() };
        meter.end(Billed { at_list, ..Billed::default() });
        meter.begin(&model(None), 4_001);
        meter.received(30);
        meter.received(11);
        let (billed, dropped) = meter.dropped();
        let tokens = TokenCount { prompt_tokens: 2_001, completion_tokens: 21, ..TokenCount::default() };
        assert_eq!(dropped, OvertakenRequests { requests: 1, tokens, own_priced: PricedTokens::default() });
        assert_eq!((billed.at_list.prompt_tokens, billed.own), (2_901, MicroUsd::ZERO));
    }

    #[test]
    fn dropped_request_to_a_model_with_prices_of_its_own_has_its_cost() {
        let prices = domain::usage::PriceList::NOVEMBER_2026.tokens().times(3);
        let mut meter = RequestMeter::default();
        meter.begin(&model(Some(prices)), 2_000);
        let (billed, dropped) = meter.dropped();
        let tokens = TokenCount { prompt_tokens: 1_000, ..TokenCount::default() };
        assert_eq!(dropped.own_priced, PricedTokens::at(tokens, &prices));
        assert_eq!((billed.own, billed.at_list), (dropped.own_priced.cost, TokenCount::default()));
    }
}
