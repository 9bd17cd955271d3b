//! The configured models that are shut down soon.

use jiff::{Timestamp, Unit, civil::Date, tz::TimeZone};

use super::{ModelConfig, ModelSetting};

/// How many days before a retirement the warnings begin.
const WARNING_DAYS: i32 = 60;

/// What a configured model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelRole {
    /// It answers calls.
    First,
    /// It answers when the first one fails.
    Second,
    /// A company may choose it.
    Allowed,
}

impl ModelRole {
    /// `first`, `second` or `allowed`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Allowed => "allowed",
        }
    }
}

/// A configured model that is shut down soon, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelRetirement {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: ModelRole,
    /// The day on which it is shut down.
    pub on: Date,
    /// How many days are left, in UTC. Negative if it was shut down.
    pub days_left: i32,
    /// The model that its maker names as the replacement.
    pub replacement: Option<String>,
}

impl ModelRetirement {
    /// One sentence for an operator.
    #[must_use]
    pub fn warning(&self) -> String {
        let Self { name, role, on, days_left, replacement } = self;
        let role = role.as_str();
        let when = match days_left {
            ..0 => format!("was shut down on {on}"),
            0 => "is shut down today".to_owned(),
            1 => "is shut down tomorrow".to_owned(),
            days => format!("is shut down on {on}, in {days} days"),
        };
        let replacement = replacement.as_ref().map(|name| format!(" Its replacement is {name}.")).unwrap_or_default();
        format!("The model {name} ({role}) {when}.{replacement}")
    }
}

impl ModelConfig {
    /// The configured models that are shut down within 60 days of `now`, or were, the earliest first.
    #[must_use]
    pub fn retirements(&self, now: Timestamp) -> Vec<ModelRetirement> {
        let today = TimeZone::UTC.to_datetime(now).date();
        let allowed = self.allowed.iter().filter(|model| !model.is_same_model(&self.first));
        let models = [(ModelRole::First, &self.first)].into_iter();
        let models = models.chain(self.second.iter().map(|model| (ModelRole::Second, model)));
        let models = models.chain(allowed.map(|model| (ModelRole::Allowed, model)));
        let mut retirements: Vec<_> = models.filter_map(|(role, model)| retirement(role, model, today)).collect();
        retirements.sort_by_key(|retirement| (retirement.on, retirement.role));
        retirements
    }
}

fn retirement(role: ModelRole, model: &ModelSetting, today: Date) -> Option<ModelRetirement> {
    let on = model.retires?;
    let days_left = today.until((Unit::Day, on)).ok()?.get_days();
    (days_left <= WARNING_DAYS).then(|| ModelRetirement {
        name: model.name.clone(),
        role,
        on,
        days_left,
        replacement: model.replacement.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> Timestamp {
        format!("{day}T23:59:59Z").parse().expect("an instant")
    }

    fn config(first: &str, second: &str, allowed: &[&str]) -> ModelConfig {
        let server = "https://api.openai.com/v1";
        let setting = |name: &str| ModelSetting::new(server.to_owned(), name.to_owned());
        ModelConfig {
            second: Some(setting(second)),
            allowed: allowed.iter().map(|name| setting(name)).collect(),
            ..ModelConfig::new(server.to_owned(), first.to_owned())
        }
    }

    #[test]
    fn warnings_begin_60_days_before_a_retirement_and_stay_after_it() {
        let config = config("gpt-4.1-mini", "gpt-6-luna", &[]);
        assert!(config.retirements(at("2026-11-14")).is_empty(), "61 days before");
        let found = config.retirements(at("2026-11-15"));
        let expected = ModelRetirement {
            name: "gpt-4.1-mini".to_owned(),
            role: ModelRole::First,
            on: jiff::civil::date(2027, 1, 14),
            days_left: 60,
            replacement: Some("gpt-6-luna".to_owned()),
        };
        assert_eq!(found, [expected]);
        assert_eq!(
            found[0].warning(),
            "The model gpt-4.1-mini (first) is shut down on 2027-01-14, in 60 days. Its replacement is gpt-6-luna."
        );
        let warning = |day| config.retirements(at(day))[0].warning();
        assert!(warning("2027-01-13").contains("is shut down tomorrow."));
        assert!(warning("2027-01-14").contains("is shut down today."));
        assert!(warning("2027-01-15").contains("was shut down on 2027-01-14."));
    }

    #[test]
    fn first_second_and_allowed_models_are_checked_and_the_earliest_comes_first() {
        let config = config("gpt-4o", "gpt-5-mini", &["gpt-4o", "gpt-6-luna", "gpt-4.1"]);
        let found = config.retirements(at("2026-12-01"));
        let found: Vec<_> = found.iter().map(|found| (found.name.as_str(), found.role.as_str())).collect();
        assert_eq!(found, [("gpt-5-mini", "second"), ("gpt-4o", "first"), ("gpt-4.1", "allowed")]);
    }
}
