//! The handlers: each extracts its input, calls a library and answers.

use std::sync::Arc;

use api::{Problem, ProblemKind, access::not_active};
use axum::extract::State;
use connections::{ConnectionError, secrets::SecretsError};
use openai::ModelError;
use store::{TenantItem, TenantScope, TenantStatus};
use twilio::rest::RestError;

use crate::AdminTenants;

pub(crate) mod audit;
pub(crate) mod configuration;
pub(crate) mod connection;
pub(crate) mod credentials;
pub(crate) mod dialing;
pub(crate) mod lifecycle;
pub(crate) mod people;
pub(crate) mod preview;
pub(crate) mod tenants;
pub(crate) mod test_calls;
pub(crate) mod versions;

type Function = State<Arc<AdminTenants>>;

impl AdminTenants {
    async fn tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        self.store.get_tenant(scope).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound))
    }

    /// The tenant, which must be active.
    async fn active_tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        let tenant = self.tenant(scope).await?;
        if tenant.status == TenantStatus::Active { Ok(tenant) } else { Err(not_active()) }
    }
}

/// The problem for an operation on the connection that failed.
fn connection_problem(error: ConnectionError) -> Problem {
    match error {
        ConnectionError::Change(error) => error.into(),
        ConnectionError::Secrets(SecretsError::Unavailable(_)) => Problem::unavailable(&error),
        ConnectionError::Twilio(RestError::Unreachable(_) | RestError::RateLimited | RestError::Malformed)
        | ConnectionError::Model(ModelError::Unreachable(_) | ModelError::ServerError(_) | ModelError::RateLimited) => {
            Problem::new(ProblemKind::Refused).with_detail(error.advice())
        }
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
