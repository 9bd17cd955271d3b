//! The form of the corpus that triage is developed and tested with.
//!
//! One utterance a line, with tabs between the fields: kind, level, family, text. `kind` is a danger in the spelling of
//! [`Hazard`], or `none`; `level` is `emergency`, `suspect` or `none`; `family` is the way it is said. Texts are written as
//! speech recognition writes them.

use super::Hazard;

/// What triage should find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// No danger.
    None,
    /// A danger that one question settles.
    Suspect,
    /// A danger to act on at once.
    Emergency,
}

/// The purpose of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorpusSplit {
    /// Rules and classifier are made with it.
    Development,
    /// Rules and classifier are measured with it.
    Test,
}

/// An utterance of the corpus.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    /// The danger; `None` if there is none.
    pub hazard: Option<Hazard>,
    /// The level.
    pub level: Level,
    /// The way it is said.
    pub family: &'a str,
    /// The utterance.
    pub text: &'a str,
}

impl Example<'_> {
    /// The part that the example belongs to: one in six is for tests, by a hash of the text. Generated ones (families that
    /// begin with `generated`) are for development only: they would flatter the figures.
    #[must_use]
    pub fn part(&self) -> CorpusSplit {
        if self.family.starts_with("generated") {
            return CorpusSplit::Development;
        }
        let hash = self
            .text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        if (hash >> 32) % 6 == 0 { CorpusSplit::Test } else { CorpusSplit::Development }
    }

    /// Whether it is about heating or cooling that fails.
    #[must_use]
    pub fn is_comfort(&self) -> bool {
        matches!(self.hazard, Some(Hazard::NoHeat | Hazard::NoCooling))
    }
}

/// The examples of a corpus. Lines without four fields or with an unknown level are left out.
pub fn read(corpus: &str) -> impl Iterator<Item = Example<'_>> {
    corpus.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let [kind, level, family, text] = [fields.next()?, fields.next()?, fields.next()?, fields.next()?];
        let level = match level {
            "none" => Level::None,
            "suspect" => Level::Suspect,
            "emergency" => Level::Emergency,
            _ => return None,
        };
        Some(Example { hazard: Hazard::from_name(kind), level, family, text })
    })
}
