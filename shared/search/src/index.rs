//! The index of a call: for each stem, the places of its words.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Phrase, QueryWord, SearchQuery, Stem, token::tokens};

/// The most bytes of a transcript that are indexed. The rest of a longer one cannot be found.
pub const LONGEST_TRANSCRIPT: usize = 64 * 1024;

/// The most places of a stem that are stored.
const MOST_PLACES: usize = 64;

/// The places between two utterances: no phrase reaches across.
const GAP: u32 = 2;

/// Who spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The caller.
    Caller,
    /// The agent.
    Agent,
}

/// What was said in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedUtterance {
    /// Who spoke.
    pub speaker: Speaker,
    /// The words.
    pub words: String,
}

/// The places of a stem in a call, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Positions(Vec<u32>);

impl Positions {
    /// The places of several stems together.
    #[must_use]
    pub fn of_any(stems: &[&Self]) -> Self {
        let mut places: Vec<u32> = stems.iter().flat_map(|Self(places)| places).copied().collect();
        places.sort_unstable();
        places.dedup();
        Self(places)
    }

    /// Whether these stems stand one after another somewhere.
    #[must_use]
    pub fn are_consecutive(words: &[Self]) -> bool {
        let Some((Self(first), following)) = words.split_first() else { return false };
        let follows = |place: u32| {
            (1..).zip(following).all(|(after, Self(places))| places.binary_search(&place.saturating_add(after)).is_ok())
        };
        first.iter().any(|place| follows(*place))
    }

    /// The stored form: the distance of each place from the one before, in LEB128.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * self.0.len());
        let mut before = 0;
        for place in &self.0 {
            let mut distance = place - before;
            before = *place;
            while distance >= 0x80 {
                bytes.push(0x80 | distance.to_le_bytes()[0]);
                distance >>= 7;
            }
            bytes.push(distance.to_le_bytes()[0]);
        }
        bytes
    }

    /// Reads the stored form. Bytes that are none give no places from there on.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let (mut places, mut place, mut distance, mut shift) = (Vec::new(), 0_u32, 0_u32, 0);
        for byte in bytes {
            distance |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                let Some(next) = place.checked_add(distance) else { break };
                place = next;
                places.push(place);
                (distance, shift) = (0, 0);
            }
        }
        Self(places)
    }
}

/// The words of a call that can be found.
///
/// ```
/// use search::{CallIndex, SearchQuery, Speaker, IndexedUtterance, snippets};
///
/// let words = "My furnace is leaking, and there is gas in the kitchen.".to_owned();
/// let call = [IndexedUtterance { speaker: Speaker::Caller, words }];
/// let index = CallIndex::of(&call);
///
/// let found = index.find(&SearchQuery::parse(r#"leaks "gas in the kitchen""#)?).ok_or("not found")?;
/// let snippet = &snippets(&call, &found)[0];
/// let marked: Vec<_> = snippet.pieces.iter().filter(|piece| piece.is_match).map(|piece| &*piece.text).collect();
/// assert_eq!(marked, ["leaking", "gas in the kitchen"]);
///
/// // The words of a phrase stand one after another.
/// assert_eq!(index.find(&SearchQuery::parse(r#""kitchen gas""#)?), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallIndex {
    stems: BTreeMap<Stem, Positions>,
}

impl CallIndex {
    /// Indexes a transcript.
    #[must_use]
    pub fn of(utterances: &[IndexedUtterance]) -> Self {
        let mut stems: BTreeMap<Stem, Positions> = BTreeMap::new();
        let mut place = 0;
        for IndexedUtterance { words, .. } in utterances {
            let stems_of = Stem::of_words_in(words);
            for token in tokens(words) {
                for stem in stems_of(&token.word) {
                    let Positions(places) = stems.entry(stem).or_default();
                    if places.len() < MOST_PLACES {
                        places.push(place);
                    }
                }
                place += 1;
            }
            place += GAP;
        }
        Self { stems }
    }

    /// The stems with their places, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Stem, &Positions)> {
        self.stems.iter()
    }

    /// The stems that a query finds: for each word of each phrase. `None` if the call does not contain the query.
    #[must_use]
    pub fn find(&self, query: &SearchQuery) -> Option<Vec<Vec<BTreeSet<Stem>>>> {
        query.phrases().iter().map(|phrase| self.find_phrase(phrase)).collect()
    }

    fn find_phrase(&self, phrase: &Phrase) -> Option<Vec<BTreeSet<Stem>>> {
        let found: Vec<BTreeSet<Stem>> = phrase.words().iter().map(|word| self.stems_of(word)).collect();
        let places = |stems: &BTreeSet<Stem>| {
            Positions::of_any(&stems.iter().filter_map(|stem| self.get(stem)).collect::<Vec<_>>())
        };
        let places: Vec<Positions> = found.iter().map(places).collect();
        Positions::are_consecutive(&places).then_some(found)
    }

    /// The stems of the call that are forms of a word.
    fn stems_of(&self, word: &QueryWord) -> BTreeSet<Stem> {
        let is_form = |stem: &Stem| match word {
            QueryWord::Forms(forms) => forms.contains(stem),
            QueryWord::Beginning { beginnings, forms } => {
                forms.contains(stem) || beginnings.iter().any(|beginning| stem.as_str().starts_with(beginning))
            }
        };
        self.stems.keys().filter(|stem| is_form(stem)).cloned().collect()
    }

    /// The places of a stem.
    #[must_use]
    pub fn get(&self, stem: &Stem) -> Option<&Positions> {
        self.stems.get(stem)
    }
}

/// The beginning of a transcript that is indexed: whole utterances of at most [`LONGEST_TRANSCRIPT`] bytes together.
#[must_use]
pub fn indexed_part(utterances: Vec<IndexedUtterance>) -> Vec<IndexedUtterance> {
    let mut bytes = 0;
    let fits = |utterance: &IndexedUtterance| {
        bytes += utterance.words.len();
        bytes <= LONGEST_TRANSCRIPT
    };
    utterances.into_iter().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(words: &str) -> IndexedUtterance {
        IndexedUtterance { speaker: Speaker::Caller, words: words.to_owned() }
    }

    #[test]
    fn phrase_does_not_reach_across_utterances() {
        let index = CallIndex::of(&[said("I have a gas"), said("leak under the gas stove")]);
        let places = |word: &str| {
            let stems = Stem::in_every_language(word);
            Positions::of_any(&stems.iter().filter_map(|stem| index.get(stem)).collect::<Vec<_>>())
        };
        assert!(Positions::are_consecutive(&[places("gas"), places("stove")]));
        assert!(!Positions::are_consecutive(&[places("gas"), places("leak")]));
    }

    proptest! {
        #[test]
        fn places_are_read_as_they_were_stored(places in proptest::collection::btree_set(any::<u32>(), 0..40)) {
            let positions = Positions(places.into_iter().collect());
            prop_assert_eq!(Positions::from_bytes(&positions.to_bytes()), positions);
        }

        #[test]
        fn any_bytes_are_places(bytes in any::<Vec<u8>>()) {
            let Positions(places) = Positions::from_bytes(&bytes);
            prop_assert!(places.is_sorted());
        }
    }
}
