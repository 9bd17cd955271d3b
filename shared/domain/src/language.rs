//! The languages of the agent. Each is a folder of data that a build finds: every fixed sentence, the words of dates, times and prices,
//! what callers mean, and which grammar of the code is its own. `languages/README.md` describes the files.
//!
//! A sentence that is missing, empty or lacks a placeholder makes its file invalid; a test loads every file. What the words of a danger
//! or of a yes do is not known here.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use crate::triage::language_of;

mod calendar;
mod lists;
mod sentences;
mod settings;
mod switching;
mod table;
mod template;
mod voices;

pub(crate) use calendar::{CalendarWords, NumberWords, TimesOfDay};
pub(crate) use lists::{lines, phrases};
pub use sentences::RescueWords;
pub(crate) use sentences::{
    AlarmWords, CustomerTextWords, DangerWords, GreetingWords, HandoverWords, QuestionWords, ReadBackWords,
    ResultWords, SignWords, TalkWords, UnsaidWords,
};
pub use settings::{LanguageSettings, StemSettings};
pub(crate) use switching::{Request, SwitchingWords, request};
pub use table::Language;
pub(crate) use table::LanguageFile;
pub(crate) use table::PerLanguage;
pub use template::Sentence;
pub(crate) use template::template;
pub use voices::{VoiceName, Voices};

/// The words of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// The language's name in English, for the model.
    pub name: Sentence,
    /// The code for speech recognition: a BCP 47 tag such as `es-US`.
    pub recognition: Sentence,
    /// The voices that speak the language.
    pub voices: Voices,
    pub(crate) switching: SwitchingWords,
    pub(crate) calendar: CalendarWords,
    pub(crate) numbers: NumberWords,
    pub(crate) greeting: GreetingWords,
    pub(crate) talk: TalkWords,
    pub(crate) read_back: ReadBackWords,
    pub(crate) results: ResultWords,
    pub(crate) handover: HandoverWords,
    pub(crate) hazards: DangerWords,
    pub(crate) questions: QuestionWords,
    pub(crate) safety: DangerWords,
    pub(crate) alarm: AlarmWords,
    pub(crate) unsaid: UnsaidWords,
    pub(crate) texts: CustomerTextWords,
    pub(crate) signs: SignWords,
    /// The questions of the trade, by id.
    pub(crate) intake: BTreeMap<String, Sentence>,
    /// What a caller hears when neither the table nor the secrets can be reached.
    pub rescue: RescueWords,
}

/// The translations that were asked for, by the place of the language. Most programs speak few languages.
static TRANSLATIONS: [OnceLock<Translation>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];

fn read(language: Language) -> Result<Translation, serde_json::Error> {
    serde_json::from_str(language.file(LanguageFile::Sentences))
}

impl Translation {
    /// The first words of a call to a company in test mode.
    #[must_use]
    pub fn test_mode(&self) -> &Sentence {
        &self.greeting.test_mode
    }
}

impl Language {
    /// The code of the language in URLs: `es`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.words().recognition.split('-').next().unwrap_or_default()
    }

    /// The words of the language.
    ///
    /// ```
    /// use domain::triage::Language;
    ///
    /// assert_eq!(&*Language::SPANISH.words().recognition, "es-US");
    /// ```
    #[must_use]
    pub fn words(self) -> &'static Translation {
        TRANSLATIONS[self.place()].get_or_init(|| read(self).unwrap_or_default())
    }
}

/// The language of one part of what the agent says in a call: of another language if it offers that language or shows it, else of the
/// call. A model may answer in another language than it should, and safety words are in the caller's.
#[must_use]
pub fn language_of_part(words: &str, of_call: Language) -> Language {
    let offers = |language: &Language| {
        let press = &language.words().switching.press;
        ('2'..='9').any(|key| press.with(&key.to_string()) == words)
    };
    Language::ALL.into_iter().find(offers).or_else(|| language_of(words)).unwrap_or(of_call)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    use super::*;

    fn value(language: Language) -> Value {
        serde_json::from_str(language.file(LanguageFile::Sentences)).expect("JSON")
    }

    /// The pointers of every text of a value.
    fn pointers(value: &Value, at: &str) -> Vec<(String, String)> {
        match value {
            Value::Object(fields) => {
                fields.iter().flat_map(|(name, value)| pointers(value, &format!("{at}/{name}"))).collect()
            }
            Value::Array(items) => {
                items.iter().enumerate().flat_map(|(nth, value)| pointers(value, &format!("{at}/{nth}"))).collect()
            }
            Value::String(text) => vec![(at.to_owned(), text.clone())],
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_language_loads() {
        for language in Language::ALL {
            if let Err(error) = read(language) {
                panic!("{language:?}: {error}");
            }
        }
    }

    #[test]
    fn no_sentence_may_be_missing_empty_or_without_a_placeholder() {
        for language in Language::ALL {
            for (pointer, text) in pointers(&value(language), "") {
                let load = |broken: Value| {
                    let mut all = value(language);
                    *all.pointer_mut(&pointer).expect("known") = broken;
                    serde_json::from_value::<Translation>(all).is_ok()
                };
                assert!(load(Value::from(text.as_str())), "{pointer}");
                assert!(!load(Value::Null) && !load(Value::from(" ")), "{pointer}");
                assert!(!load(Value::from(format!("{text} {{nothing}}"))), "{pointer}");
                if text.contains('{') {
                    assert!(!load(Value::from(text.replace(['{', '}'], ""))), "{pointer}");
                    assert!(!load(Value::from(text.replace('}', ""))), "{pointer}");
                }
            }
            for section in [
                "calendar",
                "numbers",
                "greeting",
                "talk",
                "read_back",
                "results",
                "handover",
                "questions",
                "safety",
                "alarm",
                "hazards",
                "unsaid",
                "texts",
                "signs",
                "rescue",
            ] {
                let all = value(language);
                for field in all[section].as_object().expect("a section").keys() {
                    let mut lacking = all.clone();
                    lacking[section].as_object_mut().expect("a section").remove(field);
                    assert!(serde_json::from_value::<Translation>(lacking).is_err(), "{section}/{field}");
                }
            }
        }
    }

    #[test]
    fn sentences_are_in_their_own_language() {
        for language in Language::ALL {
            for section in ["talk", "handover", "questions", "safety", "alarm", "rescue", "unsaid", "texts"] {
                for (pointer, text) in pointers(&value(language)[section], section) {
                    let found = language_of(&text);
                    assert!(found.is_none() || found == Some(language), "{pointer}: {text}");
                }
            }
        }
    }

    /// The place of every text of a file with its placeholders. Lists are as long as each language needs.
    fn places(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let is_list = |at: &str| ["/voices", "/switching", "/parts_of_day"].iter().any(|list| at.contains(list));
        let texts = pointers(&value(language), "").into_iter().filter(|(at, _)| !is_list(at));
        let names =
            |text: &str| text.split('{').skip(1).filter_map(|rest| rest.split('}').next().map(str::to_owned)).collect();
        texts.map(|(at, text)| (at, names(&text))).collect()
    }

    #[test]
    fn every_file_has_the_same_sentences_with_the_same_placeholders() {
        let first = places(Language::ENGLISH);
        assert!(first.len() > 150, "{}", first.len());
        for language in Language::ALL {
            assert_eq!(places(language), first, "{language:?}");
            assert_eq!(language.code().len(), 2, "{language:?}");
        }
    }
}
