//! The caller of a scenario: scripted turns, or a persona that a model plays.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The caller of a scenario. With turns and a persona, a live model plays the persona, and every other run has the turns.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioCaller {
    #[serde(default)]
    turns: Vec<CallerAct>,
    #[serde(default)]
    persona: Option<Persona>,
}

impl ScenarioCaller {
    /// What the caller does, in order. The caller hangs up after the last turn.
    #[must_use]
    pub fn turns(&self) -> &[CallerAct] {
        &self.turns
    }

    /// The persona that a live model plays.
    #[must_use]
    pub fn persona(&self) -> Option<&Persona> {
        self.persona.as_ref()
    }
}

/// A caller that a model plays.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    goal: String,
    #[serde(default)]
    facts: Vec<String>,
    #[serde(default = "usual_turns")]
    turns_at_most: usize,
}

fn usual_turns() -> usize {
    20
}

impl Persona {
    /// What the caller wants, and how they behave.
    #[must_use]
    pub fn goal(&self) -> &str {
        &self.goal
    }

    /// What the caller knows, such as their address.
    #[must_use]
    pub fn facts(&self) -> &[String] {
        &self.facts
    }

    /// The turns after which the caller hangs up.
    #[must_use]
    pub fn turns_at_most(&self) -> usize {
        self.turns_at_most
    }
}

/// What a caller does in a turn. Written as the words, or `[silence]`, `[hang up]`, `[keys 1#]`, `[unclear] words`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CallerAct {
    /// Speaks.
    Says(String),
    /// Speaks, and is recognized with little confidence.
    SaysUnclearly(String),
    /// Presses keys.
    Keys(String),
    /// Does nothing.
    Silence,
    /// Ends the call.
    HangsUp,
}

/// Why a text is no turn of a caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a turn is words, [silence], [hang up], [keys 1#] or [unclear] words: {0:?}")]
pub struct CallerActError(String);

impl FromStr for CallerAct {
    type Err = CallerActError;

    fn from_str(text: &str) -> Result<Self, CallerActError> {
        let text = text.trim();
        let wrong = || CallerActError(text.to_owned());
        let Some((act, words)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            return if text.is_empty() { Err(wrong()) } else { Ok(Self::Says(text.to_owned())) };
        };
        let words = words.trim();
        match (act, words.is_empty()) {
            ("silence", true) => Ok(Self::Silence),
            ("hang up", true) => Ok(Self::HangsUp),
            ("unclear", false) => Ok(Self::SaysUnclearly(words.to_owned())),
            (act, true) => {
                let keys = act.strip_prefix("keys ").map(str::trim).unwrap_or_default();
                let on_keypad = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
                if keys.is_empty() || !keys.chars().all(on_keypad) {
                    Err(wrong())
                } else {
                    Ok(Self::Keys(keys.to_owned()))
                }
            }
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for CallerAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Says(words) => f.write_str(words),
            Self::SaysUnclearly(words) => write!(f, "[unclear] {words}"),
            Self::Keys(keys) => write!(f, "[keys {keys}]"),
            Self::Silence => f.write_str("[silence]"),
            Self::HangsUp => f.write_str("[hang up]"),
        }
    }
}

impl TryFrom<String> for CallerAct {
    type Error = CallerActError;

    fn try_from(text: String) -> Result<Self, CallerActError> {
        text.parse()
    }
}

impl From<CallerAct> for String {
    fn from(act: CallerAct) -> Self {
        act.to_string()
    }
}

/// What happens when a number is dialed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PickUpAnswer {
    /// Answers, and presses 1 when asked whether to take the call.
    Accepts,
    /// Answers, and hangs up when asked.
    Declines,
    /// Is on another call.
    Busy,
    /// Lets it ring.
    NoAnswer,
}
