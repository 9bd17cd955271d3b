//! Risk factors: people at risk and dangerous temperatures, which make a broken furnace an emergency.

use super::{
    lexicon::Class,
    utterance::{Utterance, ends_sentence},
};

/// At and below this, in °F, a home without heat is dangerous.
const COLD: u32 = 55;
/// At and above this, in °F, a home without cooling is dangerous.
const HOT: u32 = 88;
/// The ages at which cold and heat are most dangerous.
const AGES_AT_RISK: [std::ops::RangeInclusive<u32>; 2] = [0..=3, 65..=120];

/// The risk factors heard in an utterance.
#[derive(Debug, Default)]
pub(super) struct RiskFactors {
    pub(super) vulnerable: bool,
    pub(super) freezing: bool,
    pub(super) sweltering: bool,
}

pub(super) fn find(utterance: &Utterance) -> RiskFactors {
    let mut factors = RiskFactors {
        vulnerable: utterance.has(Class::Vulnerable) || utterance.has(Class::Symptom),
        freezing: utterance.has(Class::Freezing),
        sweltering: utterance.has(Class::Sweltering),
    };
    for at in 0..utterance.words.len() {
        let Some((number, next)) = number(utterance, at) else { continue };
        match utterance.word(next) {
            "degree" | "degrees" | "grados" => {
                factors.freezing |= number <= COLD;
                factors.sweltering |= number >= HOT;
            }
            "below" => factors.freezing = true,
            "year" | "years" | "yr" | "anos" if AGES_AT_RISK.iter().any(|ages| ages.contains(&number)) => {
                factors.vulnerable |= is_a_persons_age(utterance, at, next);
            }
            _ => {}
        }
    }
    factors
}

/// "84 years old", unless it is the age of a house or a furnace.
fn is_a_persons_age(utterance: &Utterance, at: usize, years: usize) -> bool {
    let english = utterance.word(years + 1) == "old";
    let spanish = utterance.word(years) == "anos" && matches!(utterance.before(at), "tiene" | "de");
    let sentence = utterance.around(at, ends_sentence);
    let near = at.saturating_sub(6).max(sentence.start)..(years + 4).min(sentence.end);
    let thing = [Class::Thing, Class::HeatSource, Class::CoolSource];
    (english || spanish) && !utterance.marks_in(&near).any(|mark| thing.iter().any(|class| mark.is(*class)))
}

/// The number at a place, in digits or in words up to a hundred, and the place after it.
fn number(utterance: &Utterance, at: usize) -> Option<(u32, usize)> {
    let word = utterance.word(at);
    if let Ok(number) = word.parse() {
        return Some((number, at + 1));
    }
    if matches!(word, "hundred" | "cien") {
        return Some((100, at + 1));
    }
    if let Some(tens) = tens(word) {
        return Some(units(utterance.word(at + 1)).map_or((tens, at + 1), |units| (tens + units, at + 2)));
    }
    Some((units(word)?, at + 1))
}

fn tens(word: &str) -> Option<u32> {
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    const SPANISH: [&str; 8] =
        ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
    let place = TENS.iter().position(|ten| *ten == word).or_else(|| SPANISH.iter().position(|ten| *ten == word))?;
    u32::try_from(place + 2).ok().map(|place| place * 10)
}

fn units(word: &str) -> Option<u32> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    u32::try_from(UNITS.iter().position(|unit| *unit == word)?).ok()
}

#[cfg(test)]
mod tests;
