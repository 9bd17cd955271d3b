//! The meanings that phrases have, and sets of them. Which phrase has which is in the lists of each language.

use serde::Deserialize;

/// The meaning of a phrase. The files of the languages use these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[repr(u8)]
pub(in crate::triage) enum Class {
    // Gas
    Smell,
    /// Smells that are complete without a substance.
    Fumes,
    /// Natural gas, propane and their odorants.
    Gas,
    /// Things that smell like scented gas; they count together with a smell.
    Eggs,
    /// Phrases that always mean leaking gas.
    GasItself,
    Leak,
    GasAppliance,
    /// Appliances that most likely leak water.
    WaterAppliance,
    GasPipe,
    Rupture,
    Hiss,
    LeftOn,
    GasDetector,
    /// A smell that is known not to be gas.
    OtherSmell,
    /// Other fluids that leak.
    OtherFluid,
    // Carbon monoxide
    CarbonMonoxide,
    CoDetector,
    /// An alarm of an unknown kind.
    Detector,
    SmokeDetector,
    Sounding,
    Chirping,
    Symptom,
    /// Several people at once.
    Everyone,
    /// Appliances that burn fuel.
    Burner,
    // Fire and electricity
    Fire,
    Flames,
    /// A burner's own flame.
    BurnerFlame,
    Smoke,
    /// Smokers.
    Smoker,
    Burning,
    Sparks,
    // Water
    Water,
    Pouring,
    Flood,
    // Comfort
    NoHeat,
    NoCooling,
    HeatSource,
    CoolSource,
    Down,
    Vulnerable,
    Freezing,
    Sweltering,
    /// Things with an age, as opposed to people.
    Thing,
    // Grammar
    Negator,
    /// Words that a denial reaches across.
    Transparent,
    /// Phrases with a word of denial that deny nothing.
    Neutral,
    /// The past, or another person's home.
    Past,
    PastVerb,
    Present,
    /// Subjects of "smell" in the present tense.
    Subject,
    Hypothetical,
    /// Services of the company.
    Service,
    /// How a question about a service begins.
    Question,
    /// How a name or an address is introduced.
    Named,
    // Sources and effects
    /// How smoke, flames, sparks, water and gas come out.
    Emitting,
    /// Places and parts of a home and its equipment that smoke and smells come from.
    Part,
    /// Parts that carry electricity.
    ElectricPart,
    /// Hot, melted or glowing.
    Overheated,
    Melting,
    /// Noises of electricity.
    Crackle,
    /// An electric shock.
    Shock,
    /// Pipes, hoses and tanks with water.
    WaterPipe,
    /// The chimney of an appliance.
    Flue,
    /// A flue that is blocked or has come apart, and exhaust that comes back.
    Backdraft,
    /// Things that must burn outdoors only.
    OutdoorBurner,
    Indoors,
    /// A relative or another person of the home.
    Person,
    /// A person in danger of life.
    Collapse,
    Refrigerant,
    /// Skin, eyes and breath.
    Body,
    // English evidence
    /// A test of a pipe with soap.
    GasTest,
    Bubbles,
    /// Gas that is turned on and does not burn.
    Unlit,
    /// An alarm that does not sound.
    Quiet,
    FlueFault,
    HeatExchanger,
    /// Into the building.
    Inward,
    Soot,
    /// Things that should not burn.
    Burnable,
    BurningSmell,
    /// Out of an appliance.
    Outward,
    /// A smell of dust, or one that is gone.
    Harmless,
    /// Electrical parts.
    Electric,
    Overheat,
    /// Hot enough to glow or melt.
    Glow,
    Inhaled,
    /// Much water, without saying so.
    Gush,
    Ceiling,
    Dripping,
    Pipe,
    Outdoors,
    /// Beside a number: a temperature that is wanted.
    SetPoint,
    /// Rooms and parts of a building.
    Place,
    /// How a statement begins that is about now.
    Statement,
}

/// A set of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::triage) struct Classes(u128);

impl Classes {
    /// No meaning.
    pub(in crate::triage) const NONE: Self = Self(0);

    pub(in crate::triage) const fn of(classes: &[Class]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < classes.len() {
            bits |= 1 << classes[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The numbers of the classes.
    pub(in crate::triage) fn iter(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |class| self.0 & (1 << class) != 0)
    }

    pub(in crate::triage) const fn is_only(self, class: Class) -> bool {
        self.0 == 1 << class as u8
    }

    pub(in crate::triage) const fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }
}
