//! The settings of signing up.

use super::{ConfigError, Environment};

/// The settings of signing up.
#[derive(Debug, Clone)]
pub struct SignUpConfig {
    /// `OIDC_USERINFO_URL`: the issuer's userinfo endpoint. It says whether a person's e-mail address is verified, which
    /// access tokens of Cognito do not.
    pub userinfo_url: String,
}

impl SignUpConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { userinfo_url: environment.required("OIDC_USERINFO_URL")? })
    }
}
