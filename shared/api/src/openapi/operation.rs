//! Writes into an operation's description what its handler's signature and its method say: who may call it, how to
//! authenticate, the tenant in the path, and the errors.

use axum::{Router, routing::MethodRouter};
use serde_json::json;
use utoipa::openapi::{
    Ref, RefOr, Required, ResponseBuilder, Schema,
    path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, Paths},
    schema::{ObjectBuilder, Type},
    security::SecurityRequirement,
};
use utoipa_axum::router::OpenApiRouter;

use super::{
    KEY_SCOPE, PERMISSION,
    handler::{DocumentedHandler, HandlerSignature},
    operations_mut,
    problems::{self, MEDIA_TYPE},
};
use crate::{
    ProblemKind,
    access::{AllowedCallers, TenantParameter},
};

/// The parameter of a path that names the tenant.
const TENANT: &str = "tenant";

/// A route with its schemas and its description, as `utoipa_axum::routes!` makes it.
pub type Route<S> = (Vec<(String, RefOr<Schema>)>, Paths, MethodRouter<S>);

/// Where [`routes!`](crate::routes) registers handlers: a router that serves them, or one that also describes them. Two, so that
/// a function neither contains nor builds the descriptions, which are a twentieth of its code.
pub trait RouteTable<S>: Sized {
    /// Registers a handler. `served` gives its path and its method.
    #[must_use]
    fn register<Args, H: DocumentedHandler<Args>>(
        self,
        handler: &H,
        served: impl FnOnce() -> (String, MethodRouter<S>),
        described: impl FnOnce() -> Route<S>,
    ) -> Self;
}

impl<S: Clone + Send + Sync + 'static> RouteTable<S> for Router<S> {
    fn register<Args, H: DocumentedHandler<Args>>(
        self,
        _: &H,
        served: impl FnOnce() -> (String, MethodRouter<S>),
        _: impl FnOnce() -> Route<S>,
    ) -> Self {
        let (path, handler) = served();
        self.route(&path, handler)
    }
}

impl<S: Clone + Send + Sync + 'static> RouteTable<S> for OpenApiRouter<S> {
    fn register<Args, H: DocumentedHandler<Args>>(
        self,
        handler: &H,
        _: impl FnOnce() -> (String, MethodRouter<S>),
        described: impl FnOnce() -> Route<S>,
    ) -> Self {
        self.routes(documented(handler, described()))
    }
}

/// Registers handlers with a [`RouteTable`], each with the description that its signature makes true.
///
/// The attribute `#[utoipa::path]` above a handler states the method, the path, what success looks like and the errors
/// of this operation alone. Everything about access comes from the handler's extractors.
#[macro_export]
macro_rules! routes {
    ($router:expr, [$($handler:path),+ $(,)?]) => {{
        let router = $router;
        $(let router = $crate::openapi::RouteTable::register(
            router,
            &$handler,
            || {
                use ::utoipa_axum::PathItemExt as _;
                // The path and the methods that the attribute states, without the rest of it.
                let (path, methods) = ::utoipa_axum::paste! {(
                    ::utoipa_axum::routes!(@path [path()] of $handler),
                    ::utoipa_axum::routes!(@path [methods()] of $handler),
                )};
                let none = ::axum::routing::MethodRouter::new();
                (path, methods.iter().fold(none, |router, method| router.on(method.to_method_filter(), $handler)))
            },
            || ::utoipa_axum::routes!($handler),
        );)+
        router
    }};
}

/// The route of a handler, with the description that the handler's signature makes true.
fn documented<Args, H: DocumentedHandler<Args>, S>(_: &H, (schemas, mut paths, router): Route<S>) -> Route<S> {
    let signature = H::signature();
    for item in paths.paths.values_mut() {
        for (method, operation) in operations_mut(item) {
            describe(&signature, &method, operation);
        }
    }
    (schemas, paths, router)
}

fn describe(signature: &HandlerSignature, method: &HttpMethod, operation: &mut Operation) {
    let audience = signature.audience;
    describe_access(audience, operation);
    let fresh_sign_in = *method != HttpMethod::Get && audience.asks_operators_to_sign_in_again();
    if fresh_sign_in {
        let description = operation.description.get_or_insert_default();
        description.push_str(" Operators need a sign-in of the last five minutes.");
    }
    describe_parameters(signature, method, operation);
    let mut kinds = vec![
        ProblemKind::Malformed,
        ProblemKind::Unauthenticated,
        ProblemKind::TooManyRequests,
        ProblemKind::Unavailable,
    ];
    kinds.extend((audience != AllowedCallers::Anyone).then_some(ProblemKind::Forbidden));
    kinds.extend(fresh_sign_in.then_some(ProblemKind::SignInAgain));
    kinds.extend(signature.tenant.map(|_| ProblemKind::NotFound));
    kinds.extend(&signature.errors);
    if *method == HttpMethod::Post {
        kinds.extend([ProblemKind::Conflict, ProblemKind::Invalid, ProblemKind::IdempotencyKeyReused]);
    }
    complete_errors(&kinds, operation);
}

fn describe_access(audience: AllowedCallers, operation: &mut Operation) {
    let (permission, scope) = (audience.name(), audience.key_scope().map(|scope| scope.to_string()));
    let needs = match (audience, &scope) {
        (AllowedCallers::Anyone, _) => "For every authenticated caller.".to_owned(),
        (AllowedCallers::Person, _) => "For every person of the company; not for API keys.".to_owned(),
        (_, Some(scope)) => format!("Permission `{permission}`; API keys need the scope `{scope}`."),
        (_, None) => format!("Permission `{permission}`; not for API keys."),
    };
    let description = operation.description.take().unwrap_or_default();
    operation.description = Some([description.as_str(), &needs].join("\n\n").trim().to_owned());
    let mut security = vec![SecurityRequirement::new("person", [] as [&str; 0])];
    if scope.is_some() || audience == AllowedCallers::Anyone {
        security.push(SecurityRequirement::new("api_key", scope.as_deref()));
    }
    operation.security = Some(security);
    let extensions = operation.extensions.get_or_insert_default();
    extensions.insert(PERMISSION.to_owned(), permission.into());
    extensions.remove(KEY_SCOPE);
    extensions.extend(scope.map(|scope| (KEY_SCOPE.to_owned(), scope.into())));
}

fn describe_parameters(signature: &HandlerSignature, method: &HttpMethod, operation: &mut Operation) {
    let parameters = operation.parameters.get_or_insert_default();
    parameters.retain(|parameter| !matches!(parameter, RefOr::T(parameter) if parameter.name == TENANT));
    parameters.splice(0..0, signature.tenant.map(|tenant| RefOr::T(tenant_parameter(tenant))));
    parameters.extend(signature.parameters.iter().cloned().map(RefOr::T));
    parameters.extend((*method == HttpMethod::Post).then(|| RefOr::T(idempotency_key())));
    if parameters.is_empty() {
        operation.parameters = None;
    }
}

fn tenant_parameter(tenant: TenantParameter) -> Parameter {
    let (description, example) = match tenant {
        TenantParameter::IdOrMe => ("A company's id, or `me`", "me"),
        TenantParameter::Id => ("A company's id", "ten_acme"),
    };
    ParameterBuilder::new()
        .name(TENANT)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .example(Some(json!(example)))
        .build()
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "A unique key that you choose for this request: a repetition within a day gets the same response",
        ))
        .schema(Some(text))
        .example(Some(json!("6f1c2a9e-0b7d-4a53")))
        .build()
}

/// The errors of the middleware and of the access extractors. An attribute does not describe them.
const OF_ACCESS: [ProblemKind; 4] =
    [ProblemKind::Unauthenticated, ProblemKind::Forbidden, ProblemKind::NotFound, ProblemKind::TooManyRequests];

/// Adds the errors that the attribute does not describe, and an example to those that it only names.
fn complete_errors(kinds: &[ProblemKind], operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    responses.retain(|status, _| !OF_ACCESS.iter().any(|kind| kind.status().as_str() == status));
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
            response.content.insert(MEDIA_TYPE.to_owned(), RefOr::T(problems::content(&shown)));
        }
    }
}

#[cfg(test)]
mod tests;
