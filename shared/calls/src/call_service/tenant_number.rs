//! From a number that was called to its company: the route, the credentials and the agent.

use std::{sync::Arc, time::Duration};

use connections::secrets::{SecretsError, TenantSecrets};
use domain::{id::CallSid, phone::PhoneNumber};
use store::{CallRecord, NumberRoute, TenantScope};

use super::{CallService, CallServiceError};
use crate::agent::Agent;

/// How long a number's route is taken from memory during a call. New calls always ask the table.
pub(super) const ROUTE_LIFETIME: Duration = Duration::from_secs(30);
/// Versions never change, so an agent only leaves memory to make room.
pub(super) const AGENT_LIFETIME: Duration = Duration::from_hours(24);
pub(super) const MOST_ROUTES: usize = 5_000;
pub(super) const MOST_AGENTS: usize = 1_000;
/// A company's number that was called.
#[derive(Debug, Clone)]
pub struct TenantNumber {
    /// The number that was called.
    pub called: PhoneNumber,
    /// The way to its company's items.
    pub scope: TenantScope,
    /// What new calls begin with.
    pub(super) config_version: u32,
    /// Nothing is booked in new calls.
    pub(super) test_mode: bool,
    /// Whether new calls are answered; not known if the number was looked up for an earlier webhook.
    pub(super) active: Option<bool>,
    /// What was read beside the company's credentials.
    pub(super) read_ahead: Option<Box<ReadAhead>>,
}

/// A call, if it is known, and the agent that goes on with it.
#[derive(Debug, Clone)]
pub(super) struct ReadAhead {
    pub(super) call: CallSid,
    pub(super) record: Option<CallRecord>,
    pub(super) agent: Arc<Agent>,
}

impl CallService {
    /// The company's number as the table has it now; `None` if it is not answered.
    pub async fn find_number(&self, called: &PhoneNumber) -> Result<Option<TenantNumber>, CallServiceError> {
        let Some(route) = self.store.get_number_route(called).await? else {
            return Ok(None);
        };
        let route = self.routes.insert(called.clone(), route);
        Ok(route.active.then(|| line(called, &route, Some(true))))
    }

    /// The company's number as it was a moment ago, answered or not: for the later webhooks of a call, which goes on when its
    /// company is deactivated.
    pub async fn find_recent_number(&self, called: &PhoneNumber) -> Result<Option<TenantNumber>, CallServiceError> {
        if let Some(route) = self.routes.get(called) {
            return Ok(Some(line(called, &route, None)));
        }
        let Some(route) = self.store.get_number_route(called).await? else { return Ok(None) };
        let route = self.routes.insert(called.clone(), route);
        Ok(Some(line(called, &route, Some(route.active))))
    }

    /// The credentials of a number's company. Unless they are in memory, the call and its agent are read at the same time, so
    /// that a turn in a new process waits for the table twice and not three times. A webhook with a wrong
    /// signature gets nothing of what was read, and causes such reads once in the lifetime of the credentials in memory.
    pub async fn credentials(
        &self,
        line: &mut TenantNumber,
        call: Option<&CallSid>,
    ) -> Result<Arc<TenantSecrets>, SecretsError> {
        if let Some(secrets) = self.secrets.in_memory(&line.scope) {
            return Ok(secrets);
        }
        let Some(call) = call else { return self.secrets.get(&line.scope).await };
        let (secrets, loaded) = tokio::join!(self.secrets.get(&line.scope), self.load(line, call));
        // An error is reported by the turn, which reads again.
        line.read_ahead = loaded.ok().map(|(record, agent)| Box::new(ReadAhead { call: call.clone(), record, agent }));
        secrets
    }

    /// The agent in memory, if it is there: for when nothing can be read any more.
    #[must_use]
    pub fn remembered_agent(&self, called: &PhoneNumber) -> Option<Arc<Agent>> {
        let route = self.routes.get(called)?;
        self.agents.get(&(route.scope().tenant().clone(), route.config_version))
    }

    pub(super) async fn agent(&self, scope: &TenantScope, version: u32) -> Result<Arc<Agent>, CallServiceError> {
        let key = (scope.tenant().clone(), version);
        if let Some(agent) = self.agents.get(&key) {
            return Ok(agent);
        }
        let config = self.store.get_config(scope, version).await?.ok_or(CallServiceError::NoConfig)?;
        Ok(self.agents.insert(key, Agent::new(scope.tenant(), config, version)))
    }
}

fn line(called: &PhoneNumber, route: &NumberRoute, active: Option<bool>) -> TenantNumber {
    TenantNumber {
        called: called.clone(),
        scope: route.scope(),
        config_version: route.config_version,
        test_mode: route.test_mode,
        active,
        read_ahead: None,
    }
}
