//! The sender of e-mail.

use domain::access::EmailAddress;

use super::{ConfigError, Environment};

/// The sender's mailbox. The policy of the function allows no other one.
const MAILBOX: &str = "notifications";

/// The sender of e-mail.
#[derive(Debug, Clone)]
pub struct EmailConfig {
    /// `NOTIFICATION_DOMAIN`: the domain that e-mail comes from, which SES has verified: the sender is `notifications@` this domain.
    /// Without it, no e-mail is sent.
    pub from: Option<EmailAddress>,
    /// `SES_CONFIGURATION_SET`: the configuration set, which reports bounces and complaints. Without it, nothing reports them.
    pub configuration_set: Option<String>,
}

impl EmailConfig {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        let name = "NOTIFICATION_DOMAIN";
        let from = environment.optional(name).map(|domain| EmailAddress::parse(&format!("{MAILBOX}@{domain}")));
        let from = from.transpose();
        let from = from.map_err(|problem| ConfigError::Invalid { name, problem: problem.to_string() })?;
        Ok(Self { from, configuration_set: environment.optional("SES_CONFIGURATION_SET") })
    }
}
