//! What a route asks for, stated in its handler's signature. The extractor is also the handler's only way to the company.

use std::marker::PhantomData;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use domain::access::{Permission, Subject};
use store::{ChangeContext, TenantScope};

use super::Principal;
use crate::{Problem, ProblemKind};

/// A permission as a type.
pub trait Requires {
    /// Which.
    const PERMISSION: Permission;
}

/// The permissions as types.
pub mod permission {
    use super::{Permission, Requires};

    macro_rules! permissions {
        ($($name:ident),*) => {$(
            #[doc = concat!("[`Permission::", stringify!($name), "`].")]
            #[derive(Debug)]
            pub struct $name;

            impl Requires for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )*};
    }

    permissions!(
        ReadCompany,
        EditConfiguration,
        TestAgent,
        ManageCompany,
        ManageConnection,
        ReadPeople,
        ManagePeople,
        ManageKeys,
        ReadAudit
    );
}

/// Somebody who may do what `P` names in the company that the path names.
#[derive(Debug)]
pub struct Authorized<P> {
    /// The way to the company's items.
    pub scope: TenantScope,
    /// Who it is and when, for what they change.
    pub change: ChangeContext,
    permission: PhantomData<P>,
}

impl<S: Send + Sync, P: Requires> FromRequestParts<S> for Authorized<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let (principal, change) = known(parts)?;
        let path =
            RawPathParams::from_request_parts(parts, state).await.map_err(|_| Problem::new(ProblemKind::NotFound))?;
        let tenant = path.iter().find(|(name, _)| *name == "tenant").map(|(_, value)| value);
        let scope = principal.enter(tenant.ok_or_else(|| Problem::new(ProblemKind::NotFound))?, P::PERMISSION)?;
        Ok(Self { scope, change, permission: PhantomData })
    }
}

/// An operator of the platform, for what is about all companies or about a company as a whole.
#[derive(Debug)]
pub struct Operator {
    /// Who it is and when, for what they change.
    pub change: ChangeContext,
    principal: Principal,
}

impl Operator {
    /// The way to the items of the company that the path names.
    pub fn enter(&self, tenant: &str) -> Result<TenantScope, Problem> {
        self.principal.enter(tenant, Permission::ManageTenants)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let (principal, change) = known(parts)?;
        if !matches!(principal, Principal::Operator(_)) {
            return Err(Problem::new(ProblemKind::Forbidden).with_detail("only operators of the platform can do this"));
        }
        Ok(Self { change, principal })
    }
}

/// Somebody who is signed in and belongs to no company yet.
#[derive(Debug)]
pub struct Unaffiliated {
    /// Whom they sign in as.
    pub subject: Subject,
    /// The same and when, for what they change.
    pub change: ChangeContext,
}

impl<S: Send + Sync> FromRequestParts<S> for Unaffiliated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match known(parts)? {
            (Principal::Unaffiliated(subject), change) => Ok(Self { subject, change }),
            _ => Err(Problem::new(ProblemKind::Forbidden)
                .with_detail("only a person who belongs to no company yet can do this")),
        }
    }
}

/// Whoever may found a company.
#[derive(Debug)]
pub enum Founding {
    /// An operator of the platform, for somebody else.
    Operator(Operator),
    /// Somebody who belongs to no company yet, for themselves.
    Unaffiliated(Unaffiliated),
}

impl<S: Send + Sync> FromRequestParts<S> for Founding {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match known(parts)?.0 {
            Principal::Operator(_) => Operator::from_request_parts(parts, state).await.map(Self::Operator),
            Principal::Unaffiliated(_) => Unaffiliated::from_request_parts(parts, state).await.map(Self::Unaffiliated),
            Principal::Person { .. } | Principal::Key { .. } => {
                Err(Problem::new(ProblemKind::Forbidden).with_detail("you belong to a company already"))
            }
        }
    }
}

/// Anybody who has proven who they are.
#[derive(Debug)]
pub struct Anyone {
    /// Who.
    pub principal: Principal,
    /// The same and when, for what they change.
    pub change: ChangeContext,
}

impl<S: Send + Sync> FromRequestParts<S> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let (principal, change) = known(parts)?;
        Ok(Self { principal, change })
    }
}

/// Nobody passes where the gate was left out.
fn known(parts: &Parts) -> Result<(Principal, ChangeContext), Problem> {
    let known = (parts.extensions.get::<Principal>(), parts.extensions.get::<ChangeContext>());
    match known {
        (Some(principal), Some(change)) => Ok((principal.clone(), change.clone())),
        _ => Err(Problem::new(ProblemKind::Unauthenticated)),
    }
}
