//! Access to the customers of a tenant, for the callers of an API who may read them.

use std::{sync::Arc, time::Duration};

use domain::{access::Permission, id::TenantId};
use platform::ttl_cache::TtlCache;
use store::{CustomerScope, PersonalData};

use super::{Access, Authorized, Operator};
use crate::Problem;

/// Repeated reads of the same data by the same caller share an entry in the audit log for this long, so that the turns of a
/// test call do not fill it.
const SHARED_FOR: Duration = Duration::from_mins(5);
const MOST_REMEMBERED: usize = 2_000;

/// The reads that are in the audit log already: the tenant, who reads, and what. The remembered scope is the proof.
#[derive(Debug)]
pub(super) struct RecordedReads {
    of_tenants: TtlCache<(TenantId, String, &'static str, Option<String>), CustomerScope>,
    /// The operators who read the platform's own audit log.
    of_platform: TtlCache<String, ()>,
}

impl Default for RecordedReads {
    fn default() -> Self {
        Self {
            of_tenants: TtlCache::new(MOST_REMEMBERED, SHARED_FOR),
            of_platform: TtlCache::new(MOST_REMEMBERED, SHARED_FOR),
        }
    }
}

impl<P> Authorized<P> {
    /// Whether the caller may read the tenant's customers. Other callers see the rest.
    #[must_use]
    pub fn may_read_customers(&self) -> bool {
        self.require(Permission::ReadCustomers).is_ok()
    }
}

impl Access {
    /// The tenant's customers, once the audit log says that the caller reads this. `None` for a caller who may not.
    pub async fn customers<P>(
        &self,
        may: &Authorized<P>,
        data: PersonalData<'_>,
    ) -> Result<Option<Arc<CustomerScope>>, Problem> {
        if may.require(data.permission()).is_err() {
            return Ok(None);
        }
        self.disclose(may, data).await.map(Some)
    }

    /// The same for an operation that only callers with the data's permission reach. Other callers are refused.
    pub async fn disclose<P>(
        &self,
        may: &Authorized<P>,
        data: PersonalData<'_>,
    ) -> Result<Arc<CustomerScope>, Problem> {
        may.require(data.permission())?;
        let read = (may.scope.tenant().clone(), may.change.actor.name.clone(), data.action(), data.about());
        // The credentials are the request's own: a session may have ended since the entry was written.
        let recorded = self.reads.of_tenants.get(&read).and_then(|customers| customers.with_credentials_of(&may.scope));
        if let Some(customers) = recorded {
            return Ok(Arc::new(customers));
        }
        let customers = self.store.disclose(&may.scope, &may.change, data).await?;
        Ok(self.reads.of_tenants.insert(read, customers))
    }

    /// Writes the entry of an operator who reads the platform's audit log.
    pub async fn disclose_platform_audit(&self, operator: &Operator) -> Result<(), Problem> {
        let reader = operator.change.actor.name.clone();
        if self.reads.of_platform.get(&reader).is_none() {
            self.store.audit_platform_read(&operator.change).await?;
            self.reads.of_platform.insert(reader, ());
        }
        Ok(())
    }
}
