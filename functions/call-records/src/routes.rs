//! The handlers: each extracts its input, opens the personal data, calls the store and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, access::Authorized};
use axum::extract::State;
use jiff::tz::TimeZone;
use store::{CustomerScope, PersonalData};

use crate::CallRecords;

pub(crate) mod appointments;
pub(crate) mod calendars;
pub(crate) mod calls;
pub(crate) mod handling;
pub(crate) mod search;

type Function = State<Arc<CallRecords>>;

impl CallRecords {
    /// Opens personal data of a tenant that exists. The audit log gets its entry first.
    async fn open<P>(&self, may: &Authorized<P>, data: PersonalData<'_>) -> Result<Arc<CustomerScope>, Problem> {
        // An operator may name any id, and an entry about a tenant that does not exist would stay.
        self.store.get_tenant(&may.scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
        self.access.disclose(may, data).await
    }

    /// The time zone of a tenant, from the configuration that answers its calls.
    async fn time_zone<P>(&self, may: &Authorized<P>) -> Result<TimeZone, Problem> {
        let not_found = || Problem::new(ProblemKind::NotFound);
        let tenant = self.store.get_tenant(&may.scope).await?.ok_or_else(not_found)?;
        let config = self.store.get_config(&may.scope, tenant.published_version).await?.ok_or_else(not_found)?;
        Ok(config.time_zone.clone())
    }
}
