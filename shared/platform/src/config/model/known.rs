//! The known models: which parameters each takes, its prices and its retirement date. The list is data, in `known_models.json`.
//! A model that is not in it works with plain defaults.

use std::{collections::BTreeMap, sync::LazyLock};

use domain::usage::TokenPrices;
use jiff::civil::Date;
use serde::Deserialize;

use super::parameters::{OutputLimit, ReasoningEffort, ServiceTier};

const LIST: &str = include_str!("known_models.json");

/// A test parses the list, so it is never empty.
static KNOWN: LazyLock<Vec<KnownModel>> = LazyLock::new(|| serde_json::from_str(LIST).unwrap_or_default());

/// What is known about a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "they are parameters that do not exclude one another")]
pub(super) struct KnownModel {
    /// Its name, or the first part of the names of a family.
    name: String,
    /// Whether all names that begin like this are meant.
    #[serde(default)]
    is_family: bool,
    /// The values of `reasoning_effort` that it takes; empty if it takes none.
    #[serde(default)]
    pub(super) efforts: Vec<ReasoningEffort>,
    /// The value that we send: the least, since a caller is waiting.
    #[serde(default)]
    pub(super) effort: Option<ReasoningEffort>,
    /// The only value with which it takes tools.
    #[serde(default)]
    pub(super) effort_with_tools: Option<ReasoningEffort>,
    /// Whether it takes `verbosity`.
    #[serde(default)]
    pub(super) verbosity: bool,
    /// The values of `service_tier` that it takes, with the factor of its prices.
    #[serde(default)]
    pub(super) service_tiers: BTreeMap<ServiceTier, u64>,
    /// Whether it takes `parallel_tool_calls`.
    #[serde(default)]
    pub(super) parallel_tool_calls: bool,
    /// Whether it takes `stream_options.include_obfuscation`.
    #[serde(default)]
    pub(super) obfuscation: bool,
    /// The parameter with the most tokens of an answer.
    #[serde(default)]
    pub(super) output_limit: OutputLimit,
    /// Its list prices. Without them, the platform's price list applies.
    #[serde(default)]
    pub(super) prices: Option<TokenPrices>,
    /// The day on which it is shut down.
    #[serde(default)]
    pub(super) retires: Option<Date>,
    /// The model that its maker names as the replacement.
    #[serde(default)]
    pub(super) replacement: Option<String>,
}

impl KnownModel {
    /// What is known about the model with this name: of the model itself, of the model whose dated snapshot it is, or of its family.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        let found = KNOWN.iter().find(|known| !known.is_family && (known.name == name || known.has_snapshot(name)));
        found.or_else(|| KNOWN.iter().find(|known| known.is_family && name.starts_with(&known.name)))
    }

    /// Whether a name is that of a dated snapshot, such as `gpt-4o-2024-08-06`.
    fn has_snapshot(&self, name: &str) -> bool {
        let date = name.strip_prefix(&self.name).and_then(|rest| rest.strip_prefix('-'));
        date.is_some_and(|date| date.len() == "2026-11-23".len() && date.parse::<Date>().is_ok())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::config::ModelConfig;

    #[test]
    fn every_entry_of_the_list_is_valid() {
        let list: Vec<KnownModel> = serde_json::from_str(LIST).expect("the list of known models");
        assert!(!list.is_empty() && *KNOWN == list);
        let names: BTreeSet<_> = list.iter().map(|known| &known.name).collect();
        assert_eq!(names.len(), list.len(), "a name is listed twice");
        for known in &list {
            let name = &known.name;
            for effort in [known.effort, known.effort_with_tools].into_iter().flatten() {
                assert!(known.efforts.contains(&effort), "{name} does not take the effort that is sent");
            }
            assert_eq!(known.efforts.is_empty(), known.effort.is_none(), "{name}");
            assert!(known.service_tiers.values().all(|factor| *factor > 0), "{name}");
            assert!(known.retires.is_some() || known.replacement.is_none(), "{name}");
            if let Some(replacement) = &known.replacement {
                assert!(KnownModel::find(replacement).is_some_and(|next| next.retires.is_none()), "{name}");
            }
            if let Some(prices) = known.prices {
                assert!(prices.cached_micro_usd_per_million <= prices.prompt_micro_usd_per_million, "{name}");
            }
        }
        let default = KnownModel::find(ModelConfig::DEFAULT_MODEL).expect("the default model is listed");
        assert_eq!(default.prices, Some(domain::usage::PriceList::NOVEMBER_2026.tokens()));
    }

    #[test]
    fn retirement_dates_are_those_of_the_makers_announcement() {
        let retires = |name: &str| KnownModel::find(name).and_then(|known| known.retires);
        for name in ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4o-mini-2024-07-18"] {
            assert_eq!(retires(name), Some(date(2027, 1, 14)), "{name}");
            assert_eq!(KnownModel::find(name).and_then(|known| known.replacement.as_deref()), Some("gpt-6-luna"));
        }
        for name in ["gpt-5", "gpt-5-mini", "gpt-5-nano"] {
            assert_eq!(retires(name), Some(date(2026, 12, 11)), "{name}");
        }
        for name in ["gpt-6-luna", "gpt-5.4-mini", "gpt-4.1-nano", "gpt-4o-audio", "another-model"] {
            assert_eq!(retires(name), None, "{name}");
        }
    }
}
