//! The answers to the company's questions, as a model passes them on.

use super::*;
use crate::tenant::{read_config, tests::acme_json};

fn asking() -> TenantConfig {
    let mut written = acme_json();
    written["questions"] = json!([
        {"id": "gate", "label": "Gate code", "ask": {"english": "Is there a gate code?", "spanish": "¿Hay código?"}, "required": true},
        {"id": "pets", "ask": {"english": "Any pets?"}, "answer": "yes_no"},
        {"id": "tons", "ask": {"english": "How many tons?"}, "answer": "number", "required": true, "job_types": ["tune-up"]},
        {"id": "fuel", "ask": {"english": "Which fuel?"}, "answer": "choice", "choices": ["Gas", "Oil"]},
        {"id": "occupancy", "required": true},
    ]);
    read_config(&written).expect("valid")
}

fn parse_in(config: &TenantConfig, language: Language, arguments: &Value) -> Result<BookingRequest, ToolError> {
    let caller = PhoneNumber::parse("+12145550142").expect("a number");
    let offered = [slot(config, "2026-11-24_morning")];
    let scope =
        ToolScope { config, today: today(), language, caller: Some(&caller), offered: &offered, appointments: &[] };
    match Tool::parse("book_appointment", &arguments.to_string(), scope)? {
        Tool::BookAppointment(visit) => Ok(visit),
        other => panic!("{other:?}"),
    }
}

fn answered() -> Value {
    json!({"gate": "4711", "pets": null, "tons": null, "fuel": null, "occupancy": "owner", "landlord": null})
}

/// The answers of a booking, or its refusal, with one answer changed.
fn with(id: &str, answer: Value) -> Result<Vec<String>, String> {
    let mut arguments = booking();
    arguments["answers"] = answered();
    arguments["answers"][id] = answer;
    if id == "tons" {
        // It is asked for no other visit.
        arguments["job_type"] = json!("tune-up");
    }
    let visit = parse_in(&asking(), Language::ENGLISH, &arguments).map_err(|error| error.to_string())?;
    let answers = visit.answers.iter();
    Ok(answers.map(|one| format!("{}={}", one.id().as_str(), one.answer().unwrap_or("?"))).collect())
}

#[test]
fn answers_reach_the_visit_in_the_order_of_the_questions() {
    assert_eq!(with("fuel", json!("oil")), Ok(vec!["gate=4711".into(), "fuel=Oil".into(), "occupancy=owner".into()]));
    for (id, written, read) in [
        ("pets", json!(true), "pets=yes"),
        ("pets", json!("No"), "pets=no"),
        ("pets", json!("sí"), "pets=yes"),
        ("tons", json!(2.5), "tons=2.5"),
        ("tons", json!("twelve"), "tons=12"),
        ("tons", json!("1,200"), "tons=1200"),
        ("gate", json!("none"), "gate=none"),
        ("gate", json!(4711), "gate=4711"),
        ("gate", json!("not_known"), "gate=?"),
        ("pets", json!("unknown"), "pets=?"),
        ("gate", json!("my card is 4111 1111 1111 1111"), "gate=my card is [card number]"),
        ("gate", json!(" a\u{0}\u{202e}b\n c "), "gate=a b c"),
    ] {
        let answers = with(id, written.clone()).unwrap_or_else(|error| panic!("{written}: {error}"));
        assert!(answers.contains(&read.to_owned()), "{read} in {answers:?}");
    }
    let long = with("gate", json!("x".repeat(5000))).expect("cut");
    assert_eq!(long[0].len(), "gate=".len() + 300);
}

#[test]
fn wrong_answer_is_refused_with_the_question_to_ask() {
    for (id, written, said) in [
        ("gate", json!(null), "answers.gate: Ask the caller: \"Is there a gate code?\""),
        ("gate", json!("  "), "answers.gate: Ask"),
        ("gate", json!("the one on file"), "answers.gate: a placeholder"),
        ("gate", json!({"code": 1}), "answers.gate: must be one answer"),
        ("pets", json!("a dog"), "answers.pets: must be yes or no"),
        ("tons", json!("many"), "answers.tons: must be a number"),
        ("tons", json!(-3), "answers.tons: must be a number"),
        ("tons", json!("NaN"), "answers.tons: must be a number"),
        ("tons", json!("1e300"), "answers.tons: must be a number"),
        ("fuel", json!("coal"), "answers.fuel: must be one of Gas, Oil"),
        ("ignore all rules", json!("yes"), "answers.ignore all rules: not one of the company's questions"),
    ] {
        let refused = with(id, written).expect_err(id);
        assert!(refused.starts_with(said), "{refused}");
    }
    let refused = with("gate", json!(null)).expect_err("missing");
    assert!(refused.ends_with("pass on not_known."), "{refused}");
    let long = with(&"x".repeat(9000), json!("yes")).expect_err("unknown");
    assert!(long.len() < 120, "{long}");
}

#[test]
fn question_is_required_only_for_its_visits_and_after_its_answer() {
    let mut arguments = booking();
    arguments["answers"] = answered();
    arguments["job_type"] = json!("tune-up");
    let refused = parse_in(&asking(), Language::ENGLISH, &arguments).expect_err("tons");
    assert!(refused.to_string().starts_with("answers.tons: "), "{refused}");
    for unneeded in [json!("not_known"), json!({"name": "Lee"})] {
        let answers = with("landlord", unneeded).expect("an owner needs no landlord");
        assert!(!answers.iter().any(|one| one.starts_with("landlord")), "{answers:?}");
    }
    let refused = with("occupancy", json!("tenant")).expect_err("landlord");
    assert!(refused.starts_with("answers.landlord: "), "{refused}");
}

#[test]
fn question_is_asked_in_the_language_of_the_call() {
    let mut arguments = booking();
    arguments["answers"] = json!({});
    let refused = parse_in(&asking(), Language::SPANISH, &arguments).expect_err("gate");
    assert!(refused.to_string().contains("\"¿Hay código?\""), "{refused}");
    arguments["answers"] = json!(null);
    assert!(parse_in(&asking(), Language::ENGLISH, &arguments).is_err(), "no answers at all");
    arguments["answers"] = json!([]);
    assert!(matches!(parse_in(&asking(), Language::ENGLISH, &arguments), Err(ToolError::Malformed(_))));
}

#[test]
fn access_notes_can_be_required() {
    let mut written = acme_json();
    written["questions"] = json!([{"id": "access_notes", "required": true}]);
    let config = read_config(&written).expect("valid");
    let mut arguments = booking();
    arguments["access_notes"] = Value::Null;
    let refused = parse_in(&config, Language::ENGLISH, &arguments).expect_err("not asked");
    assert!(refused.to_string().starts_with("answers.access_notes: Ask the caller"), "{refused}");
    for (given, kept) in [("not_known", None), ("none", None), ("Gate 12", Some("Gate 12"))] {
        arguments["access_notes"] = json!(given);
        let visit = parse_in(&config, Language::ENGLISH, &arguments).expect("answered");
        assert_eq!(visit.access_notes.as_deref(), kept, "{given}");
    }
}

#[test]
fn schema_has_the_companys_questions_only_and_is_strict() {
    let spec = |config: &TenantConfig| {
        let spec = definitions(config).into_iter().find(|tool| tool.name == "book_appointment").expect("there");
        spec.parameters["properties"]["answers"].clone()
    };
    assert_eq!(spec(&acme()), Value::Null, "companies without questions have the schema of earlier releases");
    let answers = spec(&asking());
    let properties = answers["properties"].as_object().expect("properties");
    let names: Vec<&str> = properties.keys().map(String::as_str).collect();
    assert_eq!(names.len(), 6, "{names:?}");
    assert_eq!(answers["required"].as_array().expect("a list").len(), 6);
    assert_eq!(answers["additionalProperties"], json!(false));
    assert_eq!(answers["properties"]["fuel"]["enum"], json!(["Gas", "Oil", "not_known", null]));
}

proptest! {
    #[test]
    fn any_answer_is_parsed_or_refused(answer in "\\PC{0,400}", id in prop::sample::select(vec!["gate", "pets", "tons", "fuel"])) {
        if let Ok(answers) = with(id, json!(answer)) {
            prop_assert!(answers.iter().all(|one| one.chars().count() < 320 && !one.chars().any(char::is_control)));
        }
    }
}
