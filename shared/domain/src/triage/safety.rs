//! The safety words: what a caller in danger hears first. No setting and no model changes them.

use super::{Hazard, Language};

/// The safety words for a danger: what a caller in danger hears first. No setting and no model changes them.
///
/// Gas and carbon monoxide: leave first, call from outside, and touch nothing that sparks. Source: advice of gas
/// utilities and of the US Consumer Product Safety Commission.
#[must_use]
pub fn safety_words(hazard: Hazard, language: Language) -> &'static str {
    let words = &language.words().safety;
    match hazard {
        Hazard::GasLeak => &words.gas_leak,
        Hazard::CarbonMonoxide => &words.carbon_monoxide,
        Hazard::Fire => &words.fire,
        Hazard::Medical => &words.medical,
        Hazard::Electrical => &words.electrical,
        Hazard::Refrigerant => &words.refrigerant,
        Hazard::Water => &words.water,
        Hazard::NoHeat => &words.no_heat,
        Hazard::NoCooling => &words.no_cooling,
    }
}
