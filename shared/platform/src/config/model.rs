//! The settings of the model.

use std::{str::FromStr, time::Duration};

use super::{ConfigError, Environment};

/// How much a model reasons before it replies. Source: OpenAI, API reference, "Chat", `reasoning_effort`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasoningEffort {
    /// No reasoning. On Chat Completions, `gpt-6-luna` accepts tools only with this value.
    None,
    /// The least for models that always reason.
    Minimal,
    /// A little.
    Low,
    /// The default of OpenAI's models.
    Medium,
    /// A lot.
    High,
    /// More than `High`.
    XHigh,
    /// The most.
    Max,
}

impl ReasoningEffort {
    const ALL: [Self; 7] = [Self::None, Self::Minimal, Self::Low, Self::Medium, Self::High, Self::XHigh, Self::Max];

    /// The protocol's name of the value.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::XHigh => "xhigh",
            Self::Max => "max",
        }
    }

    /// The default for a model: no reasoning, since a caller is waiting. `None` for families before GPT-5, which reject
    /// the parameter.
    fn default_of(model: &str) -> Option<Self> {
        let refuses = ["gpt-3.5", "gpt-4", "chatgpt-4"].iter().any(|family| model.starts_with(family));
        (!refuses).then_some(Self::None)
    }
}

impl FromStr for ReasoningEffort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let effort = Self::ALL.into_iter().find(|effort| effort.as_str() == text);
        effort.ok_or_else(|| format!("use one of {} or unsupported", Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// The model and its server.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// `OPENAI_BASE_URL`: any server with the same protocol; OpenAI's by default.
    pub base_url: String,
    /// `OPENAI_MODEL`: the model's name on the server; [`ModelConfig::DEFAULT_MODEL`] by default.
    pub model: String,
    /// `OPENAI_REASONING_EFFORT`: `none` to `max`, or `unsupported` to leave the parameter out. By default `none`, or
    /// left out for models that reject it.
    pub reasoning_effort: Option<ReasoningEffort>,
    /// `OPENAI_PROMPT_CACHE_KEY`: `true` or `false`, whether requests have a `prompt_cache_key`; `true` by default.
    /// Some other servers reject such requests.
    pub prompt_cache_key: bool,
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
    /// The default model.
    pub const DEFAULT_MODEL: &str = "gpt-6-luna";

    /// A model on a server, with defaults for all other settings.
    #[must_use]
    pub fn new(base_url: String, model: String) -> Self {
        Self {
            reasoning_effort: ReasoningEffort::default_of(&model),
            base_url,
            model,
            prompt_cache_key: true,
            stream: true,
            turn: Duration::from_secs(5),
            held_turn: Duration::from_secs(9),
        }
    }

    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let base_url =
            environment.optional("OPENAI_BASE_URL").unwrap_or_else(|| "https://api.openai.com/v1".to_owned());
        let model = environment.optional("OPENAI_MODEL").unwrap_or_else(|| Self::DEFAULT_MODEL.to_owned());
        let default = Self::new(base_url, model);
        let turn = |name: &'static str, default: Duration| {
            let milliseconds = environment.parsed(name, default.as_millis())?;
            let milliseconds = u64::try_from(milliseconds).unwrap_or(u64::MAX);
            if (1..=Self::LONGEST_TURN_MS).contains(&milliseconds) {
                return Ok(Duration::from_millis(milliseconds));
            }
            Err(ConfigError::Invalid { name, problem: format!("use 1 to {} milliseconds", Self::LONGEST_TURN_MS) })
        };
        Ok(Self {
            reasoning_effort: match environment.optional("OPENAI_REASONING_EFFORT").as_deref() {
                Some("unsupported") => None,
                Some(_) => Some(environment.parsed("OPENAI_REASONING_EFFORT", ReasoningEffort::None)?),
                None => default.reasoning_effort,
            },
            prompt_cache_key: environment.parsed("OPENAI_PROMPT_CACHE_KEY", default.prompt_cache_key)?,
            stream: environment.parsed("OPENAI_STREAM", default.stream)?,
            turn: turn("OPENAI_TURN_MS", default.turn)?,
            held_turn: turn("OPENAI_HELD_TURN_MS", default.held_turn)?,
            ..default
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(pairs: &[(&str, &str)]) -> Result<ModelConfig, ConfigError> {
        let lookup = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        ModelConfig::from(&Environment::from_fn(&lookup))
    }

    #[test]
    fn turn_time_above_twilios_timeout_is_rejected() {
        let lookup = |name: &str| match name {
            "OPENAI_HELD_TURN_MS" => Some("15000".to_owned()),
            _ => None,
        };
        let error = ModelConfig::from(&Environment::from_fn(&lookup)).expect_err("too long").to_string();
        assert!(error.contains("OPENAI_HELD_TURN_MS"), "{error}");
    }

    #[test]
    fn reasoning_effort_defaults_to_none_and_is_omitted_for_older_models() {
        let effort = |pairs: &[(&str, &str)]| model(pairs).expect("valid").reasoning_effort;
        assert_eq!(model(&[]).expect("valid").model, "gpt-6-luna");
        assert_eq!(effort(&[]), Some(ReasoningEffort::None));
        assert_eq!(effort(&[("OPENAI_MODEL", "a-model-of-another-maker")]), Some(ReasoningEffort::None));
        for old in ["gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini-2024-07-18", "gpt-3.5-turbo", "chatgpt-4o-latest"]
        {
            assert_eq!(effort(&[("OPENAI_MODEL", old)]), None, "{old}");
        }
        assert_eq!(effort(&[("OPENAI_REASONING_EFFORT", "unsupported")]), None);
        for wanted in ReasoningEffort::ALL {
            let set = [("OPENAI_MODEL", "gpt-4.1"), ("OPENAI_REASONING_EFFORT", wanted.as_str())];
            assert_eq!(effort(&set), Some(wanted));
        }
        let error = model(&[("OPENAI_REASONING_EFFORT", "lots")]).expect_err("no such effort").to_string();
        assert!(error.contains("OPENAI_REASONING_EFFORT") && error.contains("minimal"), "{error}");
    }
}
