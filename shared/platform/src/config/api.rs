//! The settings that the APIs share, and the access tokens that they accept.

use std::collections::BTreeSet;

use domain::access::Subject;
use secrecy::SecretString;

use super::{ConfigError, Environment};

/// The settings that the APIs share.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// `API_REQUESTS_PER_MINUTE` for each person and key, 300 by default, and `API_TENANT_REQUESTS_PER_MINUTE` for all
    /// of a company, 1200 by default.
    pub limits: Limits,
    /// `ANSWER_SEALING_KEY`: encrypts the stored responses of requests with an `Idempotency-Key`; at least 32
    /// characters.
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

/// Requests per minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For each person and each key.
    pub each: u64,
    /// For all people and keys of a company together.
    pub tenant: u64,
}

/// The issuer of access tokens.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    /// `OIDC_ISSUER`: the required `iss`.
    pub issuer: String,
    /// `OIDC_JWKS_URL`: the URL of the issuer's public keys. It is a setting of its own, since the host may differ from
    /// the issuer's.
    pub jwks_url: String,
    /// `OIDC_AUDIENCE`: the required `aud` or `client_id`.
    pub audience: String,
    /// `OPERATOR_SUBJECTS`: the subjects of the platform's operators, separated by commas; none by default.
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
