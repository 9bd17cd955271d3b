//! The route of a number: what a function knows of the number's tenant before it reads anything of the tenant.

use domain::{
    budget::BudgetOverride,
    id::TenantId,
    phone::{DialingRules, PhoneNumber},
};
use platform::boxed;
use serde::{Deserialize, Serialize};

use super::{Store, StoreError, TenantScope, form::Versioned, key::Key};

/// The tenant of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberRoute {
    pub(super) tenant: TenantId,
    /// Whether its calls are answered.
    pub active: bool,
    /// Whether an operator has approved the tenant. Routes that are older than this field are of approved tenants.
    #[serde(default = "super::tenant::approved", skip_serializing_if = "Clone::clone")]
    pub approved: bool,
    /// What an operator has set of the tenant's budget.
    #[serde(default, skip_serializing_if = "BudgetOverride::is_default")]
    pub budget: BudgetOverride,
    /// The version of the configuration for new calls.
    pub config_version: u32,
    /// Whether the tenant is in test mode.
    #[serde(default)]
    pub test_mode: bool,
    /// Which numbers are dialed for the tenant.
    #[serde(default, skip_serializing_if = "DialingRules::is_default")]
    pub dialing: DialingRules,
    /// The number of changes of the tenant's credentials. Credentials from before the last one must be read again.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub credentials_version: u64,
}

impl NumberRoute {
    /// The scope of the number's tenant, for the functions that answer its calls.
    #[must_use]
    pub fn scope(&self) -> TenantScope {
        TenantScope::of_function(self.tenant.clone())
    }

    /// The tenant of the number.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }
}

impl Versioned for NumberRoute {}

impl Store {
    /// Gets the route of a number.
    #[must_use]
    #[boxed]
    pub async fn get_number_route(&self, number: &PhoneNumber) -> Result<Option<NumberRoute>, StoreError> {
        self.get(Key::number_route(number)).await
    }
}
