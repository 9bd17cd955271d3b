//! What requests to the models and speech cost, and cost at most.

use domain::{
    money::MicroUsd,
    usage::{PriceList, TokenPrices},
};
use platform::config::{ModelConfig, ModelSetting};

use crate::billed::Billed;

/// The prices of the configured models, and of speech.
#[derive(Debug, Clone)]
pub(super) struct Rates {
    list: PriceList,
    models: ModelConfig,
}

impl Rates {
    pub(super) fn new(list: PriceList, models: ModelConfig) -> Self {
        Self { list, models }
    }

    pub(super) fn cost(&self, billed: &Billed) -> MicroUsd {
        billed.cost(&self.list.tokens())
    }

    pub(super) fn speech(&self, characters: u64) -> MicroUsd {
        self.list.speech(characters)
    }

    /// The most that a request to the first model costs. A token is at least one byte, so a prompt has at most as many tokens as
    /// bytes.
    pub(super) fn most_for_single_request(&self, prompt_bytes: usize) -> MicroUsd {
        self.most_for(&self.models.first, prompt_bytes)
    }

    /// The most that a request costs with any model that a company may choose, and with the second one after it.
    pub(super) fn most_for_request(&self, prompt_bytes: usize) -> MicroUsd {
        let first = self.models.choices().map(|model| self.most_for(model, prompt_bytes)).max();
        let second = self.models.second.iter().map(|model| self.most_for(model, prompt_bytes));
        first.into_iter().chain(second).sum()
    }

    fn most_for(&self, model: &ModelSetting, prompt_bytes: usize) -> MicroUsd {
        let prices: TokenPrices = model.prices.unwrap_or_else(|| self.list.tokens());
        prices.most_for_request(prompt_bytes as u64, u64::from(model.most_tokens))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_that_a_request_costs_is_that_of_the_dearest_choice_and_the_second_model() {
        let list = PriceList::NOVEMBER_2026;
        let model = |factor: u64| ModelSetting {
            prices: (factor > 1).then(|| list.tokens().times(factor)),
            ..ModelSetting::new(String::new(), format!("times-{factor}"))
        };
        let alone = ModelConfig { first: model(1), ..ModelConfig::new(String::new(), String::new()) };
        let base = list.tokens().most_for_request(8_000, 600);
        assert_eq!(Rates::new(list, alone.clone()).most_for_request(8_000), base);
        let all = ModelConfig { second: Some(model(5)), allowed: vec![model(3), model(2)], ..alone };
        let rates = Rates::new(list, all);
        assert_eq!(rates.most_for_request(8_000), base.times(3 + 5, 1));
        assert_eq!(rates.most_for_single_request(8_000), base);
    }
}
