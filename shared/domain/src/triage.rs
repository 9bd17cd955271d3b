//! Triage: finds dangers in the caller's words before the model sees them.
//!
//! It is a pure function from an utterance to [`Findings`]. No setting, prompt or model takes part, so none can weaken
//! it. It separates dangers that are denied, past or hypothetical from those that happen now; an unclear danger counts
//! as happening. The conversation decides what to do about a danger.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

mod anchors;
pub mod classifier;
mod contentless;
pub mod corpus;
mod dialogue;
mod hints;
pub(crate) mod language;
mod lexicon;
mod numbers;
mod past_time;
mod patterns;
mod poisoning;
mod risk_factors;
mod rules;
mod safety;
mod things;
mod utterance;

pub use dialogue::{FixedAnswer, assess_after, is_denial, is_half_of_a_danger, judge_answer, names_danger};
pub use hints::hints;
pub(crate) use language::plain_words;
pub use language::{language_of, wholly_in};
pub use safety::safety_words;

pub use crate::language::Language;

use classifier::{Output, Scores};
use lexicon::Class;
use poisoning::Grade;
use risk_factors::RiskFactors;
use rules::Strength;
use utterance::{Utterance, is_punctuation};

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
    /// A person is unconscious, cannot breathe or is otherwise in danger of life.
    Medical,
    /// Sparks, a shock, or equipment that melts, glows or smells burnt.
    Electrical,
    /// Refrigerant on skin, in eyes or breathed in.
    Refrigerant,
    /// Pouring water; not a drip.
    Water,
    /// No heat. An emergency if a person is at risk or it is freezing.
    NoHeat,
    /// No cooling. An emergency if a person is at risk or it is dangerously hot.
    NoCooling,
}

impl Hazard {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 9] = [
        Self::GasLeak,
        Self::CarbonMonoxide,
        Self::Fire,
        Self::Medical,
        Self::Electrical,
        Self::Refrigerant,
        Self::Water,
        Self::NoHeat,
        Self::NoCooling,
    ];

    /// The name in stored items and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GasLeak => "gas_leak",
            Self::CarbonMonoxide => "carbon_monoxide",
            Self::Fire => "fire",
            Self::Medical => "medical",
            Self::Electrical => "electrical",
            Self::Refrigerant => "refrigerant",
            Self::Water => "water",
            Self::NoHeat => "no_heat",
            Self::NoCooling => "no_cooling",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hazard| hazard.name() == name)
    }

    /// Whether it is a lack of heat or cooling.
    #[must_use]
    pub fn is_comfort(self) -> bool {
        matches!(self, Self::NoHeat | Self::NoCooling)
    }

    /// Whether people must leave the building.
    #[must_use]
    pub fn is_life_threatening(self) -> bool {
        matches!(self, Self::GasLeak | Self::CarbonMonoxide | Self::Fire)
    }

    /// Whether the safety words ask for something inside the building, such as a valve or a warm room.
    #[must_use]
    pub fn is_handled_inside(self) -> bool {
        matches!(self, Self::Electrical | Self::Refrigerant | Self::Water | Self::NoHeat | Self::NoCooling)
    }
}

/// What a suspicion is about. It decides the question that settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Suspicion {
    /// Gas, carbon monoxide, fire or electricity.
    Danger,
    /// Carbon monoxide, which has no smell: a body shows signs of it, and nothing smells, burns or sounds.
    Symptoms,
    /// Heating or cooling that fails, perhaps with people at risk.
    Comfort,
}

/// The dangers and risks heard in one utterance, or in a call so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The dangers. A lack of heat or cooling is an emergency only with a risk.
    pub hazards: BTreeSet<Hazard>,
    /// What one question should settle, besides a lack of heat or cooling.
    pub suspicion: Option<Suspicion>,
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
        self.suspicion = self.suspicion.min(later.suspicion).or(self.suspicion).or(later.suspicion);
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

    /// What to ask about, if there is no emergency and perhaps one.
    #[must_use]
    pub fn suspicion(&self) -> Option<Suspicion> {
        let fails = self.hazards.iter().any(|hazard| hazard.is_comfort());
        self.suspicion.or(fails.then_some(Suspicion::Comfort)).filter(|_| self.emergency().is_none())
    }

    /// The language in which the gravest danger was heard.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

/// From this score of the classifier on, words that hardly occur without a danger are an emergency.
const STRONG_EVIDENCE: f32 = -0.1;
/// The same for a lack of heating or cooling beside a risk: two facts, and neither is doubted.
const COMFORT_AT_RISK: f32 = -0.5;
/// The same for an anchor of heating or cooling beside a risk that the rules found.
const ANCHOR_WITH_RISK: f32 = -0.1;

/// From this score on, anything is suspect.
const SUSPECT: f32 = -0.22;
/// So few words beside a failure say nothing about who is there and how cold it is.
const LITTLE: usize = 3;
/// From this score on, weak evidence is suspect.
const WEAK_SUSPICION: f32 = -0.42;

/// Finds the dangers in an utterance, in any language, as typed or as speech recognition wrote it.
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
    let spoken = language::solely_in(utterance);
    let utterance = Utterance::new(utterance);
    let scores = classifier::classify(&utterance);
    let RiskFactors { vulnerable, freezing, sweltering, cold_indoors, hot_indoors, .. } =
        risk_factors::find(&utterance);
    let mut findings = Findings { vulnerable, freezing, sweltering, ..Findings::default() };
    let is_at_risk = vulnerable || freezing || sweltering;
    let mut gravest = None;
    let mut doubted = Doubted::default();
    let mut note = |hazard: Hazard, strength, language| {
        let least = match strength {
            Strength::Strong if hazard.is_comfort() && is_at_risk => {
                COMFORT_AT_RISK.min(least_score(strength, language))
            }
            strength => least_score(strength, language),
        };
        let is_confirmed = scores.of(Output::Emergency) >= least;
        // A lack of heat or cooling without a risk is no emergency yet, but may become one later in the call.
        let may_become_one = hazard.is_comfort() && !is_at_risk && strength != Strength::Weak;
        if !is_confirmed && !may_become_one {
            // Without a score to go by, what may be a danger is asked about.
            let is_measured = language.settings().least_score.is_some();
            doubted.add(hazard, if is_measured { strength } else { Strength::Strong });
            return;
        }
        findings.hazards.insert(hazard);
        if gravest.is_none_or(|known| hazard <= known) {
            gravest = Some(hazard);
            findings.language = language;
        }
    };
    rules::judge(&utterance, |mark| !poisoning::is_figurative(mark, &utterance), &mut note);
    let shown = [poisoning::find(&utterance), things::find(&utterance)].concat();
    for found in &shown {
        if let Grade::Emergency(strength) = found.grade {
            note(found.hazard, strength, found.language);
        }
    }
    for found in &shown {
        doubted.add(found.hazard, Strength::Strong);
    }
    for (hazard, is_measured) in [(Hazard::NoHeat, cold_indoors), (Hazard::NoCooling, hot_indoors)] {
        if is_measured && scores.of(Output::Emergency) >= STRONG_EVIDENCE {
            findings.hazards.insert(hazard);
        } else if is_measured {
            doubted.add(hazard, Strength::Strong);
        }
    }
    if findings.emergency().is_none() {
        raise(&mut findings, &utterance, scores);
    }
    let looks_suspect = match doubted.strength {
        Some(Strength::Strong | Strength::Stated) => true,
        Some(Strength::Weak) => scores.of(Output::Suspect) >= WEAK_SUSPICION,
        None => scores.of(Output::Suspect) >= SUSPECT,
    };
    // The classifier alone takes the number of a house or of a card for a temperature: "yes but it's 89 Cedar Court".
    let has_other_number = || risk_factors::names_a_house(&utterance) || risk_factors::is_little_else(&utterance);
    let is_address = doubted.strength.is_none() && has_other_number() && anchors::find(&utterance).is_empty();
    if looks_suspect && !is_address && findings.emergency().is_none() && !contentless::says_nothing(&utterance) {
        let is_about_comfort =
            !doubted.is_danger && (scores.of(Output::Comfort) > 0.0 || fails_without_danger(&findings, &utterance));
        findings.suspicion = Some(if is_about_comfort { Suspicion::Comfort } else { Suspicion::Danger });
    }
    // A word such as "meter" belongs to a rule of the other language too: all the words show what the caller speaks.
    if let Some(language) = spoken.filter(|_| !findings.hazards.is_empty()) {
        findings.language = language;
    }
    findings
}

/// The score of the classifier that makes what a rule found an emergency. Below it, strong evidence is still suspect. The classifier
/// knows nothing of a language whose triage is not measured: there, all but weak evidence is an emergency, and weak evidence a question.
fn least_score(strength: Strength, language: Language) -> f32 {
    match (strength, language.settings().least_score) {
        (Strength::Stated, _) | (Strength::Strong, None) => f32::NEG_INFINITY,
        (Strength::Weak, None) => f32::INFINITY,
        (Strength::Weak, Some(least)) => least,
        (Strength::Strong, Some(_)) => STRONG_EVIDENCE,
    }
}

/// What the rules found and the classifier does not confirm.
#[derive(Debug, Default)]
struct Doubted {
    strength: Option<Strength>,
    /// It is more than a lack of heat or cooling.
    is_danger: bool,
}

impl Doubted {
    fn add(&mut self, hazard: Hazard, strength: Strength) {
        self.strength = self.strength.max(Some(strength));
        self.is_danger |= !hazard.is_comfort();
    }
}

/// Whether heating or cooling fails, and nothing in the words belongs to another danger.
fn fails_without_danger(findings: &Findings, utterance: &Utterance) -> bool {
    let anchors = anchors::find(utterance);
    let named = findings.hazards.iter().copied().chain(anchors.into_iter().map(|(hazard, _)| hazard));
    let named: Vec<Hazard> = named.collect();
    !named.is_empty() && named.into_iter().all(Hazard::is_comfort)
}

/// The danger that the words have most anchors of, other than a lack of heat or cooling.
fn hazard_of_words(words: &str) -> Option<Hazard> {
    let anchors = anchors::find(&Utterance::new(words));
    anchors.into_iter().map(|(hazard, _)| hazard).find(|hazard| !hazard.is_comfort())
}

/// Whether an utterance says little more than that heating or cooling fails.
fn says_little_else(utterance: &Utterance) -> bool {
    const FAILURE: [Class; 8] = [
        Class::NoHeat,
        Class::NoCooling,
        Class::HeatSource,
        Class::CoolSource,
        Class::Burner,
        Class::Down,
        Class::Transparent,
        Class::Service,
    ];
    let is_failure = |at: usize| utterance.mark_at(at).is_some_and(|mark| FAILURE.iter().any(|class| mark.is(*class)));
    let others =
        (0..utterance.words.len()).filter(|at| !contentless::is_empty(utterance.word(*at)) && !is_failure(*at));
    others.filter(|at| !is_punctuation(utterance.word(*at))).count() < LITTLE
}

/// Raises anchors to a danger where the classifier is sure.
fn raise(findings: &mut Findings, utterance: &Utterance, scores: Scores) {
    let comfort = scores.of(Output::Comfort) > 0.0;
    let is_at_risk = findings.vulnerable || findings.freezing || findings.sweltering;
    // Words of a body in a figure of speech are no anchor: "this bill makes me dizzy".
    let is_excluded =
        |hazard| matches!(hazard, Hazard::CarbonMonoxide | Hazard::Medical) && poisoning::has_figure(utterance);
    let is_likely = |hazard: Hazard| comfort == hazard.is_comfort() && !is_excluded(hazard);
    let anchors = anchors::find(utterance);
    let Some((hazard, language)) = anchors.into_iter().find(|(hazard, _)| is_likely(*hazard)) else { return };
    let least = if comfort && is_at_risk { ANCHOR_WITH_RISK } else { least_score(Strength::Weak, language) };
    // A failure that is stated with nothing else is asked about, however sure the classifier is.
    let is_bare = comfort && !is_at_risk && says_little_else(utterance);
    if scores.of(Output::Emergency) >= least && !is_bare {
        findings.hazards.insert(hazard);
        // What endangers is the lack of this one: it must not make the other an emergency.
        findings.freezing |= hazard == Hazard::NoHeat;
        findings.sweltering |= hazard == Hazard::NoCooling;
        findings.language = language;
    }
}

#[cfg(test)]
mod tests;
