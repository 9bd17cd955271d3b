//! The models that can answer a turn: the one that the company chose or the first one, and one that takes over.

use std::time::Duration;

use connections::secrets::{Secrets, TenantSecrets};
use openai::{OpenAi, Patience};
use platform::config::{ModelConfig, ModelKey};
use secrecy::SecretString;
use tokio::time::Instant;

/// The least time in which a second model is worth asking.
pub(super) const LEAST_TIME: Duration = Duration::from_secs(1);

/// Clients of the configured models.
#[derive(Debug, Clone)]
pub(super) struct Models {
    first: OpenAi,
    second: Option<OpenAi>,
    allowed: Vec<OpenAi>,
}

impl Models {
    /// Clients of these models, with the first one's HTTP client.
    pub(super) fn new(first: OpenAi, config: &ModelConfig) -> Self {
        let second = config.second.clone().map(|second| first.with_model(second));
        let others = config.choices().skip(1).cloned();
        let allowed = others.map(|model| first.with_model(model)).collect();
        Self { first, second, allowed }
    }

    /// The model that a company chose, or the first one if the choice is no longer allowed.
    pub(super) fn chosen(&self, name: Option<&str>) -> &OpenAi {
        let allowed = name.and_then(|name| self.allowed.iter().find(|model| model.setting().name == name));
        allowed.unwrap_or(&self.first)
    }

    /// The model that takes over from another one.
    pub(super) fn beside(&self, model: &OpenAi) -> Option<&OpenAi> {
        self.second.as_ref().filter(|second| !second.setting().is_same_model(model.setting()))
    }

    fn all(&self) -> impl Iterator<Item = &OpenAi> {
        [&self.first].into_iter().chain(&self.second).chain(&self.allowed)
    }
}

/// How long the first model may take, if a second one can take over: half of the time for its first part, unless too little
/// would be left for the second one.
pub(super) fn patience(now: Instant, deadline: Instant, has_second: bool) -> Patience {
    let half = deadline.saturating_duration_since(now) / 2;
    let first_part_by = (has_second && half >= LEAST_TIME).then(|| now + half);
    Patience { deadline, first_part_by, retries: !has_second }
}

/// The keys of the configured models, for a company.
#[derive(Debug, Clone, Default)]
pub struct ModelKeys(Vec<(ModelKey, SecretString)>);

impl ModelKeys {
    /// One key for all models that have none of their own.
    #[must_use]
    pub fn of_company(key: SecretString) -> Self {
        Self(vec![(ModelKey::OfCompany, key)])
    }

    pub(super) fn get(&self, key: &ModelKey) -> Option<&SecretString> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, key)| key)
    }

    /// Reads the keys. A key that cannot be read is missing: its model fails.
    pub(super) async fn read(models: &Models, secrets: &Secrets, own: &TenantSecrets) -> Self {
        let mut keys = Self::default();
        for model in models.all() {
            let key = &model.setting().key;
            if keys.get(key).is_none()
                && let Ok(secret) = secrets.key_for(own, key).await
            {
                keys.0.push((key.clone(), secret));
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use platform::config::ModelSetting;

    use super::*;

    fn models(second: &str, allowed: &[&str]) -> Models {
        let setting = |name: &str| ModelSetting::new("http://127.0.0.1:9/v1".to_owned(), name.to_owned());
        let config = ModelConfig {
            second: Some(setting(second)),
            allowed: allowed.iter().map(|name| setting(name)).collect(),
            ..ModelConfig::new("http://127.0.0.1:9/v1".to_owned(), "one".to_owned())
        };
        Models::new(OpenAi::new(platform::http_client(), &config), &config)
    }

    #[test]
    fn choice_that_is_not_allowed_falls_back_to_the_first_model() {
        let models = models("two", &["three", "one"]);
        let name = |chosen: Option<&str>| models.chosen(chosen).setting().name.clone();
        assert_eq!(
            [Some("three"), Some("two"), Some("four"), Some("one"), None].map(name),
            ["three", "one", "one", "one", "one"]
        );
    }

    #[test]
    fn second_model_does_not_take_over_from_itself() {
        let models = models("two", &["two"]);
        let second = |chosen| models.beside(models.chosen(chosen)).map(|second| second.setting().name.as_str());
        assert_eq!((second(None), second(Some("two"))), (Some("two"), None));
    }

    #[test]
    fn first_model_has_half_of_the_time_if_enough_is_left_for_the_second() {
        let now = Instant::now();
        let first_part = |milliseconds, has_second| {
            let patience = patience(now, now + Duration::from_millis(milliseconds), has_second);
            (patience.first_part_by.map(|by| (by - now).as_millis()), patience.retries)
        };
        assert_eq!(first_part(5_000, true), (Some(2_500), false));
        assert_eq!(first_part(2_000, true), (Some(1_000), false));
        assert_eq!(first_part(1_900, true), (None, false));
        assert_eq!(first_part(0, true), (None, false));
        assert_eq!(first_part(5_000, false), (None, true));
    }
}
