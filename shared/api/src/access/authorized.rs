//! The extractors that decide who may call an operation. Each handler takes one as its first argument after the state.
//!
//! [`Authorized`] and [`TenantOperator`] hold the only [`ConfinedScope`] a handler can get. Each extractor states its
//! rule as an [`AccessRule`], from which the OpenAPI document is made.

use std::{
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use domain::{
    access::{Permission, Requires, Subject},
    id::{PersonId, TenantId},
};
use store::{ChangeContext, ConfinedScope, PlatformOperator, StatusAuthority, StoreError, TenantSessions};

use super::{
    Principal,
    rule::{AccessRule, AllowedCallers, TenantParameter},
};
use crate::{Problem, ProblemKind};

/// A caller with the permission `P` in the tenant that the path names.
#[derive(Debug)]
pub struct Authorized<P> {
    /// Reads and writes the tenant's items.
    pub scope: ConfinedScope,
    /// The caller and the time, for the audit log.
    pub change: ChangeContext,
    /// Whether the caller is an operator of the platform.
    pub authority: StatusAuthority,
    principal: Principal,
    permission: PhantomData<P>,
}

impl<P> Authorized<P> {
    /// Requires a further permission: one that only some requests to the operation need. An operator needs what its rule asks
    /// for, such as a fresh sign-in.
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        self.principal.authorize(self.scope.tenant().as_str(), permission)?;
        self.principal.check_sign_in(AllowedCallers::Permission(permission), self.change.at)
    }
}

impl<P: Requires> AccessRule for Authorized<P> {
    const AUDIENCE: AllowedCallers = AllowedCallers::Permission(P::PERMISSION);
    const TENANT: Option<TenantParameter> = Some(TenantParameter::IdOrMe);
}

impl<S: Send + Sync, P: Requires> FromRequestParts<S> for Authorized<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let (principal, change) = known::<Self>(parts)?;
        let scope = enter(&principal, P::PERMISSION, parts, state).await?;
        let authority = match &principal {
            Principal::Operator(_) => StatusAuthority::Operator,
            _ => StatusAuthority::Tenant,
        };
        admitted(parts)?;
        Ok(Self { scope, change, authority, principal, permission: PhantomData })
    }
}

/// Decides whether the principal may do something in the tenant that the path names.
async fn enter<S: Send + Sync>(
    principal: &Principal,
    permission: Permission,
    parts: &mut Parts,
    state: &S,
) -> Result<ConfinedScope, Problem> {
    let not_found = || Problem::new(ProblemKind::NotFound);
    let path = RawPathParams::from_request_parts(parts, state).await.map_err(|_| not_found())?;
    let tenant = path.iter().find(|(name, _)| *name == "tenant").map(|(_, value)| value);
    let Some(sessions) = parts.extensions.get::<TenantSessions>() else {
        return Err(Problem::new(ProblemKind::Unauthenticated));
    };
    let scope = principal.enter(sessions, tenant.ok_or_else(not_found)?, permission).await?;
    if parts.extensions.get::<OnlyReads>().is_some() && !permission.only_reads() {
        return Err(not_active());
    }
    Ok(scope)
}

/// Marks a request of an API key whose company is not active. Such a key only reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct OnlyReads;

/// The problem for an operation that needs an active company.
#[must_use]
pub fn not_active() -> Problem {
    Problem::new(ProblemKind::Conflict).with_detail("the company is not active: until it is, nothing but reading works")
}

/// A person of the tenant that the path names, for operations on what is their own.
#[derive(Debug)]
pub struct TenantPerson {
    /// Reads and writes the tenant's items.
    pub scope: ConfinedScope,
    /// The person and the time, for the audit log.
    pub change: ChangeContext,
    /// The person.
    pub person: PersonId,
}

impl AccessRule for TenantPerson {
    const AUDIENCE: AllowedCallers = AllowedCallers::Person;
    const TENANT: Option<TenantParameter> = Some(TenantParameter::IdOrMe);
}

impl<S: Send + Sync> FromRequestParts<S> for TenantPerson {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let (principal, change) = known::<Self>(parts)?;
        // Every role has this permission.
        let scope = enter(&principal, Permission::ReadCompany, parts, state).await?;
        let Principal::Person { person, .. } = principal else {
            return Err(forbidden("only a person of the company can do this"));
        };
        admitted(parts)?;
        Ok(Self { scope, change, person })
    }
}

/// An operator of the platform, for operations on the whole platform. A change needs a fresh sign-in.
#[derive(Debug)]
pub struct Operator {
    /// The operator and the time, for the audit log.
    pub change: ChangeContext,
    platform: PlatformOperator,
}

impl AccessRule for Operator {
    const AUDIENCE: AllowedCallers = AllowedCallers::Operator;
}

impl Operator {
    /// Enters a tenant, for an operation that shows several.
    pub async fn enter(&self, sessions: &TenantSessions, tenant: &TenantId) -> Result<ConfinedScope, StoreError> {
        self.platform.enter(sessions, tenant).await
    }

    fn admit(principal: &Principal, change: ChangeContext) -> Result<Self, Problem> {
        match principal {
            Principal::Operator(platform) => Ok(Self { change, platform: platform.clone() }),
            _ => Err(forbidden("only operators of the platform can do this")),
        }
    }
}

/// An operator of the platform, for operations on the tenant that the path names. A change needs a fresh sign-in.
#[derive(Debug)]
pub struct TenantOperator {
    /// Reads and writes the tenant's items.
    pub scope: ConfinedScope,
    /// The operator and the time, for the audit log.
    pub change: ChangeContext,
}

impl AccessRule for TenantOperator {
    const AUDIENCE: AllowedCallers = AllowedCallers::Operator;
    const TENANT: Option<TenantParameter> = Some(TenantParameter::Id);
}

impl<S: Send + Sync> FromRequestParts<S> for TenantOperator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let (principal, change) = known::<Self>(parts)?;
        let Operator { change, .. } = Operator::admit(&principal, change)?;
        let scope = enter(&principal, Permission::ManageTenants, parts, state).await?;
        admitted(parts)?;
        Ok(Self { scope, change })
    }
}

/// A signed-in person that belongs to no tenant yet.
#[derive(Debug)]
pub struct Unaffiliated {
    /// The subject of the person's access token.
    pub subject: Subject,
    /// The person and the time, for the audit log.
    pub change: ChangeContext,
}

impl AccessRule for Unaffiliated {
    const AUDIENCE: AllowedCallers = AllowedCallers::Newcomer;
}

impl Unaffiliated {
    fn admit(principal: &Principal, change: ChangeContext) -> Result<Self, Problem> {
        match principal {
            Principal::Unaffiliated(subject) => Ok(Self { subject: subject.clone(), change }),
            _ => Err(forbidden("only a person without a company can do this")),
        }
    }
}

/// A caller that may create a tenant.
#[derive(Debug)]
pub enum Founding {
    /// An operator of the platform creates it for its owner, who gets an invitation.
    Operator(Operator),
    /// A person that belongs to no tenant yet becomes the owner.
    Unaffiliated(Unaffiliated),
}

impl AccessRule for Founding {
    const AUDIENCE: AllowedCallers = AllowedCallers::OperatorOrNewcomer;
}

impl Founding {
    fn admit(principal: &Principal, change: ChangeContext) -> Result<Self, Problem> {
        match principal {
            Principal::Operator(_) => Operator::admit(principal, change).map(Self::Operator),
            Principal::Unaffiliated(_) => Unaffiliated::admit(principal, change).map(Self::Unaffiliated),
            Principal::Person { .. } | Principal::Key { .. } => Err(forbidden("you belong to a company already")),
        }
    }
}

/// Every authenticated caller.
#[derive(Debug)]
pub struct Anyone {
    /// The caller.
    pub principal: Principal,
    /// The caller and the time, for the audit log.
    pub change: ChangeContext,
}

impl AccessRule for Anyone {
    const AUDIENCE: AllowedCallers = AllowedCallers::Anyone;
}

impl Anyone {
    #[expect(clippy::unnecessary_wraps, reason = "the other extractors refuse callers")]
    fn admit(principal: &Principal, change: ChangeContext) -> Result<Self, Problem> {
        Ok(Self { principal: principal.clone(), change })
    }
}

/// Implements the extractors for operations with no tenant in their path.
macro_rules! extract_without_tenant {
    ($($caller:ident),+) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for $caller {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
                let (principal, change) = known::<Self>(parts)?;
                let caller = Self::admit(&principal, change)?;
                admitted(parts)?;
                Ok(caller)
            }
        }
    )+};
}

extract_without_tenant!(Operator, Unaffiliated, Founding, Anyone);

fn forbidden(reason: &'static str) -> Problem {
    Problem::new(ProblemKind::Forbidden).with_detail(reason)
}

/// The principal and the change context from the middleware. A route without the middleware rejects every request. What an
/// operator changes needs a fresh sign-in wherever the extractor's rule asks for one.
fn known<A: AccessRule>(parts: &Parts) -> Result<(Principal, ChangeContext), Problem> {
    let known = (parts.extensions.get::<Principal>(), parts.extensions.get::<ChangeContext>());
    let (Some(principal), Some(change)) = known else { return Err(Problem::new(ProblemKind::Unauthenticated)) };
    if !parts.method.is_safe() {
        principal.check_sign_in(A::AUDIENCE, change.at)?;
    }
    Ok((principal.clone(), change.clone()))
}

/// Reports that the caller may do what the request asks for. A request that is only authorized ends here, before the handler.
fn admitted(parts: &Parts) -> Result<(), Problem> {
    match parts.extensions.get::<AuthorizationCheck>() {
        Some(check) => Err(check.end()),
        None => Ok(()),
    }
}

/// A request that is only authorized. Its handler does not run.
#[derive(Debug, Clone, Default)]
pub(super) struct AuthorizationCheck(Arc<AtomicBool>);

impl AuthorizationCheck {
    fn end(&self) -> Problem {
        self.0.store(true, Ordering::Relaxed);
        Problem::new(ProblemKind::Conflict)
    }

    /// Whether the caller may do what the request asks for.
    pub(super) fn was_admitted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
