//! What every operation of our APIs has in common, added to the description that is made from the code: how to
//! authenticate, how errors look, which permission an operation asks for.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{
    ToSchema,
    openapi::{
        ContentBuilder, OpenApi, RefOr, Response, ResponseBuilder,
        path::{HttpMethod, Operation, PathItem},
        schema::Ref,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::Kind;

/// Which permission an operation asks for; a name of `domain::access::Permission`, or `operator`, `newcomer`, `anyone`.
pub const PERMISSION: &str = "x-permission";
/// Which scope an API key needs; missing where no key will do.
pub const KEY_SCOPE: &str = "x-api-key-scope";

/// An error. Source: RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!({
    "type": "urn:front-desk:problem:invalid",
    "title": "Something in the request is not right",
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
    let mut kinds =
        vec![Kind::Malformed, Kind::Unauthenticated, Kind::Forbidden, Kind::TooManyRequests, Kind::Unavailable];
    kinds.extend(about_one.then_some(Kind::NotFound));
    if has_body {
        kinds.extend([Kind::TooLarge, Kind::UnsupportedMediaType, Kind::Invalid]);
    }
    if *method == HttpMethod::Post {
        kinds.push(Kind::Conflict);
    }
    for kind in kinds {
        let status = kind.status().as_str().to_owned();
        operation.responses.responses.entry(status).or_insert_with(|| RefOr::T(response(kind)));
    }
}

fn response(kind: Kind) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(ProblemSchema::name())))
        .example(Some(json!({"type": kind.urn(), "title": kind.title(), "status": kind.status().as_u16()})));
    ResponseBuilder::new().description(kind.title()).content("application/problem+json", content.build()).build()
}
