//! Reads the answers to the company's questions. They are a model's, so each is compared with its question.

use serde_json::{Map, Value};

use super::{ToolError, ToolScope, given};
use crate::{
    booking::VisitAnswer,
    dictation::{digits, is_placeholder},
    language::phrases,
    redaction::redacted,
    tenant::{AnswerKind, AskedQuestion, JobTypeId, NOT_KNOWN, QuestionId},
    text::Text,
};

/// Words that stand for "not known".
const UNKNOWN: [&str; 9] =
    [NOT_KNOWN, "not known", "unknown", "n/a", "refused", "declined", "don't know", "no sé", "no sabe"];
/// The largest number.
const LARGEST: f64 = 1_000_000_000.0;

/// An answer as the model passed it on.
enum Passed {
    Missing,
    NotKnown,
    Answer(Text<300>),
}

impl ToolScope<'_> {
    /// The answers, in the order of the questions. The first required question without one is refused with the words to ask it.
    pub(super) fn answers(
        &self,
        job_type: &JobTypeId,
        passed: Option<&Map<String, Value>>,
        access_notes: Option<&str>,
    ) -> Result<Vec<VisitAnswer>, ToolError> {
        let questions = self.config.questions_asked();
        let asked = || questions.iter().filter(|question| !question.has_own_argument());
        let is_unknown = |id: &&String| !asked().any(|question| question.id() == id.as_str());
        if let Some(id) = passed.into_iter().flat_map(Map::keys).find(is_unknown) {
            let id = id.chars().take(32).collect();
            return Err(ToolError::Answer {
                id,
                problem: "not one of the company's questions; leave it out".to_owned(),
            });
        }
        let mut answers: Vec<VisitAnswer> = Vec::new();
        for question in &questions {
            if question.has_own_argument() {
                if question.id() == "access_notes" && question.is_required() && access_notes.is_none_or(str::is_empty) {
                    return Err(self.unanswered(question, ""));
                }
                continue;
            }
            let value = passed.and_then(|passed| passed.get(question.id())).unwrap_or(&Value::Null);
            let is_due = is_due(question, job_type, &answers);
            let answer = match self.answer(question, value) {
                Ok(Passed::Answer(answer)) => Some(answer),
                // What the caller need not be asked is no reason to refuse.
                Ok(_) | Err(_) if !is_due => continue,
                Ok(Passed::NotKnown) => None,
                Ok(Passed::Missing) if question.is_required() => return Err(self.unanswered(question, "")),
                Ok(Passed::Missing) => continue,
                Err(refused) => return Err(refused),
            };
            if let (Ok(id), Some(label)) = (QuestionId::parse(question.id()), Text::cut(question.label())) {
                answers.push(VisitAnswer::new(id, label, answer));
            }
        }
        Ok(answers)
    }

    fn answer(&self, question: &AskedQuestion<'_>, value: &Value) -> Result<Passed, ToolError> {
        let text = match value {
            Value::Null => return Ok(Passed::Missing),
            Value::String(text) => text.trim().to_owned(),
            Value::Bool(true) => "yes".to_owned(),
            Value::Bool(false) => "no".to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Array(_) | Value::Object(_) => return Err(self.unanswered(question, "must be one answer. ")),
        };
        let folded = text.to_lowercase();
        if folded.is_empty() || folded == "null" {
            return Ok(Passed::Missing);
        }
        if UNKNOWN.contains(&&*folded) {
            return Ok(Passed::NotKnown);
        }
        let read = match question.kind() {
            AnswerKind::Text if given(Some(&text)).is_some() && is_reference(&text) => None,
            AnswerKind::Text => Text::cut(&redacted(&text)),
            AnswerKind::YesNo => yes_or_no(&folded).and_then(Text::cut),
            AnswerKind::Number => number(&folded).and_then(|number| Text::cut(&number)),
            AnswerKind::Choice => {
                let choices = question.choices();
                choices.into_iter().find(|choice| choice.to_lowercase() == folded).and_then(Text::cut)
            }
        };
        let wanted = match question.kind() {
            AnswerKind::Text => "a placeholder, not the caller's words. ".to_owned(),
            AnswerKind::YesNo => "must be yes or no. ".to_owned(),
            AnswerKind::Number => "must be a number. ".to_owned(),
            AnswerKind::Choice => format!("must be one of {}. ", question.choices().join(", ")),
        };
        read.map(Passed::Answer).ok_or_else(|| self.unanswered(question, &wanted))
    }

    /// Which question to ask, and what to do if the caller has no answer.
    pub(crate) fn unanswered(&self, question: &AskedQuestion<'_>, problem: &str) -> ToolError {
        let wording = question.wording(self.language);
        let problem = format!(
            "{problem}Ask the caller: \"{wording}\" If they do not know or do not want to say, pass on {NOT_KNOWN}."
        );
        ToolError::Answer { id: question.id().to_owned(), problem }
    }
}

/// Whether the question is asked for this visit, after these answers.
fn is_due(question: &AskedQuestion<'_>, job_type: &JobTypeId, answers: &[VisitAnswer]) -> bool {
    let is_next = question.follows().is_none_or(|(earlier, wanted)| {
        answers.iter().any(|answer| answer.id().as_str() == earlier && answer.answer() == Some(wanted))
    });
    is_next && question.is_asked_for(job_type)
}

/// A placeholder of several words, such as "the one on file". A single word may be an answer: "none", "landlord", "owner".
fn is_reference(text: &str) -> bool {
    text.split_whitespace().count() > 2 && is_placeholder(text)
}

fn yes_or_no(folded: &str) -> Option<&'static str> {
    match folded {
        "yes" | "true" | "y" | "sí" | "si" => Some("yes"),
        "no" | "false" | "n" => Some("no"),
        _ if phrases("answer yes").contains(&folded) => Some("yes"),
        _ if phrases("answer no").contains(&folded) => Some("no"),
        _ => None,
    }
}

/// A number in digits or in words, as the shortest decimal.
fn number(folded: &str) -> Option<String> {
    let written = folded.replace(',', "");
    let words: Vec<&str> = folded.split_whitespace().collect();
    let in_words = || Some(digits::round_run(&words)).filter(|(_, used)| *used == words.len());
    let number = written.parse::<f64>().ok().or_else(|| in_words()?.0.parse().ok())?;
    (0.0..=LARGEST).contains(&number).then(|| number.to_string())
}
