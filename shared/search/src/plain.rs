//! Compares short texts such as names and addresses without case and accents, in any script.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The text in lower case and without accents: "José" is "jose".
#[must_use]
pub fn plain(text: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let letters = decomposed.chars().filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}'));
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_accents_do_not_matter_in_any_script() {
        for (one, other) in
            [("JOSÉ Nuñez", "jose nunez"), ("Jose\u{301}", "josé"), ("王小明", "王小明"), ("ΛΊΜΝΗ", "λιμνη")]
        {
            assert_eq!(plain(one), plain(other), "{one}");
        }
    }

    proptest! {
        #[test]
        fn plain_text_is_its_own_plain_text(text in any::<String>()) {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
        }
    }
}
