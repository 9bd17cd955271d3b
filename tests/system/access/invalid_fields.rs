//! Every field of every request body, invalid in turn: one readable message with the field's JSON Pointer.

use serde_json::{Value, json};

use super::{
    fixtures::Fixtures,
    operations::{Operation, operations},
    prepared_request::PreparedRequest,
};
use crate::support::{ApiClient, ApiResponse};

/// A value that no field of a body accepts: no body has a fraction.
fn of_wrong_type() -> Value {
    json!(0.5)
}

/// Every place in a document but the document itself, as JSON Pointers.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in below {
        let pointer = format!("{pointer}/{name}");
        places(value, &pointer, found);
        found.push(pointer);
    }
}

struct Case {
    operation: Operation,
    request: PreparedRequest,
    client: ApiClient,
    acme: String,
    body: Value,
}

/// The operations with a body, each with a request that would succeed.
async fn cases(fixtures: &Fixtures) -> Vec<Case> {
    let mut cases = Vec::new();
    for operation in operations() {
        let client = fixtures.client_for(&operation);
        let request = fixtures.prepare(&operation).await;
        let Some(body) = request.body().cloned() else { continue };
        cases.push(Case { operation, request, client, acme: fixtures.acme.clone(), body });
    }
    assert!(cases.len() >= 15, "{}", cases.len());
    cases
}

impl Case {
    /// The errors for a body: fields and messages.
    async fn errors(&self, body: &Value) -> Vec<(String, String)> {
        let request = self.request.build_with_body(body, &self.client, &self.acme);
        let response = ApiResponse::of(request).await;
        assert_eq!(response.status, 422, "{} {body}: {}", self.operation, response.body);
        assert_eq!(response.problem(422), "invalid");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let errors = response.body["errors"].as_array().expect("errors").iter();
        let errors: Vec<_> = errors.map(|error| (text(&error["field"]), text(&error["message"]))).collect();
        for (field, message) in &errors {
            let jargon =
                ["invalid type", "invalid value", "expected", "variant", "struct", "line ", "parse", "integer"];
            let readable = !message.is_empty() && !jargon.iter().any(|word| message.contains(word));
            assert!(readable, "{} {field}: {message}", self.operation);
        }
        errors
    }
}

#[tokio::test]
async fn field_of_a_wrong_type_gets_one_message_with_its_pointer() {
    let fixtures = Fixtures::create().await;
    for case in cases(&fixtures).await {
        let mut pointers = Vec::new();
        places(&case.body, "", &mut pointers);
        for pointer in pointers {
            let mut body = case.body.clone();
            *body.pointer_mut(&pointer).expect("there") = of_wrong_type();
            let errors = case.errors(&body).await;
            let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
            assert_eq!(fields, [pointer.as_str()], "{}: {errors:?}", case.operation);
        }
    }
}

#[tokio::test]
async fn missing_field_gets_one_message_with_its_pointer() {
    let fixtures = Fixtures::create().await;
    for case in cases(&fixtures).await {
        for field in case.operation.required_fields() {
            let mut body = case.body.clone();
            body.as_object_mut().expect("an object").remove(&field).expect("a required field in the example");
            let expected = [(format!("/{field}"), "is missing".to_owned())];
            assert_eq!(case.errors(&body).await, expected, "{}", case.operation);
        }
    }
}

#[tokio::test]
async fn all_invalid_fields_of_a_body_are_reported_at_once() {
    let fixtures = Fixtures::create().await;
    for case in cases(&fixtures).await {
        let fields = case.body.as_object().expect("an object");
        let mut body: Value = fields.keys().map(|name| (name.clone(), of_wrong_type())).collect();
        body["colour/~"] = json!("blue");
        let mut expected: Vec<String> = fields.keys().map(|name| format!("/{name}")).collect();
        expected.push("/colour~1~0".to_owned());
        expected.sort();
        let mut found: Vec<String> = case.errors(&body).await.into_iter().map(|(field, _)| field).collect();
        found.sort();
        assert_eq!(found, expected, "{}", case.operation);
    }
}

#[tokio::test]
async fn first_configuration_is_reported_with_the_rest_of_the_body() {
    let fixtures = Fixtures::create().await;
    let case = cases(&fixtures).await.into_iter().find(|case| case.operation.path == "/admin/tenants").expect("there");
    let versions = format!("/admin/tenants/{}/configuration/versions/1", fixtures.acme);
    let mut body = case.body.clone();
    body["configuration"] = fixtures.operator.get(&versions).await.ok(200)["configuration"].take();
    body["name"] = json!("");
    body["configuration"]["greeting"] = of_wrong_type();
    body["configuration"]["job_types"][0]["id"] = json!("Tune up");
    let fields: Vec<String> = case.errors(&body).await.into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["/configuration/greeting", "/configuration/job_types/0/id", "/name"]);
}

#[tokio::test]
async fn value_out_of_range_gets_a_readable_message() {
    let fixtures = Fixtures::create().await;
    let cases = cases(&fixtures).await;
    for (path, body, field, message) in [
        ("/api-keys", json!({"name": "Board", "scopes": []}), "/scopes", "name at least one"),
        (
            "/api-keys",
            json!({"name": "Board", "scopes": ["company:read"], "expires_in_days": 0}),
            "/expires_in_days",
            "must be 1 to 365",
        ),
        ("/api-keys/{key}/rotate", json!({"overlap_seconds": 604_801}), "/overlap_seconds", "must be 0 to 604800"),
        ("/preview", json!({"at": "now"}), "/at", "must be an instant such as 2026-11-23T16:00:00Z"),
        (
            "/configuration/publish",
            json!({"version": "newest"}),
            "/version",
            "must be `published`, `draft` or the number of a version",
        ),
        (
            "/test-calls/{test_call}/turns",
            json!({"press": "7a"}),
            "/press",
            "must be keys of a telephone: 0 to 9, * and #",
        ),
        (
            "/test-calls/{test_call}/turns",
            json!({"press": "7", "say": "Hi"}),
            "/say",
            "send exactly one of say, press and event",
        ),
        (
            "/people",
            json!({"email": "l@a.example", "role": "king"}),
            "/role",
            "must be one of owner, manager, dispatcher, viewer",
        ),
    ] {
        let path = format!("/admin/tenants/{{tenant}}{path}");
        let case = cases.iter().find(|case| case.operation.path == path).expect("an operation");
        assert_eq!(case.errors(&body).await, [(field.to_owned(), message.to_owned())], "{path}");
    }
}
