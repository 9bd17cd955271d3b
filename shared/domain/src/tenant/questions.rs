//! What the agent asks before it books a visit: the questions of the trade, and the company's own, in the company's order.
//!
//! A company that lists no questions asks what the instructions have always asked. This module does not know how an answer is read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{JobTypeId, TenantConfig, TenantFields};
use crate::{reading::FieldProblem, text::Text, triage::Language};

mod built_in;

pub use built_in::BuiltInQuestion;

/// The most questions of a company.
pub const MOST_QUESTIONS: usize = 25;
/// The most answers to choose from.
const MOST_CHOICES: usize = 12;
/// The fewest letters of a word that says what a question is about.
const FEWEST_LETTERS: usize = 4;
/// What the model passes on if the caller does not know or does not want to say. No answer to choose from has this name.
pub const NOT_KNOWN: &str = "not_known";

/// Why a text is not the id of a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a question's id is 1 to 32 lower-case letters, digits or underscores")]
pub struct QuestionIdError;

/// The id of a question, such as `gate_code`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(pattern = "^[a-z0-9_]{1,32}$", example = "gate_code"))]
#[serde(try_from = "String", into = "String")]
pub struct QuestionId(String);

impl QuestionId {
    /// Accepts 1 to 32 lower-case letters, digits or underscores.
    pub fn parse(text: &str) -> Result<Self, QuestionIdError> {
        let well_formed = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if well_formed { Ok(Self(text.to_owned())) } else { Err(QuestionIdError) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for QuestionId {
    type Error = QuestionIdError;
    fn try_from(text: String) -> Result<Self, QuestionIdError> {
        Self::parse(&text)
    }
}

impl From<QuestionId> for String {
    fn from(id: QuestionId) -> Self {
        id.0
    }
}

/// The kind of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// The caller's words, at most 300 characters.
    #[default]
    Text,
    /// Yes or no.
    YesNo,
    /// A number, 0 or more.
    Number,
    /// One of the question's choices.
    Choice,
}

impl AnswerKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

/// A question that the agent asks before it books a visit. Its fields are checked together with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Question))]
#[serde(deny_unknown_fields)]
pub struct IntakeQuestion {
    /// A question of the trade, such as `occupancy`, or the company's own; unique within the company. Of the trade: `problem`, `zip`, `time`,
    /// `name`, `address`, `access_notes`, `household`, `equipment`, `equipment_age`, `equipment_brand`, `membership`, `warranty`,
    /// `occupancy`, `landlord`, `property`, `third_party`, `on_site`, `lead_source`, `email`.
    id: QuestionId,
    /// Its name in lists and notifications, such as "Gate code"; without one, its wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<Text<60>>,
    /// The question by language, as the agent asks it. The company's own questions need one in the first language. A question of the trade
    /// has words of its own in every language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = BTreeMap<String, Text<200>>))]
    ask: BTreeMap<Language, Text<200>>,
    /// What kind of answer the company's own question has.
    #[serde(default, skip_serializing_if = "AnswerKind::is_text")]
    answer: AnswerKind,
    /// The answers to choose from, for a question of the kind `choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(max_items = 12))]
    choices: Vec<Text<40>>,
    /// No visit is booked before it is answered, or the caller cannot or will not answer it. The problem, the ZIP code, the time, the name
    /// and the address are always required.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    /// The kinds of visits that it is asked for; every kind if there are none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    job_types: BTreeSet<JobTypeId>,
}

/// A question as it is asked: the company's own, or one of the trade with what the company changed about it.
#[derive(Debug, Clone, Copy)]
pub struct AskedQuestion<'a> {
    id: &'a str,
    built_in: Option<&'static BuiltInQuestion>,
    listed: Option<&'a IntakeQuestion>,
    /// The question and the answer that this one follows.
    follows: Option<(&'static str, &'static str)>,
    required: bool,
    first_language: Language,
}

impl<'a> AskedQuestion<'a> {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.id
    }

    /// Its name in lists.
    #[must_use]
    pub fn label(&self) -> &'a str {
        let own = self.listed.and_then(|listed| listed.label.as_deref());
        let label = own.or(self.built_in.map(|built_in| built_in.label));
        label.unwrap_or_else(|| self.wording(self.first_language))
    }

    /// The question in a language; in the company's first if it has no words in that one.
    #[must_use]
    pub fn wording(&self, language: Language) -> &'a str {
        let own = |language| self.listed.and_then(|listed| listed.ask.get(&language)).map(|words| &**words);
        let of_trade = self.built_in.and_then(|built_in| built_in.wording(language));
        own(language).or(of_trade).or_else(|| own(self.first_language)).unwrap_or(self.id)
    }

    /// Whether these words ask it: they have at least half of its telling words, in any language.
    #[must_use]
    pub fn is_in(&self, said: &str) -> bool {
        Language::ALL.into_iter().any(|language| asks(self.wording(language), said))
    }

    /// The kind of its answer.
    #[must_use]
    pub fn kind(&self) -> AnswerKind {
        match (self.built_in, self.listed) {
            (Some(built_in), _) => built_in.kind,
            (None, Some(listed)) => listed.answer,
            (None, None) => AnswerKind::Text,
        }
    }

    /// The answers to choose from.
    #[must_use]
    pub fn choices(&self) -> Vec<&'a str> {
        match (self.built_in, self.listed) {
            (Some(built_in), _) => built_in.choices.to_vec(),
            (None, listed) => listed.into_iter().flat_map(|listed| &listed.choices).map(|choice| &**choice).collect(),
        }
    }

    /// Whether no visit is booked without an answer.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether its answer is an argument of its own of the tool that books, such as the name.
    #[must_use]
    pub fn has_own_argument(&self) -> bool {
        self.built_in.is_some_and(|built_in| built_in.has_own_argument)
    }

    /// The question of the trade, if it is one.
    #[must_use]
    pub fn built_in(&self) -> Option<&'static BuiltInQuestion> {
        self.built_in
    }

    /// The question and the answer that this one follows; `None` if it stands by itself.
    #[must_use]
    pub fn follows(&self) -> Option<(&'static str, &'static str)> {
        self.follows
    }

    /// The kinds of visits that it is asked for; none means every kind.
    pub fn job_types(&self) -> impl Iterator<Item = &'a JobTypeId> + use<'a> {
        self.listed.into_iter().flat_map(|listed| &listed.job_types)
    }

    /// Whether it is asked for this kind of visit.
    #[must_use]
    pub fn is_asked_for(&self, job_type: &JobTypeId) -> bool {
        self.job_types().next().is_none() || self.job_types().any(|asked| asked == job_type)
    }
}

/// Whether `said` has at least half of the telling words of a question.
fn asks(question: &str, said: &str) -> bool {
    percent_asked(question, said) >= HALF
}

/// The question of several that is asked in `said`: the one of which the most telling words are said, if that is at least half.
pub(crate) fn asked_in<'a, T>(questions: &'a [(String, T)], said: &str) -> Option<&'a T> {
    let asked = questions.iter().map(|(question, about)| (percent_asked(question, said), about));
    let (percent, about) = asked.max_by_key(|(percent, _)| *percent)?;
    (percent >= HALF).then_some(about)
}

const HALF: usize = 50;

/// How many of a hundred telling words of a question are said.
fn percent_asked(question: &str, said: &str) -> usize {
    let (words, said) = (telling_words(question), telling_words(said));
    let heard = words.iter().filter(|word| said.contains(word)).count();
    (heard * 100).checked_div(words.len()).unwrap_or_default()
}

fn telling_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= FEWEST_LETTERS);
    words.map(str::to_lowercase).collect()
}

impl TenantConfig {
    /// The questions that the agent asks before it books a visit, in order. What no visit is booked without comes first if the company does
    /// not list it, and a question that follows an answer comes after the one that it follows.
    #[must_use]
    pub fn questions_asked(&self) -> Vec<AskedQuestion<'_>> {
        let asks = |id: &str| self.questions.iter().any(|listed| listed.id.as_str() == id);
        let first_language = self.first_language();
        let of_trade = |built_in: &'static BuiltInQuestion, required: bool, follows| AskedQuestion {
            id: built_in.id,
            built_in: Some(built_in),
            listed: None,
            follows,
            required,
            first_language,
        };
        let usual = BuiltInQuestion::ALL.iter().filter(|built_in| built_in.has_own_argument);
        let usual = usual.filter(|built_in| !asks(built_in.id) && (built_in.is_vital || self.questions.is_empty()));
        let mut asked: Vec<AskedQuestion<'_>> =
            usual.map(|built_in| of_trade(built_in, built_in.is_vital, None)).collect();
        for listed in &self.questions {
            let built_in = BuiltInQuestion::of(listed.id.as_str());
            let required = listed.required || built_in.is_some_and(|built_in| built_in.is_vital);
            let follows = BuiltInQuestion::ALL.iter().find_map(|earlier| {
                let (answer, next) = earlier.followed_by?;
                (next == listed.id.as_str() && asks(earlier.id)).then_some((earlier.id, answer))
            });
            let id = listed.id.as_str();
            asked.push(AskedQuestion { id, built_in, listed: Some(listed), follows, required, first_language });
            let next = built_in.and_then(|built_in| built_in.followed_by).filter(|(_, next)| !asks(next));
            if let (Some((answer, next)), Some(earlier)) = (next, built_in)
                && let Some(next) = BuiltInQuestion::of(next)
            {
                asked.push(of_trade(next, required, Some((earlier.id, answer))));
            }
        }
        asked
    }
}

impl TenantFields {
    pub(super) fn question_problems(&self, speaks: &[Language], problems: &mut Vec<FieldProblem>) {
        let mut report = |field: String, message: &str| {
            problems.push(FieldProblem { field: format!("/questions{field}"), message: message.to_owned() });
        };
        if self.questions.len() > MOST_QUESTIONS {
            report(String::new(), "ask at most 25 questions");
        }
        let mut ids = BTreeSet::new();
        for (i, question) in self.questions.iter().enumerate() {
            if !ids.insert(&question.id) {
                report(format!("/{i}/id"), "two questions have the same id");
            }
            let comes_before = |earlier: &BuiltInQuestion| {
                earlier.followed_by.is_some_and(|(_, next)| next == question.id.as_str())
                    && self.questions[i..].iter().any(|later| later.id.as_str() == earlier.id)
            };
            if BuiltInQuestion::ALL.iter().any(comes_before) {
                report(format!("/{i}/id"), "list it after the question that it follows");
            }
            for (field, message) in question.problems(speaks) {
                report(format!("/{i}/{field}"), message);
            }
            for (nth, job_type) in question.job_types.iter().enumerate() {
                if !self.job_types.iter().any(|known| known.id == *job_type) {
                    report(format!("/{i}/job_types/{nth}"), "is not one of the job types");
                }
            }
        }
    }
}

impl IntakeQuestion {
    /// What is wrong with the question by itself: the field and the message.
    fn problems(&self, speaks: &[Language]) -> Vec<(&'static str, &'static str)> {
        let built_in = BuiltInQuestion::of(self.id.as_str());
        let mut distinct = BTreeSet::new();
        let repeats = self.choices.iter().any(|choice| !distinct.insert(choice.to_lowercase()));
        let is_vital = built_in.is_some_and(|built_in| built_in.is_vital);
        let chooses = self.answer == AnswerKind::Choice;
        let first_worded = speaks.first().is_some_and(|first| self.ask.contains_key(first));
        let checks = [
            (built_in.is_none() && !first_worded, "ask", "word the question in the first language of the agent"),
            (
                self.ask.keys().any(|language| !speaks.contains(language)),
                "ask",
                "the agent does not speak this language",
            ),
            (built_in.is_some() && !self.answer.is_text(), "answer", "a question of the trade has a kind of its own"),
            (
                built_in.is_some() && !self.choices.is_empty(),
                "choices",
                "a question of the trade has choices of its own",
            ),
            (built_in.is_none() && !chooses && !self.choices.is_empty(), "choices", "only the kind choice has choices"),
            (
                built_in.is_none() && chooses && !(2..=MOST_CHOICES).contains(&self.choices.len()),
                "choices",
                "list 2 to 12 choices",
            ),
            (repeats, "choices", "two choices are the same"),
            (distinct.contains(NOT_KNOWN), "choices", "not_known always is an answer; leave it out"),
            (is_vital && !self.job_types.is_empty(), "job_types", "is asked for every visit"),
        ];
        checks.into_iter().filter(|(wrong, ..)| *wrong).map(|(_, field, message)| (field, message)).collect()
    }
}

#[cfg(test)]
mod tests;
