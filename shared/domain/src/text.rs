//! Short texts from people, models and configurations: bounded, on one line, without control or invisible characters, in
//! one normal form.

use std::{borrow::Cow, fmt, ops::Deref};

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use serde::{Deserialize, Serialize};

/// Why a text is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The text is empty or only white space.
    #[error("must not be empty")]
    Empty,
    /// The text has more characters than the maximum.
    #[error("must be at most {max} characters")]
    TooLong {
        /// The most characters.
        max: usize,
    },
}

/// 1 to `MAX` characters on one line, in Normalization Form C. Outer spaces are trimmed; runs of white space and control
/// characters become one space; invisible characters are left out.
///
/// ```
/// use domain::text::{Text, TextError};
///
/// assert_eq!(&*Text::<40>::parse("  Dana\n Smith ")?, "Dana Smith");
/// assert_eq!(&*Text::<40>::parse("Jose\u{301} \u{202e}Pen\u{303}a\u{200b}")?, "José Peña");
/// assert_eq!(Text::<3>::parse("Dana"), Err(TextError::TooLong { max: 3 }));
/// # Ok::<(), TextError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Normalizes the text. An empty or overlong text is an error.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let tidy = one_line(text);
        match tidy.chars().count() {
            0 => Err(TextError::Empty),
            n if n > MAX => Err(TextError::TooLong { max: MAX }),
            _ => Ok(Self(tidy)),
        }
    }

    /// Normalizes the text and cuts it to `MAX` characters; `None` if it is empty. For texts that cannot be asked for
    /// again.
    #[must_use]
    pub fn cut(text: &str) -> Option<Self> {
        let kept: String = one_line(text).chars().take(MAX).collect();
        (!kept.is_empty()).then_some(Self(kept))
    }

    /// The same; this character if the text is empty.
    #[must_use]
    pub fn cut_or(text: &str, otherwise: char) -> Self {
        Self::cut(text).unwrap_or_else(|| Self(otherwise.to_string()))
    }
}

/// Whether a character shows nothing: bidirectional controls, zero-width characters, tags, fillers. A text that has one
/// looks like another text. Source: Unicode, `Default_Ignorable_Code_Point`; the interlinear annotations and the blank
/// Braille pattern are not in it.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    !c.is_ascii()
        && (CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
            || matches!(c, '\u{2800}' | '\u{fff9}'..='\u{fffb}'))
}

/// The text in Normalization Form C, without invisible characters: equal looks are mostly equal texts.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let shown: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    Cow::Owned(ComposingNormalizerBorrowed::new_nfc().normalize(&shown).into_owned())
}

fn one_line(text: &str) -> String {
    let text = visible(text);
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shows the length only: the text may be a caller's words.
impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_normalized_and_bounded() {
        assert_eq!(Text::<40>::parse("  Dana\n\t Smith\u{0} "), Text::parse("Dana Smith"));
        assert_eq!(Text::<40>::parse(" \n"), Err(TextError::Empty));
        assert_eq!(Text::<3>::parse("Dana"), Err(TextError::TooLong { max: 3 }));
        assert_eq!(Text::<3>::cut("Dana").as_deref(), Some("Dan"));
    }

    #[test]
    fn text_is_composed_and_has_no_invisible_characters() {
        for (written, kept) in [
            ("Pen\u{303}a", "Pe\u{f1}a"),
            ("A\u{200b}c\u{200d}me\u{feff}", "Acme"),
            ("\u{202e}emcA\u{202c} Air", "emcA Air"),
            ("Acme\u{2066}\u{2069}\u{61c}\u{200e}\u{200f}", "Acme"),
            ("Ac\u{ad}me\u{34f}", "Acme"),
            ("Acme\u{e0069}\u{e0067}\u{e006e}", "Acme"),
            ("Acme\u{2028}Air", "Acme Air"),
            ("\u{3164}Acme\u{2800}\u{fffa}", "Acme"),
        ] {
            assert_eq!(Text::<40>::parse(written).as_deref(), Ok(kept), "{}", written.escape_unicode());
        }
        assert_eq!(Text::<40>::parse("\u{200b}\u{202e} \u{feff}"), Err(TextError::Empty));
        assert_eq!(Text::<40>::cut("\u{200b}"), None);
        assert_eq!(Text::<4>::parse("Ac\u{200b}me").as_deref(), Ok("Acme"), "what is not kept does not count");
    }

    proptest! {
        #[test]
        fn parsed_text_parses_to_itself(text: String) {
            if let Ok(parsed) = Text::<50>::parse(&text) {
                prop_assert_eq!(Text::<50>::parse(&parsed), Ok(parsed.clone()));
                prop_assert!(parsed.chars().count() <= 50 && !parsed.contains(char::is_control));
                prop_assert!(!parsed.contains(is_invisible) && ComposingNormalizerBorrowed::new_nfc().is_normalized(&parsed));
            }
        }
    }
}
