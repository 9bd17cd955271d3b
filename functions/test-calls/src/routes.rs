//! The handlers: each extracts its input, calls a library and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, access::not_active};
use axum::extract::State;
use calls::test_call::TestedCompany;
use domain::phone::PhoneNumber;
use store::{CustomerScope, DraftPlace, TenantItem, TenantScope};

use crate::TestCalls;

pub(crate) mod preview;
pub(crate) mod test_calls;

type Function = State<Arc<TestCalls>>;

impl TestCalls {
    async fn tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        self.store.get_tenant(scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))
    }

    /// The tenant, which must be in service.
    async fn active_tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        let tenant = self.tenant(scope).await?;
        if tenant.status.is_in_service() { Ok(tenant) } else { Err(not_active()) }
    }

    /// The tenant whose agent is tested, and the customers that the agent knows.
    fn tested<'a>(
        &'a self,
        scope: &'a TenantScope,
        customers: Option<&'a CustomerScope>,
        tenant: &TenantItem,
    ) -> TestedCompany<'a> {
        TestedCompany {
            scope,
            draft: DraftPlace::of(tenant),
            customers,
            allowance: self.spending.allowance(tenant.approved, tenant.budget),
            secrets: &self.secrets,
            credentials_version: tenant.credentials_version,
        }
    }
}

/// The number that is called if the company has none: a fictional one.
const NO_NUMBER: &str = "+12025550100";

/// The number that a preview or test call is made to.
fn called(tenant: &TenantItem) -> Result<PhoneNumber, Problem> {
    let fictional = || PhoneNumber::parse(NO_NUMBER).map_err(|error| Problem::unavailable(&error));
    tenant.numbers.first().cloned().map_or_else(fictional, Ok)
}
