//! Spanish phrases, without accents. Words that English has too are listed there. `gas` can stand for `gaz`: words are also
//! compared by their sound.

use super::Meaning;

mod comfort;
mod fire;
mod gas;
mod grammar;
mod monoxide;
mod people;
pub(super) mod sounds;
pub(super) mod stems;
mod water;

/// The phrases by subject.
pub(super) const MEANINGS: [&[Meaning]; 7] = [
    gas::MEANINGS,
    monoxide::MEANINGS,
    fire::MEANINGS,
    water::MEANINGS,
    comfort::MEANINGS,
    people::MEANINGS,
    grammar::MEANINGS,
];
