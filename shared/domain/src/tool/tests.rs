use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::tenant::tests::acme;

mod answers;

/// A Monday.
fn today() -> Date {
    "2026-11-23".parse().expect("a date")
}

fn slot(config: &TenantConfig, id: &str) -> Slot {
    config.arrival_windows.slot(&id.parse().expect("an id")).expect("a window")
}

/// Parses a call in a conversation in which tomorrow morning was offered and one visit was looked up.
fn parse(name: &str, arguments: &str) -> Result<Tool, ToolError> {
    let config = acme();
    let caller = PhoneNumber::parse("+12145550142").expect("a number");
    let offered = [slot(&config, "2026-11-24_morning")];
    let appointments = [AppointmentId::parse("apt_known").expect("an id")];
    let caller = Some(&caller);
    Tool::parse(
        name,
        arguments,
        ToolScope {
            config: &config,
            today: today(),
            language: Language::ENGLISH,
            caller,
            offered: &offered,
            appointments: &appointments,
        },
    )
}

fn booking() -> Value {
    json!({
        "slot_id": "2026-11-24_morning", "job_type": "repair", "name": "Dana Smith", "callback_number": null,
        "street_address": "12 Oak Street", "city": "Dallas", "zip": "75201", "problem": "No heat", "access_notes": "none",
    })
}

fn book_with(field: &str, value: Value) -> Result<Tool, ToolError> {
    let mut arguments = booking();
    arguments[field] = value;
    parse("book_appointment", &arguments.to_string())
}

#[test]
fn booking_without_a_callback_takes_the_callers_number() {
    let Tool::BookAppointment(request) = parse("book_appointment", &booking().to_string()).expect("valid") else {
        panic!("a booking");
    };
    assert_eq!(request.callback.as_str(), "+12145550142");
    assert_eq!((request.access_notes, request.zip.to_string().as_str()), (None, "75201"));
}

#[test]
fn booking_accepts_only_offered_slots_and_known_jobs() {
    assert_eq!(book_with("slot_id", json!("2026-11-24_afternoon")), Err(ToolError::SlotNotOffered));
    assert_eq!(book_with("slot_id", json!("tomorrow")), Err(ToolError::SlotNotOffered));
    assert!(matches!(book_with("zip", json!("90210")), Err(ToolError::OutOfArea(_))));
    for (field, wrong) in [("job_type", "roofing"), ("zip", "seven"), ("name", ""), ("callback_number", "12")] {
        let refused = book_with(field, json!(wrong)).expect_err(field);
        assert!(matches!(&refused, ToolError::Argument { field: named, .. } if *named == field), "{refused}");
    }
    assert!(matches!(book_with("name", json!(7)), Err(ToolError::Malformed(_))));
}

#[test]
fn booking_with_a_withheld_number_needs_a_callback() {
    let config = acme();
    let offered = [slot(&config, "2026-11-24_morning")];
    let scope = ToolScope {
        config: &config,
        today: today(),
        language: Language::ENGLISH,
        caller: None,
        offered: &offered,
        appointments: &[],
    };
    let refused = Tool::parse("book_appointment", &booking().to_string(), scope).expect_err("no number");
    assert!(refused.to_string().contains("ask for one"), "{refused}");
}

#[test]
fn days_are_resolved_from_the_callers_words() {
    let days = |when: &str| match parse("check_availability", &json!({"when": when}).to_string()) {
        Ok(Tool::CheckAvailability { days, part, .. }) => (days.first(), part),
        other => panic!("{other:?}"),
    };
    assert_eq!(days("tomorrow morning"), ("2026-11-24".parse().expect("a date"), PartOfDay::Morning));
    assert_eq!(days("next Tuesday").0, "2026-12-01".parse().expect("a date"));
    assert_eq!(days("").0, today());
    assert!(parse("check_availability", r#"{"when": "the twelfth of never"}"#).is_err());
}

#[test]
fn phrase_that_is_not_understood_is_to_be_asked_about() {
    for when in ["whatever day Mike is working", "Friday the fifth", "last Friday", "Tuesday unless it rains"] {
        let refused = parse("check_availability", &json!({"when": when}).to_string()).expect_err(when);
        assert!(refused.to_string().starts_with("when: not understood for certain. Ask the caller"), "{refused}");
    }
    let part = |when: &str, part: &str| match parse(
        "check_availability",
        &json!({"when": when, "part_of_day": part}).to_string(),
    ) {
        Ok(Tool::CheckAvailability { part, .. }) => part,
        other => panic!("{other:?}"),
    };
    assert_eq!(part("Tuesday afternoon", "morning"), PartOfDay::Afternoon, "the caller's words count");
    assert_eq!(part("Tuesday", "morning"), PartOfDay::Morning);
}

#[test]
fn placeholder_is_refused_with_what_to_ask_for() {
    for (field, placeholder, asked) in [
        ("name", "unknown", "ask the caller for their full name"),
        ("name", "the first one", "ask the caller for their full name"),
        ("name", "Mrs.", "not their full name; ask the caller for it"),
        ("street_address", "N/A", "ask the caller for the address"),
        ("street_address", "same as last time", "ask the caller for the address"),
        ("street_address", "Oak Street", "not the address with its house number"),
    ] {
        let refused = book_with(field, json!(placeholder)).expect_err(placeholder);
        assert!(refused.to_string().contains(asked), "{placeholder}: {refused}");
    }
}

#[test]
fn dictated_fields_are_stored_in_digits() {
    let mut arguments = booking();
    arguments["street_address"] = json!("twenty one fifty west elm street apartment four b");
    arguments["name"] = json!("it's dana smith");
    arguments["callback_number"] = json!("two one four, triple five, oh one nine nine");
    arguments["zip"] = json!("seven five two oh one");
    let Ok(Tool::BookAppointment(request)) = parse("book_appointment", &arguments.to_string()) else { panic!("valid") };
    assert_eq!(&*request.street, "2150 West Elm Street Apartment 4B");
    assert_eq!(
        (&*request.name, request.callback.as_str(), request.zip.as_str()),
        ("Dana Smith", "+12145550199", "75201")
    );
}

#[test]
fn number_that_cannot_exist_is_asked_for_again() {
    let refused = book_with("callback_number", json!("0005550142")).expect_err("no such number");
    assert!(refused.to_string().contains("ask for it again"), "{refused}");
    let config = acme();
    let offered = [slot(&config, "2026-11-24_morning")];
    let caller = PhoneNumber::parse("+10005550142").expect("E.164");
    let scope = ToolScope {
        config: &config,
        today: today(),
        language: Language::ENGLISH,
        caller: Some(&caller),
        offered: &offered,
        appointments: &[],
    };
    let refused = Tool::parse("book_appointment", &booking().to_string(), scope).expect_err("no such caller");
    assert!(refused.to_string().contains("ask for one"), "{refused}");
}

#[test]
fn caller_moves_and_cancels_only_own_appointments() {
    assert!(parse("cancel", r#"{"appointment_id": "apt_known"}"#).is_ok());
    assert_eq!(parse("cancel", r#"{"appointment_id": "apt_other"}"#), Err(ToolError::NotTheirs));
    let moving = json!({"appointment_id": "apt_other", "slot_id": "2026-11-24_morning"});
    assert_eq!(parse("reschedule", &moving.to_string()), Err(ToolError::NotTheirs));
}

#[test]
fn invented_tool_or_hazard_is_refused() {
    assert_eq!(parse("issue_refund", "{}"), Err(ToolError::Unknown));
    assert!(matches!(parse("report_emergency", r#"{"hazard": "boredom"}"#), Err(ToolError::Malformed(_))));
}

#[test]
fn tool_schemas_are_valid_in_strict_mode() {
    for tool in definitions(&acme()) {
        let properties = tool.parameters["properties"].as_object().expect("properties");
        let required = tool.parameters["required"].as_array().expect("required");
        assert_eq!(tool.parameters["additionalProperties"], json!(false), "{}", tool.name);
        assert!(properties.keys().all(|name| required.contains(&json!(name))), "{}", tool.name);
        assert_ne!(parse(tool.name, "{}"), Err(ToolError::Unknown), "{} is described and not known", tool.name);
    }
}

proptest! {
    #[test]
    fn any_arguments_are_parsed_or_refused(arguments in "\\PC{0,120}", tool in 0usize..9) {
        let name = definitions(&acme())[tool].name;
        let _ = parse(name, &arguments);
        let _ = parse(&arguments, "{}");
    }
}

#[test]
fn names_are_those_of_the_definitions() {
    let defined: std::collections::BTreeSet<&str> = definitions(&acme()).iter().map(|tool| tool.name).collect();
    assert_eq!(defined, super::NAMES.into_iter().collect());
}
