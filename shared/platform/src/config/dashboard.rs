//! What the dashboard's page contains of the deployment.

use super::{ConfigError, Environment};

/// Where the dashboard signs people in, and where it loads recordings from.
#[derive(Debug, Clone)]
pub struct DashboardConfig {
    /// `OIDC_ISSUER`: the issuer of the companies' people.
    pub issuer: String,
    /// `OIDC_AUDIENCE`: the client id of the dashboard there.
    pub client_id: String,
    /// `SIGN_IN_URL`: the URL of the issuer's sign-in pages, if their host differs from the issuer's.
    pub sign_in_url: String,
    /// `OPERATOR_OIDC_ISSUER`: the issuer of the operators.
    pub operator_issuer: String,
    /// `OPERATOR_OIDC_AUDIENCE`: the client id of the dashboard there.
    pub operator_client_id: String,
    /// `OPERATOR_SIGN_IN_URL`: as `SIGN_IN_URL`, for operators.
    pub operator_sign_in_url: String,
    /// `FILES_URL`: the URL of the bucket of recordings.
    pub files_url: String,
}

impl DashboardConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            issuer: environment.required("OIDC_ISSUER")?,
            client_id: environment.required("OIDC_AUDIENCE")?,
            sign_in_url: environment.required("SIGN_IN_URL")?,
            operator_issuer: environment.required("OPERATOR_OIDC_ISSUER")?,
            operator_client_id: environment.required("OPERATOR_OIDC_AUDIENCE")?,
            operator_sign_in_url: environment.required("OPERATOR_SIGN_IN_URL")?,
            files_url: environment.required("FILES_URL")?,
        })
    }
}
