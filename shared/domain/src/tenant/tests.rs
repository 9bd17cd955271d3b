use serde_json::{Value, json};

use super::*;
use crate::phone::{DialingPrefix, DialingRules};

/// A demo company's configuration, as JSON.
pub(crate) fn demonstration(file: &str) -> Value {
    let path = format!("{}/../../local/demo/{file}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("JSON")
}

/// The first demo company's configuration, as JSON.
pub(crate) fn acme_json() -> Value {
    demonstration("acme.json")
}

/// The first demo company's configuration.
pub(crate) fn acme() -> TenantConfig {
    serde_json::from_value(acme_json()).expect("valid")
}

/// The error of a configuration with one change.
fn refused(pointer: &str, value: Value) -> String {
    let mut config = acme_json();
    *config.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is there")) = value;
    serde_json::from_value::<TenantConfig>(config).expect_err("refused").to_string()
}

#[test]
fn configuration_round_trips() {
    let stored = serde_json::to_value(acme()).expect("written");
    assert_eq!(serde_json::from_value::<TenantConfig>(stored).expect("read"), acme());
}

#[test]
fn inconsistent_configuration_is_refused_with_the_field() {
    assert!(refused("/job_types/0/duration_minutes", json!(5)).contains("/job_types/0/duration_minutes"));
    assert!(refused("/job_types/0/member_discount_percent", json!(101)).contains("0 to 100 percent"));
    assert!(refused("/job_types/1/id", json!("repair")).contains("same id"));
    assert!(refused("/job_types", json!([])).contains("1 to 30 job types"));
    assert!(refused("/on_call/ring_seconds", json!(4)).contains("ring for 5 to 60 seconds"));
    assert!(refused("/service_area/zips", json!(["75"])).contains("ZIP"));
    assert!(refused("/time_zone", json!("America/Dallas")).contains("time zone"));
    assert!(refused("/forwarding_number", json!("214-555-0188")).contains("E.164"));
    assert!(
        refused(
            "/hours/weekly/mon",
            json!([{"opens": "08:00", "closes": "12:00"}, {"opens": "11:00", "closes": "17:00"}])
        )
        .contains("overlap")
    );
}

#[test]
fn every_problem_is_reported_at_once() {
    let mut config = acme_json();
    config["on_call"]["ring_seconds"] = json!(0);
    config["job_types"] = json!([]);
    let error = serde_json::from_value::<TenantConfig>(config).expect_err("refused").to_string();
    assert!(error.contains("/on_call/ring_seconds") && error.contains("/job_types"), "{error}");
}

#[test]
fn unknown_field_is_refused() {
    let mut config = acme_json();
    config["colour"] = json!("blue");
    assert!(serde_json::from_value::<TenantConfig>(config).is_err());
}

#[test]
fn forwarding_to_an_own_number_is_a_problem() {
    let config = acme();
    let numbers = |numbers: &[&str]| numbers.iter().map(|n| PhoneNumber::parse(n).expect("a number")).collect();
    assert_eq!(config.problems_with_numbers(&numbers(&["+12145550100"])), []);
    let problems = config.problems_with_numbers(&numbers(&["+12145550188", "+12145550172"]));
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["/forwarding_number", "/on_call/people/1/number"]);
    assert!(problems.iter().all(|problem| problem.message.contains("would come back here")));
}

#[test]
fn number_outside_the_dialing_rules_is_a_problem() {
    let mut config = acme_json();
    config["forwarding_number"] = json!("+19005550199");
    config["on_call"]["people"][1]["number"] = json!("+525512345678");
    let config: TenantConfig = serde_json::from_value(config).expect("each number is one");
    let fields = |rules: &DialingRules| {
        config.problems_with_dialing(rules).into_iter().map(|problem| problem.field).collect::<Vec<_>>()
    };
    assert_eq!(acme().problems_with_dialing(&DialingRules::default()), []);
    assert_eq!(fields(&DialingRules::default()), ["/forwarding_number", "/on_call/people/1/number"]);
    let mexico = DialingRules::from_iter([DialingPrefix::parse("+52").expect("a prefix")]);
    assert_eq!(fields(&mexico), ["/forwarding_number"]);
}
