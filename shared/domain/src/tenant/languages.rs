//! The languages that the agent speaks, and what it says and sounds like in each.

use serde::{Deserialize, Serialize};

use super::{TenantConfig, TenantFields};
use crate::{reading::FieldProblem, text::Text, triage::Language, voice::Voice};

/// The languages of an agent whose company chose none: it answers in the first, and goes on in another with callers who speak it.
fn unchosen() -> impl Iterator<Item = Language> {
    Language::ALL.into_iter().filter(|language| language.settings().spoken_unless_chosen)
}

/// A language that the agent speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AgentLanguage {
    /// The language.
    pub language: Language,
    /// The agent's voice in this language; without one, the usual voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
    /// The greeting in this language. Without one, the first language has the usual greeting, and any other one only the disclosures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub greeting: Option<Text<400>>,
    /// The greeting in this language outside opening hours; without one, its greeting, or in the first language the usual greeting
    /// outside opening hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours_greeting: Option<Text<400>>,
}

impl TenantFields {
    pub(super) fn languages_spoken(&self) -> impl Iterator<Item = Language> + '_ {
        let chosen = self.languages.iter().map(|spoken| spoken.language);
        chosen.chain(unchosen().filter(|_| self.languages.is_empty()))
    }

    pub(super) fn language_problems(&self, problems: &mut Vec<FieldProblem>) {
        for (i, spoken) in self.languages.iter().enumerate() {
            let mut report = |field: &str, message: &str| {
                let field = format!("/languages/{i}/{field}");
                problems.push(FieldProblem { field, message: message.to_owned() });
            };
            if self.languages[..i].iter().any(|earlier| earlier.language == spoken.language) {
                report("language", "the same language is listed twice");
            }
            if spoken.voice.is_some_and(|voice| !voice.speaks(spoken.language)) {
                report("voice", "this voice does not speak this language");
            }
        }
    }
}

impl TenantConfig {
    /// The languages that the agent speaks; it begins a call in the first.
    pub fn spoken_languages(&self) -> impl Iterator<Item = Language> + '_ {
        self.languages_spoken()
    }

    /// The language in which a call begins.
    #[must_use]
    pub fn first_language(&self) -> Language {
        self.spoken_languages().next().unwrap_or_default()
    }

    /// Whether the agent speaks a language.
    #[must_use]
    pub fn speaks(&self, language: Language) -> bool {
        self.spoken_languages().any(|spoken| spoken == language)
    }

    /// The languages that the greeting offers, each with the key that chooses it: `2` for the second language. None for a company that
    /// chose no languages.
    pub fn offered_languages(&self) -> impl Iterator<Item = (String, Language)> + '_ {
        self.languages.iter().enumerate().skip(1).map(|(nth, spoken)| ((nth + 1).to_string(), spoken.language))
    }

    /// The agent's voice in a language.
    #[must_use]
    pub fn voice_in(&self, language: Language) -> Voice {
        let chosen = self.chosen_language(language).and_then(|spoken| spoken.voice);
        let usual = Some(self.voice).filter(|voice| voice.speaks(language));
        chosen.or(usual).unwrap_or_else(|| Voice::usual_in(language))
    }

    /// The company's own greeting in a language, if it has one.
    #[must_use]
    pub fn greeting_in(&self, language: Language, is_open: bool) -> Option<&str> {
        let chosen = self.chosen_language(language);
        let own = chosen.and_then(|spoken| spoken.greeting.as_ref());
        let own_closed = chosen.and_then(|spoken| spoken.after_hours_greeting.as_ref()).filter(|_| !is_open);
        let is_first = language == self.first_language();
        let usual_closed = self.after_hours_greeting.as_ref().filter(|_| is_first && own.is_none() && !is_open);
        let usual = Some(&self.greeting).filter(|_| is_first);
        own_closed.or(own).or(usual_closed).or(usual).map(|greeting| &**greeting)
    }

    fn chosen_language(&self, language: Language) -> Option<&AgentLanguage> {
        self.languages.iter().find(|spoken| spoken.language == language)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        tenant::{TenantConfig, TenantFields, read_config, tests::acme},
        triage::Language,
        voice::Voice,
    };

    fn speaking(languages: serde_json::Value) -> TenantConfig {
        let mut written = serde_json::to_value(TenantFields::from(acme())).expect("JSON");
        written["languages"] = languages;
        read_config(&written).expect("valid")
    }

    #[test]
    fn company_that_chose_none_speaks_both_and_offers_neither() {
        let config = acme();
        assert_eq!(config.spoken_languages().collect::<Vec<_>>(), [Language::ENGLISH, Language::SPANISH]);
        assert_eq!((config.first_language(), config.offered_languages().count()), (Language::ENGLISH, 0));
        assert_eq!(config.greeting_in(Language::ENGLISH, true), Some(&*config.greeting));
        assert_eq!(config.greeting_in(Language::SPANISH, true), None);
        assert_eq!(config.voice_in(Language::SPANISH), config.voice);
        let stored = serde_json::to_value(&config).expect("JSON");
        assert!(stored.get("languages").is_none(), "its stored form is the one of earlier releases");
    }

    #[test]
    fn second_language_has_its_own_voice_greeting_and_key() {
        let config = speaking(json!([
            {"language": "english"},
            {"language": "spanish", "voice": "onyx", "greeting": "Gracias por llamar.", "after_hours_greeting": "Cerrado."},
        ]));
        assert_eq!(config.voice_in(Language::SPANISH), Voice::Onyx);
        assert_eq!(config.voice_in(Language::ENGLISH), config.voice);
        assert_eq!(config.offered_languages().collect::<Vec<_>>(), [("2".to_owned(), Language::SPANISH)]);
        assert_eq!(config.greeting_in(Language::SPANISH, true), Some("Gracias por llamar."));
        assert_eq!(config.greeting_in(Language::SPANISH, false), Some("Cerrado."));
        assert_eq!(config.greeting_in(Language::ENGLISH, false), config.after_hours_greeting.as_deref());
    }

    #[test]
    fn company_of_one_language_speaks_no_other() {
        let config = speaking(json!([{"language": "spanish"}]));
        assert_eq!((config.first_language(), config.speaks(Language::ENGLISH)), (Language::SPANISH, false));
        assert_eq!(config.greeting_in(Language::SPANISH, true), Some(&*config.greeting));
    }

    #[test]
    fn wrong_languages_are_reported_at_their_place() {
        let mut written = serde_json::to_value(TenantFields::from(acme())).expect("JSON");
        let mut problems = |languages: serde_json::Value| {
            written["languages"] = languages;
            let error = read_config(&written).expect_err("invalid");
            error.0.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
        };
        let twice = json!([{"language": "english"}, {"language": "english"}]);
        assert_eq!(problems(twice), ["/languages/1/language"]);
        assert_eq!(problems(json!([{"language": "klingon"}])), ["/languages/0/language"]);
        assert_eq!(problems(json!([{"language": "english", "voice": "nobody"}])), ["/languages/0/voice"]);
        assert_eq!(problems(json!([{"voice": "nova"}])), ["/languages/0/language"]);
    }
}
