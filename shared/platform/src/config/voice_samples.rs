//! Samples of the agent's voices.

use super::{ConfigError, Environment};

/// Whether samples of voices can be made.
#[derive(Debug, Clone, Copy)]
pub struct VoiceSampleConfig {
    /// `VOICE_SAMPLES`: whether Amazon Polly speaks samples of voices; yes by default. No where there is no Polly: on a laptop, and in
    /// regions without it.
    pub has_polly: bool,
}

impl VoiceSampleConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { has_polly: environment.parsed("VOICE_SAMPLES", true)? })
    }
}
