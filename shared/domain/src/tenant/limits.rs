//! What a configuration must fulfil to be saved, beyond being valid.
//!
//! A stored configuration was saved under the limits of its time, so reading it checks none of these.

use serde_json::Value;

use super::TenantConfig;
use crate::{phone::PhoneNumber, prompt, reading::FieldProblem};

/// The largest configuration, in bytes of JSON. A version is one item of the table, and DynamoDB allows 400 KB.
pub const LARGEST_CONFIG: usize = 128 * 1024;
/// The longest instructions, in bytes. They are sent to the model in every turn: about 12,000 tokens of English.
pub const LONGEST_INSTRUCTIONS: usize = 48 * 1024;
/// How many fields a message about the size names.
const NAMED_FIELDS: usize = 3;

impl TenantConfig {
    /// Reports what keeps the configuration from being saved: fields that are too large together, and numbers that are not
    /// numbers of a telephone.
    #[must_use]
    pub fn problems_when_saved(&self) -> Vec<FieldProblem> {
        let mut problems = self.withheld_numbers();
        let written = serde_json::to_value(self).unwrap_or_default();
        let size = written.to_string().len();
        if size > LARGEST_CONFIG {
            problems.push(too_large("the configuration has", size, LARGEST_CONFIG, &written));
        }
        let size = prompt::instructions(self).len();
        if size > LONGEST_INSTRUCTIONS {
            let what = "the instructions that the model gets from the configuration have";
            problems.push(too_large(what, size, LONGEST_INSTRUCTIONS, &written));
        }
        problems
    }

    fn withheld_numbers(&self) -> Vec<FieldProblem> {
        let forwarding = self.forwarding_number.iter().map(|number| ("/forwarding_number".to_owned(), number));
        let people = self.on_call.people.iter().enumerate();
        let on_call = people.map(|(i, person)| (format!("/on_call/people/{i}/number"), &person.number));
        let blocked = self.blocked_callers.iter().map(|number| ("/blocked_callers".to_owned(), number));
        let withheld = forwarding.chain(on_call).chain(blocked).filter(|(_, number)| number.stands_for_withheld());
        withheld.map(|(field, number)| FieldProblem { field, message: no_telephone(number) }).collect()
    }
}

fn no_telephone(number: &PhoneNumber) -> String {
    format!("{number} stands for every withheld number: it can be neither called nor blocked")
}

/// Says what is too large, by how much, and which fields are the largest.
fn too_large(what: &str, size: usize, most: usize, written: &Value) -> FieldProblem {
    let fields = written.as_object().into_iter().flatten();
    let mut sizes: Vec<_> = fields.map(|(name, value)| (value.to_string().len(), name)).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    let largest: Vec<_> = sizes.iter().take(NAMED_FIELDS).map(|(size, name)| format!("{name} ({size})")).collect();
    let message = format!(
        "{what} {size} bytes; at most {most} are allowed, so shorten it by {}. Its largest fields: {}",
        size - most,
        largest.join(", ")
    );
    FieldProblem { field: String::new(), message }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tenant::{TenantFields, read_config, tests::acme};

    fn changed(change: impl FnOnce(&mut Value)) -> TenantConfig {
        let mut written = json!(TenantFields::from(acme()));
        change(&mut written);
        read_config(&written).expect("valid field by field")
    }

    fn messages(config: &TenantConfig) -> Vec<(String, String)> {
        let problems = config.problems_when_saved();
        problems.into_iter().map(|FieldProblem { field, message }| (field, message)).collect()
    }

    #[test]
    fn ordinary_and_generous_configurations_can_be_saved() {
        assert_eq!(messages(&acme()), []);
        let generous = changed(|written| {
            let faq = json!({"question": "q".repeat(80), "answer": "a".repeat(300)});
            written["faq"] = vec![faq; 50].into();
            written["service_area"]["cities"] = (0..200).map(|i| format!("A City {i}")).collect();
            written["blocked_callers"] = (0..1000).map(|i| format!("+1214555{i:04}")).collect();
        });
        assert_eq!(messages(&generous), []);
    }

    #[test]
    fn instructions_have_a_maximum() {
        let config = changed(|written| {
            written["faq"] = vec![json!({"question": "q".repeat(200), "answer": "ä".repeat(500)}); 50].into();
        });
        let problems = messages(&config);
        let size = prompt::instructions(&config).len();
        assert_eq!(problems.len(), 1, "{problems:?}");
        let (field, message) = &problems[0];
        let expected = format!("have {size} bytes; at most 49152 are allowed, so shorten it by {}. ", size - 49152);
        assert!(field.is_empty() && message.contains(&expected) && message.contains("fields: faq ("), "{message}");
    }

    #[test]
    fn fields_that_are_valid_can_be_too_large_together() {
        let config = changed(|written| {
            let cities: Vec<_> = (0..50).map(|i| format!("{i}{}", "界".repeat(56))).collect();
            let office = json!({"name": "n".repeat(60), "address": "a".repeat(160), "cities": cities});
            written["locations"] = vec![office; 20].into();
        });
        let problems = messages(&config);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].1.starts_with("the configuration has "), "{}", problems[0].1);
        assert!(problems[0].1.contains("at most 131072 are allowed"), "{}", problems[0].1);
    }

    #[test]
    fn number_that_stands_for_withheld_is_refused_in_every_field() {
        let config = changed(|written| {
            written["forwarding_number"] = "+7378742833".into();
            written["on_call"]["people"] = json!([{"name": "Luis", "number": "+86282452253"}]);
            written["blocked_callers"] = json!(["+12145550199", "+266696687"]);
        });
        let fields: Vec<_> = messages(&config).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["/forwarding_number", "/on_call/people/0/number", "/blocked_callers"]);
    }
}
