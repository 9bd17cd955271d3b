//! Words for speech recognition to expect: what callers say in each kind of danger, and after the alarm.

use std::sync::LazyLock;

use super::{Hazard, Language};
use crate::language::PerLanguage;

/// Words and phrases that callers in danger say, of all kinds. Speech recognition that expects them mishears them less.
pub fn hints(language: Language) -> impl Iterator<Item = &'static str> {
    static HINTS: LazyLock<PerLanguage<Vec<&'static str>>> = LazyLock::new(|| {
        PerLanguage::new(|language| {
            let kinds = Hazard::ALL.into_iter().map(Hazard::name).chain(["answers"]);
            kinds.flat_map(|kind| language.phrases(&format!("hints {kind}"))).collect()
        })
    });
    HINTS.of(language).iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_hints_that_twilio_accepts() {
        for language in Language::ALL {
            for hazard in Hazard::ALL {
                let of = language.phrases(&format!("hints {}", hazard.name()));
                assert!(of.len() >= 4, "{language:?}: {hazard:?}");
            }
            let all: Vec<_> = hints(language).collect();
            assert!(all.len() <= 100 && all.iter().all(|hint| hint.len() <= 100 && !hint.contains(',')), "{all:?}");
        }
    }
}
