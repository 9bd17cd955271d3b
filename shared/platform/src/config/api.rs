//! The settings that the APIs share, and the access tokens that they accept.

use super::{ConfigError, Environment, KeysConfig};

/// The settings that the APIs share.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// `API_REQUESTS_PER_MINUTE` for each person and key, 300 by default, and `API_TENANT_REQUESTS_PER_MINUTE` for all
    /// of a company, 1200 by default.
    pub limits: Limits,
    /// The keys that encrypt the stored responses of requests with an `Idempotency-Key`.
    pub sealing_keys: KeysConfig,
}

impl ApiConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let limits = Limits {
            each: environment.parsed("API_REQUESTS_PER_MINUTE", 300)?,
            tenant: environment.parsed("API_TENANT_REQUESTS_PER_MINUTE", 1_200)?,
        };
        Ok(Self { limits, sealing_keys: KeysConfig::sealing(environment)? })
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

/// The issuer's `UserInfo` endpoint.
#[derive(Debug, Clone)]
pub struct UserInfoConfig {
    /// `OIDC_USERINFO_URL`: its URL. It gives the verified e-mail address of a token's person, which access tokens of
    /// Cognito do not have.
    pub url: String,
}

impl UserInfoConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { url: environment.required("OIDC_USERINFO_URL")? })
    }
}

/// The issuers of access tokens: one of the companies' people, and one of the platform's operators. No token of one is
/// accepted as a token of the other.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    /// `OIDC_ISSUER`, `OIDC_JWKS_URL`, `OIDC_AUDIENCE`.
    pub people: IssuerConfig,
    /// `OPERATOR_OIDC_ISSUER`, `OPERATOR_OIDC_JWKS_URL`, `OPERATOR_OIDC_AUDIENCE`.
    pub operators: IssuerConfig,
}

/// An issuer of access tokens.
#[derive(Debug, Clone)]
pub struct IssuerConfig {
    /// The required `iss`.
    pub issuer: String,
    /// The URL of the issuer's public keys. It is a setting of its own, since the host may differ from the issuer's.
    pub jwks_url: String,
    /// The required `aud` or `client_id`.
    pub audience: String,
}

impl OidcConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let people = IssuerConfig {
            issuer: environment.required("OIDC_ISSUER")?,
            jwks_url: environment.required("OIDC_JWKS_URL")?,
            audience: environment.required("OIDC_AUDIENCE")?,
        };
        let operators = IssuerConfig {
            issuer: environment.required("OPERATOR_OIDC_ISSUER")?,
            jwks_url: environment.required("OPERATOR_OIDC_JWKS_URL")?,
            audience: environment.required("OPERATOR_OIDC_AUDIENCE")?,
        };
        if operators.issuer == people.issuer {
            let problem = "must differ from OIDC_ISSUER: people sign up there by themselves".to_owned();
            return Err(ConfigError::Invalid { name: "OPERATOR_OIDC_ISSUER", problem });
        }
        Ok(Self { people, operators })
    }
}
