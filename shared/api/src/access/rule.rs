//! What an extractor enforces, stated as a constant. The OpenAPI document is made from it.
//!
//! This module does not know OpenAPI; [`crate::openapi`] writes the rule into an operation's description.

use domain::access::{KeyScope, Permission};

/// An extractor that decides who may call an operation. Every handler of an API takes one.
pub trait AccessRule {
    /// The callers that the extractor admits.
    const AUDIENCE: AllowedCallers;
    /// How the path names the tenant. `None` if the path names none.
    const TENANT: Option<TenantParameter> = None;
}

/// The callers that may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedCallers {
    /// People and API keys of the tenant with this permission, and operators of the platform.
    Permission(Permission),
    /// Operators of the platform.
    Operator,
    /// Signed-in people that belong to no tenant yet.
    Newcomer,
    /// Operators of the platform, and signed-in people that belong to no tenant yet.
    OperatorOrNewcomer,
    /// People of the tenant, for what is their own.
    Person,
    /// Every authenticated caller.
    Anyone,
}

impl AllowedCallers {
    /// The name in the OpenAPI document: of the permission, or of the callers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Permission(permission) => permission.as_str(),
            Self::Operator => "operator",
            Self::Newcomer => "newcomer",
            Self::OperatorOrNewcomer => "operator_or_newcomer",
            Self::Person => "person",
            Self::Anyone => "anyone",
        }
    }

    /// Whether an operator needs a sign-in of the last minutes to change something in such an operation: always where only
    /// operators may, and elsewhere if the permission says so. A stolen token alone does not do.
    #[must_use]
    pub fn asks_operators_to_sign_in_again(self) -> bool {
        match self {
            Self::Permission(permission) => permission.asks_operators_to_sign_in_again(),
            Self::Operator | Self::OperatorOrNewcomer => true,
            Self::Newcomer | Self::Person | Self::Anyone => false,
        }
    }

    /// The scope that an API key needs. `None` if no API key may call the operation, or every key may.
    #[must_use]
    pub fn key_scope(self) -> Option<KeyScope> {
        match self {
            Self::Permission(permission) => permission.key_scope(),
            Self::Operator | Self::Newcomer | Self::OperatorOrNewcomer | Self::Person | Self::Anyone => None,
        }
    }
}

/// How a path names its tenant, in the segment `{tenant}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TenantParameter {
    /// By its id, or as `me`: the caller's own tenant.
    IdOrMe,
    /// By its id.
    Id,
}
