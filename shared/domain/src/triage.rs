//! Triage: finds dangers in the caller's words before the model sees them.
//!
//! It is a pure function from an utterance to [`Findings`]. No setting, prompt or model takes part, so none can weaken
//! it. It separates dangers that are denied, past or hypothetical from those that happen now; an unclear danger counts
//! as happening. The conversation decides what to do about a danger.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

mod lexicon;
mod risk_factors;
mod rules;
mod safety;
mod utterance;

pub use safety::safety_words;

use risk_factors::RiskFactors;
use utterance::Utterance;

/// A kind of danger, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// A smell or a hiss of gas, or a gas detector.
    GasLeak,
    /// An alarm, or symptoms of poisoning.
    CarbonMonoxide,
    /// Fire or smoke.
    Fire,
    /// Sparks, a shock or a burning smell from the equipment.
    Electrical,
    /// Pouring water; not a drip.
    Water,
    /// No heat. An emergency if a person is at risk or it is freezing.
    NoHeat,
    /// No cooling. An emergency if a person is at risk or it is dangerously hot.
    NoCooling,
}

impl Hazard {
    /// Whether people must leave the building.
    #[must_use]
    pub fn is_life_threatening(self) -> bool {
        matches!(self, Self::GasLeak | Self::CarbonMonoxide | Self::Fire)
    }
}

/// The language of the caller.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

/// The dangers and risks heard in one utterance, or in a call so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The dangers.
    pub hazards: BTreeSet<Hazard>,
    /// A person at risk is in the building.
    pub vulnerable: bool,
    /// It is freezing.
    pub freezing: bool,
    /// It is dangerously hot.
    pub sweltering: bool,
    /// The language in which a danger was heard last.
    pub language: Language,
}

impl Findings {
    /// Adds later findings. Earlier findings stay.
    pub fn merge(&mut self, later: &Self) {
        self.hazards.extend(&later.hazards);
        self.vulnerable |= later.vulnerable;
        self.freezing |= later.freezing;
        self.sweltering |= later.sweltering;
        if !later.hazards.is_empty() {
            self.language = later.language;
        }
    }

    /// The gravest danger that is an emergency.
    #[must_use]
    pub fn emergency(&self) -> Option<Hazard> {
        self.hazards.iter().copied().find(|hazard| match hazard {
            Hazard::NoHeat => self.vulnerable || self.freezing,
            Hazard::NoCooling => self.vulnerable || self.sweltering,
            _ => true,
        })
    }

    /// The language in which the gravest danger was heard.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

/// Finds the dangers in an utterance, in English or Spanish, as typed or as speech recognition wrote it.
///
/// ```
/// use domain::triage::{Hazard, assess};
///
/// assert_eq!(assess("I think I smell gas in the basement").emergency(), Some(Hazard::GasLeak));
/// assert_eq!(assess("no, I don't smell any gas").emergency(), None);
///
/// let mut call = assess("my furnace died");
/// assert_eq!(call.emergency(), None);
/// call.merge(&assess("my mother is here, she is 84 years old"));
/// assert_eq!(call.emergency(), Some(Hazard::NoHeat));
/// ```
#[must_use]
pub fn assess(utterance: &str) -> Findings {
    let utterance = Utterance::new(utterance);
    let RiskFactors { vulnerable, freezing, sweltering } = risk_factors::find(&utterance);
    let mut findings = Findings { vulnerable, freezing, sweltering, ..Findings::default() };
    let mut gravest = None;
    rules::judge(&utterance, |hazard, language| {
        findings.hazards.insert(hazard);
        if gravest.is_none_or(|known| hazard <= known) {
            gravest = Some(hazard);
            findings.language = language;
        }
    });
    findings
}

#[cfg(test)]
mod tests;
