//! The prices of calls.

use domain::usage::PriceList;

use super::{ConfigError, Environment};

/// The prices of calls.
#[derive(Debug, Clone)]
pub struct PriceConfig {
    /// `PRICES`: a JSON object with every field of [`PriceList`], in millionths of a dollar.
    pub prices: PriceList,
}

impl PriceConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let prices = environment.required("PRICES")?;
        let prices = serde_json::from_str(&prices)
            .map_err(|problem| ConfigError::Invalid { name: "PRICES", problem: problem.to_string() })?;
        Ok(Self { prices })
    }
}
