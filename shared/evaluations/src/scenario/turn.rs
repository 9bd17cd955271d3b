//! A scripted turn of a scenario's caller: an act, or an interruption.

use std::{fmt, str::FromStr};

use domain::scenario::{CallerAct, CallerActError};
use serde::Deserialize;

const INTERRUPTS: &str = "[interrupt after ";

/// What a scripted caller does: an act, or `[interrupt after 7 words] no, later`. Where the agent cannot be interrupted, the words come after
/// its reply.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ScenarioTurn {
    /// The caller waits for the end of the reply, then acts.
    Act(CallerAct),
    /// The caller speaks while the agent does.
    Interrupts {
        /// How many words of the reply the agent has said.
        after_words: usize,
        /// What the caller says.
        words: String,
    },
}

/// Why a text is no turn of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioTurnError {
    /// It is no act.
    #[error(transparent)]
    Act(#[from] CallerActError),
    /// It begins as an interruption does.
    #[error("an interruption is written [interrupt after 7 words] and what is said: {0:?}")]
    Interruption(String),
}

impl FromStr for ScenarioTurn {
    type Err = ScenarioTurnError;

    fn from_str(text: &str) -> Result<Self, ScenarioTurnError> {
        let Some(rest) = text.trim().strip_prefix(INTERRUPTS) else { return Ok(Self::Act(text.parse()?)) };
        let interruption = || {
            let (after, words) = rest.split_once(']')?;
            let number = after.strip_suffix(" words").or_else(|| after.strip_suffix(" word"))?;
            let after_words = number.parse().ok().filter(|after| *after > 0)?;
            let words = words.trim();
            (!words.is_empty()).then(|| Self::Interrupts { after_words, words: words.to_owned() })
        };
        interruption().ok_or_else(|| ScenarioTurnError::Interruption(text.trim().to_owned()))
    }
}

impl TryFrom<String> for ScenarioTurn {
    type Error = ScenarioTurnError;

    fn try_from(text: String) -> Result<Self, ScenarioTurnError> {
        text.parse()
    }
}

impl From<CallerAct> for ScenarioTurn {
    fn from(act: CallerAct) -> Self {
        Self::Act(act)
    }
}

impl fmt::Display for ScenarioTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Act(act) => act.fmt(f),
            Self::Interrupts { after_words, words } => write!(f, "{INTERRUPTS}{after_words} words] {words}"),
        }
    }
}
