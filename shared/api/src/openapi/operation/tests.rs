use axum::extract::State;
use serde_json::Value;
use utoipa::openapi::{
    extensions::ExtensionsBuilder,
    path::{OperationBuilder, PathItem},
};

use super::*;
use crate::{
    IfMatch, JsonBody, PageQuery, Problem, StrictQuery,
    access::{Anyone, Authorized, TenantOperator, permission::ReadCompany},
};

const PATH: &str = "/companies/{tenant}/visits";

async fn read(_: State<()>, _: Authorized<ReadCompany>, _: StrictQuery<PageQuery>) -> Result<(), Problem> {
    Ok(())
}

async fn change(_: State<()>, _: TenantOperator, _: IfMatch, _: JsonBody<Value>) -> Result<(), Problem> {
    Ok(())
}

async fn greet(_: Anyone) {}

/// An operation as the document shows it.
fn described<Args, H: DocumentedHandler<Args>>(handler: &H, method: HttpMethod, written: OperationBuilder) -> Value {
    let mut paths = Paths::new();
    paths.paths.insert(PATH.to_owned(), PathItem::new(method, written));
    let (_, paths, _) = documented(handler, (Vec::new(), paths, MethodRouter::<()>::new()));
    let item = json!(paths.paths[PATH]);
    item.as_object().and_then(|item| item.values().next()).expect("an operation").clone()
}

fn names(operation: &Value) -> Vec<&str> {
    let parameters = operation["parameters"].as_array();
    parameters.into_iter().flatten().filter_map(|parameter| parameter["name"].as_str()).collect()
}

fn statuses(operation: &Value) -> Vec<&str> {
    operation["responses"].as_object().expect("responses").keys().map(String::as_str).collect()
}

#[test]
fn extractors_give_access_parameters_and_errors() {
    let operation = described(&read, HttpMethod::Get, OperationBuilder::new());
    assert_eq!(operation[PERMISSION], "read_company");
    assert_eq!(operation[KEY_SCOPE], "company:read");
    assert_eq!(operation["security"], json!([{"person": []}, {"api_key": ["company:read"]}]));
    assert_eq!(names(&operation), [TENANT, "cursor", "limit"]);
    assert_eq!(statuses(&operation), ["400", "401", "403", "404", "429", "503"]);

    let operation = described(&change, HttpMethod::Post, OperationBuilder::new());
    assert_eq!((&operation[PERMISSION], operation.get(KEY_SCOPE)), (&json!("operator"), None));
    assert_eq!(operation["security"], json!([{"person": []}]));
    assert_eq!(names(&operation), [TENANT, "If-Match", "Idempotency-Key"]);
    assert_eq!(
        statuses(&operation),
        ["400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "503"]
    );

    let stale = |operation: &Value| operation["description"].to_string().contains("Operators need a sign-in");
    assert!(stale(&operation), "an operator's change needs no fresh sign-in: {operation}");
    assert!(!stale(&described(&change, HttpMethod::Get, OperationBuilder::new())));

    let operation = described(&greet, HttpMethod::Get, OperationBuilder::new());
    assert_eq!(operation[PERMISSION], "anyone");
    assert_eq!(operation["security"], json!([{"person": []}, {"api_key": []}]));
    assert!(names(&operation).is_empty());
    assert_eq!(statuses(&operation), ["400", "401", "429", "503"]);
}

#[test]
fn access_written_in_the_attribute_is_replaced() {
    let mut written = OperationBuilder::new()
        .parameter(ParameterBuilder::new().name(TENANT).description(Some("something else")))
        .extensions(Some(ExtensionsBuilder::new().add(PERMISSION, "anyone").add(KEY_SCOPE, "audit:read").build()));
    for status in ["401", "403", "404", "429"] {
        written = written.response(status, ResponseBuilder::new().description("never happens"));
    }
    let claimed = described(&change, HttpMethod::Put, written);
    assert_eq!(claimed, described(&change, HttpMethod::Put, OperationBuilder::new()));
}
