//! Sessions of tenants: clients whose credentials AWS itself confines to the items and the secret of one tenant (ADR 17).
//!
//! An API function has no other access to a tenant's items. Its requests are authorized for a [`ConfinedScope`], which only
//! [`TenantSessions`] makes. A session is in memory for its lifetime, and is replaced before its end.

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_dynamodb::Client;
use domain::id::TenantId;
use jiff::{SignedDuration, Timestamp};
use platform::{
    aws::{SdkConfig, tagged_role, tagged_role::TaggedRole},
    boxed,
    clock::Clock,
    error_chain::ErrorChain,
};
use quick_cache::sync::Cache;
use tracing::warn;

use super::{CustomerScope, NumberRoute, StoreError, TenantScope};

/// The tag of a session. The policies of the role compare partition keys and the secret's name with it.
pub const TENANT_TAG: &str = "tenant";
/// The most sessions in memory. Each has a client of a few kilobytes.
const MOST_SESSIONS: usize = 500;
/// A session is replaced this long before its end.
const REPLACED_BEFORE_END: SignedDuration = SignedDuration::from_mins(10);
/// While no other can be had, a session serves up to this long before its end: longer than a request takes.
const UNUSED_BEFORE_END: SignedDuration = SignedDuration::from_mins(1);
/// How long a failed attempt answers for the requests that waited for it.
const FAILURE_SHARED: SignedDuration = SignedDuration::from_secs(1);
/// How long a session serves after a failed attempt to replace it, until the next attempt.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(15);

/// Clients that AWS confines to one tenant.
#[derive(Debug)]
pub(super) struct TenantSession {
    pub(super) dynamodb: Client,
    pub(super) aws: SdkConfig,
    ends_at: Timestamp,
}

impl TenantSession {
    fn lasts_longer_than(&self, rest: SignedDuration, now: Timestamp) -> bool {
        self.ends_at.duration_since(now) > rest
    }
}

/// Access to one tenant's items, with credentials that AWS confines to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfinedScope(TenantScope);

impl Deref for ConfinedScope {
    type Target = TenantScope;

    fn deref(&self) -> &TenantScope {
        &self.0
    }
}

/// Begins the sessions of tenants, and keeps them in memory.
#[derive(Debug, Clone)]
pub struct TenantSessions(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    role: TaggedRole,
    clock: Clock,
    tenants: Cache<TenantId, Arc<SessionSlot>>,
}

/// The session of one tenant.
#[derive(Debug, Default)]
struct SessionSlot {
    known: Mutex<SessionState>,
    /// Held while a session is begun: the other requests of the tenant wait for it and begin none.
    beginning: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct SessionState {
    session: Option<Arc<TenantSession>>,
    failed_at: Option<Timestamp>,
}

impl SessionSlot {
    /// The session, if it lasts longer than `rest`.
    fn session(&self, rest: SignedDuration, now: Timestamp) -> Option<Arc<TenantSession>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.session.clone().filter(|session| session.lasts_longer_than(rest, now))
    }

    fn failed_within(&self, age: SignedDuration, now: Timestamp) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.failed_at.is_some_and(|failed_at| now.duration_since(failed_at) < age)
    }

    fn note_session(&self, session: &Arc<TenantSession>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known = SessionState { session: Some(Arc::clone(session)), failed_at: None };
    }

    fn note_failure(&self, now: Timestamp) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).failed_at = Some(now);
    }
}

impl NumberRoute {
    /// Enters the number's tenant and its customers, for the function that answers its calls.
    #[must_use]
    #[boxed]
    pub async fn enter(&self, sessions: &TenantSessions) -> Result<(TenantScope, CustomerScope), StoreError> {
        let ConfinedScope(scope) = sessions.enter_route(self).await?;
        Ok((scope.clone(), CustomerScope::of_agent(scope)))
    }
}

impl TenantSessions {
    /// Sessions of this role, which has the tag [`TENANT_TAG`].
    #[must_use]
    pub fn new(role: TaggedRole, clock: Clock) -> Self {
        Self(Arc::new(Inner { role, clock, tenants: Cache::new(MOST_SESSIONS) }))
    }

    /// Enters the tenant of a number's route.
    #[must_use]
    #[boxed]
    pub async fn enter_route(&self, route: &NumberRoute) -> Result<ConfinedScope, StoreError> {
        self.enter(&route.tenant).await
    }

    /// Enters the tenant that our own signature in a URL names.
    #[must_use]
    #[boxed]
    pub async fn enter_signed(&self, tenant: &TenantId) -> Result<ConfinedScope, StoreError> {
        self.enter(tenant).await
    }

    /// Enters a tenant. The caller has a proof of it.
    pub(super) async fn enter(&self, tenant: &TenantId) -> Result<ConfinedScope, StoreError> {
        let session = self.session_of(tenant).await?;
        Ok(ConfinedScope(TenantScope { tenant: tenant.clone(), session: Some(session) }))
    }

    /// Begins the session of a tenant that a signed URL of ours names, so that it is in memory when the route of the number
    /// leads to the tenant. Gives no access. A failure shows when the tenant is entered.
    #[must_use]
    #[boxed]
    pub async fn prepare(&self, tenant: &TenantId) {
        let _begun = self.session_of(tenant).await;
    }

    async fn session_of(&self, tenant: &TenantId) -> Result<Arc<TenantSession>, StoreError> {
        let Inner { role, clock, tenants } = &*self.0;
        let Ok(slot) = tenants.get_or_insert_with(tenant, || Ok::<_, std::convert::Infallible>(Arc::default()));
        let now = clock.now();
        if let Some(session) = slot.session(REPLACED_BEFORE_END, now) {
            return Ok(session);
        }
        let usable = slot.session(UNUSED_BEFORE_END, now);
        let _beginning = match (slot.beginning.try_lock(), usable) {
            // Another request replaces the session, or has failed to.
            (Err(_), Some(session)) => return Ok(session),
            (Ok(_), Some(session)) if slot.failed_within(RETRY_AFTER, now) => return Ok(session),
            (Ok(beginning), _) => beginning,
            (Err(_), None) => slot.beginning.lock().await,
        };
        let now = clock.now();
        if let Some(session) = slot.session(REPLACED_BEFORE_END, now) {
            return Ok(session);
        }
        if slot.session(UNUSED_BEFORE_END, now).is_none() && slot.failed_within(FAILURE_SHARED, now) {
            return Err(StoreError::NoSession(None));
        }
        match Box::pin(role.assume(tenant.as_str())).await {
            Ok(aws) => {
                let lifetime = SignedDuration::try_from(tagged_role::LIFETIME).unwrap_or_default();
                let ends_at = now.saturating_add(lifetime).unwrap_or(now);
                let session = Arc::new(TenantSession { dynamodb: platform::aws::dynamodb(&aws), aws, ends_at });
                slot.note_session(&session);
                Ok(session)
            }
            Err(error) => {
                slot.note_failure(clock.now());
                let Some(session) = slot.session(UNUSED_BEFORE_END, now) else {
                    return Err(StoreError::NoSession(Some(error)));
                };
                warn!(error = %ErrorChain(&error), "a tenant's session cannot be renewed; the current one is used");
                Ok(session)
            }
        }
    }
}
