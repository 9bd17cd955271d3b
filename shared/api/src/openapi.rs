//! The OpenAPI document: what all operations have in common, and what the handlers' signatures say about each.
//!
//! utoipa's attributes describe the rest. This module does not know any operation.

use std::collections::BTreeMap;

use serde_json::json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        OpenApi, RefOr,
        path::{HttpMethod, Operation, PathItem},
        schema::Schema,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::ProblemKind;
use problems::ProblemSchema;

mod example;
mod handler;
mod operation;
mod problems;

pub(crate) use example::example;
pub use handler::{DocumentedHandler, DocumentedInput, HandlerSignature};
pub use operation::{Route, RouteTable};

/// The extension with the callers of an operation, see [`AllowedCallers::name`](crate::access::AllowedCallers::name).
pub const PERMISSION: &str = "x-permission";
/// The extension with the scope that an API key needs. Missing if no key has the permission.
pub const KEY_SCOPE: &str = "x-api-key-scope";

/// Adds the components that all operations refer to: problems, and how to authenticate.
pub fn complete(api: &mut OpenApi) {
    let components = api.components.get_or_insert_default();
    let mut schemas = Vec::new();
    ProblemSchema::schemas(&mut schemas);
    schemas.push((ProblemSchema::name().into_owned(), ProblemSchema::schema()));
    components.schemas.extend(schemas);
    complete_pages(&mut components.schemas);
    let errors = ProblemKind::ALL.map(|kind| (kind.name().to_owned(), RefOr::T(problems::response(kind))));
    components.responses.extend(errors);
    let bearer = |format: &str, description: &str| {
        let scheme =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format(format).description(Some(description));
        SecurityScheme::Http(scheme.build())
    };
    components.add_security_scheme("person", bearer("JWT", "An access token of the OpenID Connect issuer."));
    components.add_security_scheme("api_key", bearer("hv_live_…", "An API key of a company."));
}

/// The prefix of the schemas of pages; the name of the items' schema follows.
const PAGE_OF: &str = "Listed_";

/// Gives each page an example: one item, which is the example of its schema.
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
