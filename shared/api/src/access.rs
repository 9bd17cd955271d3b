//! Who asks, and whether they may: people by OpenID Connect, programs by API key.
//!
//! [`require_auth()`] stands before every route: it proves who asks ([`Access::authenticate`]), counts their requests ([`rate_limit`])
//! and gives a repeated request the answer it had ([`idempotency`]). [`Principal::enter`] then decides whether they may do
//! something in a company, and is the only way from a request to that company's [`TenantScope`]. A company that is not
//! theirs looks like one that is not there. What an operation does is not known here.

use std::{collections::BTreeSet, time::Duration};

use axum::http::{HeaderMap, header::AUTHORIZATION};
use domain::{
    access::{KeyScope, Permission, Role, Subject},
    id::{ApiKeyId, PersonId, TenantId},
};
use platform::{
    clock::Clock,
    config::{ApiConfig, Limits, OidcConfig},
    error_chain::ErrorChain,
    ttl_cache::TtlCache,
};
use store::{
    Operators, PlatformOperator, Store, SubjectItem, TenantScope, key::RateLimitSubject, secret_token::ApiKey,
};

use tracing::warn;

use crate::{Problem, ProblemKind};

mod authorized;
mod idempotency;
mod oidc;
mod rate_limit;
mod require_auth;
mod rule;

pub use authorized::{Anyone, Authorized, Founding, Operator, Requires, TenantOperator, Unaffiliated, permission};
use idempotency::Sealer;
pub use oidc::{TokenError, TokenVerifier};
pub use require_auth::require_auth;
pub use rule::{AccessRule, Audience, TenantParameter};

/// Somebody who has proven who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Runs the platform.
    Operator(PlatformOperator),
    /// Works for a company.
    Person {
        /// The company.
        scope: TenantScope,
        /// Who they are there.
        person: PersonId,
        /// What they are there.
        role: Role,
        /// Whom they sign in as.
        subject: Subject,
    },
    /// A company's program.
    Key {
        /// The company.
        scope: TenantScope,
        /// Which key.
        key: ApiKeyId,
        /// What it is for.
        scopes: BTreeSet<KeyScope>,
    },
    /// Signed in, and nobody here yet.
    Unaffiliated(Subject),
}

/// A credential that begins so is an API key, or meant to be one.
const KEY_MARK: &str = "hv_";
/// A company as the path of a request names it: its id, or `me`.
const ONE_OWN: &str = "me";

impl Principal {
    /// Whether they may do this in the company that a path names.
    pub fn enter(&self, tenant: &str, permission: Permission) -> Result<TenantScope, Problem> {
        let hidden = || Problem::new(ProblemKind::NotFound);
        let named = if tenant == ONE_OWN { None } else { Some(TenantId::parse(tenant).map_err(|_| hidden())?) };
        let theirs = |scope: &TenantScope| named.as_ref().is_none_or(|tenant| tenant == scope.tenant());
        match self {
            Self::Operator(operator) => named.map(|tenant| operator.scope(tenant)).ok_or_else(hidden),
            Self::Person { scope, role, .. } if theirs(scope) => {
                if permission.is_given_to(*role) {
                    Ok(scope.clone())
                } else {
                    Err(Problem::new(ProblemKind::Forbidden))
                }
            }
            Self::Key { scope, scopes, .. } if theirs(scope) => match permission.key_scope() {
                Some(needed) if scopes.contains(&needed) => Ok(scope.clone()),
                Some(needed) => {
                    Err(Problem::new(ProblemKind::Forbidden).with_detail(format!("the key lacks the scope {needed}")))
                }
                None => Err(Problem::new(ProblemKind::Forbidden).with_detail("no API key can do this")),
            },
            Self::Unaffiliated(_) if tenant == ONE_OWN => {
                Err(hidden().with_detail("you belong to no company yet; sign up first"))
            }
            Self::Person { .. } | Self::Key { .. } | Self::Unaffiliated(_) => Err(hidden()),
        }
    }

    /// Who it was, for the audit log: an operator's subject, or the id of a person or key.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Operator(operator) => format!("operator:{}", operator.subject()),
            Self::Person { person, .. } => person.to_string(),
            Self::Key { key, .. } => key.to_string(),
            Self::Unaffiliated(subject) => format!("person:{subject}"),
        }
    }

    /// The company they belong to, if they do.
    #[must_use]
    pub fn scope(&self) -> Option<&TenantScope> {
        match self {
            Self::Person { scope, .. } | Self::Key { scope, .. } => Some(scope),
            Self::Operator(_) | Self::Unaffiliated(_) => None,
        }
    }

    /// Who they were before they belonged to a company.
    fn as_newcomer(&self) -> Option<Self> {
        match self {
            Self::Person { subject, .. } => Some(Self::Unaffiliated(subject.clone())),
            Self::Operator(_) | Self::Key { .. } | Self::Unaffiliated(_) => None,
        }
    }

    /// As whom their requests are counted and remembered.
    fn asker<'a>(&'a self, name: &'a str) -> RateLimitSubject<'a> {
        RateLimitSubject { scope: self.scope(), name }
    }
}

/// A key's use is noted so often by one process; the table itself notes it no more often either.
const KEY_USE_NOTED_EVERY: Duration = Duration::from_mins(5);
const MOST_KEYS_REMEMBERED: usize = 10_000;

/// Proves who asks.
#[derive(Debug)]
pub struct Access {
    verifier: TokenVerifier,
    store: Store,
    operators: Operators,
    clock: Clock,
    limits: Limits,
    sealer: Sealer,
    noted: TtlCache<ApiKeyId, ()>,
}

impl Access {
    /// Tokens of this issuer and keys of this table; `operators` run the platform.
    #[must_use]
    pub fn new(http: reqwest::Client, oidc: OidcConfig, api: &ApiConfig, store: Store, clock: Clock) -> Self {
        let operators = Operators::new(oidc.operators.clone());
        let verifier = TokenVerifier::new(http, oidc);
        let noted = TtlCache::new(MOST_KEYS_REMEMBERED, KEY_USE_NOTED_EVERY);
        Self { verifier, store, operators, clock, limits: api.limits, sealer: Sealer::new(&api.sealing_key), noted }
    }

    /// The clock everything here goes by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The table.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Who sends these headers.
    pub async fn authenticate(&self, headers: &HeaderMap) -> Result<Principal, Problem> {
        let refused = || {
            Problem::new(ProblemKind::Unauthenticated).with_header(
                axum::http::header::WWW_AUTHENTICATE,
                axum::http::HeaderValue::from_static("Bearer realm=\"front-desk\""),
            )
        };
        let mut given = headers.get_all(AUTHORIZATION).iter();
        let (Some(given), None) = (given.next(), given.next()) else { return Err(refused()) };
        let (scheme, credential) = given.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(refused)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(refused());
        }
        let credential = credential.trim();
        if credential.starts_with(KEY_MARK) {
            let key = ApiKey::parse(credential).ok_or_else(refused)?;
            let now = self.clock.now();
            let found = self.store.get_key_holder(&key.hash()).await?;
            let item = found.filter(|item| item.is_valid_at(now)).ok_or_else(refused)?;
            return Ok(Principal::Key { scope: item.scope(), key: item.key.clone(), scopes: item.scopes.clone() });
        }
        let subject = match self.verifier.verify(credential, self.clock.now()).await {
            Ok(subject) => subject,
            Err(error @ TokenError::Unreachable(_)) => return Err(Problem::unavailable(&error)),
            Err(_) => return Err(refused()),
        };
        if let Some(operator) = self.operators.admit(&subject) {
            return Ok(Principal::Operator(operator));
        }
        Ok(match self.store.get_subject(subject.as_str()).await? {
            Some(item) => {
                let scope = item.scope();
                let SubjectItem { person, role, .. } = item;
                Principal::Person { scope, person, role, subject }
            }
            None => Principal::Unaffiliated(subject),
        })
    }

    /// Notes that a key was used. Nobody waits in vain for a request because this could not be written.
    async fn note_use(&self, principal: &Principal) {
        let Principal::Key { scope, key, .. } = principal else { return };
        if self.noted.get(key).is_some() {
            return;
        }
        self.noted.insert(key.clone(), ());
        if let Err(error) = self.store.note_key_use(scope, key, self.clock.now()).await {
            warn!(error = %ErrorChain(&error), "the use of a key could not be noted");
        }
    }
}
