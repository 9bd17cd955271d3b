//! The meanings of phrases, in two languages. Each phrase has one entry. The longest phrase at a place wins, so that
//! "gas furnace" is not gas, and "no idea" is not a denial.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Language;

mod english;
mod spanish;

/// The meaning of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
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
}

/// A set of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Classes(u64);

impl Classes {
    const fn of(classes: &[Class]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < classes.len() {
            bits |= 1 << classes[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    pub(super) const fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }
}

/// Phrases with one meaning, separated by commas, without accents and apostrophes.
type Meaning = (&'static [Class], &'static str);

/// A phrase and its meaning.
#[derive(Debug)]
pub(super) struct LexiconEntry {
    /// The words after the first.
    rest: Vec<&'static str>,
    pub(super) classes: Classes,
    pub(super) language: Language,
}

/// The number of words of the longest phrase.
pub(super) const LONGEST_PHRASE: usize = 6;

/// Entries by their first word, the longest first.
static LEXICON: LazyLock<BTreeMap<&'static str, Vec<LexiconEntry>>> = LazyLock::new(|| {
    let mut lexicon: BTreeMap<&'static str, Vec<LexiconEntry>> = BTreeMap::new();
    for (language, meanings) in [(Language::English, english::MEANINGS), (Language::Spanish, spanish::MEANINGS)] {
        for (classes, phrases) in meanings {
            for phrase in phrases.split(',') {
                let mut words = phrase.split_whitespace();
                let Some(first) = words.next() else { continue };
                let entry = LexiconEntry { rest: words.collect(), classes: Classes::of(classes), language };
                lexicon.entry(first).or_default().push(entry);
            }
        }
    }
    for entries in lexicon.values_mut() {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
    }
    lexicon
});

/// The longest phrase that `words` begin with, and its length in words.
pub(super) fn longest_at(words: &[String]) -> Option<(&'static LexiconEntry, usize)> {
    let (first, following) = words.split_first()?;
    let entries = LEXICON.get(first.as_str())?;
    let entry = entries.iter().find(|entry| {
        entry.rest.len() <= following.len() && entry.rest.iter().zip(following).all(|(expected, word)| expected == word)
    })?;
    Some((entry, entry.rest.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::{Class, Classes, LEXICON, LONGEST_PHRASE};

    #[test]
    fn longest_phrase_has_the_declared_length() {
        let longest = LEXICON.values().flatten().map(|entry| entry.rest.len() + 1).max();
        assert_eq!(longest, Some(LONGEST_PHRASE));
    }

    #[test]
    fn classes_contain_what_they_are_made_of() {
        let classes = Classes::of(&[Class::Gas, Class::Leak, Class::Gas]);
        assert!(classes.has(Class::Gas) && classes.has(Class::Leak) && !classes.has(Class::Smell));
    }

    #[test]
    fn every_phrase_has_one_entry() {
        let mut twice = Vec::new();
        for (first, entries) in LEXICON.iter() {
            let repeated = |i: usize| entries[i + 1..].iter().any(|other| other.rest == entries[i].rest);
            twice.extend((0..entries.len()).filter(|i| repeated(*i)).map(|i| (first, &entries[i].rest)));
        }
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn phrases_are_normalized() {
        for (first, entries) in LEXICON.iter() {
            for word in entries.iter().flat_map(|entry| &entry.rest).chain([first]) {
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{word}");
            }
        }
    }
}
