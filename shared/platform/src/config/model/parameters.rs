//! The values of a request's parameters. Source: OpenAI, API reference, "Chat".

use std::str::FromStr;

use serde::Deserialize;

/// How much a model reasons before it replies: the parameter `reasoning_effort`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
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
    pub(super) const ALL: [Self; 7] =
        [Self::None, Self::Minimal, Self::Low, Self::Medium, Self::High, Self::XHigh, Self::Max];

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
}

impl FromStr for ReasoningEffort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let effort = Self::ALL.into_iter().find(|effort| effort.as_str() == text);
        effort.ok_or_else(|| format!("use one of {} or unsupported", Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// How much a model writes: the parameter `verbosity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verbosity {
    /// Little.
    Low,
    /// The default of OpenAI's models.
    Medium,
    /// A lot.
    High,
}

impl Verbosity {
    /// The protocol's name of the value.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// How a request is processed, and at which price: the parameter `service_tier`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceTier {
    /// As the project's settings at OpenAI say.
    Auto,
    /// At the list price.
    Default,
    /// At twice the list price, with an uptime promise.
    Priority,
    /// The same.
    Fast,
}

impl ServiceTier {
    /// The protocol's name of the value.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Default => "default",
            Self::Priority => "priority",
            Self::Fast => "fast",
        }
    }
}

/// The parameter with the most tokens of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputLimit {
    /// The newer one, which counts reasoning too.
    #[default]
    MaxCompletionTokens,
    /// The older one, which `gpt-6-luna` refuses and some servers need.
    MaxTokens,
}

impl OutputLimit {
    /// The protocol's name of the parameter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MaxCompletionTokens => "max_completion_tokens",
            Self::MaxTokens => "max_tokens",
        }
    }
}
