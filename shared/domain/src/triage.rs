//! Danger, heard in the caller's own words before any model sees them.
//!
//! A pure function from an utterance to [`Findings`]: no company's setting, no prompt and no model takes part, so none
//! can weaken it. It leans towards danger: what is denied, past or asked about in general is told apart from what is
//! happening, and whatever stays unclear counts as happening. What is done about a danger is the conversation's matter.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod hearing;
mod household;
mod lexicon;
mod rules;
mod words;

pub use words::safety_words;

/// A kind of danger, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Gas is smelled or heard escaping, or its detector sounds.
    GasLeak,
    /// An alarm sounds, or people show the symptoms.
    CarbonMonoxide,
    /// Fire or smoke.
    Fire,
    /// Sparks, a shock or a burning smell from the equipment.
    Electrical,
    /// Water pours; not a drip.
    Water,
    /// No heat; an emergency when someone is at risk or it is freezing.
    NoHeat,
    /// No cooling; an emergency when someone is at risk or it is dangerously hot.
    NoCooling,
}

impl Hazard {
    /// Whether people must leave the building.
    #[must_use]
    pub fn is_life_threatening(self) -> bool {
        matches!(self, Self::GasLeak | Self::CarbonMonoxide | Self::Fire)
    }
}

/// The language a danger was heard in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

/// What was heard, in one utterance or in a call so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    hazards: BTreeSet<Hazard>,
    vulnerable: bool,
    freezing: bool,
    sweltering: bool,
    language: Language,
}

impl Findings {
    /// Adds what was heard later. Nothing heard earlier is taken back.
    pub fn merge(&mut self, later: &Self) {
        self.hazards.extend(&later.hazards);
        self.vulnerable |= later.vulnerable;
        self.freezing |= later.freezing;
        self.sweltering |= later.sweltering;
        if !later.hazards.is_empty() {
            self.language = later.language;
        }
    }

    /// The gravest danger that cannot wait.
    #[must_use]
    pub fn emergency(&self) -> Option<Hazard> {
        self.hazards.iter().copied().find(|hazard| match hazard {
            Hazard::NoHeat => self.vulnerable || self.freezing,
            Hazard::NoCooling => self.vulnerable || self.sweltering,
            _ => true,
        })
    }

    /// The language the danger was heard in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

/// Hears what is dangerous in an utterance, in English or Spanish, as typed or as speech recognition wrote it.
#[must_use]
pub fn assess(utterance: &str) -> Findings {
    let heard = hearing::Heard::new(utterance);
    let household = household::listen(&heard);
    let mut findings = Findings {
        vulnerable: household.vulnerable,
        freezing: household.freezing,
        sweltering: household.sweltering,
        ..Findings::default()
    };
    let mut gravest = None;
    rules::judge(&heard, |hazard, language| {
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
