//! Reads the instructions: the kinds of visits, and the answers to questions. It does not know their use.

use super::{hearing::CallerSentence, understanding::Understanding};

/// The company's job type for a problem. The instructions list the job types, the usual one first.
pub(super) fn job_type(known: &Understanding, problem: &str) -> String {
    let section = known.company.split("Visits (").nth(1).unwrap_or_default();
    let ids: Vec<&str> = section
        .lines()
        .skip(1)
        .map_while(|line| line.strip_prefix("- "))
        .filter_map(|line| line.split_once(':').map(|(id, _)| id))
        .collect();
    let sentence = CallerSentence::new(problem);
    let wanted: &[&str] = if sentence.says(&["tune", "maintenance", "check-up", "checkup", "service plan"]) {
        &["tune", "maint"]
    } else if sentence.says(&["estimate", "quote", "new system", "install", "replace"]) {
        &["estimate", "install"]
    } else {
        &["repair"]
    };
    let fitting = ids.iter().find(|id| wanted.iter().any(|start| id.contains(start)));
    fitting.or_else(|| ids.first()).copied().unwrap_or("repair").to_owned()
}

/// Questions that the instructions answer.
pub(super) fn answered_from_instructions(known: &Understanding, sentence: &CallerSentence<'_>) -> Option<String> {
    if !sentence.is_question() {
        return None;
    }
    if sentence.has(&["robot", "ai", "machine", "computer", "real"]) && sentence.has(&["you"]) {
        return Some("Yes, I'm an automated assistant.".to_owned());
    }
    if sentence.has(&["hours", "open", "close", "closed"]) {
        let status = known.company.split("The office is ").nth(1)?.split(". ").next()?;
        return Some(format!("The office is {status}."));
    }
    if sentence.has(&["cost", "fee", "charge", "price", "expensive"]) || sentence.says(&["how much"]) {
        let line = known.company.split("Visits (").nth(1)?.lines().nth(1)?;
        let fee = line.split("; ").nth(2)?;
        return Some(format!("Coming out is {fee}, apart from any repair."));
    }
    let faq = known.company.split("Questions and their answers:\n").nth(1)?;
    let best =
        faq.lines().map_while(|line| line.strip_prefix("- ")?.split_once("?: ")).max_by_key(|(question, _)| {
            let asked = CallerSentence::new(question);
            CONTENT.iter().filter(|word| sentence.has(&[word]) && asked.has(&[word])).count()
        })?;
    let asked = CallerSentence::new(best.0);
    CONTENT.iter().any(|word| sentence.has(&[word]) && asked.has(&[word])).then(|| best.1.to_owned())
}

/// Words that distinguish one frequent question from another.
const CONTENT: [&str; 12] = [
    "pumps",
    "pump",
    "financing",
    "finance",
    "warranty",
    "guarantee",
    "fast",
    "quickly",
    "brands",
    "parts",
    "payment",
    "mini-splits",
];
