//! The company's own questions: read from the instructions, asked word for word, and answered with the caller's next words.

use std::collections::BTreeMap;

use domain::triage::Language;
use serde_json::{Map, Value, json};

use super::hearing::CallerSentence;

/// Questions that the stand-in asks in its own words, because the tool has an argument for each.
const OWN_ARGUMENTS: [&str; 6] = ["problem", "zip", "time", "name", "address", "access_notes"];
/// What a caller says who has no answer.
const NO_IDEA: [&str; 8] =
    ["don't know", "do not know", "no idea", "not sure", "rather not", "no sé", "no lo sé", "prefiero no"];

/// A question as the instructions have it.
#[derive(Debug, Default)]
struct CompanyQuestion {
    id: String,
    /// The wordings, each with the language's English name; the first has none.
    wordings: Vec<(String, String)>,
    /// The rules after the wordings.
    rules: Vec<String>,
}

impl CompanyQuestion {
    /// Reads a line such as `6. gate: "Is there a gate code?", in Spanish "¿Hay código?"; required`.
    fn of(line: &str) -> Option<Self> {
        let (number, rest) = line.split_once(". ")?;
        number.parse::<u8>().ok()?;
        let (id, described) = rest.split_once(": \"")?;
        let (wordings, rules) = described.rsplit_once('"')?;
        let pieces: Vec<&str> = wordings.split('"').collect();
        let mut wordings: Vec<_> =
            pieces.first().map(|first| (String::new(), (*first).to_owned())).into_iter().collect();
        for pair in pieces.get(1..).unwrap_or_default().chunks(2) {
            if let [before, wording] = pair {
                wordings.push((before.trim_start_matches(", in ").trim().to_owned(), (*wording).to_owned()));
            }
        }
        let rules = rules.split("; ").map(str::to_owned).collect();
        Some(Self { id: id.to_owned(), wordings, rules })
    }

    fn rule(&self, start: &str) -> Option<&str> {
        self.rules.iter().find_map(|rule| rule.strip_prefix(start))
    }

    fn wording(&self, language: Language) -> &str {
        let name = &*language.words().name;
        let worded = self.wordings.iter().find(|(named, _)| named == name).or(self.wordings.first());
        worded.map_or("", |(_, wording)| wording)
    }

    /// The answer in the form that the tool takes.
    fn answer(&self, words: &str, in_english: &str) -> String {
        let sentence = CallerSentence::new(in_english);
        let lower = words.to_lowercase();
        if NO_IDEA.iter().any(|words| lower.contains(words)) {
            return "not_known".to_owned();
        }
        let chosen = self
            .rule("one of ")
            .and_then(|choices| choices.split(", ").find(|choice| lower.contains(&choice.to_lowercase())));
        if let Some(chosen) = chosen {
            return chosen.to_owned();
        }
        match (self.rule("yes or no"), sentence.is_yes(), sentence.is_no()) {
            (Some(_), true, _) => "yes".to_owned(),
            (Some(_), _, true) => "no".to_owned(),
            _ => words.to_owned(),
        }
    }
}

/// The company's questions, and what the caller has answered so far.
#[derive(Debug, Default)]
pub(super) struct CompanyQuestions {
    questions: Vec<CompanyQuestion>,
    answers: BTreeMap<String, String>,
    /// The question that the agent asked last.
    asked: Option<usize>,
}

impl CompanyQuestions {
    /// Reads the instructions.
    pub(super) fn instructed(&mut self, text: &str) {
        let section = text.split("# The company's questions before a visit is booked\n").nth(1).unwrap_or_default();
        let lines = section.lines().skip(1).map_while(CompanyQuestion::of);
        self.questions.extend(lines.filter(|question| !OWN_ARGUMENTS.contains(&question.id.as_str())));
    }

    /// Notes which question the agent's words ask.
    pub(super) fn agent_said(&mut self, text: &str) {
        let asks =
            |question: &CompanyQuestion| question.wordings.iter().any(|(_, wording)| text.contains(wording.as_str()));
        self.asked = self.questions.iter().position(asks);
    }

    /// Takes the caller's words as the answer, if a question was asked.
    pub(super) fn caller_said(&mut self, words: &str, in_english: &str) -> bool {
        let Some(question) = self.asked.take().and_then(|asked| self.questions.get(asked)) else { return false };
        self.answers.insert(question.id.clone(), question.answer(words, in_english));
        true
    }

    /// Forgets an answer that was refused.
    pub(super) fn forget(&mut self, id: &str) {
        self.answers.remove(id);
    }

    /// The next question without an answer.
    pub(super) fn next(&self, job_type: &str, language: Language) -> Option<&str> {
        let is_due = |question: &&CompanyQuestion| {
            let of_job = question.rule("only for ").is_none_or(|jobs| jobs.split(", ").any(|job| job == job_type));
            let follows = question.rule("only if ").and_then(|rule| rule.split_once(" is "));
            let is_next = follows.is_none_or(|(id, answer)| self.answers.get(id).is_some_and(|given| given == answer));
            of_job && is_next && !self.answers.contains_key(&question.id)
        };
        self.questions.iter().find(is_due).map(|question| question.wording(language))
    }

    /// The answers for the tool; null if the company has no such question.
    pub(super) fn to_arguments(&self) -> Value {
        if self.questions.is_empty() {
            return Value::Null;
        }
        let answers =
            self.questions.iter().map(|question| (question.id.clone(), json!(self.answers.get(&question.id))));
        Value::Object(answers.collect::<Map<_, _>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSTRUCTIONS: &str = "# The company's questions before a visit is booked\nRules.\n\
        1. zip: \"What is the ZIP code?\"; required\n\
        2. gate: \"Is there a gate code?\", in Spanish \"¿Hay código?\"; required\n\
        3. pets: \"Any pets?\"; yes or no; ask once\n\
        4. fuel: \"Which fuel?\"; one of Gas, Oil; only for repair; required\n\
        5. occupancy: \"Owner?\"; one of owner, tenant; required\n\
        6. landlord: \"Whose?\"; only if occupancy is tenant; required\n\n# The company\n";

    #[test]
    fn questions_are_asked_in_order_until_each_is_answered() {
        let mut known = CompanyQuestions::default();
        known.instructed(INSTRUCTIONS);
        assert_eq!(known.next("repair", Language::SPANISH), Some("¿Hay código?"));
        let mut asked = Vec::new();
        for words in ["it is 4711", "yes two dogs", "it runs on oil", "I'm a tenant", "I don't know"] {
            let question = known.next("repair", Language::ENGLISH).expect("a question").to_owned();
            known.agent_said(&format!("Thank you. {question}"));
            assert!(known.caller_said(words, words));
            asked.push(question);
        }
        assert_eq!(asked, ["Is there a gate code?", "Any pets?", "Which fuel?", "Owner?", "Whose?"]);
        assert_eq!(known.next("repair", Language::ENGLISH), None);
        let expected =
            json!({"gate": "it is 4711", "pets": "yes", "fuel": "Oil", "occupancy": "tenant", "landlord": "not_known"});
        assert_eq!(known.to_arguments(), expected);
        known.forget("pets");
        assert_eq!(known.next("repair", Language::ENGLISH), Some("Any pets?"));
    }

    #[test]
    fn company_without_questions_has_no_answers() {
        let mut known = CompanyQuestions::default();
        known.instructed("# The company\n- Opening hours");
        known.agent_said("How can I help you?");
        assert!(!known.caller_said("No heat", "No heat"));
        assert_eq!((known.next("repair", Language::ENGLISH), known.to_arguments()), (None, Value::Null));
    }
}
