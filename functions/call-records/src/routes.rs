//! The handlers: each extracts its input, opens the personal data, calls the store and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, access::Authorized};
use axum::extract::State;
use domain::webhook::WebhookEvent;
use jiff::tz::TimeZone;
use messages::{FollowUpJob, JobKind};
use platform::error_chain::ErrorChain;
use store::{CallFilter, CustomerScope, PersonalData};
use tracing::warn;

use crate::{CallRecords, wire::call_query::CallConditions};

pub(crate) mod appointments;
pub(crate) mod calendars;
pub(crate) mod calls;
pub(crate) mod exports;
pub(crate) mod handling;
pub(crate) mod recordings;
pub(crate) mod search;
pub(crate) mod webhooks;

type Function = State<Arc<CallRecords>>;

impl CallRecords {
    /// Opens personal data of a tenant that exists. The audit log gets its entry first.
    async fn open<P>(&self, may: &Authorized<P>, data: PersonalData<'_>) -> Result<Arc<CustomerScope>, Problem> {
        // An operator may name any id, and an entry about a tenant that does not exist would stay.
        self.store.get_tenant(&may.scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
        self.access.disclose(may, data).await
    }

    /// Announces an event at once. The change wrote it down too: if this fails, it is announced within a minute or two.
    async fn announce<P>(&self, may: &Authorized<P>, event: WebhookEvent) {
        let tenant = may.scope.tenant().clone();
        let job = FollowUpJob { tenant, call: None, kind: JobKind::WebhookEvent(event) };
        if let Err(error) = self.follow_ups.send(&[job]).await {
            warn!(error = %ErrorChain(&error), "an event was not announced at once");
        }
    }

    /// The filter of a query. Its days are days of the tenant's time zone.
    async fn filter<P>(&self, may: &Authorized<P>, conditions: CallConditions) -> Result<CallFilter, Problem> {
        let zone = if conditions.name_days() { self.time_zone(may).await? } else { TimeZone::UTC };
        conditions.filter(&zone)
    }

    /// The time zone of a tenant, from the configuration that answers its calls.
    async fn time_zone<P>(&self, may: &Authorized<P>) -> Result<TimeZone, Problem> {
        let not_found = || Problem::new(ProblemKind::NotFound);
        let tenant = self.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
        let config = self.store.get_config(&may.scope, tenant.published_version).await?.ok_or_else(not_found)?;
        Ok(config.time_zone.clone())
    }
}
