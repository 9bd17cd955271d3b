//! The handlers: each extracts its input, calls a library and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, WithVersion};
use axum::extract::State;
use connections::{ConnectionError, secrets::SecretsError};
use domain::budget::{Spend, day_of};
use openai::ModelError;
use platform::error_chain::ErrorChain;
use store::{StoreError, TenantItem, TenantScope};
use tracing::warn;
use twilio::rest::RestError;

use crate::{AdminTenants, wire::TenantView};

pub(crate) mod audit;
pub(crate) mod budget;
pub(crate) mod configuration;
pub(crate) mod connection;
pub(crate) mod credentials;
pub(crate) mod dialing;
pub(crate) mod first_days;
pub(crate) mod lifecycle;
pub(crate) mod me;
pub(crate) mod model_trials;
pub(crate) mod number_purchase;
pub(crate) mod people;
pub(crate) mod scenario_runs;
pub(crate) mod scenarios;
pub(crate) mod tenants;
pub(crate) mod versions;
pub(crate) mod voice_test_calls;

type Function = State<Arc<AdminTenants>>;

impl AdminTenants {
    async fn tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        self.store.get_tenant(scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))
    }

    /// A tenant as it is shown, with what it spends.
    async fn shown(&self, scope: &TenantScope, tenant: TenantItem) -> WithVersion<TenantView> {
        self.shown_with(self.spend(scope).await, tenant)
    }

    /// What a tenant has spent by now.
    async fn spend(&self, scope: &TenantScope) -> Result<Spend, StoreError> {
        self.store.get_spend(scope, day_of(self.clock.now())).await
    }

    fn shown_with(&self, spend: Result<Spend, StoreError>, tenant: TenantItem) -> WithVersion<TenantView> {
        let budget = self.budgets.budget(tenant.approved, tenant.budget);
        let version = tenant.version;
        let view = TenantView::of(tenant, &self.models);
        // A change that was made is not reported as failed.
        let body = match spend {
            Ok(spend) => view.with_spending(spend, budget),
            Err(error) => {
                warn!(error = %ErrorChain(&error), "the counter of spend cannot be read");
                view
            }
        };
        WithVersion { version, body }
    }
}

/// The problem for an operation on the connection that failed.
fn connection_problem(error: ConnectionError) -> Problem {
    match error {
        ConnectionError::Change(error) => error.into(),
        ConnectionError::Secrets(SecretsError::Unavailable(_)) => Problem::unavailable(&error),
        ConnectionError::Twilio(RestError::Unreachable(_) | RestError::RateLimited | RestError::Malformed)
        | ConnectionError::UnclearPurchase
        | ConnectionError::Model(ModelError::Unreachable(_) | ModelError::ServerError(_) | ModelError::RateLimited) => {
            Problem::new(ProblemKind::Refused).with_detail(error.advice())
        }
        ConnectionError::TooManyOrders => Problem::new(ProblemKind::TooManyRequests).with_detail(error.advice()),
        _ => Problem::new(ProblemKind::Conflict).with_detail(error.advice()),
    }
}

/// The problem for credentials that were not stored. Rejected credentials are an invalid field.
fn credential_problem(field: &str, error: ConnectionError) -> Problem {
    match error {
        ConnectionError::Twilio(RestError::Unauthorized | RestError::Refused { .. })
        | ConnectionError::Model(ModelError::Unauthorized | ModelError::Refused(_))
        | ConnectionError::AccountNotActive => Problem::field(field, error.advice()),
        error => connection_problem(error),
    }
}
