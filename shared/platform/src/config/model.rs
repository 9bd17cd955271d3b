//! The settings of the models: the first one, a second one that takes over, and those that a company may choose.

use std::time::Duration;

use super::{ConfigError, Environment};

mod known;
mod parameters;
mod retirement;
mod setting;

pub use parameters::{OutputLimit, ReasoningEffort, ServiceTier, Verbosity};
pub use retirement::{ModelRetirement, ModelRole};
use setting::WrittenModel;
pub use setting::{ModelKey, ModelSetting};

/// Stands for no model, as an empty value does.
const NO_MODEL: &str = "none";

/// The models and how long a caller waits for them. A model is written as its name or as a JSON object, whose fields
/// `docs/configuration.md` describes.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// `OPENAI_MODEL`: the model that answers calls; [`ModelConfig::DEFAULT_MODEL`] by default. `OPENAI_BASE_URL`,
    /// `OPENAI_REASONING_EFFORT` and `OPENAI_PROMPT_CACHE_KEY` are of this model, and `OPENAI_BASE_URL` of the others too, unless
    /// they name their own.
    pub first: ModelSetting,
    /// `OPENAI_SECOND_MODEL`: the model that takes over within a turn when the first one fails; none by default.
    pub second: Option<ModelSetting>,
    /// `OPENAI_ALLOWED_MODELS`: the models that a company may choose, besides the first one; none by default.
    pub allowed: Vec<ModelSetting>,
    /// `OPENAI_STREAM`: `true` or `false`; `true` by default, which saves the words that arrive before a deadline.
    pub stream: bool,
    /// `OPENAI_TURN_MS`: how long a caller waits for the model before a hold message; 5000 by default.
    pub turn: Duration,
    /// `OPENAI_HELD_TURN_MS`: how long the model has after the hold message before a person takes over; 9000 by
    /// default.
    pub held_turn: Duration,
}

impl ModelConfig {
    /// Twilio gives a webhook 15 seconds; the rest is for our own work and the network.
    const LONGEST_TURN_MS: u64 = 12_000;
    /// More than a person can choose from.
    const MOST_ALLOWED: usize = 20;
    /// The default model.
    pub const DEFAULT_MODEL: &str = "gpt-6-luna";

    /// The names of the keys in the platform's secret that the models use.
    pub fn key_names(&self) -> impl Iterator<Item = &str> {
        let models = std::iter::once(&self.first).chain(&self.second).chain(&self.allowed);
        models.filter_map(|model| match &model.key {
            ModelKey::OfPlatform(name) => Some(name.as_str()),
            ModelKey::OfCompany => None,
        })
    }

    /// A model on a server, with defaults for all other settings.
    #[must_use]
    pub fn new(base_url: String, model: String) -> Self {
        Self {
            first: ModelSetting::new(base_url, model),
            second: None,
            allowed: Vec::new(),
            stream: true,
            turn: Duration::from_secs(5),
            held_turn: Duration::from_secs(9),
        }
    }

    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let first = first(environment)?;
        let second = second(environment, &first)?;
        let allowed = allowed(environment, &first)?;
        let default = Self { second, allowed, ..Self::new(String::new(), String::new()) };
        let turn = |name: &'static str, default: Duration| {
            let milliseconds = environment.parsed(name, default.as_millis())?;
            let milliseconds = u64::try_from(milliseconds).unwrap_or(u64::MAX);
            if (1..=Self::LONGEST_TURN_MS).contains(&milliseconds) {
                return Ok(Duration::from_millis(milliseconds));
            }
            Err(ConfigError::Invalid { name, problem: format!("use 1 to {} milliseconds", Self::LONGEST_TURN_MS) })
        };
        Ok(Self {
            first,
            stream: environment.parsed("OPENAI_STREAM", default.stream)?,
            turn: turn("OPENAI_TURN_MS", default.turn)?,
            held_turn: turn("OPENAI_HELD_TURN_MS", default.held_turn)?,
            ..default
        })
    }

    /// The models that a company may choose: the first one, and those that are allowed besides it.
    pub fn choices(&self) -> impl Iterator<Item = &ModelSetting> {
        let others = self.allowed.iter().filter(|model| model.name != self.first.name);
        std::iter::once(&self.first).chain(others)
    }

    /// All configured models, the first one first.
    pub fn all(&self) -> impl Iterator<Item = &ModelSetting> {
        self.choices().chain(&self.second)
    }
}

fn first(environment: &Environment<'_>) -> Result<ModelSetting, ConfigError> {
    let base_url = environment.optional("OPENAI_BASE_URL").unwrap_or_else(|| "https://api.openai.com/v1".to_owned());
    let written = environment.optional("OPENAI_MODEL").unwrap_or_else(|| ModelConfig::DEFAULT_MODEL.to_owned());
    let invalid = |problem| ConfigError::Invalid { name: "OPENAI_MODEL", problem };
    let mut first = WrittenModel::parse(&written).and_then(|model| model.first(base_url)).map_err(invalid)?;
    match environment.optional("OPENAI_REASONING_EFFORT").as_deref() {
        Some("unsupported") => first.set_effort(None),
        Some(_) => first.set_effort(Some(environment.parsed("OPENAI_REASONING_EFFORT", ReasoningEffort::None)?)),
        None => {}
    }
    first.prompt_cache_key = environment.parsed("OPENAI_PROMPT_CACHE_KEY", first.prompt_cache_key)?;
    Ok(first)
}

fn second(environment: &Environment<'_>, first: &ModelSetting) -> Result<Option<ModelSetting>, ConfigError> {
    let name = "OPENAI_SECOND_MODEL";
    let invalid = |problem| ConfigError::Invalid { name, problem };
    let Some(written) = environment.optional(name).filter(|written| written != NO_MODEL) else { return Ok(None) };
    let second = WrittenModel::parse(&written).and_then(|model| model.beside(first)).map_err(invalid)?;
    if second.is_same_model(first) {
        return Err(invalid("name another model or another server than the first one".to_owned()));
    }
    Ok(Some(second))
}

fn allowed(environment: &Environment<'_>, first: &ModelSetting) -> Result<Vec<ModelSetting>, ConfigError> {
    let name = "OPENAI_ALLOWED_MODELS";
    let invalid = |problem| ConfigError::Invalid { name, problem };
    let Some(written) = environment.optional(name).filter(|written| written != NO_MODEL) else { return Ok(Vec::new()) };
    let written = WrittenModel::parse_list(&written).map_err(invalid)?;
    let models: Result<Vec<_>, _> = written.into_iter().map(|model| model.beside(first)).collect();
    let models = models.map_err(invalid)?;
    if models.len() > ModelConfig::MOST_ALLOWED {
        return Err(invalid(format!("name {} models at most", ModelConfig::MOST_ALLOWED)));
    }
    // A company chooses by the name.
    let mut names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.array_windows().find(|[name, next]| name == next) {
        return Err(invalid(format!("{name} is named twice")));
    }
    Ok(models)
}

#[cfg(test)]
mod tests;
