//! The limits of calls.

use super::{ConfigError, Environment};

/// The most calls of a company, and of one calling number to a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// `CALLER_CALLS_PER_MINUTE`, 6 by default: in a minute, of one calling number.
    pub caller_per_minute: u64,
    /// `CALLER_CALLS_AT_ONCE`, 3 by default: at once, of one calling number.
    pub caller_at_once: u64,
    /// `TENANT_CALLS_PER_MINUTE`, 60 by default: in a minute, of a company.
    pub tenant_per_minute: u64,
    /// `TENANT_CALLS_AT_ONCE`, 60 by default: at once, of a company.
    pub tenant_at_once: u64,
}

impl CallLimits {
    /// Reads the settings.
    pub fn from(environment: &Environment<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            caller_per_minute: environment.parsed("CALLER_CALLS_PER_MINUTE", 6)?,
            caller_at_once: environment.parsed("CALLER_CALLS_AT_ONCE", 3)?,
            tenant_per_minute: environment.parsed("TENANT_CALLS_PER_MINUTE", 60)?,
            tenant_at_once: environment.parsed("TENANT_CALLS_AT_ONCE", 60)?,
        })
    }
}
