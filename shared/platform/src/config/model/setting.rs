//! A model as a setting: its name, server and key, the parameters of its requests, its prices and its retirement date.

use domain::usage::TokenPrices;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    known::KnownModel,
    parameters::{OutputLimit, ReasoningEffort, ServiceTier, Verbosity},
};

/// The name of the company's key.
const COMPANY: &str = "company";
/// The most characters of a model's name.
const LONGEST_NAME: usize = 100;

/// A model, its server, and what a request to it contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelSetting {
    /// The model's name on the server.
    pub name: String,
    /// The server's URL, up to and including `/v1`.
    pub base_url: String,
    /// The key for the server.
    pub key: ModelKey,
    /// `reasoning_effort` of requests without tools; `None` leaves the parameter out.
    pub reasoning_effort: Option<ReasoningEffort>,
    /// `reasoning_effort` of requests with tools.
    pub effort_with_tools: Option<ReasoningEffort>,
    /// `verbosity`; `None` leaves the parameter out.
    pub verbosity: Option<Verbosity>,
    /// `service_tier`; `None` leaves the parameter out.
    pub service_tier: Option<ServiceTier>,
    /// `parallel_tool_calls`; `None` leaves the parameter out.
    pub parallel_tool_calls: Option<bool>,
    /// Whether `stream_options.include_obfuscation` is sent, as `false`: the padding of chunks is of no use over TLS to a server.
    pub without_obfuscation: bool,
    /// Whether requests have a `prompt_cache_key`.
    pub prompt_cache_key: bool,
    /// The most tokens of an answer.
    pub most_tokens: u32,
    /// The parameter that names them.
    pub output_limit: OutputLimit,
    /// Its own prices. `None` if the platform's price list applies.
    pub prices: Option<TokenPrices>,
    /// The day on which it is shut down, if one is known.
    pub retires: Option<Date>,
    /// The model that its maker names as the replacement.
    pub replacement: Option<String>,
}

/// The key for a model's server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelKey {
    /// The company's own key, or else the platform's.
    OfCompany,
    /// A key of the platform for this model only, by its name in the platform's secret. It serves all companies, and no company's
    /// own key is sent to this server.
    OfPlatform(String),
}

impl ModelSetting {
    /// The most tokens of a reply, by default. A spoken reply has one or two sentences, and a booking's arguments have a few hundred
    /// characters.
    pub const MOST_TOKENS: u32 = 600;
    const MOST_TOKENS_LIMIT: u32 = 4_096;

    /// A model on a server with what is known about it, or with plain defaults. It is priced by the platform's price list.
    #[must_use]
    pub fn new(base_url: String, name: String) -> Self {
        let known = KnownModel::find(&name);
        let effort = known.map_or(Some(ReasoningEffort::None), |known| known.effort);
        Self {
            key: ModelKey::OfCompany,
            reasoning_effort: effort,
            effort_with_tools: effort,
            verbosity: None,
            service_tier: None,
            parallel_tool_calls: None,
            without_obfuscation: known.is_some_and(|known| known.obfuscation),
            prompt_cache_key: true,
            most_tokens: Self::MOST_TOKENS,
            output_limit: known.map_or_else(OutputLimit::default, |known| known.output_limit),
            prices: None,
            retires: known.and_then(|known| known.retires),
            replacement: known.and_then(|known| known.replacement.clone()),
            base_url,
            name,
        }
    }

    /// Sets the effort of all requests, except where the model takes tools with one value only.
    pub(super) fn set_effort(&mut self, effort: Option<ReasoningEffort>) {
        let only = KnownModel::find(&self.name).and_then(|known| known.effort_with_tools);
        (self.reasoning_effort, self.effort_with_tools) = (effort, only.or(effort));
    }

    /// Takes the model's list prices, with the factor of its service tier.
    pub(super) fn set_list_prices(&mut self) {
        let Some(known) = KnownModel::find(&self.name) else { return };
        let factor = self.service_tier.and_then(|tier| known.service_tiers.get(&tier).copied()).unwrap_or(1);
        self.prices = known.prices.map(|prices| prices.times(factor));
    }

    /// The JSON object that an operator would write for it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let key = match &self.key {
            ModelKey::OfCompany => COMPANY,
            ModelKey::OfPlatform(name) => name,
        };
        let mut object = json!({
            "model": self.name, "base_url": self.base_url, "key": key,
            "reasoning_effort": self.reasoning_effort.map_or("unsupported", ReasoningEffort::as_str),
            "verbosity": self.verbosity.map(Verbosity::as_str),
            "service_tier": self.service_tier.map(ServiceTier::as_str),
            "parallel_tool_calls": self.parallel_tool_calls, "prompt_cache_key": self.prompt_cache_key,
            "most_tokens": self.most_tokens, "output_limit": self.output_limit.as_str(),
            "prices": self.prices, "retires": self.retires,
        });
        if let Some(fields) = object.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        object
    }

    /// Whether both are the same model on the same server.
    #[must_use]
    pub fn is_same_model(&self, other: &Self) -> bool {
        self.name == other.name && self.is_same_server(other)
    }

    /// Whether both are on the same server.
    #[must_use]
    pub fn is_same_server(&self, other: &Self) -> bool {
        self.base_url.trim_end_matches('/') == other.base_url.trim_end_matches('/')
    }
}

/// A model as an operator writes it: its name, or a JSON object.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenModel {
    model: String,
    base_url: Option<String>,
    key: Option<String>,
    reasoning_effort: Option<String>,
    verbosity: Option<Verbosity>,
    service_tier: Option<ServiceTier>,
    parallel_tool_calls: Option<bool>,
    prompt_cache_key: Option<bool>,
    most_tokens: Option<u32>,
    output_limit: Option<OutputLimit>,
    prices: Option<TokenPrices>,
    retires: Option<Date>,
}

impl WrittenModel {
    /// A model by its name, or a JSON object with `model` and any other fields.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with('{') {
            return serde_json::from_str(text).map_err(|problem| problem.to_string());
        }
        Ok(Self { model: text.to_owned(), ..Self::default() })
    }

    /// A list: names with commas between them, or a JSON array of names and objects.
    pub(super) fn parse_list(text: &str) -> Result<Vec<Self>, String> {
        if !text.starts_with('[') {
            return text.split(',').map(|name| Self::parse(name.trim())).collect();
        }
        let values: Vec<Value> = serde_json::from_str(text).map_err(|problem| problem.to_string())?;
        let parse = |value: Value| match value {
            Value::String(name) => Self::parse(&name),
            object => serde_json::from_value(object).map_err(|problem| problem.to_string()),
        };
        values.into_iter().map(parse).collect()
    }

    /// The setting of the first model: it is priced by the price list, unless prices are written with it.
    pub(super) fn first(self, base_url: String) -> Result<ModelSetting, String> {
        let prices = self.prices;
        let key = self.key.clone();
        let base_url = self.base_url.clone().unwrap_or(base_url);
        let mut setting = self.complete(ModelKey::OfCompany, base_url)?;
        setting.prices = prices;
        if let Some(key) = key {
            setting.key = written_key(&key)?;
        }
        Ok(setting)
    }

    /// The setting of a model beside the first one: on its server, unless another is written.
    pub(super) fn beside(self, first: &ModelSetting) -> Result<ModelSetting, String> {
        let base_url = self.base_url.clone().unwrap_or_else(|| first.base_url.clone());
        let key = match &self.key {
            Some(key) => written_key(key)?,
            None => first.key.clone(),
        };
        let has_key = self.key.is_some();
        let setting = self.complete(key, base_url)?;
        // A company's key for one server is no business of another.
        if !has_key && !setting.is_same_server(first) {
            return Err(format!("{} is on another server: write its key, which may be \"company\"", setting.name));
        }
        Ok(setting)
    }

    fn complete(self, key: ModelKey, base_url: String) -> Result<ModelSetting, String> {
        let name = self.model.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(format!("a model's name has 1 to {LONGEST_NAME} characters"));
        }
        let mut setting = ModelSetting { key, ..ModelSetting::new(base_url, name) };
        setting.verbosity = self.verbosity;
        setting.service_tier = self.service_tier;
        setting.parallel_tool_calls = self.parallel_tool_calls;
        check_taken(&setting)?;
        match self.reasoning_effort.as_deref() {
            None => {}
            Some("unsupported") => setting.set_effort(None),
            Some(effort) => setting.set_effort(Some(effort.parse()?)),
        }
        setting.prompt_cache_key = self.prompt_cache_key.unwrap_or(setting.prompt_cache_key);
        setting.output_limit = self.output_limit.unwrap_or(setting.output_limit);
        setting.retires = self.retires.or(setting.retires);
        setting.most_tokens = self.most_tokens.unwrap_or(setting.most_tokens);
        if !(16..=ModelSetting::MOST_TOKENS_LIMIT).contains(&setting.most_tokens) {
            return Err(format!("most_tokens is 16 to {}", ModelSetting::MOST_TOKENS_LIMIT));
        }
        setting.set_list_prices();
        setting.prices = self.prices.or(setting.prices);
        Ok(setting)
    }
}

/// A known model refuses what is not listed of it, and each call would pay for that with a request.
fn check_taken(setting: &ModelSetting) -> Result<(), String> {
    let Some(known) = KnownModel::find(&setting.name) else { return Ok(()) };
    let takes_tier = setting.service_tier.is_none_or(|tier| known.service_tiers.contains_key(&tier));
    let refused = [
        ("verbosity", setting.verbosity.is_some() && !known.verbosity),
        ("this service_tier", !takes_tier),
        ("parallel_tool_calls", setting.parallel_tool_calls.is_some() && !known.parallel_tool_calls),
    ];
    match refused.into_iter().find(|(_, refused)| *refused) {
        Some((parameter, _)) => Err(format!("{} does not take {parameter}", setting.name)),
        None => Ok(()),
    }
}

fn written_key(key: &str) -> Result<ModelKey, String> {
    let is_name =
        !key.is_empty() && key.len() <= 40 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    match key {
        COMPANY => Ok(ModelKey::OfCompany),
        _ if is_name => Ok(ModelKey::OfPlatform(key.to_owned())),
        _ => Err("key is \"company\", or the name of a key in the platform's secret".to_owned()),
    }
}
