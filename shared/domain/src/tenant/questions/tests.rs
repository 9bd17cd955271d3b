use serde_json::{Value, json};

use super::*;
use crate::tenant::{read_config, tests::acme_json};

/// The first demonstration company with these questions.
fn asking(questions: Value) -> TenantConfig {
    let mut written = acme_json();
    written["questions"] = questions;
    read_config(&written).expect("valid")
}

fn problems(questions: Value) -> Vec<(String, String)> {
    let mut written = acme_json();
    written["questions"] = questions;
    let error = read_config(&written).expect_err("invalid");
    error.0.into_iter().map(|problem| (problem.field, problem.message)).collect()
}

fn ids(config: &TenantConfig) -> Vec<&str> {
    config.questions_asked().iter().map(AskedQuestion::id).collect()
}

fn gate() -> Value {
    json!({"id": "gate", "ask": {"english": "Is there a gate code?"}})
}

#[test]
fn company_without_questions_asks_the_usual_ones_and_stores_none() {
    let config = asking(json!([]));
    assert_eq!(ids(&config), ["problem", "zip", "time", "name", "address", "access_notes"]);
    let required = config.questions_asked().iter().filter(|question| question.is_required()).count();
    assert_eq!(required, 5, "all but the access notes");
    let stored = serde_json::to_value(&config).expect("JSON");
    assert!(stored.get("questions").is_none(), "its stored form is the one of earlier releases");
}

#[test]
fn questions_come_in_the_order_of_the_company_after_what_every_visit_needs() {
    let config = asking(json!([gate(), {"id": "name"}, {"id": "email"}]));
    assert_eq!(ids(&config), ["problem", "zip", "time", "address", "gate", "name", "email"]);
    let gate = config.questions_asked()[4];
    assert_eq!((gate.wording(Language::ENGLISH), gate.label()), ("Is there a gate code?", "Is there a gate code?"));
    assert_eq!(gate.wording(Language::SPANISH), "Is there a gate code?", "the model translates it");
    assert!(!gate.is_required());
}

#[test]
fn tenant_is_asked_for_the_landlord_unless_the_company_lists_it_itself() {
    let config = asking(json!([{"id": "occupancy", "required": true}, gate()]));
    assert_eq!(ids(&config)[5..], ["occupancy", "landlord", "gate"]);
    let landlord = config.questions_asked()[6];
    assert_eq!((landlord.follows(), landlord.is_required()), (Some(("occupancy", "tenant")), true));
    let own = asking(json!([{"id": "occupancy", "required": true}, gate(), {"id": "landlord"}]));
    assert_eq!(ids(&own)[5..], ["occupancy", "gate", "landlord"]);
    let landlord = own.questions_asked()[7];
    assert_eq!((landlord.follows(), landlord.is_required()), (Some(("occupancy", "tenant")), false));
}

#[test]
fn question_of_the_trade_is_worded_in_every_language() {
    for built_in in BuiltInQuestion::ALL {
        for language in Language::ALL {
            assert!(built_in.wording(language).is_some(), "{} in {language:?}", built_in.id);
        }
        let next = built_in.followed_by.map(|(answer, next)| {
            assert!(built_in.choices.contains(&answer) || answer == "yes", "{}", built_in.id);
            BuiltInQuestion::of(next).is_some()
        });
        assert_ne!(next, Some(false), "{}", built_in.id);
    }
    let config = asking(json!([{"id": "email", "ask": {"english": "Your e-mail?"}}]));
    let email = config.questions_asked()[5];
    assert_eq!(email.wording(Language::ENGLISH), "Your e-mail?");
    assert_eq!(email.wording(Language::SPANISH), "¿Cuál es su correo electrónico?");
}

#[test]
fn wrong_questions_are_reported_at_their_place() {
    let one = |question: Value| problems(json!([question])).remove(0);
    let with = |field: &str, value: Value| {
        let mut question = gate();
        question[field] = value;
        one(question)
    };
    for ((field, message), at, said) in [
        (with("id", json!("Gate code")), "/questions/0/id", "lower-case"),
        (with("ask", json!({})), "/questions/0/ask", "first language"),
        (with("ask", json!({"spanish": "¿Hay portón?"})), "/questions/0/ask", "first language"),
        (with("answer", json!("essay")), "/questions/0/answer", "must be one of"),
        (with("answer", json!("choice")), "/questions/0/choices", "2 to 12"),
        (with("choices", json!(["a", "b"])), "/questions/0/choices", "only the kind choice"),
        (with("job_types", json!(["roofing"])), "/questions/0/job_types/0", "not one of the job types"),
        (with("label", json!("x".repeat(61))), "/questions/0/label", "60 characters"),
        (with("secret", json!(true)), "/questions/0/secret", "not a known field"),
        (one(json!({"id": "name", "job_types": ["repair"]})), "/questions/0/job_types", "every visit"),
        (one(json!({"id": "email", "answer": "number"})), "/questions/0/answer", "kind of its own"),
        (one(json!({"id": "occupancy", "choices": ["a", "b"]})), "/questions/0/choices", "choices of its own"),
    ] {
        assert_eq!(field, at, "{message}");
        assert!(message.contains(said), "{field}: {message}");
    }
    let choice = |choices: Value| with_choices(&choices);
    assert_eq!(problems(choice(json!(["Gas", "gas"])))[0].1, "two choices are the same");
    assert!(problems(choice(json!(["gas", "not_known"])))[0].1.starts_with("not_known always"));
    assert_eq!(
        problems(json!([gate(), gate()]))[0],
        ("/questions/1/id".to_owned(), "two questions have the same id".to_owned())
    );
    let early = problems(json!([{"id": "landlord"}, {"id": "occupancy"}]));
    assert_eq!(early[0], ("/questions/0/id".to_owned(), "list it after the question that it follows".to_owned()));
    let many: Vec<Value> = (0..26).map(|i| json!({"id": format!("q{i}"), "ask": {"english": "Why?"}})).collect();
    assert_eq!(problems(json!(many))[0], ("/questions".to_owned(), "ask at most 25 questions".to_owned()));
}

fn with_choices(choices: &Value) -> Value {
    json!([{"id": "fuel", "ask": {"english": "Which fuel?"}, "answer": "choice", "choices": choices}])
}
