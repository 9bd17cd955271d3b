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

#[cfg(test)]
mod tests {
    use domain::{
        tenant::{TenantFields, starter},
        text::Text,
    };
    use jiff::tz::TimeZone;

    use super::*;

    fn choosing(model: Option<&str>) -> TenantConfig {
        let zone = TimeZone::get("America/Chicago").expect("a zone");
        let config = starter(&Text::parse("Acme").expect("a name"), &zone).expect("a configuration");
        let model = model.map(|model| Text::parse(model).expect("a name"));
        TenantFields { model, ..TenantFields::from(config) }.try_into().expect("valid")
    }

    #[test]
    fn model_that_is_no_longer_allowed_stays_and_is_not_chosen_anew() {
        let allowed = AllowedModels(vec!["one".to_owned(), "two".to_owned()]);
        let (none, two, old) = (choosing(None), choosing(Some("two")), choosing(Some("old")));
        assert!([&none, &two].into_iter().all(|after| allowed.allow(None, after).is_ok()));
        assert!(allowed.allow(Some(&old), &old).is_ok(), "other changes can be saved");
        for before in [None, Some(&none), Some(&two)] {
            assert!(allowed.allow(before, &old).is_err());
        }
    }
}
