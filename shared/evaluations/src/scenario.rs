//! A scenario: a company at an instant, a caller, and the final state that must hold after the call.
//!
//! The types parse any format of serde and accept no unknown field. Their fields are private: a value that exists is valid.

mod caller;
mod expected;
mod turn;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    phone::PhoneNumber,
    slot::SlotId,
    tenant::{JobTypeId, Zip},
    text::Text,
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::report::CallWay;

pub use caller::{Persona, PickUpAnswer, ScenarioCaller};
pub use domain::scenario::{CallerAct, WordRule};
pub use expected::{ExpectedMessage, ExpectedMove, ExpectedState, ExpectedVisit, FirstWords};
pub use turn::{ScenarioTurn, ScenarioTurnError};

/// Why a scenario is not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// The name is not made of words in lower case.
    #[error("name: use lower-case words joined by hyphens, at most 80 characters: {0:?}")]
    Name(String),
    /// The instant cannot be parsed.
    #[error("at: expected a company's clock time, such as 2026-11-23T10:00, or an instant with its offset: {0:?}")]
    At(String),
    /// The caller's number is not one.
    #[error("from: expected a number such as +12145550142, or anonymous: {0:?}")]
    From(String),
    /// The caller neither says anything nor is a persona.
    #[error("caller: needs turns, a persona, or both")]
    NoCaller,
    /// The stand-in understands English only, and cannot talk to a persona.
    #[error("stand_in: a scenario for the stand-in needs turns")]
    NoTurns,
    /// The first words are expected after a turn that does not exist.
    #[error("said_first: there is no turn {after}; the caller has {turns}")]
    NoSuchTurn {
        /// The turn.
        after: usize,
        /// The caller's turns.
        turns: usize,
    },
    /// Two scenarios have one name.
    #[error("name: {0:?} is used twice")]
    Twice(String),
}

/// The scenarios of one file. The file's name is their topic.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    scenarios: Vec<Scenario>,
}

impl ScenarioFile {
    /// The scenarios, in order.
    #[must_use]
    pub fn into_scenarios(self) -> Vec<Scenario> {
        self.scenarios
    }
}

/// Fails if two scenarios of any files have one name.
pub fn check_names<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Result<(), ScenarioError> {
    let mut seen = BTreeSet::new();
    match scenarios.into_iter().find(|scenario| !seen.insert(scenario.name())) {
        Some(twice) => Err(ScenarioError::Twice(twice.name().to_owned())),
        None => Ok(()),
    }
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "ScenarioForm")]
pub struct Scenario {
    form: ScenarioForm,
    at: ScenarioTime,
    from: Option<PhoneNumber>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioForm {
    name: String,
    about: String,
    #[serde(default)]
    language: ScenarioLanguage,
    company: String,
    #[serde(default)]
    configuration: Map<String, Value>,
    at: String,
    #[serde(default = "usual_number")]
    from: String,
    #[serde(default)]
    attestation: ScenarioAttestation,
    #[serde(default)]
    on_file: ScenarioOnFile,
    #[serde(default)]
    answers: BTreeMap<PhoneNumber, PickUpAnswer>,
    #[serde(default)]
    stand_in: bool,
    caller: ScenarioCaller,
    #[serde(rename = "final")]
    expected: ExpectedState,
}

fn usual_number() -> String {
    "+12145550142".to_owned()
}

/// The language that the caller speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScenarioLanguage {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl ScenarioLanguage {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Spanish",
        }
    }
}

/// What the carrier attests of the caller's number, as `telephone` writes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum ScenarioAttestation {
    /// Level A.
    #[default]
    A,
    /// Level B.
    B,
    /// Level C.
    C,
    /// An invalid signature.
    #[serde(rename = "failed")]
    Failed,
    /// No signature.
    #[serde(rename = "none")]
    Missing,
}

impl ScenarioAttestation {
    /// Its name on the telephone.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::Failed => "failed",
            Self::Missing => "none",
        }
    }
}

/// What the company has before the call.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioOnFile {
    #[serde(default)]
    visits: Vec<VisitOnFile>,
    #[serde(default)]
    taken: BTreeMap<SlotId, u32>,
}

impl ScenarioOnFile {
    /// The booked visits. Their customers are on file.
    #[must_use]
    pub fn visits(&self) -> &[VisitOnFile] {
        &self.visits
    }

    /// How many visits of other customers each slot has.
    #[must_use]
    pub fn taken(&self) -> &BTreeMap<SlotId, u32> {
        &self.taken
    }
}

/// A visit that is booked before the call.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitOnFile {
    /// When.
    pub slot: SlotId,
    /// The kind of visit.
    pub job_type: JobTypeId,
    /// The number that the customer is filed under.
    pub number: PhoneNumber,
    /// The customer's name.
    pub name: Text<80>,
    /// The street.
    pub street: Text<160>,
    /// The ZIP code.
    pub zip: Zip,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum ScenarioTime {
    OnTheClock(DateTime),
    Instant(Timestamp),
}

impl TryFrom<ScenarioForm> for Scenario {
    type Error = ScenarioError;

    fn try_from(form: ScenarioForm) -> Result<Self, ScenarioError> {
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if form.name.is_empty() || form.name.len() > 80 || !form.name.chars().all(is_name) {
            return Err(ScenarioError::Name(form.name));
        }
        let instant = form.at.parse::<Timestamp>().map(ScenarioTime::Instant);
        let at = instant.or_else(|_| form.at.parse::<DateTime>().map(ScenarioTime::OnTheClock));
        let at = at.map_err(|_| ScenarioError::At(form.at.clone()))?;
        let from = match form.from.as_str() {
            "anonymous" => None,
            number => Some(PhoneNumber::parse(number).map_err(|_| ScenarioError::From(form.from.clone()))?),
        };
        let turns = form.caller.turns().len();
        if turns == 0 && form.caller.persona().is_none() {
            return Err(ScenarioError::NoCaller);
        }
        if turns == 0 && form.stand_in {
            return Err(ScenarioError::NoTurns);
        }
        let wrong = form.expected.said_first().iter().map(FirstWords::after).find(|after| turns > 0 && *after > turns);
        match wrong {
            Some(after) => Err(ScenarioError::NoSuchTurn { after, turns }),
            None => Ok(Self { form, at, from }),
        }
    }
}

impl Scenario {
    /// Its name, unique among all files.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.form.name
    }

    /// What it proves, in a sentence.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.form.about
    }

    /// The caller's language.
    #[must_use]
    pub fn language(&self) -> ScenarioLanguage {
        self.form.language
    }

    /// The short name of a demonstration company.
    #[must_use]
    pub fn company(&self) -> &str {
        &self.form.company
    }

    /// The fields of the company's configuration that differ: a JSON merge patch (RFC 7396).
    #[must_use]
    pub fn configuration(&self) -> &Map<String, Value> {
        &self.form.configuration
    }

    /// When the call begins, in a company of this zone. Of two instants with one clock time it is the earlier one.
    pub fn at(&self, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
        match self.at {
            ScenarioTime::Instant(at) => Ok(at),
            ScenarioTime::OnTheClock(time) => zone.to_timestamp(time),
        }
    }

    /// The caller's number; `None` if it is withheld.
    #[must_use]
    pub fn from(&self) -> Option<&PhoneNumber> {
        self.from.as_ref()
    }

    /// What the carrier attests of the number.
    #[must_use]
    pub fn attestation(&self) -> ScenarioAttestation {
        self.form.attestation
    }

    /// What the company has before the call.
    #[must_use]
    pub fn on_file(&self) -> &ScenarioOnFile {
        &self.form.on_file
    }

    /// What happens when a number is dialed. All other numbers let it ring.
    #[must_use]
    pub fn answers(&self) -> &BTreeMap<PhoneNumber, PickUpAnswer> {
        &self.form.answers
    }

    /// Whether the stand-in for a model can hold this call.
    #[must_use]
    pub fn stand_in(&self) -> bool {
        self.form.stand_in
    }

    /// The caller.
    #[must_use]
    pub fn caller(&self) -> &ScenarioCaller {
        &self.form.caller
    }

    /// The ways that the caller's words can travel. `<ConversationRelay>` does not say how sure its recognition is, so a call with unclear words
    /// cannot be made over a stream.
    #[must_use]
    pub fn ways(&self) -> &'static [CallWay] {
        let is_unclear = |turn: &ScenarioTurn| matches!(turn, ScenarioTurn::Act(CallerAct::SaysUnclearly(_)));
        if self.caller().turns().iter().any(is_unclear) {
            &[CallWay::Gather]
        } else {
            &[CallWay::Gather, CallWay::Stream]
        }
    }

    /// The final state that must hold.
    #[must_use]
    pub fn expected(&self) -> &ExpectedState {
        &self.form.expected
    }
}

#[cfg(test)]
mod tests;
