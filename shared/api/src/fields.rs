//! Types of fields that several bodies have. Each says in plain words what is valid.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Within<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Within<MIN, MAX> {
    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const MIN: u32, const MAX: u32> TryFrom<u32> for Within<MIN, MAX> {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        if (MIN..=MAX).contains(&number) { Ok(Self(number)) } else { Err(format!("must be {MIN} to {MAX}")) }
    }
}

/// Deserializes an optional instant.
pub fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let instant = text.parse().map_err(|_| de::Error::custom("must be an instant such as 2026-11-23T16:00:00Z"));
    instant.map(Some)
}
