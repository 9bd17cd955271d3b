//! Outgoing webhooks.

use super::{ConfigError, Environment};

/// Where webhooks may be sent.
#[derive(Debug, Clone, Copy)]
pub struct WebhookConfig {
    /// `WEBHOOKS_TO_LOOPBACK`: whether receivers may be on the loopback interface, without TLS; no by default. In AWS, loopback is
    /// Lambda's own API.
    pub to_loopback: bool,
}

impl WebhookConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self { to_loopback: environment.parsed("WEBHOOKS_TO_LOOPBACK", false)? })
    }
}
