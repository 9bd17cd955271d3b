//! What words may mean, in two languages. A phrase has one entry; the longest phrase at a place wins, which is how
//! "gas furnace" is kept from being gas and "no idea" from being a denial.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Language;

mod english;
mod spanish;

/// What a phrase may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    // Gas
    Smell,
    /// Smells that need nothing to smell of.
    Fumes,
    /// Natural gas, propane and what they are scented with.
    Gas,
    /// What smells as scented gas does, said together with a smell.
    Eggs,
    /// Nothing but leaking gas is spoken of this way.
    GasItself,
    Leak,
    GasAppliance,
    /// Leaks of itself are most likely water.
    WaterAppliance,
    GasPipe,
    Rupture,
    Hiss,
    LeftOn,
    GasDetector,
    /// A smell that is known not to be gas.
    OtherSmell,
    /// What else leaks.
    OtherFluid,
    // Carbon monoxide
    CarbonMonoxide,
    CoDetector,
    /// An alarm of no stated kind.
    Detector,
    SmokeDetector,
    Sounding,
    Chirping,
    Symptom,
    /// Said of several people at once.
    Everyone,
    /// Something that burns a fuel.
    Burner,
    // Fire and electricity
    Fire,
    Flames,
    /// Talk of a burner's own flame.
    BurnerFlame,
    Smoke,
    /// Talk of smokers.
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
    /// Things that are years old and nobody's grandmother.
    Thing,
    // How it is said
    Negator,
    /// What a denial reaches through.
    Transparent,
    /// Contains a word of denial and denies nothing.
    Neutral,
    /// Over and done with, or someone else's.
    Past,
    PastVerb,
    Present,
    /// Who or what can be said to smell something now.
    Subject,
    Hypothetical,
    /// Talk of what the company offers.
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

/// Phrases of one meaning, separated by commas; written without accents and apostrophes.
type Meaning = (&'static [Class], &'static str);

/// A phrase and what it may mean.
#[derive(Debug)]
pub(super) struct Entry {
    /// The words after the first.
    rest: Vec<&'static str>,
    pub(super) classes: Classes,
    pub(super) language: Language,
}

/// Entries by their first word, the longest first.
static LEXICON: LazyLock<BTreeMap<&'static str, Vec<Entry>>> = LazyLock::new(|| {
    let mut lexicon: BTreeMap<&'static str, Vec<Entry>> = BTreeMap::new();
    for (language, meanings) in [(Language::English, english::MEANINGS), (Language::Spanish, spanish::MEANINGS)] {
        for (classes, phrases) in meanings {
            for phrase in phrases.split(',') {
                let mut words = phrase.split_whitespace();
                let Some(first) = words.next() else { continue };
                let entry = Entry { rest: words.collect(), classes: Classes::of(classes), language };
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
pub(super) fn longest_at(words: &[String]) -> Option<(&'static Entry, usize)> {
    let (first, following) = words.split_first()?;
    let entries = LEXICON.get(first.as_str())?;
    let entry = entries.iter().find(|entry| {
        entry.rest.len() <= following.len() && entry.rest.iter().zip(following).all(|(expected, word)| expected == word)
    })?;
    Some((entry, entry.rest.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::LEXICON;

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
    fn phrases_are_written_as_they_are_heard() {
        for (first, entries) in LEXICON.iter() {
            for word in entries.iter().flat_map(|entry| &entry.rest).chain([first]) {
                assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{word}");
            }
        }
    }
}
