//! What a caller does in a turn.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::conversation::HistoryEntry;

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

impl CallerAct {
    /// What the caller of a past call did, turn by turn. Silences are not in a history.
    pub fn of_history(history: &[HistoryEntry]) -> impl Iterator<Item = Self> + '_ {
        history.iter().filter_map(|entry| match entry {
            HistoryEntry::CallerSaid { text } => Some(Self::Says(text.clone())),
            HistoryEntry::CallerKeyed { digits } => Some(Self::Keys(digits.clone())),
            _ => None,
        })
    }
}
