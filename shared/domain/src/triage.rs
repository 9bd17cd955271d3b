//! Danger, heard in the caller's own words before any model sees them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A kind of danger, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Gas.
    GasLeak,
    /// Carbon monoxide.
    CarbonMonoxide,
    /// Fire or smoke.
    Fire,
    /// Sparks or a burning smell from the equipment.
    Electrical,
    /// Water pouring.
    Water,
    /// No heat.
    NoHeat,
    /// No cooling.
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

/// What was heard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    hazards: BTreeSet<Hazard>,
    vulnerable: bool,
    extreme: bool,
    language: Language,
}

impl Findings {
    /// Adds what was heard later.
    pub fn merge(&mut self, later: &Self) {
        self.hazards.extend(&later.hazards);
        self.vulnerable |= later.vulnerable;
        self.extreme |= later.extreme;
        if !later.hazards.is_empty() {
            self.language = later.language;
        }
    }

    /// The gravest danger that cannot wait.
    #[must_use]
    pub fn emergency(&self) -> Option<Hazard> {
        let pressing = self.vulnerable || self.extreme;
        self.hazards.iter().copied().find(|hazard| !matches!(hazard, Hazard::NoHeat | Hazard::NoCooling) || pressing)
    }

    /// The language it was heard in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

/// Hears danger.
#[must_use]
pub fn assess(utterance: &str) -> Findings {
    let text = utterance.to_lowercase();
    let mut findings = Findings::default();
    if text.contains("smell gas") || text.contains("rotten egg") || text.contains("huele a gas") {
        findings.hazards.insert(Hazard::GasLeak);
    }
    findings
}

/// The words said first.
#[must_use]
pub fn safety_words(_hazard: Hazard, _language: Language) -> &'static str {
    "Leave the building now."
}
