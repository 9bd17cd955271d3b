//! The description of the whole API: one OpenAPI document of the functions that serve it, the Postman collection made from it, and a
//! page to read it on.
//!
//! Each handler describes its operation; this crate knows no operation.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    middleware::map_response,
    response::Response,
};
use serde_json::Value;
use utoipa::openapi::{OpenApi, ServerBuilder};
use utoipa_swagger_ui::{Config, SwaggerUi};

pub mod example;
pub mod postman;

/// The path of the page.
pub const PATH: &str = "/docs";
/// The path of the document.
pub const DOCUMENT_PATH: &str = "/docs/openapi.json";
/// The default URL of `cargo run -p local`.
const USUAL_URL: &str = "http://127.0.0.1:8080";
/// The page runs its own scripts only, and asks only the API beside it or on this machine. It writes style attributes
/// and shows images that its stylesheet contains.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self' http://127.0.0.1:* http://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const SIGNING_IN: &str = "On a laptop, a development issuer signs in every e-mail address: `curl -d \
                          email=owner@acme.example http://127.0.0.1:8080/dev/token`. Paste the `access_token` into \
                          *Authorize*.";

/// The functions' descriptions, merged.
fn openapi() -> OpenApi {
    let mut api = admin_tenants::openapi()
        .merge_from(api_keys::openapi())
        .merge_from(call_records::openapi())
        .merge_from(test_calls::openapi())
        .merge_from(customers::openapi())
        .merge_from(analytics::openapi());
    env!("CARGO_PKG_VERSION").clone_into(&mut api.info.version);
    api.info.description = api.info.description.map(|about| format!("{about}\n\n{SIGNING_IN}"));
    api.servers = Some(vec![
        ServerBuilder::new().url("/").description(Some("Where this document was read")).build(),
        ServerBuilder::new().url(USUAL_URL).description(Some("A laptop, after `cargo run -p local`")).build(),
    ]);
    if let Some(tags) = &mut api.tags {
        tags.sort_by_key(|tag| place(&tag.name));
    }
    api
}

/// The place of a tag among those of all functions: a company is configured, then tried, then used. The audit log comes last.
fn place(tag: &str) -> u8 {
    match tag {
        "Companies" | "Configuration" => 0,
        "Trying the agent" => 1,
        "Audit" => 3,
        _ => 2,
    }
}

/// The document as JSON, with its fields in a fixed order.
pub fn document() -> Result<Value, serde_json::Error> {
    serde_json::to_value(openapi())
}

/// The document as in `docs/openapi.json`.
pub fn openapi_text() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&document()?)? + "\n")
}

/// The collection as in `docs/postman_collection.json`.
pub fn postman_text() -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(&postman::collection(&document()?, USUAL_URL))? + "\n")
}

/// The page and the document.
pub fn router() -> Router {
    let config = Config::from(DOCUMENT_PATH)
        .use_base_layout()
        .doc_expansion("list")
        .default_models_expand_depth(-1)
        .display_request_duration(true)
        .persist_authorization(true)
        .show_extensions(true)
        .try_it_out_enabled(true)
        .validator_url("none");
    Router::from(SwaggerUi::new(PATH).url(DOCUMENT_PATH, openapi()).config(config))
        .route_layer(map_response(restricted))
}

async fn restricted(mut response: Response) -> Response {
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    response.headers_mut().extend(headers);
    response
}
