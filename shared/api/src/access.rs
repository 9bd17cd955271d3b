//! Authentication and authorization: people use OpenID Connect, programs use API keys.
//!
//! The middleware [`require_auth()`] runs before every route. It authenticates the caller ([`Access::authenticate`]),
//! counts the caller's requests ([`rate_limit`]) and replays the response to a repeated request ([`idempotency`]).
//! [`Principal::enter`] then authorizes the caller in a tenant, and is the only way from a request to that tenant's
//! [`ConfinedScope`]: its credentials reach no other tenant (ADR 17). To a caller, another company's tenant looks like one
//! that does not exist. This module does not know what an operation does.

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use axum::http::{HeaderMap, header::AUTHORIZATION};
use domain::{
    access::{KeyScope, Permission, Role, Subject},
    id::{ApiKeyId, PersonId, TenantId},
};
use jiff::{SignedDuration, Timestamp};
use platform::{
    boxed,
    clock::Clock,
    config::{ApiConfig, Limits, OidcConfig},
    error_chain::ErrorChain,
    key_ring::KeySource,
    runtime::Runtime,
    security_event::SecurityEvent,
    telemetry::Metrics,
    ttl_cache::TtlCache,
};
use store::{
    ConfinedScope, PlatformOperator, Store, SubjectItem, TenantScope, TenantSessions, key::RateLimitSubject,
    secret_token::ApiKey,
};
use tracing::warn;

use crate::{Problem, ProblemKind};

mod authorized;
mod customers;
mod idempotency;
mod new_id;
mod oidc;
mod rate_limit;
mod require_auth;
mod rule;
mod userinfo;

pub use authorized::{Anyone, Authorized, Founding, Operator, TenantOperator, TenantPerson, Unaffiliated, not_active};
use customers::RecordedReads;
pub use domain::access::permission;
use idempotency::Sealer;
pub use new_id::NewId;
pub use oidc::{TokenVerificationError, TokenVerifier, VerifiedToken};
pub use require_auth::{require_auth, require_auth_uncounted};
pub use rule::{AccessRule, AllowedCallers, TenantParameter};
pub use userinfo::{AccessToken, UserInfo};

/// An authenticated caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// An operator of the platform.
    Operator(PlatformOperator),
    /// A person of a tenant.
    Person {
        /// The tenant.
        scope: ConfinedScope,
        /// The person's id.
        person: PersonId,
        /// The person's role.
        role: Role,
        /// The subject of the access token.
        subject: Subject,
    },
    /// A tenant's API key.
    Key {
        /// The tenant.
        scope: ConfinedScope,
        /// The key's id.
        key: ApiKeyId,
        /// The key's scopes.
        scopes: BTreeSet<KeyScope>,
    },
    /// A signed-in person that belongs to no tenant yet.
    Unaffiliated(Subject),
}

/// How an authorized caller enters a tenant.
enum Entrance<'a> {
    /// As a person or key of the tenant.
    Own(&'a ConfinedScope),
    /// As an operator of the platform.
    OfOperator(&'a PlatformOperator, TenantId),
}

/// The prefix of API keys. A credential without it is an access token.
const KEY_PREFIX: &str = "hv_";
/// The longest time since an operator's sign-in, for changes that need a fresh one.
const FRESH_SIGN_IN: SignedDuration = SignedDuration::from_mins(5);
/// The caller's own tenant in a path.
const OWN_TENANT: &str = "me";

impl Principal {
    /// Authorizes the caller in the tenant that a path names, and enters it.
    #[must_use]
    #[boxed]
    pub async fn enter(
        &self,
        sessions: &TenantSessions,
        tenant: &str,
        permission: Permission,
    ) -> Result<ConfinedScope, Problem> {
        match self.authorize(tenant, permission)? {
            Entrance::Own(scope) => Ok(scope.clone()),
            Entrance::OfOperator(operator, tenant) => Ok(operator.enter(sessions, &tenant).await?),
        }
    }

    /// Authorizes the caller in the tenant that a path names: by its id, or as `me`.
    fn authorize(&self, tenant: &str, permission: Permission) -> Result<Entrance<'_>, Problem> {
        let not_found = || Problem::new(ProblemKind::NotFound);
        let hidden = || not_found().with_security_event(SecurityEvent::OtherTenant);
        let forbidden = || Problem::new(ProblemKind::Forbidden);
        let named = if tenant == OWN_TENANT { None } else { Some(TenantId::parse(tenant).map_err(|_| hidden())?) };
        let theirs = |scope: &ConfinedScope| named.as_ref().is_none_or(|tenant| tenant == scope.tenant());
        match self {
            Self::Operator(operator) => {
                named.map(|tenant| Entrance::OfOperator(operator, tenant)).ok_or_else(not_found)
            }
            Self::Person { scope, role, .. } if theirs(scope) => {
                if permission.is_given_to(*role) {
                    Ok(Entrance::Own(scope))
                } else {
                    Err(forbidden())
                }
            }
            Self::Key { scope, scopes, .. } if theirs(scope) => match permission.key_scope() {
                Some(needed) if scopes.contains(&needed) => Ok(Entrance::Own(scope)),
                Some(needed) => Err(forbidden().with_detail(format!("the key lacks the scope {needed}"))),
                None => Err(forbidden().with_detail("no API key can do this")),
            },
            Self::Unaffiliated(_) if tenant == OWN_TENANT => {
                Err(not_found().with_detail("you do not belong to a company yet; sign up first"))
            }
            Self::Person { .. } | Self::Key { .. } | Self::Unaffiliated(_) => Err(hidden()),
        }
    }

    /// Refuses an operator's change if it needs a fresh sign-in, and the sign-in is not fresh.
    fn check_sign_in(&self, audience: AllowedCallers, now: Timestamp) -> Result<(), Problem> {
        match self {
            Self::Operator(operator)
                if audience.asks_operators_to_sign_in_again() && !operator.signed_in_within(FRESH_SIGN_IN, now) =>
            {
                let detail = "this needs a sign-in of the last 5 minutes: sign in again and repeat the request";
                Err(Problem::new(ProblemKind::SignInAgain).with_detail(detail))
            }
            _ => Ok(()),
        }
    }

    /// The name in the audit log: an operator's subject, or the id of a person or key.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Operator(operator) => format!("operator:{}", operator.subject()),
            Self::Person { person, .. } => person.to_string(),
            Self::Key { key, .. } => key.to_string(),
            Self::Unaffiliated(subject) => format!("person:{subject}"),
        }
    }

    /// The caller's tenant. `None` for operators and for people without a tenant.
    #[must_use]
    pub fn scope(&self) -> Option<&TenantScope> {
        match self {
            Self::Person { scope, .. } | Self::Key { scope, .. } => Some(scope),
            Self::Operator(_) | Self::Unaffiliated(_) => None,
        }
    }

    /// The principal that a person was before the person joined a tenant.
    fn as_newcomer(&self) -> Option<Self> {
        match self {
            Self::Person { subject, .. } => Some(Self::Unaffiliated(subject.clone())),
            Self::Operator(_) | Self::Key { .. } | Self::Unaffiliated(_) => None,
        }
    }

    /// The subject of the caller's rate limit and stored responses.
    fn rate_limit_subject<'a>(&'a self, name: &'a str) -> RateLimitSubject<'a> {
        RateLimitSubject { scope: self.scope(), name }
    }
}

/// One process records the use of a key at most this often. The table has the same limit.
const KEY_USE_RECORDED_EVERY: Duration = Duration::from_mins(5);
const MOST_KEYS_CACHED: usize = 10_000;

/// Authenticates callers, counts their requests and stores their responses.
#[derive(Debug)]
pub struct Access {
    people: TokenVerifier,
    operators: TokenVerifier,
    store: Store,
    sessions: TenantSessions,
    clock: Clock,
    limits: Limits,
    sealer: Sealer,
    recorded: TtlCache<ApiKeyId, ()>,
    metrics: Metrics,
    reads: RecordedReads,
}

impl Access {
    /// Accepts the access tokens of two issuers and the API keys of a table.
    #[must_use]
    pub fn new(
        runtime: &Runtime,
        oidc: OidcConfig,
        api: &ApiConfig,
        (store, sessions): (Store, TenantSessions),
    ) -> Self {
        let Runtime { aws, http, clock, metrics, .. } = runtime.clone();
        let operators = TokenVerifier::new(http.clone(), oidc.operators);
        let people = TokenVerifier::new(http, oidc.people);
        let recorded = TtlCache::new(MOST_KEYS_CACHED, KEY_USE_RECORDED_EVERY);
        let secrets_manager = platform::aws::secrets_manager(&aws);
        let sealer = Sealer::new(KeySource::stored(secrets_manager, api.sealing_keys.clone()));
        let reads = RecordedReads::default();
        Self { people, operators, store, sessions, clock, limits: api.limits, sealer, recorded, metrics, reads }
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The table.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The sessions of tenants.
    #[must_use]
    pub fn sessions(&self) -> &TenantSessions {
        &self.sessions
    }

    /// Authenticates the sender of a request by its headers and its source address.
    #[boxed]
    pub async fn authenticate(&self, headers: &HeaderMap, source: Option<IpAddr>) -> Result<Principal, Problem> {
        let refused = || {
            Problem::new(ProblemKind::Unauthenticated).with_header(
                axum::http::header::WWW_AUTHENTICATE,
                axum::http::HeaderValue::from_static("Bearer realm=\"front-desk\""),
            )
        };
        let failed = |event| refused().with_security_event(event);
        let mut given = headers.get_all(AUTHORIZATION).iter();
        let (Some(given), None) = (given.next(), given.next()) else { return Err(refused()) };
        let (scheme, credential) = given.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(refused)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(refused());
        }
        let credential = credential.trim();
        if credential.starts_with(KEY_PREFIX) {
            let key = ApiKey::parse(credential).ok_or_else(|| failed(SecurityEvent::ApiKeyUnknown))?;
            let now = self.clock.now();
            let found = self.store.get_key_holder(&key.hash()).await?;
            let item = found.ok_or_else(|| failed(SecurityEvent::ApiKeyUnknown))?;
            if !item.is_valid_at(now) {
                return Err(failed(SecurityEvent::ApiKeyExpired));
            }
            if !item.admits(source) {
                return Err(
                    Problem::new(ProblemKind::Forbidden).with_detail("this API key does not work from this address")
                );
            }
            let scope = item.enter(&self.sessions).await?;
            return Ok(Principal::Key { scope, key: item.key.clone(), scopes: item.scopes.clone() });
        }
        let is_operators = self.operators.is_named_by(credential);
        let verifier = if is_operators { &self.operators } else { &self.people };
        let VerifiedToken { subject, groups, signed_in_at } = match verifier.verify(credential, self.clock.now()).await
        {
            Ok(verified) => verified,
            Err(error @ (TokenVerificationError::Unreachable(_) | TokenVerificationError::UnreachableBefore)) => {
                return Err(Problem::unavailable(&error));
            }
            Err(TokenVerificationError::Expired) => return Err(failed(SecurityEvent::TokenExpired)),
            Err(_) => return Err(failed(SecurityEvent::TokenInvalid)),
        };
        if is_operators {
            // The operators' issuer admits operators only: the people of a company sign in at the companies' issuer.
            let operator = PlatformOperator::admit(subject, &groups, signed_in_at).ok_or_else(|| {
                Problem::new(ProblemKind::Forbidden).with_detail("you are not in the group of the platform's operators")
            })?;
            return Ok(Principal::Operator(operator));
        }
        Ok(match self.store.get_subject(subject.as_str()).await? {
            Some(item) => {
                let scope = item.enter(&self.sessions).await?;
                let SubjectItem { person, role, .. } = item;
                Principal::Person { scope, person, role, subject }
            }
            None => Principal::Unaffiliated(subject),
        })
    }

    /// Whether a caller may change anything at all: an API key only if its company is active. A person may, to put the
    /// company back into service.
    async fn may_change(&self, principal: &Principal) -> Result<bool, Problem> {
        let Principal::Key { scope, .. } = principal else { return Ok(true) };
        let tenant = self.store.get_tenant(scope).await?;
        Ok(tenant.is_some_and(|tenant| tenant.status.is_in_service()))
    }

    /// Records the use of a key. A failure is logged and does not fail the request.
    async fn record_use(&self, principal: &Principal) {
        let Principal::Key { scope, key, .. } = principal else { return };
        if self.recorded.get(key).is_some() {
            return;
        }
        self.recorded.insert(key.clone(), ());
        if let Err(error) = self.store.note_key_use(scope, key, self.clock.now()).await {
            warn!(error = %ErrorChain(&error), "the use of an API key was not recorded");
        }
    }
}
