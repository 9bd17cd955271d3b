//! The names of our resources at AWS.

use super::{ConfigError, Environment};

/// The table.
#[derive(Debug, Clone)]
pub struct TableConfig {
    /// `TABLE_NAME`.
    pub table_name: String,
}

impl TableConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { table_name: environment.required("TABLE_NAME")? })
    }
}

/// The companies' secrets.
#[derive(Debug, Clone)]
pub struct SecretsConfig {
    /// `SECRET_PREFIX`: secrets are named `<prefix>/tenant/<tenant id>`.
    pub prefix: String,
}

impl SecretsConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { prefix: environment.required("SECRET_PREFIX")? })
    }
}

/// The post-call queue.
#[derive(Debug, Clone)]
pub struct QueueConfig {
    /// `POST_CALL_QUEUE_URL`.
    pub post_call_queue_url: String,
}

impl QueueConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { post_call_queue_url: environment.required("POST_CALL_QUEUE_URL")? })
    }
}
