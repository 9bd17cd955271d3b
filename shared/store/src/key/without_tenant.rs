//! The keys of items that belong to no tenant, or that are read before the tenant is known, and of a tenant's items that lead
//! to them. Their partition key cannot be a tenant's id.

use domain::{
    id::{AuditEntryId, CallSid, TenantId},
    phone::PhoneNumber,
};
use jiff::Timestamp;

use super::{
    super::{ConnectionId, DueId, TenantScope, TenantStatus},
    ALARM, ALARMS, CALENDAR, DUE, DUE_AT, Key, OPEN_CALLS, OWN_DUE, PLATFORM, STARTED, UNPAGED, audit_sort,
    microseconds, tenants,
};

impl Key {
    pub(in super::super) fn number_route(number: &PhoneNumber) -> Self {
        Self { partition: format!("number#{number}"), sort: "route".to_owned() }
    }

    pub(in super::super) fn subject(subject: &str) -> Self {
        Self { partition: format!("subject#{subject}"), sort: "person".to_owned() }
    }

    pub(in super::super) fn founded(hash: &str) -> Self {
        Self { partition: format!("founder#{hash}"), sort: "company".to_owned() }
    }

    pub(in super::super) fn invitation(hash: &str) -> Self {
        Self { partition: format!("invitation#{hash}"), sort: "person".to_owned() }
    }

    pub(in super::super) fn api_key_holder(hash: &str) -> Self {
        Self { partition: format!("api_key#{hash}"), sort: "holder".to_owned() }
    }

    pub(in super::super) fn calendar_holder(hash: &str) -> Self {
        Self { partition: format!("{CALENDAR}{hash}"), sort: "holder".to_owned() }
    }

    pub(in super::super) fn relay_connection(id: &ConnectionId) -> Self {
        Self { partition: format!("connection#{}", id.as_str()), sort: "call".to_owned() }
    }

    /// An entry in the list of tenants: `by_name` or `by_word`.
    pub(in super::super) fn in_list(status: TenantStatus, sort: String) -> Self {
        Self { partition: tenants(status), sort }
    }

    pub(in super::super) fn alarm(name: &str) -> Self {
        Self { partition: ALARMS.to_owned(), sort: format!("{ALARM}{name}") }
    }

    pub(in super::super) fn platform_audit(at: Timestamp, entry: &AuditEntryId) -> Self {
        Self { partition: PLATFORM.to_owned(), sort: audit_sort(at, entry) }
    }

    pub(in super::super) fn open_call(started_at: Timestamp, tenant: &TenantId, call: &CallSid) -> Self {
        let sort = format!("{STARTED}{}#{tenant}#{call}", microseconds(started_at));
        Self { partition: OPEN_CALLS.to_owned(), sort }
    }

    /// The entry of a job in the list of all tenants.
    pub(in super::super) fn due(at: Timestamp, tenant: &TenantId, id: &DueId) -> Self {
        Self::in_due(&microseconds(at), tenant, id.as_str())
    }

    /// The item of the tenant that leads to the entry.
    pub(in super::super) fn due_of_tenant(at: Timestamp, tenant: &TenantId, id: &DueId) -> Self {
        Self { partition: tenant.to_string(), sort: format!("{OWN_DUE}{}#{id}", microseconds(at)) }
    }

    /// The entry that an item of the tenant leads to.
    pub(in super::super) fn due_found(scope: &TenantScope, sort: &str) -> Option<Self> {
        let (at, id) = sort.strip_prefix(OWN_DUE)?.split_once('#')?;
        Some(Self::in_due(at, scope.tenant(), id))
    }

    fn in_due(microseconds: &str, tenant: &TenantId, id: &str) -> Self {
        Self { partition: DUE.to_owned(), sort: format!("{DUE_AT}{microseconds}#{tenant}#{id}") }
    }

    /// `until` is the end of the ten minutes.
    pub(in super::super) fn unpaged(until: Timestamp, tenant: &TenantId) -> Self {
        Self { partition: OPEN_CALLS.to_owned(), sort: format!("{UNPAGED}{}#{tenant}", microseconds(until)) }
    }
}
