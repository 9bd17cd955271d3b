//! The service area: ZIP codes, whole or by their first digits, and cities.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Why a text is not a ZIP code or the start of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZipError {
    /// Not five digits.
    #[error("a ZIP code has five digits, such as 75201")]
    Zip,
    /// Not three to five digits.
    #[error("a ZIP area is the first three to five digits of ZIP codes, such as 752")]
    Area,
}

/// A five-digit US ZIP code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = "^[0-9]{5}$", example = "75201"))]
#[serde(try_from = "String", into = "String")]
pub struct Zip(String);

impl Zip {
    /// Accepts `75201`, `75201-1234` and separate digits (`7 5 2 0 1`).
    pub fn parse(text: &str) -> Result<Self, ZipError> {
        let mut digits = String::with_capacity(9);
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | ',' | '.' => {}
                _ => return Err(ZipError::Zip),
            }
        }
        match digits.len() {
            5 => Ok(Self(digits)),
            9 => Ok(Self(digits[..5].to_owned())),
            _ => Err(ZipError::Zip),
        }
    }

    /// The five digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Zip {
    type Error = ZipError;
    fn try_from(text: String) -> Result<Self, ZipError> {
        Self::parse(&text)
    }
}

impl From<Zip> for String {
    fn from(zip: Zip) -> Self {
        zip.0
    }
}

impl fmt::Display for Zip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// All ZIP codes with these first three to five digits. Five digits are one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = "^[0-9]{3,5}$", example = "752"))]
#[serde(try_from = "String", into = "String")]
pub struct ZipArea(String);

impl ZipArea {
    /// Accepts three to five digits.
    pub fn parse(text: &str) -> Result<Self, ZipError> {
        let well_formed = (3..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(Self(text.to_owned())) } else { Err(ZipError::Area) }
    }

    /// Whether the area contains the code.
    ///
    /// ```
    /// use domain::tenant::{Zip, ZipArea};
    ///
    /// let dallas = ZipArea::parse("752")?;
    /// assert!(dallas.contains(&Zip::parse("75201-1234")?));
    /// # Ok::<(), domain::tenant::ZipError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, zip: &Zip) -> bool {
        zip.0.starts_with(&self.0)
    }
}

impl TryFrom<String> for ZipArea {
    type Error = ZipError;
    fn try_from(text: String) -> Result<Self, ZipError> {
        Self::parse(&text)
    }
}

impl From<ZipArea> for String {
    fn from(area: ZipArea) -> Self {
        area.0
    }
}

impl fmt::Display for ZipArea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0, &"xx"[..5 - self.0.len()])
    }
}

/// Where a company makes visits, and its answer to callers from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceArea {
    /// The ZIP codes that it serves; empty for all.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 500))]
    pub zips: Vec<ZipArea>,
    /// The cities that it serves, as the agent names them. Speech recognition gets them as hints.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 200))]
    pub cities: Vec<Text<60>>,
    /// The answer to a caller from elsewhere.
    pub out_of_area_answer: Text<300>,
}

impl ServiceArea {
    /// Whether the company serves a ZIP code.
    #[must_use]
    pub fn covers(&self, zip: &Zip) -> bool {
        self.zips.is_empty() || self.zips.iter().any(|area| area.contains(zip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zip_is_parsed_from_every_notation() {
        for said in ["75201", "75201-1234", "7 5 2 0 1", " 75201. "] {
            assert_eq!(Zip::parse(said).map(String::from), Ok("75201".into()), "{said:?}");
        }
        for said in ["7520", "752011", "seven", "", "75201x"] {
            assert_eq!(Zip::parse(said), Err(ZipError::Zip), "{said:?}");
        }
    }

    #[test]
    fn zip_area_contains_the_codes_with_its_first_digits() {
        let area = ZipArea::parse("752").expect("valid");
        assert_eq!(area.to_string(), "752xx");
        assert!(area.contains(&Zip::parse("75201").expect("valid")));
        assert!(!area.contains(&Zip::parse("75301").expect("valid")));
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String) {
            let _ = (Zip::parse(&text), ZipArea::parse(&text).map(|area| area.to_string()));
        }
    }
}
