//! English phrases, also as speech recognition mishears them.

use super::Meaning;

mod carbon_monoxide;
mod comfort;
mod electrical;
mod fire;
mod gas;
mod grammar;
mod medical;
mod water;

/// The phrases, by what they are about.
pub(super) const MEANINGS: [&[Meaning]; 8] = [
    gas::MEANINGS,
    carbon_monoxide::MEANINGS,
    fire::MEANINGS,
    electrical::MEANINGS,
    medical::MEANINGS,
    water::MEANINGS,
    comfort::MEANINGS,
    grammar::MEANINGS,
];
