//! Reads from a handler's signature what the OpenAPI document states about its operation.
//!
//! A handler takes the state, one extractor with an [`AccessRule`] and its inputs, in this order. A function with any
//! other signature implements no [`DocumentedHandler`], so [`routes!`](crate::routes) does not register it.

use std::future::Future;

use axum::extract::{Path, State};
use serde_json::json;
use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
};

use crate::{
    IfMatch, JsonBody, ProblemKind, StrictQuery,
    access::{AccessRule, AccessToken, AllowedCallers, NewId, TenantParameter},
};

/// What a handler's signature says about its operation.
#[derive(Clone)]
pub struct HandlerSignature {
    pub(super) audience: AllowedCallers,
    pub(super) tenant: Option<TenantParameter>,
    /// The parameters of the inputs.
    pub(super) parameters: Vec<Parameter>,
    /// The errors of the inputs.
    pub(super) errors: Vec<ProblemKind>,
}

/// An input of a handler.
pub trait DocumentedInput {
    /// Adds the input's parameters and errors.
    fn describe(_: &mut HandlerSignature) {}
}

impl<T> DocumentedInput for JsonBody<T> {
    fn describe(signature: &mut HandlerSignature) {
        signature.errors.extend([ProblemKind::TooLarge, ProblemKind::UnsupportedMediaType, ProblemKind::Invalid]);
    }
}

impl<T: IntoParams> DocumentedInput for StrictQuery<T> {
    fn describe(signature: &mut HandlerSignature) {
        signature.parameters.extend(T::into_params(|| Some(ParameterIn::Query)));
    }
}

/// The attribute above the handler describes the parameters of the path other than the tenant.
impl<T> DocumentedInput for Path<T> {}

impl DocumentedInput for AccessToken {}

/// Every POST has the parameter `Idempotency-Key`.
impl DocumentedInput for NewId {}

impl DocumentedInput for IfMatch {
    fn describe(signature: &mut HandlerSignature) {
        let parameter = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(
                "The version that the change is based on: the `ETag` of what you read, a list of them, or `*` for any",
            ))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .example(Some(json!("\"12\"")));
        signature.parameters.push(parameter.build());
        signature.errors.extend([ProblemKind::VersionMismatch, ProblemKind::VersionRequired]);
    }
}

/// A handler whose signature describes its operation. `Args` are the types of its arguments.
pub trait DocumentedHandler<Args> {
    /// What the signature says.
    fn signature() -> HandlerSignature;
}

fn signature_of<A: AccessRule>() -> HandlerSignature {
    HandlerSignature { audience: A::AUDIENCE, tenant: A::TENANT, parameters: Vec::new(), errors: Vec::new() }
}

impl<F, Fut, A> DocumentedHandler<(A,)> for F
where
    F: Fn(A) -> Fut,
    Fut: Future,
    A: AccessRule,
{
    fn signature() -> HandlerSignature {
        signature_of::<A>()
    }
}

macro_rules! documented_handlers {
    ($(($($input:ident),*))*) => {$(
        impl<F, Fut, S, A, $($input),*> DocumentedHandler<(State<S>, A, $($input,)*)> for F
        where
            F: Fn(State<S>, A, $($input),*) -> Fut,
            Fut: Future,
            A: AccessRule,
            $($input: DocumentedInput,)*
        {
            #[allow(unused_mut, reason = "a handler without inputs adds nothing")]
            fn signature() -> HandlerSignature {
                let mut signature = signature_of::<A>();
                $($input::describe(&mut signature);)*
                signature
            }
        }
    )*};
}

documented_handlers!(()(B)(B, C)(B, C, D));
