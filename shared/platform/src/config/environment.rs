//! Where settings are read from, and what is wrong with one.

use std::{
    fmt::{self, Debug, Display},
    str::FromStr,
};

use secrecy::SecretString;

/// Why a function cannot start.
#[derive(thiserror::Error)]
pub enum ConfigError {
    /// A variable is not set.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable's value makes no sense. The value is not told: it may be a secret.
    #[error("the environment variable {name} is not valid: {problem}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What is wrong.
        problem: String,
    },
}

/// In the same words: what `main` returns is shown so.
impl Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// Where settings are read from; the process's environment outside tests.
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

impl<'a> Environment<'a> {
    /// The process's environment.
    #[must_use]
    pub fn of_process() -> Self {
        Self(&|name| std::env::var(name).ok())
    }

    /// Settings from anywhere else.
    #[must_use]
    pub fn from_fn(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(lookup)
    }

    pub(crate) fn optional(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name).ok_or(ConfigError::Missing(name))
    }

    /// A key of our own making.
    pub(crate) fn secret(&self, name: &'static str) -> Result<SecretString, ConfigError> {
        let key = self.required(name)?;
        if key.len() < 32 {
            let problem = "use at least 32 random characters".to_owned();
            return Err(ConfigError::Invalid { name, problem });
        }
        Ok(key.into())
    }

    pub(crate) fn parsed<T>(&self, name: &'static str, default: T) -> Result<T, ConfigError>
    where
        T: FromStr,
        T::Err: Display,
    {
        match self.optional(name) {
            None => Ok(default),
            Some(value) => {
                value.parse().map_err(|problem: T::Err| ConfigError::Invalid { name, problem: problem.to_string() })
            }
        }
    }
}
