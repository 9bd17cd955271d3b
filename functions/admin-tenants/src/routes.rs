//! The routes, each a screen or less: who may, what is asked, what is answered.

use std::sync::Arc;

use axum::extract::State;
use platform::{
    connection::ConnectionError,
    http::{Kind, Problem},
    store::{TenantItem, TenantScope},
};

use crate::AdminTenants;

pub(crate) mod audit;
pub(crate) mod configuration;
pub(crate) mod connection;
pub(crate) mod people;
pub(crate) mod preview;
pub(crate) mod tenants;
pub(crate) mod test_calls;
pub(crate) mod versions;

type Function = State<Arc<AdminTenants>>;

impl AdminTenants {
    async fn tenant(&self, scope: &TenantScope) -> Result<TenantItem, Problem> {
        self.store.get_tenant(scope).await?.ok_or_else(|| Problem::new(Kind::NotFound))
    }
}

fn connection_problem(error: ConnectionError) -> Problem {
    match error {
        ConnectionError::Change(error) => error.into(),
        ConnectionError::Twilio(_) | ConnectionError::Model(_) | ConnectionError::AccountNotActive => {
            Problem::new(Kind::Refused).because(error.advice())
        }
        ConnectionError::Secrets(platform::secrets::SecretsError::Unavailable(_)) => Problem::unavailable(&error),
        ConnectionError::NotTheirs | ConnectionError::NoVoice | ConnectionError::Busy | ConnectionError::Secrets(_) => {
            Problem::new(Kind::Conflict).because(error.advice())
        }
    }
}
