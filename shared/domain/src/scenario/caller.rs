//! The callers of scenarios: scripted, or answering what the agent asks.
//!
//! What the answering caller says is data, each language's `callers.json`: a further language needs no code.

use std::sync::LazyLock;

use serde::Deserialize;

use super::CallerAct;
use crate::{
    language::{LanguageFile, PerLanguage},
    tenant::{AnswerKind, TenantConfig, questions},
    triage::Language,
};

/// What a caller does in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerScript {
    /// These acts, in order. The caller hangs up after the last.
    Acts(Vec<CallerAct>),
    /// An opening, and then an answer to each question of the agent.
    Answering(AnsweringCaller),
}

impl CallerScript {
    /// What the caller does after the agent's words. `before` is what they have done so far.
    #[must_use]
    pub fn next(&self, before: &[CallerAct], agent: &str) -> CallerAct {
        match self {
            Self::Acts(acts) => acts.get(before.len()).cloned().unwrap_or(CallerAct::HangsUp),
            Self::Answering(caller) => caller.next(before, agent),
        }
    }
}

/// A caller who answers what the agent asks: name, address, which time, whether something is correct.
///
/// A model asks in its own order and its own words, so a fixed list of turns would answer the wrong question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweringCaller {
    /// The language of the answers.
    pub language: Language,
    /// The first words.
    pub opening: Vec<CallerAct>,
    /// The ZIP code of the caller's home.
    pub zip: String,
    /// The kind of visit that the caller wants, as the company names it.
    pub job: String,
    /// The company's own questions in this language, each with the caller's answer.
    pub company_answers: Vec<(String, String)>,
}

/// What a caller says in a language. `{job}` and `{zip}` are filled in.
#[derive(Debug, Deserialize)]
pub(super) struct CallerLines {
    pub(super) gas: String,
    pub(super) carbon_monoxide: String,
    pub(super) first_words_in_danger: String,
    pub(super) booking: String,
    pub(super) price: String,
    pub(super) person: String,
    pub(super) message: String,
    pub(super) free_repair: String,
    pub(super) in_this_language: String,
    goodbye: String,
    otherwise: String,
    no: String,
    unknown: String,
    answers: Vec<PreparedAnswer>,
}

/// An answer to questions with certain words.
#[derive(Debug, Deserialize)]
struct PreparedAnswer {
    /// One of these is in the question, in lower case.
    asked: Vec<String>,
    /// The answer; `None` to say goodbye.
    says: Option<String>,
}

static CALLERS: LazyLock<PerLanguage<Option<CallerLines>>> =
    LazyLock::new(|| PerLanguage::new(|language| serde_json::from_str(language.file(LanguageFile::Callers)).ok()));

impl CallerLines {
    /// The words of a language; `None` for one in which no scenario is written.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        CALLERS.of(language).as_ref()
    }

    /// The company's own questions, each with an answer of its kind.
    pub(super) fn company_answers(&self, config: &TenantConfig, language: Language) -> Vec<(String, String)> {
        let asked = config.questions_asked().into_iter().filter(|question| !question.has_own_argument());
        let answered = asked.map(|question| {
            let says = match question.kind() {
                AnswerKind::Text => self.unknown.clone(),
                AnswerKind::YesNo => self.no.clone(),
                AnswerKind::Number => "12".to_owned(),
                AnswerKind::Choice => question.choices().first().map(ToString::to_string).unwrap_or_default(),
            };
            (question.wording(language).to_owned(), says)
        });
        answered.collect()
    }

    /// A text with its places filled in.
    pub(super) fn filled(text: &str, job: &str, zip: &str) -> String {
        text.replace("{job}", job).replace("{zip}", zip)
    }
}

impl AnsweringCaller {
    fn next(&self, before: &[CallerAct], agent: &str) -> CallerAct {
        if let Some(act) = self.opening.get(before.len()) {
            return act.clone();
        }
        let Some(lines) = CallerLines::of(self.language) else { return CallerAct::HangsUp };
        if matches!(before.last(), Some(CallerAct::Says(words)) if *words == lines.goodbye) {
            return CallerAct::HangsUp;
        }
        let question = last_question(agent).to_lowercase();
        let of_company = questions::asked_in(&self.company_answers, &question);
        let prepared = lines.answers.iter().find(|answer| answer.asked.iter().any(|words| question.contains(words)));
        let words = match (of_company, prepared) {
            (Some(says), _) => says.clone(),
            (None, Some(PreparedAnswer { says: Some(says), .. })) => CallerLines::filled(says, &self.job, &self.zip),
            (None, Some(PreparedAnswer { says: None, .. })) => lines.goodbye.clone(),
            (None, None) => lines.otherwise.clone(),
        };
        // Who gets the same question after the same answer has no other one.
        let repeats = before.iter().rev().take(3).filter(|act| **act == CallerAct::Says(words.clone())).count() == 3;
        CallerAct::Says(if repeats { lines.goodbye.clone() } else { words })
    }
}

/// The last sentence that is a question; the last sentence if there is none.
fn last_question(agent: &str) -> &str {
    let mut sentences = agent.split_inclusive(['.', '?', '!']).map(str::trim).filter(|sentence| !sentence.is_empty());
    let mut last = sentences.next().unwrap_or_default();
    let mut question = Some(last).filter(|sentence| sentence.ends_with('?'));
    for sentence in sentences {
        last = sentence;
        question = Some(sentence).filter(|sentence| sentence.ends_with('?')).or(question);
    }
    question.unwrap_or(last)
}
