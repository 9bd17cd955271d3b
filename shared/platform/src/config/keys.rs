//! Where the keys are that sign our URLs and encrypt stored responses.

use std::time::Duration;

use super::{ConfigError, Environment};
use crate::key_ring::KeyRing;

/// A key ring in Secrets Manager.
#[derive(Debug, Clone)]
pub struct KeysConfig {
    /// The name or ARN of the secret.
    pub secret: String,
    /// `SECRET_REFRESH_AFTER_MS`: the minimum age of a ring in memory before an unknown id reads it again; 5000 by default.
    pub refresh_after: Duration,
    /// `SECRET_LIFETIME_MS`: the age at which a ring in memory is read again; 300000 by default.
    pub lifetime: Duration,
}

impl KeysConfig {
    /// Reads `SIGNING_KEYS_SECRET`: the keys that sign the forwarding number in our URLs.
    pub fn signing(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Self::of(environment, "SIGNING_KEYS_SECRET")
    }

    /// Reads `SEALING_KEYS_SECRET`: the keys that encrypt the stored responses of requests with an `Idempotency-Key`.
    pub fn sealing(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Self::of(environment, "SEALING_KEYS_SECRET")
    }

    fn of(environment: &Environment<'_>, name: &'static str) -> Result<Self, ConfigError> {
        Ok(Self {
            secret: environment.required(name)?,
            refresh_after: Duration::from_millis(environment.parsed("SECRET_REFRESH_AFTER_MS", 5_000)?),
            lifetime: Duration::from_millis(environment.parsed("SECRET_LIFETIME_MS", 300_000)?),
        })
    }
}

/// The keys that sign our URLs, for a function that makes no requests: the deployment resolves the secret.
#[derive(Debug)]
pub struct ResolvedSigningKeys {
    /// `SIGNING_KEYS`: the key ring as JSON.
    pub ring: KeyRing,
}

impl ResolvedSigningKeys {
    /// Reads the setting.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let invalid = |problem: String| ConfigError::Invalid { name: "SIGNING_KEYS", problem };
        let ring = KeyRing::parse(&environment.required("SIGNING_KEYS")?);
        Ok(Self { ring: ring.map_err(|error| invalid(error.to_string()))? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_about_resolved_keys_names_the_variable_and_not_its_value() {
        let keys = ResolvedSigningKeys::from(&Environment::from_fn(&|_| Some("hunter2".to_owned())));
        let wrong = keys.expect_err("no ring").to_string();
        assert!(wrong.contains("SIGNING_KEYS") && !wrong.contains("hunter2"), "{wrong}");
    }
}
