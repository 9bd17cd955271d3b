//! Reads a configuration that a person or a program wrote, and tells everything that is wrong with it, field by field.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{FieldProblem, InvalidConfig, TenantConfig, TenantFields, starter::starter_json};

/// Reads a configuration; what is wrong is told for every field at once, with the path of the place.
pub fn read_config(written: &Value) -> Result<TenantConfig, InvalidConfig> {
    let Value::Object(fields) = written else {
        return Err(problem("", "a configuration is a JSON object"));
    };
    // Each field is tried by itself in a configuration that is right otherwise, so that one mistake hides no other.
    let right = starter_json("A company", "UTC");
    let mut problems: Vec<FieldProblem> = fields
        .iter()
        .filter_map(|(name, value)| {
            let mut tried = right.clone();
            tried.insert(name.clone(), value.clone());
            parse(tried).err()
        })
        .collect();
    let known: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
    let missing = right.keys().filter(|name| !known.contains(name.as_str()));
    problems.extend(missing.map(|name| FieldProblem { field: name.clone(), message: "is missing".to_owned() }));
    if !problems.is_empty() {
        return Err(InvalidConfig(problems));
    }
    let fields = parse(fields.clone()).map_err(|problem| InvalidConfig(vec![problem]))?;
    TenantConfig::try_from(fields)
}

fn problem(field: &str, message: &str) -> InvalidConfig {
    InvalidConfig(vec![FieldProblem { field: field.to_owned(), message: message.to_owned() }])
}

fn parse(fields: Map<String, Value>) -> Result<TenantFields, FieldProblem> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let field = error.path().to_string();
        let message = error.into_inner().to_string();
        FieldProblem { field, message: message.split(" at line ").next().unwrap_or_default().to_owned() }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tenant::tests::acme_json;

    #[test]
    fn a_right_configuration_is_read() {
        assert!(read_config(&acme_json()).is_ok());
        assert!(read_config(&json!([])).is_err());
    }

    #[test]
    fn every_wrong_field_is_told_with_its_place() {
        let mut written = acme_json();
        written["time_zone"] = json!("America/Dallas");
        written["forwarding_number"] = json!("214-555-0188");
        written["job_types"][1]["fee_micro_usd"] = json!("free");
        written["colour"] = json!("blue");
        written.as_object_mut().expect("an object").remove("greeting");
        let InvalidConfig(problems) = read_config(&written).expect_err("wrong");
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        for field in ["time_zone", "forwarding_number", "job_types[1].fee_micro_usd", "colour", "greeting"] {
            assert!(fields.contains(&field), "{field} in {problems:?}");
        }
        assert_eq!(fields.len(), 5, "{problems:?}");
    }

    #[test]
    fn a_window_in_which_the_company_is_never_open_is_told() {
        let mut written = acme_json();
        written["arrival_windows"]["windows"][0]["starts"] = json!("05:00");
        let InvalidConfig(problems) = read_config(&written).expect_err("wrong");
        assert!(problems[0].message.contains("opening hours"), "{problems:?}");
    }
}
