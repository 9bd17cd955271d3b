//! Reads a configuration and reports all its problems, field by field.

use serde_json::Value;

use super::{InvalidConfig, TenantConfig, TenantFields, example::example};
use crate::reading;

/// Reads a configuration. All its problems are reported at once, each with its place. The checks across fields run once
/// every field is valid.
///
/// ```
/// let error = domain::tenant::read_config(&serde_json::json!({"company": ""})).expect_err("most fields are missing");
/// assert!(error.0.iter().any(|problem| problem.field == "/greeting" && problem.message == "is missing"));
/// assert!(error.0.iter().any(|problem| problem.field == "/company" && problem.message == "must not be empty"));
/// ```
pub fn read_config(written: &Value) -> Result<TenantConfig, InvalidConfig> {
    reading::read::<TenantFields>(written, example).map_err(InvalidConfig)?.try_into()
}

#[cfg(test)]
mod tests;
