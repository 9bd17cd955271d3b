//! Problems as the OpenAPI document shows them.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{
    ToSchema,
    openapi::{
        Content, ContentBuilder, HeaderBuilder, Ref, Response, ResponseBuilder,
        example::ExampleBuilder,
        schema::{ObjectBuilder, Type},
    },
};

use crate::ProblemKind;

pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// An error. Source: RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "urn:front-desk:problem:invalid",
    "title": "The request is invalid",
    "status": 422,
    "errors": [{"field": "/time_zone", "message": "is not a time zone; name one such as America/Chicago"}],
}))]
pub(super) struct ProblemSchema {
    /// The kind of error, for programs. It never changes.
    r#type: String,
    /// The kind of error, for people.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The cause of this occurrence, for people.
    detail: Option<String>,
    /// The invalid fields, each with what would be valid.
    errors: Option<Vec<WrongFieldSchema>>,
}

/// An invalid field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WrongField)]
pub(super) struct WrongFieldSchema {
    /// The field as a JSON Pointer (RFC 6901), such as `/job_types/1/fee_micro_usd`; empty for the whole body.
    field: String,
    /// What is wrong and what would be valid.
    message: String,
}

/// The response of a kind of problem, for operations that describe nothing more.
pub(super) fn response(kind: ProblemKind) -> Response {
    let mut response = ResponseBuilder::new().description(kind.title()).content(MEDIA_TYPE, content(&[kind]));
    if matches!(kind, ProblemKind::TooManyRequests | ProblemKind::Unavailable) {
        let seconds = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
            .description(Some("The seconds to wait before the next attempt"));
        response = response.header("Retry-After", seconds.build());
    }
    response.build()
}

pub(super) fn content(kinds: &[ProblemKind]) -> Content {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ProblemSchema::name())));
    match kinds {
        [kind] => content.example(Some(example(*kind))).build(),
        several => {
            let named = |kind: &ProblemKind| {
                (kind.name(), ExampleBuilder::new().summary(kind.title()).value(Some(example(*kind))).build())
            };
            content.examples_from_iter(several.iter().map(named)).build()
        }
    }
}

fn example(kind: ProblemKind) -> Value {
    let mut example = json!({"type": kind.urn(), "title": kind.title(), "status": kind.status().as_u16()});
    if kind == ProblemKind::Invalid {
        example["errors"] = json!([{"field": "/colour", "message": "is not a known field"}]);
    }
    example
}
