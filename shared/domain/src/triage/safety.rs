//! The safety words: what a caller in danger hears first. No setting and no model changes them.

use super::{Hazard, Language};

/// The safety words for a danger: what a caller in danger hears first. No setting and no model changes them.
///
/// Gas and carbon monoxide: leave first, call from outside, and touch nothing that sparks. Source: advice of gas
/// utilities and of the US Consumer Product Safety Commission.
#[must_use]
pub fn safety_words(hazard: Hazard, language: Language) -> &'static str {
    language.words().safety.of(hazard)
}
