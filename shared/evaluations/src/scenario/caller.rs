//! The caller of a scenario: scripted turns, or a persona that a model plays.

use serde::Deserialize;

use super::ScenarioTurn;

/// The caller of a scenario. With turns and a persona, a live model plays the persona, and every other run has the turns.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioCaller {
    #[serde(default)]
    turns: Vec<ScenarioTurn>,
    #[serde(default)]
    persona: Option<Persona>,
}

impl ScenarioCaller {
    /// What the caller does, in order. The caller hangs up after the last turn.
    #[must_use]
    pub fn turns(&self) -> &[ScenarioTurn] {
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
