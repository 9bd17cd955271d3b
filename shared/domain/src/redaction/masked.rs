//! A text that cannot hold a card number or a social security number.

use std::{fmt, ops::Deref};

use serde::{Deserialize, Serialize};

use super::redacted;
use crate::text::{Text, TextError};

/// A [`Text`] whose card numbers and social security numbers are masked, also when it is read from a request or from the table. For
/// what people of a company type: a note, the problem of a visit.
///
/// ```
/// use domain::redaction::MaskedText;
///
/// let note: MaskedText<100> = serde_json::from_str("\"Paid with 4111 1111 1111 1111\"")?;
/// assert_eq!(&*note, "Paid with [card number]");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MaskedText<const MAX: usize>(Text<MAX>);

impl<const MAX: usize> MaskedText<MAX> {
    /// Normalizes and masks a text. An empty or overlong text is an error.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        Text::parse(text).map(Self::from)
    }
}

impl<const MAX: usize> From<Text<MAX>> for MaskedText<MAX> {
    /// A mask may be longer than the number: the end is cut then.
    fn from(text: Text<MAX>) -> Self {
        let masked = Text::cut(&redacted(&text));
        Self(masked.unwrap_or(text))
    }
}

impl<const MAX: usize> TryFrom<String> for MaskedText<MAX> {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl<const MAX: usize> From<MaskedText<MAX>> for String {
    fn from(text: MaskedText<MAX>) -> Self {
        text.0.into()
    }
}

impl<const MAX: usize> From<MaskedText<MAX>> for Text<MAX> {
    fn from(text: MaskedText<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> Deref for MaskedText<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for MaskedText<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
