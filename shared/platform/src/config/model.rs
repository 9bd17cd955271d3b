//! The model.

use std::{str::FromStr, time::Duration};

use super::{ConfigError, Environment};

/// How much a model reasons before it answers. Source: OpenAI, API reference, "Chat", `reasoning_effort`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasoningEffort {
    /// Not at all; on Chat Completions `gpt-6-luna` takes tools only so.
    None,
    /// The least of models that always reason.
    Minimal,
    /// A little.
    Low,
    /// The default of OpenAI's models.
    Medium,
    /// Much.
    High,
    /// More.
    XHigh,
    /// As much as the model can.
    Max,
}

impl ReasoningEffort {
    const ALL: [Self; 7] = [Self::None, Self::Minimal, Self::Low, Self::Medium, Self::High, Self::XHigh, Self::Max];

    /// As the protocol writes it.
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

    /// What a model is asked for if nothing is set: no reasoning, for a caller waits. Nothing for the families before
    /// GPT-5, which refuse the parameter.
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

/// The model.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    /// `OPENAI_BASE_URL`: any server that speaks the protocol; OpenAI's if not set.
    pub base_url: String,
    /// `OPENAI_MODEL`: the model's name there; [`ModelConfig::DEFAULT_MODEL`] if not set.
    pub model: String,
    /// `OPENAI_REASONING_EFFORT`: `none` to `max`, or `unsupported` to leave it out. If not set, `none`, and left out for
    /// models that refuse it.
    pub reasoning_effort: Option<ReasoningEffort>,
    /// `OPENAI_PROMPT_CACHE_KEY`: `true` or `false`, whether requests carry a `prompt_cache_key`; `true` if not set. Some
    /// other servers refuse requests that do.
    pub prompt_cache_key: bool,
    /// `OPENAI_STREAM`: `true` or `false`; streamed if not set, so that words heard before a deadline are not lost.
    pub stream: bool,
    /// `OPENAI_TURN_MS`: how long a caller waits for the model before hearing that it takes a moment; 5000 if not set.
    pub turn: Duration,
    /// `OPENAI_HELD_TURN_MS`: how long the model has after that before a person takes over; 9000 if not set.
    pub held_turn: Duration,
}

impl ModelConfig {
    /// Twilio gives a webhook 15 seconds; what is left is for our own work and the network.
    const LONGEST_TURN_MS: u64 = 12_000;
    /// The model that serves if none is set.
    pub const DEFAULT_MODEL: &str = "gpt-6-luna";

    /// A model on a server, with the default of every other setting.
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
