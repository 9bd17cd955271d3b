//! Each company's credentials, one secret a company, kept in memory for a few minutes.
//!
//! The secret's text is JSON:
//! `{"twilio": {"account_sid": "AC…", "auth_tokens": ["…"]}, "openai": {"api_key": "…"}}`. While a token is being rotated
//! there are two of them, the newer one first. Rotation needs no deployment: a check that fails asks for the secret
//! again, though not more often than every few seconds, so that a stream of forged requests does not become a stream of
//! requests for secrets.

use std::{sync::Arc, time::Duration};

use aws_sdk_secretsmanager::{Client, error::SdkError};
use domain::id::TenantId;
use secrecy::SecretString;
use serde::Deserialize;

use crate::{
    recent::Recent,
    store::TenantScope,
    twilio::{sid::AccountSid, signature::AuthToken},
};

const LIFETIME: Duration = Duration::from_mins(5);
const YOUNGEST_WORTH_REFRESHING: Duration = Duration::from_secs(5);
const MOST_KEPT: usize = 2_000;

/// A company's credentials.
#[derive(Debug, Deserialize)]
pub struct TenantSecrets {
    /// For Twilio.
    pub twilio: TwilioSecrets,
    /// For OpenAI, or a server that speaks its protocol.
    pub openai: OpenAiSecrets,
}

/// Credentials of a Twilio account.
#[derive(Debug, Deserialize)]
pub struct TwilioSecrets {
    /// The account.
    pub account_sid: AccountSid,
    /// One, or two while one is being rotated; the newer one first.
    pub auth_tokens: Vec<AuthToken>,
}

/// Credentials of an OpenAI project.
#[derive(Debug, Deserialize)]
pub struct OpenAiSecrets {
    /// Sent as a bearer token.
    pub api_key: SecretString,
}

/// Why there are no credentials.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Secrets Manager did not answer, or has no such secret.
    #[error("the secret cannot be read")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The secret's text is not what it should be. What it is, is not told.
    #[error("the secret does not have the shape it should")]
    Malformed,
}

impl<E, R> From<SdkError<E, R>> for SecretsError
where
    E: std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

/// The way to every company's credentials.
#[derive(Debug)]
pub struct Secrets {
    client: Client,
    prefix: String,
    recent: Recent<TenantId, TenantSecrets>,
    youngest_worth_refreshing: Duration,
}

impl Secrets {
    /// Secrets named `<prefix>/tenant/<tenant id>`.
    #[must_use]
    pub fn new(client: Client, prefix: impl Into<String>) -> Self {
        let recent = Recent::new(MOST_KEPT, LIFETIME);
        Self { client, prefix: prefix.into(), recent, youngest_worth_refreshing: YOUNGEST_WORTH_REFRESHING }
    }

    /// The same, but a secret that does not fit is asked for again at once if it is older than `age`.
    #[must_use]
    pub fn refreshed_after(self, age: Duration) -> Self {
        Self { youngest_worth_refreshing: age, ..self }
    }

    /// The name of a company's secret.
    #[must_use]
    pub fn name(prefix: &str, tenant: &TenantId) -> String {
        format!("{prefix}/tenant/{tenant}")
    }

    /// A company's credentials, from memory if they are there.
    pub async fn get(&self, scope: &TenantScope) -> Result<Arc<TenantSecrets>, SecretsError> {
        match self.recent.get(scope.tenant()) {
            Some(secrets) => Ok(secrets),
            None => self.fetch(scope).await,
        }
    }

    /// A company's credentials as they are now, since those in memory did not fit; `None` if they were fetched so
    /// recently that asking again would not help.
    pub async fn refresh(&self, scope: &TenantScope) -> Result<Option<Arc<TenantSecrets>>, SecretsError> {
        if self.recent.get_younger_than(scope.tenant(), self.youngest_worth_refreshing).is_some() {
            return Ok(None);
        }
        self.fetch(scope).await.map(Some)
    }

    async fn fetch(&self, scope: &TenantScope) -> Result<Arc<TenantSecrets>, SecretsError> {
        let name = Self::name(&self.prefix, scope.tenant());
        let answer = self.client.get_secret_value().secret_id(name).send().await?;
        let secrets: TenantSecrets =
            serde_json::from_str(answer.secret_string().unwrap_or_default()).map_err(|_| SecretsError::Malformed)?;
        if secrets.twilio.auth_tokens.is_empty() {
            return Err(SecretsError::Malformed);
        }
        Ok(self.recent.insert(scope.tenant().clone(), secrets))
    }
}
