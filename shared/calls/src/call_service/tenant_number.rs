//! The company of a called number: its route, its credentials and its agent.

use std::{sync::Arc, time::Duration};

use connections::secrets::{SecretsError, TenantSecrets};
use domain::{
    budget::Spend,
    id::{CallSid, TenantId},
    phone::{DialingRules, PhoneNumber},
};
use platform::boxed;
use store::{CallRecord, CustomerScope, NumberRoute, TenantScope};

use super::{CallService, CallServiceError, claim::StepClaim};
use crate::{agent::Agent, spending::Allowance};

/// How long the route of a number is cached during a call. New calls always read the table.
pub(super) const ROUTE_LIFETIME: Duration = Duration::from_secs(30);
/// How long the route of a number serves the later webhooks of its calls while the table fails.
const LONGEST_STALE_ROUTE: Duration = Duration::from_hours(1);
/// Versions never change, so an agent only leaves the cache to make room.
pub(super) const AGENT_LIFETIME: Duration = Duration::from_hours(24);
pub(super) const MOST_ROUTES: usize = 5_000;
pub(super) const MOST_AGENTS: usize = 1_000;
/// A called number of a company.
#[derive(Debug, Clone)]
pub struct TenantNumber {
    /// The called number.
    pub called: PhoneNumber,
    /// The scope of its company.
    pub scope: TenantScope,
    /// The customers of its company.
    pub(super) customers: CustomerScope,
    /// The version of the configuration for new calls.
    pub(super) config_version: u32,
    /// Whether new calls are dry runs.
    pub(super) test_mode: bool,
    /// Which numbers are dialed for the company.
    pub dialing: DialingRules,
    /// What the company may spend on the model.
    pub(super) allowance: Allowance,
    /// The version of the company's credentials.
    pub credentials_version: u64,
    /// Whether new calls are answered. `None` if the route is from the cache.
    pub(super) active: Option<bool>,
    /// The call that was read together with the company's credentials.
    pub(super) read_ahead: Option<Box<ReadAhead>>,
}

/// A stored call with what its next turn needs.
#[derive(Debug, Clone)]
pub(super) struct LoadedCall {
    /// `None` if the call is not stored.
    pub(super) record: Option<CallRecord>,
    pub(super) agent: Arc<Agent>,
    /// What the company has spent; `None` if the counter fails.
    pub(super) spend: Option<Spend>,
    /// How long the reads took.
    pub(super) read_in: Duration,
}

/// A call that was read together with the credentials of its company.
#[derive(Debug, Clone)]
pub(super) struct ReadAhead {
    pub(super) call: CallSid,
    pub(super) loaded: LoadedCall,
    /// The claim of the step, if it was made.
    pub(super) claim: Option<StepClaim>,
}

impl CallService {
    /// Reads the route of a number. `None` if the number is not answered.
    #[must_use]
    #[boxed]
    pub async fn find_number(&self, called: &PhoneNumber) -> Result<Option<TenantNumber>, CallServiceError> {
        let Some(route) = self.store.get_number_route(called).await? else {
            return Ok(None);
        };
        let route = self.routes.insert(called.clone(), route);
        if !route.active {
            return Ok(None);
        }
        self.tenant_number(called, &route, Some(true)).await.map(Some)
    }

    /// Gets the route of a number, possibly from the cache, and even if the number is not answered: the later webhooks
    /// of a call continue after its company is deactivated. `tenant` is the company that our own signed URL names: its
    /// session begins while the route is read.
    #[must_use]
    #[boxed]
    pub async fn find_recent_number(
        &self,
        called: &PhoneNumber,
        tenant: Option<&TenantId>,
    ) -> Result<Option<TenantNumber>, CallServiceError> {
        if let Some(route) = self.routes.get(called) {
            return self.tenant_number(called, &route, None).await.map(Some);
        }
        let session = async {
            if let Some(tenant) = tenant {
                self.sessions.prepare(tenant).await;
            }
        };
        let (route, ()) = tokio::join!(self.store.get_number_route(called), session);
        let route = match route {
            Ok(Some(route)) => self.routes.insert(called.clone(), route),
            Ok(None) => return Ok(None),
            Err(error) => {
                // A call in progress goes on, and its voicemail is kept, while the table fails.
                let stale = self.routes.get_even_stale(called, LONGEST_STALE_ROUTE).ok_or(error)?;
                return self.tenant_number(called, &stale, None).await.map(Some);
            }
        };
        self.tenant_number(called, &route, Some(route.active)).await.map(Some)
    }

    /// Gets the credentials of a number's company. If they are not cached, the call and its agent are read at the same
    /// time, so a turn in a new process waits twice for the table instead of three times. A webhook with a wrong
    /// signature gets nothing of what was read, and causes such reads at most once per lifetime of the cached
    /// credentials. `step` is the step of the call to claim, if our own signature names the company.
    #[boxed]
    pub async fn credentials(
        &self,
        tenant_number: &mut TenantNumber,
        call: Option<&CallSid>,
        step: Option<usize>,
    ) -> Result<Arc<TenantSecrets>, SecretsError> {
        let (scope, version) = (&tenant_number.scope, tenant_number.credentials_version);
        if let Some(secrets) = self.secrets.in_memory(scope, version) {
            return Ok(secrets);
        }
        let Some(call) = call else { return self.secrets.get(scope, version).await };
        let claim = async {
            match step {
                Some(step) => Some(self.claim(tenant_number, call, step).await),
                None => None,
            }
        };
        let (secrets, loaded, claim) =
            tokio::join!(self.secrets.get(scope, version), self.load(tenant_number, call), claim);
        // If this read fails, the turn reads again and reports the error.
        let ahead = loaded.ok().map(|loaded| ReadAhead { call: call.clone(), loaded, claim });
        tenant_number.read_ahead = ahead.map(Box::new);
        secrets
    }

    /// Gets the cached agent of a number, for calls while nothing can be read.
    #[must_use]
    pub fn cached_agent(&self, called: &PhoneNumber) -> Option<Arc<Agent>> {
        let route = self.routes.get(called)?;
        self.agents.get(&(route.tenant().clone(), route.config_version))
    }

    pub(super) async fn agent(&self, scope: &TenantScope, version: u32) -> Result<Arc<Agent>, CallServiceError> {
        let key = (scope.tenant().clone(), version);
        if let Some(agent) = self.agents.get(&key) {
            return Ok(agent);
        }
        let config = self.store.get_config(scope, version).await?.ok_or(CallServiceError::NoConfig)?;
        Ok(self.agents.insert(key, Agent::new(scope.tenant(), config, version)))
    }

    async fn tenant_number(
        &self,
        called: &PhoneNumber,
        route: &NumberRoute,
        active: Option<bool>,
    ) -> Result<TenantNumber, CallServiceError> {
        let (scope, customers) = Box::pin(route.enter(&self.sessions)).await?;
        Ok(TenantNumber {
            called: called.clone(),
            scope,
            customers,
            config_version: route.config_version,
            test_mode: route.test_mode,
            dialing: route.dialing.clone(),
            credentials_version: route.credentials_version,
            allowance: self.spending.allowance(route.approved, route.budget),
            active,
            read_ahead: None,
        })
    }
}
