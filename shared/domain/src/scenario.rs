//! Scenarios of a company: calls that a version of its configuration has to pass before it is published, and what each call must come to.
//!
//! Some follow from the configuration ([`standard()`]); the others are the company's own, made from its calls. Nothing here talks to the
//! agent: a scenario is planned ([`PlannedCall`]), another crate makes the call, and [`judge`] compares what came of it.

mod act;
mod caller;
mod company_words;
mod expected;
mod own;
mod standard;
mod words;

pub use act::{CallerAct, CallerActError};
pub use caller::{AnsweringCaller, CallerScript};
pub use expected::{ExpectedCall, ScenarioFinding, ScenarioFindingCode, judge};
pub use own::{CompanyScenario, MOST_TURNS, ScenarioWeekTime};
pub use standard::standard;
pub use words::{WordRule, WordRuleError};

use jiff::Timestamp;

use crate::{call_facts::CallFacts, phone::PhoneNumber, triage::Hazard};

/// A call that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCall {
    /// The name of the scenario: of a standard one such as `gas_leak`, or the id of the company's own.
    pub key: String,
    /// Its title, in English or as the company wrote it.
    pub title: String,
    /// When the call arrives.
    pub at: Timestamp,
    /// The caller's number; `None` if it is withheld.
    pub from: Option<PhoneNumber>,
    /// What the caller does.
    pub caller: CallerScript,
    /// What the call must come to.
    pub expected: ExpectedCall,
    /// What does not hold, whatever comes of the call.
    pub found: Vec<ScenarioFinding>,
}

/// A turn of a call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsedTurn {
    /// What the caller did; `None` for the greeting and for what follows a transfer.
    pub caller: Option<CallerAct>,
    /// What the agent said, in order.
    pub agent: Vec<String>,
    /// The telephone that rang after the agent's words.
    pub rang: Option<PhoneNumber>,
}

/// What came of a call that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct RehearsedCall {
    /// The turns, in order.
    pub turns: Vec<RehearsedTurn>,
    /// The dangers that the call reacted to, in order.
    pub hazards: Vec<Hazard>,
    /// What is known about the call at its end.
    pub facts: CallFacts,
    /// The call came to its end, and was not cut off after too many turns.
    pub ended: bool,
}

#[cfg(test)]
mod tests;
