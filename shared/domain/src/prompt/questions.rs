//! The company's questions, as the model reads them.

use std::fmt::Write;

use crate::{
    tenant::{AnswerKind, AskedQuestion, JobTypeId, TenantConfig},
    triage::Language,
};

const RULES: &str = "
# The company's questions before a visit is booked
One at a time, in this order, in the language of the call. What has no argument of its own goes into answers of book_appointment. If the \
caller does not know or does not want to say, pass on not_known: never invent an answer, and never ask the same question a third time. \
Danger, a message or a person never waits for a question.
";

/// The section about the company's questions; nothing for a company that asks the usual ones.
pub(super) fn section(config: &TenantConfig) -> String {
    if config.questions.is_empty() {
        return String::new();
    }
    let mut section = RULES.to_owned();
    for (nth, question) in config.questions_asked().iter().enumerate() {
        let _ = writeln!(section, "{}. {}: {}", nth + 1, question.id(), described(question, config));
    }
    section
}

/// The question in the words of the languages that the company speaks, and the rules of its answer.
fn described(question: &AskedQuestion<'_>, config: &TenantConfig) -> String {
    let first = config.first_language();
    let mut text = format!("\"{}\"", question.wording(first));
    let others = config.spoken_languages().skip(1).map(|language| (language, question.wording(language)));
    for (language, wording) in others.filter(|(_, wording)| *wording != question.wording(first)) {
        let _ = write!(text, ", in {} \"{wording}\"", name(language));
    }
    match question.kind() {
        AnswerKind::Text => {}
        AnswerKind::YesNo => text.push_str("; yes or no"),
        AnswerKind::Number => text.push_str("; a number"),
        AnswerKind::Choice => {
            let _ = write!(text, "; one of {}", question.choices().join(", "));
        }
    }
    if let Some((earlier, answer)) = question.follows() {
        let _ = write!(text, "; only if {earlier} is {answer}");
    }
    let job_types: Vec<&str> = question.job_types().map(JobTypeId::as_str).collect();
    if !job_types.is_empty() {
        let _ = write!(text, "; only for {}", job_types.join(", "));
    }
    text.push_str(if question.is_required() { "; required" } else { "; ask once" });
    let note = question.built_in().map_or("", |built_in| built_in.note);
    if !note.is_empty() {
        let _ = write!(text, "; {note}");
    }
    text
}

fn name(language: Language) -> &'static str {
    &language.words().name
}
