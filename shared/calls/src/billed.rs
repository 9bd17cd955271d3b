//! What the model's servers may bill, apart by whose prices apply.

use std::ops::AddAssign;

use domain::{
    money::MicroUsd,
    usage::{PricedTokens, TokenCount, TokenPrices},
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

/// The tokens at the model's own prices, if it has any.
pub(crate) fn own_priced(model: &OpenAi, tokens: TokenCount) -> Option<PricedTokens> {
    model.setting().prices.map(|prices| PricedTokens::at(tokens, &prices))
}

/// The tokens of a request whose count is unknown. Two bytes a token is more tokens than text usually has.
pub(crate) fn estimated(prompt_bytes: usize, model: &ModelSetting) -> TokenCount {
    TokenCount {
        prompt_tokens: prompt_bytes.div_ceil(2) as u64,
        completion_tokens: u64::from(model.most_tokens),
        ..TokenCount::default()
    }
}
