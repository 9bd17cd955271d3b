//! The bucket of files.

use super::{ConfigError, Environment};

/// The bucket of recordings and exports.
#[derive(Debug, Clone)]
pub struct FilesConfig {
    /// `FILES_BUCKET`: the bucket's name.
    pub bucket: String,
}

impl FilesConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { bucket: environment.required("FILES_BUCKET")? })
    }
}
