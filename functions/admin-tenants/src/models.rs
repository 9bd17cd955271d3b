//! The models that a company may choose.

use api::Problem;
use domain::tenant::TenantConfig;
use platform::config::ModelConfig;

/// The names of the models that a company may choose, the platform's own choice first.
#[derive(Debug, Clone)]
pub(crate) struct AllowedModels(Vec<String>);

impl AllowedModels {
    pub(crate) fn of(config: &ModelConfig) -> Self {
        Self(config.choices().map(|model| model.name.clone()).collect())
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.0
    }

    /// Checks the model of a configuration. One that was saved before and is no longer allowed does not stop other changes: calls
    /// go on with the platform's own choice.
    pub(crate) fn allow(&self, before: Option<&TenantConfig>, after: &TenantConfig) -> Result<(), Problem> {
        let Some(model) = &after.model else { return Ok(()) };
        let is_kept = before.is_some_and(|before| before.model.as_ref() == Some(model));
        if is_kept || self.0.iter().any(|allowed| *allowed == **model) {
            return Ok(());
        }
        Err(Problem::field("/model", format!("must be one of {}", self.0.join(", "))))
    }
}
