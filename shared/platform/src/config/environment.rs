//! The source of settings, and the errors of invalid ones.

use std::{
    fmt::{self, Debug, Display},
    str::FromStr,
};

/// Why a function cannot start.
#[derive(thiserror::Error)]
pub enum ConfigError {
    /// A required variable is missing.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// A variable has an invalid value. The error leaves the value out, since it may be a secret.
    #[error("the environment variable {name} is not valid: {problem}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What is wrong.
        problem: String,
    },
}

/// The same text as `Display`, since Rust prints the error of `main` with `Debug`.
impl Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// The source of settings: the environment of the process, except in tests.
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

impl<'a> Environment<'a> {
    /// The environment of the process.
    #[must_use]
    pub fn of_process() -> Self {
        Self(&|name| std::env::var(name).ok())
    }

    /// Any other source.
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
