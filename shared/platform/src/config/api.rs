//! What the APIs have in common, and whose access tokens they accept.

use std::collections::BTreeSet;

use domain::access::Subject;
use secrecy::SecretString;

use super::{ConfigError, Environment};

/// What the APIs have in common.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// `API_REQUESTS_PER_MINUTE` (300 if not set) for each person and key, `API_TENANT_REQUESTS_PER_MINUTE` (1200 if not
    /// set) for a company's together.
    pub limits: Limits,
    /// `ANSWER_SEALING_KEY`: seals answers that are kept for requests with an `Idempotency-Key`; at least 32 characters.
    pub sealing_key: SecretString,
}

impl ApiConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let limits = Limits {
            each: environment.parsed("API_REQUESTS_PER_MINUTE", 300)?,
            tenant: environment.parsed("API_TENANT_REQUESTS_PER_MINUTE", 1_200)?,
        };
        Ok(Self { limits, sealing_key: environment.secret("ANSWER_SEALING_KEY")? })
    }
}

/// Requests a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For each person and each key.
    pub each: u64,
    /// For a company's people and keys together.
    pub tenant: u64,
}

/// Whose tokens are believed.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    /// `OIDC_ISSUER`: what `iss` must be.
    pub issuer: String,
    /// `OIDC_JWKS_URL`: where the issuer's public keys are; apart from the issuer, since the two may be reached differently.
    pub jwks_url: String,
    /// `OIDC_AUDIENCE`: what `aud` or `client_id` must be.
    pub audience: String,
    /// `OPERATOR_SUBJECTS`: the subjects of those who run the platform, separated by commas; nobody if not set.
    pub operators: BTreeSet<Subject>,
}

impl OidcConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let operators = environment.optional("OPERATOR_SUBJECTS").unwrap_or_default();
        let operators = operators.split(',').map(str::trim).filter(|subject| !subject.is_empty());
        let wrong = || ConfigError::Invalid { name: "OPERATOR_SUBJECTS", problem: "not a subject".to_owned() };
        Ok(Self {
            issuer: environment.required("OIDC_ISSUER")?,
            jwks_url: environment.required("OIDC_JWKS_URL")?,
            audience: environment.required("OIDC_AUDIENCE")?,
            operators: operators.map(|subject| Subject::parse(subject).ok_or_else(wrong)).collect::<Result<_, _>>()?,
        })
    }
}
