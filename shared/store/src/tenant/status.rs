//! The status of a tenant: whether its calls are answered, and who may change that.

use platform::boxed;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    super::{ChangeContext, ChangeError, Conflict, Store, TenantScope, audit::AuditEvent},
    TenantItem,
};

/// Whether a tenant's calls are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// They are answered.
    Active,
    /// They are answered, with the budget of a company that no operator has approved yet.
    Trial,
    /// They are not, until the tenant is reactivated.
    Inactive,
    /// They are not, until an operator of the platform changes the status.
    Suspended,
}

/// Who changes a tenant's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusAuthority {
    /// A person of the tenant, who cannot lift a suspension.
    Tenant,
    /// An operator of the platform.
    Operator,
}

impl TenantStatus {
    /// Every value.
    pub const ALL: [Self; 4] = [Self::Active, Self::Trial, Self::Inactive, Self::Suspended];

    /// The stored text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Trial => "trial",
            Self::Inactive => "inactive",
            Self::Suspended => "suspended",
        }
    }

    /// Whether calls are answered, and test calls and API keys do more than read.
    #[must_use]
    pub fn is_in_service(self) -> bool {
        matches!(self, Self::Active | Self::Trial)
    }

    /// The status of a company in service.
    pub(super) fn in_service(approved: bool) -> Self {
        if approved { Self::Active } else { Self::Trial }
    }
}

impl Store {
    /// Activates, deactivates or suspends a tenant, with immediate effect. Only an operator suspends a tenant or lifts a
    /// suspension. A tenant that is not approved is in trial when it is active.
    #[must_use]
    #[boxed]
    pub async fn set_status(
        &self,
        scope: &TenantScope,
        status: TenantStatus,
        authority: StatusAuthority,
        change: &ChangeContext,
    ) -> Result<TenantItem, ChangeError> {
        self.update_tenant(scope, change, |tenant| {
            let suspends = tenant.status == TenantStatus::Suspended || status == TenantStatus::Suspended;
            if suspends && authority != StatusAuthority::Operator {
                return Err(Conflict::Suspended.into());
            }
            let status = if status.is_in_service() { TenantStatus::in_service(tenant.approved) } else { status };
            let action = match status {
                TenantStatus::Active | TenantStatus::Trial => "tenant.reactivated",
                TenantStatus::Inactive => "tenant.deactivated",
                TenantStatus::Suspended => "tenant.suspended",
            };
            let event = AuditEvent::new(action).from(json!(tenant.status)).to(json!(status));
            Ok((TenantItem { status, ..tenant }, event))
        })
        .await
    }

    /// Approves a tenant: its trial ends, and the higher default budgets apply.
    #[must_use]
    #[boxed]
    pub async fn approve(&self, scope: &TenantScope, change: &ChangeContext) -> Result<TenantItem, ChangeError> {
        self.update_tenant_and_platform(scope, change, |tenant| {
            let in_service = tenant.status.is_in_service();
            let status = if in_service { TenantStatus::in_service(true) } else { tenant.status };
            let event = AuditEvent::new("tenant.approved").from(json!(tenant.status)).to(json!(status));
            (TenantItem { status, approved: true, ..tenant }, event)
        })
        .await
    }
}
