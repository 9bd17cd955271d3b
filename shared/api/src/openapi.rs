//! What every operation of our APIs has in common, added to the description that is made from the code: how to
//! authenticate, how errors look, which permission an operation asks for.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{
    ToSchema,
    openapi::{
        Content, ContentBuilder, HeaderBuilder, OpenApi, RefOr, Response, ResponseBuilder,
        example::ExampleBuilder,
        path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        schema::{ObjectBuilder, Ref, Schema, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::ProblemKind;

/// Which permission an operation asks for; a name of `domain::access::Permission`, or `operator`, `newcomer`,
/// `operator_or_newcomer`, `anyone`.
pub const PERMISSION: &str = "x-permission";
/// Which scope an API key needs; missing where no key will do.
pub const KEY_SCOPE: &str = "x-api-key-scope";

/// An error. Source: RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "urn:front-desk:problem:invalid",
    "title": "The request is invalid",
    "status": 422,
    "errors": [{"field": "time_zone", "message": "is not a time zone; name one such as America/Chicago"}],
}))]
pub struct ProblemSchema {
    /// What kind of error it is; programs tell errors apart by it, and it never changes.
    r#type: String,
    /// The kind of error, for people.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is wrong in particular, for people.
    detail: Option<String>,
    /// Fields that are wrong, each with what would be right.
    errors: Option<Vec<WrongFieldSchema>>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WrongField)]
pub struct WrongFieldSchema {
    /// Its path, such as `job_types[1].fee_micro_usd`.
    field: String,
    /// What is wrong, and what would be right.
    message: String,
}

/// Adds to a description what all its operations have in common.
pub fn complete(api: &mut OpenApi) {
    let components = api.components.get_or_insert_default();
    let mut schemas = Vec::new();
    ProblemSchema::schemas(&mut schemas);
    schemas.push((ProblemSchema::name().into_owned(), <ProblemSchema as utoipa::PartialSchema>::schema()));
    components.schemas.extend(schemas);
    complete_pages(&mut components.schemas);
    let errors = ProblemKind::ALL.map(|kind| (kind.name().to_owned(), RefOr::T(response(kind))));
    components.responses.extend(errors);
    let bearer = |format: &str, says: &str| {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format(format).description(Some(says));
        SecurityScheme::Http(scheme.build())
    };
    components.add_security_scheme("person", bearer("JWT", "An access token of the OpenID Connect issuer."));
    components.add_security_scheme("api_key", bearer("hv_live_…", "An API key of a company."));
    for item in api.paths.paths.values_mut() {
        for (method, operation) in operations_mut(item) {
            complete_operation(&method, operation);
        }
    }
}

const MEDIA_TYPE: &str = "application/problem+json";
/// What the names of pages' schemas begin with; the name of their items' schema follows.
const PAGE_OF: &str = "Listed_";

/// Shows a page with the item that its items are shown by.
fn complete_pages(schemas: &mut BTreeMap<String, RefOr<Schema>>) {
    let pages: Vec<String> = schemas.keys().filter(|name| name.starts_with(PAGE_OF)).cloned().collect();
    for page in pages {
        let item = schemas.get(page.trim_start_matches(PAGE_OF)).and_then(|schema| match schema {
            RefOr::T(Schema::Object(item)) => item.example.clone(),
            _ => None,
        });
        if let (Some(item), Some(RefOr::T(Schema::Object(page)))) = (item, schemas.get_mut(&page)) {
            page.example = Some(json!({"items": [item], "next_cursor": "bmFtZQ"}));
        }
    }
}

/// The operations of a path.
pub fn operations(item: &PathItem) -> impl Iterator<Item = (HttpMethod, &Operation)> {
    [
        (HttpMethod::Get, &item.get),
        (HttpMethod::Put, &item.put),
        (HttpMethod::Post, &item.post),
        (HttpMethod::Patch, &item.patch),
        (HttpMethod::Delete, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

fn complete_operation(method: &HttpMethod, operation: &mut Operation) {
    let said = |name: &str| {
        let value = operation.extensions.as_ref().and_then(|extensions| extensions.get(name));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    let (permission, scope) = (said(PERMISSION), said(KEY_SCOPE));
    let needs = match (permission.as_deref(), &scope) {
        (Some(permission), Some(scope)) => format!("Permission `{permission}`; API keys need the scope `{scope}`."),
        (Some(permission), None) if permission != "anyone" => format!("Permission `{permission}`; not for API keys."),
        _ => "For anybody who is signed in.".to_owned(),
    };
    let description = operation.description.take().unwrap_or_default();
    operation.description = Some([description.as_str(), &needs].join("\n\n").trim().to_owned());
    let mut security = vec![SecurityRequirement::new("person", [] as [&str; 0])];
    if scope.is_some() || permission.as_deref() == Some("anyone") {
        security.push(SecurityRequirement::new("api_key", scope.iter().map(String::as_str)));
    }
    operation.security = Some(security);
    let about_one = operation
        .parameters
        .iter()
        .flatten()
        .any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.name == "tenant"));
    let has_body = operation.request_body.is_some();
    let mut kinds = vec![
        ProblemKind::Malformed,
        ProblemKind::Unauthenticated,
        ProblemKind::TooManyRequests,
        ProblemKind::Unavailable,
    ];
    kinds.extend((permission.as_deref() != Some("anyone")).then_some(ProblemKind::Forbidden));
    kinds.extend(about_one.then_some(ProblemKind::NotFound));
    if has_body {
        kinds.extend([ProblemKind::TooLarge, ProblemKind::UnsupportedMediaType, ProblemKind::Invalid]);
    }
    if *method == HttpMethod::Post {
        kinds.extend([ProblemKind::Conflict, ProblemKind::IdempotencyKeyReused]);
        operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
    }
    complete_errors(&kinds, operation);
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some("Made up for this request: the same key again, within a day, is given the same answer"))
        .schema(Some(text))
        .example(Some(json!("6f1c2a9e-0b7d-4a53")))
        .build()
}

/// Adds the errors that there are not yet, and shows what those look like that were only named.
fn complete_errors(kinds: &[ProblemKind], operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for kind in kinds {
        let status = kind.status().as_str().to_owned();
        let several = kinds.iter().filter(|other| other.status() == kind.status()).count() > 1;
        responses.entry(status).or_insert_with(|| {
            if several {
                RefOr::T(ResponseBuilder::new().description(ProblemKind::Invalid.title()).build())
            } else {
                RefOr::Ref(Ref::from_response_name(kind.name()))
            }
        });
    }
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        let of_status = |kind: &ProblemKind| kind.status().as_str() == status;
        let mut shown: Vec<ProblemKind> = kinds.iter().copied().filter(of_status).collect();
        if shown.is_empty() {
            shown.extend(ProblemKind::ALL.into_iter().find(of_status));
        }
        if !shown.is_empty() && response.content.is_empty() {
            response.content.insert(MEDIA_TYPE.to_owned(), RefOr::T(problems(&shown)));
        }
    }
}

/// The answer that a kind of error is, wherever it happens.
fn response(kind: ProblemKind) -> Response {
    let mut response = ResponseBuilder::new().description(kind.title()).content(MEDIA_TYPE, problems(&[kind]));
    if matches!(kind, ProblemKind::TooManyRequests | ProblemKind::Unavailable) {
        let seconds = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::Integer)))
            .description(Some("In how many seconds to try again"));
        response = response.header("Retry-After", seconds.build());
    }
    response.build()
}

fn problems(kinds: &[ProblemKind]) -> Content {
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
        let wrong = "unknown field `colour`, expected one of …";
        example["errors"] = json!([{"field": "colour", "message": wrong}]);
    }
    example
}
