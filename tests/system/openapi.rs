//! The OpenAPI document: it is valid and complete, and its examples match their schemas.

use std::collections::{BTreeMap, BTreeSet};

use api_docs::{
    self,
    example::{example_of, resolved},
};
use serde_json::{Value, json};

/// The schema of OpenAPI documents. Source: OpenAPI Initiative.
const OPENAPI: &str = include_str!("../schemas/openapi-3.1.json");

fn document() -> Value {
    api_docs::document().expect("JSON")
}

#[test]
fn document_is_valid_openapi() {
    let schema: Value = serde_json::from_str(OPENAPI).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let wrong: Vec<String> =
        validator.iter_errors(&document()).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each operation as `GET /path`, with its description.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            operations.push((format!("{} {path}", method.to_uppercase()), operation));
        }
    }
    assert!(operations.len() > 30, "{}", operations.len());
    operations
}

/// What is missing from an operation's description.
fn missing(document: &Value, operation: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    for name in ["summary", "description", "operationId", "x-permission"] {
        if operation[name].as_str().is_none_or(|text| text.trim().is_empty()) {
            missing.push(name.to_owned());
        }
    }
    if operation["description"].as_str().is_some_and(|text| text.starts_with("Permission ")) {
        missing.push("a description of its own".to_owned());
    }
    let contents = |body: &Value| -> Vec<(String, Value)> {
        let contents = resolved(document, body)["content"].as_object().cloned().unwrap_or_default();
        contents.into_iter().collect()
    };
    for (kind, content) in contents(&operation["requestBody"]) {
        if example_of(document, &content).is_none() {
            missing.push(format!("an example of its {kind} body"));
        }
    }
    let responses = operation["responses"].as_object().expect("responses");
    if !responses.keys().any(|status| status.starts_with('2')) {
        missing.push("a success response".to_owned());
    }
    let open = operation["x-permission"] == "anyone";
    for needed in ["400", "401", "403", "429", "503"] {
        if !(responses.contains_key(needed) || open && needed == "403") {
            missing.push(format!("the error {needed}"));
        }
    }
    for (status, response) in responses {
        let is_error = !status.starts_with('2');
        let contents = contents(response);
        if contents.is_empty() && status != "204" {
            missing.push(format!("a body of {status}"));
        }
        for (kind, content) in contents {
            let Some(example) = example_of(document, &content) else {
                missing.push(format!("an example of {status}"));
                continue;
            };
            let of_status = example["status"].as_u64() == status.parse().ok();
            if is_error && !(of_status && kind == "application/problem+json") {
                missing.push(format!("a problem for {status}"));
            }
        }
    }
    missing
}

#[test]
fn every_operation_documents_examples_errors_and_permission() {
    let document = document();
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for (operation, described) in operations(&document) {
        let missing = missing(&document, described);
        if !missing.is_empty() {
            wrong.push(format!("{operation} lacks {}", missing.join(", ")));
        }
        if !names.insert(described["operationId"].to_string()) {
            wrong.push(format!("{operation} has the operationId of another"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reference_resolves() {
    fn look(document: &Value, value: &Value, unresolved: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                    let found = reference.strip_prefix('#').and_then(|place| document.pointer(place));
                    unresolved.extend(found.is_none().then(|| reference.to_owned()));
                }
                fields.values().for_each(|value| look(document, value, unresolved));
            }
            Value::Array(items) => items.iter().for_each(|value| look(document, value, unresolved)),
            _ => {}
        }
    }
    let document = document();
    let mut unresolved = Vec::new();
    look(&document, &document, &mut unresolved);
    assert!(unresolved.is_empty(), "{unresolved:?}");
}

/// Every example with its place and its schema.
fn examples(document: &Value) -> Vec<(String, Value, Value)> {
    let mut examples = Vec::new();
    for (operation, described) in operations(document) {
        let responses = described["responses"].as_object().expect("responses").iter();
        let bodies = responses.map(|(status, response)| (format!("{operation} {status}"), response));
        let bodies = bodies.chain([(format!("{operation} body"), &described["requestBody"])]);
        for (place, body) in bodies {
            for content in resolved(document, body)["content"].as_object().into_iter().flat_map(|all| all.values()) {
                let several = content["examples"].as_object().into_iter().flat_map(|several| several.values());
                let several = several.map(|example| example["value"].clone());
                let shown = several.chain(example_of(document, content));
                examples.extend(shown.map(|example| (place.clone(), content["schema"].clone(), example)));
            }
        }
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            let place = format!("{operation} {}", parameter["name"]);
            let example = [&parameter["example"], &parameter["schema"]["example"]].into_iter().find(|it| !it.is_null());
            let example = example.unwrap_or_else(|| panic!("{place} has no example"));
            examples.push((place, parameter["schema"].clone(), example.clone()));
        }
    }
    examples
}

#[test]
fn every_example_matches_its_schema() {
    let document = document();
    let (mut validators, mut wrong) = (BTreeMap::new(), Vec::new());
    for (place, mut schema, example) in examples(&document) {
        let validator = validators.entry(schema.to_string()).or_insert_with(|| {
            schema["components"] = json!({"schemas": document["components"]["schemas"]});
            jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{place}: {error}"))
        });
        wrong.extend(validator.iter_errors(&example).map(|error| format!("{place}: {error}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
