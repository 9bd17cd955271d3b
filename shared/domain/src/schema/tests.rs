use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::{
    access::{EmailAddress, KeyScope, Role},
    hours::WeeklyHours,
    id::{CallSid, TenantId},
    money::MicroUsd,
    phone::PhoneNumber,
    slot::{Slot, SlotId},
    tenant::{
        TenantConfig, TenantFields, Zip, read_config,
        tests::{acme, demonstration},
    },
    text::Text,
    triage::Hazard,
};

/// The schema of a type with those it refers to, as it appears in an API's description.
fn schema_of<T: ToSchema>() -> Value {
    let mut named = Vec::new();
    T::schemas(&mut named);
    named.push((T::name().into(), T::schema()));
    let schemas: Map<String, Value> =
        named.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).expect("JSON"))).collect();
    json!({"$ref": format!("#/components/schemas/{}", T::name()), "components": {"schemas": schemas}})
}

fn allows<T: ToSchema>(value: &Value) -> bool {
    jsonschema::validator_for(&schema_of::<T>()).expect("a schema, whole").is_valid(value)
}

#[test]
fn configuration_schema_and_reader_accept_the_same() {
    let validator = jsonschema::validator_for(&schema_of::<TenantConfig>()).expect("a schema, whole");
    for name in ["acme.json", "desert.json"] {
        let errors: Vec<String> = validator.iter_errors(&demonstration(name)).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0], "{name}");
    }
    let example = schema_of::<TenantConfig>()["components"]["schemas"]["Configuration"]["example"].clone();
    assert!(validator.is_valid(&example) && read_config(&example).is_ok(), "the example is one");
    assert!(validator.is_valid(&serde_json::to_value(acme()).expect("written")), "and so is what is stored");

    for (pointer, wrong) in [
        ("/company", json!("  ")),
        ("/agent_name", json!("a".repeat(41))),
        ("/forwarding_number", json!("214-555-0188")),
        ("/service_area/zips/0", json!("75")),
        ("/job_types", json!([])),
        ("/job_types/0/fee_micro_usd", json!(-1)),
        ("/job_types/0/duration_minutes", json!(5)),
        ("/job_types/0/id", json!("Repair")),
        ("/job_types/0", json!({"id": "repair", "name": "Repair", "duration_minutes": 60})),
        ("/hours/weekly/mon/0/opens", json!("8 am")),
        ("/hours/weekly", json!({"holiday": []})),
        ("/hours/closures/0/date", json!("11/26/2026")),
        ("/arrival_windows/horizon_days", json!(61)),
        ("/arrival_windows/windows/0/capacity", json!(0)),
        ("/arrival_windows/windows/0/colour", json!("blue")),
        ("/on_call/ring_seconds", json!(4)),
        ("/voice", json!("nobody")),
        ("/after_hours", json!("sleep")),
        ("/locations/0", json!({"name": "Office"})),
        ("/colour", json!("blue")),
    ] {
        let mut config = demonstration("acme.json");
        if let Some(value) = config.pointer_mut(pointer) {
            *value = wrong;
        } else {
            let (object, field) = pointer.rsplit_once('/').expect("a pointer");
            config.pointer_mut(object).expect("an object")[field] = wrong;
        }
        assert!(!validator.is_valid(&config) && read_config(&config).is_err(), "{pointer}");
    }
}

#[test]
fn configuration_and_its_fields_have_one_schema() {
    assert_eq!(schema_of::<TenantConfig>(), schema_of::<TenantFields>());
    assert_eq!(TenantConfig::name(), "Configuration");
}

/// Whether a type's schema and its reader both accept a text.
fn both<T: ToSchema + serde::de::DeserializeOwned>(text: &str) -> bool {
    let value = json!(text);
    let read = serde_json::from_value::<T>(value.clone()).is_ok();
    assert_eq!(allows::<T>(&value), read, "{text:?} as {}", T::name());
    read
}

#[test]
fn text_schema_and_reader_accept_the_same() {
    let long = format!("ten_{}", "a".repeat(64));
    assert!(both::<TenantId>("ten_acme_1") && both::<TenantId>(&long) && both::<CallSid>("CA1"));
    assert!(!both::<TenantId>("ten_") && !both::<TenantId>(&format!("{long}a")) && !both::<TenantId>("usr_a"));
    assert!(both::<PhoneNumber>("+12145550100") && !both::<PhoneNumber>("+02145550100") && !both::<PhoneNumber>("+1"));
    assert!(both::<SlotId>("2026-11-24_morning") && !both::<SlotId>("2026-11-24") && !both::<SlotId>("24.11._morning"));
    assert!(both::<Zip>("75201") && !both::<Zip>("7520"));
    assert!(both::<Role>("owner") && !both::<Role>("king"));
    assert!(both::<KeyScope>("audit:read") && !both::<KeyScope>("audit"));
    assert!(both::<Hazard>("gas_leak") && !both::<Hazard>("GasLeak"));
    assert!(both::<Text<3>>("é é") && !both::<Text<3>>("Dana") && !both::<Text<3>>(" "));
    assert!(allows::<MicroUsd>(&json!(89_000_000)) && !allows::<MicroUsd>(&json!(-1)));
    assert_eq!(schema_of::<EmailAddress>()["components"]["schemas"]["EmailAddress"]["format"], "email");
    let slot = json!({"id": "2026-11-24_morning", "starts": "08:00", "ends": "12:00"});
    assert!(allows::<Slot>(&slot) && serde_json::from_value::<Slot>(slot).is_ok());
    assert!(!allows::<Slot>(&json!({"id": "2026-11-24_morning", "starts": "8", "ends": "12:00"})));
}

#[test]
fn schema_of_weekly_hours_alone_refers_to_spans() {
    let week = json!({"mon": [{"opens": "08:00", "closes": "17:00"}]});
    assert!(allows::<WeeklyHours>(&week) && serde_json::from_value::<WeeklyHours>(week).is_ok());
    assert!(!allows::<WeeklyHours>(&json!({"mon": [{"opens": "8 am", "closes": "17:00"}]})));
    assert!(!allows::<WeeklyHours>(&json!({"monday": []})));
}
